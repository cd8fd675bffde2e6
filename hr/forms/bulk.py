"""The form for changes of many by a file."""

from django import forms

from hr.forms.base import ReasonForm
from hr.forms.papers import KEPT_HERE
from hr.importing.bulk import MOST_ROWS, TEMPLATES
from sharedservices.common.forms import AffixInput, Radios

CHECK, SEND = "check", "send"
MODES = ((CHECK, "Check only: nothing is proposed"), (SEND, "Check, and send for approval when nothing is wrong"))


class BulkForm(ReasonForm):
    """Which template, the file, and whether to send it."""

    template = forms.ChoiceField(label="What changes", choices=[(one.code, one.title) for one in TEMPLATES.values()])
    file = forms.FileField(label="CSV or Excel file", help_text=f"Up to {MOST_ROWS} rows, one kind of change a file")
    document = forms.FileField(label="Document that shows it", required=False, help_text=KEPT_HERE)
    n_rows = forms.IntegerField(
        label="How many rows should the file have?", required=False, min_value=1, max_value=MOST_ROWS,
        help_text="A control total: the file is refused when it has more or fewer",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    total = forms.DecimalField(
        label="What should the amounts add up to?", required=False, max_digits=12, decimal_places=2,
        help_text="For files with an amount in each row: honoraria and pay elements", widget=AffixInput(prefix="£"),
    )  # fmt: skip
    mode = forms.ChoiceField(label="What is to be done?", choices=MODES, initial=CHECK, widget=Radios())
