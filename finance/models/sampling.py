"""Journals that are posted without an approver, who may do that, and those that are looked at afterwards (FIN-02).

Trainings and routine types are rows once others have approved them; until then they are change requests. The database
looks at them itself when a journal is posted without an approver (migrations/sql/sampling.sql).
"""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q

from finance.models.journals import Journal
from finance.states import SampledState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField

ROUTINE = ("MANUAL", "ACCRUAL", "PREPAYMENT", "RECLASS", "STATUTORY")
"""The kinds of journal that people write, of which a ledger may have routine ones."""
LONGEST = 500


class JournalTraining(PublicId, PartnerOwned):
    """That somebody is trained to post small routine journals of one ledger, from a day to a day."""

    legal_entity = PartnerForeignKey(LegalEntity)
    trained = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    trained_human = models.UUIDField()
    valid = DateRangeField()
    evidence = models.CharField(max_length=LONGEST, help_text="What shows that the training was completed")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=LONGEST, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "training for journals"
        constraints = owned(
            models.CheckConstraint(condition=~Q(evidence=""), name="finance_journaltraining_evidence"),
            models.CheckConstraint(
                condition=Q(valid__startswith__isnull=False, valid__endswith__isnull=False),
                name="finance_journaltraining_ends",
            ),
            models.CheckConstraint(
                condition=(Q(revoked_by__isnull=False, revoked_at__isnull=False) & ~Q(revoke_reason=""))
                | Q(revoked_by__isnull=True, revoked_at__isnull=True, revoke_reason=""),
                name="finance_journaltraining_revoked",
            ),
        )
        indexes = [
            models.Index(fields=["partner", "legal_entity", "trained_human"], name="finance_journaltraining_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.trained.full_name} for {self.legal_entity}"


class RoutineJournals(PublicId, PartnerOwned):
    """Which types of journal are routine in a ledger from a day on: of those of one day the latest counts.

    Without a row none is. An empty list ends what was decided before.
    """

    legal_entity = PartnerForeignKey(LegalEntity)
    kinds = ArrayField(models.CharField(max_length=12), blank=True)
    starts_on = models.DateField()
    reason = models.CharField(max_length=LONGEST)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "routine types of journal"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(kinds__contained_by=list(ROUTINE)), name="finance_routinejournals_kinds"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="finance_routinejournals_says_why"),
            append_only=True,
        )
        indexes = [
            models.Index(fields=["partner", "legal_entity", "-starts_on", "-id"], name="finance_routinejournals_day"),
        ]

    def __str__(self) -> str:
        return f"routine types of {self.legal_entity} from {self.starts_on}"


class PostingCheck(PartnerOwned):
    """What was found when a journal was submitted: each condition of being posted without an approver, met or not."""

    journal = PartnerForeignKey(Journal)
    lines_hash = models.CharField(max_length=64)
    total = MoneyField()
    together = MoneyField(help_text="With other journals of the same preparer, day and codes")
    is_passed = models.BooleanField()
    conditions = models.JSONField(help_text="Code, title, whether it is met, and what shows it")
    training = PartnerForeignKey(JournalTraining, null=True, blank=True)
    routine = PartnerForeignKey(RoutineJournals, null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "check of a submitted journal"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "journal"], condition=Q(is_passed=True), name="finance_postingcheck_passed_once"
            ),
            models.CheckConstraint(
                condition=Q(is_passed=False) | Q(training__isnull=False, routine__isnull=False),
                name="finance_postingcheck_passed_by",
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "journal", "-id"], name="finance_postingcheck_journal")]

    def __str__(self) -> str:
        return f"check of {self.journal}"


class JournalSample(PublicId, PartnerOwned):
    """What was drawn of the journals that a ledger posted without an approver in a month: once, after its end."""

    legal_entity = PartnerForeignKey(LegalEntity)
    year = models.IntegerField(help_text="In which the financial year begins")
    number = models.IntegerField(help_text="The month in which they were posted: 1 for April")
    population = models.IntegerField(help_text="How many were posted without an approver")
    n_sampled = models.IntegerField()
    percent = models.IntegerField()
    key = models.CharField(max_length=64, help_text="Made at the drawing; the order is SHA-256 over “key|public id”")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    drawn_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "sample of journals"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "year", "number"], name="finance_journalsample_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=12, population__gte=1, n_sampled__gte=1),
                name="finance_journalsample_numbers",
            ),
            models.CheckConstraint(condition=Q(key__regex=r"^[0-9a-f]{64}$"), name="finance_journalsample_key"),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"sample {self.year}-{self.number:02}"


class SampledJournal(PublicId, PartnerOwned):
    """A journal that was drawn, and what whoever looked at it found: another person than its preparer."""

    class Remedy(models.TextChoices):
        """What follows from a finding."""

        REVERSE = "REVERSE", "The journal is reversed"
        REVOKE = "REVOKE", "The preparer’s training is revoked"
        BOTH = "BOTH", "It is reversed, and the training revoked"
        OTHER = "OTHER", "As the finding says"

    sample = PartnerForeignKey(JournalSample)
    journal = PartnerForeignKey(Journal)
    state = models.CharField(
        max_length=8, choices=[(one.value, one.label) for one in SampledState], default=SampledState.WAITING
    )
    finding = models.CharField(max_length=LONGEST, blank=True)
    remedy = models.CharField(max_length=7, choices=Remedy, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_human = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "sampled journal"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "journal"], name="finance_sampledjournal_once"),
            models.CheckConstraint(
                condition=Q(
                    state=SampledState.WAITING, finding="", remedy="", reviewed_by__isnull=True,
                    reviewed_human__isnull=True, reviewed_at__isnull=True,
                )
                | Q(
                    state=SampledState.IN_ORDER, remedy="", reviewed_by__isnull=False, reviewed_human__isnull=False,
                    reviewed_at__isnull=False,
                )
                | (
                    Q(
                        state=SampledState.FINDING, reviewed_by__isnull=False, reviewed_human__isnull=False,
                        reviewed_at__isnull=False,
                    )
                    & ~Q(finding="")
                    & ~Q(remedy="")
                ),
                name="finance_sampledjournal_reviewed",
            ),
            referenced=False,
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "state", "id"], name="finance_sampledjournal_state")]

    def __str__(self) -> str:
        return f"{self.journal}, sampled"
