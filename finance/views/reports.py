"""The trial balance, and the lines behind each of its figures."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.views.generic import TemplateView

from finance.engine import fiscal
from finance.forms.ledger import LinesFilter, TrialBalanceFilter
from finance.models import Subjective
from finance.queries import budget_position, few_people
from finance.queries import ledger_pages as found
from finance.queries.shown_balances import Shown, shown
from finance.views.base import EMPTY, LedgerView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import money
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

KEPT = ("entity", "period", "as_at", "adjusting")
"""The filters that stay on the way down from a figure."""
GROUPS = dict(Subjective.Group.choices)
FEW = (
    "Pay stands in one row: by code it would give away what somebody is paid, where fewer than three people are paid "
    "from a cost centre. Those who may see pay see each code."
)


class TrialBalanceTable(Table):
    """A line for each subjective code."""

    stacks = True
    caption, nouns, filename = "Trial balance", ("code", "codes"), "trial-balance"
    filter_form, default_sort, default_per_page = TrialBalanceFilter, "code", 200
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="code", header=True),
        Column("name", "Name", sort="name", hint=lambda row: GROUPS.get(row.group, "")),
        Column("group", "Group", value=lambda row: GROUPS.get(row.group, ""), is_shown=False),
        Column("period", "In the period", kind=Kind.MONEY, sort="period"),
        Column("debit", "Debit to date", kind=Kind.MONEY),
        Column("credit", "Credit to date", kind=Kind.MONEY),
    )  # fmt: skip


class LedgerReport(PartnerList, LedgerView, TemplateView):  # type: ignore[misc]
    """A report of one legal entity's ledger, up to a period."""

    template_name = "finance/report.html"
    here, title, lead = "", "", ""

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and periods."""
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods}}

    def tiles(self) -> list[dict[str, Any]]:
        """Return the figures above the list."""
        return []

    def would_tell_pay(self, year: int, number: int) -> bool:
        """Tell whether even the whole ledger would say what somebody is paid, to who may not see it (domain FIN-15)."""
        if self.sees_pay or self.entity is None:
            return False
        few = few_people.few(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, on=budget_position.last_day(year, number)
        )
        return few.would_tell and few.is_everyone

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and what is in view."""
        _ = self.table.source
        lead = self.lead if self.entity else EMPTY
        return super().get_context_data(
            title=self.title, caption=self.in_view(), lead=lead, tabs=self.tabs(self.here), tiles=self.tiles(),
            breadcrumbs=self.trail((self.title, "")), **kwargs,
        )  # fmt: skip

    def in_view(self) -> str:
        """Say whose ledger it is, and up to when."""
        if self.entity is None or self.upto is None:
            return ""
        return f"{self.entity.legal_name}, up to {fiscal.name(*self.upto)}"


class TrialBalance(LedgerReport):
    """What was posted to each code up to a period: its sum is nought."""

    table_class = TrialBalanceTable
    audited_as = "finance_balance"
    here, title = "trial_balance", "Trial balance"
    lead = "Choose a code to see the lines behind its figure, and on each line the journal that it comes from."
    shown: Shown

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the codes with their figures."""
        self.shown = Shown(rows=(), is_together=False)
        if self.entity is not None and self.upto is not None:
            year, number = self.upto
            self.shown = shown(
                partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number,
                as_at=filters.get("as_at"), sees_pay=self.sees_pay, without=fiscal.without(filters.get("adjusting")),
            )  # fmt: skip
        group = filters.get("group")
        return ListRows([one for one in self.shown.rows if not group or one.group == group])

    def tiles(self) -> list[dict[str, Any]]:
        """Add both sides up, over all groups."""
        debit, credit = self.shown.debit, self.shown.credit
        if not self.shown.rows:
            return []
        return [
            {"label": "Debits", "value": money(debit)},
            {"label": "Credits", "value": money(credit)},
            {"label": "Difference", "value": money(debit - credit), "kind": "good" if debit == credit else "problem",
             "hint": "Always nought: the database posts nothing else"},
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let each code lead to its lines."""
        keep = {name: self.request.GET.get(name, "") for name in KEPT}
        code = self.table.columns[0]
        linked = Column(
            code.key, code.label, sort=code.sort, header=True,
            href=lambda row: self.url("lines", query={**keep, "code": row.code}) if row.code else "",
        )  # fmt: skip
        self.table.columns = (linked, *self.table.columns[1:])  # type: ignore[misc]
        _ = self.table.source
        if self.shown.is_together:
            self.lead = f"{type(self).lead} {FEW}"
        return super().get_context_data(**kwargs)


class LinesTable(Table):
    """Posted lines."""

    stacks = True
    caption, nouns, filename = "Lines of the ledger", ("line", "lines"), "ledger-lines"
    filter_form, default_sort = LinesFilter, "-date"
    empty = EmptyState("Nothing has been posted yet", "Journals that are posted stand here the moment they are.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Journal", header=True, href=lambda row: f"../journals/{row.journal}/"),
        Column("date", "Date", kind=Kind.DATE, value=lambda row: row.accounting_date, hint=lambda row: row.period,
               sort=("journal__accounting_date", "journal__id")),
        Column("period", "Period", is_shown=False),
        Column("code", "Code", sort="coding__subjective__code", hint=lambda row: row.name),
        Column("name", "Name", is_shown=False),
        Column("cost_centre", "Cost centre", sort="coding__cost_centre__code"),
        Column("fund", "Fund"),
        Column("project", "Project", is_shown=False),
        Column("counterparty", "Counterparty", is_shown=False),
        Column("description", "Description", hint=lambda row: row.narrative),
        Column("narrative", "Narrative", is_shown=False),
        Column("reference", "Reference", is_shown=False),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount"),
    )  # fmt: skip


class Lines(LedgerReport):
    """The lines behind a figure."""

    table_class = LinesTable
    audited_as = "finance_journalline"
    here, title = "lines", "Lines"
    lead = (
        "Debits are above nought, credits below. Choose a journal to see all of it and who approved it. A line without "
        "an amount is the pay of fewer than three people, or would give it away: those who may see pay see it."
    )

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows | ListRows:
        """Return the lines."""
        if self.entity is None or self.upto is None:
            return ListRows([])
        return found.lines(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, upto=self.upto, wanted=filters,
            sees_pay=self.sees_pay,
        )  # fmt: skip
