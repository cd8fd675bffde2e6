"""Who joined and who left, by type: contracts, reasons of leaving, completed years of service (domain HR-17). Pure.

Nobody is told by it: a type of fewer than five people stands without its number, and so does one more where it would
follow from the total. Deaths and settlements are among other reasons (T-HR-9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hr.engine.leaving_reasons import REASONS, LeavingReason
from hr.engine.statutory import FEWEST, withheld
from sharedservices.common.money import round_half_up

JOINED, REASON, SERVICE = "joined", "reason", "service"
BREAKDOWNS = {
    JOINED: "Joined, by contract", REASON: "Left, by reason", SERVICE: "Left, by length of service",
}  # fmt: skip
OTHER, NOT_RECORDED, ALL = "Other reasons", "Not recorded", "All types together"
BANDS = ((1, "Under 1 year"), (2, "1 year"), (5, "2 to 4 years"), (10, "5 to 9 years"), (20, "10 to 19 years"))
LONGEST = "20 years and more"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class FlowLine:
    """People of one type who joined or left, and their share of a breakdown; None where so few are not shown."""

    breakdown: str
    type: str
    heads: int | None
    percent: Decimal | None


def band(years: int) -> str:
    """Return the band of completed years of service."""
    return next((name for below, name in BANDS if years < below), LONGEST)


def reason_words(reason: str | None, *, has_died: bool) -> str:
    """Say why somebody left, as a report without names may: no death, no settlement."""
    if has_died:
        return OTHER
    if reason is None:
        return NOT_RECORDED
    rule = REASONS[LeavingReason(reason)]
    return OTHER if rule.is_confidential else rule.label


def lines(breakdown: str, counted: Mapping[str, int], *, order: Sequence[str] = (), whole: bool) -> list[FlowLine]:
    """Return the lines of one breakdown: in the order given, else the most first. `whole`: few are shown, too."""
    total = sum(counted.values())
    if not total:
        return []
    if total < FEWEST and not whole:
        return [FlowLine(breakdown, ALL, None, None)]
    few = set() if whole else withheld(counted)
    place = {name: n for n, name in enumerate(order)}
    ranked = sorted(counted.items(), key=lambda one: (place.get(one[0], len(place)), -one[1] * (not few), one[0]))
    return [
        FlowLine(breakdown, name, None, None)
        if name in few
        else FlowLine(breakdown, name, n, round_half_up(n * HUNDRED / total, 1))
        for name, n in ranked
    ]


def by_band(years: Counter[int]) -> Counter[str]:
    """Count bands of service."""
    found: Counter[str] = Counter()
    for one, n in years.items():
        found[band(one)] += n
    return found
