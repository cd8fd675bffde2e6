"""Granting and ending access (domain SEC-03): never to oneself, never two roles that nobody may hold together."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from partners import registry
from partners.audit import audit
from partners.models import AuditAction, Grant, User
from partners.queries import people_access
from partners.roles import TEAM_ROLES, Role, clashes
from partners.scope import partner_scope
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError


class CannotGrant(DomainError):
    """The access asked for is not possible."""


class NotOneself(DomainError):
    """Nobody gives themselves access."""

    is_refusal = True


class DutiesClash(DomainError):
    """The person would hold two roles that nobody may hold together."""

    is_refusal = True


class CannotEnd(DomainError):
    """The access has ended already, or would end before it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The access to give: `last_day` is included, None means until ended; `full_name` is for a new login only.

    `unit_id` is for the roles that are held for a unit and what is below it.
    """

    email: str
    role: Role
    start: date
    reason: str
    last_day: date | None = None
    full_name: str = ""
    unit_id: int | None = None

    @property
    def valid(self) -> DateRange:
        """Return the days as PostgreSQL keeps them."""
        return DateRange(self.start, self.last_day + timedelta(days=1) if self.last_day else None)


@transaction_required
def grant(*, partner_id: int, wanted: Wanted, by: User) -> Grant:
    """Give somebody a role at a partner.

    An unknown address becomes a new login, without a password until its owner chooses one.

    :raises NotOneself: when it is the granter's own login, or another login of the same person
    :raises DutiesClash: when a role held on any of these days may not be held together with this one
    :raises CannotGrant: for a role that follows from employment, a team role without a unit, dates out of order, or a
        role held already
    """
    role = wanted.role
    if role is Role.EMPLOYEE:
        raise CannotGrant("Employees get their own access with their employment.", field="role")
    if wanted.last_day is not None and wanted.last_day < wanted.start:
        raise CannotGrant("The last day must be the same as or after the first day.", field="last_day")
    with partner_scope(partner_id, reason=wanted.reason):
        user = _user(wanted.email, wanted.full_name)
        if user.human_id == by.human_id:
            raise NotOneself("You cannot give yourself access. Another administrator must do it.", field="email")
        _check_unit(partner_id, wanted)
        _refuse_suspended(partner_id, user)
        lock_one(User, user.pk)  # one grant to a login at a time: the clash check below must see the others
        _refuse_clashes(partner_id, user, wanted)
        made = Grant.objects.create(
            user=user,
            partner_id=partner_id,
            role=role.value,
            unit_id=wanted.unit_id,
            valid=wanted.valid,
            reason=wanted.reason,
            granted_by=by,
        )
        _record(AuditAction.GRANT, made, user, {"from": wanted.start, "last_day": wanted.last_day}, wanted.reason)
    return made


@transaction_required
def end(*, grant_id: int, partner_id: int, last_day: date, reason: str, by: User, at: datetime) -> Grant:
    """End access after `last_day`; access that had not begun by then is ended before its first day.

    :raises NotOneself: when it is one's own administration, which another administrator must end
    :raises CannotEnd: when it has ended by then anyway
    """
    with partner_scope(partner_id, reason=reason):
        found = lock_one(Grant.objects.filter(partner_id=partner_id), grant_id)
        user = User.objects.get(pk=found.user_id)
        if user.human_id == by.human_id:
            raise NotOneself("You cannot end your own access. Another administrator must do it.")
        if found.ended_at is not None or (found.valid.upper is not None and found.valid.upper <= last_day):
            raise CannotEnd("This access has been ended already, or ends before that day.", field="last_day")
        upper = max(last_day + timedelta(days=1), found.valid.lower)
        found.valid = DateRange(found.valid.lower, upper) if upper > found.valid.lower else DateRange(empty=True)
        found.ended_by, found.ended_at, found.end_reason = by, at, reason
        found.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
        _record(AuditAction.CANCEL, found, user, {"last_day": last_day}, reason)
    return found


def _record(action: AuditAction, about: Grant, user: User, changes: dict[str, date | None], reason: str) -> None:
    audit(
        action=action,
        object_type="partners_grant",
        object_id=about.pk,
        label=f"{Role(about.role).label}: {user}",
        partner_id=about.partner_id,
        changes={"role": about.role, **{name: str(day) if day else None for name, day in changes.items()}},
        reason=reason,
    )


def _user(email: str, full_name: str) -> User:
    """Return the login of an address, made when it is new.

    :raises CannotGrant: when it is new and has no name, or was closed
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        if not full_name.strip():
            raise CannotGrant("Nobody signs in with this address yet: give their full name as well.", field="full_name")
        return User.objects.create_user(email, full_name=full_name.strip())
    if not user.is_active:
        raise CannotGrant("This login has been closed.", field="email")
    return user


def _refuse_suspended(partner_id: int, user: User) -> None:
    """Give nothing to somebody whose access was stopped on account of a death.

    :raises CannotGrant: then
    """
    stopped = Grant.objects.filter(user__human_id=user.human_id, partner_id=partner_id, suspended_at__isnull=False)
    if stopped.exists():
        raise CannotGrant("The access of this person has been stopped. Speak to HR.", field="email")


def _check_unit(partner_id: int, wanted: Wanted) -> None:
    """See that a team role names a unit of this partner, and that no other role does.

    :raises CannotGrant: otherwise
    """
    if wanted.role not in TEAM_ROLES:
        if wanted.unit_id is not None:
            words = f"The role {wanted.role.label} holds for the whole organisation: choose no unit."
            raise CannotGrant(words, field="unit")
        return
    offered = registry.units(partner_id=partner_id, on=wanted.start)
    if wanted.unit_id not in {unit_id for unit_id, _label in offered}:
        raise CannotGrant(f"Choose the unit that this {wanted.role.label.lower()} manages.", field="unit")


def _refuse_clashes(partner_id: int, user: User, wanted: Wanted) -> None:
    """Look at every login of the same person, on every day of the new access.

    :raises DutiesClash: naming the two roles
    :raises CannotGrant: when the role is held already
    """
    role, valid = wanted.role, wanted.valid
    held = people_access.roles_held(partner_id=partner_id, human_id=user.human_id, during=valid)
    if people_access.holds(
        partner_id=partner_id, human_id=user.human_id, role=role, unit_id=wanted.unit_id, during=valid
    ):
        raise CannotGrant(f"{user} holds the role {role.label} in that time already.", field="role")
    if found := [pair for pair in clashes(held | {role}) if role in pair]:
        other = next(one for one in found[0] if one is not role)
        raise DutiesClash(
            f"{user} is {other.label} here in that time. One person may not be both {other.label} and {role.label}.",
            field="role",
            remedy="End the other role first, or choose somebody else.",
        )
