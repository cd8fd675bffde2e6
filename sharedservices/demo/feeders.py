"""Files of other systems at the county: purchase cards that landed, care payments with rows that cannot."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from finance.engine.feeders import CARDS, INVOICES, Layout
from finance.models import CostCentre, FeederFile, Period
from finance.operations import feeders
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

CAME = at(date(2026, 11, 16), 9)
CARD_HEADINGS = ("Transaction Date", "Merchant Name", "Amount", "Category", "Purpose")
CARD_ROWS = (
    ("03/11/2026", "Harbour Hotel, Eastmouth", "118.00", "Accommodation", "Two nights, conference of libraries"),
    ("04/11/2026", "Northshire Rail", "46.20", "Travel", "Return to Eastmouth"),
    ("05/11/2026", "Corn Street Bakery", "23.50", "Catering", "Foster carers’ meeting"),
    ("05/11/2026", "Corn Street Bakery", "23.50", "Catering", "Adoption panel"),
    ("09/11/2026", "Alder & Finch Stationers", "61.75", "Stationery", "Card for the record office"),
    ("10/11/2026", "Alder & Finch Stationers", "-12.35", "Stationery", "One pack came back"),
    ("11/11/2026", "Toolbarn Northford", "204.99", "Equipment", "Saw for the country park"),
    ("12/11/2026", "Post Counter, Hexley", "87.30", "Postage", "Electoral letters"),
)  # fmt: skip
CARD_CODES = {"Stationery": ("40100", ""), "Postage": ("40300", ""), "Travel": ("30300", "")}
CARE_HEADINGS = ("Placement No", "Provider No", "Provider", "Paid To", "Net Amount", "Service")
CARE_ROWS = (
    ("PL-30117", "7001", "Cobden Care Homes LLP", "13/11/2026", "3,120.00", "Residential"),
    ("PL-30118", "7001", "Cobden Care Homes LLP", "13/11/2026", "2,980.40", "Residential"),
    ("PL-30121", "7014", "Harrowgate House Ltd", "13/11/2026", "4,415.00", "Nursing"),
    ("PL-30122", "7014", "Harrowgate House Ltd", "13/11/2026", "-610.00", "Nursing"),
    ("PL-30125", "7020", "", "13/11/2026", "1,205.00", "Residential"),
    ("PL-30126", "7022", "Willow Day Centre", "31/11/2026", "388.50", "Day care"),
    ("PL-30127", "7022", "Willow Day Centre", "13/11/2026", "388.50", "Day care"),
)
CARE_COLUMNS = {
    "on": "Paid To", "amount": "Net Amount", "payee": "Provider", "payee_key": "Provider No",
    "reference": "Placement No", "category": "Service",
}  # fmt: skip


def make_feeders(place: Place) -> dict[str, Any]:
    """Hand both files in at the county; return how many files there are. In the scope."""
    if place.spec.code == COUNTY:
        _county(place)
    return {"feeder files": FeederFile.objects.of(place.partner.pk).count()}


def _county(place: Place) -> None:
    kept = Period.objects.of(place.partner.pk).values("legal_entity")
    entity = LegalEntity.objects.of(place.partner.pk).filter(pk__in=kept).order_by("id")[0]
    centre = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")[0].code
    clerk = office("invoices", place.spec)
    cards = feeders.take_in(
        legal_entity=entity.uuid, kind=CARDS, file=_csv(CARD_HEADINGS, CARD_ROWS), name="purchase-cards-november.csv",
        control_total=Decimal("552.89"), by=clerk, at=CAME,
    )  # fmt: skip
    layout = Layout(columns=cards.layout["columns"], subjective="40000", cost_centre=centre, codes=CARD_CODES)
    feeders.check(file=cards.uuid, layout=layout, options={}, by=clerk, at=CAME)
    feeders.land(file=cards.uuid, by=clerk, at=CAME)
    care = feeders.take_in(
        legal_entity=entity.uuid, kind=INVOICES, file=_csv(CARE_HEADINGS, CARE_ROWS), name="care-payments-1113.csv",
        control_total=Decimal("11887.40"), by=clerk, at=CAME,
    )  # fmt: skip
    options = {"no_order": "CARE", "vat_code": "X", "supplier_kind": "COMPANY"}
    layout = Layout(columns=CARE_COLUMNS, subjective="50000", cost_centre=centre)
    feeders.check(file=care.uuid, layout=layout, options=options, by=clerk, at=CAME)


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return io.BytesIO(text.getvalue().encode())
