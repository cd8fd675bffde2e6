"""Say the arithmetic of a step in words and figures that people can follow with a pocket calculator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hr.engine import pro_rata
from hr.engine.pro_rata import DayRule, Period, Span
from payroll.engine.types import Step
from sharedservices.common.money import pence

TIMES = "\N{MULTIPLICATION SIGN}"
_ONE_DAY = timedelta(days=1)
_PER_CENT = 100


def pounds(amount: Decimal) -> str:
    """Return pounds as people read them: £1,234.50, -£3.00; a figure of whole pounds (a threshold) without pence."""
    sign = "-" if amount < 0 else ""
    exponent = amount.as_tuple().exponent
    places = 0 if isinstance(exponent, int) and exponent >= 0 else 2
    return f"{sign}£{pence(abs(amount)):,.{places}f}"


def percent(rate: Decimal) -> str:
    """Return a fraction as a percentage: 0.065 is 6.5%."""
    return f"{plain(rate * _PER_CENT)}%"


def plain(number: Decimal) -> str:
    """Return a number without needless noughts."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def days(start: date, end: date) -> str:
    """Return the days [start, end) with the last day that belongs to them."""
    last = end - _ONE_DAY
    if last == start:
        return _day(start)
    return f"{_day(start)} to {_day(last)}"


def arithmetic(step: Step) -> str:
    """Return how the figure of a step came about."""
    return _WAYS[step.rule](step.value, *step.detail)


def value_of(step: Step) -> str:
    """Return the figure of a step as people read it."""
    return percent(step.value) if step.rule in _RATES else pounds(step.value)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _yearly(value: Decimal, annual: Decimal, hours: Decimal, full: Decimal, *more: Any) -> str:
    weeks, weeks_in_year = more
    text = f"{pounds(annual)} a year"
    if hours != full:
        text += f" {TIMES} {plain(hours)} ÷ {plain(full)} hours"
    if weeks is not None:
        text += f" {TIMES} {plain(weeks)} ÷ {plain(weeks_in_year)} weeks"
    return f"{text} = {pounds(value)} a year" if hours != full or weeks is not None else f"{text}, full time"


def _period(value: Decimal, yearly: Decimal, periods: Decimal) -> str:
    return f"{pounds(yearly)} ÷ {plain(periods)} = {pounds(value)}"


def _part(value: Decimal, whole: Decimal, yearly: Decimal, period: Period, span: Span) -> str:
    """Say a part of a period by its days."""
    start, end, rule, _ = span
    paid, total, kind = (end - start).days, (period.end - period.start).days, "days"
    if rule is DayRule.WORKING_DAYS:
        paid, total = pro_rata.working_days(start, end), pro_rata.working_days(period.start, period.end)
        kind = "Mondays to Fridays"
    exact = pence(whole * paid / total) if total else value
    text = f"{days(start, end)}: {pounds(whole)} {TIMES} {paid} ÷ {total} {kind} = {pounds(value)}"
    return text if exact == value else f"{text}, so that the parts of the period add up to the whole"


def _part_365(value: Decimal, whole: Decimal, yearly: Decimal, period: Period, span: Span) -> str:
    """Say a part of a period by days of the year."""
    start, end, rule, _ = span
    year = pro_rata.days_of_year(rule=rule, on=period.start)
    return f"{days(start, end)}: {pounds(yearly)} {TIMES} {(end - start).days} ÷ {year} days = {pounds(value)}"


def _hourly(value: Decimal, annual: Decimal, weeks: Decimal, hours: Decimal, _: object) -> str:
    return f"{pounds(annual)} ÷ {plain(weeks)} weeks ÷ {plain(hours)} hours = {pounds(value)}"


def _units(value: Decimal, units: Decimal, rate: Decimal, factor: Decimal, note: str = "") -> str:
    more = "" if factor == 1 else f" {TIMES} {plain(factor)}"
    said = f" ({note})" if note else ""
    return f"{plain(units)} {TIMES} {pounds(rate)}{more} = {pounds(value)}{said}"


def _amount(value: Decimal, note: str = "") -> str:
    return f"{pounds(value)} ({note})" if note else pounds(value)


def _taxable_pay(value: Decimal, pay: Decimal, benefits: Decimal, before_tax: Decimal) -> str:
    with_benefits = f" (with benefits of {pounds(benefits)})" if benefits else ""
    less = f" less {pounds(before_tax)} taken before tax" if before_tax else ""
    return f"{pounds(pay)}{with_benefits}{less} = {pounds(value)}" if with_benefits or less else pounds(value)


def _pay_to_date(value: Decimal, before: Decimal, this: Decimal) -> str:
    return f"{pounds(before)} before this payment + {pounds(this)} now = {pounds(value)}"


def _alone(value: Decimal, code: str, basis: str, before: Decimal, this: Decimal) -> str:
    text = _pay_to_date(value, before, this) if before else pounds(value)
    return f"{text}. This is an extra pay day at the end of the tax year" if basis == "week53" else text


def _free_pay(value: Decimal, code: str, periods: int, unit: str, source: str) -> str:
    came_from = f" ({source})" if source else ""
    return f"Code {code}{came_from} for {periods} {unit if periods == 1 else unit + 's'}: {pounds(value)}"


def _taxable(value: Decimal, pay: Decimal, free_pay: Decimal, taxable: Decimal) -> str:
    word = f"+ {pounds(-free_pay)}" if free_pay < 0 else f"less {pounds(free_pay)}"
    if taxable <= 0:
        return f"{pounds(pay)} is not more than {pounds(free_pay)}, so nothing is taxed"
    return f"{pounds(pay)} {word} = {pounds(taxable)}, in whole pounds {pounds(value)}"


def _bands(value: Decimal, taxed: Decimal, threshold: Decimal, rate: Decimal, *more: Any) -> str:
    below, regime = more
    bands = "" if regime == "rUK" else f" (bands for {regime})"
    if not taxed:
        return f"No tax is due{bands}"
    if not threshold:
        return f"{pounds(taxed)} {TIMES} {percent(rate)} = {pounds(value)}{bands}"
    return (
        f"{pounds(below)} for the bands up to {pounds(threshold)}, and the rest, {pounds(taxed - threshold)}, "
        f"{TIMES} {percent(rate)}, together {pounds(value)}{bands}"
    )


def _flat(value: Decimal, taxed: Decimal, rate: Decimal, code: str) -> str:
    return f"Code {code}: {pounds(taxed)} {TIMES} {percent(rate)} = {pounds(value)}"


def _due(value: Decimal, due: Decimal, before: Decimal) -> str:
    end = f"{pounds(-value)} to be paid back to you" if value < 0 else pounds(value)
    return f"{pounds(due)} less {pounds(before)} already taken = {end}"


def _limit(value: Decimal, limit: Decimal, uncollected: Decimal) -> str:
    return f"The most that may be taken from this payment is {pounds(limit)}, so {pounds(uncollected)} is not taken now"


def _ni_earnings(value: Decimal, own: Decimal, others: Decimal, paid: Decimal) -> str:
    parts = [f"{pounds(own)} from this job"]
    if others:
        parts.append(f"{pounds(others)} from your other jobs")
    if paid:
        parts.append(f"{pounds(paid)} paid earlier in this period")
    return f"{' + '.join(parts)} = {pounds(value)}" if len(parts) > 1 else pounds(value)


def _ni_main(value: Decimal, earnings: Decimal, rate: Decimal, *more: Any) -> str:
    primary, upper, letter = more
    if not rate:
        return f"You pay no National Insurance under category {letter}"
    if not earnings:
        return f"Pay is not more than {pounds(primary)}, so nothing is due"
    between = f"between {pounds(primary)} and {pounds(upper)}"
    return f"{pounds(earnings)} of pay {between} {TIMES} {percent(rate)} = {pounds(value)} (category {letter})"


def _ni_upper(value: Decimal, earnings: Decimal, rate: Decimal, upper: Decimal) -> str:
    return f"{pounds(earnings)} of pay above {pounds(upper)} {TIMES} {percent(rate)} = {pounds(value)}"


def _ni_employer(value: Decimal, earnings: Decimal, rate: Decimal, *more: Any) -> str:
    threshold, letter = more
    if threshold is None:
        return f"Your employer pays no National Insurance under category {letter}"
    if not earnings:
        return f"Pay is not more than {pounds(threshold)}, so nothing is due"
    return f"{pounds(earnings)} of pay above {pounds(threshold)} {TIMES} {percent(rate)} = {pounds(value)}"


def _ni_director(value: Decimal, assessed: Decimal, before: Decimal) -> str:
    return f"On {pounds(assessed)} so far this year, less {pounds(before)} already taken = {pounds(value)}"


def _paid_already(value: Decimal, pay: Decimal, taken: Decimal) -> str:
    return f"{pounds(taken)} was taken from {pounds(pay)} paid earlier in this period, which leaves {pounds(value)}"


def _share(value: Decimal, due: Decimal, own: Decimal, total: Decimal) -> str:
    return f"{pounds(due)} {TIMES} {pounds(own)} ÷ {pounds(total)} = {pounds(value)}"


def _loan(value: Decimal, plan: str, earnings: Decimal, threshold: Decimal, *more: Any) -> str:
    rate, times = more
    name = "Postgraduate loan" if plan == "PGL" else f"Plan {plan}"
    week = " in an average week" if times > 1 else ""
    if earnings <= threshold:
        return f"{name}: pay of {pounds(earnings)}{week} is not more than {pounds(threshold)}, so nothing is due"
    weeks = f", for {times} weeks" if times > 1 else ""
    above = f"({pounds(earnings)}{week} less {pounds(threshold)})"
    return f"{name}: {above} {TIMES} {percent(rate)}, in whole pounds{weeks} = {pounds(value)}"


def _band(value: Decimal, assessed: Decimal, up_to: Decimal | None, *more: Any) -> str:
    fixed, source, is_law = more
    by = "Your employer has set your yearly pay for this at" if fixed else "Yearly pay of"
    band = "in the highest band" if up_to is None else f"in the band up to {pounds(up_to)}"
    agreed = "" if is_law else ", agreed by your employer"
    return f"{by} {pounds(assessed)}, {band}: {percent(value)} ({source}{agreed})"


def _rate(value: Decimal, base: Decimal, rate: Decimal) -> str:
    return f"{pounds(base)} {TIMES} {percent(rate)} = {pounds(value)}"


def _qualifying(value: Decimal, lower: Decimal, upper: Decimal) -> str:
    return f"The part of your pay between {pounds(lower)} and {pounds(upper)}: {pounds(value)}"


def _half(value: Decimal, rate: Decimal, share: Decimal) -> str:
    return f"{percent(rate)} {TIMES} {plain(share)} = {percent(value)}"


def _relief(value: Decimal, full: Decimal, relief: Decimal) -> str:
    return f"{pounds(full)} less {pounds(relief)} tax relief = {pounds(value)}"


def _net(value: Decimal, gross: Decimal, taken: Decimal) -> str:
    return f"{pounds(gross)} less {pounds(taken)} = {pounds(value)}"


def _cost(value: Decimal, gross: Decimal, on_top: Decimal) -> str:
    return f"{pounds(gross)} + {pounds(on_top)} = {pounds(value)}"


_RATES = {"PENSION-BAND-ACTUAL", "PENSION-BAND-FULL-TIME", "PENSION-50-50"}
_WAYS: dict[str, Callable[..., str]] = {
    "PAY-YEARLY": _yearly,
    "PAY-PERIOD": _period,
    "PAY-PART-CALENDAR": _part,
    "PAY-PART-WORKING-DAYS": _part,
    "PAY-PART-365": _part_365,
    "PAY-HOURLY": _hourly,
    "PAY-UNITS": _units,
    "PAY-AMOUNT": _amount,
    "PAY-SACRIFICE": _amount,
    "GROSS-PAY": _amount,
    "TAXABLE-PAY": _taxable_pay,
    "PAYE-PAY-TO-DATE": _pay_to_date,
    "PAYE-WEEK1-MONTH1": _alone,
    "PAYE-FREE-PAY": _free_pay,
    "PAYE-K-CODE": _free_pay,
    "PAYE-TAXABLE": _taxable,
    "PAYE-BANDS": _bands,
    "PAYE-FLAT": _flat,
    "PAYE-NT": lambda value, code: f"Code {code}: no tax",
    "PAYE-CUMULATIVE": _due,
    "PAYE-LIMIT": _limit,
    "NI-EARNINGS": _ni_earnings,
    "NI-AGGREGATION": _share,
    "PAID-ALREADY": _paid_already,
    "NI-EMPLOYEE-MAIN": _ni_main,
    "NI-EMPLOYEE-UPPER": _ni_upper,
    "NI-EMPLOYEE-TOTAL": lambda value, main, upper: f"{pounds(main)} + {pounds(upper)} = {pounds(value)}",
    "NI-EMPLOYER": _ni_employer,
    "NI-DIRECTOR": _ni_director,
    "LOAN-STUDENT": _loan,
    "LOAN-POSTGRADUATE": _loan,
    "PENSIONABLE-PAY": lambda value, scheme: f"{pounds(value)} counts for the {scheme}",
    "PENSION-BAND-ACTUAL": _band,
    "PENSION-BAND-FULL-TIME": _band,
    "PENSION-50-50": _half,
    "PENSION-QUALIFYING": _qualifying,
    "PENSION-NET-PAY": _rate,
    "PENSION-RATE": _rate,
    "PENSION-RELIEF-AT-SOURCE": _relief,
    "PENSION-EMPLOYER": _rate,
    "DEDUCTION-BEFORE-TAX": _amount,
    "DEDUCTION": _amount,
    "BENEFIT": _amount,
    "NET-PAY": _net,
    "EMPLOYER-COST": _cost,
}
