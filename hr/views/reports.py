"""Reports about what ends, hours, unpaid leave, pay after a last day, cost, and who came and went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.utils import timezone

from hr.engine.few import FEWEST
from hr.engine.working_time import limits
from hr.forms.insight import PeriodFilter, PlaceFilter
from hr.forms.reports import WITHIN, EndsFilter, HoursFilter, MovementsFilter
from hr.queries import reports_ends, reports_money, reports_time
from hr.views.found_report import FoundReport
from hr.views.insight import month_labels, per_cent
from sharedservices.common.charts import Bar, BarChart, RowChart
from sharedservices.common.formatting import money, number
from sharedservices.common.money import round_half_up
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_BARS, HUNDRED = 12, Decimal(100)
DEFAULT_DAYS = int(WITHIN[2][0])
ON_CHECKS = ("DBS", "REGISTRATION", "TRAINING")
NAME = Column(
    "name", "Name", sort=("surname", "name"), header=True, href=lambda row: f"../../people/{row.person}/",
)  # fmt: skip


class EndsTable(Table):
    """What ends, the first first."""

    caption, nouns, filename = "What ends", ("line", "lines"), "what-ends"
    filter_form, default_sort = EndsFilter, "ends_on"
    empty = EmptyState("Nothing ends", "Fixed terms, permissions to work, DBS checks, registrations and training.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", "Name", sort=("surname", "name"), header=True, hint=lambda row: row.job,
            href=lambda row: f"../../people/{row.person}/{'checks/' if row.kind in ON_CHECKS else ''}",
        ),
        Column("job", "Job", is_shown=False),
        Column("unit", "Unit", sort="unit"),
        Column("kind_words", "Kind", sort="kind_words"),
        Column("what", "What ends", sort="what"),
        Column("ends_on", "Last day", kind=Kind.DATE, sort="ends_on", hint=lambda row: row.days_words),
    )  # fmt: skip


class Ends(FoundReport):
    """Fixed terms, permissions, checks, registrations and training that end soon."""

    table_class = EndsTable
    title = "What ends soon"
    lead = (
        "Fixed terms, permissions to work, DBS checks, registrations and training that end within 90 days, unless you "
        "say otherwise, or have run out."
    )
    audited_as = "hr_employment"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the lines."""
        within = int(filters.get("within") or DEFAULT_DAYS)
        return reports_ends.ends(self.wanted(), on=timezone.localdate(), within=within, kind=filters.get("kind", ""))

    def tiles(self) -> list[dict[str, Any]]:
        """Count by kind."""
        by_kind = Counter(one.kind_words for one in self.found)
        n_over = sum(one.days_left < 0 for one in self.found)
        tiles = [{"label": "Has run out", "value": number(n_over)}]
        return tiles + [{"label": kind, "value": number(n)} for kind, n in sorted(by_kind.items())]

    def charts(self) -> list[Any]:
        """Draw what ends by month."""
        by_month = Counter(one.ends_on.replace(day=1) for one in self.found if one.days_left >= 0)
        months = sorted(by_month)[:MOST_BARS]
        bars = [Bar(label, Decimal(by_month[month])) for label, month in zip(month_labels(months), months, strict=True)]
        chart = BarChart(title="What ends, by month", bars=bars, label_heading="Month", value_heading="Lines")
        return [chart] if bars else []


class HoursTable(Table):
    """Hours a week, most first."""

    caption, nouns, filename = "Hours a week", ("person", "people"), "working-time"
    filter_form = HoursFilter
    empty = EmptyState("Nobody works more than the limit on average", "Choose everybody with overtime to see the rest.")
    columns: ClassVar[Sequence[Column]] = (
        NAME,
        Column("n_jobs", "Jobs", kind=Kind.NUMBER, sort="n_jobs"),
        Column("contract", "Contract hours", kind=Kind.NUMBER, sort="contract"),
        Column("overtime", "Overtime, on average", kind=Kind.NUMBER, sort="overtime"),
        Column("total", "Hours a week", kind=Kind.NUMBER, sort="total"),
        Column("standing", "What follows"),
    )


class WorkingTime(FoundReport):
    """Overtime, and who works more than the law allows on average over all jobs."""

    table_class = HoursTable
    title = "Overtime and working time"
    audited_as = "hr_monthlyinput"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say what is counted, with the figures of the law."""
        law = limits(on=timezone.localdate())
        return (
            f"Contract hours over all jobs here, and overtime paid in the last {law.reference_weeks} weeks, spread "
            f"over them. Above {number(law.warn)} hours somebody needs to have agreed in writing; above "
            f"{number(law.review)} HR looks at rest and health first. Work for other employers is not known here."
        )

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the people."""
        return reports_time.hours(
            self.wanted(), on=timezone.localdate(), with_all_overtime=filters.get("whose") == "overtime"
        )

    @cached_property
    def months(self) -> list[tuple[date, Decimal]]:
        """Return overtime by month."""
        return reports_time.overtime(self.wanted())

    def tiles(self) -> list[dict[str, Any]]:
        """Count who is above the limits, and the hours."""
        law = limits(on=timezone.localdate())
        above = [
            {"label": f"Above {number(most)} hours", "value": number(sum(one.total > most for one in self.found))}
            for most in (law.warn, law.review)
        ]
        without = {
            "label": "Without an agreement",
            "value": number(sum(one.total > law.warn and not one.has_agreed for one in self.found)),
            "hint": f"Above {number(law.warn)} hours",
        }
        hours = number(round_half_up(sum((n for _m, n in self.months), Decimal(0)), 1))
        return [*above, without, {"label": "Overtime hours", "value": hours, "hint": "Paid in twelve months"}]

    def charts(self) -> list[Any]:
        """Draw overtime by month."""
        labels = month_labels([month for month, _n in self.months])
        bars = [Bar(label, round_half_up(n, 1)) for label, (_month, n) in zip(labels, self.months, strict=True)]
        return [BarChart(title="Overtime hours paid", bars=bars, label_heading="Month", value_heading="Hours")]


class UnpaidTable(Table):
    """Unpaid leave, the latest first."""

    caption, nouns, filename = "Unpaid leave", ("line", "lines"), "unpaid-leave"
    filter_form, default_sort = PeriodFilter, ""
    empty = EmptyState("There was no unpaid leave", "It is reported like other absence, from the job of a person.")
    columns: ClassVar[Sequence[Column]] = (
        NAME,
        Column("job", "Job", is_shown=False),
        Column("unit", "Unit", sort="unit"),
        Column("first_day", "From", kind=Kind.DATE, sort="first_day"),
        Column("last_day", "To", kind=Kind.DATE, sort="last_day"),
        Column("days", "Days in these months", kind=Kind.NUMBER, sort="days"),
    )


class UnpaidLeave(FoundReport):
    """Who was on unpaid leave."""

    table_class = UnpaidTable
    title = "Unpaid leave"
    lead = "Days without pay in the months chosen, rest days among them. They may move service dates and pensions."
    audited_as = "hr_absencerecord"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the lines."""
        return reports_time.unpaid(self.wanted())

    def tiles(self) -> list[dict[str, Any]]:
        """Add tiles."""
        tiles = [
            {"label": "People", "value": number(len({one.person for one in self.found}))},
            {"label": "Days", "value": number(sum(one.days for one in self.found))},
            {"label": "Still away", "value": number(sum(one.last_day is None for one in self.found))},
        ]
        return tiles


class OverpaidTable(Table):
    """Pay after a last day."""

    caption, nouns, filename = "Overpayments", ("overpayment", "overpayments"), "overpayments"
    filter_form, default_sort = PeriodFilter, "-pay_date"
    empty = EmptyState("Nobody was paid after a last day", "It is found when notice comes after a run was released.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", "Name", sort=("surname", "name"), header=True,
            href=lambda row: f"../../{'leavers' if row.why == 'Left' else 'people/deaths'}/{row.href_id}/",
        ),
        Column("why", "Why", sort="why"),
        Column("run", "Pay run"),
        Column("pay_date", "Paid on", kind=Kind.DATE, sort="pay_date"),
        Column("days", "Days overpaid", kind=Kind.NUMBER, sort="days", hint=lambda row: f"of {row.days_in_period}"),
    )  # fmt: skip


class Overpayments(FoundReport):
    """Days that runs paid after a last day."""

    table_class = OverpaidTable
    title = "Overpayments"
    lead = (
        "Days that a released run paid after somebody’s last day. What each of them comes to stands on the page of the "
        "leaver: here only what it comes to for three people or more."
    )
    audited_as = "hr_overpaymentcase"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the lines; days after a death for those who see these cases."""
        found, self.net = reports_money.overpaid(self.wanted(), with_deaths=self.may("deaths.view"))
        return found

    def tiles(self) -> list[dict[str, Any]]:
        """Add tiles."""
        tiles = [
            {"label": "Overpayments", "value": number(len(self.found))},
            {"label": "Days", "value": number(sum(one.days for one in self.found))},
            {
                "label": "Net pay for these days", "value": "Not shown" if self.net is None else money(self.net),
                "hint": f"Fewer than {FEWEST} people" if self.net is None else "Share of the days in each period",
            },
        ]  # fmt: skip
        return tiles


class CostTable(Table):
    """Cost by unit."""

    caption, nouns, filename = "By unit", ("unit", "units"), "cost-against-budget"
    filter_form = PlaceFilter
    empty = EmptyState("There is nothing to show", "There are no posts, or fewer than three people in all of them.")
    columns: ClassVar[Sequence[Column]] = (
        Column("unit", "Unit", header=True, sort="unit"),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
        Column("established", "Established a year", kind=Kind.MONEY, sort="established"),
        Column("actual", "Paid a year", kind=Kind.MONEY, sort="actual"),
        Column("left", "Left", kind=Kind.CHANGE, sort="left"),
        Column("percent", "Used, per cent", kind=Kind.NUMBER, sort="percent"),
    )


class CostReport(FoundReport):
    """What people are paid a year against what the posts of their units are established for."""

    table_class = CostTable
    title = "Cost against budget"
    lead = (
        "Salaries a year today, before the employer’s National Insurance and pension: posts at the top of their grade "
        "against what people are paid. Units of fewer than three people are put together."
    )
    audited_as = "hr_post"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the units."""
        return reports_money.cost_by_unit(self.wanted(), on=timezone.localdate())

    def tiles(self) -> list[dict[str, Any]]:
        """Add it up."""
        established = sum((one.established for one in self.found), Decimal(0))
        actual = sum((one.actual for one in self.found), Decimal(0))
        used = round_half_up(actual * HUNDRED / established, 1) if established else None
        return [
            {"label": "Established a year", "value": money(established)},
            {"label": "Paid a year", "value": money(actual), "hint": per_cent(used)},
            {"label": "Left", "value": money(established - actual)},
        ]

    def charts(self) -> list[Any]:
        """Draw the units that use most of what is established."""
        most = sorted((one for one in self.found if one.percent), key=lambda one: (-(one.percent or 0), one.unit))
        bars = [
            Bar(one.unit, one.percent or Decimal(0), is_marked=(one.percent or 0) > 100) for one in most[:MOST_BARS]
        ]
        chart = RowChart(title="Used of what is established", bars=bars, label_heading="Unit", value_heading="Per cent")
        return [chart] if bars else []


class MovementsTable(Table):
    """Who came and went, the latest first."""

    caption, nouns, filename = "Starters and leavers", ("line", "lines"), "starters-and-leavers"
    filter_form, default_sort = MovementsFilter, "-on"
    empty = EmptyState("Nobody came or went", "Choose other months.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", "Name", sort=("surname", "name"), header=True, href=lambda row: f"../../people/{row.person}/",
            hint=lambda row: row.employee_no,
        ),
        Column("employee_no", "Employee number", is_shown=False),
        Column("what", "What", sort="what"),
        Column("on", "First or last day", kind=Kind.DATE, sort="on"),
        Column("kind", "Employment"),
        Column("employer", "Employer", sort="employer"),
    )  # fmt: skip


class Movements(FoundReport):
    """Employments that began and ended, by name."""

    table_class = MovementsTable
    title = "Starters and leavers"
    lead = "Employments that began or ended in the months chosen. Why somebody left stands with the leavers."
    audited_as = "hr_employment"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the lines."""
        found, self.n_other = reports_money.movements(self.wanted(), what=filters.get("what", ""))
        return found

    def tiles(self) -> list[dict[str, Any]]:
        """Add counts."""
        counted = Counter(one.what for one in self.found)
        tiles = [{"label": what, "value": number(counted[what])} for what in ("Started", "Left")]
        tiles.append({"label": "Ended otherwise", "value": number(self.n_other), "hint": "Not in the list"})
        return tiles
