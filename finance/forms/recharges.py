"""Forms of recharges."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from finance.rules_recharges import LONGEST_WORDS
from sharedservices.common.forms import DayField, PoundsField, Radios

Choices = Sequence[tuple[str, str]]
LONGEST_EVIDENCE = 200
EVIDENCE: dict[str, Any] = {
    "label": "Evidence", "max_length": LONGEST_EVIDENCE,
    "help_text": "The report or document that it is taken from", "error_messages": {"required": "Name the evidence"},
}  # fmt: skip


def _figure(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=14, decimal_places=4,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}), **more,
    )  # fmt: skip


class SaidForm(forms.Form):
    """What somebody disputes, or answers."""

    words = forms.CharField(
        label="Say why", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Name the figure or the term that is meant. The other partner reads it.",
        error_messages={"required": "Say why"},
    )  # fmt: skip


class ActualForm(forms.Form):
    """What a service has cost."""

    actual = PoundsField(
        label="Actual cost of the year", min_value=0, help_text="From the ledger, once the year is closed",
        error_messages={"required": "Enter what the service cost"},
    )  # fmt: skip


class FiguresForm(forms.Form):
    """Figures of a measure: one for each partner that takes the service."""

    metric = forms.ChoiceField(label="What is measured")
    year = forms.TypedChoiceField(label="Of which year", coerce=int)
    measured_on = DayField(label="Measured on", error_messages={"required": "Enter the day of measurement"})
    evidence = forms.CharField(**EVIDENCE)

    def __init__(self, *args: Any, metrics: Choices, years: Choices, partners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = metrics  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.codes = {f"figure_{code}": code for code, _name in partners}
        for code, name in partners:
            self.fields[f"figure_{code}"] = _figure(
                name, error_messages={"required": f"Enter the figure of {name}: nought is a figure as well"}
            )

    @property
    def figures(self) -> dict[str, Decimal]:
        """Return the figures by the code of the partner."""
        return {code: self.cleaned_data[name] for name, code in self.codes.items()}


class WorkOutForm(forms.Form):
    """From what shares are worked out."""

    basis = forms.ChoiceField(
        label="What is shared", widget=Radios, error_messages={"required": "Choose what is shared"}
    )

    def __init__(self, *args: Any, bases: Choices, hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].widget = Radios(hints=hints)
        self.fields["basis"].choices = bases  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """One figure that was wrong."""

    partner = forms.ChoiceField(label="Whose figure was wrong")
    figure = _figure("What it ought to be", error_messages={"required": "Enter the figure"})
    evidence = forms.CharField(**EVIDENCE)

    def __init__(self, *args: Any, partners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = partners  # type: ignore[attr-defined]
