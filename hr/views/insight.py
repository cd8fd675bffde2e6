"""Reports: where to begin, the workforce, sickness and vacancies, with charts, tables and downloads."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import dropwhile
from typing import Any, ClassVar

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.insight import PeriodFilter, PlaceFilter
from hr.queries import insight, insight_sickness, organisation
from hr.queries.insight import Slice, Workforce
from hr.queries.insight_sickness import Sickness
from hr.views.base import PeopleView
from hr.views.people import as_options, as_uuid
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, BarChart, LineChart, RowChart, Series
from sharedservices.common.formatting import number
from sharedservices.common.money import round_half_up
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

REPORTS = (
    ("hr:workforce", "Workforce and turnover", "insight.view", "Heads, full-time equivalents, starters and leavers"),
    ("hr:sickness", "Sickness", "insight.view", "Days lost for each full-time equivalent, by month, unit and cause"),
    ("hr:triggers", "Sickness to talk about", "absence.view", "Who has reached a trigger; return-to-work interviews"),
    ("hr:team_posts", "Posts and cost of my units", "team.posts", "Established, filled and vacant, and salaries"),
    ("hr:vacancy_report", "Vacancies", "insight.view", "Established against assigned, by unit"),
    ("hr:movements", "Starters and leavers", "insight.view", "Who came and who went, by name"),
    ("hr:flows", "Joiners and leavers by type", "insight.view", "Contracts, reasons of leaving, length of service"),
    ("hr:ends", "What ends soon", "insight.view", "Fixed terms, right to work, DBS checks, registrations, training"),
    ("hr:checks", "Checks and training", "checks.view", "What jobs need of people, and where it stands"),
    ("hr:working_time", "Overtime and working time", "insight.view", "Overtime, and who is above 48 hours a week"),
    ("hr:unpaid_leave", "Unpaid leave", "insight.view", "Who was away without pay, and for how long"),
    ("hr:overpayments", "Overpayments", "insight.view", "Days paid after a last day"),
    ("hr:cost_report", "Cost against budget", "insight.view", "Salaries against what posts are established for"),
    ("hr:senior_salaries", "Senior salaries", "insight.view", "From £50,000 a year in bands, for publication"),
    ("remuneration", "Officers’ remuneration", "people.view_pay", "Paid £50,000 or more, in bands, for the accounts"),
    ("remuneration_senior", "Senior employees", "people.view_pay", "Chief officers by post, for the accounts"),
    ("hr:senior_posts", "Senior posts", "establishment.view", "Which posts the accounts report by themselves"),
    ("hr:exit_packages", "Exit packages", "people.view_pay", "What leavers cost, in bands, for the accounts"),
    ("hr:agency_workers", "Agency and off-payroll workers", "insight.view", "What they cost, until when"),
    ("hr:statutory_returns", "Returns to government", "insight.view", "People in post as each return counts them"),
    ("hr:school_census", "School workforce census by person", "people.view_pay", "Each contract with its check list"),
    ("hr:lga_survey", "LGA workforce survey", "insight.view", "Turnover, vacancies, sickness and more, as it asks"),
    ("hr:transparency", "Transparency chart", "establishment.view", "Posts of the top three tiers, for publication"),
    ("pay_multiples", "Pay multiple", "paygap.view", "Highest and median earnings of each employer"),
    ("hr:equality", "Equality", "equality.report", "What people said about themselves, never by name"),
    ("hr:proportions", "Workforce proportions", "equality.report", "Women, ethnic minorities, disabled people"),
    ("pay_gaps", "Gender pay gap", "paygap.view", "For each employer, with the file for the government"),
)  # fmt: skip
FEW = "Fewer than 10 people"


class Reports(PeopleView, TemplateView):
    """Where reports begin: each reader sees the reports that they may open."""

    permission = "absence.view"
    template_name = "hr/reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the reports that the reader may open."""
        found = [
            {"label": label, "href": reverse(name, kwargs={"partner_code": self.partner.code}), "text": text}
            for name, label, permission, text in REPORTS
            if self.may(permission)
        ]
        return super().get_context_data(
            title="Reports", reports=found, breadcrumbs=self.crumbs(("Reports", "")), **kwargs
        )


class ReportPage(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What reports share: filters for employer and unit, a download that names its reader, a trace of it."""

    permission = "insight.view"
    template_name = "hr/report.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    audited_id = "report"

    def table_options(self) -> dict[str, Any]:
        """Offer employers and units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        employers = insight.employer_choices(partner_id=self.partner.pk)
        return {"form_options": {"choices": {"unit": as_options(units), "entity": employers}}}

    def wanted(self) -> Slice:
        """Return what the filters ask for; with a fault in them, what they ask for without the months."""
        form: Form | None = self.table.form
        given = dict(form.cleaned_data) if form is not None else {}
        is_wrong = form is not None and bool(form.errors)
        first, last = PeriodFilter.months({} if is_wrong else given)
        return Slice(
            partner_id=self.partner.pk, first=first, last=last, entity=as_uuid(given.get("entity")),
            unit=as_uuid(given.get("unit")),
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("Reports", self.url("reports")), (self.title, ""))
        return super().get_context_data(title=self.title, lead=self.lead, breadcrumbs=trail, **kwargs)


class MonthsTable(Table):
    """A row a month."""

    caption, nouns, filename = "By month", ("month", "months"), "workforce"
    filter_form = PeriodFilter
    columns: ClassVar[Sequence[Column]] = (
        Column("month", "Month", header=True, value=lambda row: f"{row.month:%B %Y}", export=lambda row: row.month),
        Column("heads", "People on the last day", kind=Kind.NUMBER),
        Column("fte", "Full-time equivalents", kind=Kind.NUMBER, value=lambda row: rounded(row.fte, 2)),
        Column("starters", "Starters", kind=Kind.NUMBER),
        Column("leavers", "Leavers", kind=Kind.NUMBER),
    )


class WorkforceReport(ReportPage):
    """Heads, full-time equivalents, starters, leavers, turnover, stability."""

    table_class = MonthsTable
    title = "Workforce and turnover"
    lead = (
        "Turnover is leavers for whatever reason ÷ average number of people; stability is who stayed from start to end."
    )
    audited_as = "hr_employment"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the months."""
        self.found: Workforce = insight.workforce(self.wanted())
        return ListRows(self.found.months)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add tiles and charts."""
        _ = self.table.source
        months, found = self.found.months, self.found
        last = months[-1]
        tiles = [
            {"label": "People", "value": number(last.heads), "hint": f"{number(found.n_at_start)} at the start"},
            {"label": "Full-time equivalents", "value": said(rounded(last.fte))},
            {"label": "Starters", "value": number(sum(one.starters for one in months))},
            {"label": "Leavers", "value": number(sum(one.leavers for one in months))},
            {"label": "Turnover", "value": per_cent(found.turnover), "hint": "In the months shown"},
            {"label": "Stability index", "value": per_cent(found.stability), "hint": "Of those at the start"},
        ]
        labels = month_labels([one.month for one in months])
        recorded = list(dropwhile(lambda one: one.fte is None, months))
        charts = [
            LineChart(
                title="People and full-time equivalents",
                labels=month_labels([one.month for one in recorded]),
                series=[
                    Series("People", [Decimal(one.heads) for one in recorded]),
                    Series("Full-time equivalents", [round_half_up(one.fte or Decimal(0), 1) for one in recorded]),
                ],
                label_heading="Month",
            ),
            LineChart(
                title="Starters and leavers",
                labels=labels,
                series=[
                    Series("Starters", [Decimal(one.starters) for one in months]),
                    Series("Leavers", [Decimal(one.leavers) for one in months]),
                ],
                label_heading="Month",
            ),
        ]
        return super().get_context_data(tiles=tiles, charts=charts, **kwargs)


class UnitsTable(Table):
    """Sickness by unit. Small units show nothing."""

    caption, nouns, filename = "By unit", ("unit", "units"), "sickness"
    filter_form = PeriodFilter
    columns: ClassVar[Sequence[Column]] = (
        Column("unit", "Unit", header=True, hint=lambda row: FEW if row.n_people is None else ""),
        Column("n_people", "People", kind=Kind.NUMBER),
        Column("fte", "Full-time equivalents", kind=Kind.NUMBER, value=lambda row: rounded(row.fte)),
        Column("days", "Full-time days lost", kind=Kind.NUMBER, value=lambda row: rounded(row.days)),
        Column("per_fte", "Days for each full-time equivalent", kind=Kind.NUMBER),
    )


class SicknessReport(ReportPage):
    """Days lost, by month, cause and unit."""

    table_class = UnitsTable
    title = "Sickness"
    lead = (
        "Hours lost as days of somebody full time. Rest days do not count. "
        "Causes and units of fewer than ten people are not shown."
    )
    audited_as = "hr_absencerecord"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the units."""
        self.found: Sickness = insight_sickness.sickness(self.wanted())
        return ListRows(self.found.units)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add tiles and charts."""
        _ = self.table.source
        found = self.found
        tiles = [
            {
                "label": "Days lost for each full-time equivalent", "value": said(found.per_fte),
                "hint": "In the months shown",
            },
            {"label": "Full-time days lost", "value": said(rounded(found.days))},
            {"label": "Full-time equivalents", "value": said(rounded(found.fte)), "hint": "On average"},
        ]  # fmt: skip
        labels = month_labels([month for month, _days, _rate in found.months])
        charts: list[Any] = [
            BarChart(
                title="Days lost for each full-time equivalent",
                bars=[
                    Bar(label, rate or Decimal(0))
                    for label, (_month, _days, rate) in zip(labels, found.months, strict=True)
                ],
                label_heading="Month",
                value_heading="Days",
            )
        ]
        if found.categories:
            charts.append(
                RowChart(
                    title="Full-time days lost by cause",
                    bars=[Bar(label, round_half_up(days, 1)) for label, days in found.categories],
                    label_heading="Cause",
                    value_heading="Days",
                )
            )
        return super().get_context_data(tiles=tiles, charts=charts, **kwargs)


class VacanciesTable(Table):
    """Established against assigned."""

    caption, nouns, filename = "By unit", ("unit", "units"), "vacancies"
    filter_form = PlaceFilter
    empty = EmptyState("There are no posts", "Draft one under Partnership, then Organisation.")
    columns: ClassVar[Sequence[Column]] = (
        Column("unit", "Unit", header=True),
        Column("established", "Established", kind=Kind.NUMBER, value=lambda row: rounded(row.established)),
        Column("assigned", "Assigned", kind=Kind.NUMBER, value=lambda row: rounded(row.assigned)),
        Column(
            "vacant", "Vacant", kind=Kind.NUMBER, value=lambda row: rounded(row.vacant),
            hint=lambda row: "More than established" if row.vacant < 0 else "",
        ),
    )  # fmt: skip


class VacanciesReport(ReportPage):
    """Full-time equivalents that are established and not filled, by unit, today."""

    table_class = VacanciesTable
    title = "Vacancies"
    lead = "Full-time equivalents of posts against those of the people in them, today."
    audited_as = "hr_post"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the units."""
        given, today = self.wanted(), timezone.localdate()
        wanted = Slice(
            partner_id=given.partner_id, first=today, last=today, entity=given.entity, unit=given.unit
        )  # fmt: skip
        self.found = insight.vacancies(wanted)
        return ListRows(self.found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add tiles and a chart of the ten units with most vacancies."""
        _ = self.table.source
        rows = self.found
        open_rows = sorted((one for one in rows if one.vacant > 0), key=lambda one: (-one.vacant, one.unit))[:10]
        established, vacant = (
            sum((one.established for one in rows), Decimal(0)),
            sum((one.vacant for one in rows), Decimal(0)),
        )
        tiles = [
            {"label": "Established", "value": said(rounded(established))},
            {"label": "Assigned", "value": said(rounded(established - vacant))},
            {
                "label": "Vacant", "value": said(rounded(vacant)),
                "hint": per_cent(round_half_up(vacant * 100 / established, 1)) if established else "",
            },
        ]  # fmt: skip
        bars = [Bar(one.unit, round_half_up(one.vacant, 1)) for one in open_rows]
        chart = RowChart(
            title="Units with most vacancies", bars=bars, label_heading="Unit", value_heading="Full-time equivalents"
        )
        return super().get_context_data(tiles=tiles, charts=[chart] if bars else [], **kwargs)


def rounded(value: Decimal | None, places: int = 1) -> Decimal | None:
    """Return a number to so many decimal places."""
    return None if value is None else round_half_up(value, places)


def month_labels(months: Sequence[date]) -> list[str]:
    """Return short labels of months in a row: the year stands at the first and at each January."""
    return [f"{one:%b %y}" if not place or one.month == 1 else f"{one:%b}" for place, one in enumerate(months)]


def said(value: Decimal | None) -> str:
    """Say a number, or that there is none."""
    return "None" if value is None else number(value)


def per_cent(value: Decimal | None) -> str:
    """Say a number of per cent, or that there is none."""
    return "None" if value is None else f"{value:.1f}%"
