"""What is to be billed of shared services, to whom, what was billed, and what stands in the way (domain FIN-11)."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from finance.engine import recharge_bills as engine
from finance.engine.cost_shares import YEAR
from finance.engine.recharge_bills import Due, Instalment, ShareInForce
from finance.models import CostPool, CostShare, Customer, InvoiceEnvelope, RechargeBill, SalesInvoice, ShareCalculation
from finance.states import OWED, EnvelopeState, SalesState, ShareState
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO

GONE = (SalesState.DISCARDED,)
Kind = SalesInvoice.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A bill with what became of its invoice: the envelope says what the partner says of it."""

    bill: RechargeBill
    envelope: InvoiceEnvelope | None

    @property
    def is_draft(self) -> bool:
        """Whether it may still be discarded."""
        return bool(self.bill.invoice.state == SalesState.DRAFT)

    @property
    def holds(self) -> bool:
        """Whether it bills its quarter: neither discarded nor taken back."""
        return self.bill.invoice.state not in {SalesState.DISCARDED, SalesState.CREDITED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What one partner is to be billed now. `why_not` says in words what stands in the way; empty for nothing.

    `credits`: the issued bills that may be credited, the newest first, each with what is left of it without VAT.
    """

    share: CostShare
    customers: tuple[Customer, ...]
    due: Due | None
    bills: tuple[Billed, ...]
    credits: tuple[tuple[SalesInvoice, Decimal], ...]
    why_not: str

    @property
    def pounds(self) -> Decimal:
        """What is billed now, in pounds."""
        return self.due.pounds if self.due and not self.why_not else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """An instalment of a pool. `why_not`: why nothing of it can be billed at all."""

    pool: CostPool
    instalment: Instalment
    calculation: ShareCalculation | None
    why_not: str
    prospects: tuple[Prospect, ...]

    @property
    def to_draft(self) -> list[Prospect]:
        """Those that can be drafted now."""
        return [] if self.why_not else [one for one in self.prospects if one.pounds]

    @property
    def drafts(self) -> list[Billed]:
        """The drafts of this instalment."""
        return [one for row in self.prospects for one in row.bills if one.is_draft]

    @property
    def seen(self) -> str:
        """What stands for all of this: another one is another billing."""
        said = [str(self.calculation and self.calculation.uuid), self.instalment]
        for one in self.prospects:
            said += [one.share.to_partner.code, f"{one.pounds}"]
            said += [f"{each.bill.uuid} {each.bill.invoice.state}" for each in one.bills]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Drafts of a service and an instalment: how many, and pounds without VAT."""

    pool: UUID
    name: str
    instalment: str
    n: int
    pounds: Decimal


def billing(pool: CostPool, instalment: Instalment, *, on: date) -> Billing:
    """Return what is to be billed and was billed of a pool. Seven queries, however many partners there are."""
    last = ShareCalculation.objects.of(pool.partner_id).filter(pool=pool).order_by("version").last()
    rows = CostShare.objects.of(pool.partner_id).filter(calculation=last) if last else CostShare.objects.none()
    shares = list(rows.select_related("to_partner").order_by("to_partner__name"))
    bills = _bills(pool)
    whose = _customers(pool.partner_id)
    credited = _credited(pool)
    return Billing(
        pool=pool, instalment=instalment, calculation=last, why_not=_why_not(pool, instalment, last, shares, on=on),
        prospects=tuple(
            _prospect(one, instalment, whose.get(one.to_partner_id, ()), bills.get(one.to_partner_id, ()), credited)
            for one in shares if one.to_partner_id != pool.partner_id
        ),
    )  # fmt: skip


def bill_of(row: SalesInvoice) -> RechargeBill | None:
    """Return the bill that an invoice is, if it is one. One query."""
    rows = RechargeBill.objects.of(row.partner_id).filter(invoice=row).select_related("pool", "share", "to_partner")
    found: RechargeBill | None = rows.first()
    return found


def envelope_of(row: SalesInvoice) -> InvoiceEnvelope | None:
    """Return the envelope in which an invoice went to a partner, if it did. One query."""
    rows = InvoiceEnvelope.objects.of(row.partner_id).filter(sales_invoice=row).defer("body")
    found: InvoiceEnvelope | None = rows.select_related("to_partner").first()
    return found


def spoken_against(*, partner_id: int) -> QuerySet[InvoiceEnvelope]:
    """Return the envelopes of invoices that are owed and that a partner disputes or returned. One query.

    Those of which a dispute was written down here are left out.
    """
    rows: QuerySet[InvoiceEnvelope] = InvoiceEnvelope.objects.of(partner_id).filter(
        state__in=[EnvelopeState.DISPUTED, EnvelopeState.RETURNED],
        sales_invoice__state__in=OWED - {SalesState.DISPUTED},
    )
    return rows.defer("body").select_related("to_partner", "sales_invoice").order_by("answered_at", "id")


def waiting(*, partner_id: int, human: UUID) -> list[Waiting]:
    """Return the drafts that others raised, by service and instalment. One query."""
    rows = RechargeBill.objects.of(partner_id).filter(invoice__state=SalesState.DRAFT)
    groups = rows.exclude(invoice__raised_human=human).values(
        "pool__uuid", "pool__name", "pool__year", "instalment"
    )  # fmt: skip
    return [
        Waiting(
            pool=one["pool__uuid"], name=f"{one['pool__name']} {one['pool__year']}-{(one['pool__year'] + 1) % 100:02}",
            instalment=one["instalment"], n=one["n"], pounds=one["sum"],
        )
        for one in groups.annotate(n=Count("id"), sum=Sum("pounds")).order_by("pool__year", "pool__name", "instalment")
    ]  # fmt: skip


def _why_not(
    pool: CostPool, instalment: Instalment, last: ShareCalculation | None, shares: Sequence[CostShare], *, on: date
) -> str:
    """Say why nothing of an instalment can be billed now; empty when it can."""
    first = engine.begins(instalment, pool.year)
    if last is None or any(one.state == ShareState.KEPT for one in shares):
        return "the partners have not been told their last shares"
    is_final = last.basis == ShareCalculation.Basis.FINAL
    if is_final and instalment != Instalment.TRUE_UP:
        return "the final shares are told, so only the true-up is billed"
    if not is_final and instalment == Instalment.TRUE_UP:
        return "it is billed on final shares, and those are provisional"
    return f"it begins on {day(first)}" if on < first else ""


class _Bills(NamedTuple):
    """The bills of an instalment, of all of them the invoices that count, and the bills of later instalments."""

    own: Sequence[Billed]
    charged: Sequence[Billed]
    later: Sequence[Billed]


def _prospect(
    share: CostShare, instalment: Instalment, customers: Sequence[Customer], bills: Sequence[Billed],
    credited: Mapping[int, Decimal],
) -> Prospect:  # fmt: skip
    charged = [one for one in bills if one.bill.invoice.kind == Kind.INVOICE and one.bill.invoice.state not in GONE]
    left = [(one.bill.invoice, one.bill.invoice.net - credited.get(one.bill.invoice_id, ZERO)) for one in charged]
    billed = sum((pounds for _row, pounds in left), ZERO)
    terms = ShareInForce(
        pounds=share.pounds, set_up=share.set_up, first_month=share.first_month if share.months else 1,
        months=share.months or YEAR,
    )  # fmt: skip
    due = engine.due(terms, instalment, billed=billed)
    own = tuple(one for one in bills if one.bill.instalment == instalment)
    later = [one for one in bills if one.holds and one.bill.instalment > instalment]
    return Prospect(
        share=share, customers=tuple(customers), due=due, bills=own,
        credits=tuple((row, pounds) for row, pounds in reversed(left) if pounds and row.number),
        why_not=_in_the_way(share, instalment, due, _Bills(own, charged, later), is_customer=bool(customers)),
    )  # fmt: skip


def _in_the_way(share: CostShare, instalment: Instalment, due: Due, bills: _Bills, *, is_customer: bool) -> str:
    """Say why a partner is not billed now; empty when it is."""
    own, charged, later = bills
    if later:
        return "Billed" if any(one.holds for one in own) else "Billed with a later quarter"
    if share.state == ShareState.DISPUTED:
        return "It disputes its share: answer first"
    if any(one.is_draft for one in own):
        return "Drafted"
    is_billed = any(one.holds and one.bill.invoice.kind == Kind.INVOICE for one in own)
    if not due.pounds:
        return "Billed" if any(one.holds for one in own) else "Nothing to bill"
    if due.pounds > 0 and is_billed and instalment != Instalment.TRUE_UP:
        return f"Billed. {money(due.pounds)} more comes with the next bill"
    return _to_whom(due, charged, is_customer=is_customer)


def _to_whom(due: Due, charged: Sequence[Billed], *, is_customer: bool) -> str:
    if not is_customer:
        return "It is no customer yet: set it up as a public body, by its legal name or VAT number"
    if due.pounds < 0 and any(one.is_draft for one in charged):
        return "It gets money back, and a bill of it is a draft still: issue or discard that first"
    return ""


def _bills(pool: CostPool) -> dict[int, list[Billed]]:
    """Return the bills of a pool by partner, the first one first. Two queries."""
    rows = RechargeBill.objects.of(pool.partner_id).filter(pool=pool)
    rows = rows.select_related("invoice__customer", "invoice__credits").order_by("id")
    sent = InvoiceEnvelope.objects.of(pool.partner_id).filter(sales_invoice__in=rows.values("invoice")).defer("body")
    envelopes = {one.sales_invoice_id: one for one in sent}
    found: dict[int, list[Billed]] = defaultdict(list)
    for one in rows:
        found[one.to_partner_id].append(Billed(bill=one, envelope=envelopes.get(one.invoice_id)))
    return found


def _customers(partner_id: int) -> dict[int, list[Customer]]:
    """Return the customers that are partners, by partner, the first one first. One query."""
    found: dict[int, list[Customer]] = defaultdict(list)
    rows = Customer.objects.of(partner_id).filter(stands_for__isnull=False).select_related("legal_entity")
    for one in rows.order_by("legal_entity__legal_name", "number"):
        found[one.stands_for_id].append(one)
    return found


def _credited(pool: CostPool) -> dict[int, Decimal]:
    """Return what was credited of each invoice that billed a pool, without VAT, drafts included. One query."""
    bills = RechargeBill.objects.of(pool.partner_id).filter(pool=pool)
    notes = SalesInvoice.objects.of(pool.partner_id).filter(~Q(state__in=GONE), credits__in=bills.values("invoice"))
    return dict(notes.values_list("credits").annotate(pounds=Sum("net")))
