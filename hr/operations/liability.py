"""Employee liability information for a new employer (TUPE 2006 regulation 11): prepared, confirmed, given, withdrawn.

What a second person confirms is sealed as they saw it, and only that is downloaded. Every look and download is on the
audit trail.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules_liability as rules
from hr.engine import agreements
from hr.models import Employment, LiabilityDisclosure, LiabilityPerson, Person
from hr.operations import dated
from hr.operations.freeze import require_free
from hr.queries import liability as found
from hr.queries.days import ONE_DAY
from hr.states import LIABILITY, LiabilityState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries.holds import stands_beside
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state
from sharedservices.common.formatting import counted

NOUN = "liability information"
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """To whom which service goes over and when. Without numbers: everybody whom a TUPE leaving ends the day before."""

    transferee: str
    undertaking: str
    transfer_on: date
    numbers: Sequence[str] = ()
    agreements: str = ""


@transaction_required
def prepare(*, partner_id: int, wish: Transfer, by: User, at: datetime) -> LiabilityDisclosure:
    """Prepare it for a group of people.

    :raises RuleBroken: for a transfer that is not ahead, or people who are not known, not employed then, or oneself
    :raises PersonOnHold: while nothing is done about one of them
    """
    rules.TransferAhead.require(wish.transfer_on > timezone.localdate(at), on=wish.transfer_on)
    employments = _employments(partner_id, wish)
    with dated.change(partner_id=partner_id, by=by, reason="Employee liability information"):
        people = [one.person_id for one in employments]
        dated.refuse_concerned(people=people, partner_id=partner_id, by=by)
        _require_free(partner_id, people)
        row: LiabilityDisclosure = LiabilityDisclosure.objects.create(
            partner_id=partner_id, transferee=_tidy(wish.transferee), undertaking=_tidy(wish.undertaking),
            transfer_on=wish.transfer_on, agreements=wish.agreements.strip(), prepared_by=by,
            prepared_human=by.human_id, prepared_at=at,
        )  # fmt: skip
        LiabilityPerson.objects.bulk_create(
            LiabilityPerson(partner_id=partner_id, disclosure=row, person_id=one.person_id, employment=one)
            for one in employments
        )
        _log(row, "prepare", counted(len(employments), "person", "people"))
    return row


@transaction_required
def note_claims(*, liability_person: UUID, claims: str, by: User, at: datetime) -> LiabilityPerson:
    """Note the claims of somebody that are known or to be expected, as the legal team says.

    :raises WrongState: once it is confirmed
    :raises LiabilityPerson.DoesNotExist: if there is none in scope
    """
    one: LiabilityPerson = LiabilityPerson.objects.select_related("disclosure").get(uuid=liability_person)
    row = _lock(one.disclosure.uuid)
    _refuse_unless_prepared(row)
    require_free(partner_id=row.partner_id, person_id=one.person_id)
    with dated.change(partner_id=row.partner_id, by=by, reason="Claims noted"):
        dated.refuse_oneself(one, by=by)
        one.claims = claims.strip()
        one.save(update_fields=["claims"])
        _log(row, "claims", "Claims of one person noted")
    return one


@transaction_required
def confirm(*, disclosure: UUID, seen: str, by: User, at: datetime) -> LiabilityDisclosure:
    """Confirm it as it was shown, by its hash; what it says is sealed from now on.

    :raises RuleBroken: for whoever prepared it, whoever it is about, or when the record says something else by now
    :raises WrongState: unless it waits
    """
    row, today = _lock(disclosure), timezone.localdate(at)
    with dated.change(partner_id=row.partner_id, by=by, reason="Employee liability information confirmed"):
        state = next_state(LIABILITY, "confirm", row.state, noun=NOUN)
        rules.ConfirmedByAnother.require(row.prepared_human != by.human_id)
        told = found.told(row, on=today)
        people = [one.person.person_id for one in told]
        dated.refuse_concerned(people=people, partner_id=row.partner_id, by=by)
        _require_free(row.partner_id, people)
        seen_now = found.content_hash(told, on=today)
        rules.ConfirmedAsSeen.require(seen == seen_now)
        for one in told:
            one.person.content = sealing.seal(json.dumps(one.rows), aad=found.aad(one.person))
            one.person.save(update_fields=["content"])
        row.state, row.as_at, row.content_hash = LiabilityState(state), today, seen_now
        row.confirmed_by, row.confirmed_human, row.confirmed_at = by, by.human_id, at
        row.save()
        _log(row, "confirm", f"As at {today.isoformat()}")
    return row


@transaction_required
def give(
    *, disclosure: UUID, given_on: date, given_how: str, why_late: str, by: User, at: datetime
) -> LiabilityDisclosure:
    """Record when and how the transferee got it.

    :raises RuleBroken: for a day to come, content that is too old by then, or too late without special circumstances
    :raises WrongState: unless it is confirmed
    """
    row = _lock(disclosure)
    with dated.change(partner_id=row.partner_id, by=by, reason="Employee liability information given"):
        state = next_state(LIABILITY, "give", row.state, noun=NOUN)
        assert row.as_at is not None  # noqa: S101 - it is confirmed
        _require_free(row.partner_id, [one.person_id for one in found.people(row)])
        rules.GivenByToday.require(given_on <= timezone.localdate(at) and given_on < row.transfer_on, on=given_on)
        days, most = agreements.liability_days(on=given_on)
        rules.RecentEnough.require(
            row.as_at <= given_on <= row.as_at + ONE_DAY * most, as_at=row.as_at, on=given_on, most=most
        )
        latest = found.latest_to_give(row, days)
        rules.GivenInTime.require(
            given_on <= latest or bool(why_late.strip()), latest=latest, days=days, on=row.transfer_on
        )
        row.state, row.given_on, row.given_how = LiabilityState(state), given_on, _tidy(given_how)
        row.why_late = _tidy(why_late) if given_on > latest else ""
        row.save(update_fields=["state", "given_on", "given_how", "why_late"])
        _log(row, "give", row.given_how)
    return row


@transaction_required
def withdraw(*, disclosure: UUID, reason: str, by: User, at: datetime) -> LiabilityDisclosure:
    """Withdraw what was not given. :raises WrongState: once it was."""
    row = _lock(disclosure)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.state = LiabilityState(next_state(LIABILITY, "withdraw", row.state, noun=NOUN))
        row.withdrawn_why = _tidy(reason)
        row.save(update_fields=["state", "withdrawn_why"])
        _log(row, "withdraw", row.withdrawn_why)
    return row


def record_view(row: LiabilityDisclosure) -> None:
    """Leave a trace of who looked at what is said about everybody of a group."""
    audit(
        action=AuditAction.VIEW, object_type="hr_liabilitydisclosure", object_id=row.pk, label=str(row),
        partner_id=row.partner_id,
    )  # fmt: skip


def _require_free(partner_id: int, people: Collection[int]) -> None:
    """Make sure that nobody of a group is on hold. One query. :raises PersonOnHold: for whoever is."""
    held = Person.objects.of(partner_id).filter(stands_beside("pk"), pk__in=people).order_by("id").first()
    if held is not None:
        require_free(partner_id=partner_id, person_id=held.pk)


def _employments(partner_id: int, wish: Transfer) -> list[Employment]:
    last_day = wish.transfer_on - ONE_DAY
    numbers = sorted({one.strip() for one in wish.numbers if one.strip()})
    if not numbers:
        leaving = found.leaving_then(partner_id=partner_id, last_day=last_day)
        rules.PeopleKnown.require(bool(leaving), problem="nobody leaves under TUPE on the day before the transfer.")
        return leaving
    rows = Employment.objects.of(partner_id).filter(employee_no__in=numbers, valid__contains=last_day)
    there = list(rows.order_by("employee_no", "id"))
    missing = sorted(set(numbers) - {one.employee_no for one in there})
    rules.PeopleKnown.require(not missing, problem=f"{', '.join(missing[:5])} is not employed on the day before it.")
    return there


def _lock(uuid: UUID) -> LiabilityDisclosure:
    found_row: LiabilityDisclosure = LiabilityDisclosure.objects.select_for_update(of=("self",)).get(uuid=uuid)
    return found_row


def _refuse_unless_prepared(row: LiabilityDisclosure) -> None:
    if row.state != LiabilityState.PREPARED:
        raise WrongState("What was confirmed stays as it is.", remedy="Withdraw it and prepare another one.")


def _log(row: LiabilityDisclosure, action: str, note: str) -> None:
    audit(
        action=AuditAction.UPDATE, object_type="hr_liabilitydisclosure", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"action": action, "state": row.state}, reason=note,
    )  # fmt: skip


def _tidy(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
