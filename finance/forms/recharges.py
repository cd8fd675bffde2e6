"""Forms of recharges."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from finance.rules_recharges import LONGEST_WORDS
from sharedservices.common.forms import DayField, PoundsField, Radios
from sharedservices.common.imports import Column, ImportFile, ImportProblem, ImportRefused, open_import
from sharedservices.common.money import round_half_up

Choices = Sequence[tuple[str, str]]
LONGEST_EVIDENCE = 200
EVIDENCE: dict[str, Any] = {
    "label": "Evidence", "max_length": LONGEST_EVIDENCE,
    "help_text": "The report or document that it is taken from", "error_messages": {"required": "Name the evidence"},
}  # fmt: skip


COLUMNS = (Column("partner", "Partner", is_required=True), Column("figure", "Figure", is_required=True))
MOST_ROWS, MOST_DIGITS, PLACES, MOST_SHOWN = 1000, 14, 4, 20


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
    """Figures of a measure: one for each partner that takes the service, typed or from a file."""

    metric = forms.ChoiceField(label="What is measured")
    year = forms.TypedChoiceField(label="Of which year", coerce=int)
    measured_on = DayField(label="Measured on", error_messages={"required": "Enter the day of measurement"})
    evidence = forms.CharField(**EVIDENCE)
    file = forms.FileField(
        label="Figures from a CSV or Excel file", required=False,
        help_text="With the headings Partner (its code) and Figure, and a row for each partner. It goes before what is "
        "typed below.",
    )  # fmt: skip

    def __init__(self, *args: Any, metrics: Choices, years: Choices, partners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = metrics  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.codes = {f"figure_{code}": code for code, _name in partners}
        for code, name in partners:
            self.fields[f"figure_{code}"] = _figure(
                name, required=not self.files.get(self.add_prefix("file")),
                help_text=f"In a file: {code}",
                error_messages={"required": f"Enter the figure of {name}: nought is a figure as well"},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the file, where there is one: every fault by its row."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("file") is None:
            return given
        try:
            with open_import(given["file"], columns=COLUMNS, max_rows=MOST_ROWS) as file:
                read = self._read(file)
        except ImportRefused as refused:
            for one in refused.problems[:MOST_SHOWN]:
                self.add_error("file", _in_words(one))
            return given
        return given | {f"figure_{code}": figure for code, figure in read.items()}

    def _read(self, file: ImportFile) -> dict[str, Decimal]:
        """Return the figures of a file by partner. :raises ImportRefused: unless each partner has one."""
        read: dict[str, Decimal] = {}
        wanted = set(self.codes.values())
        for number, values in file:
            if len(values) < len(COLUMNS):
                continue  # a cell that cannot be used has been reported
            code, figure = values["partner"].lower(), _number(values["figure"])
            if code not in wanted:
                file.report(number, "partner", "This partner is not in the service.", "Enter a code that stands below.")
            elif code in read:
                file.report(number, "partner", f"{code} has a figure already.", "Keep one row for each partner.")
            elif figure is None:
                file.report(number, "figure", "This is no number of nought or more.", "Enter it in digits.")
            else:
                read[code] = figure
        missing = sorted(wanted - set(read))
        if missing and not file.problems:
            file.report(
                None, "partner", f"{', '.join(missing)} has no figure.", "Nought is a figure as well: add a row."
            )
        if file.problems:
            raise ImportRefused(file.problems)
        return read

    @property
    def figures(self) -> dict[str, Decimal]:
        """Return the figures by the code of the partner."""
        return {code: self.cleaned_data[name] for name, code in self.codes.items()}


def _number(text: str) -> Decimal | None:
    """Return a number of nought or more as people write it, with at most four places; None when it is none."""
    try:
        figure = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if not figure.is_finite() or not 0 <= figure < Decimal(10) ** (MOST_DIGITS - PLACES):
        return None
    return figure if figure == round_half_up(figure, PLACES) else None


def _in_words(one: ImportProblem) -> str:
    where = "" if one.row is None else f"Row {one.row}: "
    return f"{where}{one.message} {one.remedy}"


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
