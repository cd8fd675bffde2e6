"""Which jobs count against a post, and what stays vacant (domain HR-02). Pure.

Full-time equivalents (FTE) are decimals; hours are hours a week; weeks are paid weeks a year.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sharedservices.common.money import round_half_up, split_by_weight

OVER = Decimal("-0.005")
"""Less than this much vacant is over the establishment: what lies between is rounding (domain HR-02)."""
PLACES = 4
BAND = Decimal(5_000)
"""Pounds of a band of salaries (Local Government Transparency Code 2015, paragraph 49)."""


class Mode(StrEnum):
    """What a partner does when a post would be over its establishment."""

    BLOCK = "BLOCK"
    BLOCK_WITH_OVERRIDE = "BLOCK_WITH_OVERRIDE"
    WARN = "WARN"

    @property
    def words(self) -> str:
        """Return what people read."""
        return _MODE_WORDS[self]


_MODE_WORDS = {
    Mode.BLOCK: "Refuse it",
    Mode.BLOCK_WITH_OVERRIDE: "Refuse it, unless HR manager and finance agree",
    Mode.WARN: "Warn, and go on",
}


class Standing(StrEnum):
    """How a job stands to its post."""

    HOLDS = "HOLDS"
    COVER_FOR = "COVER_FOR"
    SUPERNUMERARY = "SUPERNUMERARY"
    SECONDED_OUT = "SECONDED_OUT"
    BACKFILLED = "BACKFILLED"


class Verdict(StrEnum):
    """What becomes of a change."""

    FITS = "FITS"
    WARNED = "WARNED"
    NEEDS_OVERRIDE = "NEEDS_OVERRIDE"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One job in a post on a day: its key, its paid FTE, how it stands, and the key of the job that it covers."""

    job: int
    paid_fte: Decimal
    standing: Standing = Standing.HOLDS
    covers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A job of a post, whether it counts, and what is vacant after it."""

    holding: Holding
    counts: bool
    vacant: Decimal


def contract_fte(contract_hours: Decimal, full_time_hours: Decimal) -> Decimal:
    """Return hours over full-time hours: 37 by the Green Book, 36 in London, 40 police, 42 whole-time fire.

    Source: domain HR-02
    """
    return round_half_up(contract_hours / full_time_hours, PLACES)


def paid_fte(
    contract_hours: Decimal, full_time_hours: Decimal, paid_weeks: Decimal | None, weeks_in_year: Decimal
) -> Decimal:
    """Return hours FTE × paid weeks ÷ weeks in the year (52.143): what the establishment counts.

    Source: domain HR-02
    """
    weeks = weeks_in_year if paid_weeks is None else paid_weeks
    return round_half_up(contract_hours * weeks / (full_time_hours * weeks_in_year), PLACES)


def counts(one: Holding, beside: Collection[Holding]) -> bool:
    """Tell whether a job counts against its post. `beside` are all jobs of the post on the day.

    Cover does not count while the covered job is in the same post: of the two exactly one counts. Somebody on
    secondment holds the post, unless a backfill is approved: then the backfill counts.

    Source: domain HR-02
    """
    if one.standing is Standing.SUPERNUMERARY or one.standing is Standing.BACKFILLED:
        return False
    if one.standing is Standing.COVER_FOR:
        covered = next((other for other in beside if other.job == one.covers), None)
        return covered is None or covered.standing is Standing.BACKFILLED
    return True


def lines(established: Decimal, holdings: Sequence[Holding]) -> list[Line]:
    """Return the jobs of a post in order, each with what is vacant after it."""
    found: list[Line] = []
    left = established
    for one in holdings:
        is_counted = counts(one, holdings)
        left -= one.paid_fte if is_counted else 0
        found.append(Line(holding=one, counts=is_counted, vacant=left))
    return found


def vacant_fte(established: Decimal, holdings: Sequence[Holding]) -> Decimal:
    """Return the established FTE less the paid FTE of every job that counts."""
    return established - sum((one.paid_fte for one in holdings if counts(one, holdings)), Decimal(0))


def is_over(vacant: Decimal) -> bool:
    """Tell whether a post is over its establishment. Source: domain HR-02: vacant < −0.005 FTE."""
    return vacant < OVER


def verdict(mode: Mode, *, before: Decimal, after: Decimal) -> Verdict:
    """Say what becomes of a change by the vacant FTE before and after. What does not make it worse, fits."""
    if not is_over(after) or after >= before:
        return Verdict.FITS
    return {
        Mode.BLOCK: Verdict.REFUSED,
        Mode.BLOCK_WITH_OVERRIDE: Verdict.NEEDS_OVERRIDE,
        Mode.WARN: Verdict.WARNED,
    }[mode]


def split_cost(amount: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """Split pounds by the per cent of each funding line; the pennies go to the largest remainders.

    Source: domain HR-02, cost split: £2,313.31 at 70/30 is 1,619.32 and 693.99
    """
    return split_by_weight(amount, percents)


def salary_band(annual: Decimal) -> str:
    """Return the band of a yearly salary in pounds: "£60,000 to £64,999".

    Source: Local Government Transparency Code 2015, paragraph 49
    """
    low = annual // BAND * BAND
    return f"£{low:,.0f} to £{low + BAND - 1:,.0f}"
