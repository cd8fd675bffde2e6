"""What leaves the building for people, and who must not be written to (domain HR-09, HR-12)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from sharedservices.common.fields import SealedTextField


class OutboundMessage(PublicId, PartnerOwned):
    """One message to one address: queued, then sent unless a hold is found at that moment.

    `body` is the stored copy of what is sent, sealed, because it may hold a link that opens something. `user` and
    `person_id` say who reads it: a hold finds it by either, or by the address.
    """

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "QUEUED", "Waiting to be sent"
        SENT = "SENT", "Sent"
        HELD = "HELD", "Held back"
        FAILED = "FAILED", "Could not be sent"
        CANCELLED = "CANCELLED", "Cancelled"

    class Channel(models.TextChoices):
        """How it travels. The address of a text message is a telephone number; that of a letter stands beside it."""

        EMAIL = "EMAIL", "E-mail"
        TEXT = "TEXT", "Text message"
        POST = "POST", "Letter"

    key = models.CharField(max_length=120, help_text="The same message asked for twice is one message")
    kind = models.CharField(max_length=60)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr who reads it")
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    address = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    template = models.CharField(max_length=100)
    body = SealedTextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    n_attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="It leaves no earlier")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "key"], name="partners_outboundmessage_key"),
            models.CheckConstraint(
                condition=Q(state__in=["QUEUED", "HELD"], settled_at__isnull=True)
                | Q(state__in=["SENT", "FAILED", "CANCELLED"], settled_at__isnull=False),
                name="partners_outboundmessage_settled",
            ),
            self_service="person_id",
            self_insert=True,
            person="",
            hide=("address", "body"),
        )
        indexes = [models.Index(fields=["partner", "state", "due_at"], name="partners_message_due")]

    def __str__(self) -> str:
        return self.kind


class CommunicationsHold(PublicId, PartnerOwned):
    """While it is open, nothing leaves for this person: by person, by any of their logins, or by these addresses."""

    person_id = models.BigIntegerField(help_text="The person in hr")
    addresses = ArrayField(models.EmailField(max_length=254), default=list)
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person_id"],
                condition=Q(lifted_at__isnull=True),
                name="partners_communicationshold_open_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & Q(lifted_at__gte=F("set_at"))),
                name="partners_communicationshold_lifted_pair",
            ),
            hide=("addresses",),
        )

    def __str__(self) -> str:
        return self.reason


class HoldEvent(PartnerOwned):
    """One line of the log of a hold. Never changed."""

    class Action(models.TextChoices):
        """What was done."""

        SET = "SET", "Set"
        LIFTED = "LIFTED", "Lifted"

    hold = PartnerForeignKey(CommunicationsHold)
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    n_messages = models.IntegerField(help_text="So many messages were held back, or released")

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "hold", "id"], name="partners_holdevent_log")]

    def __str__(self) -> str:
        return self.action
