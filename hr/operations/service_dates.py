"""Dates from which service counts (domain HR-03): recorded with what shows them, verified by whoever saw it.

The first date for a purpose is recorded at once. Another one, or none, comes by an approved request; former ones stay.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_onboarding as onboarding_rules
from hr.models import Employment, ServiceDate
from hr.operations import dated
from hr.operations.freeze import require_free
from partners.models import User
from sharedservices.common.db import transaction_required

LONGEST = 200


@transaction_required
def verify(*, employment: UUID, purpose: str, since: date, evidence: str, by: User, at: datetime) -> ServiceDate:
    """Record the first date for a purpose, or that one which nobody has verified is right as it stands.

    :raises RuleBroken: when another date is recorded, without evidence, for a day to come or after the employment
        began, or about oneself
    :raises Employment.DoesNotExist: if there is none in scope
    """
    row = _lock(employment)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    tidy = _checked(row, since=since, evidence=evidence, at=at)
    held = _held(row, purpose)
    is_first = held is None or (held.verified_at is None and held.since == since)
    onboarding_rules.ServiceRecordedOnce.require(is_first)
    with dated.change(partner_id=row.partner_id, by=by, reason=f"service: {tidy}"[:LONGEST]):
        if held is None:
            return _put(row, purpose=purpose, since=since, evidence=tidy, by=by, at=at)
        held.evidence, held.verified_by, held.verified_at = tidy, by, at
        held.save(update_fields=["evidence", "verified_by", "verified_at"])
    return held


@transaction_required
def change(
    *, employment: UUID, purpose: str, since: date, evidence: str, reason: str, by: User, at: datetime
) -> ServiceDate:
    """Put another date in the place of one that is recorded, which stays as a former one. By an approved request.

    :raises RuleBroken: when none is recorded or it is the same, and as `verify`
    :raises Employment.DoesNotExist: if there is none in scope
    """
    row = _lock(employment)
    tidy = _checked(row, since=since, evidence=evidence, at=at)
    held = _recorded(row, purpose)
    rules.SomethingChanges.require(held.since != since, what="date", since="before", field="since")
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        _end(held, reason=reason, by=by, at=at)
        return _put(row, purpose=purpose, since=since, evidence=tidy, by=by, at=at)


@transaction_required
def withdraw(*, employment: UUID, purpose: str, reason: str, by: User, at: datetime) -> ServiceDate:
    """Let a date count no longer: continuous service counts for its purpose. By an approved request.

    :raises RuleBroken: when none is recorded, or without a reason
    :raises Employment.DoesNotExist: if there is none in scope
    """
    row = _lock(employment)
    held = _recorded(row, purpose)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        _end(held, reason=reason, by=by, at=at)
    return held


def _lock(employment: UUID) -> Employment:
    row: Employment = Employment.objects.select_for_update(of=("self",)).get(uuid=employment)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    return row


def _checked(row: Employment, *, since: date, evidence: str, at: datetime) -> str:
    tidy = " ".join(evidence.split())
    onboarding_rules.ServiceIsShown.require(0 < len(tidy) <= LONGEST)
    latest = min(row.valid.lower, timezone.localdate(at))
    onboarding_rules.ServiceBeforeStart.require(since <= latest or since == row.valid.lower, start=row.valid.lower)
    return tidy


def _held(row: Employment, purpose: str) -> ServiceDate | None:
    rows = ServiceDate.objects.of(row.partner_id).select_for_update(of=("self",))
    found: ServiceDate | None = rows.filter(employment=row, purpose=purpose, ended_at=None).first()
    return found


def _recorded(row: Employment, purpose: str) -> ServiceDate:
    held = _held(row, purpose)
    if held is None:
        raise onboarding_rules.ServiceRecorded.broken()
    return held


def _end(held: ServiceDate, *, reason: str, by: User, at: datetime) -> None:
    held.ended_at, held.ended_by, held.end_reason = at, by, rules.check_reason(reason)
    held.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _put(row: Employment, *, purpose: str, since: date, evidence: str, by: User, at: datetime) -> ServiceDate:
    made: ServiceDate = ServiceDate.objects.create(
        partner_id=row.partner_id, person_id=row.person_id, employment=row, purpose=ServiceDate.Purpose(purpose),
        since=since, evidence=evidence, verified_by=by, verified_at=at,
    )  # fmt: skip
    return made
