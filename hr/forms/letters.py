"""Forms of letters, of people who are missing and of sensitive posts."""

from django import forms

from hr.models import FamilyCorrespondent, MissingCase, SensitivePost
from sharedservices.common.forms import DayField, FilterForm, Radios


class LetterForm(forms.Form):
    """What a letter says."""

    title = forms.CharField(
        label="Title", max_length=120, help_text="It stands inside the letter, not on the envelope",
        error_messages={"required": "Enter a title"},
    )  # fmt: skip
    words = forms.CharField(
        label="Letter",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Leave an empty line between paragraphs. Change everything that does not fit.",
        error_messages={"required": "Enter what the letter says"},
    )


class CorrespondentForm(forms.Form):
    """Whoever acts for somebody who has died."""

    name = forms.CharField(
        label="Name", max_length=120, help_text="Of the person to write to, never of the person who has died",
        error_messages={"required": "Enter the name"},
    )  # fmt: skip
    relation = forms.ChoiceField(
        label="Why do we write to them?",
        choices=FamilyCorrespondent.Relation.choices,
        widget=Radios(),
        error_messages={"required": "Choose why we write to them"},
    )
    address = forms.CharField(
        label="Address",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One line each, the postcode on the last",
        error_messages={"required": "Enter the address"},
    )
    evidence = forms.CharField(
        label="How do you know that they act?",
        max_length=200,
        help_text="For example, saw the will on 3 November, or named as next of kin on the record",
        error_messages={"required": "Say how you know"},
    )


class MissingForm(forms.Form):
    """That somebody is missing."""

    missing_since = DayField(label="Missing since", error_messages={"required": "Enter the day"})
    told_by = forms.CharField(
        label="Who told you?", max_length=200, help_text="A name, and how to reach them",
        error_messages={"required": "Say who told you"},
    )  # fmt: skip
    police_reference = forms.CharField(label="Police reference", required=False, max_length=60)


class MissingPayForm(forms.Form):
    """What is paid while somebody is missing."""

    pay = forms.ChoiceField(
        label="What is paid meanwhile?",
        choices=MissingCase.Pay.choices,
        widget=Radios(),
        error_messages={"required": "Choose what is paid"},
    )
    why = forms.CharField(
        label="Why, and who agreed",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, and who agreed"},
    )


class FoundForm(forms.Form):
    """That somebody is found."""

    how = forms.CharField(
        label="How do you know?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, spoke to them, or the police told us",
        error_messages={"required": "Say how you know"},
    )


class MissingFilter(FilterForm):
    """What narrows the list of missing people."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Missing now"), *MissingCase.State.choices[1:]]
    )


class RestrictForm(forms.Form):
    """That somebody's address is protected, or their role covert."""

    kind = forms.ChoiceField(
        label="What is kept?",
        choices=SensitivePost.Kind.choices,
        widget=Radios(),
        help_text="A covert role hides the whole person from everybody but sensitive posts officers",
        error_messages={"required": "Choose what is kept"},
    )
    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only sensitive posts officers read it. Name the decision, not the danger.",
        error_messages={"required": "Say why"},
    )
    review_on = DayField(
        label="Review on", help_text="Within a year", error_messages={"required": "Enter the day of the review"}
    )


class ReviewForm(forms.Form):
    """That a restriction stands."""

    review_on = DayField(
        label="Next review on", help_text="Within a year", error_messages={"required": "Enter the day of the review"}
    )


class LiftForm(forms.Form):
    """Why a restriction is lifted."""

    reason = forms.CharField(
        label="Why is it lifted?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is lifted"},
    )


class SensitiveFilter(FilterForm):
    """What narrows the list of sensitive posts."""

    kind = forms.ChoiceField(label="What is kept", required=False, choices=[("", "All"), *SensitivePost.Kind.choices])
    late = forms.BooleanField(label="Only those due for review", required=False)
