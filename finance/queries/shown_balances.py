"""The trial balance as somebody may read it: one answer for its page and for programs (domain FIN-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.queries import budget_position, few_people
from finance.queries import trial_balance as balances
from finance.queries.trial_balance import TrialRow

NONE = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The rows of a trial balance. `is_together`: pay, or everything, stands in one row that names no code."""

    rows: tuple[TrialRow, ...]
    is_together: bool

    @property
    def debit(self) -> Decimal:
        """What the debit balances add up to."""
        return sum((one.debit or NONE for one in self.rows), NONE)

    @property
    def credit(self) -> Decimal:
        """What the credit balances add up to."""
        return sum((one.credit or NONE for one in self.rows), NONE)


def shown(
    *,
    partner_id: int,
    legal_entity_id: int,
    year: int,
    number: int,
    as_at: date | None,
    sees_pay: bool,
    without: Sequence[int] = (),
) -> Shown:
    """Return a trial balance; without `sees_pay`, with pay in one row where its codes would say what somebody is paid.

    `without`: adjusting periods that are left out. One statement, and those of few_people.few() without `sees_pay`.
    """
    rows = balances.trial_balance(
        partner_id=partner_id,
        legal_entity_id=legal_entity_id,
        year=year,
        number=number,
        as_at=as_at,
        without=without,
    )
    if sees_pay:
        return Shown(rows=tuple(rows), is_together=False)
    few = few_people.few(
        partner_id=partner_id, legal_entity_id=legal_entity_id, on=budget_position.last_day(year, number)
    )
    if not few.would_tell:
        return Shown(rows=tuple(rows), is_together=False)
    together = balances.in_one_row(rows, group="" if few.is_everyone else few_people.PAY)
    return Shown(rows=tuple(together), is_together=True)
