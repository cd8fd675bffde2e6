"""What VAT returns are made of: posted documents, months of section 33, and the control account (domain FIN-10)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from finance import controls
from finance.controls import Item, Where
from finance.engine import vat, vat_return
from finance.engine.vat_return import Charged, Exemption
from finance.models import VatAdjustment, VatAttribution, VatRegistration, VatReturn, VatReturnLine
from finance.states import VatReturnState
from sharedservices.common.money import ZERO, pence

# Lines of purchases that are posted and on no return yet, up to a day. The pennies by which the VAT of an invoice
# differs from that of its lines go to the first line with VAT, as posting puts them.
PURCHASES = """
SELECT i.id, i.reference, s.legal_name, i.tax_point, CASE i.kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END AS sign,
       i.vat, l.vat_code, l.net, l.vat
FROM finance_supplierinvoice i
JOIN finance_supplieraccount a ON a.partner_id = i.partner_id AND a.id = i.account_id
JOIN finance_supplier s ON s.partner_id = a.partner_id AND s.id = a.supplier_id
JOIN finance_supplierinvoiceline l ON l.partner_id = i.partner_id AND l.invoice_id = i.id
WHERE i.partner_id = %(partner)s AND i.legal_entity_id = %(entity)s AND i.journal_id IS NOT NULL
  AND i.tax_point <= %(until)s AND i.tax_point >= %(since)s AND NOT EXISTS (
    SELECT 1 FROM finance_vatreturnline r WHERE r.partner_id = i.partner_id AND r.invoice_id = i.id)
ORDER BY i.tax_point, i.id, l.number
"""
SALES = """
SELECT i.id, CASE i.kind WHEN 'CREDIT_NOTE' THEN 'CN' ELSE 'SI' END || lpad(i.number::text, 6, '0'), c.name,
       i.tax_point, CASE i.kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END AS sign, l.vat_code, l.net
FROM finance_salesinvoice i
JOIN finance_customer c ON c.partner_id = i.partner_id AND c.id = i.customer_id
JOIN finance_salesline l ON l.partner_id = i.partner_id AND l.invoice_id = i.id
WHERE i.partner_id = %(partner)s AND i.legal_entity_id = %(entity)s AND i.journal_id IS NOT NULL
  AND i.tax_point <= %(until)s AND i.tax_point >= %(since)s AND NOT EXISTS (
    SELECT 1 FROM finance_vatreturnline r WHERE r.partner_id = i.partner_id AND r.sales_invoice_id = i.id)
ORDER BY i.tax_point, i.id, l.number
"""
# VAT on the purchases of a year, by month and by what its cost centre is used for on the day.
INCURRED = """
SELECT extract(month FROM i.tax_point)::int, coalesce(u.exempt_percent, 0),
       sum(CASE i.kind WHEN 'CREDIT_NOTE' THEN -l.vat ELSE l.vat END)
FROM finance_supplierinvoice i
JOIN finance_supplierinvoiceline l ON l.partner_id = i.partner_id AND l.invoice_id = i.id
LEFT JOIN finance_costcentre c ON c.partner_id = l.partner_id AND c.code = l.cost_centre
LEFT JOIN LATERAL (
  SELECT exempt_percent FROM finance_vatattribution u
  WHERE u.partner_id = c.partner_id AND u.cost_centre_id = c.id AND u.valid_from <= i.tax_point
  ORDER BY u.valid_from DESC, u.id DESC LIMIT 1) u ON true
WHERE i.partner_id = %(partner)s AND i.legal_entity_id = %(entity)s AND i.journal_id IS NOT NULL
  AND i.tax_point >= %(since)s AND i.tax_point <= %(until)s
GROUP BY 1, 2
"""
# What stands on the control account at the end of a period: documents posted by then, by the return that they are on.
# Of each line, what may be recovered; the pennies of the invoice are on the line that posting puts them on.
ON_CONTROL = """
SELECT u.return_id, u.is_sale, u.month, sum(u.tax) FROM (
  SELECT (SELECT r.vat_return_id FROM finance_vatreturnline r
          WHERE r.partner_id = i.partner_id AND r.invoice_id = i.id LIMIT 1) AS return_id,
         false AS is_sale, date_trunc('month', i.tax_point)::date AS month,
         CASE i.kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END * (
           SELECT coalesce(sum(round(l.vat * c.percent / 100, 2)), 0) FROM (
             SELECT o.vat_code, o.vat + CASE o.number
               WHEN coalesce(min(o.number) FILTER (WHERE o.vat <> 0) OVER (), max(o.number) OVER ())
               THEN i.vat - sum(o.vat) OVER () ELSE 0 END AS vat
             FROM finance_supplierinvoiceline o WHERE o.partner_id = i.partner_id AND o.invoice_id = i.id) l
           JOIN unnest(%(codes)s::text[], %(percents)s::numeric[]) c (code, percent) ON c.code = l.vat_code) AS tax
  FROM finance_supplierinvoice i
  JOIN finance_journal j ON j.partner_id = i.partner_id AND j.id = i.journal_id
  JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
  WHERE i.partner_id = %(partner)s AND i.legal_entity_id = %(entity)s AND (p.year, p.number) <= (%(year)s, %(number)s)
  UNION ALL
  SELECT (SELECT r.vat_return_id FROM finance_vatreturnline r
          WHERE r.partner_id = i.partner_id AND r.sales_invoice_id = i.id LIMIT 1), true,
         date_trunc('month', i.tax_point)::date, CASE i.kind WHEN 'CREDIT_NOTE' THEN 1 ELSE -1 END * i.vat
  FROM finance_salesinvoice i
  JOIN finance_journal j ON j.partner_id = i.partner_id AND j.id = i.journal_id
  JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
  WHERE i.partner_id = %(partner)s AND i.legal_entity_id = %(entity)s AND (p.year, p.number) <= (%(year)s, %(number)s)
) u WHERE u.tax <> 0 GROUP BY 1, 2, 3 ORDER BY 3, 2
"""


class Found(NamedTuple):
    """What a document puts on a return under one code: pounds, below nought for credit notes."""

    document: int
    is_sale: bool
    code: str
    on: date
    reference: str
    party: str
    net: Decimal
    tax: Decimal

    def charged(self) -> Charged:
        """Return it as the engine adds it up."""
        return Charged(is_sale=self.is_sale, code=self.code, on=self.on, net=self.net, tax=self.tax)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the year: VAT incurred on purchases, and what of it belongs to exempt supplies, in pounds."""

    number: int
    total: Decimal
    exempt: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The test of a year so far, and as it would end if it went on like this; None before its first month ended."""

    months: list[Month]
    so_far: Exemption
    expected: Exemption | None


def registration(legal_entity_id: int, partner_id: int, on: date) -> VatRegistration | None:
    """Return how a legal entity is registered on a day."""
    rows = VatRegistration.objects.of(partner_id).filter(legal_entity=legal_entity_id, first_day__lte=on)
    found: VatRegistration | None = rows.order_by("-first_day").first()
    return found


def open_documents(*, partner_id: int, legal_entity_id: int, since: date, until: date) -> list[Found]:
    """Return what posted documents charge that are on no return yet. `since`: what is older was declared elsewhere."""
    asked: dict[str, Any] = {"partner": partner_id, "entity": legal_entity_id, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(PURCHASES, asked)
        found = list(_purchases(cursor.fetchall()))
        cursor.execute(SALES, asked)
        return found + list(_sales(cursor.fetchall()))


def _purchases(rows: list[tuple[Any, ...]]) -> Iterator[Found]:
    by_invoice: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_invoice[row[0]].append(row)
    for lines in by_invoice.values():
        document, reference, party, on, sign, whole, *_ = lines[0]
        pennies = whole - sum((one[8] for one in lines), ZERO)
        sums: dict[str, list[Decimal]] = {}
        for one in lines:
            code, net, tax = one[6], one[7], one[8]
            if pennies and (tax or one is lines[-1]):
                tax, pennies = tax + pennies, ZERO
            if vat.recoverable(code):  # of what cannot be recovered at all, the return lists the whole tax in no box
                tax = vat.recovered(code, tax)
            kept = sums.setdefault(code, [ZERO, ZERO])
            kept[0], kept[1] = kept[0] + net, kept[1] + tax
        for code, (net, tax) in sorted(sums.items()):
            owed = vat.self_accounted(code, net, on)
            yield Found(document, False, code, on, reference, party, sign * net, sign * (tax if owed is None else owed))


def _sales(rows: list[tuple[Any, ...]]) -> Iterator[Found]:
    by_invoice: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_invoice[row[0]].append(row)
    for lines in by_invoice.values():
        document, reference, party, on, sign, *_ = lines[0]
        for one in vat.summary([(line[5], line[6]) for line in lines], tax_point=on):
            yield Found(document, True, one.code, on, reference, party, sign * one.net, sign * one.tax)


def charged(row: VatReturn) -> list[Charged]:
    """Return the lines of a return as the engine adds them up."""
    lines = VatReturnLine.objects.of(row.partner_id).filter(vat_return=row)
    return [Charged(is_sale=one.is_sale, code=one.code, on=one.tax_point, net=one.net, tax=one.tax) for one in lines]


def adjustments(row: VatReturn) -> list[VatAdjustment]:
    """Return what a return puts right."""
    rows = VatAdjustment.objects.of(row.partner_id).filter(vat_return=row)
    return list(rows.select_related("made_by").order_by("id"))


def in_box(box: int) -> Q:
    """Return which lines go to a box of the return."""
    found = Q(pk__in=[])
    for is_sale in (True, False):
        codes = [code for code in vat.codes() if any(box in part for part in vat.boxes_of(code, is_sale=is_sale))]
        found |= Q(is_sale=is_sale, code__in=codes)
    return found


def year(*, partner_id: int, legal_entity_id: int, fiscal_year: int, on: date) -> Year:
    """Return the test of section 33 for a financial year, up to a day. One query."""
    begins, ends = date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)
    until = min(on, ends)
    with connection.cursor() as cursor:
        cursor.execute(INCURRED, {"partner": partner_id, "entity": legal_entity_id, "since": begins, "until": until})
        rows = cursor.fetchall()
    totals: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for month, percent, tax in rows:
        kept = totals[month]
        kept[0], kept[1] = kept[0] + tax, kept[1] + pence(tax * percent / 100)
    months = [
        Month(number=number, total=totals[number][0], exempt=totals[number][1])
        for number in [*range(4, 13), 1, 2, 3]
        if until >= begins and date(begins.year if number > 3 else begins.year + 1, number, 1) <= until
    ]
    whole = [(one.total, one.exempt) for one in months if _has_ended(one.number, begins, until)]
    return Year(
        months=months,
        so_far=vat_return.exemption(
            total=sum((one.total for one in months), ZERO), exempt=sum((one.exempt for one in months), ZERO), on=begins,
            months=max(len(months), 1),
        ),
        expected=vat_return.forecast(whole, on=begins) if whole else None,
    )  # fmt: skip


def _has_ended(month: int, begins: date, until: date) -> bool:
    first = date(begins.year if month > 3 else begins.year + 1, month, 1)
    return vat_return.quarter(0, first)[1] <= until


def attributions(partner_id: int) -> list[VatAttribution]:
    """Return what each cost centre is used for, the newest of each."""
    rows = VatAttribution.objects.of(partner_id).select_related("cost_centre__legal_entity", "made_by")
    found: dict[int, VatAttribution] = {}
    for one in rows.order_by("valid_from", "id"):
        found[one.cost_centre_id] = one
    return sorted(found.values(), key=lambda one: one.cost_centre.code)


# --- the control account --------------------------------------------------------------------------------------------
def register() -> None:
    """Tell the VAT control account its register. Called once, when the app is ready."""
    controls.register("VAT", on_control)
    controls.register_place("vat_return", controls.Place("finance:vat_return", "vat_return", "vat.view"))


def on_control(where: Where) -> list[Item]:
    """Return what is to come from HMRC or to go there: by return, and by month for what is on no return."""
    asked: dict[str, Any] = {
        "partner": where.partner_id, "entity": where.legal_entity_id, "year": where.year, "number": where.number,
        "codes": vat.codes(), "percents": [vat.recoverable(code) for code in vat.codes()],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ON_CONTROL, asked)
        rows = cursor.fetchall()
    of = VatReturn.objects.of(where.partner_id).filter(legal_entity=where.legal_entity_id)
    returns = {
        one.pk: one
        for one in of.filter(state=VatReturnState.FROZEN).select_related("journal__period", "settlement__period")
    }
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    found = []
    for return_id, is_sale, month, tax in rows:
        if return_id in returns:
            sums[return_id] += tax
        else:
            words = f"VAT of {'sales' if is_sale else 'purchases'} of {month:%B %Y}, on no return yet"
            found.append(Item("", words, month, tax))
    for one in returns.values():
        left = sums[one.pk]
        if one.journal and where.is_by_then(one.journal.period.year, one.journal.period.number):
            left += sum((a.amount if a.box == 4 else -a.amount for a in adjustments(one)), ZERO)
        if one.settlement and where.is_by_then(one.settlement.period.year, one.settlement.period.number):
            left += one.to_pay
        if left:
            found.append(Item("Return", str(one), one.ends_on, left, "vat_return", str(one.uuid)))
    return found
