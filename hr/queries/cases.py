"""Reading HR cases. PostgreSQL leaves out every case whose list does not name the actor of the scope."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from hr.models import CaseAllegation, CaseBar, CaseEvent, CaseMember, CaseReporter, CaseSanction, CaseStatement, HrCase
from hr.states import HrCaseState
from partners.queries.holds import quiet
from sharedservices.common.money import round_half_up
from sharedservices.common.rowsources import QuerySetRows

LATE_AFTER_DAYS = 90
EVENTS = {
    "open_case": "Opened",
    "add_member": "Put on the list",
    "remove_member": "Taken off the list",
    "hand_over": "Passed on",
    "keep_out": "Kept out",
    "add_allegation": "Allegation",
    "note": "Note",
    "set_facts": "Dates and legal hold",
    "investigate": "Investigation began",
    "hear": "Hearing arranged",
    "close_case": "Closed",
    "ask_witness": "Statement asked for",
    "decide_case": "Decided",
    "lodge_appeal": "Appeal",
    "decide_appeal": "Appeal decided",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in the list. Of a sealed one the name is not in it."""

    case: UUID
    reference: str
    name: str
    kind: str
    sensitivity: str
    state: str
    state_words: str
    received_on: date
    n_days: int | None
    is_on_hold: bool


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How many cases of a kind are open at a partner, without any of them. Suspended days are calendar days."""

    kind: str
    n_open: int
    n_late: int
    n_suspended: int
    suspended_days: int


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A statement that somebody was asked for: nothing of its case."""

    statement: UUID
    question: str
    asked_by: str
    asked_at: datetime
    given_at: datetime | None


def stands(*, partner_id: int, person_id: int, reference: str) -> bool:
    """Say whether a reference names a case against a person that is decided against them: nothing else is told.

    One query, for those who are on no list of the case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_case_stands(%s, %s, %s)", [partner_id, person_id, reference])
        return bool(cursor.fetchone()[0])


def one(case: UUID) -> HrCase:
    """Return a case. :raises HrCase.DoesNotExist: when there is none for this reader."""
    people = ("person", "opened_by", "decided_by", "appeal_decided_by", "closed_by")
    found: HrCase = HrCase.objects.select_related(*people).get(uuid=case)
    return found


def cases(*, partner_id: int, on: date, state: str = "", kind: str = "", late: bool = False) -> QuerySetRows:
    """Return the reader’s cases as rows of a list: the open ones, unless a state is asked for."""
    rows = HrCase.objects.of(partner_id).select_related("person")
    rows = rows.filter(state=state) if state else rows.exclude(state=HrCaseState.CLOSED)
    if kind:
        rows = rows.filter(kind=kind)
    if late:
        rows = rows.exclude(state=HrCaseState.CLOSED).filter(received_on__lt=_late_before(on))
    return QuerySetRows(rows, row=lambda row: _row(row, on))


def n_late(*, partner_id: int, on: date) -> int:
    """Return how many of the reader’s own cases are open for more than ninety days."""
    rows = HrCase.objects.of(partner_id).exclude(state=HrCaseState.CLOSED)
    return int(quiet(rows).filter(received_on__lt=_late_before(on)).count())


def figures(*, partner_id: int, on: date) -> list[KindFigures]:
    """Return the numbers of all open cases of a partner by kind. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hr_case_figures(%s, %s)", [partner_id, on])
        return [KindFigures(str(HrCase.Kind(row[0]).label), *row[1:]) for row in cursor.fetchall()]


def suspension_cost(*, partner_id: int, on: date) -> tuple[int, Decimal | None]:
    """Return how many people are suspended in open cases, and what they are paid a day in whole pounds. One query.

    Nothing is said about fewer than three people (None).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_people, a_day FROM hr_suspension_cost(%s, %s)", [partner_id, on])
        n_people, a_day = cursor.fetchone()
    return n_people, None if a_day is None else round_half_up(a_day, 0)


def members(case: HrCase) -> list[CaseMember]:
    """Return the names on the list, in the order of their parts. One query."""
    order = {role: number for number, role in enumerate(CaseMember.Role)}
    rows = CaseMember.objects.of(case.partner_id).filter(case=case, removed_at=None).select_related("user")
    return sorted(rows.order_by("id"), key=lambda row: order[CaseMember.Role(row.role)])


def roles_of(case: HrCase, user_id: int) -> frozenset[CaseMember.Role]:
    """Return the parts that a login has in a case."""
    rows = CaseMember.objects.of(case.partner_id).filter(case=case, user_id=user_id, removed_at=None)
    return frozenset(CaseMember.Role(role) for role in rows.order_by("id").values_list("role", flat=True))


def kept_out(case: HrCase) -> list[CaseBar]:
    """Return who is kept out. One query."""
    return list(CaseBar.objects.of(case.partner_id).filter(case=case).select_related("user").order_by("id"))


def allegations(case: HrCase) -> list[CaseAllegation]:
    """Return what is alleged, in order. One query."""
    return list(CaseAllegation.objects.of(case.partner_id).filter(case=case).order_by("number", "id"))


def finding_words(row: CaseAllegation) -> str:
    """Say what was found of an allegation, and where an employer’s reference never mentions it."""
    said = row.get_finding_display()
    return f"{said}. Kept out of references" if row.finding in CaseAllegation.KEPT_OUT_OF_REFERENCES else said


def statements(case: HrCase) -> list[CaseStatement]:
    """Return the statements that were asked for. One query."""
    rows = CaseStatement.objects.of(case.partner_id).filter(case=case).select_related("witness", "asked_by")
    return list(rows.order_by("id"))


def statement(uuid: UUID) -> CaseStatement:
    """Return a statement. :raises CaseStatement.DoesNotExist: when there is none for this reader."""
    found: CaseStatement = CaseStatement.objects.select_related("witness", "asked_by").get(uuid=uuid)
    return found


def own_statements(*, partner_id: int, user_id: int) -> list[OwnStatement]:
    """Return the statements that a login was asked for, those that wait first. One query."""
    rows = CaseStatement.objects.of(partner_id).filter(witness_id=user_id).select_related("asked_by")
    ordered = rows.order_by(F("given_at").desc(nulls_first=True), "-id")
    return [OwnStatement(one.uuid, one.question, one.asked_by.full_name, one.asked_at, one.given_at) for one in ordered]


def sanctions(case: HrCase, *, on: date) -> list[CaseSanction]:
    """Return the sanctions that count on a day: none that is spent, none that an appeal set aside. One query."""
    rows = CaseSanction.objects.of(case.partner_id).filter(case=case)
    if case.appeal_outcome in {HrCase.AppealOutcome.ALLOWED, HrCase.AppealOutcome.CHANGED}:
        rows = rows.filter(by_id=case.appeal_decided_by_id)  # who hears an appeal never decided before
    return list(rows.filter(Q(spent_on__isnull=True) | Q(spent_on__gt=on)).order_by("id"))


def events(case: HrCase) -> list[dict[str, Any]]:
    """Return the log of a case for a timeline, the newest first. One query."""
    rows: QuerySet[CaseEvent] = CaseEvent.objects.of(case.partner_id).filter(case=case)
    return [
        {"title": EVENTS.get(row.action, row.action), "by": row.by.full_name, "at": row.at, "reason": row.note}
        for row in rows.select_related("by").order_by("-id")
    ]


def has_reporter(case: HrCase) -> bool:
    """Return whether a sealed name is kept; the case officer alone is told."""
    return bool(CaseReporter.objects.of(case.partner_id).filter(case=case).exists())


def _late_before(on: date) -> date:
    return date.fromordinal(on.toordinal() - LATE_AFTER_DAYS)


def _row(row: HrCase, on: date) -> CaseRow:
    is_sealed = row.sensitivity == HrCase.Sensitivity.SEALED
    return CaseRow(
        case=row.uuid,
        reference=row.reference,
        name="Sealed" if is_sealed else row.person.display_name,
        kind=row.get_kind_display(),
        sensitivity=row.get_sensitivity_display(),
        state=row.state,
        state_words=row.get_state_display(),
        received_on=row.received_on,
        n_days=None if row.state == HrCaseState.CLOSED else (on - row.received_on).days,
        is_on_hold=row.is_on_hold,
    )
