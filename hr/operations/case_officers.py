"""Passing on a part in an HR case: the officer to a colleague, or the HR manager when the officer has gone.

Whoever had the part is off the list at once. As a witness they may be asked for a statement, and see that alone. Both
are told, without a word about the case. A sealed name stays sealed: only the new officer can open it, with a reason.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hr.models import CaseMember, HrCase
from hr.operations import cases
from hr.operations.cases import OFFICER_ONLY, TABLE, NotForThisCase, NotYourPart, R, TooSoon
from hr.queries import case_officers as found
from partners.audit import audit
from partners.models import AuditAction, Grant, Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

LONGEST_REASON = 500
NOT_THIS_ONE = "The subject, witnesses, whoever is kept out, and whoever has or had another part in it stay off it."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passing:
    """What goes to whom; `member` is the name on the list that it goes from, None for those of all officers."""

    partner_id: int
    case: UUID
    member: UUID | None
    part: R
    user: User
    reason: str


@transaction_required
def hand_over(*, case: UUID, member: UUID, user: User, reason: str, by: User, at: datetime) -> None:
    """Pass the part of somebody on the list to somebody else, who takes their place at once.

    :raises NotYourPart: unless by a case officer
    :raises CaseMember.DoesNotExist: for somebody who is not on the list
    :raises NotForThisCase: for who may not have the part: subject, witness, kept out, with another part, no access
    :raises TooSoon: when nobody may take notes any more
    :raises WordsNeeded: without a reason
    """
    row = cases.lock(case)
    cases.require(row, by, OFFICER_ONLY)
    now: CaseMember = CaseMember.objects.of(row.partner_id).get(case=row, uuid=member, removed_at=None)
    if now.role == R.NOTES and row.sensitivity != HrCase.Sensitivity.NORMAL:
        raise TooSoon("Nobody takes notes in a restricted or sealed case.", remedy="Take them off the list.")
    if now.human == user.human_id:
        raise NotForThisCase(f"{user.full_name} has this part already.", field="user")
    wanted = _Passing(
        partner_id=row.partner_id, case=case, member=member, part=R(now.role), user=user,
        reason=cases.words(reason, "reason", longest=LONGEST_REASON),
    )  # fmt: skip
    _pass_on(wanted, by=by, at=at)


@transaction_required
def name_officer(*, partner_id: int, case: UUID, user: User, reason: str, by: User, at: datetime) -> str:
    """Name the officer of a case that one sees nothing of, in place of those who are; return its reference.

    :raises NotYourPart: for who names no officers, has another part in the case, or whom it is about
    :raises NotForThisCase: for who may not have the part: subject, witness, kept out, with another part, no access
    :raises WordsNeeded: without a reason
    """
    with partner_scope(partner_id, actor_id=by.pk):
        rows = found.officers(partner_id=partner_id, on=timezone.localdate(at), case=case)
    if not rows or rows[0].has_part:
        raise NotYourPart("You do not name the officer of this case.", remedy="Ask another HR manager.")
    wanted = _Passing(
        partner_id=partner_id, case=case, member=None, part=R.OFFICER, user=user,
        reason=cases.words(reason, "reason", longest=LONGEST_REASON),
    )  # fmt: skip
    return _pass_on(wanted, by=by, at=at)


def _pass_on(wanted: _Passing, *, by: User, at: datetime) -> str:
    holders = deciders.holders(partner_id=wanted.partner_id, permission=found.WORKS, on=timezone.localdate(at))
    if wanted.user not in holders:
        raise NotForThisCase(f"{wanted.user.full_name} does not work on cases here.", field="user")
    new = uuid4()
    with partner_scope(wanted.partner_id, actor_id=by.pk):
        case_id, reference, former = _write(wanted, new=new, by=by, at=at)
        audit(
            action=AuditAction.UPDATE, object_type=TABLE, object_id=case_id, label=f"HR case {reference}",
            partner_id=wanted.partner_id, changes={"action": "hand_over", "part": wanted.part.value},
        )  # fmt: skip
        _tell(wanted, new=new, reference=reference, former=former, by=by, at=at)
    return reference


def _write(wanted: _Passing, *, new: UUID, by: User, at: datetime) -> tuple[int, str, list[int]]:
    """Change the list; the database knows who must not be on it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM hr_hand_over_case(%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    wanted.partner_id, wanted.case, wanted.member, wanted.user.pk, new, at, wanted.part.label,
                    wanted.reason,
                ],
            )  # fmt: skip
            case_id, reference, former = cursor.fetchone()
    except IntegrityError as error:
        raise NotForThisCase(
            f"{wanted.user.full_name} cannot have this part in the case.", field="user", remedy=NOT_THIS_ONE
        ) from error
    return case_id, reference, former


def _tell(wanted: _Passing, *, new: UUID, reference: str, former: list[int], by: User, at: datetime) -> None:
    """Write to the new one and to the former, as far as they still have access here. No message says what it is."""
    partner = Partner.objects.get(pk=wanted.partner_id)
    grants = Grant.objects.in_force(timezone.localdate(at)).filter(partner=partner, user__is_active=True)
    here = User.objects.filter(pk__in=grants.filter(user__in=[wanted.user.pk, *former]).values("user"))
    for one in here.order_by("id"):
        is_new = one.pk == wanted.user.pk
        words = "A case is with you now" if is_new else "A case is no longer with you"
        draft = Draft(
            kind="case", key=f"case:{new}:{one.pk}", address=one.email, user_id=one.pk,
            subject=f"{words} at {partner.short_name}", neutral_subject=words, template="email/case_passed_on.txt",
            context={"name": one.full_name, "partner": partner, "is_new": is_new, "reference": reference},
        )  # fmt: skip
        messages.send(partner_id=wanted.partner_id, draft=draft, by=by, at=at)
