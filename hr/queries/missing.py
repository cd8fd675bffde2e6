"""Cases of people who are missing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from hr.models import MissingCase
from hr.states import MissingState
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """One case in the list."""

    case: UUID
    name: str
    state: str
    state_words: str
    missing_since: date
    pay: str
    pay_words: str


def cases_beside(column: str) -> "QuerySet[MissingCase]":
    """Return the open cases of the person in a column of an outer query."""
    rows: QuerySet[MissingCase] = MissingCase.objects.filter(
        partner_id=OuterRef("partner_id"), person_id=OuterRef(column)
    )
    return rows.filter(state=MissingState.MISSING)


def case_of_person(*, partner_id: int, person_id: int) -> MissingCase | None:
    """Return the open case of a person, or None. One query."""
    rows = MissingCase.objects.of(partner_id).filter(person_id=person_id, state=MissingState.MISSING)
    found: MissingCase | None = rows.select_related("reported_by").first()
    return found


def one(case: UUID) -> MissingCase:
    """Return a case with its people. :raises MissingCase.DoesNotExist: when there is none in scope."""
    found: MissingCase = MissingCase.objects.select_related("person", "reported_by", "pay_by", "ended_by").get(
        uuid=case
    )
    return found


def cases(*, partner_id: int, state: str = "") -> QuerySetRows:
    """Return the cases as rows of a list; without a state, of those who are missing."""
    rows = MissingCase.objects.of(partner_id).select_related("person")
    return QuerySetRows(rows.filter(state=state or MissingState.MISSING), row=_row)


def n_undecided(*, partner_id: int) -> int:
    """Return about how many missing people nobody has decided what is paid. One query."""
    count: int = MissingCase.objects.of(partner_id).filter(state=MissingState.MISSING, pay_at=None).count()
    return count


def _row(case: MissingCase) -> MissingRow:
    return MissingRow(
        case=case.uuid,
        name=case.person.display_name,
        state=case.state,
        state_words=case.get_state_display(),
        missing_since=case.missing_since,
        pay=case.pay,
        pay_words=case.get_pay_display() if case.pay_at else "Goes on; nobody has decided yet",
    )
