"""Forms about what is to be done after a death."""

from typing import Any

from django import forms

from hr.models import DeathOverpayment
from sharedservices.common.forms import Radios


class TaskForm(forms.Form):
    """How a task ended."""

    action = forms.ChoiceField(
        label="How did it end?",
        choices=[("finish", "It is done"), ("drop", "It is not needed")],
        widget=Radios(),
        error_messages={"required": "Choose how it ended"},
    )
    consent = forms.CharField(
        label="Who of the family agreed, and when",
        required=False,
        max_length=200,
        help_text="The family is asked first. For example: her husband, by telephone on 20 November",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=200, help_text="Needed when it is not needed: say why"
    )

    def __init__(self, *args: Any, needs_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_consent:
            del self.fields["consent"]


class ReopenTaskForm(forms.Form):
    """Why a task is opened again."""

    note = forms.CharField(label="Note", required=False, max_length=200)


class InServiceForm(forms.Form):
    """Whether a death is related to the work."""

    in_service = forms.TypedChoiceField(
        label="Is the death related to the work?",
        choices=[("yes", "Yes, or it may be"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=Radios(),
        error_messages={"required": "Choose whether the death is related to the work"},
    )
    note = forms.CharField(
        label="How you know, and who said so",
        max_length=200,
        error_messages={"required": "Say how you know"},
    )


class OutcomeForm(forms.Form):
    """What becomes of pay for days after a death."""

    outcome = forms.ChoiceField(
        label="What do you propose?",
        choices=DeathOverpayment.Outcome.choices,
        widget=Radios(),
        help_text="Writing it off is recommended. Nothing is ever deducted.",
        error_messages={"required": "Choose what you propose"},
    )
    why = forms.CharField(
        label="Why",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )


class AgreeForm(forms.Form):
    """Whether the HR director agrees."""

    action = forms.ChoiceField(
        label="Do you agree?",
        choices=[("agree", "Yes"), ("send_back", "No, send it back to the case officer")],
        widget=Radios(),
        error_messages={"required": "Choose whether you agree"},
    )
    note = forms.CharField(
        label="Why",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )
