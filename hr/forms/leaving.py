"""Forms of leaving and of transfers, and the filters of their lists."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from hr.change_payloads import PASSED_ON
from hr.engine.leaving_reasons import chosen
from hr.forms.base import NOTHING_CHOSEN, ChangeForm, Choices, EndForm, ReasonForm, hours
from hr.forms.lists import choice, search
from hr.models import Leaving, LeavingPension, TransferEnvelope
from sharedservices.common.forms import DayField, FilterForm, PoundsField, Radios

DUE = (("open", "Something to do"), ("late", "Something late"))
DIRECTIONS = (("out", "To another partner"), ("in", "From another partner"))
SETTLED = (("finish", "Done"), ("drop", "Not needed"))


class LeavingForm(EndForm):
    """How somebody leaves: the same for one job and for the whole employment."""

    leaving_reason = forms.ChoiceField(
        label="Why they leave",
        choices=[NOTHING_CHOSEN, *chosen()],
        help_text="A death is reported on the page of the person; flexible retirement begins on the page of the job.",
        error_messages={"required": "Choose why they leave"},
    )
    last_day = DayField(
        label="Last day of employment",
        help_text="The last day that is paid. For example, 31/12/2026",
        error_messages={"required": "Enter the last day"},
    )
    notice_given_on = DayField(label="Notice given on", error_messages={"required": "Enter when notice was given"})
    notice = forms.ChoiceField(
        label="Notice", choices=Leaving.NOTICES, widget=Radios(), error_messages={"required": "Choose one"}
    )
    access = forms.ChoiceField(
        label="When access ends",
        choices=Leaving.Access.choices,
        widget=Radios(),
        help_text="Of the whole employment only. Their own payslips stay open to them to read for twelve months.",
    )
    case_reference = forms.CharField(
        label="HR case", required=False, max_length=60, help_text="Needed for every dismissal. For example, C-2026-041"
    )
    exit_payment = PoundsField(
        label="Exit payment",
        required=False,
        help_text="Beyond pay, notice, leave and redundancy pay. Leave it empty for none.",
    )
    exit_authority = forms.CharField(
        label="Authority for the exit payment",
        required=False,
        max_length=200,
        help_text="From £20,000 the head of paid service with the leader, from £100,000 a vote of the full council",
    )
    rehire = forms.ChoiceField(
        label="May be employed again", required=False, choices=[("", "As usual for the reason"), *Leaving.REHIRES]
    )

    def clean_exit_payment(self) -> Decimal:
        """Return pounds: nothing entered is nothing paid."""
        return self.cleaned_data["exit_payment"] or Decimal(0)


class FlexibleForm(ChangeForm):
    """A pension that begins while the job goes on."""

    targets: ClassVar[Mapping[str, str]] = {"grade": "spine_point"}

    contract_hours = forms.DecimalField(
        label="Contract hours", max_digits=5, decimal_places=2, min_value=0, widget=hours(),
        help_text="As they are now when only the grade goes down",
        error_messages={"required": "Enter the hours a week"},
    )  # fmt: skip
    working_pattern = forms.CharField(
        label="Working pattern", required=False, max_length=800,
        help_text="Hours a day, like Mon 7.4, Tue 7.4, when the hours change",
    )  # fmt: skip
    spine_point = forms.ChoiceField(
        label="Lower grade and point", required=False, help_text="Only when the grade goes down"
    )
    consent = forms.CharField(
        label="Consent of the employer", max_length=200,
        help_text="Who decided it and where it stands. For example, discretions panel, minute 14",
        error_messages={"required": "Enter who decided it for the employer"},
    )  # fmt: skip
    consent_on = DayField(label="Consent given on", error_messages={"required": "Enter when the employer consented"})
    body = forms.CharField(
        label="Pension body", max_length=120, error_messages={"required": "Enter the fund or administrator"}
    )
    quoted_on = DayField(label="Quotation of", required=False, help_text="When the fund gave its figures to the person")
    confirmation = forms.CharField(
        label="Reference of its confirmation", max_length=120,
        error_messages={"required": "Enter the reference of the pension body’s confirmation"},
    )  # fmt: skip
    confirmed_on = DayField(label="Confirmed on", error_messages={"required": "Enter when the pension body confirmed"})

    def __init__(self, *args: Any, points: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spine_point"].choices = [("", "The grade stays"), *points]  # type: ignore[attr-defined]

    @property
    def grade_and_point(self) -> dict[str, str | None]:
        """The public ids of the chosen grade and point, or nothing where the grade stays."""
        grade, _, point = str(self.cleaned_data["spine_point"]).partition("/")
        return {"grade": grade or None, "spine_point": point or None}


class StrainForm(ReasonForm):
    """What an early pension costs the employer."""

    strain_cost = PoundsField(
        label="Strain cost", min_value=0, help_text="What the fund asks of the employer. 0 when it asks nothing",
        error_messages={"required": "Enter the strain cost, 0 for none"},
    )  # fmt: skip
    body = forms.CharField(label="Pension body", max_length=120, required=False)
    quoted_on = DayField(
        label="Quotation of", help_text="When the fund gave its figures",
        error_messages={"required": "Enter the day of the quotation"},
    )  # fmt: skip
    strain_authority = forms.CharField(
        label="Authority for the strain cost", max_length=200,
        help_text="Who decided it, and when. From £20,000 the head of paid service with the leader, from £100,000 a "
        "vote of the full council, counted over the whole exit package",
        error_messages={"required": "Enter whose decision it is, with its date"},
    )  # fmt: skip
    field_order = ("strain_cost", "body", "quoted_on", "strain_authority", "reason")


class IllHealthForm(forms.Form):
    """The tier of an ill-health retirement with its certificate."""

    tier = forms.ChoiceField(
        label="Tier", choices=[NOTHING_CHOSEN, *LeavingPension.Tier.choices],
        error_messages={"required": "Choose the tier of the certificate"},
    )  # fmt: skip
    certificate = forms.FileField(
        label="Certificate", required=False,
        help_text="PDF, JPEG or PNG. Only the form of the scheme: no report about the illness",
    )  # fmt: skip
    certified_on = DayField(label="Certificate of", error_messages={"required": "Enter the day of the certificate"})
    doctor = forms.CharField(
        label="Independent doctor", max_length=120, error_messages={"required": "Enter the doctor’s name"}
    )
    is_doctor_independent = forms.BooleanField(
        label="The doctor certifies that they were not involved in the case before", required=False
    )
    body = forms.CharField(label="Pension body", max_length=120, required=False)
    why_again = forms.CharField(
        label="What was wrong before", required=False, max_length=200,
        help_text="Only when something is recorded already. The former record stays",
    )  # fmt: skip


class OverpaidForm(ReasonForm):
    """What a payslip paid too much, worked out by hand."""

    gross = PoundsField(
        label="Gross overpaid", min_value=0, error_messages={"required": "Enter the gross pay overpaid"}
    )
    net = PoundsField(
        label="Take-home pay overpaid", min_value=0, help_text="What the person is asked to pay back",
        error_messages={"required": "Enter the take-home pay overpaid"},
    )  # fmt: skip
    field_order = ("gross", "net", "reason")


class P45Form(forms.Form):
    """The P45 that was issued."""

    issued_on = DayField(label="Date on the P45", error_messages={"required": "Enter the date on the P45"})
    paid_to = DayField(
        label="Pay date of its last payment",
        help_text="Whatever is paid on a later pay date goes with code 0T, week 1/month 1",
        error_messages={"required": "Enter the pay date of the last payment on it"},
    )  # fmt: skip


class NoticeForm(EndForm):
    """Notice that somebody gave their manager."""

    leaving_reason = forms.ChoiceField(
        label="Why they leave",
        choices=PASSED_ON,
        widget=Radios(),
        help_text="Every other way of leaving begins with HR. A death is reported on the page of the person.",
        error_messages={"required": "Choose why they leave"},
    )
    last_day = DayField(
        label="Last day of work",
        help_text="The last day that is paid. For example, 31/12/2026",
        error_messages={"required": "Enter the last day"},
    )
    notice_given_on = DayField(label="Notice given on", error_messages={"required": "Enter when notice was given"})


class TransferForm(EndForm):
    """Somebody who goes over to another partner."""

    to_partner = forms.ChoiceField(label="To which partner", error_messages={"required": "Choose the partner"})
    last_day = DayField(
        label="Last day here",
        help_text="The employment here ends with it once the other partner has signed",
        error_messages={"required": "Enter the last day"},
    )
    consent_on = DayField(
        label="The employee agreed on",
        help_text="To the transfer, and to the fields listed on this page being passed on",
        error_messages={"required": "Enter when the employee agreed"},
    )
    consent_evidence = forms.CharField(
        label="Evidence of that",
        max_length=200,
        help_text="For example, signed form in the personal file, 12 November",
        error_messages={"required": "Say what shows that the employee agreed"},
    )
    service_evidence = forms.CharField(
        label="Evidence of continuous service",
        max_length=200,
        help_text="For example, statement of the last council of 3 May 2019",
        error_messages={"required": "Say what proves the service date"},
    )
    leave_hours = forms.DecimalField(
        label="Hours of leave agreed",
        max_digits=6,
        decimal_places=2,
        min_value=-300,
        max_value=300,
        widget=hours("hours"),
        help_text="What both employers agreed to carry over. Below zero when too much was taken.",
        error_messages={"required": "Enter the hours, 0 for none"},
    )

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_partner"].choices = [NOTHING_CHOSEN, *partners]  # type: ignore[attr-defined]
        self.order_fields(["to_partner", "last_day", "consent_on", "consent_evidence", "service_evidence"])


class SettleForm(forms.Form):
    """How a task ended."""

    action = forms.ChoiceField(
        label="How did it end?", choices=SETTLED, widget=Radios(), error_messages={"required": "Choose how it ended"}
    )
    note = forms.CharField(
        label="Note", required=False, max_length=200, help_text="Needed when it is not needed: say why"
    )


class ReopenForm(forms.Form):
    """Why a task is opened again."""

    note = forms.CharField(label="Note", required=False, max_length=200)


class TakeBackForm(ReasonForm):
    """Why a leaving is taken back."""


class NoteForm(forms.Form):
    """Why a transfer is refused or taken back."""

    note = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )


class ArrivalForm(forms.Form):
    """How somebody begins at the receiving partner."""

    starts_on = DayField(label="First day here", error_messages={"required": "Enter the first day"})
    employee_no = forms.CharField(
        label="Employee number", max_length=20, error_messages={"required": "Enter an employee number"}
    )
    pay_group = forms.ChoiceField(label="Pay group", error_messages={"required": "Choose a pay group"})

    def __init__(self, *args: Any, pay_groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay_group"].choices = [NOTHING_CHOSEN, *pay_groups]  # type: ignore[attr-defined]


class EstimateForm(FilterForm):
    """The last day of an estimate."""

    last_day = DayField(label="Last day", help_text="For example, 31/03/2027")


class LeaversFilter(FilterForm):
    """Filters of leavers."""

    q = search("Name or employee number")
    state = choice("State", Leaving.State.choices)
    reason = choice("Reason", Leaving.REASONS)
    due = choice("What is due", DUE)


class TransfersFilter(FilterForm):
    """Filters of transfers."""

    state = choice("State", TransferEnvelope.State.choices)
    direction = choice("Direction", DIRECTIONS)
