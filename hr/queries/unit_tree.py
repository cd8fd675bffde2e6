"""The tree of units as it is on a day: before a reorganisation and after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from hr.models import OrgUnit, UnitVersion

OF_UNIT = ("unit_id", "unit__uuid", "unit__code", "name", "unit__kind", "unit__legal_entity_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A unit on a day. `parent` and `manager_post` are ids of rows."""

    pk: int
    uuid: UUID
    code: str
    name: str
    kind: str
    legal_entity: int
    parent: int | None
    manager_post: int | None
    is_confidential: bool


@dataclass(slots=True)
class Tree:
    """Units by id, and which stand below which, by name."""

    nodes: dict[int, Node]
    children: dict[int | None, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in sorted(self.nodes.values(), key=lambda one: (one.name.lower(), one.pk)):
            above = node.parent if node.parent in self.nodes else None
            self.children.setdefault(above, []).append(node.pk)

    def by_uuid(self, unit: UUID) -> Node | None:
        """Return a unit by its public id; None when it is not there on the day."""
        return next((node for node in self.nodes.values() if node.uuid == unit), None)

    def below(self, units: Iterable[int]) -> set[int]:
        """Return units with every unit below them."""
        found: set[int] = set()
        waiting = [pk for pk in units if pk in self.nodes]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += self.children.get(pk, [])
        return found

    def above(self, unit: int) -> list[Node]:
        """Return the units above a unit, the next one first."""
        found: list[Node] = []
        node = self.nodes.get(unit)
        while node is not None and node.parent is not None and len(found) <= len(self.nodes):
            node = self.nodes.get(node.parent)
            found += [node] if node else []
        return found

    def walk(self, top: int | None = None) -> Iterator[tuple[int, Node]]:
        """Yield (depth, unit) in the order of a chart; below one unit when it is given."""
        start = self.children.get(None, []) if top is None else [top]
        waiting = [(0, pk) for pk in reversed(start)]
        while waiting:
            depth, pk = waiting.pop()
            yield depth, self.nodes[pk]
            waiting += [(depth + 1, child) for child in reversed(self.children.get(pk, []))]

    def open(self) -> "Tree":
        """Return the tree without confidential units and everything below them."""
        hidden = self.below(pk for pk, node in self.nodes.items() if node.is_confidential)
        return Tree({pk: node for pk, node in self.nodes.items() if pk not in hidden})


def tree(*, partner_id: int, on: date, with_confidential: bool = True) -> Tree:
    """Return the units of a partner on a day. One query."""
    rows = (
        UnitVersion.objects.of(partner_id)
        .filter(valid__contains=on, unit__valid__contains=on)
        .order_by("unit_id")
        .values(*OF_UNIT, "parent_id", "manager_post_id", "unit__is_confidential")
    )
    found = Tree({row["unit_id"]: _node(row) for row in rows})
    return found if with_confidential else found.open()


def _node(row: dict[str, Any]) -> Node:
    return Node(
        pk=row["unit_id"],
        uuid=row["unit__uuid"],
        code=row["unit__code"],
        name=row["name"],
        kind=OrgUnit.Kind(row["unit__kind"]).label,
        legal_entity=row["unit__legal_entity_id"],
        parent=row["parent_id"],
        manager_post=row["manager_post_id"],
        is_confidential=row["unit__is_confidential"],
    )


def unit_ids_and_below(*, partner_id: int, unit: UUID, on: date | None) -> set[int]:
    """Return the ids of a unit and of what is below it on a day; without a day, of what was or will be below it."""
    if on is not None:
        found = tree(partner_id=partner_id, on=on)
        node = found.by_uuid(unit)
        return found.below([node.pk]) if node else set()
    rows = UnitVersion.objects.of(partner_id).order_by("id")
    known = list(rows.values_list("unit_id", "parent_id", "unit__uuid"))
    ids = {pk for pk, _parent, uid in known if uid == unit}
    while below := {pk for pk, parent, _uid in known if parent in ids} - ids:
        ids |= below
    return ids
