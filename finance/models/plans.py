"""Journals that come again: the same every so often, or an amount spread over months (domain FIN-02)."""

from django.db import models
from django.db.models import Q

from finance.models.chart import Coding
from finance.models.journals import Journal
from finance.states import PlanState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField

STATES = [
    (state.value, label) for state, label in zip(PlanState, ("Draft", "Running", "Stopped", "Discarded"), strict=True)
]


class JournalPlan(PublicId, PartnerOwned):
    """What is posted by itself on agreed days, once others have approved all of it."""

    class Kind(models.TextChoices):
        """What comes with each: the same amounts, or a part of them."""

        RECURRING = "RECURRING", "Recurring: the same amounts each time"
        PREPAYMENT = "PREPAYMENT", "Prepayment: the amounts spread over all times"

    legal_entity = PartnerForeignKey(LegalEntity)
    kind = models.CharField(max_length=10, choices=Kind)
    description = models.CharField(max_length=200)
    written_as = PartnerForeignKey(Journal)
    first_on = models.DateField()
    every = models.IntegerField(help_text="Months from one to the next")
    times = models.IntegerField()
    state = models.CharField(max_length=9, choices=STATES, default=PlanState.DRAFT)
    total = MoneyField(help_text="Sum of debits of all its journals together")
    n_lines = models.IntegerField()
    lines_hash = models.CharField(max_length=64, help_text="SHA-256 over days and lines")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_human = models.UUIDField()
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=12, times__gte=2, times__lte=120), name="finance_journalplan_times"
            ),
            models.CheckConstraint(condition=Q(first_on__day__lte=28), name="finance_journalplan_day_of_every_month"),
            models.CheckConstraint(condition=Q(total__gt=0, n_lines__gte=2), name="finance_journalplan_has_lines"),
            models.CheckConstraint(
                condition=Q(state__in=["RUNNING", "STOPPED"], approved_by__isnull=False, approved_at__isnull=False)
                | Q(state__in=["DRAFT", "DISCARDED"], approved_by__isnull=True, approved_at__isnull=True),
                name="finance_journalplan_approved",
            ),
            models.CheckConstraint(
                condition=(Q(state="STOPPED", stopped_by__isnull=False, stopped_at__isnull=False) & ~Q(stop_reason=""))
                | (~Q(state="STOPPED") & Q(stopped_by__isnull=True, stopped_at__isnull=True, stop_reason="")),
                name="finance_journalplan_stopped",
            ),
        )
        indexes = [models.Index(fields=["partner", "state", "first_on"], name="finance_journalplan_state")]

    def __str__(self) -> str:
        return self.description


class JournalPlanLine(PartnerOwned):
    """A line: of each journal of a recurring plan, of all journals together of a prepayment."""

    plan = PartnerForeignKey(JournalPlan)
    number = models.IntegerField()
    coding = PartnerForeignKey(Coding)
    debit = MoneyField(default=0)
    credit = MoneyField(default=0)
    narrative = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "plan", "number"], name="finance_journalplanline_number"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0), name="finance_journalplanline_one_side"
            ),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"line {self.number}"
