"""Forms of questions about payslips: asking, answering, finding."""

from collections.abc import Sequence
from typing import Any

from django import forms

from payroll.models import PayQuery
from payroll.operations.pay_queries import LONGEST
from sharedservices.common.forms import FilterForm, SearchInput

WHOLE = "0"
WAITING_DAYS = (2, 5, 10)


class AskForm(forms.Form):
    """Which line, and what is wrong with it."""

    line = forms.TypedChoiceField(label="What is it about?", coerce=int)
    message = forms.CharField(
        label="What do you think is wrong?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="For example, what you expected to see and why. Please do not write bank details here.",
        error_messages={"required": "Tell us what you think is wrong"},
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(WHOLE, "The payslip as a whole"), *((str(number), name) for number, name in lines)]


class AnswerForm(forms.Form):
    """What payroll answers."""

    answer = forms.CharField(
        label="Your answer",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The employee reads this. Say what you found, what happens next and when.",
        error_messages={"required": "Enter your answer"},
    )


class PayQueryFilter(FilterForm):
    """Finds questions."""

    q = forms.CharField(label="Name or payroll number", required=False, widget=SearchInput)
    state = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Open and answered"), *PayQuery.State.choices]
    )
    older_than = forms.TypedChoiceField(
        label="Waiting",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", "However long"),
            ("2", "More than 2 days"),
            ("5", "More than 5 days"),
            ("10", "More than 10 days"),
        ],
    )
