"""How rows of another system's file become documents here: each invoice by itself, cards as a journal a month."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from finance.engine import feeders as engine
from finance.models import FeederFile, FeederRow, Journal, SupplierAccount, SupplierInvoice
from finance.operations import invoices, journals, suppliers
from finance.operations.codings import Segments
from finance.operations.invoices import InvoiceLineWanted, InvoiceWanted
from finance.operations.journals import Line, Wanted
from finance.operations.suppliers import SupplierWanted, TermsWanted
from finance.queries import feeders as found
from finance.rules import LONGEST_DESCRIPTION
from partners.models import User
from sharedservices.common.errors import DomainError
from sharedservices.common.money import ZERO

NINE = time(9)
LONGEST_NARRATIVE = 200
UNCHECKED = "It came with a feeder file: who it is has not been checked"
NO_ADDRESS = "Not given by the feeder file"
COUNTED_AT = frozenset(100 * 2**power for power in range(10))
"""Before these rows PostgreSQL counts the tables: each time they have about doubled."""
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """What came of a row: a document, or a problem."""

    row: FeederRow
    invoice_id: int | None = None
    journal_id: int | None = None
    column: str = ""
    problem: str = ""
    remedy: str = ""

    @property
    def amount(self) -> Decimal:
        """Pounds of the row."""
        return _amount(self.row)


def land_invoices(file: FeederFile, rows: Sequence[FeederRow], *, by: User, at: datetime, step: Step) -> list[Landed]:
    """Enter an invoice for each row; one that is refused leaves nothing behind.

    A payee who is not known becomes a supplier whose payments are held until somebody else has looked.
    """
    accounts = _Payees(file, rows, by=by, at=at)
    made = []
    for n_done, row in enumerate(rows):
        step(n_done, len(rows))
        if n_done in COUNTED_AT:
            _count_tables()
        try:
            with transaction.atomic():
                invoice = invoices.register(wanted=_invoice(file, row, accounts.of(row)), by=by, at=at)
                made.append(Landed(row=row, invoice_id=invoice.pk))
        except DomainError as error:
            accounts.forget(row)
            made.append(Landed(row=row, problem=error.message, remedy=error.remedy or ""))
    return made


def land_cards(file: FeederFile, rows: Sequence[FeederRow], *, by: User, at: datetime, step: Step) -> list[Landed]:
    """Write a draft journal for each month: what was bought, against the clearing account of purchase cards.

    A month whose journal is refused leaves nothing behind, and each of its rows says why.
    """
    by_month: dict[tuple[int, int], list[FeederRow]] = defaultdict(list)
    for row in rows:
        by_month[_day(row).year, _day(row).month].append(row)
    made: list[Landed] = []
    for _, of_month in sorted(by_month.items()):
        step(len(made), len(rows))
        try:
            with transaction.atomic():
                journal = journals.draft(wanted=_journal(file, of_month), by=by, at=at)
                made += [Landed(row=row, journal_id=journal.pk) for row in of_month]
        except DomainError as error:
            made += [Landed(row=row, problem=error.message, remedy=error.remedy or "") for row in of_month]
    return made


def _count_tables() -> None:
    """Have PostgreSQL plan for as many rows as there are by now: see migrations/sql/invoice_statistics.sql."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT finance_count_invoice_tables()")


def _day(row: FeederRow) -> date:
    """Return the day of a row that is ready: it has one."""
    assert row.on is not None  # noqa: S101 - what has none is refused
    return row.on


def _amount(row: FeederRow) -> Decimal:
    """Return the pounds of a row that is ready: it has them."""
    assert row.amount is not None  # noqa: S101 - what has none is refused
    return row.amount


# --- invoices -------------------------------------------------------------------------------------------------------
class _Payees:
    """Finds the supplier's account of a payee: as landed before, by an unmistakable name, or a new one that is held."""

    def __init__(self, file: FeederFile, rows: Sequence[FeederRow], *, by: User, at: datetime) -> None:
        self._file, self._by, self._at = file, by, at
        self._by_key = found.accounts_by_key(file, {row.payee_key for row in rows if row.payee_key})
        numbers = defaultdict(set)
        for row in rows:
            numbers[row.payee.casefold()].add(row.payee_key)
        names = {name for name, keys in numbers.items() if len(keys) == 1}
        self._by_name = found.accounts_by_name(file, names)

    def of(self, row: FeederRow) -> SupplierAccount:
        """Return the account that a row's invoice belongs to."""
        there = self._by_key.get(row.payee_key) if row.payee_key else None
        there = there or self._by_name.get(row.payee.casefold())
        if there is None:
            there = self._new(row)
        self._keep(row, there)
        return there

    def forget(self, row: FeederRow) -> None:
        """Look again next time: what was made for this row has been undone with it."""
        self._by_key.pop(row.payee_key, None)
        self._by_name.pop(row.payee.casefold(), None)
        known = found.accounts_by_key(self._file, {row.payee_key} - {""})
        self._by_key |= known
        if not row.payee_key:
            self._by_name |= found.accounts_by_name(self._file, {row.payee.casefold()})

    def _keep(self, row: FeederRow, account: SupplierAccount) -> None:
        if row.payee_key:
            self._by_key[row.payee_key] = account
        else:
            self._by_name[row.payee.casefold()] = account

    def _new(self, row: FeederRow) -> SupplierAccount:
        kind = self._file.layout.get("supplier_kind") or "COMPANY"
        made = suppliers.set_up(
            legal_entity=self._file.legal_entity.uuid, supplier=SupplierWanted(kind=kind, legal_name=row.payee),
            terms=TermsWanted(address=NO_ADDRESS), by=self._by, at=self._at,
        )  # fmt: skip
        return suppliers.move(account=made.uuid, action="hold", reason=UNCHECKED, by=self._by, at=self._at)


def _invoice(file: FeederFile, row: FeederRow, account: SupplierAccount) -> InvoiceWanted:
    amount, on = _amount(row), _day(row)
    line = InvoiceLineWanted(
        description=(row.words or row.category or row.payee)[:200], quantity=Decimal(1), price=amount, net=amount,
        vat_code=file.layout.get("vat_code") or "O", vat_rate=Decimal(0), vat=ZERO, subjective=row.subjective,
        cost_centre=row.cost_centre, fund=file.layout.get("fund") or "GEN",
    )  # fmt: skip
    return InvoiceWanted(
        account=account.uuid, kind=SupplierInvoice.Kind.NOT_ORDERED, reference=row.reference, invoice_date=on,
        received_at=timezone.make_aware(datetime.combine(on, NINE)),
        addressed_to=file.legal_entity.legal_name, net=amount, vat=ZERO, gross=amount, lines=(line,),
        no_order=file.layout.get("no_order") or "", source=SupplierInvoice.Source.CSV,
    )  # fmt: skip


# --- purchase cards -------------------------------------------------------------------------------------------------
def _journal(file: FeederFile, rows: Sequence[FeederRow]) -> Wanted:
    last = max(_day(row) for row in rows)
    words = f"Purchase cards, {last:%B %Y}: {file.name}"
    return Wanted(
        legal_entity=_uuid(file), kind=Journal.Kind.MANUAL, accounting_date=last,
        description=words[:LONGEST_DESCRIPTION], lines=list(_lines(file, rows)),
    )  # fmt: skip


def _uuid(file: FeederFile) -> UUID:
    found_id: UUID = file.legal_entity.uuid
    return found_id


def _lines(file: FeederFile, rows: Sequence[FeederRow]) -> Iterator[Line]:
    fund, total = file.layout.get("fund") or "GEN", ZERO
    for row in rows:
        amount = _amount(row)
        total += amount
        narrative = ": ".join(one for one in (row.payee, row.words) if one)
        yield Line(
            segments=Segments(row.subjective, row.cost_centre, fund), debit=max(amount, ZERO),
            credit=max(-amount, ZERO), narrative=narrative[:LONGEST_NARRATIVE], reference=row.reference,
        )  # fmt: skip
    if total:
        yield Line(
            segments=Segments(engine.CLEARING, file.layout.get("cost_centre") or "", fund), debit=max(-total, ZERO),
            credit=max(total, ZERO), narrative=f"{len(rows)} card transactions",
        )  # fmt: skip
