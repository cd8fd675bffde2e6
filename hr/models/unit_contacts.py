"""How the public reaches a unit: what is published beside its posts, and never how to reach a person."""

from django.db import models
from django.db.models import Q

from hr.models.organisation import OrgUnit
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, User, owned


class UnitContact(PartnerOwned):
    """The telephone number and address of mail of an office, for the chart that the law has published.

    Source: Local Government Transparency Code 2015, organisation chart: contact details.
    """

    org_unit = PartnerForeignKey(OrgUnit)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "org_unit"], name="hr_unitcontact_once"),
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="hr_unitcontact_says"),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """Return both in one line."""
        return ", ".join(one for one in (self.phone, self.email) if one)
