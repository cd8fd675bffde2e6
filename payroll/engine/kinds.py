"""The kinds of things that a payslip is made of."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

RawStep = tuple[int, str, Decimal, str, tuple[object, ...]]
"""A step before it is looked at: the fields of `types.Step`."""


class ItemKind(StrEnum):
    """What a pay item does to the payslip."""

    PAYMENT = "payment"
    """Paid to the person: raises gross pay."""
    BENEFIT = "benefit"
    """A payrolled benefit in kind: taxed, never paid."""
    SACRIFICE = "sacrifice"
    """Salary given up for a benefit: lowers gross pay. The amount is given as a positive number."""
    DEDUCTION_BEFORE_TAX = "deduction_before_tax"
    """Taken before tax is worked out, after National Insurance (payroll giving). Given as a positive number."""
    DEDUCTION = "deduction"
    """Taken from net pay (union subscription). Given as a positive number; a negative one is a refund."""


class LineSection(StrEnum):
    """Where a line stands on the payslip."""

    PAYMENT = "payment"
    DEDUCTION = "deduction"
    EMPLOYER = "employer"
    BENEFIT = "benefit"


class Arrangement(StrEnum):
    """How a pension contribution gets its tax relief."""

    NET_PAY = "net_pay"
    """Taken before tax, not before National Insurance (LGPS, police, fire, teachers)."""
    RELIEF_AT_SOURCE = "relief_at_source"
    """Taken after tax, less the basic-rate relief that the scheme claims (NEST)."""


class Section(StrEnum):
    """The section of the scheme that the member is in."""

    MAIN = "main"
    FIFTY_FIFTY = "fifty_fifty"
    """Half contributions for half pension; the employer pays in full."""


class BandBasis(StrEnum):
    """Which yearly pay chooses the contribution band."""

    ACTUAL = "actual"
    """Actual yearly pensionable pay of the job, rounded down to the pound (LGPS; teachers)."""
    FULL_TIME = "full_time"
    """The full-time yearly rate of the job, whatever the hours (police, fire)."""


class DirectorMethod(StrEnum):
    """How a company director's National Insurance is worked."""

    ANNUAL = "annual"
    ALTERNATIVE = "alternative"
