"""Agreements to work more than the average of the law (domain HR-03): recorded with the paper, ended by notice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules_time as time_rules
from hr.engine import working_time as law
from hr.models import Document, Person, WorkingTimeOptOut
from hr.operations import dated, documents
from hr.operations.documents import NewDocument
from hr.operations.freeze import require_free
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What was signed: the day, the notice it asks for in days, and its last day where it has one."""

    signed_on: date
    notice_days: int
    agreed_until: date | None = None


@transaction_required
def record(*, person: UUID, signed: Signed, copy: bytes, by: User, at: datetime) -> WorkingTimeOptOut:
    """Record that somebody has agreed in writing to longer hours, with the paper. The person sees both.

    :raises RuleBroken: for somebody under 18, days out of order or to come, a notice the law does not know, while
        another agreement holds, a paper that is neither PDF, JPEG nor PNG, or when it is about oneself
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    require_free(partner_id=who.partner_id, person_id=who.pk)
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)
    _check(who, signed, today=timezone.localdate(at))
    valid = DateRange(signed.signed_on, signed.agreed_until + dated.ONE_DAY if signed.agreed_until else None)
    other = WorkingTimeOptOut.objects.of(who.partner_id).filter(person=who, valid__overlap=valid).order_by("id").first()
    if other is not None:
        raise time_rules.OptOutOnce.broken(start=other.valid.lower)
    with dated.change(partner_id=who.partner_id, by=by, reason="agreement to longer hours"):
        title = f"Agreement to longer hours, {day(signed.signed_on)}"
        new = NewDocument(kind=Document.Kind.OTHER, title=title, content=copy, about="opt-out", is_for_person=True)
        paper = documents.store(person=person, new=new, by=by, at=at)
        made: WorkingTimeOptOut = WorkingTimeOptOut.objects.create(
            partner_id=who.partner_id, person=who, valid=valid, notice_days=signed.notice_days, document=paper,
            recorded_by=by, recorded_at=at,
        )  # fmt: skip
    return made


def _check(who: Person, signed: Signed, *, today: date) -> None:
    on, until = signed.signed_on, signed.agreed_until
    time_rules.OptOutDates.require(on <= today and (until is None or until >= on))
    limits = law.limits(on=on)
    time_rules.OptOutOfAdult.require(not law.is_young(born=who.date_of_birth, on=on), on=on, most=limits.young)
    time_rules.OptOutNotice.require(
        law.is_notice(signed.notice_days, on=on), days=signed.notice_days, least=limits.notice_days,
        months=limits.notice_months,
    )  # fmt: skip


@transaction_required
def withdraw(*, opt_out: UUID, given_on: date, by: User, at: datetime) -> WorkingTimeOptOut:
    """Give notice of an agreement: it ends when the notice does. HR records a letter; the person does it alone.

    Only who it is about decides it, so HR about itself goes by self-service like anybody.

    :raises RuleBroken: for a day to come or outside the agreement, or when notice was given before
    :raises WorkingTimeOptOut.DoesNotExist: if there is none in scope
    """
    row: WorkingTimeOptOut = WorkingTimeOptOut.objects.select_for_update(of=("self",)).get(uuid=opt_out)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    is_open = row.withdrawn_on is None and given_on in row.valid and given_on <= timezone.localdate(at)
    time_rules.OptOutEndsOnce.require(is_open, on=given_on)
    ends = law.last_day_of_agreement(given_on=given_on, notice_days=row.notice_days) + dated.ONE_DAY
    with dated.change(partner_id=row.partner_id, by=by, reason="notice of an agreement to longer hours"):
        upper = ends if row.valid.upper is None else min(ends, row.valid.upper)
        said: dict[str, Any] = {
            "valid": DateRange(row.valid.lower, upper), "withdrawn_on": given_on, "withdrawn_by": by,
            "withdrawn_at": at,
        }  # fmt: skip
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))
    return row
