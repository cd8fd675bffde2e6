"""What somebody asks for about themselves, whether on a page or through the interface: one way to put it together.

Call it in a scope of one's own record (ADR 0017): the approval core refuses it for anybody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hr import rules_own
from hr.models import Assignment, AssignmentTerms, Person
from hr.operations import documents
from hr.operations.documents import NewDocument
from partners.models import ChangeRequest, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A detail to be put right: code and title of its kind, what should stand there, and the document that shows it."""

    kind: str
    title: str
    payload: Mapping[str, Any]
    document: bytes
    reason: str


@transaction_required
def ask_with_evidence(*, person: UUID, wish: Wish, by: User, at: datetime, change: UUID | None = None) -> ChangeRequest:
    """Keep the document, then propose; with `change`, put right the request that came back.

    :raises RuleBroken: for a file that is empty, too large or of another kind, or what the operation refuses
    :raises Person.DoesNotExist: when there is none in scope
    """
    row: Person = Person.objects.get(uuid=person)
    title = f"Evidence: {wish.title.lower()}"
    new = NewDocument(kind="IDENTITY", title=title, content=wish.document, about="request", is_for_person=True)
    kept = documents.store(person=row.uuid, new=new, by=by, at=at)
    payload = {"person": str(row.uuid), "document": str(kept.uuid), **wish.payload}
    proposal = Proposal(kind=wish.kind, payload=payload, reason=wish.reason)
    return send(partner_id=row.partner_id, proposal=proposal, by=by, at=at, change=change)


@transaction_required
def send(*, partner_id: int, proposal: Proposal, by: User, at: datetime, change: UUID | None = None) -> ChangeRequest:
    """Propose about oneself; with `change`, again what came back. Raises what the approval core refuses."""
    if change is not None:
        return changes.resubmit(change=change, proposal=proposal, by=by, at=at)
    return changes.submit(partner_id=partner_id, proposal=proposal, by=by, at=at)


def hours_payload(
    job: Assignment, *, contract_hours: Decimal, working_pattern: str, effective_from: date, today: date
) -> dict[str, Any]:
    """Return a wish for other hours of one's own job; what else the contract says stays.

    :raises RuleBroken: for days gone by, or on which the job has no terms
    """
    rules_own.DaysToCome.require(effective_from > today, on=effective_from)
    rows = AssignmentTerms.objects.filter(assignment=job)
    held = rows.filter(valid__contains=effective_from).order_by("id").first()
    if held is None:
        raise rules_own.JobGoesOn.broken(on=effective_from)
    later = rows.filter(valid__startswith__gt=effective_from)
    return {
        "assignment": str(job.uuid),
        "effective_from": effective_from.isoformat(),
        "contract": held.contract,
        "paid_weeks": None if held.paid_weeks is None else str(held.paid_weeks),
        "contract_hours": str(contract_hours),
        "working_pattern": working_pattern,
        "later": "keep" if later.exists() else None,
    }
