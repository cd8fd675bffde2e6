"""The catalogue of pay elements, and what recurs every period."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr.facts import FACTS, Fact
from hr.models import PayElement, PayProtection, RecurringElement
from hr.operations import dated
from hr.operations.entries import Entry, check_entry, element_on
from hr.operations.freeze import require_free
from hr.rules_increments import PaidByProtection
from partners.models import User
from sharedservices.common.db import transaction_required

RECURRING = FACTS[Fact.RECURRING]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementDetails:
    """An element as the catalogue has it: treatment for tax, NI and pension as data. `rate` in pounds a unit."""

    code: str
    name: str
    kind: str
    method: str
    factor: Decimal = Decimal(1)
    rate: Decimal | None = None
    taxable: bool = True
    niable: bool = True
    pensionable: bool = False
    hours_varying: bool = False
    recovers: bool = False


@transaction_required
def create_element(
    *, partner_id: int, details: ElementDetails, starts_on: date, reason: str, by: User, at: datetime
) -> PayElement:
    """Add an element to a partner's catalogue.

    :raises RuleBroken: if the code is taken or the rate or factor is not sensible
    """
    code = details.code.strip().upper()
    for figure, field in ((details.rate, "rate"), (details.factor, "factor")):
        is_sensible = figure is None or 0 < figure <= rules.HIGHEST_ENTRY
        rules.EntryIsSensible.require(is_sensible, most=rules.HIGHEST_ENTRY, field=field)
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        rules.CodeIsFree.require(not PayElement.objects.of(partner_id).filter(code=code).exists(), taken=code)
        fields = asdict(details) | {
            "code": code,
            "name": " ".join(details.name.split()),
            "kind": PayElement.Kind(details.kind),
            "method": PayElement.Method(details.method),
        }
        row: PayElement = PayElement.objects.create(partner_id=partner_id, valid=DateRange(starts_on, None), **fields)
    return row


@transaction_required
def end_element(*, element: UUID, last_day: date, reason: str, by: User, at: datetime) -> PayElement:
    """Take an element out of use after a last day. Entries that run on beyond it are refused.

    :raises RuleBroken: if it is not in use then, or a job still has it afterwards
    :raises PayElement.DoesNotExist: if there is none in scope
    """
    row: PayElement = PayElement.objects.select_for_update(of=("self",)).get(uuid=element)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        until = last_day + timedelta(days=1)
        is_in_use = row.valid.lower <= last_day and (row.valid.upper is None or until < row.valid.upper)
        rules.SomethingToEnd.require(is_in_use, what=f"element {row.name} in use", on=last_day)
        running = RecurringElement.objects.filter(element_id=row.pk, valid__contains=until).order_by("id").first()
        if running is not None:
            raise rules.RecurringOnce.broken(element=row.name, since=running.valid.lower, field="last_day")
        row.valid = DateRange(row.valid.lower, until)
        row.save(update_fields=["valid"])
    return row


@transaction_required
def add_recurring(
    *,
    assignment: UUID,
    element: UUID,
    entry: Entry,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    last_day: date | None = None,
) -> RecurringElement:
    """Pay or take an element every period from a day on, to a last day or until it is ended.

    :raises RuleBroken: if the entry does not fit the element, the job already has it, or the date is wrong
    :raises Assignment.DoesNotExist: if there is none in scope
    :raises PayElement.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        found = element_on(element=element, partner_id=job.partner_id, on=effective_from)
        check_entry(found, entry)
        until = _end(job.valid.upper, found.valid.upper, last_day)
        if until is not None and last_day is not None:
            dated.check_date(
                last_day, within=DateRange(effective_from, job.valid.upper), what="job", at=at, field="last_day"
            )
        rows = dated.timeline(RECURRING, {"assignment_id": job.pk, "element_id": found.pk})
        clash = [row for row in rows if row.valid.upper is None or row.valid.upper > effective_from]
        if clash:
            raise rules.RecurringOnce.broken(element=found.name, since=clash[0].valid.lower)
        with_rest = RecurringElement.objects.of(job.partner_id).filter(
            employment=job.employment_id, element=found, remaining__isnull=False,
            valid__overlap=DateRange(effective_from, until),
        )  # fmt: skip
        rules.RemainderOnce.require(not with_rest.exists(), element=found.name)
        row: RecurringElement = RecurringElement.objects.create(
            **dated.owner_of_assignment(job),
            element=found,
            **asdict(entry),
            valid=DateRange(effective_from, until),
            reason=rules.check_reason(reason),
        )
    return row


def _kept(row: RecurringElement) -> dict[str, Any]:
    """Return what a new amount leaves as it is: the papers, and what is left to take since the first of its rows."""
    since = None if row.remaining is None else row.remaining_since or row.valid.lower
    return {
        "reference": row.reference, "is_protected": row.is_protected, "remaining": row.remaining,
        "remaining_since": since,
    }  # fmt: skip


@transaction_required
def change_recurring(
    *, recurring: UUID, entry: Entry, effective_from: date, reason: str, by: User, at: datetime
) -> RecurringElement:
    """Change what a recurring element gives from a day on, to the day on which it ends anyway.

    The row in force ends the day before; from its own first day on it is corrected. The trail keeps both.

    :raises RuleBroken: if the entry does not fit the element or says what it says already, the element does not run
        on that day, or a later change has been recorded
    :raises RecurringElement.DoesNotExist: if there is none in scope
    """
    named: RecurringElement = RecurringElement.objects.select_related("assignment", "element").get(uuid=recurring)
    job = dated.lock_assignment(named.assignment.uuid)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        named.refresh_from_db(fields=["valid"])
        _refuse_protected(named)
        dated.check_date(effective_from, within=named.valid, what=RECURRING.noun, at=at)
        check_entry(element_on(element=named.element.uuid, partner_id=job.partner_id, on=effective_from), entry)
        says, kept = asdict(entry), _kept(named)
        new = dated.Change(
            fact=Fact.RECURRING,
            owner=dated.owner_of_assignment(job) | {"element_id": named.element_id},
            start=effective_from,
            within=named.valid,
            values=lambda _uid: says | kept,
            is_same=lambda row: all(getattr(row, name) == value for name, value in says.items()),
            reason=rules.check_reason(reason),
        )
        row: RecurringElement = dated.put(new, keys=RECURRING.timeline_of(named))
    return row


@transaction_required
def end_recurring(*, recurring: UUID, last_day: date, reason: str, by: User, at: datetime) -> RecurringElement:
    """End a recurring element after a last day.

    :raises RuleBroken: if it does not run on that day
    :raises RecurringElement.DoesNotExist: if there is none in scope
    """
    row: RecurringElement = RecurringElement.objects.select_for_update(of=("self",)).get(uuid=recurring)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        _refuse_protected(row)
        until = last_day + timedelta(days=1)
        runs = row.valid.lower <= last_day and (row.valid.upper is None or until < row.valid.upper)
        rules.SomethingToEnd.require(runs, what=RECURRING.noun, on=last_day)
        row.valid = DateRange(row.valid.lower, until)
        row.save(update_fields=["valid"])
    return row


def _refuse_protected(row: RecurringElement) -> None:
    """Leave alone what pay protection works out. :raises RuleBroken: PaidByProtection."""
    held = PayProtection.objects.filter(
        assignment_id=row.assignment_id, element_id=row.element_id, valid__overlap=row.valid
    )
    PaidByProtection.require(not held.exists(), element=row.element.name)


def _end(*ends: date | None) -> date | None:
    """Return the first of several days on which something ends; the last argument is an inclusive last day."""
    *exclusive, last_day = ends
    known = [one for one in exclusive if one is not None]
    if last_day is not None:
        known.append(last_day + timedelta(days=1))
    return min(known, default=None)
