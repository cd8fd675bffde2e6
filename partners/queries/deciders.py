"""Who may decide a change request, and on whose authority (domain SEC-03, SEC-04)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from partners import change_kinds, registry
from partners.models import ApprovalStep, ChangeRequest, Delegation, Grant, User
from partners.queries.holds import quiet
from partners.roles import ABOVE, Role
from partners.states import ChangeState

PROPOSED = "You proposed this change. Somebody else decides it."
ABOUT_YOU = "This change is about you. Somebody else decides it."
CLOSE = "An interest is declared between you and whom this is about. Pass it to a colleague, who decides it."
DECIDED = "You have decided your step. The next one needs another person."
NOT_ASKED = "Others decide this request: {who}."


@dataclass(frozen=True, slots=True)
class Authority:
    """By which right somebody decides: their own role, that of whoever delegated to them, or from above."""

    behalf_of: User | None = None
    from_above: bool = False

    @property
    def behalf_human(self) -> UUID | None:
        """The human being who delegated."""
        return self.behalf_of.human_id if self.behalf_of else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do at a partner on a day: for all of it, and for the units to which a role is limited."""

    whole: frozenset[str]
    limited: tuple[tuple[frozenset[str], frozenset[int]], ...]

    @property
    def permissions(self) -> frozenset[str]:
        """Everything, however far it reaches."""
        return self.whole.union(*(permissions for permissions, _units in self.limited))

    def covers(self, permission: str | None, row: ChangeRequest) -> bool:
        """Return whether a permission is held and reaches what a request is about. A query for each limited role."""
        if permission in self.whole:
            return True
        giving = [units for permissions, units in self.limited if permission in permissions]
        return any(within([row.pk], partner_id=row.partner_id, units=units) for units in giving)

    def open_to(self, still_open: "QuerySet[ApprovalStep]", *, partner_id: int) -> Q:
        """Return the condition that a request has an open step that is somebody’s, and is within their reach."""
        found = Q(Exists(still_open.filter(permission__in=self.whole)))
        for permissions, units in self.limited:
            inside = RawSQL("SELECT app_changes_within(%s, %s::bigint[], NULL)", [partner_id, sorted(units)])
            found |= Q(Exists(still_open.filter(permission__in=permissions))) & Q(pk__in=inside)
        return found


def standing(*, user: User, partner_id: int, on: date) -> Standing:
    """Return what a login may do at a partner on a day. One query, and one for each employer that limits a role."""
    rows = Grant.objects.in_force(on).filter(user=user, partner_id=partner_id, user__is_active=True)
    return _standing(rows.order_by("id"))


def _standing(grants: Iterable[Grant]) -> Standing:
    whole, limited = frozenset[str](), []
    for one in grants:
        if one.is_limited:
            limited.append((one.permissions, _units(one)))
        else:
            whole |= one.permissions
    return Standing(whole, tuple(limited))


def _units(one: Grant) -> frozenset[int]:
    if one.unit_id is not None:
        return frozenset({one.unit_id})
    return registry.units_of(partner_id=one.partner_id, entity_id=one.entity_id or 0)


def within(changes: Collection[int], *, partner_id: int, units: Collection[int]) -> set[int]:
    """Return which requests are about people, posts and units of these units or below, and about no others. One query.

    The database asks, whatever the scope shows: only who may decide is found out with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_changes_within(%s, %s::bigint[], %s::bigint[])", [partner_id, sorted(units), sorted(changes)]
        )
        return {pk for (pk,) in cursor.fetchall()}


def authority(row: ChangeRequest, step: ApprovalStep, *, user: User, on: date) -> Authority | None:
    """Return by which right a user may decide a step, or None. The maker's own right is no use to a delegate."""
    own = standing(user=user, partner_id=row.partner_id, on=on)
    if own.covers(step.permission, row):
        return Authority()
    if row.escalated_at is not None and own.covers(ABOVE.get(step.permission), row):
        return Authority(from_above=True)
    for delegation in delegations_to(user, partner_id=row.partner_id, on=on):
        giver = delegation.giver
        may = standing(user=giver, partner_id=row.partner_id, on=on).covers(step.permission, row)
        if may and giver.human_id != row.made_human and not is_about(row, barred_people(giver, row.partner_id)):
            return Authority(giver)
    return None


def why_not(row: ChangeRequest, steps: Iterable[ApprovalStep], *, user: User, on: date) -> str:
    """Say why a user may decide nothing of a request; an empty text when they may."""
    if row.made_human == user.human_id:
        return PROPOSED
    if is_about(row, own_people(user, row.partner_id)):
        return ABOUT_YOU
    if is_about(row, close_people(user, row.partner_id)):
        return CLOSE
    steps = list(steps)
    if any(step.decided_human == user.human_id for step in steps):
        return DECIDED
    still_open = [step for step in steps if step.decided_by_id is None]
    if any(authority(row, step, user=user, on=on) for step in still_open):
        return ""
    return NOT_ASKED.format(who=", ".join(step.title for step in still_open) or "nobody any more")


def permissions(*, user: User, partner_id: int, on: date) -> frozenset[str]:
    """Return what a login may do at a partner on a day, however far it reaches."""
    return standing(user=user, partner_id=partner_id, on=on).permissions


def holds_role(user: User, role: Role, *, partner_id: int, on: date) -> bool:
    """Return whether a login holds a role at a partner on a day. One query."""
    rows = Grant.objects.in_force(on).filter(user=user, partner_id=partner_id, user__is_active=True)
    return rows.filter(role=role.value).exists()


def is_about(row: ChangeRequest, people: set[int]) -> bool:
    """Tell whether a request is about one of these people, alone or in a list."""
    return not people.isdisjoint({row.person_id, *row.people})


def own_people(user: User, partner_id: int) -> set[int]:
    """Return the people that the human being behind a login is at a partner, by any login. One query."""
    rows = Grant.objects.filter(user__human_id=user.human_id, partner_id=partner_id, person_id__isnull=False)
    return {found for found in rows.values_list("person_id", flat=True) if found is not None}


def close_people(user: User, partner_id: int) -> set[int]:
    """Return the people to whom the human being behind a login is declared close (domain SEC-03). One query."""
    return registry.close_people(partner_id=partner_id, human_id=user.human_id)


def barred_people(user: User, partner_id: int) -> set[int]:
    """Return the people about whom a login decides nothing: themselves, and those close to them. Two queries."""
    return own_people(user, partner_id) | close_people(user, partner_id)


def delegations_to(user: User, *, partner_id: int, on: date) -> Sequence[Delegation]:
    """Return the delegations that a login holds on a day, the oldest first. One query."""
    rows = Delegation.objects.of(partner_id).filter(receiver=user, valid__contains=on, ended_at=None)
    return list(rows.select_related("giver").order_by("id"))


def delegates_of(users: Collection[User], *, partner_id: int, on: date) -> list[User]:
    """Return who decides for any of these logins on a day, by name. One query."""
    rows = Delegation.objects.of(partner_id).filter(giver__in=users, valid__contains=on, ended_at=None)
    return list(User.objects.filter(pk__in=rows.values("receiver_id"), is_active=True).order_by("full_name", "id"))


def delegations_from(on: date, *, partner_id: int, of: User | None = None) -> Sequence[Delegation]:
    """Return the delegations of a partner, or of one of their people, that hold on a day or later, by first day.

    One query.
    """
    rows = Delegation.objects.of(partner_id).filter(valid__endswith__gt=on, ended_at=None)
    if of is not None:
        rows = rows.filter(Q(giver=of) | Q(receiver=of))
    return list(rows.select_related("giver", "receiver").order_by("valid", "id"))


def holders(*, partner_id: int, permission: str, on: date) -> list[User]:
    """Return the people who hold a permission at a partner on a day, for all of it or a part, by name. One query."""
    grants = _giving(permission, partner_id=partner_id, on=on)
    return list(User.objects.filter(Exists(grants.filter(user=OuterRef("pk")))).order_by("full_name", "id"))


def _giving(permission: str, *, partner_id: int, on: date) -> "QuerySet[Grant]":
    grants = Grant.objects.in_force(on).known().giving(permission).filter(partner_id=partner_id, user__is_active=True)
    return grants.select_related("user").order_by("id")


def able(step: ApprovalStep, *, partner_id: int, is_sent_up: bool, on: date) -> list[User]:
    """Return who may decide an open step by a role of theirs that reaches it, by name: never its maker.

    At most two queries, and one more for each role that is limited to units.
    """
    wanted = [step.permission] + ([ABOVE[step.permission]] if is_sent_up and step.permission in ABOVE else [])
    found: dict[int, User] = {}
    for grant in (one for name in wanted for one in _giving(name, partner_id=partner_id, on=on)):
        is_known = grant.user_id in found or grant.user.human_id == step.made_human
        if not is_known and (
            not grant.is_limited or within([step.change_id], partner_id=partner_id, units=_units(grant))
        ):
            found[grant.user_id] = grant.user
    return sorted(
        found.values(),
        key=lambda user: (user.full_name, user.pk),
    )


def waiting_for(user: User, *, partner_id: int, on: date) -> "QuerySet[ChangeRequest]":
    """Return the requests that a login may decide today, on its own authority, a delegated one or from above."""
    step = ApprovalStep.objects.of(partner_id).filter(change=OuterRef("pk"), round=OuterRef("round"))
    still_open = step.filter(decided_by=None)
    own = standing(user=user, partner_id=partner_id, on=on)
    below = [name for name, above in ABOVE.items() if above in own.whole]
    mine = own.open_to(still_open, partner_id=partner_id) | (
        Q(escalated_at__isnull=False) & Q(Exists(still_open.filter(permission__in=below)))
    )
    for delegation in delegations_to(user, partner_id=partner_id, on=on):
        giver = delegation.giver
        held = standing(user=giver, partner_id=partner_id, on=on)
        mine |= (
            held.open_to(still_open, partner_id=partner_id)
            & ~Q(made_human=giver.human_id)
            & ~_about(barred_people(giver, partner_id))
        )
    found: QuerySet[ChangeRequest] = (
        ChangeRequest.objects.of(partner_id)
        .filter(mine, state=ChangeState.WAITING, kind__in=change_kinds.kinds_seen())
        .exclude(made_human=user.human_id)
        .exclude(_about(barred_people(user, partner_id)))
        .exclude(Exists(step.filter(decided_human=user.human_id)))
    )
    return quiet(found)


def _about(people: set[int]) -> Q:
    """Return the condition that a request is about one of these people, alone or in a list."""
    found = sorted(people)
    return Q(person_id__in=found, person_id__isnull=False) | Q(people__overlap=found)


def undecidable(*, partner_id: int, on: date, kinds: Collection[str]) -> int:
    """Return how many waiting requests of these kinds nobody at the partner may decide, now or from above."""
    step = ApprovalStep.objects.of(partner_id).filter(
        decided_by=None, change__state=ChangeState.WAITING, change__kind__in=kinds
    )
    wanted: dict[str, set[int]] = {}
    for name, change in step.filter(round=F("change__round")).values_list("permission", "change_id"):
        wanted.setdefault(name, set()).add(change)
    orphaned: set[int] = set()
    for name, changes in wanted.items():
        names = [one for one in (name, ABOVE.get(name)) if one]
        orphaned |= _unreached(changes, names, partner_id=partner_id, on=on)
    return len(orphaned)


def _unreached(changes: set[int], names: list[str], *, partner_id: int, on: date) -> set[int]:
    """Return the requests that no holder of one of these permissions reaches."""
    left = set(changes)
    for grant in (one for name in names for one in _giving(name, partner_id=partner_id, on=on)):
        if not grant.is_limited:
            return set()
        left -= within(left, partner_id=partner_id, units=_units(grant))
    return left
