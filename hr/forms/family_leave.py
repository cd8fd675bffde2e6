"""Forms of family leave and of step-downs, and the filters of their lists."""

from typing import Any

from django import forms

from hr.engine.family_leave import Rule
from hr.forms.base import ReasonForm
from hr.forms.base import hours as figure
from hr.forms.lists import _WithChoices, choice, search
from hr.models import FamilyLeave
from sharedservices.common.forms import DayField, Radios

ANCHORS = {
    "birth": ("Due date", "From the certificate. For example, 17/03/2027", "Day of birth"),
    "placement": ("Expected day of placement", "For example, 01/03/2027", "Day of placement"),
    "entry": (
        "Expected day on which the child enters Great Britain",
        "For example, 01/03/2027",
        "Day on which the child entered Great Britain",
    ),
    "death": ("", "", "Day of the death"),
    "child": ("", "", "The child’s day of birth"),
}
DUE = (("now", "On leave now"), ("confirm", "Dates to confirm"), ("return", "Return to record"))
LONGEST_NOTE = 500
LONGEST_WORDS = 2000


class FamilyLeaveForm(ReasonForm):
    """Leave of one kind: the fields that its rule needs. `is_agreed`: a national agreement pays for it."""

    expected_on = DayField(label="Due date", required=False)
    happened_on = DayField(label="Day of birth", required=False)
    official_on = DayField(
        label="Day on which they received the official notification",
        help_text="That the authority certifies, or will certify, that they may adopt a child from abroad",
    )  # fmt: skip
    evidence = forms.CharField(label="Evidence seen", max_length=200, required=False)
    died_on = DayField(label="Day on which the child’s other parent died")
    child = forms.CharField(
        label="Child", max_length=80, required=False, help_text="Initials or a first name, to tell children apart"
    )
    notified_on = DayField(label="Day of notice", help_text="The day on which the person told us")
    first_day = DayField(label="First day of leave")
    last_day = DayField(label="Last day of leave", required=False)
    hours = forms.DecimalField(
        label="Hours", required=False, max_digits=4, decimal_places=2, widget=figure("hours"),
        help_text="Only for a part of a single day",
    )  # fmt: skip
    weeks_granted = forms.IntegerField(
        label="Weeks that there are", min_value=1, max_value=52, widget=figure("weeks"),
        help_text="Weeks left to share after the other leave was curtailed, or weeks of neonatal care",
    )  # fmt: skip
    used_weeks = forms.IntegerField(
        label="Weeks taken as maternity or adoption leave", min_value=0, max_value=52, widget=figure("weeks"),
        help_text="By either parent, at whichever employer, to the day on which it was curtailed",
    )  # fmt: skip
    partner_weeks = forms.IntegerField(
        label="Weeks of shared leave that the other parent takes", min_value=0, max_value=50, widget=figure("weeks"),
        help_text="As both parents declare; nought if none",
    )  # fmt: skip
    other_employer = forms.CharField(
        label="Employer of the other parent", max_length=200, required=False,
        help_text="You may ask for it, and for the birth certificate, within 14 days of the notice",
    )  # fmt: skip
    pay = forms.ChoiceField(
        label="Contractual pay", choices=FamilyLeave.Pay.choices, widget=Radios(), initial=FamilyLeave.Pay.SCHEME,
        help_text="Beside statutory pay, which payroll works out",
    )  # fmt: skip
    intends_return = forms.ChoiceField(
        label="Does the person mean to come back?", choices=[("", "Undecided"), ("yes", "Yes"), ("no", "No")],
        required=False, widget=Radios(),
    )  # fmt: skip
    touch = forms.ChoiceField(
        label="What they want to hear while away", choices=FamilyLeave.Touch.choices, widget=Radios(),
        initial=FamilyLeave.Touch.OWN,
    )  # fmt: skip
    touch_how = forms.CharField(label="How to reach them", max_length=200, required=False)
    note = forms.CharField(
        label="Note", max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only HR and the person see it",
    )  # fmt: skip

    def __init__(
        self, *args: Any, rule: Rule, is_agreed: bool, needs_weeks: bool, is_shared: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        expected, hint, happened = ANCHORS.get(rule.anchor, ("", "", ""))
        self.fields["expected_on"].label, self.fields["expected_on"].help_text = expected, hint
        self.fields["happened_on"].label = happened
        self.fields["happened_on"].required = bool(happened) and not expected
        self.fields["happened_on"].help_text = "Only when it has happened" if expected else ""
        self.fields["evidence"].help_text = rule.evidence
        weeks = rule.most_weeks
        self.fields["last_day"].help_text = f"Leave empty for all {weeks} weeks" if weeks else "Empty for a single day"
        kept = {
            "official_on": rule.official_days > 0, "evidence": bool(rule.evidence),
            "expected_on": bool(expected), "happened_on": bool(happened), "died_on": rule.needs_death,
            "child": rule.anchor == "child", "hours": not rule.anchor, "weeks_granted": needs_weeks,
            "used_weeks": is_shared, "partner_weeks": is_shared, "other_employer": is_shared,
            "intends_return": rule.return_notice_weeks > 0, "touch": rule.kit_days > 0, "touch_how": rule.kit_days > 0,
        }  # fmt: skip
        for name, is_kept in kept.items():
            if not is_kept:
                del self.fields[name]
        if not is_agreed:
            self.fields["pay"].choices = [  # type: ignore[attr-defined]
                (FamilyLeave.Pay.SCHEME, "None beside statutory pay"), *FamilyLeave.Pay.choices[1:3],
            ]  # fmt: skip
        self.fields["reason"].label = "How it was asked for"

    def clean_intends_return(self) -> bool | None:
        """Return yes, no, or nothing."""
        return {"yes": True, "no": False}.get(self.cleaned_data["intends_return"])


class EventForm(ReasonForm):
    """A birth or a placement."""

    happened_on = DayField(label="Day of birth")
    is_bereaved = forms.BooleanField(
        label="The child has died", required=False,
        help_text="The right to leave and pay stays. Nothing is sent by itself any more: you write or speak to them.",
    )  # fmt: skip

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = label


class PartForm(ReasonForm):
    """Days of a part of leave."""

    first_day = DayField(label="First day")
    last_day = DayField(label="Last day", help_text="The same as the first for a single day")


class ReturnEarlyForm(ReasonForm):
    """An earlier return."""

    return_on = DayField(label="First day back at work")
    given_on = DayField(label="Day of notice", help_text="The day on which the person told us")
    is_agreed = forms.BooleanField(label="Shorter notice is agreed", required=False)


class CurtailForm(ReasonForm):
    """An end of maternity or adoption leave so that the rest can be shared."""

    last_day = DayField(label="New last day of leave")
    given_on = DayField(label="Day of the curtailment notice")


class ComeBackForm(ReasonForm):
    """The return, when leave is over."""

    returned_on = DayField(label="First day back at work")


class KeepInTouchForm(ReasonForm):
    """A day worked during leave."""

    worked_on = DayField(label="Day worked")
    hours = forms.DecimalField(
        label="Hours worked", min_value=0, max_value=24, max_digits=4, decimal_places=2, widget=figure("hours"),
        help_text="Any work on a day uses up a whole day",
    )  # fmt: skip
    note = forms.CharField(label="What for", max_length=200, required=False)


class PreferForm(ReasonForm):
    """What somebody wants to hear while away."""

    touch = forms.ChoiceField(label="What they want to hear", choices=FamilyLeave.Touch.choices, widget=Radios())
    touch_how = forms.CharField(label="How to reach them", max_length=200, required=False)


class ConfirmDatesForm(ReasonForm):
    """The letter with the dates."""

    words = forms.CharField(
        label="Words of your own", max_length=LONGEST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They stand above the dates",
    )  # fmt: skip


class ExtendForm(ReasonForm):
    """To when the earlier rate of sick pay goes on."""

    extended_to = DayField(label="Last day of the earlier rate", help_text="For example, 31/12/2026")


class FamilyFilterForm(_WithChoices):
    """Filters of family leave."""

    q = search("Name or employee number")
    kind = choice("Kind", FamilyLeave.Kind.choices)
    state = choice("State", FamilyLeave.State.choices)
    unit = choice("Unit")
    due = choice("What is due", DUE)
