"""The filter of the pay multiple."""

from typing import Any

from django import forms

from sharedservices.common.forms import FilterForm


class YearFilter(FilterForm):
    """Which tax year."""

    year = forms.ChoiceField(label="Tax year", required=False)

    def __init__(self, data: Any, *, years: list[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        latest = f"The latest, {years[0]}" if years else "The latest"
        self.fields["year"].choices = [("", latest), *((one, one) for one in years)]  # type: ignore[attr-defined]
