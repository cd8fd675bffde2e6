"""What the pages of accounts receivable show: customers, invoices, receipts, the next reminders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from finance.engine.dunning import LABELS
from finance.models import (
    Allocation,
    Customer,
    CustomerHold,
    DunningStep,
    InstalmentPlan,
    Receipt,
    SalesInvoice,
    SalesLine,
    WriteOff,
)
from finance.queries import debts
from finance.states import OWED
from partners.models import ChangeRequest
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows

LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRow:
    """An invoice whose next reminder may be sent, or why it may not."""

    invoice: UUID
    number: str
    customer: str
    due_on: date
    owed: Decimal
    step: str
    code: str
    from_day: date | None
    why_not: str
    by_mail: bool


def _number(words: str, prefix: str) -> int | None:
    """Return the number that somebody typed, with or without its letters."""
    digits = words.strip().upper().removeprefix(prefix).lstrip("0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER else None


def customer_by_number(*, partner_id: int, words: str, entity: UUID | None = None) -> Customer | None:
    """Return the customer with a number as lists show it, when exactly one has it."""
    number = _number(words, "C")
    if number is None:
        return None
    rows = Customer.objects.of(partner_id).filter(number=number)
    if entity is not None:
        rows = rows.filter(legal_entity__uuid=entity)
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def customers(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the customers that the filters leave, with what each owes."""
    rows = Customer.objects.of(partner_id).select_related("legal_entity")
    if words := wanted.get("q"):
        fits = Q(name__icontains=words)
        if (number := _number(words, "C")) is not None:
            fits |= Q(number=number)
        rows = rows.filter(fits)
    rows = _of_entity(rows, wanted)
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    owed = SalesInvoice.objects.of(partner_id).filter(customer=OuterRef("pk"), kind="INVOICE", state__in=OWED)
    sums = owed.order_by().values("customer").annotate(owed=Sum(F("gross") - F("settled"))).values("owed")
    return QuerySetRows(rows.annotate(owed=Coalesce(Subquery(sums), Value(ZERO))))


def sales(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the invoices and credit notes that the filters leave."""
    rows = SalesInvoice.objects.of(partner_id).select_related("customer", "legal_entity", "raised_by")
    rows = rows.annotate(owed=F("gross") - F("settled"))
    if words := wanted.get("q"):
        fits = Q(description__icontains=words) | Q(customer__name__icontains=words)
        for prefix in ("SI", "CN"):
            if (number := _number(words, prefix)) is not None:
                fits |= Q(number=number)
        rows = rows.filter(fits)
    rows = _of_entity(rows, wanted)
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    return QuerySetRows(rows)


def receipts(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the receipts that the filters leave."""
    rows = Receipt.objects.of(partner_id).select_related("customer", "legal_entity", "recorded_by")
    rows = rows.annotate(left=F("amount") - F("allocated"))
    if words := wanted.get("q"):
        rows = rows.filter(Q(reference__icontains=words) | Q(customer__name__icontains=words))
    rows = _of_entity(rows, wanted)
    if left := wanted.get("left"):
        rows = rows.filter(customer=None) if left == "suspense" else rows.filter(allocated__lt=F("amount"))
    return QuerySetRows(rows)


def _of_entity(rows: "QuerySet[Any]", wanted: Mapping[str, Any]) -> "QuerySet[Any]":
    entity = wanted.get("entity")
    return rows.filter(legal_entity__uuid=entity) if entity else rows


def reminders(*, partner_id: int, legal_entity_id: int, on: date) -> list[ReminderRow]:
    """Return the invoices past their due date with their next reminder, those that may be sent first. Five queries."""
    rows = list(debts.open_invoices(partner_id=partner_id, legal_entity_id=legal_entity_id).filter(due_on__lt=on))
    found = debts.next_of(rows, on=on)
    made = []
    for row in rows:
        after = found[row.pk]
        assert row.due_on is not None  # noqa: S101 - the filter above
        made.append(
            ReminderRow(
                invoice=row.uuid, number=str(row), customer=row.customer.name, due_on=row.due_on,
                owed=row.gross - row.settled, step=LABELS[after.step] if after.step else "",
                code=after.step.value if after.step else "", from_day=after.on, why_not=after.why_not,
                by_mail=bool(row.customer.email),
            )
        )  # fmt: skip
    return sorted(made, key=lambda one: (bool(one.why_not), one.from_day or one.due_on, one.number))


def of_invoice(invoice: UUID) -> SalesInvoice:
    """Return an invoice with what its page names. :raises SalesInvoice.DoesNotExist: if there is none in scope."""
    names = ("customer", "legal_entity", "credits", "raised_by", "approved_by", "journal")
    found: SalesInvoice = SalesInvoice.objects.select_related(*names).get(uuid=invoice)
    return found


def lines_of(row: SalesInvoice) -> list[SalesLine]:
    """Return the lines of an invoice in their order."""
    names = ("coding__subjective", "coding__cost_centre", "coding__fund")
    return list(SalesLine.objects.of(row.partner_id).filter(invoice=row).select_related(*names).order_by("number"))


def open_plan(row: SalesInvoice) -> InstalmentPlan | None:
    """Return the plan that is agreed for an invoice, if there is one."""
    found: InstalmentPlan | None = InstalmentPlan.objects.of(row.partner_id).filter(invoice=row, ended_at=None).first()
    return found


def steps_of(row: SalesInvoice) -> list[DunningStep]:
    """Return the reminders of an invoice in their order."""
    return list(
        DunningStep.objects.of(row.partner_id).filter(invoice=row).select_related("taken_by", "message").order_by("id")
    )


def write_offs_of(row: SalesInvoice) -> list[WriteOff]:
    """Return what was written off of an invoice."""
    return list(WriteOff.objects.of(row.partner_id).filter(invoice=row).select_related("written_by").order_by("id"))


def credits_of(row: SalesInvoice) -> list[SalesInvoice]:
    """Return the credit notes for an invoice."""
    return list(SalesInvoice.objects.of(row.partner_id).filter(credits=row).order_by("id"))


def request_of(row: SalesInvoice) -> ChangeRequest | None:
    """Return the latest request to write an invoice off, if there is any."""
    rows = ChangeRequest.objects.of(row.partner_id).filter(kind="finance.write_off", attribute=f"debt {row.uuid}")
    found: ChangeRequest | None = rows.order_by("-id").first()
    return found


def holds_of(row: Customer) -> list[CustomerHold]:
    """Return what holds or held reminders to a customer, the latest first."""
    return list(CustomerHold.objects.of(row.partner_id).filter(customer=row).select_related("set_by").order_by("-id"))


def owed_by(row: Customer) -> Decimal:
    """Return what a customer owes, in pounds."""
    rows = SalesInvoice.objects.of(row.partner_id).filter(customer=row, kind="INVOICE", state__in=OWED)
    sums = rows.aggregate(gross=Sum("gross"), settled=Sum("settled"))
    return (sums["gross"] or ZERO) - (sums["settled"] or ZERO)


def of_customer(row: Customer, *, most: int) -> list[SalesInvoice]:
    """Return the latest invoices of a customer."""
    return list(SalesInvoice.objects.of(row.partner_id).filter(customer=row).order_by("-id")[:most])


def owed_invoices(row: Customer) -> list[SalesInvoice]:
    """Return the invoices on which a customer owes something, the oldest first."""
    rows = SalesInvoice.objects.of(row.partner_id).filter(customer=row, kind="INVOICE", state__in=OWED)
    return list(rows.order_by("due_on", "id"))


def allocations_of(row: Receipt) -> list[Allocation]:
    """Return what a receipt settled, undone ones included."""
    found = Allocation.objects.of(row.partner_id).filter(receipt=row)
    return list(found.select_related("invoice", "made_by", "undone_by").order_by("id"))
