"""The right to work (domain HR-06): checks are recorded with their copy, watched to their end, and never gone without.

No operation here or elsewhere lets somebody start, come back or be paid without a valid check; the database refuses it
as well. When a permission lapses nobody is dismissed by a clock: HR decides.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_starters as starter_rules
from hr.models import Person, RightToWork, RightToWorkNotice, RightToWorkSuspension
from hr.operations import dated, documents, starters_gates
from hr.operations.documents import NewDocument
from hr.operations.freeze import require_free
from hr.queries import right_to_work as found
from hr.queries import starters
from hr.states import RTW_SUSPENSION, SuspensionState
from partners.audit import audit
from partners.models import AuditAction, Partner, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.periods import add_months

NOUN = "suspension"
MONTHS_OF_NOTICE = 6
"""A Positive Verification Notice is an excuse for six months (Home Office, Employer’s guide; domain HR-06)."""
Method, Permission = RightToWork.Method, RightToWork.Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was checked. `expires_on` is the last day of the permission; hours are a week’s limit, if there is one."""

    method: str
    permission: str
    document_type: str
    document_number: str
    checked_on: date
    expires_on: date | None = None
    weekly_hours_limit: Decimal | None = None
    work_limits: str = ""


@transaction_required
def record(*, person: UUID, check: Check, copy: bytes, by: User, at: datetime) -> RightToWork:
    """Record a check of somebody's right to work with its copy. It takes effect at once.

    :raises RuleBroken: for dates that do not fit each other or the way of checking, without a copy, a copy that is
        neither PDF, JPEG nor PNG, or when it is about oneself
    :raises Person.DoesNotExist: if there is none in scope
    """
    today = timezone.localdate(at)
    _check(check, today)
    starter_rules.RightToWorkCopy.require(bool(copy))
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    require_free(partner_id=who.partner_id, person_id=who.pk)
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)
    with dated.change(partner_id=who.partner_id, by=by, reason="right to work checked"):
        title = f"Right to work: {check.document_type.strip()}"
        kept = NewDocument(kind="RIGHT_TO_WORK", title=title, content=copy)
        document = documents.store(person=person, new=kept, by=by, at=at)
        row: RightToWork = RightToWork.objects.create(
            partner_id=who.partner_id,
            person=who,
            method=Method(check.method),
            permission=Permission(check.permission),
            document_type=check.document_type.strip(),
            document_number=check.document_number.strip(),
            checked_on=check.checked_on,
            expires_on=check.expires_on,
            weekly_hours_limit=check.weekly_hours_limit,
            work_limits=check.work_limits.strip(),
            copy=document,
            checked_by=by,
            checked_at=at,
        )
        _look_again(row, by=by, at=at)
    return row


@transaction_required
def withdraw(*, check: UUID, reason: str, by: User, at: datetime) -> RightToWork:
    """Take back a check that was made in error: from now on it proves nothing.

    :raises RuleBroken: without a reason, or when it is about oneself or somebody close
    :raises RightToWork.DoesNotExist: if there is none in scope, or it is withdrawn
    """
    tidy = rules.check_reason(reason)
    row: RightToWork = RightToWork.objects.select_for_update(of=("self",)).get(uuid=check, withdrawn_at=None)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_oneself(row, by=by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, at, tidy
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
        _look_again(row, by=by, at=at)
    return row


@transaction_required
def renew(*, suspension: UUID, note: str, by: User, at: datetime) -> RightToWorkSuspension:
    """End a suspension because a new check proves the right to work today.

    :raises RuleBroken: without such a check, without words, or when it is about oneself
    :raises WrongState: when it was ended before
    :raises RightToWorkSuspension.DoesNotExist: if there is none in scope
    """
    row = _lock(suspension)
    today = timezone.localdate(at)
    proof = found.best(partner_id=row.partner_id, person_id=row.person_id, on=today)
    starter_rules.RightToWorkFirst.require(proof is not None, on=today)
    return _decide(row, "renew", note, by=by, at=at)


@transaction_required
def let_go(*, suspension: UUID, note: str, by: User, at: datetime) -> RightToWorkSuspension:
    """Record HR's decision that the employment is ended. The leaver's process ends it: nothing ends by this alone.

    :raises RuleBroken: without words, or when it is about oneself
    :raises WrongState: when it was decided before
    :raises RightToWorkSuspension.DoesNotExist: if there is none in scope
    """
    return _decide(_lock(suspension), "let_go", note, by=by, at=at)


def watch_everywhere(*, at: datetime) -> int:
    """Look at every partner for permissions that end; return how many notices and suspensions there were."""
    n_made = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="permissions to work that end"):
            n_made += watch(partner_id=partner_id, at=at)
    return n_made


@transaction_required
def watch(*, partner_id: int, at: datetime) -> int:
    """Give the tasks 60, 30 and 7 days before a permission ends, and suspend when it has. Safe to run twice.

    So it goes with checks of the employer before, whose grace after a transfer of undertaking ends.
    """
    today = timezone.localdate(at)
    return sum(_watch(one, today) for one in list(found.expiring(partner_id=partner_id, on=today)))


def _look_again(row: RightToWork, *, by: User, at: datetime) -> None:
    """Have the gate of an open case say what holds now."""
    case = starters.case_of_person(partner_id=row.partner_id, person_id=row.person_id)
    if case is not None:
        starters_gates.refresh(case, by=by, at=at)


def _watch(one: found.Expiring, today: date) -> int:
    row = one.row
    if one.days_left < 0:
        _made, is_new = RightToWorkSuspension.objects.exclude(state=SuspensionState.RENEWED).get_or_create(
            partner_id=row.partner_id,
            person_id=row.person_id,
            defaults={"right_to_work": row, "since": one.ends_on + timedelta(days=1)},
        )
        if is_new:
            changes = {"state": SuspensionState.SUSPENDED_RTW.value}
            what = "was not checked again in time" if one.is_recheck else "has ended"
            _record(AuditAction.FLAG, row, f"Permission to work of {row.person} {what}", changes)
        return int(is_new)
    if one.stage is None:
        return 0
    _made, is_new = RightToWorkNotice.objects.get_or_create(
        partner_id=row.partner_id,
        right_to_work=row,
        days_before=one.stage,
        defaults={"person_id": row.person_id, "given_on": today},
    )
    return int(is_new)


def _check(check: Check, today: date) -> None:
    """Check what was entered. :raises RuleBroken: if it does not fit."""
    starter_rules.RightToWorkChecked.require(check.checked_on <= today, on=check.checked_on)
    limited = Permission(check.permission) == Permission.TIME_LIMITED
    ends = check.expires_on
    in_order = ends is not None and ends >= check.checked_on and ends >= today
    starter_rules.RightToWorkDates.require(in_order if limited else ends is None)
    fits = fits_method(method=check.method, checked_on=check.checked_on, expires_on=ends)
    starter_rules.RightToWorkMethod.require(fits)


def fits_method(*, method: str, checked_on: date, expires_on: date | None) -> bool:
    """Say whether a way of checking can show a permission that ends then, or that does not end."""
    fits = {
        Method.IDSP: expires_on is None,
        Method.ECS: expires_on is not None and expires_on <= add_months(checked_on, MONTHS_OF_NOTICE),
    }
    return fits.get(Method(method), True)


def _lock(suspension: UUID) -> RightToWorkSuspension:
    rows = RightToWorkSuspension.objects.select_related("person").select_for_update(of=("self",))
    row: RightToWorkSuspension = rows.get(uuid=suspension)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    return row


def _decide(row: RightToWorkSuspension, action: str, note: str, *, by: User, at: datetime) -> RightToWorkSuspension:
    tidy = rules.check_reason(note)
    state = next_state(RTW_SUSPENSION, action, row.state, noun=NOUN)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        row.state, row.note = SuspensionState(state), tidy
        row.decided_by, row.decided_at = by, at
        row.save(update_fields=["state", "note", "decided_by", "decided_at"])
        _record(AuditAction.UPDATE, row, f"Right to work of {row.person}", {"state": row.state})
    return row


def _record(action: AuditAction, row: RightToWork | RightToWorkSuspension, label: str, changes: dict[str, str]) -> None:
    audit(
        action=action,
        object_type=row._meta.db_table,
        object_id=row.pk,
        label=label,
        partner_id=row.partner_id,
        changes=changes,
    )
