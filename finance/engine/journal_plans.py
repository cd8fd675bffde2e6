"""Journals that come again: on which days, and how an amount is spread over them to the penny (domain FIN-02). Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

MONTHS = 12
LAST_DAY_OF_ALL = 28
PENNY = Decimal("0.01")


def due_days(first: date, *, every: int, times: int) -> list[date]:
    """Return the days of so many journals, every so many months from the first on.

    :raises ValueError: for a day after the 28th, which not every month has
    """
    if first.day > LAST_DAY_OF_ALL:
        raise ValueError("days after the 28th are not in every month")
    months = [first.year * MONTHS + first.month - 1 + every * n for n in range(times)]
    return [date(one // MONTHS, one % MONTHS + 1, first.day) for one in months]


def spread(amount: Decimal, times: int) -> list[Decimal]:
    """Return an amount in equal parts of whole pence, with what is left over in the last: their sum is the amount."""
    part = (amount / times).quantize(PENNY, rounding=ROUND_DOWN)
    return [part] * (times - 1) + [amount - part * (times - 1)]


def spread_lines(
    sides: Sequence[tuple[Decimal, Decimal]], against: int, times: int
) -> list[list[tuple[Decimal, Decimal]]]:
    """Return the (debit, credit) lines of each of so many journals, each of which balances.

    `against` is the line that takes what the others come to: it stands on the other side from all of them.
    """
    shares = [spread(debit or credit, times) for debit, credit in sides]
    made = []
    for n in range(times):
        parts = [share[n] for share in shares]
        parts[against] = sum((one for at, one in enumerate(parts) if at != against), Decimal("0.00"))
        made.append([(part, Decimal("0.00")) if debit else (Decimal("0.00"), part)
                     for part, (debit, _credit) in zip(parts, sides, strict=True)])  # fmt: skip
    return made


def against(sides: Sequence[tuple[Decimal, Decimal]]) -> int | None:
    """Return the one line that stands against all others; None when there is none."""
    for is_credit in (True, False):
        alone = [at for at, (_debit, credit) in enumerate(sides) if (credit > 0) == is_credit]
        if len(alone) == 1:
            return alone[0]
    return None
