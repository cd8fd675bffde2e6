"""Who decides about a claim: the manager, and HR as well when it is late. One press each: never many at once."""

from datetime import datetime
from uuid import UUID

from hr import rules_claims as rules
from hr.models import Claim, ClaimInput, MonthlyInput
from hr.operations import claim_news, claim_payments, claims, covering, dated
from hr.operations.claims import NOUN
from hr.operations.roster_hours import require_not_in_roster
from hr.queries import claim_money as money
from hr.queries.teams import is_of_team
from hr.rules_claims import LONGEST_NOTE, SHORTEST_NOTE
from hr.states import CLAIM, ClaimState, InputState
from partners.models import User
from partners.queries import deciders
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state


@transaction_required
def approve(*, claim: UUID, by: User, at: datetime) -> Claim:
    """Approve a claim: it goes to payroll at once, or to HR first when it comes late.

    :raises WrongState: if it does not wait for the manager
    :raises RuleBroken: for one’s own claim, a job outside the team, or what no pay element pays
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = _lock(claim, by)
    giver = _behalf_of(row, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason="claim approved", behalf_of=giver):
        action = "pass_on" if row.is_late else "approve"
        state = next_state(CLAIM, action, row.state, noun=NOUN)
        _payable(row)
        row.decided_by, row.decided_human, row.decided_at, row.decision_note = by, by.human_id, at, ""
        covering.put(row, giver)
        claims.move(row, action, state)
        if state == ClaimState.APPROVED:
            claim_payments.send_now(row, by=by, at=at)
            claim_news.tell_person(row, at=at, by=by)
    return row


@transaction_required
def agree_late(*, claim: UUID, by: User, at: datetime) -> Claim:
    """Agree, for HR, to a claim that comes late and that somebody else has approved.

    :raises WrongState: if it does not wait for HR
    :raises RuleBroken: for one’s own claim, or one that one approved before
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = _lock(claim, by)
    with dated.change(partner_id=row.partner_id, by=by, reason="late claim agreed"):
        state = next_state(CLAIM, "agree_late", row.state, noun=NOUN)
        rules.ThirdPerson.require(by.human_id not in {row.decided_human, row.behalf_human})
        _payable(row)
        row.agreed_by, row.agreed_human, row.agreed_at = by, by.human_id, at
        claims.move(row, "agree_late", state)
        claim_payments.send_now(row, by=by, at=at)
        claim_news.tell_person(row, at=at, by=by)
    return row


@transaction_required
def send_back(*, claim: UUID, note: str, by: User, at: datetime) -> Claim:
    """Send a claim back with a comment: the person puts it right and sends it again.

    :raises WrongState: if it does not wait for anybody
    :raises RuleBroken: without a comment, for one’s own claim, or a job outside the team
    :raises Claim.DoesNotExist: if there is none in scope
    """
    return _turn_down("send_back", claim, note, by=by, at=at)


@transaction_required
def reject(*, claim: UUID, note: str, by: User, at: datetime) -> Claim:
    """Reject a claim for good, with a reason. What it claimed may be claimed again.

    :raises WrongState: if it does not wait for anybody
    :raises RuleBroken: without a reason, for one’s own claim, or a job outside the team
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = _turn_down("reject", claim, note, by=by, at=at)
    claims.let_go(row)
    return row


@transaction_required
def stop(*, claim: UUID, note: str, by: User, at: datetime) -> Claim:
    """Stop a claim that was approved, before it is paid. Its inputs are rejected with it, and runs are worked out anew.

    :raises WrongState: if it is paid, or was never approved
    :raises RuleBroken: without a reason, or for one’s own claim
    :raises Claim.DoesNotExist: if there is none in scope
    """
    row = _turn_down("stop", claim, note, by=by, at=at)
    claims.let_go(row)
    sent = ClaimInput.objects.of(row.partner_id).filter(claim=row).values("monthly_input_id")
    inputs = MonthlyInput.objects.of(row.partner_id).filter(pk__in=sent, state=InputState.APPROVED)
    with dated.change(partner_id=row.partner_id, by=by, reason="claim stopped"):
        inputs.update(state=InputState.REJECTED, decision_note=f"Claim {row} was stopped")
    return row


def _turn_down(action: str, claim: UUID, note: str, *, by: User, at: datetime) -> Claim:
    tidy = " ".join(note.split())
    rules.ClaimIsExplained.require(
        SHORTEST_NOTE <= len(tidy) <= LONGEST_NOTE, shortest=SHORTEST_NOTE, longest=LONGEST_NOTE
    )
    row = _lock(claim, by)
    giver = _behalf_of(row, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy[:200], behalf_of=giver):
        state = next_state(CLAIM, action, row.state, noun=NOUN)
        row.decision_note = tidy
        row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
        row.agreed_by = row.agreed_human = row.agreed_at = None
        covering.put(row, giver)
        claims.move(row, action, state)
        claim_news.tell_person(row, at=at, by=by)
    return row


def _lock(claim: UUID, by: User) -> Claim:
    """Hold a claim that somebody may decide about. :raises RuleBroken: for one’s own, or a job outside the team."""
    row = claims.lock(claim)
    dated.lock_employment(row.employment.uuid, settles=True)
    is_own = row.submitted_human == by.human_id or row.person_id in deciders.own_people(by, row.partner_id)
    rules.ClaimNotOneself.require(not is_own)
    dated.refuse_close(row, by=by)
    rules.OfOnesTeam.require(is_of_team(row.assignment))
    return row


def _behalf_of(row: Claim, *, by: User, at: datetime) -> User | None:
    return covering.behalf_of(row, permission="claims.approve", asked_by=row.submitted_human, by=by, at=at)


def _payable(row: Claim) -> None:
    """Make sure that an element pays every part, and no rostering system the same hours. :raises RuleBroken: if not."""
    lines = money.lines_of(row)
    require_not_in_roster(row, [one.worked for one in lines if one.worked])
    for part in money.payables(row, lines):
        kind = money.type_for(part, partner_id=row.partner_id)
        rules.ClaimTypeSetUp.require(kind is not None, what=part.what)
