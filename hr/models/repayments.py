"""What a leaver was paid too much, by element, and how it is paid back: a plan and its ledger. Nothing by itself."""

from django.db import models
from django.db.models import F, Q

from hr.models.elements import MonthlyInput
from hr.models.leaving import Leaving, OverpaymentCase
from hr.models.people import Employment, Person
from hr.states import RepaymentState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class OverpaymentLine(PartnerOwned):
    """One element of a payslip, and how much of it was for days after the last one. Deductions are positive too."""

    case = PartnerForeignKey(OverpaymentCase)
    person = PartnerForeignKey(Person)
    section = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    paid = MoneyField(help_text="What the payslip says")
    due = MoneyField(help_text="What it would say up to the last day")

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False, person="person_id")
        indexes = [models.Index(fields=["partner", "case"], name="hr_overpaymentline_case")]

    def __str__(self) -> str:
        return self.name


class RepaymentPlan(PublicId, PartnerOwned):
    """How a leaver pays back what was overpaid: pounds a month from a day, with whose agreement.

    `monthly_cap` is what may be taken from pay in a month without consent (hr.engine.agreements, recovery_cap).
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = RepaymentState.PROPOSED.value, "Proposed"
        RUNNING = RepaymentState.RUNNING.value, "Being paid back"
        SETTLED = RepaymentState.SETTLED.value, "Paid back"
        WAIVED = RepaymentState.WAIVED.value, "Waived"
        WITHDRAWN = RepaymentState.WITHDRAWN.value, "Taken back"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    leaving = PartnerForeignKey(Leaving)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    total = MoneyField(help_text="Pounds of take-home pay to pay back")
    instalment = MoneyField(help_text="Pounds a month")
    first_on = models.DateField()
    monthly_cap = MoneyField()
    consent_on = models.DateField(null=True, blank=True)
    consent = models.CharField(max_length=200, blank=True, help_text="What shows that the person agreed")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_human = models.UUIDField()
    proposed_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_human = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "plan of repayment"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "leaving"],
                condition=~Q(state="WITHDRAWN"),
                name="hr_repaymentplan_once",
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0, instalment__gt=0, instalment__lte=F("total"), monthly_cap__gte=0),
                name="hr_repaymentplan_amounts",
            ),
            models.CheckConstraint(
                condition=(Q(consent_on__isnull=True) & Q(consent="")) | (Q(consent_on__isnull=False) & ~Q(consent="")),
                name="hr_repaymentplan_consent",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_human__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_human__isnull=False, ended_at__isnull=False),
                name="hr_repaymentplan_ended_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "WITHDRAWN", "WAIVED"])
                | Q(consent_on__isnull=False)
                | Q(instalment__lte=F("monthly_cap")),
                name="hr_repaymentplan_cap",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAIVED")
                | (Q(ended_human__isnull=False) & ~Q(ended_human=F("proposed_human")) & ~Q(end_reason="")),
                name="hr_repaymentplan_waived_by_another",
            ),
            person="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_repaymentplan_person"),
            models.Index(fields=["partner", "state"], name="hr_repaymentplan_state"),
        ]

    def __str__(self) -> str:
        return f"Repayment by {self.person}"


class RepaymentEntry(PublicId, PartnerOwned):
    """One line of the ledger: paid by the person, kept back by payroll (an approved input), or waived. Written once."""

    class Kind(models.TextChoices):
        """How it came back."""

        PAID = "PAID", "Paid by the person"
        PAYROLL = "PAYROLL", "Kept back from pay"
        WAIVED = "WAIVED", "Waived"

    person = PartnerForeignKey(Person)
    plan = PartnerForeignKey(RepaymentPlan)
    kind = models.CharField(max_length=10, choices=Kind)
    amount = MoneyField()
    paid_on = models.DateField(help_text="When it was paid, or the first day of the pay period")
    monthly_input = PartnerForeignKey(MonthlyInput, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(amount__gt=0), name="hr_repaymententry_positive"),
            models.CheckConstraint(
                condition=Q(kind="PAYROLL", monthly_input__isnull=False)
                | (~Q(kind="PAYROLL") & Q(monthly_input__isnull=True)),
                name="hr_repaymententry_by_payroll",
            ),
            append_only=True,
            referenced=False,
            person="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "plan"], name="hr_repaymententry_plan"),
            models.Index(fields=["partner", "person"], name="hr_repaymententry_person"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
