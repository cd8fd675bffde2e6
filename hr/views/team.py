"""My team: a manager's page about today, what is coming, and the establishment."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.forms.forewarnings import TeamFilter
from hr.queries import forewarnings, organisation, return_interviews, team
from hr.queries.absences import leave_waiting_for
from hr.queries.teams import below
from hr.views.base import PeopleView
from partners.queries import deciders
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, number
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Table

MOST = 20
COMING = [{"label": "Day"}, {"label": "Name"}, {"label": "What"}]
PAY = [{"label": "From"}, {"label": "Name"}, {"label": "What happens"}, {"label": "Talk"}]
POSTS = [
    {"label": "Unit"}, {"label": "Posts", "is_numeric": True}, {"label": "Established FTE", "is_numeric": True},
    {"label": "Filled FTE", "is_numeric": True}, {"label": "Vacant FTE", "is_numeric": True},
]  # fmt: skip


class TeamTable(Table):
    """The jobs of the team."""

    stacks = True
    caption, nouns, filename = "People in the team", ("job", "jobs"), "team"
    filter_form, default_sort = TeamFilter, "name"
    empty = EmptyState("Nobody works here", "An access administrator names the units that you manage.")
    columns = (
        Column(
            "name", "Name", sort=("person__surname", "person__forenames"), header=True,
            href=lambda row: f"../people/{row.person}/", hint=lambda row: row.number,
        ),
        Column("number", "Job number", is_shown=False),
        Column("title", "Job", sort="title"),
        Column("unit", "Unit", sort="unit"),
        Column("hours", "Hours a week", hint=lambda row: row.contract),
        Column("contract", "Contract", is_shown=False),
        Column("today", "Today"),
    )  # fmt: skip


class MyTeam(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who works in the units that one manages, who is away, what is coming, and which posts are vacant."""

    permission = "team.view"
    template_name = "hr/team.html"
    table_class = TeamTable
    audited_as = "hr_assignment"
    audited_id = "team"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        on, search = timezone.localdate(), filters.get("q", "")
        return team.members(partner_id=self.partner.pk, on=on, units=self.units, search=search)

    @cached_property
    def units(self) -> set[UUID]:
        """Return the units that one manages, and what is below them."""
        return below(partner_id=self.partner.pk, unit_ids=self.access.unit_ids, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what a manager looks for first."""
        on, of = timezone.localdate(), self.partner.pk
        pay = forewarnings.of_team(partner_id=of, on=on, most=MOST)
        return super().get_context_data(
            tiles=self._tiles(), coming=[self._event(one) for one in team.events(partner_id=of, on=on)],
            coming_headings=COMING, pay=[self._pay(one) for one in pay], pay_headings=PAY,
            posts=self._posts(), posts_headings=POSTS, breadcrumbs=self.crumbs(("My team", "")), **kwargs,
        )  # fmt: skip

    def _tiles(self) -> list[dict[str, Any]]:
        on, of = timezone.localdate(), self.partner.pk
        untold = forewarnings.n_to_speak_about(partner_id=of, on=on)
        people = deciders.barred_people(self.user, of)
        leave = leave_waiting_for(partner_id=of, human_id=self.user.human_id, people=people).count()
        talks = return_interviews.due(partner_id=of, on=on).count() if self.may("absence.edit") else 0
        to_approve = f"{self.url('leave_list')}?state=REQUESTED"
        found: list[tuple[str, int, str]] = [
            ("People", team.n_people(partner_id=of, on=on, units=self.units), ""),
            ("Away today", team.n_away(partner_id=of, on=on), self.url("leave_calendar")),
            ("Leave to approve", leave, to_approve),
            ("Speak to them about pay", untold, self.url("forewarnings")),
            ("Talks after sickness", talks, f"{self.url('absences')}?lacks=interview"),
        ]
        return [{"label": label, "value": number(n), "href": href} for label, n, href in found]

    def _event(self, one: team.Event) -> list[dict[str, Any]]:
        href = self.url("person", person=one.person)
        return [{"text": day(one.on)}, {"text": one.name, "href": href, "is_header": True}, {"text": one.what}]

    def _pay(self, one: forewarnings.ForewarningRow) -> list[dict[str, Any]]:
        talk = {"text": f"{one.spoken_by}, {day(timezone.localdate(one.spoken_at))}"} if one.spoken_at else {
            "text": "Record a talk", "context": f"with {one.name}",
            "href": self.url("record_talk", forewarning=one.forewarning, query={"next": self.url("team")}),
        }  # fmt: skip
        href = self.url("person", person=one.person)
        return [
            {"text": day(one.takes_effect_on)},
            {"text": one.name, "href": href, "is_header": True},
            {"text": one.headline},
            talk,
        ]

    def _posts(self) -> list[list[dict[str, Any]]]:
        """Return the establishment of the units in the scope. Whoever fills their posts is in it, too."""
        rows = organisation.establishment(partner_id=self.partner.pk, on=timezone.localdate())
        return [_unit(row) for row in rows if row.unit in self.units]


def _unit(row: organisation.UnitRow) -> list[dict[str, Any]]:
    figures = [f"{fte:.2f}" for fte in (row.established_fte, row.filled_fte, row.vacant_fte)]
    cells = [{"text": text, "is_numeric": True} for text in (str(row.n_posts), *figures)]
    return [{"text": row.name, "is_header": True}, *cells]
