"""Claims as the person writes them: begun, sent, withdrawn. Everything runs in a scope of one’s own rows (ADR 0017).

What is approved, and by whom: claim_decisions. How it reaches payroll: claim_payments. Lines: claim_lines.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from finance.models import CostCentre
from hr import rules_claims as rules
from hr.engine import claims as engine
from hr.models import Assignment, Claim, ClaimLine
from hr.operations import claim_news, dated
from hr.operations.roster_hours import require_not_in_roster
from hr.queries import claim_money as money
from hr.queries import claims as found
from hr.rules_claims import LONGEST_WORDS
from hr.states import CLAIM, OPEN_CLAIMS, ClaimState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "claim"
Kind = Claim.Kind


@transaction_required
def start(*, assignment: UUID, kind: str, by: User, at: datetime) -> Claim:
    """Begin a claim from one of one’s own jobs. It is a draft that nobody else decides about yet.

    :raises RuleBroken: for somebody else’s job
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job: Assignment = Assignment.objects.get(uuid=assignment)
    _own(job.person_id, job.partner_id, by)
    with dated.change(partner_id=job.partner_id, by=by, reason="claim begun"):
        row: Claim = Claim.objects.create(
            **dated.owner_of_assignment(job), number=found.next_number(partner_id=job.partner_id), kind=Kind(kind),
            created_by=by, created_at=at,
        )  # fmt: skip
    return row


@transaction_required
def submit(*, claim: UUID, by: User, at: datetime, late_reason: str = "", cost_centre: UUID | None = None) -> Claim:
    """Send a claim to the manager. What it comes to is worked out again; what is late needs a reason, and HR as well.

    :raises WrongState: if it is not a draft, and was not sent back
    :raises RuleBroken: when it is empty, somebody else’s, or late without a reason
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = lock(claim)
    _own(row.person_id, row.partner_id, by)
    with dated.change(partner_id=row.partner_id, by=by, reason="claim sent"):
        state = next_state(CLAIM, "submit", row.state, noun=NOUN)
        lines = money.lines_of(row)
        rules.ClaimSaysSomething.require(bool(lines))
        require_not_in_roster(row, [one.worked for one in lines if one.worked])
        today = timezone.localdate(at)
        months = money.months_late(partner_id=row.partner_id, on=today)
        row.is_late = any(engine.is_late(one.on, claimed_on=today, months=months) for one in lines)
        row.late_reason = " ".join(late_reason.split())[:LONGEST_WORDS] if row.is_late else ""
        rules.LateIsExplained.require(bool(row.late_reason) or not row.is_late, months=months)
        if cost_centre is not None:
            row.cost_centre = CostCentre.objects.of(row.partner_id).get(uuid=cost_centre)
        row.submitted_by, row.submitted_human, row.submitted_at = by, by.human_id, at
        row.reminded_at = None
        _undecide(row)
        add_up(row, lines)
        move(row, "submit", state)
        claim_news.tell_managers(row, at=at, by=by)
    return row


@transaction_required
def withdraw(*, claim: UUID, by: User, at: datetime) -> Claim:
    """Take a claim back that nobody has approved for good. Its hours may be claimed again.

    :raises WrongState: if it is approved, rejected or withdrawn
    :raises RuleBroken: for somebody else’s claim
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = lock(claim)
    _own(row.person_id, row.partner_id, by)
    with dated.change(partner_id=row.partner_id, by=by, reason="claim withdrawn"):
        state = next_state(CLAIM, "withdraw", row.state, noun=NOUN)
        move(row, "withdraw", state)
        let_go(row)
    return row


def lock(claim: UUID) -> Claim:
    """Read a claim and hold it. :raises Claim.DoesNotExist: if there is none in scope."""
    row: Claim = _lockable().get(uuid=claim)
    return row


def lock_all(claims: Iterable[UUID]) -> list[Claim]:
    """Read claims by number and hold them. One query."""
    return list(_lockable().filter(uuid__in=list(claims)).order_by("number"))


def _lockable() -> QuerySet[Claim]:
    rows: QuerySet[Claim] = Claim.objects.select_related(
        "employment__pay_group", "assignment__post__org_unit", "person"
    ).select_for_update(of=("self",))
    return rows


def lock_open(claim: UUID, *, by: User) -> Claim:
    """Read one’s own claim that may still be written on, and hold it.

    :raises RuleBroken: when it is somebody else’s, or was sent
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = lock(claim)
    _own(row.person_id, row.partner_id, by)
    rules.ClaimIsOpen.require(ClaimState(row.state) in OPEN_CLAIMS)
    return row


def add_up(row: Claim, lines: list[ClaimLine]) -> None:
    """Put on the claim what its lines come to; the caller saves it."""
    row.n_lines = len(lines)
    row.units = sum((one.miles or one.hours or 0 for one in lines), 0)
    row.amount = money.total(row, lines)
    row.first_on = min((one.on for one in lines), default=None)


def move(row: Claim, action: str, state: Any) -> None:
    """Save a claim in its new state, with a business event."""
    row.state = ClaimState(state)
    row.save()
    names: Mapping[str, AuditAction] = {
        "submit": AuditAction.SUBMIT, "withdraw": AuditAction.CANCEL, "reject": AuditAction.REJECT,
        "send_back": AuditAction.REJECT, "stop": AuditAction.REJECT,
    }  # fmt: skip
    audit(
        action=names.get(action, AuditAction.APPROVE), object_type="hr_claim", object_id=str(row.uuid), label=str(row),
        changes={"state": str(row.state), "action": action},
    )  # fmt: skip


def let_go(row: Claim) -> None:
    """Let what came to nothing be claimed again."""
    ClaimLine.objects.of(row.partner_id).filter(claim=row).update(counts=False)


def _undecide(row: Claim) -> None:
    row.decided_by = row.decided_human = row.decided_at = None
    row.behalf_of = row.behalf_human = None
    row.agreed_by = row.agreed_human = row.agreed_at = None
    row.decision_note = ""


def _own(person_id: int, partner_id: int, by: User) -> None:
    rules.OwnClaimOnly.require(person_id in deciders.own_people(by, partner_id))
