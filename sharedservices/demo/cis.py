"""The county as a contractor: its scheme, the builder, and the three subcontractors of the worked example (FIN-07)."""

from datetime import date
from typing import NamedTuple

from finance.models import SupplierAccount
from finance.operations import cis
from finance.operations.cis import VerificationWanted
from partners.models import LegalEntity, PayeScheme, User
from sharedservices.demo.dates import at

SCHEME, VERIFIED, APPROVED = at(date(2026, 7, 6), 11), at(date(2026, 10, 12), 10), at(date(2026, 10, 13), 9)
HIGHER = "UNMATCHED"


class Sub(NamedTuple):
    """An invented subcontractor with an invoice: pounds of labour and materials, as they stand on it."""

    name: str
    kind: str
    vat: str
    address: str
    postcode: str
    last_digits: str
    status: str
    reference: str
    words: str
    labour: str
    materials: str
    vat_code: str


SUBS = (
    Sub("Hartley Groundworks Ltd", "COMPANY", "GB555555519", "4 Quarry Lane, Hexley", "ZZ4 6DD", "08", "NET", "HG-301",
        "Drains of the depot", "4000.00", "1500.00", "S20"),
    Sub("Inglewood Plastering", "SOLE_TRADER", "", "19 Mill Row, Amberley", "ZZ3 7CC", "09", "NET", "IP-58",
        "Ceilings of the library", "2000.00", "720.00", "O"),
    Sub("Jessop Fencing", "SOLE_TRADER", "", "2 The Drove, Hexley", "ZZ4 8DD", "11", HIGHER, "JF-12",
        "Fence of the salt barn", "1000.00", "0.00", "O"),
)  # fmt: skip
"""Examples A, B and C of the worked table."""


def make_scheme(entity: LegalEntity, *, by: User) -> None:
    """Let the legal entity be a contractor from this tax year on."""
    paye = PayeScheme.objects.of(entity.partner_id).filter(legal_entity=entity).order_by("id")[0]
    cis.register_scheme(
        legal_entity=entity.uuid, paye_scheme=paye.uuid, utr="9900112233", first_day=date(2026, 4, 6), by=by, at=SCHEME
    )


def verify(row: SupplierAccount, *, status: str, vat: bool, last_digits: str, by: User, verifier: User) -> None:
    """Enter what HMRC said of a subcontractor, and approve it as a second person."""
    is_company = row.supplier.kind == "COMPANY"
    wanted = VerificationWanted(
        trading_type="COMPANY" if is_company else "SOLE_TRADER", status=status, verified_on=date(2026, 10, 12),
        verification_number=f"V99001122{last_digits}{'AB' if status == HIGHER else ''}",
        utr="" if status == HIGHER else f"88001122{last_digits}",
        company_number=f"099001{last_digits}" if is_company else "",
        vat_from=date(2019, 4, 1) if vat else None, end_user_notice_on=date(2026, 7, 7) if vat else None,
        evidence="HMRC’s answer is in the folder of the supplier",
    )  # fmt: skip
    made = cis.propose(account=row.uuid, wanted=wanted, by=by, at=VERIFIED)
    cis.approve(verification=made.uuid, by=verifier, at=APPROVED)
