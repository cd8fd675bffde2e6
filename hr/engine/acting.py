"""What part of a higher post's duties is worth (domain HR-07: an honorarium below the whole of them)."""

from decimal import Decimal

from sharedservices.common.money import pence

WHOLE = Decimal(100)


def honorarium(
    *, own_annual: Decimal, covered_annual: Decimal, percent: Decimal, fte: Decimal, periods_a_year: int
) -> Decimal:
    """Return pounds a pay period for a share (per cent) of the duties of a better paid post.

    Both salaries in pounds a year full time; `fte` are the hours of the job over full-time hours.

    Source: domain HR-07, acting up below 100 %: the difference to the covered pay, by the share of the duties.
    """
    return pence((covered_annual - own_annual) * percent / WHOLE * fte / periods_a_year)
