"""What time does to change requests: late ones go up, and what nobody decides ends undone (domain SEC-04)."""

from datetime import date, datetime

from django.utils import timezone

from partners.models import ApprovalStep, ChangeRequest, CommunicationsHold, Partner, User
from partners.operations import messages
from partners.operations.change_log import log, move
from partners.operations.messages import Draft
from partners.queries import deciders
from partners.scope import partner_scope
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.db import transaction_required

LATE = "a change request is late"


@transaction_required
def expire(*, partner_id: int, at: datetime) -> int:
    """End what nobody has decided in time; return how many. Safe to run twice."""
    today = timezone.localdate(at)
    open_states = [state.value for state in CHANGE_REQUEST["expire"].sources]
    held = CommunicationsHold.objects.of(partner_id).filter(lifted_at=None).values("person_id")
    overdue = ChangeRequest.objects.of(partner_id).filter(state__in=open_states, expires_on__lt=today)
    overdue = overdue.exclude(person_id__in=held, person_id__isnull=False)  # nothing is decided about them meanwhile
    rows = list(overdue.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    with partner_scope(partner_id, reason="nobody decided in time"):
        for row in rows:
            move(row, "expire", by=None, at=at)
    return len(rows)


@transaction_required
def escalate(*, partner_id: int, at: datetime) -> int:
    """Send late requests up, once each; return how many. Nothing is approved by it.

    Everybody who may decide an open step hears of it, never the maker or whom it is about. Where nobody may, those
    hear who give access: a role without anybody is what keeps it waiting.
    """
    today = timezone.localdate(at)
    late = ChangeRequest.objects.of(partner_id).filter(state=ChangeState.WAITING, due_on__lt=today, escalated_at=None)
    rows = list(late.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    with partner_scope(partner_id, reason=LATE):
        for row in rows:
            able = reachable(row, on=today)
            row.escalated_at = at
            row.save(update_fields=["escalated_at"])
            names = ", ".join(one.full_name for one in able)
            said = f"To {names}" if names else "Nobody may decide it: somebody needs the role"
            log(row, "escalate", by=None, at=at, comment=said)
            readers = able or deciders.holders(partner_id=partner_id, permission="access.manage", on=today)
            for reader in readers:
                _tell(row, reader, is_vacant=not able, at=at)
    return len(rows)


def reachable(row: ChangeRequest, *, on: date) -> list[User]:
    """Return who may decide an open step of a request, by name: neither its maker nor anybody whom it is about."""
    steps = ApprovalStep.objects.of(row.partner_id).filter(change=row, round=row.round, decided_by=None)
    done = ApprovalStep.objects.of(row.partner_id).filter(change=row, round=row.round, decided_by__isnull=False)
    out = {row.made_human, *done.values_list("decided_human", flat=True)}
    found: dict[int, User] = {}
    for step in steps:
        for user in deciders.holders(partner_id=row.partner_id, permission=step.permission, on=on):
            is_about = deciders.is_about(row, deciders.own_people(user, row.partner_id))
            if user.human_id not in out and not is_about:
                found[user.pk] = user
    return sorted(found.values(), key=lambda user: (user.full_name, user.pk))


def _tell(row: ChangeRequest, reader: User, *, is_vacant: bool, at: datetime) -> None:
    """Write to somebody that a request is late; the mail says neither whom it is about nor what it changes."""
    partner = Partner.objects.get(pk=row.partner_id)
    draft = Draft(
        kind="change-late", key=f"change-late:{row.uuid}:{row.round}:{reader.pk}", address=reader.email,
        subject=f"{partner.short_name}: a change request is late", template="email/change_late.txt",
        context={"partner": partner, "user": reader, "is_vacant": is_vacant, "due_on": row.due_on, "change": row.uuid},
    )  # fmt: skip
    messages.send(partner_id=row.partner_id, draft=draft, by=None, at=at)


def everywhere(*, at: datetime) -> int:
    """Do both at every partner, each in a scope of its own; return how many requests moved."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="nobody decided in time"):
            found += expire(partner_id=partner_id, at=at) + escalate(partner_id=partner_id, at=at)
    return found
