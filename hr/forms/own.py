"""What somebody asks for about themselves: other hours, or details put right, with the document that shows it."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hr.forms.ages import AgeLookedAt
from hr.forms.base import ReasonForm, hours
from hr.models import FormerName
from sharedservices.common.forms import DatePartsField, DayField, Radios


class MyHoursForm(ReasonForm):
    """Other hours of one's own job, or the same on other days."""

    contract_hours = forms.DecimalField(
        label="Hours a week",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        widget=hours(),
        error_messages={"required": "Enter the hours a week"},
    )
    working_pattern = forms.CharField(
        label="Working pattern", required=False, max_length=800, help_text="Hours a day, like Mon 7.4, Tue 7.4"
    )
    effective_from = DayField(
        label="From",
        help_text="The first day on which it would hold. For example, 1/2/2027",
        error_messages={"required": "Enter the day from which it would hold"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["contract_hours", "working_pattern", "effective_from", "reason"])
        self.fields["reason"].label = "Why you ask"
        self.fields["reason"].help_text = "Your HR manager reads this. You need not say more than you want to."

    def clean_effective_from(self) -> date:
        """Refuse days gone by: what was worked then was worked."""
        start: date = self.cleaned_data["effective_from"]
        if start <= timezone.localdate():
            raise forms.ValidationError("Choose a day to come. If recorded hours are wrong, ask payroll.")
        return start


class _WithEvidence(ReasonForm):
    document = forms.FileField(
        label="Document that shows it",
        help_text="A photo or scan: PDF, JPEG or PNG, up to 10 MB",
        error_messages={"required": "Add a photo or scan of the document"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What should be put right, and why"
        self.fields["reason"].help_text = "For example, spelt wrongly since I started."
        self.order_fields([name for name in self.fields if name not in {"document", "reason"}] + ["document", "reason"])


class MyNameForm(_WithEvidence):
    """A new legal name."""

    title = forms.CharField(
        label="Title",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "honorific-prefix"}),
    )
    forenames = forms.CharField(
        label="Forenames", max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    surname = forms.CharField(
        label="Surname",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Enter the surname"},
    )
    evidence = forms.ChoiceField(
        label="What the document is",
        choices=FormerName.Evidence.choices,
        widget=Radios(),
        error_messages={"required": "Choose what the document is"},
    )
    is_restricted = forms.TypedChoiceField(
        label="Should your former name be kept from ordinary eyes?",
        choices=[("no", "No"), ("yes", "Yes, for example because of a gender reassignment")],
        coerce=lambda answer: answer == "yes",
        initial="no",
        widget=Radios(),
    )


class MyBirthForm(AgeLookedAt, _WithEvidence):
    """One's date of birth."""

    date_of_birth = DatePartsField(label="Date of birth", help_text="As the document has it")


class MyNinoForm(_WithEvidence):
    """One's National Insurance number."""

    nino = forms.CharField(
        label="National Insurance number",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}),
        help_text="For example, QQ 12 34 56 C. It is on letters of HMRC, a P60, or in the HMRC app.",
        error_messages={"required": "Enter the National Insurance number"},
    )
