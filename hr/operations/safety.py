"""Accidents and exposure at work (domain HR-13): recorded, ended, reported to HSE, withdrawn when made in error."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules_safety as safety_rules
from hr.models import Person, SafetyRecord
from hr.operations import dated
from partners.models import User
from sharedservices.common.db import transaction_required

K, C = SafetyRecord.Kind, SafetyRecord.Category
ACCIDENTS = (C.FALL, C.HANDLING, C.STRUCK, C.VEHICLE, C.VIOLENCE, C.OTHER)
EXPOSURES = (C.ASBESTOS, C.RADIATION, C.NOISE, C.VIBRATION, C.SUBSTANCE)
LONGEST = {"place": 120, "account": 500, "report_reference": 40, "reason": 200}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What is recorded. `ended_on` is the last day of an exposure that is over."""

    kind: str
    category: str
    happened_on: date
    place: str
    account: str
    riddor: str = SafetyRecord.Riddor.NO
    ended_on: date | None = None


@transaction_required
def record(*, person: UUID, happened: Happened, by: User, at: datetime) -> SafetyRecord:
    """Record an accident of somebody, or an exposure.

    :raises RuleBroken: for a category of the other kind, days to come or out of order, without words, about oneself or
        somebody close
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)
    kind, today = K(happened.kind), timezone.localdate(at)
    fits = ACCIDENTS if kind is K.ACCIDENT else EXPOSURES
    safety_rules.SafetyCategoryFits.require(happened.category in fits, kind=kind.label.lower())
    _check_day(happened.happened_on, who.date_of_birth, today, "happened_on")
    if happened.ended_on is not None:
        safety_rules.SafetyEndsOnce.require(kind is K.EXPOSURE)
        _check_day(happened.ended_on, happened.happened_on, today, "ended_on")
    place, account = _words(happened.place, "place"), _words(happened.account, "account")
    with dated.change(partner_id=who.partner_id, by=by, reason=f"{kind.label} recorded"):
        made: SafetyRecord = SafetyRecord.objects.create(
            partner_id=who.partner_id, person=who, kind=kind, category=C(happened.category),
            happened_on=happened.happened_on, ended_on=happened.ended_on, place=place, account=account,
            riddor=SafetyRecord.Riddor(happened.riddor), recorded_by=by, recorded_at=at,
        )  # fmt: skip
    return made


@transaction_required
def end_exposure(*, record: UUID, ended_on: date, by: User, at: datetime) -> SafetyRecord:
    """Record the last day of an exposure: the years that it is kept count from then.

    :raises RuleBroken: for an accident, twice, a day to come or before the first, or about oneself
    :raises SafetyRecord.DoesNotExist: if there is none in scope
    """
    row = _lock(record, by)
    safety_rules.SafetyEndsOnce.require(row.kind == K.EXPOSURE and row.ended_on is None)
    _check_day(ended_on, row.happened_on, timezone.localdate(at), "ended_on")
    with dated.change(partner_id=row.partner_id, by=by, reason="last day of an exposure"):
        row.ended_on = ended_on
        row.save(update_fields=["ended_on"])
    return row


@transaction_required
def note_report(*, record: UUID, reported_on: date, reference: str, by: User, at: datetime) -> SafetyRecord:
    """Note that HSE was told, with its reference.

    :raises RuleBroken: when RIDDOR asks for none, twice, without a reference, or for a day that cannot be
    :raises SafetyRecord.DoesNotExist: if there is none in scope
    """
    row = _lock(record, by)
    safety_rules.SafetyReportedOnce.require(row.riddor != SafetyRecord.Riddor.NO and row.reported_on is None)
    _check_day(reported_on, row.happened_on, timezone.localdate(at), "reported_on")
    said = _words(reference, "report_reference")
    with dated.change(partner_id=row.partner_id, by=by, reason=f"Reported to HSE: {said}"):
        row.reported_on, row.report_reference = reported_on, said
        row.save(update_fields=["reported_on", "report_reference"])
    return row


@transaction_required
def withdraw(*, record: UUID, reason: str, by: User, at: datetime) -> SafetyRecord:
    """Withdraw a record that was made in error. It stays, with the reason, until the schedule lets it go.

    :raises RuleBroken: without a reason, twice, or about oneself
    :raises SafetyRecord.DoesNotExist: if there is none in scope
    """
    row = _lock(record, by)
    why = _words(reason, "reason")
    with dated.change(partner_id=row.partner_id, by=by, reason=why):
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, at, why
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    return row


def _lock(record: UUID, by: User) -> SafetyRecord:
    row: SafetyRecord = SafetyRecord.objects.select_for_update(of=("self",)).get(uuid=record)
    dated.refuse_oneself(row, by=by)
    safety_rules.SafetyStands.require(row.withdrawn_at is None)
    return row


def _check_day(on: date, first: date, today: date, field: str) -> None:
    safety_rules.SafetyDates.require(first <= on <= today, on=on, field=field)


def _words(text: str, field: str) -> str:
    tidy, longest = " ".join(text.split()), LONGEST[field]
    safety_rules.SafetyWords.require(0 < len(tidy) <= longest, longest=longest, field=field)
    return tidy
