"""Forms about a death in service: short, and in plain words."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN
from hr.models import DeathCase
from sharedservices.common.forms import DayField, FilterForm, Radios

DIED = "Date of death"
PROVISIONAL = "This date may still change"


class ReportForm(forms.Form):
    """What is known when a death is reported."""

    date_of_death = DayField(
        label=DIED,
        help_text="Give the date that you were told. It can be put right later.",
        error_messages={"required": "Enter the date of death"},
    )
    is_provisional = forms.BooleanField(label=PROVISIONAL, required=False)
    known = forms.ChoiceField(
        label="How did you learn of it?",
        choices=DeathCase.Known.choices,
        widget=Radios(),
        error_messages={"required": "Choose how you learned of it"},
    )
    told_by = forms.CharField(
        label="Who told you?",
        required=False,
        max_length=200,
        help_text="A name, and how to reach them if they offered it",
    )


class ConfirmForm(forms.Form):
    """By what a second person confirms a death."""

    evidence = forms.ChoiceField(
        label="How has it been confirmed?",
        choices=DeathCase.Evidence.choices,
        widget=Radios(),
        error_messages={"required": "Choose how it has been confirmed"},
    )
    date_of_death = DayField(label=DIED, error_messages={"required": "Enter the date of death"})
    is_provisional = forms.BooleanField(label=PROVISIONAL, required=False)


class WithdrawForm(forms.Form):
    """Why a report was a mistake."""

    reason = forms.CharField(
        label="What happened?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The case keeps it. For example, two people of the same name were mixed up.",
        error_messages={"required": "Say what happened"},
    )


class ArrangeForm(forms.Form):
    """Who looks after the case, whom of the family to speak to, who acts for the estate."""

    officer = forms.ChoiceField(label="Case officer", error_messages={"required": "Choose a case officer"})
    deputy = forms.ChoiceField(label="Deputy", required=False)
    family_name = forms.CharField(label="Family contact", required=False, max_length=120)
    family_relationship = forms.CharField(label="Relationship", required=False, max_length=80)
    family_contact = forms.CharField(
        label="How they wish to be reached", required=False, max_length=200, help_text="Telephone, e-mail or post"
    )
    family_times = forms.CharField(
        label="When not to contact them", required=False, max_length=200, help_text="For example, mornings, or Fridays"
    )
    representative_name = forms.CharField(
        label="Personal representative", required=False, max_length=120, help_text="Who acts for the estate"
    )
    representative_authority = forms.ChoiceField(
        label="By what right", required=False, choices=[("", "Not known yet"), *DeathCase.Authority.choices]
    )
    representative_contact = forms.CharField(label="How to reach the representative", required=False, max_length=200)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [NOTHING_CHOSEN, *people]  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [("", "Nobody yet"), *people]  # type: ignore[attr-defined]


class PensionForm(forms.Form):
    """A pension body that was told."""

    body = forms.CharField(
        label="Pension fund or scheme", max_length=120, error_messages={"required": "Name the pension fund or scheme"}
    )
    told_on = DayField(label="Told on", error_messages={"required": "Enter the day"})
    how = forms.CharField(
        label="How, and to whom you spoke",
        max_length=200,
        help_text="For example, by telephone to the death benefits team, reference 4711",
        error_messages={"required": "Say how they were told"},
    )


class PayForm(forms.Form):
    """What is paid."""

    pay = forms.ChoiceField(
        label="What is paid?",
        choices=DeathCase.Pay.choices,
        widget=Radios(),
        error_messages={"required": "Choose what is paid"},
    )
    until = DayField(
        label="Last day of an advance",
        required=False,
        help_text="For an advance only. It ends by itself on that day, and you are told four weeks before.",
    )
    account_is_right = forms.BooleanField(
        label="I have made sure that the family may use the recorded account",
        required=False,
        help_text="For an advance only. A sole account is closed once the bank is told. No part of it is split off.",
    )
    note = forms.CharField(
        label="Why",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )


class AdvanceForm(forms.Form):
    """A few words for the log, when a case goes on."""

    note = forms.CharField(label="Note", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CaseFilter(FilterForm):
    """What narrows the list of cases."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *DeathCase.State.choices])
