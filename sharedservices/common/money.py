"""Round and split money: the only module that calls quantize.

All amounts are Decimal pounds. A rounding is a decision of law or of policy, so each helper is named for what it
does and says which rule asks for it; callers never round by another way. Nothing here knows about Django.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
NO_PLACES = Decimal("1")
PENNY = Decimal("0.01")
THIRD_PLACE = Decimal("0.001")
FOURTH_PLACE = Decimal("0.0001")
NI_ROUND_UP_FROM = Decimal("0.006")

MAX_AMOUNT = Decimal("999999999999.99")
"""The largest amount in pounds that a numeric(14,2) column holds."""


def pence(amount: Decimal) -> Decimal:
    """Round pounds to the nearest penny, an exact half away from zero.

    Source: house rule for every amount that no statute rounds otherwise (pay, pro rata, pension contributions).
    """
    return amount.quantize(PENNY, ROUND_HALF_UP)


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Round a number to so many decimal places, an exact half away from zero.

    Source: house rule, also for day counts: half of 365 days is 183, where Python's round() answers 182.

    :raises ValueError: if places is negative.
    """
    if places < 0:
        raise ValueError("places must be 0 or more")
    return number.quantize(NO_PLACES.scaleb(-places), ROUND_HALF_UP)


def truncate_to_penny(amount: Decimal) -> Decimal:
    """Drop everything after the penny.

    Source: HMRC, Specification for PAYE Tax Table Routines (tax due and the overriding limit); student loan
    thresholds for a pay period.
    """
    return amount.quantize(PENNY, ROUND_DOWN)


def ceil_to_penny(amount: Decimal) -> Decimal:
    """Round pounds up to the next whole penny.

    Source: HMRC, Specification for PAYE Tax Table Routines (free pay of a period); statutory pay of a period.
    """
    return amount.quantize(PENNY, ROUND_CEILING)


def truncate_to_pound(amount: Decimal) -> Decimal:
    """Round down to the whole pound (towards minus infinity).

    Source: HMRC, Specification for PAYE Tax Table Routines (taxable pay); student loan deductions.
    """
    return amount.quantize(NO_PLACES, ROUND_FLOOR)


def ceil_to_pound(amount: Decimal) -> Decimal:
    """Round up to the next whole pound.

    Source: HMRC, Specification for PAYE Tax Table Routines (threshold of a band); Social Security (Contributions)
    Regulations 2001 reg 11 (thresholds for several weeks or months).
    """
    return amount.quantize(NO_PLACES, ROUND_CEILING)


def nearest_pound(amount: Decimal) -> Decimal:
    """Round to the nearest whole pound, an exact half up.

    Source: Social Security (Contributions) Regulations 2001 reg 11 (thresholds for one week or one month).
    """
    return amount.quantize(NO_PLACES, ROUND_HALF_UP)


def truncate4(number: Decimal) -> Decimal:
    """Drop everything after the fourth decimal place.

    Source: HMRC, Specification for PAYE Tax Table Routines (every intermediate figure).
    """
    return number.quantize(FOURTH_PLACE, ROUND_DOWN)


def ni_round(amount: Decimal) -> Decimal:
    """Round a National Insurance figure by its third decimal alone: 5 or less down, 6 or more up.

    So 0.0256 becomes 0.02, not 0.03. Amounts are pounds, not negative.

    Source: HMRC, National Insurance guidance for software developers (exact percentage method).
    """
    whole = amount.quantize(PENNY, ROUND_DOWN)
    return whole + PENNY if amount - whole >= NI_ROUND_UP_FROM else whole


def split_evenly(total: Decimal, n: int) -> list[Decimal]:
    """Split pounds into n parts that differ by at most a penny and add up to the total exactly.

    The first parts take the odd pennies.

    :raises ValueError: if n is less than 1 or the total is not in whole pennies.
    """
    if n < 1:
        raise ValueError("an amount can be split into 1 part or more")
    return split_by_weight(total, [Decimal(1)] * n)


def split_by_weight(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split pounds in proportion to the weights; the parts add up to the total exactly.

    Each part is first cut to the penny; the pennies left over go to the largest remainders, the earlier part first
    when two are equal. Weights that are all zero count as equal.

    Source: house rule (largest remainder).

    :raises ValueError: if there are no weights, one is negative, or the total is not in whole pennies.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("weights must be given and none may be negative")
    if total != total.quantize(PENNY):
        raise ValueError("the total must be in whole pennies")
    whole = sum(weights, Decimal(0))
    if not whole:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    sign = -1 if total < 0 else 1
    exact = [abs(total) * weight / whole for weight in weights]
    parts = [truncate_to_penny(share) for share in exact]
    left = int((abs(total) - sum(parts, ZERO)) * 100)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += PENNY
    return [sign * part for part in parts]
