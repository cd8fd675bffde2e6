"""Forms of agreements to work more than the average of the law."""

from django import forms

from hr.forms.right_to_work import KEPT
from sharedservices.common.forms import AffixInput, DayField


class OptOutForm(forms.Form):
    """What was signed, with the paper."""

    signed_on = DayField(label="Signed on", error_messages={"required": "Enter the day of the signature"})
    agreed_until = DayField(label="Last day", required=False, help_text="Only if the agreement is for a time")
    notice_days = forms.IntegerField(
        label="Notice", initial=7, min_value=1, max_value=92,
        widget=AffixInput(suffix="days", attrs={"class": "govuk-input--width-3"}),
        help_text="From 7 days to three months. Where the paper says nothing it is 7 days",
    )  # fmt: skip
    file = forms.FileField(label="The signed agreement", help_text=KEPT, error_messages={"required": "Choose a file"})


class NoticeForm(forms.Form):
    """The day of a notice that came to HR."""

    given_on = DayField(label="Notice given on", error_messages={"required": "Enter the day of the notice"})


class OwnNoticeForm(forms.Form):
    """One’s own notice: it counts from today."""
