"""Forms of accounts receivable: filters, customers, invoices with their lines, receipts, reminders, write-offs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from finance import rules
from finance.engine import vat
from finance.models import Customer, CustomerHold, Receipt, WriteOff
from finance.states import SalesState
from sharedservices.common.errors import DomainError
from sharedservices.common.forms import DayField, FilterForm, PoundsField, SearchInput

Choices = list[tuple[str, str]]
FIELDS = ("description", "quantity", "unit_price", "vat_code", "subjective", "cost_centre", "fund")
USUAL = {"quantity", "vat_code", "fund"}
"""What stands in a row from the beginning: a row with nothing else is empty."""
N_ROWS, MOST_ROWS = 3, 40
MOST_PARTS = 60


def _choice(label: str, choices: Choices | None = None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices or [])


class OfEntity(FilterForm):
    """Which legal entity's debts."""

    entity = _choice("Legal entity")

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class SalesFilter(OfEntity):
    """Which invoices."""

    q = forms.CharField(label="Number, customer or description", required=False, max_length=100, widget=SearchInput)
    state = _choice("State", [("", "All states"), *((one.value, one.label) for one in SalesState)])


class CustomersFilter(OfEntity):
    """Which customers."""

    q = forms.CharField(label="Number or name", required=False, max_length=100, widget=SearchInput)
    kind = _choice("Kind", [("", "All kinds"), *Customer.Kind.choices])


class ReceiptsFilter(OfEntity):
    """Which receipts."""

    q = forms.CharField(label="Reference or customer", required=False, max_length=100, widget=SearchInput)
    left = _choice("Which", [("", "All"), ("suspense", "In suspense"), ("unallocated", "Not allocated in full")])


class CustomerForm(forms.Form):
    """A customer."""

    entity = forms.ChoiceField(label="Legal entity", help_text="Whose customer it is")
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter the customer’s name"})
    kind = forms.ChoiceField(label="Kind", choices=Customer.Kind.choices)
    address = forms.CharField(
        label="Address", max_length=400, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="A line each, with the postcode", error_messages={"required": "Enter the address"},
    )  # fmt: skip
    email = forms.EmailField(
        label="E-mail for invoices and reminders", required=False, help_text="Without one they go by post"
    )
    vat_number = forms.CharField(label="VAT registration number", max_length=14, required=False)
    terms_days = forms.IntegerField(
        label="Days until an invoice is due", min_value=14, max_value=30, initial=28,
        error_messages={"required": "Enter a number of days", "invalid": "Enter a whole number of days"},
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(entities) > 1:
            self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        else:
            del self.fields["entity"]


class HoldForm(forms.Form):
    """Why a customer is not reminded."""

    kind = forms.ChoiceField(label="Why?", choices=CustomerHold.Kind.choices)
    reason = forms.CharField(
        label="What is known", max_length=200, error_messages={"required": "Say what is known, and from whom"}
    )
    starts_on = DayField(label="From", error_messages={"required": "Enter the first day"})
    ends_on = DayField(
        label="Until", required=False, help_text="Leave it empty while it is not known. A breathing space has 60 days."
    )

    def clean(self) -> dict[str, Any]:
        """Make sure that it ends after it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "It ends before it begins: enter a later day")
        return cleaned


class SalesForm(forms.Form):
    """An invoice and its lines, a row each; rows without anything are left out."""

    mark_optional = False
    description = forms.CharField(
        label="Description", max_length=rules.LONGEST_DESCRIPTION, help_text="The customer reads it, too",
        error_messages={"required": "Say what it is for"},
    )  # fmt: skip
    customer_reference = forms.CharField(label="The customer’s order number", max_length=40, required=False)
    tax_point = DayField(
        label="Tax point",
        help_text="The day of the supply, usually",
        error_messages={"required": "Enter the tax point"},
    )

    def __init__(self, *args: Any, funds: Choices, n_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.n_rows = n_rows
        for row in range(n_rows):
            self._add_row(f", line {row + 1}", row, funds)

    def _add_row(self, said: str, row: int, funds: Choices) -> None:
        self.fields |= {
            f"description_{row}": forms.CharField(label=f"What for{said}", max_length=200, required=False),
            f"quantity_{row}": forms.DecimalField(
                label=f"Quantity{said}", max_digits=10, decimal_places=2, min_value=0, required=False, initial=1
            ),
            f"unit_price_{row}": PoundsField(label=f"Price each{said}", min_value=0, required=False),
            f"vat_code_{row}": forms.ChoiceField(label=f"VAT{said}", choices=vat.sales_codes(), required=False),
            f"subjective_{row}": forms.CharField(label=f"Subjective code{said}", max_length=5, required=False),
            f"cost_centre_{row}": forms.CharField(label=f"Cost centre{said}", max_length=20, required=False),
            f"fund_{row}": forms.ChoiceField(label=f"Fund{said}", choices=funds, required=False),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for words, price and code in each row that says anything."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asks = {"description": "Say what it is for", "unit_price": "Enter the price", "subjective": "Enter the code"}
        for row in self.filled or [0]:
            for name, words in asks.items():
                field = f"{name}_{row}"
                if field not in self.errors and cleaned.get(field) in {None, ""}:
                    self.add_error(field, f"{words}, line {row + 1}")
        return cleaned

    def refuse(self, error: DomainError, row: int | None) -> None:
        """Put a refusal beside the line that it is about, or above the form."""
        names = self.filled
        at = f"subjective_{names[row - 1]}" if row and row <= len(names) else None
        self.add_error(at or (error.field if error.field in self.fields else None), error.explanation)

    @property
    def filled(self) -> list[int]:
        """The rows with anything in them that somebody typed."""
        return [
            row for row in range(self.n_rows) if any(self._typed(name, row) for name in FIELDS if name not in USUAL)
        ]

    def given(self, row: int) -> Mapping[str, Any]:
        """Return the cleaned values of a row."""
        return {name: self.cleaned_data.get(f"{name}_{row}") for name in FIELDS}

    def _typed(self, name: str, row: int) -> str:
        return str(self.data.get(f"{name}_{row}", "")).strip()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        return [{name: self[f"{name}_{row}"] for name in FIELDS} for row in range(self.n_rows)]


class CustomerChoice(forms.Form):
    """A customer by number, as lists show it."""

    customer = forms.CharField(
        label="Customer number", max_length=8, help_text="As in the list of customers, for example C000012",
        error_messages={"required": "Enter the customer’s number"},
    )  # fmt: skip


class ReceiptForm(forms.Form):
    """Money that came in."""

    entity = forms.ChoiceField(label="Whose bank account it came to")
    amount = PoundsField(
        label="Amount", min_value=Decimal("0.01"), error_messages={"required": "Enter the amount in pounds"}
    )
    received_on = DayField(label="Received on", error_messages={"required": "Enter the day it came"})
    method = forms.ChoiceField(label="How it came", choices=Receipt.Method.choices)
    reference = forms.CharField(
        label="Reference", max_length=40, help_text="As it stands on the statement",
        error_messages={"required": "Enter the reference of the statement"},
    )  # fmt: skip
    customer = forms.CharField(
        label="Customer number", max_length=8, required=False,
        help_text="Leave it empty when nobody knows: it stands in suspense until somebody finds out",
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class AllocateForm(forms.Form):
    """Which invoice, and how much of it."""

    invoice = forms.ChoiceField(label="Invoice")
    amount = PoundsField(
        label="Amount", min_value=Decimal("0.01"), error_messages={"required": "Enter the amount in pounds"}
    )

    def __init__(self, *args: Any, invoices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].choices = invoices  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Why something is done."""

    words = forms.CharField(
        label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )  # fmt: skip


class PlanForm(forms.Form):
    """Equal parts, one a month."""

    first_on = DayField(label="First instalment on", error_messages={"required": "Enter the first day"})
    n = forms.IntegerField(
        label="Number of monthly instalments", min_value=2, max_value=MOST_PARTS,
        error_messages={"required": "Enter how many", "invalid": "Enter a whole number"},
    )  # fmt: skip


class WriteOffForm(forms.Form):
    """How much is written off, and why nothing more comes."""

    amount = PoundsField(
        label="Amount to write off",
        min_value=Decimal("0.01"),
        error_messages={"required": "Enter the amount in pounds"},
    )
    cause = forms.ChoiceField(label="Why does nothing more come?", choices=WriteOff.Reason.choices)
    explanation = forms.CharField(
        label="What was tried", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what was tried, so that whoever decides can judge it"},
    )  # fmt: skip
    member_report = forms.CharField(
        label="Reference of the report to members", max_length=60, required=False, help_text="Needed above £25,000"
    )
