"""The movement in reserves statement (domain FIN-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from finance.engine import fiscal
from finance.engine.reserves import Movement, Statement
from finance.forms.ledger import StatementFilter
from finance.queries import reserves
from finance.views.reports import FEW, KEPT, LedgerReport
from sharedservices.common.formatting import money
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

STATUTORY = "STATUTORY"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMovement:
    """A line of the statement, with the lines of the ledger behind it."""

    words: str
    opening: Decimal
    result: Decimal
    other: Decimal
    adjustments: Decimal
    transfers: Decimal
    closing: Decimal
    href: str = ""
    statutory: str = ""


class ReservesTable(Table):
    """How each reserve moved."""

    stacks = True
    caption, nouns, filename = "Movement in reserves", ("reserve", "reserves"), "movement-in-reserves"
    filter_form, default_sort, default_per_page = StatementFilter, "", 100
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")
    columns: ClassVar = (
        Column("words", "Reserve", header=True, href=lambda row: row.href),
        Column("opening", "Start", kind=Kind.MONEY),
        Column("result", "Result", kind=Kind.MONEY),
        Column("other", "Other income", kind=Kind.MONEY),
        Column("adjustments", "Adjustments", kind=Kind.MONEY, href=lambda row: row.statutory),
        Column("transfers", "Transfers", kind=Kind.MONEY),
        Column("closing", "End", kind=Kind.MONEY),
    )  # fmt: skip


class MovementInReserves(LedgerReport):
    """How the reserves moved in the year: what may be spent, and what only balances."""

    table_class = ReservesTable
    audited_as = "finance_balance"
    here, title = "movement_reserves", "Movement in reserves"
    lead = (
        "Reserves are above nought, overdrawn ones below. Result: the surplus or deficit on the provision of services. "
        "Other income: other comprehensive income and expenditure. Adjustments: between accounting and funding basis, "
        "so that tax payers bear what statute asks of them and no more. Transfers: between reserves."
    )
    found: Statement | None = None

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the reserves; none where the result would say what somebody is paid."""
        if self.entity is None or self.upto is None:
            return ListRows([])
        year, number = self.upto
        if self.would_tell_pay(year, number):
            self.lead = FEW
            return ListRows([])
        self.found = reserves.movement_in_reserves(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number,
            as_at=filters.get("as_at"), without=fiscal.without(filters.get("adjusting")),
        )  # fmt: skip
        return ListRows([self._shown(one) for one in self.found.rows] if self.found else [])

    def _shown(self, one: Movement) -> ShownMovement:
        keep = {name: self.request.GET.get(name, "") for name in KEPT} | {"code": one.code}
        return ShownMovement(
            words=one.words, opening=one.opening, result=one.result, other=one.other, adjustments=one.adjustments,
            transfers=one.transfers, closing=one.closing, href=self.url("lines", query=keep) if one.code else "",
            statutory=self.url("lines", query=keep | {"kind": STATUTORY}) if one.code and one.adjustments else "",
        )  # fmt: skip

    def tiles(self) -> list[dict[str, Any]]:
        """Say what may be spent, and prove that both halves of each adjustment and transfer are there."""
        _ = self.table.source
        if self.found is None:
            return []
        made = self.found
        return [
            {"label": "General fund at the end of the period", "value": money(made.general_fund.closing)},
            {"label": "All reserves", "value": money(made.total.closing), "hint": "Net assets on the balance sheet"},
            _proof("Adjustments leave over", made.unmatched, "Each statutory journal has both its halves",
                   "A statutory journal has only one of its two halves: open the adjustments"),
            _proof("Transfers leave over", made.untransferred, "What one reserve gave, another one has",
                   "Something went to or from a reserve by a journal that is no statutory adjustment: open its lines"),
        ]  # fmt: skip


def _proof(label: str, left: Decimal, good: str, bad: str) -> dict[str, Any]:
    return {
        "label": label, "value": money(left), "kind": "problem" if left else "good", "hint": bad if left else good
    }  # fmt: skip
