"""Forms of a move into another post (domain HR-07)."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices, ReasonForm, check_one_of
from hr.forms.jobs import LaterForm
from hr.models import GradeDecision
from sharedservices.common.forms import Radios, SearchInput

STAYS, FOLLOWS = "stay", "follow"
PAY_STAYS = (STAYS, "It stays as it is")


class FindPostForm(forms.Form):
    """Which post to look for."""

    mark_optional = False

    q = forms.CharField(
        label="Post number, role, unit or place",
        required=False,
        max_length=100,
        widget=SearchInput(attrs={"class": "govuk-input--width-20"}),
    )


class MoveForm(LaterForm):
    """What follows the post, and from when."""

    targets: ClassVar[Mapping[str, str]] = {
        "grade": "spine_point", "grading": "kind", "shares": "costs", "post": "", "contract_hours": "",
    }  # fmt: skip

    kind = forms.ChoiceField(
        label="Pay", choices=[PAY_STAYS, *GradeDecision.Kind.choices], widget=Radios(),
        help_text="A promotion pays at least one increment more",
    )  # fmt: skip
    spine_point = forms.ChoiceField(
        label="New grade and point", required=False, help_text="Only for another grade. Full-time pay a year"
    )
    evaluation = forms.CharField(
        label="Reference of the job evaluation", required=False, max_length=60, help_text="Only for another grade",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )  # fmt: skip
    title = forms.CharField(label="Job title", max_length=120)
    location = forms.CharField(label="Place of work", max_length=120, required=False)
    manager = forms.ChoiceField(label="Reports to", required=False)
    costs = forms.ChoiceField(label="Cost split", widget=Radios())

    def __init__(self, *args: Any, points: Choices, managers: Choices, costs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "spine_point": [NOTHING_CHOSEN, *points], "costs": list(costs),
            "manager": [("", "As the organisation has it"), *managers],
        }  # fmt: skip
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
        self.order_fields(["effective_from", *(name for name in self.fields if name != "effective_from")])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") not in (None, STAYS):
            check_one_of(self, {
                "spine_point": "Select the new grade and point",
                "evaluation": "Enter the reference of the job evaluation",
            })  # fmt: skip
        return cleaned

    @property
    def grading(self) -> dict[str, Any]:
        """The new grade as a payload has it; nothing when the pay stays."""
        if self.cleaned_data["kind"] == STAYS:
            return {}
        grade, point = str(self.cleaned_data["spine_point"]).split("/")
        return {
            "kind": self.cleaned_data["kind"], "grade": UUID(grade), "spine_point": UUID(point),
            "evaluation": self.cleaned_data["evaluation"],
        }  # fmt: skip


class CorrectPostForm(ReasonForm):
    """Why the record was wrong."""

    targets: ClassVar[Mapping[str, str]] = {"post": ""}
