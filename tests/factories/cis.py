"""Makes contractor schemes, subcontractors and what their invoices are made of. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from finance.models import CisScheme, CisVerification, SupplierAccount
from finance.operations import cis
from finance.operations.cis import VerificationWanted
from finance.operations.invoices import ConstructionWanted
from partners.models import LegalEntity, PayeScheme, User
from tests.factories import payables
from tests.factories.ledger import Ledger

VERIFIED = date(2026, 10, 12)
AT = datetime(2026, 10, 13, 9, 0, tzinfo=UTC)
UTR = "1234567890"


def scheme(entity: LegalEntity, *, by: User, first_day: date = date(2026, 4, 6)) -> CisScheme:
    """The legal entity as a contractor from 6 April on; the same again if it is there."""
    there = CisScheme.objects.of(entity.partner_id).filter(legal_entity=entity).first()
    if there is not None:
        return there
    paye = PayeScheme.objects.of(entity.partner_id).filter(legal_entity=entity).first()
    if paye is None:
        reference = f"{entity.pk % 900 + 100}/AB{entity.pk}"
        paye = PayeScheme.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, employer_reference=reference, name="Contractor",
            accounts_office_reference="123PA00012345",
        )  # fmt: skip
    elif not paye.accounts_office_reference:
        paye.accounts_office_reference = "123PA00012345"
        paye.save()
    return cis.register_scheme(
        legal_entity=entity.uuid, paye_scheme=paye.uuid, utr="9876543210", first_day=first_day, by=by, at=AT
    )


def wanted(status: str = "NET", **more: Any) -> VerificationWanted:
    """What HMRC answered on 12 October: at standard rate, registered for VAT, and told that we are an end user."""
    number = "V1234567890AB" if status == "UNMATCHED" else "V1234567890"
    given: dict[str, Any] = {
        "trading_type": "SOLE_TRADER", "status": status, "verified_on": VERIFIED, "verification_number": number,
        "utr": "" if status == "UNMATCHED" else UTR, "evidence": "HMRC’s answer is in the supplier’s folder",
        "vat_from": date(2020, 1, 1), "end_user_notice_on": date(2026, 4, 6),
    }  # fmt: skip
    return VerificationWanted(**(given | more))


def verified(
    row: SupplierAccount, *, by: User, verifier: User, status: str = "NET", at: datetime = AT, **more: Any
) -> CisVerification:
    """Enter what HMRC answered, and let somebody else approve it."""
    made = cis.propose(account=row.uuid, wanted=wanted(status, **more), by=by, at=at)
    return cis.approve(verification=made.uuid, by=verifier, at=at)


def subcontractor(
    of: Ledger, *, by: User, verifier: User, name: str = "", status: str = "NET", account_number: str = "66374958",
    terms: dict[str, Any] | None = None, **more: Any,
) -> SupplierAccount:  # fmt: skip
    """A subcontractor that is verified and has a bank account; its legal entity is a contractor. `more`: of HMRC."""
    scheme(of.entity, by=by)
    row = payables.account(of, by=by, name=name, is_subcontractor=True, **(terms or {}))
    if row.method != "CHEQUE":
        payables.banked(row, by=by, verifier=verifier, account_number=account_number)
    verified(row, by=by, verifier=verifier, status=status, **more)
    return row


def parts(labour: str, materials: str = "0.00", *, plant: str = "0.00", levy: str = "0.00") -> ConstructionWanted:
    """What the net of an invoice is made of."""
    return ConstructionWanted(
        labour=Decimal(labour), materials=Decimal(materials), plant=Decimal(plant), levy=Decimal(levy)
    )
