"""Secondments (domain HR-07): out to a host, with funding and a way back; in from a home employer, until a day."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.engine.acting import WHOLE
from hr.models import Assignment, AssignmentTerms, Secondment
from hr.operations import dated
from partners.models import Grant, User
from partners.operations import grants
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)
D = Secondment.Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed with the other side: `funded_percent` is the share of the cost that the host pays."""

    organisation: str
    contact: str
    funded_percent: Decimal = Decimal(0)
    is_recharged: bool = False
    may_return: bool = True

    def tidied(self) -> "Agreement":
        """Return it without needless spaces. :raises RuleBroken: when it is not whole."""
        organisation, contact = (" ".join(text.split()) for text in (self.organisation, self.contact))
        duties.OtherSideNamed.require(all(0 < len(one) <= rules.LONGEST_REASON for one in (organisation, contact)))
        has_share = 0 <= self.funded_percent <= WHOLE and (self.funded_percent > 0 or not self.is_recharged)
        duties.RechargeHasShare.require(has_share)
        return replace(self, organisation=organisation, contact=contact)


@transaction_required
def second_out(
    *, assignment: UUID, agreement: Agreement, effective_from: date, last_day: date, reason: str, by: User, at: datetime
) -> Secondment:
    """Lend somebody to a host from a first to a last day: employment, pay and post go on.

    :raises RuleBroken: for dates out of order or outside the job, another secondment then, or an unclear agreement
    :raises Assignment.DoesNotExist: when there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        duties.ContractOfSecondee.require(not _is_secondee(job, effective_from))
        span = _span(job, effective_from, last_day, at=at)
        return _record(D.OUT, job, agreement, span, reason)


@transaction_required
def second_in(
    *, assignment: UUID, agreement: Agreement, effective_from: date, last_day: date, reason: str, by: User, at: datetime
) -> Secondment:
    """Record for whom somebody from elsewhere really works; their access here ends after the last day.

    :raises RuleBroken: as `second_out`, and unless the job's contract is a secondment in
    :raises Assignment.DoesNotExist: when there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        duties.ContractOfSecondee.require(_is_secondee(job, effective_from))
        row = _record(D.IN, job, agreement, _span(job, effective_from, last_day, at=at), reason)
        _end_access(job, last_day, reason=reason, by=by, at=at)
    return row


def _is_secondee(job: Assignment, on: date) -> bool:
    rows = AssignmentTerms.objects.filter(assignment=job, valid__contains=on)
    return bool(rows.filter(contract=AssignmentTerms.Contract.SECONDMENT_IN).exists())


def _span(job: Assignment, first: date, last: date, *, at: datetime) -> DateRange:
    """Return the days. :raises RuleBroken: out of order, outside the job, or with another secondment on them."""
    dated.check_date(first, within=job.valid, what="job", at=at)
    duties.SecondmentHasEnd.require(last >= first)
    dated.check_date(last, within=job.valid, what="job", at=at, field="last_day")
    span = DateRange(first, last + ONE_DAY)
    clash = Secondment.objects.filter(assignment=job, valid__overlap=span).order_by("valid").first()
    if clash is not None:
        raise duties.SecondmentOnce.broken(since=clash.valid.lower)
    return span


def _record(direction: str, job: Assignment, agreement: Agreement, span: DateRange, reason: str) -> Secondment:
    made: Secondment = Secondment.objects.create(
        **dated.owner_of_assignment(job), **asdict(agreement.tidied()), direction=direction, valid=span,
        reason=rules.check_reason(reason),
    )  # fmt: skip
    return made


def _end_access(job: Assignment, last_day: date, *, reason: str, by: User, at: datetime) -> None:
    """End every access of the person's human being at the partner after the last day."""
    logins = User.objects.filter(
        human_id__in=Grant.objects.filter(partner_id=job.partner_id, person_id=job.person_id).values("user__human_id")
    )
    held = Grant.objects.filter(user__in=logins, partner_id=job.partner_id, ended_at=None)
    for row in held.order_by("id"):
        if row.valid.upper is None or row.valid.upper > max(last_day, timezone.localdate(at)) + ONE_DAY:
            grants.end(grant_id=row.pk, partner_id=job.partner_id, last_day=last_day, reason=reason[:200], by=by, at=at)
