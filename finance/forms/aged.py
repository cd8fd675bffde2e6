"""The filters of reports by age."""

from typing import Any

from django import forms

from sharedservices.common.forms import DayField, FilterForm

MOST = 2_147_483_647
"""The largest number that the database counts to."""


class AgedFilter(FilterForm):
    """Whose, as at which day, and of which supplier or customer."""

    entity = forms.ChoiceField(label="Legal entity", required=False)
    as_at = DayField(label="As at", required=False, help_text="Today, if you leave it empty")
    account = forms.IntegerField(
        label="Account number",
        required=False,
        min_value=1,
        max_value=MOST,
        help_text="To see the documents of one account",
    )

    def __init__(self, *args: Any, entities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]
