"""How long a partner keeps what, and what is held back from erasure (domain HR-13)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from partners.audit import audit
from partners.models import AuditAction, LegalHold, RetentionRule, RetentionSchedule, User
from partners.queries import retention as found
from partners.retention import classes, seed
from partners.scope import partner_scope
from partners.states import SCHEDULE, ScheduleState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "schedule"
LONGEST_REASON = 200


class BadSchedule(DomainError):
    """The months are not possible, or shorter than the law allows."""


class OneAtATime(DomainError):
    """Something of this kind waits already."""


class NotYourOwn(DomainError):
    """A second person is needed."""

    is_refusal = True


class ReasonNeeded(DomainError):
    """It needs a reason."""


class NotAsRead(DomainError):
    """It is no longer what was on the page."""


@transaction_required
def propose_schedule(
    *, partner_id: int, months: Mapping[str, int], reason: str, by: User, at: datetime
) -> RetentionSchedule:
    """Propose how many months each class of data is kept; a class that is left out is kept as the seed proposes.

    :raises BadSchedule: for months beyond what the law allows, or an unknown class
    :raises OneAtATime: while another one waits
    :raises ReasonNeeded: without a reason
    """
    tidy = words(reason)
    wanted = {one.code: months.get(one.code, seed()[one.code].months) for one in classes()}
    for code, n in wanted.items():
        if not seed()[code].minimum <= n <= seed()[code].maximum:
            raise BadSchedule(
                f"Keep this for {seed()[code].minimum} to {seed()[code].maximum:,} months.",
                field=code,
                remedy="Change the months.",
            )
    latest = RetentionSchedule.objects.of(partner_id).aggregate(latest=Max("version"))["latest"] or 0
    with partner_scope(partner_id, actor_id=by.pk, reason=tidy):
        try:
            with transaction.atomic():
                row: RetentionSchedule = RetentionSchedule.objects.create(
                    partner_id=partner_id, version=latest + 1, reason=tidy, proposed_by=by, proposed_human=by.human_id,
                    proposed_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise OneAtATime(
                "A schedule waits for approval already.", remedy="Approve or withdraw it first."
            ) from error
        RetentionRule.objects.bulk_create(
            RetentionRule(
                partner_id=partner_id, schedule=row, data_class=code, months=n, clock=seed()[code].clock.value,
                source=seed()[code].source if n == seed()[code].months else tidy,
            )
            for code, n in wanted.items()
        )  # fmt: skip
        row.content_hash = found.schedule_hash(row.pk)
        row.save(update_fields=["content_hash"])
        _log(AuditAction.SUBMIT, row)
    return row


@transaction_required
def approve_schedule(*, schedule: UUID, content_hash: str, by: User, at: datetime) -> RetentionSchedule:
    """Approve a schedule for exactly what it says; the one in force is replaced.

    :raises NotYourOwn: for whoever proposed it, by any login
    :raises NotAsRead: when the hash is another
    :raises WrongState: unless it waits
    """
    row = _lock(schedule)
    state = next_state(SCHEDULE, "approve", row.state, noun=NOUN)
    if row.proposed_human == by.human_id:
        raise NotYourOwn("You proposed this schedule. Somebody else approves it.")
    if content_hash != row.content_hash:
        raise NotAsRead("The schedule is not what was on your page.", remedy="Read it again.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.reason):
        before = found.schedule_in_force(row.partner_id)
        if before is not None:
            before.state = ScheduleState(next_state(SCHEDULE, "replace", before.state, noun=NOUN))
            before.save(update_fields=["state"])
        row.state, row.approved_hash = ScheduleState(state), row.content_hash
        row.approved_by, row.approved_human, row.approved_at = by, by.human_id, at
        row.save(update_fields=["state", "approved_hash", "approved_by", "approved_human", "approved_at"])
        _log(AuditAction.APPROVE, row)
    return row


@transaction_required
def withdraw_schedule(*, schedule: UUID, by: User, at: datetime) -> RetentionSchedule:
    """Withdraw a schedule that waits.

    :raises WrongState: unless it waits
    """
    row = _lock(schedule)
    row.state = ScheduleState(next_state(SCHEDULE, "withdraw", row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.save(update_fields=["state"])
        _log(AuditAction.CANCEL, row)
    return row


@transaction_required
def set_hold(
    *, partner_id: int, person_id: int | None, data_class: str, reason: str, by: User, at: datetime
) -> LegalHold:
    """Hold back from erasure what belongs to a person, to a class of data, to both, or, with neither, everything.

    :raises ReasonNeeded: without a reason
    :raises BadSchedule: for a class that does not exist
    """
    tidy = words(reason)
    if data_class and data_class not in seed():
        raise BadSchedule("There is no such class of data.", field="data_class")
    with partner_scope(partner_id, actor_id=by.pk, reason=tidy):
        hold: LegalHold = LegalHold.objects.create(
            partner_id=partner_id, person_id=person_id, data_class=data_class, reason=tidy, set_by=by, set_at=at
        )
        _log(AuditAction.SUBMIT, hold)
    return hold


@transaction_required
def lift_hold(*, hold: UUID, reason: str, by: User, at: datetime) -> LegalHold:
    """Lift a legal hold.

    :raises ReasonNeeded: without a reason
    :raises OneAtATime: when it is lifted already
    """
    tidy = words(reason)
    row: LegalHold = LegalHold.objects.select_for_update(of=("self",)).get(uuid=hold)
    if row.lifted_at is not None:
        raise OneAtATime("This hold was lifted already.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy):
        row.lifted_by, row.lifted_at, row.lift_reason = by, at, tidy
        row.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
        _log(AuditAction.CLEAR, row)
    return row


def words(text: str, *, field: str = "reason") -> str:
    """Return a reason without spare spaces. :raises ReasonNeeded: when it is empty or too long."""
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST_REASON:
        raise ReasonNeeded(f"Say why, in at most {LONGEST_REASON} characters.", field=field)
    return tidy


def _lock(schedule: UUID) -> RetentionSchedule:
    row: RetentionSchedule = RetentionSchedule.objects.select_for_update(of=("self",)).get(uuid=schedule)
    return row


def _log(action: AuditAction, row: RetentionSchedule | LegalHold) -> None:
    audit(
        action=action, object_type=row._meta.db_table, object_id=row.pk, label=str(row)[:200], partner_id=row.partner_id
    )
