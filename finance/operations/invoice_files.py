"""Suppliers' invoices by file, a row a line: every row is understood and the total agrees, or nothing is entered."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, TypeVar

from django.db import transaction
from django.utils import timezone

from finance import rules_payables as rules
from finance.models import SupplierAccount, SupplierInvoice, SupplierInvoiceLine
from finance.operations import invoices
from finance.operations.invoices import ConstructionWanted, InvoiceLineWanted, InvoiceWanted
from finance.queries import payables_pages
from finance.queries.invoice_checks import RATES
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import Column, ImportFile, ImportProblem, ImportRefused, open_import
from sharedservices.common.money import ZERO

MOST_ROWS, MOST_BYTES = 5_000, 5 << 20
NINE = time(9)
BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
KINDS = ("NON_PO", "PO", "CIS", "CREDIT_NOTE")
COLUMNS = (
    Column("account", "Supplier’s account", is_required=True),
    Column("reference", "Invoice number", is_required=True),
    Column("kind", "Kind"),
    Column("invoice_date", "Invoice date", is_required=True),
    Column("received_on", "Received on", is_required=True),
    Column("addressed_to", "Addressed to", is_required=True),
    Column("supplier_vat", "VAT number"),
    Column("order_reference", "Order number"),
    Column("no_order", "Why no order"),
    Column("credits", "Credits"),
    Column("net", "Invoice net", is_required=True),
    Column("vat", "Invoice VAT", is_required=True),
    Column("gross", "Invoice total", is_required=True),
    Column("labour", "Labour"),
    Column("materials", "Materials"),
    Column("plant", "Plant"),
    Column("levy", "CITB levy"),
    Column("description", "Description", is_required=True),
    Column("quantity", "Quantity", is_required=True),
    Column("price", "Price", is_required=True),
    Column("line_net", "Line net", is_required=True),
    Column("vat_code", "VAT code", is_required=True),
    Column("line_vat", "Line VAT", is_required=True),
    Column("subjective", "Subjective code", is_required=True),
    Column("cost_centre", "Cost centre"),
    Column("fund", "Fund"),
    Column("order_line", "Order line"),
)
TITLES = {one.name: one.title for one in COLUMNS}
OF_INVOICE = tuple(one.name for one in COLUMNS[2:17])
"""What has to be the same in each row of an invoice."""
PLACE = {"received_at": "received_on", "cis_labour": "labour"}
PARTS = ("labour", "materials", "plant", "levy")
Values = Mapping[str, str]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file brought: how many invoices, their total in pounds (credit notes off it), and how many are held."""

    n: int
    total: Decimal
    n_held: int


class _Refused(DomainError):
    """A cell that says nothing that we understand; `field` is its column."""


@transaction_required
def load(*, partner_id: int, source: BinaryIO, control_total: Decimal, by: User, at: datetime) -> Loaded:
    """Enter the invoices of a file: all of them, or none.

    `control_total`: what the invoices come to in pounds, credit notes off it, as whoever sent the file says. What is
    wrong with an invoice itself holds that invoice, as if it had been typed; what is wrong with a row refuses the file.

    :raises ImportRefused: with every problem, by row and column
    """
    with partner_scope(partner_id, actor_id=by.pk, reason="Invoices by file"):
        file = open_import(source, columns=COLUMNS, max_rows=MOST_ROWS, max_bytes=MOST_BYTES)
        given: dict[tuple[str, str], list[tuple[int, Values]]] = {}
        for number, values in file:
            key = (values.get("account", "").upper(), values.get("reference", ""))
            given.setdefault(key, []).append((number, values))
        made = [row for rows in given.values() if (row := _enter(partner_id, file, rows, by=by, at=at)) is not None]
        total = sum((row.sign * row.gross for row in made), Decimal("0.00"))
        if not file.problems and total != control_total:
            words = f"The invoices come to £{total:,.2f}, the control total is £{control_total:,.2f}."
            file.report(None, "gross", words, "A row may be missing or twice: count again, then load the file anew.")
        if file.problems:
            raise ImportRefused(_in_order(file.problems))
    return Loaded(n=len(made), total=total, n_held=sum(1 for row in made if row.state != "MATCHED"))


# --- the parts ------------------------------------------------------------------------------------------------------
def _enter(
    partner_id: int, file: ImportFile, rows: Sequence[tuple[int, Values]], *, by: User, at: datetime
) -> SupplierInvoice | None:
    """Enter the invoice of some rows, or report what speaks against that."""
    first, head = rows[0]
    before = len(file.problems)
    for number, values in rows[1:]:
        for name in OF_INVOICE:
            if values.get(name, "") != head.get(name, ""):
                words = f"This differs from row {first}, of the same invoice."
                file.report(number, name, words, "Give each row of an invoice the same, or another invoice number.")
    lines = [line for number, values in rows if (line := _try(file, number, values, _line)) is not None]
    wanted = _try(file, first, head, lambda values: _wanted(partner_id, values, lines, at=at))
    if len(file.problems) > before or wanted is None:
        return None
    try:
        with transaction.atomic():
            return invoices.register(wanted=wanted, by=by, at=at)
    except DomainError as error:
        column = PLACE.get(error.field or "", error.field or "")
        file.report(first, column if column in file.columns else "", error.message, error.remedy or "")
    return None


def _try(file: ImportFile, number: int, values: Values, read: Callable[[Values], Read]) -> Read | None:
    """Read something out of a row; report what cannot be read and return None."""
    try:
        return read(values)
    except _Refused as error:
        name = error.field or ""
        file.report(number, name, error.message, error.remedy or "", value=values.get(name, ""))
    return None


def _line(values: Values) -> InvoiceLineWanted:
    code = values.get("vat_code", "").upper()
    if code not in SupplierInvoiceLine.VatCode.values:
        codes = ", ".join(SupplierInvoiceLine.VatCode.values)
        raise _Refused("There is no such VAT code.", field="vat_code", remedy=f"Use one of {codes}.")
    return InvoiceLineWanted(
        description=values.get("description", ""), quantity=_number(values, "quantity"), price=_number(values, "price"),
        net=_number(values, "line_net"), vat_code=code, vat_rate=RATES[code], vat=_number(values, "line_vat"),
        subjective=values.get("subjective", ""), cost_centre=values.get("cost_centre", "").upper(),
        fund=values.get("fund", "").upper() or "GEN", order_line=values.get("order_line", ""),
    )  # fmt: skip


def _wanted(partner_id: int, values: Values, lines: list[InvoiceLineWanted], *, at: datetime) -> InvoiceWanted:
    account: SupplierAccount | None = payables_pages.account_by_number(
        partner_id=partner_id, text=values.get("account", "")
    )
    if account is None:
        raise _Refused(
            "There is no such account.", field="account", remedy="Take the number from the list of suppliers."
        )
    kind = values.get("kind", "").upper() or "NON_PO"
    if kind not in KINDS:
        raise _Refused(
            "This is no kind of invoice.", field="kind", remedy=f"Use one of {', '.join(KINDS)}, or leave it."
        )
    why = values.get("no_order", "").upper()
    if why and why not in SupplierInvoice.NoOrder.values:
        reasons = ", ".join(SupplierInvoice.NoOrder.values)
        raise _Refused("This is no reason for having no order.", field="no_order", remedy=f"Use one of {reasons}.")
    credited = None
    if values.get("credits"):
        credited = payables_pages.invoice_by_number(partner_id=partner_id, text=values["credits"])
        if credited is None:
            raise _Refused("There is no such invoice.", field="credits", remedy="Our numbers look like I0000012.")
    received = _day(values, "received_on")
    came = timezone.make_aware(datetime.combine(received, NINE))
    return InvoiceWanted(
        account=account.uuid, kind=kind, reference=values.get("reference", ""), lines=lines,
        invoice_date=_day(values, "invoice_date"),
        received_at=min(came, at) if received == timezone.localdate(at) else came,
        addressed_to=values.get("addressed_to", ""), net=_number(values, "net"), vat=_number(values, "vat"),
        gross=_number(values, "gross"), supplier_vat=values.get("supplier_vat", ""), no_order=why,
        order_reference=values.get("order_reference", ""), credits=credited.uuid if credited else None,
        source=SupplierInvoice.Source.CSV, construction=_construction(values),
    )  # fmt: skip


def _construction(values: Values) -> ConstructionWanted | None:
    """Return what a subcontractor’s invoice is made of; what is left empty counts as nought."""
    if not any(values.get(name) for name in PARTS):
        return None
    return ConstructionWanted(**{name: _number(values, name) if values.get(name) else ZERO for name in PARTS})


def _number(values: Values, name: str) -> Decimal:
    text = values.get(name, "").replace(",", "").removeprefix("£").strip()
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= rules.MOST:
        raise _Refused("This is not a number of nought or more.", field=name, remedy="Write it like 1234.50.")
    return found


def _day(values: Values, name: str) -> date:
    text = values.get(name, "").strip()
    british = BRITISH_DAY.fullmatch(text)
    try:
        return date(int(british[3]), int(british[2]), int(british[1])) if british else date.fromisoformat(text)
    except ValueError:
        raise _Refused("This is not a day.", field=name, remedy="Write it like 26/10/2026.") from None


def _in_order(problems: Sequence[ImportProblem]) -> list[ImportProblem]:
    return sorted(problems, key=lambda one: one.row or 0)
