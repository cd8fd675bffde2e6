"""Journals, their lines, and the balances that posting keeps (domain FIN-02).

PostgreSQL is the last guard (migrations/sql/ledger_guards.sql): posting is one update of the journal's state, whose
trigger sums the lines once, refuses what does not balance in each fund, takes the next number of its series, chains the
hash to the journal before it, and adds the lines to the balances of the period. Nothing else writes balances, and
nothing changes what is posted.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.calendar import Period, PeriodModule
from finance.models.chart import Coding
from finance.states import JournalState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField

STATES = [(state.value, state.value.capitalize()) for state in JournalState]


class Journal(PublicId, PartnerOwned):
    """A set of debits and credits of one legal entity that balances in each fund."""

    class Kind(models.TextChoices):
        """The types of domain FIN-02; each has a series of numbers of its own in an entity's year."""

        MANUAL = "MANUAL", "Manual"
        ACCRUAL = "ACCRUAL", "Accrual, reversed by itself"
        PREPAYMENT = "PREPAYMENT", "Prepayment, reversed by itself"
        RECURRING = "RECURRING", "Recurring"
        RECLASS = "RECLASS", "Reclassification"
        PAYROLL = "PAYROLL", "Payroll"
        PAYABLES = "AP", "Accounts payable"
        RECEIVABLES = "AR", "Accounts receivable"
        BANK = "BANK", "Bank"
        GRNI = "GRNI", "Goods received, not invoiced"
        RECHARGE = "RECHARGE", "Recharge"
        INTER_ENTITY = "INTER_ENTITY", "Inter-entity"
        OPENING = "OPENING", "Opening balances"
        YEAR_END = "YEAR_END", "Year end"
        STATUTORY = "STATUTORY", "Statutory adjustment"

    legal_entity = PartnerForeignKey(LegalEntity)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MANUAL)
    module = models.CharField(max_length=8, choices=PeriodModule.Module, default=PeriodModule.Module.GENERAL)
    state = models.CharField(max_length=9, choices=STATES, default=JournalState.DRAFT)
    period = PartnerForeignKey(Period)
    accounting_date = models.DateField()
    description = models.CharField(max_length=200)
    source = models.CharField(
        max_length=20, blank=True, help_text="What posted it by itself; empty when people wrote it"
    )
    source_ref = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True, help_text="What may be posted once: idempotency key")
    reverses = PartnerForeignKey("finance.Journal", null=True, blank=True)
    linked_to = PartnerForeignKey(
        "finance.Journal", null=True, blank=True, help_text="The journal of another legal entity that it is posted with"
    )
    reverse_on = models.DateField(null=True, blank=True, help_text="When an accrual is reversed by itself")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_human = models.UUIDField()
    prepared_at = models.DateTimeField()
    n_lines = models.IntegerField(default=0)
    total = MoneyField(default=0, help_text="Sum of debits; of credits, too, once it is posted")
    lines_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the lines")
    number = models.IntegerField(null=True, blank=True, help_text="Taken at posting: without gaps in its series")
    chain_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 over this and the one before it")
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "key"], name="finance_journal_key"),
            models.UniqueConstraint(
                fields=["partner", "reverses"], condition=~Q(state="DISCARDED"), name="finance_journal_reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=JournalState.POSTED, number__isnull=False, posted_by__isnull=False, posted_at__isnull=False
                )
                | (
                    ~Q(state=JournalState.POSTED)
                    & Q(number__isnull=True, posted_by__isnull=True, posted_at__isnull=True)
                ),
                name="finance_journal_posted_has_number",
            ),
            models.UniqueConstraint(
                fields=["partner", "linked_to"],
                condition=Q(linked_to__isnull=False) & ~Q(state="DISCARDED"),
                name="finance_journal_linked_once",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="finance_journal_other"
            ),
            models.CheckConstraint(
                condition=Q(reverse_on__isnull=True)
                | Q(kind__in=["ACCRUAL", "PREPAYMENT"], reverse_on__gt=F("accounting_date")),
                name="finance_journal_reverses_later",
            ),
            models.CheckConstraint(condition=Q(total__gte=0, n_lines__gte=0), name="finance_journal_totals"),
        )
        indexes = [
            models.Index(fields=["partner", "period", "kind", "number"], name="finance_journal_period"),
            models.Index(fields=["partner", "state", "-id"], name="finance_journal_state"),
            models.Index(fields=["partner", "source", "source_ref"], name="finance_journal_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}" if self.number else f"draft {self.pk}"


class JournalLine(PartnerOwned):
    """One debit or one credit: pounds above nought in exactly one of the two."""

    journal = PartnerForeignKey(Journal)
    number = models.IntegerField()
    coding = PartnerForeignKey(Coding)
    debit = MoneyField(default=0)
    credit = MoneyField(default=0)
    narrative = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    origin_period = PartnerForeignKey(Period, null=True, blank=True)
    is_restricted = models.BooleanField(
        default=False, help_text="Says what somebody earns: its amount is for those who may see pay"
    )

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "journal", "number"], name="finance_journalline_number"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0), name="finance_journalline_one_side"
            ),
            audited=False,
        )
        indexes = [models.Index(fields=["partner", "coding", "journal"], name="finance_journalline_coding")]

    def __str__(self) -> str:
        return f"line {self.number}"


class JournalSeries(PartnerOwned):
    """The last number and hash of a legal entity's journals of one kind in one year. Written by posting alone."""

    legal_entity = PartnerForeignKey(LegalEntity)
    year = models.IntegerField()
    kind = models.CharField(max_length=12, choices=Journal.Kind)
    number = models.IntegerField(default=0)
    chain_hash = models.CharField(max_length=64, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "year", "kind"], name="finance_journalseries_once"
            ),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Balance(PartnerOwned):
    """What was posted to one coding in one period. Kept by posting, equal to the sum of its lines."""

    period = PartnerForeignKey(Period)
    coding = PartnerForeignKey(Coding)
    debit = MoneyField(default=0)
    credit = MoneyField(default=0)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "period", "coding"], name="finance_balance_once"),
            audited=False,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "coding", "period"], name="finance_balance_coding")]

    def __str__(self) -> str:
        return f"balance {self.pk}"
