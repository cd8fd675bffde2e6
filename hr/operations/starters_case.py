"""What every step of a starter's case shares: the lock, the move along the table, the log."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hr import rules_starters as starter_rules
from hr.models import StarterCase, StarterEvent
from hr.operations import dated
from hr.operations.freeze import require_free
from hr.states import STARTER_CASE, StarterState
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.flow import WrongState, next_state

NOUN = "starter"
LONGEST_NOTE = 500
EARLIEST, LATEST = timedelta(days=31), timedelta(days=366)
OPEN_TO_EDIT = frozenset({StarterState.OFFER, StarterState.CHECKS})


def lock(case: UUID) -> StarterCase:
    """Read a case and hold it. :raises StarterCase.DoesNotExist: if there is none in scope."""
    rows = StarterCase.objects.select_related("person", "post__role__staff_group", "pay_group", "spine_point", "grade")
    row: StarterCase = rows.select_for_update(of=("self",)).get(uuid=case)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    return row


def check_start(start: date, today: date) -> None:
    """Check the first day. :raises RuleBroken: when it is out of reach."""
    starter_rules.StartInReach.require(today - EARLIEST <= start <= today + LATEST, on=start)


def lock_to_edit(case: UUID, what: str) -> StarterCase:
    """Lock a case whose job may still be changed. :raises WrongState: once the contract is signed."""
    row = lock(case)
    if row.state not in OPEN_TO_EDIT:
        raise WrongState(
            f"The {what} stands in a contract that is signed.", action="edit", state=row.state,
            remedy="Open the case again for a new contract, or change the job once they have started.",
        )  # fmt: skip
    return row


def move(row: StarterCase, action: str, *, by: User, at: datetime, note: str = "", after: Any = None) -> StarterCase:
    """Take a locked case one step on, save and log it.

    :raises WrongState: out of order
    :raises RuleBroken: NotOneself, NotCloseToThem
    """
    state = StarterState(next_state(STARTER_CASE, action, row.state, noun=NOUN))
    dated.refuse_oneself(row, by=by)
    with dated.change(partner_id=row.partner_id, by=by, reason=note or f"starter: {state.value}"):
        row.state = StarterCase.State(state)
        row.save()
        log(row, action, by=by, at=at, note=note)
        if after is not None:
            after(row, by=by, at=at)
    return row


def log(row: StarterCase, action: str, *, by: User, at: datetime, note: str = "") -> None:
    """Write a line of the log of a case, and the event."""
    StarterEvent.objects.create(
        partner_id=row.partner_id, case=row, action=action, by=by, at=at, note=note[:LONGEST_NOTE]
    )
    audit(
        action=AuditAction.APPROVE if action == "make_ready" else AuditAction.UPDATE,
        object_type="hr_startercase",
        object_id=row.pk,
        label=str(row),
        partner_id=row.partner_id,
        changes={"action": action, "state": row.state},
        reason=note,
    )
