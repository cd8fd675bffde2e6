"""Units as a tree, for whoever gives somebody a team."""

from hr.models import OrgUnit


def unit_tree(*, partner_id: int) -> list[tuple[int, str]]:
    """Return every unit as (id, path of names from the top), in the order of the tree. One query."""
    units = {unit.pk: unit for unit in OrgUnit.objects.of(partner_id).order_by("name", "id")}
    paths = {pk: _path(unit, units) for pk, unit in units.items()}
    return sorted(((pk, " / ".join(path)) for pk, path in paths.items()), key=lambda one: paths[one[0]])


def _path(unit: OrgUnit, units: dict[int, OrgUnit]) -> list[str]:
    above = units.get(unit.parent_id) if unit.parent_id is not None else None
    return [*(_path(above, units) if above is not None else []), unit.name]
