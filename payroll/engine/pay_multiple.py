"""The pay multiple: the highest taxable earnings of a year by everybody’s median (domain HR-14). Pure. Pounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from sharedservices.common.money import pence, round_half_up

FEWEST = 5
"""Of fewer people nothing is shown: the median would be somebody’s pay."""


@dataclass(frozen=True, slots=True)
class Multiple:
    """Highest and median earnings of a year in pounds, and how often the one goes into the other."""

    n_people: int
    highest: Decimal
    median: Decimal
    multiple: Decimal


def multiple(earnings: Sequence[Decimal]) -> Multiple | None:
    """Return the pay multiple of everybody’s earnings; None for fewer than five people, or a median of nothing.

    Source: Local Government Transparency Code 2015, paragraphs 51 and 52
    """
    paid = [one for one in earnings if one > 0]
    if len(paid) < FEWEST:
        return None
    highest, middle = max(paid), pence(median(paid))
    return Multiple(len(paid), highest, middle, round_half_up(highest / middle, 2))
