"""Forms and filters of forewarnings and of the team."""

from django import forms

from hr.forms.lists import _WithChoices, choice, search
from hr.models import Forewarning
from sharedservices.common.forms import FilterForm

STANDINGS = (("open", "Nobody has spoken to them yet"), ("spoken", "Somebody has"), ("past", "The day has passed"))


class ForewarningsFilter(_WithChoices):
    """Filters of the list of forewarnings."""

    q = search("Name")
    kind = choice("What happens", Forewarning.Kind.choices)
    unit = choice("Unit")
    standing = choice("Standing", STANDINGS)


class TeamFilter(FilterForm):
    """Filters of the team."""

    q = search("Name")


class TalkForm(forms.Form):
    """What was said when somebody was told."""

    note = forms.CharField(
        label="What was agreed",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Optional. HR and the person’s managers can read it.",
    )
