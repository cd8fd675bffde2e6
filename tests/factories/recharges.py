"""Makes pools of shared services, figures and shares. Call inside partner_scope() of the provider."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from finance.models import CostPool, DriverSnapshot, ShareCalculation
from finance.operations import recharges
from finance.operations.recharges import FiguresWanted, PoolWanted, Terms
from partners.models import Partner, User

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def pool(provider: Partner, *, by: User, members: Any = (), at: datetime = NOW, **more: Any) -> CostPool:
    """Payroll of 2026-27 for £3,000, shared by payslips."""
    given = {
        "year": 2026, "code": "payroll", "name": "Payroll", "method": "PAYSLIPS", "budget": Decimal("3000.00"),
        "members": [one if isinstance(one, Terms) else Terms(partner=one) for one in members],
    }  # fmt: skip
    return recharges.lay_down(partner_id=provider.pk, wanted=PoolWanted(**(given | more)), by=by, at=at)


def figures(provider: Partner, *, by: User, at: datetime = NOW, **more: Any) -> DriverSnapshot:
    """Payslips of 2025-26."""
    given = {
        "year": 2025, "metric": "PAYSLIPS", "measured_on": date(2026, 3, 31), "evidence": "Pay runs of the year",
        "figures": {},
    }  # fmt: skip
    return recharges.take_figures(partner_id=provider.pk, wanted=FiguresWanted(**(given | more)), by=by, at=at)


def shared(of: CostPool, *taken: DriverSnapshot, by: User, basis: str = "PROVISIONAL") -> ShareCalculation:
    """Work the shares out."""
    return recharges.calculate(pool=of.uuid, basis=basis, snapshots=[one.uuid for one in taken], by=by, at=NOW)
