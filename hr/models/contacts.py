"""How a person is reached: contacts with their history, and whom to call in an emergency (domain HR-12)."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class Contact(PublicId, PartnerOwned):
    """An e-mail address or telephone number of a person, from when to when it was held, and whether it was verified.

    `begun_at` is empty for what was held before a history was kept. The one that is held stands in Person, too.
    """

    class Kind(models.TextChoices):
        """What it is."""

        EMAIL = "EMAIL", "E-mail address"
        PHONE = "PHONE", "Telephone number"

    class Verified(models.TextChoices):
        """How we know that it reaches the person."""

        LINK = "LINK", "Opened the link that was sent there"
        STAFF = "STAFF", "HR spoke to the person on it"

    person = PartnerForeignKey(Person)
    kind = models.CharField(max_length=5, choices=Kind)
    value = models.CharField(max_length=254)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=5, choices=Verified, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person", "kind"], condition=Q(ended_at__isnull=True), name="hr_contact_held_once"
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True) | Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")),
                name="hr_contact_in_order",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_how="")
                | (Q(verified_at__isnull=False) & ~Q(verified_how="")),
                name="hr_contact_verified_pair",
            ),
            self_service="person_id",
            self_insert=True,
            self_update=("ended_at",),
            self_update_if="ended_at IS NOT NULL",
            hide=("value",),
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_contact_person")]

    def __str__(self) -> str:
        return self.get_kind_display()


class EmergencyContact(PublicId, PartnerOwned):
    """Somebody to call when something happens to a person. One that is taken off the list stays on record."""

    person = PartnerForeignKey(Person)
    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            self_service="person_id",
            self_insert=True,
            self_update=("removed_at",),
            self_update_if="removed_at IS NOT NULL",
            hide=("name", "relationship", "phone"),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_emergencycontact_person")]

    def __str__(self) -> str:
        return self.name
