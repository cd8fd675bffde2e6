"""Filters of the pages on prompt payment."""

from typing import Any

from django import forms

from finance.engine.prompt_payment import QUARTERS
from finance.forms.payables import Choices
from finance.queries.prompt_payment import NOT_PAID, PAID_LATE
from sharedservices.common.forms import FilterForm


class _OfYear(FilterForm):
    """Which legal entity and which financial year."""

    entity = forms.ChoiceField(label="Legal entity", required=False)
    year = forms.TypedChoiceField(label="Financial year", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, entities: Choices, years: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "This year"), *years]  # type: ignore[attr-defined]


class PromptPaymentFilter(_OfYear):
    """Months or quarters."""

    by = forms.ChoiceField(label="By", required=False, choices=[("", "Month"), (QUARTERS, "Quarter")])


class LateFilter(_OfYear):
    """Which late invoices."""

    which = forms.ChoiceField(
        label="Which", required=False,
        choices=[("", "All that became late"), (NOT_PAID, "Not paid yet"), (PAID_LATE, "Paid late")],
    )  # fmt: skip
