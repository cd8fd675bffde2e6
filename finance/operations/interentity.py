"""Agreements between legal entities of one partner, and settling what they leave each other owing (domain FIN-11).

An agreement begins and ends by a change request that others approve. A settlement is a journal between the two like any
other: proposed by one person, approved by others, posted in both books or in neither.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from finance import rules_interentity as rules
from finance.engine import fiscal
from finance.models import BankAccount, Counterparty, InterEntityAgreement, InterEntitySettlement, Journal
from finance.models.interentity import COVERED
from finance.operations import journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Wanted
from finance.queries import interentity as found
from finance.states import JournalState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWanted:
    """An agreement as it shall hold: `last_day` is the last on which it does, None for until it is ended."""

    agreement: UUID
    from_entity: UUID
    to_entity: UUID
    kinds: tuple[str, ...]
    settlement: str
    subject: str
    first_day: date
    last_day: date | None = None


@transaction_required
def agree(*, partner_id: int, wanted: AgreementWanted, by: User, at: datetime) -> InterEntityAgreement:
    """Have an agreement hold, and give both entities a counterparty that stands for them where they lack one.

    :raises RuleBroken: for one entity twice, no kinds, days the wrong way round, or days in which the two have one
    :raises LegalEntity.DoesNotExist: if one is not in scope
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=wanted.subject[:200]):
        entities = LegalEntity.objects.of(partner_id)
        first, second = entities.get(uuid=wanted.from_entity), entities.get(uuid=wanted.to_entity)
        rules.AgreementBetweenTwo.require(first.pk != second.pk)
        kinds = sorted(set(wanted.kinds))
        rules.AgreementKinds.require(bool(kinds) and set(kinds) <= set(COVERED))
        last = wanted.last_day
        rules.AgreementDays.require(last is None or last >= wanted.first_day, first=wanted.first_day, last=last)
        _lock("inter-entity agreements", partner_id)
        days = DateRange(wanted.first_day, last + timedelta(days=1) if last else None)
        there = found.overlapping(first, second, days)
        rules.OneAgreement.require(
            there is None, names=f"{first.legal_name} and {second.legal_name}",
            first=there.valid.lower if there else "", until=found.until_words(there) if there else "",
        )  # fmt: skip
        for entity in (first, second):
            _counterparty(entity, wanted.first_day)
        made: InterEntityAgreement = InterEntityAgreement.objects.create(
            partner_id=partner_id, uuid=wanted.agreement, from_entity=first, to_entity=second, kinds=kinds,
            settlement=wanted.settlement, subject=wanted.subject[:LONGEST], valid=days, approved_by=by, approved_at=at,
        )  # fmt: skip
    return made


@transaction_required
def end(*, agreement: UUID, last_day: date, reason: str, by: User, at: datetime) -> InterEntityAgreement:
    """Have an agreement hold for the last time on a day.

    :raises RuleBroken: when it has been ended, does not hold on the day, or a journal between the two is dated later
    :raises InterEntityAgreement.DoesNotExist: if there is none in scope
    """
    row: InterEntityAgreement = InterEntityAgreement.objects.select_for_update(of=("self",)).get(uuid=agreement)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason[:200]):
        rules.AgreementRuns.require(row.ended_at is None, why="has been ended already")
        rules.AgreementRuns.require(last_day in row.valid, why=f"does not hold on {day(last_day)}")
        latest = found.last_journal(row)
        rules.NothingAfterEnd.require(latest is None or latest <= last_day, on=latest, last=last_day)
        row.valid = DateRange(row.valid.lower, last_day + timedelta(days=1))
        row.ended_by, row.ended_at, row.end_reason = by, at, reason[:LONGEST]
        row.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementWanted:
    """Which month of which two entities is settled: the codes of the cash accounts of each, and the day of payment."""

    first: UUID
    second: UUID
    year: int
    number: int
    accounting_date: date
    first_bank: str
    second_bank: str


@transaction_required
def settle(*, wanted: SettlementWanted, by: User, at: datetime) -> InterEntitySettlement:
    """Write the journal that pays what two entities owed each other at the end of a month. Others approve it.

    :raises RuleBroken: without an agreement that is settled net, before the month is over, where both do not agree to
        the penny, where nothing is owed, for a month that is settled or waits, before an earlier one is posted, or for
        an account that is not the entity's own
    :raises LegalEntity.DoesNotExist: if one is not in scope
    """
    first, second = (LegalEntity.objects.get(uuid=one) for one in (wanted.first, wanted.second))
    year, number, on = wanted.year, wanted.number, wanted.accounting_date
    names = {"first": first.legal_name, "second": second.legal_name, "period": fiscal.name(year, number)}
    words = f"Settlement of {fiscal.name(year, number)} with {second.legal_name}"
    with partner_scope(first.partner_id, actor_id=by.pk, reason=words[:200]):
        _lock(f"inter-entity settlements {sorted((first.pk, second.pk))}", first.partner_id)
        agreement = found.net_agreement(first, second, year=year, number=number)
        rules.NetMonthly.require(agreement is not None, **names)
        assert agreement is not None  # noqa: S101 - the rule above
        last = fiscal.spans(year)[number].last
        is_over = on > last and timezone.localdate(at) > last
        rules.SettledAfterMonth.require(is_over, period=names["period"], last=last)
        for one in found.settlements_of(first, second):
            rules.SettledOnce.require((one.year, one.number) != (year, number), **names)
            is_posted = one.journal.state == JournalState.POSTED
            is_later = (one.year, one.number) > (year, number)
            rules.EarlierFirst.require(is_posted or is_later, earlier=fiscal.name(one.year, one.number))
        both, sums = found.owed(first, second, year=year, number=number)
        difference = sum((abs(one.difference) for one in both), ZERO)
        rules.BothAgree.require(not difference, difference=difference, **names)
        rules.SomethingOwed.require(bool(sums), **names)
        payer, payee, codes = first, second, (wanted.first_bank, wanted.second_bank)
        total = sum(sums.values(), ZERO)
        if total > 0:
            payer, payee, codes = second, first, (wanted.second_bank, wanted.first_bank)
        lines = []
        for entity, code, sign, other in ((payer, codes[0], 1, ""), (payee, codes[1], -1, payee.code)):
            _own_bank(entity, code, on)
            for fund, pounds in sorted(sums.items()):
                owed = sign * (pounds if payer is first else -pounds)  # below nought: the payer owes it
                lines.append(
                    Line(
                        segments=Segments(code, fund=fund), debit=max(owed, ZERO), credit=max(-owed, ZERO),
                        narrative=f"{names['period']}, {payer.code} to {payee.code}", entity=other,
                    )
                )  # fmt: skip
        row = journals.draft(
            wanted=Wanted(
                legal_entity=payer.uuid, kind=Journal.Kind.INTER_ENTITY, accounting_date=on, lines=lines,
                description=f"Settlement of {names['period']} between {payer.code} and {payee.code}",
            ), by=by, at=at,
        )  # fmt: skip
        made: InterEntitySettlement = InterEntitySettlement.objects.create(
            partner_id=first.partner_id, agreement=agreement, year=year, number=number, payer=payer,
            amount=abs(total), journal=row, proposed_by=by, proposed_at=at,
        )  # fmt: skip
    return made


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(what: str, partner_id: int) -> None:
    """Let those who do the same for a partner follow each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [what, partner_id])


def _own_bank(entity: LegalEntity, code: str, on: date) -> None:
    """Make sure that a code is the cash account of an entity's own bank account. :raises RuleBroken: if not."""
    rows = BankAccount.objects.of(entity.partner_id).filter(
        legal_entity=entity, subjective__code=code, opened_on__lte=on
    )
    is_open = any(one.closed_on is None or one.closed_on > on for one in rows)
    rules.SettledByBank.require(is_open, entity=entity.legal_name, code=code, on=day(on))


def _counterparty(entity: LegalEntity, on: date) -> None:
    """Give an entity the counterparty that stands for it, unless it has one: its code, or the nearest that is free."""
    rows = Counterparty.objects.of(entity.partner_id)
    if rows.filter(legal_entity=entity, valid__contains=on).exists():
        return
    taken = {"000", *rows.values_list("code", flat=True)}
    letters = re.sub(r"[^A-Z0-9]", "", entity.code.upper())
    wishes = [f"{letters[: 3 - len(tail)]}{tail}".rjust(3, "0") for tail in ("", *map(str, range(1, 100)))]
    code = next(one for one in wishes if one not in taken)
    Counterparty.objects.create(
        partner_id=entity.partner_id, code=code, name=entity.legal_name[:120], legal_entity=entity,
        valid=DateRange(min(on, entity.valid.lower or on), None),
    )  # fmt: skip
