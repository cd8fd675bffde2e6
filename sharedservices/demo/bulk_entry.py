"""Enter thousands of recurring elements and monthly inputs at once, as a feeder system would.

The operations of hr take one at a time; so many would make the seed minutes longer. Each entry passes the same check of
its element, row security and audit triggers apply, and inputs wait for a second person's approval as always.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Assignment, MonthlyInput, PayElement, RecurringElement
from hr.operations.entries import Entry, check_entry
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows

REASON = "Brought over"
_RECURRING = (
    "uuid", "partner", "person", "employment", "assignment", "element", "amount", "units", "rate", "valid", "reason",
)  # fmt: skip
_INPUT = (
    "uuid", "partner", "person", "employment", "assignment", "element", "pay_group", "period_start", "amount", "units",
    "rate", "note", "state", "entered_by", "entered_human", "entered_at", "decision_note",
)  # fmt: skip


class Recurring(NamedTuple):
    """What recurs in a job, by job number and code, from a day on."""

    job_number: str
    element: str
    entry: Entry
    since: date


class Input(NamedTuple):
    """What is entered for one period of a job."""

    job_number: str
    element: str
    entry: Entry
    note: str


class _Catalogue:
    """Jobs and elements of a partner by number and code: two queries."""

    def __init__(self) -> None:
        self.elements = {element.code: element for element in PayElement.objects.order_by("id")}
        jobs = Assignment.objects.order_by("id").values_list(
            "number", "person_id", "employment_id", "id", "employment__pay_group_id", "valid"
        )
        self.jobs = {number: facts for number, *facts in jobs}

    def element(self, code: str, entry: Entry) -> PayElement:
        """Return an element that takes this entry. :raises RuleBroken: if it does not."""
        found = self.elements[code]
        check_entry(found, entry)
        return found


def add_recurring(partner: Partner, wanted: Iterable[Recurring], *, by: User) -> int:
    """Add recurring elements that run as long as their job, and return how many. Inside the scope."""
    known = _Catalogue()

    def rows() -> Iterable[tuple[object, ...]]:
        for one in wanted:
            person, employment, assignment, _group, valid = known.jobs[one.job_number]
            element = known.element(one.element, one.entry)
            owner = (uuid4(), partner.pk, person, employment, assignment, element.pk)
            given = (one.entry.amount, one.entry.units, one.entry.rate)
            yield (*owner, *given, DateRange(max(one.since, valid.lower), valid.upper), REASON)

    with partner_scope(partner.pk, actor_id=by.pk, reason=REASON):
        return copy_rows(RecurringElement, _RECURRING, rows())


def enter_inputs(
    partner: Partner, wanted: Iterable[Input], *, period_start: date, by: User, at: datetime
) -> list[UUID]:
    """Enter inputs of a pay period, waiting for approval, and return their public ids. Inside the scope."""
    known = _Catalogue()
    entered: list[UUID] = []

    def rows() -> Iterable[tuple[object, ...]]:
        for one in wanted:
            person, employment, assignment, group, _valid = known.jobs[one.job_number]
            element = known.element(one.element, one.entry)
            entered.append(uuid4())
            owner = (entered[-1], partner.pk, person, employment, assignment, element.pk, group, period_start)
            given = (one.entry.amount, one.entry.units, one.entry.rate, one.note)
            yield (*owner, *given, MonthlyInput.State.SUBMITTED.value, by.pk, by.human_id, at, "")

    with partner_scope(partner.pk, actor_id=by.pk, reason=f"Inputs for the period from {period_start:%d.%m.%Y}"):
        copy_rows(MonthlyInput, _INPUT, rows())
    return entered
