"""How promptly invoices are paid, by month or quarter, and what paying late may cost (domain FIN-06, PRO-11). Pure.

Both clocks stand still while an invoice is disputed or returned, from the day on which the supplier was told of it to
the day on which that was settled. When it was received is never changed for that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from finance.engine.payment_times import DAYS_OF_YEAR, ONE_DAY, Statistics, counted_days, fixed_sum, rate_on, statistics
from sharedservices.common.money import ZERO, pence, round_half_up

PLACES = 2
JANUARY = 1
MONTHS, QUARTERS = "month", "quarter"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clocks stand still: the last one is not among them. Without an end they still do."""

    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What both clocks say of a payment, or of an invoice that is not paid yet.

    `counted`: days for the published statistics (reg 38), the day after receipt is day 1. `deadline`: the last day on
    which the money may arrive (s 68), the day of receipt is day 1. `late`: days after it. `paused`: days left out.
    """

    counted: int
    deadline: date
    late: int
    paused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Pounds that came late, or have not come, and by how many days."""

    amount: Decimal
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the supplier may claim: yearly rate in per cent, interest and fixed sum in pounds, with its workings."""

    rate: Decimal
    interest: Decimal
    fixed: Decimal
    workings: str

    @property
    def total(self) -> Decimal:
        """Return interest and fixed sum."""
        return self.interest + self.fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Payments alike: when they arrived, days counted, whether in time, and how many there are."""

    on: date
    counted: int
    is_in_time: bool
    n: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """Pounds that became payable on a day, and how many of them were not paid by the end of that day's period."""

    on: date
    amount: Decimal
    unpaid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How promptly a period's payments arrived: the last day is in it. Per cent to two places."""

    first: date
    last: date
    label: str
    statistics: Statistics
    in_time: Decimal
    payable: Decimal
    unpaid: Decimal

    @property
    def unpaid_percent(self) -> Decimal:
        """Return how much of what became payable in the period was not paid in it."""
        return round_half_up(self.unpaid * 100 / self.payable, PLACES) if self.payable else Decimal("0.00")


def clocks(*, received: date, due: date, until: date, pauses: Sequence[Pause] = ()) -> Clocks:
    """Return what both clocks say of money that arrived on a day, or had not by then.

    Each day on which the clocks stand still is left out of the statistics. One before the deadline moves it, one after
    it is not late. Source: Procurement Act 2023 s 68; Procurement Regulations 2024 reg 38.
    """
    stopped: set[date] = set()
    for one in pauses:
        ends = min(one.ends or until, until)
        stopped.update(one.begins + timedelta(days=n) for n in range(max((ends - one.begins).days, 0)))
    deadline = due
    for day in sorted(stopped):
        if day <= deadline:
            deadline += ONE_DAY
    after = sum(1 for day in stopped if day > deadline)
    return Clocks(
        counted=counted_days(received, until) - len([day for day in stopped if day >= received]), deadline=deadline,
        late=max((until - deadline).days - after, 0), paused=len(stopped),
    )  # fmt: skip


def cost(*, gross: Decimal, deadline: date, parts: Iterable[Part]) -> Cost | None:
    """Return what the supplier of an invoice may claim; None when nothing of it was late.

    Each part bears interest for its own days; the fixed sum is due once, by the size of the debt. The rate is that of
    the day after the deadline, for the life of the debt. Source: Late Payment of Commercial Debts (Interest) Act 1998.

    :raises RateNotKnown: when the reference rate of that half-year is not in the table
    """
    late = [one for one in parts if one.late > 0 and one.amount > 0]
    if not late:
        return None
    rate, fixed = rate_on(deadline + ONE_DAY), fixed_sum(gross)
    interest = pence(sum((one.amount * one.late for one in late), ZERO) * rate / 100 / DAYS_OF_YEAR)
    sums = " + ".join(f"£{one.amount:,.2f} × {rate:.2f}% × {one.late}/{DAYS_OF_YEAR}" for one in late)
    return Cost(
        rate=rate, interest=interest, fixed=fixed,
        workings=f"{sums} = £{interest:,.2f}, and a fixed sum of £{fixed:,.2f}",
    )  # fmt: skip


def period_of(day: date, by: str) -> tuple[date, date]:
    """Return the first and the last day of the calendar month or quarter that a day is in."""
    month = day.month - (day.month - JANUARY) % 3 if by == QUARTERS else day.month
    first = day.replace(month=month, day=1)
    at = month - 1 + (3 if by == QUARTERS else 1)
    return first, date(first.year + at // 12, at % 12 + 1, 1) - ONE_DAY


def measures(*, paid: Iterable[Paid], payable: Iterable[Payable], by: str) -> list[Measure]:
    """Add payments up by month or quarter, the earliest first; a period without any is left out."""
    days: dict[tuple[date, date], list[int]] = defaultdict(list)
    in_time: dict[tuple[date, date], int] = defaultdict(int)
    sums: dict[tuple[date, date], Decimal] = defaultdict(Decimal)
    unpaid: dict[tuple[date, date], Decimal] = defaultdict(Decimal)
    for one in paid:
        span = period_of(one.on, by)
        days[span] += [one.counted] * one.n
        in_time[span] += one.n if one.is_in_time else 0
    for due in payable:
        span = period_of(due.on, by)
        sums[span] += due.amount
        unpaid[span] += due.unpaid
    return [
        Measure(
            first=first, last=last, label=_label(first, last), statistics=statistics(days[first, last]),
            in_time=_share(in_time[first, last], len(days[first, last])), payable=sums[first, last],
            unpaid=unpaid[first, last],
        )
        for first, last in sorted({*days, *sums})
    ]  # fmt: skip


def _share(of: int, n: int) -> Decimal:
    return round_half_up(Decimal(of) * 100 / n, PLACES) if n else Decimal("0.00")


def _label(first: date, last: date) -> str:
    if first.month == last.month:
        return f"{first:%B %Y}"
    return f"{first:%B} to {last:%B %Y}"
