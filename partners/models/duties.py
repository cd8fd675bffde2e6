"""Separation of duties, looked at again: who holds two roles together that nobody may hold (domain SEC-03 b)."""

from django.db import models
from django.db.models import F, Q

from partners.models.base import PartnerOwned, owned
from partners.roles import Role


class DutiesFinding(PartnerOwned):
    """One human being, by whatever logins, holds two roles that check each other. Cleared when it is no longer so."""

    human_id = models.UUIDField()
    role = models.CharField(max_length=30)
    other_role = models.CharField(max_length=30)
    found_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "clash of duties"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "human_id", "role", "other_role"],
                condition=Q(cleared_at__isnull=True),
                name="partners_dutiesfinding_open_once",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(cleared_at__gte=F("found_at")),
                name="partners_dutiesfinding_cleared_after",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{Role(self.role).label} and {Role(self.other_role).label}"
