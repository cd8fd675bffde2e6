"""Invented suppliers of the county and their invoices, in every state that they pass; other partners have one supplier.

One supplier's bank account waits for its second person, one has just changed, payments to one are stopped. Invoices are
matched, waiting for approval, posted, credited, disputed, possible duplicates, without an order, addressed to somebody
else, and returned.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from finance.models import CostCentre, Period, SupplierAccount, SupplierInvoice
from finance.operations import invoice_posting, invoices, suppliers
from finance.operations.invoices import ConstructionWanted, InvoiceLineWanted, InvoiceWanted
from finance.operations.suppliers import BankWanted, SupplierWanted, TermsWanted
from partners.models import LegalEntity, User
from partners.operations import changes
from sharedservices.common.money import pence
from sharedservices.demo import cis
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

SET_UP, RANG = at(date(2026, 7, 6), 10), at(date(2026, 10, 26), 11)
BANKED, ENTERED = at(date(2026, 10, 27), 10), at(date(2026, 11, 3), 11)
DECIDED = at(date(2026, 11, 4), 12)
RATES = {"S20": "20", "R05": "5", "Z": "0", "O": "0", "X": "0"}


class Firm(NamedTuple):
    """An invented supplier."""

    name: str
    kind: str
    vat: str
    address: str
    postcode: str
    subjective: str
    last_digits: str


FIRMS = (
    Firm("Alder & Finch Stationers Ltd", "COMPANY", "GB111111162", "12 Corn Street, Northford", "ZZ1 1AA", "40100",
         "01"),
    Firm("Brightwater Energy Supply plc", "COMPANY", "GB222222227", "Brightwater House, Wharf Road", "ZZ2 3BB",
         "20100", "02"),
    Firm("Cobden Care Homes LLP", "LLP", "", "The Old Rectory, Amberley", "ZZ3 4CC", "50000", "03"),
    Firm("Dunmore Kennels", "SOLE_TRADER", "", "Dunmore Farm, Hexley", "ZZ4 5DD", "50000", "04"),
    Firm("Eskdale Building Services Ltd", "COMPANY", "GB333333389", "Unit 7, Trading Estate", "ZZ5 6EE", "20000",
         "05"),
    Firm("Fairlight Systems Ltd", "COMPANY", "GB444444454", "90 Science Park", "ZZ6 7FF", "40200", "06"),
    Firm("Greyfriars Training", "CHARITY", "", "Greyfriars, Market Place", "ZZ7 8GG", "15000", "07"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """Who does what at one partner, and where its invoices are charged to."""

    entity: LegalEntity
    centre: str
    maintains: User
    verifies: User
    enters: User
    approves: User


def make_payables(place: Place) -> dict[str, Any]:
    """Make suppliers and invoices; return how many invoices there are. In the scope."""
    kept = Period.objects.of(place.partner.pk).values("legal_entity")
    entity = LegalEntity.objects.of(place.partner.pk).filter(pk__in=kept).order_by("id")[0]
    codes = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")
    desk = Desk(
        entity, codes[0].code, office("suppliers", place.spec), office("verifier", place.spec),
        office("invoices", place.spec), office("budget", place.spec),
    )  # fmt: skip
    if place.spec.code == COUNTY:
        cis.make_scheme(desk.entity, by=desk.enters)
    firms = FIRMS if place.spec.code == COUNTY else FIRMS[:1]
    accounts = [_supplier(desk, firm) for firm in firms]
    # Elsewhere another number: the same at two partners is a possible duplicate.
    reference = "AF-2001" if place.spec.code == COUNTY else f"AF-{place.spec.code}-1"
    _posted(desk, accounts[0], reference, "186.40")
    if place.spec.code == COUNTY:
        _banks(desk, accounts)
        _invoices(desk, accounts)
        _subcontractors(desk)
        suppliers.move(
            account=accounts[6].uuid, action="hold", reason="A letter asks for another bank account; not confirmed",
            by=desk.verifies, at=DECIDED,
        )  # fmt: skip
    return {"invoices": SupplierInvoice.objects.of(place.partner.pk).count()}


def _supplier(desk: Desk, firm: Firm) -> SupplierAccount:
    critical, off_payroll = firm.kind == "SOLE_TRADER", firm.name.startswith("Fairlight")
    row = suppliers.set_up(
        legal_entity=desk.entity.uuid,
        supplier=SupplierWanted(kind=firm.kind, legal_name=firm.name, vat_number=firm.vat),
        terms=TermsWanted(
            address=firm.address, postcode=firm.postcode, phone=f"01632 9601{firm.last_digits}",
            email=f"accounts@supplier{firm.last_digits}.example", subjective=firm.subjective, is_critical=critical,
            needs_psc_check=off_payroll, is_subcontractor=firm.name.startswith("Eskdale"),
        ),
        by=desk.maintains, at=SET_UP,
    )  # fmt: skip
    _bank(desk, row, f"600001{firm.last_digits}", firm.name)
    if row.is_subcontractor:
        cis.verify(row, status="NET", vat=True, last_digits=firm.last_digits, by=desk.maintains, verifier=desk.verifies)
    return row


def _subcontractors(desk: Desk) -> None:
    """Set the subcontractors of the worked example up, each with an invoice that is posted."""
    for one in cis.SUBS:
        row = suppliers.set_up(
            legal_entity=desk.entity.uuid,
            supplier=SupplierWanted(kind=one.kind, legal_name=one.name, vat_number=one.vat),
            terms=TermsWanted(
                address=one.address, postcode=one.postcode, phone=f"01632 9601{one.last_digits}",
                email=f"accounts@supplier{one.last_digits}.example", subjective="20000", is_subcontractor=True,
            ),
            by=desk.maintains, at=SET_UP,
        )  # fmt: skip
        _bank(desk, row, f"600001{one.last_digits}", one.name)
        cis.verify(
            row, status=one.status, vat=bool(one.vat), last_digits=one.last_digits, by=desk.maintains,
            verifier=desk.verifies,
        )  # fmt: skip
        parts = ConstructionWanted(labour=Decimal(one.labour), materials=Decimal(one.materials))
        _posted(
            desk, row, one.reference, str(parts.labour + parts.materials), words=one.words, vat_code=one.vat_code,
            kind="CIS", no_order="EMERGENCY", construction=parts,
        )  # fmt: skip


def _work(labour: str, materials: str) -> ConstructionWanted:
    return ConstructionWanted(labour=Decimal(labour), materials=Decimal(materials))


def _bank(
    desk: Desk, row: SupplierAccount, number: str, holder: str, *, on: datetime = BANKED, waits: bool = False
) -> None:
    wanted = BankWanted(
        holder=holder[:40].replace("&", "and"), sort_code="00-00-12", account_number=number, called_at=RANG,
        evidence="The accounts team confirmed it and read the last two digits back",
    )  # fmt: skip
    change = suppliers.propose_bank(account=row.uuid, wanted=wanted, by=desk.maintains, at=on)
    if not waits:
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=desk.verifies, at=on)


def _banks(desk: Desk, accounts: list[SupplierAccount]) -> None:
    """Let one account have just changed, and let one wait for its second person."""
    _bank(desk, accounts[4], "60000955", "Eskdale Building Services", on=ENTERED)
    _bank(desk, accounts[2], "60000977", "Cobden Care Homes", on=ENTERED, waits=True)


def _line(desk: Desk, row: SupplierAccount, words: str, net: str, vat_code: str) -> InvoiceLineWanted:
    amount, rate = Decimal(net), Decimal(RATES[vat_code])
    return InvoiceLineWanted(
        description=words, quantity=Decimal(1), price=amount, net=amount, vat_code=vat_code, vat_rate=rate,
        vat=pence(amount * rate / 100), subjective=row.subjective, cost_centre=desk.centre,
    )  # fmt: skip


def _enter(
    desk: Desk, row: SupplierAccount, reference: str, net: str, *, words: str = "Paper and envelopes",
    vat_code: str = "S20", on: date = date(2026, 10, 26), **more: Any,
) -> SupplierInvoice:  # fmt: skip
    line = _line(desk, row, words, net, vat_code)
    fields: dict[str, Any] = {
        "kind": "NON_PO", "no_order": "SUBSCRIPTION", "addressed_to": desk.entity.legal_name,
        "supplier_vat": row.supplier.vat_number, "received_at": at(date(2026, 10, 28), 9),
    } | more  # fmt: skip
    wanted = InvoiceWanted(
        account=row.uuid, reference=reference, invoice_date=on, net=line.net, vat=line.vat, gross=line.net + line.vat,
        lines=[line], **fields,
    )  # fmt: skip
    return invoices.register(wanted=wanted, by=desk.enters, at=ENTERED)


def _posted(desk: Desk, row: SupplierAccount, reference: str, net: str, **more: Any) -> SupplierInvoice:
    made = _enter(desk, row, reference, net, **more)
    change = invoice_posting.propose(invoice=made.uuid, reason="Received and checked", by=desk.enters, at=ENTERED)
    changes.approve(change=change.uuid, content_hash=change.content_hash, by=desk.approves, at=DECIDED)
    made.refresh_from_db()
    return made


def _invoices(desk: Desk, accounts: list[SupplierAccount]) -> None:
    """Enter the county's invoices, each as far as it has come."""
    paper, energy, care, kennels, builder, systems, training = accounts
    september = {"received_at": at(date(2026, 9, 21), 9), "on": date(2026, 9, 18)}  # lay unopened, and became late
    _posted(desk, paper, "AF-1988", "512.30", words="Signs for the libraries", **september)
    _posted(
        desk,
        builder,
        "ES-5401",
        "2450.00",
        words="Gutters of the depot",
        no_order="EMERGENCY",
        construction=_work("2000.00", "450.00"),
        **september,
    )
    _posted(desk, energy, "E/77120", "4210.55", words="Electricity, September", vat_code="R05", no_order="UTILITIES")
    charged = _posted(desk, care, "CC 0981", "3400.00", words="Placement, October", vat_code="X", no_order="CARE")
    credit = _enter(
        desk, care, "CN 0044", "400.00", words="Four days not used", vat_code="X", kind="CREDIT_NOTE", no_order="",
        credits=charged.uuid,
    )  # fmt: skip
    invoice_posting.propose(invoice=credit.uuid, reason="Days agreed with the home", by=desk.enters, at=ENTERED)
    waits = _enter(desk, energy, "E/78244", "9150.00", words="Gas, September", vat_code="R05", no_order="UTILITIES")
    invoice_posting.propose(invoice=waits.uuid, reason="Meter reading compared", by=desk.enters, at=ENTERED)
    large = _enter(
        desk,
        builder,
        "ES-5530",
        "18600.00",
        words="Roof of the depot, stage 2",
        no_order="EMERGENCY",
        construction=_work("12600.00", "6000.00"),
    )
    invoice_posting.propose(invoice=large.uuid, reason="Stage certified", by=desk.enters, at=ENTERED)
    _enter(desk, kennels, "DK310", "742.00", words="Boarding of police dogs, October", vat_code="O", no_order="CARE")
    _enter(desk, paper, "INV-AF-2001", "186.40", on=date(2026, 10, 27))  # like the first one
    _enter(desk, paper, "AF-2078", "95.20", no_order="")  # no order
    _enter(desk, systems, "FS/9", "6400.00", words="Developers, October")  # their status is not determined
    elsewhere = _enter(desk, paper, "AF-2090", "61.00", addressed_to="Eastmoor Borough Council")
    invoices.send_back(
        invoice=elsewhere.uuid, reason="Addressed to another council", notice_at=ENTERED, by=desk.enters, at=ENTERED
    )
    _enter(
        desk,
        builder,
        "ES-5544",
        "310.00",
        words="Lock of the archive",
        supplier_vat="",
        construction=_work("120.00", "190.00"),
    )  # no VAT number
    disputed = _enter(desk, training, "GT-118", "1250.00", words="First aid course", vat_code="X")
    invoices.dispute(
        invoice=disputed.uuid, reason="The course was cancelled", notice_at=ENTERED, by=desk.enters, at=DECIDED
    )
