"""Forms of recharges."""

from django import forms

from finance.rules_recharges import LONGEST_WORDS


class SaidForm(forms.Form):
    """What somebody disputes, or answers."""

    words = forms.CharField(
        label="Say why", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Name the figure or the term that is meant. The other partner reads it.",
        error_messages={"required": "Say why"},
    )  # fmt: skip
