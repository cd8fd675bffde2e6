"""Establishment against actual, what is not right about it, spans of control, and the chart for publication."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, ClassVar

from django.forms import Form
from django.views.generic import TemplateView

from hr import organisation_kinds as kinds
from hr.forms.organisation import FINDINGS, EstablishmentFilter, FindingsFilter, ModeForm, OnFilter
from hr.queries import establishment as room
from hr.queries import organisation_words
from hr.queries.establishment_findings import Finding, findings
from hr.queries.establishment_report import UnitFigures, by_unit, posts, with_below
from hr.queries.org_chart import spans, transparency
from hr.views.organisation_base import OrganisationProposal, OrganisationView
from partners.views.lists import PartnerList
from sharedservices.common.money import round_half_up
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

PAGES = (
    ("establishment", "By unit"),
    ("establishment_findings", "To put right"),
    ("spans", "Span of control"),
    ("vacancies", "Vacancies"),
    ("transparency", "Transparency chart"),
)
NUMBER: dict[str, Any] = {"kind": Kind.NUMBER}


class EstablishmentPage(PartnerList, OrganisationView, TemplateView):  # type: ignore[misc]
    """What the reports share: tabs, and the date in view."""

    audited_as = "hr_post"

    permission = "establishment.view"
    template_name = "hr/establishment.html"
    name: ClassVar[str] = ""
    lead: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs, the date and what is done about posts that are over."""
        title = dict(PAGES)[self.name]
        mode = room.mode_on(partner_id=self.partner.pk, on=self.on)
        return super().get_context_data(
            title=title,
            lead=self.lead,
            on=self.on,
            mode=mode.words,
            mode_href=self.url("establishment_mode") if self.may("establishment.edit") else "",
            tabs=[
                {"label": label, "href": self.url(name, query={"on": self.on_asked}), "active": name == self.name}
                for name, label in PAGES
            ],
            breadcrumbs=self.organisation_trail((title, "")),
            **kwargs,
        )


class UnitsReport(Table):
    """Units with what is established and what is filled."""

    caption, nouns, filename = "Establishment by unit", ("unit", "units"), "establishment"
    filter_form, default_sort, default_per_page = EstablishmentFilter, "order", 100
    empty = EmptyState("There are no units", "They come with the organisation.")
    columns = (
        Column("name", "Unit", sort="order", header=True, href=lambda row: row.href, export=lambda row: row.plain),
        Column("code", "Code", is_shown=False),
        Column("depth", "Level", is_shown=False),
        Column("n_posts", "Posts", sort="n_posts", **NUMBER),
        Column("n_people", "People", sort="n_people", **NUMBER),
        Column("established_fte", "Established FTE", sort="established_fte", **NUMBER),
        Column("filled_fte", "Filled FTE", sort="filled_fte", **NUMBER),
        Column("vacant_fte", "Vacant FTE", sort="vacant_fte", **NUMBER),
        Column("established_cost", "Established a year", kind=Kind.MONEY, sort="established_cost"),
        Column("actual_cost", "Actual a year", kind=Kind.MONEY, sort="actual_cost"),
    )


class UnitsEstablishment(EstablishmentPage):
    """Establishment against actual, with everything below each unit."""

    name, table_class = "establishment", UnitsReport
    lead = (
        "Each unit with everything below it. Pounds are salaries a year before the employer’s National Insurance and "
        "pension: established posts at the top of their grade, people at what they are paid."
    )

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        units = self.units_on(filters.get("on") or self.on)
        figures = with_below(
            units, by_unit(posts(partner_id=self.partner.pk, on=filters.get("on") or self.on, units=units))
        )
        words = filters.get("q", "").lower().split()
        return ListRows(
            self._row(order, depth, node, figures[node.pk])
            for order, (depth, node) in enumerate(units.walk())
            if all(word in f"{node.code} {node.name}".lower() for word in words)
        )

    def _row(self, order: int, depth: int, node: Any, figures: UnitFigures) -> SimpleNamespace:
        values = {name: getattr(figures, name) for name in figures.__dataclass_fields__}
        for name in ("established_fte", "filled_fte", "vacant_fte"):
            values[name] = round_half_up(values[name], 2)
        return SimpleNamespace(
            order=order, depth=depth + 1, name="\u2003" * depth + node.name, plain=node.name, code=node.code,
            href=self.url("unit", unit=node.uuid, query={"on": self.on_asked}), **values,
        )  # fmt: skip


class FindingsTable(Table):
    """What is not right."""

    caption, nouns, filename = "To put right", ("finding", "findings"), "establishment-to-put-right"
    filter_form, default_sort = FindingsFilter, ""
    empty = EmptyState("Nothing needs to be put right", "Posts have money and people, and every job has a post.")
    columns = (
        Column("post_no", "Post", header=True, href=lambda row: row.href),
        Column("role", "Role"),
        Column("unit", "Unit"),
        Column("what", "What"),
        Column("detail", "In detail"),
    )


class Findings(EstablishmentPage):
    """What is not right about the establishment."""

    name, table_class = "establishment_findings", FindingsTable
    lead = "Posts without money, money without posts, long vacancies, grants that end, posts over, jobs without a post."

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        on = filters.get("on") or self.on
        found = findings(partner_id=self.partner.pk, units=self.units_on(on), on=on, kind=filters.get("finding") or "")
        return ListRows(self._row(one) for one in found)

    def _row(self, one: Finding) -> SimpleNamespace:
        return SimpleNamespace(
            post_no=one.post_no, role=one.role, unit=one.unit, what=dict(FINDINGS)[one.kind], detail=one.detail,
            href=self.url("post", post=one.href_id) if one.href_id else "",
        )  # fmt: skip


class SpansTable(Table):
    """Managers."""

    caption, nouns, filename = "Span of control", ("manager", "managers"), "span-of-control"
    filter_form, default_sort = OnFilter, ""
    empty = EmptyState("Nobody manages anybody yet", "Give units a managing post, or posts a post to report to.")
    columns = (
        Column("name", "Manager", header=True),
        Column("title", "Job"),
        Column("unit", "Unit"),
        Column("post_no", "Post"),
        Column("n_managed", "Manages directly", sort="n_managed", **NUMBER),
    )


class Spans(EstablishmentPage):
    """How many each manages."""

    name, table_class = "spans", SpansTable
    lead = "Jobs that each manager manages directly, by the line of posts or as manager of a unit."

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        on = filters.get("on") or self.on
        return ListRows(spans(partner_id=self.partner.pk, units=self.units_on(on), on=on))


class TransparencyTable(Table):
    """The top tiers."""

    caption, nouns, filename = "Transparency chart", ("post", "posts"), "transparency-chart"
    filter_form, default_sort = OnFilter, ""
    is_published = True
    empty = EmptyState("No post is in the top three tiers", "Give the units at the top a managing post.")
    columns = (
        Column("tier", "Tier", **NUMBER),
        Column("title", "Job title", header=True),
        Column("unit", "Department or team"),
        Column("grade", "Grade"),
        Column("term", "Permanent or temporary"),
        Column("band", "Salary band"),
        Column("ceiling", "Salary ceiling", kind=Kind.MONEY),
        Column("contact", "Contact"),
        Column("post_no", "Post"),
    )


class Transparency(EstablishmentPage):
    """The top three tiers as the law has them published."""

    name, table_class = "transparency", TransparencyTable
    lead = (
        "Posts of the top three tiers without names, salaries in bands of £5,000. Download it as CSV to publish it "
        "(Local Government Transparency Code 2015). Confidential units are left out. "
        "Contacts are those of the office, entered on the page of a unit; without one, that of the unit above."
    )

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        on = filters.get("on") or self.on
        return ListRows(transparency(partner_id=self.partner.pk, units=self.units_on(on), on=on))


class DecideMode(OrganisationProposal):
    """What is done when a post would be over its establishment."""

    kind = kinds.MODE
    form_class = ModeForm
    title = "Decide about over-establishment"
    here = "establishment"
    noun = "the establishment"
    consequences = (
        "It holds for changes of hours, new jobs and files of people. Files have nobody’s override.",
        "The HR manager and a budget holder approve it.",
    )

    def initial_values(self) -> dict[str, Any]:
        return {"mode": room.mode_on(partner_id=self.partner.pk, on=self.on).value}

    def before(self, on: date) -> dict[str, str]:
        return organisation_words.mode(self.partner.pk, on)

    def payload(self, form: Form) -> dict[str, Any]:
        return {"mode": form.cleaned_data["mode"]}
