"""The filter of the note on officers' remuneration."""

from typing import Any

from django import forms

from sharedservices.common.forms import FilterForm


class RemunerationFilter(FilterForm):
    """Whose officers, in which financial year."""

    employer = forms.ChoiceField(label="Employer", required=False)
    year = forms.ChoiceField(label="Financial year", required=False)

    def __init__(self, data: Any, *, employers: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        said = [(str(one), f"{one}-{(one + 1) % 100:02}") for one in years]
        latest = f"The latest, {said[0][1]}" if said else "The latest"
        self.fields["employer"].choices = employers  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", latest), *said]  # type: ignore[attr-defined]
