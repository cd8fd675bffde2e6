"""Bills of shared services: drafted for all partners at once, issued by another person, sent electronically (FIN-11).

A bill is an ordinary invoice of the provider, or a credit note, so everything that holds for those holds for it. What
was seen is what is done: when anything has changed since, nothing happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.utils import timezone

from finance import rules_recharges as rules
from finance.engine.recharge_bills import BillLine, Instalment, spread
from finance.models import CostPool, RechargeBill, SalesInvoice
from finance.operations import sales
from finance.operations.codings import Segments
from finance.operations.sales import Bill, Item
from finance.queries import recharge_bills as found
from finance.queries.recharge_bills import Billed, Billing, Prospect
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

LONGEST_REFERENCE = 120
ONE = Decimal(1)
T = TypeVar("T", Billed, Prospect)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillsWanted:
    """How an instalment is billed: its VAT code and the decision behind it, where the income goes, and to whom.

    `customers`: by the code of a partner, for one that is several customers; else its first one. `seen`: the billing
    as it was shown.
    """

    instalment: Instalment
    vat_code: str
    vat_reference: str
    segments: Segments
    seen: str
    customers: Mapping[str, UUID] = field(default_factory=dict)


class _Drafted(NamedTuple):
    """A document with what was billed before it, and what it bills, in pounds; below nought it is a credit note."""

    invoice: SalesInvoice
    before: Decimal
    pounds: Decimal


@transaction_required
def draft(*, pool: UUID, wanted: BillsWanted, by: User, at: datetime) -> list[RechargeBill]:
    """Draft the bills of an instalment for every partner that can be billed.

    :raises RuleBroken: before the instalment begins, without a reference for its VAT, when nothing is to be billed or
        something has changed since it was seen; and everything that is refused of an invoice
    """
    row = _lock(pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Bills of {row}"[:200]):
        now = _as_seen(row, wanted.instalment, wanted.seen, at=at)
        rules.BillTime.require(not now.why_not, pool=str(row), instalment=wanted.instalment.label, why=now.why_not)
        rules.BillVatDecided.require(0 < len(wanted.vat_reference.strip()) <= LONGEST_REFERENCE)
        _some(now.to_draft, "draft", now)
        return [made for one in now.to_draft for made in _bill(one, now, wanted, by=by, at=at)]


@transaction_required
def issue(*, pool: UUID, instalment: Instalment, seen: str, by: User, at: datetime) -> list[SalesInvoice]:
    """Issue the drafts of an instalment; each partner gets its own electronically with that.

    :raises RuleBroken: for whoever drafted one, when something has changed since it was seen, or there is none; and
        everything that is refused of an invoice: then none is issued
    """
    row = _lock(pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Bills of {row}"[:200]):
        now = _as_seen(row, instalment, seen, at=at)
        return [
            sales.approve(invoice=one.bill.invoice.uuid, by=by, at=at) for one in _some(now.drafts, "issue", now)
        ]  # fmt: skip


@transaction_required
def discard(*, pool: UUID, instalment: Instalment, seen: str, by: User, at: datetime) -> int:
    """Discard the drafts of an instalment, and return how many there were: they may be drafted again.

    :raises RuleBroken: when something has changed since it was seen, or there is none
    """
    row = _lock(pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Bills of {row}"[:200]):
        now = _as_seen(row, instalment, seen, at=at)
        for one in _some(now.drafts, "discard", now):
            sales.discard(invoice=one.bill.invoice.uuid, by=by, at=at)
    return len(now.drafts)


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(pool: UUID) -> CostPool:
    row: CostPool = CostPool.objects.select_for_update(of=("self",)).get(uuid=pool)
    return row


def _as_seen(pool: CostPool, instalment: Instalment, seen: str, *, at: datetime) -> Billing:
    now = found.billing(pool, instalment, on=timezone.localdate(at))
    rules.BillsSeen.require(now.seen == seen, pool=str(pool))
    return now


def _some(rows: list[T], what: str, now: Billing) -> list[T]:
    rules.BillsThere.require(bool(rows), what=what, pool=str(now.pool), instalment=now.instalment.label)
    return rows


def _bill(of: Prospect, now: Billing, wanted: BillsWanted, *, by: User, at: datetime) -> list[RechargeBill]:
    """Draft what one partner is billed: an invoice, or as many credit notes as it takes to give back."""
    assert of.due is not None  # noqa: S101 - it is to be drafted
    words = f"{now.pool}, {now.instalment.label}: share of version {of.share.version}"
    if of.due.pounds > 0:
        invoice = sales.draft(
            customer=_customer(of, wanted), bill=_paper(words, of.due.lines, wanted, at=at), by=by, at=at
        )
        return [_keep(of, now, wanted, _Drafted(invoice, of.due.before, of.due.pounds), by=by, at=at)]
    made, before = [], of.due.before
    parts = spread(-of.due.pounds, [left for _row, left in of.credits])
    for (credited, _left), pounds in zip(of.credits, parts, strict=True):
        if pounds:
            line = BillLine(of.due.lines[0].words, pounds)
            note = sales.draft_credit(
                invoice=credited.uuid, bill=_paper(words, [line], wanted, at=at), by=by, at=at
            )  # fmt: skip
            made.append(_keep(of, now, wanted, _Drafted(note, before, -pounds), by=by, at=at))
            before -= pounds
    return made


def _keep(
    of: Prospect, now: Billing, wanted: BillsWanted, made: _Drafted, *, by: User, at: datetime
) -> RechargeBill:  # fmt: skip
    row: RechargeBill = RechargeBill.objects.create(
        partner_id=now.pool.partner_id, pool=now.pool, share=of.share, to_partner=of.share.to_partner,
        instalment=now.instalment, up_to_now=made.before + made.pounds, before=made.before, pounds=made.pounds,
        invoice=made.invoice, vat_reference=" ".join(wanted.vat_reference.split()), drafted_by=by, drafted_at=at,
    )  # fmt: skip
    return row


def _customer(of: Prospect, wanted: BillsWanted) -> UUID:
    chosen = wanted.customers.get(of.share.to_partner.code)
    offered = [one.uuid for one in of.customers]
    rules.BillCustomer.require(chosen is None or chosen in offered, partner=of.share.to_partner.name)
    return chosen or offered[0]


def _paper(words: str, lines: list[BillLine] | tuple[BillLine, ...], wanted: BillsWanted, *, at: datetime) -> Bill:
    return Bill(
        description=words[:200], tax_point=timezone.localdate(at),
        items=[
            Item(
                description=one.words, quantity=ONE, unit_price=one.pounds, vat_code=wanted.vat_code,
                segments=wanted.segments,
            )
            for one in lines
        ],
    )  # fmt: skip
