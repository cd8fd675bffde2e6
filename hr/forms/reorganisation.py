"""The plan of a reorganisation: its steps travel with the form, so that nothing is stored before it is sent."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from hr.forms.base import ChangeForm, Choices
from hr.models import OrgUnit
from hr.operations.reorganisation import Do
from hr.organisation_payloads import MOST_STEPS, StepPayload

DOES = (
    (Do.MOVE.value, "Move a unit below another"),
    (Do.RENAME.value, "Rename a unit"),
    (Do.CREATE.value, "Create a unit"),
    (Do.MANAGE.value, "Let a post manage a unit"),
    (Do.MOVE_POST.value, "Move a post to another unit"),
    (Do.DELETE_POST.value, "Delete a post"),
    (Do.CLOSE.value, "Close a unit"),
)
NEEDS: dict[str, dict[str, str]] = {
    Do.MOVE.value: {"step_unit": "Select the unit that moves"},
    Do.RENAME.value: {"step_unit": "Select the unit", "step_name": "Enter the new name"},
    Do.CREATE.value: {
        "step_code": "Enter a code for the new unit", "step_name": "Enter its name",
        "step_target": "Select what it is part of",
    },
    Do.MANAGE.value: {"step_unit": "Select the unit", "step_post": "Enter the number of the post"},
    Do.MOVE_POST.value: {"step_post": "Enter the number of the post", "step_target": "Select where it goes"},
    Do.DELETE_POST.value: {"step_post": "Enter the number of the post"},
    Do.CLOSE.value: {"step_unit": "Select the unit that closes"},
}  # fmt: skip
LONGEST_PLAN = 60_000


def read_steps(text: str) -> list[dict[str, Any]]:
    """Return the steps that a form carries.

    :raises ValueError: for anything that is no list of steps
    """
    try:
        found = json.loads(text or "[]")
    except RecursionError:
        raise ValueError("lists in lists without end") from None
    if not isinstance(found, list) or len(found) > MOST_STEPS:
        raise ValueError("a plan is a list of steps")
    shape = StepPayload(data=found, many=True)
    if not shape.is_valid():
        raise ValueError("a step is not one")
    return [dict(one) for one in shape.validated_data]


class PlanForm(ChangeForm):
    """The day, the reason, what is meant to differ, and the steps so far."""

    targets: ClassVar[Mapping[str, str]] = {"parent": "plan", "last_day": "effective_from", "unit": "plan"}

    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_PLAN)
    difference = forms.CharField(
        label="What is meant to differ",
        required=False,
        max_length=200,
        help_text="Headcount, FTE and salaries stay equal unless you say here why not. For example, two vacant posts "
        "are deleted",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["plan", "effective_from", "difference", "reason"])

    def clean_plan(self) -> list[dict[str, Any]]:
        """Return the steps."""
        try:
            found = read_steps(self.cleaned_data["plan"])
        except ValueError:
            raise forms.ValidationError("The steps could not be read. Begin the plan again") from None
        if not found:
            raise forms.ValidationError("Add at least one step")
        return found

    def refuse(self, error: Any) -> None:
        """Show what a step refused at the top: the plan has no box of its own."""
        self.add_error(None if error.field not in {"effective_from", "reason", "difference"} else error.field,
                       error.explanation)  # fmt: skip


class AddStepForm(forms.Form):
    """One more step."""

    do = forms.ChoiceField(label="Step", choices=DOES)
    step_unit = forms.ChoiceField(label="Unit", choices=[], required=False)
    step_code = forms.CharField(label="Code of a new unit", max_length=20, required=False)
    step_name = forms.CharField(label="New name", max_length=120, required=False)
    step_kind = forms.ChoiceField(label="Kind of a new unit", choices=OrgUnit.Kind.choices, required=False)
    step_target = forms.ChoiceField(label="Part of, or where a post goes", choices=[], required=False)
    step_post = forms.CharField(label="Post number", max_length=20, required=False)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step_unit"].choices = [("", "Choose one"), *units]  # type: ignore[attr-defined]
        self.fields["step_target"].choices = [("", "Nothing: the top"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, message in NEEDS.get(cleaned.get("do", ""), {}).items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
        return cleaned

    @property
    def step(self) -> dict[str, str]:
        """Return the step with what it needs and nothing else."""
        given, do = self.cleaned_data, self.cleaned_data["do"]
        wanted = {"do": do}
        if do == Do.CREATE.value:
            names = {"code": "step_code", "name": "step_name", "kind": "step_kind", "target": "step_target"}
        else:
            names = {"code": "step_unit"} if "step_unit" in NEEDS[do] else {}
            names |= {"name": "step_name"} if do == Do.RENAME.value else {}
            names |= {"target": "step_target"} if do in {Do.MOVE.value, Do.MOVE_POST.value} else {}
            names |= {"post": "step_post"} if "step_post" in NEEDS[do] else {}
        return wanted | {name: " ".join(str(given.get(field) or "").split()) for name, field in names.items()}
