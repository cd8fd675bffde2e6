"""The school workforce census by person: what each contract is returned with, and what to put right before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import timezone

from hr.forms.reports import CensusFilter
from hr.queries import school_census
from hr.queries.school_census import Shown
from hr.views.found_report import FoundReport
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import day, number
from sharedservices.common.tables import Column, EmptyState, Kind, Table

HEAD = "headteacher"
NOVEMBER, THURSDAY, WEEK, MOST_BARS = 11, 3, 7, 12


def reference_date(today: date) -> date:
    """Return the first Thursday in November of the latest census that has begun.

    Source: Department for Education, School workforce census guide: collection date
    """
    for year in (today.year, today.year - 1):
        first = date(year, NOVEMBER, 1)
        found = first + timedelta(days=(THURSDAY - first.weekday()) % WEEK)
        if found <= today:
            return found
    raise AssertionError


def faults_words(row: Shown) -> str:
    """Say what is to be put right, or that nothing is."""
    return " ".join(str(one) for one in row.faults) or "Nothing to put right"


def _of(name: str) -> Any:
    return lambda one: getattr(one.row, name)


class CensusTable(Table):
    """A row a contract: few columns on screen, every item in the file."""

    caption, nouns, filename = "Contracts", ("contract", "contracts"), "school-workforce-census"
    filter_form, default_sort = CensusFilter, ""
    empty = EmptyState("No contract of a school is here", "Choose another day, school or employer, or all contracts.")
    columns: ClassVar[Sequence[Column]] = (
        Column("school", "School", value=_of("school")),
        Column("name", "Name", header=True, hint=lambda one: one.row.job,
               href=lambda one: f"../../people/{one.person}/"),
        Column("surname", "Family name", is_shown=False, value=_of("surname")),
        Column("forenames", "Given name", is_shown=False, value=_of("forenames")),
        Column("date_of_birth", "Date of birth", kind=Kind.DATE, is_shown=False, value=_of("date_of_birth")),
        Column("sex", "Sex", is_shown=False),
        Column("nino", "NI number", is_shown=False),
        Column("teacher_number", "Teacher number", value=_of("teacher_number")),
        Column("contract", "Contract"),
        Column("contract_start", "Contract start", kind=Kind.DATE, is_shown=False, value=_of("contract_start")),
        Column("contract_end", "Contract end", kind=Kind.DATE, is_shown=False, value=_of("contract_end")),
        Column("arrived", "Arrival in school", kind=Kind.DATE, is_shown=False, value=_of("arrived")),
        Column("job", "Post", is_shown=False, value=_of("job")),
        Column("group", "Staff group", is_shown=False, value=_of("group")),
        Column("hours", "Hours a week", kind=Kind.NUMBER, value=_of("hours")),
        Column("full_time_hours", "FTE hours a week", kind=Kind.NUMBER, is_shown=False, value=_of("full_time_hours")),
        Column("weeks", "Weeks a year", kind=Kind.NUMBER, is_shown=False, value=_of("weeks")),
        Column("fte", "Full-time equivalents", kind=Kind.NUMBER, is_shown=False, value=_of("fte")),
        Column("base_pay", "Base pay", kind=Kind.MONEY, is_shown=False, value=_of("base_pay")),
        Column("faults", "To put right", value=faults_words),
    )  # fmt: skip


class SchoolCensus(FoundReport):
    """Contracts open on the reference date, with the check list of each."""

    permission = "people.view_pay"
    table_class = CensusTable
    title = "School workforce census by person"
    lead = (
        "Contracts of schools that are open on the reference date, the first Thursday in November unless you say "
        "otherwise, each with what the census would refuse or ask about. The file has every item that is held here; "
        "National Insurance numbers stay masked. Qualified teacher status, qualifications, roles, additional payments, "
        "the curriculum taught and absences are in the school’s own system. Source: Department for Education, School "
        "workforce census: business and technical specification."
    )
    audited_as, audited_id = "hr_assignmentterms", "school-workforce-census"

    @property
    def on(self) -> date:
        """Return the reference date in view."""
        form = self.table.form
        given = dict(form.cleaned_data) if form is not None and not form.errors else {}
        return given.get("on") or reference_date(timezone.localdate())

    def find(self, filters: Mapping[str, Any]) -> Sequence[Shown]:
        """Check every contract; show those that are asked for."""
        self.all = school_census.contracts(self.wanted(), on=self.on)
        wish = filters.get("faults", "")
        if wish == "errors":
            return [one for one in self.all if one.has_error]
        return [one for one in self.all if one.faults] if wish == "any" else self.all

    def tiles(self) -> list[dict[str, Any]]:
        """Count contracts, people and what is to be put right."""
        headless = {one.row.school for one in self.all} - {
            one.row.school for one in self.all if HEAD in one.row.job.lower().replace(" ", "")
        }
        return [
            {"label": "Contracts", "value": number(len(self.all)), "hint": f"On {day(self.on)}"},
            {"label": "People", "value": number(len({one.person for one in self.all}))},
            {"label": "With errors", "value": number(sum(one.has_error for one in self.all))},
            {"label": "With queries", "value": number(sum(bool(one.faults) and not one.has_error for one in self.all))},
            {"label": "Schools without a head teacher", "value": number(len(headless)), "hint": "6540Q"},
        ]

    def charts(self) -> list[Any]:
        """Draw contracts with errors by school."""
        by_school = Counter(one.row.school for one in self.all if one.has_error)
        bars = [Bar(name, Decimal(n)) for name, n in by_school.most_common(MOST_BARS)]
        chart = RowChart(
            title="Contracts with errors by school", bars=bars, label_heading="School", value_heading="Contracts"
        )
        return [chart] if bars else []
