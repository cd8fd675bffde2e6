"""What an employer pays on top of a salary. Payroll works it out; it stands above hr, and registers how."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OnCosts:
    """Pounds a year on top of a salary; no pension (None) where nothing says which scheme."""

    national_insurance: Decimal
    pension: Decimal | None


class FindOnCosts(Protocol):
    """Work out the on-costs of a salary in pounds a year on a day; None when the law of the day is not known."""

    def __call__(self, *, partner_id: int, salary: Decimal, scheme: str, on: date) -> OnCosts | None: ...


_finders: list[FindOnCosts] = []


def register(find: FindOnCosts) -> None:
    """Take payroll's way of working it out."""
    if find not in _finders:
        _finders.append(find)


def of_salary(*, partner_id: int, salary: Decimal, scheme: str, on: date) -> OnCosts | None:
    """Return what comes on top of a salary for somebody in a scheme (its code); None when nobody knows."""
    found = (find(partner_id=partner_id, salary=salary, scheme=scheme, on=on) for find in _finders)
    return next((one for one in found if one is not None), None)
