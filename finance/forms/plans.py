"""Forms of journals that come again."""

from typing import Any

from django import forms

from finance.forms.ledger import Choices, choice
from finance.models import JournalPlan
from finance.models.plans import STATES
from sharedservices.common.forms import DayField, FilterForm, Radios, SearchInput


class PlansFilter(FilterForm):
    """Which plans."""

    q = forms.CharField(label="Description", required=False, max_length=100, widget=SearchInput)
    entity = choice("Legal entity")
    state = choice("State", [("", "All states"), *STATES])

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """How a draft journal comes again."""

    kind = forms.ChoiceField(label="What comes with each", choices=JournalPlan.Kind.choices, widget=Radios())
    first_on = DayField(
        label="First on", help_text="Its accounting date, from the 1st to the 28th",
        error_messages={"required": "Enter the day of the first"},
    )  # fmt: skip
    every = forms.IntegerField(
        label="Months between two", min_value=1, max_value=12, initial=1,
        error_messages={"required": "Enter how many months lie between two"},
    )  # fmt: skip
    times = forms.IntegerField(
        label="How many", min_value=2, max_value=120, help_text="12 for a year of months",
        error_messages={"required": "Enter how many there are"},
    )  # fmt: skip


class StopForm(forms.Form):
    """Why nothing more of a plan is posted."""

    reason = forms.CharField(
        label="Why", max_length=200, help_text="Auditors read it", error_messages={"required": "Say why it ends"}
    )
