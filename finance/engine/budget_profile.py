"""How a year's budget is spread over its twelve months (domain FIN-04). Pure: amounts are Decimal pounds."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from sharedservices.common.money import ZERO, truncate_to_penny

MONTHS = 12
EQUALLY = (Decimal(1),) * MONTHS


def spread(annual: Decimal, weights: Sequence[Decimal] = EQUALLY) -> tuple[Decimal, ...]:
    """Return twelve amounts that add up to the annual one exactly, in proportion to the weights.

    Each month gets whole pennies and no more than its share; the pennies that are left go to P12, or to the last month
    with a weight. Source: domain FIN-04, “equal /12 (pennies to P12)”; the same is done with weights.

    :raises ValueError: unless there are twelve weights, none below nought and one above
    """
    if len(weights) != MONTHS or min(weights) < 0 or not any(weights):
        raise ValueError("twelve weights, none below nought and one above")
    whole = sum(weights, Decimal(0))
    found = [truncate_to_penny(annual * weight / whole) for weight in weights]
    last = max(month for month, weight in enumerate(weights) if weight)
    found[last] += annual - sum(found, ZERO)
    return tuple(found)


def to_date(profile: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return what each month's budget comes to with the months before it."""
    return tuple(accumulate(profile))


def remaining(profile: Sequence[Decimal], months: int) -> Decimal:
    """Return what of a profile lies after so many months."""
    return sum(profile[months:], ZERO)
