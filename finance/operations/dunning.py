"""Reminding people who owe, step by step, and agreeing that they pay in parts (domain FIN-08).

A reminder goes by e-mail through the one way out for messages, which asks for holds when it leaves; without an e-mail
address it is printed from the invoice's page.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from finance import rules
from finance.engine import dunning as engine
from finance.engine.dunning import LABELS, Step
from finance.models import DunningStep, Instalment, InstalmentPlan, SalesInvoice
from finance.operations import sales
from finance.queries import debts
from finance.states import OWED, SALES, SalesState
from partners.models import OutboundMessage, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO, split_evenly
from sharedservices.common.periods import add_months

NOUN = "invoice"
MOST_INSTALMENTS = 60


@transaction_required
def take(*, invoice: UUID, step: str, by: User, at: datetime) -> DunningStep:
    """Take the next step about an invoice: send the reminder, or hand the debt to recovery. Each once.

    :raises RuleBroken: when it is not this step's turn or day, or something holds it
    """
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{step} of {row}"):
        there: DunningStep | None = DunningStep.objects.of(row.partner_id).filter(invoice=row, step=step).first()
        if there is not None:
            return there
        on = timezone.localdate(at)
        found = debts.next_of([row], on=on)[row.pk]
        why = found.why_not if found.step == step else f"{step} is not the next step"
        rules.NothingSentNow.require(not why, invoice=str(row), why=why)
        message = _send(row, Step(step), by=by, at=at, on=on) if Step(step) is not Step.COLLECTION else None
        taken: DunningStep = DunningStep.objects.create(
            partner_id=row.partner_id, invoice=row, step=step, taken_on=on, owed=sales.owed(row), message=message,
            taken_by=by, taken_at=at,
        )  # fmt: skip
        if Step(step) is Step.COLLECTION:
            row.state = SalesState(next_state(SALES, "recover", row.state, noun=NOUN))
            row.save(update_fields=["state"])
    return taken


@transaction_required
def agree_plan(*, invoice: UUID, first_on: date, n: int, by: User, at: datetime) -> InstalmentPlan:
    """Agree that what is owed is paid in equal parts, one a month; the parts add up to the penny.

    :raises RuleBroken: for a first day that has gone, fewer than two parts or more than sixty, or nothing owed
    """
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{n} instalments agreed for {row}"):
        left = sales.owed(row) if row.state in OWED else ZERO
        fits = 2 <= n <= MOST_INSTALMENTS and first_on >= timezone.localdate(at) and left >= Decimal("0.01") * n
        rules.PlanCovers.require(fits, most=MOST_INSTALMENTS, owed=money(left))
        InstalmentPlan.objects.of(row.partner_id).filter(invoice=row, ended_at=None).update(ended_at=at, ended_by=by)
        plan: InstalmentPlan = InstalmentPlan.objects.create(
            partner_id=row.partner_id, invoice=row, settled_before=row.settled, agreed_by=by, agreed_at=at
        )
        parts = split_evenly(left, n)
        Instalment.objects.bulk_create(
            Instalment(partner_id=row.partner_id, plan=plan, due_on=add_months(first_on, after), amount=part)
            for after, part in enumerate(parts)
        )
    return plan


@transaction_required
def end_plan(*, plan: UUID, by: User, at: datetime) -> InstalmentPlan:
    """End a plan: reminders go on. One that has ended stays as it is."""
    row: InstalmentPlan = InstalmentPlan.objects.select_for_update(of=("self",)).get(uuid=plan)
    if row.ended_at is None:
        with partner_scope(row.partner_id, actor_id=by.pk, reason="instalments ended"):
            row.ended_at, row.ended_by = at, by
            row.save(update_fields=["ended_at", "ended_by"])
    return row


def _lock(invoice: UUID) -> SalesInvoice:
    rows = SalesInvoice.objects.select_for_update(of=("self",)).select_related("customer", "legal_entity")
    found: SalesInvoice = rows.get(uuid=invoice)
    return found


def _send(row: SalesInvoice, step: Step, *, by: User, at: datetime, on: date) -> OutboundMessage | None:
    """Queue the reminder; None without an e-mail address: then it is printed."""
    if not row.customer.email:
        return None
    words = {
        "invoice": str(row), "customer": row.customer.name, "owed": money(sales.owed(row)), "gross": money(row.gross),
        "issued_on": day(row.issued_on), "due_on": day(row.due_on), "entity": row.legal_entity.legal_name,
        "step": step.value, "is_person": debts.is_person(row.customer), "description": row.description,
        "reply_by": day(date.fromordinal(on.toordinal() + engine.reply_days())),
    }  # fmt: skip
    return messages.send(
        partner_id=row.partner_id,
        draft=Draft(
            kind="finance.reminder", key=f"dunning:{row.uuid}:{step}", address=row.customer.email,
            subject=f"{LABELS[step]}: invoice {row}", template="email/sales_reminder.txt", context=words,
        ),
        by=by, at=at,
    )  # fmt: skip
