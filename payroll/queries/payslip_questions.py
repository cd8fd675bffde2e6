"""Find questions about payslips: one's own, and those that payroll answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from partners.queries.holds import quiet
from payroll.models import PayQuery
from payroll.queries import payslip_words
from sharedservices.common.formatting import counted

EXCERPT = 90


class QuestionMissing(LookupError):
    """There is no such question among those that the reader may see."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer. `days` is how long it has waited, or waited until it was answered."""

    query_id: int
    uuid: UUID
    run: UUID
    employment: UUID
    payslip: str
    line: str
    message: str
    is_open: bool
    opened_at: datetime
    days: int
    answer: str
    answered_at: datetime | None
    person: str = ""
    employee_no: str = ""
    answered_by: str = ""

    @property
    def state(self) -> str:
        """Return where it stands, as the tag says it."""
        return "Open" if self.is_open else "Answered"

    @property
    def opened_on(self) -> date:
        """The local day on which it was asked."""
        return timezone.localdate(self.opened_at)

    @property
    def age(self) -> str:
        """Say how long it has waited."""
        return "today" if not self.days else counted(self.days, "day", "days")

    @property
    def about(self) -> str:
        """Say what it is about: a line, or the payslip as a whole."""
        return self.line or "The payslip as a whole"

    @property
    def excerpt(self) -> str:
        """Return the beginning of the message."""
        return self.message if len(self.message) <= EXCERPT else f"{self.message[:EXCERPT].rstrip()}…"


def _rows() -> "QuerySet[PayQuery]":
    found: QuerySet[PayQuery] = PayQuery.objects.select_related("run__period", "run__pay_group", "employment")
    return found


def own_questions(*, person_ids: Collection[int], on: date) -> tuple[Question, ...]:
    """Return the questions of these people, the latest first. One query, fit for self-service."""
    rows = _rows().filter(person_id__in=person_ids).order_by("-opened_at", "-id")
    return tuple(_question(row, on) for row in rows)


def own_questions_about(*, person_ids: Collection[int], run: UUID, employment: UUID, on: date) -> tuple[Question, ...]:
    """Return the questions of these people about one payslip, the latest first. One query, fit for self-service."""
    rows = _rows().filter(person_id__in=person_ids, run__uuid=run, employment__uuid=employment)
    return tuple(_question(row, on) for row in rows.order_by("-opened_at", "-id"))


def listed(
    *, q: str = "", state: str = "", older_than: int | None = None, run: UUID | None = None, on: date
) -> "QuerySet[PayQuery]":
    """Return the questions that payroll sees, filtered; `as_question` makes rows of them.

    `older_than` is in days: those that have waited longer, by the calendar.
    """
    rows = _rows().select_related("person", "answered_by")
    if state:
        rows = rows.filter(state=state)
    if run is not None:
        rows = rows.filter(run__uuid=run)
    if older_than is not None:
        rows = rows.filter(opened_at__date__lt=on - timedelta(days=older_than))
    for word in q.split():
        rows = rows.filter(
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(person__known_as__icontains=word)
            | Q(employment__employee_no__startswith=word)
        )
    return rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions wait for an answer, and how many days the oldest has waited."""

    count: int
    days: int


def waiting(*, on: date) -> Waiting | None:
    """Return what waits for an answer, or None when nothing does. One query."""
    rows = quiet(PayQuery.objects.filter(state=PayQuery.State.OPEN))
    found = rows.aggregate(count=Count("id"), oldest=Min("opened_at"))
    if not found["count"]:
        return None
    return Waiting(found["count"], max((on - timezone.localdate(found["oldest"])).days, 0))


def as_question(row: PayQuery, *, on: date) -> Question:
    """Return a question as payroll sees it: with the person and who answered."""
    return _question(row, on, with_people=True)


def question(*, uuid: UUID, on: date) -> Question:
    """Return one question as payroll sees it. One query.

    :raises QuestionMissing: when there is none in scope.
    """
    row = _rows().select_related("person", "answered_by").filter(uuid=uuid).first()
    if row is None:
        raise QuestionMissing(f"no question {uuid}")
    return _question(row, on, with_people=True)


def hold_questions_of(person_id: int) -> None:
    """Let one request at a time ask for a person until the transaction ends, so that a form sent twice asks once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('payroll_payquery', %s))", [person_id])


def _question(row: PayQuery, on: date, *, with_people: bool = False) -> Question:
    """Return a row as it is shown."""
    period = row.run.period
    until = on if row.answered_at is None else timezone.localdate(row.answered_at)
    return Question(
        query_id=row.pk,
        uuid=row.uuid,
        run=row.run.uuid,
        employment=row.employment.uuid,
        payslip=payslip_words.label(period.pay_date, row.run.pay_group.frequency, row.run.number),
        line=row.line,
        message=row.message,
        is_open=row.state == PayQuery.State.OPEN,
        opened_at=row.opened_at,
        days=max((until - timezone.localdate(row.opened_at)).days, 0),
        answer=row.answer,
        answered_at=row.answered_at,
        person=row.person.display_name if with_people else "",
        employee_no=row.employment.employee_no,
        answered_by=row.answered_by.full_name if with_people and row.answered_by else "",
    )
