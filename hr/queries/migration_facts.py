"""The jobs behind the control totals: as an extract was staged, and as the records have them (domain HR-11)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from hr import models as hr
from hr.engine.migration_totals import NOTHING, JobFact
from hr.engine.pro_rata import actual_annual, paid_fte
from sharedservices.common.money import pence, round_half_up

FTE_PLACES = 4
_STAGED = (
    "job_no", "employee_no", "group_no", "unit", "grade", "hours", "fte", "annual", "service_days", "services",
    "bank_index", "is_bank_right", "previous_pay", "previous_tax",
)  # fmt: skip
_TERMS = (
    "assignment__number", "assignment__employment__employee_no", "person_id", "assignment__post__org_unit__code",
    "grade__code", "contract_hours", "full_time_hours", "weeks_in_year", "paid_weeks", "spine_point_id", "spot_annual",
    "valid", "assignment__employment_id", "assignment__employment__continuous_service_from",
    "assignment__employment__valid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PayTables:
    """What posts and spine points say: unit by post number, and what a point pays from day to day."""

    units: Mapping[str, str]
    values: Mapping[int, list[tuple[date, date | None, Decimal]]]

    def annual_on(self, point: int, on: date) -> Decimal | None:
        """Return what a point pays on a day, or None."""
        return next(
            (pay for start, end, pay in self.values.get(point, ()) if start <= on and (end is None or on < end)), None
        )


@dataclass(slots=True)
class _Employments:
    """What belongs to an employment: account, earlier pay, and which service dates are known."""

    accounts: dict[int, tuple[str, bool]] = field(default_factory=dict)
    earlier: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    services: dict[int, set[str]] = field(default_factory=lambda: defaultdict(lambda: {"EMPLOYER"}))


def pay_tables(*, partner_id: int) -> PayTables:
    """Return units of posts and values of points. Two queries."""
    posts = hr.Post.objects.of(partner_id).order_by("id").values_list("post_no", "org_unit__code")
    values: dict[int, list[tuple[date, date | None, Decimal]]] = defaultdict(list)
    rows = hr.SpineValue.objects.of(partner_id).order_by("id").values_list("point_id", "valid", "annual")
    for point, valid, annual in rows:
        values[point].append((valid.lower, valid.upper, annual))
    return PayTables({number.upper(): unit for number, unit in posts}, values)


def fte_of(*, hours: Decimal, full_time: Decimal, paid_weeks: Decimal | None, weeks: Decimal) -> Decimal:
    """Return a paid full-time equivalent to four places."""
    fraction = paid_fte(
        contract_hours=hours, full_time_hours=full_time, paid_weeks=paid_weeks, weeks_in_year=weeks
    )  # fmt: skip
    return round_half_up(fraction, FTE_PLACES)


def basic_of(
    *, annual: Decimal | None, hours: Decimal, full_time: Decimal, paid_weeks: Decimal | None, weeks: Decimal
) -> Decimal | None:
    """Return the pounds a year for these hours, to the penny; None for who has no yearly pay."""
    if annual is None:
        return None
    return pence(
        actual_annual(
            annual=annual, contract_hours=hours, full_time_hours=full_time, paid_weeks=paid_weeks, weeks_in_year=weeks
        )
    )


def staged_facts(*, partner_id: int, load_id: int) -> list[JobFact]:
    """Return the jobs of an extract as it was staged. One query."""
    rows = hr.StagedRow.objects.of(partner_id).filter(load_id=load_id).order_by("row").values_list(*_STAGED)
    return [_staged(*row) for row in rows.iterator(chunk_size=5000)]


def _staged(job: str, employee: str, group: str, *rest: Any) -> JobFact:
    unit, grade, hours, fte, annual, days, services, index, is_right, pay, tax = rest
    return JobFact(
        job_no=job, employee_no=employee, person=group, unit=unit, grade=grade, hours=hours, fte=fte, annual=annual,
        service_days=days, services=frozenset(services.split()), bank_index=index, is_bank_right=is_right,
        previous_pay=pay, previous_tax=tax,
    )  # fmt: skip


def recorded_facts(*, partner_id: int, on: date) -> list[JobFact]:
    """Return every job as the records have it: the terms of the day, or the nearest when none holds. Six queries."""
    tables, about = pay_tables(partner_id=partner_id), _of_employments(partner_id, on)
    rows = hr.AssignmentTerms.objects.of(partner_id).order_by("assignment_id", "valid").values_list(*_TERMS)
    chosen: dict[str, Any] = {}
    for row in rows.iterator(chunk_size=5000):
        held = chosen.get(row[0])
        if held is None or row[11].lower <= on:
            chosen[row[0]] = row
    return [_recorded(row, tables, about, on) for row in chosen.values()]


def _recorded(row: Any, tables: PayTables, about: _Employments, on: date) -> JobFact:
    (job, employee, person, unit, grade, hours, full, weeks, paid, point, spot, valid, employment, service, lasts) = row
    says = {"hours": hours, "full_time": full, "paid_weeks": paid, "weeks": weeks}
    annual = spot if point is None else tables.annual_on(point, max(on, valid.lower))
    index, is_right = about.accounts.get(employment, ("", False))
    pay, tax = about.earlier.get(employment, (None, None))
    return JobFact(
        job_no=job, employee_no=employee, person=str(person), unit=unit, grade=grade or "", hours=hours,
        fte=fte_of(**says), annual=basic_of(annual=annual, **says), service_days=(lasts.lower - service).days,
        services=frozenset(about.services[employment]),
        bank_index=index, is_bank_right=is_right, previous_pay=pay, previous_tax=tax,
    )  # fmt: skip


def _of_employments(partner_id: int, on: date) -> _Employments:
    found = _Employments()
    accounts = hr.BankAccount.objects.of(partner_id).order_by("employment_id", "valid")
    for employment, index, check, valid in accounts.values_list(
        "employment_id", "fingerprint", "modulus_check", "valid"
    ):
        if employment not in found.accounts or valid.lower <= on:
            found.accounts[employment] = (index, check == hr.BankAccount.Check.VALID)
    dates = hr.ServiceDate.objects.of(partner_id).filter(ended_at=None).order_by("employment_id", "id")
    for employment, purpose in dates.values_list("employment_id", "purpose"):
        found.services[employment].add(purpose)
    earlier = hr.PreviousPay.objects.of(partner_id).order_by("employment_id", "tax_year", "id")
    for employment, pay, tax in earlier.values_list("employment_id", "pay", "tax"):
        found.earlier[employment] = (pay, tax)
    return found


def established(*, partner_id: int, on: date) -> Decimal:
    """Return the established full-time equivalent of all posts on a day. One query."""
    found = hr.Post.objects.of(partner_id).filter(valid__contains=on).aggregate(fte=Sum("established_fte"))["fte"]
    return round_half_up(found or NOTHING, FTE_PLACES)


def staged_digests(*, partner_id: int, load_id: int) -> dict[str, tuple[str, frozenset[tuple[str, str]]]]:
    """Return for each employee number its person and the digests of its jobs, as staged. One query."""
    rows = hr.StagedRow.objects.of(partner_id).filter(load_id=load_id).order_by("row")
    return digests_of(rows.values_list("employee_no", "group_no", "job_no", "digest").iterator(chunk_size=5000))


def digests_of(rows: Iterator[tuple[str, str, str, str]]) -> dict[str, tuple[str, frozenset[tuple[str, str]]]]:
    """Return for each employee number its person and the digests of its jobs."""
    found: dict[str, tuple[str, set[tuple[str, str]]]] = {}
    for employee, group, job, digest in rows:
        found.setdefault(employee, (group, set()))[1].add((job, digest))
    return {employee: (group, frozenset(says)) for employee, (group, says) in found.items()}
