"""Income and expenditure, and the balance sheet, as at any period and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from finance.engine import financial_statements as engine
from finance.engine import fiscal
from finance.engine.financial_statements import Figure, Groups
from finance.forms.ledger import StatementFilter
from finance.models import Subjective
from finance.queries import trial_balance as balances
from finance.views.reports import FEW, KEPT, LedgerReport
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import money
from sharedservices.common.periods import add_months
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

GROUPS = dict(Subjective.Group.choices)
YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A line of a statement with the codes behind it."""

    words: str
    now: Decimal
    before: Decimal
    change: Decimal
    href: str


class StatementTable(Table):
    """The lines of a statement."""

    stacks = True
    caption, nouns, filename = "Statement", ("line", "lines"), "statement"
    filter_form, default_sort, default_per_page = StatementFilter, "", 100
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Line", header=True, href=lambda row: row.href),
        Column("now", "This year", kind=Kind.MONEY),
        Column("before", "Last year", kind=Kind.MONEY),
        Column("change", "Change", kind=Kind.MONEY),
    )  # fmt: skip


class IncomeTable(StatementTable):
    """Costs and income."""

    caption, filename = "Income and expenditure", "income-and-expenditure"


class BalanceTable(StatementTable):
    """Assets, liabilities, reserves."""

    caption, filename = "Balance sheet", "balance-sheet"


class _Statement(LedgerReport):
    """A statement: groups of the chart, and sums of them."""

    template_name = "finance/statement.html"
    audited_as = "finance_balance"
    figures: Sequence[Figure] = ()
    tells_pay = False
    without: Sequence[int] = ()

    def make(self, now: Groups, before: Groups) -> list[Figure]:
        """Return the lines from the groups of this year and of the last one."""
        raise NotImplementedError

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the lines; none where they would say what somebody is paid."""
        if self.entity is None or self.upto is None:
            return ListRows([])
        year, number = self.upto
        as_at, self.without = filters.get("as_at"), fiscal.without(filters.get("adjusting"))
        now = self._groups(year, number, as_at)
        if self.tells_pay or not now:
            return ListRows([])
        before = self._groups(year - 1, number, add_months(as_at, -YEAR) if as_at else None)
        self.figures = self.make(now, {} if self.tells_pay else before)
        return ListRows([self._shown(one) for one in self.figures])

    def _groups(self, year: int, number: int, as_at: date | None) -> Groups:
        """Add the trial balance of a year up by group."""
        assert self.entity is not None  # noqa: S101 - rows has asked
        self.tells_pay = self.tells_pay or self.would_tell_pay(year, number)
        rows = balances.trial_balance(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number, as_at=as_at,
            without=self.without,
        )  # fmt: skip
        return engine.by_group((one.group, one.to_date) for one in rows)

    def _shown(self, one: Figure) -> ShownFigure:
        keep = {name: self.request.GET.get(name, "") for name in KEPT}
        return ShownFigure(
            words=one.words or GROUPS[one.group], now=one.now, before=one.before, change=one.now - one.before,
            href=self.url("trial_balance", query={**keep, "group": one.group}) if one.group else "",
        )  # fmt: skip

    def chart(self) -> RowChart | None:
        """Return the picture above the list."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the picture, and say why there is nothing where pay would be told."""
        _ = self.table.source
        if self.tells_pay:
            self.lead = FEW
        return super().get_context_data(chart=self.chart(), **kwargs)


class IncomeAndExpenditure(_Statement):
    """What was spent and earned in the year so far, by group of CIPFA's standard subjective analysis."""

    table_class = IncomeTable
    here, title = "income_expenditure", "Income and expenditure"
    lead = "Costs are above nought, income below. Choose a group to see its codes. Last year: to the same period."

    def make(self, now: Groups, before: Groups) -> list[Figure]:
        """Set costs against income."""
        return engine.income_and_expenditure(now, before)

    def chart(self) -> RowChart | None:
        """Show what was spent on."""
        spent = [one for one in self.figures if one.group in (*engine.EXPENDITURE, engine.CAPITAL) and one.now > 0]
        if not spent:
            return None
        return RowChart(
            title="Spent so far, by group",
            bars=[Bar(GROUPS[one.group], one.now) for one in sorted(spent, key=lambda one: -one.now)],
            summary=f"Together {money(sum((one.now for one in spent), Decimal(0)))}.", label_heading="Group",
            value_heading="Spent", say=money,
        )  # fmt: skip

    def tiles(self) -> list[dict[str, Any]]:
        """Say what it comes to."""
        named = {one.words: one.now for one in self.figures if one.words}
        return [{"label": words, "value": money(pounds)} for words, pounds in named.items()]


class BalanceSheet(_Statement):
    """What is owned and owed at the end of a period, and what it is financed by."""

    table_class = BalanceTable
    here, title = "balance_sheet", "Balance sheet"
    lead = "Assets are above nought, liabilities below. Choose a group to see its codes. Last year: the same period."

    def make(self, now: Groups, before: Groups) -> list[Figure]:
        """Set assets against what finances them."""
        return engine.balance_sheet(now, before)

    def tiles(self) -> list[dict[str, Any]]:
        """Prove that both sides agree."""
        named = {one.words: one.now for one in self.figures if one.words}
        if not named:
            return []
        net, financed = named["Net assets"], named["Reserves and result of the year"]
        return [
            {"label": "Net assets", "value": money(net)},
            {"label": "Reserves and result of the year", "value": money(financed)},
            {"label": "Difference", "value": money(net - financed), "kind": "good" if net == financed else "problem",
             "hint": "Always nought: the database posts nothing else"},
        ]  # fmt: skip
