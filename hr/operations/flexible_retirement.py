"""Flexible retirement (domain HR-08): somebody draws a pension, and the job goes on with fewer hours or less pay.

Nothing of the employment ends: no P45, no new first day. The pension membership ends and another begins on the next
day, and so do the terms. It stands among the leavers, with tasks of its own.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules_leaving as leaving_rules
from hr.checks import Terms
from hr.engine import agreements
from hr.engine.agreements import AgreementMissing
from hr.engine.leaving import age_on
from hr.engine.leaving_reasons import LeavingReason, Notice, rule_of
from hr.facts import FACTS, Fact
from hr.models import Assignment, AssignmentTerms, Leaving, LeavingPension, PensionMembership
from hr.operations import dated, leaving_ends, leaving_tasks, leavings, terms
from hr.operations.terms import Pay
from hr.queries import full_time_pay
from hr.queries.days import ONE_DAY
from partners.models import User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Flexible:
    """What is agreed: hours a week, perhaps a point that pays less (public ids), and who agreed to it and when."""

    contract_hours: Decimal
    consent_on: date
    consent: str
    body: str
    confirmed_on: date
    confirmation: str
    quoted_on: date | None = None
    working_pattern: str = ""
    grade: UUID | None = None
    spine_point: UUID | None = None


@transaction_required
def retire(*, assignment: UUID, wish: Flexible, effective_from: date, reason: str, by: User, at: datetime) -> Leaving:
    """Let a pension begin on a day while the job goes on with less.

    :raises RuleBroken: without consent of the employer, confirmation of the pension body, or a reduction; too young;
        in a scheme that does not know it; or where terms or membership change on the day or later
    :raises ObjectDoesNotExist: when job, grade or point is not in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.refuse_oneself(job, by=by)
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        _check_agreed(wish, start=effective_from, today=timezone.localdate(at))
        member = _in_force(Fact.PENSION, job, effective_from)
        _check_age(job, member, effective_from)
        old = _in_force(Fact.TERMS, job, effective_from)
        new = _less(job, wish, effective_from)
        ended = _change(job, old, member, new, effective_from, by=by, at=at, reason=reason)
        row = _record(job, wish, effective_from, ended, by=by, at=at)
        _note(row, job, wish, effective_from)
        leavings.log(row, "record", by=by, at=at, note=reason)
        leaving_tasks.open_flexible(row, job, at=at)
        leavings.leave_if_due(row, at=at)
    return row


def _check_agreed(wish: Flexible, *, start: date, today: date) -> None:
    consent = bool(wish.consent.strip()) and wish.consent_on <= min(today, start - ONE_DAY)
    leaving_rules.FlexibleConsent.require(consent)
    is_confirmed = bool(wish.confirmation.strip()) and bool(wish.body.strip()) and wish.confirmed_on <= today
    leaving_rules.FlexibleConfirmed.require(is_confirmed)


def _in_force(fact: Fact, job: Assignment, start: date) -> PensionMembership | AssignmentTerms:
    """Return the row that holds the day before and goes on. :raises RuleBroken: when there is none, or a later one."""
    kind = FACTS[fact]
    rows = dated.timeline(kind, {"assignment_id": job.pk})
    row: PensionMembership | AssignmentTerms | None = dated.in_force(rows, start)
    if row is None and fact is Fact.PENSION:
        raise leaving_rules.FlexibleScheme.broken(why="The job is in no pension scheme on that day.")
    changes = [one.valid.lower for one in rows if one.valid.lower >= start]
    is_fresh = row is not None and not changes
    leaving_rules.FlexibleStartsFresh.require(is_fresh, what=f"The {kind.noun}", on=min(changes, default=start))
    assert row is not None  # noqa: S101 - the rule has seen to it
    return row


def _check_age(job: Assignment, member: PensionMembership | AssignmentTerms, start: date) -> None:
    """Check scheme and age. :raises RuleBroken: FlexibleScheme, FlexibleOldEnough."""
    assert isinstance(member, PensionMembership)  # noqa: S101 - read as one
    try:
        least, _source = agreements.flexible_retirement_age(member.scheme.law_scheme, on=start)
    except AgreementMissing:
        why = f"{member.scheme.name} knows no flexible retirement on that day."
        raise leaving_rules.FlexibleScheme.broken(why=why) from None
    age = age_on(job.person.date_of_birth, start)
    leaving_rules.FlexibleOldEnough.require(age >= least, on=start, age=age, least=least)


def _less(job: Assignment, wish: Flexible, start: date) -> Terms:
    """Return the terms of fewer hours or a lower point. :raises RuleBroken: FlexibleIsLess, or whatever pay refuses."""
    now = terms.terms_on(job, start)
    new = replace(
        now, contract_hours=wish.contract_hours,
        working_pattern=" ".join(wish.working_pattern.split()) if wish.contract_hours != now.contract_hours
        else now.working_pattern,
    )  # fmt: skip
    before = after = None
    if wish.spine_point is not None:
        row = full_time_pay.terms_on(job, start)
        pay = Pay(grade=wish.grade, spine_point=wish.spine_point)
        point, grade = terms.point_and_grade(pay=pay, partner_id=job.partner_id, on=start)
        before = full_time_pay.of_terms(row, start) if row else None
        after = full_time_pay.of_point(point, start) if point else None
        new = replace(
            new, spine_point_id=point.pk if point else None, grade_id=grade.pk if grade else None, spot_annual=None,
            hourly_rate=None,
        )  # fmt: skip
    is_known = wish.spine_point is None or (before is not None and after is not None)
    pays_less = before is not None and after is not None and after < before
    pays_more = before is not None and after is not None and after > before
    is_less = wish.contract_hours < now.contract_hours or pays_less
    leaving_rules.FlexibleIsLess.require(
        is_known and is_less and not pays_more and wish.contract_hours <= now.contract_hours, hours=now.contract_hours
    )
    return new


def _change(
    job: Assignment, old: PensionMembership | AssignmentTerms, member: PensionMembership | AssignmentTerms, new: Terms,
    start: date, *, by: User, at: datetime, reason: str,
) -> list[leaving_ends.Ended]:  # fmt: skip
    """Put new terms and a new membership in the place of the old ones; return what that takes to be put back."""
    assert isinstance(member, PensionMembership)  # noqa: S101 - read as one
    upper, until = old.valid.upper, member.valid.upper
    made = terms.set_terms(assignment=job.uuid, terms=new, effective_from=start, reason=reason, by=by, at=at)
    lines = [["terms", old.pk, upper.isoformat() if upper else None], leaving_ends.made("terms", made)]
    lines.append(leaving_ends.end("pension membership", member, start - ONE_DAY))
    again = PensionMembership.objects.create(
        **dated.owner_of_assignment(job), scheme=member.scheme, section=member.section,
        assessed_pay=None, valid=DateRange(start, until), reason=reason[:200],
    )  # fmt: skip
    return [*lines, leaving_ends.made("pension membership", again)]


def _record(
    job: Assignment, wish: Flexible, start: date, ended: list[leaving_ends.Ended], *, by: User, at: datetime
) -> Leaving:
    row: Leaving = Leaving.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, employment=job.employment, assignment=job,
        leaving_reason=LeavingReason.FLEXIBLE_RETIREMENT, last_day=start - ONE_DAY, notice_given_on=wish.consent_on,
        notice=Notice.NONE, rehire=rule_of(LeavingReason.FLEXIBLE_RETIREMENT).rehire, ends_employment=False,
        ended=ended, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    return row


def _note(row: Leaving, job: Assignment, wish: Flexible, start: date) -> None:
    before, after = (full_time_pay.terms_on(job, on) for on in (start - ONE_DAY, start))
    LeavingPension.objects.create(
        partner_id=row.partner_id, person_id=row.person_id, leaving=row, body=_tidy(wish.body),
        quoted_on=wish.quoted_on, confirmed_on=wish.confirmed_on, confirmation=_tidy(wish.confirmation),
        consent_on=wish.consent_on, consent=_tidy(wish.consent),
        hours_before=before.contract_hours if before else None, hours_after=wish.contract_hours,
        grade_before=_grade(before), grade_after=_grade(after),
    )  # fmt: skip


def _grade(row: AssignmentTerms | None) -> str:
    return row.grade.name if row is not None and row.grade is not None else ""


def _tidy(text: str) -> str:
    return " ".join(text.split())
