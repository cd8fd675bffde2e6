"""Forms of choices at the year's end: the filter, a choice, and words to refuse or take back."""

from typing import Any

from django import forms

from finance.forms.ledger import Choices, choice
from finance.models import YearEndChoice
from finance.operations.year_end_choices import LONGEST, SHORTEST
from finance.queries.budgets import year_words
from finance.queries.year_end_choices import KINDS, NONE
from sharedservices.common.forms import FilterForm, Radios, SearchInput

STATES = [("", "All lines"), (NONE, "No choice yet"), ("PROPOSED", "Waiting"), ("APPLIED", "Agreed")]
REASON: dict[str, Any] = {
    "min_length": SHORTEST, "max_length": LONGEST,
    "error_messages": {"required": "Say why: it stands on each line", "min_length": "Say a little more"},
}  # fmt: skip


class YearEndFilter(FilterForm):
    """Which lines of which year."""

    entity = choice("Legal entity")
    year = choice("Financial year")
    state = choice("Choice", STATES)
    kind = choice("Kind of choice", [("", "All kinds"), *KINDS.items()])
    q = forms.CharField(label="Order or description", required=False, max_length=100, widget=SearchInput)
    cost_centre = forms.CharField(label="Cost centre", required=False, max_length=20)

    def __init__(self, *args: Any, entities: Choices, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", "The one that ends"), *((str(one), year_words(one)) for one in years)
        ]  # fmt: skip


class _Seen(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ChooseForm(_Seen):
    """What is to happen with the lines in view."""

    kind = forms.ChoiceField(
        label="What is to happen", choices=YearEndChoice.Kind.choices, widget=Radios, initial="CARRY",
        error_messages={"required": "Choose what is to happen with these lines"},
    )  # fmt: skip
    with_budget = forms.BooleanField(label="Ask for their budget in the next year, too", required=False)
    reason = forms.CharField(label="Reason", help_text="For example: delivery agreed for May", **REASON)


class SeenForm(_Seen):
    """That the choices in view are those that were seen."""


class WordsForm(_Seen):
    """Why choices are refused or taken back."""

    words = forms.CharField(label="Reason", **REASON)
