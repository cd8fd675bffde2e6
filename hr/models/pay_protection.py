"""Pay that is kept for a time after a change for the worse, and supplements for what the market pays (domain HR-04)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.engine.pay_protection import Kind
from hr.models.elements import PayElement, RecurringElement
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class PayProtection(PublicId, PartnerOwned):
    """Pay protection of a job between two days. What it comes to is paid by rows of its pay element.

    `yearly` is full time: the difference that is paid on top (CASH), or the salary that stands still (MARK_TIME).
    """

    KINDS = (
        (Kind.CASH.value, "The difference is paid on top"),
        (Kind.MARK_TIME.value, "The old salary stands still until the new one has caught up"),
    )

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=10, choices=KINDS)
    yearly = MoneyField(help_text="Pounds a year, full time")
    element = PartnerForeignKey(PayElement)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        verbose_name = "pay protection"
        constraints = owned(
            no_overlap("hr_payprotection_no_overlap", "assignment"),
            has_start("hr_payprotection_starts"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="hr_payprotection_ends"),
            models.CheckConstraint(condition=Q(yearly__gt=0), name="hr_payprotection_positive"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_payprotection_person")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class MarketSupplement(PublicId, PartnerOwned):
    """A payment on top because the market pays more than the grade, with an end and a review before it."""

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    recurring = PartnerForeignKey(RecurringElement)
    evidence = models.CharField(max_length=200, help_text="What shows that the market pays more")
    review_on = models.DateField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_marketsupplement_no_overlap", "assignment"),
            has_start("hr_marketsupplement_starts"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="hr_marketsupplement_ends"),
            models.CheckConstraint(condition=Q(valid__contains=F("review_on")), name="hr_marketsupplement_review"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, review_note="")
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(review_note="")),
                name="hr_marketsupplement_reviewed",
            ),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_marketsupplement_person")]

    def __str__(self) -> str:
        return self.evidence
