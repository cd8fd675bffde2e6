"""Lists of increments, the rule of a staff group, and decisions on the increments of one job (domain HR-04)."""

from typing import Any

from django import forms

from hr.forms.base import ChangeForm, ReasonForm
from hr.forms.duties import yes_no
from hr.forms.lists import ALL, choice, search
from hr.models import IncrementDecision, ProgressionTerms
from hr.queries.absence_agreed import MONTHS
from partners.models import ChangeRequest
from sharedservices.common.forms import DayField, FilterForm, Radios

GIVEN, EXCLUDED = "given", "excluded"
NARROW = {"class": "govuk-input--width-2"}
MOST_DAYS = 31


class PreviewFilter(FilterForm):
    """Which days a list is for, whose terms, and who is shown."""

    first = DayField(label="Due from", required=False)
    last = DayField(label="Due to", required=False)
    group = choice("Terms")
    shown = choice("Shown", ((GIVEN, "Get an increment or move"), (EXCLUDED, "Get none, with the reason")))
    q = search("Name or job number")

    def __init__(self, data: Any, *, groups: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["group"].choices = [*ALL, *(groups or [])]  # type: ignore[attr-defined]


class ListsFilter(FilterForm):
    """Which lists."""

    state = choice("State", ChangeRequest.State.choices)


class StepsFilter(FilterForm):
    """Which jobs of a list."""

    q = search("Name or job number")


class SendForm(ReasonForm):
    """The reason of a list: it stands in the history of every job."""


class RuleForm(ChangeForm):
    """By which rule a staff group progresses."""

    rule = forms.ChoiceField(label="Increments", choices=ProgressionTerms.RULES, widget=Radios())
    fixed_day = forms.IntegerField(
        label="Fixed day", min_value=1, max_value=28, widget=forms.NumberInput(attrs=NARROW),
        help_text="1 for the first of the month. Competence and anniversaries do not use it",
    )  # fmt: skip
    fixed_month = forms.TypedChoiceField(
        label="Month of the fixed day", coerce=int, choices=list(enumerate(MONTHS, start=1))
    )
    least_months = forms.IntegerField(
        label="Months in the grade before the first increment", min_value=0, max_value=12,
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip
    counts_unpaid = yes_no("Does unpaid leave count as time in the grade?")
    source = forms.CharField(
        label="Agreed in", max_length=200, help_text="The agreement or decision that says so",
        error_messages={"required": "Enter where it is agreed"},
    )  # fmt: skip


class DecisionForm(ChangeForm):
    """What is decided about the increments of a job."""

    kind = forms.ChoiceField(label="Decision", choices=IncrementDecision.Kind.choices, widget=Radios())
    ground = forms.ChoiceField(label="Ground", choices=IncrementDecision.Ground.choices, widget=Radios())
    n_points = forms.IntegerField(
        label="Points that were earned", min_value=1, max_value=3, initial=1, required=False,
        widget=forms.NumberInput(attrs=NARROW), help_text="Only for competence or contribution",
    )  # fmt: skip
    last_day = DayField(
        label="Last day", required=False,
        help_text="Increments that are due up to this day. Leave it empty when the decision has no end",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", "ground", "n_points", "effective_from", "last_day", "reason"])

    def clean_n_points(self) -> int:
        """Return the points; one where none are given."""
        return int(self.cleaned_data["n_points"] or 1)
