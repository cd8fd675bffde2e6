"""Leaving one job or the whole employment (domain HR-08, T-HR-3): a leaver of a job is not a leaver of the employment.

What is recorded here was approved as a change request. From that moment the days are in the record: exactly what
belongs to the jobs that end gets an end, and the employment only when its last job ends. Tax code, National Insurance
and bank account stay open: the final pay needs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_leaving as leaving_rules
from hr.engine import agreements, leaving
from hr.engine.leaving_reasons import LeavingReason, Notice, rule_of
from hr.models import (
    Assignment,
    Employment,
    Leaving,
    LeavingEvent,
    LeavingTask,
)
from hr.operations import consultations, costs, dated, leaving_ends, leaving_open, leaving_tasks
from hr.operations.freeze import require_free
from hr.operations.leaving_ends import ACCESS, goes_on
from hr.queries import cases
from hr.queries.days import ONE_DAY
from hr.queries.days import last_day as last_day_of
from hr.states import LEAVING, LeavingState, LeavingTaskState
from partners.audit import audit
from partners.models import AuditAction, Partner, User
from partners.operations import leavers_access
from partners.queries.holds import quiet
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.periods import add_months

NOUN = "leaving"
MONTHS_TO_READ = 12
"""Whoever has left reads their own record so many months longer (partner policy; domain SEC-03)."""
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody leaves. `exit_payment` in pounds, with whose decision it is; dismissals name their case."""

    last_day: date
    leaving_reason: str
    notice_given_on: date
    notice: str
    access: str = Leaving.Access.LAST_DAY
    case_reference: str = ""
    exit_payment: Decimal = Decimal(0)
    exit_authority: str = ""
    rehire: str = ""


@transaction_required
def leave_job(*, assignment: UUID, wish: Wish, reason: str, by: User, at: datetime) -> Leaving:
    """End one job after its last day. The employment ends with it when it is the last one.

    :raises RuleBroken: for what the reason does not allow, a wrong day, or a later change of the job
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    employment = _lock_employment(job.employment_id)
    others = [one for one in _jobs(employment, wish.last_day) if one.pk != job.pk]
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        _check_day(job.valid, wish, what="job", at=at)
        _check(job, wish, at=at, by=by)
        return _record(employment, [job], wish, ends_employment=not others, only=job, by=by, at=at, reason=reason)


@transaction_required
def leave_employment(
    *, employment: UUID, wish: Wish, reason: str, by: User, at: datetime, is_transfer: bool = False
) -> Leaving:
    """End an employment with every job of it. `is_transfer`: both partners have signed.

    :raises RuleBroken: for what the reason does not allow, a wrong day, or a later change of a job
    :raises Employment.DoesNotExist: if there is none in scope
    """
    row = dated.lock_employment(employment)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        _check_day(row.valid, wish, what="employment", at=at)
        _check_not_leaving(row)
        _check(row, wish, at=at, by=None if is_transfer else by, is_transfer=is_transfer)
        jobs = _jobs(row, wish.last_day)
        return _record(row, jobs, wish, ends_employment=True, only=None, by=by, at=at, reason=reason)


@transaction_required
def withdraw(*, leaving_id: UUID, reason: str, by: User, at: datetime) -> Leaving:
    """Take a leaving back with the agreement of HR: what it ended goes on exactly as before, roles included.

    :raises WrongState: when the case is closed or taken back already
    :raises RuleBroken: when something that it ended was changed since, or it is one's own
    """
    row = lock(leaving_id)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        dated.refuse_oneself(row, by=by)
        row.state = LeavingState(next_state(LEAVING, "withdraw", row.state, noun=NOUN))
        _refuse_begun(row, at=at)
        leaving_ends.put_back(row.ended, last_day=row.last_day)
        costs.check_now()
        kept = [one[1:] for one in row.ended if one[0] == ACCESS]
        leavers_access.give_back(partner_id=row.partner_id, kept=kept, reason=reason)
        row.save(update_fields=["state"])
        log(row, "withdraw", by=by, at=at, note=reason)
    return row


@transaction_required
def close(*, leaving_id: UUID, by: User, at: datetime) -> Leaving:
    """Close a case when everything is done or known not to be needed.

    :raises WrongState: unless the last day has passed
    :raises RuleBroken: while a task is open
    """
    row = lock(leaving_id)
    state = next_state(LEAVING, "close", row.state, noun=NOUN)
    n_open = LeavingTask.objects.of(row.partner_id).filter(leaving=row, state=LeavingTaskState.OPEN).count()
    leaving_rules.NothingOpen.require(n_open == 0, n=n_open)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="everything is done"):
        row.state = LeavingState(state)
        row.save(update_fields=["state"])
        log(row, "close", by=by, at=at)
    return row


@transaction_required
def leave_due(*, partner_id: int, at: datetime) -> int:
    """Say of everybody whose last day has passed that they have left; return how many. Safe to run twice.

    The leaving of somebody who has died rests: the case of the death says what is done.
    """
    rows = quiet(Leaving.objects.of(partner_id)).filter(state=LeavingState.NOTICE, last_day__lt=timezone.localdate(at))
    found = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    with partner_scope(partner_id, reason="the last day has passed"):
        for row in found:
            _leave(row, at=at)
    return len(found)


def leave_due_everywhere(*, at: datetime) -> int:
    """Say the same at every partner, each in a scope of its own; return how many."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="the last day has passed"):
            found += leave_due(partner_id=partner_id, at=at)
    return found


# --- the parts --------------------------------------------------------------------------------------------------------
def lock(leaving_id: UUID) -> Leaving:
    """Hold a leaving. :raises PersonOnHold: when nothing about the person is done at present."""
    rows = Leaving.objects.select_related("person", "employment", "assignment").select_for_update(of=("self",))
    found: Leaving = rows.get(uuid=leaving_id)
    require_free(partner_id=found.partner_id, person_id=found.person_id)
    return found


def _lock_employment(pk: int) -> Employment:
    found: Employment = Employment.objects.select_for_update(of=("self",)).get(pk=pk)
    return found


def _jobs(employment: Employment, last_day: date) -> list[Assignment]:
    """Return the jobs of an employment that go on after a day, held. One that begins later is among them."""
    rows = Assignment.objects.filter(employment_id=employment.pk).select_for_update(of=("self",))
    return [
        job for job in rows.order_by("number", "id") if job.valid.upper is None or job.valid.upper > last_day + ONE_DAY
    ]


def _check_day(valid: Any, wish: Wish, *, what: str, at: datetime) -> None:
    ends = last_day_of(valid)
    if ends is not None and ends <= wish.last_day:
        raise leaving_rules.EndsNotYet.broken(what=what, last=ends)
    dated.check_date(wish.last_day, within=valid, what=what, at=at, field="last_day")


def _check(row: Any, wish: Wish, *, at: datetime, by: User | None, is_transfer: bool = False) -> None:
    """Check what the reason allows. :raises RuleBroken: otherwise."""
    rule = rule_of(wish.leaving_reason)
    if by is not None:
        dated.refuse_oneself(row, by=by)
    leaving_rules.ReasonIsChosen.require(rule.is_chosen or is_transfer)
    allowed = dict(Leaving.NOTICES)
    leaving_rules.NoticeFits.require(
        Notice(wish.notice) in rule.notices,
        label=rule.label,
        allowed=", ".join(allowed[one.value].lower() for one in rule.notices),
    )
    given = wish.notice_given_on
    leaving_rules.NoticeBeforeEnd.require(given <= min(wish.last_day, timezone.localdate(at)), given=given)
    _check_case(row, wish)
    consultations.check(
        partner_id=row.partner_id, person_id=row.person_id, reason=wish.leaving_reason, last_day=wish.last_day,
        employment_id=row.employment_id if isinstance(row, Assignment) else row.pk, given_on=wish.notice_given_on,
    )  # fmt: skip
    leaving_rules.ExitPaymentSensible.require(0 <= wish.exit_payment <= rules.HIGHEST_ANNUAL, most=rules.HIGHEST_ANNUAL)
    authority = leaving.exit_authority(wish.exit_payment, agreements.exit_bands(on=timezone.localdate(at)))
    leaving_rules.ExitPaymentHasAuthority.require(
        not authority or bool(wish.exit_authority.strip()), amount=wish.exit_payment, authority=authority
    )


def _check_case(row: Any, wish: Wish) -> None:
    """Check that a dismissal names a decided case of the person. :raises RuleBroken: otherwise."""
    if not rule_of(wish.leaving_reason).needs_case:
        return
    reference = " ".join(wish.case_reference.split())
    leaving_rules.DismissalHasCase.require(bool(reference))
    who = {"partner_id": row.partner_id, "person_id": row.person_id}
    leaving_rules.DismissalCaseDecided.require(cases.stands(**who, reference=reference))


def _record(
    employment: Employment, jobs: Sequence[Assignment], wish: Wish, *, ends_employment: bool, only: Assignment | None,
    by: User, at: datetime, reason: str,
) -> Leaving:  # fmt: skip
    ended = [one for job in jobs for one in leaving_ends.end_job(job, wish.last_day, by=by, at=at)]
    if ends_employment:
        ended.append(leaving_ends.end("employment", employment, wish.last_day))
    costs.check_now()
    rule, is_last = rule_of(wish.leaving_reason), ends_employment and _is_last(employment, wish.last_day)
    has_roles = False
    if is_last:
        kept = _end_access(employment, wish, reason=reason, by=by, at=at)
        has_roles = len(kept) > 1
        ended += [[ACCESS, *one] for one in kept]
    row: Leaving = Leaving.objects.create(
        partner_id=employment.partner_id,
        person_id=employment.person_id,
        employment=employment,
        assignment=only,
        leaving_reason=LeavingReason(wish.leaving_reason),
        last_day=wish.last_day,
        notice_given_on=wish.notice_given_on,
        notice=Notice(wish.notice),
        access=Leaving.Access(wish.access),
        case_reference=" ".join(wish.case_reference.split()),
        exit_payment=wish.exit_payment,
        exit_authority=" ".join(wish.exit_authority.split()) if wish.exit_payment else "",
        rehire=wish.rehire or rule.rehire,
        ends_employment=ends_employment,
        ended=ended,
        recorded_by=by,
        recorded_at=at,
    )
    log(row, "record", by=by, at=at, note=reason)
    leaving_tasks.open_tasks(row, jobs, has_roles=has_roles, by=by, at=at)
    leave_if_due(row, at=at)
    return row


def _check_not_leaving(row: Employment) -> None:
    """Make sure that no other leaving ends the employment, be it on a later day. :raises RuleBroken: EndsNotYet."""
    standing = Leaving.objects.of(row.partner_id).filter(employment=row, ends_employment=True)
    found = standing.exclude(state=LeavingState.WITHDRAWN).first()
    leaving_rules.EndsNotYet.require(found is None, what="employment", last=found.last_day if found else None)


def _is_last(employment: Employment, last_day: date) -> bool:
    """Say whether a person has no other employment at the partner that goes on after a day."""
    rows = Employment.objects.of(employment.partner_id).filter(person_id=employment.person_id)
    return not any(goes_on(row, last_day) for row in rows.exclude(pk=employment.pk).order_by("id"))


def _end_access(
    employment: Employment, wish: Wish, *, reason: str, by: User, at: datetime
) -> list[leavers_access.Kept]:
    """End the roles of whoever leaves the partner: at the end of the last day, or at once."""
    today = timezone.localdate(at)
    at_once = wish.access == Leaving.Access.AT_ONCE
    return leavers_access.end_roles(
        partner_id=employment.partner_id,
        person_id=employment.person_id,
        last_day=min(wish.last_day, today - ONE_DAY) if at_once else wish.last_day,
        read_until=add_months(wish.last_day, MONTHS_TO_READ),
        reason=reason,
        by=by,
        at=at,
    )


def _refuse_begun(row: Leaving, *, at: datetime) -> None:
    """Refuse to take back a pension that is drawn. :raises RuleBroken: FlexibleNotBegun."""
    is_begun = rule_of(row.leaving_reason).job_goes_on and row.last_day < timezone.localdate(at)
    leaving_rules.FlexibleNotBegun.require(not is_begun, since=row.last_day + ONE_DAY)


def leave_if_due(row: Leaving, *, at: datetime) -> None:
    """Say that somebody has left when the last day had passed before anybody heard of it."""
    if row.last_day < timezone.localdate(at):
        _leave(row, at=at)


def _leave(row: Leaving, *, at: datetime) -> None:
    row.state = LeavingState(next_state(LEAVING, "leave", row.state, noun=NOUN))
    if not rule_of(row.leaving_reason).job_goes_on:
        ended = [line[1] for line in row.ended if line[0] == "job"]
        jobs = Assignment.objects.filter(pk__in=ended).order_by("id")
        row.ended = [*row.ended, *leaving_open.end_absences(jobs, row.last_day, by=row.recorded_by, at=at)]
    row.save(update_fields=["state", "ended"])
    log(row, "leave", by=None, at=at)


def log(row: Leaving, action: str, *, by: User | None, at: datetime, note: str = "") -> None:
    """Add a line to the log of a leaving and to the audit trail."""
    LeavingEvent.objects.create(
        partner_id=row.partner_id, leaving=row, action=action, by=by, at=at, note=note[:LONGEST_NOTE]
    )
    audit(
        action=AuditAction.UPDATE,
        object_type="hr_leaving",
        object_id=row.pk,
        label=str(row),
        partner_id=row.partner_id,
        changes={"action": action, "state": row.state},
        reason=note,
    )
