"""What the cash flow statement is made of (domain FIN-15)."""

from collections.abc import Sequence
from datetime import date

from finance.engine import cash_flow as engine
from finance.engine.cash_flow import CashFlow, Moved
from finance.queries import trial_balance as balances
from finance.queries.reserves import movement_in_reserves
from sharedservices.common.money import ZERO

OPENING = 0


def cash_flow(
    *, partner_id: int, legal_entity_id: int, year: int, number: int, as_at: date | None = None,
    without: Sequence[int] = (),
) -> CashFlow | None:  # fmt: skip
    """Return the statement of a legal entity's year up to a period; None where nothing is posted. Four statements.

    `without`: the adjusting periods that are left out.
    """
    whose = {"partner_id": partner_id, "legal_entity_id": legal_entity_id, "year": year, "as_at": as_at}
    now = balances.trial_balance(**whose, number=number, without=without)  # type: ignore[arg-type]
    if not now:
        return None
    opened = {
        one.code: one.to_date
        for one in balances.trial_balance(**whose, number=OPENING, without=without)  # type: ignore[arg-type]
    }
    reserves = movement_in_reserves(**whose, number=number, without=without)  # type: ignore[arg-type]
    rows = [
        Moved(one.code, one.group, opened.get(one.code, ZERO), one.to_date - opened.get(one.code, ZERO)) for one in now
    ]
    other = {one.code: one.other for one in reserves.rows if one.code} if reserves else {}
    return engine.statement(rows, other=other)
