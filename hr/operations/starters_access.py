"""The login of a starter: their own pages from the day on which the case is ready, never more than an employee's."""

from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.models import StarterCase
from partners.audit import audit
from partners.models import AuditAction, Grant, User
from partners.roles import Role

REASON = "Starter"


def open_login(row: StarterCase, *, by: User, at: datetime) -> Grant | None:
    """Let a starter into their own pages. None without an e-mail address, or with a login that belongs to a role.

    Somebody who works here in another role has their own login: whether it is the same human being is for the access
    administrator to say, never for an e-mail address.
    """
    address = row.person.email.strip()
    if not address:
        return None
    user = User.objects.filter(email__iexact=address).first()
    today = timezone.localdate(at)
    if user is None:
        user = User.objects.create_user(address, full_name=row.person.display_name)
    elif not user.is_active or Grant.objects.exclude(role=Role.EMPLOYEE).filter(user=user).exists():
        return None
    mine = Grant.objects.filter(user=user, partner_id=row.partner_id, role=Role.EMPLOYEE)
    if mine.exclude(person_id=row.person_id).exists():
        return None
    if (held := mine.filter(valid__contains=today, ended_at=None).first()) is not None:
        return held
    made = Grant.objects.create(
        user=user, partner_id=row.partner_id, role=Role.EMPLOYEE.value, person_id=row.person_id,
        valid=DateRange(today, None), reason=REASON, granted_by=by,
    )  # fmt: skip
    _record(AuditAction.GRANT, made, "")
    return made


def close_login(row: StarterCase, *, reason: str, by: User, at: datetime) -> None:
    """End the access of somebody who did not start, unless another employment of theirs gives it."""
    rows = Grant.objects.filter(
        partner_id=row.partner_id, person_id=row.person_id, role=Role.EMPLOYEE, reason=REASON, ended_at=None
    )
    today = timezone.localdate(at)
    for one in rows.order_by("id"):
        upper = max(today + timedelta(days=1), one.valid.lower + timedelta(days=1))
        one.valid = DateRange(one.valid.lower, upper)
        one.ended_by, one.ended_at, one.end_reason = by, at, reason
        one.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
        _record(AuditAction.CANCEL, one, reason)


def _record(action: AuditAction, about: Grant, reason: str) -> None:
    audit(
        action=action,
        object_type="partners_grant",
        object_id=about.pk,
        label=f"{Role.EMPLOYEE.label}: {about.user}",
        partner_id=about.partner_id,
        changes={"role": about.role},
        reason=reason,
    )
