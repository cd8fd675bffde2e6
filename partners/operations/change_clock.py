"""What time does to change requests (SEC-04): deciders are reminded, then it goes up, at last it ends undone."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from partners.models import ApprovalStep, ChangeRequest, CommunicationsHold, Partner, User
from partners.operations import change_news
from partners.operations.change_log import log, move
from partners.operations.change_news import open_steps
from partners.queries import deciders
from partners.scope import partner_scope
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.db import transaction_required
from sharedservices.common.workingdays import add_working_days

LATE = "a change request is late"
UP_WORKING_DAYS = 3
"""So many working days after it was due, a request goes up (a partner's promise to its staff)."""
NOBODY = "Nobody may decide it: somebody needs the role"
NOBODY_ABOVE = "There is nobody above: somebody needs the role"


@transaction_required
def expire(*, partner_id: int, at: datetime) -> int:
    """End what nobody has decided in time; return how many. Safe to run twice."""
    today = timezone.localdate(at)
    open_states = [state.value for state in CHANGE_REQUEST["expire"].sources]
    overdue = ChangeRequest.objects.of(partner_id).filter(state__in=open_states, expires_on__lt=today)
    overdue = overdue.exclude(person_id__in=_held(partner_id), person_id__isnull=False)  # nothing is decided meanwhile
    rows = list(overdue.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    with partner_scope(partner_id, reason="nobody decided in time"):
        for row in rows:
            move(row, "expire", by=None, at=at)
            change_news.tell_maker(row, "expire", by=None, at=at)
    return len(rows)


@transaction_required
def remind(*, partner_id: int, at: datetime) -> int:
    """Tell everybody who may decide a late request, once each; return how many requests. Safe to run twice."""
    today = timezone.localdate(at)
    late = _waiting(partner_id).filter(due_on__lt=today, reminded_at=None, escalated_at=None)
    n = 0
    with partner_scope(partner_id, reason=LATE):
        for row in late.select_for_update(of=("self",), skip_locked=True).order_by("id"):
            able = reachable(row, on=today)
            if not able:
                continue
            row.reminded_at = at
            row.save(update_fields=["reminded_at"])
            log(row, "remind", by=None, at=at, comment=f"To {_names(able)}")
            for reader in able:
                change_news.tell_late(row, reader, why="late", at=at)
            n += 1
    return n


@transaction_required
def escalate(*, partner_id: int, at: datetime) -> int:
    """Send requests up that nobody decided days after they were late, once each; return how many.

    At once goes up what nobody may decide at all. Whoever is above may then decide in the place of those below
    (`roles.ABOVE`); never the maker, nor whom it is about, and nothing is approved by it. Where nobody is above
    either, those hear who give access: a role without anybody is what keeps it waiting.
    """
    today = timezone.localdate(at)
    n = 0
    with partner_scope(partner_id, reason=LATE):
        rows = _waiting(partner_id).filter(escalated_at=None)
        for row in rows.select_for_update(of=("self",), skip_locked=True).order_by("id"):
            is_vacant = not all(_reachable(row, [step], is_sent_up=False, on=today) for step in open_steps(row))
            if is_vacant or up_on(row.due_on) < today:
                _send_up(row, is_vacant=is_vacant, today=today, at=at)
                n += 1
    return n


def up_on(due_on: date) -> date:
    """Return the last day before a request that was due on a day goes up."""
    return add_working_days(due_on, UP_WORKING_DAYS)


def _send_up(row: ChangeRequest, *, is_vacant: bool, today: date, at: datetime) -> None:
    below = reachable(row, on=today)
    row.escalated_at = at
    row.save(update_fields=["escalated_at"])
    above = [one for one in reachable(row, on=today) if one not in below]
    said = f"To {_names(above)}" if above else NOBODY_ABOVE if below else NOBODY
    log(row, "escalate", by=None, at=at, comment=said)
    holders = deciders.holders(partner_id=row.partner_id, permission="access.manage", on=today)
    for reader in above or holders:
        change_news.tell_late(row, reader, why="up" if above else "vacant", at=at)


def reachable(row: ChangeRequest, *, on: date) -> list[User]:
    """Return who may decide an open step of a request, by name: neither its maker nor anybody whom it is about."""
    return _reachable(row, open_steps(row), is_sent_up=row.escalated_at is not None, on=on)


def _reachable(row: ChangeRequest, steps: list[ApprovalStep], *, is_sent_up: bool, on: date) -> list[User]:
    done = ApprovalStep.objects.of(row.partner_id).filter(change=row, round=row.round, decided_by__isnull=False)
    out = {row.made_human, *done.values_list("decided_human", flat=True)}
    found: dict[int, User] = {}
    for step in steps:
        for user in deciders.able(step, partner_id=row.partner_id, is_sent_up=is_sent_up, on=on):
            is_about = deciders.is_about(row, deciders.own_people(user, row.partner_id))
            if user.human_id not in out and not is_about:
                found[user.pk] = user
    return sorted(found.values(), key=lambda user: (user.full_name, user.pk))


def _waiting(partner_id: int) -> "QuerySet[ChangeRequest]":
    """Return what waits; about somebody who is on hold nothing is decided meanwhile, and nobody is reminded."""
    found: QuerySet[ChangeRequest] = ChangeRequest.objects.of(partner_id).filter(state=ChangeState.WAITING)
    return found.exclude(person_id__in=_held(partner_id), person_id__isnull=False)


def _held(partner_id: int) -> Any:
    return CommunicationsHold.objects.of(partner_id).filter(lifted_at=None).values("person_id")


def _names(users: list[User]) -> str:
    return ", ".join(one.full_name for one in users)


def everywhere(*, at: datetime) -> int:
    """Do all three at every partner, each in a scope of its own; return how many requests moved."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="nobody decided in time"):
            found += expire(partner_id=partner_id, at=at) + remind(partner_id=partner_id, at=at)
            found += escalate(partner_id=partner_id, at=at)
    return found
