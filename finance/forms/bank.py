"""Forms of the bank: filters, accounts, statements, layouts, rules, and what is done with a line."""

from decimal import Decimal
from typing import Any

from django import forms

from finance.engine.bank_csv import NAMES
from finance.models import BankRule
from sharedservices.common.forms import DayField, FilterForm, PoundsField, SearchInput

Choices = list[tuple[str, str]]
STATES = [
    ("", "All states"), ("UNMATCHED", "Unmatched"), ("PROPOSED", "Proposed"), ("MATCHED", "Matched"),
    ("RECONCILED", "Reconciled"),
]  # fmt: skip


class LinesFilter(FilterForm):
    """Which lines of statements."""

    q = forms.CharField(label="Reference or narrative", required=False, max_length=100, widget=SearchInput)
    state = forms.ChoiceField(label="State", required=False, choices=STATES)


class PeriodFilter(FilterForm):
    """Which period."""

    period = forms.ChoiceField(label="Period", required=False)

    def __init__(self, *args: Any, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    """An account at the bank."""

    entity = forms.ChoiceField(label="Legal entity")
    name = forms.CharField(label="Name", max_length=60, help_text="As staff call it")
    holder = forms.CharField(label="Account holder", max_length=18, help_text="As the bank has it, 18 characters")
    bank = forms.CharField(label="Bank", max_length=60)
    sort_code = forms.CharField(label="Sort code", max_length=8, help_text="It looks like 12-34-56")
    account_number = forms.CharField(label="Account number", max_length=10)
    subjective = forms.CharField(
        label="Cash account of the ledger", max_length=5, help_text="93000 to 93999, one for each bank account"
    )
    service_user_number = forms.CharField(label="Bacs service user number", max_length=6, required=False)
    opened_on = DayField(label="Opened on", error_messages={"required": "Enter the day it was opened"})

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The day an account was closed."""

    closed_on = DayField(label="Closed on", error_messages={"required": "Enter the day"})


class LoadForm(forms.Form):
    """A file with statements."""

    file = forms.FileField(label="File", help_text="CAMT.053 (XML), or CSV with a layout", max_length=200)
    layout = forms.ChoiceField(
        label="Layout", required=False, help_text="Of a CSV file: how the bank names its columns"
    )
    number = forms.CharField(
        label="Statement number", max_length=35, required=False, help_text="Of a CSV file, which does not say it"
    )

    def __init__(self, *args: Any, layouts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = [("", "CAMT.053"), *layouts]  # type: ignore[attr-defined]


class LayoutForm(forms.Form):
    """The headings of a bank's CSV files."""

    name = forms.CharField(label="Name", max_length=60, help_text="The bank, and which of its files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in NAMES.items():
            self.fields[f"column_{name}"] = forms.CharField(
                label=f"Heading of “{label}”", max_length=60, required=name in {"date", "balance"}
            )

    def columns(self) -> dict[str, str]:
        """Return the headings by our names."""
        return {name: self.cleaned_data.get(f"column_{name}", "") for name in NAMES}


class RuleForm(forms.Form):
    """What lines with certain words are posted to."""

    entity = forms.ChoiceField(label="Legal entity")
    words = forms.CharField(label="Words in the narrative", max_length=60)
    kind = forms.ChoiceField(label="What is it?", choices=BankRule.Kind.choices)
    subjective = forms.CharField(label="Subjective code", max_length=5)
    cost_centre = forms.CharField(label="Cost centre", max_length=20, required=False)
    most = PoundsField(label="Largest amount of a line", min_value=Decimal("0.01"))
    is_automatic = forms.BooleanField(
        label="Post such lines without anybody looking", required=False, help_text="Charges and interest, up to £500"
    )

    def __init__(self, *args: Any, entities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Why something is done."""

    words = forms.CharField(
        label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Say why"}
    )


class NoteForm(forms.Form):
    """What is known of an open line. Whoever writes it looks after the line."""

    words = forms.CharField(label="What is known, and what is awaited", max_length=200)


class ReceiveForm(forms.Form):
    """Whose money came in."""

    customer = forms.CharField(
        label="Customer number", max_length=8, required=False,
        help_text="Leave it empty when nobody knows: it stands in suspense until somebody finds out",
    )  # fmt: skip


class PostForm(forms.Form):
    """By which rule a line is posted."""

    rule = forms.ChoiceField(label="Rule")

    def __init__(self, *args: Any, rules: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]


class MatchForm(forms.Form):
    """Lines of both sides that are the same money."""

    lines = forms.MultipleChoiceField(label="Lines of the statement", required=False)
    journal_lines = forms.MultipleChoiceField(label="Lines of the ledger", required=False)

    def __init__(self, *args: Any, lines: Choices, journal_lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("lines", lines), ("journal_lines", journal_lines)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].widget = forms.CheckboxSelectMultiple(choices=choices)
