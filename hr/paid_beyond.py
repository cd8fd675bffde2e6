"""What a pay run has worked out or paid for days after somebody's last one.

Pay runs belong to payroll, which stands above hr: payroll registers here how to find them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from sharedservices.common.periods import DateRange


class Stage(StrEnum):
    """How far the pay has gone."""

    CALCULATED = "CALCULATED"
    RELEASED = "RELEASED"
    PAID = "PAID"


class Line(NamedTuple):
    """One element of a payslip in pounds: what it pays, and what it would pay up to the last day."""

    section: str
    code: str
    name: str
    paid: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Overpaid:
    """What a payslip paid for days after a last one, by element. `gross` and `net` in pounds."""

    gross: Decimal
    net: Decimal
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBeyond:
    """A run with a payslip of an employment for days after a last one. `net` of the whole payslip, in pounds.

    `overpaid` is None while the run is not released, and where the payslip cannot be worked out again.
    """

    run: UUID
    label: str
    stage: Stage
    covers: DateRange
    pay_date: date
    net: Decimal
    overpaid: Overpaid | None = None


class FindPaid(Protocol):
    """Find the runs that worked out pay of an employment for days after a last one, in order."""

    def __call__(
        self, *, partner_id: int, employment_id: int, last_day: date, on: date, job: str
    ) -> Sequence[PaidBeyond]: ...


_finders: list[FindPaid] = []


def register(find: FindPaid) -> None:
    """Take payroll's way of finding them."""
    if find not in _finders:
        _finders.append(find)


def paid_beyond(*, partner_id: int, employment_id: int, last_day: date, on: date, job: str = "") -> list[PaidBeyond]:
    """Return the runs that worked out pay for days after a last one; none when nobody knows of any run.

    `job` is the number of the only job that ends; without it all of them do.
    """
    who = {"partner_id": partner_id, "employment_id": employment_id}
    return [one for find in _finders for one in find(**who, last_day=last_day, on=on, job=job)]
