"""The filter of exit packages."""

from typing import Any

from django import forms

from hr.forms.base import Choices
from sharedservices.common.forms import FilterForm


class PackagesFilter(FilterForm):
    """Whose leavers, in which financial year."""

    employer = forms.ChoiceField(label="Employer", required=False)
    year = forms.ChoiceField(label="Financial year", required=False)

    def __init__(self, data: Any, *, employers: Choices, years: list[int], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        said = [(str(one), f"{one}-{(one + 1) % 100:02}") for one in years]
        self.fields["employer"].choices = [("", "All employers"), *employers]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", f"The latest, {said[0][1]}"), *said]  # type: ignore[attr-defined]
