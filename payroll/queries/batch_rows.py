"""Read everything that a range of people needs for their payslips: a fixed number of queries, whatever the range."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from hr.queries import deaths, irregular_taken, pay_absence, pay_inputs, right_to_work, rolled_up
from hr.queries.deaths import DeathPay
from hr.queries.irregular_taken import Taken
from hr.queries.pay_absence import AbsencePay
from hr.queries.pay_inputs import (
    ElementRow,
    EmploymentRow,
    LoanRow,
    MembershipRow,
    RecurringRow,
    TermsRow,
)
from hr.queries.rolled_up import RolledUp
from payroll.queries import holiday_paid, run_facts, run_inputs, work_by_job
from payroll.queries.holiday_paid import HolidayPaid
from payroll.queries.pension_terms import SchemeTerms, scheme_terms
from payroll.queries.run_facts import RunFacts
from payroll.queries.run_inputs import DirectorRow, InputRow, MemberRow, PaidRow
from payroll.queries.work_by_job import WorkPaid
from sharedservices.common.periods import DateRange

QUERIES = 21
"""How many queries `read` makes when nobody is away; absence needs some more, however many are away.

So does rolled-up holiday pay, where a partner agreed to it.
"""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class BatchRows:
    """The rows of a range of people, by employment, assignment, element, scheme or person."""

    run: RunFacts
    members: list[MemberRow]
    employments: dict[int, EmploymentRow]
    terms: dict[int, list[TermsRow]]
    recurring: dict[int, list[RecurringRow]]
    taken: dict[int, Decimal]
    inputs: dict[int, list[InputRow]]
    elements: dict[int, ElementRow]
    loans: dict[int, list[LoanRow]]
    memberships: dict[int, list[MembershipRow]]
    schemes: dict[int, SchemeTerms]
    paid: dict[int, list[PaidRow]]
    directors: dict[int, list[DirectorRow]]
    deaths: dict[int, DeathPay]
    held_starts: dict[int, str]
    absence: AbsencePay
    rolled_up: dict[int, RolledUp]
    holiday_paid: dict[int, list[HolidayPaid]]
    leave_taken: dict[int, tuple[Taken, ...]]
    work_paid: dict[int, WorkPaid]

    def people(self) -> Iterable[list[MemberRow]]:
        """Yield the employments that are worked out together: of one person under one employer, in stable order."""
        paid = [one for one in self.members if not one.is_excluded]
        paid.sort(key=self._order)
        for _, group in groupby(paid, key=lambda one: self._order(one)[:2]):
            yield list(group)

    def _order(self, member: MemberRow) -> tuple[int, int, int]:
        """Return person, employer and employment."""
        found = self.employments.get(member.employment_id)
        return member.person_id, found.legal_entity_id if found else 0, member.employment_id


def read(run: RunFacts, first: int, last: int) -> BatchRows:
    """Read the people between two ids, both included. QUERIES queries."""
    return read_of(run, run_inputs.members(run, first, last), first, last)


def read_of(run: RunFacts, members: list[MemberRow], first: int, last: int) -> BatchRows:
    """Read what the payslips of these members need, who are all between two ids. Seventeen queries."""
    ids = [member.employment_id for member in members if not member.is_excluded]
    inputs = run_inputs.unpaid_inputs(run, first, last)
    of = pay_inputs.Range(
        partner_id=run.partner_id,
        pay_group_id=run.pay_group_id,
        first_person_id=first,
        last_person_id=last,
        period_start=run.period_start,
        period_end=run.period_end,
        pay_date=run.pay_date,
        tax_year=run.tax_year,
    )
    employments = {row.employment_id: row for row in pay_inputs.employments(of, ids)}
    directors = sorted({row.person_id for row in employments.values() if row.director_method})
    same_period = run_facts.released_in_same_period(run)
    period = DateRange(run.period_start, run.period_end)
    rolled = rolled_up.of_people(partner_id=run.partner_id, first=first, last=last, period=period)
    taken = irregular_taken.of_people(partner_id=run.partner_id, first=first, last=last, period=period)
    recurring = pay_inputs.recurring_elements(of, ids)
    terms = _by(pay_inputs.job_terms(of, ids, [row.assignment_id for row in inputs]), "employment_id")
    return BatchRows(
        run=run,
        members=members,
        employments=employments,
        terms=terms,
        recurring=_by(recurring, "employment_id"),
        taken=run_inputs.taken(run, [row.recurring_id for row in recurring if row.remaining is not None]),
        inputs=_by(inputs, "employment_id"),
        elements=pay_inputs.elements(of),
        loans=_by(pay_inputs.student_loans(of, ids), "employment_id"),
        memberships=_by(pay_inputs.pension_memberships(of, ids), "employment_id"),
        schemes={
            scheme_id: scheme_terms(row, pay_date=run.pay_date, frequency=run.frequency)
            for scheme_id, row in pay_inputs.pension_schemes(of).items()
        },
        paid=_by(run_inputs.paid_in_same_period(run, first, last, same_period), "person_id"),
        directors=_by(run_inputs.directors_year(run, directors), "person_id"),
        deaths=deaths.pay_after_death(partner_id=run.partner_id, first=first, last=last, pay_date=run.pay_date),
        absence=pay_absence.of_people(partner_id=run.partner_id, first=first, last=last, period=period),
        rolled_up=rolled,
        holiday_paid=_holiday_paid(run, rolled, ids),
        leave_taken=taken,
        work_paid=_work_paid(run, terms, rolled, taken),
        held_starts=right_to_work.unpayable(partner_id=run.partner_id, first=first, last=last, pay_date=run.pay_date),
    )


def _holiday_paid(run: RunFacts, rolled: dict[int, RolledUp], ids: list[int]) -> dict[int, list[HolidayPaid]]:
    """Return the rolled-up holiday pay of before, where somebody with a right to its average is away."""
    starts = [one.start for each in rolled.values() for one in each.away]
    if not starts:
        return {}
    return holiday_paid.read(partner_id=run.partner_id, employments=ids, since=min(starts) - holiday_paid.WINDOW)


def _work_paid(
    run: RunFacts, terms: dict[int, list[TermsRow]], rolled: dict[int, RolledUp], taken: dict[int, tuple[Taken, ...]]
) -> dict[int, WorkPaid]:
    """Return what each job was paid before, where leave is paid by its average or one of several jobs is away from."""
    starts: dict[int, list[date]] = {}
    for employment, rows in terms.items():
        jobs = {row.assignment_id for row in rows}
        away = [one.start for pk in jobs if pk in rolled for one in rolled[pk].away]
        several = len(jobs & rolled.keys()) > 1
        mine = [one.leave_from for pk in jobs for one in taken.get(pk, ())] + (away if several else [])
        if mine:
            starts[employment] = mine
    if not starts:
        return {}
    since = work_by_job.since_of(on for some in starts.values() for on in some)
    return work_by_job.read(partner_id=run.partner_id, employments=starts, since=since)


def _by(rows: Iterable[R], name: str) -> dict[int, list[R]]:
    """Group rows by one of their values, keeping their order."""
    key = attrgetter(name)
    found: defaultdict[Hashable, list[R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)  # type: ignore[arg-type]
