"""Forms of reconciling control accounts and closing months."""

from typing import Any

from django import forms

from finance.models import PeriodModule
from sharedservices.common.forms import Checkboxes, DayField, PoundsField


class ExplainForm(forms.Form):
    """What a difference is."""

    amount = PoundsField(
        label="Amount", help_text="Debits that the ledger has more than the register above nought, credits below"
    )
    arose_on = DayField(label="Since when?")
    reference = forms.CharField(label="Reference", max_length=64, required=False)
    words = forms.CharField(
        label="What is it, and when will it clear?", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(forms.Form):
    """The figures that the preparer saw."""

    ledger = forms.DecimalField(widget=forms.HiddenInput(), decimal_places=2, max_digits=14)
    subledger = forms.DecimalField(widget=forms.HiddenInput(), decimal_places=2, max_digits=14)


class CommentForm(forms.Form):
    """What a reviewer says."""

    comment = forms.CharField(label="What is wrong with it?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class StatementForm(forms.Form):
    """What somebody says of a task."""

    is_done = forms.ChoiceField(
        label="How does it stand?", widget=forms.RadioSelect,
        choices=[("yes", "It is done, or there is nothing to do"), ("no", "It is not done")],
    )  # fmt: skip
    words = forms.CharField(
        label="What was done, or why is there nothing to do?", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class OverrideForm(forms.Form):
    """Letting parts of a period be closed with tasks undone."""

    modules = forms.MultipleChoiceField(
        label="Which parts may be closed?", choices=PeriodModule.Module.choices, widget=Checkboxes(),
        error_messages={"required": "Choose at least one part"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is open, why it may be, and who will do it by when. It stands in the log for good",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modules"].choices = PeriodModule.Module.choices  # type: ignore[attr-defined]
