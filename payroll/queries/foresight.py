"""What the calculation foresees for the next two pay periods: no pay, far less than usual, another pension rate.

The forecast is the calculation itself on what is recorded today, in chunks of people. Tax plays no part: pay before
deductions and the rate of the pension contribution are compared, so that the year so far need not be foreseen as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine.pay_cutoff import cut_off_of
from hr.foresight import AHEAD, Foreseen, Hurt
from hr.models import Employment, MonthlyInput, PayElement
from hr.queries import claims
from hr.queries.pay_groups import moved_after, paid_with
from payroll.engine.errors import EngineError
from payroll.engine.payslip import payslips_of_person
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import rates_on
from payroll.engine.types import PayInputs, PayslipResult
from payroll.models import PayPeriod, PayRun
from payroll.queries import batch_rows
from payroll.queries.assemble import person_inputs
from payroll.queries.forecast import NO_ID, alone, as_if
from payroll.queries.run_facts import CURRENT, RunFacts
from payroll.queries.run_inputs import MemberRow
from payroll.states import RunState
from sharedservices.common.formatting import day, money

PEOPLE_AT_ONCE = 500
PERIODS_AHEAD = 2
LOOK_BACK = timedelta(days=124)
"""Four months: the last three monthly payments, and a fortnight to spare."""
LAST_PAYMENTS = 3
NOTICEABLE = Decimal("0.75")
"""Less than three quarters of the lowest of the last three payments is worth a warning. Source: our own rule."""
CLAIMS_IN_A_ROW = 3
CLAIMS_DUE = timedelta(days=14)
"""So long before the pay date a usual claim that is not there is worth a reminder. Source: our own rule."""
HUNDRED = Decimal(100)


class Paid(NamedTuple):
    """One released payment, in pounds."""

    gross: Decimal
    pensionable: Decimal
    pension: Decimal


_PAID = f"""
SELECT s.employment_id, s.gross, s.pensionable_pay, s.employee_pension
FROM payroll_payslip s
{CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id AND r.state = 'RELEASED' AND r.number = 1
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id AND p.pay_date > %(since)s
WHERE s.partner_id = %(partner)s AND s.employment_id = ANY (%(employments)s)
ORDER BY s.employment_id, p.pay_date DESC, s.id DESC
"""  # noqa: S608 - a constant


def foreseen(*, partner_id: int, on: date) -> Iterator[Foreseen]:
    """Return what the next two periods of every pay group hold for people, and which usual claims are missing."""
    released = PayRun.objects.of(partner_id).filter(state=RunState.RELEASED, number=1).values("period_id")
    coming = PayPeriod.objects.of(partner_id).filter(pay_date__gt=on, pay_date__lte=on + AHEAD)
    periods: dict[int, list[PayPeriod]] = defaultdict(list)
    for period in coming.exclude(pk__in=released).select_related("pay_group").order_by("pay_date", "id"):
        periods[period.pay_group_id].append(period)
    for of_group in periods.values():
        yield from _missing_claims(of_group[0], on)
        yield from _claims_on_the_way(of_group[0], on)
        yield from _of_group(of_group[:PERIODS_AHEAD], on)


def _of_group(periods: Sequence[PayPeriod], on: date) -> Iterator[Foreseen]:
    first, last = periods[0].covers.lower, periods[-1].covers.upper
    jobs = Employment.objects.of(periods[0].partner_id).filter(
        paid_with(periods[0].pay_group_id, first), valid__overlap=DbRange(first, last)
    )
    rows = [
        (pk, person, _paid_days(days, moved))
        for pk, person, days, moved in jobs.annotate(moved=moved_after(first))
        .order_by("person_id", "id")
        .values_list("pk", "person_id", "valid", "moved")
    ]
    for chunk in _chunks(rows):
        paid = _paid(periods[0].partner_id, [row[0] for row in chunk], on)
        warned: set[tuple[int, Hurt]] = set()
        for period in periods:
            members = [MemberRow(NO_ID, pk, person, False, None) for pk, person, days in chunk if _in(period, days)]
            for one in _of_period(as_if(period), members, paid):
                if (one.person_id, one.hurt) not in warned:  # the second period says the same again
                    warned.add((one.person_id, one.hurt))
                    yield one


def _paid_days(days: DbRange, moved: date | None) -> DbRange:
    """Return the days of an employment up to a move into another pay group that is still to come."""
    if moved is None or (days.upper is not None and days.upper <= moved):
        return days
    return DbRange(days.lower, max(moved, days.lower))


def _chunks(rows: list[tuple[int, int, DbRange]]) -> Iterator[list[tuple[int, int, DbRange]]]:
    """Cut rows into so many people at a time; nobody's employments are parted."""
    chunk: list[tuple[int, int, DbRange]] = []
    for row in rows:
        if len(chunk) >= PEOPLE_AT_ONCE and row[1] != chunk[-1][1]:
            yield chunk
            chunk = []
        chunk.append(row)
    if chunk:
        yield chunk


def _in(period: PayPeriod, days: DbRange) -> bool:
    """Tell whether somebody is employed through the whole period: part of one is less pay, as everybody knows."""
    upper = days.upper
    return days.lower <= period.covers.lower and (upper is None or upper >= period.covers.upper)


def _paid(partner_id: int, employments: list[int], on: date) -> dict[int, list[Paid]]:
    """Return the last payments of employments, the latest first. One query."""
    found: dict[int, list[Paid]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"partner": partner_id, "employments": employments, "since": on - LOOK_BACK})
        for employment, *figures in cursor.fetchall():
            if len(found[employment]) < LAST_PAYMENTS:
                found[employment].append(Paid(*figures))
    return found


def _of_period(run: RunFacts, members: list[MemberRow], paid: dict[int, list[Paid]]) -> Iterator[Foreseen]:
    """Calculate a period for a chunk of people, and compare."""
    if not members:
        return
    rows, rates = batch_rows.read_of(run, members, members[0].person_id, members[-1].person_id), rates_on(run.pay_date)
    for people in rows.people():
        try:
            inputs = [one.inputs for one in person_inputs(rows, people)]
            results = payslips_of_person([alone(one) for one in inputs], rates)
        except (PayslipProblem, EngineError) as problem:
            yield _cannot_be_paid(run, people[0], str(problem))
            continue
        for member, given, result in zip(people, inputs, results, strict=True):
            yield from _compared(run, member, given, result, paid.get(member.employment_id, []))


def _cannot_be_paid(run: RunFacts, member: MemberRow, why: str) -> Foreseen:
    return Foreseen(
        hurt=Hurt.NIL_PAY,
        key=f"unpaid:{member.employment_id}:{run.period_start}",
        person_id=member.person_id,
        takes_effect_on=run.pay_date,
        headline=f"No pay can be worked out for {day(run.pay_date)}",
        detail=why,
        for_staff_only=True,
    )


def _compared(
    run: RunFacts, member: MemberRow, given: PayInputs, result: PayslipResult, before: list[Paid]
) -> Iterator[Foreseen]:
    """Compare what is foreseen with what was paid."""
    if not before or not any(job.contract_hours for job in given.jobs):
        return  # who is paid by claims alone earns what is entered yet
    usual = min(one.gross for one in before)
    about = partial(Foreseen, person_id=member.person_id, takes_effect_on=run.pay_date)
    if not result.gross and usual:
        yield about(
            hurt=Hurt.NIL_PAY, key=f"nil:{member.employment_id}:{run.period_start}",
            headline=f"No pay is expected on {day(run.pay_date)}",
            detail=f"The lowest of the last {len(before)} payments was {money(usual)} before deductions.",
        )  # fmt: skip
    elif result.gross < usual * NOTICEABLE:
        yield about(
            hurt=Hurt.PAY_DROP, key=f"drop:{member.employment_id}:{run.period_start}",
            headline=f"Pay on {day(run.pay_date)} is expected to be much lower than usual",
            detail=f"{money(result.gross)} before deductions; the last {len(before)} were {money(usual)} or more.",
        )  # fmt: skip
    was, will_be = _rate_paid(given, before[0]), _rate_due(given, result)
    if was is not None and will_be is not None and was != will_be:
        yield about(
            hurt=Hurt.PENSION_BAND, key=f"band:{member.employment_id}:{will_be}:{run.period_start}",
            headline=f"The pension contribution changes from {day(run.pay_date)}",
            detail=f"From {_percent(was)} to {_percent(will_be)} of pensionable pay: another band or another section.",
        )  # fmt: skip


def _rates(given: PayInputs) -> set[Decimal]:
    """Return the rates that an employment’s membership could lead to; none unless it has exactly one."""
    if len(given.pensions) != 1:
        return set()
    (membership,) = given.pensions
    return {rate * share for _up_to, rate in membership.bands for share in {Decimal(1), membership.section_share or 1}}


def _rate_due(given: PayInputs, result: PayslipResult) -> Decimal | None:
    return _nearest(_rates(given), result.employee_pension, result.pensionable_pay)


def _rate_paid(given: PayInputs, paid: Paid) -> Decimal | None:
    return _nearest(_rates(given), paid.pension, paid.pensionable)


def _nearest(rates: set[Decimal], contribution: Decimal, pay: Decimal) -> Decimal | None:
    """Return the rate that gives a contribution to within a penny; None when none does."""
    fits = [rate for rate in rates if pay and abs(rate * pay - contribution) <= Decimal("0.01")]
    return fits[0] if len(fits) == 1 else None


def _percent(rate: Decimal) -> str:
    return f"{(rate * HUNDRED).normalize():f}%"


def _claims_on_the_way(period: PayPeriod, on: date) -> Iterator[Foreseen]:
    """Foresee that a claim misses the cut-off of a period: nobody has sent or decided it. One query."""
    closes = cut_off_of(period.pay_date)
    if not on <= closes <= on + CLAIMS_DUE:
        return
    of_group = {"pay_group_id": period.pay_group_id, "start": period.covers.lower}
    for row, words in claims.undecided(partner_id=period.partner_id, **of_group):
        yield Foreseen(
            hurt=Hurt.MISSING_CLAIM,
            key=f"claim:{row.uuid}:{period.covers.lower}",
            person_id=row.person_id,
            takes_effect_on=period.pay_date,
            job=f"{row.assignment.title}, {row.assignment.number}",
            headline=f"Claim {row} {words}: the pay of {day(period.pay_date)} closes on {day(closes)}",
            detail="What is approved later is paid in the next run.",
        )


def _missing_claims(period: PayPeriod, on: date) -> Iterator[Foreseen]:
    """Foresee that nobody enters the hours that somebody was paid in each of the last three periods. Two queries."""
    if period.pay_date > on + CLAIMS_DUE:
        return
    past = PayPeriod.objects.of(period.partner_id).filter(pay_group_id=period.pay_group_id, covers__lt=period.covers)
    starts = [row.covers.lower for row in past.order_by("-covers")[:CLAIMS_IN_A_ROW]]
    if len(starts) < CLAIMS_IN_A_ROW:
        return
    claims = MonthlyInput.objects.of(period.partner_id).filter(
        pay_group_id=period.pay_group_id, period_start__in=[*starts, period.covers.lower],
        state__in=[MonthlyInput.State.APPROVED, MonthlyInput.State.SUBMITTED],
    ).exclude(element__method=PayElement.Method.AMOUNT)  # fmt: skip
    found: dict[tuple[int, int, int], set[date]] = defaultdict(set)
    names: dict[int, str] = {}
    columns = ("person_id", "assignment_id", "element_id", "element__name", "period_start")
    for person, job, element, name, start in claims.order_by("person_id", "id").values_list(*columns):
        found[person, job, element].add(start)
        names[element] = name
    for (person, job, element), months in found.items():
        if months == set(starts):
            yield Foreseen(
                hurt=Hurt.MISSING_CLAIM,
                key=f"claim:{job}:{element}:{period.covers.lower}",
                person_id=person,
                takes_effect_on=period.pay_date,
                headline=f"{names[element]} is not entered yet for {day(period.pay_date)}",
                detail="It was paid in each of the last three periods. If there is none now, nothing needs doing.",
            )
