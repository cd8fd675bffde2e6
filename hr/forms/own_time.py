"""What people say about their own time: that they are ill, that they are back, what a fit note says, other days."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from hr.forms.absence import LONGEST_DETAILS, LeaveForm
from hr.forms.base import Choices, hours
from hr.models import AbsenceRecord, FitNote
from sharedservices.common.forms import Checkboxes, DayField, Radios

FILE = "A photograph of the whole note, or the PDF, up to 10 MB (PDF, JPEG or PNG)"
CERTIFY = "I was too ill to work on these days. What I say here is true."


def part_of(which: str) -> forms.DecimalField:
    """Return the field of the hours lost when only a part of a day was lost."""
    return forms.DecimalField(
        label=f"Hours lost on the {which} day", required=False, max_digits=4, decimal_places=2, widget=hours("hours"),
        help_text="Only when you worked a part of that day",
    )  # fmt: skip


class MySicknessForm(forms.Form):
    """One’s own sickness. `jobs`: those held now or a short while ago; one job is not asked about."""

    targets = {"hours_lost": "hours_lost_first"}

    jobs = forms.MultipleChoiceField(label="Which jobs are you too ill for?", widget=Checkboxes())
    first_day = DayField(label="First day that you were ill")
    hours_lost_first = part_of("first")
    last_day = DayField(
        label="Last day that you were ill", required=False,
        help_text="Leave it empty while you are ill. You say here when you are back",
    )  # fmt: skip
    category = forms.ChoiceField(
        label="What kind of illness is it?", choices=[("", "Choose one"), *AbsenceRecord.Category.choices],
        help_text="Your manager sees this and nothing more about it",
    )  # fmt: skip
    details = forms.CharField(
        label="Anything that HR should know", required=False, max_length=LONGEST_DETAILS,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Only HR and you see it",
    )  # fmt: skip
    is_work_related = forms.BooleanField(label="It has to do with my work, or happened there", required=False)
    is_disability_related = forms.BooleanField(label="It has to do with a disability", required=False)
    is_pregnancy_related = forms.BooleanField(label="It has to do with a pregnancy", required=False)
    is_self_certified = forms.BooleanField(
        label=CERTIFY, error_messages={"required": "Tick the box: without it nobody can pay you sick pay"}
    )

    def __init__(self, *args: Any, jobs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(jobs)
        self.fields["jobs"].choices = found  # type: ignore[attr-defined]
        if len(found) == 1:
            self.fields["jobs"].widget = forms.MultipleHiddenInput()
        self.fields["jobs"].initial = [one[0] for one in found]
        self.fields["first_day"].initial = timezone.localdate()


class MyReturnForm(forms.Form):
    """That one is back."""

    targets = {"hours_lost": "hours_lost_last"}

    last_day = DayField(label="Last day that you were ill", help_text="The day before you were back")
    hours_lost_last = part_of("last")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate() - timedelta(days=1)


class MyFitNoteForm(forms.Form):
    """A fit note and its photograph."""

    file = forms.FileField(
        label="Fit note", help_text=FILE,
        error_messages={
            "required": "There is no fit note in what you sent. Take a photograph of the whole note, or choose its PDF"
        },
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )  # fmt: skip
    outcome = forms.ChoiceField(label="What it says", choices=FitNote.Outcome.choices, widget=Radios())
    covers_from = DayField(label="First day that it covers")
    covers_to = DayField(label="Last day that it covers")
    adjustments = forms.CharField(
        label="What would let you work, if it says so", required=False, max_length=LONGEST_DETAILS,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Only HR and you see it",
    )  # fmt: skip


class MyLeaveForm(LeaveForm):
    """Other days of leave."""


class WithdrawLeaveForm(forms.Form):
    """Why leave is given up."""

    note = forms.CharField(
        label="Anything to say?", required=False, max_length=200, help_text="Your manager reads this"
    )
