"""Since when somebody’s service counts, for each purpose by itself (domain HR-03: six dates, not one)."""

from django.db import models
from django.db.models import Q

from hr.models.people import Employment, Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class ServiceDate(PublicId, PartnerOwned):
    """From when service counts for one purpose, with what shows it and who verified it.

    A row that was recorded is never changed: another one takes its place by an approved request, and it stays with who
    ended it and why. One nobody has verified may be verified as it stands. A trigger sees to it.

    The first of the six dates, the start with the employer, is the employment’s own. Where a purpose has no date here,
    continuous service (`Employment.continuous_service_from`) counts for it.
    """

    class Purpose(models.TextChoices):
        """What the service counts for."""

        REDUNDANCY = "REDUNDANCY", "Redundancy: continuous local government service"
        LEAVE = "LEAVE", "Annual leave"
        SICK_PAY = "SICK_PAY", "Occupational sick pay"
        MATERNITY = "MATERNITY", "Maternity"
        SCHEME = "SCHEME", "Police or fire scheme"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    purpose = models.CharField(max_length=10, choices=Purpose)
    since = models.DateField()
    evidence = models.CharField(max_length=200, blank=True, help_text="What shows it, like a statement of 2019")
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True, db_default="", help_text="Why it no longer counts")

    class Meta(PartnerOwned.Meta):
        verbose_name = "service date"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "employment", "purpose"], condition=Q(ended_at=None), name="hr_servicedate_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="hr_servicedate_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(evidence="")),
                name="hr_servicedate_verified_by_evidence",
            ),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_servicedate_person")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.since}"
