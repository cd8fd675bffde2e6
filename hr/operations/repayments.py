"""Paying back what a leaver was overpaid (domain HR-08): proposed, agreed, paid in instalments, settled or waived.

Nothing is deducted by itself. Without consent no more than the cap goes from a month's pay, and what does is an input
that a second person approves: payroll reads that. From somebody who has died nothing is recovered: every step asks
whether the person is free, and payroll leaves elements alone that recover.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils import timezone

from hr import rules_repayments as rules
from hr.engine import agreements
from hr.models import PayElement, RepaymentEntry, RepaymentPlan
from hr.operations import dated, inputs, leavings
from hr.operations.entries import Entry
from hr.operations.freeze import require_free
from hr.queries import repayments as found
from hr.states import REPAYMENT, RepaymentState
from partners.models import User
from partners.operations import messages
from partners.operations.messages import Draft, LetterDraft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day, money
from sharedservices.common.money import pence

NOUN, LONGEST = "plan of repayment", 200
GENERAL = "general"
TITLE = "Pay for days after your last day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalments:
    """Pounds a month from a day on."""

    amount: Decimal
    first_on: date


@transaction_required
def propose(*, leaving_id: UUID, wish: Instalments, by: User, at: datetime) -> RepaymentPlan:
    """Propose how what was overpaid is paid back, and write to the person: by e-mail, or by letter where there is none.

    :raises RuleBroken: when nothing is known to be overpaid, there is a plan, or the instalment is not sensible
    :raises PersonOnHold: for somebody about whom nothing is done at present, like the dead
    """
    row = leavings.lock(leaving_id)
    total, month_net = found.overpaid_net(row), found.month_net(row)
    with dated.change(partner_id=row.partner_id, by=by, reason="repayment proposed"):
        dated.refuse_oneself(row, by=by)
        rules.SomethingOverpaid.require(total is not None and total > 0)
        assert total is not None  # noqa: S101 - the rule has seen to it
        rules.PlanOnce.require(found.plan_of(row) is None)
        today = timezone.localdate(at)
        rules.InstalmentFits.require(0 < wish.amount <= total and wish.first_on >= today, total=total)
        plan: RepaymentPlan = RepaymentPlan.objects.create(
            partner_id=row.partner_id, person_id=row.person_id, employment_id=row.employment_id, leaving=row,
            total=total, instalment=wish.amount, first_on=wish.first_on,
            monthly_cap=pence(month_net * agreements.recovery_cap(on=today)), proposed_by=by,
            proposed_human=by.human_id, proposed_at=at,
        )  # fmt: skip
        leavings.log(row, "repay_propose", by=by, at=at, note=f"{money(total)}, {money(wish.amount)} a month")
        _write(plan, by=by, at=at)
    return plan


@transaction_required
def begin(*, plan: UUID, consent_on: date | None, consent: str, by: User, at: datetime) -> RepaymentPlan:
    """Begin a plan: with the person's agreement, or without it as long as an instalment keeps within the cap.

    :raises RuleBroken: above the cap without agreement, or for one that says neither when nor how
    :raises WrongState: unless it is proposed
    """
    row = _lock(plan)
    words, today = " ".join(consent.split())[:LONGEST], timezone.localdate(at)
    with dated.change(partner_id=row.partner_id, by=by, reason="repayment begins"):
        dated.refuse_oneself(row, by=by)
        row.state = RepaymentState(next_state(REPAYMENT, "begin", row.state, noun=NOUN))
        rules.ConsentSaid.require(bool(words) == (consent_on is not None) and (consent_on or today) <= today)
        within = row.instalment <= row.monthly_cap
        rules.WithinCap.require(consent_on is not None or within, cap=row.monthly_cap, amount=row.instalment)
        row.consent_on, row.consent = consent_on, words
        row.save(update_fields=["state", "consent_on", "consent"])
        leavings.log(row.leaving, "repay_begin", by=by, at=at, note=words or "Within the cap, without agreement")
    return row


@transaction_required
def pay(*, plan: UUID, amount: Decimal, paid_on: date, note: str, by: User, at: datetime) -> RepaymentEntry:
    """Record what the person paid, an instalment or all that is left; with the last penny the plan is settled.

    :raises RuleBroken: for more than is left, or a day to come
    :raises WrongState: unless the plan runs
    """
    row = _lock(plan)
    with dated.change(partner_id=row.partner_id, by=by, reason="repayment recorded"):
        dated.refuse_oneself(row, by=by)
        rules.PlanRuns.require(row.state == RepaymentState.RUNNING)
        rules.PaidByToday.require(paid_on <= timezone.localdate(at))
        return _enter(row, RepaymentEntry.Kind.PAID, amount, paid_on, note=note, by=by, at=at)


@transaction_required
def keep_back(*, plan: UUID, element: UUID, period_start: date, by: User, at: datetime) -> RepaymentEntry:
    """Enter the next instalment for payroll to keep back in a pay period. A second person approves the input.

    :raises RuleBroken: outside a running plan, for an element that does not recover, twice in a period, or whatever an
        input refuses
    """
    row = _lock(plan)
    with dated.change(partner_id=row.partner_id, by=by, reason="repayment from pay"):
        dated.refuse_oneself(row, by=by)
        rules.PlanRuns.require(row.state == RepaymentState.RUNNING)
        recovers = PayElement.objects.of(row.partner_id).filter(uuid=element, recovers=True).exists()
        rules.ElementRecovers.require(recovers)
        counted = found.counted(row).filter(kind=RepaymentEntry.Kind.PAYROLL, paid_on=period_start)
        rules.OnceAPeriod.require(not counted.exists(), on=period_start)
        amount = min(row.instalment, found.left(row))
        job = found.job_of(row)
        made = inputs.enter(
            assignment=job.uuid, element=element, entry=Entry(amount=amount), period_start=period_start, by=by, at=at,
            note=f"Repayment, {money(found.left(row))} left before it",
        )  # fmt: skip
        return _enter(
            row, RepaymentEntry.Kind.PAYROLL, amount, period_start, note="", by=by, at=at, monthly_input=made.pk
        )


@transaction_required
def waive(*, plan: UUID, reason: str, by: User, at: datetime) -> RepaymentPlan:
    """Waive what is left, as the HR director and as another human being than the one who proposed the plan.

    :raises RuleBroken: without a reason, or for whoever proposed it
    :raises WrongState: when it is over
    """
    row = _lock(plan)
    words = " ".join(reason.split())[:LONGEST]
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        dated.refuse_oneself(row, by=by)
        rules.WaivedByAnother.require(row.proposed_human != by.human_id)
        state = RepaymentState(next_state(REPAYMENT, "waive", row.state, noun=NOUN))
        left = found.left(row)
        if left > 0:
            _enter(row, RepaymentEntry.Kind.WAIVED, left, timezone.localdate(at), note=words, by=by, at=at)
        _end(row, state, words, by=by, at=at)
        leavings.log(row.leaving, "repay_waive", by=by, at=at, note=f"{money(left)}: {words}")
    return row


@transaction_required
def withdraw(*, plan: UUID, reason: str, by: User, at: datetime) -> RepaymentPlan:
    """Take a proposed plan back, so that another can be proposed. :raises WrongState: once it has begun."""
    row = _lock(plan)
    words = " ".join(reason.split())[:LONGEST]
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        dated.refuse_oneself(row, by=by)
        _end(row, RepaymentState(next_state(REPAYMENT, "withdraw", row.state, noun=NOUN)), words, by=by, at=at)
        leavings.log(row.leaving, "repay_withdraw", by=by, at=at, note=words)
    return row


def _lock(plan: UUID) -> RepaymentPlan:
    rows = RepaymentPlan.objects.select_related("leaving", "person", "partner").select_for_update(of=("self",))
    row: RepaymentPlan = rows.get(uuid=plan)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    return row


def _enter(
    row: RepaymentPlan, kind: str, amount: Decimal, on: date, *, note: str, by: User, at: datetime,
    monthly_input: int | None = None,
) -> RepaymentEntry:  # fmt: skip
    left = found.left(row)
    rules.NotMoreThanLeft.require(0 < amount <= left, left=left)
    made: RepaymentEntry = RepaymentEntry.objects.create(
        partner_id=row.partner_id, person_id=row.person_id, plan=row, kind=kind, amount=amount, paid_on=on,
        monthly_input_id=monthly_input, note=" ".join(note.split())[:LONGEST], by=by, at=at,
    )  # fmt: skip
    if kind == RepaymentEntry.Kind.PAID:
        leavings.log(row.leaving, "repay_paid", by=by, at=at, note=money(amount))
        if left == amount:
            settled = RepaymentState(next_state(REPAYMENT, "settle", row.state, noun=NOUN))
            _end(row, settled, "Paid back", by=by, at=at)
    return made


def _end(row: RepaymentPlan, state: RepaymentState, words: str, *, by: User, at: datetime) -> None:
    row.state, row.end_reason = state, words
    row.ended_by, row.ended_human, row.ended_at = by, by.human_id, at
    row.save(update_fields=["state", "end_reason", "ended_by", "ended_human", "ended_at"])


def _write(plan: RepaymentPlan, *, by: User, at: datetime) -> None:
    """Tell the person what is proposed: nothing is taken before they agree, or beyond the cap."""
    person, key = plan.person, f"repayment:{plan.uuid}"
    context = {
        "name": person.display_name, "last_day": plan.leaving.last_day, "total": money(plan.total),
        "instalment": money(plan.instalment), "first_on": plan.first_on, "partner": plan.partner.name,
    }  # fmt: skip
    with partner_scope(plan.partner_id, actor_id=by.pk, reason="repayment proposed"):
        if person.email:
            draft = Draft(
                kind="repayment proposed", key=key, address=person.email, subject=TITLE, person_id=person.pk,
                neutral_subject="About your last pay", template="email/repayment.txt", context=context,
            )  # fmt: skip
            messages.send(partner_id=plan.partner_id, draft=draft, by=by, at=at)
            return
        letter = LetterDraft(
            template=GENERAL, key=f"{key}:{uuid4()}", title=TITLE, words=_words(plan), person_id=person.pk,
            legal_entity_id=plan.employment.legal_entity_id,
        )  # fmt: skip
        messages.send_letter(partner_id=plan.partner_id, draft=letter, by=by, at=at)


def _words(plan: RepaymentPlan) -> str:
    return (
        f"Dear {plan.person.display_name},\n\nWe paid you for days after your last day, {day(plan.leaving.last_day)}. "
        f"Your take-home pay for those days was {money(plan.total)}.\n\nWe propose that you pay it back by "
        f"{money(plan.instalment)} a month from {day(plan.first_on)}. Please tell us whether you agree, or what you "
        "can manage: nothing more than a small part of a month’s pay is kept back without your agreement. You may pay "
        f"all of it at once.\n\nIf a figure or date is wrong, please tell us.\n\n{plan.partner.name}"
    )
