"""Writing debts off as others agreed, and taking them up again (domain FIN-08). A write-off is no waiver."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from finance import rules
from finance.engine import debts
from finance.engine.debts import Level
from finance.models import Allocation, SalesInvoice, WriteOff
from finance.operations import receipts, sales
from finance.operations.receipts import Move, post_move
from finance.states import OWED
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import money

ALLOWANCE = "92300"


def check(*, invoice: UUID, amount: Decimal, member_report: str, at: datetime) -> SalesInvoice:
    """Return the invoice, once so much of it may be written off.

    :raises RuleBroken: for more than is owed, or above £25,000 without the reference of a report to members
    """
    row: SalesInvoice = SalesInvoice.objects.select_related("legal_entity", "customer").get(uuid=invoice)
    left = sales.owed(row) if row.state in OWED and row.kind == SalesInvoice.Kind.INVOICE else Decimal("0.00")
    rules.WrittenOffWithin.require(0 < amount <= left, amount=money(amount), owed=money(left), invoice=str(row))
    is_top = debts.level_of(amount, on=timezone.localdate(at)) is Level.CHIEF
    rules.MembersAreTold.require(not is_top or bool(member_report.strip()))
    return row


@transaction_required
def write_off(
    *, invoice: UUID, amount: Decimal, reason: str, explanation: str, member_report: str, by: User, at: datetime
) -> WriteOff:
    """Write so many pounds of an invoice off, against the allowance for impairment. The approval core calls this.

    :raises RuleBroken: as `check`
    """
    row = check(invoice=invoice, amount=amount, member_report=member_report, at=at)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row} written off"):
        n = WriteOff.objects.of(row.partner_id).filter(invoice=row).count() + 1
        move = Move(row.legal_entity, ALLOWANCE, sales.DEBTORS, amount, timezone.localdate(at), f"{row} written off")
        journal = post_move(move, source="write_off", key=f"write-off:{row.uuid}:{n}", by=by, at=at)
        found: WriteOff = WriteOff.objects.create(
            partner_id=row.partner_id, invoice=row, amount=amount, reason=reason, explanation=explanation,
            member_report=member_report, journal=journal, written_by=by, written_at=at,
        )  # fmt: skip
        Allocation.objects.create(
            partner_id=row.partner_id, invoice=row, write_off=found, amount=amount, made_by=by, made_at=at
        )
        sales.settle(row, by="write_off")
    return found


@transaction_required
def reinstate(*, write_off: UUID, reason: str, by: User, at: datetime) -> WriteOff:
    """Take a debt up again that was written off: it is owed as before.

    :raises WrongState: when that has been done
    """
    row: WriteOff = WriteOff.objects.select_for_update(of=("self",)).get(uuid=write_off)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason[:200]):
        if row.undone_at is not None:
            raise WrongState("This debt has been taken up again already.", action="reinstate", state="")
        of = SalesInvoice.objects.select_related("legal_entity").get(pk=row.invoice_id)
        today = timezone.localdate(at)
        move = Move(of.legal_entity, sales.DEBTORS, ALLOWANCE, row.amount, today, f"{of} taken up again")
        row.undone_journal = post_move(move, source="write_off", key=f"reinstated:{row.uuid}", by=by, at=at)
        row.undone_by, row.undone_at, row.undone_reason = by, at, " ".join(reason.split())[:200]
        row.save(update_fields=["undone_journal", "undone_by", "undone_at", "undone_reason"])
        allocation = Allocation.objects.of(row.partner_id).get(write_off=row)
        receipts.reopen(allocation, reason=reason, by=by, at=at)
    return row
