"""Bank accounts, what stands open on either side, and what reconciles the two (domain FIN-09)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet

from finance.engine.bank_matching import BankItem, LedgerItem, NarrativeRule
from finance.models import BankAccount, BankCheck, BankReconciliation, BankRule, BankStatement, Period
from partners.models import LegalEntity

ZERO = Decimal("0.00")
OLD_DAYS = 30
ROLLED = "year-end"
"""The source of journals that carry balances over into a year: the same money again."""
OPEN_BANK = """
SELECT l.id, l.booked_on, l.amount, l.reference, l.narrative, l.charges, s.number, l.number
FROM finance_bankline l JOIN finance_bankstatement s ON s.partner_id = l.partner_id AND s.id = l.statement_id
WHERE l.partner_id = %(partner)s AND l.account_id = %(account)s AND NOT EXISTS (
  SELECT 1 FROM finance_bankmatchline m WHERE m.partner_id = l.partner_id AND m.line_id = l.id AND m.is_live)
ORDER BY l.booked_on, l.id
"""
OPEN_LEDGER = """
SELECT l.id, j.accounting_date, l.debit - l.credit, coalesce(nullif(l.reference, ''), j.source_ref),
       coalesce(nullif(l.reference, ''), j.source_ref), coalesce(nullif(l.narrative, ''), j.description), j.uuid
FROM finance_journalline l
JOIN finance_journal j ON j.partner_id = l.partner_id AND j.id = l.journal_id
JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
WHERE l.partner_id = %(partner)s AND c.legal_entity_id = %(entity)s AND c.subjective_id = %(subjective)s
  AND j.state = 'POSTED' AND j.source <> %(rolled)s AND NOT EXISTS (
  SELECT 1 FROM finance_bankmatchline m WHERE m.partner_id = l.partner_id AND m.journal_line_id = l.id AND m.is_live)
ORDER BY j.accounting_date, l.id
"""
# At the end of a period: what no match has whose every line is there by then.
ITEMS = """
WITH late AS (
  SELECT m.match_id FROM finance_bankmatchline m
  LEFT JOIN finance_bankline b ON b.partner_id = m.partner_id AND b.id = m.line_id
  LEFT JOIN finance_journalline jl ON jl.partner_id = m.partner_id AND jl.id = m.journal_line_id
  LEFT JOIN finance_journal j ON j.partner_id = jl.partner_id AND j.id = jl.journal_id
  LEFT JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
  JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
  WHERE m.partner_id = %(partner)s AND m.is_live AND h.account_id = %(account)s
    AND (b.booked_on > %(end)s OR (p.year, p.number) > (%(year)s, %(number)s))),
done AS (
  SELECT m.line_id, m.journal_line_id FROM finance_bankmatchline m
  JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
  WHERE m.partner_id = %(partner)s AND m.is_live AND h.account_id = %(account)s
    AND h.state IN ('MATCHED', 'RECONCILED') AND m.match_id NOT IN (SELECT match_id FROM late))
SELECT 'bank', l.id, l.booked_on, l.amount, coalesce(nullif(l.narrative, ''), l.reference), coalesce(u.full_name, ''),
       coalesce(n.note, '')
FROM finance_bankline l
LEFT JOIN LATERAL (SELECT owner_id, note FROM finance_bankitemnote n WHERE n.partner_id = l.partner_id
                   AND n.line_id = l.id ORDER BY n.id DESC LIMIT 1) n ON true
LEFT JOIN partners_user u ON u.id = n.owner_id
WHERE l.partner_id = %(partner)s AND l.account_id = %(account)s AND l.booked_on <= %(end)s
  AND NOT EXISTS (SELECT 1 FROM done d WHERE d.line_id = l.id)
UNION ALL
SELECT 'ledger', l.id, j.accounting_date, l.debit - l.credit, coalesce(nullif(l.narrative, ''), j.description),
       coalesce(u.full_name, ''), coalesce(n.note, '')
FROM finance_journalline l
JOIN finance_journal j ON j.partner_id = l.partner_id AND j.id = l.journal_id
JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
LEFT JOIN LATERAL (SELECT owner_id, note FROM finance_bankitemnote n WHERE n.partner_id = l.partner_id
                   AND n.journal_line_id = l.id ORDER BY n.id DESC LIMIT 1) n ON true
LEFT JOIN partners_user u ON u.id = n.owner_id
WHERE l.partner_id = %(partner)s AND c.legal_entity_id = %(entity)s AND c.subjective_id = %(subjective)s
  AND j.state = 'POSTED' AND j.source <> %(rolled)s AND (p.year, p.number) <= (%(year)s, %(number)s)
  AND NOT EXISTS (SELECT 1 FROM done d WHERE d.journal_line_id = l.id)
ORDER BY 3, 1, 2
"""
LEDGER = """
SELECT coalesce(sum(b.debit - b.credit), 0) FROM finance_balance b
JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
JOIN finance_coding c ON c.partner_id = b.partner_id AND c.id = b.coding_id
WHERE b.partner_id = %(partner)s AND c.legal_entity_id = %(entity)s AND c.subjective_id = %(subjective)s
  AND p.year = %(year)s AND p.number <= %(number)s
"""
NEWEST_YEAR = """
SELECT coalesce(max(p.year), 0) FROM finance_balance b
JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
WHERE b.partner_id = %(partner)s AND p.legal_entity_id = %(entity)s
"""
AT_BANK = """
SELECT coalesce(sum(amount), 0), (SELECT max(ends_on) FROM finance_bankstatement s WHERE s.partner_id = %(partner)s
                                  AND s.account_id = %(account)s)
FROM finance_bankline WHERE partner_id = %(partner)s AND account_id = %(account)s AND booked_on <= %(end)s
"""
MATCHES = """
SELECT h.id, h.state, h.made_human, h.confirmed_human FROM finance_bankmatch h
WHERE h.partner_id = %(partner)s AND h.account_id = %(account)s AND h.state IN ('PROPOSED', 'MATCHED')
  AND NOT EXISTS (
    SELECT 1 FROM finance_bankmatchline m
    LEFT JOIN finance_bankline b ON b.partner_id = m.partner_id AND b.id = m.line_id
    LEFT JOIN finance_journalline jl ON jl.partner_id = m.partner_id AND jl.id = m.journal_line_id
    LEFT JOIN finance_journal j ON j.partner_id = jl.partner_id AND j.id = jl.journal_id
    LEFT JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
    WHERE m.partner_id = h.partner_id AND m.match_id = h.id
      AND (b.booked_on > %(end)s OR (p.year, p.number) > (%(year)s, %(number)s)))
ORDER BY h.id
"""


class OpenBank(NamedTuple):
    """A line of a statement without a match."""

    id: int
    on: date
    amount: Decimal
    reference: str
    narrative: str
    charges: Decimal
    statement: str
    number: int

    def item(self) -> BankItem:
        """Return it as the engine compares it."""
        return BankItem(self.id, self.on, self.amount, self.reference, self.narrative, self.charges)


class OpenLedger(NamedTuple):
    """A posted line of the cash account without a match."""

    id: int
    on: date
    amount: Decimal
    reference: str
    batch: str
    narrative: str
    journal: UUID

    def item(self) -> LedgerItem:
        """Return it as the engine compares it."""
        return LedgerItem(self.id, self.on, self.amount, self.reference, self.batch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the ledger has and the bank has not, or the other way round. `side` says where it is."""

    side: str
    line_id: int
    on: date
    amount: Decimal
    words: str
    owner: str
    note: str
    age: int

    @property
    def is_unowned(self) -> bool:
        """Whether it is older than 30 days and nobody looks after it."""
        return self.age > OLD_DAYS and not self.owner

    @property
    def heading(self) -> str:
        """Which line of the proof it belongs to."""
        return HEADINGS[self.side, self.amount > 0]


HEADINGS = {
    ("ledger", False): "Unpresented payments", ("ledger", True): "Lodgements not credited",
    ("bank", True): "Credits not in the ledger", ("bank", False): "Charges not in the ledger",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """From the ledger's balance to the bank's (domain FIN-09), each sum in pounds above nought."""

    ledger: Decimal
    unpresented: Decimal
    not_credited: Decimal
    credits: Decimal
    charges: Decimal
    bank: Decimal
    items: tuple[Item, ...] = ()

    @property
    def derived(self) -> Decimal:
        """What the bank's balance has to be."""
        return self.ledger + self.unpresented - self.not_credited + self.credits - self.charges

    @property
    def difference(self) -> Decimal:
        """What is not explained; nought when it is reconciled."""
        return self.bank - self.derived


class MatchRow(NamedTuple):
    """A match of a period that is not reconciled yet, and who made and confirmed it."""

    id: int
    state: str
    made_human: UUID
    confirmed_human: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvidence:
    """How one account stands in a period."""

    account: UUID
    name: str
    state: str
    reconciliation: UUID | None
    ledger: Decimal | None
    bank: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEvidence:
    """Whether every account of a legal entity is reconciled for a period, and what shows it."""

    accounts: tuple[AccountEvidence, ...]

    @property
    def is_reconciled(self) -> bool:
        """Whether both have signed for each account. Without an account there is nothing to reconcile."""
        return all(one.state == BankReconciliation.State.REVIEWED for one in self.accounts)


def bank_reconciled(legal_entity: LegalEntity, period: Period) -> BankEvidence:
    """Say of each account that was open in a period whether it is reconciled and signed by two. Two statements."""
    end, start = period.covers.upper, period.covers.lower
    accounts = BankAccount.objects.of(legal_entity.partner_id).filter(legal_entity=legal_entity, opened_on__lt=end)
    accounts = accounts.filter(refused_at=None).exclude(closed_on__lt=start).order_by("name")
    signed = {
        one.account_id: one
        for one in BankReconciliation.objects.of(legal_entity.partner_id)
        .filter(period=period).exclude(state=BankReconciliation.State.RETURNED)
    }  # fmt: skip
    found = []
    for account in accounts:
        row = signed.get(account.pk)
        found.append(
            AccountEvidence(
                account=account.uuid, name=str(account), state=row.state if row else "",
                reconciliation=row.uuid if row else None, ledger=row.ledger if row else None,
                bank=row.bank if row else None,
            )
        )  # fmt: skip
    return BankEvidence(accounts=tuple(found))


def in_use(*, partner_id: int) -> QuerySet[BankAccount]:
    """Return the accounts that two people stand for and that are open: what money may go from and come to."""
    rows: QuerySet[BankAccount] = BankAccount.objects.of(partner_id).filter(closed_on=None, agreed_at__isnull=False)
    return rows


def open_bank(account: BankAccount) -> list[OpenBank]:
    """Return the lines of its statements without a match. One statement."""
    return [OpenBank(*row) for row in _rows(OPEN_BANK, _facts(account))]


def open_ledger(account: BankAccount) -> list[OpenLedger]:
    """Return the posted lines of its cash account without a match. One statement."""
    return [OpenLedger(*row) for row in _rows(OPEN_LEDGER, _facts(account))]


def proof(account: BankAccount, period: Period) -> Proof:
    """Return what leads from the ledger's balance to the bank's at the end of a period. Three statements."""
    facts = _at(account, period)
    ((ledger,),) = _rows(LEDGER, facts)
    ((bank, _reaches),) = _rows(AT_BANK, facts)
    end = facts["end"]
    items = tuple(
        Item(side=side, line_id=line_id, on=on, amount=amount, words=words, owner=owner, note=note,
             age=max((end - on).days, 0))
        for side, line_id, on, amount, words, owner, note in _rows(ITEMS, facts)
    )  # fmt: skip
    sums = dict.fromkeys(HEADINGS.values(), ZERO)
    for one in items:
        sums[one.heading] += abs(one.amount)
    return Proof(
        ledger=ledger, unpresented=sums["Unpresented payments"], not_credited=sums["Lodgements not credited"],
        credits=sums["Credits not in the ledger"], charges=sums["Charges not in the ledger"], bank=bank, items=items,
    )  # fmt: skip


def last_day(period: Period) -> date:
    """Return the last day that a period covers."""
    return date.fromordinal(period.covers.upper.toordinal() - 1)


def reaches(account: BankAccount, period: Period) -> bool:
    """Say whether the statements cover the last day of a period."""
    facts = _at(account, period)
    ((_bank, last),) = _rows(AT_BANK, facts)
    return last is not None and last >= facts["end"]


def matches_until(account: BankAccount, period: Period) -> list[MatchRow]:
    """Return the matches that belong to a period or an earlier one and are not reconciled yet."""
    return [MatchRow(*row) for row in _rows(MATCHES, _at(account, period))]


def content_hash(found: Proof, matches: Sequence[MatchRow]) -> str:
    """Return the SHA-256 over what a reconciliation says and the matches that it rests on."""
    says = [asdict(found), [one.id for one in matches]]
    return hashlib.sha256(json.dumps(says, default=str, sort_keys=True).encode()).hexdigest()


def rules_of(legal_entity_id: int, *, partner_id: int) -> list[BankRule]:
    """Return the rules that count, in the order in which they are tried: the longest words first."""
    rows = BankRule.objects.of(partner_id).filter(
        legal_entity_id=legal_entity_id, agreed_at__isnull=False, ended_at__isnull=True
    )
    return sorted(rows, key=lambda one: (-len(one.words), one.pk))


def as_engine(rules: Sequence[BankRule]) -> list[NarrativeRule]:
    """Return rules as the engine tries them."""
    return [NarrativeRule(one.pk, one.words, one.most, one.is_automatic) for one in rules]


def checks(account: BankAccount) -> QuerySet[BankCheck]:
    """Return what the mornings found of an account."""
    rows: QuerySet[BankCheck] = BankCheck.objects.of(account.partner_id).filter(account=account)
    return rows


def latest_statement(account: BankAccount) -> BankStatement | None:
    """Return the statement after which the next one comes."""
    rows = BankStatement.objects.of(account.partner_id).filter(account=account)
    followed = rows.filter(previous__isnull=False).values("previous_id")
    last: BankStatement | None = rows.exclude(pk__in=followed).first()
    return last


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRow:
    """An account today: the bank's last balance beside the ledger's, and what explains the difference."""

    account: BankAccount
    until: date | None
    bank: Decimal
    ledger: Decimal
    n_bank: int
    n_ledger: int
    explained: Decimal

    @property
    def difference(self) -> Decimal:
        """The bank's balance less the ledger's."""
        return self.bank - self.ledger

    @property
    def unexplained(self) -> Decimal:
        """What no open line accounts for: anything but nought is a fault."""
        return self.difference - self.explained


def daily(*, partner_id: int, in_use_only: bool = False) -> list[DailyRow]:
    """Return each account's balance at the bank and in the ledger. Four statements an account."""
    rows = in_use(partner_id=partner_id) if in_use_only else BankAccount.objects.of(partner_id)
    rows = rows.select_related("legal_entity", "subjective")
    found = []
    for account in rows.order_by("legal_entity", "name"):
        facts = _facts(account)
        until = BankStatement.objects.of(partner_id).filter(account=account).aggregate(last=Max("ends_on"))["last"]
        bank = latest_statement(account)
        ((year,),) = _rows(NEWEST_YEAR, facts)
        ((ledger,),) = _rows(LEDGER, facts | {"year": year, "number": 99})
        here, there = open_bank(account), open_ledger(account)
        found.append(
            DailyRow(
                account=account, until=until, bank=bank.closing if bank else ZERO, ledger=ledger, n_bank=len(here),
                n_ledger=len(there),
                explained=sum((one.amount for one in here), ZERO) - sum((one.amount for one in there), ZERO),
            )
        )  # fmt: skip
    return found


def _facts(account: BankAccount) -> dict[str, Any]:
    return {
        "partner": account.partner_id, "account": account.pk, "entity": account.legal_entity_id,
        "subjective": account.subjective_id, "rolled": ROLLED,
    }  # fmt: skip


def _at(account: BankAccount, period: Period) -> dict[str, Any]:
    return _facts(account) | {"end": last_day(period), "year": period.year, "number": period.number}


def _rows(sql: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())


def signed_proof(row: BankReconciliation) -> Proof:
    """Return a proof as it was signed, with its items."""
    items = tuple(
        Item(
            side=one["side"], line_id=one["line_id"], on=date.fromisoformat(one["on"]), amount=Decimal(one["amount"]),
            words=one["words"], owner=one["owner"], note=one["note"], age=one["age"],
        )
        for one in row.items
    )  # fmt: skip
    return Proof(
        ledger=row.ledger, unpresented=row.unpresented, not_credited=row.not_credited, credits=row.credits,
        charges=row.charges, bank=row.bank, items=items,
    )  # fmt: skip
