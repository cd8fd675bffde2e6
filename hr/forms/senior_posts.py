"""Forms of senior posts: the filter, proposing one, deciding, ending."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, Choices
from hr.forms.lists import choice
from hr.models import SeniorPost
from hr.operations.senior_posts import LONGEST, SHORTEST
from sharedservices.common.forms import DayField, FilterForm, Radios, SearchInput

STATES = (("PROPOSED", "Waiting"), ("AGREED", "Agreed"), ("REFUSED", "Refused"))


class SeniorPostsFilter(FilterForm):
    """Which senior posts."""

    q = forms.CharField(label="Title", required=False, max_length=100, widget=SearchInput)
    state = choice("State", STATES)


class ProposeForm(forms.Form):
    """Which post, as what, for which days."""

    post = forms.ChoiceField(label="Post", error_messages={"required": "Choose the post"})
    kind = forms.ChoiceField(
        label="Reported as", choices=SeniorPost.Kind.choices, widget=Radios,
        error_messages={"required": "Choose what it is reported as"},
    )  # fmt: skip
    first_day = DayField(label="From", error_messages={"required": "Enter the first day"})
    last_day = DayField(label="Last day", required=False, help_text="Leave it empty while it goes on")
    reason = forms.CharField(
        label="Reason", min_length=SHORTEST, max_length=LONGEST, help_text="Which rule makes the post one",
        error_messages={"required": "Say which rule makes the post one"},
    )  # fmt: skip

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [NOTHING_CHOSEN, *posts]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Agree or refuse."""

    decision = forms.ChoiceField(
        label="Is it a senior post?", choices=[("agree", "Yes, report it by itself"), ("refuse", "No")], widget=Radios,
        error_messages={"required": "Choose one"},
    )  # fmt: skip
    words = forms.CharField(label="Why not", required=False, max_length=LONGEST, help_text="When you refuse")

    def clean(self) -> dict[str, Any]:
        """Ask for words with a refusal."""
        found = super().clean() or {}
        if found.get("decision") == "refuse" and len(found.get("words", "").strip()) < SHORTEST:
            self.add_error("words", "Say why it is none")
        return found


class EndForm(forms.Form):
    """The last day, and why."""

    last_day = DayField(label="Last day", error_messages={"required": "Enter the last day"})
    words = forms.CharField(
        label="Reason", min_length=SHORTEST, max_length=LONGEST, error_messages={"required": "Say why it ends"}
    )
