"""Prompt payment: how long invoices take by both clocks, and what those that are late may cost (FIN-06, PRO-11)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import fiscal
from finance.engine.prompt_payment import MONTHS, Measure
from finance.forms.prompt_payment import LateFilter, PromptPaymentFilter
from finance.queries import prompt_payment as found
from finance.queries.prompt_payment import LateInvoice
from finance.views.payables_base import PayablesView
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, BarChart
from sharedservices.common.formatting import counted, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

N_YEARS = 6
"""Financial years to choose from: a claim can be brought for six years (Limitation Act 1980 s 5)."""
TARGET = Decimal(95)
MEASURE_LEAD = (
    "Days are counted from the day after receipt, as published figures do. In time means by the thirtieth day that "
    "begins with the day of receipt, or by a later day that was agreed. While a supplier knows that an invoice is "
    "disputed or returned, neither clock runs. All contracts count."
)
LATE_LEAD = (
    "What a supplier may claim for late payment: interest at 8% over Bank Rate, fixed on the day on which it begins, "
    "and a fixed sum. It is not owed until it is claimed. A claim is entered as an invoice, outside VAT."
)


class _OfYear(PartnerList, PayablesView, TemplateView):  # type: ignore[misc]
    """A list of one financial year."""

    template_name = "finance/prompt_payment.html"
    here, title, lead = "", "", ""

    @property
    def this_year(self) -> int:
        """Return the financial year that it is now."""
        return fiscal.year_of(timezone.localdate())

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and years."""
        years = [
            (str(year), f"{year}-{(year + 1) % 100:02}") for year in range(self.this_year, self.this_year - N_YEARS, -1)
        ]
        return {"form_options": {"entities": self.entity_choices(), "years": years}}

    def asked(self, filters: Mapping[str, Any]) -> dict[str, Any]:
        """Return whose invoices are asked for, of which year, as of today."""
        entity = filters.get("entity")
        return {
            "partner_id": self.partner.pk, "entity": UUID(entity) if entity else None,
            "year": filters.get("year") or self.this_year, "on": timezone.localdate(),
        }  # fmt: skip

    def more(self) -> dict[str, Any]:
        """Return what stands above the list."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        _ = self.table.source
        given = {
            "title": self.title, "caption": self.partner.name, "lead": self.lead, "tabs": self.tabs(self.here),
            "breadcrumbs": self.trail((self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | self.more() | kwargs))


def _percent(name: str) -> Any:
    return lambda row: f"{getattr(row.statistics, name)}%" if row.statistics.n else ""


class MeasureTable(Table):
    """A row for each month or quarter."""

    stacks = True
    caption, nouns, filename = "Payments by period", ("period", "periods"), "prompt-payment"
    filter_form, default_sort = PromptPaymentFilter, ""
    empty = EmptyState("Nothing was paid or payable in this year", "A payment counts once its run is posted.")
    columns: ClassVar[Sequence[Column]] = (
        Column("label", "Period", header=True),
        Column("first", "First day", kind=Kind.DATE, is_shown=False),
        Column("last", "Last day", kind=Kind.DATE, is_shown=False),
        Column("n", "Payments", kind=Kind.NUMBER, value=lambda row: row.statistics.n),
        Column("mean", "Days on average", kind=Kind.NUMBER,
               value=lambda row: row.statistics.mean if row.statistics.n else None),
        Column("within_30", "30 days or fewer", value=_percent("within_30")),
        Column("within_60", "31 to 60 days", value=_percent("within_60")),
        Column("above_60", "61 days or more", value=_percent("above_60")),
        Column("in_time", "In time", value=lambda row: f"{row.in_time}%" if row.statistics.n else ""),
        Column("unpaid", "Payable, not paid in the period", kind=Kind.MONEY,
               hint=lambda row: f"{row.unpaid_percent}% of {money(row.payable)}" if row.payable else ""),
        Column("payable", "Became payable", kind=Kind.MONEY, is_shown=False),
        Column("unpaid_percent", "Not paid in the period, %", kind=Kind.NUMBER, is_shown=False),
    )  # fmt: skip


class PromptPayment(_OfYear):
    """How promptly suppliers were paid, by month or quarter."""

    table_class = MeasureTable
    audited_as = "finance_supplierinvoice"
    audited_id = "prompt payment"
    here, title, lead = "prompt_payment", "Prompt payment", MEASURE_LEAD
    shown: list[Measure]

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the periods."""
        self.shown = found.measured(**self.asked(filters), by=filters.get("by") or MONTHS)
        return ListRows(self.shown)

    def more(self) -> dict[str, Any]:
        """Add the chart of what was paid in time."""
        bars = [
            Bar(f"{one.first:%b %Y}", one.in_time, is_marked=one.in_time < TARGET)
            for one in self.shown
            if one.statistics.n
        ]
        if not bars:
            return {}
        return {
            "chart": BarChart(
                title="Paid in time, per cent of payments", bars=bars, label_heading="Period", value_heading="In time",
                summary=f"Periods below {TARGET}% stand out.", say=lambda value: f"{value}%",
            )
        }  # fmt: skip


class LateTable(Table):
    """Invoices that became late."""

    stacks = True
    caption, nouns, filename = "Invoices paid late or not paid yet", ("invoice", "invoices"), "late-payment-interest"
    filter_form, default_sort = LateFilter, ""
    empty = EmptyState("No invoice became late in this year", "Choose another year, or look at prompt payment.")
    columns: ClassVar[Sequence[Column]] = (
        Column("supplier", "Supplier", header=True, href=lambda row: f"../invoices/{row.uuid}/",
               hint=lambda row: row.reference, sort="supplier"),
        Column("reference", "Supplier’s number", is_shown=False),
        Column("number", "Number", is_shown=False),
        Column("entity", "Legal entity", is_shown=False),
        Column("received_on", "Received", kind=Kind.DATE, sort="received_on"),
        Column("deadline", "Last day", kind=Kind.DATE, sort="deadline"),
        Column("paid_on", "Paid", sort="paid_on", value=lambda row: row.paid_on, kind=Kind.DATE),
        Column("counted", "Days counted", kind=Kind.NUMBER, sort="counted"),
        Column("late", "Days late", kind=Kind.NUMBER, sort="late"),
        Column("gross", "Total", kind=Kind.MONEY, sort="gross"),
        Column("rate", "Rate, % a year", kind=Kind.NUMBER, is_shown=False),
        Column("interest", "Interest", kind=Kind.MONEY, sort="interest"),
        Column("fixed", "Fixed sum", kind=Kind.MONEY, sort="fixed"),
        Column("total", "May be claimed", kind=Kind.MONEY, is_shown=False),
        Column("workings", "How it comes about"),
    )  # fmt: skip


class LateInterest(_OfYear):
    """What late payment may cost, invoice by invoice."""

    table_class = LateTable
    audited_as = "finance_supplierinvoice"
    audited_id = "late payment"
    here, title, lead = "late_interest", "Late payment interest", LATE_LEAD
    shown: list[LateInvoice]

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the invoices."""
        self.shown = found.late_invoices(**self.asked(filters), which=filters.get("which") or "")
        return ListRows(self.shown)

    def more(self) -> dict[str, Any]:
        """Add what it comes to."""
        open_, unknown = (
            sum(one.paid_on is None for one in self.shown), sum(one.total is None for one in self.shown)
        )  # fmt: skip
        tiles = [
            {"label": "Invoices that became late", "value": f"{len(self.shown):,}",
             "hint": f"{open_:,} of them not paid yet"},
            {"label": "Interest", "value": money(sum((one.interest or ZERO for one in self.shown), ZERO)),
             "hint": "As of today where it still runs"},
            {"label": "Fixed sums", "value": money(sum((one.fixed or ZERO for one in self.shown), ZERO))},
        ]  # fmt: skip
        words = counted(unknown, "invoice begins", "invoices begin")
        notice = f"The interest of {words} on a day whose Bank Rate is not known yet: nothing is guessed."
        return {"tiles": tiles if self.shown else [], "notice": notice if unknown else ""}
