"""Filters that somebody has given a name."""

from django.db import models
from django.db.models import Q

from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.rls import Narrowed

OWN = "made_by_id = NULLIF(current_setting('app.actor_id', true), '')::bigint"


class SavedFilter(PublicId, PartnerOwned):
    """What somebody narrows their inbox of changes to, by a name of their own. Nobody else sees it."""

    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=40)
    wanted = models.JSONField(help_text="The fields of the filter that are filled, by name")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "made_by", "name"], name="partners_savedfilter_name"),
            models.CheckConstraint(condition=~Q(name=""), name="partners_savedfilter_named"),
            Narrowed(name="partners_savedfilter_own", using=OWN),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.name
