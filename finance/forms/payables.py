"""Forms of payables: filters, suppliers, where they are paid, invoices with their lines."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from finance import rules_payables as rules
from finance.models import Supplier, SupplierAccount, SupplierInvoice, SupplierInvoiceLine
from finance.models.invoices import STATES
from finance.queries.invoice_checks import RATES
from finance.states import SupplierState
from sharedservices.common.errors import DomainError
from sharedservices.common.forms import DayField, FilterForm, PoundsField, SearchInput
from sharedservices.common.money import ZERO

Choices = list[tuple[str, str]]
FIELDS = ("description", "quantity", "price", "net", "vat_code", "vat", "subjective", "cost_centre", "fund")
TYPED = ("description", "quantity", "price", "net", "vat", "subjective", "cost_centre")
N_ROWS, MOST_ROWS = 4, 40
ENTERED = (
    "NON_PO",
    "PO",
    "CIS",
    "CREDIT_NOTE",
    "PROFORMA",
    "PREPAYMENT",
    "EXPENSE",
    "DIRECT_PAYMENT",
    "REFUND",
    "INTER_PARTNER",
)
REASON: dict[str, Any] = {
    "label": "Reason", "min_length": rules.SHORTEST_REASON, "max_length": rules.LONGEST_REASON,
    "error_messages": {"required": "Say why: the log keeps it", "min_length": "Say a little more: the log keeps it"},
}  # fmt: skip


class PayablesFilter(FilterForm):
    """Which invoices or suppliers."""

    q = forms.CharField(label="Name or number", required=False, max_length=100, widget=SearchInput)
    entity = forms.ChoiceField(label="Legal entity", required=False)
    state = forms.ChoiceField(label="State", required=False)
    states: Choices = []

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", "All states"), *self.states]  # type: ignore[attr-defined]


class InvoicesFilter(PayablesFilter):
    """Which invoices."""

    states = STATES


class SuppliersFilter(PayablesFilter):
    """Which suppliers."""

    states = [(one.value, one.value.capitalize()) for one in SupplierState]


class TermsForm(forms.Form):
    """How a legal entity buys from a supplier."""

    address = forms.CharField(label="Address", max_length=300, error_messages={"required": "Enter the address"})
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    phone = forms.CharField(
        label="Telephone number", max_length=20, required=False,
        help_text="From a source of your own, not from a letter: calls about bank details go to it",
    )  # fmt: skip
    email = forms.EmailField(label="E-mail address for remittance advices", required=False)
    terms_days = forms.IntegerField(
        label="Days to pay", min_value=0, max_value=rules.MOST_TERMS, initial=30,
        help_text="Thirty at most, beginning with the day on which an invoice is received",
    )  # fmt: skip
    method = forms.ChoiceField(label="How it is paid", choices=SupplierAccount.Method.choices)
    subjective = forms.CharField(label="Subjective code that its invoices usually have", max_length=5, required=False)
    is_critical = forms.BooleanField(label="Paying late would stop a service", required=False)
    is_subcontractor = forms.BooleanField(label="Works under the Construction Industry Scheme", required=False)
    needs_psc_check = forms.BooleanField(
        label="Supplies people through their own company (off-payroll working)", required=False,
        help_text="Nothing is paid before their employment status has been determined",
    )  # fmt: skip
    psc_decided_on = DayField(label="Status determined on", required=False)


class SupplierForm(TermsForm):
    """A new supplier with its first account."""

    entity = forms.ChoiceField(label="Legal entity that buys")
    kind = forms.ChoiceField(label="What it is in law", choices=Supplier.Kind.choices)
    legal_name = forms.CharField(
        label="Legal name", max_length=160, error_messages={"required": "Enter the supplier’s legal name"}
    )
    trading_name = forms.CharField(label="Trading name", max_length=160, required=False)
    company_number = forms.CharField(label="Company number", max_length=12, required=False)
    vat_number = forms.CharField(label="VAT number", max_length=20, required=False)
    field_order = ("entity", "kind", "legal_name", "trading_name", "company_number", "vat_number")

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class OpenAccountForm(TermsForm):
    """An account of a supplier with another legal entity."""

    entity = forms.ChoiceField(label="Legal entity that buys")
    field_order = ("entity",)

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class BankForm(forms.Form):
    """Where a supplier asks to be paid, and the call in which it confirmed that."""

    holder = forms.CharField(label="Name on the account", max_length=100, error_messages={"required": "Enter the name"})
    sort_code = forms.CharField(label="Sort code", max_length=12, error_messages={"required": "Enter the sort code"})
    account_number = forms.CharField(
        label="Account number", max_length=16, error_messages={"required": "Enter the account number"}
    )
    called_on = DayField(label="Day of your call", error_messages={"required": "Enter the day on which you rang"})
    evidence = forms.CharField(
        label="Whom you asked, and what they said", max_length=rules.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Say whom you asked and what they said"},
        help_text="You rang the number that we held before, never one from the request. Write down no whole numbers.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(**REASON)


class ProposeInvoiceForm(forms.Form):
    """What an invoice stands on."""

    reason = forms.CharField(
        label="Note to whoever approves it", max_length=200, min_length=rules.SHORTEST_REASON,
        help_text="For example, who received it", error_messages={"required": "Say in a few words what it stands on"},
    )  # fmt: skip


class ActForm(forms.Form):
    """What else is to happen to an invoice."""

    action = forms.ChoiceField(label="What is to happen?", error_messages={"required": "Choose what is to happen"})
    reason = forms.CharField(**REASON)
    is_told = forms.BooleanField(
        label="The supplier has been told", required=False,
        help_text="Days in dispute count as ours unless the supplier was told of it",
    )  # fmt: skip

    def __init__(self, *args: Any, actions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = actions  # type: ignore[attr-defined]


class RerouteForm(forms.Form):
    """Which account of the supplier an invoice is for."""

    account = forms.ChoiceField(label="Legal entity that it is addressed to")
    reason = forms.CharField(**REASON)

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]


class ClaimForm(forms.Form):
    """What a supplier claims because an invoice was paid late."""

    reference = forms.CharField(
        label="Number of the claim", max_length=40, help_text="The supplier’s",
        error_messages={"required": "Enter the number that the supplier gave the claim"},
    )  # fmt: skip
    claimed_on = DayField(label="Date of the claim", error_messages={"required": "Enter the date of the claim"})
    received_on = DayField(
        label="Received on", help_text="When it first arrived anywhere in the organisation: the thirty days begin then",
        error_messages={"required": "Enter the day on which it was received"},
    )  # fmt: skip
    interest = PoundsField(label="Interest", help_text="0 if none is claimed", min_value=ZERO)
    fixed = PoundsField(label="Fixed sum", help_text="0 if none is claimed", min_value=ZERO)
    subjective = forms.CharField(label="Subjective code that bears it", max_length=5)
    cost_centre = forms.CharField(label="Cost centre", max_length=20, required=False)
    fund = forms.CharField(label="Fund", max_length=3)

    def clean(self) -> dict[str, Any]:
        """Refuse a claim of nothing."""
        found = super().clean() or {}
        if not self.errors and not found["interest"] + found["fixed"]:
            self.add_error("interest", "Enter what is claimed: interest, the fixed sum, or both")
        return found


class InvoiceFileForm(forms.Form):
    """A file of invoices and what they come to."""

    file = forms.FileField(
        label="CSV or XLSX file", help_text="A row for each line of each invoice, with the headings below",
        error_messages={"required": "Choose the file", "empty": "The file is empty"},
    )  # fmt: skip
    control_total = PoundsField(
        label="Control total", help_text="What all invoices in the file come to, credit notes off it",
        error_messages={"required": "Enter what the invoices come to"},
    )  # fmt: skip


class InvoiceForm(forms.Form):
    """An invoice as it came, and its lines, a row each; rows without anything are left out."""

    mark_optional = False
    account = forms.CharField(
        label="Supplier’s account", max_length=10, help_text="Like S000012: the list of suppliers has it",
        error_messages={"required": "Enter the supplier’s account"},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What it is", choices=[one for one in SupplierInvoice.Kind.choices if one[0] in ENTERED]
    )
    reference = forms.CharField(
        label="Invoice number", max_length=40, help_text="The supplier’s",
        error_messages={"required": "Enter the supplier’s invoice number"},
    )  # fmt: skip
    invoice_date = DayField(label="Invoice date", error_messages={"required": "Enter the invoice date"})
    tax_point = DayField(label="Tax point", required=False, help_text="When it differs from the invoice date")
    received_on = DayField(
        label="Received on", help_text="When it first arrived anywhere in the organisation: the thirty days begin then",
        error_messages={"required": "Enter the day on which it was received"},
    )  # fmt: skip
    addressed_to = forms.CharField(
        label="Addressed to", max_length=160, help_text="The customer, as it stands on the invoice",
        error_messages={"required": "Enter whom it is addressed to"},
    )  # fmt: skip
    supplier_vat = forms.CharField(label="VAT number on the invoice", max_length=20, required=False)
    order_reference = forms.CharField(label="Order number", max_length=40, required=False)
    no_order = forms.ChoiceField(
        label="Why it needs no order", required=False,
        choices=[("", "It has one, or needs one"), *SupplierInvoice.NoOrder.choices],
    )  # fmt: skip
    credits = forms.CharField(
        label="Invoice that it credits",
        max_length=10,
        required=False,
        help_text="For a credit note: ours, like I0000012",
    )
    due_on = DayField(label="Asks to be paid by", required=False, help_text="When that is later than our thirty days")
    net = PoundsField(label="Net", min_value=0, error_messages={"required": "Enter the total before VAT"})
    vat = PoundsField(label="VAT", min_value=0, error_messages={"required": "Enter the VAT, 0 for none"})
    gross = PoundsField(label="Total", min_value=0, error_messages={"required": "Enter the total to pay"})
    cis_labour = PoundsField(
        label="Labour", min_value=0, required=False,
        help_text="Of a subcontractor’s net: what the construction deduction is worked out on. Leave this and the next "
        "three empty for other suppliers",
    )  # fmt: skip
    cis_materials = PoundsField(
        label="Materials", min_value=0, required=False,
        help_text="What the subcontractor paid for them; with VAT only if it is not registered for VAT",
    )  # fmt: skip
    cis_plant = PoundsField(label="Plant hire, fuel and consumables", min_value=0, required=False)
    cis_levy = PoundsField(label="CITB levy", min_value=0, required=False)

    def __init__(
        self, *args: Any, find_account: Callable[[str], Any], find_invoice: Callable[[str], Any], n_rows: int,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.n_rows, self._find_account, self._find_invoice = n_rows, find_account, find_invoice
        for row in range(n_rows):
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        said = f", line {row + 1}"
        numbers: dict[str, Any] = {"required": False, "min_value": 0, "max_digits": 14, "decimal_places": 4}
        self.fields |= {
            f"description_{row}": forms.CharField(label=f"Description{said}", max_length=200, required=False),
            f"quantity_{row}": forms.DecimalField(label=f"Quantity{said}", **numbers),
            f"price_{row}": forms.DecimalField(label=f"Price{said}", **numbers),
            f"net_{row}": PoundsField(label=f"Net{said}", min_value=0, required=False),
            f"vat_code_{row}": forms.ChoiceField(
                label=f"VAT code{said}", choices=SupplierInvoiceLine.VatCode.choices, required=False
            ),
            f"vat_{row}": PoundsField(label=f"VAT{said}", min_value=0, required=False),
            f"subjective_{row}": forms.CharField(label=f"Subjective code{said}", max_length=5, required=False),
            f"cost_centre_{row}": forms.CharField(label=f"Cost centre{said}", max_length=20, required=False),
            f"fund_{row}": forms.CharField(label=f"Fund{said}", max_length=3, required=False, initial="GEN"),
        }

    def clean_account(self) -> Any:
        """Find the account. :raises ValidationError: when there is none."""
        found = self._find_account(self.cleaned_data["account"])
        if found is None:
            raise forms.ValidationError("There is no such account. Look it up in the list of suppliers.")
        return found

    def clean_credits(self) -> Any:
        """Find the invoice that is credited. :raises ValidationError: when there is none."""
        text = self.cleaned_data["credits"]
        found = self._find_invoice(text) if text else None
        if text and found is None:
            raise forms.ValidationError("There is no such invoice. Our numbers look like I0000012.")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for everything that a line needs, and for a line."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needed = {
            "description": "Say what line {n} is for", "quantity": "Enter the quantity of line {n}",
            "price": "Enter the price of line {n}", "net": "Enter the net amount of line {n}",
            "subjective": "Enter the subjective code of line {n}",
        }  # fmt: skip
        for row in self.filled:
            for name, words in needed.items():
                key = f"{name}_{row}"
                if cleaned.get(key) in (None, "") and key not in self.errors:
                    self.add_error(key, words.format(n=row + 1))
        if not self.filled:
            self.add_error("description_0", "Fill in at least one line")
        return cleaned

    def refuse(self, error: DomainError) -> None:
        """Put a refusal beside its field, or above the form."""
        name = {"received_at": "received_on"}.get(error.field or "", error.field)
        self.add_error(name if name in self.fields else None, error.explanation)

    @property
    def construction(self) -> dict[str, Decimal] | None:
        """What the net of a subcontractor’s invoice is made of; None when nothing of that was entered."""
        given = {name: self.cleaned_data.get(f"cis_{name}") for name in ("labour", "materials", "plant", "levy")}
        if all(one is None for one in given.values()):
            return None
        return {name: one or ZERO for name, one in given.items()}

    @property
    def filled(self) -> list[int]:
        """The rows with anything typed in them."""
        return [
            row for row in range(self.n_rows) if any(str(self.data.get(f"{name}_{row}", "")).strip() for name in TYPED)
        ]

    def given(self, row: int) -> Mapping[str, Any]:
        """Return the cleaned values of a row."""
        found = {name: self.cleaned_data.get(f"{name}_{row}") for name in FIELDS}
        code = found["vat_code"] or "S20"
        return found | {"vat_code": code, "vat_rate": RATES[code], "fund": (found["fund"] or "GEN").upper()}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        return [{name: self[f"{name}_{row}"] for name in FIELDS} for row in range(self.n_rows)]

    @property
    def heads(self) -> list[Any]:
        """The fields above the lines."""
        names = [name for name in self.fields if not name.rpartition("_")[2].isdigit()]
        return [self[name] for name in names]
