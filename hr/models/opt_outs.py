"""Agreements in writing to work more than 48 hours a week on average (domain HR-03)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from hr.models.documents import Document
from hr.models.people import Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class WorkingTimeOptOut(PublicId, PartnerOwned):
    """Somebody’s agreement to work more than the average that the law allows, from the day on which it was signed.

    It ends on a day that was agreed, or by notice of its person: after `notice_days`. What was signed never changes.
    """

    person = PartnerForeignKey(Person)
    valid = DateRangeField()
    notice_days = models.PositiveSmallIntegerField(help_text="From 7 days to three months")
    document = PartnerForeignKey(Document, help_text="The agreement as it was signed")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True, help_text="The day of the notice")
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "agreement to longer hours"
        verbose_name_plural = "agreements to longer hours"
        constraints = owned(
            has_start("hr_workingtimeoptout_has_start"),
            no_overlap("hr_workingtimeoptout_no_overlap", "person"),
            models.CheckConstraint(
                condition=Q(notice_days__gte=7, notice_days__lte=92), name="hr_workingtimeoptout_notice"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawn_at=None)
                | Q(
                    withdrawn_on__isnull=False, withdrawn_by__isnull=False, withdrawn_at__isnull=False,
                    valid__upper_inf=False,
                ),
                name="hr_workingtimeoptout_withdrawn_whole",
            ),
            self_service="person_id",
            self_update=("valid", "withdrawn_on", "withdrawn_by_id", "withdrawn_at"),
            self_update_if="withdrawn_on IS NOT NULL",
            referenced=False,
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "person"], name="hr_workingtimeoptout_person")]

    def __str__(self) -> str:
        return f"Agreed on {self.valid.lower}"
