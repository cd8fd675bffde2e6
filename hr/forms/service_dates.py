"""The form that verifies from when service counts."""

from django import forms

from hr.forms.base import NOTHING_CHOSEN, ReasonForm
from hr.models import ServiceDate
from sharedservices.common.forms import DayField


class VerifyServiceForm(forms.Form):
    """What it counts for, since when, and what shows it."""

    purpose = forms.ChoiceField(
        label="What does the service count for?", choices=[NOTHING_CHOSEN, *ServiceDate.Purpose.choices]
    )
    since = DayField(label="Since", help_text="The first day of the service that counts")
    evidence = forms.CharField(
        label="What shows it?", max_length=200, help_text="What you saw: like a statement of service of 2019"
    )


class ServiceChangeForm(ReasonForm):
    """Another date, and what shows it."""

    since = DayField(label="Since", help_text="The first day of the service that counts")
    evidence = forms.CharField(
        label="What shows it?", max_length=200, help_text="What you saw. The document goes with the request"
    )


class ServiceWithdrawForm(ReasonForm):
    """Why the date is to count no longer."""
