"""How promptly suppliers are paid, and what late payment may cost: read from invoices, payments and notices (FIN-06).

Every invoice of a supplier counts, whether or not its contract was one that figures are published for. Expenses, direct
payments and refunds are no commercial debts and do not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from finance.engine import fiscal
from finance.engine.payment_times import RateNotKnown
from finance.engine.prompt_payment import (
    Clocks,
    Cost,
    Measure,
    Paid,
    Part,
    Pause,
    Payable,
    clocks,
    cost,
    measures,
    period_of,
)
from finance.models import InvoiceEvent, PaymentItem, SupplierInvoice
from finance.states import STILL_OWED, InvoiceState
from sharedservices.common.money import ZERO

COUNTED = ("PO", "NON_PO", "PREPAYMENT", "SELF_BILL", "CIS", "INTER_PARTNER")
NO_DEBT = (InvoiceState.CANCELLED, InvoiceState.INVALID_RETURNED, InvoiceState.DUP_SUSPECT)
NOT_PAYABLE = (*NO_DEBT, InvoiceState.DISPUTED)
GONE = (*NO_DEBT, InvoiceState.PAID)
STOPS, GOES_ON = ("dispute", "return"), ("settle", "correct", "cancel")
NOT_PAID, PAID_LATE = "NOT_PAID", "PAID_LATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateInvoice:
    """An invoice of which something came late or has not come: both clocks, and what the supplier may claim.

    `paid_on`: when the last of it arrived, None while something is owed. `cost` is None while the rate is not known.
    """

    uuid: UUID
    number: str
    reference: str
    supplier: str
    entity: str
    received_on: date
    deadline: date
    paid_on: date | None
    counted: int
    late: int
    gross: Decimal
    cost: Cost | None
    workings: str

    @property
    def rate(self) -> Decimal | None:
        """Return per cent a year."""
        return self.cost.rate if self.cost else None

    @property
    def interest(self) -> Decimal | None:
        """Return pounds of interest."""
        return self.cost.interest if self.cost else None

    @property
    def fixed(self) -> Decimal | None:
        """Return pounds of the fixed sum."""
        return self.cost.fixed if self.cost else None

    @property
    def total(self) -> Decimal | None:
        """Return both."""
        return self.cost.total if self.cost else None


def measured(*, partner_id: int, entity: UUID | None, year: int, by: str, on: date) -> list[Measure]:
    """Measure a financial year as far as it has gone, by month or quarter. Five queries."""
    first, last = year_of(year)
    last = min(last, on)
    items = _items(partner_id, entity).filter(run__pay_on__range=(first, last))
    stopped = InvoiceEvent.objects.of(partner_id).filter(
        invoice=OuterRef("invoice"), action__in=STOPS, notice_at__isnull=False
    )
    received_on = TruncDate("invoice__received_at", output_field=DateField())
    plain = items.filter(~Exists(stopped)).annotate(received=received_on).order_by()
    grouped = plain.values_list("run__pay_on", "received", "invoice__due_on").annotate(n=Count("pk"))
    paid = [_paid(on_day, clocks(received=received, due=due, until=on_day), n) for on_day, received, due, n in grouped]
    disputed = list(
        items.filter(Exists(stopped)).annotate(received=received_on).values_list(
            "run__pay_on", "received", "invoice__due_on", "invoice"
        )
    )  # fmt: skip
    still = _pauses(partner_id, {invoice for *_, invoice in disputed})
    for on_day, received, due, invoice in disputed:
        paid.append(_paid(on_day, clocks(received=received, due=due, until=on_day, pauses=still[invoice]), 1))
    return measures(paid=paid, payable=_payable(partner_id, entity, first, last, by), by=by)


def late_invoices(*, partner_id: int, entity: UUID | None, year: int, which: str, on: date) -> list[LateInvoice]:
    """Return the invoices that became late in a financial year, what costs most first. Four queries."""
    first, last = year_of(year)
    rows = _invoices(partner_id, entity).filter(due_on__range=(first, min(last, on - timedelta(days=1))))
    too_late = PaymentItem.objects.of(partner_id).filter(
        invoice=OuterRef("pk"), state=PaymentItem.State.PAID, run__pay_on__gt=OuterRef("due_on")
    )
    rows = rows.filter(~Q(state__in=GONE) | Exists(too_late)).select_related("account__supplier", "legal_entity")
    found = list(rows.order_by("id"))
    ids = [one.pk for one in found]
    parts, still, credit = _parts(partner_id, ids), _pauses(partner_id, ids), _credit(partner_id, ids)
    made = [_late(one, parts[one.pk], still[one.pk], credit.get(one.pk, ZERO), on) for one in found]
    wanted = [one for one in made if one is not None and _is_wanted(one, which)]
    return sorted(wanted, key=lambda one: (-(one.total or ZERO), one.number))


def clocks_of(row: SupplierInvoice, *, on: date) -> Clocks:
    """Return both clocks of an invoice, as of the day on which the last of it arrived, or a day. Two queries."""
    parts = _parts(row.partner_id, [row.pk])[row.pk]
    until = max((day for day, _amount in parts), default=on) if row.state == InvoiceState.PAID else on
    return clocks(
        received=timezone.localdate(row.received_at), due=row.due_on, until=until,
        pauses=_pauses(row.partner_id, [row.pk])[row.pk],
    )  # fmt: skip


def late_of(row: SupplierInvoice, *, on: date) -> LateInvoice | None:
    """Return what the supplier of one invoice may claim, as of a day; None when nothing was late. Three queries."""
    ids = [row.pk]
    parts, still, credit = _parts(row.partner_id, ids), _pauses(row.partner_id, ids), _credit(row.partner_id, ids)
    return _late(row, parts[row.pk], still[row.pk], credit.get(row.pk, ZERO), on) if parts[row.pk] else None


def claim_for(row: SupplierInvoice) -> SupplierInvoice | None:
    """Return the claim that was entered for an invoice that was paid late, unless it was cancelled."""
    rows = SupplierInvoice.objects.of(row.partner_id).filter(late_payment_of=row)
    found: SupplierInvoice | None = rows.exclude(state=InvoiceState.CANCELLED).first()
    return found


def year_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of the financial year that begins in a year."""
    return date(year, fiscal.FIRST_MONTH, 1), date(year + 1, fiscal.FIRST_MONTH, 1) - timedelta(days=1)


# --- the parts ------------------------------------------------------------------------------------------------------
def _invoices(partner_id: int, entity: UUID | None) -> QuerySet[SupplierInvoice]:
    rows: QuerySet[SupplierInvoice] = SupplierInvoice.objects.of(partner_id).filter(kind__in=COUNTED)
    return rows.filter(legal_entity__uuid=entity) if entity else rows


def _items(partner_id: int, entity: UUID | None) -> QuerySet[PaymentItem]:
    rows: QuerySet[PaymentItem] = PaymentItem.objects.of(partner_id).filter(
        state=PaymentItem.State.PAID, invoice__kind__in=COUNTED
    )
    return rows.filter(invoice__legal_entity__uuid=entity) if entity else rows


def _paid(on: date, found: Clocks, n: int) -> Paid:
    return Paid(on=on, counted=found.counted, is_in_time=not found.late, n=n)


def _payable(partner_id: int, entity: UUID | None, first: date, last: date, by: str) -> list[Payable]:
    """Return what became payable on each day, and how much of it was not paid by the end of its period."""
    due = _invoices(partner_id, entity).exclude(state__in=NOT_PAYABLE).filter(due_on__range=(first, last))
    sums = dict(due.order_by().values_list("due_on").annotate(Sum("gross")))
    rows = _items(partner_id, entity).filter(invoice__in=due).order_by()
    in_time: dict[date, Decimal] = defaultdict(Decimal)
    for due_on, paid_on, amount in rows.values_list("invoice__due_on", "run__pay_on").annotate(Sum("amount")):
        if paid_on <= period_of(due_on, by)[1]:
            in_time[due_on] += amount
    return [Payable(on=day, amount=gross, unpaid=gross - in_time[day]) for day, gross in sums.items()]


def _parts(partner_id: int, ids: Collection[int]) -> dict[int, list[tuple[date, Decimal]]]:
    """Return when how much of each invoice arrived."""
    found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    rows = PaymentItem.objects.of(partner_id).filter(invoice__in=ids, state=PaymentItem.State.PAID)
    for invoice, day, amount in rows.order_by("run__pay_on", "pk").values_list("invoice", "run__pay_on", "amount"):
        found[invoice].append((day, amount))
    return found


def _credit(partner_id: int, ids: Collection[int]) -> dict[int, Decimal]:
    """Return pounds of credit notes for each invoice that have not been set off yet."""
    rows = SupplierInvoice.objects.of(partner_id).filter(credits__in=ids, state__in=STILL_OWED).order_by()
    return dict(rows.values_list("credits").annotate(Sum("gross")))


def _pauses(partner_id: int, ids: Collection[int]) -> dict[int, list[Pause]]:
    """Return on which days the clocks of invoices stood still: a dispute stops none until the supplier is told."""
    found: dict[int, list[Pause]] = defaultdict(list)
    rows = InvoiceEvent.objects.of(partner_id).filter(invoice__in=ids, action__in=(*STOPS, *GOES_ON)).order_by("id")
    for one in rows.only("invoice", "action", "at", "notice_at"):
        pauses = found[one.invoice_id]
        if one.action in STOPS and one.notice_at is not None:
            pauses.append(Pause(timezone.localdate(one.notice_at)))
        elif one.action in GOES_ON and pauses and pauses[-1].ends is None:
            pauses[-1] = Pause(pauses[-1].begins, timezone.localdate(one.at))
    return found


def _late(
    row: SupplierInvoice, paid: Iterable[tuple[date, Decimal]], pauses: list[Pause], credit: Decimal, on: date
) -> LateInvoice | None:
    received = timezone.localdate(row.received_at)
    arrived = list(paid)
    owed = row.state not in GONE
    if owed:
        left = max(row.gross - credit - sum((amount for _day, amount in arrived), ZERO), ZERO)
        arrived.append((on, left))
    found = [(clocks(received=received, due=row.due_on, until=day, pauses=pauses), amount) for day, amount in arrived]
    parts = [Part(amount=amount, late=one.late) for one, amount in found]
    last = found[-1][0]
    costs, why = _cost(row.gross, last.deadline, parts)
    if costs is None and not why:
        return None
    return LateInvoice(
        uuid=row.uuid, number=str(row), reference=row.reference, supplier=str(row.account.supplier),
        entity=row.legal_entity.legal_name, received_on=received, deadline=last.deadline,
        paid_on=None if owed else arrived[-1][0], counted=last.counted, late=max(one.late for one in parts),
        gross=row.gross, cost=costs, workings=costs.workings if costs else why,
    )  # fmt: skip


def _cost(gross: Decimal, deadline: date, parts: list[Part]) -> tuple[Cost | None, str]:
    try:
        return cost(gross=gross, deadline=deadline, parts=parts), ""
    except RateNotKnown as error:
        return None, str(error)


def _is_wanted(row: LateInvoice, which: str) -> bool:
    return not which or (row.paid_on is None) == (which == NOT_PAID)
