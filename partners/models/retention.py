"""How long data is kept, what is held back from erasure, and what was erased (domain HR-13)."""

from django.db import models
from django.db.models import F, Q

from partners.engine.retention import Clock
from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.states import PurgeState, ScheduleState

CLOCKS = [(Clock.DAY.value, "The day itself"), (Clock.TAX_YEAR_END.value, "The end of that tax year")]


def _pair(name: str) -> Q:
    """Return the condition that who, which human and when stand together or not at all."""
    return Q(**{f"{name}_by__isnull": True, f"{name}_human__isnull": True, f"{name}_at__isnull": True}) | Q(
        **{f"{name}_by__isnull": False, f"{name}_human__isnull": False, f"{name}_at__isnull": False}
    )


class RetentionSchedule(PublicId, PartnerOwned):
    """How long this partner keeps what: proposed by one person, approved by another, in force until the next one is."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = ScheduleState.PROPOSED.value, "Waiting for approval"
        IN_FORCE = ScheduleState.IN_FORCE.value, "In force"
        REPLACED = ScheduleState.REPLACED.value, "Replaced"
        WITHDRAWN = ScheduleState.WITHDRAWN.value, "Withdrawn"

    version = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(max_length=200)
    content_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the rules, by the database: what is approved is what was read"
    )
    approved_hash = models.CharField(max_length=64, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_human = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "version"], name="partners_retentionschedule_version"),
            models.UniqueConstraint(
                fields=["partner", "state"],
                condition=Q(state__in=[ScheduleState.PROPOSED, ScheduleState.IN_FORCE]),
                name="partners_retentionschedule_one",
            ),
            models.CheckConstraint(condition=_pair("approved"), name="partners_retentionschedule_approved_pair"),
            models.CheckConstraint(
                condition=Q(approved_human__isnull=True) | ~Q(approved_human=F("proposed_human")),
                name="partners_retentionschedule_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ScheduleState.PROPOSED, ScheduleState.WITHDRAWN])
                | (Q(approved_human__isnull=False, approved_hash=F("content_hash")) & ~Q(content_hash="")),
                name="partners_retentionschedule_approved",
            ),
        )

    def __str__(self) -> str:
        return f"Schedule {self.version}"


class RetentionRule(PartnerOwned):
    """How long one class of data is kept. Written with its schedule and never changed."""

    schedule = PartnerForeignKey(RetentionSchedule)
    data_class = models.CharField(max_length=20)
    months = models.IntegerField()
    clock = models.CharField(max_length=12, choices=CLOCKS)
    source = models.CharField(max_length=300)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "schedule", "data_class"], name="partners_retentionrule_once"),
            models.CheckConstraint(condition=Q(months__gte=0, months__lte=1200), name="partners_retentionrule_months"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.data_class


class LegalHold(PublicId, PartnerOwned):
    """While it is open nothing that it covers is erased: a person, a class of data, or, with neither, everything."""

    person_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr; empty for everybody")
    data_class = models.CharField(max_length=20, blank=True, help_text="Empty for every class")
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lift_reason="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="partners_legalhold_lifted_pair",
            ),
            person="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person_id"], name="partners_legalhold_person")]

    def __str__(self) -> str:
        return self.reason


class PurgeProposal(PublicId, PartnerOwned):
    """What is to be erased, person by person: proposed, approved by somebody else for this content, executed."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = PurgeState.PROPOSED.value, "Waiting for approval"
        APPROVED = PurgeState.APPROVED.value, "Approved"
        DONE = PurgeState.DONE.value, "Done"
        REJECTED = PurgeState.REJECTED.value, "Rejected"

    schedule = PartnerForeignKey(RetentionSchedule)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    as_of = models.DateField(help_text="The day on which it was worked out what is old enough")
    n_items = models.IntegerField(default=0)
    n_held = models.IntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the items, by the database")
    approved_hash = models.CharField(max_length=64, blank=True)
    job = models.UUIDField(null=True, blank=True, help_text="The background job that erases")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_human = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    certificate = models.CharField(max_length=64, blank=True, help_text="SHA-256 over what became of each item")

    class Meta(PartnerOwned.Meta):
        verbose_name = "proposal to erase"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(state__in=[PurgeState.PROPOSED, PurgeState.APPROVED]),
                name="partners_purgeproposal_one_open",
            ),
            models.CheckConstraint(condition=_pair("approved"), name="partners_purgeproposal_approved_pair"),
            models.CheckConstraint(
                condition=Q(rejected_by__isnull=True, rejected_at__isnull=True)
                | Q(rejected_by__isnull=False, rejected_at__isnull=False),
                name="partners_purgeproposal_rejected_pair",
            ),
            models.CheckConstraint(
                condition=Q(approved_human__isnull=True) | ~Q(approved_human=F("proposed_human")),
                name="partners_purgeproposal_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PurgeState.PROPOSED, PurgeState.REJECTED])
                | (Q(approved_human__isnull=False, approved_hash=F("content_hash")) & ~Q(content_hash="")),
                name="partners_purgeproposal_approved",
            ),
        )

    def __str__(self) -> str:
        return f"Erasure of {self.as_of:%-d %B %Y}"


class PurgeItem(PartnerOwned):
    """One class of one person's data in a proposal, triggered on or before `cutoff`. Only the database ends it."""

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITING = "", "Waiting"
        ERASED = "ERASED", "Erased"
        KEPT = "KEPT", "Kept"

    proposal = PartnerForeignKey(PurgeProposal)
    data_class = models.CharField(max_length=20)
    person_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr; empty: nobody in particular")
    cutoff = models.DateField()
    oldest = models.DateField(help_text="The earliest day that started a clock")
    n_rows = models.IntegerField()
    is_held = models.BooleanField(default=False, help_text="A hold stood when it was proposed: it is shown and kept")
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True, default="")
    why = models.CharField(max_length=200, blank=True)
    n_erased = models.IntegerField(default=0)
    by_table = models.JSONField(default=dict, help_text="Table to number of its rows that were erased or overwritten")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "item to erase"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "proposal", "data_class", "person_id"],
                nulls_distinct=False,
                name="partners_purgeitem_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", done_at__isnull=True) | (~Q(outcome="") & Q(done_at__isnull=False)),
                name="partners_purgeitem_done",
            ),
            models.CheckConstraint(condition=Q(oldest__lte=F("cutoff"), n_rows__gt=0), name="partners_purgeitem_old"),
            models.CheckConstraint(
                condition=Q(is_held=False) | ~Q(outcome="ERASED"), name="partners_purgeitem_held_stays"
            ),
            person="person_id",
            audited=False,
            referenced=False,
        )
        indexes = [
            models.Index(
                fields=["partner", "proposal", "id"], condition=Q(outcome=""), name="partners_purgeitem_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.data_class
