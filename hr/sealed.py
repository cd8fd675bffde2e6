"""What hr keeps sealed: National Insurance numbers and bank accounts, and the fingerprints that find them again.

A sealed value is bound to its row by the row's public id, which is known before the row is written. Fingerprints carry
the partner's id, so that a person at two partners cannot be linked in a copy of the database.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sharedservices.common import sealing
from sharedservices.common.masking import mask_account, mask_nino, mask_sort_code

LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class BankDetails:
    """An account as it goes into a payment: six and eight digits, and a building society's roll number or nothing."""

    sort_code: str
    account_number: str
    roll_number: str = ""

    def __repr__(self) -> str:
        return f"BankDetails({mask_sort_code(self.sort_code)} {mask_account(self.account_number)})"

    @property
    def last_four(self) -> str:
        """The digits that are shown on screen."""
        return self.account_number[-LAST_DIGITS:]


def seal_nino(nino: str, *, partner_id: int, person: UUID) -> tuple[str, str]:
    """Return the sealed number and its fingerprint for a person's row; two empty texts for no number."""
    if not nino:
        return "", ""
    return sealing.seal(nino, aad=sealing.aad("hr_person", person, "nino")), nino_index(nino, partner_id=partner_id)


def nino_index(nino: str, *, partner_id: int) -> str:
    """Return the fingerprint by which a number is found and kept unique within one partner."""
    return sealing.blind_index(nino, f"nino:{partner_id}")


def contested_index(nino: str, *, partner_id: int, person: UUID) -> str:
    """Return the fingerprint of a number that somebody else has too: it finds nobody, and collides with nobody."""
    return sealing.blind_index(f"{nino}:{person}", f"nino contested:{partner_id}")


def open_nino(token: str, *, person: UUID) -> str:
    """Return the number in full, or "" when there is none. The caller records who looked, or shows a mask only.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    return sealing.open_sealed(token, aad=sealing.aad("hr_person", person, "nino")) if token else ""


def masked_nino(token: str, *, person: UUID) -> str:
    """Return the number as it is shown: QQ••••••C."""
    return mask_nino(open_nino(token, person=person))


def seal_bank(details: BankDetails, *, partner_id: int, account: UUID) -> tuple[str, str]:
    """Return the sealed details and their fingerprint for the row of a bank account."""
    text = json.dumps([details.sort_code, details.account_number, details.roll_number])
    return sealing.seal(text, aad=sealing.aad("hr_bankaccount", account, "details")), bank_index(
        details, partner_id=partner_id
    )


def bank_index(details: BankDetails, *, partner_id: int) -> str:
    """Return the fingerprint by which the same account is found again within one partner."""
    text = "/".join((details.sort_code, details.account_number, details.roll_number))
    return sealing.blind_index(text, f"bank:{partner_id}")


def seal_second(details: BankDetails, *, partner_id: int, account: UUID) -> tuple[str, str]:
    """Return the sealed details and their fingerprint for the row of a second account."""
    text = json.dumps([details.sort_code, details.account_number, details.roll_number])
    return sealing.seal(text, aad=sealing.aad("hr_secondaccount", account, "details")), bank_index(
        details, partner_id=partner_id
    )


def open_second(token: str, *, account: UUID) -> BankDetails:
    """Return a second account in full. The caller records who looked and why.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    return BankDetails(*json.loads(sealing.open_sealed(token, aad=sealing.aad("hr_secondaccount", account, "details"))))


def seal_estate(details: BankDetails, *, partner_id: int, account: UUID) -> tuple[str, str]:
    """Return the sealed details and their fingerprint for the account of a personal representative."""
    text = json.dumps([details.sort_code, details.account_number, details.roll_number])
    return sealing.seal(text, aad=sealing.aad("hr_representative", account, "details")), bank_index(
        details, partner_id=partner_id
    )


def open_estate(token: str, *, account: UUID) -> BankDetails:
    """Return the account of a personal representative in full. The caller records who looked and why.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    found = json.loads(sealing.open_sealed(token, aad=sealing.aad("hr_representative", account, "details")))
    return BankDetails(*found)


def seal_bank_change(details: BankDetails, *, change: UUID) -> str:
    """Return the sealed details for the row of a change of bank account."""
    text = json.dumps([details.sort_code, details.account_number, details.roll_number])
    return sealing.seal(text, aad=sealing.aad("hr_bankchange", change, "details"))


def open_bank_change(token: str, *, change: UUID) -> BankDetails:
    """Return the account that a change asks for. :raises SealBroken: if the token is another row's."""
    found = json.loads(sealing.open_sealed(token, aad=sealing.aad("hr_bankchange", change, "details")))
    return BankDetails(*found)


def open_bank(token: str, *, account: UUID) -> BankDetails:
    """Return the account in full. The caller records who looked and why.

    :raises SealBroken: if the token is another row's or its key is gone.
    """
    sort_code, account_number, roll_number = json.loads(
        sealing.open_sealed(token, aad=sealing.aad("hr_bankaccount", account, "details"))
    )
    return BankDetails(sort_code, account_number, roll_number)
