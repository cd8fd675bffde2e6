"""What an onboarding rests on: who transfers by law, and when the old system stands still (domain HR-11)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from hr.models import OnboardingProject
from hr.operations.onboarding import GateIsRed, WordsNeeded, keep_look, lock, log
from hr.queries import onboarding as found
from hr.states import OnboardingStage
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day

Transfer = OnboardingProject.Transfer
LONGEST_FREEZE = timedelta(days=62)
LATEST = found.position(OnboardingStage.CUTOVER)


@transaction_required
def decide_transfer(
    *, project: UUID, transfer: str, transfer_on: date | None, reason: str, by: User, at: datetime
) -> OnboardingProject:
    """Say whether staff stay with the partner, or which of them transfer, and on which day.

    :raises WordsNeeded: without a reason, or a day that does not fit
    :raises GateIsRed: once the project is cut over
    """
    row, tidy = lock(project), " ".join(reason.split())
    _require_open(row)
    kind = Transfer(transfer)
    if not 0 < len(tidy) <= 500:
        raise WordsNeeded("Say what it rests on, in at most 500 characters.", field="reason")
    if (kind == Transfer.STAY) != (transfer_on is None):
        words = "Nobody transfers: leave the day empty." if transfer_on else "Say on which day they transfer."
        raise WordsNeeded(words, field="transfer_on")
    if transfer_on is not None and transfer_on <= timezone.localdate(at):
        raise WordsNeeded("The day of the transfer is past.", field="transfer_on", remedy="Choose a later one.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.transfer, row.transfer_on = kind, transfer_on
        row.save(update_fields=["transfer", "transfer_on"])
        log(row, "transfer", row.stage, row.stage, tidy, by=by, at=at)
        keep_look(row, f"Decided: {kind.label}"[:120], by=by, at=at)
    return row


@transaction_required
def plan_freeze(*, project: UUID, freeze_from: date, freeze_until: date, by: User, at: datetime) -> OnboardingProject:
    """Say from when to when nothing is changed in the old system, so that the last extract is the last word.

    :raises WordsNeeded: for days that are past, not in order, or more than two months apart
    :raises GateIsRed: once the project is cut over
    """
    row = lock(project)
    _require_open(row)
    if freeze_from < timezone.localdate(at):
        raise WordsNeeded("The first day is past.", field="freeze_from", remedy="Choose a later one.")
    if not freeze_from <= freeze_until <= freeze_from + LONGEST_FREEZE:
        raise WordsNeeded("The freeze ends on or after its first day, and within two months.", field="freeze_until")
    with partner_scope(row.partner_id, actor_id=by.pk, reason="freeze"):
        row.freeze_from, row.freeze_until = freeze_from, freeze_until
        row.save(update_fields=["freeze_from", "freeze_until"])
        says = f"{day(freeze_from)} to {day(freeze_until)}"
        log(row, "freeze", row.stage, row.stage, says, by=by, at=at)
        keep_look(row, f"Freeze planned: {says}", by=by, at=at)
    return row


def _require_open(row: OnboardingProject) -> None:
    here = found.position(found.reached(row))
    if not 0 <= here < LATEST:
        raise GateIsRed("This is fixed once the project is cut over.", remedy="Go back to the data first.")
