"""Claims: what a mile is worth and how much of it is free of tax, how long somebody worked, and what is claimed twice.

Pure. Money in pounds, distances in miles, times in hours. The law beside this module is dated data.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sharedservices.common.money import round_half_up
from sharedservices.common.periods import add_months
from sharedservices.common.taxyear import TaxYear

ZERO = Decimal(0)
MINUTES = 60
HERE = ZoneInfo("Europe/London")


class Vehicle(StrEnum):
    """What somebody travelled in. Rates of the law are by these."""

    CAR = "CAR"
    MOTORCYCLE = "MOTORCYCLE"
    CYCLE = "CYCLE"


class Treatment(StrEnum):
    """How a part of what is paid for miles is taxed."""

    FREE = "FREE"
    """Free of tax and National Insurance."""
    TAXED = "TAXED"
    """Taxed, but free of National Insurance: above the rate for miles over the threshold, below the first rate."""
    EXCESS = "EXCESS"
    """Taxed and subject to National Insurance: above every approved rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Pounds for a mile: `car_over` above the threshold of the year, `passenger` for each colleague taken along."""

    car: Decimal
    car_over: Decimal
    motorcycle: Decimal
    cycle: Decimal
    passenger: Decimal

    def of(self, vehicle: Vehicle, *, is_over: bool) -> Decimal:
        """Return the pounds for a mile in a vehicle."""
        if vehicle is Vehicle.CAR:
            return self.car_over if is_over else self.car
        return self.motorcycle if vehicle is Vehicle.MOTORCYCLE else self.cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The approved mileage rates of the law on a day. `threshold` in miles a tax year, for cars and vans."""

    rates: Rates
    threshold: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds where a partner has laid down nothing: months, working days, hours and miles, as the names say."""

    months_late: int
    remind_after_working_days: int
    escalate_after_working_days: int
    warn_before_cut_off_days: int
    longest_shift_hours: Decimal
    longest_journey_miles: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One journey: its day, miles, vehicle, and how many colleagues went along on business, too."""

    on: date
    miles: Decimal
    vehicle: Vehicle
    passengers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Miles at one rate with one treatment, of so many journeys. `is_passenger`: miles of each passenger."""

    treatment: Treatment
    rate: Decimal
    miles: Decimal
    is_passenger: bool = False
    n_journeys: int = field(default=0, compare=False)


@dataclass(slots=True)
class _Sums:
    miles: dict[tuple[Treatment, Decimal, bool], Decimal] = field(default_factory=dict)
    journeys: dict[tuple[Treatment, Decimal, bool], int] = field(default_factory=dict)

    def add(self, treatment: Treatment, rate: Decimal, miles: Decimal, *, is_passenger: bool = False) -> None:
        if rate > 0 and miles > 0:
            key = (treatment, rate, is_passenger)
            self.miles[key] = self.miles.get(key, ZERO) + miles
            self.journeys[key] = self.journeys.get(key, 0) + 1


def approved_rates(*, on: date) -> Approved:
    """Return the rates of the law on a day. :raises LookupError: for a day before the first that is known."""
    found = [row for row in _data()["rates"] if row["from"] <= on]
    if not found:
        raise LookupError(f"no approved mileage rates are known for {on}")
    row = found[-1]
    names = ("car", "car_over", "motorcycle", "cycle", "passenger")
    rates = Rates(**{name: Decimal(row[name]) for name in names})
    return Approved(rates=rates, threshold=Decimal(row["threshold"]), source=row["source"])


def defaults() -> Defaults:
    """Return what holds where a partner has laid down nothing."""
    row = _data()["policy"]
    whole = {name: row[name] for name in Defaults.__dataclass_fields__}
    decimals = {name: Decimal(row[name]) for name in ("longest_shift_hours", "longest_journey_miles")}
    return Defaults(**whole | decimals)


def parts(journeys: Iterable[Journey], *, paid: Mapping[date, Rates], before: Mapping[str, Decimal]) -> list[Part]:
    """Return what journeys are paid, by rate and treatment, in the order of the days.

    `paid`: the partner's rates by day. `before`: miles in cars and vans claimed before, by tax year. A journey that
    passes the threshold is divided there. The partner's rate above the threshold is paid above it.
    """
    sums, gone = _Sums(), dict(before)
    for one in sorted(journeys, key=lambda journey: (journey.on, journey.vehicle)):
        law, own = approved_rates(on=one.on), paid[one.on]
        for miles, is_over in _divided(one, gone, law.threshold):
            _add(sums, one.vehicle, miles, own=own, law=law, is_over=is_over)
        if one.passengers:
            _add_passengers(sums, one.miles * one.passengers, own.passenger, law.rates.passenger)
    order = sorted(sums.miles.items(), key=lambda row: (row[0][2], list(Treatment).index(row[0][0]), -row[0][1]))
    return [
        Part(treatment=key[0], rate=key[1], miles=n, is_passenger=key[2], n_journeys=sums.journeys[key])
        for key, n in order
    ]


def _divided(one: Journey, gone: dict[str, Decimal], threshold: Decimal) -> list[tuple[Decimal, bool]]:
    """Return the miles of a journey below and above the threshold of its tax year, and count them."""
    if one.vehicle is not Vehicle.CAR:
        return [(one.miles, False)]
    year = TaxYear.of(one.on).label
    before = gone.get(year, ZERO)
    gone[year] = before + one.miles
    below = min(one.miles, max(ZERO, threshold - before))
    return [(miles, is_over) for miles, is_over in ((below, False), (one.miles - below, True)) if miles]


def _add(sums: _Sums, vehicle: Vehicle, miles: Decimal, *, own: Rates, law: Approved, is_over: bool) -> None:
    rate = own.of(vehicle, is_over=is_over)
    free_of_tax = law.rates.of(vehicle, is_over=is_over)
    free_of_ni = law.rates.of(vehicle, is_over=False)
    free = min(rate, free_of_tax)
    taxed = min(rate, free_of_ni) - free
    sums.add(Treatment.FREE, free, miles)
    sums.add(Treatment.TAXED, taxed, miles)
    sums.add(Treatment.EXCESS, rate - free - taxed, miles)


def _add_passengers(sums: _Sums, miles: Decimal, rate: Decimal, free: Decimal) -> None:
    sums.add(Treatment.FREE, min(rate, free), miles, is_passenger=True)
    sums.add(Treatment.EXCESS, rate - min(rate, free), miles, is_passenger=True)


def worked(on: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """Return from when to when somebody worked by the clocks of this country, in UTC.

    A shift that ends by the clock before it starts ends on the next day; a night with a change of the clocks is an hour
    longer or shorter.
    """
    last = on if ends > starts else on + timedelta(days=1)
    return datetime.combine(on, starts, HERE).astimezone(UTC), datetime.combine(last, ends, HERE).astimezone(UTC)


def hours_between(begun: datetime, over: datetime, *, break_minutes: int) -> Decimal:
    """Return hours worked, to the hundredth: the time between, less the break."""
    minutes = int((over - begun).total_seconds()) // MINUTES - break_minutes
    return round_half_up(Decimal(minutes) / MINUTES, 2)


def is_late(on: date, *, claimed_on: date, months: int) -> bool:
    """Tell whether what happened on a day is claimed later than so many months after it."""
    return claimed_on > add_months(on, months)


def fingerprint(*values: Any) -> str:
    """Return what tells whether the same thing is claimed twice, whatever its spelling: case, spaces and full stops."""
    tidy = ["".join(one for one in str(value).casefold() if one.isalnum()) for value in values]
    return hashlib.sha256("|".join(tidy).encode()).hexdigest()


def of_journey(*, on: date, places: Sequence[str], miles: Decimal) -> str:
    """Return the fingerprint of a journey: its day, where from and where to, and its miles."""
    return fingerprint("journey", on.isoformat(), *places, f"{miles:.1f}")


def of_expense(*, on: date, amount: Decimal, sha256: str) -> str:
    """Return the fingerprint of an expense: its receipt, or day and amount where there is none."""
    return fingerprint("receipt", sha256) if sha256 else fingerprint("expense", on.isoformat(), f"{amount:.2f}")


@cache
def _data() -> dict[str, Any]:
    with (Path(__file__).parent / "mileage.toml").open("rb") as file:
        return tomllib.load(file)
