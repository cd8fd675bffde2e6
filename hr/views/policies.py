"""What a partner agrees about leaving, and proposing another setting that a second person approves."""

from datetime import date
from typing import Any

from django.forms import Form
from django.views.generic import TemplateView

from hr import policy_kinds
from hr.forms.leaving_terms import LeavingTermsForm
from hr.models import LeavingTerms
from hr.queries import leaving_terms as found
from hr.views.base import PeopleView
from hr.views.organisation_base import OrganisationProposal
from sharedservices.common.formatting import day


class PolicyProposal(OrganisationProposal):
    """A proposed change of something that the partner agrees, from a day on."""

    permission = policy_kinds.PROPOSE
    noun = "this"
    consequences = (
        "What is under way keeps what held when it began.",
        "Another person approves it, and nobody approves their own proposal.",
    )


class LeavingAgreed(PeopleView, TemplateView):
    """What is agreed about leaving today, was before, and is recorded for later."""

    permission = "leavers.view"
    template_name = "hr/leaving_terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what holds, and the other versions."""
        rows = found.versions(partner_id=self.partner.pk)
        now = next((one for one in rows if self.on in one.valid), None)
        may = self.may(policy_kinds.PROPOSE)
        return super().get_context_data(
            rows=[{"key": label, "value": text} for label, text in found.words(now).items()],
            since=f"Since {day(now.valid.lower)}" if now else "",
            others=[_span(one) for one in rows if one is not now],
            href=self.url("leaving_terms_change") if may else "",
            why_not=self.lacking(policy_kinds.PROPOSE),
            breadcrumbs=self.crumbs(("Leavers", self.url("leavers")), ("What is agreed", "")), **kwargs,
        )  # fmt: skip


def _span(row: LeavingTerms) -> str:
    ends = f" until {day(row.valid.upper)}" if row.valid.upper else ""
    said = "; ".join(f"{label}: {text}" for label, text in found.words(row).items())
    return f"From {day(row.valid.lower)}{ends}: {said}"


class ChangeLeavingTerms(PolicyProposal):
    """What is agreed about leaving from a day on."""

    kind = policy_kinds.LEAVING
    form_class = LeavingTermsForm
    title = "Change what is agreed about leaving"
    here = "leaving_terms"
    consequences = (
        "Estimates, notices and last pay are worked out by it for whoever leaves from that day on.",
        "The HR manager and the budget holder approve it, and nobody approves their own proposal.",
    )

    def initial_values(self) -> dict[str, Any]:
        """Offer what holds."""
        row = found.row_on(partner_id=self.partner.pk, on=self.on)
        if row is None:
            return {"contract_notice_weeks": 0, "redundancy_multiplier": 1}  # what the law gives
        yes = {name: "yes" if getattr(row, name) else "no" for name in ("uses_actual_week_pay", "recovers_leave")}
        return yes | {
            "contract_notice_weeks": row.contract_notice_weeks,
            "redundancy_multiplier": row.redundancy_multiplier.normalize(),
            "small_estate_limit": row.small_estate_limit, "source": row.source,
        }  # fmt: skip

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        """Fill the form from what was proposed."""
        flags = {name: "yes" if payload[name] else "no" for name in ("uses_actual_week_pay", "recovers_leave")}
        return super().proposed_before(payload) | flags

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        return found.words(found.row_on(partner_id=self.partner.pk, on=on))

    def payload(self, form: Form) -> dict[str, Any]:
        """Return what is proposed."""
        names = (
            "contract_notice_weeks", "redundancy_multiplier", "uses_actual_week_pay", "recovers_leave",
            "small_estate_limit", "source",
        )  # fmt: skip
        return {name: form.cleaned_data[name] for name in names}

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        above = (("Leavers", self.url("leavers")), ("What is agreed", self.url("leaving_terms")))
        return self.crumbs(*above, ("Propose a change", ""))
