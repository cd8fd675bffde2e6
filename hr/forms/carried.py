"""Forms of work that was carried over from an earlier system."""

from typing import Any

from django import forms

from hr.forms.lists import choice, search
from hr.forms.onboarding import LATE, words
from hr.models import CarriedWork
from sharedservices.common.forms import DayField, FilterForm


class CarriedFilter(FilterForm):
    """Filters of the list."""

    q = search("Reference, words or surname")
    kind = choice("Kind", CarriedWork.Kind.choices)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Open"), (CarriedWork.State.DONE.value, "Done")]
    )
    owner = choice("Owner")
    late = choice("Due", LATE)

    def __init__(self, data: Any, *, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "All"), *choices["owner"]]


class FinishForm(forms.Form):
    """What came of an item of work."""

    outcome = words("What came of it?", "It is kept with the item, which is then done.")


class HandOverForm(forms.Form):
    """Who goes on with an item, and until when."""

    owner = forms.ChoiceField(label="Owner")
    due_on = DayField(label="Due")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = people
