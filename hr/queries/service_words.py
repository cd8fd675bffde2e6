"""What a date of service decides, in words and figures, for a request that changes one."""

from datetime import date
from decimal import Decimal

from hr.engine import leaving
from hr.engine.agreements import AgreementMissing
from hr.engine.sick_pay import completed_months
from hr.models import Assignment, Employment, ServiceDate
from hr.queries import leave
from hr.queries.absence_terms import facts_of
from hr.queries.redundancy import notice_service, redundancy_of
from hr.queries.service_dates import service_from
from partners.change_kinds import Words
from sharedservices.common.formatting import counted, day, money, number
from sharedservices.common.workingdays import BankHolidaysMissing

Purpose = ServiceDate.Purpose
Found = list[tuple[str, Decimal, str]]


def facts(row: Employment, purpose: str) -> Words:
    """Say the date that is recorded for a purpose, and what shows it."""
    label = str(Purpose(purpose).label)
    rows = ServiceDate.objects.of(row.partner_id).filter(employment=row, purpose=purpose, ended_at=None)
    held: ServiceDate | None = rows.first()
    if held is None:
        return {label: "", "What shows it": ""}
    return {label: day(held.since), "What shows it": held.evidence}


def figures(row: Employment, purpose: str, on: date) -> Found:
    """Return what depends on the date on a day: label, value and words."""
    since = service_from(employment=row, purpose=purpose)
    years = leaving.full_years(since, on)
    found: Found = [("Full years of service that count", Decimal(years), counted(years, "year", "years"))]
    jobs = list(Assignment.objects.of(row.partner_id).filter(employment=row, valid__contains=on).order_by("number"))
    if purpose == Purpose.SICK_PAY:
        return found + [line for job in jobs for line in _sick_pay(job, on)]
    if purpose == Purpose.LEAVE:
        return found + [line for job in jobs for line in _leave(job, on)]
    if purpose == Purpose.REDUNDANCY and jobs:
        return found + _redundancy(row, jobs, on)
    return found


def notes(row: Employment, *, on: date) -> list[tuple[str, str]]:
    """Say what goes by another date."""
    since = notice_service(row)
    years = counted(leaving.full_years(since, on), "full year", "full years")
    words = f"Goes by continuous service from {day(since)}, {years}: it stays as it is."
    return [("Notice", words)]


def _sick_pay(job: Assignment, on: date) -> Found:
    agreed = facts_of(job)
    try:
        scale = agreed.scale_on(on)
    except AgreementMissing:
        scale = None
    if scale is None:
        return []
    band = scale.band(completed_months(agreed.service_from, on))
    full, half = scale.days(band.full_months), scale.days(band.half_months)
    label = f"Occupational sick pay, job {job.number}"
    return [
        (f"{label}: full pay", Decimal(full), counted(full, "day", "days")),
        (f"{label}: half pay", Decimal(half), counted(half, "day", "days")),
    ]


def _leave(job: Assignment, on: date) -> Found:
    try:
        balance = leave.balance(job, on=on)
    except BankHolidaysMissing:
        return []
    if balance is None:
        return []
    hours = balance.entitlement.hours
    label = f"Annual leave in the leave year from {day(balance.year.start)}, job {job.number}"
    return [(label, hours, f"{number(hours)} hours")]


def _redundancy(row: Employment, jobs: list[Assignment], on: date) -> Found:
    try:
        found = redundancy_of(employment=row, jobs=jobs, last_day=on)
    except AgreementMissing:
        return []
    return [("Redundancy pay, if the jobs ended today", found.local, money(found.local))]
