"""How much of the ledger and the suppliers of a partner that joins is here already (domain HR-11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from finance.models import (
    BankLine,
    BankMatchLine,
    BankStatement,
    BudgetBalance,
    Journal,
    JournalLine,
    Period,
    PeriodModule,
    Subjective,
    SupplierAccount,
    SupplierBank,
)
from finance.queries import bank, control_accounts
from finance.states import JournalState, MatchState, PeriodState, SupplierBankState, SupplierState
from partners.models import LegalEntity
from sharedservices.common.formatting import money
from sharedservices.common.money import ZERO

CREDITORS, DEBTORS = "94000", "92000"
"""Control accounts whose items have to be here one by one, and come to the balance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHere:
    """What a legal entity's ledger opened with on each side, and the first thing that it lacks; empty without one."""

    name: str
    opening: Decimal
    lacks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliersHere:
    """Accounts that are open: how many may be paid by a bank account that was verified, how many are held."""

    n: int
    n_verified: int
    n_held: int
    alike: str


def ledgers(*, partner_id: int, on: date) -> list[LedgerHere]:
    """Return what is here of the ledger of each legal entity that goes on after a day. A few queries for each."""
    goes_on = Q(valid__upper_inf=True) | Q(valid__endswith__gt=on)
    entities = LegalEntity.objects.of(partner_id).filter(goes_on).order_by("legal_name", "id")
    has_chart = Subjective.objects.of(partner_id).filter(is_posting=True).exists()
    return [_ledger(one, has_chart=has_chart) for one in entities]


def suppliers(*, partner_id: int) -> SuppliersHere:
    """Return what is here of suppliers. Two queries."""
    verified = SupplierBank.objects.of(partner_id).filter(account=OuterRef("pk"), state=SupplierBankState.ACTIVE)
    is_held = Q(state=SupplierState.HOLD)
    rows = SupplierAccount.objects.of(partner_id).exclude(state=SupplierState.CLOSED)
    found = rows.annotate(is_verified=Exists(verified)).aggregate(
        n=Count("id"), held=Count("id", filter=is_held), verified=Count("id", filter=Q(is_verified=True) & ~is_held)
    )
    twice = (
        rows.values("supplier__legal_name", "legal_entity")
        .annotate(n=Count("supplier", distinct=True))
        .filter(n__gt=1)
        .order_by("supplier__legal_name")
        .values_list("supplier__legal_name", flat=True)
        .first()
    )
    return SuppliersHere(n=found["n"], n_verified=found["verified"], n_held=found["held"], alike=twice or "")


# --- the parts ------------------------------------------------------------------------------------------------------
def _ledger(entity: LegalEntity, *, has_chart: bool) -> LedgerHere:
    opened = Journal.objects.of(entity.partner_id).filter(
        legal_entity=entity, kind=Journal.Kind.OPENING, state=JournalState.POSTED
    )
    return LedgerHere(
        name=entity.legal_name, opening=_debits(opened),
        lacks="no chart of accounts" if not has_chart else _lacks(entity, opened.order_by("id").last()),
    )  # fmt: skip


def _debits(opened: "QuerySet[Journal]") -> Decimal:
    """Return what stands on the debit side once corrections are set off; as much stands on the other. One query."""
    lines = JournalLine.objects.filter(journal__in=opened).values("coding__subjective")
    nets = lines.annotate(net=Sum("debit") - Sum("credit")).values_list("net", flat=True)
    return sum((one for one in nets if one > 0), ZERO)


def _lacks(entity: LegalEntity, opened: Journal | None) -> str:
    of = entity.partner_id
    is_open = PeriodModule.objects.of(of).filter(period__legal_entity=entity, state=PeriodState.OPEN)
    if not is_open.exists():
        return "no period is open"
    if opened is None:
        return "no opening balances are posted"
    period = Period.objects.of(of).get(pk=opened.period_id)
    for code in (CREDITORS, DEBTORS):
        for one in control_accounts.positions(period, code=code):
            if one.difference:
                words = f"of {code} in the opening balances, {money(one.subledger)} stand item by item"
                return f"{money(one.ledger)} {words}"
    if lacks := _bank_lacks(entity):
        return lacks
    if not BudgetBalance.objects.of(of).filter(coding__legal_entity=entity).exists():
        return "no budget is in force"
    return ""


def _bank_lacks(entity: LegalEntity) -> str:
    """Say which account no statement confirms: what the bank brings forward is the cash that the ledger opened with."""
    of = entity.partner_id
    accounts = bank.in_use(partner_id=of).filter(legal_entity=entity).order_by("name", "id")
    statements = BankStatement.objects.of(of).filter(account=OuterRef("pk"))
    found = list(accounts.annotate(is_told=Exists(statements)))
    if not found:
        return "it has no bank account"
    if untold := next((one for one in found if not one.is_told), None):
        return f"no statement of the bank confirms {untold}"
    is_matched = BankMatchLine.objects.of(of).filter(
        line=OuterRef("pk"), is_live=True, match__state__in=[MatchState.MATCHED, MatchState.RECONCILED]
    )
    forward = BankLine.objects.of(of).filter(~Exists(is_matched), account__in=found, number=0)
    line = forward.select_related("account").order_by("account__name", "id").first()
    if line is None:
        return ""
    return f"the bank brings {money(line.amount)} forward on {line.account}, which no opening balance is matched with"
