"""Forms of budgets: filters, a virement with its lines, a file, and a comment."""

from collections.abc import Mapping
from typing import Any

from django import forms

from finance import rules
from finance.forms.ledger import Choices, OfEntity, choice
from finance.models import BudgetDecision, Subjective
from sharedservices.common.errors import DomainError
from sharedservices.common.forms import DayField, FilterForm, PoundsField, Radios, SearchInput

N_ROWS, MOST_ROWS = 4, 40
FIELDS = ("subjective", "cost_centre", "fund", "project", "counterparty", "amount", "narrative")
LEVELS = [
    ("directorate", "Directorate"), ("service", "Service"), ("cost_centre", "Cost centre"), ("group", "Group of codes"),
    ("code", "Subjective code"),
]  # fmt: skip
STATES = [("DRAFT", "Draft"), ("WAITING", "Waiting"), ("APPLIED", "In force"), ("DISCARDED", "Discarded")]
LOADED = [one for one in BudgetDecision.Kind.choices if one[0] != "VIREMENT"]


class BudgetFilter(OfEntity):
    """And what to add up by, of which part, as at which day."""

    level = choice("Add up by", LEVELS)
    area = choice("Directorate or service")
    cost_centre = forms.CharField(label="Cost centre", required=False, max_length=20)
    group = choice("Group", [("", "All groups"), *Subjective.Group.choices])
    as_at = DayField(label="As at", required=False, help_text="Leaves out what came later")

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "All of them"), *areas]  # type: ignore[attr-defined]


class DecisionsFilter(FilterForm):
    """Which decisions."""

    q = forms.CharField(label="Description or reference", required=False, max_length=100, widget=SearchInput)
    entity = choice("Legal entity")
    kind = choice("Kind", [("", "All kinds"), *BudgetDecision.Kind.choices])
    state = choice("State", [("", "All states"), *STATES])

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]


class CommitmentsFilter(FilterForm):
    """Which commitments."""

    q = forms.CharField(label="Order or description", required=False, max_length=100, widget=SearchInput)
    cost_centre = forms.CharField(label="Cost centre", required=False, max_length=20)


class _OfBudget(forms.Form):
    """Whose budget of which year, and what is decided."""

    entity = forms.ChoiceField(label="Legal entity")
    year = forms.TypedChoiceField(label="Financial year", coerce=int)

    def __init__(self, *args: Any, entities: Choices, years: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]


def _description() -> forms.CharField:
    return forms.CharField(
        label="Description", max_length=rules.LONGEST_DESCRIPTION,
        help_text="What it is for, in at least ten characters: auditors read it years later",
        error_messages={"required": "Say what it is for"},
    )  # fmt: skip


def _members() -> forms.CharField:
    return forms.CharField(
        label="Decision of members", max_length=60, required=False,
        help_text="Where the council, the commissioner or the fire authority decided it, if they have to",
    )  # fmt: skip


class VirementForm(_OfBudget):
    """A virement and its lines, a row each; rows without anything are left out."""

    description = _description()
    lasts = forms.ChoiceField(
        label="How long does it last?", choices=[("IN_YEAR", "This year"), ("PERMANENT", "For good")],
        initial="IN_YEAR", widget=Radios(),
    )  # fmt: skip
    members_reference = _members()
    base_reference = forms.CharField(
        label="Base budget", max_length=60, required=False,
        help_text="Where a base budget was agreed, if money that was given once is moved for good",
    )  # fmt: skip
    override_reason = forms.CharField(
        label="Why a line may go below what is used", max_length=200, required=False,
        help_text="Only if a line would have less than is spent and ordered",
    )  # fmt: skip

    def __init__(self, *args: Any, funds: Choices, n_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.n_rows = n_rows
        for row in range(n_rows):
            said = f", line {row + 1}"
            for name, label, longest in (
                ("subjective", "Subjective code", 5), ("cost_centre", "Cost centre", 20), ("fund", "Fund", 0),
                ("project", "Project", 6), ("counterparty", "Counterparty", 3),
            ):  # fmt: skip
                field: forms.Field = forms.ChoiceField(label=f"{label}{said}", choices=funds, required=False)
                if longest:
                    field = forms.CharField(label=f"{label}{said}", max_length=longest, required=False)
                self.fields[f"{name}_{row}"] = field
            self.fields[f"amount_{row}"] = PoundsField(label=f"Amount{said}", required=False)
            self.fields[f"narrative_{row}"] = forms.CharField(label=f"Narrative{said}", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for code and amount in each row that says anything, and for something at all."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.filled:
            for name, asked in (("subjective", "the subjective code"), ("amount", "the amount")):
                if cleaned.get(f"{name}_{row}") in (None, "") and f"{name}_{row}" not in self.errors:
                    self.add_error(f"{name}_{row}", f"Enter {asked} of line {row + 1}")
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
        """The rows with anything but a fund in them."""
        return [row for row in range(self.n_rows) if any(self._typed(name, row) for name in FIELDS if name != "fund")]

    def given(self, row: int) -> Mapping[str, Any]:
        """Return the cleaned values of a row."""
        return {name: self.cleaned_data.get(f"{name}_{row}") for name in FIELDS}

    def _typed(self, name: str, row: int) -> str:
        return str(self.data.get(f"{name}_{row}", "")).strip()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        return [{name: self[f"{name}_{row}"] for name in FIELDS} for row in range(self.n_rows)]


class BudgetFileForm(_OfBudget):
    """A file with the lines of a budget, and what its sender says of it."""

    kind = forms.ChoiceField(label="What is it?", choices=LOADED, widget=Radios())
    description = _description()
    members_reference = _members()
    control_total = PoundsField(
        label="Control total", help_text="What all its amounts come to, income with a minus sign",
        error_messages={"required": "Enter what all amounts come to"},
    )  # fmt: skip
    file = forms.FileField(label="CSV or Excel file", error_messages={"required": "Choose a file"})


class CommentForm(forms.Form):
    """Why a cost centre is off its budget."""

    text = forms.CharField(
        label="Comment", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why, what is being done, and by when", error_messages={"required": "Say why"},
    )  # fmt: skip
    known_change = PoundsField(
        label="Known change by the end of the year", required=False,
        help_text="What the year will cost more than spending and profile say; less with a minus sign",
    )  # fmt: skip


def year_choices(current: int) -> Choices:
    """Return the financial years that a budget is written for: this one and the next."""
    return [(str(year), f"{year}-{(year + 1) % 100:02}") for year in (current, current + 1)]
