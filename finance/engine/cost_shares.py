"""Who bears how much of what a shared service costs (domain FIN-11, cost-share engine). Pure.

A pool is shared by one measure or by a blend of several. Months count for who joined or left within the year, and
whoever does not take the service counts for nothing. Bounds of the agreement hold next: a floor, a cap, a minimum fee,
and how far a share may move in a year. Pennies go by the largest remainder, so the shares always come to the pool.

Every share says how it came about, so that a partner can follow it without seeing another one’s papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from sharedservices.common.money import ZERO, pence, round_half_up, split_by_weight

YEAR = 12
QUARTER = 3
HUNDRED = Decimal(100)
PERCENT_PLACES = 4


class Method(StrEnum):
    """How a pool is shared."""

    HEADCOUNT = "HEADCOUNT"
    PAYSLIPS = "PAYSLIPS"
    INVOICES = "INVOICES"
    ORDERS = "ORDERS"
    CASES = "CASES"
    FTE = "FTE"
    ASSETS = "ASSETS"
    AGREED_PCT = "AGREED_PCT"
    FIXED_FEE = "FIXED_FEE"
    BLEND = "BLEND"


LABELS = {
    Method.HEADCOUNT: "Headcount", Method.PAYSLIPS: "Payslips", Method.INVOICES: "Suppliers’ invoices",
    Method.ORDERS: "Orders", Method.CASES: "Cases", Method.FTE: "Full-time equivalents", Method.ASSETS: "Assets",
    Method.AGREED_PCT: "Agreed percentages", Method.FIXED_FEE: "Fixed fees", Method.BLEND: "A blend of measures",
}  # fmt: skip
COUNTED = tuple(one for one in Method if one not in {Method.AGREED_PCT, Method.FIXED_FEE, Method.BLEND})
"""What is measured, and so may be a part of a blend."""
AGREED = frozenset(set(Method) - set(COUNTED))
"""What is agreed for a year and not counted in one."""
WHOLE = frozenset({Method.HEADCOUNT, Method.PAYSLIPS, Method.INVOICES, Method.ORDERS, Method.CASES, Method.ASSETS})
"""What has no halves."""


def year_of_figures(method: Method, *, year: int, is_provisional: bool) -> int:
    """Return of which year figures are: a provisional share takes last year’s counts, what is agreed is this year’s."""
    return year - 1 if is_provisional and method not in AGREED else year


class Bound(StrEnum):
    """What held a share where the measure alone would have put it elsewhere."""

    FLOOR = "FLOOR"
    MINIMUM_FEE = "MINIMUM_FEE"
    CAP = "CAP"
    FELL_TOO_FAR = "FELL_TOO_FAR"
    ROSE_TOO_FAR = "ROSE_TOO_FAR"


BOUND_WORDS = {
    Bound.FLOOR: "held at its floor", Bound.MINIMUM_FEE: "held at the minimum fee", Bound.CAP: "held at its cap",
    Bound.FELL_TOO_FAR: "held at the most that it may fall in a year",
    Bound.ROSE_TOO_FAR: "held at the most that it may rise in a year",
}  # fmt: skip


class CannotShare(ValueError):
    """Say why a pool cannot be shared as it stands. The text is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A partner of the service: its months in the year, and its bounds in pounds of a whole year.

    `before` is what it bore of this pool in the year before, as for twelve months; None for who is new.
    `set_up` is charged once, beside the pool.
    """

    code: str
    months: int = YEAR
    in_scope: bool = True
    floor: Decimal = ZERO
    cap: Decimal | None = None
    before: Decimal | None = None
    set_up: Decimal = ZERO

    @property
    def takes_part(self) -> bool:
        """Whether it takes the service at all in this year."""
        return self.in_scope and self.months > 0

    def of_year(self, pounds: Decimal) -> Decimal:
        """Return as much of an amount of a whole year as its months are."""
        return pence(pounds * self.months / YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What is shared: pounds, how, and the figures of each measure by member.

    `blend` gives the parts of a blend in percent; `damping` how many percent a share of the whole may move in a year;
    `minimum_fee` what each who takes part bears at least, in pounds of a whole year.
    """

    amount: Decimal
    method: Method
    members: Sequence[Member]
    figures: Mapping[Method, Mapping[str, Decimal]]
    blend: Mapping[Method, Decimal] = field(default_factory=dict)
    damping: Decimal | None = None
    minimum_fee: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure as it concerns one member: its own figure, the total of all that count, and what part of the blend."""

    method: Method
    own: Decimal
    total: Decimal
    part: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a member bears, and how that came about.

    `weight` is its part by measure alone in percent, `by_measure` what that would have been in pounds; `penny` whether
    it bears one of the pennies that were left over.
    """

    code: str
    pounds: Decimal
    weight: Decimal
    by_measure: Decimal
    figures: tuple[Figure, ...]
    months: int
    in_scope: bool
    bound: Bound | None
    penny: bool
    set_up: Decimal

    def words(self) -> str:
        """Say in a sentence how the share came about."""
        if not self.in_scope or not self.months:
            return "Does not take this service: bears nothing."
        said = [_figure_words(one) for one in self.figures]
        if self.months != YEAR:
            said.append(f"{self.months} of {YEAR} months")
        said.append(f"{self.weight}% by measure")
        if self.bound:
            said.append(f"£{self.by_measure:,.2f} by measure alone, {BOUND_WORDS[self.bound]}")
        if self.penny:
            said.append("with one penny of rounding")
        return "; ".join(said) + "."


def share(pool: Pool) -> tuple[Share, ...]:
    """Share a pool out, in the order of the members. What they bear comes to the pool exactly.

    :raises CannotShare: for figures that are missing or make no sense, and bounds that the pool cannot keep
    """
    _require_sense(pool)
    parts = _parts(pool)
    bounds = _bounds(pool, parts)
    level = _level(_pennies(pool.amount), parts, bounds)
    exact = _at(level, parts, bounds)
    whole = {code: pennies.numerator // pennies.denominator for code, pennies in exact.items()}
    left = _pennies(pool.amount) - sum(whole.values())
    # the larger remainder first; of two equal ones the first by code, however the members are listed
    odd = sorted(exact, key=lambda code: (whole[code] - exact[code], code))[:left]
    alone = _alone(pool, parts)
    return tuple(
        Share(
            code=one.code, pounds=_pounds(whole[one.code] + (one.code in odd)), months=one.months,
            weight=_percent(parts[one.code]), by_measure=alone[one.code], figures=_figures(pool, one),
            in_scope=one.in_scope, penny=one.code in odd,
            bound=_held(parts[one.code] * level, bounds[one.code]),
            set_up=one.set_up if one.takes_part else ZERO,
        )
        for one in pool.members
    )  # fmt: skip


def instalments(pounds: Decimal, *, first_month: int = 1, months: int = YEAR) -> tuple[Decimal, ...]:
    """Return what of a share is billed in each of the four quarters: by the months that somebody is there.

    `first_month` counts from the first of the year; they come to the share exactly.

    :raises CannotShare: for months outside the year
    """
    if min(first_month, months) < 1 or first_month + months - 1 > YEAR:
        raise CannotShare("The months lie outside the year.")
    there = range(first_month, first_month + months)
    weights = [sum((month - 1) // QUARTER == quarter for month in there) for quarter in range(YEAR // QUARTER)]
    return tuple(split_by_weight(pounds, [Decimal(weight) for weight in weights]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueUp:
    """What a year came to for a member, and what was billed for it meanwhile. Below nought it is given back."""

    code: str
    provisional: Decimal
    final: Decimal

    @property
    def difference(self) -> Decimal:
        """Return what is still to be billed in pounds, or to be credited when it is below nought."""
        return self.final - self.provisional


def true_up(provisional: Mapping[str, Decimal], final: Sequence[Share]) -> tuple[TrueUp, ...]:
    """Hold what was billed against what the year came to, for each member.

    :raises CannotShare: if somebody was billed who has no final share, which would be lost
    """
    lost = sorted(set(provisional) - {one.code for one in final})
    if lost:
        raise CannotShare(f"{lost[0]} was billed, and has no final share.")
    return tuple(
        TrueUp(code=one.code, provisional=provisional.get(one.code, ZERO), final=one.pounds) for one in final
    )  # fmt: skip


# --- the parts ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Bounds:
    """Between how many pennies a share lies, and what put each end there."""

    low: int
    high: int | None
    why_low: Bound
    why_high: Bound


def _pennies(pounds: Decimal) -> int:
    exact = Fraction(pounds) * 100
    if exact.denominator != 1:
        raise CannotShare(f"£{pounds} is not in whole pennies.")
    return exact.numerator


def _pounds(pennies: int) -> Decimal:
    return Decimal(pennies).scaleb(-2)


def _percent(part: Fraction) -> Decimal:
    return round_half_up(HUNDRED * part.numerator / part.denominator, PERCENT_PLACES)


def _measures(pool: Pool) -> dict[Method, Decimal]:
    """Return the measures that a pool is shared by, each with its part in percent."""
    return dict(pool.blend) if pool.method is Method.BLEND else {pool.method: HUNDRED}


def _require_sense(pool: Pool) -> None:
    codes = [one.code for one in pool.members]
    measures = _measures(pool)
    names = " and ".join(LABELS[one] for one in measures if one not in COUNTED) or "nothing"
    for wrong, words in (
        (len(set(codes)) != len(codes), "A partner is listed twice."),
        (not any(one.takes_part for one in pool.members), "Nobody takes this service."),
        (any(not 0 <= one.months <= YEAR for one in pool.members), f"Months lie between 0 and {YEAR}."),
        (pool.amount < 0, "A pool is nought or more: what comes back is income of the service."),
        (
            pool.method is Method.BLEND and not (measures and sum(measures.values()) == HUNDRED),
            "The parts of a blend come to 100%.",
        ),
        (pool.method is not Method.BLEND and bool(pool.blend), "Only a blend has parts."),
        (any(part <= 0 for part in measures.values()), "Each part of a blend is above 0%."),
        (
            pool.method is Method.BLEND and any(one not in COUNTED for one in measures),
            f"A blend is made of what is counted, and {names} is not.",
        ),
        (pool.damping is not None and not 0 <= pool.damping <= HUNDRED, "A share moves by 0% to 100% in a year."),
        (pool.minimum_fee < 0 or any(one.floor < 0 for one in pool.members), "A least amount is nought or more."),
        (
            any(one.cap is not None and one.cap < max(one.floor, pool.minimum_fee) for one in pool.members),
            "A cap lies above the floor and the minimum fee.",
        ),
    ):
        if wrong:
            raise CannotShare(words)
    for method in measures:
        _require_figures(pool, method)


def _require_figures(pool: Pool, method: Method) -> None:
    """Make sure that each who takes part has a figure, a sensible one, and that somebody has more than nought."""
    figures, label = pool.figures.get(method, {}), LABELS[method]
    there = [one for one in pool.members if one.takes_part]
    for one in there:
        if one.code not in figures:
            raise CannotShare(f"{label}: there is no figure of {one.code}. Nought is a figure as well.")
        figure = figures[one.code]
        if figure < 0:
            raise CannotShare(f"{label}: the figure of {one.code} is below nought.")
        if method in WHOLE and Fraction(figure).denominator != 1:
            raise CannotShare(f"{label}: the figure of {one.code} is not a whole number.")
    total = sum((figures[one.code] for one in there), Decimal(0))
    if not total:
        raise CannotShare(f"{label}: everybody has nought, so it says nothing about who bears what.")
    if method is Method.AGREED_PCT and total != HUNDRED:
        raise CannotShare(f"The agreed percentages come to {total}%, not 100%.")
    fees = sum((one.of_year(figures[one.code]) for one in there), ZERO)
    if method is Method.FIXED_FEE and fees != pool.amount:
        raise CannotShare(f"The fees come to £{fees:,.2f} and the pool to £{pool.amount:,.2f}.")


def _weights(pool: Pool, method: Method) -> dict[str, Fraction]:
    """Return the figure of each that counts: by its months, nothing for who does not take part."""
    figures = pool.figures[method]
    if method is Method.FIXED_FEE:  # already in whole pennies of its months
        return {one.code: Fraction(one.of_year(figures[one.code]) if one.takes_part else 0) for one in pool.members}
    return {
        one.code: Fraction(figures[one.code]) * one.months / YEAR if one.takes_part else Fraction(0)
        for one in pool.members
    }  # fmt: skip


def _parts(pool: Pool) -> dict[str, Fraction]:
    """Return which part of the pool each bears by measure alone; together they are one."""
    parts = {one.code: Fraction(0) for one in pool.members}
    for method, percent in _measures(pool).items():
        weights = _weights(pool, method)
        total = sum(weights.values())
        for code, weight in weights.items():
            if total:  # a pool of nought by fees of nought
                parts[code] += Fraction(percent) / 100 * weight / total
    return parts


def _bounds(pool: Pool, parts: Mapping[str, Fraction]) -> dict[str, _Bounds]:
    """Return between what each share lies. What was agreed for it goes before how far it may move."""
    moves = _movements(pool, parts)
    found = {}
    for one in pool.members:
        if not one.takes_part:
            found[one.code] = _Bounds(0, 0, Bound.FLOOR, Bound.CAP)
            continue
        floor, fee = _pennies(one.of_year(one.floor)), _pennies(one.of_year(pool.minimum_fee))
        low, why_low = (fee, Bound.MINIMUM_FEE) if fee > floor else (floor, Bound.FLOOR)
        high = None if one.cap is None else _pennies(one.of_year(one.cap))
        why_high = Bound.CAP
        if one.code in moves:
            fell, rose = moves[one.code]
            least, most = low, high
            if fell > least:
                low, why_low = fell if most is None else min(fell, most), Bound.FELL_TOO_FAR
            if most is None or rose < most:
                high, why_high = max(rose, least), Bound.ROSE_TOO_FAR
        found[one.code] = _Bounds(low, high, why_low, why_high)
    return found


def _movements(pool: Pool, parts: Mapping[str, Fraction]) -> dict[str, tuple[int, int]]:
    """Return how far the shares of last year may move, in pennies of this pool.

    What moves is the part of the whole: a dearer service is dearer for all. New partners take what their measure says,
    and the others begin from how they stood to each other.
    """
    if pool.damping is None:
        return {}
    before = {
        one.code: Fraction(one.before) * one.months / YEAR
        for one in pool.members
        if one.takes_part and one.before is not None
    }  # fmt: skip
    total = sum(before.values())
    if not total:
        return {}
    stays = _pennies(pool.amount) * sum((parts[code] for code in before), Fraction(0))
    step = Fraction(pool.damping) / 100
    found = {}
    for code, pounds in before.items():
        start = stays * pounds / total
        low, high = start * (1 - step), start * (1 + step)
        found[code] = low.numerator // low.denominator, -(-high.numerator // high.denominator)
    return found


def _level(amount: int, parts: Mapping[str, Fraction], bounds: Mapping[str, _Bounds]) -> Fraction:
    """Return the level at which the shares come to the amount: each bears its part times the level, or its bound.

    The sum grows with the level in straight stretches from bound to bound.
    """
    _require_room(amount, parts, bounds)
    if sum(_at(Fraction(amount), parts, bounds).values()) == amount:  # no bound is met, or those met make up for it
        return Fraction(amount)
    levels = sorted(
        {Fraction(0)}
        | {Fraction(bounds[code].low) / part for code, part in parts.items() if part}
        | {Fraction(high) / part for code, part in parts.items() if part and (high := bounds[code].high) is not None}
    )
    levels.append(levels[-1] + max(amount, 1) * (1 / min(part for part in parts.values() if part)))
    for below, above in pairwise(levels):
        first, last = sum(_at(below, parts, bounds).values()), sum(_at(above, parts, bounds).values())
        if first <= amount <= last:
            steep = last - first
            return below + (above - below) * (amount - first) / steep if steep else below
    raise CannotShare("Those who have a figure above nought cannot bear what the bounds leave over.")


def _at(level: Fraction, parts: Mapping[str, Fraction], bounds: Mapping[str, _Bounds]) -> dict[str, Fraction]:
    """Return the exact pennies of each at a level."""
    return {code: _within(part * level, bounds[code]) for code, part in parts.items()}


def _within(pennies: Fraction, bounds: _Bounds) -> Fraction:
    least = max(pennies, Fraction(bounds.low))
    return least if bounds.high is None else min(least, Fraction(bounds.high))


def _require_room(amount: int, parts: Mapping[str, Fraction], bounds: Mapping[str, _Bounds]) -> None:
    least = sum(one.low for one in bounds.values())
    if least > amount:
        raise CannotShare(
            f"Floors, fees and how far shares may fall come to £{_pounds(least):,.2f}, more than the pool."
        )
    reached = [one.low if not parts[code] else one.high for code, one in bounds.items()]
    if None not in reached and sum(high for high in reached if high is not None) < amount:
        raise CannotShare("Caps and how far shares may rise leave a part of the pool that nobody bears.")


def _alone(pool: Pool, parts: Mapping[str, Fraction]) -> dict[str, Decimal]:
    amount = pool.amount
    return {code: pence(amount * part.numerator / part.denominator) for code, part in parts.items()}


def _held(wanted: Fraction, bounds: _Bounds) -> Bound | None:
    """Return the bound that a share stands at, where the level would have put it beyond."""
    if wanted < bounds.low:
        return bounds.why_low
    return bounds.why_high if bounds.high is not None and wanted > bounds.high else None


def _figures(pool: Pool, of: Member) -> tuple[Figure, ...]:
    if not of.takes_part:
        return ()
    there = [one.code for one in pool.members if one.takes_part]
    return tuple(
        Figure(
            method=method, own=pool.figures[method][of.code], part=percent,
            total=sum((pool.figures[method][code] for code in there), Decimal(0)),
        )
        for method, percent in _measures(pool).items()
    )  # fmt: skip


def _figure_words(one: Figure) -> str:
    if one.method is Method.AGREED_PCT:
        return f"Agreed percentages: {one.own:f}%"
    sign = "£" if one.method is Method.FIXED_FEE else ""
    part = "" if one.part == HUNDRED else f" (counts {one.part:f}%)"
    return f"{LABELS[one.method]}{part}: {sign}{one.own:,f} of {sign}{one.total:,f}"
