"""Splits a journal between two legal entities into the part of each, with the due lines that balance it.

Source: domain FIN-02, FIN-11: each legal entity balances in each fund. ADR 0032 says why it is two journals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from finance import rules_interentity as rules
from finance.engine import interentity as engine
from finance.models import Counterparty, Journal, Subjective
from finance.operations.codings import Segments
from finance.queries import interentity as found
from partners.models import LegalEntity
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO

if TYPE_CHECKING:
    from finance.operations.journals import Line, Wanted


@dataclass(slots=True)
class Part:
    """What one legal entity posts of a journal: the lines as written, with their numbers there, and its due lines."""

    entity: LegalEntity
    numbers: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    due: list[Line] = field(default_factory=list)


def parts(entity: LegalEntity, wanted: Wanted) -> list[Part]:
    """Return the parts of a journal, that of its own legal entity first. No statement where no line names another.

    :raises RuleBroken: for an entity that is not known, more than two, or two without an agreement that covers them
    """
    split = _split(entity, wanted.lines)
    if len(split) == 1:
        return split
    own, other = split
    on = wanted.accounting_date
    if wanted.kind != Journal.Kind.INTER_ENTITY:  # a settlement pays what agreed journals have left
        covered = found.covering(own.entity, other.entity, kind=wanted.kind, on=on)
        rules.AgreementCovers.require(
            covered is not None, first=own.entity.legal_name, second=other.entity.legal_name,
            kind=Journal.Kind(wanted.kind).label.split(",")[0].lower(), on=day(on),
        )  # fmt: skip
    _balance(own, other, on)
    return split


def _split(entity: LegalEntity, lines: Sequence[Line]) -> list[Part]:
    own = Part(entity)
    codes = {line.entity for line in lines} - {"", entity.code}
    rows = LegalEntity.objects.of(entity.partner_id).filter(code__in=codes) if codes else ()
    by_code = {row.code: Part(row) for row in rows} | {entity.code: own, "": own}
    for number, line in enumerate(lines, start=1):
        rules.EntityIsKnown.require(line.entity in by_code, line=number, value=line.entity)
        part = by_code[line.entity]
        part.numbers.append(number)
        part.lines.append(line)
    others = [part for code, part in sorted(by_code.items()) if part is not own]
    names = ", ".join(sorted(part.entity.legal_name for part in (own, *others)))
    rules.TwoEntities.require(len(others) <= 1, names=names)
    rules.OwnLines.require(bool(own.lines) or not others, entity=entity.legal_name)
    return [own, *others]


def _balance(own: Part, other: Part, on: date) -> None:
    """Add the due lines that make both balance in each fund."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for part in (own, other):
        for line in part.lines:
            sums[part.entity.code, line.segments.fund] += line.debit - line.credit
    due = engine.pair(sums, own.entity.code, other.entity.code)
    if not due:
        return
    account = found.account(own.entity.partner_id, on)
    rules.PairHasCodes.require(account is not None, what="The inter-entity account", on=day(on))
    assert isinstance(account, Subjective)  # noqa: S101 - the rule above
    for part, with_whom in ((own, other), (other, own)):
        party = found.counterparty(with_whom.entity, on)
        rules.PairHasCodes.require(
            party is not None, what=f"The counterparty that stands for {with_whom.entity.legal_name}", on=day(on)
        )
        assert isinstance(party, Counterparty)  # noqa: S101 - the rule above
        for one in due:
            if one.entity != part.entity.code:
                continue
            words = f"Due {'from' if one.amount > 0 else 'to'} {with_whom.entity.legal_name}"
            part.due.append(
                replace(
                    own.lines[0], segments=Segments(account.code, "", one.fund, "", party.code),
                    debit=max(one.amount, ZERO), credit=max(-one.amount, ZERO), narrative=words[:200], reference="",
                    origin=None, is_restricted=False, entity="",
                )
            )  # fmt: skip


def require_covered(rows: Sequence[Journal]) -> None:
    """Make sure that an agreement covers a journal of two legal entities on its day still.

    Reversals and settlements undo and pay what was covered. :raises RuleBroken: when none does
    """
    if len(rows) == 1 or rows[0].reverses_id or rows[0].kind == Journal.Kind.INTER_ENTITY:
        return
    one, other = rows
    covered = found.covering(one.legal_entity, other.legal_entity, kind=one.kind, on=one.accounting_date)
    rules.AgreementCovers.require(
        covered is not None, first=one.legal_entity.legal_name, second=other.legal_entity.legal_name,
        kind=one.get_kind_display().split(",")[0].lower(), on=day(one.accounting_date),
    )  # fmt: skip
