"""Forms of the register of agency and off-payroll workers."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN
from hr.forms.insight import UnitFilter
from hr.forms.lists import choice
from hr.models import AgencyAssignment
from sharedservices.common.forms import DayField, Radios

WHOSE = (("all", "Those that have ended, too"),)


class AgencyForm(forms.Form):
    """Who sends whom, and what it costs."""

    kind = forms.ChoiceField(
        label="Through whom do they work?", choices=AgencyAssignment.Kind.choices, widget=Radios(),
        error_messages={"required": "Choose through whom they work"},
    )  # fmt: skip
    supplier = forms.CharField(label="Agency or company", max_length=120, help_text="Who charges for it")
    reference = forms.CharField(
        label="Their reference of the worker", max_length=40, help_text="A number of theirs, no name"
    )
    title = forms.CharField(label="Work", max_length=120, help_text="For example, social worker")
    unit = forms.ChoiceField(label="Unit", error_messages={"required": "Choose a unit"})
    post_no = forms.CharField(
        label="Post that it fills", max_length=20, required=False, help_text="Its number, where it fills a vacancy"
    )
    hours = forms.DecimalField(label="Hours a week", min_value=0, max_value=100, max_digits=5, decimal_places=2)
    rate = forms.DecimalField(
        label="Charge an hour", min_value=0, max_digits=8, decimal_places=2, help_text="Pounds, before VAT"
    )
    status = forms.ChoiceField(
        label="Off-payroll rules", choices=AgencyAssignment.Status.choices, widget=Radios(),
        error_messages={"required": "Choose how the off-payroll rules see it"},
    )  # fmt: skip
    first_day = DayField(label="First day", error_messages={"required": "Enter the first day"})
    last_day = DayField(label="Last day", error_messages={"required": "Enter the last day"})
    why = forms.CharField(
        label="Why", max_length=200, help_text="For example, covers a vacancy until April",
        error_messages={"required": "Say why"},
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [NOTHING_CHOSEN, *units]  # type: ignore[attr-defined]


class MoveEndForm(forms.Form):
    """Another last day."""

    last_day = DayField(label="Last day", error_messages={"required": "Enter the last day"})
    reason = forms.CharField(label="Why", max_length=200, error_messages={"required": "Say why"})


class AgencyFilter(UnitFilter):
    """Where, and whether ended ones are shown."""

    whose = choice("Also", WHOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [("", "Only those that go on or come"), *WHOSE]  # type: ignore[attr-defined]
