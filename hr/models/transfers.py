"""A transfer of somebody between two partners: the envelope that both sign, and what each keeps for itself.

The envelope belongs to the releasing partner, and its receiver reads it through a policy of its own (partners.rls).
Neither side’s rows about the person are touched by the other: each keeps its own note of them in its own table.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hr.models.people import Employment, Person
from hr.states import TransferState
from partners.fk import PartnerForeignKey
from partners.models import Partner, PartnerOwned, PublicId, User, owned
from partners.models.base import PartnerManager, PartnerQuerySet
from partners.rls import SecondPartner
from partners.scope import current_partner_ids
from sharedservices.common.fields import SealedTextField


class ReceivedManager(models.Manager.from_queryset(PartnerQuerySet)):  # type: ignore[misc]
    """The envelopes that are addressed to a partner in scope."""

    def get_queryset(self) -> PartnerQuerySet:
        """Return the rows that name a partner in scope as receiver.

        :raises NoPartnerScope: outside partner_scope()
        """
        rows: Any = super().get_queryset()
        found: PartnerQuerySet = rows.filter(to_partner_id__in=current_partner_ids())
        return found


class BothSidesManager(models.Manager.from_queryset(PartnerQuerySet)):  # type: ignore[misc]
    """The envelopes that a partner in scope released or is to receive."""

    def get_queryset(self) -> PartnerQuerySet:
        """Return the rows that have a partner in scope on either side.

        :raises NoPartnerScope: outside partner_scope()
        """
        ids = current_partner_ids()
        rows: Any = super().get_queryset()
        found: PartnerQuerySet = rows.filter(Q(partner_id__in=ids) | Q(to_partner_id__in=ids))
        return found


class TransferEnvelope(PublicId, PartnerOwned):
    """What one partner tells another about somebody who goes over to them: a list of fields, sealed, signed by both.

    `partner` releases it. It carries no id of any row of that partner, and its content never changes.
    """

    class State(models.TextChoices):
        """Where it stands."""

        RELEASED = TransferState.RELEASED.value, "Waiting for the other partner"
        ACCEPTED = TransferState.ACCEPTED.value, "Accepted"
        COMPLETED = TransferState.COMPLETED.value, "Completed"
        REFUSED = TransferState.REFUSED.value, "Refused"
        WITHDRAWN = TransferState.WITHDRAWN.value, "Withdrawn"

    to_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.RELEASED)
    content = SealedTextField()
    content_hash = models.CharField(max_length=64)
    last_day = models.DateField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_human = models.UUIDField()
    released_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_human = models.UUIDField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects: ClassVar[PartnerManager] = PartnerManager()  # the first manager is the default one
    received = ReceivedManager()
    both_sides = BothSidesManager()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(to_partner=F("partner")), name="hr_transferenvelope_two_partners"),
            models.CheckConstraint(
                condition=Q(state__in=["RELEASED", "WITHDRAWN"], signed_by__isnull=True, signed_human__isnull=True,
                            signed_at__isnull=True)
                | Q(state__in=["ACCEPTED", "COMPLETED", "REFUSED"], signed_by__isnull=False,
                    signed_human__isnull=False, signed_at__isnull=False),
                name="hr_transferenvelope_signed_pair",
            ),
            models.CheckConstraint(
                condition=Q(signed_human__isnull=True) | ~Q(signed_human=F("released_human")),
                name="hr_transferenvelope_two_people",
            ),
            second=SecondPartner(
                reader="to_partner_id",
                reader_if="state <> 'WITHDRAWN'",
                signer_if=("state = 'RELEASED'", "state IN ('ACCEPTED', 'REFUSED')"),
            ),
            hide=("content",),
            referenced=False,
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "state"], name="hr_transfer_out"),
            models.Index(fields=["partner", "to_partner", "state"], name="hr_transfer_in"),
        ]

    def __str__(self) -> str:
        return "Transfer between partners"


class TransferOut(PartnerOwned):
    """The releasing partner's own note of whom an envelope is about. The receiver never sees it."""

    envelope = models.UUIDField()
    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    consent_on = models.DateField(help_text="The employee agreed to the transfer and to what the envelope carries")
    consent_evidence = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "envelope"], name="hr_transferout_once"),
            person="person_id",
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "employment"], name="hr_transferout_employment")]

    def __str__(self) -> str:
        return f"Transfer of {self.person}"


class TransferIn(PartnerOwned):
    """The receiving partner's own note of whom an envelope became. The releasing partner never sees it."""

    envelope = models.UUIDField()
    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "envelope"], name="hr_transferin_once"),
            person="person_id",
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "employment"], name="hr_transferin_employment")]

    def __str__(self) -> str:
        return f"Arrival of {self.person}"
