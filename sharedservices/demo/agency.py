"""Agency and off-payroll workers at the county: one in a vacant post, one outside the off-payroll rules, one over."""

from datetime import date
from decimal import Decimal
from typing import Any

from hr.models import OrgUnit, Post
from hr.operations import agency
from hr.operations.agency import Wanted
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

RECORDED = at(date(2026, 11, 2), 10)
SENT = (
    ("AGENCY", "Harbour Staffing", "HS-4471", "Social worker", "37", "41.50", "NOT_ASKED", date(2026, 9, 7),
     date(2026, 12, 11), "Covers a vacancy until somebody is found"),
    ("COMPANY", "Lowen Systems Ltd", "LS-12", "Systems architect", "22.5", "78.00", "OUTSIDE", date(2026, 7, 1),
     date(2027, 6, 30), "Replaces the finance system, by results"),
    ("AGENCY", "Harbour Staffing", "HS-3902", "Planning officer", "37", "36.20", "NOT_ASKED", date(2026, 3, 2),
     date(2026, 8, 28), "Covered a backlog of applications"),
)  # fmt: skip


def make_agency(place: Place) -> dict[str, Any]:
    """Record them; return how many there are. Inside the scope."""
    if place.spec.code != COUNTY:
        return {"assignments": 0}
    units = list(OrgUnit.objects.of(place.partner.pk).filter(is_confidential=False).order_by("-id"))
    for unit, sent in zip(units, SENT, strict=False):
        kind, supplier, reference, title, hours, rate, status, first, last, why = sent
        post = Post.objects.of(place.partner.pk).filter(org_unit=unit, state="ESTABLISHED").order_by("id").first()
        wanted = Wanted(
            kind=kind, supplier=supplier, reference=reference, title=title, unit=unit.uuid, hours=Decimal(hours),
            rate=Decimal(rate), status=status, first_day=first, last_day=last, why=why,
            post=post.uuid if post and kind == "AGENCY" else None,
        )  # fmt: skip
        agency.record(partner_id=place.partner.pk, wanted=wanted, by=place.hr, at=RECORDED)
    return {"assignments": len(SENT)}
