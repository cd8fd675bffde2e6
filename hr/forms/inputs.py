"""Forms of monthly inputs: one, several at once, and decisions about them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.rules import LONGEST_REASON
from sharedservices.common.errors import DomainError
from sharedservices.common.forms import AffixInput, DayField, SearchInput

QUANTITY_HELP = "Pounds for elements that are an amount, hours or units for the others"
FIELDS = ("number", "element", "quantity", "rate", "note")


class FindForm(forms.Form):
    """Who the input is for."""

    q = forms.CharField(
        label="Name, employee number or job number",
        required=False,
        max_length=100,
        widget=SearchInput(attrs={"class": "govuk-input--width-20"}),
    )


class _RefusableForm(forms.Form):
    """A form that shows what an operation refused at the field that it is about."""

    targets: ClassVar[Mapping[str, str]] = {"amount": "quantity", "units": "quantity", "period_start": "period"}

    def offer_again(self) -> None:
        """Show the tick for a second entry that is meant."""
        self.fields["again"].widget = forms.CheckboxInput()

    def refuse(self, error: DomainError, *, row: int | None = None) -> None:
        """Show a refusal, of a row where there are several."""
        name = self.targets.get(error.field or "", error.field)
        if row is not None and f"{name}_{row}" in self.fields:
            name = f"{name}_{row}"
        elif row is not None and name not in self.fields:
            name = f"number_{row}"
        self.add_error(name if name in self.fields else None, error.explanation)


def _period(choices: Choices) -> forms.Field:
    """Return the choice of a period; where nobody knows the calendar, its first day."""
    options = list(choices)
    if options:
        return forms.ChoiceField(label="Pay period", choices=options)
    return DayField(label="First day of the pay period")


def _again() -> forms.BooleanField:
    """Return the tick for a second entry that is meant; it is out of sight until there is something to tick it for."""
    return forms.BooleanField(label="Enter it again, on purpose", required=False, widget=forms.HiddenInput)


class InputForm(_RefusableForm):
    """Overtime or a one-off for one job."""

    quantity = forms.DecimalField(
        label="Amount, hours or units",
        max_digits=12,
        decimal_places=2,
        help_text=QUANTITY_HELP,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    rate = forms.DecimalField(
        label="Rate",
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=AffixInput(prefix="£", attrs={"class": "govuk-input--width-5"}),
        help_text="Only for units of an element without a rate of its own",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=LONGEST_REASON, help_text="For the person who approves it"
    )

    def __init__(self, *args: Any, elements: Choices, periods: Choices, with_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"] = _period(periods)
        self.fields["element"] = forms.ChoiceField(label="Pay element", choices=[NOTHING_CHOSEN, *elements])
        if with_again:
            self.fields["again"] = _again()
        self.order_fields(["period", "element", "quantity", "rate", "note", "again"])


class SeveralForm(_RefusableForm):
    """Several inputs of one pay group and period, a row each."""

    mark_optional = False

    def __init__(
        self, *args: Any, elements: Choices, periods: Choices, n_rows: int, with_again: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.n_rows = n_rows
        options = [("", "Choose"), *elements]
        self.fields["period"] = _period(periods)
        for row in range(n_rows):
            said = f", row {row + 1}"
            self.fields[f"number_{row}"] = forms.CharField(label=f"Job number{said}", required=False, max_length=24)
            self.fields[f"element_{row}"] = forms.ChoiceField(
                label=f"Pay element{said}", required=False, choices=options
            )
            self.fields[f"quantity_{row}"] = forms.DecimalField(
                label=f"Amount, hours or units{said}", required=False, max_digits=12, decimal_places=2
            )
            self.fields[f"rate_{row}"] = forms.DecimalField(
                label=f"Rate{said}", required=False, max_digits=12, decimal_places=2
            )
            self.fields[f"note_{row}"] = forms.CharField(label=f"Note{said}", required=False, max_length=LONGEST_REASON)
        if with_again:
            self.fields["again"] = _again()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.filled:
            for name, words in (
                ("number", "Enter the job number"),
                ("element", "Select the pay element"),
                ("quantity", "Enter the figure"),
            ):
                field = f"{name}_{row}"
                if cleaned.get(field) in (None, "") and field not in self.errors:
                    self.add_error(field, f"{words} in row {row + 1}")
        if not self.filled:
            self.add_error("number_0", "Fill in at least one row")
        return cleaned

    @property
    def filled(self) -> list[int]:
        """The rows with anything in them."""
        return [row for row in range(self.n_rows) if any(self._typed(name, row) for name in FIELDS)]

    def _typed(self, name: str, row: int) -> str:
        return str(self.data.get(f"{name}_{row}", "")).strip()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        return [{name: self[f"{name}_{row}"] for name in FIELDS} | {"number_of": row + 1} for row in range(self.n_rows)]


class RejectForm(forms.Form):
    """Why an input is rejected."""

    note = forms.CharField(
        label="What is to be put right?", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
