"""Returns to government, each by its definition, and the senior salaries that a council publishes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import statutory
from hr.engine.statutory import DIMENSIONS, FEWEST, Return, ReturnMissing
from hr.forms.reports import DayFilter, ReturnFilter
from hr.queries import statutory as found_jobs
from hr.views.base import PeopleView
from hr.views.found_report import FoundReport
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import day, number
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_BARS = 12
WITHHELD = f"Fewer than {FEWEST}"
EMPTY = EmptyState("Nobody counts on this day", "Choose another day, employer or unit.")


class Returns(PeopleView, TemplateView):
    """The returns that can be taken from here, with whom they are for."""

    permission = "insight.view"
    template_name = "hr/reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the definitions."""
        rows = [
            {
                "label": one.name,
                "href": self.url("statutory_return", statutory_return=one.code),
                "text": f"{one.asked_by}. As at: {one.day.lower()}",
            }
            for one in statutory.returns()
        ]
        trail = self.crumbs(("Reports", self.url("reports")), ("Returns to government", ""))
        return super().get_context_data(title="Returns to government", reports=rows, breadcrumbs=trail, **kwargs)


def _part(name: str, place: int) -> Column:
    """Return the column of a part of the breakdown."""

    def said(row: Any) -> str:
        return str(row.of[place])

    return Column(name, DIMENSIONS[name], header=place == 0, value=said)


@cache
def _table(wanted: Return) -> type[Table]:
    """Return the list of a return: a column for each part of its breakdown, then heads and full-time equivalents."""
    broken_down = tuple(_part(name, place) for place, name in enumerate(wanted.by))
    figures = (
        Column("heads", "People", value=lambda row: WITHHELD if row.heads is None else number(row.heads)),
        Column("fte", "Full-time equivalents", kind=Kind.NUMBER),
    )
    return type(
        "ReturnTable", (Table,),
        {
            "__doc__": wanted.name, "caption": wanted.name, "nouns": ("line", "lines"), "filename": wanted.code,
            "filter_form": ReturnFilter, "default_sort": "", "empty": EMPTY, "columns": broken_down + figures,
        },
    )  # fmt: skip


class _OnADay(FoundReport):
    @property
    def on(self) -> date:
        """Return the day in view."""
        form = self.table.form
        given = dict(form.cleaned_data) if form is not None and not form.errors else {}
        return given.get("on") or timezone.localdate()


class ReturnPage(_OnADay):
    """One return, as its definition counts."""

    audited_as = "hr_employment"
    definition: Return

    def load(self) -> None:
        """Find the definition. :raises Http404: when there is none."""
        super().load()
        try:
            self.definition = statutory.one(self.kwargs["statutory_return"])
        except ReturnMissing:
            raise Http404 from None

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        """Return the list of this return."""
        return _table(self.definition)

    @property
    def audited_id(self) -> str:  # type: ignore[override]
        """Name the return in the trail."""
        return self.definition.code

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return its name."""
        return self.definition.name

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say who asks, as at when, by which source, and what it asks beyond."""
        one = self.definition
        return (
            f"{one.asked_by}. As at: {one.day.lower()}. Everybody counts once in people, and every job in full-time "
            f"equivalents. Not here: {one.not_here[:1].lower()}{one.not_here[1:]}. Source: {one.source}."
        )

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Count; groups of few only for the return itself."""
        jobs = found_jobs.jobs(self.definition, self.wanted(), on=self.on)
        return statutory.lines(self.definition, jobs, whole=filters.get("whole") == "yes")

    def tiles(self) -> list[dict[str, Any]]:
        """Add it up, unless a group of few would follow from it."""
        is_whole = all(one.heads is not None for one in self.found)
        heads = sum(one.heads or 0 for one in self.found)
        fte = sum((one.fte or Decimal(0) for one in self.found), Decimal(0))
        return [
            {"label": "People", "value": number(heads) if is_whole else "Not shown", "hint": f"On {day(self.on)}"},
            {"label": "Full-time equivalents", "value": number(fte) if is_whole else "Not shown"},
        ]

    def charts(self) -> list[Any]:
        """Draw people by the first part of the breakdown, where every group is shown."""
        by_first: Counter[str] = Counter()
        for one in self.found:
            if one.heads is None:
                return []
            by_first[one.of[0]] += one.heads
        bars = [Bar(name, Decimal(n)) for name, n in by_first.most_common(MOST_BARS)]
        heading = DIMENSIONS[self.definition.by[0]]
        chart = RowChart(title=f"People by {heading.lower()}", bars=bars, label_heading=heading, value_heading="People")
        return [chart] if bars else []


class SeniorTable(Table):
    """Jobs from 50,000 pounds a year on."""

    caption, nouns, filename = "Senior salaries", ("job", "jobs"), "senior-salaries"
    filter_form, default_sort = DayFilter, ""
    is_published = True
    empty = EmptyState("Nobody is paid £50,000 a year or more", "Choose another day, employer or unit.")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", "Job title", header=True),
        Column("unit", "Department or team"),
        Column("employer", "Employer"),
        Column("band", "Salary band"),
        Column("term", "Permanent or temporary"),
        Column("name", "Name"),
        Column("contact", "Contact"),
    )


class SeniorSalaries(_OnADay):
    """Jobs of at least 50,000 pounds a year, in bands of 5,000, as the code has them published."""

    table_class = SeniorTable
    title = "Senior salaries"
    lead = (
        "Salaries of £50,000 a year and more, in bands of £5,000. A name stands from £150,000 on and nowhere else; "
        "confidential units and covert roles are left out (Local Government Transparency Code 2015, paragraphs 47 and "
        "48; Accounts and Audit Regulations 2015). Bonuses, benefits and lists of duties are added before publication."
    )
    audited_as = "hr_assignmentterms"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Return the jobs."""
        return found_jobs.senior(self.wanted(), on=self.on)

    def tiles(self) -> list[dict[str, Any]]:
        """Count jobs, and those with a name."""
        return [
            {"label": "Jobs from £50,000", "value": number(len(self.found)), "hint": f"On {day(self.on)}"},
            {"label": "By name, from £150,000", "value": number(sum(bool(one.name) for one in self.found))},
        ]

    def charts(self) -> list[Any]:
        """Draw the jobs of each band."""
        bands = Counter((one.low, one.band) for one in self.found)
        bars = [Bar(band, Decimal(n)) for (_low, band), n in sorted(bands.items())]
        chart = RowChart(title="Jobs by salary band", bars=bars, label_heading="Band", value_heading="Jobs")
        return [chart] if bars else []
