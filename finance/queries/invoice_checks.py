"""What speaks against an invoice: faults of its form, likeness with others, differences from its order (FIN-06)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from finance import orders
from finance.engine import duplicates, matching
from finance.engine.duplicates import Bill, Likeness
from finance.engine.invoice_sums import BillLine, BillTotals, faults, is_vat_number
from finance.engine.matching import Difference, InvoiceLine, Owner
from finance.engine.payables import Policy
from finance.models import CisVerification, SupplierBank, SupplierInvoice, SupplierInvoiceLine
from finance.queries import cis
from finance.states import InvoiceState, SupplierBankState, SupplierState
from partners.models import LegalEntity
from sharedservices.common.formatting import day

Lines = Sequence[SupplierInvoiceLine]
RATES = {
    "S20": Decimal(20), "R05": Decimal(5), "Z": Decimal(0), "X": Decimal(0), "O": Decimal(0), "N": Decimal(20),
    "P": Decimal(20), "RC": Decimal(0), "DRC": Decimal(0), "IMP": Decimal(0),
}  # fmt: skip
"""The rate in per cent that each VAT code of input has. Source: Value Added Tax Act 1994 s 2, Sch 7A and 8, 9."""
CHARGED, REVERSED = {"S20", "R05", "N", "P"}, "DRC"
GONE = (InvoiceState.CANCELLED, InvoiceState.INVALID_RETURNED)
ELSEWHERE = "SELECT is_same_supplier, invoice_date FROM finance_invoices_elsewhere(%s, %s, %s, %s, %s)"
LITTLE_WORDS = re.compile(r"\b(the|of|for|and|a)\b")


@dataclass(frozen=True, slots=True)
class Alike:
    """An invoice that another is like, and how much; None for one of another partner, of which no more is told."""

    invoice: SupplierInvoice | None
    likeness: Likeness


def form_faults(row: SupplierInvoice, lines: Lines, policy: Policy) -> list[tuple[str, str]]:
    """Return what keeps an invoice from being a valid one, each with who puts it right (owner, sentence)."""
    found = [*_sums(row, lines, policy), *_vat(row, lines), *_addressed(row), *_account(row), *_cis(row, lines)]
    if row.kind == SupplierInvoice.Kind.PROFORMA:
        found.append(("SUPPLIER", "A pro forma is no invoice: ask for the invoice itself."))
    return found


def _sums(row: SupplierInvoice, lines: Lines, policy: Policy) -> list[tuple[str, str]]:
    given = [
        BillLine(quantity=one.quantity, price=one.price, net=one.net, rate=one.vat_rate, vat=one.vat) for one in lines
    ]
    totals = BillTotals(net=row.net, vat=row.vat, gross=row.gross)
    found = [
        (
            "SUPPLIER",
            f"{f'Line {one.line}' if one.line else 'The invoice'}: {one.figure} is £{one.says:,.2f} and should be "
            f"£{one.should:,.2f}.",
        )
        for one in faults(given, totals, within=policy.tolerances.arithmetic)
    ]
    if row.gross <= 0:
        found.append(("SUPPLIER", "Nothing is charged: the total is £0.00."))
    return found


def _vat(row: SupplierInvoice, lines: Lines) -> list[tuple[str, str]]:
    found = [
        (
            "PAYABLES",
            f"Line {one.number}: VAT code {one.vat_code} is {RATES[one.vat_code]}%, the line has {one.vat_rate}%.",
        )
        for one in lines
        if RATES[one.vat_code] != one.vat_rate
    ]
    known = row.account.supplier.vat_number
    if row.vat and not row.supplier_vat:
        found.append(("SUPPLIER", "It charges VAT and has no VAT number of the supplier."))
    elif row.supplier_vat and not is_vat_number(row.supplier_vat):
        found.append(("SUPPLIER", f"The VAT number {row.supplier_vat} cannot be right: its check digits do not fit."))
    elif row.supplier_vat and known and row.supplier_vat != known:
        found.append(("PAYABLES", f"The VAT number is {row.supplier_vat}; the supplier’s is {known}."))
    return found


def _addressed(row: SupplierInvoice) -> list[tuple[str, str]]:
    """Hold the customer against the legal entity that pays: else VAT is lost (domain FIN-06, FIN-10)."""
    wanted = plain(row.addressed_to)
    if wanted == plain(row.legal_entity.legal_name):
        return []
    others = LegalEntity.objects.of(row.partner_id).exclude(pk=row.legal_entity_id)
    fits = next((one for one in others if plain(one.legal_name) == wanted), None)
    if fits is not None:
        return [("PAYABLES", f"It is addressed to {fits.legal_name}: reroute it there.")]
    words = f"It is addressed to {row.addressed_to}, not to {row.legal_entity.legal_name}: return it to the supplier."
    return [("SUPPLIER", words)]


def _account(row: SupplierInvoice) -> list[tuple[str, str]]:
    if row.account.state == SupplierState.CLOSED:
        return [("PAYABLES", f"The supplier’s account {row.account} is closed.")]
    return []


def _cis(row: SupplierInvoice, lines: Lines) -> list[tuple[str, str]]:
    """Hold an invoice against what is known of the subcontractor (domain FIN-07). One query for a subcontractor."""
    account = row.account
    if row.kind == SupplierInvoice.Kind.INTEREST:
        return []  # interest and fixed sums are no contract payment
    if not account.is_subcontractor:
        is_ours = row.cis_labour is not None or row.kind == SupplierInvoice.Kind.CIS
        words = "It is under the Construction Industry Scheme, and the supplier is not marked as a subcontractor."
        return [("PAYABLES", words)] if is_ours else []
    if row.cis_labour is None:
        words = "A subcontractor’s invoice says what is labour, materials, plant and levy: enter all four, 0 for none."
        return [("PAYABLES", words)]
    held = cis.standing(row.partner_id, [account.pk], row.tax_point).get(account.pk)
    if held is None or not row.cis_labour:
        return []  # nothing is paid before it is verified; and materials alone are no specified services
    return _reverse_charge(row, {one.vat_code for one in lines}, held)


def _reverse_charge(row: SupplierInvoice, codes: set[str], held: CisVerification) -> list[tuple[str, str]]:
    """Decide between reverse charge and VAT as usual (Value Added Tax Act 1994 s 55A; end users told in writing)."""
    is_registered = cis.is_vat_registered(held, row.tax_point)
    is_end_user = held.end_user_notice_on is not None and held.end_user_notice_on <= row.tax_point
    if row.vat and not is_registered:
        words = f"It charges VAT, and the subcontractor was not registered for VAT on {day(row.tax_point)}."
        return [("SUPPLIER", words)]
    if is_end_user and REVERSED in codes:
        words = "We told this subcontractor that we are an end user: it charges VAT itself, without reverse charge."
        return [("SUPPLIER", words)]
    if is_registered and not is_end_user and codes & CHARGED:
        words = (
            "Construction services come under the reverse charge: the supplier charges no VAT (code DRC), unless we "
            "told it in writing that we are an end user. Enter that notice on its page of the construction scheme, or "
            "have the invoice corrected."
        )
        return [("PAYABLES", words)]
    return []


def plain(name: str) -> str:
    """Return the name of an organisation so that small differences of writing do not count."""
    words = LITTLE_WORDS.sub(" ", name.casefold().replace("&", " "))
    return re.sub(r"[^a-z0-9]", "", words)


def likenesses(row: SupplierInvoice, lines: Lines, policy: Policy) -> list[Alike]:
    """Return the invoices that this one is like, the most alike first. Three queries, and one about other partners."""
    prints = dict(
        SupplierBank.objects.of(row.partner_id)
        .filter(state=SupplierBankState.ACTIVE)
        .filter(fingerprint__in=_fingerprint(row))
        .values_list("account_id", "fingerprint")
    )
    same = Q(account__supplier=row.account.supplier_id) & (Q(gross=row.gross) | Q(tidy_reference=row.tidy_reference))
    elsewhere = Q(tidy_reference=row.tidy_reference, gross=row.gross)
    ordered = Q(account__supplier=row.account.supplier_id, order_reference=row.order_reference)
    wanted = same | elsewhere | Q(account__in=prints, gross=row.gross)
    others = (
        SupplierInvoice.objects.of(row.partner_id)
        .filter(wanted | ordered if row.order_reference else wanted)
        .exclude(pk=row.pk)
        .exclude(state__in=GONE)
        .select_related("account")
        .order_by("-id")[:200]
    )
    of_other = list(others)
    line_keys = _line_keys([one.pk for one in of_other])
    new = _bill(row, prints, frozenset(one.order_line for one in lines if one.order_line), _invoiced(row, lines))
    found = [
        Alike(one, _compare(new, _bill(one, prints, line_keys.get(one.pk, frozenset()), frozenset()), policy))
        for one in of_other
    ]
    found += [Alike(None, like) for like in _elsewhere(row, new, policy)]
    return sorted((one for one in found if one.likeness.points), key=lambda one: -one.likeness.points)


def _compare(new: Bill, old: Bill, policy: Policy) -> Likeness:
    return duplicates.compare(new, old, policy.points, account_days=policy.same_account_days)


def _fingerprint(row: SupplierInvoice) -> list[str]:
    active = SupplierBank.objects.of(row.partner_id).filter(account=row.account, state=SupplierBankState.ACTIVE)
    return list(active.values_list("fingerprint", flat=True))


def _line_keys(ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    rows = SupplierInvoiceLine.objects.filter(invoice__in=ids).exclude(order_line="")
    for invoice, key in rows.values_list("invoice_id", "order_line"):
        found.setdefault(invoice, set()).add(key)
    return {invoice: frozenset(keys) for invoice, keys in found.items()}


def _bill(row: SupplierInvoice, prints: dict[int, str], lines: frozenset[str], invoiced: frozenset[str]) -> Bill:
    linked = frozenset(str(one) for one in (row.credits_id, row.replaces_id) if one)
    return Bill(
        party=str(row.account.supplier_id), reference=row.reference, gross=row.gross, day=row.invoice_date,
        entity=str(row.legal_entity_id), account=prints.get(row.account_id, ""), lines=lines, lines_invoiced=invoiced,
        linked=linked, key=str(row.pk),
    )  # fmt: skip


def _invoiced(row: SupplierInvoice, lines: Lines) -> frozenset[str]:
    """Return the order lines of an invoice that had been invoiced in full before."""
    found = orders.order(partner_id=row.partner_id, account_id=row.account_id, number=row.order_reference)
    if found is None:
        return frozenset()
    full = {key for key, one in found.lines.items() if one.invoiced >= one.quantity}
    return frozenset(one.order_line for one in lines) & full


def _elsewhere(row: SupplierInvoice, new: Bill, policy: Policy) -> list[Likeness]:
    """Return how much it is like invoices of other partners: of each a date, and whether it is the same supplier."""
    supplier = row.account.supplier
    asked = [row.partner_id, row.tidy_reference, row.gross, supplier.vat_number, supplier.company_number]
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE, asked)
        rows: list[tuple[bool, date]] = cursor.fetchall()
    return [
        _compare(
            new,
            Bill(
                party=new.party if same else "", reference=row.reference, gross=row.gross, day=day, entity="elsewhere"
            ),
            policy,
        )
        for same, day in rows
    ]


def differences(row: SupplierInvoice, lines: Lines, policy: Policy) -> list[Difference]:
    """Return what an invoice differs in from what was ordered and received, or that it needs an order."""
    if row.kind == SupplierInvoice.Kind.CREDIT_NOTE:
        return []
    if not row.order_reference:
        if row.no_order in policy.no_order:
            return []
        return [
            Difference(0, "NO_ORDER", Owner.BUYER, row.gross, "No order, no pay: give the order, or why it needs none.")
        ]
    found = orders.order(partner_id=row.partner_id, account_id=row.account_id, number=row.order_reference)
    if found is None:
        words = f"There is no order {row.order_reference} of this supplier’s account."
        return [Difference(0, "NO_SUCH_ORDER", Owner.BUYER, row.gross, words)]
    given = [
        InvoiceLine(quantity=one.quantity, price=one.price, net=one.net, order=found.lines.get(one.order_line),
                    unit=found.lines[one.order_line].unit if one.order_line in found.lines else "each")
        for one in lines
    ]  # fmt: skip
    return list(matching.match(given, tax=row.vat, expected_tax=found.tax, within=policy.tolerances).differences)
