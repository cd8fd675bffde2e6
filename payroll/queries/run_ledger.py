"""What the ledger page of a run shows: its journals, whether they agree with the register, and what is in suspense."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from finance.models import Journal, JournalLine
from payroll.engine.ledger import Part, accounts
from payroll.models import LedgerPosting, PaymentListing, PayRun, Suspended
from sharedservices.common.money import ZERO


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of the payroll register beside that of the ledger."""

    label: str
    register: Decimal
    ledger: Decimal
    hint: str

    @property
    def difference(self) -> Decimal:
        """How far they are apart."""
        return self.ledger - self.register


@dataclass(frozen=True, slots=True)
class RunLedger:
    """The journals of a run, the latest last; what is checked; what went to suspense; the levy that it added."""

    journals: list[Journal]
    checks: list[Check]
    suspended: list[Suspended]
    levy: Decimal
    is_paid: bool


def of_run(*, partner_id: int, run_id: int) -> RunLedger:
    """Return what stands in the ledger of a released run. Five queries; nothing of it is kept from the posting."""
    rows = LedgerPosting.objects.of(partner_id).filter(run=run_id).select_related("journal__period").order_by("id")
    by_kind = {row.kind: row for row in rows}
    cost, paid = by_kind.get("COST"), by_kind.get("PAYMENT")
    if cost is None:
        return RunLedger([], [], [], ZERO, is_paid=False)
    run = PayRun.objects.of(partner_id).get(pk=run_id)
    listed = PaymentListing.objects.of(partner_id).get(run=run).control_total
    # Reversals and corrections by other journals count, too: whatever stands against these journals.
    mine = [row.journal_id for row in by_kind.values()]
    lines = JournalLine.objects.of(partner_id).filter(journal__state="POSTED")
    own = lines.filter(journal=cost.journal_id)
    net_pay = accounts()["fixed"]["net_pay"]
    gross, net = _sum(own.filter(reference=Part.GROSS)), -_sum(own.filter(reference=Part.NET))
    control = _sum((lines.filter(journal__in=mine) | lines.filter(journal__reverses__in=mine)).filter(
        coding__subjective__code=net_pay
    ))  # fmt: skip
    bank = -_sum(lines.filter(journal=paid.journal_id, coding__subjective__control="BANK")) if paid else ZERO
    checks = [
        Check("Gross pay", run.gross, gross, "The run’s gross pay, and what was posted as gross pay"),
        Check("Net pay", run.net, net, "The run’s net pay, and what was posted to net pay control"),
    ]
    if paid is not None:
        checks += [
            Check("Payment listing", listed, bank, "What the listing pays, and what left the bank account"),
            Check("Net pay control", ZERO, control, "Nil once everybody is paid; what is left is unpaid wages"),
        ]
    suspended = Suspended.objects.of(partner_id).filter(posting=cost).order_by("subjective", "cost_centre", "id")
    return RunLedger([row.journal for row in rows], checks, list(suspended), cost.levy, is_paid=paid is not None)


def _sum(lines) -> Decimal:  # type: ignore[no-untyped-def]
    found = lines.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (found["debit"] or ZERO) - (found["credit"] or ZERO)
