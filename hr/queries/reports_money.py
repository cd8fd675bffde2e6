"""What posts cost against what is established for them, pay after somebody had left, and who came and went.

Amounts stand for groups of at least three people: nobody’s pay follows from them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from hr.engine.few import FEWEST
from hr.models import DeathOverpayment, Employment, OverpaymentCase, PostHolding
from hr.queries import deaths
from hr.queries.days import last_day
from hr.queries.establishment_report import posts
from hr.queries.insight import Slice
from hr.queries.team_posts import cost
from hr.queries.unit_tree import Tree, tree
from sharedservices.common.money import pence, round_half_up

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """A unit, or several too small to stand alone: people, and pounds a year established, paid, and left."""

    unit: str
    n_people: int
    established: Decimal
    actual: Decimal
    left: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overpaid:
    """Days that a run paid after somebody’s last day. The amount stands on the page of the leaver."""

    href_id: UUID
    name: str
    surname: str
    why: str
    run: str
    pay_date: date
    days: int
    days_in_period: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Somebody who came or went: on which day, and to or from what kind of employment."""

    person: UUID
    name: str
    surname: str
    employee_no: str
    what: str
    on: date
    kind: str
    employer: str


def cost_by_unit(wanted: Slice, *, on: date) -> list[CostRow]:
    """Return what is established and paid a year by unit, groups of fewer than three people put together."""
    given = wanted.parameters()
    whole = tree(partner_id=wanted.partner_id, on=on)
    nodes = {
        pk: node for pk, node in whole.nodes.items()
        if (given["all_units"] or pk in given["units"]) and given["entity"] in {None, node.legal_entity}
    }  # fmt: skip
    rows = posts(partner_id=wanted.partner_id, on=on, units=Tree(nodes))
    return [
        CostRow(
            unit=one.name, n_people=len(one.people), established=pence(one.established), actual=pence(one.actual),
            left=pence(one.established - one.actual),
            percent=round_half_up(one.actual * HUNDRED / one.established, 1) if one.established else None,
        )
        for one in cost(rows)
    ]  # fmt: skip


def overpaid(wanted: Slice, *, with_deaths: bool) -> tuple[list[Overpaid], Decimal | None]:
    """Return pay for days after a last day in the months of a slice, and what it comes to for at least three people.

    `with_deaths`: also days after a death, for those who see these cases. Two queries and those of the filters.
    """
    given, after = wanted.parameters(), (wanted.last.replace(day=1) + timedelta(days=32)).replace(day=1)
    when = Q(pay_date__gte=wanted.first, pay_date__lt=after)
    if given["entity"] is not None:
        when &= Q(employment__legal_entity_id=given["entity"])
    if not given["all_units"]:
        when &= Q(employment_id__in=_employed_in(wanted.partner_id, given["units"]))
    left = OverpaymentCase.objects.of(wanted.partner_id).filter(when).select_related("person", "leaving")
    died = DeathOverpayment.objects.of(wanted.partner_id).filter(when).select_related("case__person")
    pairs = [(row.leaving.uuid, row.person, row, "Left") for row in left.order_by("pay_date", "id")]
    if with_deaths:
        pairs += [(row.case.uuid, row.case.person, row, "Died") for row in died.order_by("pay_date", "id")]
    rows = [
        Overpaid(
            href_id=href_id, name=who.display_name, surname=who.surname, why=why, run=row.run_label,
            pay_date=row.pay_date, days=row.days_overpaid, days_in_period=row.days_in_period,
        )
        for href_id, who, row, why in pairs
    ]  # fmt: skip
    people = {who.pk for _href, who, _row, _why in pairs}
    share = (row.net_paid * row.days_overpaid / row.days_in_period for _href, _who, row, _why in pairs)
    return rows, pence(sum(share, Decimal(0))) if len(people) >= FEWEST else None


def movements(wanted: Slice, *, what: str = "") -> tuple[list[Movement], int]:
    """Return employments that began or ended in the months of a slice, the latest first, and how many ended otherwise.

    Nobody whose death was reported is among the rows: they are counted alone (T-HR-9). Two queries and the filters’.
    """
    given, after = wanted.parameters(), (wanted.last.replace(day=1) + timedelta(days=32)).replace(day=1)
    rows = Employment.objects.of(wanted.partner_id).filter(
        Q(valid__startswith__gte=wanted.first, valid__startswith__lt=after)
        | Q(valid__endswith__gt=wanted.first, valid__endswith__lte=after)
    )
    if given["entity"] is not None:
        rows = rows.filter(legal_entity_id=given["entity"])
    if not given["all_units"]:
        rows = rows.filter(pk__in=_employed_in(wanted.partner_id, given["units"]))
    found: list[Movement] = []
    died, n_other = deaths.people(partner_id=wanted.partner_id), 0
    for row in rows.select_related("person", "legal_entity").order_by("id"):
        last = last_day(row.valid)
        if row.person_id in died:
            n_other += last is not None and wanted.first <= last < after
            continue
        if what != "left" and wanted.first <= row.valid.lower < after:
            found.append(_movement(row, "Started", row.valid.lower))
        if what != "started" and last is not None and wanted.first <= last < after:
            found.append(_movement(row, "Left", last))
    return sorted(found, key=lambda one: (one.on, one.surname), reverse=True), n_other


def _employed_in(partner_id: int, units: list[int]) -> Any:
    """Return the employments that have a post of one of these units at any time."""
    held = PostHolding.objects.of(partner_id).filter(post__org_unit_id__in=units)
    return held.values("employment_id")


def _movement(row: Employment, what: str, on: date) -> Movement:
    return Movement(
        person=row.person.uuid, name=row.person.display_name, surname=row.person.surname, employee_no=row.employee_no,
        what=what, on=on, kind=row.get_kind_display(), employer=row.legal_entity.legal_name,
    )  # fmt: skip
