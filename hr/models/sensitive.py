"""People whose address is protected, or of whose role few may know (domain SEC-05, HR-03)."""

from django.db import models
from django.db.models import Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class SensitivePost(PublicId, PartnerOwned):
    """That somebody's address is protected, or that their role is covert: why, since when, and when that is reviewed.

    A covert role hides the person: PostgreSQL asks this table, and whose scope hides covert roles finds nobody.
    """

    class Kind(models.TextChoices):
        """What is kept."""

        ADDRESS = "ADDRESS", "Protected address and telephone"
        COVERT = "COVERT", "Covert role"

    person = PartnerForeignKey(Person)
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=300)
    review_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person", "kind"], condition=Q(lifted_at__isnull=True), name="hr_sensitivepost_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="hr_sensitivepost_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lifted_why="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lifted_why="")),
                name="hr_sensitivepost_lifted_pair",
            ),
            person="person_id",
            hide=("reason", "lifted_why"),
            referenced=False,
        )
        indexes = [
            models.Index(
                fields=["partner", "kind", "person"], condition=Q(lifted_at__isnull=True), name="hr_sensitivepost_open"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
