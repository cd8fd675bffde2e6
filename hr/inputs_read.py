"""Which monthly inputs a pay run has read: payroll knows, and tells hr."""

from collections.abc import Callable, Collection

Find = Callable[..., set[int]]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Take payroll’s way of finding them."""
    if find not in _finders:
        _finders.append(find)


def read_by_runs(*, partner_id: int, monthly_inputs: Collection[int]) -> set[int]:
    """Return which of some inputs stand on a payslip, worked out or paid; none where no payroll runs."""
    wanted = set(monthly_inputs)
    if not wanted:
        return set()
    return set().union(*(find(partner_id=partner_id, monthly_inputs=wanted) for find in _finders))
