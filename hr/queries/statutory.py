"""The jobs that a return to government counts, and the salaries that a council publishes: of one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hr.engine.establishment import BAND, paid_fte, salary_band
from hr.engine.statutory import Job, Return
from hr.models import AssignmentTerms, Person, PostHolding, SensitivePost
from hr.queries import unit_contacts
from hr.queries.establishment_report import holders
from hr.queries.insight import Slice
from hr.queries.unit_tree import tree

SENIOR, NAMED = Decimal(50000), Decimal(150000)
"""From which salary a year a job is published, and from which by name.

Source: Local Government Transparency Code 2015, paragraphs 47 and 48; Accounts and Audit Regulations 2015, schedule 1
"""
TEMPORARY = frozenset({"FIXED_TERM", "TEMPORARY", "CASUAL", "RELIEF", "APPRENTICE", "SECONDMENT_IN"})
TERM = {True: "Temporary or casual", False: "Permanent"}
SEX = {"F": "Women", "M": "Men"}
_OF_JOB = (
    "assignment_id", "person_id", "person__sex", "contract", "contract_hours", "full_time_hours", "paid_weeks",
    "weeks_in_year",
)  # fmt: skip
_OF_POST = ("assignment_id", "post__role__staff_group__name", "post__role__grade__name", "post__org_unit__name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Senior:
    """A job of at least 50,000 pounds a year as it is published: a name from 150,000 on, or none."""

    low: Decimal
    band: str
    title: str
    unit: str
    employer: str
    term: str
    name: str
    contact: str


def jobs(wanted: Return, of: Slice, *, on: date) -> list[Job]:
    """Return the jobs of a day that a return counts. Two queries and those of the filters."""
    given = of.parameters()
    rows = AssignmentTerms.objects.of(of.partner_id).filter(
        valid__contains=on, assignment__valid__contains=on, assignment__employment__valid__contains=on,
        assignment__employment__kind__in=wanted.kinds,
    )  # fmt: skip
    if given["entity"] is not None:
        rows = rows.filter(assignment__employment__legal_entity_id=given["entity"])
    held = PostHolding.objects.of(of.partner_id).filter(valid__contains=on)
    if wanted.units:
        held = held.filter(post__org_unit__kind__in=wanted.units)
    if not given["all_units"]:
        held = held.filter(post__org_unit_id__in=given["units"])
    posts = {row["assignment_id"]: row for row in held.order_by("id").values(*_OF_POST)}
    is_narrowed = bool(wanted.units) or not given["all_units"]
    return [
        _job(row, posts.get(row["assignment_id"], {}))
        for row in rows.order_by("assignment_id", "id").values(*_OF_JOB)
        if row["assignment_id"] in posts or not is_narrowed
    ]


def _job(row: Mapping[str, Any], post: Mapping[str, Any]) -> Job:
    fte = paid_fte(row["contract_hours"], row["full_time_hours"], row["paid_weeks"], row["weeks_in_year"])
    is_full = row["contract_hours"] >= row["full_time_hours"]
    return Job(
        person=row["person_id"], fte=fte,
        said={
            "sex": SEX.get(row["person__sex"], "Not known"), "hours": "Full time" if is_full else "Part time",
            "term": TERM[row["contract"] in TEMPORARY], "group": post.get("post__role__staff_group__name") or "No post",
            "grade": post.get("post__role__grade__name") or "No grade", "unit": post.get("post__org_unit__name") or "",
        },
    )  # fmt: skip


def senior(of: Slice, *, on: date) -> list[Senior]:
    """Return the jobs of at least 50,000 pounds a year on a day, the best paid first. Six queries and the filters’.

    Nobody in a covert role is among them, whoever reads: what is published is read by everybody.
    """
    given, partner_id = of.parameters(), of.partner_id
    covert = SensitivePost.objects.of(partner_id).filter(kind=SensitivePost.Kind.COVERT, lifted_at=None)
    hidden = _people(partner_id, pk__in=covert.values("person_id"))
    shown_tree = tree(partner_id=partner_id, on=on).open()
    shown = shown_tree.nodes
    contacts = unit_contacts.of_units(partner_id=partner_id, units=shown_tree)
    guarded = hidden | _people(partner_id, is_sensitive=True)
    rows = PostHolding.objects.of(partner_id).filter(valid__contains=on)
    if given["entity"] is not None:
        rows = rows.filter(employment__legal_entity_id=given["entity"])
    if not given["all_units"]:
        rows = rows.filter(post__org_unit_id__in=given["units"])
    place = {
        row.assignment_id: (
            row.post.org_unit.name,
            row.employment.legal_entity.legal_name,
            contacts.get(row.post.org_unit_id, ""),
        )
        for row in rows.select_related("post__org_unit", "employment__legal_entity").order_by("id")
        if row.post.org_unit_id in shown
    }
    found = [
        (held.salary, _senior(held, *place[held.assignment], is_guarded=held.person in guarded))
        for one in holders(partner_id=partner_id, on=on).values()
        for held in one
        if held.salary >= SENIOR and held.assignment in place and held.person not in hidden
    ]
    return [row for _salary, row in sorted(found, key=lambda pair: (-pair[0], pair[1].title))]


def _people(partner_id: int, **wanted: Any) -> set[UUID]:
    return set(Person.objects.of(partner_id).filter(**wanted).order_by("id").values_list("uuid", flat=True))


def _senior(held: Any, unit: str, employer: str, contact: str, *, is_guarded: bool) -> Senior:
    band = salary_band(held.salary)
    return Senior(
        low=held.salary // BAND * BAND, band=band, title=held.title, unit=unit, employer=employer,
        term=TERM[held.contract in TEMPORARY], name=held.name if held.salary >= NAMED and not is_guarded else "",
        contact=contact,
    )  # fmt: skip
