"""The yearly pay that a death grant is worked on: from what was paid, made yearly (domain HR-09). Pure. Pounds.

Periods in which an absence lowered the pay do not count: those before them are taken instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from hr.engine.death_tasks import Figure
from sharedservices.common.formatting import counted, money
from sharedservices.common.money import pence
from sharedservices.common.periods import Frequency

MONTHS_OF_YEAR, WEEKS_OF_YEAR = 12, 52
A_YEAR = {
    Frequency.MONTHLY: MONTHS_OF_YEAR, Frequency.WEEKLY: WEEKS_OF_YEAR, Frequency.FORTNIGHTLY: 26,
    Frequency.FOURWEEKLY: 13, Frequency.QUARTERLY: 4, Frequency.ANNUALLY: 1,
}  # fmt: skip
THREE_MONTHS = {
    Frequency.MONTHLY: 3, Frequency.WEEKLY: 12, Frequency.FORTNIGHTLY: 6, Frequency.FOURWEEKLY: 3,
    Frequency.QUARTERLY: 1, Frequency.ANNUALLY: 1,
}  # fmt: skip


class Basis(StrEnum):
    """Over which pay a scheme works."""

    THREE_MONTHS = "three_months"
    TWELVE_MONTHS = "twelve_months"


class Paid(NamedTuple):
    """Pensionable pay of one whole period, in pounds, and whether an absence lowered it."""

    pensionable: Decimal
    is_lowered: bool = False


def assumed(periods: Sequence[Paid], *, frequency: Frequency, basis: Basis) -> Figure | None:
    """Return the yearly pay of the last whole periods, the newest first; None where nothing was paid in full.

    The average of a period is rounded to the penny and then made yearly.

    Source: Local Government Pension Scheme Regulations 2013 regulation 21 (three months, or twelve weeks); Police
    Pensions Regulations 2015 and Firefighters’ Pension Scheme (England) Regulations 2014 (pay of the last year).
    """
    wanted = THREE_MONTHS[frequency] if basis is Basis.THREE_MONTHS else A_YEAR[frequency]
    counted_in = [one.pensionable for one in periods if not one.is_lowered][:wanted]
    if not counted_in:
        return None
    average = pence(sum(counted_in, Decimal(0)) / len(counted_in))
    words = f"average of {counted(len(counted_in), 'pay period', 'pay periods')}, {money(average)}"
    if any(one.is_lowered for one in periods[: len(counted_in)]):
        words += ", without those that an absence lowered"
    return Figure(pence(average * A_YEAR[frequency]), words)
