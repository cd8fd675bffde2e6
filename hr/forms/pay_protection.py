"""Protected pay and market supplements (domain HR-04)."""

from typing import Any

from django import forms

from hr.forms.base import Choices
from hr.forms.duties import SpanForm, _choose
from hr.models import PayProtection
from sharedservices.common.forms import DayField, PoundsField, Radios


class ProtectionForm(SpanForm):
    """How pay is protected, and by which element it is paid."""

    kind = forms.ChoiceField(label="How pay is protected", choices=PayProtection.KINDS, widget=Radios())
    yearly = PoundsField(
        label="Difference, or salary that stands still", suffix="a year, full time",
        help_text="It follows the hours of the job",
    )  # fmt: skip
    element = forms.ChoiceField(label="Pay element", help_text="One that the job does not have yet")

    def __init__(self, *args: Any, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "element", elements)


class SupplementForm(SpanForm):
    """What is paid on top, and when somebody looks whether it is still needed."""

    element = forms.ChoiceField(label="Pay element")
    amount = PoundsField(label="Amount", suffix="each pay period")
    evidence = forms.CharField(
        label="What shows that the market pays more", max_length=200, help_text="For example, a survey and its month"
    )
    review_on = DayField(label="Review on", help_text="When somebody looks whether it is still needed")

    def __init__(self, *args: Any, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "element", elements)
