"""Electronic invoices at the county in every state, and two that came to the wrong partner."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from finance.models import ElectronicInvoice, Period
from finance.operations import einvoices
from finance.queries import einvoices as found
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY, SOUTH
from sharedservices.demo.ubl_text import Paper, write

CAME, READ = at(date(2026, 11, 12), 9), at(date(2026, 11, 12), 11)
LATER = timedelta(days=1)
DAY = date(2026, 11, 10)
TRUST = "Northshire Dockyard Trust"
PAPER = Paper(
    seller="Alder & Finch Stationers Ltd", seller_vat="GB111111162", buyer="", reference="AF-2101", day=DAY,
    due=date(2026, 12, 11), account="GB00DEMO00001260000101",
    lines=[("Copier paper, A4, 40 boxes", "612.00"), ("Envelopes, C5", "48.50")], allowance="20.00",
)  # fmt: skip
ENERGY = replace(
    PAPER, seller="Brightwater Energy Supply plc", seller_vat="GB222222227", reference="E/80115", rate="5",
    account="GB00DEMO00003399887766", lines=[("Gas, October, depot", "3310.40")], allowance="",
)  # fmt: skip
TREES = replace(
    PAPER, seller="Kestrel Tree Care Ltd", seller_vat="GB666666681", reference="KT-44", account="", allowance="",
    lines=[("Beech by the school, felled", "880.00")],
)  # fmt: skip


def make_einvoices(place: Place) -> dict[str, Any]:
    """Take some in at the county, and at the borough what is the other’s; return how many there are. In the scope."""
    kept = Period.objects.of(place.partner.pk).values("legal_entity")
    entity = LegalEntity.objects.of(place.partner.pk).filter(pk__in=kept).order_by("id")[0]
    if place.spec.code == COUNTY:
        _county(place, entity.legal_name)
    elif place.spec.code == SOUTH:
        _borough(place)
    return {"electronic invoices": ElectronicInvoice.objects.of(place.partner.pk).count()}


def _county(place: Place, buyer: str) -> None:
    paper = replace(PAPER, buyer=buyer)
    _take(place, "AF-2101.xml", write(paper))
    _take(place, "AF-2101-again.xml", write(replace(paper, buyer_reference="Resources")))
    _take(place, "AF-C12.xml", write(replace(
        paper, reference="AF-C12", credits="AF-2101", lines=[("Envelopes that came damaged", "12.00")], allowance="",
    )))  # fmt: skip
    _take(place, "E-80115.xml", write(replace(ENERGY, buyer=buyer)))
    _take(place, "KT-44.xml", write(replace(TREES, buyer=buyer)))
    wrong = write(replace(paper, reference="AF-2102", allowance=""))
    _take(place, "AF-2102.xml", wrong.replace(b">792.60<", b">790.00<"))
    sent_back = _take(place, "AF-2103.xml", wrong.replace(b"AF-2102", b"AF-2103").replace(b">132.10<", b">130.00<"))
    einvoices.give_back(
        document=sent_back.uuid, words="The VAT and the total do not add up. Please send a corrected invoice.",
        told_on=date(2026, 11, 13), by=office("invoices", place.spec), at=READ + LATER,
    )  # fmt: skip
    _take(place, "AF-2104.xml", write(replace(paper, reference="AF-2104", buyer=TRUST)))
    borough = replace(paper, reference="AF-2105", buyer="London Borough of Southborough")
    _take(place, "AF-2105.xml", write(borough))


def _borough(place: Place) -> None:
    """Take over what came to the county, and hand in what is the county’s."""
    clerk = office("invoices", place.spec)
    for one in found.sent_here(partner_id=place.partner.pk):
        einvoices.take_over(partner_id=place.partner.pk, envelope=one.uuid, by=clerk, at=READ + LATER)
    _take(place, "AF-2106.xml", write(replace(PAPER, reference="AF-2106", buyer="Northshire County Council")))


def _take(place: Place, name: str, data: bytes) -> ElectronicInvoice:
    row, _ = einvoices.take_in(
        partner_id=place.partner.pk, name=name, data=data, received_at=CAME, by=office("invoices", place.spec), at=READ
    )
    return row
