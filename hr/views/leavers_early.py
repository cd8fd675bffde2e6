"""The pension that begins with a leaving: its certificate and tier, and the strain cost that others approve."""

from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404

from hr import change_kinds_leaving as kinds
from hr.forms.leaving import IllHealthForm, OverpaidForm, StrainForm
from hr.models import Leaving, OverpaymentCase
from hr.operations import leaving_pensions
from hr.operations.leaving_pensions import Early
from hr.queries import leavings as found
from hr.views.base import find
from hr.views.change import ProposalView
from hr.views.leavers import LeaverView
from partners.views.base import PartnerFormView, now

KEPT = ("body", "tier", "certified_on", "doctor", "is_doctor_independent")
STRAIN = ("strain_cost", "body", "quoted_on", "strain_authority")


class RecordPension(LeaverView, PartnerFormView):
    """Record certificate and tier; what was recorded before stays as a former version."""

    permission = "leavers.manage"
    template_name = "partners/form_page.html"
    form_class = IllHealthForm
    success_message = "The certificate is recorded."

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
        paper = given.pop("certificate", None)
        certified = Early(**given, certificate=paper.read() if paper else b"")
        leaving_pensions.certify(leaving_id=self.leaving.uuid, certified=certified, by=self.user, at=now())
        return self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Certificate and tier", "submit": "Record", "cancel_href": self.case_url(),
            "lead": "What the illness is stands nowhere here: the certificate says which tier, and that is all that is "
            "kept.",
            "breadcrumbs": self.trail("Certificate and tier"),
        }  # fmt: skip
        return super().get_context_data(**{**given, **kwargs})


class _LeaverProposal(ProposalView):
    noun = "this leaver"
    leaving: Leaving

    def load(self) -> None:
        """Find the leaving. :raises Http404: when there is none in scope."""
        try:
            self.leaving = found.one(self.kwargs["leaving"])
        except Leaving.DoesNotExist:
            raise Http404 from None
        self.person = self.leaving.person

    def back(self) -> str:
        """Return the page of the leaving."""
        return self.url("leaver", leaving=self.leaving.uuid)

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = ((self.person.display_name, self.back()), (self.title, ""))
        return self.crumbs(("People", self.url("people")), ("Leavers", self.url("leavers")), *own)


class WorkOutOverpaid(_LeaverProposal):
    """Propose figures for a payslip that could not be worked out again."""

    permission = "repayments.manage"
    kind = kinds.OVERPAID
    form_class = OverpaidForm
    title = "Overpayment worked out by hand"
    consequences: ClassVar[tuple[str, ...]] = (
        "Once somebody else has approved it, a plan of repayment may be proposed.",
        "Nothing is deducted by itself.",
    )
    case: OverpaymentCase

    def load(self) -> None:
        """Find the payslip of the leaving."""
        super().load()
        self.case = find(OverpaymentCase.objects, uuid=self.kwargs["overpayment"], leaving_id=self.leaving.pk)

    def before(self, _on: Any) -> dict[str, str]:
        """Say what the record says about the payslip."""
        return dict(kinds.overpaid_notes({"case": self.case.uuid}))

    def readable(self, words: Any) -> dict[str, str]:
        """Show amounts to those who may see pay."""
        return dict(words) if self.with_pay else {}

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the payslip and the figures."""
        return {"case": self.case.uuid, **{name: form.cleaned_data[name] for name in ("gross", "net")}}


class ProposeStrain(_LeaverProposal):
    """Propose the strain cost: it counts towards the exit package, whose total says who approves it."""

    permission = "leavers.manage"
    kind = kinds.STRAIN
    form_class = StrainForm
    title = "Early pension and strain cost"
    consequences: ClassVar[tuple[str, ...]] = (
        "The cost counts towards the exit package, and the total says whose authority it needs.",
        "What is recorded already stays as a former version.",
    )

    def initial_values(self) -> dict[str, Any]:
        """Begin with what is recorded, or with the scheme."""
        former = found.pension_of(self.leaving)
        if former is not None:
            return {name: getattr(former, name) for name in STRAIN}
        scheme = found.scheme_of(self.leaving)
        return {"body": scheme.name if scheme else ""}

    def before(self, _on: Any) -> dict[str, str]:
        """Say what the package comes to now."""
        return self.kind.facts({"leaving": self.leaving.uuid}, None)

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the leaving and what the fund quoted."""
        return {"leaving": self.leaving.uuid, **{name: form.cleaned_data[name] for name in STRAIN}}
