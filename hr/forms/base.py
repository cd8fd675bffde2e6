"""What the forms of a change have in common: the first day, the reason, and where a refusal belongs."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from hr.rules import LONGEST_REASON
from sharedservices.common.errors import DomainError
from sharedservices.common.forms import AffixInput, DayField

Choices = Iterable[tuple[str, Any]]
NOTHING_CHOSEN = ("", "Choose one")


def hours(suffix: str = "hours a week") -> AffixInput:
    """Return the input of a number of hours or weeks."""
    return AffixInput(suffix=suffix, attrs={"class": "govuk-input--width-5"})


class ReasonForm(forms.Form):
    """Whatever is changed, the person who changes it says why. `targets` maps a rule's field to one of this form."""

    targets: ClassVar[Mapping[str, str]] = {}

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The history shows it. For example, letter of 3 November.",
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def refuse(self, error: DomainError) -> None:
        """Show what an operation refused at the field that it is about."""
        name = self.targets.get(error.field or "", error.field)
        self.add_error(name if name in self.fields else None, error.explanation)


class ChangeForm(ReasonForm):
    """A change from a day on."""

    effective_from = DayField(
        label="From",
        help_text="The first day on which it holds. For example, 21/11/2026",
        error_messages={"required": "Enter the day from which it holds"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            [name for name in self.fields if name not in {"effective_from", "reason"}] + ["effective_from", "reason"]
        )


class EndForm(ReasonForm):
    """The end of something after a last day."""

    last_day = DayField(label="Last day", help_text="The last day on which it holds. For example, 30/11/2026")


def check_one_of(form: forms.Form, names: Mapping[str, str]) -> None:
    """Ask for a value in the field that a choice needs. `names`: field -> message when it is empty."""
    for name, message in names.items():
        if form.cleaned_data.get(name) in (None, "") and name not in form.errors:
            form.add_error(name, ValidationError(message))
