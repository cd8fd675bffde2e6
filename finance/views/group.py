"""The accounts of a group of legal entities: each, what is eliminated between them, and the group (domain FIN-15)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance.engine import financial_statements, fiscal
from finance.engine import interentity as engine
from finance.engine.interentity import Held, Odd
from finance.forms.interentity import GroupFilter
from finance.models import Subjective
from finance.queries import few_people, ledger_pages
from finance.queries import group as found
from finance.views.base import EMPTY, LedgerView
from finance.views.reports import FEW, LinesTable
from partners.models import LegalEntity
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

GROUPS = dict(Subjective.Group.choices)
BALANCES = "Balances between them that do not agree"
FLOWS = "Income and expenditure between them that do not agree"
WITHHELD = EmptyState(
    "These figures are for those who may see pay",
    "In one of these legal entities fewer than three people are paid from every cost centre: its figures, or the "
    "group’s less those of the others, would say what somebody is paid.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A line with its columns: the entities, what is eliminated, the group."""

    code: str = ""
    words: str
    group: str = ""
    columns: tuple[Decimal, ...]
    href: str = ""

    @property
    def eliminated(self) -> Decimal:
        """What is taken out between them."""
        return self.columns[-2]

    @property
    def of_group(self) -> Decimal:
        """What the group shows."""
        return self.columns[-1]


class GroupTable(Table):
    """Lines of the group’s accounts."""

    stacks = True
    caption, nouns, filename = "Accounts of the group", ("line", "lines"), "group"
    filter_form, default_sort, default_per_page = GroupFilter, "", 500
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")


def _at(place: int) -> Callable[[GroupRow], Decimal]:
    return lambda row: row.columns[place]


class GroupView(PartnerList, LedgerView, TemplateView):  # type: ignore[misc]
    """A page about a group of legal entities, up to a period."""

    template_name = "finance/report.html"
    audited_as = "finance_balance"
    title, lead, first = "", "", "Line"
    odd: Sequence[Odd] = ()
    shown: Sequence[GroupRow] = ()
    is_in_one = shows_codes = False
    withheld: Sequence[LegalEntity] = ()

    @cached_property
    def of_group(self) -> list[LegalEntity]:
        """Return the legal entities of the group: those that the address names, or all."""
        asked = set(self.request.GET.getlist("entities"))
        return [one for one in self.entities if str(one.uuid) in asked] or self.entities

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        """Give the table a column for each legal entity."""
        more = [Column(f"entity_{n}", one.code, kind=Kind.MONEY, value=_at(n)) for n, one in enumerate(self.of_group)]
        given = {
            "caption": self.title, "filename": self.title.lower().replace(" ", "-"),
            "columns": (
                *self.first_columns(), *more, Column("eliminated", "Eliminations", kind=Kind.MONEY),
                Column("of_group", "Group", kind=Kind.MONEY),
            ),
        }  # fmt: skip
        return type("GroupTableOfEntities", (GroupTable,), given)

    def first_columns(self) -> Sequence[Column]:
        """Return what names a line."""
        return (Column("words", self.first, header=True),)

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and periods."""
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods}}

    def make(self, rows: Sequence[Held], names: found.Names, *, in_one: bool) -> list[GroupRow]:
        """Return the lines. `in_one`: codes of pay stand in one row."""
        raise NotImplementedError

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the lines; none where they would say what somebody is paid."""
        if self.upto is None:
            return ListRows([])
        year, number = self.upto
        if not self.sees_pay:
            self.is_in_one, self.withheld = found.tells_pay(
                partner_id=self.partner.pk, entities=self.of_group, year=year, number=number
            )
        rows, names = found.held(
            partner_id=self.partner.pk, entities=self.of_group, year=year, number=number,
            without=fiscal.without(filters.get("adjusting")),
        )  # fmt: skip
        if self.withheld or not rows:
            return ListRows([])
        self.odd = engine.odd(rows)
        self.shown = self.make(rows, names, in_one=self.is_in_one)
        return ListRows(self.shown)

    def total_eliminated(self) -> Decimal:
        """Return what all eliminations come to: nought."""
        raise NotImplementedError

    def tiles(self) -> list[dict[str, Any]]:
        """Say that eliminations come to nought, and what does not eliminate."""
        if not self.shown:
            return []
        out, odd = self.total_eliminated(), sum((abs(one.amount) for one in self.odd), ZERO)
        return [
            {"label": "Eliminations together", "value": money(out), "kind": "problem" if out else "good",
             "hint": "Always nought: what does not agree stands in a line of its own"},
            {"label": "Does not eliminate", "value": money(odd), "kind": "problem" if odd else "good",
             "hint": counted(len(self.odd), "pair of entities does not agree", "pairs of entities do not agree")},
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and lead to what does not eliminate."""
        _ = self.table.source
        names = ", ".join(one.legal_name for one in self.of_group)
        upto = fiscal.name(*self.upto) if self.upto else ""
        if self.withheld:
            self.table.empty = WITHHELD
        lead = f"{self.lead} {FEW}" if self.is_in_one and self.shows_codes and not self.withheld else self.lead
        to = [{"label": "What does not eliminate", "href": self.url("group_differences"), "kind": "secondary"}]
        actions = to if self.odd else []
        if self.withheld and (others := [one for one in self.of_group if one not in self.withheld]):
            query = urlencode([("entities", str(one.uuid)) for one in others])
            codes = ", ".join(one.code for one in self.withheld)
            actions = [{"label": f"Leave out {codes}", "href": f"?{query}", "kind": "secondary"}]
        return super().get_context_data(
            title=self.title, caption=f"{names}, up to {upto}", lead=lead if self.entities else EMPTY,
            tabs=self.tabs("finance_reports"), tiles=self.tiles(), actions=actions,
            breadcrumbs=self.trail((self.title, "")), **kwargs,
        )  # fmt: skip


class GroupTrialBalance(GroupView):
    """What each code comes to in each entity, and in the group."""

    title, first, shows_codes = "Trial balance of the group", "Code", True
    lead = (
        "Debits are above nought, credits below. What the entities hold with each other, by the counterparty on their "
        "lines, is eliminated."
    )

    def first_columns(self) -> Sequence[Column]:
        """Name the code, and its group."""
        return (
            Column("code", "Code", header=True),
            Column("words", "Name", hint=lambda row: GROUPS.get(row.group, "")),
            Column("group", "Group", value=lambda row: GROUPS.get(row.group, ""), is_shown=False),
        )

    def make(self, rows: Sequence[Held], names: found.Names, *, in_one: bool) -> list[GroupRow]:
        """Return a line for each code, and those that do not agree."""
        if in_one:  # no code: pay in one row
            rows = [one._replace(code="") if one.group == few_people.PAY else one for one in rows]
        given = [
            GroupRow(
                code=one.key, words=names[one.key][0] if one.key else "All codes together",
                group=names[one.key][1] if one.key else few_people.PAY,
                columns=(*one.entities, one.eliminated, one.of_group),
            )
            for one in engine.consolidate(rows, [one.pk for one in self.of_group])
        ]  # fmt: skip
        for part, words in ((engine.BALANCES, BALANCES), (engine.FLOWS, FLOWS)):
            if pounds := engine.sum_of(self.odd, part):
                none = (ZERO,) * len(self.of_group)
                given.append(GroupRow(words=words, columns=(*none, pounds, pounds)))
        return given

    def total_eliminated(self) -> Decimal:
        """Add the column up."""
        return sum((one.eliminated for one in self.shown), ZERO)


class _GroupStatement(GroupView):
    def statement(self) -> Callable[..., list[financial_statements.Figure]]:
        """Return what makes the lines from groups of codes."""
        raise NotImplementedError

    def added(self) -> dict[str, tuple[str, Decimal]]:
        """Return what does not eliminate, before which sum."""
        raise NotImplementedError

    def make(self, rows: Sequence[Held], names: found.Names, *, in_one: bool) -> list[GroupRow]:
        """Set the statements of all beside each other."""
        make = self.statement()
        columns = engine.columns(rows, [one.pk for one in self.of_group])
        sided = engine.side_by_side([make(one, {}) for one in columns], self.added())
        return [
            GroupRow(words=one.words or GROUPS[one.group], group=one.group, columns=one.columns) for one in sided
        ]  # fmt: skip

    def named(self, words: str) -> Decimal:
        """Return what is eliminated of a sum."""
        return next(one.eliminated for one in self.shown if one.words == words)


class GroupIncome(_GroupStatement):
    """What the group spent and earned."""

    title = "Income and expenditure of the group"
    lead = "Costs are above nought, income below. What one entity charges another is neither for the group."

    def statement(self) -> Callable[..., list[financial_statements.Figure]]:
        """Return the statement of each column."""
        return financial_statements.income_and_expenditure

    def added(self) -> dict[str, tuple[str, Decimal]]:
        """Keep flows that do not agree in the net expenditure."""
        return {"Net expenditure": (FLOWS, engine.sum_of(self.odd, engine.FLOWS))}

    def total_eliminated(self) -> Decimal:
        """Return what the eliminations of income and expenditure come to."""
        return self.named("Net expenditure")


class GroupBalanceSheet(_GroupStatement):
    """What the group owns and owes."""

    title = "Balance sheet of the group"
    lead = "Assets are above nought, liabilities below. What one entity owes another is neither for the group."

    def statement(self) -> Callable[..., list[financial_statements.Figure]]:
        """Return the statement of each column."""
        return financial_statements.balance_sheet

    def added(self) -> dict[str, tuple[str, Decimal]]:
        """Keep what does not agree on both sides."""
        return {
            "Net assets": (BALANCES, engine.sum_of(self.odd, engine.BALANCES)),
            "Reserves and result of the year": (FLOWS, -engine.sum_of(self.odd, engine.FLOWS)),
        }

    def total_eliminated(self) -> Decimal:
        """Return what eliminations change on one side and not on the other."""
        return self.named("Net assets") - self.named("Reserves and result of the year")


class DifferencesTable(LinesTable):
    """The lines of what does not eliminate."""

    caption, filename = "Lines that do not eliminate", "group-not-eliminated"
    filter_form = GroupFilter  # type: ignore[assignment]  # another choice than of one ledger
    empty = EmptyState("Everything eliminates", "The books of both say the same of each other.")
    columns: ClassVar[Sequence[Column]] = (
        LinesTable.columns[0],
        Column("entity", "In the books of", sort="journal__legal_entity__code"),
        Column("counterparty", "With"),
        *(one for one in LinesTable.columns[1:] if one.key != "counterparty"),
    )


class GroupDifferences(GroupView):
    """The lines in which two entities do not agree."""

    template_name = "finance/report.html"
    audited_as = "finance_journalline"
    title = "What does not eliminate between legal entities"
    lead = (
        "Both sides of two entities come to nought, of balances and of income and expenditure. Where they do not, "
        "these are all lines of the pair: one that names the other as its counterparty has no match there."
    )

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        """Show lines."""
        return DifferencesTable

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows | ListRows:  # type: ignore[override]
        """Return the lines."""
        if self.upto is None:
            return ListRows([])
        year, number = self.upto
        partner_id, without = self.partner.pk, fiscal.without(filters.get("adjusting"))
        rows, _names = found.held(
            partner_id=partner_id, entities=self.of_group, year=year, number=number, without=without
        )
        self.odd = engine.odd(rows)
        lines = found.lines_that_differ(self.odd, partner_id=partner_id, year=year, number=number, without=without)
        return ledger_pages.as_lines(lines, sees_pay=self.sees_pay)

    def tiles(self) -> list[dict[str, Any]]:
        """Name each pair with what it comes to."""
        names = {one.pk: one.code for one in self.of_group}
        return [
            {"label": f"{names[one.first]} and {names[one.second]}: {engine.PARTS[one.part].lower()}",
             "value": money(one.amount), "kind": "problem"}
            for one in self.odd[:6]
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer no way to itself."""
        return {**super().get_context_data(**kwargs), "actions": []}
