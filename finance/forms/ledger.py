"""Forms of the ledger: filters, a journal with its lines, its reversal, and moving a period."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from finance import rules
from finance.models import Journal, PeriodModule, Subjective
from sharedservices.common.errors import DomainError
from sharedservices.common.forms import Checkboxes, DayField, FilterForm, PoundsField, SearchInput

Choices = list[tuple[str, str]]
WRITTEN = ("MANUAL", "ACCRUAL", "PREPAYMENT", "RECLASS", "STATUTORY")
"""The kinds of journal that people write; the others come from other parts of the system."""
FIELDS = ("entity", "subjective", "cost_centre", "fund", "project", "counterparty", "debit", "credit", "narrative")
N_ROWS, MOST_ROWS = 6, 60
STATES = [("DRAFT", "Draft"), ("WAITING", "Waiting"), ("POSTED", "Posted"), ("DISCARDED", "Discarded")]

ADJUSTING = [
    ("", "Both, where the period is later"), ("NEITHER", "Neither"), ("P13", "P13, of closing down, alone"),
    ("P14", "P14, of the audit, alone"),
]  # fmt: skip


def choice(label: str, choices: Iterable[tuple[str, str]] = ()) -> forms.ChoiceField:
    """Return a choice of a filter: none is required."""
    return forms.ChoiceField(label=label, required=False, choices=list(choices))


class OfEntity(FilterForm):
    """Which legal entity's ledger, and up to which period."""

    entity = choice("Legal entity")
    period = choice("Up to period")

    def __init__(self, *args: Any, entities: Choices, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", "The latest that is open"), *periods]  # type: ignore[attr-defined]


class TrialBalanceFilter(OfEntity):
    """And which part of the chart of accounts."""

    adjusting = choice("Adjustments in P13 and P14", ADJUSTING)
    group = choice("Group", [("", "All groups"), *Subjective.Group.choices])
    as_at = DayField(label="As at", required=False, help_text="Without what was posted after that day")


class StatementFilter(OfEntity):
    """And as at which day."""

    adjusting = choice("Adjustments in P13 and P14", ADJUSTING)
    as_at = DayField(label="As at", required=False, help_text="Without what was posted after that day")


class LinesFilter(OfEntity):
    """And which codes and words."""

    code = forms.CharField(label="Subjective code", required=False, max_length=5, help_text="Or its first digits")
    adjusting = choice("Adjustments in P13 and P14", ADJUSTING)
    group = choice("Group", [("", "All groups"), *Subjective.Group.choices])
    as_at = DayField(label="As at", required=False)
    kind = choice("Kind of journal", [("", "All kinds"), *Journal.Kind.choices])
    area = forms.CharField(label="Directorate or service", required=False, max_length=20, help_text="Its code")
    cost_centre = forms.CharField(label="Cost centre", required=False, max_length=20)
    q = forms.CharField(label="Description or narrative", required=False, max_length=100, widget=SearchInput)


class JournalsFilter(FilterForm):
    """Which journals."""

    q = forms.CharField(label="Number or description", required=False, max_length=100, widget=SearchInput)
    entity = choice("Legal entity")
    state = choice("State", [("", "All states"), *STATES])
    alone = choice("Approval", [("", "With and without"), ("1", "Posted without an approver")])

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]


class JournalForm(forms.Form):
    """A journal and its lines, a row each; rows without anything are left out."""

    mark_optional = False
    entity = forms.ChoiceField(label="Legal entity")
    kind = forms.ChoiceField(label="Kind", choices=[one for one in Journal.Kind.choices if one[0] in WRITTEN])
    accounting_date = DayField(label="Accounting date", error_messages={"required": "Enter the accounting date"})
    reverse_on = DayField(label="Reversed by itself on", required=False, help_text="For accruals and prepayments alone")
    description = forms.CharField(
        label="Description", max_length=rules.LONGEST_DESCRIPTION,
        help_text="What it is for, in at least ten characters: auditors read it years later",
        error_messages={"required": "Say what it is for"},
    )  # fmt: skip

    def __init__(
        self, *args: Any, entities: Choices, funds: Choices, n_rows: int, others: Choices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.n_rows = n_rows
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        self.is_between = len(others or ()) > 1
        for row in range(n_rows):
            self._add_row(row, funds, others or [])

    def _add_row(self, row: int, funds: Choices, others: Choices) -> None:
        said = f", line {row + 1}"
        if self.is_between:
            self.fields[f"entity_{row}"] = forms.ChoiceField(
                label=f"Legal entity{said}", choices=[("", "As above"), *others], required=False
            )
        for name, label, longest in (
            ("subjective", "Subjective code", 5), ("cost_centre", "Cost centre", 20), ("fund", "Fund", 0),
            ("project", "Project", 6), ("counterparty", "Counterparty", 3),
        ):  # fmt: skip
            field: forms.Field = forms.ChoiceField(label=f"{label}{said}", choices=funds, required=False)
            if longest:
                field = forms.CharField(label=f"{label}{said}", max_length=longest, required=False)
            self.fields[f"{name}_{row}"] = field
        for name, label in (("debit", "Debit"), ("credit", "Credit")):
            self.fields[f"{name}_{row}"] = PoundsField(label=f"{label}{said}", min_value=0, required=False)
        self.fields[f"narrative_{row}"] = forms.CharField(label=f"Narrative{said}", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a code in each row that says anything, and for something at all."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.filled:
            if not cleaned.get(f"subjective_{row}") and f"subjective_{row}" not in self.errors:
                self.add_error(f"subjective_{row}", f"Enter the subjective code of line {row + 1}")
        if not self.filled:
            self.add_error("subjective_0", "Fill in at least two lines")
        return cleaned

    def refuse(self, error: DomainError, row: int | None) -> None:
        """Put a refusal beside the line that it is about, or above the form."""
        names = self.filled
        at = f"subjective_{names[row - 1]}" if row and row <= len(names) else None
        self.add_error(at or (error.field if error.field in self.fields else None), error.explanation)

    @property
    def filled(self) -> list[int]:
        """The rows with anything but a fund or a legal entity in them."""
        return [
            row
            for row in range(self.n_rows)
            if any(self._typed(name, row) for name in FIELDS if name not in {"fund", "entity"})
        ]

    def given(self, row: int) -> Mapping[str, Any]:
        """Return the cleaned values of a row; no amount is nought."""
        values = {name: self.cleaned_data.get(f"{name}_{row}") for name in FIELDS}
        return values | {side: values[side] or Decimal("0.00") for side in ("debit", "credit")}

    def _typed(self, name: str, row: int) -> str:
        return str(self.data.get(f"{name}_{row}", "")).strip()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        names = [name for name in FIELDS if self.is_between or name != "entity"]
        return [{name: self[f"{name}_{row}"] for name in names} for row in range(self.n_rows)]


class UploadForm(forms.Form):
    """A journal whose lines stand in a file."""

    mark_optional = False
    entity = forms.ChoiceField(label="Legal entity")
    kind = forms.ChoiceField(label="Kind", choices=[one for one in Journal.Kind.choices if one[0] in WRITTEN])
    accounting_date = DayField(label="Accounting date", error_messages={"required": "Enter the accounting date"})
    reverse_on = DayField(label="Reversed by itself on", required=False, help_text="For accruals and prepayments alone")
    description = forms.CharField(
        label="Description", max_length=rules.LONGEST_DESCRIPTION, help_text="In at least ten characters",
        error_messages={"required": "Say what it is for"},
    )  # fmt: skip
    control_total = PoundsField(
        label="Control total", min_value=0, help_text="What all debits of the file add up to",
        error_messages={"required": "Enter what the debits add up to"},
    )  # fmt: skip
    file = forms.FileField(
        label="CSV or Excel file", help_text="Up to 10,000 rows",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class ReverseForm(forms.Form):
    """The day and the words of a reversal."""

    accounting_date = DayField(label="Accounting date", error_messages={"required": "Enter the accounting date"})
    description = forms.CharField(
        label="Description", max_length=rules.LONGEST_DESCRIPTION, help_text="Say what was wrong with the journal",
        error_messages={"required": "Say why it is reversed"},
    )  # fmt: skip


class ProposeForm(forms.Form):
    """Why a journal is to be posted."""

    reason = forms.CharField(
        label="Note to whoever approves it", max_length=200, help_text="For example, where the evidence is",
        error_messages={"required": "Say in a few words what it stands on"},
    )  # fmt: skip


class PeriodForm(forms.Form):
    """Moving a period, for some parts of the ledger."""

    modules = forms.MultipleChoiceField(
        label="For which parts?", choices=PeriodModule.Module.choices, widget=Checkboxes(),
        error_messages={"required": "Choose at least one part"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed to reopen a period: it stands in the log",
    )  # fmt: skip


class MappingFilter(FilterForm):
    """Which codes of the statements."""

    missing = choice("Line of the CIES", [("", "All codes"), ("1", "Codes on no line")])
