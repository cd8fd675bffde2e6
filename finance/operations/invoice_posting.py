"""Posting suppliers’ invoices to the ledger: expenses and VAT against what is owed (domain FIN-02, FIN-06).

Each figure of the journal explains itself: `figures` says how it comes about, before it is posted and after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from finance import rules_payables as rules
from finance.engine import fiscal
from finance.engine import vat as codes_of_vat
from finance.models import InvoiceEvent, Journal, PeriodModule, SupplierInvoice, SupplierInvoiceLine
from finance.operations import invoices, journals, suppliers
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.states import INVOICE, InvoiceState, PeriodState
from partners.models import ChangeRequest, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.money import ZERO

CONTROL, VAT = "94000", "92500"
"""Accounts payable control and VAT control (domain FIN-01, FIN-13)."""
MODULE = PeriodModule.Module.PAYABLES
KIND = "finance.invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of the journal of an invoice: where it goes, pounds above nought for debits, and how it comes about."""

    segments: Segments
    amount: Decimal
    narrative: str
    workings: str


@transaction_required
def propose(*, invoice: UUID, reason: str, by: User, at: datetime) -> ChangeRequest:
    """Ask for an invoice to be posted, as it stands.

    :raises WrongState: unless it is matched
    :raises RuleBroken: without a reason, or when something holds it
    """
    row, words = invoices.lock(invoice), suppliers.told(reason)
    next_state(INVOICE, "approve", row.state, noun=invoices.NOUN)
    payload = {"invoice": str(row.uuid), "content_hash": row.content_hash}
    proposal = Proposal(kind=KIND, payload=payload, reason=words)
    return changes.submit(partner_id=row.partner_id, proposal=proposal, by=by, at=at)


@transaction_required
def approve(*, invoice: UUID, content_hash: str, by: User, at: datetime) -> SupplierInvoice:
    """Post an invoice with exactly what was approved: it is owed from now on.

    :raises WrongState: unless it is matched
    :raises RuleBroken: when it has changed, something holds it, or no period takes it
    """
    row = invoices.lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Approve {row}"):
        before = row.state
        target = InvoiceState(next_state(INVOICE, "approve", row.state, noun=invoices.NOUN))
        rules.SeenIsApproved.require(row.content_hash == content_hash)
        held = invoices.open_holds(row)
        rules.HoldsEnded.require(not held, invoice=str(row), why=held[0].words if held else "")
        row.journal = _post(row, invoices.lines_of(row), by=by, at=at)
        row.state = target
        row.save(update_fields=["state", "journal"])
        InvoiceEvent.objects.create(
            partner_id=row.partner_id, invoice=row, action="approve", from_state=before, to_state=target, by=by, at=at
        )
    return row


def figures(row: SupplierInvoice, lines: Sequence[SupplierInvoiceLine]) -> list[Figure]:
    """Return the lines of the journal: the expenses, the VAT to recover, and what is owed, in each fund.

    VAT that is not recoverable is part of the expense. The VAT total of an invoice may differ from that of its lines
    by pennies: the first line with VAT takes them.
    """
    sign = row.sign
    pennies = row.vat - sum((one.vat for one in lines), ZERO)
    expenses: list[Figure] = []
    recovered: dict[str, Decimal] = {}
    owed: dict[str, Decimal] = {}
    for one in lines:
        vat = one.vat
        if pennies and (one.vat or one is lines[-1]):
            vat, pennies = vat + pennies, ZERO
        lost = vat - codes_of_vat.recovered(one.vat_code, vat)
        workings = f"{one.quantity.normalize():,f} × £{one.price.normalize():,f} = £{one.net:,.2f}"
        if lost:
            workings += f", and VAT of £{lost:,.2f} that cannot be recovered"
        codes = Segments(one.subjective, one.cost_centre, one.fund, one.project)
        expenses.append(
            Figure(segments=codes, amount=sign * (one.net + lost), narrative=one.description, workings=workings)
        )
        recovered[one.fund] = recovered.get(one.fund, ZERO) + vat - lost
        owed[one.fund] = owed.get(one.fund, ZERO) + one.net + vat
    found = [*expenses, *(_recovered(row, fund, amount, lines) for fund, amount in sorted(recovered.items()))]
    found += [
        Figure(
            segments=Segments(CONTROL, fund=fund), amount=-sign * amount, narrative=f"Owed to {row.account.supplier}",
            workings=f"Net and VAT of the lines of fund {fund}: £{amount:,.2f}",
        )
        for fund, amount in sorted(owed.items())
    ]  # fmt: skip
    return [one for one in found if one.amount]


def _recovered(row: SupplierInvoice, fund: str, amount: Decimal, lines: Sequence[SupplierInvoiceLine]) -> Figure:
    parts = [
        f"{_part(one.vat_code)}{one.vat_rate.normalize():f}% of £{one.net:,.2f}"
        for one in lines
        if one.fund == fund and one.vat and codes_of_vat.recoverable(one.vat_code)
    ]
    return Figure(
        segments=Segments(VAT, fund=fund), amount=row.sign * amount, narrative=f"VAT of invoice {row.reference}",
        workings=f"{' + '.join(parts)} = £{amount:,.2f}",
    )  # fmt: skip


def _part(code: str) -> str:
    """Say which part of the VAT may be recovered, where it is not all of it."""
    percent = codes_of_vat.recoverable(code)
    return "" if percent == 100 else f"{percent.normalize():f}% of "


def _post(row: SupplierInvoice, lines: Sequence[SupplierInvoiceLine], *, by: User, at: datetime) -> Journal:
    on, origin_period = _day(row)
    given = [
        Line(
            segments=one.segments, debit=max(one.amount, ZERO), credit=max(-one.amount, ZERO),
            narrative=one.narrative[:200], reference=row.reference, origin=origin_period,
        )
        for one in figures(row, lines)
    ]  # fmt: skip
    what = "Credit note" if row.sign < 0 else "Invoice"
    wanted = Wanted(
        legal_entity=row.legal_entity.uuid, kind=Journal.Kind.PAYABLES, accounting_date=on, lines=given,
        description=f"{what} {row.reference} of {row.account.supplier}"[:200],
    )  # fmt: skip
    origin = Origin(source="invoice", reference=str(row), key=f"invoice:{row.uuid}", module=MODULE)
    return journals.post_from(wanted=wanted, origin=origin, by=by, at=at)


def _day(row: SupplierInvoice) -> tuple[date, int | None]:
    """Return the day of posting, and the period that it is really about where that is shut (domain FIN-03).

    The day of supply if its period is open, else the first day of the earliest later period of the same year that is
    open. Nothing moves into another year by itself: then the day stays, and posting says what is shut.
    """
    modules = PeriodModule.objects.of(row.partner_id).filter(
        period__legal_entity=row.legal_entity_id, module=MODULE, period__year=fiscal.year_of(row.tax_point),
        period__number__gte=fiscal.number_of(row.tax_point), period__number__lte=fiscal.LAST,
    )  # fmt: skip
    rows = list(modules.select_related("period").order_by("period__number"))
    first_open = next((one.period for one in rows if one.state == PeriodState.OPEN), None)
    if first_open is None or first_open.number == fiscal.number_of(row.tax_point):
        return row.tax_point, None
    return first_open.covers.lower, rows[0].period_id
