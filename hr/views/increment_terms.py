"""By which rule staff groups progress, and decisions on the increments of one job: both by change request."""

from datetime import date
from typing import Any

from django.forms import Form
from django.views.generic import TemplateView

from hr import change_kinds_increments as kinds
from hr.forms.base import EndForm
from hr.forms.increments import DecisionForm, RuleForm
from hr.models import IncrementDecision, ProgressionTerms, StaffGroup
from hr.queries import increment_words
from hr.queries.increments import rule_on
from hr.views.base import PeopleView, find
from hr.views.change import JobProposal
from hr.views.organisation_base import OrganisationProposal
from sharedservices.common.formatting import day

NAMES = ("rule", "fixed_day", "fixed_month", "least_months", "counts_unpaid", "source")
TITLE = "Rules of increments"


class IncrementRules(PeopleView, TemplateView):
    """What holds for each staff group."""

    permission = "people.view_pay"
    template_name = "hr/increment_rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each staff group."""
        groups = StaffGroup.objects.of(self.partner.pk).order_by("name", "id")
        trail = self.crumbs(("People", self.url("people")), ("Increments", self.url("increments")), (TITLE, ""))
        return super().get_context_data(
            title=TITLE, groups=[self._group(one) for one in groups], why_not=self.lacking("changes.propose"),
            breadcrumbs=trail, **kwargs,
        )  # fmt: skip

    def _group(self, group: StaffGroup) -> dict[str, Any]:
        rows = list(ProgressionTerms.objects.of(self.partner.pk).filter(staff_group=group).order_by("valid", "id"))
        now = next((one for one in rows if self.on in one.valid), None)
        return {
            "title": group.name,
            "rows": [{"key": label, "value": text} for label, text in increment_words.rule(now).items()],
            "since": f"Since {day(now.valid.lower)}" if now else "",
            "others": [
                f"From {day(one.valid.lower)}: {one.get_rule_display()}; {one.source}" for one in rows if one is not now
            ],
            "href": self.url("increment_rule", staff_group=group.uuid) if self.may("changes.propose") else "",
        }


class ChangeIncrementRule(OrganisationProposal):
    """By which rule one staff group progresses from a day on."""

    permission = "changes.propose"
    kind = kinds.RULE
    form_class = RuleForm
    title = "Change the rule of increments"
    here = "increment_rules"
    noun = "this staff group"
    consequences = (
        "Lists that are prepared from then on follow it. What was given stays.",
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
        """Offer what holds; else what the National Joint Council agreed."""
        row = rule_on(self.group, self.on)
        if row is None:
            return {"fixed_day": 1, "fixed_month": 4, "least_months": 6}
        found = {name: getattr(row, name) for name in NAMES}
        return found | {"counts_unpaid": "yes" if row.counts_unpaid else "no"}

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        """Fill the form from what was proposed."""
        found = super().proposed_before(payload)
        return found | {"counts_unpaid": "yes" if payload["counts_unpaid"] else "no"}

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        return increment_words.rule(rule_on(self.group, on))

    def payload(self, form: Form) -> dict[str, Any]:
        """Return what is proposed."""
        return {"staff_group": self.group.uuid, **{name: form.cleaned_data[name] for name in NAMES}}

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(
            ("People", self.url("people")), ("Increments", self.url("increments")),
            (TITLE, self.url("increment_rules")), (self.group.name, ""),
        )  # fmt: skip


class DecideOnIncrements(JobProposal):
    """What is decided about the increments of one job."""

    kind = kinds.DECISION
    form_class = DecisionForm
    title = "Decide on increments"
    consequences = (
        "An increment is withheld by such a decision alone: for performance, or while probation goes on.",
        "The person is told by you, with the reason, and may ask for it to be looked at again.",
        "A list that waits already does not change: it is prepared again.",
    )

    def before(self, on: date) -> dict[str, str]:
        """Say what is decided already."""
        return increment_words.decisions(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        """Return the decision."""
        return {name: form.cleaned_data[name] for name in ("kind", "ground", "n_points")}


class EndIncrementDecision(JobProposal):
    """End a decision before its time."""

    kind = kinds.DECISION_END
    form_class = EndForm
    title = "End a decision on increments"
    consequences = ("Increments that are due after the last day are not touched by it.",)
    row: IncrementDecision

    def load_owner(self) -> None:
        """Find the decision: it is the person's."""
        rows = IncrementDecision.objects.select_related("assignment__employment", "assignment__post__org_unit")
        self.row = find(rows, uuid=self.kwargs["decision"], person_id=self.person.pk)
        self.job = self.row.assignment

    def get_initial(self) -> dict[str, Any]:
        """Offer the day in view."""
        return {"last_day": self.on, **super().get_initial()}

    def before(self, on: date) -> dict[str, str]:
        """Say what is decided."""
        return increment_words.decisions(self.job, on)

    def payload(self, form: Form) -> dict[str, Any]:
        """Return which decision."""
        return {"decision": self.row.uuid}
