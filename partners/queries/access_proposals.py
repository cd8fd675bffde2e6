"""Access that was proposed, for its pages and the work list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from partners.models import AccessProposal, User
from partners.queries.reach import Names
from partners.roles import Role
from partners.scope import current_scope


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in a list. `last_day` is included; None: until ended."""

    uuid: UUID
    person: str
    email: str
    role: str
    unit: str
    start: date
    last_day: date | None
    state: str
    reason: str
    made_by: str
    made_at: datetime
    decided_by: str


def known(partner_id: int) -> QuerySet[AccessProposal]:
    """Return a partner’s proposals with their people; none for people in covert roles where these are hidden."""
    every: QuerySet[AccessProposal] = AccessProposal.objects.of(partner_id)
    found = every.select_related("made_by", "decided_by", "grant")
    scope = current_scope()
    if scope is None or not scope.hides_covert:
        return found
    hidden = User.objects.filter(pk__in=RawSQL("SELECT unnest(app_hidden_users())", []))
    return found.exclude(receiver_human__in=hidden.values("human_id"))


def proposals(*, partner_id: int, filters: Mapping[str, Any]) -> QuerySet[AccessProposal]:
    """Return the proposals that the filters leave. Filters: person, role, state."""
    found = known(partner_id)
    if person := filters.get("person"):
        found = found.filter(Q(full_name__icontains=person) | Q(email__icontains=person))
    for name in ("role", "state"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    return found


def one(*, partner_id: int, proposal: UUID) -> AccessProposal:
    """Return one proposal.

    :raises AccessProposal.DoesNotExist: when there is none here
    """
    return known(partner_id).get(uuid=proposal)


def n_waiting(*, partner_id: int, human_id: UUID) -> int:
    """Return how many proposals wait that somebody else made and for somebody else. One query."""
    rows = known(partner_id).filter(state=AccessProposal.State.PROPOSED).exclude(made_human=human_id)
    return rows.exclude(receiver_human=human_id).count()


def as_row(row: AccessProposal, *, names: Names) -> ProposalRow:
    """Return a proposal as the list shows it; `names` are those of the partner’s units and employers."""
    return ProposalRow(
        uuid=row.uuid,
        person=row.full_name,
        email=row.email,
        role=Role(row.role).label,
        unit=names.words(row.unit_id, row.entity_id),
        start=row.start,
        last_day=row.last_day,
        state=row.state,
        reason=row.reason,
        made_by=str(row.made_by),
        made_at=row.made_at,
        decided_by=str(row.decided_by) if row.decided_by else "",
    )
