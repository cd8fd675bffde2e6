"""What is owed: the next reminder of each invoice and what holds it, and debts by age (domain FIN-08)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from finance.engine import debts as engine
from finance.engine import dunning
from finance.engine.dunning import Debt, Next, Step
from finance.models import (
    Allocation,
    Customer,
    CustomerHold,
    DunningStep,
    Instalment,
    InstalmentPlan,
    InvoiceEnvelope,
    JournalLine,
    Receipt,
    SalesInvoice,
)  # fmt: skip
from finance.states import OWED, EnvelopeState, JournalState, SalesState
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO

PLAN_GRACE = timedelta(days=7)
PERSONS = {Customer.Kind.PERSON, Customer.Kind.EMPLOYEE}


def is_person(customer: Customer) -> bool:
    """Say whether a customer is an individual, who has more time to answer."""
    return customer.kind in PERSONS


def open_invoices(*, partner_id: int, legal_entity_id: int | None = None) -> QuerySet[SalesInvoice]:
    """Return the invoices on which something is owed, with their customers."""
    rows: QuerySet[SalesInvoice] = SalesInvoice.objects.of(partner_id).filter(
        kind=SalesInvoice.Kind.INVOICE, state__in=OWED
    )
    if legal_entity_id is not None:
        rows = rows.filter(legal_entity_id=legal_entity_id)
    return rows.select_related("customer", "legal_entity")


def next_of(rows: Sequence[SalesInvoice], *, on: date) -> dict[int, Next]:
    """Return the next reminder of each invoice. Five queries at most, however many there are."""
    if not rows:
        return {}
    partner_id, ids = rows[0].partner_id, [row.pk for row in rows]
    taken: dict[int, dict[Step, date]] = defaultdict(dict)
    steps = DunningStep.objects.of(partner_id).filter(invoice__in=ids).values_list("invoice_id", "step", "taken_on")
    for invoice_id, step, taken_on in steps:
        taken[invoice_id][Step(step)] = taken_on
    held = holds_of({row.customer_id for row in rows}, partner_id=partner_id, on=on)
    plans, said = plans_kept(rows, on=on), _of_partners(rows)
    return {
        row.pk: dunning.next_step(
            Debt(
                owed=row.gross - row.settled, due_on=row.due_on, is_person=is_person(row.customer), taken=taken[row.pk],
                holds=(*_of_invoice(row, plans), *said.get(row.pk, ()), *held.get(row.customer_id, ())),
            ),
            on=on,
        )
        for row in rows
        if row.due_on is not None
    }  # fmt: skip


def _of_partners(rows: Sequence[SalesInvoice]) -> dict[int, tuple[str, ...]]:
    """Return what partners say of invoices that they got electronically. One query, or none."""
    sent = [row.pk for row in rows if row.customer.stands_for_id]
    if not sent:
        return {}
    words = {EnvelopeState.DISPUTED: "The partner disputes it", EnvelopeState.RETURNED: "The partner returned it"}
    found = InvoiceEnvelope.objects.of(rows[0].partner_id).filter(sales_invoice__in=sent, state__in=list(words))
    return {one: (words[EnvelopeState(state)],) for one, state in found.values_list("sales_invoice", "state")}


def _of_invoice(row: SalesInvoice, plans: Mapping[int, bool]) -> tuple[str, ...]:
    if row.state == SalesState.DISPUTED:
        return ("The customer disputes it",)
    if row.state == SalesState.IN_RECOVERY:
        return ("It is with recovery",)
    return ("Instalments are agreed and paid",) if plans.get(row.pk) else ()


def holds_of(customers: Iterable[int], *, partner_id: int, on: date) -> dict[int, tuple[str, ...]]:
    """Return in words what holds reminders to customers on a day."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = CustomerHold.objects.of(partner_id).filter(customer__in=set(customers), lifted_at=None, starts_on__lte=on)
    for row in rows.filter(Q(ends_on=None) | Q(ends_on__gte=on)).order_by("id"):
        until = f" until {day(row.ends_on)}" if row.ends_on else ""
        found[row.customer_id] += (f"{row.get_kind_display()}{until}",)
    return found


def plans_kept(rows: Sequence[SalesInvoice], *, on: date) -> dict[int, bool]:
    """Return whether the instalments of each invoice that has a plan are kept, a week's grace allowed. One query."""
    by_id = {row.pk: row for row in rows}
    found: dict[int, bool] = {}
    if not rows:
        return found
    due = (
        Instalment.objects.of(rows[0].partner_id)
        .filter(plan__invoice__in=by_id, plan__ended_at=None)
        .values_list("plan__invoice_id", "plan__settled_before")
        .annotate(due=Sum("amount", filter=Q(due_on__lte=on - PLAN_GRACE)))
    )
    for invoice_id, before, asked in due:
        found[invoice_id] = by_id[invoice_id].settled - before >= (asked or ZERO)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDebt:
    """What a customer owes: in all, of each age, and what of their money waits to be allocated; in pounds."""

    customer: Customer
    owed: Decimal
    ages: tuple[Decimal, ...]
    unallocated: Decimal


def by_customer(*, partner_id: int, legal_entity_id: int, on: date) -> list[CustomerDebt]:
    """Return what each customer of a legal entity owes now, by age. Three queries."""
    ages: dict[int, list[Decimal]] = {}
    who: dict[int, Customer] = {}
    for row in open_invoices(partner_id=partner_id, legal_entity_id=legal_entity_id):
        assert row.due_on is not None  # noqa: S101 - the database: what is issued has it
        who[row.customer_id] = row.customer
        ages.setdefault(row.customer_id, [ZERO] * len(engine.labels(on)))
        ages[row.customer_id][engine.band_of(row.due_on, on=on)] += row.gross - row.settled
    spare = _spare(partner_id, legal_entity_id)
    for customer in Customer.objects.of(partner_id).filter(pk__in=spare.keys() - who.keys()):
        who[customer.pk] = customer
    return [
        CustomerDebt(
            customer=customer, owed=sum(ages.get(pk, []), ZERO),
            ages=tuple(ages.get(pk, [ZERO] * len(engine.labels(on)))), unallocated=spare.get(pk, ZERO),
        )
        for pk, customer in sorted(who.items(), key=lambda one: one[1].name.casefold())
    ]  # fmt: skip


def _spare(partner_id: int, legal_entity_id: int) -> dict[int, Decimal]:
    """Return what of receipts and credit notes is not allocated, by customer."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    receipts = Receipt.objects.of(partner_id).filter(legal_entity_id=legal_entity_id, customer__isnull=False)
    for pk, left in receipts.filter(allocated__lt=F("amount")).values_list("customer_id", F("amount") - F("allocated")):
        found[pk] += left
    credits = SalesInvoice.objects.of(partner_id).filter(
        legal_entity_id=legal_entity_id, kind=SalesInvoice.Kind.CREDIT_NOTE, number__isnull=False,
        settled__lt=F("gross"),
    )  # fmt: skip
    for pk, left in credits.values_list("customer_id", F("gross") - F("settled")):
        found[pk] += left
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """The debtors' control account beside the items that it stands for, in pounds (domain FIN-13)."""

    owed: Decimal
    unallocated: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        """Ledger less items: nought, always."""
        return self.ledger - (self.owed - self.unallocated)


def reconciled(*, partner_id: int, legal_entity_id: int, found: Iterable[CustomerDebt]) -> Reconciled:
    """Compare the items with account 92000 in the ledger. One query."""
    rows = list(found)
    lines = JournalLine.objects.of(partner_id).filter(
        journal__state=JournalState.POSTED, journal__legal_entity_id=legal_entity_id, coding__subjective__control="AR"
    )
    sums = lines.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return Reconciled(
        owed=sum((one.owed for one in rows), ZERO),
        unallocated=sum((one.unallocated for one in rows), ZERO),
        ledger=(sums["debit"] or ZERO) - (sums["credit"] or ZERO),
    )


def impairment(*, partner_id: int, legal_entity_id: int, on: date) -> list[engine.Band]:
    """Return the debts of a legal entity by age with what is expected to be lost of them. One query."""
    return engine.bands(
        (
            engine.Owed(
                pounds=row.gross - row.settled, due_on=row.due_on,
                is_public_body=row.customer.kind == Customer.Kind.PUBLIC_BODY,
            )
            for row in open_invoices(partner_id=partner_id, legal_entity_id=legal_entity_id)
            if row.due_on is not None
        ),
        on=on,
    )  # fmt: skip


def allocations(row: Any) -> QuerySet[Allocation]:
    """Return what settled an invoice, undone ones included."""
    found: QuerySet[Allocation] = Allocation.objects.of(row.partner_id).filter(invoice=row)
    return found.select_related("receipt", "credit_note", "write_off", "made_by", "undone_by").order_by("id")


def instalments(plan: InstalmentPlan) -> list[Instalment]:
    """Return the parts of a plan in their order."""
    return list(Instalment.objects.of(plan.partner_id).filter(plan=plan).order_by("due_on"))
