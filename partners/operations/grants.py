"""Giving and ending access (domain SEC-03): never to oneself, never two roles that nobody may hold together.

One administrator proposes, another approves. Ending needs nobody else: it is immediate.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from partners import registry
from partners.audit import audit
from partners.models import AccessProposal, AuditAction, Grant, User
from partners.models.access import LONGEST_OVERRIDE
from partners.queries import organisation, people_access
from partners.queries.reach import Limit, meet
from partners.roles import LIMITABLE, NEVER_TOGETHER, TEAM_ROLES, Role, clashes
from partners.scope import partner_scope
from partners.states import ACCESS_PROPOSAL
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "proposal of access"


class CannotGrant(DomainError):
    """The access asked for is not possible."""


class NotOneself(DomainError):
    """Nobody gives themselves access."""

    is_refusal = True


class SecondPersonNeeded(DomainError):
    """Whoever proposes access does not approve it."""

    is_refusal = True


class DutiesClash(DomainError):
    """The person would hold two roles that nobody may hold together."""

    is_refusal = True


class CannotEnd(DomainError):
    """The access has ended already, or would end before it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The access to propose: `last_day` is included, None means until ended; `full_name` is for a new login only.

    `unit_id` limits it to a unit and what is below it, which team roles always are; `entity_id` to an employer.
    `mitigation` says what makes up for it
    when the role clashes with another that the person holds; then it holds for ninety days at most.
    """

    email: str
    role: Role
    start: date
    reason: str
    last_day: date | None = None
    full_name: str = ""
    unit_id: int | None = None
    entity_id: int | None = None
    mitigation: str = ""

    @property
    def valid(self) -> DateRange:
        """Return the days as PostgreSQL keeps them."""
        return DateRange(self.start, self.last_day + timedelta(days=1) if self.last_day else None)


@transaction_required
def propose(*, partner_id: int, wanted: Wanted, by: User, at: datetime) -> AccessProposal:
    """Propose a role for somebody. It gives nothing until another administrator approves it.

    :raises NotOneself: when it is the proposer’s own login, or another login of the same person
    :raises DutiesClash: when a role held on any of these days may not be held together with this one
    :raises CannotGrant: for a role that follows from employment, a team role without a unit, dates out of order, a role
        held already, or one that is proposed already
    """
    _check_wanted(wanted)
    with partner_scope(partner_id, actor_id=by.pk, reason=wanted.reason):
        user = _login(wanted.email)
        if user is not None and user.human_id == by.human_id:
            raise NotOneself("You cannot give yourself access. Another administrator must do it.", field="email")
        name = str(user) if user else _new_name(wanted.full_name)
        _check_unit(partner_id, wanted)
        if user is not None:
            _refuse_suspended(partner_id, user, timezone.localdate(at))
        mitigates = _check_clashes(partner_id, user, wanted)
        try:
            with transaction.atomic():
                row: AccessProposal = AccessProposal.objects.create(
                    partner_id=partner_id, email=wanted.email.strip().lower(), full_name=name, role=wanted.role.value,
                    unit_id=wanted.unit_id, entity_id=wanted.entity_id, start=wanted.start,
                    last_day=wanted.last_day, reason=wanted.reason,
                    mitigation=wanted.mitigation, mitigates=mitigates, made_by=by, made_human=by.human_id, made_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise CannotGrant(
                "This role is proposed for them already.",
                field="role",
                remedy="Another administrator decides about it.",
            ) from error
        _note(row, AuditAction.SUBMIT, wanted.reason)
    return row


@transaction_required
def approve(*, partner_id: int, proposal: UUID, by: User, at: datetime) -> Grant:
    """Give the access that somebody else proposed: from its first day, or from today when that has gone by.

    An unknown address becomes a new login, without a password until its owner chooses one. What was proposed is looked
    at again: roles may have been given, and people stopped, meanwhile.

    :raises NotOneself: for whoever receives it, by any login
    :raises SecondPersonNeeded: for whoever proposed it, by any login
    :raises DutiesClash: when a role held on any of these days may not be held together with this one
    :raises CannotGrant: when its last day has gone by, or it is possible no longer
    :raises WrongState: unless it waits
    :raises AccessProposal.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, proposal)
    state = next_state(ACCESS_PROPOSAL, "approve", row.state, noun=NOUN)
    _require_other(row, by)
    today = timezone.localdate(at)
    if row.last_day is not None and row.last_day < today:
        raise CannotGrant("Its last day has gone by.", remedy="Refuse it; it can be proposed anew.")
    wanted = Wanted(
        email=row.email, full_name=row.full_name, role=Role(row.role), unit_id=row.unit_id, entity_id=row.entity_id,
        reason=row.reason, mitigation=row.mitigation, start=max(row.start, today), last_day=row.last_day,
    )  # fmt: skip
    with partner_scope(partner_id, actor_id=by.pk, reason=row.reason):
        user = _login(wanted.email) or User.objects.create_user(wanted.email, full_name=wanted.full_name)
        if user.human_id == by.human_id:
            raise NotOneself("This access is for you. Another administrator decides about it.")
        made = _give(partner_id, user, wanted, proposed_by=row.made_by, approved_by=by, at=at)
        row.grant = made
        _settle(row, state, AuditAction.APPROVE, "", by=by, at=at)
        _record(AuditAction.GRANT, made, user, {"from": wanted.start, "last_day": wanted.last_day}, wanted.reason)
    return made


@transaction_required
def refuse(*, partner_id: int, proposal: UUID, note: str, by: User, at: datetime) -> AccessProposal:
    """Refuse access that somebody else proposed, and say why.

    :raises SecondPersonNeeded: for whoever proposed it, by any login
    :raises CannotGrant: without words
    :raises WrongState: unless it waits
    :raises AccessProposal.DoesNotExist: when there is none in scope
    """
    if not (note := " ".join(note.split())[:200]):
        raise CannotGrant("Say why you refuse it.", field="note")
    row = _lock(partner_id, proposal)
    state = next_state(ACCESS_PROPOSAL, "refuse", row.state, noun=NOUN)
    _require_other(row, by)
    with partner_scope(partner_id, actor_id=by.pk, reason=note):
        return _settle(row, state, AuditAction.REJECT, note, by=by, at=at)


@transaction_required
def withdraw(*, partner_id: int, proposal: UUID, by: User, at: datetime) -> AccessProposal:
    """Take back a proposal that nobody has decided.

    :raises WrongState: unless it waits
    :raises AccessProposal.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, proposal)
    state = next_state(ACCESS_PROPOSAL, "withdraw", row.state, noun=NOUN)
    with partner_scope(partner_id, actor_id=by.pk, reason="access: proposal taken back"):
        return _settle(row, state, AuditAction.CANCEL, "", by=by, at=at)


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


def _check_wanted(wanted: Wanted) -> None:
    if wanted.role is Role.EMPLOYEE:
        raise CannotGrant("Employees get their own access with their employment.", field="role")
    if wanted.last_day is not None and wanted.last_day < wanted.start:
        raise CannotGrant("The last day must be the same as or after the first day.", field="last_day")


def _give(partner_id: int, user: User, wanted: Wanted, *, proposed_by: User, approved_by: User, at: datetime) -> Grant:
    _check_unit(partner_id, wanted)
    _refuse_suspended(partner_id, user, timezone.localdate(at))
    lock_one(User, user.pk)  # one grant to a login at a time: the clash check below must see the others
    mitigates = _check_clashes(partner_id, user, wanted)
    return Grant.objects.create(
        user=user, partner_id=partner_id, role=wanted.role.value, unit_id=wanted.unit_id,
        entity_id=wanted.entity_id, valid=wanted.valid, reason=wanted.reason,
        granted_by=proposed_by, basis=Grant.Basis.APPROVED, approved_by=approved_by,
        approved_at=at, approved_days=wanted.valid, mitigation=wanted.mitigation, mitigates=mitigates,
    )  # fmt: skip


def _lock(partner_id: int, proposal: UUID) -> AccessProposal:
    rows = AccessProposal.objects.of(partner_id).select_for_update(of=("self",)).select_related("made_by")
    row: AccessProposal = rows.get(uuid=proposal)
    return row


def _require_other(row: AccessProposal, by: User) -> None:
    if row.made_human == by.human_id:
        raise SecondPersonNeeded(
            "You proposed this access. Another administrator decides about it.", remedy="Ask a colleague."
        )
    if row.receiver_human == by.human_id:
        raise NotOneself("This access is for you. Another administrator decides about it.")


def _settle(
    row: AccessProposal, state: str, action: AuditAction, note: str, *, by: User, at: datetime
) -> AccessProposal:
    row.state, row.decided_by, row.decided_human, row.decided_at = state, by, by.human_id, at
    row.decision_note = note
    row.save(update_fields=["state", "decided_by", "decided_human", "decided_at", "decision_note", "grant"])
    _note(row, action, note)
    return row


def _note(row: AccessProposal, action: AuditAction, reason: str) -> None:
    audit(
        action=action, object_type="partners_accessproposal", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"role": row.role, "state": row.state, "mitigation": row.mitigation or None},
        reason=reason,
    )  # fmt: skip


def _login(email: str) -> User | None:
    """Return the login of an address; None when nobody signs in with it yet.

    :raises CannotGrant: when it was closed
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is not None and not user.is_active:
        raise CannotGrant("This login has been closed.", field="email")
    return user


def _new_name(full_name: str) -> str:
    if not (tidy := full_name.strip()):
        raise CannotGrant("Nobody signs in with this address yet: give their full name as well.", field="full_name")
    return tidy


def _refuse_suspended(partner_id: int, user: User, on: date) -> None:
    """Give nothing to somebody whose access was stopped on account of a death, or is suspended by an HR case.

    :raises CannotGrant: then
    """
    held = Grant.objects.filter(user__human_id=user.human_id, partner_id=partner_id)
    if held.filter(Q(suspended_at__isnull=False) | Q(barred__contains=on)).exists():
        raise CannotGrant("The access of this person has been stopped. Speak to HR.", field="email")


def _check_unit(partner_id: int, wanted: Wanted) -> None:
    """See that a team role names a unit of this partner, an office role at most a unit or an employer, no other either.

    :raises CannotGrant: otherwise
    """
    label = wanted.role.label
    if wanted.role not in (*TEAM_ROLES, *LIMITABLE):
        limit = "unit" if wanted.unit_id is not None else "entity" if wanted.entity_id is not None else ""
        if limit:
            what = "unit" if limit == "unit" else "employer"
            raise CannotGrant(f"The role {label} holds for the whole organisation: choose no {what}.", field=limit)
        return
    if wanted.entity_id is not None:
        if wanted.role in TEAM_ROLES:
            raise CannotGrant(f"A {label.lower()} manages a unit: choose no employer.", field="entity")
        if wanted.unit_id is not None:
            raise CannotGrant("Choose a unit or an employer, not both: a unit belongs to one employer.", field="entity")
        if wanted.entity_id not in {pk for pk, _name in organisation.employers(partner_id=partner_id, on=wanted.start)}:
            raise CannotGrant("Choose an employer of this organisation.", field="entity")
        return
    if wanted.unit_id is None and wanted.role in LIMITABLE:
        return
    offered = registry.units(partner_id=partner_id, on=wanted.start)
    if wanted.unit_id not in {unit_id for unit_id, _label in offered}:
        words = (
            f"Choose the unit that this {label.lower()} manages."
            if wanted.role in TEAM_ROLES
            else (f"Choose a unit of this organisation, or none: then {label} holds for all of it.")
        )
        raise CannotGrant(words, field="unit")


def _check_clashes(partner_id: int, user: User | None, wanted: Wanted) -> list[str]:
    """Look at every login of the same person, on every day of the new access; return the roles that a control covers.

    :raises DutiesClash: naming the two roles, without a mitigating control or when no control makes up for it
    :raises CannotGrant: when the role is held already, the control is for nothing, or the override lasts too long
    """
    role, valid = wanted.role, wanted.valid
    held: dict[Role, list[Limit]] = {}
    if user is not None:
        _refuse_twice(partner_id, user, wanted)
        held = people_access.roles_held(partner_id=partner_id, human_id=user.human_id, during=valid)
    own = Limit(wanted.unit_id, wanted.entity_id)
    others = [next(one for one in pair if one is not role) for pair in clashes({*held, role}) if role in pair]
    # Two that are limited to different parts of the organisation check each other nowhere.
    others = [other for other in others if any(meet(own, one, partner_id=partner_id) for one in held[other])]
    forbidden = [other for other in others if not wanted.mitigation or frozenset({role, other}) in NEVER_TOGETHER]
    if forbidden:
        other = forbidden[0]
        by_law = "No mitigating control makes up for this. " if wanted.mitigation else ""
        raise DutiesClash(
            f"{user} is {other.label} here in that time. One person may not be both {other.label} and {role.label}.",
            field="role",
            remedy=f"{by_law}End the other role first, or choose somebody else."
            + ("" if by_law else f" If it must be, name a mitigating control, for at most {LONGEST_OVERRIDE} days."),
        )
    if wanted.mitigation and not others:
        raise CannotGrant("Nothing clashes with this role: leave the mitigating control empty.", field="mitigation")
    if others and (valid.upper is None or valid.upper - valid.lower > timedelta(days=LONGEST_OVERRIDE)):
        last = wanted.start + timedelta(days=LONGEST_OVERRIDE - 1)
        raise CannotGrant(
            f"Two roles that clash are held together for at most {LONGEST_OVERRIDE} days.",
            field="last_day",
            remedy=f"Enter {last:%d/%m/%Y} or an earlier day.",
        )
    return [other.value for other in others]


def _refuse_twice(partner_id: int, user: User, wanted: Wanted) -> None:
    if people_access.holds(
        partner_id=partner_id,
        human_id=user.human_id,
        role=wanted.role,
        unit_id=wanted.unit_id,
        entity_id=wanted.entity_id,
        during=wanted.valid,
    ):
        raise CannotGrant(f"{user} holds the role {wanted.role.label} in that time already.", field="role")
