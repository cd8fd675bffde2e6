"""Accounts receivable of the county: customers who paid, who owe, who dispute, and what waits for others to agree."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from finance.models import CostCentre, Customer, SalesInvoice
from finance.operations import customers, dunning, receipts, sales
from finance.operations.codings import Segments
from finance.operations.customers import Given
from finance.operations.receipts import Payment
from finance.operations.sales import Bill, Item
from partners.models import ChangeRequest, LegalEntity
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

WRITTEN = at(date(2026, 11, 3), 10)
APPROVED = at(date(2026, 11, 4), 11)
TAX_POINT = date(2026, 11, 3)
Asked = tuple[str, str, str, str, str]
"""A customer: name, kind, address, e-mail, VAT registration number."""
CUSTOMERS: tuple[Asked, ...] = (
    ("Brook Lane Nursery Ltd", "BUSINESS", "1 Brook Lane\nNorthton\nNO1 2AB", "office@brook-lane.invalid",
     "GB999900001"),
    ("Aldmoor Parish Council", "PUBLIC_BODY", "The Parish Office\nAldmoor\nNO4 8CD", "clerk@aldmoor.invalid", ""),
    ("Winnifred Ashdale", "PERSON", "14 Mill Terrace\nNorthton\nNO2 6EF", "", ""),
    ("Harrow and Pike Events Ltd", "BUSINESS", "Unit 9, Tannery Yard\nNorthton\nNO1 7GH",
     "accounts@harrow-pike.invalid", "GB999900002"),
)  # fmt: skip


def make_receivables(place: Place) -> dict[str, Any]:
    """Set customers up and bill them; return how many documents there are. In the scope."""
    if place.spec.code == COUNTY:
        _Desk(place).work()
    return {"invoices": SalesInvoice.objects.of(place.partner.pk).count()}


class _Desk:
    """The clerk who raises, and the manager who approves."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.clerk, self.manager = office("receivables", place.spec), office("receivables2", place.spec)
        self.entity: LegalEntity = LegalEntity.objects.of(place.partner.pk).order_by("id")[0]
        codes = CostCentre.objects.of(place.partner.pk).filter(legal_entity=self.entity).order_by("code")
        self.centre = codes.values_list("code", flat=True)[0]

    def work(self) -> None:
        """Make one of each thing that the pages show."""
        nursery, parish, person, events = (self._customer(one) for one in CUSTOMERS)
        paid = self._bill(
            nursery, "Hire of the training rooms in October", ("Training room, half a day", "6", "85.00", "S20")
        )
        self._receipt(nursery, "612.00", "SI000001", pays=paid)
        part = self._bill(parish, "Street lighting of the parish, second quarter", ("Lighting", "1", "4820.00", "O"))
        self._receipt(parish, "2410.00", "ALDMOOR PC", pays=part)
        care = self._bill(person, "Contribution to day care in October", ("Day care", "8", "31.50", "X"))
        dunning.agree_plan(invoice=care.uuid, first_on=date(2026, 12, 1), n=6, by=self.clerk, at=APPROVED)
        hall = self._bill(events, "Use of the square for the autumn fair", ("Square, a day", "3", "420.00", "S20"))
        sales.dispute(
            invoice=hall.uuid, words="They say that it rained in and one day was lost", by=self.clerk, at=APPROVED
        )
        self._credit(self._bill(events, "Stalls lent for the autumn fair", ("Stall", "10", "12.00", "S20")))
        bins = self._bill(events, "Waste bins lent for the fair", ("Bin", "5", "9.00", "S20"))
        self._propose_write_off(bins)
        key = self._bill(person, "Key of a locker that was not handed back", ("Key", "1", "12.00", "O"))
        asked = self._propose_write_off(key)
        changes.approve(change=asked.uuid, content_hash=asked.content_hash, by=self.manager, at=APPROVED)
        self._draft(
            nursery, "Hire of the training rooms in November", ("Training room, half a day", "4", "85.00", "S20")
        )
        dropped = self._draft(parish, "Grit bins, charged by mistake", ("Grit bin", "1", "60.00", "S20"))
        sales.discard(invoice=dropped.uuid, by=self.clerk, at=WRITTEN)
        self._receipt(None, "75.00", "CASH OFFICE 0311")
        customers.hold(
            customer=person.uuid, kind="VULNERABLE", reason="Her daughter asked us to ring before writing",
            starts_on=TAX_POINT, ends_on=None, by=self.clerk, at=WRITTEN,
        )  # fmt: skip

    def _customer(self, asked: Asked) -> Customer:
        name, kind, address, email, vat_number = asked
        given = Given(name=name, kind=kind, address=address, email=email, vat_number=vat_number)
        return customers.set_up(legal_entity=self.entity.uuid, given=given, by=self.clerk, at=WRITTEN)

    def _bill_of(self, description: str, line: tuple[str, str, str, str]) -> Bill:
        what, quantity, price, code = line
        segments = Segments("83000", self.centre)
        item = Item(
            description=what, quantity=Decimal(quantity), unit_price=Decimal(price), vat_code=code, segments=segments
        )
        return Bill(description=description, items=[item], tax_point=TAX_POINT)

    def _draft(self, customer: Customer, description: str, line: tuple[str, str, str, str]) -> SalesInvoice:
        return sales.draft(customer=customer.uuid, bill=self._bill_of(description, line), by=self.clerk, at=WRITTEN)

    def _bill(self, customer: Customer, description: str, line: tuple[str, str, str, str]) -> SalesInvoice:
        row = self._draft(customer, description, line)
        return self._approve(row)

    def _approve(self, row: SalesInvoice, when: datetime = WRITTEN) -> SalesInvoice:
        return sales.approve(invoice=row.uuid, by=self.manager, at=when)

    def _credit(self, row: SalesInvoice) -> None:
        bill = self._bill_of(f"Credit of {row}: two stalls came back broken", ("Stall", "2", "12.00", "S20"))
        note = sales.draft_credit(invoice=row.uuid, bill=bill, by=self.clerk, at=APPROVED)
        self._approve(note, APPROVED)

    def _receipt(
        self, customer: Customer | None, pounds: str, reference: str, *, pays: SalesInvoice | None = None
    ) -> None:
        payment = Payment(
            amount=Decimal(pounds), received_on=APPROVED.date(), method="BACS" if customer else "CASH",
            reference=reference,
        )  # fmt: skip
        row = receipts.record(
            legal_entity=self.entity.uuid, customer=customer.uuid if customer else None, payment=payment, by=self.clerk,
            at=APPROVED,
        )  # fmt: skip
        if pays is not None:
            receipts.allocate(
                receipt=row.uuid, invoice=pays.uuid, amount=Decimal(pounds), by=self.clerk, at=APPROVED
            )  # fmt: skip

    def _propose_write_off(self, row: SalesInvoice) -> ChangeRequest:
        payload = {
            "invoice": str(row.uuid), "on": str(APPROVED.date()), "amount": str(row.gross), "cause": "UNECONOMIC",
            "explanation": "Three calls and a visit brought nothing", "member_report": "",
        }  # fmt: skip
        proposal = Proposal(kind="finance.write_off", payload=payload, reason="Costs more to collect than it is")
        return changes.submit(partner_id=self.place.partner.pk, proposal=proposal, by=self.clerk, at=APPROVED)
