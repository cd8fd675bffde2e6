"""What suppliers claim because they were paid late: interest and a fixed sum, outside VAT (domain FIN-06).

It is never more than what the law gives for the days that the money was late, and one invoice is claimed for once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from finance import rules_payables as rules
from finance.models import SupplierInvoice
from finance.operations import invoices
from finance.operations.invoices import InvoiceLineWanted, InvoiceWanted
from finance.queries import prompt_payment
from finance.queries.prompt_payment import LateInvoice
from finance.states import InvoiceState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import money
from sharedservices.common.money import ZERO

OUTSIDE = "O"
"""Interest for late payment is no consideration for a supply: outside the scope of VAT."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWanted:
    """A claim as it came, in pounds, and what bears it. `interest` or `fixed` may be nought, not both."""

    reference: str
    claimed_on: date
    received_at: datetime
    interest: Decimal
    fixed: Decimal
    subjective: str
    cost_centre: str = ""
    fund: str = "GEN"


@transaction_required
def claim(*, invoice: UUID, wanted: ClaimWanted, by: User, at: datetime) -> SupplierInvoice:
    """Enter what a supplier claims for an invoice that was paid late; it is checked and approved as any other.

    :raises RuleBroken: when it is not paid in full, was in time, is claimed for already, or for more than the law gives
    :raises SupplierInvoice.DoesNotExist: if there is none in scope
    """
    late = invoices.lock(invoice)
    due = _due(late, timezone.localdate(at))
    parts = [("Interest", wanted.interest, due.interest or ZERO), ("A fixed sum", wanted.fixed, due.fixed or ZERO)]
    for what, claimed, most in parts:
        rules.ClaimIsCovered.require(claimed <= most, what=what, claimed=claimed, workings=due.workings)
    lines = [
        InvoiceLineWanted(
            description=f"{what} on late payment of {late.reference}", quantity=ONE, price=claimed, net=claimed,
            vat_code=OUTSIDE, vat_rate=ZERO, vat=ZERO, subjective=wanted.subjective, cost_centre=wanted.cost_centre,
            fund=wanted.fund,
        )
        for what, claimed, _most in parts
        if claimed
    ]  # fmt: skip
    total = wanted.interest + wanted.fixed
    return invoices.register(
        wanted=InvoiceWanted(
            account=late.account.uuid, kind=SupplierInvoice.Kind.INTEREST, reference=wanted.reference,
            invoice_date=wanted.claimed_on, received_at=wanted.received_at,
            addressed_to=late.legal_entity.legal_name, supplier_vat=late.supplier_vat, net=total, vat=ZERO, gross=total,
            no_order=SupplierInvoice.NoOrder.STATUTORY, lines=lines, late_payment_of=late.uuid,
        ),
        by=by, at=at,
    )  # fmt: skip


def _due(late: SupplierInvoice, on: date) -> LateInvoice:
    """Return what may be claimed for an invoice, once it is known for good."""
    why = ""
    if late.kind not in prompt_payment.COUNTED:
        why = f"{late} is no invoice for goods or services: nothing may be claimed for it."
    elif late.state != InvoiceState.PAID:
        why = f"{late} is not paid in full yet: interest still runs. Pay it first, then enter the claim."
    due = None if why else prompt_payment.late_of(late, on=on)
    if not why and due is None:
        why = f"{late} was paid in time: nothing may be claimed for it."
    elif due is not None and due.cost is None:
        why = due.workings
    earlier = prompt_payment.claim_for(late)
    if not why and earlier is not None:
        why = f"Late payment of {late} is claimed for already: {earlier}, {money(earlier.gross)}."
    rules.ClaimIsDue.require(not why, why=why)
    assert due is not None  # noqa: S101 - the rule above
    return due
