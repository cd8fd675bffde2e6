"""Membership of a pension scheme: joining, leaving, changing the section."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr.facts import FACTS, Fact
from hr.models import Assignment, PensionMembership, PensionScheme
from hr.operations import dated
from hr.operations.dated import Change
from partners.models import User
from sharedservices.common.db import transaction_required

Section = PensionMembership.Section
SCHEMES_WITH_FIFTY_FIFTY = "lgps"
KIND = FACTS[Fact.PENSION]


@transaction_required
def join(
    *,
    assignment: UUID,
    scheme: UUID,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    section: str = Section.MAIN,
    assessed_pay: Decimal | None = None,
) -> PensionMembership:
    """Enrol a job in a scheme from a day on. `assessed_pay` is the yearly pay fixed for choosing the band, in pounds.

    :raises RuleBroken: if the job is in a scheme then, the scheme has no such section, or the date is wrong
    :raises Assignment.DoesNotExist: if there is none in scope
    :raises PensionScheme.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    found: PensionScheme = PensionScheme.objects.of(job.partner_id).get(uuid=scheme)
    check_section(found, section)
    check_assessed_pay(assessed_pay)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        rows = dated.timeline(KIND, {"assignment_id": job.pk})
        dated.refuse_later(rows, effective_from, noun=KIND.noun)
        if (running := dated.in_force(rows, effective_from)) is not None:
            raise rules.OneSchemeAtATime.broken(since=running.valid.lower)
        row: PensionMembership = PensionMembership.objects.create(
            **dated.owner_of_assignment(job),
            scheme=found,
            section=Section(section),
            assessed_pay=assessed_pay,
            valid=DateRange(effective_from, job.valid.upper),
            reason=rules.check_reason(reason),
        )
    return row


@transaction_required
def leave(*, assignment: UUID, last_day: date, reason: str, by: User, at: datetime) -> PensionMembership:
    """End a job's membership after a last day.

    :raises RuleBroken: if the job is in no scheme on that day
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(last_day, within=job.valid, what="job", at=at, field="last_day")
        row: PensionMembership = dated.end(KIND, keys={"assignment_id": job.pk}, last_day=last_day)
    return row


@transaction_required
def change_section(
    *,
    assignment: UUID,
    section: str,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    assessed_pay: Decimal | None = None,
) -> PensionMembership:
    """Move a member between main and 50/50 section, or fix another pay for the band, from a day on.

    `assessed_pay` (pounds a year) is kept as it is when not given.

    :raises RuleBroken: if the job is in no scheme then, the scheme has no such section, or nothing changes
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    check_assessed_pay(assessed_pay)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        now = _membership_on(job, effective_from)
        check_section(now.scheme, section)
        says = {
            "section": Section(section),
            "assessed_pay": now.assessed_pay if assessed_pay is None else assessed_pay,
            "scheme_id": now.scheme_id,
        }
        new = Change(
            fact=Fact.PENSION,
            owner=dated.owner_of_assignment(job),
            start=effective_from,
            within=job.valid,
            values=lambda _uid: says,
            is_same=lambda row: all(getattr(row, name) == value for name, value in says.items()),
            reason=rules.check_reason(reason),
        )
        row: PensionMembership = dated.put(new, keys={"assignment_id": job.pk})
    return row


def check_section(scheme: PensionScheme, section: str) -> None:
    """Check that a scheme has a section. :raises RuleBroken: if it has not."""
    has_it = Section(section) == Section.MAIN or scheme.law_scheme.startswith(SCHEMES_WITH_FIFTY_FIFTY)
    rules.SectionOfScheme.require(has_it, scheme=scheme.name)


def check_assessed_pay(amount: Decimal | None) -> None:
    """Check the pay that chooses the band. :raises RuleBroken: if it is not sensible."""
    is_sensible = amount is None or 0 < amount <= rules.HIGHEST_ANNUAL
    rules.PayIsSensible.require(is_sensible, most=rules.HIGHEST_ANNUAL, field="assessed_pay")


def _membership_on(job: Assignment, on: date) -> PensionMembership:
    """Return the membership in force on a day. :raises RuleBroken: if there is none."""
    rows = PensionMembership.objects.filter(assignment_id=job.pk, valid__contains=on).select_related("scheme")
    row: PensionMembership | None = rows.order_by("id").first()
    if row is None:
        raise rules.SomethingToEnd.broken(what=KIND.noun, on=on, field="effective_from")
    return row
