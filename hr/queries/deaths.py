"""Cases of people who have died: for the pages about them, for lists, and for payroll."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hr.engine.establishment import paid_fte
from hr.models import (
    AssignmentTerms,
    DeathCase,
    DeathEvent,
    MissingCase,
    MonthlyInput,
    PensionNotice,
    PostHolding,
)
from hr.queries import death_family, estate
from hr.states import DeathState, InputState, MissingState
from partners.models import ChangeRequest, User
from partners.queries import holds
from sharedservices.common.rowsources import QuerySetRows

WARNED_BEFORE = timedelta(days=28)
"""How long before its last day payroll hears that an advance ends."""
NOT_VACANT = timedelta(days=30)
"""How long after the report a post is not called vacant. Source: domain HR-09.2."""
SPEAK = "Speak to the case officer"
"""What lists and pages say of somebody who has died, instead of what they say of leavers."""
ON_HOLD = "Nothing is asked of this person, or done about them, at present. Speak to the case officer, or to HR."
"""What pages say on which somebody would otherwise be asked to do something."""
EVENTS = {
    "report": "Reported",
    "confirm": "Confirmed by a second person",
    "withdraw": "Withdrawn: reported by mistake",
    "arrange": "Case officer and contacts",
    "correspondent": "Whom to write to was recorded",
    "letter": "Letter to the family written",
    "representative": "Personal representative and account recorded",
    "account_verify": "Account of the representative verified by a second person",
    "account_stop": "Account of the representative stopped",
    "tell_pension": "Pension body told",
    "decide_pay": "Decision about pay",
    "in_service": "Related to the work or not",
    "task_finish": "Task done",
    "task_drop": "Task not needed",
    "task_reopen": "Task opened again",
    "overpaid_propose": "Proposed what becomes of pay after the death",
    "overpaid_agree": "Agreed what becomes of pay after the death",
    "overpaid_send_back": "Proposal about pay after the death sent back",
    "talk": "Talk with the family noted",
    "talk_correct": "Entry about a talk corrected",
    "kin": "Next of kin who works here recorded",
    "kin_end": "Next of kin taken back",
    "kin_manager": "Manager of the next of kin told",
    "family_answer": "The family was asked, or said by themselves",
    "support": "Support of the family began",
    "settle": "Settling began",
    "close": "Closed",
}


class DeathPay(NamedTuple):
    """What payroll needs to know of a death: what is paid, and up to which day (None: not decided); when they died.

    From the day of death on nothing is taken back from pay, whatever is paid. What goes to the estate is paid into a
    verified account of whoever acts for it, and into no other.
    """

    is_held: bool
    last_day: date | None
    is_missing: bool = False
    died: date | None = None
    to_estate: bool = False
    has_estate_account: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in the list."""

    case: UUID
    name: str
    state: str
    state_words: str
    date_of_death: date
    is_provisional: bool
    officer: str
    pay: str
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What was under way about the person: how many of each, with an address where there is one."""

    n_requests: int
    n_inputs: int
    n_messages: int


def standing(partner_id: int) -> "QuerySet[DeathCase]":
    """Return the cases that stand: everything but reports by mistake."""
    rows: QuerySet[DeathCase] = DeathCase.objects.of(partner_id).exclude(state=DeathState.WITHDRAWN)
    return rows


def people(*, partner_id: int) -> set[int]:
    """Return the ids of everybody whose death was reported. One query."""
    return set(standing(partner_id).values_list("person_id", flat=True))


def cases_beside(column: str) -> "QuerySet[DeathCase]":
    """Return the standing cases of the person in a column of an outer query."""
    rows: QuerySet[DeathCase] = DeathCase.objects.filter(partner_id=OuterRef("partner_id"), person_id=OuterRef(column))
    return rows.exclude(state=DeathState.WITHDRAWN)


def without_notice(cases: "QuerySet[DeathCase]") -> "QuerySet[DeathCase]":
    """Return those of the cases of which no pension body was told."""
    told = PensionNotice.objects.filter(partner_id=OuterRef("partner_id"), case_id=OuterRef("pk"))
    return cases.exclude(Exists(told))


def is_held(*, partner_id: int, person_id: int) -> bool:
    """Tell whether nothing is done about a person at present, after a death or because they are missing. One query."""
    return holds.open_hold(partner_id=partner_id, person_id=person_id) is not None


def case_of_person(*, partner_id: int, person_id: int) -> DeathCase | None:
    """Return the case of a person, or None. One query."""
    return standing(partner_id).select_related("officer").filter(person_id=person_id).first()


def confirmed(*, partner_id: int, person_id: int) -> DeathCase | None:
    """Return the case of a person whose death a second person has confirmed, or None. One query."""
    return standing(partner_id).exclude(state=DeathState.REPORTED).filter(person_id=person_id).first()


def one(case: UUID) -> DeathCase:
    """Return a case with its people. :raises DeathCase.DoesNotExist: when there is none in scope."""
    people = ("person", "reported_by", "confirmed_by", "officer", "deputy", "pay_by")
    found: DeathCase = DeathCase.objects.select_related(*people).get(uuid=case)
    return found


def cases(*, partner_id: int, reader: User, state: str = "") -> QuerySetRows:
    """Return the cases of a partner as rows of a list, filtered by state. Reports by mistake only when asked for.

    Whoever is next of kin in a case does not find it.
    """
    rows = death_family.open_to(DeathCase.objects.of(partner_id), reader, partner_id=partner_id)
    rows = rows.select_related("person", "officer")
    rows = rows.filter(state=state) if state else rows.exclude(state=DeathState.WITHDRAWN)
    return QuerySetRows(rows, row=_row)


def advances_ending(*, partner_id: int, on: date) -> "QuerySet[DeathCase]":
    """Return the cases whose advance ends within four weeks: the family learns of it before the money stops."""
    return standing(partner_id).filter(pay=DeathCase.Pay.ADVANCE, pay_until__gte=on, pay_until__lte=on + WARNED_BEFORE)


def kept_posts(*, partner_id: int, on: date) -> dict[int, Decimal]:
    """Return the posts that nobody calls vacant yet, with what of them rests: full-time equivalents. Three queries.

    For 30 days after the report the post of somebody who has died is not shown as vacant (domain HR-09.2).
    """
    cases = standing(partner_id).filter(reported_at__date__lte=on, reported_at__date__gt=on - NOT_VACANT)
    died = set(cases.values_list("person_id", flat=True))
    ended = PostHolding.objects.of(partner_id).filter(person_id__in=died, valid__endswith__lte=on)
    posts = dict(ended.order_by("valid").values_list("assignment_id", "post_id"))
    terms = AssignmentTerms.objects.of(partner_id).filter(assignment_id__in=posts).order_by("valid")
    last = {one.assignment_id: one for one in terms}
    found: dict[int, Decimal] = {}
    for job, one in last.items():
        rests = paid_fte(one.contract_hours, one.full_time_hours, one.paid_weeks, one.weeks_in_year)
        found[posts[job]] = found.get(posts[job], Decimal(0)) + rests
    return found


def events(case: DeathCase) -> list[dict[str, Any]]:
    """Return the log of a case for a timeline, the newest first. One query."""
    rows = DeathEvent.objects.of(case.partner_id).filter(case=case).select_related("by").order_by("-id")
    return [
        {"title": EVENTS.get(row.action, row.action), "by": row.by.full_name, "at": row.at, "reason": row.note}
        for row in rows
    ]


def pension_notices(case: DeathCase) -> list[PensionNotice]:
    """Return the pension bodies that were told, in order. One query."""
    return list(PensionNotice.objects.of(case.partner_id).filter(case=case).select_related("noted_by").order_by("id"))


def pending(case: DeathCase) -> Pending:
    """Return what was under way about the person and now waits."""
    of, person = case.partner_id, case.person_id
    inputs = MonthlyInput.objects.of(of).filter(person_id=person, state=InputState.SUBMITTED)
    return Pending(
        n_requests=ChangeRequest.objects.of(of).filter(person_id=person, settled_at=None).count(),
        n_inputs=inputs.count(),
        n_messages=holds.n_held(partner_id=of, person_id=person),
    )


def pay_after_death(*, partner_id: int, first: int, last: int, pay_date: date) -> dict[int, DeathPay]:
    """Return what is paid for people who have died, between two ids of people, both included. Three queries at most.

    Somebody who is paid on as an advance is paid until the last day of the advance. Somebody who is missing and whose
    pay people have decided to hold is among them.
    """
    between = {"person_id__gte": first, "person_id__lte": last}
    absent = MissingCase.objects.of(partner_id).filter(state=MissingState.MISSING, pay=MissingCase.Pay.HOLD, **between)
    missing = dict.fromkeys(absent.order_by("id").values_list("person_id", flat=True), DeathPay(True, None, True))
    rows = list(standing(partner_id).filter(**between).values_list("person_id", "pay", "date_of_death", "pay_until"))
    estates = {person_id for person_id, pay, *_ in rows if pay == DeathCase.Pay.ESTATE}
    known = estate.payable(partner_id=partner_id, people=estates, on=pay_date) if estates else set()
    return missing | {
        person_id: DeathPay(
            pay == DeathCase.Pay.HOLD,
            None if pay == DeathCase.Pay.HOLD else until or died,
            died=died,
            to_estate=person_id in estates,
            has_estate_account=person_id in known,
        )
        for person_id, pay, died, until in rows
    }


def _row(case: DeathCase) -> CaseRow:
    return CaseRow(
        case=case.uuid,
        name=case.person.display_name,
        state=case.state,
        state_words=case.get_state_display(),
        date_of_death=case.date_of_death,
        is_provisional=case.is_provisional,
        officer=case.officer.full_name if case.officer else "",
        pay=case.get_pay_display(),
        reported_at=case.reported_at,
    )
