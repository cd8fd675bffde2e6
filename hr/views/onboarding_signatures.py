"""The signatures under loads of an onboarding: who signed, who has still to sign, and signing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.onboarding import SignLoadForm
from hr.models import DataDomain, LoadRun
from hr.operations import onboarding
from hr.queries import migrations
from hr.queries import onboarding as found
from hr.views.onboarding import OnboardingForm, OnboardingView
from partners.queries.duties import holders_of
from partners.roles import Role
from partners.views.base import now
from sharedservices.common.formatting import moment

OTHER_HEADINGS = [{"label": one} for one in ("Data", "Load", "Signed by the data owner", "Sign")]
SIGN_HEADINGS = [{"label": one} for one in ("Capacity", "Signs that", "Who may", "Signed", "Sign")]


class SignOffs(OnboardingView, TemplateView):
    """Who signed the load that the records come from, and who has still to sign."""

    template_name = "hr/onboarding_sign_offs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the capacities."""
        load, today = migrations.latest_applied(self.project), timezone.localdate()
        signed = found.sign_offs(load)
        rows = []
        for role in found.slots():
            one = signed.get(role.value)
            holders = holders_of(role=role, partner_id=self.partner.pk, on=today)
            can = load and one is None and self.may("onboarding.sign") and self.user in holders
            href = self.url("onboarding_sign", slot=role.value.lower())
            rows.append([
                {"text": role.label, "is_header": True},
                {"text": found.SIGNS[role]},
                {"text": ", ".join(map(str, holders)) or "Nobody"},
                self._signed(one),
                {"text": "Sign", "href": href, "context": f"as {role.label}"} if can else {"text": ""},
            ])  # fmt: skip
        return super().get_context_data(
            **self.frame("onboarding_sign_offs"), headings=SIGN_HEADINGS, rows=rows,
            other_headings=OTHER_HEADINGS, others=[self._other(one, today) for one in migrations.OTHERS],
            load_name=str(load) if load else "",
            load_href=self.url("onboarding_load", load=load.uuid) if load else "", **kwargs,
        )  # fmt: skip

    def _other(self, domain: DataDomain, today: date) -> list[dict[str, Any]]:
        """Say who signed the load of a domain besides people: its data owner does."""
        load = migrations.latest_applied(self.project, domain)
        one = found.sign_offs(load).get(Role.DATA_OWNER.value)
        holders = holders_of(role=Role.DATA_OWNER, partner_id=self.partner.pk, on=today)
        can = load is not None and one is None and self.may("onboarding.sign") and self.user in holders
        href = self.url("onboarding_sign_domain", domain=domain.value.lower())
        named = (
            {"text": str(load), "href": self.url("onboarding_load", load=load.uuid)} if load else {"text": "No load"}
        )
        return [
            {"text": domain.label, "is_header": True},
            named,
            self._signed(one),
            {"text": "Sign", "href": href, "context": domain.label} if can else {"text": ""},
        ]

    def _signed(self, one: Any) -> dict[str, Any]:
        return {"text": f"{one.signed_by}, {moment(one.signed_at)}", "hint": one.note} if one else {"text": "Not yet"}


class SignLoad(OnboardingForm):
    """Sign the load that the records come from, in one’s own capacity."""

    permission = "onboarding.sign"
    form_class = SignLoadForm
    submit, back_to = "Sign", "onboarding_sign_offs"
    success_message = "You have signed. A newer load will need a signature of its own."
    role: Role
    domain: DataDomain = DataDomain.PEOPLE
    load_run: LoadRun | None

    def load(self) -> None:
        """Find capacity and load. :raises Http404: for a capacity in which nobody signs."""
        super().load()
        slots: Mapping[str, Role] = {role.value.lower(): role for role in found.slots()}
        if self.kwargs["slot"] not in slots:
            raise Http404
        self.role, self.load_run = slots[self.kwargs["slot"]], migrations.latest_applied(self.project)

    def get_initial(self) -> dict[str, Any]:
        """Bind the form to what the signer sees."""
        return {"content_hash": self.load_run.content_hash if self.load_run else "-"}

    def operate(self, form: Form) -> None:
        """Sign it."""
        given = form.cleaned_data
        onboarding.sign_load(
            project=self.project.uuid, slot=self.role.value, content_hash=given["content_hash"], note=given["note"],
            by=self.user, at=now(), domain=self.domain,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is signed."""
        about = "" if self.domain == DataDomain.PEOPLE else f": {self.domain.label.lower()}"
        title = f"Sign as {self.role.label}{about}"
        what = f"{self.load_run}: {self.load_run.summary}" if self.load_run else "Nothing has been loaded."
        lead = f"“{found.SIGNS[self.role]}.” {what}"
        trail = self.trail(("Sign-off", self.url("onboarding_sign_offs")), (title, ""))
        return super().get_context_data(title=title, lead=lead, breadcrumbs=trail, **kwargs)


class SignDomain(SignLoad):
    """Sign the load of a domain besides people, as its data owner."""

    def load(self) -> None:
        """Find the domain. :raises Http404: for one without files of its own."""
        super(SignLoad, self).load()
        domains = {one.value.lower(): one for one in migrations.OTHERS}
        if self.kwargs["domain"] not in domains:
            raise Http404
        self.role, self.domain = Role.DATA_OWNER, domains[self.kwargs["domain"]]
        self.load_run = migrations.latest_applied(self.project, self.domain)
