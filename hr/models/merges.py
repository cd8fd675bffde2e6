"""Two records of one human being that became one, and what it takes to part them again (domain HR-03)."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.rls import Narrowed
from sharedservices.common.fields import BlindIndexField, SealedTextField

# No row of a scope; and without one it asks for it, as every table does.
NOBODY = "(SELECT app_partner_ids()) IS NULL"
NOT_HIDDEN = "(duplicate_id = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE"


class PersonMerge(PublicId, PartnerOwned):
    """That a record was merged into another one. Only hr_merge_people() and hr_part_people() write it.

    The duplicate keeps its own names, contacts and what only it may say; nobody sees it while the merge holds. Its
    National Insurance number stands here, sealed for the duplicate, so that it can be given back letter by letter.
    """

    class State(models.TextChoices):
        """Whether it holds."""

        MERGED = "MERGED", "Merged"
        PARTED = "PARTED", "Parted again"

    person = PartnerForeignKey(Person, help_text="The record that is kept")
    duplicate = PartnerForeignKey(Person)
    state = models.CharField(max_length=10, choices=State, default=State.MERGED)
    reason = models.CharField(max_length=200)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    parted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parted_at = models.DateTimeField(null=True, blank=True)
    part_reason = models.CharField(max_length=200, blank=True)
    nino = SealedTextField(blank=True, default="")
    nino_index = BlindIndexField(blank=True, default="")
    nino_taken = models.BooleanField(default=False, help_text="The kept record took the number over")
    made_sensitive = models.BooleanField(default=False, help_text="The kept record became protected by it")

    class Meta(PartnerOwned.Meta):
        verbose_name = "merge of two records"
        verbose_name_plural = "merges of records"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "duplicate"], condition=Q(state="MERGED"), name="hr_personmerge_once"
            ),
            models.CheckConstraint(condition=~Q(person=F("duplicate")), name="hr_personmerge_two_records"),
            models.CheckConstraint(
                condition=Q(state="MERGED", parted_by__isnull=True, parted_at__isnull=True, part_reason="")
                | (Q(state="PARTED", parted_by__isnull=False, parted_at__isnull=False) & ~Q(part_reason="")),
                name="hr_personmerge_parted_whole",
            ),
            Narrowed(name="hr_personmerge_narrowed", using=NOT_HIDDEN),
            person="person_id",
            hide=("nino", "nino_index"),
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_personmerge_person")]

    def __str__(self) -> str:
        return f"Merge of {self.merged_at:%d.%m.%Y}"


class PersonMergeRow(PartnerOwned):
    """One row that went over to the kept record: which, and what stood in it. The runtime role sees no row of it.

    That there is a row can tell of a case that hardly anybody may know of.
    """

    merge = PartnerForeignKey(PersonMerge)
    in_table = models.CharField(max_length=63)
    in_column = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    old = models.TextField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "row that a merge moved"
        verbose_name_plural = "rows that merges moved"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "merge", "in_table", "in_column", "row_id"], name="hr_personmergerow_once"
            ),
            Narrowed(name="hr_personmergerow_narrowed", using=NOBODY),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.in_table} {self.row_id}"
