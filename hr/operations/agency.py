"""The register of agency and off-payroll workers (domain HR-02, HR-17): what they cost, and until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import AgencyAssignment, OrgUnit, Post
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

ONE_DAY = timedelta(days=1)
LONGEST = {"supplier": 120, "reference": 40, "title": 120, "why": 200, "reason": 200}
MOST_DAYS = 731
"""An assignment of more than two years is recorded anew. Source: partner policy."""


class NotPossible(DomainError):
    """Dates, words or figures do not stand."""


class RecordedAlready(DomainError):
    """The supplier has an assignment under this reference on the same days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who sends whom, to do what, where, for how many hours a week at which charge an hour, from when to when."""

    kind: str
    supplier: str
    reference: str
    title: str
    unit: UUID
    hours: Decimal
    rate: Decimal
    status: str
    first_day: date
    last_day: date
    why: str
    post: UUID | None = None


@transaction_required
def record(*, partner_id: int, wanted: Wanted, by: User, at: datetime) -> AgencyAssignment:
    """Record an assignment.

    :raises NotPossible: without words, for dates that do not follow, or an agency outside the off-payroll rules
    :raises RecordedAlready: when it is there
    :raises OrgUnit.DoesNotExist: if there is no such unit in scope
    :raises Post.DoesNotExist: if there is no such post in scope
    """
    unit = OrgUnit.objects.of(partner_id).get(uuid=wanted.unit)
    post = Post.objects.of(partner_id).get(uuid=wanted.post) if wanted.post else None
    if wanted.kind != AgencyAssignment.Kind.AGENCY and wanted.status == AgencyAssignment.Status.NOT_ASKED:
        raise NotPossible(
            "Somebody who is not sent by an agency is inside or outside the off-payroll rules.", field="status",
            remedy="Work it out with HMRC’s tool, and record what it says (ITEPA 2003, part 2, chapter 10).",
        )  # fmt: skip
    if not (0 < wanted.hours <= 100 and wanted.rate > 0):
        raise NotPossible("Enter hours a week up to 100, and a charge above nought.", field="hours")
    days = _days(wanted.first_day, wanted.last_day)
    words = {name: _words(getattr(wanted, name), name) for name in ("supplier", "reference", "title", "why")}
    with partner_scope(partner_id, actor_id=by.pk, reason=words["why"]):
        try:
            with transaction.atomic():
                made: AgencyAssignment = AgencyAssignment.objects.create(
                    partner_id=partner_id, kind=AgencyAssignment.Kind(wanted.kind), org_unit=unit, post=post,
                    hours=wanted.hours, rate=wanted.rate, status=AgencyAssignment.Status(wanted.status), valid=days,
                    recorded_by=by, recorded_at=at, **words,
                )  # fmt: skip
        except IntegrityError as error:
            raise RecordedAlready(
                "This supplier has an assignment under this reference on these days.", field="reference",
                remedy="Open the register, and move its last day.",
            ) from error  # fmt: skip
    return made


@transaction_required
def move_end(*, assignment: UUID, last_day: date, reason: str, by: User, at: datetime) -> AgencyAssignment:
    """Move the last day of an assignment: it ends sooner, or goes on.

    :raises NotPossible: without a reason, or for a day before the first or too far ahead
    :raises AgencyAssignment.DoesNotExist: if there is none in scope
    """
    row: AgencyAssignment = AgencyAssignment.objects.select_for_update(of=("self",)).get(uuid=assignment)
    words = _words(reason, "reason")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        row.valid = _days(row.valid.lower, last_day)
        row.moved_by, row.moved_at, row.moved_why = by, at, words
        row.save(update_fields=["valid", "moved_by", "moved_at", "moved_why"])
    return row


def _days(first: date, last: date) -> DateRange:
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        raise NotPossible("The last day lies between the first and two years after it.", field="last_day")
    return DateRange(first, last + ONE_DAY)


def _words(text: str, field: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST[field]:
        raise NotPossible("Words are missing, or there are too many.", field=field, remedy=f"At most {LONGEST[field]}.")
    return tidy
