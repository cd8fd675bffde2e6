"""Forms about whoever acts for the estate of somebody who has died, and the account that is paid."""

from collections.abc import Sequence

from django import forms

from hr.forms.bank import BankAccountForm
from hr.models import Representative
from sharedservices.common.forms import DayField, Radios


class RepresentativeForm(BankAccountForm):
    """Who acts for the estate, by what right, and the account."""

    name = forms.CharField(
        label="Name of the personal representative",
        max_length=120,
        error_messages={"required": "Enter the name of the personal representative"},
    )
    authority = forms.ChoiceField(
        label="By what right do they act?",
        choices=Representative.Authority.choices,
        widget=Radios(),
        error_messages={"required": "Choose by what right they act"},
    )
    document = forms.CharField(
        label="What you saw",
        max_length=200,
        help_text="The document and its number, for example: grant of probate 1700 2026 123 456, sealed copy",
        error_messages={"required": "Say what you saw"},
    )
    dated = DayField(label="Day of the document", error_messages={"required": "Enter the day of the document"})
    field_order: Sequence[str] = (
        "name", "authority", "document", "dated", "holder", "sort_code", "account_number", "roll_number",
    )  # fmt: skip


class VerifyAccountForm(BankAccountForm):
    """The account as a second person heard it, and how."""

    field_order: Sequence[str] = ("sort_code", "account_number", "roll_number", "how")
    holder = None  # type: ignore[assignment]
    how = forms.CharField(
        label="How did you check it, and with whom did you speak?",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Use a telephone number from the grant, or one that you looked up yourself: never one that came with "
            "the account."
        ),
        error_messages={"required": "Say how you checked it"},
    )


class StopAccountForm(forms.Form):
    """Why an account is stopped."""

    why = forms.CharField(
        label="Why is it stopped?",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, the representative has given another account. The record is kept.",
        error_messages={"required": "Say why it is stopped"},
    )
