"""Exit packages by bracket, as the accounts report them (domain FIN-15)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.forms.exit_packages import PackagesFilter
from hr.queries import exit_packages as found
from hr.queries import insight
from hr.views.base import PeopleView
from hr.views.people import as_uuid
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import money, number
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Exit packages"


class PackagesTable(Table):
    """Brackets of exit packages."""

    caption, nouns, filename = "Exit packages by bracket", ("bracket", "brackets"), "exit-packages"
    filter_form, default_sort, default_per_page = PackagesFilter, "", 100
    empty = EmptyState("No exit package in this year", "Pay in lieu, redundancy, exit payments and strain make one.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Package", header=True),
        Column("compulsory", "Compulsory redundancies", kind=Kind.NUMBER),
        Column("other", "Other departures agreed", kind=Kind.NUMBER),
        Column("n", "Together", kind=Kind.NUMBER, value=lambda row: row.compulsory + row.other),
        Column("cost", "Cost", kind=Kind.MONEY),
        Column("n_before", "The year before", kind=Kind.NUMBER),
        Column("cost_before", "Its cost", kind=Kind.MONEY),
    )


class ExitPackages(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What leavings of a financial year cost the employer, in brackets."""

    permission = "people.view_pay"
    acts_on_everybody = True
    template_name = "hr/report.html"
    table_class = PackagesTable
    audited_as = "hr_leaving"
    audited_id = "exit packages"

    @cached_property
    def years(self) -> list[int]:
        """Return the years to choose from."""
        return found.years(partner_id=self.partner.pk, on=timezone.localdate())

    def table_options(self) -> dict[str, Any]:
        """Offer employers and years."""
        employers = insight.employer_choices(partner_id=self.partner.pk)
        return {"form_options": {"employers": list(employers), "years": self.years}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the brackets."""
        year = int(filters.get("year") or self.years[0])
        self.year = year
        entity = as_uuid(filters.get("employer"))
        self.found = found.beside(partner_id=self.partner.pk, legal_entity=entity, year=year)
        return ListRows(self.found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and add it up."""
        _ = self.table.source
        n = sum(one.compulsory + one.other for one in self.found)
        tiles = [
            {"label": "Packages", "value": number(n), "hint": f"{self.year}-{(self.year + 1) % 100:02}"},
            {"label": "Cost", "value": money(sum((one.cost for one in self.found), ZERO))},
        ]
        bars = [Bar(one.words, one.cost) for one in self.found if one.cost]
        chart = RowChart(
            title="Cost by bracket", bars=bars, label_heading="Package", value_heading="Cost", say=money,
            summary="Pay in lieu of notice, redundancy pay, exit payments and the strain of pensions.",
        )  # fmt: skip
        return super().get_context_data(
            title=TITLE, tiles=tiles, charts=[chart] if bars else [],
            lead="Packages of those who left in the year, by what each comes to: £20,000 wide up to £100,000, then "
            "£50,000 (Code of Practice on Local Authority Accounting). Leave that is paid out is no part of them.",
            breadcrumbs=self.crumbs(("Reports", self.url("reports")), (TITLE, "")), **kwargs,
        )  # fmt: skip
