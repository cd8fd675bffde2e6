"""Forms of a job: hours, pay, cost split, recurring pay elements."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hr.engine.roster import compose, is_rota
from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices, check_one_of, hours
from hr.models import AssignmentTerms
from sharedservices.common.forms import AffixInput, DayField, PoundsField, Radios

POINT, SPOT, HOURLY = "point", "spot", "hourly"
LATER = (
    ("keep", "The later change stays: this one holds until then"),
    ("rebase", "This change goes on: the later one follows it"),
    ("cancel", "The later change is cancelled, if it has not taken effect"),
)
BASES = ((POINT, "Grade and spine point"), (SPOT, "A yearly salary of its own"), (HOURLY, "An hourly rate"))


class LaterForm(ChangeForm):
    """A change of a job's terms; where a later change exists, what becomes of it."""

    later = forms.ChoiceField(
        label="If a later change says otherwise",
        required=False,
        choices=LATER,
        widget=Radios(),
        help_text="A later change of something else stays in any case, and this one goes on through it",
    )

    def __init__(self, *args: Any, has_later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_later:
            del self.fields["later"]
        self.order_fields([name for name in self.fields if name not in {"later", "reason"}] + ["later", "reason"])


class HoursForm(LaterForm):
    """Other hours, pattern or contract."""

    contract = forms.ChoiceField(label="Contract", choices=AssignmentTerms.Contract.choices)
    contract_hours = forms.DecimalField(
        label="Contract hours",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        widget=hours(),
        help_text="0 only for casual, relief and on-call work",
    )
    paid_weeks = forms.DecimalField(
        label="Paid weeks",
        required=False,
        max_digits=6,
        decimal_places=4,
        min_value=0,
        widget=hours("weeks a year"),
        help_text="Term time only: weeks of work and leave that are paid, like 44.5",
    )
    working_pattern = forms.CharField(
        label="Working pattern", required=False, max_length=800, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hours a day, like Mon 7.4, Tue 7.4. For a rota, a line for each of its weeks: the contract hours "
        "are their average",
    )  # fmt: skip
    rota_from = DayField(
        label="First week of the rota", required=False, help_text="Any day of its first week. Only for a rota"
    )
    until = DayField(
        label="Last day, if they are for a time",
        required=False,
        help_text="Empty if they stay. After this day the hours of before hold again by themselves.",
    )
    flexible_ref = forms.CharField(
        label="Flexible working request",
        required=False,
        max_length=60,
        help_text="Its reference, if this was asked for as flexible working",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = ("effective_from", "until", "flexible_ref", "later", "reason")
        self.order_fields([name for name in self.fields if name not in last] + list(last))

    def clean(self) -> dict[str, Any]:
        """Make one text of the lines of a rota."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lines = [one for one in str(cleaned.get("working_pattern") or "").splitlines() if one.strip()]
        since = cleaned.get("rota_from")
        if len(lines) > 1 and since is None and "rota_from" not in self.errors:
            self.add_error("rota_from", "Enter a day of the week that the first line is for")
        if since is not None and lines and not is_rota(lines[0]):
            cleaned["working_pattern"] = compose(lines, since)
        return cleaned


class PayForm(LaterForm):
    """Other pay: a point of a scale, a salary of its own, or an hourly rate."""

    targets: ClassVar[Mapping[str, str]] = {"grade": "spine_point"}

    basis = forms.ChoiceField(label="Paid by", choices=BASES, widget=Radios())
    spine_point = forms.ChoiceField(
        label="Grade and point", required=False, help_text="Full-time pay a year on the date in view"
    )
    spot_annual = PoundsField(label="Yearly salary", required=False, suffix="a year full time")
    hourly_rate = PoundsField(label="Hourly rate", required=False, suffix="an hour")

    def __init__(self, *args: Any, points: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["spine_point"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Choose a grade and point"), *points]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        basis = cleaned.get("basis")
        needs = {
            POINT: {"spine_point": "Select a grade and point"},
            SPOT: {"spot_annual": "Enter the yearly salary"},
            HOURLY: {"hourly_rate": "Enter the hourly rate"},
        }
        check_one_of(self, needs.get(str(basis), {}))
        return cleaned

    @property
    def grade_and_point(self) -> tuple[UUID | None, UUID | None]:
        """The public ids of the chosen grade, if it has one, and point."""
        if self.cleaned_data.get("basis") != POINT:
            return None, None
        grade, point = str(self.cleaned_data["spine_point"]).split("/")
        return (UUID(grade) if grade else None), UUID(point)

    def amount(self, name: str, basis: str) -> Decimal | None:
        """Return an amount if its basis is the chosen one: what stands in the other boxes does not count."""
        return self.cleaned_data.get(name) if self.cleaned_data.get("basis") == basis else None


class CostSplitForm(ChangeForm):
    """Cost centres with shares that add up to 100."""

    targets: ClassVar[Mapping[str, str]] = {"shares": "percent_0"}
    mark_optional = False

    def __init__(self, *args: Any, centres: Choices, n_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None"), *centres]
        self.n_rows = n_rows
        rows: list[str] = []
        for row in range(n_rows):
            self.fields[f"centre_{row}"] = forms.ChoiceField(
                label=f"Cost centre {row + 1}", choices=choices, required=row == 0
            )
            self.fields[f"percent_{row}"] = forms.DecimalField(
                label=f"Share {row + 1}", required=row == 0, max_digits=7, decimal_places=4, widget=_percent()
            )
            rows += [f"centre_{row}", f"percent_{row}"]
        self.order_fields([*rows, "effective_from", "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for row in range(self.n_rows):
            centre, share = cleaned.get(f"centre_{row}"), cleaned.get(f"percent_{row}")
            if centre in seen:
                self.add_error(f"centre_{row}", "This cost centre is already in the list. Add its shares together.")
            if centre and share is None and f"percent_{row}" not in self.errors:
                self.add_error(f"percent_{row}", f"Enter share {row + 1}")
            if share is not None and not centre and f"centre_{row}" not in self.errors:
                self.add_error(f"centre_{row}", f"Select cost centre {row + 1}")
            seen |= {centre} if centre else set()
        return cleaned

    @property
    def shares(self) -> dict[UUID, Decimal]:
        """Public id of each cost centre -> per cent."""
        filled = range(self.n_rows)
        return {
            UUID(self.cleaned_data[f"centre_{row}"]): self.cleaned_data[f"percent_{row}"]
            for row in filled
            if self.cleaned_data.get(f"centre_{row}")
        }

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each row, for the page."""
        return [(self[f"centre_{row}"], self[f"percent_{row}"]) for row in range(self.n_rows)]


def _percent() -> AffixInput:
    return AffixInput(suffix="%", attrs={"class": "govuk-input--width-5"})


class _EntryFields(forms.Form):
    """What an entry of a pay element may give: the element's method says which."""

    amount = PoundsField(label="Amount", required=False, help_text="For elements that are an amount")
    units = forms.DecimalField(
        label="Hours or units",
        required=False,
        max_digits=7,
        decimal_places=2,
        widget=hours("hours or units"),
        help_text="For elements that are hours or units at a rate",
    )
    rate = PoundsField(label="Rate", required=False, help_text="Only where the element has no rate of its own")


class ChangeElementForm(_EntryFields, ChangeForm):
    """What a recurring element gives from a day on: only what its method asks for."""

    def __init__(self, *args: Any, asked: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("amount", "units", "rate"):
            if name in asked:
                self.fields[name].required = name != "rate"
                self.fields[name].help_text = self.fields[name].help_text if name == "rate" else ""
            else:
                del self.fields[name]


class RecurringElementForm(_EntryFields, ChangeForm):
    """An element that is paid or taken every period from a day on."""

    element = forms.ChoiceField(label="Pay element")
    last_day = DayField(label="Last day", required=False, help_text="Leave empty if it goes on until it is ended")

    def __init__(self, *args: Any, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["element"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [NOTHING_CHOSEN, *elements]
        self.order_fields(["element", "amount", "units", "rate", "effective_from", "last_day", "reason"])
