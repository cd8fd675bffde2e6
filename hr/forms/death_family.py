"""Forms about the family of somebody who has died."""

from typing import Any

from django import forms

from hr.models import FamilyTalk
from sharedservices.common.forms import DayField, Radios


class TalkForm(forms.Form):
    """What was said."""

    kind = forms.ChoiceField(
        label="How did it come about?",
        choices=FamilyTalk.Kind.choices,
        widget=Radios(),
        error_messages={"required": "Choose how it came about"},
    )
    with_whom = forms.CharField(
        label="With whom", max_length=120, error_messages={"required": "Name who spoke with you, or wrote"}
    )
    held_on = DayField(label="Day", error_messages={"required": "Enter the day"})
    said = forms.CharField(
        label="What was spoken of",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In words that the family may read one day. Nothing of it is sent to anybody.",
        error_messages={"required": "Say what was spoken of"},
    )
    agreed = forms.CharField(
        label="What was agreed", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    asked_for = forms.CharField(
        label="What they asked for", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CorrectTalkForm(TalkForm):
    """What stands in the place of an entry, and why."""

    why = forms.CharField(
        label="Why it is corrected", max_length=200, error_messages={"required": "Say why it is corrected"}
    )


class KinForm(forms.Form):
    """Which employee is next of kin."""

    employee_no = forms.CharField(
        label="Employee number", max_length=20, error_messages={"required": "Enter their employee number"}
    )
    relationship = forms.CharField(
        label="Relationship",
        max_length=80,
        help_text="For example, husband, or mother",
        error_messages={"required": "Say how they are related"},
    )


class EndKinForm(forms.Form):
    """Why somebody is no next of kin."""

    why = forms.CharField(label="Why", max_length=200, error_messages={"required": "Say why"})


class AnswerForm(forms.Form):
    """What the family answered to a question that is asked once."""

    agreed = forms.TypedChoiceField(
        label="What did they say?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=Radios(),
        error_messages={"required": "Choose what they said"},
    )
    said_by = forms.CharField(
        label="Who said so", max_length=120, error_messages={"required": "Name who of the family said so"}
    )
    said_on = DayField(label="Day", error_messages={"required": "Enter the day"})
    is_unasked = forms.BooleanField(
        label="They said it by themselves: nobody asked them again",
        required=False,
        help_text="They have answered before, and are not asked twice.",
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["is_unasked"]


class ContactForm(AnswerForm):
    """Whether the family wishes one contact for two employers."""

    other_employer = forms.CharField(
        label="The other employer", max_length=120, error_messages={"required": "Name the other employer"}
    )
    field_order = ("other_employer",)


class TellManagerForm(forms.Form):
    """Nothing to enter: one message that names nobody."""
