"""Roster files of the seeded police force, and somebody whose duty they tell of."""

from hr.models import RosterImport, RosterLine
from partners.models import Partner
from tests.browser.rows import Arguments


def files(_partner: Partner) -> Arguments:
    """A file in each state, and the template."""
    found = RosterImport.objects.order_by("state", "id").distinct("state")
    return [*({"roster_import": one.uuid} for one in found), {"file_format": "csv"}]


def people(_partner: Partner) -> Arguments:
    """Somebody on duty."""
    found = RosterLine.objects.filter(in_force=True).select_related("person").order_by("-kind", "id")
    return [{"person": one.person.uuid} for one in found[:1]]
