"""Declared interests (domain SEC-03): by the holder, or recorded by HR; linked to a record, confirmed, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hr import rules_interests as rules
from hr.models import DeclaredInterest, Employment, Person
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

Kind = DeclaredInterest.Kind
TABLE = "hr_declaredinterest"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What somebody declares: who it is or which business, and what they are to each other."""

    kind: str
    name: str
    relation: str
    employee_no: str = ""


@transaction_required
def declare(*, person: UUID, declared: Declared, by: User, at: datetime) -> DeclaredInterest:
    """Declare an interest as oneself, in a scope of one’s own rows. It binds at once when it says clearly who is meant.

    :raises RuleBroken: for somebody else, without words, or when it is declared already
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    rules.OwnInterestOnly.require(who.pk in deciders.own_people(by, who.partner_id))
    with partner_scope(who.partner_id, actor_id=by.pk, about_ids=frozenset({who.pk})):
        return _begin(who.partner_id, who, declared, holder=by, by=by, at=at)


@transaction_required
def record(*, partner_id: int, email: str, declared: Declared, by: User, at: datetime) -> DeclaredInterest:
    """Record as HR what somebody declared who signs in with an address.

    :raises RuleBroken: for oneself, an address that is none, without words, or when it is declared already
    """
    holder = User.objects.filter(email__iexact=email.strip(), is_active=True, grants__partner_id=partner_id).first()
    rules.HolderSignsIn.require(holder is not None)
    assert holder is not None  # noqa: S101 - the rule has seen to it
    rules.NotOnesOwnInterest.require(holder.human_id != by.human_id)
    own = deciders.own_people(holder, partner_id)
    person = Person.objects.of(partner_id).filter(pk__in=own).order_by("id").first()
    return _begin(partner_id, person, declared, holder=holder, by=by, at=at)


@transaction_required
def link(*, interest: UUID, employee_no: str, by: User, at: datetime) -> DeclaredInterest:
    """Say whose record a declaration means; without a number, that it is nobody’s here.

    :raises RuleBroken: for one’s own declaration, other work, a number that nobody has, or the holder’s own record
    :raises DeclaredInterest.DoesNotExist: if there is none in scope
    """
    row = _lock(interest)
    rules.NotOnesOwnInterest.require(row.holder.human_id != by.human_id)
    rules.OnlyPeopleAreLinked.require(row.kind != Kind.WORK)
    about = None
    if wanted := employee_no.strip():
        jobs = Employment.objects.of(row.partner_id).filter(employee_no__iexact=wanted).select_related("person")
        job = jobs.order_by("id").first()
        rules.NumberIsKnown.require(job is not None and job.person_id != row.person_id)
        assert job is not None  # noqa: S101 - the rule has seen to it
        about = job.person
    with partner_scope(row.partner_id, actor_id=by.pk, reason="declared interest linked"):
        row.about, row.linked_by, row.linked_at = about, by, at
        row.save(update_fields=["about", "linked_by", "linked_at"])
        _note(row, AuditAction.UPDATE, "linked" if about else "nobody here")
    return row


@transaction_required
def confirm(*, interest: UUID, by: User, at: datetime) -> DeclaredInterest:
    """Say that an interest is still so: its holder every year.

    :raises RuleBroken: for somebody else’s, or one that has ended
    :raises DeclaredInterest.DoesNotExist: if there is none in scope
    """
    row = _lock(interest)
    rules.OwnInterestOnly.require(row.holder.human_id == by.human_id)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="declared interest confirmed"):
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        _note(row, AuditAction.UPDATE, "confirmed")
    return row


@transaction_required
def end(*, interest: UUID, reason: str, by: User, at: datetime) -> DeclaredInterest:
    """Say that an interest is no longer so. HR does, so that nobody frees themselves to decide.

    :raises RuleBroken: for one’s own, without words, or when it has ended
    :raises DeclaredInterest.DoesNotExist: if there is none in scope
    """
    row = _lock(interest)
    rules.NotOnesOwnInterest.require(row.holder.human_id != by.human_id)
    tidy = " ".join(reason.split())
    rules.WordsAreNeeded.require(0 < len(tidy) <= LONGEST_REASON, longest=LONGEST_REASON, field="reason")
    with partner_scope(row.partner_id, actor_id=by.pk, reason="declared interest ended"):
        row.ended_by, row.ended_at, row.end_reason = by, at, tidy
        row.save(update_fields=["ended_by", "ended_at", "end_reason"])
        _note(row, AuditAction.CANCEL, "ended")
    return row


def _begin(
    partner_id: int, person: Person | None, declared: Declared, *, holder: User, by: User, at: datetime
) -> DeclaredInterest:
    said = {
        "name": _words(declared.name, "name", 120), "relation": _words(declared.relation, "relation", 200),
        "employee_no": declared.employee_no.strip() if declared.kind != Kind.WORK else "",
    }  # fmt: skip
    held = DeclaredInterest.objects.of(partner_id).filter(holder=holder, ended_at=None, kind=declared.kind)
    rules.DeclaredOnce.require(not held.filter(name__iexact=said["name"]).exists())
    with partner_scope(partner_id, actor_id=by.pk, reason="interest declared"):
        row: DeclaredInterest = DeclaredInterest.objects.create(
            partner_id=partner_id, holder=holder, person=person, kind=Kind(declared.kind), declared_by=by,
            declared_at=at, confirmed_at=at, **said,
        )  # fmt: skip
        _note(row, AuditAction.CREATE, "declared")
    return row


def _lock(interest: UUID) -> DeclaredInterest:
    rows = DeclaredInterest.objects.select_for_update(of=("self",)).select_related("holder")
    row: DeclaredInterest = rows.get(uuid=interest)
    rules.StillStands.require(row.ended_at is None)
    return row


def _words(text: str, field: str, longest: int) -> str:
    tidy = " ".join(text.split())
    rules.WordsAreNeeded.require(0 < len(tidy) <= longest, longest=longest, field=field)
    return tidy


def _note(row: DeclaredInterest, action: AuditAction, what: str) -> None:
    """Leave a trace that does not say who is close to whom."""
    audit(
        action=action, object_type=TABLE, object_id=str(row.uuid), label=f"Declared interest of {row.holder}: {what}",
        partner_id=row.partner_id,
    )  # fmt: skip
