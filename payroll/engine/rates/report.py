"""Show the statutory figures to people: all of them by date, what changes between two dates, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from payroll.engine.rates.build import rates_on
from payroll.engine.rates.files import DatedValue, Value, all_figures
from payroll.engine.rates.pensions import is_scheme, pension_bands
from sharedservices.common.taxyear import TaxYear


@dataclass(frozen=True, slots=True)
class Change:
    """One figure on two dates; None where it has no value on the date."""

    subject: str
    name: str
    before: DatedValue | None
    after: DatedValue | None


def check_files() -> int:
    """Read every file and put together every tax year and pension scheme in it; return the number of values.

    :raises RatesBroken: if a file breaks a rule.
    :raises RatesMissing: if a tax year that has some figures of tax, National Insurance or loans lacks another.
    """
    values = list(all_values())
    for year in sorted({TaxYear.of(value.last_day) for value in values if value.subject == "income_tax"}):
        rates_on(year.start)
        rates_on(year.end)
    for value in values:
        if is_scheme(value):
            pension_bands(value.name, value.first_day)
    return len(values)


def all_values() -> Iterator[DatedValue]:
    """Return every dated value: by file, figure and date."""
    for _, figures in sorted(all_figures().items()):
        for values in figures.values():
            yield from values


def changes(before: date, after: date) -> Iterator[Change]:
    """Return the figures whose value differs between two dates, or is there on one of them only."""
    for subject, figures in sorted(all_figures().items()):
        for name, values in figures.items():
            old = next((value for value in values if value.holds_on(before)), None)
            new = next((value for value in values if value.holds_on(after)), None)
            if (old and old.value) != (new and new.value):
                yield Change(subject, name, old, new)


def missing_on(on: date) -> list[tuple[str, str]]:
    """Return (subject, figure) of every figure that was known the year before a date and has no value on it."""
    a_year_before = on - timedelta(days=365)
    return [
        (subject, name)
        for subject, figures in sorted(all_figures().items())
        for name, values in figures.items()
        if not any(value.holds_on(on) for value in values)
        and any(value.last_day >= a_year_before for value in values)
        and values[0].first_day <= on
    ]


def in_words(value: Value) -> str:
    """Write a value on one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, list):
        return "; ".join(in_words(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_short(part)}" for key, part in value.items())
    return value


def _short(part: Value) -> str:
    return "/".join(in_words(item) for item in part) if isinstance(part, list) else in_words(part)


def markdown_table() -> str:
    """Return all figures as one Markdown table for each file, for docs/rates.md."""
    lines: list[str] = []
    subject = ""
    for value in all_values():
        if value.subject != subject:
            subject = value.subject
            lines += ["", f"### {subject.replace('_', ' ').capitalize()}", ""]
            lines += ["| figure | from | until | value | source | checked |", "|---|---|---|---|---|---|"]
        lines.append(
            f"| {value.name.replace('_', ' ')} | {value.first_day} | {value.last_day} | {in_words(value.value)} "
            f"| {value.source} | {value.checked} |"
        )
    return "\n".join(lines).strip() + "\n"
