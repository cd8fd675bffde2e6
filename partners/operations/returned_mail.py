"""Letters that come back: nothing more is printed for such an address until it is mended."""

from datetime import datetime
from uuid import UUID

from partners import registry
from partners.audit import audit
from partners.models import AddressStop, AuditAction, Letter, OutboundMessage, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

LONGEST_NOTE = 200
S = OutboundMessage.State


class NotPosted(DomainError):
    """Only what was posted comes back, and once."""


class WordsNeeded(DomainError):
    """The step needs words."""


@transaction_required
def record_returned(*, partner_id: int, letter: UUID, returned: str, by: User, at: datetime) -> AddressStop:
    """Record that a letter came back: nothing more is printed for its address until that is mended.

    :raises NotPosted: for a letter that was not posted, or has come back already
    :raises Letter.DoesNotExist: when there is none in scope
    """
    rows = Letter.objects.of(partner_id).select_for_update(of=("self",)).select_related("message")
    row: Letter = rows.get(uuid=letter)
    if row.message.state != S.SENT or row.returned_at is not None:
        raise NotPosted("Only a letter that was posted comes back, and once.")
    with partner_scope(partner_id, actor_id=by.pk, reason="letter came back"):
        row.returned, row.returned_by, row.returned_at = Letter.Returned(returned), by, at
        row.save(update_fields=["returned", "returned_by", "returned_at"])
        stop: AddressStop | None = (
            AddressStop.objects.of(partner_id).filter(address_index=row.address_index, mended_at=None).first()
        )
        if stop is None:
            stop = AddressStop.objects.create(
                partner_id=partner_id, letter=row, person_id=row.person_id, address_index=row.address_index,
                noted_by=by, noted_at=at,
            )  # fmt: skip
        audit(
            action=AuditAction.UPDATE, object_type="partners_letter", object_id=row.pk, label=str(row),
            partner_id=partner_id, changes={"returned": row.returned},
        )  # fmt: skip
        registry.note_fate(row.message, registry.Fate.CAME_BACK, at=at)
    return stop


@transaction_required
def mend(*, partner_id: int, stop: UUID, how: str, by: User, at: datetime) -> AddressStop:
    """Say why an address is right after all, so that letters are printed for it again.

    :raises WordsNeeded: without words
    :raises NotPosted: when it was mended already
    :raises AddressStop.DoesNotExist: when there is none in scope
    """
    tidy = " ".join(how.split())
    if not 0 < len(tidy) <= LONGEST_NOTE:
        raise WordsNeeded(f"Say how you know, in at most {LONGEST_NOTE} characters.", field="how")
    row: AddressStop = AddressStop.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=stop)
    if row.mended_at is not None:
        raise NotPosted("This has been mended already.")
    with partner_scope(partner_id, actor_id=by.pk, reason=tidy):
        row.mended_by, row.mended_at, row.mended_how = by, at, tidy
        row.save(update_fields=["mended_by", "mended_at", "mended_how"])
    return row
