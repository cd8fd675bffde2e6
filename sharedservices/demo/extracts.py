"""What the county’s auditor took of the ledger before the site visit."""

from typing import Any

from finance.models import LedgerExtract, Period
from finance.operations import extracts
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import NOVEMBER, at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

VISIT = at(NOVEMBER.replace(day=18), 14)


def make_extracts(place: Place) -> dict[str, Any]:
    """Make one at the county; return how many there are. In the scope."""
    if place.spec.code == COUNTY:
        kept = Period.objects.of(place.partner.pk).values("legal_entity")
        entity = LegalEntity.objects.of(place.partner.pk).filter(pk__in=kept).order_by("id")[0]
        extracts.make(legal_entity=entity.uuid, year=NOVEMBER.year, by=office("audit", place.spec), at=VISIT)
    return {"extracts": LedgerExtract.objects.of(place.partner.pk).count()}
