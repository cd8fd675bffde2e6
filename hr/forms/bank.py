"""The forms of bank accounts and of their changes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.models import BankCallBack, BankChange
from hr.rules_bank import LEAST_SECOND, LONGEST_NOTE, MOST_SECOND
from sharedservices.common.forms import AffixInput, FilterForm, Radios

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
ASKED = ("channel", "called", "evidence")
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


class SecondAccountForm(BankAccountForm):
    """A fixed amount of each pay period to a second account. Whoever has one may change the amount alone."""

    amount = forms.DecimalField(
        label="Amount of each pay period",
        min_value=LEAST_SECOND,
        max_value=MOST_SECOND,
        max_digits=7,
        decimal_places=2,
        widget=AffixInput(prefix="£", attrs={"class": "govuk-input--width-5", **PRIVATE}),
        help_text="In pounds. The rest goes to the main account. If the pay is less, this account gets what there is.",
        error_messages={"required": "Enter the amount", "invalid": "Enter the amount in pounds and pence, like 250.00"},
    )
    field_order: Sequence[str] = ("amount", "holder", "sort_code", "account_number", "roll_number")

    def __init__(self, *args: Any, has_second: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_second:
            for name in ("holder", "sort_code", "account_number"):
                self.fields[name].required = False
            self.fields["holder"].help_text = "Leave the account empty if only the amount changes"


class AskedForm(forms.Form):
    """How HR knows that it was the person: in person, or in a call that HR made."""

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


class RecordBankChangeForm(AskedForm, BankAccountForm):
    """Another account that somebody asked for in person, or in a call that HR made."""

    field_order = ("holder", "sort_code", "account_number", "roll_number", *ASKED)


class RecordSecondForm(AskedForm, SecondAccountForm):
    """A second account, or another amount for it, that somebody asked for in person, or in a call that HR made."""

    field_order = (*SecondAccountForm.field_order, *ASKED)


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
