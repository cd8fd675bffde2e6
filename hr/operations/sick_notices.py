"""The notices before sick pay goes down, four weeks and one week ahead: to the person, their managers and HR.

A notice goes by e-mail, or as a letter where there is no address or its mail could not be sent. It is sent when the
gateway took it for the person, never when it is queued: until then pay is not reduced, and the pay run says so (domain
HR-10.2). What a hold keeps back counts from the day on which it leaves.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules_family as rules
from hr.models import AbsenceRecord, StepDownNotice
from hr.operations import dated, step_down_mail
from hr.operations.freeze import require_free
from hr.queries.sick_pay import Forecast, Step, open_forecasts
from hr.queries.step_down_notices import FIRST, SECOND, last_messages, pending, read_key
from partners.models import OutboundMessage, Partner, User
from partners.registry import Fate
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

S = OutboundMessage.State


def send_due_everywhere(*, at: datetime) -> int:
    """Put the notices that are due on their way at every partner, each in a scope of its own; return how many."""
    n_queued = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="notices before sick pay goes down"):
            n_queued += send_due(partner_id=partner_id, at=at)
    return n_queued


@transaction_required
def send_due(*, partner_id: int, at: datetime) -> int:
    """Put the notices that are due at a partner on their way; return how many. Safe to run twice.

    Nobody writes to somebody on hold, nor about them: the forecasts leave them out.
    """
    found = open_forecasts(partner_id=partner_id)
    return sum(_send(one, step, at) for one in found for step in one.steps)


@transaction_required
def send_again(*, notice: UUID, reason: str, by: User, at: datetime) -> StepDownNotice:
    """Send a notice again that failed or came back, by e-mail where there is an address, else as a letter.

    :raises RuleBroken: while one is on its way or has left, or the absence is over
    :raises StepDownNotice.DoesNotExist: if there is none in scope
    """
    row: StepDownNotice = StepDownNotice.objects.select_for_update(of=("self",)).get(uuid=notice)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    which, today = pending(row), timezone.localdate(at)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        last = last_messages(partner_id=row.partner_id, notices=[row]).get(row.pk)
        is_under_way = last is not None and last.state in {S.QUEUED, S.HELD}
        if not which or is_under_way or row.absence.state != AbsenceRecord.State.OPEN:
            raise rules.NoticeToSendAgain.broken()
        step_down_mail.to_person(row, which, effect=_effect(row, today), at=at, by=by)
    return row


def note_fate(*, partner_id: int, key: str, fate: Fate, at: datetime) -> None:
    """Note that a notice has left for the person, or came back. Once pay has gone down, that stands."""
    uid, which = read_key(key)
    rows = StepDownNotice.objects.of(partner_id).select_for_update(of=("self",))
    row: StepDownNotice | None = rows.filter(uuid=uid).first()
    if row is None:  # erased since
        return
    today, column = timezone.localdate(at), f"{which}_sent_on"
    if fate is Fate.SENT and getattr(row, column) is None:
        setattr(row, column, today)
        row.save(update_fields=[column])
    if fate is Fate.CAME_BACK and not _has_gone_down(row, today):
        row.second_sent_on = None
        row.first_sent_on = None if which == FIRST else row.first_sent_on
        row.save(update_fields=["first_sent_on", "second_sent_on"])


def _send(one: Forecast, step: Step, at: datetime) -> int:
    """Put the notice of a step that is due on its way, and return 1; 0 when none is."""
    record, today = one.record, timezone.localdate(at)
    if step.first_is_due(today):
        row = StepDownNotice.objects.create(
            partner_id=record.partner_id, absence=record, person_id=record.person_id, step_on=step.step.on,
            to_rate=step.step.to.value, first_queued_on=today,
        )  # fmt: skip
        return _tell(row, FIRST, _effect(row, today), at)
    if step.notice is None:
        return 0
    if step.second_is_due(today):
        step.notice.second_queued_on = today
        step.notice.save(update_fields=["second_queued_on"])
        return _tell(step.notice, SECOND, step.takes_effect_on or step.step.on, at)
    return _instead(step, at)


def _tell(row: StepDownNotice, which: str, effect: date, at: datetime) -> int:
    step_down_mail.to_person(row, which, effect=effect, at=at)
    step_down_mail.to_staff(row, which, effect=effect, at=at)
    return 1


def _instead(step: Step, at: datetime) -> int:
    """Write a letter where the mail could not be sent."""
    row = step.notice
    if row is None or not step.unsent:
        return 0
    last = last_messages(partner_id=row.partner_id, notices=[row]).get(row.pk)
    if last is None or last.state != S.FAILED:
        return 0
    effect = _effect(row, timezone.localdate(at))
    step_down_mail.to_person(row, pending(row), effect=effect, at=at, by_post=True)
    return 1


def _effect(row: StepDownNotice, today: date) -> date:
    """Return the day from which pay may go down when the notice leaves today, or has left."""
    return max(row.step_on, (row.first_sent_on or today) + step_down_mail.FOUR_WEEKS)


def _has_gone_down(row: StepDownNotice, today: date) -> bool:
    """Tell whether somebody confirmed a step-down whose day has come."""
    steps = [step for one in open_forecasts(partner_id=row.partner_id) for step in one.steps]
    mine = next((one for one in steps if one.notice is not None and one.notice.pk == row.pk), None)
    return mine is None or (mine.is_confirmed and (mine.takes_effect_on or today) <= today)
