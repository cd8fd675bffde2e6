"""Fixed assets of the county's council: taken on at the end of September, October charged, one sold in part.

The ledger is split by class first: what stood on one code belongs to several. One asset is under construction, one is
leased, and the valuation of a school is overdue.
"""

from datetime import date
from decimal import Decimal

from finance.models import Asset, CostCentre, Journal
from finance.operations import asset_decisions, assets, journals
from finance.operations.assets import AssetWanted, ComponentWanted
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place

SEPTEMBER, SOLD, BOUGHT = date(2026, 9, 30), date(2026, 11, 2), date(2026, 11, 3)
ASKED, APPROVED = at(date(2026, 11, 3), 10), at(date(2026, 11, 3), 11)
# In thousands of pounds: cost off 90000 and depreciation off 90100, to codes of their own.
SPLIT = (("90200", 480), ("90300", 2_350), ("90400", 1_200), ("90210", -96), ("90410", -120))
Part = tuple[str, int, str, str]
Row = tuple[str, str, str, date | None, dict[str, date], tuple[Part, ...]]
"""Class, name, location, first day of use, other days, and components: name, years, cost and depreciation in pounds."""
ROWS: tuple[Row, ...] = (
    ("LAND", "School sites", "All districts", date(1974, 4, 1), {"valued_on": date(2025, 3, 31)},
     (("Land", 0, "42000000", "0"),)),
    ("BUILDINGS", "County Hall", "Northton", date(2006, 5, 1), {"valued_on": date(2025, 3, 31)},
     (("Structure", 60, "24000000", "9000000"), ("Roof", 30, "2000000", "1100000"),
      ("Services", 25, "4000000", "2400000"))),
    ("BUILDINGS", "Brook Lane School", "Aldmoor", date(2001, 9, 3), {"valued_on": date(2020, 3, 31)},
     (("Whole", 50, "28000000", "11200000"),)),
    ("INFRASTRUCTURE", "County roads", "All districts", date(2002, 4, 1), {},
     (("Carriageways", 50, "73000000", "34483300"),)),
    ("VEHICLES", "Gritting lorries", "Depot at Northton", date(2021, 10, 1), {}, (("Fleet", 8, "4170000", "2600000"),)),
    ("EQUIPMENT", "Data centre", "County Hall", date(2023, 4, 3), {}, (("Whole", 5, "3000000", "2000000"),)),
    ("INTANGIBLE", "Case management software", "", date(2025, 9, 1), {}, (("Licence", 5, "480000", "96000"),)),
    ("RIGHT_OF_USE", "Lease of Harbour House", "Saltby", date(2025, 9, 30), {"lease_ends_on": date(2035, 9, 30)},
     (("Whole", 10, "1200000", "120000"),)),
    ("INFRASTRUCTURE", "Aldmoor bypass", "Aldmoor", None, {}, (("Carriageway", 25, "2350000", "0"),)),
)  # fmt: skip


def take_on(place: Place, entity: LegalEntity) -> None:
    """Split the ledger by class, take the register on and charge October: before the months are closed."""
    by, approver = office("journals", place.spec), office("finance", place.spec)
    _post(entity, place, SEPTEMBER, "Fixed assets split by class", [
        *((code, Decimal(thousands * 1000)) for code, thousands in SPLIT),
        ("90000", -sum((Decimal(n * 1000) for _code, n in SPLIT if n > 0), Decimal(0))),
        ("90100", -sum((Decimal(n * 1000) for _code, n in SPLIT if n < 0), Decimal(0))),
    ])  # fmt: skip
    codes = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")
    centres = list(codes.values_list("code", flat=True)[:3])
    rows = [_wanted(entity, row, centres[n % len(centres)]) for n, row in enumerate(ROWS)]
    parts = [one for row in rows for one in row.components]
    move = assets.propose_take_on(
        legal_entity=entity.uuid, on=SEPTEMBER, assets=rows, control_cost=sum((one.cost for one in parts), Decimal(0)),
        control_depreciation=sum((one.depreciation for one in parts), Decimal(0)), by=by, at=ASKED,
        reason="Register of the system before, as at 30 September 2026",
    )  # fmt: skip
    asset_decisions.approve(move=move.uuid, by=approver, at=ASKED)
    month = assets.propose_depreciation(legal_entity=entity.uuid, year=2026, number=7, by=by, at=APPROVED)
    asset_decisions.approve(move=month.uuid, by=approver, at=APPROVED)


def go_on(place: Place, entity: LegalEntity) -> None:
    """Buy what is not registered yet, and ask for a part to be sold: after the months are closed."""
    _post(entity, place, BOUGHT, "Playground at Aldmoor, final account of the builder", [
        ("90000", Decimal("65000.00")), ("94050", Decimal("-65000.00")),
    ])  # fmt: skip
    lorries = Asset.objects.of(place.partner.pk).get(legal_entity=entity, name="Gritting lorries")
    assets.propose_disposal(
        asset=lorries.uuid, on=SOLD, part=Decimal("521250.00"), proceeds=Decimal("48000.00"), at=APPROVED,
        reason="One of eight lorries sold at auction", by=office("journals", place.spec),
    )  # fmt: skip


def _wanted(entity: LegalEntity, row: Row, centre: str) -> AssetWanted:
    klass, name, location, in_use_on, days, parts = row
    return AssetWanted(
        legal_entity=entity.uuid, asset_class=klass, name=name, custodian=centre, location=location,
        in_use_on=in_use_on, valuer="Marl and Stone, surveyors" if "valued_on" in days else "",
        valued_on=days.get("valued_on"), lease_ends_on=days.get("lease_ends_on"),
        components=[
            ComponentWanted(name=part, years=years, cost=Decimal(cost), depreciation=Decimal(depreciation))
            for part, years, cost, depreciation in parts
        ],
    )  # fmt: skip


def _post(entity: LegalEntity, place: Place, on: date, words: str, lines: list[tuple[str, Decimal]]) -> None:
    wanted = Wanted(
        legal_entity=entity.uuid, kind=Journal.Kind.RECLASS, accounting_date=on, description=words,
        lines=[
            Line(segments=Segments(code), debit=max(pounds, Decimal(0)), credit=max(-pounds, Decimal(0)))
            for code, pounds in lines
        ],
    )  # fmt: skip
    origin = Origin(source="carried over", reference="assets", key=f"assets:{on}", module="GL")
    journals.post_from(wanted=wanted, origin=origin, by=office("journals", place.spec), at=ASKED)
