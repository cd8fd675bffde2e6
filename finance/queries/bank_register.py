"""The bank as the register of a cash account: what the statements say, and what leads to the ledger's balance.

Source: domain FIN-03.3 (a bank that is not reconciled holds up the close), FIN-09, FIN-13.
"""

from datetime import timedelta

from finance import controls
from finance.controls import Evidence, Item, Task, Where
from finance.models import BankAccount, BankReconciliation, BankStatement, Period
from finance.queries import bank
from partners.models import LegalEntity

DAYS = 3
IN_LEDGER = "ledger"
SAID = {
    "": "not prepared",
    BankReconciliation.State.PREPARED: "waits for its reviewer",
    BankReconciliation.State.REVIEWED: "signed by two",
}


def register() -> None:
    """Tell cash accounts and the month's end. Called once, when the app is ready."""
    controls.register("BANK", statements)
    controls.register_task(
        Task("bank", "Bank accounts are reconciled and signed by two", ("BANK",), "Bank", DAYS, reconciled)
    )


def statements(where: Where) -> list[Item]:
    """Return the balance at the bank and what either side lacks; nothing where no statement reaches the period."""
    account = (
        BankAccount.objects.of(where.partner_id)
        .filter(legal_entity=where.legal_entity_id, subjective__code=where.code)
        .select_related("legal_entity")
        .first()
    )
    if account is None or not _reaches(account, where):
        return []
    proof = bank.proof(account, _period(where))
    at_bank = Item("Statement", f"Balance of {account.name} at the bank", where.last_day, proof.bank)
    return [at_bank] + [
        Item(one.heading, one.words, one.on, one.amount if one.side == IN_LEDGER else -one.amount)
        for one in proof.items
    ]


def reconciled(where: Where) -> Evidence:
    """Say of each bank account of the period whether two have signed."""
    entity = LegalEntity.objects.of(where.partner_id).get(pk=where.legal_entity_id)
    found = bank.bank_reconciled(entity, _period(where))
    if not found.accounts:
        return Evidence(is_met=True, words="No bank account was open.")
    told = "; ".join(f"{one.name}: {SAID[one.state]}" for one in found.accounts)
    return Evidence(is_met=found.is_reconciled, words=f"{told}.")


def _reaches(account: BankAccount, where: Where) -> bool:
    rows = BankStatement.objects.of(where.partner_id).filter(account=account)
    return bool(rows.filter(ends_on__gte=where.first_day - timedelta(days=1)).exists())


def _period(where: Where) -> Period:
    found: Period = Period.objects.of(where.partner_id).get(
        legal_entity=where.legal_entity_id, year=where.year, number=where.number
    )
    return found
