"""Tax code, National Insurance category and student loans of an employment."""

from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr.facts import FACTS, Fact
from hr.models import NiCategory, StudentLoan, TaxCode
from hr.operations import dated
from hr.operations.dated import Change
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.paye_codes import check_ni_category, check_tax_code


@transaction_required
def change_tax_code(  # noqa: PLR0913 - keyword-only: what a notice says
    *,
    employment: UUID,
    code: str,
    week1month1: bool,
    source: str,
    notice_date: date,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
) -> TaxCode:
    """Tax an employment by another code from a day on. A code marked W1, M1 or X is week 1/month 1 by that.

    :raises InvalidTaxCode: if HMRC issues no such code
    :raises RuleBroken: for dates out of order, outside the employment, or a change that changes nothing
    :raises Employment.DoesNotExist: if there is none in scope
    """
    checked = check_tax_code(code, field="code")
    non_cumulative = week1month1 or checked.is_week1month1
    today = timezone.localdate(at)
    rules.NoticeNotAfterUse.require(notice_date <= today, notice=notice_date, today=today)
    says = {
        "code": checked.code,
        "week1month1": non_cumulative,
        "source": TaxCode.Source(source),
        "notice_date": notice_date,
    }
    job = dated.lock_employment(employment, settles=True)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.refuse_oneself(job, by=by)
        dated.check_date(effective_from, within=job.valid, what="employment", at=at)
        new = Change(
            fact=Fact.TAX_CODE,
            owner=dated.owner_of_employment(job),
            start=effective_from,
            within=job.valid,
            values=lambda _uid: says,
            is_same=lambda row: all(getattr(row, name) == value for name, value in says.items()),
            reason=rules.check_reason(reason),
        )
        row: TaxCode = dated.put(new, keys={"employment_id": job.pk})
    return row


@transaction_required
def change_ni_category(
    *,
    employment: UUID,
    category: str,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    director_method: str = NiCategory.DirectorMethod.NONE,
    director_from: date | None = None,
) -> NiCategory:
    """Work an employment's National Insurance by another letter, or as a director's, from a day on.

    :raises InvalidNiCategory: if there is no such letter
    :raises RuleBroken: for dates out of order or outside the employment, or a director without appointment
    :raises Employment.DoesNotExist: if there is none in scope
    """
    says = {
        "category": check_ni_category(category, field="category"),
        "director_method": NiCategory.DirectorMethod(director_method),
        "director_from": director_from,
    }
    rules.DirectorHasDate.require(bool(director_method) == (director_from is not None))
    job = dated.lock_employment(employment, settles=True)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.refuse_oneself(job, by=by)
        dated.check_date(effective_from, within=job.valid, what="employment", at=at)
        new = Change(
            fact=Fact.NI_CATEGORY,
            owner=dated.owner_of_employment(job),
            start=effective_from,
            within=job.valid,
            values=lambda _uid: says,
            is_same=lambda row: all(getattr(row, name) == value for name, value in says.items()),
            reason=rules.check_reason(reason),
        )
        row: NiCategory = dated.put(new, keys={"employment_id": job.pk})
    return row


@transaction_required
def start_student_loan(
    *, employment: UUID, plan: str, source: str, effective_from: date, reason: str, by: User, at: datetime
) -> StudentLoan:
    """Deduct for a loan plan from a day on, as HMRC's start notice or the starter checklist says.

    :raises RuleBroken: if the plan is already deducted or the date is wrong
    :raises Employment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_employment(employment, settles=True)
    kind, keys = FACTS[Fact.STUDENT_LOAN], {"employment_id": job.pk, "plan": StudentLoan.Plan(plan)}
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.refuse_oneself(job, by=by)
        dated.check_date(effective_from, within=job.valid, what="employment", at=at)
        rows = dated.timeline(kind, keys)
        dated.refuse_later(rows, effective_from, noun=kind.noun)
        if (running := dated.in_force(rows, effective_from)) is not None:
            raise rules.LoanNotTwice.broken(since=running.valid.lower)
        row: StudentLoan = StudentLoan.objects.create(
            **dated.owner_of_employment(job),
            plan=StudentLoan.Plan(plan),
            source=source.strip(),
            valid=DateRange(effective_from, job.valid.upper),
            reason=rules.check_reason(reason),
        )
    return row


@transaction_required
def stop_student_loan(
    *, employment: UUID, plan: str, last_day: date, reason: str, by: User, at: datetime
) -> StudentLoan:
    """Stop deducting for a loan plan after a last day, as HMRC's stop notice says.

    :raises RuleBroken: if the plan is not deducted on that day
    :raises Employment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_employment(employment, settles=True)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.refuse_oneself(job, by=by)
        dated.check_date(last_day, within=job.valid, what="employment", at=at, field="last_day")
        keys = {"employment_id": job.pk, "plan": StudentLoan.Plan(plan)}
        row: StudentLoan = dated.end(FACTS[Fact.STUDENT_LOAN], keys=keys, last_day=last_day)
    return row
