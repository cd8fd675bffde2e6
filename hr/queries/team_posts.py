"""The posts of the units that one manages, on a day, and what they cost without anybody's salary."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hr.engine.few import Group, merged
from hr.models import Vacancy
from hr.queries.establishment_report import PostRow, posts
from hr.queries.unit_tree import Tree, tree
from hr.states import VacancyState
from sharedservices.common.money import round_half_up

_OVER = (VacancyState.FILLED, VacancyState.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPost:
    """A post of the team on a day, FTE paid; `vacancy` is the stage of the search for somebody."""

    post: UUID
    post_no: str
    role: str
    unit: str
    state: str
    established_fte: Decimal
    filled_fte: Decimal
    vacant_fte: Decimal
    vacancy: str


def rows_of(*, partner_id: int, units: set[UUID], on: date) -> list[PostRow]:
    """Return the posts on the establishment of some units on a day. Six queries."""
    whole = tree(partner_id=partner_id, on=on)
    own = Tree({pk: node for pk, node in whole.nodes.items() if node.uuid in units})
    return posts(partner_id=partner_id, on=on, units=own)


def shown(rows: list[PostRow], *, partner_id: int, search: str = "", only: str = "") -> list[TeamPost]:
    """Return posts as a list shows them; of `only` "vacant" those with somebody missing. One query."""
    open_ones = Vacancy.objects.of(partner_id).filter(post_id__in=[row.pk for row in rows]).exclude(stage__in=_OVER)
    stages = {one.post_id: str(one.get_stage_display()) for one in open_ones.order_by("id")}
    words = search.lower().split()
    return [
        TeamPost(
            post=row.uuid, post_no=row.post_no, role=row.role, unit=row.unit_name, state=row.state_words,
            established_fte=round_half_up(row.established_fte, 2), filled_fte=round_half_up(row.filled_fte, 2),
            vacant_fte=round_half_up(row.vacant_fte, 2), vacancy=stages.get(row.pk, ""),
        )
        for row in rows
        if all(word in f"{row.post_no} {row.role} {row.unit_name}".lower() for word in words)
        and (only != "vacant" or row.vacant_fte > 0)
    ]  # fmt: skip


def cost(rows: list[PostRow]) -> list[Group]:
    """Return what is established and what is paid a year by unit, never of fewer than three people by themselves."""
    people: dict[str, set[str]] = defaultdict(set)
    established: dict[str, Decimal] = defaultdict(Decimal)
    actual: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        people[row.unit_name] |= {str(one.person) for one in row.holders}
        established[row.unit_name] += row.established_cost or Decimal(0)
        actual[row.unit_name] += row.actual_cost
    return merged(
        [
            Group(name=unit, people=frozenset(people[unit]), established=established[unit], actual=actual[unit])
            for unit in sorted(established)
        ]
    )
