"""Holding back everything addressed to a person, and letting it go again (domain HR-09)."""

from datetime import datetime

from partners.models import CommunicationsHold, HoldEvent, OutboundMessage, User
from partners.operations import postbox
from partners.queries import holds
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

S = OutboundMessage.State


class HeldAlready(DomainError):
    """Everything to this person is held back already."""


class NotHeld(DomainError):
    """Nothing is held back for this person."""


class PersonOnHold(DomainError):
    """Nothing about this person is asked for or changed while a hold stands."""


@transaction_required
def set_hold(
    *, partner_id: int, person_id: int, addresses: list[str], reason: str, by: User, at: datetime
) -> CommunicationsHold:
    """Hold back everything to a person, their logins and these addresses, what is queued already included.

    :raises HeldAlready: when a hold stands
    """
    if holds.open_hold(partner_id=partner_id, person_id=person_id) is not None:
        raise HeldAlready("Everything to this person is held back already.")
    logins = holds.logins_of(partner_id=partner_id, person_id=person_id).values_list("email", flat=True)
    known = {one.strip().lower() for one in [*addresses, *logins] if one.strip()}
    with partner_scope(partner_id, actor_id=by.pk, reason=reason):
        hold: CommunicationsHold = CommunicationsHold.objects.create(
            partner_id=partner_id, person_id=person_id, addresses=sorted(known), reason=reason, set_by=by, set_at=at
        )
        # A message that leaves at this moment is locked: this waits for it, and then finds it sent.
        n_held = holds.messages_for(hold).filter(state=S.QUEUED).update(state=S.HELD)
        _log(hold, HoldEvent.Action.SET, n_held, reason=reason, by=by, at=at)
    return hold


@transaction_required
def lift(*, partner_id: int, person_id: int, reason: str, by: User, at: datetime) -> CommunicationsHold:
    """Let everything to a person go again, unless another hold stands in its way when it leaves.

    :raises NotHeld: when no hold stands
    """
    rows = CommunicationsHold.objects.of(partner_id).select_for_update(of=("self",))
    hold: CommunicationsHold | None = rows.filter(person_id=person_id, lifted_at=None).first()
    if hold is None:
        raise NotHeld("Nothing is held back for this person.")
    with partner_scope(partner_id, actor_id=by.pk, reason=reason):
        held = holds.messages_for(hold).filter(state=S.HELD)
        ids = list(held.order_by("id").values_list("id", flat=True))
        OutboundMessage.objects.of(partner_id).filter(pk__in=ids).update(state=S.QUEUED)
        hold.lifted_by, hold.lifted_at = by, at
        hold.save(update_fields=["lifted_by", "lifted_at"])
        _log(hold, HoldEvent.Action.LIFTED, len(ids), reason=reason, by=by, at=at)
    for message_id in ids:
        postbox.ring_on_commit(partner_id=partner_id, message_id=message_id)
    return hold


def require_free(*, partner_id: int, person_id: int | None) -> None:
    """Make sure that no hold stands in the way of a change about a person.

    :raises PersonOnHold: when one does
    """
    if person_id is not None and holds.open_hold(partner_id=partner_id, person_id=person_id) is not None:
        raise PersonOnHold(
            "Nothing is changed or decided about this person at present.", remedy="Speak to the case officer."
        )


def _log(
    hold: CommunicationsHold, action: HoldEvent.Action, n_messages: int, *, reason: str, by: User, at: datetime
) -> None:
    HoldEvent.objects.create(
        partner_id=hold.partner_id, hold=hold, action=action, by=by, at=at, reason=reason, n_messages=n_messages
    )
