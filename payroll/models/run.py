"""Pay periods, runs, their batches and members. Batches are claimed in PostgreSQL; Celery is only the doorbell."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.models import Employment, MonthlyInput, PayGroup, Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from payroll.states import RunState
from sharedservices.common.fields import MoneyField

STATES = [(state.value, state.value.capitalize()) for state in RunState]


class PayPeriod(PublicId, PartnerOwned):
    """One period of a pay group's calendar. The pay date decides the tax year and period."""

    pay_group = PartnerForeignKey(PayGroup)
    covers = DateRangeField()
    contractual_pay_date = models.DateField()
    pay_date = models.DateField(help_text="The contractual date, moved before weekends and bank holidays")
    tax_year = models.CharField(max_length=7)
    tax_period = models.IntegerField(help_text="Tax month, or tax week, of the pay date")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "pay_group", "pay_date"], name="payroll_payperiod_pay_date"),
            models.UniqueConstraint(fields=["partner", "pay_group", "covers"], name="payroll_payperiod_once"),
            models.CheckConstraint(
                condition=Q(pay_date__lte=F("contractual_pay_date")), name="payroll_payperiod_not_late"
            ),
            self_service="partner",
        )

    def __str__(self) -> str:
        return f"{self.pay_date:%B %Y}"


class PayRun(PublicId, PartnerOwned):
    """A pay group's payment for a period. Regular or supplementary; corrections are supplementary runs."""

    class Kind(models.TextChoices):
        """Why it is run."""

        REGULAR = "REGULAR", "Regular"
        SUPPLEMENTARY = "SUPPLEMENTARY", "Supplementary"

    pay_group = PartnerForeignKey(PayGroup)
    period = PartnerForeignKey(PayPeriod)
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.REGULAR)
    number = models.IntegerField(default=1, help_text="1 for the regular run, then 2, 3 … for supplementary ones")
    state = models.CharField(max_length=12, choices=STATES, default=RunState.DRAFT)
    is_calculating = models.BooleanField(default=False)
    calculation = models.IntegerField(default=0, help_text="Counts the calculations of the run")
    engine_version = models.CharField(max_length=20, blank=True)
    rates_version = models.CharField(max_length=64, blank=True)
    n_in = models.IntegerField(default=0)
    n_calculated = models.IntegerField(default=0)
    n_quarantined = models.IntegerField(default=0)
    n_excluded = models.IntegerField(default=0)
    gross = MoneyField(default=0)
    deductions = MoneyField(default=0)
    net = MoneyField(default=0)
    employer_cost = MoneyField(default=0)
    n_lines = models.IntegerField(default=0)
    results_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 over the current payslips: what is approved is paid"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    processed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    processed_human = models.UUIDField(null=True)
    calculation_started_at = models.DateTimeField(null=True)
    processed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_human = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_human = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "period", "number"], condition=~Q(state="CANCELLED"), name="payroll_payrun_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RunState.DRAFT, RunState.CANCELLED])
                | Q(is_calculating=True)
                | Q(n_in=F("n_calculated") + F("n_quarantined") + F("n_excluded")),
                name="payroll_payrun_counts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RunState.DRAFT, RunState.CALCULATED, RunState.CANCELLED])
                | Q(is_calculating=False),
                name="payroll_payrun_settled_is_not_calculating",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RunState.APPROVED, RunState.RELEASED])
                | (Q(approved_human__isnull=False) & ~Q(approved_human=F("processed_human"))),
                name="payroll_payrun_approver_is_not_processor",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.RELEASED)
                | (
                    Q(released_human__isnull=False)
                    & ~Q(released_human=F("processed_human"))
                    & ~Q(released_human=F("approved_human"))
                    & Q(approved_hash=F("results_hash"))
                ),
                name="payroll_payrun_releaser_is_third_person",
            ),
            models.CheckConstraint(condition=Q(net=F("gross") - F("deductions")), name="payroll_payrun_net"),
            models.CheckConstraint(
                condition=Q(kind="REGULAR", number=1) | Q(kind="SUPPLEMENTARY", number__gt=1),
                name="payroll_payrun_kind",
            ),
            self_service="partner",
            self_only_if="state = 'RELEASED'",
        )
        indexes = [
            models.Index(fields=["partner", "pay_group", "period"], name="payroll_payrun_period"),
            models.Index(fields=["partner"], condition=Q(is_calculating=True), name="payroll_payrun_calculating"),
        ]

    def __str__(self) -> str:
        return f"Run {self.number}"


class RunTransition(PartnerOwned):
    """The log of a run's states: who moved it, when, why."""

    run = PartnerForeignKey(PayRun)
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "run"], name="payroll_runtransition_run")]

    def __str__(self) -> str:
        return f"{self.action}"


class RunBatch(PartnerOwned):
    """A range of people of a run. A worker claims the row; the row lock is the lease."""

    class State(models.TextChoices):
        """Where it stands."""

        READY = "READY", "Waiting"
        DONE = "DONE", "Done"
        FAILED = "FAILED", "Failed"

    run = PartnerForeignKey(PayRun)
    calculation = models.IntegerField()
    seq = models.IntegerField()
    first_person_id = models.BigIntegerField()
    last_person_id = models.BigIntegerField()
    state = models.CharField(max_length=6, choices=State, default=State.READY)
    attempts = models.IntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    claimed_at = models.DateTimeField(null=True, help_text="By the database’s clock")
    error = models.TextField(blank=True)
    n_in = models.IntegerField()
    n_calculated = models.IntegerField(default=0)
    n_quarantined = models.IntegerField(default=0)
    n_excluded = models.IntegerField(default=0)
    timings = models.JSONField(default=dict, help_text="Microseconds: read, calculate, write")
    done_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "calculation", "seq"], name="payroll_runbatch_seq"),
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(n_in=F("n_calculated") + F("n_quarantined") + F("n_excluded")),
                name="payroll_runbatch_counts_add_up",
            ),
            audited=False,
            referenced=False,
        )
        indexes = [
            models.Index(
                fields=["partner", "run", "calculation", "seq"],
                condition=Q(state="READY"),
                name="payroll_runbatch_ready",
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.seq}"


class RunMember(PartnerOwned):
    """An employment in a run: calculated, quarantined or excluded, and the version of its payslip that counts."""

    class State(models.TextChoices):
        """Where it stands."""

        PENDING = "PENDING", "Waiting"
        CALCULATED = "CALCULATED", "Calculated"
        QUARANTINED = "QUARANTINED", "Quarantined"
        EXCLUDED = "EXCLUDED", "Excluded"

    run = PartnerForeignKey(PayRun)
    employment = PartnerForeignKey(Employment)
    person = PartnerForeignKey(Person)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    version = models.IntegerField(default=0, help_text="The payslip version that counts; 0 for none")
    code = models.CharField(max_length=40, blank=True, help_text="Why it is in quarantine or excluded")
    message = models.CharField(max_length=500, blank=True)
    field = models.CharField(max_length=60, blank=True)
    remedy = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "employment"], name="payroll_runmember_once"),
            models.CheckConstraint(
                condition=~Q(state="CALCULATED") | Q(version__gt=0), name="payroll_runmember_calculated_has_payslip"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["QUARANTINED", "EXCLUDED"]) | ~Q(message=""), name="payroll_runmember_says_why"
            ),
            audited=False,
            referenced=False,
            self_service="person_id",
            self_only_if="run_id IN (SELECT id FROM payroll_payrun)",
        )
        indexes = [models.Index(fields=["partner", "run", "person"], name="payroll_runmember_person")]

    def __str__(self) -> str:
        return f"{self.state}"


class PaidInput(PartnerOwned):
    """A monthly input that a released run paid: it can be paid once."""

    run = PartnerForeignKey(PayRun)
    monthly_input = PartnerForeignKey(MonthlyInput)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "monthly_input"], name="payroll_paidinput_once"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.monthly_input_id}"


# Employees see a payment with the payslip that it pays, not before.
WITH_OWN_PAYSLIP = """EXISTS (
  SELECT 1 FROM payroll_payslip s
  WHERE s.partner_id = payroll_payment.partner_id AND s.run_id = payroll_payment.run_id
    AND s.employment_id = payroll_payment.employment_id)"""


class Payment(PartnerOwned):
    """What a released run pays to one employment, and into which account: as it was at the release, for good.

    One payment, or two where a second account gets a part; together they are the net pay of the payslip, to the penny.

    The account stands by its keyed fingerprint and its last four digits. A change of it in hr, even one that is dated
    back, leaves payslip and listing as they are.
    """

    run = PartnerForeignKey(PayRun)
    employment = PartnerForeignKey(Employment)
    person = PartnerForeignKey(Person)
    is_second = models.BooleanField(default=False, help_text="The part of the second account")
    amount = MoneyField()
    holder = models.CharField(max_length=100)
    last_four = models.CharField(max_length=4)
    fingerprint = models.CharField(max_length=64)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "employment", "is_second"], name="payroll_payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payroll_payment_positive"),
            self_service="person_id",
            self_only_if=WITH_OWN_PAYSLIP,
            audited=False,
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"payment {self.pk}"


class PaymentListing(PublicId, PartnerOwned):
    """What a released run pays to whom: number of payments, control total and the hash of the listing.

    A payslip may be paid in two payments. Listings of before that was so do not say how many payslips: one for each.
    """

    run = PartnerForeignKey(PayRun)
    n_payments = models.IntegerField()
    n_payslips = models.IntegerField(null=True)
    control_total = MoneyField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run"], name="payroll_paymentlisting_once"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.sha256
