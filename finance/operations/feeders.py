"""Files of other systems: taken in as they are, read with a layout, landed row by row (domain FIN-06, formats 5.2).

Taking in keeps every cell. Reading may be done again until it is right. Landing lands what is ready and says of every
other row why not; PostgreSQL holds the sums of both against the file.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from django.utils import timezone

from finance import rules_feeders as rules
from finance.engine import feeders as engine
from finance.engine.feeders import Layout, Read
from finance.models import FeederFile, FeederRow
from finance.operations import codings
from finance.operations.codings import Segments
from finance.operations.feeder_landing import land_cards, land_invoices
from finance.queries import feeders as found
from finance.states import FEEDER, FeederState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows, update_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day
from sharedservices.common.imports import Column, open_raw
from sharedservices.common.money import ZERO

NOUN = "file"
MOST_ROWS, MOST_BYTES = 10_000, 50 << 20
"""What a worker lands within its time: longer files are handed in in parts."""
MOST_HEADINGS, LONGEST_PROBLEM = 200, 300
HINTS = tuple(Column(name, likely[0]) for name, likely in engine.LIKELY.items())
"""Only to find out what separates the cells."""
READ_COLUMNS = (
    "on", "amount", "payee", "payee_key", "reference", "category", "words", "subjective", "cost_centre", "state",
    "column", "problem", "remedy",
)  # fmt: skip
OPTIONS = ("no_order", "supplier_kind", "vat_code")
State = FeederRow.State
Step = Callable[[int, int], None]


@transaction_required
def take_in(
    *, legal_entity: UUID, kind: str, file: BinaryIO, name: str, control_total: Decimal, by: User, at: datetime
) -> FeederFile:
    """Take a file in, every cell of it. It is read as the last one with the same headings was, or by a guess.

    :raises ImportRefused: for a file that is no CSV or Excel file, or too large
    :raises RuleBroken: for one that is here already, or without a row of headings
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Feeder file {name}"[:200]):
        print_ = _hash_of(file)
        _once(entity, kind, print_)
        rows = _rows(file)
        headings = _headings(next(rows, (0, ()))[1])
        given = list(rows)
        rules.FeederReadable.require(0 < len(given) <= MOST_ROWS, why=f"it has {len(given):,} rows below it")
        row: FeederFile = FeederFile.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, kind=kind, name=" ".join(name.split())[:120],
            file_hash=print_, headings=headings, layout=_first_layout(entity, kind, headings),
            control_total=control_total, n_rows=len(given), taken_by=by, taken_at=at,
        )  # fmt: skip
        copy_rows(
            FeederRow,
            ("partner_id", "file_id", "number", "values", "row_hash", "payee", "payee_key", "reference", "category",
             "words", "subjective", "cost_centre", "state", "column", "problem", "remedy"),
            _taken(row, given),
        )  # fmt: skip
    return row


@transaction_required
def check(*, file: UUID, layout: Layout, options: Mapping[str, str], by: User, at: datetime) -> FeederFile:
    """Read every row with a layout, and say of each whether it is ready to land; again until it is right.

    `options`: of invoices why they need no order, the VAT code of their lines and what new suppliers are.

    :raises WrongState: when it has landed or is discarded
    :raises RuleBroken: when something that is needed has no column, or cards no cost centre to be cleared through
    """
    row = _lock(file)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Read {row.name}"[:200]):
        target = FeederState(next_state(FEEDER, "check", row.state, noun=NOUN))
        for name in engine.lacks(row.kind, layout.columns, row.headings):
            raise rules.FeederColumns.broken(field=name)
        if row.kind == engine.CARDS:
            rules.FeederClearing.require(bool(layout.cost_centre), clearing=engine.CLEARING)
        read = [
            (one, engine.read(row.kind, layout, dict(zip(row.headings, one.values, strict=False))))
            for one in FeederRow.objects.of(row.partner_id).filter(file=row).order_by("number")
        ]
        known, faults = found.landed_before(row), _code_faults(row, layout, [one for _, one in read], at=at)
        said = [_judged(one, what, layout, known, faults, len(row.headings)) for one, what in read]
        update_rows(
            FeederRow, ("id",), READ_COLUMNS, ((one.pk, *what) for (one, _), what in zip(read, said, strict=True))
        )
        row.total = sum((what.amount for _, what in read if what.amount is not None), ZERO)
        row.layout = asdict(layout) | {name: options[name] for name in OPTIONS if options.get(name)}
        row.state = target
        row.save(update_fields=["total", "layout", "state"])
    return row


@transaction_required
def land(*, file: UUID, by: User, at: datetime, step: Step = lambda done, total: None) -> FeederFile:
    """Land what is ready: invoices each by itself, cards as a draft journal a month. What cannot land says why.

    :raises WrongState: unless it has been read, or when it has landed
    :raises RuleBroken: when the rows do not come to the control total, or none is ready
    """
    row = _lock(file)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Land {row.name}"[:200]):
        target = FeederState(next_state(FEEDER, "land", row.state, noun=NOUN))
        rules.FeederAgrees.require(row.total == row.control_total, total=row.total, control_total=row.control_total)
        ready = list(FeederRow.objects.of(row.partner_id).filter(file=row, state=State.READY).order_by("number"))
        rules.FeederHasReady.require(bool(ready))
        lands = land_invoices if row.kind == engine.INVOICES else land_cards
        landed = lands(row, ready, by=by, at=at, step=step)
        update_rows(
            FeederRow, ("id",), ("state", "column", "problem", "remedy", "invoice_id", "journal_id"),
            ((one.row.pk, State.REFUSED if one.problem else State.LANDED, one.column, one.problem[:LONGEST_PROBLEM],
              one.remedy[:LONGEST_PROBLEM], one.invoice_id, one.journal_id) for one in landed),
        )  # fmt: skip
        there = [one.amount for one in landed if not one.problem]
        row.n_landed, row.total_landed = len(there), sum(there, ZERO)
        row.state, row.landed_by, row.landed_at = target, by, at
        row.save(update_fields=["n_landed", "total_landed", "state", "landed_by", "landed_at"])
    return row


@transaction_required
def discard(*, file: UUID, by: User, at: datetime) -> FeederFile:
    """Put a file away that is not to land: it stays readable, and may be handed in again.

    :raises WrongState: when it has landed or is discarded
    """
    row = _lock(file)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Discard {row.name}"[:200]):
        row.state = FeederState(next_state(FEEDER, "discard", row.state, noun=NOUN))
        row.save(update_fields=["state"])
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(file: UUID) -> FeederFile:
    rows = FeederFile.objects.select_for_update(of=("self",)).select_related("legal_entity")
    row: FeederFile = rows.get(uuid=file)
    return row


def _hash_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _once(entity: LegalEntity, kind: str, print_: str) -> None:
    there = FeederFile.objects.of(entity.partner_id).filter(legal_entity=entity, kind=kind, file_hash=print_)
    other = there.exclude(state=FeederState.DISCARDED).select_related("taken_by").first()
    if other is not None:
        on = timezone.localdate(other.taken_at)
        raise rules.FeederOnce.broken(by=other.taken_by.full_name, on=on, name=other.name)


def _rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[str]]]:
    """Walk the rows that say something, the headings first."""
    for row in open_raw(file, columns=HINTS, max_bytes=MOST_BYTES).rows():
        if not row.is_blank:
            yield row.number, [" ".join(text.split()) for text in row.texts]


def _headings(texts: Sequence[str]) -> list[str]:
    headings = list(texts)
    while headings and not headings[-1]:
        headings.pop()
    why = ""
    if not 1 < len(headings) <= MOST_HEADINGS:
        why = f"it has {len(headings)} cells"
    elif "" in headings:
        why = f"cell {headings.index('') + 1} is empty"
    elif len(set(headings)) < len(headings):
        why = f"“{Counter(headings).most_common(1)[0][0]}” is there twice"
    rules.FeederReadable.require(not why, why=why)
    return headings


def _first_layout(entity: LegalEntity, kind: str, headings: list[str]) -> dict[str, Any]:
    before = found.last_like(entity, kind, headings)
    return dict(before.layout) if before is not None else {"columns": engine.guess(headings)}


def _taken(row: FeederFile, given: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[Any, ...]]:
    times: Counter[tuple[str, ...]] = Counter()
    entity, nothing = str(row.legal_entity.uuid), ("",) * 7
    for number, texts in given:
        times[tuple(texts)] += 1
        known_by = engine.row_hash(row.kind, entity, texts, times[tuple(texts)])
        yield (row.partner_id, row.pk, number, list(texts), known_by, *nothing, State.TAKEN, "", "", "")


def _code_faults(row: FeederFile, layout: Layout, read: Iterable[Read], *, at: datetime) -> dict[Segments, str]:
    """Say which codes cannot be charged today."""
    wanted = {_segments(one, layout) for one in read if one.subjective}
    return codings.faults(entity=row.legal_entity, wanted=wanted, on=timezone.localdate(at), by_hand=True)


def _segments(read: Read, layout: Layout) -> Segments:
    return Segments(read.subjective, read.cost_centre, layout.fund)


def _judged(  # noqa: PLR0917 - a row, and what it is held against
    row: FeederRow,
    read: Read,
    layout: Layout,
    known: Mapping[str, FeederFile],
    faults: Mapping[Segments, str],
    wide: int,
) -> tuple[Any, ...]:
    column, problem, remedy = "", "", ""
    before, fault = known.get(row.row_hash), faults.get(_segments(read, layout), "")
    if any(row.values[wide:]):
        problem, remedy = "It has more cells than there are headings.", "Put text with a comma into quotation marks."
    elif read.fault is not None:
        column, problem, remedy = read.fault.column, read.fault.message, read.fault.remedy
    elif before is not None:
        landed_at = timezone.localdate(before.landed_at) if before.landed_at else None
        problem = f"It landed before, with “{before.name}” on {day(landed_at)}."
        remedy = "Nothing is to be done: it is there once."
    elif fault:
        column, problem, remedy = "category", fault, "Give its category another code."
    longest = engine.LONGEST
    return (
        read.on, read.amount, *(getattr(read, name)[: longest[name]] for name in longest), read.subjective,
        read.cost_centre, State.REFUSED if problem else State.READY, column, problem[:LONGEST_PROBLEM],
        remedy[:LONGEST_PROBLEM],
    )  # fmt: skip
