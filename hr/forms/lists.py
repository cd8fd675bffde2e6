"""The filters of lists."""

from typing import Any

from django import forms

from hr.models import Employment, MonthlyInput, PayElement
from sharedservices.common.forms import DayField, FilterForm, SearchInput

ALL = [("", "All")]


class AsAtForm(forms.Form):
    """The date in view."""

    on = DayField(label="As at", required=False)


def search(label: str, help_text: str = "") -> forms.CharField:
    """Return a search box."""
    return forms.CharField(label=label, required=False, max_length=100, widget=SearchInput, help_text=help_text)


def choice(label: str, choices: Any = ()) -> forms.ChoiceField:
    """Return a choice that may be left open."""
    return forms.ChoiceField(label=label, required=False, choices=[*ALL, *choices])


class _WithChoices(FilterForm):
    """Filters whose choices depend on the partner: `choices={"unit": [(value, label), …]}`."""

    def __init__(self, data: Any, *, choices: dict[str, list[tuple[str, str]]] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, found in (choices or {}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the view names choice fields only
            field.choices = [*ALL, *found]


class PeopleFilter(_WithChoices):
    """Filters of the people list."""

    STATUSES = (("current", "Employed"), ("future", "Starting"), ("past", "Left"))

    q = search("Name, employee number or NI number")
    unit = choice("Unit")
    pay_group = choice("Pay group")
    staff_group = choice("Staff group")
    kind = choice("Kind", Employment.Kind.choices)
    status = choice("Status", STATUSES)


class InputsFilter(_WithChoices):
    """Filters of monthly inputs."""

    q = search("Name or employee number")
    pay_group = choice("Pay group")
    period = choice("Pay period")
    state = choice("State", MonthlyInput.State.choices)
    element = choice("Pay element")
    unit = choice("Unit")


class DatedFilter(FilterForm):
    """The date of a reference list, and a search."""

    q = search("Search")
    on = DayField(label="As at", required=False, help_text="")


class PostsFilter(_WithChoices):
    """Filters of posts."""

    q = search("Post number, role or place")
    unit = choice("Unit")
    on = DayField(label="As at", required=False, help_text="")


class ScaleFilter(_WithChoices):
    """Filters of spine points."""

    scale = choice("Pay scale")
    on = DayField(label="As at", required=False, help_text="")


class OnFilter(FilterForm):
    """The date of a reference list."""

    on = DayField(label="As at", required=False, help_text="")


class ElementsFilter(FilterForm):
    """Filters of pay elements."""

    q = search("Code or name")
    kind = choice("Kind", PayElement.Kind.choices)
    on = DayField(label="As at", required=False, help_text="")
