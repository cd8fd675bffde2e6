"""The cash flow statement (domain FIN-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from finance.engine import fiscal
from finance.engine.cash_flow import CashFlow, Line
from finance.forms.ledger import StatementFilter
from finance.queries import cash_flow
from finance.views.reports import FEW, KEPT, LedgerReport
from sharedservices.common.formatting import money
from sharedservices.common.periods import add_months
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of the statement with the codes behind it; `before` is None where there was no year before."""

    words: str
    now: Decimal
    before: Decimal | None
    href: str


class CashFlowTable(Table):
    """Where cash came from, and where it went."""

    stacks = True
    caption, nouns, filename = "Cash flow", ("line", "lines"), "cash-flow"
    filter_form, default_sort, default_per_page = StatementFilter, "", 100
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")
    columns: ClassVar = (
        Column("words", "Line", header=True, href=lambda row: row.href),
        Column("now", "This year", kind=Kind.MONEY),
        Column("before", "Last year", kind=Kind.MONEY),
    )


class CashFlowStatement(LedgerReport):
    """Why there is more or less cash than when the year opened."""

    table_class = CashFlowTable
    audited_as = "finance_balance"
    here, title = "cash_flow", "Cash flow statement"
    lead = (
        "What came in is above nought, what went out below. It begins with the result of the year, takes out what "
        "moved no cash, and ends with the change of cash. Last year: to the same period."
    )
    found: CashFlow | None = None

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the lines; none where the result would say what somebody is paid."""
        if self.entity is None or self.upto is None:
            return ListRows([])
        year, number = self.upto
        if self.would_tell_pay(year, number):
            self.lead = FEW
            return ListRows([])
        as_at = filters.get("as_at")
        without = fiscal.without(filters.get("adjusting"))
        self.found = self._of(year, number, as_at, without)
        if self.found is None:
            return ListRows([])
        earlier = None
        if not self.would_tell_pay(year - 1, number):
            earlier = self._of(year - 1, number, add_months(as_at, -YEAR) if as_at else None, without)
        before = {one.words: one.pounds for one in earlier.lines} if earlier else {}
        return ListRows([self._shown(one, before) for one in self.found.lines])

    def _of(self, year: int, number: int, as_at: date | None, without: tuple[int, ...]) -> CashFlow | None:
        assert self.entity is not None  # noqa: S101 - rows has asked
        return cash_flow.cash_flow(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number, as_at=as_at,
            without=without,
        )  # fmt: skip

    def _shown(self, one: Line, before: Mapping[str, Decimal]) -> ShownLine:
        keep = {name: self.request.GET.get(name, "") for name in KEPT}
        return ShownLine(
            words=one.words, now=one.pounds, before=before.get(one.words),
            href=self.url("trial_balance", query={**keep, "group": one.group}) if one.group else "",
        )  # fmt: skip

    def tiles(self) -> list[dict[str, Any]]:
        """Say what cash there was and is, and prove that the lines explain all of it."""
        _ = self.table.source
        made = self.found
        if made is None:
            return []
        is_whole = not made.difference and not made.straight
        return [
            {"label": "Cash when the year opened", "value": money(made.opening)},
            {"label": "Increase, or decrease below nought", "value": money(made.change)},
            {"label": "Cash at the end of the period", "value": money(made.closing)},
            {"label": "Not explained", "value": money(made.difference + made.straight),
             "kind": "good" if is_whole else "problem",
             "hint": "Each line is of what services, investing or borrowing moved" if is_whole
             else "A journal moved a reserve without its other half: open the movement in reserves"},
        ]  # fmt: skip
