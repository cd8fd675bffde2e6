"""Pay protection and market supplements (domain HR-04): paid by rows of a pay element, with an end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_increments as pay_rules
from hr.engine.pay_protection import Kind
from hr.models import Assignment, MarketSupplement, PayElement, PayProtection, RecurringElement
from hr.operations import dated, elements
from hr.operations.entries import Entry, check_entry, element_on
from hr.operations.freeze import require_free
from hr.queries import pay_protection as found
from partners.models import Partner, User
from partners.queries.holds import quiet
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How pay is protected: pounds a year full time, and the element that pays it."""

    kind: str
    yearly: Decimal
    element: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What is paid on top each pay period, by which element, on which evidence, and when it is looked at again."""

    element: UUID
    amount: Decimal
    evidence: str
    review_on: date


@dataclass(frozen=True, slots=True)
class InStep:
    """How many protections were brought in step with pay and hours."""

    n_moved: int


@transaction_required
def protect(
    *, assignment: UUID, wanted: Wanted, effective_from: date, last_day: date, reason: str, by: User, at: datetime
) -> PayProtection:
    """Protect the pay of a job from a first to a last day.

    :raises RuleBroken: when nothing would be paid, another protection holds, the element is used already, or days
        out of order
    :raises ObjectDoesNotExist: when job or element is not in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        pay_rules.ProtectionPays.require(wanted.yearly > 0)
        element = element_on(element=wanted.element, partner_id=job.partner_id, on=effective_from)
        check_entry(element, Entry(amount=wanted.yearly))
        span = _span(job, element, effective_from, last_day)
        row: PayProtection = PayProtection.objects.create(
            **dated.owner_of_assignment(job), kind=Kind(wanted.kind), yearly=wanted.yearly, element=element, valid=span,
            reason=rules.check_reason(reason),
        )  # fmt: skip
        pay_rules.ProtectionPays.require(_bring(row))
    return row


@transaction_required
def end_protection(*, protection: UUID, last_day: date, reason: str, by: User, at: datetime) -> PayProtection:
    """End a protection before its time.

    :raises RuleBroken: unless it holds on that day and beyond
    :raises PayProtection.DoesNotExist: when there is none in scope
    """
    row: PayProtection = PayProtection.objects.select_related("assignment").get(uuid=protection)
    job = dated.lock_assignment(row.assignment.uuid)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        row.refresh_from_db(fields=["valid"])
        until = row.valid.upper
        _cut(row, last_day)
        _bring(row, until=until)
    return row


@transaction_required
def keep_in_step(*, partner_id: int) -> InStep:
    """Work out again what every protection of a partner pays, after increments, awards and changes of hours.

    Nobody about whom nothing is changed is touched. Safe to run twice.
    """
    rows = quiet(PayProtection.objects.of(partner_id)).select_for_update(of=("self",)).order_by("id")
    return InStep(sum(_bring(row) for row in rows))


def keep_in_step_everywhere() -> int:
    """Do so at every partner, each in a scope of its own; return how many moved."""
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="pay protection follows pay and hours"):
            n += keep_in_step(partner_id=partner_id).n_moved
    return n


@transaction_required
def supplement(
    *, assignment: UUID, wanted: Supplement, effective_from: date, last_day: date, reason: str, by: User, at: datetime
) -> MarketSupplement:
    """Pay a market supplement from a first to a last day.

    :raises RuleBroken: without evidence, for a review outside the days, another supplement, or what the element refuses
    :raises ObjectDoesNotExist: when job or element is not in scope
    """
    words = " ".join(wanted.evidence.split())
    pay_rules.SupplementHasEvidence.require(0 < len(words) <= rules.LONGEST_REASON)
    pay_rules.SupplementReviewed.require(effective_from <= wanted.review_on <= last_day)
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        span = DateRange(effective_from, last_day + ONE_DAY)
        held = MarketSupplement.objects.filter(assignment=job, valid__overlap=span).order_by("valid").first()
        if held is not None:
            raise pay_rules.OneProtection.broken(since=held.valid.lower)
        paid = elements.add_recurring(
            assignment=job.uuid, element=wanted.element, entry=Entry(amount=wanted.amount),
            effective_from=effective_from, last_day=last_day, reason=reason, by=by, at=at,
        )  # fmt: skip
        row: MarketSupplement = MarketSupplement.objects.create(
            **dated.owner_of_assignment(job), recurring=paid, evidence=words, review_on=wanted.review_on, valid=span,
            reason=rules.check_reason(reason),
        )  # fmt: skip
    return row


@transaction_required
def end_supplement(*, supplement: UUID, last_day: date, reason: str, by: User, at: datetime) -> MarketSupplement:
    """End a supplement before its time.

    :raises RuleBroken: unless it is paid on that day and beyond
    :raises MarketSupplement.DoesNotExist: when there is none in scope
    """
    row: MarketSupplement = MarketSupplement.objects.select_related("assignment", "recurring").get(uuid=supplement)
    job = dated.lock_assignment(row.assignment.uuid)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        row.refresh_from_db(fields=["valid"])
        row.review_on = min(row.review_on, last_day)
        _cut(row, last_day)
        elements.end_recurring(recurring=row.recurring.uuid, last_day=last_day, reason=reason, by=by, at=at)
    return row


def _span(job: Assignment, element: PayElement, first: date, last: date) -> DateRange:
    """Return the days of a protection. :raises RuleBroken: outside the job, or where something is paid already."""
    ends = job.valid.upper
    rules.WithinTheJob.require(
        first <= last and (ends is None or last < ends), on=last, what="job", first=first,
        until=rules.until(None if ends is None else ends - ONE_DAY), field="last_day",
    )  # fmt: skip
    span = DateRange(first, last + ONE_DAY)
    held = PayProtection.objects.filter(assignment=job, valid__overlap=span).order_by("valid").first()
    if held is not None:
        raise pay_rules.OneProtection.broken(since=held.valid.lower)
    paid = RecurringElement.objects.filter(assignment=job, element=element, valid__overlap=span).first()
    if paid is not None:
        raise rules.RecurringOnce.broken(element=element.name, since=paid.valid.lower)
    return span


def _cut(row: PayProtection | MarketSupplement, last_day: date) -> None:
    """Let it end after a last day. :raises RuleBroken: unless it holds then and beyond."""
    until = last_day + ONE_DAY
    runs = row.valid.lower <= last_day and until < row.valid.upper
    rules.SomethingToEnd.require(runs, what=str(row._meta.verbose_name), on=last_day)
    row.valid = DateRange(row.valid.lower, until)
    row.save(update_fields=["valid", *(["review_on"] if isinstance(row, MarketSupplement) else [])])


def _bring(row: PayProtection, *, until: date | None = None) -> bool:
    """Write what a protection pays as rows of its element, and tell whether anything is otherwise now.

    `until`: the day after the last on which it was to pay before it was cut.
    """
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    wanted = found.pieces_of(row)
    rows = RecurringElement.objects.filter(assignment_id=row.assignment_id, element_id=row.element_id)
    rows = rows.filter(valid__overlap=DateRange(row.valid.lower, until or row.valid.upper))
    held = list(rows.select_for_update(of=("self",)).order_by("valid", "id"))
    says = [(one.start, one.end, one.amount, True) for one in wanted]
    if says == [(one.valid.lower, one.valid.upper, one.amount, one.is_protected) for one in held]:
        return False
    for one in held:
        one.delete()
    for piece in wanted:
        RecurringElement.objects.create(
            partner_id=row.partner_id, person_id=row.person_id, employment_id=row.employment_id,
            assignment_id=row.assignment_id, element_id=row.element_id, amount=piece.amount,
            valid=DateRange(piece.start, piece.end), reason=row.reason,
            is_protected=True,
        )  # fmt: skip
    return True
