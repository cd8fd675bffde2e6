"""Hierarchies of codes: what they hold, what a version moves, balances added up by them (domain FIN-01, FIN-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from finance.models import CostCentre, Hierarchy, HierarchyLine, HierarchyVersion, Subjective
from finance.queries import few_people
from finance.queries.shown_balances import shown
from finance.queries.trial_balance import LATER
from finance.states import HierarchyState
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO

KIND = "finance.hierarchy"
FIELD = {"SUBJECTIVE": "subjective", "COST_CENTRE": "cost_centre"}
# What income and expenditure was charged to each cost centre: what it pays people stands by itself.
CENTRES = """
SELECT coalesce(cc.code, ''), coalesce(cc.name, ''), s."group" = 'EMPLOYEES', c.cost_centre_id,
       coalesce(sum(b.debit - b.credit) FILTER (WHERE p.number = %(number)s), 0), sum(b.debit - b.credit)
FROM (SELECT partner_id, period_id, coding_id, debit, credit FROM finance_balance WHERE partner_id = %(partner)s
      /*later*/) b
JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
JOIN finance_coding c ON c.partner_id = b.partner_id AND c.id = b.coding_id
JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
WHERE b.partner_id = %(partner)s AND p.legal_entity_id = %(entity)s AND p.year = %(year)s AND p.number <= %(number)s
  AND s.code < '9'
GROUP BY 1, 2, 3, 4 ORDER BY 1, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A row of a hierarchy: how deep it stands (1 the highest), pounds of the period and to date, debits above nought.

    `is_leaf`: a code of the ledger itself. `is_apart`: it stands in no part of the hierarchy.
    """

    code: str
    name: str
    level: int
    period: Decimal
    to_date: Decimal
    is_leaf: bool = False
    is_apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a version changes: a code, where it stood and where it stands; empty for nowhere."""

    code: str
    name: str
    before: str
    after: str


def get(hierarchy: UUID) -> Hierarchy:
    """Return a hierarchy. :raises Hierarchy.DoesNotExist: when there is none in scope."""
    row: Hierarchy = Hierarchy.objects.select_related("legal_entity", "partner").get(uuid=hierarchy)
    return row


def version_of(version: UUID) -> HierarchyVersion:
    """Return a version. :raises HierarchyVersion.DoesNotExist: when there is none in scope."""
    row: HierarchyVersion = HierarchyVersion.objects.select_related(
        "hierarchy__legal_entity", "prepared_by", "applied_by", "partner"
    ).get(uuid=version)
    return row


def every(*, partner_id: int) -> list[Hierarchy]:
    """Return the hierarchies of a partner, by code."""
    return list(Hierarchy.objects.of(partner_id).select_related("legal_entity").order_by("code", "id"))


def versions(row: Hierarchy) -> list[HierarchyVersion]:
    """Return the versions of a hierarchy, the latest first."""
    rows = HierarchyVersion.objects.of(row.partner_id).filter(hierarchy=row)
    return list(rows.select_related("prepared_by", "applied_by").order_by("-number"))


def in_force(row: Hierarchy, *, on: date) -> HierarchyVersion | None:
    """Return the version that holds on a day; None before the first. One query."""
    rows = HierarchyVersion.objects.of(row.partner_id).filter(
        hierarchy=row, state=HierarchyState.APPLIED, starts_on__lte=on
    )
    found: HierarchyVersion | None = rows.order_by("-starts_on", "-number").first()
    return found


def lines(version: HierarchyVersion, segment: str) -> list[tuple[str, list[str], list[str]]]:
    """Return (code, codes above it, names above it), by code. One query."""
    field = FIELD[segment]
    rows = HierarchyLine.objects.of(version.partner_id).filter(version=version)
    return list(rows.annotate(of=F(f"{field}__code")).order_by("of").values_list("of", "codes", "names"))


def codes_of(row: Hierarchy) -> list[Any]:
    """Return every code that a hierarchy may add up: leaves of the chart, or an entity's cost centres."""
    if row.segment == Hierarchy.Segment.SUBJECTIVE:
        return list(Subjective.objects.of(row.partner_id).filter(is_posting=True).order_by("code"))
    return list(CostCentre.objects.of(row.partner_id).filter(legal_entity=row.legal_entity).order_by("code"))


def ids_of_codes(row: Hierarchy) -> dict[str, int]:
    """Return the primary keys of those codes. One query."""
    return {one.code: one.pk for one in codes_of(row)}


def unplaced(row: Hierarchy, version: HierarchyVersion | None, *, on: date) -> list[Any]:
    """Return the codes that are open on a day and stand nowhere in a version."""
    placed = {code for code, _codes, _names in lines(version, row.segment)} if version else set()
    return [one for one in codes_of(row) if one.code not in placed and _is_open(one, on)]


def moves(version: HierarchyVersion) -> list[Move]:
    """Return what a version changes beside the one that holds on its first day, by code."""
    row = version.hierarchy
    before = _before(version)
    was = {code: names for code, _codes, names in lines(before, row.segment)} if before else {}
    now = {code: names for code, _codes, names in lines(version, row.segment)}
    called = {one.code: one.name for one in codes_of(row)}
    return [
        Move(code=code, name=called.get(code, ""), before=_path(was.get(code)), after=_path(now.get(code)))
        for code in sorted(was.keys() | now.keys())
        if was.get(code) != now.get(code)
    ]


def words(version: HierarchyVersion) -> dict[str, str]:
    """Say what a version is, for those who decide about it."""
    moved = moves(version)
    now = in_force(version.hierarchy, on=version.starts_on)
    return {
        "In force from that day": f"Version {now.number}" if now else "None",
        "Holds from": day(version.starts_on), "What changes": version.description,
        "Codes that stand in it": f"{version.n_lines:,}", "Codes that move": f"{len(moved):,}",
        "Codes that stand nowhere": f"{len(unplaced(version.hierarchy, version, on=version.starts_on)):,}",
    }  # fmt: skip


def added_up(
    *, row: Hierarchy, legal_entity_id: int, year: int, number: int, on: date, as_at: date | None, sees_pay: bool
) -> list[Node]:
    """Return the balances of a ledger added up by what a hierarchy holds on a day: nodes with their codes below.

    The last rows are those that stand nowhere in it. Without `sees_pay`, pay that would say what somebody is paid
    stands apart from it (domain FIN-15). A fixed number of statements.
    """
    wanted: dict[str, Any] = {
        "partner_id": row.partner_id, "legal_entity_id": legal_entity_id, "year": year, "number": number,
        "as_at": as_at, "sees_pay": sees_pay,
    }  # fmt: skip
    if row.segment == Hierarchy.Segment.SUBJECTIVE:
        seen = shown(**wanted)
        leaves = [Leaf(one.code, one.name, one.period, one.to_date) for one in seen.rows]
    else:
        leaves = _centres(**wanted, on=on)
    version = in_force(row, on=on)
    where = {code: (codes, names) for code, codes, names in lines(version, row.segment)} if version else {}
    return _tree(leaves, where)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A code with its pounds of the period and to date; without a code, what cannot be shown by code."""

    code: str
    name: str
    period: Decimal
    to_date: Decimal


# --- the parts ------------------------------------------------------------------------------------------------------
def _is_open(code: Any, on: date) -> bool:
    first, closed = code.valid.lower, code.valid.upper
    return (first is None or first <= on) and (closed is None or on < closed)


def _path(names: Sequence[str] | None) -> str:
    return " / ".join(names or ())


def _before(version: HierarchyVersion) -> HierarchyVersion | None:
    rows = HierarchyVersion.objects.of(version.partner_id).filter(
        hierarchy=version.hierarchy, state=HierarchyState.APPLIED, starts_on__lte=version.starts_on,
        number__lt=version.number,
    )  # fmt: skip
    found: HierarchyVersion | None = rows.order_by("-starts_on", "-number").first()
    return found


def _centres(
    *,
    partner_id: int,
    legal_entity_id: int,
    year: int,
    number: int,
    as_at: date | None,
    sees_pay: bool,
    on: date,
) -> list[Leaf]:
    """Return what was charged to each cost centre; pay of few people, or all pay, in a row of its own."""
    given: dict[str, Any] = {"partner": partner_id, "entity": legal_entity_id, "year": year, "number": number}
    sql = CENTRES
    if as_at is not None:
        given["after"] = timezone.make_aware(datetime.combine(as_at + timedelta(days=1), time.min))
        sql = CENTRES.replace("/*later*/", LATER)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    few = None if sees_pay else few_people.few(partner_id=partner_id, legal_entity_id=legal_entity_id, on=on)
    found: dict[str, Leaf] = {}
    for code, name, is_pay, centre_id, period, to_date in rows:
        hidden = few is not None and is_pay and (few.would_tell or centre_id in few.centres)
        key = "*" if hidden else code
        called = "Pay that would say what somebody is paid" if hidden else name or "Without a cost centre"
        was = found.get(key, Leaf("" if hidden else code, called, ZERO, ZERO))
        found[key] = Leaf(was.code, was.name, was.period + period, was.to_date + to_date)
    return list(found.values())


def _tree(leaves: Sequence[Leaf], where: dict[str, tuple[list[str], list[str]]]) -> list[Node]:
    """Return nodes and leaves in the order of their codes, each node with the sum of what stands below it."""
    sums: dict[tuple[str, ...], tuple[str, Decimal, Decimal]] = {}
    below: dict[tuple[str, ...], list[Leaf]] = {}
    apart = []
    for leaf in leaves:
        if leaf.code not in where:
            apart.append(leaf)
            continue
        codes, names = where[leaf.code]
        for depth in range(1, len(codes) + 1):
            key = tuple(codes[:depth])
            _name, period, to_date = sums.get(key, ("", ZERO, ZERO))
            sums[key] = (names[depth - 1], period + leaf.period, to_date + leaf.to_date)
        below.setdefault(tuple(codes), []).append(leaf)
    nodes = []
    for key in sorted(sums):
        name, period, to_date = sums[key]
        nodes.append(Node(code=key[-1], name=name, level=len(key), period=period, to_date=to_date))
        nodes += [
            Node(code=one.code, name=one.name, level=len(key) + 1, period=one.period, to_date=one.to_date, is_leaf=True)
            for one in below.get(key, ())
        ]
    return nodes + [
        Node(
            code=one.code, name=one.name, level=1, period=one.period, to_date=one.to_date, is_leaf=bool(one.code),
            is_apart=True,
        )
        for one in apart
    ]  # fmt: skip
