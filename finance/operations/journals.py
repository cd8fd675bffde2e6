"""Writing, posting and reversing journals (domain FIN-02).

What people write is a draft until others approve it: the approval core (change kind `finance.journal`) calls `post`.
What another part of the system posts has a key: the same key posts once, however often it is asked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from finance import rules
from finance import rules_interentity as pairs
from finance.models import InterEntitySettlement, Journal, JournalLine
from finance.operations import balancing, codings
from finance.operations.balancing import Part
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

    `is_restricted`: the amount says what somebody earns, and is shown only to those who may see pay. `entity` is the
    code of another legal entity whose line it is; empty for the journal's own.
    """

    segments: Segments
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    narrative: str = ""
    reference: str = ""
    origin: int | None = None
    is_restricted: bool = False
    entity: str = ""


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

    With lines of another legal entity it is two journals, the other linked to the one that is returned; both have the
    due-from and due-to lines that balance them.

    :raises RuleBroken: for lines that do not balance in each fund, codes that are not there, open or allowed, a day
        without a period, a description that says too little, or another entity without an agreement
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=wanted.legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        row = _new(entity, wanted, by=by, at=at)
        _write_parts(row, entity, wanted, by=by, at=at)
    return row


@transaction_required
def revise(*, journal: UUID, wanted: Wanted, by: User, at: datetime) -> Journal:
    """Write a draft anew, all of its lines. An approval that was asked for is for what it said before.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: as `draft`, and for one part of two, or a settlement
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        next_state(JOURNAL, "edit", row.state, noun=NOUN)
        _require_first(row)
        settles = InterEntitySettlement.objects.of(row.partner_id).filter(journal=row).exists()
        pairs.SettlementStays.require(not settles, journal=str(row).capitalize())
        entity = row.legal_entity
        _head(row, entity, wanted)
        JournalLine.objects.of(row.partner_id).filter(journal=row).delete()
        _write_parts(row, entity, wanted, by=by, at=at)
    return row


@transaction_required
def discard(*, journal: UUID, by: User, at: datetime) -> Journal:
    """Put a draft away: it stays readable and is never posted.

    A journal between two legal entities is discarded with its other part.

    :raises WrongState: unless it is a draft
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="discarded"):
        for one in _lock_together(row):
            one.state = JournalState(next_state(JOURNAL, "discard", one.state, noun=NOUN))
            one.save(update_fields=["state"])
        row.refresh_from_db(fields=["state"])
    return row


@transaction_required
def post(
    *, journal: UUID, lines_hash: str, by: User, at: datetime, parts: Mapping[str, str] | None = None
) -> Journal:  # fmt: skip
    """Post a draft with exactly the lines that were approved; it gets its number and moves balances.

    A journal between two legal entities is posted with its other part, both or neither. `parts`: the hash of the lines
    of that other part, by its public id.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: when its lines have changed, its period is not open any more, or no agreement covers it now
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        _require_first(row)
        both = _lock_together(row)
        for one in both:
            next_state(JOURNAL, "post", one.state, noun=NOUN)
        seen = {str(one.uuid): one.lines_hash for one in both}
        rules.SeenIsPosted.require(seen == {str(row.uuid): lines_hash, **(parts or {})})
        balancing.require_covered(both)
        # In the order of legal entities, so that two sessions take periods and numbers in one order.
        for one in both:
            periods.require_open(one)
        for one in both:
            _post(one, by=by, at=at)
        row.refresh_from_db()
        return row


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
        is_one = not any(line.entity for line in wanted.lines)
        pairs.OnlyByPeople.require(is_one, what=wanted.description)
        _write(row, Part(entity, lines=list(wanted.lines)), wanted, by_hand=False)
        periods.require_open(row)
        return _post(row, by=by, at=at)


@transaction_required
def draft_reversal(*, journal: UUID, accounting_date: date, description: str, by: User, at: datetime) -> Journal:
    """Write the mirror of a posted journal, line by line, into a period that is open.

    Both parts of a journal between two legal entities are mirrored; the first part's mirror is returned.

    :raises RuleBroken: unless it is posted, no reversal itself and not reversed before; for a day without a period
    """
    row = _lock(journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=description[:200]):
        return _mirrors(row, accounting_date, description, by=by, at=at)[0]


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
        words = f"Reversal of {row.description}"[: rules.LONGEST_DESCRIPTION]
        mirrors = _mirrors(row, day, words, by=by, at=at, source="AUTO_REVERSE")
        for one in sorted(mirrors, key=lambda one: one.legal_entity_id):
            periods.require_open(one)
        for one in sorted(mirrors, key=lambda one: one.legal_entity_id):
            _post(one, by=by, at=at)
        found: Journal = Journal.objects.of(row.partner_id).get(reverses=row, state=JournalState.POSTED)
        return found


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(journal: UUID) -> Journal:
    found: Journal = (
        Journal.objects.select_for_update(of=("self",)).select_related("legal_entity", "period").get(uuid=journal)
    )
    return found


def _lock_together(row: Journal) -> list[Journal]:
    """Lock a journal and the part of it in the books of another entity; return both in the order of legal entities.

    The first of them is locked before the other, so that two sessions wait for each other in one order. Parts that
    were put away, when a draft was written anew without them, are left out.
    """
    rows = Journal.objects.select_for_update(of=("self",)).of(row.partner_id).select_related("legal_entity", "period")
    lead = rows.get(pk=row.linked_to_id or row.pk)
    others = rows.filter(linked_to=lead).exclude(state=JournalState.DISCARDED)
    return sorted([lead, *others], key=lambda one: one.legal_entity_id)


def _require_first(row: Journal) -> None:
    """Make sure that something is asked of the first part of a journal. :raises RuleBroken: for the other one."""
    is_first = row.linked_to_id is None
    lead = "" if is_first else row.linked_to.description
    pairs.PostedTogether.require(is_first, journal=str(row).capitalize(), lead=f"“{lead}”")


def _write_parts(row: Journal, entity: LegalEntity, wanted: Wanted, *, by: User, at: datetime) -> None:
    """Write what each legal entity posts of a journal; a part whose entity is not named any more is put away."""
    _count(wanted.lines)
    _balanced(wanted.lines)
    own, *others = balancing.parts(entity, wanted)
    _write(row, own, wanted, by_hand=True)
    there = {}
    for one in Journal.objects.of(row.partner_id).filter(linked_to=row, state=JournalState.DRAFT):
        if one.legal_entity_id in {part.entity.pk for part in others}:
            there[one.legal_entity_id] = one
        else:
            one.state = JournalState.DISCARDED
            one.save(update_fields=["state"])
    for part in others:
        half = there.get(part.entity.pk)
        if half is None:
            half = _new(part.entity, wanted, by=by, at=at)
            half.linked_to = row
        else:
            _head(half, part.entity, wanted)
            JournalLine.objects.of(row.partner_id).filter(journal=half).delete()
        _write(half, part, wanted, by_hand=True)


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


def _count(lines: Sequence[Line]) -> None:
    """Make sure that there are lines enough, each with one side."""
    rules.TwoLines.require(2 <= len(lines) <= rules.MOST_LINES, n=len(lines), most=rules.MOST_LINES)
    for number, line in enumerate(lines, start=1):
        one_side = (line.debit > 0) != (line.credit > 0) and min(line.debit, line.credit) == 0
        rules.OneSide.require(one_side, line=number)


def _write(row: Journal, part: Part, wanted: Wanted, *, by_hand: bool) -> None:
    """Check the lines of an entity and write them down with their sum and hash."""
    entity, on, lines = part.entity, wanted.accounting_date, [*part.lines, *part.due]
    _count(lines)
    found = codings.find(
        entity=entity, wanted=[line.segments for line in part.lines], on=on, by_hand=by_hand, numbers=part.numbers
    )
    if part.due:
        found |= codings.find(entity=entity, wanted=[line.segments for line in part.due], on=on, by_hand=False)
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


def _mirrors(
    row: Journal, on: date, description: str, *, by: User, at: datetime, source: str = ""
) -> list[Journal]:  # fmt: skip
    """Write the mirrors of a journal and of the other entity's part of it, the first part's first."""
    made: list[Journal] = []
    for one in sorted(_lock_together(row), key=lambda one: (one.linked_to_id is not None, one.pk)):
        lead = made[0] if made else None
        made.append(_mirror(one, on, description, by=by, at=at, source=source, lead=lead))
    return made


def _mirror(
    row: Journal, on: date, description: str, *, by: User, at: datetime, source: str = "", lead: Journal | None = None
) -> Journal:
    why = _why_not_reversed(row)
    rules.ReversedOnce.require(not why, journal=str(row), why=why)
    wanted = Wanted(
        legal_entity=row.legal_entity.uuid, kind=row.kind, accounting_date=on, description=description, lines=(),
    )  # fmt: skip
    mirror = _new(row.legal_entity, wanted, by=by, at=at)
    mirror.reverses, mirror.source, mirror.module, mirror.linked_to = row, source, row.module, lead
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
