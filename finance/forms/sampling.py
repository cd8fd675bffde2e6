"""Forms of journals posted without an approver: filters, a training, routine types, the review of a sampled journal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from finance.forms.ledger import Choices, choice
from finance.models import Journal, SampledJournal
from finance.models.sampling import LONGEST, ROUTINE
from finance.states import SampledState
from sharedservices.common.forms import Checkboxes, DayField, FilterForm, Radios, SearchInput

KINDS = [one for one in Journal.Kind.choices if one[0] in ROUTINE]
TRAININGS = [("ACTIVE", "Counts now"), ("PLANNED", "Begins later"), ("EXPIRED", "Has ended"), ("REVOKED", "Revoked")]
STATES = [(one.value, one.label) for one in SampledState]


class OfLedger(FilterForm):
    """Of which ledger."""

    entity = choice("Legal entity")

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "All legal entities"), *entities]  # type: ignore[attr-defined]


class SampledFilter(OfLedger):
    """Which sampled journals."""

    q = forms.CharField(label="Description or finding", required=False, max_length=100, widget=SearchInput)
    state = choice("State", [("", "All states"), *STATES])
    month = choice("Posted in")
    preparer = choice("Preparer")
    field_order = ("q", "entity", "state", "month", "preparer")

    def __init__(self, *args: Any, months: Choices, preparers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [("", "All months"), *months]  # type: ignore[attr-defined]
        self.fields["preparer"].choices = [("", "All preparers"), *preparers]  # type: ignore[attr-defined]


class TrainingsFilter(OfLedger):
    """Which trainings."""

    q = forms.CharField(label="Name or evidence", required=False, max_length=100, widget=SearchInput)
    state = choice("State", [("", "All states"), *TRAININGS])
    field_order = ("q", "entity", "state")


class TrainingForm(forms.Form):
    """Who is trained for which ledger, from when to when, and what shows it."""

    person = forms.ChoiceField(
        label="Who is trained?", help_text="Those who may write journals here, but for yourself",
        error_messages={"required": "Choose a person"},
    )  # fmt: skip
    entity = forms.ChoiceField(label="For which ledger?", error_messages={"required": "Choose a legal entity"})
    first_day = DayField(label="First day", error_messages={"required": "Enter the first day"})
    last_day = DayField(
        label="Last day", help_text="Three years at most: then the training is repeated",
        error_messages={"required": "Enter the last day"},
    )  # fmt: skip
    evidence = forms.CharField(
        label="What shows it?", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Like the course, its date and the number of the certificate: auditors read it",
        error_messages={"required": "Say what shows that the training was completed"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Note to whoever agrees", max_length=200, error_messages={"required": "Say in a few words why"}
    )

    def __init__(self, *args: Any, people: Choices, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose one"), *people]  # type: ignore[attr-defined]
        self.fields["entity"].choices = [("", "Choose one"), *entities]  # type: ignore[attr-defined]


class RoutineForm(forms.Form):
    """Which types are routine in a ledger from a day on."""

    entity = forms.ChoiceField(label="In which ledger?", error_messages={"required": "Choose a legal entity"})
    kinds = forms.MultipleChoiceField(
        label="Which types are routine?", choices=KINDS, widget=Checkboxes(), required=False,
        help_text="They take the place of those before. With none, every journal is approved by others again",
    )  # fmt: skip
    starts_on = DayField(label="From", error_messages={"required": "Enter the first day"})
    reason = forms.CharField(
        label="Why", max_length=200, help_text="Auditors read it", error_messages={"required": "Say why"}
    )

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "Choose one"), *entities]  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """Why a training counts no more."""

    reason = forms.CharField(
        label="Why it is revoked", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Auditors read it", error_messages={"required": "Say why"},
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What somebody found of a sampled journal."""

    result = forms.ChoiceField(
        label="How is it?", choices=[("IN_ORDER", "In order"), ("FINDING", "Something is wrong")], widget=Radios(),
        error_messages={"required": "Say how it is"},
    )  # fmt: skip
    finding = forms.CharField(
        label="What did you find?", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is wrong, and what you compared it with. A note where it is in order",
    )  # fmt: skip
    remedy = forms.ChoiceField(
        label="What follows?", choices=SampledJournal.Remedy.choices, widget=Radios(), required=False,
        help_text="Where something is wrong. A training is revoked at once; the reversal is then written from its page",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for words and what follows where something is wrong."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("result") == "FINDING" and not given.get("remedy"):
            self.add_error("remedy", ValidationError("Choose what follows"))
        if given.get("result") == "IN_ORDER":
            given["remedy"] = ""
        return given
