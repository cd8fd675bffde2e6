"""Creditors and debtors by age, as at any day: the totals are those of the control accounts (domain FIN-13, FIN-15)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import debts
from finance.forms.aged import AgedFilter
from finance.queries import aged
from finance.queries.aged import Aged, Document
from finance.views.base import LedgerView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

BANDS = debts.labels(date(2026, 4, 1))


class _Finder(Protocol):
    def __call__(self, *, partner_id: int, legal_entity_id: int, on: date) -> list[Document]: ...


def _band(at: int, label: str) -> Column:
    return Column(f"age{at}", label, kind=Kind.MONEY, value=lambda row: row.ages[at])


class CreditorsTable(Table):
    """What is owed to each supplier by age."""

    stacks = True
    caption, nouns, filename = "Creditors by age", ("line", "lines"), "creditors-by-age"
    filter_form, default_sort, default_per_page = AgedFilter, "", 200
    empty = EmptyState("Nothing was owed", "Invoices stand here from the day for which they are posted.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Supplier", header=True, hint=lambda row: row.words or f"Account {row.number}"),
        Column("number", "Account", is_shown=False),
        Column("owed", "Owed", kind=Kind.MONEY),
        *(_band(at, label) for at, label in enumerate(BANDS)),
        Column("unallocated", "Not allocated", kind=Kind.MONEY),
        Column("total", "In the control account", kind=Kind.MONEY),
    )  # fmt: skip


class DebtorsTable(CreditorsTable):
    """What each customer owes by age."""

    caption, filename = "Debtors by age", "debtors-by-age"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Customer", header=True, hint=lambda row: row.words or f"Account {row.number}"),
        *CreditorsTable.columns[1:],
    )


class _ByAge(PartnerList, LedgerView, TemplateView):  # type: ignore[misc]
    """Documents that were not settled at the end of a day, by account, or those of one account."""

    template_name = "finance/report.html"
    here, title, code, control = "", "", "", ""
    sign = 1
    find: ClassVar[_Finder]
    documents: Sequence[Document] = ()
    account: int | None = None
    on: date

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the accounts, or the documents of the one that is asked for."""
        self.on = filters.get("as_at") or timezone.localdate()
        self.account = filters.get("account")
        if self.entity is None:
            return ListRows([])
        self.documents = type(self).find(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, on=self.on)
        if self.account is None:
            return ListRows(aged.by_party(self.documents, on=self.on))
        return ListRows(
            aged.by_document([one for one in self.documents if one.number == self.account], on=self.on)
        )  # fmt: skip

    def _href(self, row: Aged) -> str:
        if row.document is not None:
            named: dict[str, Any] = {row.document.url_name: row.document.uuid}
            return self.url(row.document.url_name, **named)
        keep = {name: self.request.GET.get(name, "") for name in ("entity", "as_at")}
        return self.url(self.here, query=keep | {"account": str(row.number)})

    def tiles(self) -> list[dict[str, Any]]:
        """Set the documents beside the control account."""
        if self.entity is None:
            return []
        owed = sum((one.pounds for one in self.documents if one.pounds > 0), ZERO)
        spare = -sum((one.pounds for one in self.documents if one.pounds < 0), ZERO)
        ledger: Decimal = self.sign * aged.control(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, control=self.control, on=self.on
        )
        gap = ledger - (owed - spare)
        return [
            {"label": "Owed", "value": money(owed)},
            {"label": "Not allocated", "value": money(spare), "hint": "Credit notes, and money without an invoice"},
            {"label": f"Control account {self.code}", "value": money(ledger), "hint": "The ledger on that day"},
            {"label": "Difference", "value": money(gap), "kind": "problem" if gap else "good",
             "hint": "Its reason belongs on the control account’s page" if gap else "Every document is in the ledger"},
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and let each line lead on."""
        name = self.table.columns[0]
        label = "Document" if self.request.GET.get("account", "").isdigit() else name.label
        linked = Column(name.key, label, header=True, hint=name.hint, href=self._href)
        self.table.columns = (linked, *self.table.columns[1:])  # type: ignore[misc]
        _ = self.table.source
        whose = f"{self.entity.legal_name}, at the end of {day(self.on)}" if self.entity else ""
        return super().get_context_data(
            title=self.title, caption=whose, tiles=self.tiles(), tabs=self.tabs(self.here),
            lead="By days since the due date; what is not due yet stands in the first column. Choose a line to see its "
            "documents.", breadcrumbs=self.trail((self.title, "")), **kwargs,
        )  # fmt: skip


class Creditors(_ByAge):
    """What was owed to suppliers."""

    permission = "payables.view"
    table_class = CreditorsTable
    audited_as = "finance_supplierinvoice"
    here, title, code, control = "creditors_by_age", "Creditors by age", "94000", "AP"
    sign = -1
    find = staticmethod(aged.creditors)


class Debtors(_ByAge):
    """What customers owed."""

    permission = "receivables.view"
    table_class = DebtorsTable
    audited_as = "finance_salesinvoice"
    here, title, code, control = "debtors_by_age", "Debtors by age", "92000", "AR"
    find = staticmethod(aged.debtors)
