"""Confirm that sick pay goes down, or put it off: the partner’s HR manager decides, and nobody about oneself.

Without notice and confirmation pay is not reduced (domain HR-10.2). A confirmation never reaches back: pay goes down on
the day of the decision at the earliest. What is put off needs a confirmation of its own afterwards.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from hr import rules_family as rules
from hr.models import AbsenceRecord, StepDownDecision, StepDownNotice
from hr.operations import dated
from hr.queries.sick_pay import Step, forecasts, rate_words
from partners.models import User
from partners.operations import holds, messages
from partners.operations.messages import Draft
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day

MOST = timedelta(days=366)
Kind = StepDownDecision.Kind


@transaction_required
def confirm(*, notice: UUID, reason: str, by: User, at: datetime) -> StepDownDecision:
    """Confirm that pay goes down as forecast, on the day of this decision at the earliest; the person hears of it.

    :raises RuleBroken: if it is confirmed already, is forecast no longer, or is about oneself
    :raises PersonOnHold: while everything about the person is frozen
    :raises StepDownNotice.DoesNotExist: if there is none in scope
    """
    row, step = _lock(notice, by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        if step.is_confirmed:
            raise rules.StepDownToDecide.broken(why="it is confirmed already")
        if step.first_sent_on is None:
            raise rules.StepDownToDecide.broken(why=f"no notice was sent: {step.unsent}")
        made = _decide(row, Kind.CONFIRM, None, reason, by=by, at=at)
        effect = step.told._replace(confirmed_on=made.decided_on).begins(step.step.on)
        _tell(row, f"Your sick pay goes down to {rate_words(row.to_rate).lower()} on {day(effect)}.", made, by, at)
    return made


@transaction_required
def extend(*, notice: UUID, extended_to: date, reason: str, by: User, at: datetime) -> StepDownDecision:
    """Put it off: the earlier rate goes on to a day. After it, pay goes down only when that is confirmed.

    :raises RuleBroken: if pay has gone down already, the day is not beyond that, or it is about oneself
    :raises PersonOnHold: while everything about the person is frozen
    :raises StepDownNotice.DoesNotExist: if there is none in scope
    """
    row, step = _lock(notice, by)
    today = timezone.localdate(at)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        effect = step.takes_effect_on or row.step_on
        if step.is_confirmed and effect <= today:
            raise rules.StepDownToDecide.broken(why=f"pay went down on {day(effect)}")
        first, last = max(today, effect), today + MOST
        rules.ExtensionAhead.require(first <= extended_to <= last, first=first, last=last)
        made = _decide(row, Kind.EXTEND, extended_to, reason, by=by, at=at)
        _tell(row, f"Your sick pay stays as it is to {day(extended_to)} at least.", made, by, at)
    return made


def _lock(notice: UUID, by: User) -> tuple[StepDownNotice, Step]:
    """Hold the notice and find its step in the forecast. :raises RuleBroken: if it cannot be decided."""
    rows = StepDownNotice.objects.select_for_update(of=("self",)).select_related("absence", "person", "partner")
    row: StepDownNotice = rows.get(uuid=notice)
    dated.refuse_oneself(row, by=by)
    holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
    if row.absence.state != AbsenceRecord.State.OPEN:
        raise rules.StepDownToDecide.broken(why="the absence is over")
    job = row.absence.assignment_id
    found = forecasts(partner_id=row.partner_id, assignment_ids=[job]).get(job, [])
    for one in found:
        for step in one.steps:
            if step.notice is not None and step.notice.pk == row.pk:
                return row, step
    raise rules.StepDownToDecide.broken(why="the forecast has changed since the notice, and has no such day any more")


def _decide(
    row: StepDownNotice, kind: str, until: date | None, reason: str, *, by: User, at: datetime
) -> StepDownDecision:
    made: StepDownDecision = StepDownDecision.objects.create(
        partner_id=row.partner_id, person_id=row.person_id, notice=row, kind=kind, decided_on=timezone.localdate(at),
        extended_to=until, reason=" ".join(reason.split()), by=by, at=at,
    )  # fmt: skip
    return made


def _tell(row: StepDownNotice, words: str, made: StepDownDecision, by: User, at: datetime) -> None:
    """Tell the person by e-mail, where there is an address; the page My sickness shows it in any case."""
    if not row.person.email:
        return
    draft = Draft(
        kind="step-down decided",
        key=f"step-down-{row.uuid}-{made.pk}",
        address=row.person.email,
        subject="About your pay",
        neutral_subject="About your employment",
        template="email/step_down.txt",
        context={"name": row.person.display_name, "words": words, "partner": row.partner.name},
        person_id=row.person_id,
    )
    messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
