"""How the public reaches units: of a unit without a contact of its own, as of the next one above it."""

from hr.models import UnitContact
from hr.queries.unit_tree import Tree


def of_units(*, partner_id: int, units: Tree) -> dict[int, str]:
    """Return what is published for each unit that has a contact, or has one above it. One query."""
    rows = UnitContact.objects.of(partner_id).filter(org_unit_id__in=list(units.nodes)).order_by("id")
    own = {row.org_unit_id: row.words for row in rows}
    found = {}
    for pk in units.nodes:
        line = [pk, *(one.pk for one in units.above(pk))]
        words = next((own[one] for one in line if one in own), "")
        if words:
            found[pk] = words
    return found
