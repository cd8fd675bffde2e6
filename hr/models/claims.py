"""Claims: mileage, additional hours and expenses, asked for by the employee and paid through payroll."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from finance.models import CostCentre
from hr.engine.claims import Vehicle
from hr.models.documents import Document
from hr.models.elements import MonthlyInput, PayElement
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import behalf, has_start, no_overlap
from hr.states import ClaimState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField, MoneyField

SETTLED = ["APPROVED", "SENT", "PAID"]


class ClaimPolicy(PublicId, PartnerOwned):
    """What a partner pays for a mile and how long it takes claims without HR, from a day on. Empty: as in law."""

    months_late = models.PositiveSmallIntegerField(default=3)
    car = MoneyField(null=True, blank=True)
    car_over = MoneyField(null=True, blank=True)
    motorcycle = MoneyField(null=True, blank=True)
    cycle = MoneyField(null=True, blank=True)
    passenger = MoneyField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "policy on claims"
        verbose_name_plural = "policies on claims"
        constraints = owned(
            has_start("hr_claimpolicy_starts"),
            no_overlap("hr_claimpolicy_no_overlap"),
            models.CheckConstraint(condition=Q(months_late__gte=1, months_late__lte=24), name="hr_claimpolicy_months"),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.valid.lower}"


class ClaimType(PublicId, PartnerOwned):
    """What may be claimed at a partner, and which pay element pays it."""

    class Use(models.TextChoices):
        """What it is for."""

        MILEAGE = "MILEAGE", "Miles, the part free of tax and National Insurance"
        MILEAGE_TAXED = "MILEAGE_TAXED", "Miles, the part that is taxed only"
        MILEAGE_EXCESS = "MILEAGE_EXCESS", "Miles, the part with tax and National Insurance"
        HOURS = "HOURS", "Additional hours"
        EXPENSE = "EXPENSE", "An expense"

    use = models.CharField(max_length=15, choices=Use)
    name = models.CharField(max_length=100)
    element = PartnerForeignKey(PayElement)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "kind of claim"
        verbose_name_plural = "kinds of claim"
        constraints = owned(
            has_start("hr_claimtype_starts"),
            no_overlap("hr_claimtype_no_overlap", "use", "name"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.name


class Claim(PublicId, PartnerOwned):
    """A claim of one job: its lines are what is claimed. The number is the partner’s own, without a gap."""

    class Kind(models.TextChoices):
        """What is claimed."""

        MILEAGE = "MILEAGE", "Mileage"
        HOURS = "HOURS", "Additional hours"
        EXPENSE = "EXPENSE", "Expenses"

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = ClaimState.DRAFT.value, "Not sent yet"
        SUBMITTED = ClaimState.SUBMITTED.value, "With the manager"
        WITH_HR = ClaimState.WITH_HR.value, "Late: to be agreed"
        RETURNED = ClaimState.RETURNED.value, "Sent back"
        REJECTED = ClaimState.REJECTED.value, "Rejected"
        WITHDRAWN = ClaimState.WITHDRAWN.value, "Withdrawn"
        APPROVED = ClaimState.APPROVED.value, "Approved"
        SENT = ClaimState.SENT.value, "Sent to payroll"
        PAID = ClaimState.PAID.value, "Paid"

    number = models.PositiveIntegerField()
    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    cost_centre = PartnerForeignKey(CostCentre, null=True, blank=True)
    n_lines = models.PositiveIntegerField(default=0)
    units = HoursField(default=0, help_text="Miles or hours")
    amount = MoneyField(default=0, help_text="Pounds; hours are paid at the rate of the job")
    first_on = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_human = models.UUIDField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, blank=True)
    behalf_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    behalf_human = models.UUIDField(null=True, blank=True, help_text="For whom it was decided while they were away")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_human = models.UUIDField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    pay_period = models.DateField(null=True, blank=True, help_text="First day of the pay period that pays it")
    pay_period_name = models.CharField(max_length=80, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_run = models.UUIDField(null=True, blank=True, help_text="Public id of the pay run that paid it")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="hr_claim_number"),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_human__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_human__isnull=False, submitted_at__isnull=False),
                name="hr_claim_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_human__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_human__isnull=False, decided_at__isnull=False),
                name="hr_claim_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_human__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_human__isnull=False, agreed_at__isnull=False),
                name="hr_claim_agreed_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_human__isnull=True) | ~Q(decided_human=F("submitted_human")),
                name="hr_claim_second_person",
            ),
            models.CheckConstraint(
                condition=Q(agreed_human__isnull=True)
                | (~Q(agreed_human=F("submitted_human")) & ~Q(agreed_human=F("decided_human"))),
                name="hr_claim_third_person",
            ),
            models.CheckConstraint(
                condition=behalf("decided_human")
                & (Q(behalf_human__isnull=True) | ~Q(behalf_human=F("submitted_human")))
                & (Q(behalf_human__isnull=True) | Q(agreed_human__isnull=True) | ~Q(behalf_human=F("agreed_human"))),
                name="hr_claim_for_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*SETTLED, "WITH_HR"])
                | Q(submitted_at__isnull=False, decided_at__isnull=False, n_lines__gt=0),
                name="hr_claim_approved_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SETTLED) | Q(is_late=False) | Q(agreed_at__isnull=False),
                name="hr_claim_late_needs_hr",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RETURNED", "REJECTED"]) | ~Q(decision_note=""), name="hr_claim_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["SENT", "PAID"], pay_period__isnull=False) | ~Q(state__in=["SENT", "PAID"]),
                name="hr_claim_sent_for_a_period",
            ),
            models.CheckConstraint(
                condition=Q(state="PAID", paid_on__isnull=False, paid_run__isnull=False)
                | (~Q(state="PAID") & Q(paid_on__isnull=True, paid_run__isnull=True)),
                name="hr_claim_paid_by",
            ),
            self_service="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_claim_person"),
            models.Index(fields=["partner", "state", "submitted_at"], name="hr_claim_state"),
        ]

    def __str__(self) -> str:
        return f"C-{self.number:06d}"


_JOURNEY = Q(miles__isnull=False, miles__gt=0) & ~Q(vehicle="") & ~Q(from_place="") & ~Q(to_place="")
_HOURS = Q(worked__isnull=False, hours__gt=0, claim_type__isnull=False)
_EXPENSE = Q(amount__gt=0, claim_type__isnull=False) & (Q(receipt__isnull=False) | ~Q(no_receipt=""))


class ClaimLine(PublicId, PartnerOwned):
    """A journey, a stretch of hours worked, or something bought. `counts` ends when its claim comes to nothing."""

    class Travel(models.TextChoices):
        """What somebody travelled in."""

        CAR = Vehicle.CAR.value, "Car or van"
        MOTORCYCLE = Vehicle.MOTORCYCLE.value, "Motor cycle"
        CYCLE = Vehicle.CYCLE.value, "Cycle"

    claim = PartnerForeignKey(Claim)
    person = PartnerForeignKey(Person)
    on = models.DateField()
    reason = models.CharField(max_length=200)
    from_place = models.CharField(max_length=100, blank=True)
    to_place = models.CharField(max_length=100, blank=True)
    miles = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    vehicle = models.CharField(max_length=10, choices=Travel, blank=True)
    passengers = models.PositiveSmallIntegerField(default=0)
    claim_type = PartnerForeignKey(ClaimType, null=True, blank=True)
    worked = DateTimeRangeField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    hours = HoursField(null=True, blank=True)
    amount = MoneyField(null=True, blank=True, help_text="Pounds, with VAT")
    vat = MoneyField(null=True, blank=True)
    receipt = PartnerForeignKey(Document, null=True, blank=True)
    no_receipt = models.CharField(max_length=200, blank=True, help_text="Why there is none")
    fingerprint = models.CharField(max_length=64)
    counts = models.BooleanField(default=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "line of a claim"
        verbose_name_plural = "lines of claims"
        constraints = owned(
            models.CheckConstraint(
                condition=(_JOURNEY & Q(worked__isnull=True, amount__isnull=True))
                | (_HOURS & Q(miles__isnull=True, amount__isnull=True))
                | (_EXPENSE & Q(miles__isnull=True, worked__isnull=True)),
                name="hr_claimline_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(vat__isnull=True) | Q(vat__gte=0, vat__lt=F("amount")), name="hr_claimline_vat"
            ),
            models.CheckConstraint(
                condition=Q(receipt__isnull=True) | Q(no_receipt=""), name="hr_claimline_receipt_or_reason"
            ),
            ExclusionConstraint(
                name="hr_claimline_hours_once",
                expressions=[
                    ("partner", RangeOperators.EQUAL), ("person", RangeOperators.EQUAL),
                    ("worked", RangeOperators.OVERLAPS),
                ],
                condition=Q(counts=True, worked__isnull=False),
            ),
            self_service="person_id",
            referenced=False,
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "claim", "on"], name="hr_claimline_claim"),
            models.Index(fields=["partner", "fingerprint"], name="hr_claimline_fingerprint"),
            models.Index(fields=["partner", "person", "on"], name="hr_claimline_person"),
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class ClaimInput(PartnerOwned):
    """A monthly input that pays a part of a claim: each part is sent once. `earned` are the days that it is for."""

    claim = PartnerForeignKey(Claim)
    person = PartnerForeignKey(Person)
    monthly_input = PartnerForeignKey(MonthlyInput)
    part = models.CharField(max_length=60, help_text="Element, rate and origin period")
    origin_start = models.DateField(help_text="First day of the pay period in which it was earned")
    earned = DateRangeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "part of a claim sent to payroll"
        verbose_name_plural = "parts of claims sent to payroll"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "claim", "part"], name="hr_claiminput_sent_once"),
            models.UniqueConstraint(fields=["partner", "monthly_input"], name="hr_claiminput_one_claim"),
            models.CheckConstraint(condition=Q(earned__isempty=False), name="hr_claiminput_earned"),
            self_service="person_id",
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_claiminput_person")]

    def __str__(self) -> str:
        return self.part
