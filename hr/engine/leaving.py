"""Work out what leaving costs: redundancy pay, notice and pay in lieu of it, leave that is left, days overpaid.

Every result carries its working, a line a step, so that each figure explains itself. Pounds and days; a week's pay is
pounds. Nothing here decides anything: the figures of law come in from the dated data of `agreements`.

Source: Employment Rights Act 1996 sections 86, 155 and 162; domain HR-08 and HR-10.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from hr.engine.annual_leave import add_years, up_to_half_hour
from sharedservices.common.formatting import day, money, number
from sharedservices.common.money import pence
from sharedservices.common.periods import DateRange, add_months

DAYS_OF_WEEK = 7
ONE_DAY = timedelta(days=1)


class AgeBand(NamedTuple):
    """Weeks of pay for a year of service in which somebody was at least so old from its first day."""

    age: int
    weeks: Decimal


class ExitBand(NamedTuple):
    """Whose approval an exit payment needs from an amount of pounds on."""

    above: Decimal
    authority: str


class PackageBands(NamedTuple):
    """In which bands of pounds exit packages are reported: narrow ones up to an amount, wide ones above it."""

    narrow: Decimal
    narrow_to: Decimal
    wide: Decimal
    source: str


class NoticeLaw(NamedTuple):
    """Statutory notice: one week after so many months, then a week a year from so many years, to a most."""

    first_after_months: int
    years_from: int
    most_weeks: int
    by_employee_weeks: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedundancyLaw:
    """What law fixes for redundancy pay on a day. `week_limit` in pounds."""

    service_years: int
    most_years: int
    bands: tuple[AgeBand, ...]
    week_limit: Decimal
    source: str
    limit_source: str


class Step(NamedTuple):
    """One step of a working: what it is, its figure in words, and how it came about."""

    label: str
    figure: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redundancy:
    """Redundancy pay: weeks, the statutory amount and the partner's own, in pounds, with the working."""

    years: int
    weeks: Decimal
    statutory: Decimal
    local: Decimal
    steps: tuple[Step, ...]


def age_on(born: date, on: date) -> int:
    """Return an age in years on a day."""
    years = on.year - born.year
    return years if add_years(born, years) <= on else years - 1


def full_years(start: date, last_day: date) -> int:
    """Return the full years from a first day to a last, both included."""
    return age_on(start, last_day + ONE_DAY)


def redundancy_weeks(*, born: date, service_from: date, last_day: date, law: RedundancyLaw) -> list[Decimal]:
    """Return the weeks of pay for each full year of service that counts, counted back from the last day.

    A year counts with the band of the age that somebody had on its first day. No year counts below the least service.
    """
    years = full_years(service_from, last_day)
    if years < law.service_years:
        return []
    ends = last_day + ONE_DAY
    firsts = [add_years(ends, -number) for number in range(1, min(years, law.most_years) + 1)]
    return [max(band for band in law.bands if age_on(born, first) >= band.age).weeks for first in firsts]


def redundancy(
    *,
    born: date,
    service_from: date,
    last_day: date,
    week_pay: Decimal,
    law: RedundancyLaw,
    multiplier: Decimal = Decimal(1),
    uses_actual_pay: bool = False,
) -> Redundancy:
    """Return redundancy pay with its working. `multiplier` and actual pay are the partner’s own policy."""
    counted = redundancy_weeks(born=born, service_from=service_from, last_day=last_day, law=law)
    weeks, years = sum(counted, Decimal(0)), full_years(service_from, last_day)
    capped = min(week_pay, law.week_limit)
    statutory = pence(weeks * capped)
    basis = week_pay if uses_actual_pay else capped
    local = pence(weeks * basis * multiplier) if weeks else Decimal("0.00")
    steps = [
        Step("Continuous service", f"{years} full years", f"{day(service_from)} to {day(last_day)}"),
        *_years(counted, born=born, last_day=last_day, law=law, years=years),
        Step("Weeks of pay", number(weeks), law.source),
        Step("A week’s pay", money(week_pay), "Yearly pay of the jobs that end, divided by the weeks of the year"),
        Step("A week’s pay that counts", money(capped), f"At most {money(law.week_limit)}: {law.limit_source}"),
        Step("Statutory redundancy pay", money(statutory), f"{number(weeks)} weeks × {money(capped)}"),
        Step(
            "Redundancy pay under local policy",
            money(local),
            f"{number(weeks)} weeks × {money(basis)} × {number(multiplier)}"
            + (", actual week’s pay" if uses_actual_pay else ", limited week’s pay"),
        ),
    ]
    return Redundancy(years=years, weeks=weeks, statutory=statutory, local=local, steps=tuple(steps))


def _years(counted: list[Decimal], *, born: date, last_day: date, law: RedundancyLaw, years: int) -> list[Step]:
    """Return a step for each band of age that counts, or one that says why nothing does."""
    if not counted:
        return [Step("Years that count", "None", f"Redundancy pay needs {law.service_years} full years of service")]
    found = [
        Step(
            f"Years that began at {band.age} or older" if band.age else "Years that began before the first age",
            f"{n} × {number(band.weeks)} = {number(n * band.weeks)} weeks",
            f"Age on the last day: {age_on(born, last_day)}. Counted back from it, {law.most_years} years at most",
        )
        for band in reversed(law.bands)
        if (n := counted.count(band.weeks))
    ]
    if years > law.most_years:
        found.append(Step("Years that do not count", str(years - law.most_years), f"More than {law.most_years} years"))
    return found


def notice_weeks(
    *, service_from: date, on: date, law: NoticeLaw, contract_weeks: int = 0, by_employer: bool = True
) -> int:
    """Return the weeks of notice due on a day: the statutory ones, or the contract's where they are more."""
    if on < add_months(service_from, law.first_after_months):
        statutory = 0
    elif not by_employer:
        statutory = law.by_employee_weeks
    else:
        years = full_years(service_from, on - ONE_DAY)
        statutory = min(max(years, 1), law.most_weeks) if years >= law.years_from else 1
    return max(statutory, contract_weeks)


class InLieu(NamedTuple):
    """Pay in lieu of notice: calendar days of notice that are not worked, and pounds."""

    days: int
    amount: Decimal


def pay_in_lieu(*, given_on: date, last_day: date, weeks: int, week_pay: Decimal) -> InLieu:
    """Return the pay for the part of the notice that is not worked. Notice runs from the day after it is given."""
    ends = given_on + timedelta(days=weeks * DAYS_OF_WEEK)
    days = max((ends - last_day).days, 0)
    return InLieu(days, pence(week_pay * days / DAYS_OF_WEEK))


class LeaveLeft(NamedTuple):
    """Leave on leaving: hours (negative: taken too much) to the half hour, pounds paid (negative: taken back)."""

    hours: Decimal
    amount: Decimal
    why: str


def leave_left(*, accrued: Decimal, taken: Decimal, hourly_rate: Decimal, may_recover: bool) -> LeaveLeft:
    """Return what leave is worth on leaving. Too much taken is taken back only where the contract allows it.

    Source: domain HR-10.3: accrued to leaving less taken; up to the next half hour on leaving.
    """
    hours = up_to_half_hour(accrued - taken)
    if hours >= 0:
        return LeaveLeft(hours, pence(hours * hourly_rate), f"{number(hours)} hours × {money(hourly_rate)} are paid")
    if may_recover:
        words = f"{number(-hours)} hours × {money(hourly_rate)} are taken back: the contract allows it"
        return LeaveLeft(hours, pence(hours * hourly_rate), words)
    return LeaveLeft(hours, Decimal("0.00"), f"{number(-hours)} hours too many were taken: the contract lets them go")


def exit_authority(amount: Decimal, bands: Sequence[ExitBand]) -> str:
    """Return whose approval an exit payment of so many pounds needs; nothing for none.

    The lowest band begins above its amount, the others at theirs.
    """
    reached = [band for band in bands if amount > 0 and amount >= band.above]
    return max(reached, key=lambda band: band.above).authority if reached else ""


def package_band(total: Decimal, bands: PackageBands) -> tuple[Decimal, Decimal]:
    """Return above how many pounds and up to how many the band of an exit package goes.

    Source: Code of Practice on Local Authority Accounting: £0 to £20,000, £20,001 to £40,000 and so on.
    """
    base, width = (Decimal(0), bands.narrow) if total <= bands.narrow_to else (bands.narrow_to, bands.wide)
    steps = max((total - base) / width, Decimal(1)).to_integral_value(rounding=ROUND_CEILING)
    return base + (steps - 1) * width, base + steps * width


def days_overpaid(*, period: DateRange, last_day: date) -> int:
    """Return the calendar days of a pay period after a last day of work."""
    first = max(period.start, last_day + ONE_DAY)
    return max((period.end - first).days, 0)
