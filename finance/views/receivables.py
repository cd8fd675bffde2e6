"""Lists of accounts receivable: invoices, customers, receipts, reminders that are due, and debts by age."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import debts as ages
from finance.forms.receivables import CustomersFilter, OfEntity, ReceiptsFilter, SalesFilter
from finance.models import Receipt, SalesInvoice
from finance.queries import debts
from finance.queries import receivables_pages as found
from finance.views.base import LedgerView
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, BarChart
from sharedservices.common.formatting import counted, money, pounds_short
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TABS = (
    ("sales", "Invoices"), ("customers", "Customers"), ("receipts", "Receipts"), ("reminders", "Reminders"),
    ("aged_debt", "Debts by age"),
)  # fmt: skip
NO_LEDGER = "No ledger has been set up here yet. Whoever brings the partner in sets up its chart of accounts."


class ReceivablesView(LedgerView):
    """A page of accounts receivable."""

    permission = "receivables.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of accounts receivable."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Receivables", self.url("sales") if steps else ""), *steps)


class _List(PartnerList, ReceivablesView, TemplateView):  # type: ignore[misc]
    template_name = "finance/receivables.html"
    here, title, lead = "", "", ""

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.offered()}}

    def offered(self) -> list[tuple[str, str]]:
        """Return the choices of legal entities: all of them first, for lists that show all at once."""
        return [("", "All legal entities"), *self.entity_choices()]

    def actions(self) -> list[dict[str, str]]:
        """Return what this person may begin here."""
        return []

    def more(self) -> dict[str, Any]:
        """Return what stands above the list."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title, "caption": self.partner.name, "lead": self.lead if self.entities else NO_LEDGER,
            "tabs": self.tabs(self.here), "actions": self.actions() if self.entities else [],
            "breadcrumbs": self.trail() if self.here == "sales" else self.trail((self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | self.more() | kwargs))


class SalesTable(Table):
    """Invoices and credit notes."""

    caption, nouns, filename = "Invoices and credit notes", ("document", "documents"), "sales-invoices"
    filter_form, default_sort = SalesFilter, "-id"
    empty = EmptyState("There are no invoices yet", "Open a customer to raise the first.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Number", header=True, sort=("kind", "number"), value=lambda row: str(row).capitalize()
               if not row.number else str(row), href=lambda row: f"invoices/{row.uuid}/"),
        Column("id", "Raised", kind=Kind.DATE, sort="id", value=lambda row: timezone.localdate(row.raised_at)),
        Column("customer", "Customer", sort="customer__name", value=lambda row: row.customer.name,
               hint=lambda row: row.description),
        Column("description", "Description", is_shown=False),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on"),
        Column("gross", "Charged", kind=Kind.MONEY, sort="gross"),
        Column("owed", "Owed", kind=Kind.MONEY, sort="owed",
               value=lambda row: row.owed if row.number else None),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
    )  # fmt: skip


class Sales(_List):
    """Every invoice and credit note."""

    table_class = SalesTable
    audited_as = "finance_salesinvoice"
    here, title = "sales", "Invoices to customers"
    lead = "Choose a number to see what it says, what is paid of it, and what may be done."

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the documents."""
        return found.sales(partner_id=self.partner.pk, wanted=filters)

    def more(self) -> dict[str, Any]:
        """Say how many wait for approval."""
        n = SalesInvoice.objects.of(self.partner.pk).filter(state="DRAFT").count()
        return {"notice": f"{counted(n, 'draft waits', 'drafts wait')} for another person’s approval." if n else ""}


class CustomersTable(Table):
    """Customers."""

    caption, nouns, filename = "Customers", ("customer", "customers"), "customers"
    filter_form, default_sort = CustomersFilter, "name"
    empty = EmptyState("There are no customers yet", "Set the first one up.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Number", sort="number", header=True, value=lambda row: f"C{row.number:06}",
               href=lambda row: f"{row.uuid}/"),
        Column("name", "Name", sort="name"),
        Column("kind", "Kind", sort="kind", value=lambda row: row.get_kind_display()),
        Column("entity", "Legal entity", sort="legal_entity__legal_name",
               value=lambda row: row.legal_entity.legal_name),
        Column("owed", "Owes", kind=Kind.MONEY, sort="owed"),
    )  # fmt: skip


class Customers(_List):
    """Everybody who owes, or may."""

    table_class = CustomersTable
    audited_as = "finance_customer"
    here, title = "customers", "Customers"
    lead = "Choose a number to see what somebody owes and to raise an invoice."

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the customers."""
        return found.customers(partner_id=self.partner.pk, wanted=filters)

    def actions(self) -> list[dict[str, str]]:
        """Offer to set one up."""
        may = self.may("receivables.raise")
        return [{"label": "Set up a customer", "href": self.url("customer_new")}] if may else []


class ReceiptsTable(Table):
    """Receipts."""

    caption, nouns, filename = "Receipts", ("receipt", "receipts"), "receipts"
    filter_form, default_sort = ReceiptsFilter, "-date"
    empty = EmptyState("Nothing has come in yet", "Record the first receipt.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Reference", sort="reference", header=True, href=lambda row: f"{row.uuid}/"),
        Column("date", "Received", kind=Kind.DATE, sort=("received_on", "id"), value=lambda row: row.received_on),
        Column("method", "How", sort="method", value=lambda row: row.get_method_display()),
        Column("customer", "Customer", sort="customer__name",
               value=lambda row: row.customer.name if row.customer else "In suspense"),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount"),
        Column("left", "Not allocated", kind=Kind.MONEY, sort="left"),
    )  # fmt: skip


class Receipts(_List):
    """Everything that came in."""

    table_class = ReceiptsTable
    audited_as = "finance_receipt"
    here, title = "receipts", "Receipts"
    lead = "Money of nobody stands in suspense: find out whose it is within five working days."

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the receipts."""
        return found.receipts(partner_id=self.partner.pk, wanted=filters)

    def actions(self) -> list[dict[str, str]]:
        """Offer to record one."""
        may = self.may("receivables.raise")
        return [{"label": "Record a receipt", "href": self.url("receipt_new")}] if may else []

    def more(self) -> dict[str, Any]:
        """Say how much stands in suspense."""
        rows = Receipt.objects.of(self.partner.pk).filter(customer=None)
        n = rows.count()
        return {"notice": f"{counted(n, 'receipt stands', 'receipts stand')} in suspense." if n else ""}


class _OfOneEntity(_List):
    def offered(self) -> list[tuple[str, str]]:
        """Return one legal entity after the other: each has debts of its own."""
        return self.entity_choices()

    def more(self) -> dict[str, Any]:
        """Say whose debts they are."""
        return {"caption": self.entity.legal_name if self.entity else self.partner.name}


class RemindersTable(Table):
    """Invoices past their due date."""

    caption, nouns, filename = "Invoices past their due date", ("invoice", "invoices"), "reminders"
    filter_form, default_sort, default_per_page = OfEntity, "", 100
    empty = EmptyState("Nobody is to be reminded", "Every invoice that is due has been paid.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Invoice", header=True, href=lambda row: f"../invoices/{row.invoice}/"),
        Column("customer", "Customer"),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on"),
        Column("owed", "Owed", kind=Kind.MONEY, sort="owed"),
        Column("step", "Next step", hint=lambda row: "By e-mail" if row.by_mail else "On paper"),
        Column("from_day", "From", kind=Kind.DATE, sort="from_day"),
        Column("why_not", "Now", kind=Kind.STATUS, value=lambda row: row.why_not or "Ready"),
    )


class Reminders(_OfOneEntity):
    """Whom to remind, and whom not, and why."""

    table_class = RemindersTable
    audited_as = "finance_dunningstep"
    here, title = "reminders", "Reminders"
    lead = "What may be sent today stands first. Open an invoice to send its next reminder."

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the invoices."""
        if self.entity is None:
            return ListRows([])
        return ListRows(
            found.reminders(
                partner_id=self.partner.pk, legal_entity_id=self.entity.pk, on=timezone.localdate()
            )
        )  # fmt: skip


def _age(at: int, label: str) -> Column:
    return Column(f"age{at}", label, kind=Kind.MONEY, value=lambda row: row.ages[at])


class AgedTable(Table):
    """What each customer owes, by age."""

    caption, nouns, filename = "Debts by customer and age", ("customer", "customers"), "debts-by-age"
    filter_form, default_sort, default_per_page = OfEntity, "", 100
    empty = EmptyState("Nobody owes anything", "Invoices stand here once they are issued.")
    columns: ClassVar[Sequence[Column]] = (
        Column("customer", "Customer", header=True, value=lambda row: row.customer.name,
               href=lambda row: f"../customers/{row.customer.uuid}/"),
        Column("owed", "Owed", kind=Kind.MONEY, sort="owed"),
        *(_age(at, label) for at, label in enumerate(ages.labels(date(2026, 4, 1)))),
        Column("unallocated", "Not allocated", kind=Kind.MONEY, sort="unallocated"),
    )  # fmt: skip


class AgedDebt(_OfOneEntity):
    """Debts by age, the control account beside them, and what is expected to be lost."""

    table_class = AgedTable
    audited_as = "finance_salesinvoice"
    here, title = "aged_debt", "Debts by age"
    lead = "By days since the due date, as of today."
    shown: list[debts.CustomerDebt]

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the customers who owe."""
        self.shown = []
        if self.entity is not None:
            self.shown = debts.by_customer(
                partner_id=self.partner.pk, legal_entity_id=self.entity.pk, on=timezone.localdate()
            )
        return ListRows(self.shown)

    def more(self) -> dict[str, Any]:
        """Add the reconciliation, the chart and the expected loss."""
        _ = self.table.source
        if self.entity is None:
            return super().more()
        same = {"partner_id": self.partner.pk, "legal_entity_id": self.entity.pk}
        told = debts.reconciled(**same, found=self.shown)
        bands = debts.impairment(**same, on=timezone.localdate())
        tiles = [
            {"label": "Owed", "value": money(told.owed)},
            {"label": "Received, not allocated", "value": money(told.unallocated)},
            {"label": "Control account 92000", "value": money(told.ledger),
             "hint": "What is owed less what is not allocated",
             "kind": "problem" if told.difference else "good"},
            {"label": "Expected to be lost", "value": money(ages.allowance(bands)), "hint": "Public bodies left out"},
        ]  # fmt: skip
        return super().more() | {"tiles": tiles, "chart": _chart(bands), "bands": _bands(bands), "headings": HEADINGS}


HEADINGS = [
    {"label": "Age"}, {"label": "Owed", "is_numeric": True}, {"label": "Of that counted", "is_numeric": True},
    {"label": "Expected loss, %", "is_numeric": True}, {"label": "Expected loss", "is_numeric": True},
]  # fmt: skip


def _bands(bands: Sequence[ages.Band]) -> list[list[dict[str, Any]]]:
    return [
        [{"text": one.label, "is_header": True},
         *({"text": text, "is_numeric": True}
           for text in (money(one.owed), money(one.counted), str(one.percent), money(one.loss)))]
        for one in bands
    ]  # fmt: skip


def _chart(bands: Sequence[ages.Band]) -> BarChart:
    return BarChart(
        title="What is owed, by age", bars=[Bar(one.label, one.owed) for one in bands], label_heading="Age",
        value_heading="Owed", say=money, say_axis=pounds_short,
    )  # fmt: skip
