"""Collective redundancies: how many within ninety days, and how long before the first consultation begins.

Source: Trade Union and Labour Relations (Consolidation) Act 1992 sections 188 and 189.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveLaw:
    """Within so many days, from so many people on so many days of consultation; days of pay that a tribunal awards."""

    window_days: int
    bands: tuple[tuple[int, int], ...]
    award_days: int
    source: str
    award_source: str


def most_within(days: Iterable[date], *, on: date, window_days: int) -> int:
    """Return the most dismissals in any span of so many days that holds a day; the day itself is among `days`."""
    known = sorted(days)
    span = timedelta(days=window_days - 1)
    starts = [one for one in known if one <= on <= one + span]
    return max((sum(start <= one <= start + span for one in known) for start in starts), default=0)


def consultation_days(n_people: int, law: CollectiveLaw) -> int:
    """Return how many days before the first dismissal consultation begins at the latest; 0 where none is due."""
    return max((days for people, days in law.bands if n_people >= people), default=0)
