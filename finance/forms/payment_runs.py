"""Forms of payment runs."""

import re
from typing import Any

from django import forms

from finance.forms.payables import REASON, Choices, PayablesFilter
from finance.models import PaymentRun
from finance.models.payment_runs import STATES
from sharedservices.common.forms import DayField, PoundsField

MOST_BYTES = 5_000_000


class RunsFilter(PayablesFilter):
    """Which runs."""

    states = STATES


class RunForm(forms.Form):
    """A new run."""

    mark_optional = False
    bank_account = forms.ChoiceField(label="Paid from")
    method = forms.ChoiceField(label="How it is paid", choices=PaymentRun.Method.choices)
    pay_on = DayField(
        label="The money arrives on", help_text="A banking day. A Bacs file is sent two banking days before it"
    )
    next_run_on = DayField(
        label="The next run pays on", required=False,
        help_text="What would be late then is paid now. Left empty: the banking day after",
    )  # fmt: skip
    invoices = forms.CharField(
        label="Only these invoices", required=False, max_length=1000,
        help_text="For urgent payments: numbers like I0000012, with spaces between. Left empty: everything that is due",
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].choices = accounts  # type: ignore[attr-defined]

    def clean_invoices(self) -> list[int]:
        """Return the numbers that were typed."""
        return numbers(self.cleaned_data["invoices"])


class TakeOutForm(forms.Form):
    """What is taken out, or paid in part."""

    numbers = forms.CharField(
        label="Numbers of the invoices", max_length=1000, help_text="Like I0000012, with spaces between",
        error_messages={"required": "Enter the number of at least one invoice"},
    )  # fmt: skip
    amount = PoundsField(
        label="Pounds to pay of it now", required=False, help_text="For one invoice. Left empty: nothing is paid of it"
    )
    reason = forms.CharField(**REASON)

    def clean_numbers(self) -> list[int]:
        """Return the numbers that were typed."""
        return numbers(self.cleaned_data["numbers"])

    def clean(self) -> dict[str, Any]:
        """Refuse a part of several invoices."""
        given = super().clean() or {}
        if given.get("amount") is not None and len(given.get("numbers") or []) > 1:
            self.add_error("amount", "A part is paid of one invoice. Enter one number.")
        return given


class FileForm(forms.Form):
    """The file that goes to the bank."""

    file = forms.FileField(
        label="File that goes to the bank", error_messages={"required": "Choose the file", "empty": "The file is empty"}
    )

    def clean_file(self) -> bytes:
        """Return what is in it."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than a file of payments can be.")
        body: bytes = given.read()
        return body


class ReturnForm(forms.Form):
    """What the bank says of a payment that came back."""

    returned_on = DayField(label="It came back on")
    code = forms.CharField(
        label="Code of the bank", max_length=4, help_text="From the report of returned payments (ARUCS)",
        error_messages={"required": "Enter the code"},
    )  # fmt: skip
    reason = forms.CharField(**REASON)


def numbers(text: str) -> list[int]:
    """Return numbers of invoices from text. :raises ValidationError: for words that are none."""
    words = re.split(r"[\s,;]+", text.strip().upper())
    found = [word.removeprefix("I") for word in words if word]
    wrong = [word for word in found if not (word.isascii() and word.isdigit() and len(word) < 10)]
    if wrong:
        raise forms.ValidationError("“%(word)s” is no number of an invoice.", params={"word": wrong[0]})
    return [int(word) for word in found]
