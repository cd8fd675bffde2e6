"""The county bills payroll to the partners that take it: two quarters are issued, the third waits to be.

South has taken its bill in, East has put it away and said why, at the fire authority it lies to be taken in. The police
dispute their share and are not billed.
"""

from datetime import date
from typing import Any

from finance.engine.recharge_bills import Instalment
from finance.models import CostCentre, CostPool, Period, RechargeBill
from finance.operations import customers, einvoices, invoices, recharge_bills, suppliers
from finance.operations.codings import Segments
from finance.operations.customers import Given
from finance.operations.recharge_bills import BillsWanted
from finance.operations.suppliers import SupplierWanted, TermsWanted
from finance.queries import einvoices as sent
from finance.queries import recharge_bills as found
from partners.models import LegalEntity
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY, EAST, FIRE, PARTNERS, SOUTH

DRAFTED, ISSUED = at(date(2026, 11, 9), 10), at(date(2026, 11, 10), 11)
THIRD, TAKEN = at(date(2026, 11, 17), 9), at(date(2026, 11, 11), 9)
ADVICE = "Adviser’s note of 12 February 2026 on shared services"
REFUSED = "Payroll of our academies left us on 30 June: please bill them to their trust from July on."


def make_bills(place: Place) -> dict[str, Any]:
    """Bill at the county, take in at South and East; return how many bills there are. In the scope of each."""
    if place.spec.code == COUNTY:
        _bill(place)
    elif place.spec.code in {SOUTH, EAST}:
        _take_in(place)
    return {"bills": RechargeBill.objects.of(place.partner.pk).count()}


def _entity(place: Place) -> LegalEntity:
    kept = Period.objects.of(place.partner.pk).values("legal_entity")
    entity: LegalEntity = LegalEntity.objects.of(place.partner.pk).filter(pk__in=kept).order_by("id")[0]
    return entity


def _bill(place: Place) -> None:
    clerk, drafts, issues = (office(name, place.spec) for name in ("receivables", "journals", "finance"))
    entity = _entity(place)
    for spec in PARTNERS:
        if spec.code in {FIRE, SOUTH, EAST}:
            body = spec.entities[0]
            given = Given(name=body.name, kind="PUBLIC_BODY", address=body.address)
            customers.set_up(legal_entity=entity.uuid, given=given, by=clerk, at=DRAFTED)
    pool = CostPool.objects.of(place.partner.pk).get(code="payroll")
    centre = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")[0].code
    for instalment, moment in ((Instalment.Q2, DRAFTED), (Instalment.Q3, THIRD)):
        wanted = BillsWanted(
            instalment=instalment, vat_code="S20", vat_reference=ADVICE, segments=Segments("88500", centre),
            seen=found.billing(pool, instalment, on=moment.date()).seen,
        )  # fmt: skip
        recharge_bills.draft(pool=pool.uuid, wanted=wanted, by=drafts, at=moment)
        if instalment == Instalment.Q2:
            seen = found.billing(pool, instalment, on=ISSUED.date()).seen
            recharge_bills.issue(pool=pool.uuid, instalment=instalment, seen=seen, by=issues, at=ISSUED)


def _take_in(place: Place) -> None:
    envelopes = list(sent.sent_here(partner_id=place.partner.pk))
    by = office("invoices", place.spec)
    suppliers.set_up(
        legal_entity=_entity(place).uuid, by=office("suppliers", place.spec), at=TAKEN,
        supplier=SupplierWanted(legal_name=envelopes[0].seller, kind="PUBLIC_BODY"),
        terms=TermsWanted(address="County Hall, Northton", phone="01632 960700", subjective="55000"),
    )  # fmt: skip
    for one in envelopes:
        row = einvoices.take_over(partner_id=place.partner.pk, envelope=one.uuid, by=by, at=TAKEN)
        if place.spec.code == EAST and row.invoice is not None:
            invoices.cancel(invoice=row.invoice.uuid, reason=REFUSED, by=by, at=TAKEN)
