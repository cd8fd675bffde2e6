"""How approved claims of a rostering system reach payroll, once; and how rows take the place of each other.

A claim is paid by an input of its hours: entered by whoever took the file in, approved by whoever loaded it, with the
words of who claimed and approved in the rostering system. A later version that says the same keeps the input.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from hr.calendars import Period
from hr.models import MonthlyInput, PayGroup, RosterLine
from hr.operations import dated
from hr.queries import rosters as found
from hr.queries.claim_money import next_period_of
from hr.states import InputState
from partners.models import User
from sharedservices.common.db import require_transaction, transaction_required
from sharedservices.common.formatting import day, day_short, number

LONGEST_NOTE = 200
AT_ONCE = 2_000


def replace(old: Sequence[RosterLine], new: Sequence[RosterLine], *, by: User, at: datetime, why: str) -> None:
    """Let new rows count instead of old ones. An input goes over to a claim that says the same, and ends otherwise."""
    require_transaction("replace")
    kept = {(one.key, one.digest): one.monthly_input_id for one in old if one.monthly_input_id is not None}
    for one in old:
        one.in_force, one.monthly_input_id = False, None
    RosterLine.objects.bulk_update(old, ["in_force", "monthly_input_id"], batch_size=AT_ONCE)
    for one in new:
        one.in_force = True
        one.monthly_input_id = kept.pop((one.key, one.digest), None) if one.kind == RosterLine.Kind.CLAIM else None
    RosterLine.objects.bulk_update(new, ["in_force", "monthly_input_id"], batch_size=AT_ONCE)
    MonthlyInput.objects.filter(pk__in=kept.values(), state=InputState.APPROVED).update(
        state=InputState.REJECTED, decision_note=why[:LONGEST_NOTE], decided_by=by, decided_human=by.human_id,
        decided_at=at,
    )  # fmt: skip


@transaction_required
def send(*, partner_id: int, at: datetime) -> int:
    """Make the inputs of claims that count, in the next pay period whose cut-off has not passed; return how many.

    A claim for which nobody knows such a period waits for the first one that there is. Safe to run twice.
    """
    today = timezone.localdate(at)
    periods: dict[tuple[int, tuple[tuple[int, date], ...]], Period | None] = {}
    sent, made = [], []
    for one in found.claims_to_send(partner_id).select_for_update(of=("self",)):
        job = one.employment
        paid_by = (job.pay_group_id, tuple((move.former_id, move.starts) for move in job.pay_group_moves))
        if paid_by not in periods:
            periods[paid_by] = next_period_of(job, on=today)
        period = periods[paid_by]
        if period is not None:
            sent.append(one)
            made.append(_input(one, job.pay_group_on(period.start), period.start))
    if sent:
        MonthlyInput.objects.bulk_create(made, batch_size=AT_ONCE)
        for line, paid in zip(sent, made, strict=True):
            line.monthly_input_id = paid.pk
        RosterLine.objects.bulk_update(sent, ["monthly_input_id"], batch_size=AT_ONCE)
    return len(sent)


def _input(one: RosterLine, group: PayGroup, start: date) -> MonthlyInput:
    taken = one.taken
    if one.claim_type is None or taken.loaded_by_id is None:
        raise LookupError(f"row {one.pk} is no claim that was loaded")
    on = one.valid.lower
    note = (
        f"{one.claim_type.name}: {number(one.claim_hours)} hours, {day(on)}, {taken.system} {one.key}; claimed by "
        f"{one.made_by}, approved by {one.approved_by} on {day_short(one.approved_on)}"
    )
    return MonthlyInput(
        **dated.owner_of_assignment(one.assignment), element_id=one.claim_type.element_id, pay_group=group,
        period_start=start, units=one.claim_hours, note=note[:LONGEST_NOTE], state=InputState.APPROVED,
        entered_by_id=taken.taken_by_id, entered_human=taken.taken_human, entered_at=taken.taken_at,
        decided_by_id=taken.loaded_by_id, decided_human=taken.loaded_human, decided_at=taken.loaded_at,
    )  # fmt: skip
