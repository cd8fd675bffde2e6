"""Forms of duties, place, contract, grade and name (domain HR-07)."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices, EndForm, ReasonForm
from hr.forms.jobs import LaterForm, PayForm
from hr.models import AssignmentTerms, FormerName, GradeDecision, Honorarium
from sharedservices.common.forms import AffixInput, DayField, PoundsField, Radios

YES_NO = [("yes", "Yes"), ("no", "No")]


def percent(label: str, **options: Any) -> forms.DecimalField:
    """Return a field for a share."""
    return forms.DecimalField(
        label=label, max_digits=5, decimal_places=2, min_value=0, max_value=100,
        widget=AffixInput(suffix="%", attrs={"class": "govuk-input--width-5"}), **options,
    )  # fmt: skip


def yes_no(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """Return a field for a question."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda answer: answer == "yes", widget=Radios(inline=True),
        help_text=help_text,
    )  # fmt: skip


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared on the form
    field.choices = [NOTHING_CHOSEN, *choices]


class SpanForm(ChangeForm):
    """Something with a first and a last day."""

    last_day = DayField(label="Last day", help_text="It ends by itself after this day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = ["effective_from", "last_day", *(["review_on"] if "review_on" in self.fields else []), "reason"]
        self.order_fields([name for name in self.fields if name not in ends] + ends)


class ActingForm(SpanForm):
    """Which post is covered, how much of its duties, and what that pays."""

    targets: ClassVar[Mapping[str, str]] = {"grade": "spine_point"}

    post = forms.ChoiceField(label="Covered post")
    percent = percent("Share of the duties", help_text="100 is paid at the grade. Less is paid as an honorarium")
    spine_point = forms.ChoiceField(label="Grade and point of the covered post")
    element = forms.ChoiceField(
        label="Pay element of the honorarium", required=False, help_text="Only for less than 100%"
    )
    review_on = DayField(label="Review on", help_text="When somebody decides what follows")

    def __init__(self, *args: Any, posts: Choices, points: Choices, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "post", posts)
        _choose(self, "spine_point", points)
        _choose(self, "element", elements)

    @property
    def grade_and_point(self) -> tuple[UUID, UUID]:
        """The public ids of the chosen grade and point."""
        grade, point = str(self.cleaned_data["spine_point"]).split("/")
        return UUID(grade), UUID(point)


class EndActingForm(EndForm):
    """An earlier last day."""


class HonorariumForm(SpanForm):
    """An amount every pay period, and why it is that much."""

    element = forms.ChoiceField(label="Pay element")
    amount = PoundsField(label="Amount", suffix="each pay period")
    basis = forms.ChoiceField(label="What it is for", choices=Honorarium.Basis.choices, widget=Radios())
    basis_words = forms.CharField(
        label="How the amount was worked out",
        max_length=200,
        help_text="For example, half of the difference to point 25",
    )

    def __init__(self, *args: Any, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "element", elements)


class SecondmentInForm(SpanForm):
    """The home employer."""

    organisation = forms.CharField(label="Home employer", max_length=200)
    contact = forms.CharField(label="Whom its invoices come from", max_length=200)


class SecondmentOutForm(SpanForm):
    """The host, what it pays, and the way back."""

    organisation = forms.CharField(label="Host organisation", max_length=200)
    contact = forms.CharField(label="Whom the invoice goes to", max_length=200)
    funded_percent = percent("Share of the cost that the host pays", initial=0)
    is_recharged = yes_no("Is that share invoiced to the host?")
    may_return = yes_no("Does the person come back to the post?", "Then the post is held and is not vacant")


class ParticularsForm(ChangeForm):
    """Title, place and manager."""

    title = forms.CharField(label="Job title", max_length=120)
    location = forms.CharField(label="Place of work", max_length=120, required=False)
    manager = forms.ChoiceField(label="Reports to", required=False)

    def __init__(self, *args: Any, managers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["manager"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "As the organisation has it"), *managers]


class LocationForm(ChangeForm):
    """Another place of work."""

    location = forms.CharField(label="Place of work", max_length=120)


class ContractForm(ChangeForm):
    """The kind of contract and its end."""

    contract = forms.ChoiceField(label="Contract", choices=AssignmentTerms.Contract.choices)
    ends_on = DayField(label="Last day of the contract", required=False, help_text="Fixed term only")
    ground = forms.CharField(
        label="Why it has an end", required=False, max_length=200, help_text="Fixed term only. For example, a grant"
    )
    justification = forms.CharField(
        label="What justifies four years or more", required=False, max_length=200,
        help_text="A fixed term of four years counts as permanent, unless this is objectively justified",
    )  # fmt: skip


class GradeForm(LaterForm):
    """Promotion or regrade."""

    targets: ClassVar[Mapping[str, str]] = {"grade": "spine_point"}

    kind = forms.ChoiceField(label="What is it?", choices=GradeDecision.Kind.choices, widget=Radios())
    spine_point = forms.ChoiceField(label="Grade and point", help_text="Full-time pay a year on the date in view")
    evaluation = forms.CharField(
        label="Reference of the job evaluation", max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )  # fmt: skip

    def __init__(self, *args: Any, points: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "spine_point", points)

    @property
    def grade_and_point(self) -> tuple[UUID, UUID]:
        """The public ids of the chosen grade and point."""
        grade, point = str(self.cleaned_data["spine_point"]).split("/")
        return UUID(grade), UUID(point)


class NameForm(ChangeForm):
    """A new name and what was shown for it."""

    title = forms.CharField(
        label="Title", max_length=20, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    forenames = forms.CharField(label="Forenames", max_length=100, required=False)
    surname = forms.CharField(label="Surname", max_length=100)
    known_as = forms.CharField(label="Known as", max_length=100, required=False)
    evidence = forms.ChoiceField(label="What was shown", choices=FormerName.Evidence.choices, widget=Radios())
    is_restricted = yes_no(
        "Is the former name kept from ordinary eyes?", "For example, where it would tell of a gender reassignment"
    )


class CorrectHoursForm(ReasonForm):
    """What should have stood there."""

    contract = forms.ChoiceField(label="Contract", choices=AssignmentTerms.Contract.choices)
    contract_hours = forms.DecimalField(
        label="Contract hours", max_digits=5, decimal_places=2, min_value=0,
        widget=AffixInput(suffix="hours a week", attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    paid_weeks = forms.DecimalField(
        label="Paid weeks", required=False, max_digits=6, decimal_places=4, min_value=0,
        widget=AffixInput(suffix="weeks a year", attrs={"class": "govuk-input--width-5"}), help_text="Term time only",
    )  # fmt: skip
    working_pattern = forms.CharField(label="Working pattern", required=False, max_length=800)


class CorrectPayForm(PayForm):
    """What the pay should have been."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["effective_from"]
