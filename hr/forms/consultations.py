"""Forms of collective consultation about redundancies, and the filter of the list."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.forms.lists import choice
from sharedservices.common.forms import DayField, FilterForm

STATES = (("open", "Open"), ("closed", "Closed"))
MOST = 20_000


class OpenForm(forms.Form):
    """Whom, since when, about how many."""

    unit = forms.ChoiceField(
        label="Establishment", help_text="The unit that the people work in, with everything below it",
        error_messages={"required": "Choose the unit"},
    )  # fmt: skip
    opened_on = DayField(label="Consultation began on", error_messages={"required": "Enter when it began"})
    n_proposed = forms.IntegerField(
        label="People whom it is proposed to dismiss", min_value=1, max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Enter how many people"},
    )  # fmt: skip
    representatives = forms.CharField(
        label="Who is consulted", required=False, max_length=200, help_text="Unions or elected representatives"
    )
    not_one = forms.CharField(
        label="Why these are separate establishments", required=False, max_length=200,
        help_text="Only where no consultation is due",
    )  # fmt: skip

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [NOTHING_CHOSEN, *units]  # type: ignore[attr-defined]


class Hr1Form(forms.Form):
    """When HR1 was sent."""

    sent_on = DayField(label="HR1 sent on", error_messages={"required": "Enter when it was sent"})
    reference = forms.CharField(label="Reference", max_length=60, error_messages={"required": "Enter its reference"})


class CloseForm(forms.Form):
    """When consultation ended."""

    closed_on = DayField(label="Ended on", error_messages={"required": "Enter when it ended"})


class ConsultationsFilter(FilterForm):
    """Filters of consultations."""

    state = choice("State", STATES)
