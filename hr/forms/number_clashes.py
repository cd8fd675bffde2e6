"""Whose a National Insurance number is."""

from django import forms

from hr.models import NinoClash
from sharedservices.common.forms import FilterForm


class ClashFilter(FilterForm):
    """What narrows the list of clashes."""

    standing = forms.ChoiceField(
        label="Standing", required=False, choices=[("", "To be settled"), ("settled", "Settled")]
    )


class SettleForm(forms.Form):
    """How it is settled."""

    outcome = forms.ChoiceField(
        label="Whose number is it?", choices=NinoClash.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say whose number it is"},
    )  # fmt: skip
    words = forms.CharField(
        label="How do you know?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, a letter from HMRC that you have seen.",
        error_messages={"required": "Say how you know"},
    )  # fmt: skip
