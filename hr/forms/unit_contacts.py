"""The form of how the public reaches a unit."""

from django import forms

PHONE = r"^\+?[0-9 ()]{5,30}$"


class UnitContactForm(forms.Form):
    """An address of mail and a telephone number of an office."""

    email = forms.EmailField(
        label="E-mail of the office", required=False,
        help_text="A shared mailbox. It is published: never that of a person.",
        error_messages={"invalid": "Enter an address of mail like planning@northshire.example"},
    )  # fmt: skip
    phone = forms.RegexField(
        PHONE, label="Telephone of the office", required=False, max_length=30,
        help_text="Published too. Leave both empty to publish neither.",
        error_messages={"invalid": "Enter a telephone number like 01632 960 001"},
    )  # fmt: skip
