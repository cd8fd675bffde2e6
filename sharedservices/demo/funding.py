"""Statutory adjustments of the county's council: depreciation that no council tax pays for, and what is set aside."""

from datetime import date
from decimal import Decimal

from finance.models import CostCentre, Journal
from finance.operations import journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from partners.models import LegalEntity, User
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place

ON, WRITTEN = date(2026, 9, 30), at(date(2026, 11, 3), 10)
DEPRECIATION, SET_ASIDE = (Decimal(412_500), Decimal(1_236_800)), Decimal(684_000)
CENTRES = (0, 5)
"""Which cost centres, by code, have buildings and roads: one of the first directorate, one of the second."""


def adjust(place: Place, entity: LegalEntity, by: User) -> None:
    """Post half a year's depreciation, minimum revenue provision, and the journals that keep both off council tax."""
    codes = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")
    centres = list(codes.values_list("code", flat=True)[: CENTRES[-1] + 1])
    if len(centres) <= CENTRES[-1]:
        return
    used = [(centres[n], pounds) for n, pounds in zip(CENTRES, DEPRECIATION, strict=True)]
    together = sum(DEPRECIATION, Decimal(0))
    provision = Segments("76000", centres[0])
    given: tuple[tuple[str, str, list[Line]], ...] = (
        (Journal.Kind.STATUTORY, "Depreciation from April to September, not charged to the general fund", [
            *(Line(segments=Segments("70000", code), debit=pounds) for code, pounds in used),
            Line(segments=Segments("90100"), credit=together),
            Line(segments=Segments("98100"), debit=together), Line(segments=Segments("97000"), credit=together),
        ]),
        (Journal.Kind.MANUAL, "Minimum revenue provision from April to September", [
            Line(segments=provision, debit=SET_ASIDE), Line(segments=Segments("98100"), credit=SET_ASIDE),
        ]),
        (Journal.Kind.STATUTORY, "Minimum revenue provision, no cost by accounting rules", [
            Line(segments=provision, credit=SET_ASIDE), Line(segments=Segments("97000"), debit=SET_ASIDE),
        ]),
    )  # fmt: skip
    for n, (kind, words, lines) in enumerate(given, start=1):
        wanted = Wanted(legal_entity=entity.uuid, kind=kind, accounting_date=ON, lines=lines, description=words)
        origin = Origin(source="carried over", reference=f"S{n}", key=f"statutory:{ON.year}:{n}", module="GL")
        journals.post_from(wanted=wanted, origin=origin, by=by, at=WRITTEN)
