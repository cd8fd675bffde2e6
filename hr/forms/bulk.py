"""The form for changes of many by a file."""

from django import forms

from hr.forms.base import ReasonForm
from hr.forms.papers import KEPT_HERE
from hr.importing.bulk import MOST_ROWS, TEMPLATES
from sharedservices.common.forms import Radios

CHECK, SEND = "check", "send"
MODES = ((CHECK, "Check only: nothing is proposed"), (SEND, "Check, and send for approval when nothing is wrong"))


class BulkForm(ReasonForm):
    """Which template, the file, and whether to send it."""

    template = forms.ChoiceField(label="What changes", choices=[(one.code, one.title) for one in TEMPLATES.values()])
    file = forms.FileField(label="CSV or Excel file", help_text=f"Up to {MOST_ROWS} rows, one kind of change a file")
    document = forms.FileField(label="Document that shows it", required=False, help_text=KEPT_HERE)
    mode = forms.ChoiceField(label="What is to be done?", choices=MODES, initial=CHECK, widget=Radios())
