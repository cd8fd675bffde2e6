"""Journals that come again: planned from a draft, approved once, posted by themselves on their days (domain FIN-02).

A journal of a plan has a key, so that each is posted once, whoever asks for it and however often.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.utils import timezone

from finance import rules_plans as rules
from finance.engine import fiscal
from finance.engine import journal_plans as engine
from finance.models import Journal, JournalLine, JournalPlan, JournalPlanLine
from finance.operations import journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.queries import periods
from finance.queries import plans as found
from finance.queries.interentity import other_part
from finance.queries.plans import Occurrence
from finance.states import PLAN, JournalState, PlanState
from partners.models import ChangeRequest, Partner, User
from partners.scope import partner_scope
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day

NOUN = "plan of journals"
SOURCE = found.SOURCE
MOST_TIMES, MOST_MONTHS = 120, 12
Kind = JournalPlan.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWanted:
    """What comes again: a draft journal, what sort of plan, the first day, months between two, and how many."""

    journal: UUID
    kind: str
    first_on: date
    every: int
    times: int


@transaction_required
def plan(*, wanted: PlanWanted, by: User, at: datetime) -> JournalPlan:
    """Make a plan of a draft journal: the draft is put away, nothing is posted before others approve the plan.

    :raises RuleBroken: unless the journal is a draft that waits for nobody, for days and times that cannot be, and for
        lines that cannot be spread
    :raises Journal.DoesNotExist: if there is none in scope
    """
    row = lock_one(Journal.objects.select_related("legal_entity"), Journal.objects.get(uuid=wanted.journal).pk)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description[:200]):
        _take(row)
        in_range = 2 <= wanted.times <= MOST_TIMES and 1 <= wanted.every <= MOST_MONTHS
        rules.PlanTimes.require(in_range, times=wanted.times, every=wanted.every)
        first = wanted.first_on
        rules.PlanDay.require(first.day <= engine.LAST_DAY_OF_ALL, day=f"{first.day}th")
        lines = list(JournalLine.objects.of(row.partner_id).filter(journal=row).order_by("number"))
        if wanted.kind == Kind.PREPAYMENT:
            _spreads(lines, wanted.times)
        times = wanted.times if wanted.kind == Kind.RECURRING else 1
        made: JournalPlan = JournalPlan.objects.create(
            partner_id=row.partner_id, legal_entity=row.legal_entity, kind=wanted.kind, description=row.description,
            written_as=row, first_on=first, every=wanted.every, times=wanted.times, total=row.total * times,
            n_lines=row.n_lines, lines_hash=_hash(row, wanted), prepared_by=by, prepared_human=by.human_id,
            prepared_at=at,
        )  # fmt: skip
        JournalPlanLine.objects.bulk_create(
            JournalPlanLine(
                partner_id=row.partner_id, plan=made, number=line.number, coding_id=line.coding_id, debit=line.debit,
                credit=line.credit, narrative=line.narrative,
            )
            for line in lines
        )  # fmt: skip
        journals.discard(journal=row.uuid, by=by, at=at)
    return made


@transaction_required
def run(*, plan: UUID, lines_hash: str, by: User, at: datetime) -> JournalPlan:
    """Have a plan run, with exactly what was approved; what is due by today is posted at once.

    :raises WrongState: unless it is a draft :raises RuleBroken: when it says something else
    """
    row = _lock(plan)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        state = PlanState(next_state(PLAN, "run", row.state, noun=NOUN))
        rules.PlanSeen.require(row.lines_hash == lines_hash)
        row.state, row.approved_by, row.approved_at = state, by, at
        row.save(update_fields=["state", "approved_by", "approved_at"])
        _post_what_is_due(row, at=at)
    return row


@transaction_required
def discard(*, plan: UUID, by: User, at: datetime) -> JournalPlan:
    """Put a draft away: it stays readable and never posts anything.

    :raises WrongState: unless it is a draft
    """
    row = _lock(plan)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="discarded"):
        row.state = PlanState(next_state(PLAN, "discard", row.state, noun=NOUN))
        row.save(update_fields=["state"])
    return row


@transaction_required
def stop(*, plan: UUID, reason: str, by: User, at: datetime) -> JournalPlan:
    """Have nothing more of a plan posted. What is posted stays; a prepayment keeps what is not released.

    :raises WrongState: unless it is running
    """
    row = _lock(plan)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason[:200]):
        row.state = PlanState(next_state(PLAN, "stop", row.state, noun=NOUN))
        row.stopped_by, row.stopped_at, row.stop_reason = by, at, reason
        row.save(update_fields=["state", "stopped_by", "stopped_at", "stop_reason"])
    return row


@transaction_required
def post_due(*, plan: UUID, by: User, at: datetime) -> list[Journal]:
    """Post what is due of a plan by today and is not posted; return those journals. Safe to call again.

    :raises WrongState: unless it runs
    :raises RuleBroken: when no period of the year takes it, or a code is closed
    """
    row = _lock(plan)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        next_state(PLAN, "stop", row.state, noun=NOUN)
        return _post_what_is_due(row, at=at)


def everywhere(*, at: datetime) -> int:
    """Post what is due at every partner: journals of plans, and reversals of accruals. Return how many there were.

    What is refused is left for people: the month’s end says what is missing.
    """
    n_posted = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        n_posted += _at_partner(partner_id, at=at)
    return n_posted


# --- the parts ------------------------------------------------------------------------------------------------------
def _at_partner(partner_id: int, *, at: datetime) -> int:
    today = timezone.localdate(at)
    with partner_scope(partner_id, reason="journals that are due"):
        reversals = [(one.uuid, one.posted_by) for one in found.reversals_due(partner_id=partner_id, today=today)]
        running = [(one.uuid, one.approved_by) for one in found.running(partner_id=partner_id)]
    n_posted = 0
    for uuid, who in reversals:
        n_posted += _tried(partner_id, who, partial(journals.reverse_due, journal=uuid, at=at))
    for uuid, who in running:
        n_posted += _tried(partner_id, who, partial(post_due, plan=uuid, at=at))
    return n_posted


def _tried(partner_id: int, who: User | None, work: Callable[..., Journal | list[Journal]]) -> int:
    """Do it for whoever approved it, in a transaction of its own; return how many journals it posted."""
    assert who is not None  # noqa: S101 - what is posted or runs was approved
    try:
        with partner_scope(partner_id, actor_id=who.pk, reason="journals that are due"):
            made = work(by=who)
    except DomainError:
        return 0  # a period is shut or a code closed: what is left stands on the month’s end
    return len(made) if isinstance(made, list) else 1


def _lock(plan: UUID) -> JournalPlan:
    rows = JournalPlan.objects.select_for_update(of=("self",)).select_related("legal_entity", "approved_by")
    row: JournalPlan = rows.get(uuid=plan)
    return row


def _take(row: Journal) -> None:
    """Make sure that a journal may become a plan."""
    rules.PlanOfDraft.require(
        row.state == JournalState.DRAFT and not row.source and row.reverses_id is None, journal=str(row).capitalize(),
        why="is no draft that somebody wrote",
    )  # fmt: skip
    is_one = other_part(row) is None
    rules.PlanOfDraft.require(is_one, journal=str(row).capitalize(), why="is between two legal entities")
    asked = ChangeRequest.objects.of(row.partner_id).filter(attribute=f"journal {row.uuid}", state="WAITING")
    rules.PlanOfDraft.require(not asked.exists(), journal=str(row).capitalize(), why="waits for approval")


def _spreads(lines: Sequence[JournalLine], times: int) -> None:
    """Make sure that lines can be spread."""
    sides = [(line.debit, line.credit) for line in lines]
    rules.PlanSpreads.require(
        engine.against(sides) is not None, times=times, why="several lines stand on each of the two sides"
    )
    least = min(line.debit or line.credit for line in lines)
    rules.PlanSpreads.require(least >= engine.PENNY * times, times=times, why=f"one comes to £{least:,.2f} alone")


def _hash(row: Journal, wanted: PlanWanted) -> str:
    said = (row.lines_hash, wanted.kind, wanted.first_on.isoformat(), str(wanted.every), str(wanted.times))
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _post_what_is_due(row: JournalPlan, *, at: datetime) -> list[Journal]:
    today = timezone.localdate(at)
    return [_post(row, one, at=at) for one in found.occurrences(row) if one.on <= today and one.journal is None]


def _post(row: JournalPlan, one: Occurrence, *, at: datetime) -> Journal:
    entity, number, on, sides = row.legal_entity, one.number, one.on, one.sides
    day_of_it = periods.default_day(entity, on, module="GL")
    origin_period = periods.of_day(entity, on)
    if day_of_it == on:
        takes = found.takes(origin_period)
        rules.PlanPeriod.require(takes, year=fiscal.name(origin_period.year, origin_period.number), on=day(on))
    lines = [
        Line(
            segments=_segments(line), debit=debit, credit=credit, narrative=line.narrative,
            origin=origin_period.pk if day_of_it != on else None,
        )
        for line, (debit, credit) in zip(found.lines(row), sides, strict=True)
    ]  # fmt: skip
    wanted = Wanted(
        legal_entity=entity.uuid, kind=row.kind, accounting_date=day_of_it, lines=lines,
        description=f"{row.description}, {number} of {row.times}"[:200],
    )  # fmt: skip
    origin = Origin(source=SOURCE, reference=str(row.uuid), key=f"plan:{row.uuid}:{number}", module="GL")
    assert row.approved_by is not None  # noqa: S101 - a plan that runs was approved
    return journals.post_from(wanted=wanted, origin=origin, by=row.approved_by, at=at)


def _segments(line: JournalPlanLine) -> Segments:
    code = line.coding
    return Segments(
        subjective=code.subjective.code, cost_centre=code.cost_centre.code if code.cost_centre else "",
        fund=code.fund.code, project=code.project.code if code.project else "",
        counterparty=code.counterparty.code if code.counterparty else "",
    )  # fmt: skip
