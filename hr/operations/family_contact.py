"""Days worked during leave, what somebody wants to hear meanwhile, and the letter that confirms the dates."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr import rules_family as rules
from hr.engine import family_leave as engine
from hr.models import FamilyLeave, KeepInTouchDay
from hr.operations import dated
from hr.operations.freeze import require_free
from hr.queries import family_leave as found
from hr.states import FAMILY_LEAVE
from partners.models import User
from partners.operations import messages
from partners.operations.messages import Draft
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state
from sharedservices.common.formatting import day

CONSTRAINTS = {
    "hr_keepintouchday_count": "count", "hr_keepintouchday_once": "once", "hr_keepintouchday_within": "within",
}  # fmt: skip


@transaction_required
def keep_in_touch(
    *, leave: UUID, worked_on: date, hours: Decimal, note: str, reason: str, by: User, at: datetime
) -> KeepInTouchDay:
    """Record a day that was worked during leave without ending it. Any work on a day uses up a whole day.

    :raises WrongState: if the leave is cancelled
    :raises RuleBroken: for a day that is no day of leave, is to come, is recorded already, or is one too many
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row: FamilyLeave = FamilyLeave.objects.select_for_update(of=("self",)).get(uuid=leave)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_oneself(row, by=by)
    if row.state == FamilyLeave.State.CANCELLED:
        raise WrongState("No day is worked during leave that is cancelled.")
    case = found.case(leave)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        fits = engine.may_keep_in_touch(case.facts, case.rule, worked_on) and worked_on <= timezone.localdate(at)
        rules.KitDayWithin.require(fits and row.kit_days_allowed > 0, on=worked_on)
        known = {one.worked_on for one in case.kit_days}
        rules.KitDayOnce.require(worked_on not in known, on=worked_on)
        rules.KitDaysLeft.require(len(known) < row.kit_days_allowed, most=row.kit_days_allowed)
        try:
            with transaction.atomic():
                made: KeepInTouchDay = KeepInTouchDay.objects.create(
                    partner_id=row.partner_id, person_id=row.person_id, leave=row, worked_on=worked_on, hours=hours,
                    note=" ".join(note.split()), recorded_by=by, recorded_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise _named(error, row, worked_on) from error
    return made


def _named(error: IntegrityError, row: FamilyLeave, on: date) -> Exception:
    """Return the refusal that a constraint of the database stands for: the last guard, when two come at once."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    what = CONSTRAINTS.get(constraint)
    if what == "count":
        return rules.KitDaysLeft.broken(most=row.kit_days_allowed)
    if what == "once":
        return rules.KitDayOnce.broken(on=on)
    return rules.KitDayWithin.broken(on=on) if what else error


@transaction_required
def prefer(*, leave: UUID, touch: str, touch_how: str, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Record how much somebody wants to hear while away, and how.

    :raises WrongState: if the case is over or cancelled
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row: FamilyLeave = FamilyLeave.objects.select_for_update(of=("self",)).get(uuid=leave)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_oneself(row, by=by)
    next_state(FAMILY_LEAVE, "amend", row.state, noun="case of leave")
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.touch, row.touch_how = FamilyLeave.Touch(touch), " ".join(touch_how.split())
        row.save(update_fields=["touch", "touch_how"])
    return row


@transaction_required
def confirm_dates(*, leave: UUID, words: str, reason: str, by: User, at: datetime) -> FamilyLeave:
    """Send the person the dates of the leave, with words of one's own. Where there was a death, never without them.

    It goes by the gateway: what is held back for somebody who has died stays held.

    :raises WrongState: if the case is over or cancelled
    :raises RuleBroken: WordsForTheBereaved
    :raises NoAddress: without an e-mail address
    :raises FamilyLeave.DoesNotExist: if there is none in scope
    """
    row: FamilyLeave = FamilyLeave.objects.select_for_update(of=("self",)).get(uuid=leave)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_oneself(row, by=by)
    next_state(FAMILY_LEAVE, "amend", row.state, noun="case of leave")
    case, personal = found.case(leave), words.strip()
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        rules.WordsForTheBereaved.require(bool(personal) or not case.is_bereaved)
        messages.send(partner_id=row.partner_id, draft=_letter(case, personal, at), by=by, at=at)
        row.confirmed_by, row.confirmed_at = by, at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
    return row


def _letter(case: found.Case, words: str, at: datetime) -> Draft:
    """Return the letter. Its subject says nothing about the reason: others may see it on a locked telephone."""
    row = case.leave
    rows = [] if case.is_bereaved else case.milestones
    return Draft(
        kind="leave confirmed",
        key=f"family-leave-{row.uuid}-{at.isoformat()}",
        address=row.person.email,
        subject="The dates of your leave",
        neutral_subject="About your employment",
        template="email/family_leave.txt",
        context={
            "name": row.person.display_name,
            "words": words,
            "kind": "" if case.is_bereaved else row.get_kind_display().lower(),
            "first_day": case.facts.first_day,
            "last_day": case.facts.last_day,
            "dates": [(day(one.on), one.label) for one in rows],
            "kit_days": 0 if case.is_bereaved else row.kit_days_allowed,
            "partner": row.partner.name,
        },
        person_id=row.person_id,
    )
