"""Recording the pension that begins with a leaving: certificate and tier, or the cost of an early pension."""

from typing import Any

from django.forms import Form

from hr.forms.leaving import EarlyPensionForm, IllHealthForm
from hr.operations import leaving_pensions
from hr.operations.leaving_pensions import Early
from hr.queries import leavings as found
from hr.views.leavers import LeaverView
from partners.views.base import PartnerFormView, now

KEPT = (
    "body",
    "quoted_on",
    "strain_cost",
    "strain_authority",
    "tier",
    "certified_on",
    "doctor",
    "is_doctor_independent",
)


class RecordPension(LeaverView, PartnerFormView):
    """Record it; what was recorded before stays as a former version."""

    permission = "leavers.manage"
    template_name = "partners/form_page.html"
    success_message = "The pension is recorded."

    @property
    def is_ill_health(self) -> bool:
        """Whether it has a tier."""
        return self.leaving.leaving_reason == "ILL_HEALTH"

    def get_form_class(self) -> type[Form]:
        """Ask for the certificate only where there is one."""
        return IllHealthForm if self.is_ill_health else EarlyPensionForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is recorded, or with the scheme."""
        former = found.pension_of(self.leaving)
        if former is not None:
            return {name: getattr(former, name) for name in KEPT}
        scheme = found.scheme_of(self.leaving)
        return {"body": scheme.name if scheme else ""}

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        if paper := given.pop("certificate", None):
            given["certificate"] = paper.read()
        leaving_pensions.record(leaving_id=self.leaving.uuid, early=Early(**given), by=self.user, at=now())
        return self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Certificate and tier" if self.is_ill_health else "Early pension and strain cost"
        lead = (
            "What the illness is stands nowhere here: the certificate says which tier, and that is all that is kept."
            if self.is_ill_health
            else "The cost counts towards the exit package. The fund gives its quotation first."
        )
        given = {
            "title": title, "lead": lead, "submit": "Record", "cancel_href": self.case_url(),
            "breadcrumbs": self.trail(title),
        }  # fmt: skip
        return super().get_context_data(**{**given, **kwargs})
