"""Forms of pay runs and calendars: filters, a new run, reasons, the approver's tick, a year of periods."""

from collections.abc import Sequence
from typing import Any

from django import forms

from payroll.models import PayRun, RunMember
from payroll.operations.calendars import DayOfMonth, EveryWeeks, LastWorkingDay, Rule
from payroll.queries.late_leavers import LATE
from payroll.states import RunState
from sharedservices.common.forms import DayField, FilterForm, PoundsField, Radios, SearchInput

Choices = Sequence[tuple[str, str]]
STATES = [("", "All states"), *((state.value, state.value.capitalize()) for state in RunState)]
FINDINGS = [
    ("", "All payslips"),
    ("ANY", "Any finding"),
    (LATE, "Paid for days after the last one"),
    ("NO_PAY", "Nothing is paid"),
    ("TAX_LIMITED", "Tax was limited"),
    ("AFTER_P45", "Paid after the P45"),
    ("TAX_REFUND", "Tax is paid back"),
    ("STEP_DOWN_HELD", "Sick pay waits to go down"),
    ("STATUTORY_SICK_PAY", "Statutory sick pay to enter"),
    ("SICK_PAY_NOT_AGREED", "No sick pay is agreed"),
    ("FAMILY_LEAVE", "Family leave"),
]


class RunFilter(FilterForm):
    """Which runs a list shows."""

    group = forms.ChoiceField(label="Pay group", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=STATES)
    year = forms.ChoiceField(label="Tax year", required=False)

    def __init__(self, *args: Any, groups: Choices = (), years: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "group", [("", "All pay groups"), *groups])
        _choose(self, "year", [("", "All tax years"), *((year, year) for year in years)])


class MemberFilter(FilterForm):
    """Which people of a run a list shows."""

    q = forms.CharField(label="Name or payroll number", required=False, max_length=100, widget=SearchInput)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *RunMember.State.choices])
    finding = forms.ChoiceField(label="Findings", required=False, choices=FINDINGS)
    net_from = PoundsField(label="Net pay from", required=False)
    net_to = PoundsField(label="Net pay to", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        found = super().clean() or {}
        low, high = found.get("net_from"), found.get("net_to")
        if low is not None and high is not None and low > high:
            self.add_error("net_to", "Net pay to must be the same as net pay from, or more")
        return found


class NewRunForm(forms.Form):
    """The period and kind of a new run; the pay group is chosen before it."""

    period = forms.ChoiceField(
        label="Pay period", widget=forms.Select, help_text="The next period of this pay group is chosen for you."
    )
    kind = forms.ChoiceField(
        label="What kind of run is it?",
        choices=PayRun.Kind.choices,
        widget=Radios(
            hints={
                PayRun.Kind.REGULAR.value: "Everybody in the pay group who has not been paid for the period.",
                PayRun.Kind.SUPPLEMENTARY.value: "Between two regular runs: people who were left out, "
                "and approved inputs that have not been paid.",
            }
        ),
    )

    def __init__(self, *args: Any, periods: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "period", periods)


class DecisionForm(forms.Form):
    """What is decided about a run, and the content that was shown when it was decided (rule PR9)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, mark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mark = mark

    def clean_seen(self) -> str:
        """Refuse a page that shows the run of before, and let the page that says so carry the run of now."""
        given: str = self.cleaned_data["seen"]
        if given != self._mark:
            self.data = {**self.data, "seen": self._mark}
            raise forms.ValidationError("The run has changed since you opened this page. Look at it as it is now first")
        return given


class ReasonForm(forms.Form):
    """Why something is done. The reason is kept with the run and in the audit trail."""

    reason = forms.CharField(
        label="Reason",
        max_length=400,
        widget=forms.Textarea,
        help_text="Kept with the run and in the audit trail. Do not write bank details or National Insurance numbers.",
        error_messages={"required": "Enter a reason"},
    )


class DecisionReasonForm(ReasonForm, DecisionForm):
    """Why a run is sent back or cancelled."""


class NothingToEnter(forms.Form):
    """A confirmation without fields."""


class ApproveForm(DecisionForm):
    """The approver's word for the figures that are shown."""

    has_looked = forms.BooleanField(
        label="I have looked at the totals, the changes since last time and the people who are not paid"
    )


class ReleaseForm(DecisionForm):
    """The releaser's word."""

    has_checked = forms.BooleanField(label="The number of payments, the control total and the pay date are right")


class CalendarYearForm(forms.Form):
    """How a year of pay periods is made. `is_weekly` chooses the questions."""

    tax_year = forms.ChoiceField(label="Tax year", help_text="The periods whose pay date is in this tax year.")
    rule = forms.ChoiceField(
        label="When is it paid?",
        choices=[("LAST", "On the last working day of the month"), ("DAY", "On one day of the month")],
        widget=Radios(hints={"DAY": "Moved to the working day before a weekend or bank holiday."}),
    )
    day = forms.IntegerField(
        label="Day of the month",
        required=False,
        min_value=1,
        max_value=31,
        help_text="Only for one day of the month. 31 means the last day.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    first_day = DayField(label="First day of any one period")
    pay_date = DayField(label="Day on which that period is paid")

    def __init__(self, *args: Any, is_weekly: bool, years: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "tax_year", [(year, year) for year in years])
        for name in ("rule", "day") if is_weekly else ("first_day", "pay_date"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the day when pay comes on one day of the month."""
        found = super().clean() or {}
        if found.get("rule") == "DAY" and not found.get("day") and "day" not in self.errors:
            self.add_error("day", "Enter the day of the month")
        if found.get("first_day") and found.get("pay_date") and found["pay_date"] < found["first_day"]:
            self.add_error("pay_date", "The pay day must not be before the first day of the period")
        return found

    @property
    def rule_given(self) -> Rule:
        """The rule that the cleaned answers describe."""
        found = self.cleaned_data
        if "first_day" in found:
            return EveryWeeks(found["first_day"], found["pay_date"])
        return LastWorkingDay() if found["rule"] == "LAST" else DayOfMonth(found["day"])


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = list(choices)
