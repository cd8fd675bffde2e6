"""The month's end of a world: an account that is signed, another that is begun, what was said, a leave and a close."""

from datetime import date
from decimal import Decimal

from finance.operations import calendar, closing, reconciliations
from finance.operations.reconciliations import Explanation
from tests.factories import ledger
from tests.people import Cast
from tests.world_base import World


def add_closing(cast: Cast, world: World, books: ledger.Ledger) -> None:
    """Make one of each."""
    who, period = {"by": cast.hana, "at": ledger.NOW}, books.periods[6]
    row = reconciliations.sign(
        period=period.uuid, code="94900", ledger=Decimal("0.00"), subledger=Decimal("0.00"), **who
    )
    wanted = Explanation(amount=Decimal("1.00"), arose_on=date(2026, 9, 30), words=f"{world.mark} is asked")
    item = reconciliations.explain(period=period.uuid, code="94300", wanted=wanted, **who)
    closing.state(period=period.uuid, task="recharges", is_done=True, words=f"{world.mark} has none", **who)
    closing.override(period=period.uuid, modules=["AR"], reason=f"{world.mark} is late", by=cast.ben, at=ledger.NOW)
    calendar.move(period=period.uuid, modules=["AR"], action="close", **who)
    world.rows |= {"finance.Reconciliation": row, "finance.ReconciliationItem": item}
