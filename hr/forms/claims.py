"""Forms of claims: what a person claims, what is decided, and what a partner lets people claim."""

from typing import Any

from django import forms

from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices, EndForm, hours
from hr.forms.lists import _WithChoices, choice, search
from hr.models import Claim, ClaimLine, ClaimType
from hr.rules_claims import LONGEST_NOTE, LONGEST_WORDS, SHORTEST_NOTE
from sharedservices.common.forms import AffixInput, DayField, PoundsField, Radios

RECEIPT = "A photograph or PDF, up to 10 MB (PDF, JPEG or PNG)"
CLOCK = {"invalid": "Enter a time of the day, like 18:30"}
SENT_STATES = [one for one in Claim.State.choices if one[0] != Claim.State.DRAFT]


def _clock(label: str, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label, input_formats=["%H:%M", "%H.%M", "%H%M"], help_text=help_text, error_messages=CLOCK,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "text"}),
    )  # fmt: skip


def _pounds(label: str, **options: Any) -> PoundsField:
    return PoundsField(label=label, max_digits=9, decimal_places=2, **options)


def _why(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_WORDS, help_text=help_text)


class NewClaimForm(forms.Form):
    """What is claimed, and from which job when there are several."""

    kind = forms.ChoiceField(label="What do you claim?", choices=Claim.Kind.choices, widget=Radios())
    job = forms.ChoiceField(label="Job")

    def __init__(self, *args: Any, jobs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(jobs)
        self.fields["job"].choices = found  # type: ignore[attr-defined]
        if len(found) == 1:
            self.fields["job"].widget = forms.HiddenInput()
            self.fields["job"].initial = found[0][0]


class JourneyForm(forms.Form):
    """One journey."""

    on = DayField(label="Day")
    from_place = forms.CharField(label="From", max_length=100, help_text="Place or postcode")
    to_place = forms.CharField(label="To", max_length=100, help_text="Home to your usual workplace cannot be claimed")
    miles = forms.DecimalField(label="Miles", max_digits=5, decimal_places=1, widget=hours("miles"))
    vehicle = forms.ChoiceField(label="Vehicle", choices=ClaimLine.Travel.choices, widget=Radios(), initial="CAR")
    passengers = forms.IntegerField(
        label="Colleagues who travelled with you on business", required=False, min_value=0, max_value=8,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )  # fmt: skip
    reason = _why("Reason", "For example, site visit at Riverside School")


class HoursForm(forms.Form):
    """Hours worked on one day."""

    on = DayField(label="Day on which you began")
    starts = _clock("Start", "For example, 18:30")
    ends = _clock("End", "A shift that ends before it starts by the clock ends on the next day")
    break_minutes = forms.IntegerField(
        label="Unpaid break", required=False, min_value=0, max_value=600,
        widget=AffixInput(suffix="minutes", attrs={"class": "govuk-input--width-3"}),
    )  # fmt: skip
    claim_type = forms.ChoiceField(label="Rate")
    reason = _why("Reason", "Who asked you, and for what")

    def __init__(self, *args: Any, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim_type"].choices = [NOTHING_CHOSEN, *types]  # type: ignore[attr-defined]


class ExpenseForm(forms.Form):
    """One thing that was paid for."""

    on = DayField(label="Day on which you paid")
    claim_type = forms.ChoiceField(label="Category")
    amount = _pounds("Amount with VAT")
    vat = _pounds("VAT in it", required=False, help_text="As the receipt says; leave empty when it names none")
    receipt = forms.FileField(label="Receipt", required=False, help_text=RECEIPT)
    no_receipt = forms.CharField(
        label="Why there is no receipt", required=False, max_length=LONGEST_WORDS,
        help_text="Only when there is none. Your manager reads it",
    )  # fmt: skip
    reason = _why("Reason", "What it was for")

    def __init__(self, *args: Any, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim_type"].choices = [NOTHING_CHOSEN, *types]  # type: ignore[attr-defined]


class SendClaimForm(forms.Form):
    """What goes with a claim: why it is late, and where its cost goes. `is_late` asks for the reason."""

    late_reason = forms.CharField(label="Why it comes late", max_length=LONGEST_WORDS, required=False)
    cost_centre = forms.ChoiceField(
        label="Charge it to", required=False, help_text="Leave it as it is unless somebody gave you another code"
    )

    def __init__(self, *args: Any, centres: Choices, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost_centre"].choices = [("", "Where my job is charged"), *centres]  # type: ignore[attr-defined]
        if not is_late:
            del self.fields["late_reason"]


class ClaimNoteForm(forms.Form):
    """Why a claim is sent back, rejected or stopped."""

    note = forms.CharField(
        label="Why",
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads this",
        error_messages={"required": "Enter why: the person reads it"},
    )


class ClaimsFilter(_WithChoices):
    """Filters of claims."""

    q = search("Name, employee number or claim number")
    state = choice("State", SENT_STATES)
    kind = choice("Kind", Claim.Kind.choices)
    unit = choice("Unit")
    late = choice("Late claims", [("on", "Only late ones")])
    sent_from = DayField(label="Sent from", required=False)
    sent_to = DayField(label="Sent until", required=False)


class RatesForm(ChangeForm):
    """The partner’s own rates for a mile, and when a claim is late."""

    months_late = forms.IntegerField(
        label="Claims are late after", min_value=1, max_value=24,
        widget=AffixInput(suffix="months", attrs={"class": "govuk-input--width-2"}),
    )  # fmt: skip
    car = _pounds("A mile by car or van", required=False, help_text="Empty: 45p, as the law has it without tax")
    car_over = _pounds("A mile by car or van above 10,000 a tax year", required=False, help_text="Empty: 25p")
    motorcycle = _pounds("A mile by motor cycle", required=False, help_text="Empty: 24p")
    cycle = _pounds("A mile by cycle", required=False, help_text="Empty: 20p")
    passenger = _pounds("A mile for each passenger", required=False, help_text="Empty: 5p")


class ClaimTypeForm(ChangeForm):
    """Something that may be claimed, and the pay element that pays it."""

    use = forms.ChoiceField(label="What it is for", choices=ClaimType.Use.choices, widget=Radios())
    name = forms.CharField(
        label="What people call it", max_length=100, required=False,
        help_text="For hours and expenses: for example, time and a half, or train fares",
    )  # fmt: skip
    element = forms.ChoiceField(label="Pay element")

    def __init__(self, *args: Any, elements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["element"].choices = [NOTHING_CHOSEN, *elements]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where people choose by it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("use") in {ClaimType.Use.HOURS, ClaimType.Use.EXPENSE} and not given.get("name"):
            self.add_error("name", "Enter what people call it: they choose by it")
        return given


class EndClaimTypeForm(EndForm):
    """The last day for which something may be claimed."""
