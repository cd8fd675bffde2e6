"""The end of a leave year: which year, and the filter of its list."""

from datetime import date
from typing import Any

from django import forms

from hr.forms.base import ReasonForm
from hr.forms.lists import choice, search
from hr.models import LeaveYearRun
from sharedservices.common.formatting import day
from sharedservices.common.forms import FilterForm, Radios

CARRIED, LAPSING, PROTECTED = "carried", "lapsing", "protected"
SHOWN = ((CARRIED, "Hours are carried over"), (LAPSING, "Hours lapse"), (PROTECTED, "Kept by law"))


class PrepareYearEndForm(ReasonForm):
    """Which leave year has ended. `years`: first days of the years that have begun since."""

    year_start = forms.ChoiceField(label="Leave year that has ended", widget=Radios())

    field_order = ("year_start", "reason")

    def __init__(self, *args: Any, years: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.isoformat(), f"The year before {day(one)}") for one in years]
        self.fields["year_start"].choices = named  # type: ignore[attr-defined]

    def clean_year_start(self) -> date:
        """Return the day."""
        return date.fromisoformat(self.cleaned_data["year_start"])


class YearEndFilter(FilterForm):
    """Filters of the jobs of a year end."""

    q = search("Name or job number")
    shown = choice("What becomes of hours", SHOWN)


class YearEndsFilter(FilterForm):
    """Filters of year ends."""

    state = choice("State", LeaveYearRun.State.choices)
