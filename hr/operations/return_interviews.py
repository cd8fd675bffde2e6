"""Record that a return-to-work interview was held."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import AbsenceRecord, ReturnInterview
from partners.models import User
from partners.operations import holds
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError


class NotPossible(DomainError):
    """No interview belongs to this absence, or not on this day."""


@transaction_required
def record_interview(
    *, absence: UUID, held_on: date, outcome: str, note: str, by: User, at: datetime
) -> ReturnInterview:
    """Record the interview after an absence that is over.

    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    :raises NotPossible: while the absence goes on, twice, before its end, in the future, or with oneself
    :raises PersonOnHold: while everything about the person is frozen
    """
    row: AbsenceRecord = AbsenceRecord.objects.select_for_update(of=("self",)).get(uuid=absence)
    if row.state != AbsenceRecord.State.CLOSED or row.kind == AbsenceRecord.Kind.UNPAID:
        raise NotPossible("An interview is held after sickness that is over.", remedy="Record the return first.")
    if row.person_id in deciders.own_people(by, row.partner_id):
        raise NotPossible("This is your own absence.", remedy="Your manager or HR records it.")
    if not row.valid.upper <= held_on <= timezone.localdate(at):
        raise NotPossible("The day lies between the return and today.", field="held_on")
    holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
    with partner_scope(row.partner_id, actor_id=by.pk):
        try:
            with transaction.atomic():
                made: ReturnInterview = ReturnInterview.objects.create(
                    partner_id=row.partner_id, person_id=row.person_id, absence=row, held_on=held_on,
                    outcome=ReturnInterview.Outcome(outcome), note=note.strip(), recorded_by=by, recorded_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise NotPossible("The interview after this absence is recorded already.") from error
    return made
