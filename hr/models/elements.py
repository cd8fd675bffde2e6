"""Elements of pay besides salary: the catalogue, what recurs, and what is entered for one period."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.models.organisation import PayGroup
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField, MoneyField, RateField


class PayElement(PublicId, PartnerOwned):
    """An allowance, overtime rate, enhancement or deduction with its tax, NI and pension treatment."""

    class Kind(models.TextChoices):
        """What it does to the payslip."""

        PAYMENT = "payment", "Payment"
        BENEFIT = "benefit", "Payrolled benefit"
        SACRIFICE = "sacrifice", "Salary sacrifice"
        DEDUCTION_BEFORE_TAX = "deduction_before_tax", "Deduction before tax"
        DEDUCTION = "deduction", "Deduction from net pay"

    class Method(models.TextChoices):
        """How its amount is given."""

        AMOUNT = "AMOUNT", "An amount"
        UNITS_AT_RATE = "UNITS_AT_RATE", "Units at a rate"
        HOURS_AT_JOB_RATE = "HOURS_AT_JOB_RATE", "Hours at the job’s hourly rate"

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=24, choices=Kind)
    method = models.CharField(max_length=20, choices=Method)
    factor = RateField(default=1, help_text="1.5 for time and a half")
    rate = MoneyField(null=True, blank=True, help_text="The rate of a unit, unless each entry brings its own")
    taxable = models.BooleanField(default=True)
    niable = models.BooleanField(default=True)
    pensionable = models.BooleanField(default=False)
    hours_varying = models.BooleanField(default=False, help_text="Pay varies by hours: the payslip shows them")
    recovers = models.BooleanField(
        default=False, help_text="Takes back money that the person owes: it stops on the day of a death"
    )
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_payelement_code"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="hr_payelement_factor"),
            models.CheckConstraint(condition=Q(recovers=False) | Q(kind="deduction"), name="hr_payelement_recovers"),
            has_start("hr_payelement_starts"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.name


def _amount_or_units() -> Q:
    return Q(amount__isnull=False, units__isnull=True, rate__isnull=True) | Q(amount__isnull=True, units__isnull=False)


class RecurringElement(PublicId, PartnerOwned):
    """An element that is paid or taken every period between two dates."""

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    element = PartnerForeignKey(PayElement)
    amount = MoneyField(null=True, blank=True)
    units = HoursField(null=True, blank=True)
    rate = MoneyField(null=True, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)
    is_protected = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Protected pay: it lasts to its day whatever grade or employer becomes",
    )
    reference = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="Of a court order or loan, by its papers",
    )
    remaining = MoneyField(null=True, blank=True, help_text="Left to take when it was brought over, as was said there")
    remaining_since = models.DateField(
        null=True, blank=True, help_text="Since when what is taken counts; None: since the first day of this row"
    )

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=_amount_or_units(), name="hr_recurringelement_amount_or_units"),
            models.CheckConstraint(
                condition=Q(remaining__isnull=True) | Q(remaining__gt=0), name="hr_recurring_remaining"
            ),
            no_overlap("hr_recurringelement_no_overlap", "assignment", "element"),
            # Lines of a payslip name no job: of two, nobody could say for which they were taken.
            no_overlap("hr_recurring_remaining_once", "employment", "element", condition=Q(remaining__isnull=False)),
            has_start("hr_recurringelement_starts"),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_recurring_person")]

    def __str__(self) -> str:
        return f"{self.element_id}"


class MonthlyInput(PublicId, PartnerOwned):
    """Overtime hours or a one-off for one pay period, approved by a second person before it is paid."""

    class State(models.TextChoices):
        """Where it stands."""

        SUBMITTED = "SUBMITTED", "Waiting for approval"
        APPROVED = "APPROVED", "Approved"
        REJECTED = "REJECTED", "Rejected"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    element = PartnerForeignKey(PayElement)
    pay_group = PartnerForeignKey(PayGroup)
    period_start = models.DateField(help_text="First day of the pay period that it is paid in")
    amount = MoneyField(null=True, blank=True)
    units = HoursField(null=True, blank=True)
    rate = MoneyField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_human = models.UUIDField()
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_human = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=_amount_or_units(), name="hr_monthlyinput_amount_or_units"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, decided_human__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, decided_human__isnull=False),
                name="hr_monthlyinput_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="APPROVED")
                | (Q(decided_human__isnull=False) & ~Q(decided_human=F("entered_human"))),
                name="hr_monthlyinput_second_person",
            ),
            self_service="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "pay_group", "period_start", "person"], name="hr_monthlyinput_period"),
            models.Index(fields=["partner", "person"], name="hr_monthlyinput_person"),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.period_start}"
