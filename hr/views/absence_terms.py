"""What is agreed about absence and leave: every staff group with what holds, and the proposal of a change."""

from dataclasses import replace
from typing import Any

from django.forms import Form
from django.views.generic import TemplateView

from hr import absence_kinds
from hr.engine.triggers import NAMES
from hr.forms.absence_terms import AbsenceTermsForm
from hr.models import AbsenceTerms, StaffGroup
from hr.models.absence import DAY_BASES
from hr.queries.absence_agreed import GroupTerms, by_group, terms_on, words
from hr.views.base import PeopleView, find
from hr.views.organisation_base import OrganisationProposal
from partners.operations.change_trials import Proposal
from sharedservices.common.formatting import day

PLAIN = (
    "sick_scale", "retests_sick_pay", "sick_day_basis", "leave_year_month", "carry_days", "irregular_leave", "source",
)  # fmt: skip


class AbsenceAgreed(PeopleView, TemplateView):
    """What holds for each staff group today, was before, and is recorded for later."""

    permission = "absence.view"
    template_name = "hr/absence_terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each staff group."""
        trail = self.crumbs(("Absence", self.url("absences")), ("What is agreed", ""))
        return super().get_context_data(
            groups=[self._group(one) for one in by_group(partner_id=self.partner.pk, on=self.on)],
            why_not=self.lacking("absence.terms"), breadcrumbs=trail, **kwargs,
        )  # fmt: skip

    def _group(self, one: GroupTerms) -> dict[str, Any]:
        href = self.url("absence_terms_change", staff_group=one.group.uuid) if self.may("absence.terms") else ""
        return {
            "title": one.group.name,
            "rows": [{"key": label, "value": text} for label, text in words(one.now).items()],
            "since": f"Since {day(one.now.valid.lower)}" if one.now else "",
            "others": [_span(row) for row in one.all if row is not one.now],
            "href": href,
        }


def _span(row: AbsenceTerms) -> str:
    ends = f" until {day(row.valid.upper)}" if row.valid.upper else ""
    return f"From {day(row.valid.lower)}{ends}: " + "; ".join(f"{label}: {text}" for label, text in words(row).items())


class ChangeAbsenceTerms(OrganisationProposal):
    """What is agreed for one staff group from a day on."""

    permission = "absence.terms"
    kind = absence_kinds.TERMS
    form_class = AbsenceTermsForm
    title = "Change what is agreed about absence and leave"
    here = "absence_terms"
    noun = "this staff group"
    consequences = (
        "Sick pay is forecast again, and leave is counted again, from the day on which it holds.",
        "What was recorded for later days goes.",
        "The HR manager approves it, and nobody approves their own proposal.",
    )
    group: StaffGroup

    def load_owner(self) -> None:
        """Find the staff group."""
        self.group = find(StaffGroup.objects, uuid=self.kwargs["staff_group"])

    @property
    def caption(self) -> str:
        """Return which staff group it is."""
        return self.group.name

    def initial_values(self) -> dict[str, Any]:
        """Offer what holds."""
        row = terms_on(self.group, self.on)
        if row is None:
            return {
                "leave_year_month": 4, "carry_days": 5, "retests_sick_pay": "yes", "sick_day_basis": DAY_BASES[0][0],
            }  # fmt: skip
        return {
            **{name: getattr(row, name) for name in PLAIN},
            "retests_sick_pay": "yes" if row.retests_sick_pay else "no",
            "sick_bands": _lines(row.sick_bands),
            "leave_bands": _lines(row.leave_bands),
            **row.triggers,
        }

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        """Fill the form from what was proposed."""
        found = super().proposed_before(payload)
        lists = {name: _lines(payload[name]) for name in ("sick_bands", "leave_bands")}
        lists["retests_sick_pay"] = "yes" if payload.get("retests_sick_pay") else "no"
        return found | lists | {name: payload["triggers"].get(name) for name in NAMES}

    def before(self, on: Any) -> dict[str, str]:
        """Say what holds."""
        return words(terms_on(self.group, on))

    def payload(self, form: Form) -> dict[str, Any]:
        """Return what is proposed."""
        assert isinstance(form, AbsenceTermsForm)  # noqa: S101 - this page’s form
        given = form.cleaned_data
        return {
            "staff_group": self.group.uuid, **{name: given[name] for name in PLAIN}, "triggers": form.triggers(),
            "sick_bands": given["sick_bands"], "leave_bands": given["leave_bands"],
        }  # fmt: skip

    def proposal(self, form: Form) -> Proposal:
        """Return what is proposed: its bands stay lists."""
        bands = {name: form.cleaned_data[name] for name in ("sick_bands", "leave_bands")}
        found = super().proposal(form)
        return replace(found, payload={**found.payload, **bands})

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(
            ("Absence", self.url("absences")), ("What is agreed", self.url("absence_terms")), (self.group.name, "")
        )


def _lines(bands: list[list[Any]]) -> str:
    return "\n".join(" ".join(str(one) for one in band) for band in bands)
