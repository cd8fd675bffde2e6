"""The form of a bank account."""

from django import forms

from hr.forms.base import ChangeForm

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class BankAccountForm(ChangeForm):
    """Another account to pay into."""

    holder = forms.CharField(
        label="Name on the account",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", **PRIVATE}),
        help_text="As the bank writes it",
    )
    sort_code = forms.CharField(
        label="Sort code",
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric", **PRIVATE}),
        help_text="Six digits, like 12-34-56",
    )
    account_number = forms.CharField(
        label="Account number",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric", **PRIVATE}),
        help_text="Six to eight digits",
    )
    roll_number = forms.CharField(
        label="Building society roll number",
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", **PRIVATE}),
        help_text="Only if the building society gave one",
    )
