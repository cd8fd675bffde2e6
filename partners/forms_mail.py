"""Forms about what mail and letters show from outside, and about batches of letters."""

from typing import Any

from django import forms

from partners.models import Letter, LetterBatch
from sharedservices.common.forms import DayField, FilterForm, Radios


class MailProfileForm(forms.Form):
    """What everybody can read on an envelope and in a list of mail."""

    legal_entity = forms.ChoiceField(label="For", required=False)
    valid_from = DayField(label="From", help_text="The first day. What holds now holds until then.")
    shows_organisation = forms.TypedChoiceField(
        label="May the organisation be named on the outside?",
        choices=[("no", "No: neutral sender, subject and envelope"), ("yes", "Yes")],
        coerce=lambda answer: answer == "yes",
        widget=Radios(),
        error_messages={"required": "Choose whether the organisation may be named"},
    )
    sender_name = forms.CharField(
        label="Sender",
        max_length=60,
        help_text="Who mail comes from, and the head of a letter. For example, Staff services",
    )
    return_address = forms.CharField(
        label="Return address",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where a letter goes that nobody takes: a PO box, one line each. It can be read on the envelope.",
    )
    subject = forms.CharField(
        label="Subject of mail",
        max_length=100,
        help_text="Used where the subject of a message would name the organisation. For example, A message for you",
    )
    reason = forms.CharField(label="Why", max_length=200)

    def __init__(self, *args: Any, entities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_entity"].choices = [("", "The whole organisation"), *entities]  # type: ignore[attr-defined]


class RefuseProfileForm(forms.Form):
    """Why a profile is refused."""

    note = forms.CharField(
        label="Why not",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever proposed it reads this.",
        error_messages={"required": "Say why not"},
    )


class BatchFilter(FilterForm):
    """What narrows the list of batches."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *LetterBatch.State.choices])


class ReturnedForm(forms.Form):
    """Why a letter came back."""

    returned = forms.ChoiceField(
        label="What does the envelope say?",
        choices=Letter.Returned.choices,
        widget=Radios(),
        error_messages={"required": "Choose what the envelope says"},
    )


class MendForm(forms.Form):
    """Why an address is right after all."""

    how = forms.CharField(
        label="How do you know that the address is right?",
        max_length=200,
        help_text="For example, spoke to them on the telephone number held since March. If they have moved, change the "
        "address on their record instead: letters go there at once.",
        error_messages={"required": "Say how you know"},
    )


class PulledForm(forms.Form):
    """That letters were taken out of the paper."""

    is_destroyed = forms.BooleanField(
        label="The pages named above were taken out and destroyed",
        error_messages={"required": "Take the pages out first, and then tick this"},
    )
