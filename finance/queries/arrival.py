"""How much of the ledger and the suppliers of a partner that joins is here already (domain HR-11)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from finance.models import (
    BankAccount,
    BudgetBalance,
    Journal,
    Period,
    PeriodModule,
    Subjective,
    SupplierAccount,
    SupplierBank,
)
from finance.queries import control_accounts
from finance.states import JournalState, PeriodState, SupplierBankState, SupplierState
from partners.models import LegalEntity

CREDITORS, DEBTORS = "94000", "92000"
"""Control accounts whose items have to be here one by one, and come to the balance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHere:
    """What a legal entity's ledger has, and the first thing that it lacks; empty when it lacks nothing."""

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


def ledgers(*, partner_id: int) -> list[LedgerHere]:
    """Return what is here of the ledger of each legal entity that has no last day. A few queries for each."""
    entities = LegalEntity.objects.of(partner_id).filter(valid__upper_inf=True).order_by("legal_name", "id")
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
    opening = opened.aggregate(total=Sum("total"))["total"] or Decimal("0.00")
    return LedgerHere(
        name=entity.legal_name, opening=opening,
        lacks="no chart of accounts" if not has_chart else _lacks(entity, opened.order_by("id").last()),
    )  # fmt: skip


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
                words = f"of {code} in the opening balances, £{one.subledger:,.2f} stand item by item"
                return f"£{one.ledger:,.2f} {words}"
    if not BankAccount.objects.of(of).filter(legal_entity=entity).exists():
        return "it has no bank account"
    if not BudgetBalance.objects.of(of).filter(coding__legal_entity=entity).exists():
        return "no budget is in force"
    return ""
