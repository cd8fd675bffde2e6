"""Control accounts at the end of a period: the ledger's figure, the register's, and how far they are reconciled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q, Sum

from finance import controls
from finance.controls import Item, Where
from finance.engine import closing as engine
from finance.models import Balance, BankAccount, Period, Reconciliation, ReconciliationItem, Subjective
from finance.states import ReconciliationState
from sharedservices.common.money import ZERO

NEWEST = "-version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A control account: pounds, debits above nought. `latest` is its newest reconciliation of the period."""

    account: Subjective
    module: str
    frequency: str
    due_on: date
    ledger: Decimal
    items: Sequence[Item]
    latest: Reconciliation | None
    explained: Decimal
    is_needed: bool
    has_register: bool

    @property
    def subledger(self) -> Decimal:
        """What the register comes to."""
        return sum((one.amount for one in self.items), ZERO)

    @property
    def difference(self) -> Decimal:
        """What the ledger has more than the register."""
        return self.ledger - self.subledger

    @property
    def unexplained(self) -> Decimal:
        """What of the difference nobody has explained."""
        return self.difference - self.explained

    @property
    def has_moved(self) -> bool:
        """Tell whether a figure is another one than when it was signed."""
        one = self.latest
        signed = one is not None and one.state in {ReconciliationState.SIGNED, ReconciliationState.REVIEWED}
        return signed and (one.ledger, one.subledger) != (self.ledger, self.subledger)  # type: ignore[union-attr]

    @property
    def is_done(self) -> bool:
        """Tell whether it is reviewed as it stands, or there is nothing to reconcile."""
        reviewed = self.latest is not None and self.latest.state == ReconciliationState.REVIEWED
        return not self.is_needed or (reviewed and not self.has_moved)

    def is_late(self, on: date) -> bool:
        """Tell whether its day has gone by."""
        return not self.is_done and on > self.due_on


def where_of(period: Period) -> Where:
    """Return a period as registers are asked about it."""
    return Where(
        partner_id=period.partner_id, legal_entity_id=period.legal_entity_id, year=period.year, number=period.number,
        first_day=period.covers.lower, last_day=period.covers.upper - timedelta(days=1),
    )  # fmt: skip


def positions(period: Period, *, code: str = "", where: Where | None = None) -> list[Position]:
    """Return the control accounts of a legal entity at the end of a period, or the one of that code.

    Accounts of a bank account are not among them: two people sign its statements on the bank’s own pages. Four
    queries and those of the registers.
    """
    asked = where or where_of(period)
    accounts = Subjective.objects.of(period.partner_id).filter(
        ~Q(control="") | Q(code__in=controls.codes()), is_posting=True
    )
    banks = BankAccount.objects.of(period.partner_id).filter(legal_entity=period.legal_entity_id, refused_at=None)
    accounts = accounts.exclude(pk__in=banks.values("subjective"))
    if code:
        accounts = accounts.filter(code=code)
    ledger = _ledger(period)
    latest = _latest(period)
    explained = _explained(latest.values())
    return [
        _position(one, asked, ledger.get(one.pk), latest.get(one.pk), explained) for one in accounts.order_by("code")
    ]


def _position(
    account: Subjective, where: Where, ledger: tuple[Decimal, bool] | None, latest: Reconciliation | None,
    explained: dict[int, Decimal],
) -> Position:  # fmt: skip
    asked = Where(
        partner_id=where.partner_id, legal_entity_id=where.legal_entity_id, year=where.year, number=where.number,
        first_day=where.first_day, last_day=where.last_day, code=account.code, memory=where.memory,
    )  # fmt: skip
    registers = controls.finders(account.control, account.code)
    items = [one for find in registers for one in find(asked)]
    kept = engine.timetable(account.control)
    balance, has_moved = ledger or (ZERO, False)
    return Position(
        account=account, module=kept.module, frequency=kept.frequency, due_on=engine.due_on(where.last_day, kept.days),
        ledger=balance, items=items, latest=latest, explained=explained.get(latest.pk, ZERO) if latest else ZERO,
        is_needed=bool(balance or has_moved or items), has_register=bool(registers),
    )  # fmt: skip


def _ledger(period: Period) -> dict[int, tuple[Decimal, bool]]:
    """Return the balance of each account to the end of a period, and whether something was posted in it. One query."""
    rows = (
        Balance.objects.of(period.partner_id)
        .filter(period__legal_entity=period.legal_entity_id, period__year=period.year)
        .filter(period__number__lte=period.number)
        .values(account=F("coding__subjective"))
        .annotate(
            debits=Sum("debit"), credits=Sum("credit"),
            moved=Sum(F("debit") + F("credit"), filter=Q(period=period.pk)),
        )
    )  # fmt: skip
    return {row["account"]: (row["debits"] - row["credits"], bool(row["moved"])) for row in rows}


def _latest(period: Period) -> dict[int, Reconciliation]:
    """Return the newest reconciliation of each account, returned ones left out where none follows. One query."""
    rows = Reconciliation.objects.of(period.partner_id).filter(period=period)
    rows = rows.select_related("period", "subjective", "prepared_by", "reviewed_by").order_by("version")
    return {row.subjective_id: row for row in rows}


def _explained(rows: object) -> dict[int, Decimal]:
    """Return what of the difference each reconciliation explains. One query."""
    ids = [row.pk for row in rows]  # type: ignore[attr-defined]
    if not ids:
        return {}
    found = ReconciliationItem.objects.filter(reconciliation__in=ids, kind=ReconciliationItem.Kind.EXPLAINED)
    return dict(found.values_list("reconciliation").annotate(pounds=Sum("amount")).order_by())


def explanations(row: Reconciliation) -> list[ReconciliationItem]:
    """Return the differences that a reconciliation explains."""
    found = ReconciliationItem.objects.of(row.partner_id).filter(reconciliation=row)
    return list(found.filter(kind=ReconciliationItem.Kind.EXPLAINED).order_by("arose_on", "id"))


def frozen(row: Reconciliation) -> list[Item]:
    """Return the items of the register as they were signed."""
    found = ReconciliationItem.objects.of(row.partner_id).filter(reconciliation=row)
    return [
        Item(one.reference, one.words, one.arose_on, one.amount, one.place, one.document)
        for one in found.filter(kind=ReconciliationItem.Kind.ITEM).order_by("id")
    ]


def history(period: Period, code: str) -> list[Reconciliation]:
    """Return every version of an account's reconciliation, the newest first."""
    rows = Reconciliation.objects.of(period.partner_id).filter(period=period, subjective__code=code)
    return list(rows.select_related("period", "subjective", "begun_by", "prepared_by", "reviewed_by").order_by(NEWEST))
