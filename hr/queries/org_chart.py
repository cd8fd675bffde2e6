"""The chart of an organisation on a day: units with who manages them and what is vacant; the top tiers; spans."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hr.engine.establishment import salary_band
from hr.models import AssignmentTerms, Person, Post
from hr.queries import deaths, reference, unit_contacts
from hr.queries.establishment_report import PostRow, UnitFigures, by_unit, posts, with_below
from hr.queries.managers import Lines
from hr.queries.unit_tree import Node, Tree

NONE = Decimal(0)
TIERS = 3
"""Local Government Transparency Code 2015, paragraph 49: staff in the top three levels of the organisation."""
WITHHELD = "Name withheld"
TEMPORARY = frozenset(
    {AssignmentTerms.Contract.FIXED_TERM.value, AssignmentTerms.Contract.TEMPORARY.value}
    | {AssignmentTerms.Contract.SECONDMENT_IN.value}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartUnit:
    """A unit of the chart: figures of itself and everything below; the post that manages it, and who holds that.

    `managers` is empty for readers who see no names, though somebody holds the post (`is_managed`).
    """

    node: Node
    manager_post: str
    is_managed: bool
    managers: tuple[str, ...]
    below: UnitFigures
    children: tuple["ChartUnit", ...]


def chart(*, partner_id: int, units: Tree, on: date, top: int | None, with_names: bool) -> list[ChartUnit]:
    """Return the chart from the top, or from one unit down. Eleven queries. Protected people stay without a name.

    A post whose holder has died is not called vacant for thirty days.
    """
    rows = posts(partner_id=partner_id, on=on, units=units)
    by_pk = {row.pk: row for row in rows}
    protected = set(
        Person.objects.of(partner_id).filter(is_sensitive=True).order_by("id").values_list("uuid", flat=True)
    )
    rests = deaths.kept_posts(partner_id=partner_id, on=on)
    died = set(
        Person.objects.of(partner_id).filter(pk__in=deaths.people(partner_id=partner_id)).values_list("uuid", flat=True)
    )
    rows = [replace(row, vacant_fte=max(row.vacant_fte - rests.get(row.pk, NONE), NONE)) for row in rows]
    figures = with_below(units, by_unit(rows))

    def built(pk: int) -> ChartUnit:
        node = units.nodes[pk]
        post = by_pk.get(node.manager_post or 0)
        is_resting = post is not None and post.pk in rests and not post.holders
        held = [] if post is None or not with_names else [
            WITHHELD if one.person in protected else deaths.SPEAK if one.person in died else one.name
            for one in post.holders
        ] + [deaths.SPEAK] * is_resting  # fmt: skip
        return ChartUnit(
            node=node,
            manager_post=f"{post.role}, post {post.post_no}" if post else "",
            is_managed=bool(post and post.holders) or is_resting,
            managers=tuple(held),
            below=figures[pk],
            children=tuple(built(child) for child in units.children.get(pk, [])),
        )

    return [built(pk) for pk in ([top] if top is not None else units.children.get(None, []))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many jobs somebody manages directly."""

    person: UUID
    name: str
    title: str
    unit: str
    post_no: str
    n_managed: int


def spans(*, partner_id: int, units: Tree, on: date) -> list[Span]:
    """Return everybody who manages somebody on a day, the widest span first. Seven queries."""
    lines = Lines(partner_id, on)
    managed: dict[int, int] = {}
    for pk in lines.jobs:
        for one in lines.managers_of(pk):
            managed[one.assignment] = managed.get(one.assignment, 0) + 1
    found = [
        Span(person=held.person, name=held.name, title=held.title, unit=row.unit_name, post_no=row.post_no,
             n_managed=managed[held.assignment])
        for row in posts(partner_id=partner_id, on=on, units=units)
        for held in row.holders if held.assignment in managed
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.n_managed, one.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class TopPost:
    """A post of the top tiers as the law has it published: pounds in bands of 5,000."""

    tier: int
    post_no: str
    title: str
    unit: str
    grade: str
    term: str
    band: str
    ceiling: Decimal | None
    contact: str = ""


def transparency(*, partner_id: int, units: Tree, on: date) -> list[TopPost]:
    """Return the posts of the top three tiers, of units that are not confidential. Nine queries.

    A post's tier is one more than the number of posts in the line above it. Posts without a line that manage nothing
    are no tier: the chart says where a line is missing.
    """
    lines = Lines(partner_id, on)
    managing = {node.manager_post for node in units.nodes.values()} | {above for _unit, above in lines.posts.values()}
    found = []
    for row in posts(partner_id=partner_id, on=on, units=units.open()):
        above = lines.posts_above(row.pk)
        if len(above) < TIERS and (above or row.pk in managing):
            found.append((len(above) + 1, row))
    grades = _grades(partner_id, on, [row.pk for _tier, row in found])
    contacts = unit_contacts.of_units(partner_id=partner_id, units=units.open())
    return [
        _top(tier, row, grades.get(row.pk), contacts.get(row.unit, ""))
        for tier, row in sorted(found, key=lambda one: (one[0], one[1].post_no))
    ]


def _grades(partner_id: int, on: date, wanted: list[int]) -> dict[int, tuple[str, Decimal | None]]:
    """Return the name of the role's grade and the most that it pays a year, by post. Two queries."""
    grades = {row.pk: (row.name, row.highest) for row in reference.grades(partner_id=partner_id, on=on).order_by("id")}
    rows = Post.objects.of(partner_id).filter(pk__in=wanted, role__grade__isnull=False).order_by("id")
    return {post: grades[grade] for post, grade in rows.values_list("pk", "role__grade_id")}


def _top(tier: int, row: PostRow, grade: tuple[str, Decimal | None] | None, contact: str) -> TopPost:
    salaries = [one.salary for one in row.holders if one.counts]
    is_temporary = any(one.contract in TEMPORARY for one in row.holders)
    return TopPost(
        tier=tier,
        post_no=row.post_no,
        title=row.role,
        unit=row.unit_name,
        grade=grade[0] if grade else "",
        term=("Temporary" if is_temporary else "Permanent") if row.holders else "Vacant",
        band=salary_band(max(salaries)) if salaries else "",
        ceiling=grade[1] if grade else None,
        contact=contact,
    )
