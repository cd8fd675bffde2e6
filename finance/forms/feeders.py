"""Forms of files that other systems write."""

from collections.abc import Sequence
from typing import Any

from django import forms

from finance import rules_feeders as rules
from finance.engine import feeders as engine
from finance.engine.feeders import Layout
from finance.models import FeederFile, FeederRow, Supplier, SupplierInvoice, SupplierInvoiceLine
from sharedservices.common.forms import FilterForm, PoundsField, Radios, SearchInput

Choices = list[tuple[str, str]]
CODE = SupplierInvoiceLine.VatCode
CODES = [(one.value, one.label) for one in (CODE.OUTSIDE, CODE.EXEMPT, CODE.ZERO)]
"""VAT that is reclaimed needs the VAT invoice itself: a feeder file has none."""
LONGEST_CODES = 60_000


class FeederForm(forms.Form):
    """A file, what its rows are, and what it comes to."""

    entity = forms.ChoiceField(label="Legal entity")
    kind = forms.ChoiceField(label="Its rows are", choices=FeederFile.Kind.choices, widget=Radios)
    file = forms.FileField(
        label="CSV or Excel file", help_text="As the other system writes it, with its own headings in the first row",
        error_messages={"required": "Choose the file", "empty": "The file is empty"},
    )  # fmt: skip
    control_total = PoundsField(
        label="Control total", help_text="What the other system says that it comes to, refunds off it",
        error_messages={"required": "Enter what the file comes to"},
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class LayoutForm(forms.Form):
    """How a file is read: which heading says what, and what is charged to which codes."""

    subjective = forms.CharField(
        label="Usual subjective code",
        max_length=5,
        required=False,
        help_text="For categories without a code of their own",
    )
    cost_centre = forms.CharField(label="Usual cost centre", max_length=20, required=False)
    fund = forms.CharField(label="Fund", max_length=3, initial="GEN")
    codes = forms.CharField(
        label="Codes of categories", required=False, max_length=LONGEST_CODES,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One on each line, like: Postage = 40300 F10001. The cost centre may be left out",
    )  # fmt: skip
    is_reversed = forms.BooleanField(
        label="Spending is below nought in this file", required=False, help_text="Refunds are above it"
    )
    no_order = forms.ChoiceField(label="Why its invoices need no order", choices=SupplierInvoice.NoOrder.choices)
    vat_code = forms.ChoiceField(
        label="VAT of its invoices", choices=CODES,
        help_text="VAT that is reclaimed needs the VAT invoice: enter such invoices by themselves",
    )  # fmt: skip
    supplier_kind = forms.ChoiceField(
        label="Payees who are not known here become", choices=Supplier.Kind.choices,
        help_text="Nothing is paid to them before somebody else has looked at who they are",
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind, self._columns = kind, tuple(engine.FIELDS)
        given = self.fields
        self.fields = {}
        for name, label in engine.FIELDS.items():
            needed = name in engine.NEEDED[kind]
            self.fields[name] = forms.ChoiceField(
                label=label, required=needed,
                choices=[("", "Choose a heading" if needed else "Not in the file"), *((one, one) for one in headings)],
                error_messages={"required": f"Choose the heading that has it: {label.lower()}"},
            )  # fmt: skip
        self.fields |= given
        if kind == engine.CARDS:
            for name in ("no_order", "vat_code", "supplier_kind"):
                del self.fields[name]
            self.fields["cost_centre"].required = True

    def clean_codes(self) -> dict[str, tuple[str, str]]:
        """Read the codes of categories."""
        codes, wrong = engine.read_codes(self.cleaned_data["codes"])
        if wrong:
            error = rules.FeederCodes.broken(line=wrong[0][:60])
            raise forms.ValidationError(error.explanation)
        return codes

    def layout(self) -> Layout:
        """Return what the form says."""
        given = self.cleaned_data
        return Layout(
            columns={name: given[name] for name in self._columns if given[name]}, is_reversed=given["is_reversed"],
            subjective=given["subjective"].strip(), cost_centre=given["cost_centre"].strip().upper(),
            fund=given["fund"].strip().upper(), codes=given["codes"],
        )  # fmt: skip

    def options(self) -> dict[str, str]:
        """Return what goes with the layout of invoices."""
        return {name: self.cleaned_data.get(name, "") for name in ("no_order", "vat_code", "supplier_kind")}


class FeederRowsFilter(FilterForm):
    """Which rows."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All rows"), *FeederRow.State.choices])
    q = forms.CharField(label="Payee, reference or category", required=False, max_length=100, widget=SearchInput)
