"""The filters of reports, and the return-to-work interview."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hr.forms.lists import choice
from hr.models import ReturnInterview
from sharedservices.common.forms import DayField, FilterForm, Radios

MOST_MONTHS = 36
MONTHS = 12


class _Places(FilterForm):
    """Employer and unit: `choices={"entity": […], "unit": […]}`."""

    entity = choice("Employer")
    unit = choice("Unit", ())

    def __init__(self, data: Any, *, choices: dict[str, list[tuple[str, str]]] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, found in (choices or {}).items():
            self.fields[name].choices = [("", "All"), *found]  # type: ignore[attr-defined]


class PeriodFilter(_Places):
    """Whole months, from one to another."""

    start = DayField(label="From the month of", required=False, help_text="Twelve months, unless you say otherwise")
    end = DayField(label="To the month of", required=False, help_text="")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, a future month and more than three years."""
        found: dict[str, Any] = super().clean() or {}
        first, last = self.months(found)
        if last > timezone.localdate():
            self.add_error("end", "The last month has not come yet")
        elif first > last:
            self.add_error("end", "The last month must not be before the first")
        elif (last.year - first.year) * MONTHS + last.month - first.month >= MOST_MONTHS:
            self.add_error("start", f"Choose at most {MOST_MONTHS} months")
        return found

    @staticmethod
    def months(found: dict[str, Any]) -> tuple[date, date]:
        """Return the first days of the first and the last month: the twelve that end with the month before this one."""
        today = timezone.localdate()
        last = (found.get("end") or date.fromordinal(today.replace(day=1).toordinal() - 1)).replace(day=1)
        year_before = last.replace(year=last.year - 1)
        first = found.get("start") or year_before.replace(
            year=year_before.year + year_before.month // MONTHS, month=year_before.month % MONTHS + 1
        )
        return first.replace(day=1), last


class PlaceFilter(_Places):
    """Employer and unit, of today."""


class UnitFilter(FilterForm):
    """A unit with those below it."""

    unit = choice("Unit")

    def __init__(self, data: Any, *, choices: dict[str, list[tuple[str, str]]] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"].choices = [("", "All"), *(choices or {}).get("unit", [])]  # type: ignore[attr-defined]


class InterviewForm(forms.Form):
    """What came of the talk."""

    held_on = DayField(label="Held on", error_messages={"required": "Enter the day"})
    outcome = forms.ChoiceField(
        label="What came of it",
        choices=ReturnInterview.Outcome.choices,
        widget=Radios(),
        error_messages={"required": "Choose what came of it"},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For HR and the person. Leave out what is wrong with them.",
    )
    referred_on = DayField(
        label="Referred to occupational health on", required=False,
        help_text="Only with a referral. The person agrees to it and knows what is asked.",
    )  # fmt: skip
    follow_up_on = DayField(label="Look at the referral again on", required=False, help_text="Only with a referral")


class FollowUpForm(forms.Form):
    """What came of a referral."""

    on = DayField(label="Talked about on", error_messages={"required": "Enter the day"})
    note = forms.CharField(
        label="What was advised and agreed",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For HR and the person: what helps at work, from when. Leave out what is wrong with them.",
        error_messages={"required": "Enter what was advised and agreed"},
    )
