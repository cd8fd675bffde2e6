"""Work out pension contributions of the person and of the employer, in pounds for one pay period.

The bands, rates and limits come with the membership: what a scheme or a partner agrees is data, never code. A
contribution is worked on the pensionable pay of this period; the band is chosen by a yearly pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from payroll.engine import earnings
from payroll.engine.earnings import Pay
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import PensionBand
from payroll.engine.types import ZERO, Arrangement, BandBasis, PayInputs, PensionMembership, Section
from sharedservices.common.money import PENNY, pence, truncate_to_pound

_ACTUAL, _FULL_TIME = BandBasis.ACTUAL, BandBasis.FULL_TIME
_FIFTY_FIFTY, _RELIEF_AT_SOURCE = Section.FIFTY_FIFTY, Arrangement.RELIEF_AT_SOURCE


class Contribution(NamedTuple):
    """One membership in one period, with every figure on the way. Rates are fractions, the rest pounds."""

    membership: PensionMembership
    pensionable: Decimal
    base: Decimal
    assessed: Decimal
    up_to: Decimal | None
    band_rate: Decimal
    rate: Decimal
    full: Decimal
    employee: Decimal
    employer: Decimal


def contributions(inputs: PayInputs, pay: Pay, *, basic_rate: Decimal) -> list[Contribution]:
    """Return the contributions of every membership, in the order of job and scheme.

    `basic_rate` is the basic rate of income tax, which a scheme with relief at source claims back.

    :raises PayslipProblem: when a membership is given twice or has no band for the pay.
    """
    memberships = inputs.pensions
    if len(memberships) > 1:
        memberships = tuple(sorted(memberships, key=lambda m: (m.job_ref, m.scheme_code)))
        _refuse_twice(memberships)
    return [_contribution(inputs, pay, membership, basic_rate) for membership in memberships]


def pensionable_pay(contributions_made: list[Contribution], pay: Pay) -> Decimal:
    """Return the pay of the period that counts for any pension, each pound once; 0.00 without a membership."""
    jobs = {made.membership.job_ref for made in contributions_made}
    if "" in jobs:
        return sum(pay.pensionable.values(), ZERO)
    return sum((pay.pensionable.get(job, ZERO) for job in jobs), ZERO)


def bands_of(bands: Sequence[PensionBand]) -> tuple[tuple[Decimal | None, Decimal], ...]:
    """Return bands that are law as a membership carries them: up to and including a limit in pounds and pence."""
    return tuple(
        (band.limit if band.limit is None or band.limit_included else band.limit - PENNY, band.rate) for band in bands
    )


def _refuse_twice(memberships: tuple[PensionMembership, ...]) -> None:
    """Refuse the same scheme twice for one job."""
    keys = [(m.job_ref, m.scheme_code) for m in memberships]
    if len(set(keys)) != len(keys):
        raise PayslipProblem(
            code="PENSION_TWICE",
            message="The same pension scheme is recorded twice for one job on the pay date.",
            field="pensions",
            remedy="End one of the two memberships before the pay date.",
        )


def _contribution(inputs: PayInputs, pay: Pay, membership: PensionMembership, basic_rate: Decimal) -> Contribution:
    """Work out one membership."""
    job = membership.job_ref
    pensionable = pay.pensionable.get(job, ZERO) if job else sum(pay.pensionable.values(), ZERO)
    base = pensionable
    if membership.qualifying is not None:
        lower, upper = membership.qualifying
        base = max(min(pensionable, upper) - lower, ZERO)
    assessed = assessed_pay(inputs, pay, membership, pensionable)
    up_to, band_rate = _band(membership, assessed)
    rate = band_rate
    if membership.section is _FIFTY_FIFTY:
        rate = band_rate * _share_of_section(membership)
    full = pence(base * rate)
    employee = full
    if membership.arrangement is _RELIEF_AT_SOURCE:
        employee = pence(base * rate * (1 - basic_rate))
    employer = pence(base * membership.employer_rate)
    return Contribution(membership, pensionable, base, assessed, up_to, band_rate, rate, full, employee, employer)


def assessed_pay(inputs: PayInputs, pay: Pay, membership: PensionMembership, pensionable: Decimal) -> Decimal:
    """Return the yearly pay in pounds that chooses the band.

    What the employer has fixed comes first. Else for ACTUAL the yearly pay for the hours worked with regular
    pensionable items, or the pay of this period made yearly for a casual job, rounded down to the pound; for
    FULL_TIME the full-time yearly rate.

    Source: Local Government Pension Scheme Regulations 2013, reg 9; Police Pensions Regulations 2015, reg 169.
    """
    if membership.assessed_pay is not None:
        yearly = membership.assessed_pay
    elif membership.basis is _FULL_TIME:
        return _full_time_rate(pay, membership)
    else:
        yearly = pay.yearly.get(membership.job_ref, ZERO) if membership.job_ref else sum(pay.yearly.values(), ZERO)
        if not yearly:
            terms = pay.latest.get(membership.job_ref) or earnings.only_job(pay)
            yearly = pensionable * earnings.periods_in_year(inputs, terms)
    return truncate_to_pound(yearly) if membership.basis is _ACTUAL else yearly


def _share_of_section(membership: PensionMembership) -> Decimal:
    """Return the fraction of the full rate that a 50/50 member pays; the employer always pays in full."""
    share = membership.section_share
    if not 0 < share < 1:
        raise PayslipProblem(
            code="PENSION_SHARE_MISSING",
            message=f"The 50/50 section of {membership.scheme_name} has no share of the full rate.",
            field="pensions.section_share",
            remedy="Load the share that members of the 50/50 section pay on the pay date.",
        )
    return share


def _full_time_rate(pay: Pay, membership: PensionMembership) -> Decimal:
    """Return the full-time yearly salary of the job of a membership."""
    terms = pay.latest.get(membership.job_ref) if membership.job_ref else earnings.only_job(pay)
    if terms is None:
        raise PayslipProblem(
            code="PENSION_PAY_MISSING",
            message=f"The contribution rate of {membership.scheme_name} follows a full-time salary, and there is none.",
            field="pensions.assessed_pay",
            remedy="Give the yearly pay for the contribution band, or say to which job the membership belongs.",
        )
    return terms.annual


def _band(membership: PensionMembership, assessed: Decimal) -> tuple[Decimal | None, Decimal]:
    """Return the upper end and the rate of the band that holds the yearly pay."""
    for up_to, rate in membership.bands:
        if up_to is None or assessed <= up_to:
            return up_to, rate
    raise PayslipProblem(
        code="PENSION_BAND_MISSING",
        message=f"{membership.scheme_name} has no contribution band for a yearly pay of £{assessed:,.2f}.",
        field="pensions.bands",
        remedy="Load the contribution bands of the scheme that are in force on the pay date.",
    )
