"""Forms of what auditors take of a ledger."""

from typing import Any

from django import forms

Choices = list[tuple[str, str]]


class ExtractForm(forms.Form):
    """Whose ledger, and which year."""

    entity = forms.ChoiceField(label="Legal entity")
    year = forms.TypedChoiceField(label="Financial year", coerce=int)

    def __init__(self, *args: Any, entities: Choices, years: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
