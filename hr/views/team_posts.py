"""Posts of the units that one manages: established, filled, vacant, the search for somebody, and the cost."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.engine.few import FEWEST, Group
from hr.forms.team import TeamPostsFilter
from hr.queries import team_posts as found
from hr.queries.establishment_report import PostRow
from hr.queries.teams import below
from hr.views.base import PeopleView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import money, number
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

COST = [
    {"label": "Unit"}, {"label": "People", "is_numeric": True}, {"label": "Established a year", "is_numeric": True},
    {"label": "Salaries a year", "is_numeric": True}, {"label": "Left", "is_numeric": True},
]  # fmt: skip
TOO_FEW = f"The cost is not shown: fewer than {FEWEST} people are paid here, and it would tell their salaries."


class TeamPostsTable(Table):
    """Posts."""

    caption, nouns, filename = "Posts of my units", ("post", "posts"), "team-posts"
    filter_form, default_sort = TeamPostsFilter, "post_no"
    empty = EmptyState("There are no posts here", "Posts come with the organisation.")
    columns = (
        Column(
            "post_no", "Post", sort="post_no", header=True, href=lambda row: f"../../partnership/posts/{row.post}/",
            hint=lambda row: row.role,
        ),
        Column("role", "Role", is_shown=False),
        Column("unit", "Unit", sort="unit"),
        Column("state", "State", sort="state"),
        Column("established_fte", "Established FTE", kind=Kind.NUMBER, sort="established_fte"),
        Column("filled_fte", "Filled FTE", kind=Kind.NUMBER, sort="filled_fte"),
        Column("vacant_fte", "Vacant FTE", kind=Kind.NUMBER, sort="vacant_fte"),
        Column("vacancy", "Search"),
    )  # fmt: skip


class TeamPosts(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The establishment of one’s own units, and what it costs."""

    permission = "team.posts"
    template_name = "hr/team_posts.html"
    table_class = TeamPostsTable
    audited_as = "hr_post"
    audited_id = "team"

    @cached_property
    def units(self) -> set[UUID]:
        """Return the units that one manages, and what is below them."""
        return below(partner_id=self.partner.pk, unit_ids=self.access.unit_ids, on=timezone.localdate())

    @cached_property
    def posts(self) -> list[PostRow]:
        """Return their posts today."""
        return found.rows_of(partner_id=self.partner.pk, units=self.units, on=timezone.localdate())

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the posts that the filter leaves."""
        only, search = filters.get("only", ""), filters.get("q", "")
        return ListRows(found.shown(self.posts, partner_id=self.partner.pk, search=search, only=only))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the cost by unit."""
        groups = found.cost(self.posts)
        return super().get_context_data(
            cost=[_cells(one) for one in groups], cost_headings=COST, cost_totals=_cells(_total(groups)),
            too_few=TOO_FEW if self.posts and not groups else "", fewest=FEWEST,
            breadcrumbs=self.crumbs(("My team", self.url("team")), ("Posts and cost", "")), **kwargs,
        )  # fmt: skip


def _total(groups: list[Group]) -> Group:
    people: frozenset[str] = frozenset().union(*(one.people for one in groups))
    return Group(
        name="Together", people=people, established=sum((one.established for one in groups), start=ZERO),
        actual=sum((one.actual for one in groups), start=ZERO),
    )  # fmt: skip


def _cells(one: Group) -> list[dict[str, Any]]:
    pounds = (one.established, one.actual, one.established - one.actual)
    return [
        {"text": one.name, "is_header": True},
        {"text": number(len(one.people)), "is_numeric": True},
        *({"text": money(amount), "is_numeric": True, "is_negative": amount < 0} for amount in pounds),
    ]
