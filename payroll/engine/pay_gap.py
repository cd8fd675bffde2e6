"""The six measures of the gender pay gap, of people with an hourly rate and a bonus. Pure; pounds in, per cent out.

A gap is (men − women) ÷ men in per cent, to one decimal place: below nought when women are paid more. Who has no
hourly rate is not a full-pay relevant employee and counts for the bonus alone.

Source: SI 2017/353, Schedule 1, and the government's guidance "Gender pay gap reporting: making your calculations".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from sharedservices.common.money import round_half_up

QUARTERS = 4
RATE_PLACES = 4
DAYS_IN_WEEK = 7
HUNDRED = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """One relevant employee: pounds an hour (None: not on full pay) and pounds of bonus in the twelve months."""

    is_woman: bool
    hourly: Decimal | None
    bonus: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Side:
    """The men, or the women, behind a gap: how many, and the mean and median of what they have. None: nobody."""

    n: int
    mean: Decimal | None
    median: Decimal | None


@dataclass(frozen=True, slots=True)
class Gap:
    """The two gaps of one thing in per cent, and what they are worked from. None where one side is empty."""

    men: Side
    women: Side
    mean: Decimal | None
    median: Decimal | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many men and women are in a quarter of the full-pay relevant employees."""

    men: int
    women: int

    @property
    def n(self) -> int:
        """Everybody in it."""
        return self.men + self.women

    @property
    def women_percent(self) -> Decimal | None:
        """The share of women, to one decimal place."""
        return share(self.women, self.n)

    @property
    def men_percent(self) -> Decimal | None:
        """The share of men: what women leave of a hundred, so that the two add up."""
        return None if self.women_percent is None else HUNDRED - self.women_percent


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is published, and the numbers of people behind it. Quarters go from the lowest paid upwards."""

    n_men: int
    n_women: int
    hourly: Gap
    bonus: Gap
    men_with_bonus: Decimal | None
    women_with_bonus: Decimal | None
    quarters: tuple[Quarter, ...]


def measures(people: Iterable[Counted]) -> Measures:
    """Return the six measures."""
    everybody = list(people)
    men, women = ([one for one in everybody if one.is_woman is wanted] for wanted in (False, True))
    paid = [(one.hourly, one.is_woman) for one in everybody if one.hourly is not None]
    bonus = gap([one.bonus for one in men if one.bonus > 0], [one.bonus for one in women if one.bonus > 0])
    return Measures(
        n_men=len(men),
        n_women=len(women),
        hourly=gap([rate for rate, is_woman in paid if not is_woman], [rate for rate, is_woman in paid if is_woman]),
        bonus=bonus,
        men_with_bonus=share(bonus.men.n, len(men)),
        women_with_bonus=share(bonus.women.n, len(women)),
        quarters=quarters(paid),
    )


def gap(men: Sequence[Decimal], women: Sequence[Decimal]) -> Gap:
    """Return the mean and the median gap between two lists of pounds."""
    left, right = side(men), side(women)
    return Gap(left, right, _percent(left.mean, right.mean), _percent(left.median, right.median))


def side(values: Sequence[Decimal]) -> Side:
    """Return number, mean and median of some pounds, unrounded."""
    if not values:
        return Side(0, None, None)
    ordered, middle = sorted(values), len(values) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return Side(len(ordered), sum(ordered, NOTHING) / len(ordered), median)


def quarters(paid: Iterable[tuple[Decimal, bool]]) -> tuple[Quarter, ...]:
    """Divide people by pounds an hour into four quarters, as even as whole people allow: of 14, 4, 3, 4 and 3.

    Where people of one rate stand on both sides of a boundary, men and women among them are shared out in proportion.
    """
    ordered = sorted(paid)
    ends = [(len(ordered) * number + 2) // QUARTERS for number in range(1, QUARTERS + 1)]
    women = [0] * QUARTERS
    first = 0
    for _rate, tied in groupby(ordered, key=lambda one: one[0]):
        group = [is_woman for _, is_woman in tied]
        _share_out(women, first=first, n=len(group), n_women=sum(group), ends=ends)
        first += len(group)
    sizes = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    return tuple(Quarter(size - found, found) for size, found in zip(sizes, women, strict=True))


def _share_out(women: list[int], *, first: int, n: int, n_women: int, ends: Sequence[int]) -> None:
    """Add the women of a group with one rate, at places `first` to `first + n`, to the quarters that it reaches."""
    given = 0
    for number, end in enumerate(ends):
        reached = min(max(end - first, 0), n)
        up_to_here = int(round_half_up(Decimal(n_women) * reached / n, 0))
        women[number] += up_to_here - given
        given = up_to_here


def hourly_rate(*, weekly_pay: Decimal, weekly_hours: Decimal) -> Decimal:
    """Return pounds an hour, to four places, from pounds and hours a week."""
    return round_half_up(weekly_pay / weekly_hours, RATE_PLACES)


def share(part: int, whole: int) -> Decimal | None:
    """Return a part of a number of people in per cent, to one decimal place; None of nobody."""
    return round_half_up(Decimal(part) * HUNDRED / whole, 1) if whole else None


def _percent(men: Decimal | None, women: Decimal | None) -> Decimal | None:
    """Return (men − women) ÷ men in per cent, to one decimal place. Below nought: women are paid more."""
    if men is None or women is None or not men:
        return None
    return round_half_up((men - women) * HUNDRED / men, 1)
