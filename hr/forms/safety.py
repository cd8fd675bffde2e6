"""Forms of accidents and exposure at work."""

from django import forms

from hr.forms.base import NOTHING_CHOSEN
from hr.forms.lists import FilterForm, search
from hr.models import SafetyRecord
from hr.operations.safety import ACCIDENTS, EXPOSURES, LONGEST
from sharedservices.common.forms import DayField, Radios

CATEGORIES = [
    NOTHING_CHOSEN,
    ("Accident", [(one.value, one.label) for one in ACCIDENTS]),
    ("Exposure", [(one.value, one.label) for one in EXPOSURES]),
]
RIDDOR_HINTS = {
    SafetyRecord.Riddor.SPECIFIED.value: "A fracture, for one: within ten days",
    SafetyRecord.Riddor.SEVEN_DAYS.value: "Within fifteen days of the accident",
    SafetyRecord.Riddor.DISEASE.value: "Without delay, once the diagnosis is known",
}


class SafetyForm(forms.Form):
    """What is recorded of somebody."""

    employee_no = forms.CharField(
        label="Employee number", max_length=30, widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the employee number"},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What do you record?", choices=SafetyRecord.Kind.choices, widget=Radios(),
        error_messages={"required": "Choose accident or exposure"},
    )  # fmt: skip
    category = forms.ChoiceField(
        label="Category", choices=CATEGORIES, error_messages={"required": "Choose the category"}
    )
    happened_on = DayField(
        label="Day of the accident, or first day of exposure", error_messages={"required": "Enter the day"}
    )
    ended_on = DayField(label="Last day of exposure", required=False, help_text="Only for an exposure that is over")
    place = forms.CharField(label="Where", max_length=LONGEST["place"], error_messages={"required": "Say where it was"})
    account = forms.CharField(
        label="What happened", max_length=LONGEST["account"], widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In a few words. Nothing about diagnosis or treatment: that stays with occupational health.",
        error_messages={"required": "Say what happened"},
    )  # fmt: skip
    riddor = forms.ChoiceField(
        label="Must HSE be told (RIDDOR)?", choices=SafetyRecord.Riddor.choices, initial=SafetyRecord.Riddor.NO,
        widget=Radios(hints=RIDDOR_HINTS), error_messages={"required": "Say whether HSE must be told"},
    )  # fmt: skip


class EndExposureForm(forms.Form):
    """When an exposure was over."""

    ended_on = DayField(label="Last day of exposure", error_messages={"required": "Enter the last day"})


class NoteReportForm(forms.Form):
    """What HSE was told."""

    reported_on = DayField(label="Reported on", error_messages={"required": "Enter the day of the report"})
    reference = forms.CharField(
        label="Reference of HSE", max_length=LONGEST["report_reference"],
        error_messages={"required": "Enter the reference that HSE gave"},
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(
        label="Why", max_length=LONGEST["reason"], help_text="For example, it was recorded for the wrong person",
        error_messages={"required": "Say why"},
    )  # fmt: skip


class SafetyFilter(FilterForm):
    """What narrows the list."""

    q = search("Name or employee number")
    kind = forms.ChoiceField(label="What", required=False, choices=[("", "All"), *SafetyRecord.Kind.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "All that stand"), ("to_report", "To report to HSE"), ("open", "Exposure that goes on"),
            ("withdrawn", "Withdrawn"),
        ],
    )  # fmt: skip
