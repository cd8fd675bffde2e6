"""The form for reference data by file."""

from django import forms

from hr.forms.base import ReasonForm
from hr.forms.bulk import CHECK, MODES
from hr.forms.papers import KEPT_HERE
from hr.importing.reference import MOST_ROWS
from sharedservices.common.forms import Radios


class ReferenceForm(ReasonForm):
    """The file, and whether to send it."""

    file = forms.FileField(label="CSV or Excel file", help_text=f"Up to {MOST_ROWS} rows")
    document = forms.FileField(label="Document that shows it", required=False, help_text=KEPT_HERE)
    mode = forms.ChoiceField(label="What is to be done?", choices=MODES, initial=CHECK, widget=Radios())
