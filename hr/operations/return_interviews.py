"""Record that a return-to-work interview was held, and what came of a referral to occupational health."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import AbsenceRecord, ReturnInterview
from hr.operations import dated
from partners.models import User
from partners.operations import holds
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

REFERRED_WITHIN, LOOKED_AT_WITHIN = timedelta(days=28), timedelta(days=366)


class NotPossible(DomainError):
    """No interview belongs to this absence, or not on this day."""


@transaction_required
def record_interview(
    *,
    absence: UUID,
    held_on: date,
    outcome: str,
    note: str,
    by: User,
    at: datetime,
    referred_on: date | None = None,
    follow_up_on: date | None = None,
) -> ReturnInterview:
    """Record the interview after an absence that is over.

    `referred_on`: when occupational health was asked; `follow_up_on`: when that is looked at again. Both come with the
    outcome of a referral, and with no other.

    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    :raises NotPossible: while the absence goes on, twice, before its end, in the future, or with oneself; for days of a
        referral that are missing or out of order
    :raises PersonOnHold: while everything about the person is frozen
    """
    row: AbsenceRecord = AbsenceRecord.objects.select_for_update(of=("self",)).get(uuid=absence)
    if row.state != AbsenceRecord.State.CLOSED or row.kind == AbsenceRecord.Kind.UNPAID:
        raise NotPossible("An interview is held after sickness that is over.", remedy="Record the return first.")
    if row.person_id in deciders.own_people(by, row.partner_id):
        raise NotPossible("This is your own absence.", remedy="Your manager or HR records it.")
    dated.refuse_close(row, by=by)
    if not row.valid.upper <= held_on <= timezone.localdate(at):
        raise NotPossible("The day lies between the return and today.", field="held_on")
    _check_referral(outcome, held_on, referred_on, follow_up_on)
    holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
    with partner_scope(row.partner_id, actor_id=by.pk):
        try:
            with transaction.atomic():
                made: ReturnInterview = ReturnInterview.objects.create(
                    partner_id=row.partner_id, person_id=row.person_id, absence=row, held_on=held_on,
                    outcome=ReturnInterview.Outcome(outcome), note=note.strip(), recorded_by=by, recorded_at=at,
                    referred_on=referred_on, follow_up_on=follow_up_on,
                )  # fmt: skip
        except IntegrityError as error:
            raise NotPossible("The interview after this absence is recorded already.") from error
    return made


def _check_referral(outcome: str, held_on: date, referred_on: date | None, follow_up_on: date | None) -> None:
    """Make sure that a referral has its days, in order, and nothing else has. :raises NotPossible: if not."""
    if outcome != ReturnInterview.Outcome.HEALTH:
        if referred_on is not None or follow_up_on is not None:
            field = "referred_on" if referred_on is not None else "follow_up_on"
            raise NotPossible("These days belong to a referral to occupational health.", field=field)
        return
    if referred_on is None or not held_on <= referred_on <= held_on + REFERRED_WITHIN:
        raise NotPossible("Enter the day of the referral: from the day of the talk, within four weeks.",
                          field="referred_on")  # fmt: skip
    if follow_up_on is None or not referred_on < follow_up_on <= referred_on + LOOKED_AT_WITHIN:
        raise NotPossible("Enter the day on which you look at it again: after the referral, within a year.",
                          field="follow_up_on")  # fmt: skip


@transaction_required
def record_follow_up(*, absence: UUID, on: date, note: str, by: User, at: datetime) -> ReturnInterview:
    """Record what occupational health advised and what was agreed with the person.

    :raises NotPossible: without a referral, twice, before it, in the future, with oneself, or without words
    :raises PersonOnHold: while everything about the person is frozen
    """
    rows = ReturnInterview.objects.select_for_update(of=("self",))
    row: ReturnInterview | None = rows.filter(absence__uuid=absence).first()
    if row is None or row.referred_on is None or row.followed_up_on is not None:
        raise NotPossible("There is no referral to look at, or it is done.")
    if row.person_id in deciders.own_people(by, row.partner_id):
        raise NotPossible("This is about yourself.", remedy="Your manager or HR records it.")
    dated.refuse_close(row, by=by)
    if not row.referred_on <= on <= timezone.localdate(at):
        raise NotPossible("The day lies between the referral and today.", field="on")
    if not note.strip():
        raise NotPossible("Enter what was advised and agreed.", field="note")
    holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.followed_up_on, row.followed_up_by, row.follow_up_note = on, by, note.strip()
        row.save(update_fields=["followed_up_on", "followed_up_by", "follow_up_note"])
    return row
