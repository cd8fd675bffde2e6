"""Writing, posting and reversing journals (domain FIN-02).

What people write is a draft until others approve it: the approval core (change kind `finance.journal`) calls `post`.
What another part of the system posts has a key: the same key posts once, however often it is asked for.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from finance import rules
from finance.models import Journal, JournalLine
from finance.operations import codings
from finance.operations.codings import Segments
from finance.queries import periods
from finance.states import JOURNAL, JournalState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.money import ZERO

NOUN = "journal"
LINE_COLUMNS = (
    "partner_id", "journal_id", "number", "coding_id", "debit", "credit", "narrative", "reference", "origin_period_id",
    "is_restricted",
)  # fmt: skip

MIRROR = """
INSERT INTO finance_journalline (partner_id, journal_id, number, coding_id, debit, credit, narrative, reference,
                                 origin_period_id, is_restricted)
SELECT partner_id, %s, number, coding_id, credit, debit, narrative, reference, origin_period_id, is_restricted
FROM finance_journalline WHERE partner_id = %s AND journal_id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is given: codes, one side in pounds, words. `origin` is the period that it is really about.

    `is_restricted`: the amount says what somebody earns, and is shown only to those who may see pay.
    """

    segments: Segments
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    narrative: str = ""
    reference: str = ""
    origin: int | None = None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A journal as it is given: whose, what sort, for which day, in which period of that day, and its lines.

    `adjusts` is 13 or 14 for what belongs to those periods of 31 March, 0 for opening balances.
    """

    legal_entity: UUID
    kind: str
    accounting_date: date
    description: str
    lines: Sequence[Line]
    adjusts: int | None = None
    reverse_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What posts a journal by itself: the part of the system, its own reference, and what may be posted once."""

    source: str
    reference: str
    key: str
    module: str


@transaction_required
def draft(*, wanted: Wanted, by: User, at: datetime) -> Journal:
    """Write a journal down. Nothing is posted before others approve it.

    :raises RuleBroken: for lines that do not balance in each fund, codes that are not there, open or allowed, a day
        without a period, or a description that says too little
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=wanted.legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        row = _new(entity, wanted, by=by, at=at)
        _write(row, entity, wanted, by_hand=True)
    return row


@transaction_required
def revise(*, journal: UUID, wanted: Wanted, by: User, at: datetime) -> Journal:
    """Write a draft anew, all of its lines. An approval that was asked for is for what it said before.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: as `draft`
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        next_state(JOURNAL, "edit", row.state, noun=NOUN)
        entity = row.legal_entity
        _head(row, entity, wanted)
        JournalLine.objects.of(row.partner_id).filter(journal=row).delete()
        _write(row, entity, wanted, by_hand=True)
    return row


@transaction_required
def discard(*, journal: UUID, by: User, at: datetime) -> Journal:
    """Put a draft away: it stays readable and is never posted.

    :raises WrongState: unless it is a draft
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="discarded"):
        row.state = JournalState(next_state(JOURNAL, "discard", row.state, noun=NOUN))
        row.save(update_fields=["state"])
    return row


@transaction_required
def post(*, journal: UUID, lines_hash: str, by: User, at: datetime) -> Journal:
    """Post a draft with exactly the lines that were approved; it gets its number and moves balances.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: when its lines have changed, or its period is not open any more
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        next_state(JOURNAL, "post", row.state, noun=NOUN)
        rules.SeenIsPosted.require(row.lines_hash == lines_hash)
        periods.require_open(row)
        return _post(row, by=by, at=at)


@transaction_required
def post_from(*, wanted: Wanted, origin: Origin, by: User, at: datetime) -> Journal:
    """Post what another part of the system works out; with a key that was posted before, return that journal.

    :raises RuleBroken: as `draft`, and when the period is not open
    """
    entity = LegalEntity.objects.get(uuid=wanted.legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        with connection.cursor() as cursor:  # two calls with one key follow each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [origin.key, entity.partner_id])
        there: Journal | None = Journal.objects.of(entity.partner_id).filter(key=origin.key).first()
        if there is not None:
            return there
        row = _new(entity, wanted, by=by, at=at, origin=origin)
        _write(row, entity, wanted, by_hand=False)
        periods.require_open(row)
        return _post(row, by=by, at=at)


@transaction_required
def draft_reversal(*, journal: UUID, accounting_date: date, description: str, by: User, at: datetime) -> Journal:
    """Write the mirror of a posted journal, line by line, into a period that is open.

    :raises RuleBroken: unless it is posted, no reversal itself and not reversed before; for a day without a period
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=description[:200]):
        mirror = _mirror(row, accounting_date, description, by=by, at=at)
    return mirror


@transaction_required
def reverse_due(*, journal: UUID, by: User, at: datetime) -> Journal:
    """Post the reversal of an accrual on the day that was agreed with it; return it when it is there already.

    :raises RuleBroken: when its period is not open, or it says no day
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        there: Journal | None = (
            Journal.objects.of(row.partner_id).filter(reverses=row, state=JournalState.POSTED).first()
        )
        if there is not None:
            return there
        day = row.reverse_on
        rules.ReversedOnce.require(day is not None, journal=str(row), why="no day was agreed for that")
        assert day is not None  # noqa: S101 - the rule above
        mirror = _mirror(
            row, day, f"Reversal of {row.description}"[: rules.LONGEST_DESCRIPTION], by=by, at=at, source="AUTO_REVERSE"
        )
        periods.require_open(mirror)
        return _post(mirror, by=by, at=at)


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(journal: UUID) -> Journal:
    found: Journal = (
        Journal.objects.select_for_update(of=("self",)).select_related("legal_entity", "period").get(uuid=journal)
    )
    return found


def _new(entity: LegalEntity, wanted: Wanted, *, by: User, at: datetime, origin: Origin | None = None) -> Journal:
    row = Journal(partner_id=entity.partner_id, prepared_by=by, prepared_human=by.human_id, prepared_at=at)
    if origin is not None:
        row.source, row.source_ref, row.key, row.module = origin.source, origin.reference, origin.key, origin.module
    _head(row, entity, wanted)
    return row


def _head(row: Journal, entity: LegalEntity, wanted: Wanted) -> None:
    """Take over what stands above the lines."""
    words = " ".join(wanted.description.split())
    longest, shortest = rules.LONGEST_DESCRIPTION, rules.SHORTEST_DESCRIPTION
    rules.DescriptionSays.require(shortest <= len(words) <= longest, shortest=shortest, longest=longest)
    row.legal_entity, row.kind, row.description = entity, wanted.kind, words
    row.accounting_date, row.reverse_on = wanted.accounting_date, wanted.reverse_on
    row.period = periods.of_day(entity, wanted.accounting_date, adjusts=wanted.adjusts)


def _write(row: Journal, entity: LegalEntity, wanted: Wanted, *, by_hand: bool) -> None:
    """Check the lines and write them down with their sum and hash."""
    lines = wanted.lines
    rules.TwoLines.require(2 <= len(lines) <= rules.MOST_LINES, n=len(lines), most=rules.MOST_LINES)
    for number, line in enumerate(lines, start=1):
        one_side = (line.debit > 0) != (line.credit > 0) and min(line.debit, line.credit) == 0
        rules.OneSide.require(one_side, line=number)
    found = codings.find(
        entity=entity, wanted=[line.segments for line in lines], on=wanted.accounting_date, by_hand=by_hand
    )
    _balanced(lines)
    row.n_lines, row.total = len(lines), sum((line.debit for line in lines), ZERO)
    row.save()
    copy_rows(
        JournalLine,
        LINE_COLUMNS,
        (
            (row.partner_id, row.pk, number, found[line.segments].pk, line.debit, line.credit, line.narrative,
             line.reference, line.origin, line.is_restricted)
            for number, line in enumerate(lines, start=1)
        ),
    )  # fmt: skip
    _hash(row)


def _balanced(lines: Sequence[Line]) -> None:
    """Make sure that each fund balances. :raises RuleBroken: for the first that does not."""
    sides: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for line in lines:
        sides[line.segments.fund][0] += line.debit
        sides[line.segments.fund][1] += line.credit
    for fund, (debit, credit) in sorted(sides.items()):
        rules.BalancesByFund.require(
            debit == credit, fund=fund, debit=debit, credit=credit, difference=abs(debit - credit)
        )


def _hash(row: Journal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT finance_lines_hash(%s, %s)", [row.partner_id, row.pk])
        (row.lines_hash,) = cursor.fetchone()
    row.save(update_fields=["lines_hash"])


def _post(row: Journal, *, by: User, at: datetime) -> Journal:
    row.state, row.posted_by, row.posted_at = JournalState.POSTED, by, at
    row.save(update_fields=["state", "posted_by", "posted_at"])
    row.refresh_from_db(fields=["number", "chain_hash"])
    return row


def _mirror(row: Journal, on: date, description: str, *, by: User, at: datetime, source: str = "") -> Journal:
    why = _why_not_reversed(row)
    rules.ReversedOnce.require(not why, journal=str(row), why=why)
    wanted = Wanted(
        legal_entity=row.legal_entity.uuid, kind=row.kind, accounting_date=on, description=description, lines=(),
    )  # fmt: skip
    mirror = _new(row.legal_entity, wanted, by=by, at=at)
    mirror.reverses, mirror.source, mirror.module = row, source, row.module
    mirror.n_lines, mirror.total = row.n_lines, row.total
    mirror.save()
    with connection.cursor() as cursor:
        cursor.execute(MIRROR, [mirror.pk, row.partner_id, row.pk])
    _hash(mirror)
    return mirror


def _why_not_reversed(row: Journal) -> str:
    """Say what speaks against reversing a journal; empty when nothing does."""
    if row.state != JournalState.POSTED:
        return "it is not posted"
    if row.reverses_id:
        return "it reverses another one"
    others = Journal.objects.of(row.partner_id).filter(reverses=row).exclude(state=JournalState.DISCARDED)
    return "that has been done or proposed" if others.exists() else ""
