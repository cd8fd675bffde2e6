"""Makes VAT registrations and returns. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from finance.models import VatReturn
from finance.operations import vat_returns
from finance.operations.vat_returns import AdjustmentWanted
from partners.models import User
from tests.factories.ledger import Ledger

NUMBER, FIRST = "GB123456782", date(2026, 7, 1)
OCTOBER = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


def registered(of: Ledger, *, by: User, first_day: date = FIRST, stagger: int = 1, at: datetime = OCTOBER) -> None:
    """Register the legal entity, with quarters to September and December."""
    vat_returns.register(
        legal_entity=of.entity.uuid, vat_number=NUMBER, stagger=stagger, first_day=first_day, by=by, at=at
    )


def drawn_up(of: Ledger, *, by: User, at: datetime = OCTOBER) -> VatReturn:
    """Draw the open return up."""
    return vat_returns.draw_up(legal_entity=of.entity.uuid, by=by, at=at)


def frozen(of: Ledger, *, by: User, approver: User, at: datetime = OCTOBER, key: str = "26C1") -> VatReturn:
    """Draw a return up, sign and approve it."""
    row = drawn_up(of, by=by, at=at)
    vat_returns.sign(vat_return=row.uuid, period_key=key, by=by, at=at)
    return vat_returns.approve(vat_return=row.uuid, by=approver, at=at)


def adjustment(**more: Any) -> AdjustmentWanted:
    """£120.00 that box 4 of an earlier return left out."""
    given = {
        "kind": "ERROR", "box": 4, "amount": Decimal("120.00"), "subjective": "40100", "cost_centre": "F10001",
        "words": "An invoice of May was coded as exempt",
    }  # fmt: skip
    return AdjustmentWanted(**(given | more))
