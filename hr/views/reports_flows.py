"""Reports of who joined and left by type, what the LGA’s survey asks, and proportions of a policing body’s people."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import timezone

from hr.engine.flows import BREAKDOWNS, JOINED, REASON, SERVICE, FlowLine
from hr.engine.proportions import FEWEST, Proportion
from hr.engine.statutory import FEWEST as FEWEST_OF_A_TYPE
from hr.forms.insight import PeriodFilter
from hr.forms.reports import EmployerDayFilter, FlowsFilter
from hr.queries import insight, lga_survey, proportions, reports_flows
from hr.views.found_report import FoundReport
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import day, number
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_BARS = 12
FEW_OF_A_TYPE, FEW = f"Fewer than {FEWEST_OF_A_TYPE}, or it would follow", f"Fewer than {FEWEST}"


class FlowsTable(Table):
    """A row a type of a breakdown."""

    caption, nouns, filename = "By type", ("type", "types"), "joiners-and-leavers"
    filter_form, default_sort = FlowsFilter, ""
    empty = EmptyState("Nobody joined or left", "Choose other months, another employer or unit.")
    columns: ClassVar[Sequence[Column]] = (
        Column("breakdown", "Breakdown", value=lambda row: BREAKDOWNS[row.breakdown]),
        Column("type", "Type", header=True),
        Column("heads", "People", value=lambda row: FEW_OF_A_TYPE if row.heads is None else number(row.heads),
               export=lambda row: FEW_OF_A_TYPE if row.heads is None else row.heads),
        Column("percent", "Per cent", kind=Kind.NUMBER),
    )  # fmt: skip


class Flows(FoundReport):
    """Joiners by contract, leavers by reason and by length of service."""

    table_class = FlowsTable
    title = "Joiners and leavers by type"
    lead = (
        "People who joined or left in the months chosen, as turnover counts them. Length of service is continuous "
        "service in completed years on the last day. Deaths and settlements are among other reasons. Types of fewer "
        "than five people are shown only to those who see leavers by name, when they ask for it."
    )
    audited_as = "hr_leaving"

    def find(self, filters: Mapping[str, Any]) -> Sequence[FlowLine]:
        """Count by type. Whoever may not see leavers by name is shown no small type, whatever they ask."""
        whole = filters.get("whole") == "yes" and self.may("leavers.view")
        self.flows = reports_flows.flows_of(self.wanted(), breakdown=filters.get("breakdown", ""), whole=whole)
        return self.flows.lines

    def tiles(self) -> list[dict[str, Any]]:
        """Say how many joined and left in all."""
        return [
            {"label": "Joined", "value": number(self.flows.n_joined)},
            {"label": "Left", "value": number(self.flows.n_left)},
            {"label": "More or fewer", "value": f"{self.flows.n_joined - self.flows.n_left:+d}"},
        ]

    def charts(self) -> list[Any]:
        """Draw each breakdown: types that are not shown are no bars."""
        found = []
        for name in (JOINED, REASON, SERVICE):
            bars = [
                Bar(one.type, Decimal(one.heads))
                for one in self.flows.lines
                if one.breakdown == name and one.heads is not None
            ][:MOST_BARS]
            if bars:
                found.append(RowChart(title=BREAKDOWNS[name], bars=bars, label_heading="Type", value_heading="People"))
        return found


class LgaTable(Table):
    """A row a question."""

    caption, nouns, filename = "What is asked", ("question", "questions"), "lga-workforce-survey"
    filter_form, default_sort = PeriodFilter, ""
    columns: ClassVar[Sequence[Column]] = (
        Column("question", "Question", header=True),
        Column("figure", "Figure", value=lambda row: row.words, export=lambda row: row.exported),
        Column("worked", "How it is worked out"),
    )


class LgaSurvey(FoundReport):
    """The figures that the workforce survey of the Local Government Association asks for."""

    table_class = LgaTable
    title = "LGA workforce survey"
    lead = (
        "The core figures of the workforce survey, which the LGA collects in LG Inform: turnover, vacancies, sickness, "
        "training, and the top five per cent of earners. Compare each with the notes of the year’s form before you "
        "send it. Source: Local Government Association, Local Government Workforce Survey; LG Inform Benchmarking Club."
    )
    audited_as, audited_id = "hr_employment", "lga-workforce-survey"

    def find(self, filters: Mapping[str, Any]) -> Sequence[Any]:
        """Work them out."""
        return lga_survey.answers(self.wanted())

    def tiles(self) -> list[dict[str, Any]]:
        """Show the rates."""
        return [{"label": one.short, "value": one.words} for one in self.found if one.short]


class ProportionsTable(Table):
    """A row an employer, group and measure."""

    caption, nouns, filename = "Proportions", ("line", "lines"), "workforce-proportions"
    filter_form, default_sort = EmployerDayFilter, ""
    empty = EmptyState("Nobody is employed on this day", "Choose another day or employer.")
    columns: ClassVar[Sequence[Column]] = (
        Column("employer", "Employer", header=True),
        Column("group", "Group"),
        Column("measure", "Who"),
        Column("heads", "People of the group", kind=Kind.NUMBER),
        Column("percent", "Per cent of the group", value=lambda row: percent_words(row.percent),
               export=lambda row: FEW if row.percent is None else row.percent),
        Column("percent_known", "Per cent who said so or not", value=lambda row: percent_words(row.percent_known),
               export=lambda row: FEW if row.percent_known is None else row.percent_known),
    )  # fmt: skip


class Proportions(FoundReport):
    """What an elected policing body publishes about its people; other employers may, too."""

    permission = "equality.report"
    table_class = ProportionsTable
    title = "Workforce proportions"
    lead = (
        "Women as recorded for HMRC; ethnic minorities and disabled people by what people said about themselves, in "
        "whole per cent of everybody in the group. Nothing is shown where fewer than ten people would stand on either "
        "side. Source: Elected Local Policing Bodies (Specified Information) Order 2011, schedule, paragraph 2(b)."
    )
    audited_as, audited_id = "hr_equalityanswers", "proportions"

    @property
    def on(self) -> date:
        """Return the day in view."""
        form = self.table.form
        given = dict(form.cleaned_data) if form is not None and not form.errors else {}
        return given.get("on") or timezone.localdate()

    def table_options(self) -> dict[str, Any]:
        """Offer employers alone: a unit would be too small."""
        return {"form_options": {"choices": {"entity": insight.employer_choices(partner_id=self.partner.pk)}}}

    def find(self, filters: Mapping[str, Any]) -> Sequence[Proportion]:
        """Ask the database for every share."""
        wanted = self.wanted()
        return proportions.shares(partner_id=self.partner.pk, entity=wanted.entity, on=self.on)

    def tiles(self) -> list[dict[str, Any]]:
        """Count people."""
        groups = {(one.employer, one.group): one.heads for one in self.found}
        return [{"label": "People", "value": number(sum(groups.values())), "hint": f"On {day(self.on)}"}]


def percent_words(value: int | None) -> str:
    """Say a share, or that too few people would be told by it."""
    return FEW if value is None else f"{value}%"
