"""The expenditure and funding analysis, and which line of the statements each code stands on (domain FIN-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from finance.engine import cies, fiscal
from finance.engine.cies import Analysis, Row
from finance.forms.ledger import MappingFilter, StatementFilter
from finance.queries import budget_position, funding
from finance.queries.funding import Found, Mapped
from finance.views.base import EMPTY
from finance.views.reports import FEW, KEPT, LedgerReport
from sharedservices.common.formatting import counted, money
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

STATUTORY = "STATUTORY"
UNPLACED = "Cost centres without a directorate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A line of the analysis, with the lines of the ledger behind it."""

    words: str
    net: Decimal
    adjustments: Decimal | None
    cies: Decimal | None
    href: str = ""
    statutory: str = ""


class FundingTable(Table):
    """What is charged to the general fund, the adjustments, and the net of the CIES."""

    stacks = True
    caption, nouns, filename = "Expenditure and funding analysis", ("line", "lines"), "expenditure-and-funding"
    filter_form, default_sort, default_per_page = StatementFilter, "", 100
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Line", header=True, href=lambda row: row.href),
        Column("net", "Net charged to the general fund", kind=Kind.MONEY),
        Column("adjustments", "Statutory adjustments", kind=Kind.MONEY, href=lambda row: row.statutory),
        Column("cies", "Net in the CIES", kind=Kind.MONEY),
    )  # fmt: skip


class ExpenditureAndFunding(LedgerReport):
    """What each directorate's net cost is to council tax payers, and by accounting rules."""

    table_class = FundingTable
    audited_as = "finance_balance"
    here, title = "expenditure_funding", "Expenditure and funding analysis"
    lead = (
        "Costs and deficits are above nought, income and the general fund below. Adjustments are what journals of the "
        "kind Statutory adjustment posted. CIES: the comprehensive income and expenditure statement."
    )
    found: Found | None = None

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the lines; none where they would say what somebody is paid."""
        if self.entity is None or self.upto is None:
            return ListRows([])
        year, number = self.upto
        if self.would_tell_pay(year, number):
            self.lead = FEW
            return ListRows([])
        self.found = funding.expenditure_and_funding(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number,
            as_at=filters.get("as_at"), without=fiscal.without(filters.get("adjusting")),
        )  # fmt: skip
        if self.found is None:
            return ListRows([])
        made = self.found.analysis
        return ListRows([*(self._shown(one) for one in made.rows), *self._fund(made)])

    def _shown(self, one: Row) -> ShownRow:
        assert self.found is not None  # noqa: S101 - rows has asked
        keep = {name: self.request.GET.get(name, "") for name in KEPT} | {"area": one.segment or ""}
        words = one.words if one.segment is None else self.found.names.get(one.segment) or UNPLACED
        return ShownRow(
            words=words, net=one.net, adjustments=one.adjustments, cies=one.cies,
            href=self.url("lines", query=keep) if one.segment else "",
            statutory=self.url("lines", query=keep | {"kind": STATUTORY}) if one.adjustments else "",
        )  # fmt: skip

    def _fund(self, made: Analysis) -> list[ShownRow]:
        keep = {name: self.request.GET.get(name, "") for name in KEPT}
        href = self.url("lines", query=keep | {"code": cies.GENERAL_FUND})
        parts = (
            ("General fund at the start of the year", made.fund.opening, href),
            ("Moved to or from other reserves", made.fund.reserves, href),
            ("General fund at the end of the period", made.closing, ""),
        )
        return [ShownRow(words=words, net=net, adjustments=None, cies=None, href=to) for words, net, to in parts]

    def tiles(self) -> list[dict[str, Any]]:
        """Prove that the adjustments are what moved between reserves, and that every code stands on a line."""
        _ = self.table.source
        if self.found is None:
            return []
        made = self.found.analysis
        tiles: list[dict[str, Any]] = [
            {"label": "General fund at the end of the period", "value": money(made.closing)},
            {"label": "Statutory adjustments", "value": money(made.result.adjustments)},
            {"label": "Movement in reserves", "value": money(-made.fund.statutory),
             "hint": f"What statutory journals took from code {cies.GENERAL_FUND}"},
            {"label": "Difference", "value": money(made.difference), "kind": "problem" if made.difference else "good",
             "hint": "A statutory journal has only one of its two halves: open the adjustments"
             if made.difference else "Every adjustment has its movement in reserves"},
        ]  # fmt: skip
        if made.nowhere:
            tiles.append({"label": cies.NOWHERE, "value": money(made.nowhere.cies), "kind": "problem",
                          "hint": "See Lines of the statements"})  # fmt: skip
        return tiles


class MappingTable(Table):
    """Codes and the lines that they stand on."""

    stacks = True
    caption, nouns, filename = "Lines of the statements", ("code", "codes"), "lines-of-the-statements"
    filter_form, default_sort, default_per_page = MappingFilter, "code", 200
    empty = EmptyState("No code is missing", "Every code of income and expenditure stands on a line.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="code", header=True),
        Column("name", "Name", sort="name"),
        Column("group", "Group", sort="group"),
        Column("line", "Line of the CIES", sort="line", value=lambda row: row.line or "None"),
        Column("is_used", "Posted to", value=lambda row: "Yes" if row.is_used else "No"),
    )


class StatementLines(LedgerReport):
    """The check that every code of income and expenditure stands on a line of the statements."""

    table_class = MappingTable
    audited_as = "finance_subjective"
    here, title = "statement_lines", "Lines of the statements"
    lead = (
        "Each code of income and expenditure that takes postings, and the line of the comprehensive income and "
        "expenditure statement that it stands on. Government returns are filled from the same lines."
    )
    every: Sequence[Mapped] = ()

    def table_options(self) -> dict[str, Any]:
        """Offer nothing of one ledger: the chart is the partner's."""
        return {}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the codes."""
        if self.upto is not None:
            on = budget_position.last_day(*self.upto)
            self.every = funding.mapping(partner_id=self.partner.pk, on=on)
        return ListRows([one for one in self.every if not (filters.get("missing") and one.line)])

    def in_view(self) -> str:
        """Say whose chart it is."""
        return self.partner.name

    def tiles(self) -> list[dict[str, Any]]:
        """Say how many are mapped."""
        _ = self.table.source
        if not self.every:
            self.lead = EMPTY
            return []
        lost = sum(not one.line for one in self.every)
        n = len(self.every)
        return [
            {"label": "Codes that stand on a line", "value": f"{n - lost} of {n}",
             "kind": "problem" if lost else "good",
             "hint": f"{counted(lost, 'code', 'codes')} on none: number and group fit no range" if lost else "100%"},
        ]  # fmt: skip
