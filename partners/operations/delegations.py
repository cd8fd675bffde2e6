"""Letting somebody else decide for a while (domain SEC-04): time-boxed, with a reason, and never passed on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, Delegation, User
from partners.queries import deciders, duties
from partners.roles import COVERED, DECIDING, ROLE_PERMISSIONS, clashes
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

LONGEST_DAYS = 92
DECIDE = frozenset({"changes.decide", "journals.decide", "payables.decide", "budgets.decide", "write_offs.decide"})
NOTHING_TO_LEND = "You decide no change requests here, and no leave or claims of a team: there is nothing to delegate."


class CannotDelegate(DomainError):
    """The delegation asked for is not possible."""


class NotYourDelegation(DomainError):
    """Only who gave it, or who holds it, ends a delegation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A delegation to give: to which login (by e-mail), from the first to the last day, both included, and why."""

    email: str
    start: date
    last_day: date
    reason: str


@transaction_required
def give(*, partner_id: int, wanted: Wanted, by: User, at: datetime) -> Delegation:
    """Let somebody decide with one's own authority for at most three months.

    :raises CannotDelegate: for oneself, a stranger to the partner, an authority that one has not, dates out of order,
        or to somebody with a role that nobody may hold together with it (domain SEC-03: not for a while either)
    """
    today = timezone.localdate(at)
    _check_days(wanted, today)
    mine = deciders.standing(user=by, partner_id=partner_id, on=today)
    if not may_give(mine):
        raise CannotDelegate(NOTHING_TO_LEND)
    receiver = User.objects.filter(email__iexact=wanted.email.strip(), is_active=True).first()
    theirs = deciders.permissions(user=receiver, partner_id=partner_id, on=today) if receiver else frozenset()
    if receiver is None or not _is_of_use(mine, theirs):
        raise CannotDelegate(
            "Nobody who may decide here what you decide signs in with this address.",
            field="email",
            remedy="Check it with them, or ask an access administrator to give them a role.",
        )
    if receiver.human_id == by.human_id:
        raise CannotDelegate("This is you. Choose somebody else.", field="email")
    _check_duties(partner_id, wanted, giver=by, receiver=receiver)
    with partner_scope(partner_id, actor_id=by.pk, reason=wanted.reason):
        try:
            with transaction.atomic():
                made: Delegation = Delegation.objects.create(
                    partner_id=partner_id,
                    giver=by,
                    receiver=receiver,
                    valid=DateRange(wanted.start, wanted.last_day + timedelta(days=1)),
                    reason=wanted.reason,
                    made_by=by,
                    made_at=at,
                )
        except IntegrityError as error:
            raise CannotDelegate(f"{receiver} decides for you on some of these days already.", field="start") from error
        _record(AuditAction.GRANT, made)
    return made


@transaction_required
def end(*, partner_id: int, delegation: UUID, by: User, at: datetime) -> Delegation:
    """End a delegation now.

    :raises NotYourDelegation: for anybody but its two people
    :raises CannotDelegate: when it has ended
    :raises Delegation.DoesNotExist: when there is none in scope
    """
    rows = Delegation.objects.of(partner_id).select_for_update(of=("self",))
    found: Delegation = rows.get(uuid=delegation)
    if by.pk not in {found.giver_id, found.receiver_id}:
        raise NotYourDelegation("Only the two people of a delegation end it.")
    if found.ended_at is not None:
        raise CannotDelegate("This delegation has been ended already.")
    with partner_scope(partner_id, actor_id=by.pk, reason="delegation ended"):
        found.ended_at, found.ended_by = at, by
        found.save(update_fields=["ended_at", "ended_by"])
        _record(AuditAction.CANCEL, found)
    return found


def may_give(mine: deciders.Standing) -> bool:
    """Return whether somebody decides anything that a colleague could decide meanwhile."""
    return bool(mine.permissions & DECIDING) or bool(_of_units(mine))


def _of_units(mine: deciders.Standing) -> frozenset[str]:
    """Return what a role for units lends: leave and claims of these units."""
    return COVERED.intersection(*[frozenset().union(*(permissions for permissions, _units in mine.limited))])


def _is_of_use(mine: deciders.Standing, theirs: frozenset[str]) -> bool:
    """Return whether the other may decide anything of it: a delegate's own limit applies, too."""
    return bool(mine.permissions & DECIDING and theirs & DECIDE) or bool(_of_units(mine) & theirs)


def _check_duties(partner_id: int, wanted: Wanted, *, giver: User, receiver: User) -> None:
    span = DateRange(wanted.start, wanted.last_day + timedelta(days=1))
    lent = {
        role
        for role in duties.held_during(user=giver, partner_id=partner_id, span=span)
        if ROLE_PERMISSIONS[role] & (DECIDING | COVERED)
    }
    held = duties.held_during(user=receiver, partner_id=partner_id, span=span)
    found = sorted(
        (role.label, other.label) for role in lent for other in held if role != other and clashes({role, other})
    )
    if found:
        role, other = found[0]
        raise CannotDelegate(
            f"{receiver} is {other} here; nobody may be that and {role} together, not even for a while.",
            field="email",
            remedy="Choose somebody whose role does not check yours.",
        )


def _check_days(wanted: Wanted, today: date) -> None:
    if wanted.last_day < wanted.start:
        raise CannotDelegate("The last day must be the same as or after the first day.", field="last_day")
    if wanted.last_day < today:
        raise CannotDelegate("The last day is in the past.", field="last_day")
    if wanted.last_day - wanted.start > timedelta(days=LONGEST_DAYS):
        raise CannotDelegate(
            f"A delegation lasts at most {LONGEST_DAYS} days.", field="last_day", remedy="Give it again afterwards."
        )


def _record(action: AuditAction, about: Delegation) -> None:
    audit(
        action=action,
        object_type="partners_delegation",
        object_id=about.pk,
        label=f"{about.giver} lets {about.receiver} decide",
        partner_id=about.partner_id,
        changes={"from": about.valid.lower, "until": about.valid.upper},
        reason=about.reason,
    )
