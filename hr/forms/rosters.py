"""The form that takes a roster file in, why one is withdrawn, and the filters of the lists."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from hr.engine.rosters import TOTALS
from hr.forms.base import NOTHING_CHOSEN
from hr.forms.lists import choice, search
from hr.models import RosterImport, RosterLine
from hr.operations.rosters import RosterWanted
from hr.rules_rosters import LONGEST_WHY, SHORTEST_WHY
from sharedservices.common.forms import DayField, FilterForm

COUNTS = ("in", "out")
COUNTED = (("in", "Counts"), ("out", "Does not count"))


class TakeRosterForm(forms.Form):
    """A file, what it is about, and the totals that its sender gives."""

    legal_entity = forms.ChoiceField(label="Employer", error_messages={"required": "Choose an employer"})
    system = forms.CharField(
        label="Rostering system", max_length=60, help_text="By the same name every time: corrections are found by it",
        error_messages={"required": "Enter the name of the rostering system"},
    )  # fmt: skip
    first_day = DayField(label="First day", error_messages={"required": "Enter the first day of the file"})
    last_day = DayField(
        label="Last day", help_text="A corrected file has the days of the one that it corrects",
        error_messages={"required": "Enter the last day of the file"},
    )  # fmt: skip
    keeps_leave = forms.BooleanField(
        label="Annual leave of these jobs is kept in the rostering system", required=False,
        help_text="Its hours are taken from the leave account here, and nobody books leave of these days twice",
    )  # fmt: skip
    file = forms.FileField(
        label="CSV or Excel file", help_text="Up to 100,000 rows and 50 MB",
        error_messages={"required": "Choose the file"},
    )  # fmt: skip

    def __init__(self, *args: Any, employers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_entity"].choices = [NOTHING_CHOSEN, *employers]  # type: ignore[attr-defined]
        for one in TOTALS:
            places = 2 if "hours" in one.code else 0
            self.fields[one.code] = forms.DecimalField(
                label=one.label, min_value=0, max_digits=10, decimal_places=places,
                help_text="As the sender gives it" if one is TOTALS[0] else "",
                error_messages={"required": f"Enter the sender’s total: {one.label.lower()}"},
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "file"] + ["file"])

    def wanted(self) -> RosterWanted:
        """Return what the file is about."""
        given: dict[str, Any] = self.cleaned_data
        first: date = given["first_day"]
        declared: dict[str, Decimal] = {one.code: given[one.code] for one in TOTALS}
        return RosterWanted(
            legal_entity=given["legal_entity"], system=given["system"], first_day=first, last_day=given["last_day"],
            keeps_leave=given["keeps_leave"], declared=declared,
        )  # fmt: skip


class WithdrawRosterForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(
        label="Reason", min_length=SHORTEST_WHY, max_length=LONGEST_WHY, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, the file of another month", error_messages={"required": "Enter the reason"},
    )  # fmt: skip


class RostersFilter(FilterForm):
    """Filters of roster files."""

    q = search("Rostering system or file")
    state = choice("State", RosterImport.State.choices)


class LinesFilter(FilterForm):
    """Filters of the rows of a file."""

    q = search("Name, job number or reference")
    kind = choice("Row", RosterLine.Kind.choices)
    counts = choice("Whether it counts", COUNTED)


class FaultsFilter(FilterForm):
    """Filters of the faults of a file."""

    q = search("Column or words")
