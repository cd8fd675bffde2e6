"""Read the rates files: one TOML file for each subject, each figure a list of dated values.

A value holds from its first day to its last (`until`, inclusive), at most one year later, so a year that nobody has
checked is an error and never last year's figure. Floats are read as exact Decimals.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from payroll.engine.errors import RatesBroken, RatesMissing

RATES_DIRECTORY = Path(__file__).parent
REQUIRED_KEYS = ("from", "until", "value", "unit", "source", "url", "checked")
DATE_KEYS = ("from", "until", "checked")
TEXT_KEYS = ("unit", "source", "url")
LONGEST_VALIDITY = timedelta(days=366)


Value = Decimal | str | bool | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a figure with the days on which it holds (both inclusive) and where it was published."""

    subject: str
    name: str
    first_day: date
    last_day: date
    value: Value
    unit: str
    source: str
    url: str
    checked: date

    def holds_on(self, on: date) -> bool:
        """Tell whether the value holds on the date."""
        return self.first_day <= on <= self.last_day


Figures = Mapping[str, tuple[DatedValue, ...]]
"""Figure name to its values, oldest first."""


def read_file(path: Path) -> Figures:
    """Read and check one rates file.

    :raises RatesBroken: if the file is not TOML or breaks a rule; the message names file, figure and what to do.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RatesBroken(f"{path.name} is not valid TOML: {error}") from error
    figures = {name: _read_figure(path, name, rows) for name, rows in tables.items()}
    if not figures:
        raise RatesBroken(f"{path.name} holds no figures")
    return figures


@lru_cache(maxsize=1)
def all_figures() -> Mapping[str, Figures]:
    """Read every rates file once: subject (file name without .toml) to its figures.

    :raises RatesBroken: if any file breaks a rule.
    """
    return {path.stem: read_file(path) for path in _paths()}


@lru_cache(maxsize=1)
def rates_version() -> str:
    """Return the SHA-256 of all rates files in hexadecimal: stored with every payslip."""
    digest = hashlib.sha256()
    for path in _paths():
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def values_of(subject: str, name: str) -> tuple[DatedValue, ...]:
    """Return every dated value of a figure, oldest first.

    :raises RatesMissing: if no file knows the figure at all.
    """
    values = all_figures().get(subject, {}).get(name)
    if values is None:
        raise RatesMissing(f"No figure '{name}' exists in payroll/engine/rates/{subject}.toml")
    return values


def first_day_of(subject: str, name: str) -> date:
    """Return the first day on which a figure has ever had a value.

    :raises RatesMissing: if no file knows the figure at all.
    """
    return values_of(subject, name)[0].first_day


def figure(subject: str, name: str, on: date) -> Value:
    """Return the value of a figure on a date.

    :raises RatesMissing: if it has none; the message names the figure, the date and the file to update.
    """
    found = next((value for value in values_of(subject, name) if value.holds_on(on)), None)
    if found is None:
        raise RatesMissing(
            f"There is no {name.replace('_', ' ')} for {on.day} {on:%B %Y}. "
            f"Add it to payroll/engine/rates/{subject}.toml (see docs/rates.md), then calculate again"
        )
    return found.value


def number(subject: str, name: str, on: date) -> Decimal:
    """Return the value of a figure that is a number.

    :raises RatesMissing: if it has none on the date.
    :raises RatesBroken: if it is not a number.
    """
    value = figure(subject, name, on)
    if not isinstance(value, Decimal):
        raise RatesBroken(f"{name} in {subject}.toml must be a number")
    return value


def numbers(subject: str, name: str, on: date) -> tuple[Decimal, ...]:
    """Return the value of a figure that is a list of numbers.

    :raises RatesMissing: if it has none on the date.
    :raises RatesBroken: if it is not a list of numbers.
    """
    value = figure(subject, name, on)
    if not isinstance(value, list):
        raise RatesBroken(f"{name} in {subject}.toml must be a list of numbers")
    return tuple(as_number(item, subject, name) for item in value)


def table(subject: str, name: str, on: date) -> dict[str, Value]:
    """Return the value of a figure that is a table.

    :raises RatesMissing: if it has none on the date.
    :raises RatesBroken: if it is not a table.
    """
    value = figure(subject, name, on)
    if not isinstance(value, dict):
        raise RatesBroken(f"{name} in {subject}.toml must be a table")
    return value


def number_table(subject: str, name: str, on: date) -> dict[str, Decimal]:
    """Return the value of a figure that is a table of numbers.

    :raises RatesMissing: if it has none on the date.
    :raises RatesBroken: if it is not a table of numbers.
    """
    return {key: as_number(item, subject, name) for key, item in table(subject, name, on).items()}


def as_number(item: Value, subject: str, name: str) -> Decimal:
    """Return a part of a value that must be a number.

    :raises RatesBroken: if it is not.
    """
    if not isinstance(item, Decimal):
        raise RatesBroken(f"{name} in {subject}.toml must hold numbers only")
    return item


def _paths() -> list[Path]:
    return sorted(RATES_DIRECTORY.glob("*.toml"))


def _read_figure(path: Path, name: str, rows: object) -> tuple[DatedValue, ...]:
    if not isinstance(rows, list) or not rows:
        raise RatesBroken(f"{path.name}: {name} must be a list of dated values, each headed [[{name}]]")
    values = tuple(_read_value(path, name, row) for row in rows)
    for earlier, later in pairwise(values):
        if later.first_day <= earlier.first_day:
            raise RatesBroken(
                f"{path.name}: the dates of {name} must increase, but {later.first_day} follows {earlier.first_day}"
            )
        if later.first_day <= earlier.last_day:
            raise RatesBroken(
                f"{path.name}: {name} has two values on {later.first_day}; "
                f"end the earlier one the day before the later begins"
            )
    return values


def _read_value(path: Path, name: str, row: object) -> DatedValue:
    if not isinstance(row, dict):
        raise RatesBroken(f"{path.name}: {name} must be a list of dated values, each headed [[{name}]]")
    problems = list(_problems(row))
    if problems:
        raise RatesBroken(f"{path.name}: {name} from {row.get('from', '(no date)')}: {'; '.join(problems)}")
    return DatedValue(
        subject=path.stem,
        name=name,
        first_day=row["from"],
        last_day=row["until"],
        value=_exact(row["value"]),
        unit=row["unit"],
        source=row["source"],
        url=row["url"],
        checked=row["checked"],
    )


def _problems(row: Mapping[str, object]) -> Iterator[str]:
    missing = [key for key in REQUIRED_KEYS if key not in row]
    if missing:
        yield f"{' and '.join(missing)} missing"
    yield from (f"unknown key {key}" for key in row if key not in REQUIRED_KEYS)
    yield from (f"{key} must be a date like 2026-04-06" for key in DATE_KEYS if key in row and not _is_date(row[key]))
    yield from (f"{key} must be text" for key in TEXT_KEYS if key in row and not _is_text(row[key]))
    first, last, url = row.get("from"), row.get("until"), row.get("url")
    if isinstance(first, date) and isinstance(last, date):
        if last < first:
            yield "until is before from"
        if last - first >= LONGEST_VALIDITY:
            yield "until is more than a year after from: a figure must be checked every year"
    if isinstance(url, str) and url and not url.startswith("https://"):
        yield "url must start with https://"


def _is_date(item: object) -> bool:
    return type(item) is date


def _is_text(item: object) -> bool:
    return isinstance(item, str) and bool(item.strip())


def _exact(item: object) -> Value:
    """Turn TOML numbers into Decimals, in lists and tables too."""
    if isinstance(item, bool | str | Decimal):
        return item
    if isinstance(item, int):
        return Decimal(item)
    if isinstance(item, list):
        return [_exact(part) for part in item]
    if isinstance(item, dict):
        return {key: _exact(part) for key, part in item.items()}
    raise RatesBroken(f"a value may be a number, text, true or false, a list or a table, not {item!r}")
