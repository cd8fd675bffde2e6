"""Who may decide a change request, and on whose authority (domain SEC-03, SEC-04)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from partners import registry
from partners.models import ApprovalStep, ChangeRequest, Delegation, Grant, User
from partners.queries.holds import quiet
from partners.roles import ABOVE, ROLE_PERMISSIONS, Role, permissions_of
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


def authority(row: ChangeRequest, step: ApprovalStep, *, user: User, on: date) -> Authority | None:
    """Return by which right a user may decide a step, or None. The maker's own right is no use to a delegate."""
    own = permissions(user=user, partner_id=row.partner_id, on=on)
    if step.permission in own:
        return Authority()
    if row.escalated_at is not None and ABOVE.get(step.permission) in own:
        return Authority(from_above=True)
    for delegation in delegations_to(user, partner_id=row.partner_id, on=on):
        giver = delegation.giver
        may = step.permission in permissions(user=giver, partner_id=row.partner_id, on=on)
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
    """Return what a login may do at a partner on a day. One query."""
    rows = Grant.objects.in_force(on).filter(user=user, partner_id=partner_id, user__is_active=True)
    return permissions_of({Role(role) for role in rows.values_list("role", flat=True)})


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


def delegations_from(on: date, *, partner_id: int) -> Sequence[Delegation]:
    """Return the delegations of a partner that hold on a day or later, by first day. One query."""
    rows = Delegation.objects.of(partner_id).filter(valid__endswith__gt=on, ended_at=None)
    return list(rows.select_related("giver", "receiver").order_by("valid", "id"))


def holders(*, partner_id: int, permission: str, on: date) -> list[User]:
    """Return the people who hold a permission at a partner on a day, by name. One query."""
    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if permission in held]
    grants = Grant.objects.in_force(on).known().filter(partner_id=partner_id, role__in=roles, user__is_active=True)
    return list(User.objects.filter(Exists(grants.filter(user=OuterRef("pk")))).order_by("full_name", "id"))


def able(step: ApprovalStep, *, partner_id: int, is_sent_up: bool, on: date) -> list[User]:
    """Return who may decide an open step by a role of theirs, by name: never its maker. At most two queries."""
    wanted = [step.permission] + ([ABOVE[step.permission]] if is_sent_up and step.permission in ABOVE else [])
    found = {user.pk: user for name in wanted for user in holders(partner_id=partner_id, permission=name, on=on)}
    return sorted(
        (user for user in found.values() if user.human_id != step.made_human),
        key=lambda user: (user.full_name, user.pk),
    )


def waiting_for(user: User, *, partner_id: int, on: date) -> "QuerySet[ChangeRequest]":
    """Return the requests that a login may decide today, on its own authority, a delegated one or from above."""
    step = ApprovalStep.objects.of(partner_id).filter(change=OuterRef("pk"), round=OuterRef("round"))
    still_open = step.filter(decided_by=None)
    own = permissions(user=user, partner_id=partner_id, on=on)
    below = [name for name, above in ABOVE.items() if above in own]
    mine = Q(Exists(still_open.filter(permission__in=own))) | (
        Q(escalated_at__isnull=False) & Q(Exists(still_open.filter(permission__in=below)))
    )
    for delegation in delegations_to(user, partner_id=partner_id, on=on):
        giver = delegation.giver
        held = permissions(user=giver, partner_id=partner_id, on=on)
        mine |= (
            Q(Exists(still_open.filter(permission__in=held)))
            & ~Q(made_human=giver.human_id)
            & ~_about(barred_people(giver, partner_id))
        )
    found: QuerySet[ChangeRequest] = (
        ChangeRequest.objects.of(partner_id)
        .filter(mine, state=ChangeState.WAITING)
        .exclude(made_human=user.human_id)
        .exclude(_about(barred_people(user, partner_id)))
        .exclude(Exists(step.filter(decided_human=user.human_id)))
    )
    return quiet(found)


def _about(people: set[int]) -> Q:
    """Return the condition that a request is about one of these people, alone or in a list."""
    found = sorted(people)
    return Q(person_id__in=found, person_id__isnull=False) | Q(people__overlap=found)


def undecidable(*, partner_id: int, on: date) -> int:
    """Return how many waiting requests have an open step that nobody at the partner may decide, now or from above."""
    step = ApprovalStep.objects.of(partner_id).filter(decided_by=None, change__state=ChangeState.WAITING)
    wanted = step.filter(round=F("change__round")).values_list("permission", flat=True).distinct()
    orphaned = [
        name
        for name in wanted
        if not any(holders(partner_id=partner_id, permission=one, on=on) for one in (name, ABOVE.get(name)) if one)
    ]
    found = step.filter(round=F("change__round"), permission__in=orphaned).values("change").distinct()
    return int(found.count())
