"""Commitments: what procurement tells the budget of requisitions, orders, receipts and closings (domain FIN-05).

Each call has a key: the same key of one order does nothing a second time. Amounts are net and irrecoverable VAT;
recoverable VAT takes no budget. An order is relieved at receipt, or at invoice where receipts are off, never at both.
A credit note restores actual by its own posting and touches no commitment; what goes back to the supplier does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from finance import rules
from finance.engine import fiscal
from finance.engine.budget_control import Verdict
from finance.models import Commitment, CommitmentEntry, CommitmentLine, CostCentre
from finance.operations import codings
from finance.operations.codings import Segments
from finance.queries import budget_position
from finance.queries.budget_position import Checked
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.money import ZERO

Event = CommitmentEntry.Event
Relief = Commitment.Relief


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of a requisition or an order: its number there, codes, and pounds. By value: quantity plays no part."""

    number: int
    segments: Segments
    net: Decimal
    irrecoverable_vat: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """What it takes of the budget. Source: domain FIN-05, “net + irrecoverable VAT only”."""
        return self.net + self.irrecoverable_vat


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A requisition or an order, whole: lines that are not in it any more hold nothing any more."""

    legal_entity: UUID
    source: str
    reference: str
    description: str
    lines: Sequence[OrderLine]
    on: date
    relieved_by: str = Relief.RECEIPT


@dataclass(frozen=True, slots=True)
class Done:
    """A commitment, and what the budget check had to say: where it warned, or was overridden."""

    commitment: Commitment
    checked: Sequence[Checked] = ()

    @property
    def warnings(self) -> list[Checked]:
        """What there was not enough for."""
        return [one for one in self.checked if one.verdict != Verdict.PASSES]


@transaction_required
def requisition(*, order: Order, key: str, by: User, at: datetime, override_reason: str = "") -> Done:
    """Pre-commit what an approved requisition asks for; given again with other lines, it holds those.

    :raises RuleBroken: when a budget that refuses has not enough, and no reason overrides it; for codes not there
    """
    return _take(order, key, Event.REQUISITION, by=by, at=at, override_reason=override_reason)


@transaction_required
def order(*, order: Order, key: str, by: User, at: datetime, override_reason: str = "") -> Done:
    """Commit an issued order in place of what its requisition held.

    :raises RuleBroken: as `requisition`
    """
    return _take(order, key, Event.ORDER, by=by, at=at, override_reason=override_reason)


@transaction_required
def amend(*, order: Order, key: str, by: User, at: datetime, override_reason: str = "") -> Done:
    """Change what an order comes to; what was received of it stays ordered. Only what is more is checked.

    :raises RuleBroken: as `requisition`; for less than was received; for a line of another financial year that was not
        carried into this one
    """
    return _take(order, key, Event.AMEND, by=by, at=at, override_reason=override_reason)


@transaction_required
def relieve(
    *, commitment: UUID, received: Mapping[int, Decimal], how: str, key: str, on: date, by: User, at: datetime
) -> Done:
    """Give back what has become actual, by line number: at most what the line holds.

    `how` is receipt or invoice: the other one of the two relieves nothing, so that nothing is relieved twice.

    :raises RuleBroken: for a line that is not there
    """
    row = _lock(commitment)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Relief of {row.reference}"):
        if how == row.relieved_by and not _was_done(row, key):
            lines = _open_lines(row)
            for number, pounds in sorted(received.items()):
                line = _line(row, lines, number, fiscal.year_of(on))
                _note(line, Event.RELIEF, key, on, committed=-min(pounds, line.committed), by=by, at=at)
    return Done(row)


@transaction_required
def returned(*, commitment: UUID, sent_back: Mapping[int, Decimal], key: str, on: date, by: User, at: datetime) -> Done:
    """Commit again what went back to the supplier, who is to send it anew.

    :raises RuleBroken: for more than was received of a line, or a line that is not there
    """
    row = _lock(commitment)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Return on {row.reference}"):
        if not _was_done(row, key):
            lines = _open_lines(row)
            for number, pounds in sorted(sent_back.items()):
                line = _line(row, lines, number, fiscal.year_of(on))
                relieved = -_sum(row, number, (Event.RELIEF, Event.RETURN))
                rules.CommitmentNotBelow.require(
                    pounds <= relieved, line=number, reference=row.reference, held=relieved, taken=pounds
                )
                _note(line, Event.RETURN, key, on, committed=pounds, by=by, at=at)
    return Done(row)


@transaction_required
def drop(*, commitment: UUID, numbers: Sequence[int], key: str, on: date, by: User, at: datetime) -> Done:
    """Give back what deleted lines of a requisition held; what is ordered stays.

    :raises RuleBroken: for a line that is not there
    """
    row = _lock(commitment)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Lines of {row.reference} deleted"):
        if not _was_done(row, key):
            lines = _open_lines(row)
            for number in sorted(set(numbers)):
                line = _line(row, lines, number, None)
                _note(line, Event.DROP, key, on, pre=-line.pre_committed, by=by, at=at)
    return Done(row)


@transaction_required
def close(*, commitment: UUID, key: str, on: date, by: User, at: datetime) -> Done:
    """Close an order short, or cancel it: whatever it still holds is given back. Safe to call again."""
    row = _lock(commitment)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row.reference} closed"):
        if not _was_done(row, key):
            for line in _open_lines(row).values():
                _note(
                    line, Event.CLOSE, key, on, pre=-line.pre_committed, committed=-line.committed, by=by, at=at
                )  # fmt: skip
    return Done(row)


@transaction_required
def carry(*, commitment: UUID, year: int, key: str, on: date, by: User, at: datetime) -> Done:
    """Carry what an order holds of a financial year into the next, line by line (domain FIN-03, year-end choice).

    Whether budget is carried with it is a carry-forward of the budget, which others decide.
    """
    row = _lock(commitment)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row.reference} carried into the next year"):
        if not _was_done(row, key):
            lines = CommitmentLine.objects.of(row.partner_id).filter(commitment=row, year=year).order_by("number")
            for line in lines:
                held = (line.pre_committed, line.committed)
                if any(held):
                    after = _new_line(row, line.number, line.coding_id, year + 1)
                    _note(line, Event.CARRY, key, on, pre=-held[0], committed=-held[1], by=by, at=at)
                    _note(after, Event.CARRY, key, on, pre=held[0], committed=held[1], by=by, at=at)
    return Done(row)


@transaction_required
def carry_line(*, line: int, key: str, on: date, by: User, at: datetime) -> CommitmentLine:
    """Carry what one line holds of its year into the next; return the line there. Safe to call again.

    :raises CommitmentLine.DoesNotExist: if there is none in scope
    """
    of: CommitmentLine = CommitmentLine.objects.select_related("commitment").get(pk=line)
    row = _lock(of.commitment.uuid)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row.reference} carried into the next year"):
        of.refresh_from_db()
        held = (of.pre_committed, of.committed)
        if any(held):
            after = CommitmentLine.objects.of(row.partner_id).filter(
                commitment=row, number=of.number, year=of.year + 1
            ).first() or _new_line(row, of.number, of.coding_id, of.year + 1)  # fmt: skip
            _note(of, Event.CARRY, key, on, pre=-held[0], committed=-held[1], by=by, at=at)
            _note(after, Event.CARRY, key, on, pre=held[0], committed=held[1], by=by, at=at)
            return after
    return of


@transaction_required
def close_line(*, line: int, key: str, on: date, by: User, at: datetime) -> CommitmentLine:
    """Give back whatever one line still holds. Safe to call again.

    :raises CommitmentLine.DoesNotExist: if there is none in scope
    """
    of: CommitmentLine = CommitmentLine.objects.select_related("commitment").get(pk=line)
    row = _lock(of.commitment.uuid)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row.reference}, line {of.number}, closed"):
        of.refresh_from_db()
        _note(of, Event.CLOSE, key, on, pre=-of.pre_committed, committed=-of.committed, by=by, at=at)
    return of


# --- the parts ------------------------------------------------------------------------------------------------------
def _take(order: Order, key: str, event: str, *, by: User, at: datetime, override_reason: str) -> Done:
    entity = LegalEntity.objects.get(uuid=order.legal_entity)
    reason = " ".join(override_reason.split())
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=reason or order.description[:200]):
        row = _commitment(entity, order)
        if _was_done(row, key):
            return Done(row)
        found = codings.find(
            entity=entity, wanted=[line.segments for line in order.lines], on=order.on, by_hand=False
        )  # fmt: skip
        year, lines = fiscal.year_of(order.on), _open_lines(row)
        wanted = {line.number: (found[line.segments].pk, line.amount) for line in order.lines}
        moves = _moves(row, lines, wanted, event, year)
        asked: dict[int, Decimal] = {}
        for coding, pre, committed in moves.values():
            asked[coding] = asked.get(coding, ZERO) + pre + committed
        checked = _check(entity, asked, year, order.on, is_overridden=bool(reason))
        for number, (coding, pre, committed) in sorted(moves.items()):
            line = lines.get(number) or _new_line(row, number, coding, year)
            _note(line, event, key, order.on, pre=pre, committed=committed, by=by, at=at, override_reason=reason)
    return Done(row, checked)


def _moves(
    row: Commitment,
    lines: Mapping[int, CommitmentLine],
    wanted: Mapping[int, tuple[int, Decimal]],
    event: str,
    year: int,
) -> dict[int, tuple[int, Decimal, Decimal]]:
    """Return by line what is to be added to its pre-commitment and its commitment, with its coding."""
    moves: dict[int, tuple[int, Decimal, Decimal]] = {}
    for number in {*lines, *wanted}:
        line = lines.get(number)
        if number not in wanted and event == Event.ORDER:
            continue  # what of a requisition is not ordered yet is still asked for
        coding, amount = wanted.get(number, (line.coding_id if line else 0, ZERO))
        pre, held = (line.pre_committed, line.committed) if line else (ZERO, ZERO)
        if line is not None and (number in wanted or pre or held):
            is_same = line.year == year and line.coding_id == coding
            rules.CommitmentKnown.require(
                is_same, reference=row.reference, line=number, year=f"{year}-{(year + 1) % 100:02} on these codes"
            )
        if event == Event.REQUISITION:
            moves[number] = (coding, amount - pre, ZERO)
        else:
            rise = amount - _sum(row, number, (Event.ORDER, Event.AMEND))
            rules.CommitmentNotBelow.require(
                held + rise >= 0, line=number, reference=row.reference, held=held, taken=-rise
            )
            moves[number] = (coding, -pre, rise)
    return moves


def _check(
    entity: LegalEntity, asked: Mapping[int, Decimal], year: int, on: date, *, is_overridden: bool
) -> list[Checked]:
    """Ask the budgets, one after the other in one order, so that two orders do not both take the last of one.

    :raises RuleBroken: where one refuses, unless it is overridden
    """
    holds = budget_position.held_by(asked, partner_id=entity.partner_id)
    with connection.cursor() as cursor:
        for held in sorted({str(tuple(one)) for one in holds.values()}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"budget {year} {held}", entity.partner_id]
            )
    checked = budget_position.check(partner_id=entity.partner_id, year=year, asked=asked, on=on)
    for one in checked:
        available = one.position.available
        rules.BudgetHolds.require(
            is_overridden or one.verdict != Verdict.REFUSES, place=_place(one), asked=one.asked, available=available,
            short=one.asked - available,
        )  # fmt: skip
    return checked


def _place(one: Checked) -> str:
    centre = CostCentre.objects.filter(pk=one.held.cost_centre_id).first()
    return f"{centre or 'No cost centre'}, {one.held.group.replace('_', ' ').lower()}"


def _commitment(entity: LegalEntity, order: Order) -> Commitment:
    """Find it, held for this transaction, or begin it."""
    with connection.cursor() as cursor:  # two calls about one order follow each other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
            [f"order {order.source} {order.reference}", entity.partner_id],
        )
    row: Commitment = Commitment.objects.select_for_update().of(entity.partner_id).get_or_create(
        partner_id=entity.partner_id, source=order.source, reference=order.reference,
        defaults={
            "legal_entity": entity, "description": order.description[:200], "relieved_by": order.relieved_by,
        },
    )[0]  # fmt: skip
    return row


def _lock(commitment: UUID) -> Commitment:
    found: Commitment = Commitment.objects.select_for_update().get(uuid=commitment)
    return found


def _was_done(row: Commitment, key: str) -> bool:
    return bool(CommitmentEntry.objects.of(row.partner_id).filter(line__commitment=row, key=key).exists())


def _open_lines(row: Commitment) -> dict[int, CommitmentLine]:
    """Return the lines of an order by number, each in its latest year."""
    rows = CommitmentLine.objects.of(row.partner_id).filter(commitment=row).order_by("number", "year")
    return {line.number: line for line in rows}


def _line(row: Commitment, lines: Mapping[int, CommitmentLine], number: int, year: int | None) -> CommitmentLine:
    found = lines.get(number)
    said = "this order" if year is None else f"{year}-{(year + 1) % 100:02}"
    is_there = found is not None and (year is None or found.year <= year)
    rules.CommitmentKnown.require(is_there, reference=row.reference, line=number, year=said)
    assert found is not None  # noqa: S101 - the rule above
    return found


def _new_line(row: Commitment, number: int, coding: int, year: int) -> CommitmentLine:
    made: CommitmentLine = CommitmentLine.objects.create(
        partner_id=row.partner_id, commitment=row, number=number, coding_id=coding, year=year
    )
    return made


def _sum(row: Commitment, number: int, events: Sequence[str]) -> Decimal:
    """Return what some events added to what a line is committed for, over the years."""
    rows = CommitmentEntry.objects.of(row.partner_id).filter(
        line__commitment=row, line__number=number, event__in=events
    )
    found: Decimal | None = rows.aggregate(total=Sum("committed"))["total"]
    return found or ZERO


def _note(  # noqa: PLR0913 - keyword-only: what an event says
    line: CommitmentLine,
    event: str,
    key: str,
    on: date,
    *,
    pre: Decimal = ZERO,
    committed: Decimal = ZERO,
    by: User,
    at: datetime,
    override_reason: str = "",
) -> None:
    """Write an event that moves something; the database adds it up."""
    if pre or committed:
        CommitmentEntry.objects.create(
            partner_id=line.partner_id, line=line, event=event, key=key, on=on, pre_committed=pre, committed=committed,
            override_reason=override_reason[:200], by=by, at=at,
        )  # fmt: skip
