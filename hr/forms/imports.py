"""The form that takes a people file in."""

from django import forms

from sharedservices.common.forms import Radios

CHECK, LOAD = "check", "load"
MODES = ((CHECK, "Check only"), (LOAD, "Check and load"))
HINTS = {
    CHECK: "Nothing is loaded. You see every problem by row and column, and can load the file afterwards",
    LOAD: "Everything is loaded if nothing is wrong, and nothing otherwise",
}


class ImportForm(forms.Form):
    """A people file, and what is to be done with it."""

    file = forms.FileField(label="CSV or Excel file", help_text="Up to 100,000 rows and 50 MB")
    mode = forms.ChoiceField(label="What is to be done?", choices=MODES, initial=CHECK, widget=Radios(hints=HINTS))
