"""What the gender pay gap is worked from: released pay of the period that holds the day, hours, bonus and leave.

Everything is read per employment in a fixed number of queries and put together per person, for two jobs with one
employer are one person with the pay and the hours of both.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from hr.models import Assignment, AssignmentTerms, Employment
from hr.queries import absence_pay
from hr.queries.family_pay import family_days
from payroll.engine import pay_gap
from payroll.engine.pay_gap_law import Law
from payroll.models import PayGapRow, PayGapTreatment, PayPeriod, PayslipLine, RunMember
from payroll.queries import assemble_absence
from payroll.states import RunState
from sharedservices.common.money import pence, round_half_up
from sharedservices.common.periods import DateRange, Frequency

SALARY = "BASIC"
ABSENCE = assemble_absence.CODE
NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)
COUNTED_KINDS = (
    Employment.Kind.EMPLOYEE, Employment.Kind.POLICE_OFFICER, Employment.Kind.CASUAL_WORKER,
    Employment.Kind.ON_CALL_FIREFIGHTER,
)  # fmt: skip
"""Councillors and other office holders are not employed: they are left out."""
Treatment, Standing = PayGapTreatment.Treatment, PayGapRow.Standing


@dataclass(frozen=True, slots=True)
class Job:
    """One employment on the day: pounds and hours a week, None where there is nothing to tell them from."""

    employment_id: int
    person_id: int
    sex: str
    weekly_pay: Decimal | None
    weekly_hours: Decimal | None
    is_reduced: bool


@dataclass(slots=True)
class PersonPay:
    """One person as the report keeps them: pounds a week, hours a week, pounds an hour and of bonus in a year."""

    person_id: int
    sex: str
    weekly_pay: Decimal = NOTHING
    weekly_hours: Decimal = NOTHING
    bonus: Decimal = NOTHING
    hourly: Decimal | None = None
    standing: str = Standing.NOT_PAID
    jobs: list[Job] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lines:
    """The payment lines of released payslips of one employment: pounds and hours by the code of the element."""

    amounts: Mapping[str, Decimal]
    units: Mapping[str, Decimal]


def people_of(*, partner_id: int, entity_id: int, on: date, law: Law) -> list[PersonPay]:
    """Return everybody who counts on a day, by id of the person. Eleven queries, however many people."""
    treatments = treatments_of(partner_id)
    jobs = list(_employments(partner_id, entity_id, on))
    periods = _periods(partner_id, {one.pay_group_id for one in jobs}, on)
    lines = _lines(partner_id, Q(payslip__run__period_id__in=[one.pk for one in periods.values()]))
    hours = _contract_hours(partner_id, entity_id, on)
    worked = _hours_worked(partner_id, on, law, treatments)
    reduced = _reduced(partner_id, periods.values())
    found: dict[int, PersonPay] = {}
    for one in jobs:
        person = found.setdefault(one.person_id, PersonPay(one.person_id, one.person.sex))
        pay = _weekly_pay(one, periods.get(one.pay_group_id), lines.get(one.pk), treatments, law)
        weekly = worked.get(one.pk) if one.pk not in hours else hours[one.pk]
        person.jobs.append(Job(one.pk, one.person_id, person.sex, pay, weekly, one.pk in reduced))
    for person_id, bonus in _bonuses(partner_id, entity_id, on, treatments).items():
        if person_id in found:
            found[person_id].bonus = bonus
    return [_settled(found[key]) for key in sorted(found)]


def treatments_of(partner_id: int) -> dict[str, str]:
    """Return what each element code is to the pay gap; salary is ordinary pay. One query."""
    rows = PayGapTreatment.objects.of(partner_id).values_list("element__code", "treatment")
    return {SALARY: Treatment.ORDINARY, ABSENCE: Treatment.ORDINARY, **dict(rows)}


def unsaid(*, partner_id: int, entity_id: int, on: date) -> list[str]:
    """Return the names of elements that were paid in the year to a day and of which nobody has said what they are."""
    known = set(treatments_of(partner_id))
    rows = _counted_lines(partner_id).filter(
        payslip__employment__legal_entity_id=entity_id,
        payslip__run__period__pay_date__gt=_year_before(on),
        payslip__run__period__covers__startswith__lte=on,
    )
    names = rows.exclude(code__in=known).values_list("code", "name").distinct().order_by("name", "code")
    return [name for _code, name in names]


def n_released(*, partner_id: int, entity_id: int, on: date) -> int:
    """Return how many released payslips cover a day at an employer."""
    return int(
        RunMember.objects.of(partner_id)
        .filter(run__state=RunState.RELEASED, run__period__covers__contains=on, version__gt=0)
        .filter(employment__legal_entity_id=entity_id)
        .count()
    )


def _employments(partner_id: int, entity_id: int, on: date) -> "QuerySet[Employment]":
    rows: QuerySet[Employment] = Employment.objects.of(partner_id).filter(
        legal_entity_id=entity_id, valid__contains=on, kind__in=COUNTED_KINDS
    )
    return rows.select_related("person").only("person__sex", "pay_group", "valid", "person_id").order_by("id")


def _periods(partner_id: int, groups: Collection[int], on: date) -> dict[int, PayPeriod]:
    rows = PayPeriod.objects.of(partner_id).filter(pay_group_id__in=groups, covers__contains=on)
    return {one.pay_group_id: one for one in rows.select_related("pay_group").order_by("id")}


def _counted_lines(partner_id: int) -> "QuerySet[PayslipLine]":
    """Return the payment lines of the payslips that count in released runs."""
    current = RunMember.objects.filter(
        partner_id=OuterRef("partner_id"), run_id=OuterRef("payslip__run_id"),
        employment_id=OuterRef("payslip__employment_id"), version=OuterRef("payslip__version"),
    )  # fmt: skip
    rows: QuerySet[PayslipLine] = PayslipLine.objects.of(partner_id).filter(
        Exists(current), section="payment", payslip__run__state=RunState.RELEASED
    )
    return rows


def _lines(partner_id: int, wanted: Q) -> dict[int, Lines]:
    rows = _counted_lines(partner_id).filter(wanted).values("payslip__employment_id", "code")
    amounts: dict[int, dict[str, Decimal]] = defaultdict(dict)
    units: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in rows.annotate(paid=Sum("amount"), hours=Sum("units", filter=Q(hours_varying=True))):
        amounts[row["payslip__employment_id"]][row["code"]] = row["paid"]
        units[row["payslip__employment_id"]][row["code"]] = row["hours"] or NOTHING
    return {key: Lines(found, units[key]) for key, found in amounts.items()}


def _weekly_pay(
    job: Employment, period: PayPeriod | None, lines: Lines | None, treatments: Mapping[str, str], law: Law
) -> Decimal | None:
    """Return ordinary pay a week, with the period’s part of a bonus; None without released pay.

    Who joined or left within the period was paid for the days between: the pay is divided by their share of it.
    """
    if period is None or lines is None:
        return None
    of = {kind: _sum(lines.amounts, treatments, kind) for kind in (Treatment.ORDINARY, Treatment.BONUS)}
    start, end = max(period.covers.lower, job.valid.lower), period.covers.upper
    end = end if job.valid.upper is None else min(end, job.valid.upper)
    whole = law.days_in_period(Frequency(period.pay_group.frequency))
    days = whole * (end - start).days / (period.covers.upper - period.covers.lower).days
    bonus = of[Treatment.BONUS] * days / law.days_in_year
    weekly: Decimal = (of[Treatment.ORDINARY] + bonus) * pay_gap.DAYS_IN_WEEK / days
    return weekly


def _sum(amounts: Mapping[str, Decimal], treatments: Mapping[str, str], kind: str) -> Decimal:
    return sum((paid for code, paid in amounts.items() if treatments.get(code) == kind), NOTHING)


def _contract_hours(partner_id: int, entity_id: int, on: date) -> dict[int, Decimal]:
    """Return the hours a week of employments with set hours; paid weeks of the year spread over all of it."""
    rows = AssignmentTerms.objects.of(partner_id).filter(
        valid__contains=on, assignment__valid__contains=on, assignment__employment__legal_entity_id=entity_id,
        hourly_rate__isnull=True, contract_hours__gt=0,
    )  # fmt: skip
    hours: dict[int, Decimal] = defaultdict(Decimal)
    columns = ("assignment__employment_id", "contract_hours", "paid_weeks", "weeks_in_year")
    for employment_id, contract, paid_weeks, weeks in rows.values_list(*columns):
        hours[employment_id] += contract if paid_weeks is None else contract * paid_weeks / weeks
    return dict(hours)


def _hours_worked(partner_id: int, on: date, law: Law, treatments: Mapping[str, str]) -> dict[int, Decimal]:
    """Return average hours a week over the pay periods of the twelve weeks to a day, for pay that varies by hours."""
    since = on - timedelta(weeks=law.weeks_of_variable_hours)
    ordinary = [code for code, kind in treatments.items() if kind == Treatment.ORDINARY]
    rows = _counted_lines(partner_id).filter(
        hours_varying=True, code__in=ordinary, payslip__run__period__covers__endswith__gt=since + ONE_DAY,
        payslip__run__period__covers__startswith__lte=on,
    )  # fmt: skip
    hours: dict[int, Decimal] = defaultdict(Decimal)
    spans: dict[int, set[tuple[date, date]]] = defaultdict(set)
    columns = ("payslip__employment_id", "payslip__run__period__covers")
    for employment_id, covers, units in rows.values_list(*columns).annotate(sum=Sum("units")):
        hours[employment_id] += units or NOTHING
        spans[employment_id].add((covers.lower, covers.upper))
    return {
        key: found * pay_gap.DAYS_IN_WEEK / sum((end - start).days for start, end in spans[key])
        for key, found in hours.items()
    }


def _reduced(partner_id: int, periods: Collection[PayPeriod]) -> set[int]:
    """Return the employments with a day of reduced or no pay for sickness or leave in their pay period."""
    spans = {(one.covers.lower, one.covers.upper) for one in periods}
    less: dict[int, set[tuple[date, date]]] = defaultdict(set)
    for start, end in sorted(spans):
        for job, days in absence_pay.read(partner_id=partner_id, period=DateRange(start, end)).days().items():
            if days.half or days.nil or days.unpaid:
                less[job].add((start, end))
        for job, leave in family_days(partner_id=partner_id, period=DateRange(start, end)).items():
            if leave.is_reduced:
                less[job].add((start, end))
    jobs = Assignment.objects.of(partner_id).filter(pk__in=less).select_related("employment__pay_group")
    of_group = {(one.pay_group_id, one.covers.lower, one.covers.upper) for one in periods}
    return {
        one.employment_id for one in jobs for start, end in less[one.pk]
        if (one.employment.pay_group_on(start).pk, start, end) in of_group
    }  # fmt: skip


def _bonuses(partner_id: int, entity_id: int, on: date, treatments: Mapping[str, str]) -> dict[int, Decimal]:
    """Return the bonus of the twelve months that end on a day, by person."""
    codes = [code for code, kind in treatments.items() if kind == Treatment.BONUS]
    rows = _counted_lines(partner_id).filter(
        code__in=codes, payslip__employment__legal_entity_id=entity_id,
        payslip__run__period__pay_date__gt=_year_before(on), payslip__run__period__pay_date__lte=on,
    )  # fmt: skip
    found = rows.values("payslip__person_id").annotate(paid=Sum("amount"), who=F("payslip__person_id"))
    return {row["who"]: row["paid"] for row in found}


def _settled(person: PersonPay) -> PersonPay:
    """Put the jobs of a person together: one rate of pay for all of them, or why there is none."""
    paid = [job for job in person.jobs if job.weekly_pay is not None]
    pay = sum((job.weekly_pay or NOTHING for job in paid), NOTHING)
    hours = sum((job.weekly_hours or NOTHING for job in paid), NOTHING)
    person.weekly_pay, person.weekly_hours = pence(pay), round_half_up(hours, 2)
    if any(job.is_reduced for job in person.jobs):
        person.standing = Standing.REDUCED
    elif not paid or pay <= 0:
        person.standing = Standing.NOT_PAID
    elif not person.weekly_hours or any(job.weekly_hours is None for job in paid):
        person.standing = Standing.NO_HOURS
    else:
        person.standing, person.hourly = Standing.FULL, pay_gap.hourly_rate(weekly_pay=pay, weekly_hours=hours)
    return person


def _year_before(on: date) -> date:
    """Return the day a year before: the twelve months begin on the day after it."""
    day = on + ONE_DAY
    year = day.replace(year=day.year - 1, day=min(day.day, 28) if (day.month, day.day) == (2, 29) else day.day)
    return year - ONE_DAY
