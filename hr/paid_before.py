"""How much pay went out about a person already: payroll knows, and tells hr."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """Released payslips of a person in the tax year of a day, and all of them."""

    n_this_year: int
    n_ever: int


Find = Callable[..., PaidBefore]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Say how it is found. :raises ValueError: when it was said otherwise before."""
    if _finders and _finders[0] is not find:
        raise ValueError("how payslips before are found is registered twice")
    _finders[:] = [find]


def paid_before(*, partner_id: int, person_id: int, on: date) -> PaidBefore:
    """Return what went out about a person; nothing where no payroll runs."""
    return _finders[0](partner_id=partner_id, person_id=person_id, on=on) if _finders else PaidBefore(0, 0)
