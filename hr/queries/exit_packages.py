"""What one leaving costs the employer as a whole: pay in lieu, redundancy, exit payment, and the strain of a pension.

Leave that is left is pay for work done and no part of it. The total decides whose approval its last part needs, and in
which band the accounts report it.

Source: domain HR-08 and FIN-15; guidance on severance packages under section 40 of the Localism Act 2011: components
include salary paid in lieu, redundancy compensation and pension entitlements.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hr.engine import agreements, leaving
from hr.engine.agreements import AgreementMissing
from hr.engine.leaving_reasons import Notice, rule_of
from hr.models import Assignment, Leaving
from hr.queries import leavings
from hr.queries.redundancy import notice_service, redundancy_of
from sharedservices.common.formatting import counted, money, number

NO_PACKAGE = "None: nothing is paid beyond work, leave and notice worked"
POUND = Decimal(1)


class Part(NamedTuple):
    """One part of a package: what it is, pounds, and how it came about."""

    label: str
    amount: Decimal
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPackage:
    """The parts of a package with their total, the band of the accounts in words, and whose approval it needs."""

    parts: tuple[Part, ...]
    total: Decimal
    band: str
    authority: str


def package_of(row: Leaving, *, on: date, strain: Decimal | None = None) -> ExitPackage:
    """Return the package of a leaving by the rules of a day; `strain` in pounds instead of what is recorded."""
    jobs = list(Assignment.objects.filter(pk__in=_ended(row)).order_by("number", "id"))
    found = [one for one in (_in_lieu(row, jobs), _redundancy(row, jobs), _paid(row), _strain(row, strain)) if one]
    parts = tuple(one for one in found if one.amount)
    total = sum((one.amount for one in parts), Decimal("0.00"))
    return ExitPackage(
        parts=parts, total=total, band=_band(total, on=on),
        authority=leaving.exit_authority(total, agreements.exit_bands(on=on)),
    )  # fmt: skip


def _ended(row: Leaving) -> list[int]:
    return [line[1] for line in row.ended if line[0] == "job"]


def _in_lieu(row: Leaving, jobs: list[Assignment]) -> Part | None:
    if row.notice != Notice.IN_LIEU:
        return None
    weeks = leaving.notice_weeks(
        service_from=notice_service(row.employment), on=row.notice_given_on,
        law=agreements.notice_law(on=row.notice_given_on), by_employer=rule_of(row.leaving_reason).by_employer,
        contract_weeks=leavings.terms_on(partner_id=row.partner_id, on=row.last_day).contract_notice_weeks,
    )  # fmt: skip
    paid = leaving.pay_in_lieu(
        given_on=row.notice_given_on, last_day=row.last_day, weeks=weeks,
        week_pay=leavings.week_pay(jobs, on=row.last_day),
    )  # fmt: skip
    why = f"{counted(paid.days, 'day', 'days')} of {counted(weeks, 'week', 'weeks')} of notice are not worked"
    return Part("Pay in lieu of notice", paid.amount, why)


def _redundancy(row: Leaving, jobs: list[Assignment]) -> Part | None:
    if rule_of(row.leaving_reason).redundancy == "" or not rule_of(row.leaving_reason).by_employer:
        return None
    if row.leaving_reason == "END_OF_FIXED_TERM":
        return None
    try:
        pay = redundancy_of(employment=row.employment, jobs=jobs, last_day=row.last_day)
    except AgreementMissing:
        return None
    return Part("Redundancy pay", pay.local, f"{number(pay.weeks)} weeks; statutory {money(pay.statutory)}")


def _paid(row: Leaving) -> Part:
    return Part("Exit payment", row.exit_payment, row.exit_authority)


def _strain(row: Leaving, given: Decimal | None) -> Part | None:
    found = leavings.pension_of(row)
    if given is not None:
        return Part("Strain cost of the pension", given, "As proposed")
    return Part("Strain cost of the pension", found.strain_cost, found.strain_authority) if found else None


def _band(total: Decimal, *, on: date) -> str:
    if not total:
        return NO_PACKAGE
    above, most = leaving.package_band(total, agreements.package_bands(on=on))
    return f"£{above + POUND if above else above:,.0f} to £{most:,.0f}"
