"""Makes two legal entities of one partner with an agreement between them. Call inside partner_scope()."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from finance.models import Counterparty, InterEntityAgreement
from finance.operations import bank_accounts
from finance.operations.bank_accounts import BankAccountWanted
from finance.operations.journals import Line
from partners.models import LegalEntity, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories.ledger import NOW, Ledger

FIRST_DAY = date(2026, 4, 1)


def payload(first: LegalEntity, second: LegalEntity, **more: Any) -> dict[str, Any]:
    """An agreement as it is proposed: all manual journals and accruals from April, settled net each month."""
    return {
        "agreement": str(uuid4()), "from_entity": str(first.uuid), "to_entity": str(second.uuid),
        "kinds": ["MANUAL", "ACCRUAL"], "settlement": "NET_MONTHLY", "subject": "Staff and buildings that both use",
        "first_day": FIRST_DAY.isoformat(), "last_day": None,
    } | more  # fmt: skip


def asked(partner_id: int, given: dict[str, Any], *, by: User, kind: str = "finance.interentity") -> Any:
    """Propose an agreement, or its end; return the change request."""
    proposal = Proposal(kind=kind, payload=given, reason="Both entities have signed")
    return changes.submit(partner_id=partner_id, proposal=proposal, by=by, at=NOW)


def agreed(first: LegalEntity, second: LegalEntity, *, by: User, approver: User, **more: Any) -> InterEntityAgreement:
    """An agreement that holds."""
    given = payload(first, second, **more)
    row = asked(first.partner_id, given, by=by)
    changes.approve(change=row.uuid, content_hash=row.content_hash, by=approver, at=NOW)
    found: InterEntityAgreement = InterEntityAgreement.objects.get(uuid=UUID(given["agreement"]))
    return found


def standing_for(entity: LegalEntity) -> str:
    """The code of the counterparty that stands for a legal entity."""
    code: str = Counterparty.objects.get(partner=entity.partner_id, legal_entity=entity).code
    return code


def of(books: Ledger, line: Line) -> Line:
    """A line of that legal entity."""
    return replace(line, entity=books.entity.code)


def bank(books: Ledger, number: str) -> None:
    """The general bank account of a legal entity."""
    wanted = BankAccountWanted(
        name="General account", holder=books.entity.code, bank="Northern Bank", sort_code="60-00-01",
        account_number=number, subjective="93000", opened_on=FIRST_DAY,
    )  # fmt: skip
    bank_accounts.add(legal_entity=books.entity.uuid, wanted=wanted, by=books.by, at=NOW)
