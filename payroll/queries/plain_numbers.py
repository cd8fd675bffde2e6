"""Decimals as people write them."""

from decimal import Decimal
from functools import lru_cache

_COLUMN_PLACES = -6


@lru_cache(maxsize=1024)
def plain(number: Decimal) -> Decimal:
    """Return a number without the trailing places that its column adds: 1.5, not 1.500000."""
    short = number.normalize()
    exponent = short.as_tuple().exponent
    return short if isinstance(exponent, int) and _COLUMN_PLACES <= exponent <= 0 else Decimal(int(short))
