"""The same human being at two partners: for the fraud officer of the partnership, never for either partner."""

from django.db import models
from django.db.models import F, Q

from partners.models import Partner, User
from partners.models.base import PublicId


class IdentityMatch(PublicId):
    """Two people's records with one National Insurance number, at two partners.

    It belongs to neither: only a scope that holds both partners sees it (migration 0025), and no partner's trail names
    it. People stand here by their public ids, without a name. A match that is no longer there goes with the next check.
    Source: domain SEC-02 and AUD-02: an operator-only comparison by a keyed hash.
    """

    first_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    first_person = models.UUIDField()
    second_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    second_person = models.UUIDField()
    found_at = models.DateTimeField()
    explanation = models.CharField(max_length=500, blank=True)
    explained_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    explained_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "person at two partners"
        verbose_name_plural = "people at two partners"
        constraints = [
            models.UniqueConstraint(fields=["first_person", "second_person"], name="hr_identitymatch_once"),
            models.CheckConstraint(
                condition=Q(first_partner__lt=F("second_partner")), name="hr_identitymatch_in_order_of_partners"
            ),
            models.CheckConstraint(
                condition=Q(explanation="", explained_by=None, explained_at=None)
                | (~Q(explanation="") & Q(explained_by__isnull=False, explained_at__isnull=False)),
                name="hr_identitymatch_explained_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Match of {self.found_at:%d.%m.%Y}"
