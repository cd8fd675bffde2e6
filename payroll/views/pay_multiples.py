"""The pay multiple of each employer, for publication."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.views.generic import TemplateView

from partners.views.lists import PartnerList
from payroll.engine.pay_multiple import FEWEST
from payroll.forms.pay_multiples import YearFilter
from payroll.queries import pay_multiples
from payroll.views.pay_gap import PayGapView
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import money, number
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Pay multiple"
NOT_SHOWN = f"Fewer than {FEWEST} people"


class MultiplesTable(Table):
    """An employer a row."""

    caption, nouns, filename = "By employer", ("employer", "employers"), "pay-multiple"
    filter_form = YearFilter
    empty = EmptyState("Nothing was released in this year", "It is worked out of the taxable pay of released runs.")
    columns: ClassVar[Sequence[Column]] = (
        Column("employer", "Employer", header=True, sort="employer"),
        Column("n_people", "People", value=lambda row: NOT_SHOWN if row.n_people is None else number(row.n_people)),
        Column("highest", "Highest earnings", kind=Kind.MONEY),
        Column("median", "Median earnings", kind=Kind.MONEY),
        Column("multiple", "Pay multiple", kind=Kind.NUMBER),
    )


class PayMultiples(PartnerList, PayGapView, TemplateView):  # type: ignore[misc]
    """Highest earnings by median earnings, for each employer."""

    acts_on_everybody = True
    template_name = "hr/report.html"
    table_class = MultiplesTable
    audited_as = "payroll_yeartodate"
    audited_id = "pay multiple"

    def table_options(self) -> dict[str, Any]:
        """Offer the years."""
        return {"form_options": {"years": pay_multiples.years(partner_id=self.partner.pk)}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the employers of the year chosen, or of the latest."""
        years = pay_multiples.years(partner_id=self.partner.pk)
        year = filters.get("year") or (years[0] if years else "")
        self.year = year
        self.found = (
            pay_multiples.rows(partner_id=self.partner.pk, tax_year=year, today=timezone.localdate()) if year else []
        )
        return ListRows(self.found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and draw the multiples."""
        _ = self.table.source
        shown = [one for one in self.found if one.multiple is not None]
        bars = [Bar(one.employer, one.multiple) for one in shown if one.multiple is not None]
        chart = RowChart(title="Pay multiple", bars=bars, label_heading="Employer", value_heading="Times the median")
        tiles = [{"label": "Tax year", "value": self.year or "None yet"}]
        tiles += [
            {
                "label": one.employer, "value": f"{number(one.multiple)} times",
                "hint": f"The median is {money(one.median)}",
            }
            for one in shown
        ]  # fmt: skip
        return super().get_context_data(
            title=TITLE, tiles=tiles, charts=[chart] if bars else [],
            lead=(
                "The highest taxable pay of the year, after pension contributions, by the median of everybody employed "
                "at its end, part-time work as it was paid (Local Government Transparency Code 2015, paragraphs 51 and "
                "52). Nobody is named. Of a year that goes on it says how things stand."
            ),
            breadcrumbs=self.crumbs(("Reports", f"/p/{self.partner.code}/reports/"), (TITLE, "")), **kwargs,
        )  # fmt: skip
