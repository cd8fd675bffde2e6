"""How the bills of a shared service are drafted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from finance.engine import vat
from finance.operations.codings import Segments
from finance.operations.recharge_bills import LONGEST_REFERENCE
from sharedservices.common.forms import SectionedForm

Choices = Sequence[tuple[str, str]]
INCOME = "88500"
STANDARD = "S20"


class BillsForm(SectionedForm):
    """VAT, where the income goes, and which customer a partner is where it is several.

    `customers`: by the code of a partner its name and the customers to choose from.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    vat_code = forms.ChoiceField(label="VAT code", choices=vat.sales_codes, initial=STANDARD)
    vat_reference = forms.CharField(
        label="The tax adviser’s decision", max_length=LONGEST_REFERENCE,
        help_text="Its reference. Supplies between public bodies are taxable unless a decision says otherwise",
        error_messages={"required": "Enter the reference of the decision that the VAT code rests on"},
    )  # fmt: skip
    subjective = forms.CharField(
        label="Subjective code of the income", max_length=5, initial=INCOME,
        error_messages={"required": "Enter the code of the income"},
    )  # fmt: skip
    cost_centre = forms.CharField(
        label="Cost centre", max_length=20, help_text="Of the service that is provided",
        error_messages={"required": "Enter the cost centre"},
    )  # fmt: skip
    fund = forms.ChoiceField(label="Fund")

    def __init__(self, *args: Any, funds: Choices, customers: Mapping[str, tuple[str, Choices]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = funds  # type: ignore[attr-defined]
        self.codes = {f"customer_{code}": code for code in customers}
        for code, (name, choices) in customers.items():
            self.fields[f"customer_{code}"] = forms.ChoiceField(label=name, choices=choices)
        self.sections = (
            ("VAT", ("vat_code", "vat_reference")),
            ("Where the income goes", ("subjective", "cost_centre", "fund")),
            *([("Partners that are several customers", [*self.codes])] if self.codes else []),
        )

    @property
    def segments(self) -> Segments:
        """Return the codes of the income."""
        given = self.cleaned_data
        return Segments(given["subjective"].strip(), given["cost_centre"].strip().upper(), given["fund"])

    @property
    def customers(self) -> dict[str, UUID]:
        """Return the customers that were chosen by the code of the partner."""
        return {code: UUID(self.cleaned_data[name]) for name, code in self.codes.items()}
