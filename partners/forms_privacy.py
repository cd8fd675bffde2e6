"""Forms of data protection: schedules, holds, erasures and access requests."""

from typing import Any

from django import forms

from partners import retention
from partners.models import RetentionRule, SarCase, SarDecision, SarDocument
from sharedservices.common.forms import AffixInput, DayField, FilterForm, Radios, SearchInput

OPEN = "OPEN"


def _words(label: str, *, most: int, hint: str = "", missing: str = "Enter the reason") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why."""

    reason = _words("Reason", most=200)


class LongReasonForm(forms.Form):
    """Why, in more words."""

    reason = _words("Reason", most=500, hint="The person may ask for it, and may complain")


class NothingForm(forms.Form):
    """A form that only asks for confirmation."""


class HashForm(forms.Form):
    """What is approved: the content that was on the page."""

    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput())


class ScheduleForm(forms.Form):
    """Months for each class of data, and why."""

    reason = _words(
        "Reason", most=200, hint="Who decided it. For example, information governance board, 3 November 2026"
    )

    def __init__(self, *args: Any, rules: dict[str, RetentionRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in retention.classes():
            proposed, rule = retention.seed()[one.code], rules.get(one.code)
            clock = "" if proposed.clock.value == "day" else ", counted from the end of that tax year"
            self.fields[one.code] = forms.IntegerField(
                label=one.name, min_value=proposed.minimum, max_value=proposed.maximum,
                initial=rule.months if rule else proposed.months,
                widget=AffixInput(suffix="months", attrs={"class": "govuk-input--width-4"}),
                help_text=f"Starts: {one.starts[:1].lower()}{one.starts[1:]}{clock}. {proposed.source}.",
                error_messages={"required": "Enter a number of months"},
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])


class HoldForm(forms.Form):
    """What is held back from erasure."""

    person = forms.CharField(
        label="Person", required=False, max_length=100,
        help_text="Employee number or name. Leave empty to hold back everybody’s data.",
    )  # fmt: skip
    data_class = forms.ChoiceField(label="Class of data", required=False)
    reason = _words("Reason", most=200, hint="For example, tribunal claim, inquiry, request of the police")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(one.code, one.name) for one in retention.classes()]
        self.fields["data_class"].choices = [("", "All classes"), *found]  # type: ignore[attr-defined]


class ItemFilter(FilterForm):
    """What narrows the items of an erasure."""

    data_class = forms.ChoiceField(label="Class of data", required=False)
    held = forms.BooleanField(label="Only what is held", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(one.code, one.name) for one in retention.classes()]
        self.fields["data_class"].choices = [("", "All"), *found]  # type: ignore[attr-defined]


class HoldFilter(FilterForm):
    """What narrows the list of holds."""

    lifted = forms.BooleanField(label="Show lifted ones too", required=False)


class SarFilter(FilterForm):
    """What narrows the list of access requests."""

    text = forms.CharField(label="Name or number", required=False, max_length=100, widget=SearchInput())
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), (OPEN, "Not answered yet"), *SarCase.State.choices]
    )


class SarForm(forms.Form):
    """A request that was received."""

    person = forms.CharField(
        label="Person", max_length=100, help_text="Employee number, or name when there is only one of it",
        error_messages={"required": "Enter an employee number or a name"},
    )  # fmt: skip
    received_on = DayField(label="Received on", error_messages={"required": "Enter the day on which it was received"})
    scope = forms.CharField(
        label="What they asked for", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In their words. Leave empty for everything.",
    )  # fmt: skip


class AskForm(forms.Form):
    """What is asked of the person."""

    asked = _words("What you ask for", most=500, missing="Enter what you ask for")
    on = DayField(label="Asked on", error_messages={"required": "Enter the day"})


class AnswerForm(forms.Form):
    """What came back from the person."""

    note = _words("What you received", most=500, missing="Enter what you received")
    on = DayField(label="Received on", error_messages={"required": "Enter the day"})


class SearchForm(forms.Form):
    """What was not searched."""

    exclusions = forms.CharField(
        label="What is not searched, and why", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A search is reasonable and proportionate. The answer says what was left out.",
    )  # fmt: skip


class DecideForm(forms.Form):
    """What is done with a part of what was collected."""

    exemption = forms.ChoiceField(
        label="What is done with it", required=False, choices=[("", "Show it"), *SarDecision.Exemption.choices[1:]]
    )
    words = forms.CharField(
        label="Why it is left out", required=False, max_length=300, help_text="Kept with the request; the person reads "
        "the exemption, not these words",
    )  # fmt: skip


class DocumentForm(forms.Form):
    """What happens to a document."""

    decision = forms.ChoiceField(
        label="What happens to it?", choices=SarDocument.Decision.choices[1:], widget=Radios(),
        error_messages={"required": "Say what happens to it"},
    )  # fmt: skip
    exemption = forms.ChoiceField(
        label="Under which exemption are parts or all of it left out?", required=False,
        choices=[("", "None"), *SarDecision.Exemption.choices[1:]],
    )  # fmt: skip
    words = forms.CharField(
        label="Why", required=False, max_length=300,
        help_text="Kept with the request; the person reads the exemption, not these words",
    )  # fmt: skip
    redacted = forms.FileField(
        label="Version with parts blacked out", required=False, help_text="PDF, JPEG or PNG, up to 10 MB",
    )  # fmt: skip


class MonthFilter(FilterForm):
    """Which month."""

    month = DayField(label="A day in the month", required=False)
