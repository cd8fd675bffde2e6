"""Forms to pass on a part in an HR case."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hr.forms.lists import search
from hr.operations.case_officers import LONGEST_REASON
from sharedservices.common.forms import FilterForm, Radios, SearchInput


class OfficersFilter(FilterForm):
    """What narrows the list of cases and their officers."""

    q = search("Reference or officer")
    without = forms.BooleanField(label="Without an officer", required=False)


class FindWorkerForm(forms.Form):
    """Whom to look for."""

    mark_optional = False

    q = forms.CharField(
        label="Name or e-mail address",
        required=False,
        max_length=100,
        widget=SearchInput(attrs={"class": "govuk-input--width-20"}),
    )


class HandOverForm(forms.Form):
    """Who takes the part, as chosen on the page before, and why."""

    user = forms.ChoiceField(label="Who takes it on", widget=Radios(), error_messages={"required": "Choose somebody"})
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody on the list of the case reads it. For example, leaves on 30 November.",
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = people  # type: ignore[attr-defined]
