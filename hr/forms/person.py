"""Forms about the person: details, and a look at what is masked."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from hr.engine.countries import countries
from hr.forms.ages import AgeLookedAt
from hr.forms.base import ReasonForm
from hr.models import Person
from sharedservices.common.forms import DatePartsField, Radios, SectionedForm

TWENTY = {"class": "govuk-input--width-20"}


class PersonDetailsForm(SectionedForm, ReasonForm):
    """Names, birth, National Insurance number, address and contacts."""

    sections: Sequence[tuple[str, Sequence[str]]] = (
        ("Name", ("title", "forenames", "surname", "known_as")),
        ("As HMRC and pension schemes ask", ("date_of_birth", "age_confirmed", "sex", "nino")),
        ("Nationality", ("nationality",)),
        ("Address and contact", ("address_line_1", "address_line_2", "town", "postcode", "email", "phone")),
        ("Why", ("reason",)),
    )

    title = forms.CharField(
        label="Title", max_length=20, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    forenames = forms.CharField(label="Forenames", max_length=100, required=False)
    surname = forms.CharField(label="Surname", max_length=100)
    known_as = forms.CharField(label="Known as", max_length=100, required=False, widget=forms.TextInput(attrs=TWENTY))
    date_of_birth = DatePartsField(label="Date of birth")
    sex = forms.ChoiceField(
        label="Sex", choices=Person.Sex.choices, widget=Radios(inline=True), help_text="As HMRC has it"
    )
    nino = forms.CharField(
        label="National Insurance number",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Leave empty to keep the one that is recorded",
    )
    nationality = forms.ChoiceField(
        label="Nationality", required=False, help_text="The right to work is checked by itself; this does not prove it"
    )
    address_line_1 = forms.CharField(label="Address line 1", max_length=100, required=False)
    address_line_2 = forms.CharField(label="Address line 2", max_length=100, required=False)
    town = forms.CharField(label="Town or city", max_length=100, required=False, widget=forms.TextInput(attrs=TWENTY))
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    email = forms.EmailField(label="Email address", required=False)
    phone = forms.CharField(
        label="Telephone number", max_length=30, required=False, widget=forms.TextInput(attrs=TWENTY)
    )

    def __init__(self, *args: Any, without: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = countries(timezone.localdate())
        self.fields["nationality"].choices = [("", "Not recorded"), *names.items()]  # type: ignore[attr-defined]
        for name in without:
            del self.fields[name]
        self.sections = tuple(
            (title, tuple(name for name in names if name in self.fields)) for title, names in self.sections
        )


class ContactForm(PersonDetailsForm):
    """What is corrected at once: what colleagues call somebody, address and contacts."""

    sections: Sequence[tuple[str, Sequence[str]]] = (
        ("Name and nationality", ("known_as", "nationality")),
        ("Address and contact", ("address_line_1", "address_line_2", "town", "postcode", "email", "phone")),
        ("Why", ("reason",)),
    )
    title = forenames = surname = date_of_birth = sex = nino = None  # type: ignore[assignment]


class BirthForm(AgeLookedAt, ReasonForm):
    """Another date of birth."""

    date_of_birth = DatePartsField(label="Date of birth", help_text="As the document has it")


class SexForm(ReasonForm):
    """Another legal sex."""

    sex = forms.ChoiceField(
        label="Sex", choices=Person.Sex.choices, widget=Radios(inline=True),
        help_text="As HMRC and pension schemes are to have it. Ask nobody for a gender recognition certificate",
    )  # fmt: skip


class NinoForm(ReasonForm):
    """Another National Insurance number, or none."""

    nino = forms.CharField(
        label="National Insurance number",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        help_text="As the document has it. Leave it empty to take away a number that is somebody else’s",
    )


class ShowForm(ReasonForm):
    """Why somebody needs to see what is masked."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why do you need to see it?"
        self.fields["reason"].help_text = "The audit trail keeps this with your name and the time."


class CancelForm(ReasonForm):
    """Why a change to come is cancelled."""
