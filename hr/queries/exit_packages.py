"""What one leaving costs the employer as a whole: pay in lieu, redundancy, exit payment, and the strain of a pension.

Leave that is left is pay for work done and no part of it. The total decides whose approval its last part needs, and in
which band the accounts report it.

Source: domain HR-08 and FIN-15; guidance on severance packages under section 40 of the Localism Act 2011: components
include salary paid in lieu, redundancy compensation and pension entitlements.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from hr.engine import agreements, leaving
from hr.engine.agreements import AgreementMissing
from hr.engine.leaving_reasons import REASONS, LeavingReason, Notice, rule_of
from hr.models import Assignment, Leaving, LeavingPension
from hr.queries import leavings
from hr.queries.redundancy import notice_service, redundancy_of
from sharedservices.common.formatting import counted, money, number
from sharedservices.common.money import ZERO

NO_PACKAGE = "None: nothing is paid beyond work, leave and notice worked"
POUND = Decimal(1)
FIRST_MONTH = 4


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """Packages of a bracket of the accounts in a year: how many of each sort, and pounds together."""

    low: Decimal
    words: str
    compulsory: int
    other: int
    cost: Decimal


def of_year(*, partner_id: int, legal_entity: UUID | None, year: int) -> list[Bracket]:
    """Return the packages of a financial year by bracket: of jobs and employments that ended in it, by the last day.

    A person with two leavings in the year has one package. Some queries for each leaving that may cost anything.
    """
    days = (date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31))
    rows = Leaving.objects.of(partner_id).filter(last_day__range=days).exclude(state="WITHDRAWN")
    if legal_entity is not None:
        rows = rows.filter(employment__legal_entity__uuid=legal_entity)
    strained = LeavingPension.objects.of(partner_id).filter(strain_cost__gt=0).values("leaving_id")
    costly = [reason for reason, rule in REASONS.items() if rule.redundancy and rule.by_employer]
    rows = rows.filter(
        Q(exit_payment__gt=0) | Q(notice=Notice.IN_LIEU) | Q(leaving_reason__in=costly) | Q(pk__in=strained)
    )
    totals: dict[int, Decimal] = defaultdict(lambda: Decimal("0.00"))
    compelled: set[int] = set()
    for row in rows.select_related("employment__person", "person").order_by("id"):
        totals[row.person_id] += package_of(row, on=row.last_day).total
        if row.leaving_reason == LeavingReason.REDUNDANCY:
            compelled.add(row.person_id)
    bands = agreements.package_bands(on=days[1])
    found: dict[Decimal, list[tuple[bool, Decimal]]] = defaultdict(list)
    for person, total in totals.items():
        if total:
            found[leaving.package_band(total, bands)[0]].append((person in compelled, total))
    return [
        Bracket(
            low=low, words=_band(packages[0][1], on=days[1]), compulsory=sum(is_so for is_so, _total in packages),
            other=sum(not is_so for is_so, _total in packages), cost=sum((one for _is_so, one in packages), Decimal(0)),
        )
        for low, packages in sorted(found.items())
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Bracket):
    """A bracket of a year beside the year before."""

    n_before: int
    cost_before: Decimal


def beside(*, partner_id: int, legal_entity: UUID | None, year: int) -> list[Beside]:
    """Return the brackets of a year and of the year before side by side, the lowest first."""
    asked: dict[str, Any] = {"partner_id": partner_id, "legal_entity": legal_entity}
    now, then = ({one.low: one for one in of_year(**asked, year=at)} for at in (year, year - 1))
    nothing = Bracket(low=ZERO, words="", compulsory=0, other=0, cost=ZERO)
    found = []
    for low in sorted({*now, *then}):
        one, before = now.get(low, nothing), then.get(low, nothing)
        found.append(
            Beside(
                low=low, words=one.words or before.words, compulsory=one.compulsory, other=one.other, cost=one.cost,
                n_before=before.compulsory + before.other, cost_before=before.cost,
            )
        )  # fmt: skip
    return found


def years(*, partner_id: int, on: date) -> list[int]:
    """Return the financial years in which somebody left, and the one that it is, the latest first. One query."""
    days = Leaving.objects.of(partner_id).filter(last_day__lte=on).order_by().values_list("last_day", flat=True)
    return sorted({_year_of(one) for one in (*days.distinct(), on)}, reverse=True)


def _year_of(on: date) -> int:
    return on.year if on.month >= FIRST_MONTH else on.year - 1
