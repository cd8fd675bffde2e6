"""Questions to HR: the list with its age, one thread, and what waits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from hr.models import HrQuestion, HrQuestionMessage
from hr.queries.deaths import cases_beside
from hr.states import QuestionState
from partners.queries.holds import quiet
from partners.roles import Role
from sharedservices.common.rowsources import QuerySetRows

OPEN = (QuestionState.ASKED, QuestionState.WITH_HR, QuestionState.ANSWERED)
WAITING = (QuestionState.ASKED, QuestionState.WITH_HR)
ROUTED = {
    HrQuestion.Topic.DIRECTOR.value: Role.HR_DIRECTOR,
    HrQuestion.Topic.MONITORING.value: Role.MONITORING_OFFICER,
}
"""Concerns about HR, and who alone reads them (domain HR-16)."""
RESTRICTED = (HrQuestion.Topic.GRIEVANCE, HrQuestion.Topic.FLEXIBLE, *ROUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """One question in the list. `days`: how long ago it was asked."""

    question: UUID
    number: str
    name: str
    topic: str
    subject: str
    channel: str
    asked_on: date
    days: int
    due_on: date
    is_late: bool
    owner: str
    state: str
    state_label: str
    is_on_hold: bool


def next_number(*, partner_id: int) -> int:
    """Return the number of the next question of a partner, and hold the row of numbers until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('hr_hrquestion'), %s)", [partner_id])
        cursor.execute("SELECT hr_next_question(%s)", [partner_id])
        found: int = cursor.fetchone()[0]
    return found


def of_partner(partner_id: int) -> "QuerySet[HrQuestion]":
    """Return the questions that the reader may see, each with whether it is frozen by a death."""
    rows: QuerySet[HrQuestion] = HrQuestion.objects.of(partner_id).select_related("person", "owner", "asked_by")
    return rows.annotate(is_frozen=Exists(cases_beside("person_id")))


def thread(row: HrQuestion) -> list[HrQuestionMessage]:
    """Return the messages of a question, the oldest first. One query."""
    return list(HrQuestionMessage.objects.of(row.partner_id).filter(question=row).select_related("by").order_by("id"))


def listed(
    *, partner_id: int, on: date, search: str = "", state: str = "", topic: str = "", user_id: int | None = None
) -> QuerySetRows:
    """Return questions as rows of a list: the open ones, unless a state is asked for; of `user_id` theirs."""
    rows = of_partner(partner_id)
    rows = rows.filter(state=state) if state else rows.filter(state__in=OPEN)
    if topic:
        rows = rows.filter(topic=topic)
    if user_id is not None:
        rows = rows.filter(owner_id=user_id)
    for word in search.split():
        digits = word.upper().removeprefix("Q-").lstrip("0")
        number = Q(number=int(digits)) if digits.isdecimal() and len(digits) <= 9 else Q()
        named = Q(person__surname__icontains=word) | Q(person__forenames__icontains=word) | Q(subject__icontains=word)
        rows = rows.filter(named | number if number else named)
    return QuerySetRows(rows, row=lambda one: _row(one, on))


def n_waiting(*, partner_id: int, on: date) -> tuple[int, int]:
    """Return how many questions wait for HR that the reader may see, and how many of them are late. Two queries."""
    rows = quiet(of_partner(partner_id)).filter(~Exists(cases_beside("person_id")), state__in=WAITING)
    return int(rows.count()), int(rows.filter(due_on__lt=on).count())


def _row(one: HrQuestion, on: date) -> QuestionRow:
    asked = timezone.localdate(one.asked_at)
    return QuestionRow(
        question=one.uuid, number=str(one), name=one.person.display_name, topic=str(one.get_topic_display()),
        subject=one.subject, channel=str(one.get_channel_display()), asked_on=asked, days=(on - asked).days,
        due_on=one.due_on, is_late=one.state in WAITING and one.due_on < on,
        owner=one.owner.full_name if one.owner else "", state=one.state, state_label=str(one.get_state_display()),
        is_on_hold=bool(vars(one)["is_frozen"]) and one.state in OPEN,
    )  # fmt: skip
