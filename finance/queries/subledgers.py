"""What the registers of payables, receivables and suspense say at the end of a period (domain FIN-13).

A document counts from the period in which it was posted; what settles it counts from when that was posted, so that the
figure of a month that is over stays what it was.
"""

from collections import defaultdict
from decimal import Decimal

from django.db.models import F

from finance import controls
from finance.controls import Item, Place, Where
from finance.models import (
    Allocation,
    PaymentItem,
    Receipt,
    SalesInvoice,
    SupplierInvoice,
    SupplierPayment,
    WriteOff,
)
from sharedservices.common.money import ZERO

SETTLED = (PaymentItem.State.PAID, PaymentItem.State.RETURNED)


def register() -> None:
    """Tell the control accounts. Called once, when the app is ready."""
    controls.register("AP", payables)
    controls.register("AR", receivables)
    controls.register("SUSPENSE", unknown_receipts)
    controls.register_place("invoice", Place("finance:invoice", "invoice", "payables.view"))
    controls.register_place("sales_invoice", Place("finance:sales_invoice", "sales_invoice", "receivables.view"))
    controls.register_place("receipt", Place("finance:receipt", "receipt", "receivables.view"))


def payables(where: Where) -> list[Item]:
    """Return what suppliers were owed: posted invoices and credit notes, less what runs paid. Three queries."""
    return [
        Item(str(row), row.get_kind_display(), row.invoice_date, pounds, "invoice", str(row.uuid))
        for row, pounds in open_payables(where).items()
    ]


def open_payables(where: Where) -> dict[SupplierInvoice, Decimal]:
    """Return the documents of suppliers that were not settled, and pounds: what was owed is below nought."""
    rows = SupplierInvoice.objects.of(where.partner_id).filter(
        legal_entity=where.legal_entity_id, journal__isnull=False, journal__period__year__lte=where.year
    )
    rows = rows.select_related("journal__period", "account__supplier").order_by("number")
    paid = _paid(where)
    left = {row: paid[row.pk] - row.sign * row.gross for row in rows if _posted(where, row.journal)}
    return {row: pounds for row, pounds in left.items() if pounds}


def _paid(where: Where) -> dict[int, Decimal]:
    """Return what posted runs had settled of each invoice, but for what had come back."""
    of = {"run__legal_entity": where.legal_entity_id, "run__journal__isnull": False}
    came_back = {
        (one.run_id, one.account_id)
        for one in SupplierPayment.objects.of(where.partner_id)
        .filter(reversal__isnull=False, **of)
        .select_related("reversal__period")
        if _posted(where, one.reversal)
    }
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = (
        PaymentItem.objects.of(where.partner_id).filter(state__in=SETTLED, **of).select_related("run__journal__period")
    )
    for one in rows:
        if _posted(where, one.run.journal) and (one.run_id, one.account_id) not in came_back:
            found[one.invoice_id] += one.amount
    return found


def receivables(where: Where) -> list[Item]:
    """Return what customers owed, and what of their money and credit was not allocated. Four queries."""
    found = []
    for row, pounds in open_receivables(where).items():
        if isinstance(row, SalesInvoice):
            assert row.journal is not None  # noqa: S101 - it was posted
            words, arose_on = row.get_kind_display(), row.journal.accounting_date
            found.append(Item(str(row), words, arose_on, pounds, "sales_invoice", str(row.uuid)))
        else:
            words = f"Receipt not allocated: {row.get_method_display()}"
            found.append(Item(f"R{row.pk}", words, row.received_on, pounds, "receipt", str(row.uuid)))
    return found


def open_receivables(where: Where) -> dict[SalesInvoice | Receipt, Decimal]:
    """Return the documents of customers that were not settled, and pounds: what was owed is above nought."""
    of = {"legal_entity": where.legal_entity_id, "journal__isnull": False}
    invoices = SalesInvoice.objects.of(where.partner_id).filter(**of).select_related("journal__period", "customer")
    bills = {row.pk: row for row in invoices.order_by("id") if _posted(where, row.journal)}
    receipts = {
        row.pk: row
        for row in Receipt.objects.of(where.partner_id)
        .filter(customer__isnull=False, **of)
        .select_related("journal__period", "found_journal__period", "customer")
        .order_by("id")
        if _posted(where, row.found_journal or row.journal)
    }
    write_offs = {
        row.pk
        for row in WriteOff.objects.of(where.partner_id)
        .filter(invoice__legal_entity=where.legal_entity_id)
        .select_related("journal__period", "undone_journal__period")
        if _posted(where, row.journal) and not _posted(where, row.undone_journal)
    }
    settled: dict[int, Decimal] = defaultdict(lambda: ZERO)
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for one in Allocation.objects.of(where.partner_id).filter(invoice__legal_entity=where.legal_entity_id):
        if one.write_off_id is not None:
            counts = one.write_off_id in write_offs
        else:
            counts = one.undone_at is None and (one.receipt_id in receipts or one.credit_note_id in bills)
        if counts and one.invoice_id in bills:
            settled[one.invoice_id] += one.amount
            if one.receipt_id is not None:
                used[one.receipt_id] += one.amount
            elif one.credit_note_id is not None:
                settled[one.credit_note_id] += one.amount
    found: dict[SalesInvoice | Receipt, Decimal] = {}
    for row in bills.values():
        sign = -1 if row.kind == SalesInvoice.Kind.CREDIT_NOTE else 1
        found[row] = sign * (row.gross - settled[row.pk])
    found |= {money: used[money.pk] - money.amount for money in receipts.values()}
    return {row: pounds for row, pounds in found.items() if pounds}


def unknown_receipts(where: Where) -> list[Item]:
    """Return the money in suspense: nobody knew yet from whom it came. One query."""
    rows = Receipt.objects.of(where.partner_id).filter(legal_entity=where.legal_entity_id)
    rows = rows.exclude(customer__isnull=False, found_journal__isnull=True).annotate(
        year=F("journal__period__year"), number=F("journal__period__number"),
        found_year=F("found_journal__period__year"), found_number=F("found_journal__period__number"),
    )  # fmt: skip
    return [
        Item(f"R{row.pk}", "Receipt of which nobody knows whose it is", row.received_on, -row.amount, "receipt",
             str(row.uuid))
        for row in rows.order_by("id")
        if where.is_by_then(row.year, row.number) and not where.is_by_then(row.found_year, row.found_number)
    ]  # fmt: skip


def _posted(where: Where, journal: object) -> bool:
    if where.as_at is not None:
        posted_for = getattr(journal, "accounting_date", None)
        return posted_for is not None and posted_for <= where.as_at
    period = getattr(journal, "period", None)
    return period is not None and where.is_by_then(period.year, period.number)
