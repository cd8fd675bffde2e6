"""Forms of employee liability information."""

import re

from django import forms

from hr.forms.lists import choice
from hr.models import LiabilityDisclosure
from sharedservices.common.forms import DayField, FilterForm


class PrepareForm(forms.Form):
    """To whom which service goes over, when, and with whom."""

    transferee = forms.CharField(
        label="New employer", max_length=200, help_text="Its legal name",
        error_messages={"required": "Enter the legal name of the new employer"},
    )  # fmt: skip
    undertaking = forms.CharField(
        label="Which service goes over", max_length=200, error_messages={"required": "Enter the service"}
    )
    transfer_on = DayField(
        label="First day with the new employer", help_text="The information is due 28 days before it",
        error_messages={"required": "Enter the first day with the new employer"},
    )  # fmt: skip
    numbers = forms.CharField(
        label="Employee numbers", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line. Leave it empty for everybody whose leaving under TUPE is approved for the day before",
    )  # fmt: skip
    agreements = forms.CharField(
        label="Collective agreements that hold after the transfer", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="For example, NJC Green Book. Leave it empty for none",
    )  # fmt: skip

    def clean_numbers(self) -> list[str]:
        """Return the numbers."""
        return [one for one in re.split(r"[\s,;]+", self.cleaned_data["numbers"]) if one]


class ClaimsForm(forms.Form):
    """Claims of one person that are known, or to be expected."""

    claims = forms.CharField(
        label="Claims", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Court and tribunal claims of the last two years against this employer, and those that there are "
        "reasonable grounds to expect. Leave it empty for none",
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """That somebody has read what is said, as it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)


class GiveForm(forms.Form):
    """When and how the new employer got it."""

    given_on = DayField(label="Given on", error_messages={"required": "Enter the day on which it was sent"})
    given_how = forms.CharField(
        label="How, and to whom", max_length=200, help_text="For example, secure file transfer to its HR director",
        error_messages={"required": "Say how it was sent, and to whom"},
    )  # fmt: skip
    why_late = forms.CharField(
        label="Special circumstances", required=False, max_length=200,
        help_text="Only when it was given less than 28 days before: what made that impracticable",
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Why it is withdrawn."""

    reason = forms.CharField(label="Why", max_length=200, error_messages={"required": "Say why"})


class LiabilityFilter(FilterForm):
    """Filter of the list."""

    state = choice("State", LiabilityDisclosure.State.choices)
