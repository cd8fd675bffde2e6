"""What finance keeps sealed: where suppliers are paid, and its own bank accounts.

A sealed value is bound to its row by the row's public id.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sharedservices.common import sealing
from sharedservices.common.masking import mask_account, mask_sort_code

LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class SupplierDetails:
    """An account as it goes into a payment: six and eight digits."""

    sort_code: str
    account_number: str

    def __repr__(self) -> str:
        return f"SupplierDetails({mask_sort_code(self.sort_code)} {mask_account(self.account_number)})"

    @property
    def last_four(self) -> str:
        """The digits that are shown on screen."""
        return self.account_number[-LAST_DIGITS:]


def seal_supplier(details: SupplierDetails, *, row: UUID) -> str:
    """Return the sealed details for a row of where a supplier is paid."""
    text = json.dumps([details.sort_code, details.account_number])
    return sealing.seal(text, aad=sealing.aad("finance_supplierbank", row, "details"))


def open_supplier(token: str, *, row: UUID) -> SupplierDetails:
    """Return the account in full. The caller records who looked and why.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    found = json.loads(sealing.open_sealed(token, aad=sealing.aad("finance_supplierbank", row, "details")))
    return SupplierDetails(*found)


def supplier_index(details: SupplierDetails, *, partner_id: int) -> str:
    """Return the fingerprint by which the same account is found again within one partner."""
    return sealing.blind_index(f"{details.sort_code}/{details.account_number}", f"supplier-bank:{partner_id}")


def seal_own(details: SupplierDetails, *, row: UUID) -> str:
    """Return the sealed details for a row of an account of the legal entity’s own."""
    text = json.dumps([details.sort_code, details.account_number])
    return sealing.seal(text, aad=sealing.aad("finance_bankaccount", row, "details"))


def open_own(token: str, *, row: UUID) -> SupplierDetails:
    """Return an account of one’s own in full: for a payment file, or to know a statement by.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    found = json.loads(sealing.open_sealed(token, aad=sealing.aad("finance_bankaccount", row, "details")))
    return SupplierDetails(*found)


def own_index(details: SupplierDetails, *, partner_id: int) -> str:
    """Return the fingerprint by which a statement finds its account within one partner."""
    return sealing.blind_index(f"{details.sort_code}/{details.account_number}", f"own-bank:{partner_id}")


def seal_nino(number: str, *, row: UUID) -> str:
    """Return a subcontractor’s National Insurance number sealed for the row of its verification."""
    return sealing.seal(number, aad=sealing.aad("finance_cisverification", row, "nino"))


def open_nino(token: str, *, row: UUID) -> str:
    """Return a subcontractor’s National Insurance number in full, for the return to HMRC.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    return sealing.open_sealed(token, aad=sealing.aad("finance_cisverification", row, "nino"))
