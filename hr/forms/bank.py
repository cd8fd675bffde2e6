"""The forms of bank accounts and of their changes."""

from typing import Any
from uuid import UUID

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.models import BankCallBack, BankChange
from hr.rules_bank import LONGEST_NOTE
from sharedservices.common.forms import FilterForm, Radios

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
CHANNELS = [(one.value, one.label) for one in BankChange.Channel if one != BankChange.Channel.SELF_SERVICE]


def note(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    """Return a field for a few words."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_NOTE,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class BankAccountForm(forms.Form):
    """Another account to pay into."""

    holder = forms.CharField(
        label="Name on the account",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", **PRIVATE}),
        help_text="As the bank writes it",
        error_messages={"required": "Enter the name on the account"},
    )
    sort_code = forms.CharField(
        label="Sort code",
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric", **PRIVATE}),
        help_text="Six digits, like 12-34-56",
        error_messages={"required": "Enter the sort code"},
    )
    account_number = forms.CharField(
        label="Account number",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric", **PRIVATE}),
        help_text="Six to eight digits",
        error_messages={"required": "Enter the account number"},
    )
    roll_number = forms.CharField(
        label="Building society roll number",
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", **PRIVATE}),
        help_text="Only if the building society gave one",
    )


class RecordBankChangeForm(BankAccountForm):
    """Another account that somebody asked for in person, or in a call that HR made."""

    channel = forms.ChoiceField(
        label="How did the person ask?",
        choices=CHANNELS,
        widget=Radios(),
        error_messages={"required": "Choose how the person asked"},
    )
    called = forms.TypedChoiceField(
        label="Number that you called",
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text="Only numbers that were on record for 30 days",
    )
    evidence = note(
        "Evidence",
        "What you saw, or what you asked, and when. Do not write numbers of documents or accounts.",
        required=True,
    )

    def __init__(self, *args: Any, numbers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called"].choices = [NOTHING_CHOSEN, *numbers]  # type: ignore[attr-defined]


class AcceptBankChangeForm(forms.Form):
    """What the second person looked at."""

    note = note("What did you look at?", "For example: rang her on the number on record, letter of the bank seen")


class StopBankChangeForm(forms.Form):
    """Why a change is stopped."""

    note = note("Why is it stopped?", "The person reads this. Write nothing about other people.", required=True)


class CallBackForm(forms.Form):
    """What the person said when HR called."""

    contact = forms.TypedChoiceField(
        label="Number that you called",
        coerce=UUID,
        help_text="Only numbers that were on record for 30 days when the change was asked for",
        error_messages={"required": "Choose the number that you called"},
    )
    outcome = forms.ChoiceField(
        label="What did the person say?",
        choices=BankCallBack.Outcome.choices,
        widget=Radios(),
        error_messages={"required": "Choose what the person said"},
    )
    note = note("Note", "Whom you spoke to, and how you made sure")

    def __init__(self, *args: Any, numbers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [NOTHING_CHOSEN, *numbers]  # type: ignore[attr-defined]


class BankChangeFilter(FilterForm):
    """Which changes are shown."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Under way"), ("all", "All"), *BankChange.State.choices]
    )
    text = forms.CharField(label="Name or employee number", required=False, max_length=100)
