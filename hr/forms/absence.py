"""Forms of absence and leave, and the filters of their lists."""

from typing import Any

from django import forms

from hr.forms.base import EndForm, ReasonForm, hours
from hr.forms.lists import _WithChoices, choice, search
from hr.models import AbsenceRecord, FitNote, LeaveBooking, LeaveCredit
from sharedservices.common.forms import DayField, MonthField, Radios

LONGEST_DETAILS = 500
LACKS = (
    ("fit-note", "Fit note missing"), ("step-down", "Sick pay goes down within 28 days"),
    ("interview", "Return-to-work interview due"), ("follow-up", "Referral to look at again"),
)  # fmt: skip


class ReportAbsenceForm(ReasonForm):
    """An absence from a job. `with_details` for those who may read what is wrong."""

    targets = {"hours_lost": "hours_lost_first"}

    kind = forms.ChoiceField(label="Kind", choices=AbsenceRecord.Kind.choices, widget=Radios())
    category = forms.ChoiceField(label="Category", choices=[("", "Choose one"), *AbsenceRecord.Category.choices])
    details = forms.CharField(
        label="What is wrong",
        max_length=LONGEST_DETAILS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only HR and the person see it. Managers see the category.",
    )
    first_day = DayField(label="First day")
    last_day = DayField(
        label="Last day", required=False, help_text="Leave empty while the person is absent. For example, 21/11/2026"
    )
    hours_lost_first = forms.DecimalField(
        label="Hours lost on the first day",
        required=False,
        max_digits=4,
        decimal_places=2,
        widget=hours("hours"),
        help_text="Only when a part of that day was worked",
    )
    is_work_related = forms.BooleanField(label="Related to work", required=False)
    is_disability_related = forms.BooleanField(label="Related to a disability", required=False)
    is_pregnancy_related = forms.BooleanField(label="Related to pregnancy", required=False)
    is_self_certified = forms.BooleanField(label="The person has certified the first seven days", required=False)

    def __init__(self, *args: Any, with_details: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "How it was reported"
        self.fields["reason"].help_text = "The history shows it. For example, telephone call this morning."
        if not with_details:
            del self.fields["details"]


class CloseAbsenceForm(EndForm):
    """The last day of an absence."""

    targets = {"hours_lost": "hours_lost_last"}

    last_day = DayField(label="Last day of absence", help_text="The day before the return. For example, 30/11/2026")
    hours_lost_last = forms.DecimalField(
        label="Hours lost on the last day",
        required=False,
        max_digits=4,
        decimal_places=2,
        widget=hours("hours"),
        help_text="Only when a part of that day was worked",
    )


class FitNoteForm(ReasonForm):
    """A doctor's statement."""

    outcome = forms.ChoiceField(label="What it says", choices=FitNote.Outcome.choices, widget=Radios())
    covers_from = DayField(label="First day that it covers")
    covers_to = DayField(label="Last day that it covers")
    adjustments = forms.CharField(
        label="Adjustments", max_length=LONGEST_DETAILS, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What would let the person work. Only HR and the person see it.",
    )  # fmt: skip


class CarryOverForm(ReasonForm):
    """Hours carried over into a leave year. `years`: [(first day, words), …]."""

    year = forms.ChoiceField(label="Into the leave year")
    bucket = forms.ChoiceField(label="Why", choices=LeaveCredit.Bucket.choices, widget=Radios())
    hours = forms.DecimalField(label="Hours", max_digits=6, decimal_places=2, widget=hours("hours"))

    def __init__(self, *args: Any, years: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = years  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Annual leave to ask for."""

    first_day = DayField(label="First day")
    last_day = DayField(label="Last day", help_text="The same as the first for a single day")
    hours = forms.DecimalField(
        label="Hours",
        required=False,
        max_digits=6,
        decimal_places=2,
        widget=hours("hours"),
        help_text="Leave empty for whole days. For a part of one day, enter the hours.",
    )
    note = forms.CharField(label="Note", max_length=200, required=False, help_text="Whoever approves it reads this")


class DecisionNoteForm(forms.Form):
    """Why leave is refused or cancelled."""

    note = forms.CharField(
        label="Why",
        max_length=200,
        help_text="The person reads this",
        error_messages={"required": "Enter why: the person reads it"},
    )


class AbsenceFilter(_WithChoices):
    """Filters of absences."""

    q = search("Name or employee number")
    state = choice("State", AbsenceRecord.State.choices)
    kind = choice("Kind", AbsenceRecord.Kind.choices)
    category = choice("Category", AbsenceRecord.Category.choices)
    unit = choice("Unit")
    lacks = choice("What is due", LACKS)


class LeaveFilter(_WithChoices):
    """Filters of leave."""

    q = search("Name or employee number")
    state = choice("State", LeaveBooking.State.choices)
    unit = choice("Unit")


class CalendarFilter(_WithChoices):
    """The month and the unit of the team calendar."""

    month = MonthField(required=False)
    unit = choice("Unit")
