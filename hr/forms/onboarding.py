"""Forms of the onboarding of a partner."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN
from hr.forms.lists import choice, search
from hr.models import DataDomain, OnboardingDocument, OnboardingIssue, OnboardingProject
from sharedservices.common.forms import DayField, FilterForm, Radios

CHECK, LOAD = "check", "load"
MODES = ((CHECK, "Check only"), (LOAD, "Check and load"))
MODE_HINTS = {
    CHECK: "Nothing is loaded. You see what is new, changed and gone, every fault, and the totals",
    LOAD: "All of it is loaded if there is no fault, and nothing otherwise. Signatures of the load before do not count",
}
LATE = (("yes", "Late"),)


def words(
    label: str, help_text: str = "", *, required: bool = True, rows: int = 3, longest: int = 500
) -> forms.CharField:
    """Return a box for words."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class OpenForm(forms.Form):
    """What is known when a partner asks to join."""

    staff_expected = forms.IntegerField(
        label="How many people does the partner employ?", min_value=1, max_value=500_000
    )
    go_live_planned_on = DayField(label="Planned first day", help_text="For example, 1/4/2027")


class MoveForm(forms.Form):
    """Why a project moves."""

    reason = words("Reason", "The log keeps it.")


class ForwardForm(forms.Form):
    """Words for a move that its gates explain."""

    reason = words("Note", "The log keeps it.", required=False)


class PaperForm(forms.Form):
    """A paper that stands behind a gate."""

    kind = forms.ChoiceField(label="What is it?", choices=[NOTHING_CHOSEN, *OnboardingDocument.Kind.choices])
    reference = forms.CharField(
        label="Reference", max_length=120, help_text="By which it is found: a minute or file number"
    )
    dated_on = DayField(label="Date of the paper")
    says = words("What does it show?", "In a sentence or two")


class SignPaperForm(forms.Form):
    """In which capacity somebody signs."""

    capacity = forms.CharField(
        label="For whom do you sign?", max_length=120, help_text="Like: treasurer, for the authority"
    )


DOMAIN_HINTS: dict[str, str] = {
    DataDomain.PEOPLE: "Their columns and words become ours by the mapping",
    DataDomain.POSTS: "With our headings; before the people, unless posts were set up here",
    DataDomain.ABSENCE: "With our headings; after the people. Absences of twelve months, and leave carried over",
    DataDomain.WORK: "With our headings; after the people. What somebody has begun, with who goes on and until when",
    DataDomain.DEDUCTIONS: "With our headings; after the people. Allowances, protected pay, deductions, court orders",
    DataDomain.DOCUMENTS: "With our headings; after the people. A list with a hash of each file, and a ZIP of them",
    DataDomain.CHECKS: "With our headings; after the documents. Right to work with its copy, DBS checks, registrations",
}


class ExtractForm(forms.Form):
    """A file of the old system, and the totals that the old system reports for it."""

    domain = forms.ChoiceField(
        label="What is the file about?", choices=DataDomain.choices, initial=DataDomain.PEOPLE,
        widget=Radios(hints=DOMAIN_HINTS),
    )  # fmt: skip
    file = forms.FileField(label="Extract, CSV or Excel", help_text="Up to 100,000 rows and 50 MB. It is kept sealed")
    totals = forms.FileField(
        label="Control totals, CSV",
        required=False,
        help_text="Columns total, key and number, from a report of the old system, not counted from the extract",
    )

    archive = forms.FileField(
        label="Files of the list of documents, ZIP", required=False,
        help_text="Only with documents. PDF, JPEG or PNG, up to 200 MB a ZIP; files that came before need not be in it",
    )  # fmt: skip


class MappingForm(forms.Form):
    """How the old system’s words become ours, a line each."""

    columns = words(
        "Columns", "A line each: their heading = our_column. Nothing after the = leaves theirs out", required=False,
        rows=12, longest=1_000_000,
    )  # fmt: skip
    values = words(
        "Values", "A line each: our_column: theirs = ours. For cost codes: cost_split: their code = our code",
        required=False, rows=12, longest=1_000_000,
    )  # fmt: skip


class LoadForm(forms.Form):
    """Whether an extract is checked or loaded, and what the reader understood."""

    mode = forms.ChoiceField(label="What is to be done?", choices=MODES, initial=CHECK, widget=Radios(hints=MODE_HINTS))


class SignLoadForm(forms.Form):
    """A signature under a load."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    is_sure = forms.BooleanField(
        label="I have looked at the totals and the issues, and sign for what is said above",
        error_messages={"required": "Confirm that you have looked at the totals and the issues"},
    )
    note = words("Note", required=False)


class NewsForm(forms.Form):
    """What the staff are told."""

    subject = forms.CharField(label="Subject", max_length=120)
    words = words(
        "Message",
        "It begins with “Dear” and the name. Say what changes, when, and whom to ask.",
        rows=10,
        longest=5_000,
    )


class AssignForm(forms.Form):
    """Who puts an issue right, and until when."""

    owner = forms.ChoiceField(label="Owner", required=False)
    due_on = DayField(label="Due", required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Nobody"), *people]


class AcceptForm(forms.Form):
    """Why an issue may stay."""

    evidence = words("Evidence", "What shows that it does no harm. It is kept with the issue.")


class IssueFilter(FilterForm):
    """Filters of issues."""

    q = search("Number or words")
    severity = choice("Severity", OnboardingIssue.Severity.choices)
    state = choice("State", OnboardingIssue.State.choices)
    rule = choice("Rule")
    owner = choice("Owner")
    late = choice("Due", LATE)

    def __init__(self, data: Any, *, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - only choices are named
            field.choices = [("", "All"), *found]


class TransferForm(forms.Form):
    """Who transfers by law, and on which day."""

    transfer = forms.ChoiceField(
        label="Whose employer changes?", choices=OnboardingProject.Transfer.choices, widget=Radios(),
        error_messages={"required": "Choose whose employer changes"},
    )  # fmt: skip
    transfer_on = DayField(
        label="Day of the transfer",
        required=False,
        help_text="If somebody transfers: the first day there",
    )
    reason = words("What does it rest on?", "Like legal advice, or the agreement. The log keeps it.")


class FreezeForm(forms.Form):
    """When the old system stands still."""

    freeze_from = DayField(label="First day of the freeze", help_text="From then on nothing is changed there")
    freeze_until = DayField(label="Last day of the freeze", help_text="At least the day before the first day here")
