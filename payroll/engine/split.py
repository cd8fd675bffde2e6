"""How net pay is split between the main account and a second one that gets a fixed amount each period. Pure; pounds."""

from decimal import Decimal
from typing import NamedTuple

from payroll.engine.types import ZERO


class Split(NamedTuple):
    """What goes to each account. Both together are the net pay; one of 0.00 is not paid."""

    main: Decimal
    second: Decimal


def split_net(net: Decimal, *, fixed: Decimal | None, paid_before: Decimal = ZERO) -> Split:
    """Return what the main and the second account get of a payslip.

    The second gets its fixed amount, less what it had in the same pay period from other runs, and never more than the
    pay: short pay goes to the second account first. The rest is the main account's. `fixed` is None without a second
    account. Net pay of zero or less pays nobody.

    Source: domain HR-12, rule 6 of bank changes; the order of the two is house policy.
    """
    if net <= ZERO:
        return Split(ZERO, ZERO)
    due = ZERO if fixed is None else max(ZERO, fixed - paid_before)
    second = min(due, net)
    return Split(net - second, second)
