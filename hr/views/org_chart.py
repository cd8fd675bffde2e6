"""The chart of the organisation on a day, drawn as a tree that opens and closes, and the pages of a unit and a post."""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from hr.forms.organisation import ChartFilter
from hr.models import OrgUnit
from hr.queries import blockers, organisation_words
from hr.queries.establishment_report import PostRow, UnitFigures, posts
from hr.queries.org_chart import ChartUnit, chart
from hr.views.base import find
from hr.views.organisation_base import OrganisationView
from hr.views.people import as_uuid
from sharedservices.common.formatting import counted, number
from sharedservices.common.money import round_half_up

OPEN_LEVELS = 2


def fte(value: Any) -> str:
    """Return full-time equivalents with two places."""
    return number(round_half_up(value, 2))


def figures_words(one: UnitFigures) -> str:
    """Say what there is in a unit and below."""
    vacant = f"{fte(one.vacant_fte)} FTE vacant" if one.vacant_fte > 0 else "nothing vacant"
    if one.vacant_fte < 0:
        vacant = f"{fte(-one.vacant_fte)} FTE over"
    return f"{counted(one.n_posts, 'post', 'posts')}, {fte(one.filled_fte)} of {fte(one.established_fte)} FTE, {vacant}"


def _bar(one: UnitFigures) -> dict[str, Any]:
    """Return how much of a unit is filled: in words, as a part of a hundred, and whether it is over."""
    part = round_half_up(one.filled_fte / one.established_fte * 100, 0) if one.established_fte else 0
    short = f"{fte(one.filled_fte)} of {fte(one.established_fte)} FTE"
    return {"short": short, "filled_percent": min(int(part), 100), "is_over": one.vacant_fte < 0}


class OrgChart(OrganisationView, TemplateView):
    """The chart."""

    template_name = "hr/org_chart.html"
    counts_only = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the tree, open where the reader searches."""
        form = ChartFilter(self.request.GET, units=self.unit_options())
        given = form.cleaned_data if form.is_valid() else {}
        top = self.units.by_uuid(as_uuid(given["unit"])) if as_uuid(given.get("unit")) else None  # type: ignore[arg-type]
        words = given.get("q", "").lower().split()
        drawn = chart(
            partner_id=self.partner.pk, units=self.units, on=self.on, top=top.pk if top else None,
            with_names=self.access.units_for("people.view") is None,
        )  # fmt: skip
        nodes = [self._node(one, words, 0) for one in drawn]
        n_found = sum(one["n_matches"] for one in nodes)
        return super().get_context_data(
            form=form,
            nodes=nodes,
            on=self.on,
            found=f"{counted(n_found, 'unit', 'units')} found" if words else "",
            zoomed=top.name if top else "",
            whole_href=self.url("org_chart", query={"on": self.on_asked}),
            actions=self._actions(),
            links=self._links(),
            breadcrumbs=self.crumbs(("Partnership", f"/p/{self.partner.code}/partnership/"), ("Organisation", "")),
            **kwargs,
        )

    def _node(self, one: ChartUnit, words: list[str], depth: int) -> dict[str, Any]:
        """Return a unit for the template; it is open near the top, and down to whatever is searched."""
        children = [self._node(child, words, depth + 1) for child in one.children]
        text = f"{one.node.name} {one.node.code}".lower()
        is_match = bool(words) and all(word in text for word in words)
        n_below = sum(child["n_matches"] for child in children)
        return {
            "name": one.node.name,
            "kind": one.node.kind,
            "href": self.url("unit", unit=one.node.uuid, query={"on": self.on_asked}),
            "zoom": self.url("org_chart", query={"on": self.on_asked, "unit": str(one.node.uuid)}),
            "manager": one.manager_post,
            "managers": ", ".join(one.managers),
            "is_managed": one.is_managed,
            "figures": figures_words(one.below),
            **_bar(one.below),
            "is_confidential": one.node.is_confidential,
            "children": children,
            "is_match": is_match,
            "n_matches": n_below + is_match,
            "is_open": bool(n_below) if words else depth < OPEN_LEVELS,
        }

    def _actions(self) -> list[dict[str, str]]:
        if not self.may("establishment.edit"):
            return []
        return [
            {"label": "Plan a reorganisation", "href": self.url("reorganise")},
            {"label": "Create a unit", "href": self.url("unit_create"), "kind": "secondary"},
            {"label": "Draft a post", "href": self.url("post_draft"), "kind": "secondary"},
        ]

    def _links(self) -> list[dict[str, str]]:
        kept = {"on": self.on_asked}
        found = [
            {"label": "The same as a table", "href": self.url("units", query=kept)},
            {"label": "Posts", "href": self.url("posts", query=kept)},
        ]
        if self.may("establishment.view"):
            found.append({"label": "Establishment reports", "href": self.url("establishment", query=kept)})
        return found


class UnitPage(OrganisationView, TemplateView):
    """One unit on a day."""

    template_name = "hr/unit.html"
    counts_only = True
    unit: OrgUnit

    def load(self) -> None:
        """Find the unit. :raises Http404: for a confidential one to those who need not know."""
        self.unit = find(OrgUnit.objects, uuid=self.kwargs["unit"])
        if not self.may("organisation.view_confidential") and self._is_hidden():
            raise Http404

    def _is_hidden(self) -> bool:
        valid = self.unit.valid
        day_there = max(self.on, valid.lower)
        if valid.upper is not None and day_there >= valid.upper:
            return self.unit.is_confidential
        return self.unit.pk not in self.units_on(day_there).nodes

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what it is, what is in it, what stands in the way of its end."""
        node = self.units.nodes.get(self.unit.pk)
        rows = [one for one in posts(partner_id=self.partner.pk, on=self.on, units=self.units)
                if one.unit == self.unit.pk]  # fmt: skip
        facts = [{"key": k, "value": v} for k, v in organisation_words.unit(self.unit, self.on).items()]
        trail = [(one.name, self.url("unit", unit=one.uuid)) for one in reversed(self.units.above(self.unit.pk))]
        return super().get_context_data(
            title=node.name if node else self.unit.name,
            is_there=node is not None,
            on=self.on,
            facts=[{"key": "Code", "value": self.unit.code}, {"key": "Kind", "value": self.unit.get_kind_display()},
                   *facts],
            posts=[self._post(one) for one in rows],
            headings=[
                {"label": "Post"}, {"label": "Role"}, {"label": "Established FTE", "is_numeric": True},
                {"label": "Vacant FTE", "is_numeric": True}, {"label": "State"},
            ],
            children=[
                {"label": self.units.nodes[pk].name, "href": self.url("unit", unit=self.units.nodes[pk].uuid)}
                for pk in self.units.children.get(self.unit.pk, [])
            ] if node else [],
            blockers=blockers.of_unit(self.unit, until=self.on) if self.may("establishment.edit") else [],
            actions=self._actions(),
            breadcrumbs=self.organisation_trail(*trail, (self.unit.name, "")),
            **kwargs,
        )  # fmt: skip

    def _post(self, row: PostRow) -> list[dict[str, Any]]:
        return [
            {"text": row.post_no, "href": self.url("post", post=row.uuid), "is_header": True},
            {"text": row.role},
            {"text": fte(row.established_fte), "is_numeric": True},
            {"text": fte(row.vacant_fte), "is_numeric": True, "is_negative": row.vacant_fte < 0},
            {"text": row.state_words},
        ]

    def _actions(self) -> list[dict[str, str]]:
        if not self.may("establishment.edit"):
            return []
        names = [("Change", "unit_change"), ("Contact for publication", "unit_contact"), ("End", "unit_end")]
        if self.may("organisation.view_confidential"):
            names.append(("Keep off charts", "unit_conceal"))
        return [
            {"label": label, "href": self.url(name, unit=self.unit.uuid), "kind": "secondary" if i else ""}
            for i, (label, name) in enumerate(names)
        ]
