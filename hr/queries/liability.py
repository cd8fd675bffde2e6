"""Employee liability information: what regulation 11 of TUPE 2006 lists about each of a group of people, and no more.

Cases of HR are read by a function of the database that tells kind, days and outcome of discipline and grievances of two
years, and days of claims: nobody needs to be on the list of a case for that, and nothing else of it is told.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from hr.engine.leaving import age_on
from hr.models import (
    Assignment,
    AssignmentTerms,
    Employment,
    FixedTerm,
    HrCase,
    JobParticulars,
    Leaving,
    LiabilityDisclosure,
    LiabilityPerson,
    StatementTerms,
)
from hr.queries import job_words, statement
from hr.queries.days import ONE_DAY
from hr.queries.holdings import post_of
from hr.states import LeavingState
from sharedservices.common import sealing
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows

NONE = "None"
IDENTITY = ("Employee number", "Name", "Age")
PARTICULARS = (
    "Employer", "Job", "Place of work", "Employment began", "Continuous service since", "Contract", "Hours a week",
    "Working pattern", "Pay", "Paid", "Holidays", "Sick pay", "Other paid leave", "Other benefits", "Pension", "Notice",
    "Training", "Procedures",
)  # fmt: skip
LIABILITIES = ("Disciplinary procedures", "Grievance procedures", "Claims", "Collective agreements")
COLUMNS = (*IDENTITY, *PARTICULARS, *LIABILITIES)
"""Everything that is told, in the order of the regulation. Source: TUPE 2006 regulation 11(2)."""
AGAINST = ("DISCIPLINARY", "CAPABILITY", "BULLYING")


class Told(NamedTuple):
    """What is said about one person: a row of texts by column for each job."""

    person: LiabilityPerson
    rows: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Case:
    person_id: int
    kind: str
    received_on: date
    decided_on: date | None
    outcome: str
    appeal_outcome: str
    acas_on: date | None
    tribunal_on: date | None


def one(uuid: Any) -> LiabilityDisclosure:
    """Return a disclosure. :raises LiabilityDisclosure.DoesNotExist: when there is none in scope."""
    rows = LiabilityDisclosure.objects.select_related("prepared_by", "confirmed_by", "partner")
    found: LiabilityDisclosure = rows.get(uuid=uuid)
    return found


def disclosures(*, partner_id: int, state: str = "") -> QuerySetRows:
    """Return disclosures as rows of a list."""
    rows = LiabilityDisclosure.objects.of(partner_id)
    return QuerySetRows(rows.filter(state=state) if state else rows, row=lambda row: row)


def people(row: LiabilityDisclosure) -> list[LiabilityPerson]:
    """Return the people of a disclosure by name. One query."""
    rows = LiabilityPerson.objects.of(row.partner_id).filter(disclosure=row)
    rows = rows.select_related("person", "employment__person", "employment__pay_group__legal_entity")
    return list(rows.order_by("person__surname", "person__forenames", "id"))


def leaving_then(*, partner_id: int, last_day: date) -> list[Employment]:
    """Return the employments that a transfer of an undertaking ends on a day, as approved. One query."""
    rows = Leaving.objects.of(partner_id).filter(leaving_reason="TUPE_OUT", last_day=last_day, ends_employment=True)
    standing = rows.exclude(state=LeavingState.WITHDRAWN).values_list("employment_id", flat=True)
    return list(Employment.objects.filter(pk__in=standing).order_by("employee_no", "id"))


def told(row: LiabilityDisclosure, *, on: date) -> list[Told]:
    """Return what was confirmed; before that, what the record says on a day."""
    found = people(row)
    if row.content_hash:
        return [Told(one, json.loads(sealing.open_sealed(one.content, aad=aad(one)))) for one in found]
    cases = _cases(row, on)
    return [
        Told(one, _of_person(one, row, [case for case in cases if case.person_id == one.person_id], on))
        for one in found
    ]


def aad(one: LiabilityPerson) -> str:
    """Return what binds the sealed content of somebody to its row."""
    return sealing.aad("hr_liabilityperson", one.uuid, "content")


def content_hash(found: Sequence[Told], *, on: date) -> str:
    """Return the hash of what is told on a day: whoever confirms it confirms exactly this."""
    said = [[str(one.person.uuid), one.rows] for one in found]
    return hashlib.sha256(json.dumps([on.isoformat(), said], sort_keys=True).encode()).hexdigest()


def _of_person(one: LiabilityPerson, row: LiabilityDisclosure, cases: list[_Case], on: date) -> list[dict[str, str]]:
    who, employment = one.person, one.employment
    own = {
        "Employee number": employment.employee_no, "Name": statement.full_name(who),
        "Age": str(age_on(who.date_of_birth, on)),
        "Employer": employment.pay_group.legal_entity.legal_name, "Employment began": day(employment.valid.lower),
        "Continuous service since": day(employment.continuous_service_from),
        "Disciplinary procedures": _said(cases, AGAINST), "Grievance procedures": _said(cases, ("GRIEVANCE",)),
        "Claims": _claims(one, cases), "Collective agreements": " ".join(row.agreements.split()),
    }  # fmt: skip
    jobs = Assignment.objects.filter(employment=employment, valid__contains=on).order_by("number", "id")
    found = [own | _of_job(job, on) for job in jobs] or [own]
    return [{column: said.get(column) or NONE for column in COLUMNS} for said in found]


def _of_job(job: Assignment, on: date) -> dict[str, str]:
    """Return the particulars of section 1 of the Employment Rights Act 1996 of a job on a day."""
    terms = job_words.holding(AssignmentTerms, on, "spine_point__scale", "grade", assignment=job)
    post = post_of(job, on)
    place = job_words.holding(JobParticulars, on, assignment=job)
    where = (place.location if place else "") or post.location or post.org_unit.name
    said = {"Job": place.title if place else job.title, "Place of work": where}
    said["Pension"] = job_words.pension(job, on)["Scheme"]
    group = post.role.staff_group_id
    said["Holidays"] = statement.holiday_words(job.partner_id, group, on)
    if terms is not None:
        frequency = job.employment.pay_group_on(on).frequency
        paid = statement.pay_words(statement.facts_of_terms(terms), frequency=frequency, on=on)
        words = job_words.hours(job, on)
        said |= {"Hours a week": words["Hours a week"], "Working pattern": words["Working pattern"]}
        said |= {"Contract": _contract(job, words["Contract"], on), "Pay": paid[0], "Paid": paid[1]}
    agreed = job_words.holding(StatementTerms, on, staff_group_id=group)
    if agreed is not None:
        said |= {
            "Sick pay": agreed.sick_pay, "Other paid leave": agreed.other_leave, "Other benefits": agreed.benefits,
            "Notice": agreed.notice, "Training": agreed.training, "Procedures": agreed.procedures,
        }  # fmt: skip
    return said


def _contract(job: Assignment, label: str, on: date) -> str:
    term = job_words.holding(FixedTerm, on, assignment=job)
    return f"{label}, until {day(term.ends_on)}" if term else label


def _cases(row: LiabilityDisclosure, on: date) -> list[_Case]:
    """Return discipline, grievances and claims of two years of the people of a disclosure. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hr_liability_cases(%s, %s, %s)", [row.partner_id, row.pk, on])
        return [_Case(*line) for line in cursor.fetchall()]


def _said(cases: Sequence[_Case], kinds: Sequence[str]) -> str:
    return "; ".join(_words(case) for case in cases if case.kind in kinds)


def _words(case: _Case) -> str:
    kind, begun = str(HrCase.Kind(case.kind).label), f"since {day(case.received_on)}"
    if case.decided_on is None:
        return f"{kind}, {begun}, not decided yet"
    ended = f"{HrCase.Outcome(case.outcome).label.lower()} on {day(case.decided_on)}"
    appeal = f", {HrCase.AppealOutcome(case.appeal_outcome).label.lower()}" if case.appeal_outcome else ""
    return f"{kind}, {begun}, {ended}{appeal}"


def _claims(one: LiabilityPerson, cases: Sequence[_Case]) -> str:
    known = [f"Early conciliation notified on {day(case.acas_on)}" for case in cases if case.acas_on]
    known += [f"Employment tribunal, {day(case.tribunal_on)}" for case in cases if case.tribunal_on]
    return "; ".join([*known, *([" ".join(one.claims.split())] if one.claims.strip() else [])])


def latest_to_give(row: LiabilityDisclosure, days: int) -> date:
    """Return the last day on which it is in time."""
    found: date = row.transfer_on - ONE_DAY * days
    return found
