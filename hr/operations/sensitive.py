"""Protected addresses and covert roles: set, reviewed and lifted by few, each time with a reason (domain SEC-05)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import Person, SensitivePost
from hr.operations import dated
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import holds as held
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

LONGEST_REASON = 300
LONGEST_DAYS = 366
REASON = "Sensitive post"


class CannotRestrict(DomainError):
    """It is restricted already, the day of review cannot be, or the reason is missing."""


class NotForOneself(DomainError):
    """Nobody decides this about themselves."""

    is_refusal = True


@transaction_required
def restrict(*, person: UUID, kind: str, reason: str, review_on: date, by: User, at: datetime) -> SensitivePost:
    """Protect somebody's address, or put them into a covert role, until it is lifted. Reviewed within a year.

    :raises CannotRestrict: when it is so already, without a reason, or with a day of review out of the coming year
    :raises NotForOneself: about one's own record
    :raises RuleBroken: about somebody close
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    tidy = _words(reason)
    _check_review(review_on, at)
    _require_other(who, by)
    with partner_scope(who.partner_id, actor_id=by.pk, reason=REASON):
        try:
            with transaction.atomic():
                row: SensitivePost = SensitivePost.objects.create(
                    partner_id=who.partner_id, person=who, kind=SensitivePost.Kind(kind), reason=tidy,
                    review_on=review_on, set_by=by, set_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise CannotRestrict("This is so already.", field="kind", remedy="Review it instead.") from error
        if row.kind == SensitivePost.Kind.ADDRESS:
            _mark(who, is_sensitive=True)
        _note(row, "set")
    return row


@transaction_required
def review(*, post: UUID, review_on: date, by: User, at: datetime) -> SensitivePost:
    """Record that a restriction was looked at and stands, and when it is looked at again.

    :raises CannotRestrict: once it is lifted, or with a day out of the coming year
    :raises NotForOneself: about one's own record
    :raises RuleBroken: about somebody close
    :raises SensitivePost.DoesNotExist: if there is none in scope
    """
    row = _lock(post)
    _check_review(review_on, at)
    _require_other(row.person, by)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.review_on, row.reviewed_by, row.reviewed_at = review_on, by, at
        row.save(update_fields=["review_on", "reviewed_by", "reviewed_at"])
        _note(row, "reviewed")
    return row


@transaction_required
def lift(*, post: UUID, reason: str, by: User, at: datetime) -> SensitivePost:
    """Lift a restriction: from now on the person is like everybody else.

    :raises CannotRestrict: once it is lifted, or without a reason
    :raises NotForOneself: about one's own record
    :raises RuleBroken: about somebody close
    :raises SensitivePost.DoesNotExist: if there is none in scope
    """
    row, tidy = _lock(post), _words(reason)
    _require_other(row.person, by)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.lifted_by, row.lifted_at, row.lifted_why = by, at, tidy
        row.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
        if row.kind == SensitivePost.Kind.ADDRESS:
            _mark(row.person, is_sensitive=False)
        _note(row, "lifted")
    return row


def _lock(post: UUID) -> SensitivePost:
    rows = SensitivePost.objects.select_related("person").select_for_update(of=("self",))
    row: SensitivePost = rows.get(uuid=post)
    if row.lifted_at is not None:
        raise CannotRestrict("This has been lifted already.")
    return row


def _require_other(who: Person, by: User) -> None:
    if held.logins_of(partner_id=who.partner_id, person_id=who.pk).filter(human_id=by.human_id).exists():
        raise NotForOneself("This is your own record. Somebody else decides about it.")
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)


def _check_review(review_on: date, at: datetime) -> None:
    days = (review_on - timezone.localdate(at)).days
    if not 0 < days <= LONGEST_DAYS:
        raise CannotRestrict(
            "The review lies in the coming year.", field="review_on", remedy="Choose a day from tomorrow."
        )


def _words(text: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST_REASON:
        raise CannotRestrict(f"Say why, in at most {LONGEST_REASON} characters.", field="reason")
    return tidy


def _mark(who: Person, *, is_sensitive: bool) -> None:
    who.is_sensitive = is_sensitive
    who.save(update_fields=["is_sensitive"])


def _note(row: SensitivePost, what: str) -> None:
    audit(
        action=AuditAction.UPDATE, object_type="hr_person", object_id=row.person_id, label=str(row),
        partner_id=row.partner_id, changes={"action": what, "review": row.review_on.isoformat()},
    )  # fmt: skip
