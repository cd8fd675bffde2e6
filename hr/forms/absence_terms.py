"""What is agreed for a staff group about sick pay, annual leave and triggers."""

from typing import Any

from django import forms

from hr.engine.agreements import scale_names
from hr.engine.triggers import NAMES
from hr.forms.base import ChangeForm
from hr.forms.duties import yes_no
from hr.models.absence import DAY_BASES, IrregularLeave
from hr.queries.absence_agreed import MONTHS
from sharedservices.common.forms import Radios

LONGEST = 600
LINES = {"rows": 5}
NARROW = {"class": "govuk-input--width-4"}
FIGURE: dict[str, Any] = {
    "required": False, "min_value": 1, "max_value": 9999, "widget": forms.NumberInput(attrs=NARROW),
}  # fmt: skip


def read_lines(text: str, width: int) -> list[list[str]]:
    """Return lines of numbers. :raises ValidationError: for a line that has not so many."""
    found = []
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        parts = line.replace(",", " ").split()
        if len(parts) != width or not all(_is_number(one) for one in parts):
            raise forms.ValidationError(f"Line {number} needs {width} numbers, like those of the example")
        found.append(parts)
    return found


def _is_number(text: str) -> bool:
    whole, _point, rest = text.partition(".")
    return len(text) <= 6 and whole.isascii() and whole.isdigit() and (not rest or (rest.isascii() and rest.isdigit()))


class AbsenceTermsForm(ChangeForm):
    """Everything that is agreed, from a day on."""

    sick_scale = forms.ChoiceField(label="National scale of sick pay", required=False)
    sick_bands = forms.CharField(
        label="Or bands of your own", required=False, max_length=LONGEST, widget=forms.Textarea(attrs=LINES),
        help_text="A line for each: completed months of service, months of full pay, months of half pay. For example, "
        "0 1 0 and on the next line 12 2 2.",
    )  # fmt: skip
    retests_sick_pay = yes_no(
        "Does an anniversary of service during sickness give more?",
        "Then sick pay is looked at again on that day, with what was paid so far taken off",
    )
    sick_day_basis = forms.ChoiceField(
        label="Which days does sick pay count?", choices=DAY_BASES, widget=Radios(),
        help_text="Six months are 183 calendar days, or 130 working days. Working days are Mondays to Fridays for "
        "everybody, whatever the roster",
        error_messages={"required": "Choose which days sick pay counts"},
    )  # fmt: skip
    leave_bands = forms.CharField(
        label="Annual leave", max_length=LONGEST, widget=forms.Textarea(attrs=LINES),
        help_text="A line for each: completed years of service, full-time days a year without bank holidays. For "
        "example, 0 25 and on the next line 5 28.",
        error_messages={"required": "Enter the days of leave"},
    )  # fmt: skip
    leave_year_month = forms.TypedChoiceField(
        label="Leave years begin on the first of", coerce=int, choices=list(enumerate(MONTHS, start=1))
    )
    carry_days = forms.IntegerField(
        label="Unused days carried over, at most", min_value=0, max_value=28, widget=forms.NumberInput(attrs=NARROW)
    )
    irregular_leave = forms.ChoiceField(
        label="Leave of irregular-hours and part-year workers", required=False, widget=Radios(),
        choices=[("", "Like everybody else"), *IrregularLeave.choices],
        help_text="For jobs that are paid by the hour, whose hours are entered. With rolled-up pay nothing is "
        "paid when leave is taken",
        error_messages={"invalid_choice": "Choose how they get leave"},
    )  # fmt: skip
    episodes = forms.IntegerField(label="Episodes of sickness that reach a trigger", **FIGURE)
    episode_months = forms.IntegerField(label="Months over which episodes count", **FIGURE)
    days = forms.IntegerField(label="Working days that reach a trigger", **FIGURE)
    day_months = forms.IntegerField(label="Months over which working days count", **FIGURE)
    bradford = forms.IntegerField(
        label="Bradford score that reaches a trigger",
        help_text="Leave all five empty to use those of the partnership",
        **FIGURE,
    )
    source = forms.CharField(
        label="Agreed in", max_length=200, help_text="The agreement or decision that says so",
        error_messages={"required": "Enter where it is agreed"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [("", "None: bands of its own, or none agreed"), *scale_names().items()]
        self.fields["sick_scale"].choices = names  # type: ignore[attr-defined]

    def clean_sick_bands(self) -> list[list[int]]:
        """Return the bands as numbers."""
        lines = read_lines(self.cleaned_data["sick_bands"], 3)
        if any("." in one for line in lines for one in line):
            raise forms.ValidationError("Enter whole months")
        return [[int(one) for one in line] for line in lines]

    def clean_leave_bands(self) -> list[list[str]]:
        """Return the bands: whole years, and days that may have a part."""
        lines = read_lines(self.cleaned_data["leave_bands"], 2)
        if any("." in years for years, _days in lines):
            raise forms.ValidationError("Enter whole years of service")
        return lines

    def triggers(self) -> dict[str, int]:
        """Return the figures that were entered."""
        return {name: self.cleaned_data[name] for name in NAMES if self.cleaned_data[name] is not None}
