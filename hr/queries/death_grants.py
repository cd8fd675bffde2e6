"""The death grant of each pension scheme of somebody: on assumed pensionable pay, not on the contract (HR-09)."""

from collections import defaultdict
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import last_pay
from hr.engine import assumed_pay
from hr.engine import death_tasks as engine
from hr.engine.agreements import AgreementMissing, death_grant_rule
from hr.engine.assumed_pay import Basis, Paid
from hr.engine.death_tasks import Figure
from hr.models import AbsenceRecord, Assignment, DeathCase, Employment, FamilyLeaveBlock, PensionMembership
from hr.queries import leavings
from sharedservices.common.money import pence
from sharedservices.common.periods import Frequency

CONTRACT = "pay of the contract: no whole period has been paid"


def of_case(case: DeathCase) -> dict[str, Figure | None]:
    """Return the grant of each scheme by its name; None where its rule, or the yearly pay, is not known.

    Each employment counts by itself. One whose jobs are in several schemes is worked on the pay of its contracts.
    """
    died = case.date_of_death
    rows = PensionMembership.objects.of(case.partner_id).filter(person_id=case.person_id, valid__contains=died)
    jobs: dict[tuple[int, int], list[PensionMembership]] = defaultdict(list)
    for row in rows.select_related("scheme", "assignment__employment__pay_group").order_by("id"):
        jobs[row.assignment.employment_id, row.scheme_id].append(row)
    n_schemes: dict[int, int] = defaultdict(int)
    for employment_id, _scheme in jobs:
        n_schemes[employment_id] += 1
    found: dict[str, Figure | None] = {}
    for (employment_id, _scheme), members in jobs.items():
        figure = _grant(case, members, by_contract=n_schemes[employment_id] > 1)
        before = found.get(members[0].scheme.name)
        found[members[0].scheme.name] = _added(before, figure) if before and figure else before or figure
    return found


def _grant(case: DeathCase, members: list[PensionMembership], *, by_contract: bool) -> Figure | None:
    scheme, died = members[0].scheme, case.date_of_death
    try:
        rule = death_grant_rule(scheme.law_scheme or scheme.code, on=died)
    except AgreementMissing:
        return None
    jobs = [one.assignment for one in members]
    worth = [leavings.worth(job, on=died) for job in jobs]
    contract = sum((one.yearly for one in worth if one), Decimal(0))
    paid = None if by_contract else _assumed(case, jobs[0].employment, contract, Basis(rule.pay))
    yearly = paid or (Figure(contract, CONTRACT) if contract else None)
    return engine.death_grant(yearly=yearly, multiple=rule.multiple) if yearly else None


def _assumed(case: DeathCase, employment: Employment, contract: Decimal, basis: Basis) -> Figure | None:
    """Return the yearly pay of the last whole periods before a death; None where none was paid."""
    frequency = Frequency(employment.pay_group_on(case.date_of_death).frequency)
    a_period = pence(contract / assumed_pay.A_YEAR[frequency])
    away = _away(case, employment)
    rows = last_pay.pensionable(partner_id=case.partner_id, employment_id=employment.pk, by=case.date_of_death)
    periods = [
        Paid(
            one.pensionable,
            one.pensionable < a_period and any(_meet(days, one.covers.start, one.covers.end) for days in away),
        )
        for one in rows
    ]
    return assumed_pay.assumed(periods, frequency=frequency, basis=basis)


def _away(case: DeathCase, employment: Employment) -> list[DateRange]:
    """Return the days on which somebody was absent or on leave for family. Two queries."""
    mine = {"partner_id": case.partner_id, "person_id": case.person_id}
    jobs = Assignment.objects.filter(partner_id=case.partner_id, employment=employment).values("pk")
    absent = AbsenceRecord.objects.filter(employment=employment, **mine).exclude(state="CANCELLED")
    family = FamilyLeaveBlock.objects.filter(assignment__in=jobs, is_cancelled=False, **mine)
    return [*absent.values_list("valid", flat=True), *family.values_list("valid", flat=True)]


def _meet(days: DateRange, start: object, end: object) -> bool:
    return days.lower < end and (days.upper is None or days.upper > start)


def _added(one: Figure, other: Figure) -> Figure:
    return Figure(one.amount + other.amount, f"{one.working}; {other.working}"[:200])
