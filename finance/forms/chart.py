"""Forms of the chart of accounts: filters, a code, a rule on codes, a hierarchy and a version of it."""

from typing import Any

from django import forms

from finance.forms.ledger import Choices, OfEntity, choice
from finance.models import CombinationRule, Hierarchy, Subjective
from finance.models.hierarchies import MOST_LEVELS
from finance.operations.chart_changes import FLAGS, OF_ENTITY, SHAPES
from finance.queries.chart import FLAG_WORDS
from sharedservices.common.forms import Checkboxes, DayField, FilterForm, Radios, SearchInput

SEGMENTS = [
    ("", "Subjective codes"), ("cost_centre", "Cost centres"), ("fund", "Funds"), ("project", "Projects"),
    ("counterparty", "Counterparties"),
]  # fmt: skip


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Why", max_length=200, help_text="Whoever approves it reads this",
        error_messages={"required": "Say in a few words why"},
    )  # fmt: skip


class ChartFilter(FilterForm):
    """Which codes of which segment."""

    segment = choice("Segment", SEGMENTS)
    q = forms.CharField(label="Code or name", required=False, max_length=100, widget=SearchInput)
    group = choice("Group", [("", "All groups"), *Subjective.Group.choices])
    on = DayField(label="Open on", required=False)


class CombinationFilter(FilterForm):
    """Which rules on codes."""

    q = forms.CharField(label="Words of the reason", required=False, max_length=100, widget=SearchInput)
    on = DayField(label="In force on", required=False)


class CodeForm(forms.Form):
    """A code of a segment. `code` is left out for one that is there: a code keeps its signs."""

    entity = forms.ChoiceField(label="Legal entity")
    code = forms.CharField(label="Code", max_length=20, error_messages={"required": "Enter the code"})
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter its name"})
    first_day = DayField(label="Open from", error_messages={"required": "Enter the day from which it takes postings"})
    closed_from = DayField(
        label="Closed from", required=False, help_text="From this day on nothing is posted to it. It stays in reports"
    )
    takes = forms.MultipleChoiceField(label="What holds for it", required=False, widget=Checkboxes)
    reason = _reason()

    def __init__(self, *args: Any, segment: str, entities: Choices, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if segment in OF_ENTITY and is_new:
            self.fields["entity"].choices = entities  # type: ignore[attr-defined]
        else:
            del self.fields["entity"]
        if is_new:
            self.fields["code"].help_text = SHAPES[segment][1].capitalize()
        else:
            del self.fields["code"]
        if flags := FLAGS[segment]:
            self.fields["takes"].choices = [(one, FLAG_WORDS[one]) for one in flags]  # type: ignore[attr-defined]
        else:
            del self.fields["takes"]

    def clean_code(self) -> str:
        """Write a code in capitals."""
        code: str = self.cleaned_data["code"]
        return code.strip().upper()


class CombinationForm(forms.Form):
    """A rule on which codes stand together."""

    verdict = forms.ChoiceField(label="What it says", choices=CombinationRule.Verdict.choices, widget=Radios())
    cost_centre = forms.CharField(label="Cost centres that begin with", required=False, max_length=20)
    subjective = forms.RegexField(
        r"^[0-9]{0,5}$", label="Subjective codes that begin with", required=False,
        error_messages={"invalid": "Enter up to five digits"},
    )  # fmt: skip
    project = forms.CharField(label="Projects that begin with", required=False, max_length=6)
    fund = forms.CharField(label="Funds that begin with", required=False, max_length=3)
    first_day = DayField(label="From", error_messages={"required": "Enter the day from which it holds"})
    reason = forms.CharField(
        label="Why", max_length=200, help_text="Whoever breaks the rule reads this",
        error_messages={"required": "Say in a few words why"},
    )  # fmt: skip


class EndForm(forms.Form):
    """From when a rule does not hold any more, and why."""

    closed_from = DayField(label="Ends on", error_messages={"required": "Enter the first day without it"})
    reason = _reason()


class HierarchyForm(forms.Form):
    """A new way of adding codes up."""

    segment = forms.ChoiceField(label="What it adds up", choices=Hierarchy.Segment.choices, widget=Radios())
    entity = forms.ChoiceField(
        label="Legal entity", required=False, help_text="Whose cost centres, if it adds those up"
    )
    code = forms.RegexField(
        r"^[A-Z0-9-]{2,10}$", label="Code", help_text="2 to 10 capital letters, digits or hyphens, for example RO",
        error_messages={"required": "Enter a code", "invalid": "Enter 2 to 10 capital letters, digits or hyphens"},
    )  # fmt: skip
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter its name"})
    levels = forms.CharField(
        label="Levels", max_length=200, widget=forms.Textarea(attrs={"rows": MOST_LEVELS}),
        help_text="What each level is called, one a line, the highest first",
        error_messages={"required": "Write what its levels are called"},
    )  # fmt: skip

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [("", "None"), *entities]  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """A file with the whole of a hierarchy from a day on."""

    starts_on = DayField(label="In force from", error_messages={"required": "Enter the day from which it holds"})
    description = forms.CharField(
        label="What changes", max_length=200, error_messages={"required": "Say in a few words what changes"}
    )
    file = forms.FileField(label="CSV or Excel file", error_messages={"required": "Choose a file"})


class PlacesFilter(FilterForm):
    """Which codes of a hierarchy, as of which day."""

    q = forms.CharField(label="Code, name or level", required=False, max_length=100, widget=SearchInput)
    on = DayField(label="As of", required=False)
    place = choice("Which", [("", "All codes"), ("nowhere", "Those that stand nowhere")])


class ByHierarchyFilter(OfEntity):
    """And by what to add up, how deep, and as at which day."""

    by = choice("Add up by")
    depth = choice("Down to")
    as_at = DayField(label="As at", required=False, help_text="Without what was posted after that day")

    def __init__(self, *args: Any, hierarchies: Choices, depths: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = hierarchies  # type: ignore[attr-defined]
        self.fields["depth"].choices = depths  # type: ignore[attr-defined]
