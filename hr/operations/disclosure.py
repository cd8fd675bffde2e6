"""Who looked at what: pay, bank and National Insurance data leave a trace when shown, and a reason when unmasked."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hr import rules, sealed
from hr.models import BankAccount, Person, SecondAccount
from hr.operations import dated
from hr.sealed import BankDetails
from partners.audit import audit
from partners.models import ApprovalStep, AuditAction, ChangeRequest, User
from partners.queries import deciders
from partners.scope import partner_scope
from partners.states import ChangeState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

NINO_KIND = "hr.nino"


class NotForDecision(DomainError):
    """Nothing is to be decided by this person."""

    is_refusal = True


@transaction_required
def record_view(*, person: Person, what: str, by: User, at: datetime) -> None:
    """Record that somebody was shown a person's pay, bank or protected data. `what` says which, like "pay and tax"."""
    with partner_scope(person.partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.VIEW,
            object_type="hr_person",
            object_id=person.pk,
            label=person.display_name,
            changes={"shown": what},
        )


@transaction_required
def unmask_nino(*, person: UUID, reason: str, by: User, at: datetime) -> str:
    """Return a person's National Insurance number in full, and record who saw it and why; "" if there is none.

    :raises RuleBroken: without a reason
    :raises Person.DoesNotExist: if there is none in scope
    """
    row: Person = Person.objects.get(uuid=person)
    _record(row, "National Insurance number", reason=reason, by=by)
    return sealed.open_nino(row.nino, person=row.uuid)


@transaction_required
def unmask_asked_nino(*, change: UUID, reason: str, by: User, at: datetime) -> str:
    """Return the number that a waiting request asks for, to whoever decides it, and record who saw it and why.

    :raises NotForDecision: unless it waits for this person's decision
    :raises RuleBroken: without a reason
    :raises ChangeRequest.DoesNotExist: if there is none in scope
    """
    request: ChangeRequest = ChangeRequest.objects.get(uuid=change)
    steps = ApprovalStep.objects.of(request.partner_id).filter(change=request, round=request.round)
    waits = request.state == ChangeState.WAITING and request.kind == NINO_KIND
    if not waits or deciders.why_not(request, steps.order_by("number"), user=by, on=timezone.localdate(at)):
        raise NotForDecision("The number is shown to whoever decides a request, while it waits.")
    row: Person = Person.objects.get(pk=request.person_id)
    _record(row, "National Insurance number asked for", reason=reason, by=by)
    return sealed.open_nino(request.payload["number"], person=row.uuid)


@transaction_required
def unmask_address(*, person: UUID, reason: str, by: User, at: datetime) -> Person:
    """Return a person whose address and telephone number are protected, and record who saw them and why.

    :raises RuleBroken: without a reason
    :raises Person.DoesNotExist: if there is none in scope
    """
    row: Person = Person.objects.get(uuid=person)
    _record(row, "Protected address", reason=reason, by=by)
    return row


@transaction_required
def unmask_bank(*, account: UUID, reason: str, by: User, at: datetime) -> BankDetails:
    """Return a bank account in full, main or second, and record who saw it and why.

    :raises RuleBroken: without a reason
    :raises BankAccount.DoesNotExist: if there is none in scope
    """
    second: SecondAccount | None = SecondAccount.objects.filter(uuid=account).first()
    if second is not None:
        _record(second, "Second bank account", reason=reason, by=by)
        return sealed.open_second(second.details, account=second.uuid)
    row: BankAccount = BankAccount.objects.get(uuid=account)
    _record(row, "Bank account", reason=reason, by=by)
    return sealed.open_bank(row.details, account=row.uuid)


def _record(row: Person | BankAccount | SecondAccount, label: str, *, reason: str, by: User) -> None:
    about = row.pk if isinstance(row, Person) else row.person_id
    dated.refuse_concerned(people=[about], partner_id=row.partner_id, by=by)
    tidy = rules.check_reason(reason)
    rules.UnmaskNeedsReason.require(len(tidy) >= rules.SHORTEST_UNMASK_REASON, shortest=rules.SHORTEST_UNMASK_REASON)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy):
        audit(action=AuditAction.UNMASK, object_type=row._meta.db_table, object_id=row.pk, label=label, reason=tidy)
