"""How a partner's mail and letters look from outside: sender, return address, whether the organisation is named."""

from django.db import models
from django.db.models import F, Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.models.partner import LegalEntity
from partners.states import ProfileState


class MailProfile(PublicId, PartnerOwned):
    """What everybody can read on an envelope and in a list of mail, from a day on (domain HR-12).

    One is for the whole partner or for one of its legal entities. It holds once a second person has approved it, until
    the day on which a newer one begins. What it says is never changed: another is proposed.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = ProfileState.PROPOSED.value, "Waits for a second person"
        APPROVED = ProfileState.APPROVED.value, "Approved"
        REFUSED = ProfileState.REFUSED.value, "Refused"
        WITHDRAWN = ProfileState.WITHDRAWN.value, "Taken back"

    legal_entity = PartnerForeignKey(LegalEntity, null=True, blank=True)
    valid_from = models.DateField()
    shows_organisation = models.BooleanField(default=False, help_text="The organisation may stand on an envelope")
    sender_name = models.CharField(max_length=60, help_text="Who mail comes from")
    return_address = models.TextField(max_length=300, blank=True, help_text="Where a letter goes that nobody takes")
    subject = models.CharField(max_length=100, help_text="The subject of mail whose own would name the organisation")
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "valid_from"],
                condition=Q(state="APPROVED"),
                nulls_distinct=False,
                name="partners_mailprofile_day",
            ),
            models.UniqueConstraint(
                fields=["partner", "legal_entity"],
                condition=Q(state="PROPOSED"),
                nulls_distinct=False,
                name="partners_mailprofile_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="PROPOSED", decided_by__isnull=True, decided_human__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state="PROPOSED")
                    & Q(decided_by__isnull=False, decided_human__isnull=False, decided_at__isnull=False)
                ),
                name="partners_mailprofile_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "REFUSED"]) | ~Q(decided_human=F("made_human")),
                name="partners_mailprofile_second_person",
            ),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.sender_name} from {self.valid_from:%d.%m.%Y}"
