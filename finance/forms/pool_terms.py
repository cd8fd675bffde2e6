"""The form that lays down what a shared service costs, how it is shared and on which terms partners take it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_slug

from finance.engine.cost_shares import COUNTED, LABELS, YEAR, Method
from finance.models.recharges import METHODS
from finance.queries.pool_terms import MONTHS
from sharedservices.common.forms import PoundsField, SectionedForm

Choices = Sequence[tuple[str, str]]
TAKES, OUT = "TAKES", "OUT"
PARTS = [
    ("", "Is not listed"), (TAKES, "Takes the service"), (OUT, "Out of scope: counts for nothing"),
]  # fmt: skip
MONTH_CHOICES = list(enumerate(MONTHS, start=1))


def _percent(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=100, max_digits=7, decimal_places=4,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}), **more,
    )  # fmt: skip


def _pounds(label: str, **more: Any) -> PoundsField:
    return PoundsField(label=label, required=False, min_value=0, **more)


def _month(label: str, initial: int) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=MONTH_CHOICES, initial=initial)


class PoolForm(SectionedForm):
    """A pool of a year. A year and code that are given stay as they are."""

    year = forms.TypedChoiceField(label="Financial year", coerce=int)
    code = forms.CharField(
        label="Code", max_length=20, validators=[validate_slug],
        help_text="The same each year, for example payroll: what was borne before is found by it",
        error_messages={"required": "Enter a code"},
    )  # fmt: skip
    name = forms.CharField(label="Service", max_length=60, error_messages={"required": "Name the service"})
    budget = PoundsField(
        label="Budget of the year", min_value=0, error_messages={"required": "Enter what the service is to cost"}
    )
    method = forms.ChoiceField(label="Shared by", choices=METHODS)
    damping = _percent(
        "A share moves in a year by at most, in percent", help_text="Leave empty where it may move by any amount"
    )
    minimum_fee = _pounds("Minimum fee", help_text="What each who takes the service bears at least in a whole year")
    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Name the agreement or decision. Whoever decides reads it.",
        error_messages={"required": "Say why"},
    )  # fmt: skip

    def __init__(self, *args: Any, years: Choices, partners: Choices, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        for name in ("year", "code"):
            self.fields[name].disabled = fixed
        for one in COUNTED:
            self.fields[f"blend_{one}"] = _percent(f"{LABELS[one]}, percent")
        parts = [(name, self._add_partner(code)) for code, name in partners]
        self.sections = (
            ("The service", ("year", "code", "name", "budget")),
            ("How it is shared", ("method", "damping", "minimum_fee")),
            ("Parts of a blend, where it is one", [f"blend_{one}" for one in COUNTED]),
            *parts,
            ("Why", ("reason",)),
        )

    def _add_partner(self, code: str) -> list[str]:
        made = {
            f"part_{code}": forms.ChoiceField(label="In this service", choices=PARTS, required=False),
            f"first_{code}": _month("From the month", 1),
            f"last_{code}": _month("To the end of", YEAR),
            f"floor_{code}": _pounds("At least in a whole year"),
            f"cap_{code}": _pounds("At most in a whole year"),
            f"setup_{code}": _pounds("To set it up, once"),
        }
        self.fields |= made
        return [*made]

    def clean(self) -> dict[str, Any]:
        """Hold months, bounds and the parts of a blend against each other; name the field that is wrong."""
        given: dict[str, Any] = super().clean() or {}
        for code, _name in self.partners:
            first, last = given.get(f"first_{code}"), given.get(f"last_{code}")
            if first and last and last < first:
                self.add_error(f"last_{code}", "The last month comes before the first")
            floor, cap = given.get(f"floor_{code}"), given.get(f"cap_{code}")
            if cap is not None and cap < (floor or 0):
                self.add_error(f"cap_{code}", "The most lies below the least: enter as much or more")
        if not any(given.get(f"part_{code}") == TAKES for code, _name in self.partners) and self.partners:
            self.add_error(f"part_{self.partners[0][0]}", "Choose at least one partner that takes the service")
        parts = [given.get(f"blend_{one}") or Decimal(0) for one in COUNTED]
        if given.get("method") == Method.BLEND and sum(parts) != 100:
            self.add_error("method", f"The parts of the blend come to {sum(parts)}%: enter parts that come to 100%")
        if given.get("method") != Method.BLEND and any(parts):
            self.add_error("method", "Only a blend has parts: choose a blend, or leave its parts empty")
        return given

    @property
    def payload(self) -> dict[str, Any]:
        """Return what is proposed, as a request carries it."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("year", "code", "name", "method")},
            "budget": str(given["budget"]),
            "damping": None if given["damping"] is None else str(given["damping"]),
            "minimum_fee": str(given["minimum_fee"] or 0),
            "blend": {str(one): str(part) for one in COUNTED if (part := given[f"blend_{one}"])},
            "members": [self._member(code) for code, _name in self.partners if given[f"part_{code}"]],
        }

    def _member(self, code: str) -> dict[str, Any]:
        given, cap = self.cleaned_data, self.cleaned_data[f"cap_{code}"]
        return {
            "partner": code, "in_scope": given[f"part_{code}"] == TAKES, "first_month": given[f"first_{code}"],
            "months": given[f"last_{code}"] - given[f"first_{code}"] + 1, "floor": str(given[f"floor_{code}"] or 0),
            "cap": None if cap is None else str(cap), "set_up": str(given[f"setup_{code}"] or 0),
        }  # fmt: skip


def years_around(today: date) -> list[tuple[str, str]]:
    """Return the financial years that a service may be laid down for: last year’s to the year after next."""
    now = today.year if today.month > 3 else today.year - 1
    return [(str(one), f"{one}-{(one + 1) % 100:02}") for one in range(now - 1, now + 3)]
