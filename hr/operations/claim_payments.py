"""From an approved claim to the inputs of a pay run, once; and from a released run back to the claim that it paid."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules_claims as rules
from hr.models import Claim, ClaimInput, MonthlyInput
from hr.operations import claim_news, claims, dated, roster_claims
from hr.operations.claims import NOUN
from hr.queries import claim_money as money
from hr.queries.claim_money import Payable
from hr.queries.claims import PaidBy
from hr.queries.days import ONE_DAY
from hr.states import CLAIM, ClaimState, InputState
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.db import require_transaction, transaction_required
from sharedservices.common.flow import next_state

LONGEST_INPUT_NOTE = 200


def send_now(row: Claim, *, by: User, at: datetime) -> None:
    """Make the inputs of an approved claim in the next pay period whose cut-off has not passed.

    When nobody knows such a period the claim stays approved, and goes with the first one that there is.

    :raises RuleBroken: when no element pays a part of it
    """
    require_transaction("send_now")
    period = money.next_period(row, on=timezone.localdate(at))
    if period is None:
        return
    state = next_state(CLAIM, "send", row.state, noun=NOUN)
    for part in money.payables(row, money.lines_of(row)):
        made = _input(row, part, period.start, by=by, at=at)
        ClaimInput.objects.create(
            partner_id=row.partner_id, claim=row, person_id=row.person_id, monthly_input=made, part=part.key,
            origin_start=part.origin, earned=DateRange(part.first, part.last + ONE_DAY),
        )  # fmt: skip
    row.pay_period, row.pay_period_name = period.start, period.label[:80]
    claims.move(row, "send", state)


def _input(row: Claim, part: Payable, period_start: date, *, by: User, at: datetime) -> MonthlyInput:
    """Write the input: entered by whoever claimed, approved by whoever decided."""
    kind = money.type_for(part, partner_id=row.partner_id)
    if kind is None:
        raise rules.ClaimTypeSetUp.broken(what=part.what)
    decided = {"decided_by": row.decided_by, "decided_human": row.decided_human, "decided_at": row.decided_at}
    made: MonthlyInput = MonthlyInput.objects.create(
        **dated.owner_of_assignment(row.assignment), element_id=kind.element_id,
        pay_group=row.employment.pay_group_on(period_start), period_start=period_start, amount=part.amount,
        units=part.units, rate=part.rate, note=part.note[:LONGEST_INPUT_NOTE], state=InputState.APPROVED,
        entered_by=row.submitted_by, entered_human=row.submitted_human, entered_at=row.submitted_at, **decided,
    )  # fmt: skip
    return made


@transaction_required
def send_waiting(*, partner_id: int, at: datetime) -> int:
    """Send what was approved while no pay period was open for it; return how many claims went. Safe to run twice."""
    n = 0
    rows = Claim.objects.of(partner_id).filter(state=ClaimState.APPROVED).order_by("number")
    for one in rows.values_list("uuid", flat=True):
        row = claims.lock(one)
        if row.state == ClaimState.APPROVED and row.decided_by is not None:
            with dated.change(partner_id=partner_id, by=row.decided_by, reason="claim sent to payroll"):
                send_now(row, by=row.decided_by, at=at)
            n += row.state == ClaimState.SENT
    return n


@transaction_required
def pay(*, partner_id: int, paid: Iterable[PaidBy], by: User, at: datetime) -> int:
    """Mark the claims whose inputs a released run has paid, all of them; return how many.

    :raises WrongState: when a claim was not sent
    """
    by_input = {one.monthly_input: one for one in paid}
    sent = ClaimInput.objects.of(partner_id).filter(monthly_input_id__in=list(by_input)).order_by("claim_id", "id")
    first: dict[UUID, PaidBy] = {}
    for claim, monthly_input in sent.values_list("claim__uuid", "monthly_input_id"):
        first.setdefault(claim, by_input[monthly_input])
    with dated.change(partner_id=partner_id, by=by, reason="claim paid"):
        for row in claims.lock_all(first):
            state = next_state(CLAIM, "pay", row.state, noun=NOUN)
            row.paid_on, row.paid_run = first[row.uuid].paid_on, first[row.uuid].run
            claims.move(row, "pay", state)
    return len(first)


def tend_everywhere(*, at: datetime) -> int:
    """Send what waits for a pay period and remind whoever has not decided, at every partner; return how many."""
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="claims"):
            n += send_waiting(partner_id=partner_id, at=at)
            n += roster_claims.send(partner_id=partner_id, at=at)
            n += claim_news.remind(partner_id=partner_id, at=at)
    return n
