"""What was paid last for an employment. Pay runs belong to payroll, which stands above hr: it registers how to know."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from sharedservices.common.periods import DateRange


class PaidPeriod(NamedTuple):
    """A period that a released regular run paid: its days, and the pensionable pay of it in pounds."""

    covers: DateRange
    pensionable: Decimal


class FindNet(Protocol):
    """Find the net pay of the last released regular payslip of an employment, in pounds; None when there is none."""

    def __call__(self, *, partner_id: int, employment_id: int) -> Decimal | None: ...


class FindPensionable(Protocol):
    """Find the periods paid to an employment that had ended by a day, at most those of two years, the newest first."""

    def __call__(self, *, partner_id: int, employment_id: int, by: date) -> Sequence[PaidPeriod]: ...


_finders: list[FindNet] = []
_pensionable: list[FindPensionable] = []


def register(find: FindNet, pensionable: FindPensionable) -> None:
    """Take payroll's way of finding it."""
    if find not in _finders:
        _finders.append(find)
        _pensionable.append(pensionable)


def net(*, partner_id: int, employment_id: int) -> Decimal | None:
    """Return what was paid last, in pounds; None when there was nothing, or nobody knows of any run."""
    found = (find(partner_id=partner_id, employment_id=employment_id) for find in _finders)
    return next((one for one in found if one is not None), None)


def pensionable(*, partner_id: int, employment_id: int, by: date) -> list[PaidPeriod]:
    """Return the paid periods that had ended by a day, the newest first; none when nobody knows of any run."""
    asked = (find(partner_id=partner_id, employment_id=employment_id, by=by) for find in _pensionable)
    return list(next(asked, ()))
