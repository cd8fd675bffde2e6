"""Record family leave and change its dates: the birth, another part, an earlier return, a curtailment, a cancellation.

Every operation works out the case as it would be, and refuses what law does not allow. Notice that came late is no
refusal: the review says so, and people agree. Days already taken stay; what is changed is on the audit trail.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules_family as rules
from hr.engine import family_leave as engine
from hr.engine.agreements import AgreementMissing, family_rule
from hr.engine.family_leave import Block, Rule
from hr.models import Assignment, FamilyLeave, FamilyLeaveBlock
from hr.operations import dated, family_allowance
from hr.queries import family_leave as found
from hr.queries.days import ONE_DAY
from hr.queries.days import last_day as last_day_of
from hr.rules import WithinTheJob, until
from hr.states import FAMILY_LEAVE, FamilyLeaveState
from partners.models import User
from partners.operations import holds
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "case of leave"
FAR = timedelta(days=366)
BROKEN: dict[str, type[rules.Rule]] = {
    "ANCHOR": rules.FamilyAnchorKnown, "WINDOW": rules.FamilyWithinWindow, "LENGTH": rules.FamilyLengthFits,
}  # fmt: skip
SHARED = (FamilyLeave.Kind.SHARED_PARENTAL, FamilyLeave.Kind.NEONATAL)
MOTHERS = (
    FamilyLeave.Kind.MATERNITY, FamilyLeave.Kind.ADOPTION, FamilyLeave.Kind.ADOPTION_ABROAD,
    FamilyLeave.Kind.PARENTAL_ORDER,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Leave that somebody gave notice of. Without a last day: all that law gives. Hours of a part of a single day."""

    kind: str
    notified_on: date
    first_day: date
    last_day: date | None = None
    hours: Decimal | None = None
    expected_on: date | None = None
    happened_on: date | None = None
    official_on: date | None = None
    evidence: str = ""
    died_on: date | None = None
    child: str = ""
    weeks_granted: int = 0
    used_weeks: int = 0
    partner_weeks: int = 0
    other_employer: str = ""
    pay: str = FamilyLeave.Pay.SCHEME
    intends_return: bool | None = None
    touch: str = FamilyLeave.Touch.OWN
    touch_how: str = ""
    note: str = ""


@transaction_required
def record(*, assignment: UUID, wish: Wish, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Record leave that somebody gave notice of, with its first part.

    :raises RuleBroken: for days outside the job or the span of the right, too many of them, days on which the person is
        absent or on leave already, or a missing date
    :raises PersonOnHold: while everything about the person is frozen
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    holds.require_free(partner_id=job.partner_id, person_id=job.person_id)
    dated.refuse_oneself(job, by=by)
    rule = _rule(wish.kind, wish.notified_on)
    weeks = min(wish.weeks_granted, rule.most_weeks) if wish.weeks_granted else 0
    last = wish.last_day or engine.full_length(wish.first_day, rule, weeks_granted=weeks)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        rules.SharedWeeksKnown.require(
            wish.kind not in SHARED or 0 < wish.weeks_granted <= rule.most_weeks, most=rule.most_weeks
        )
        _check_what_is_left(wish, rule)
        _check_event(wish.kind, wish.happened_on, wish.expected_on, at=at)
        row: FamilyLeave = FamilyLeave.objects.create(
            **dated.owner_of_assignment(job),
            kind=wish.kind,
            notified_on=wish.notified_on,
            expected_on=wish.expected_on,
            happened_on=wish.happened_on,
            official_on=wish.official_on,
            evidence=_tidy(wish.evidence),
            died_on=wish.died_on,
            child=_tidy(wish.child),
            weeks_granted=wish.weeks_granted,
            used_weeks=wish.used_weeks,
            partner_weeks=wish.partner_weeks,
            other_employer=_tidy(wish.other_employer),
            pay=wish.pay,
            intends_return=wish.intends_return,
            kit_days_allowed=rule.kit_days,
            touch=wish.touch,
            touch_how=_tidy(wish.touch_how),
            note=_tidy(wish.note),
            recorded_by=by,
            recorded_at=at,
        )
        _put(row, job, rule, [Block(wish.first_day, last)], at=at, hours=wish.hours)
    return row


@transaction_required
def add_block(
    *, leave: UUID, first_day: date, last_day: date, reason: str, by: User, at: datetime, hours: Decimal | None = None
) -> FamilyLeaveBlock:
    """Add another part of leave to a case, like a second week of paternity leave.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: for whatever `record` refuses
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, job = _lock(leave, "amend", by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        added = _put(row, job, _rule(row.kind, row.notified_on), [Block(first_day, last_day)], at=at, hours=hours)
    return added


@transaction_required
def move_block(*, block: UUID, first_day: date, last_day: date, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Change the days of a part of leave.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: for whatever `record` refuses
    :raises FamilyLeaveBlock.DoesNotExist: if there is none in scope that stands
    """
    part = FamilyLeaveBlock.objects.select_related("leave").get(uuid=block, is_cancelled=False)
    row, job = _lock(part.leave.uuid, "amend", by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        _move(row, job, part, Block(first_day, last_day), at=at)
    return row


@transaction_required
def drop_block(*, block: UUID, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Cancel one part of leave of several.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: if it is the only part
    :raises FamilyLeaveBlock.DoesNotExist: if there is none in scope that stands
    """
    part = FamilyLeaveBlock.objects.select_related("leave").get(uuid=block, is_cancelled=False)
    row, _job = _lock(part.leave.uuid, "amend", by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        if len(_blocks(row)) == 1:
            raise rules.FamilyLengthFits.broken(words="This is the only part of the leave: cancel the leave instead")
        part.is_cancelled = True
        part.save(update_fields=["is_cancelled"])
    return row


@transaction_required
def record_event(
    *, leave: UUID, happened_on: date, is_bereaved: bool, reason: str, by: User, at: datetime
) -> FamilyLeave:
    """Record a birth, a placement or an entry. Leave that had not begun begins the day after a birth, in full length.

    That of parents by a parental order begins on the day of birth, and no later than the day after.
    `is_bereaved`: the child has died. The right to leave stays; nothing is sent by itself any more.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: for a day in the future, or more than a year from what was expected
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, job = _lock(leave, "amend", by)
    rule = _rule(row.kind, row.notified_on)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        _check_event(row.kind, happened_on, row.expected_on, at=at)
        row.happened_on, row.is_bereaved = happened_on, is_bereaved
        part = _blocks(row)[0]
        block = found.blocks_of([part])[0]
        held = engine.compulsory(found.facts_of_leave(row, (block,)), rule)
        row.compulsory_until = held.last_day if held else None
        row.save(update_fields=["happened_on", "is_bereaved", "compulsory_until"])
        if rule.sickness_weeks_before and engine.begins_by_birth(happened_on, block.first_day) != block.first_day:
            _move(row, job, part, _moved(block, engine.begins_by_birth(happened_on, block.first_day), rule), at=at)
        begins = engine.begins_with_event(happened_on, block.first_day, rule)
        if begins != block.first_day:
            _move(row, job, part, _moved(block, begins, rule), at=at)
    return row


@transaction_required
def start_by_sickness(*, leave: UUID, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Start maternity leave the day after pregnancy-related sickness, which ends there.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: if no sickness starts it
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, job = _lock(leave, "amend", None)
    begun = found.begun_by_sickness(
        partner_id=row.partner_id, on=timezone.localdate(at), assignment_id=row.assignment_id
    )
    due = [one for one in begun if one[0].leave.pk == row.pk]
    if not due:
        raise rules.FamilyWithinWindow.broken(words="No pregnancy-related sickness starts this leave")
    case, absence, starts = due[0]
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        absence.valid, absence.state = DateRange(absence.valid.lower, starts), "CLOSED"
        absence.save(update_fields=["valid", "state"])
        part = _blocks(row)[0]
        _move(row, job, part, _moved(case.facts.blocks[0], starts, case.rule), at=at)
    return row


@transaction_required
def return_early(
    *, leave: UUID, return_on: date, given_on: date, is_agreed: bool, reason: str, by: User, at: datetime
) -> FamilyLeave:
    """Bring the return forward. `given_on`: the day of the notice; `is_agreed`: shorter notice is accepted.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: for a day outside the leave, or notice that is too short and not agreed
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, job = _lock(leave, "amend", by)
    rule = _rule(row.kind, row.notified_on)
    part = _blocks(row)[-1]
    block = found.blocks_of([part])[0]
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        first = max(block.first_day, row.compulsory_until or block.first_day) + ONE_DAY
        rules.ReturnWithinLeave.require(
            first <= return_on <= block.last_day, field="return_on", first=first, last=block.last_day
        )
        due = engine.early_return_notice(return_on, rule)
        earliest = given_on + rule.return_notice_weeks * engine.WEEK
        rules.ReturnInTime.require(
            is_agreed or given_on <= due, on=return_on, due=due, given=given_on, earliest=earliest
        )
        _move(row, job, part, Block(block.first_day, return_on - ONE_DAY), at=at)
    return row


@transaction_required
def curtail(*, leave: UUID, last_day: date, given_on: date, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Curtail maternity or adoption leave, so that what is left can be shared.

    :raises WrongState: if the case is over or cancelled, or of a kind that cannot be curtailed
    :raises RuleBroken: for a last day less than eight weeks after the notice, or outside the leave
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, job = _lock(leave, "amend", by)
    rule = _rule(row.kind, row.notified_on)
    part = _blocks(row)[-1]
    block = found.blocks_of([part])[0]
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        first = max(given_on + rule.return_notice_weeks * engine.WEEK, row.compulsory_until or block.first_day)
        fits = bool(rule.ordinary_weeks) and first <= last_day < block.last_day
        rules.CurtailedInTime.require(fits, field="last_day", first=first, last=block.last_day - ONE_DAY)
        row.curtailed_on = last_day
        row.save(update_fields=["curtailed_on"])
        _move(row, job, part, Block(block.first_day, last_day), at=at)
    return row


@transaction_required
def come_back(*, leave: UUID, returned_on: date, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Record that somebody is back for good, on the day after the last part of leave.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: for a day in the future, or within the leave: that is an earlier return
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, _job = _lock(leave, "come_back", by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        ends, today = max(one.valid.upper for one in _blocks(row)), timezone.localdate(at)
        fits = ends <= returned_on <= today
        rules.ReturnWithinLeave.require(fits, field="returned_on", first=ends, last=max(ends, today))
        row.state, row.returned_on = FamilyLeaveState.RETURNED, returned_on
        row.save(update_fields=["state", "returned_on"])
    return row


@transaction_required
def cancel(*, leave: UUID, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Cancel leave that is not taken. It stays in the record as cancelled, and no pay or leave knows it any more.

    :raises WrongState: if the case is over or cancelled
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row, _job = _lock(leave, "cancel_leave", by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.state = FamilyLeaveState.CANCELLED
        row.save(update_fields=["state"])
        for part in _blocks(row):
            part.is_cancelled = True
            part.save(update_fields=["is_cancelled"])
    return row


def _check_what_is_left(wish: Wish, rule: Rule) -> None:
    """Check shared leave against what both parents, at two employers, take. :raises RuleBroken: if it is more."""
    if wish.kind != FamilyLeave.Kind.SHARED_PARENTAL:
        return
    whole = _rule(MOTHERS[0], wish.notified_on).most_weeks
    left = engine.shared_weeks(taken=wish.used_weeks, by_partner=wish.partner_weeks, rule=rule, whole=whole)
    rules.SharedWeeksLeft.require(
        wish.weeks_granted <= left, wanted=wish.weeks_granted, left=left, used=wish.used_weeks, other=wish.partner_weeks
    )


def _rule(kind: str, on: date) -> Rule:
    """Return the law of a day. :raises RuleBroken: if there was no such right."""
    try:
        return family_rule(kind, on=on)
    except AgreementMissing as missing:
        raise rules.FamilyRightKnown.broken(on=on) from missing


def _lock(leave: UUID, action: str, by: User | None) -> tuple[FamilyLeave, Assignment]:
    """Hold the job first and the case after it. `by`: None where the law itself acts, and nobody chooses.

    :raises RuleBroken: NotOneself, for one’s own leave
    :raises WrongState: if the action is not possible now
    """
    seen = FamilyLeave.objects.select_related("assignment").get(uuid=leave)
    job = dated.lock_assignment(seen.assignment.uuid)
    if by is not None:
        dated.refuse_oneself(job, by=by)
    row: FamilyLeave = FamilyLeave.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    next_state(FAMILY_LEAVE, action, row.state, noun=NOUN)
    return row, job


def _blocks(row: FamilyLeave) -> list[FamilyLeaveBlock]:
    rows = FamilyLeaveBlock.objects.of(row.partner_id).filter(leave=row, is_cancelled=False)
    return list(rows.order_by("valid", "id"))


def _moved(block: Block, first_day: date, rule: Rule) -> Block:
    """Return a part of leave from another first day, as long as it was when that was all the law gives."""
    was_full = block.last_day == engine.full_length(block.first_day, rule)
    return Block(first_day, engine.full_length(first_day, rule) if was_full else block.last_day)


def _move(row: FamilyLeave, job: Assignment, part: FamilyLeaveBlock, to: Block, *, at: datetime) -> None:
    """Give a part other days, if law and the record allow it."""
    others = [one for one in _blocks(row) if one.pk != part.pk]
    _check(row, job, [*found.blocks_of(others), to], to, besides=part, at=at)
    part.valid = DateRange(to.first_day, to.last_day + ONE_DAY)
    part.save(update_fields=["valid"])


def _put(
    row: FamilyLeave, job: Assignment, rule: Rule, new: list[Block], *, at: datetime, hours: Decimal | None
) -> FamilyLeaveBlock:
    """Add a part."""
    (block,) = new
    _check(row, job, [*found.blocks_of(_blocks(row)), block], block, at=at)
    family_allowance.check_hours(hours, block)
    part: FamilyLeaveBlock = FamilyLeaveBlock.objects.create(
        partner_id=row.partner_id, person_id=row.person_id, leave=row, assignment=job, hours=hours,
        valid=DateRange(block.first_day, block.last_day + ONE_DAY),
    )  # fmt: skip
    family_allowance.check(row, job, rule, block)
    return part


def _check(
    row: FamilyLeave, job: Assignment, blocks: list[Block], block: Block, *, at: datetime,
    besides: FamilyLeaveBlock | None = None,
) -> None:  # fmt: skip
    """Check a case as it would be. :raises RuleBroken: for the first rule that it breaks."""
    rules.FamilyLengthFits.require(block.first_day <= block.last_day, words="The last day is before the first")
    dated.check_date(block.first_day, within=job.valid, what="job", at=at, field="first_day")
    ends = last_day_of(job.valid)
    WithinTheJob.require(
        ends is None or block.last_day <= ends, on=block.last_day, what="job", first=job.valid.lower,
        until=until(ends), field="last_day",
    )  # fmt: skip
    rule = _rule(row.kind, row.notified_on)
    for one in engine.problems(found.facts_of_leave(row, tuple(blocks)), rule):
        raise BROKEN[one.code].broken(field=one.field, words=one.message)
    family_allowance.check_free(job, block, besides=besides)


def _check_event(kind: str, happened_on: date | None, expected_on: date | None, *, at: datetime) -> None:
    """Check the day on which something happened. :raises RuleBroken: if it cannot be."""
    if happened_on is None:
        return
    is_near = expected_on is None or abs(happened_on - expected_on) <= FAR
    rules.EventHasHappened.require(happened_on <= timezone.localdate(at) and is_near, on=happened_on)


def _tidy(words: str) -> str:
    return " ".join(words.split())
