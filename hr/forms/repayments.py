"""Forms of paying back what a leaver was overpaid, and the filter of the list."""

from decimal import Decimal
from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.forms.lists import choice, search
from hr.models import RepaymentPlan
from sharedservices.common.forms import DayField, FilterForm, PoundsField


class ProposeForm(forms.Form):
    """How it is paid back."""

    amount = PoundsField(
        label="Instalment a month", min_value=Decimal("0.01"), error_messages={"required": "Enter an amount"}
    )
    first_on = DayField(label="First instalment on", error_messages={"required": "Enter the day"})


class BeginForm(forms.Form):
    """Whether the person agreed."""

    consent_on = DayField(label="They agreed on", required=False, help_text="Leave it empty when they have not agreed")
    consent = forms.CharField(
        label="What shows it", required=False, max_length=200, help_text="For example, e-mail of 3 December"
    )


class PaidForm(forms.Form):
    """What the person paid."""

    amount = PoundsField(
        label="Amount", min_value=Decimal("0.01"), error_messages={"required": "Enter the amount that was paid"},
        help_text="An instalment, or all that is left",
    )  # fmt: skip
    paid_on = DayField(label="Paid on", error_messages={"required": "Enter when it was paid"})
    note = forms.CharField(
        label="Note", required=False, max_length=200, help_text="For example, the reference of the payment"
    )


class KeepBackForm(forms.Form):
    """From which period an instalment is kept back."""

    element = forms.ChoiceField(
        label="Pay element", help_text="Deductions that take money back and stop with a death",
        error_messages={"required": "Choose a pay element"},
    )  # fmt: skip
    period_start = DayField(
        label="First day of the pay period", error_messages={"required": "Enter the first day of the period"}
    )

    def __init__(self, *args: Any, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["element"].choices = [NOTHING_CHOSEN, *elements]  # type: ignore[attr-defined]


class EndPlanForm(forms.Form):
    """Why a plan is waived or taken back."""

    reason = forms.CharField(
        label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )  # fmt: skip


class PlansFilter(FilterForm):
    """Filters of plans."""

    q = search("Name or employee number")
    state = choice("State", RepaymentPlan.State.choices)
