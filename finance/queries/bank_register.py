"""Whether the bank accounts of a legal entity are reconciled: a task of its month's end.

Source: domain FIN-03.3, FIN-09 (a bank that is not reconciled holds up the close).
"""

from finance import controls
from finance.controls import Evidence, Task, Where
from finance.models import BankReconciliation, Period
from finance.queries import bank
from partners.models import LegalEntity

TASK, DAYS = "bank", 3
SAID = {
    "": "not prepared",
    BankReconciliation.State.PREPARED: "waits for its reviewer",
    BankReconciliation.State.REVIEWED: "signed by two",
}


def register() -> None:
    """Tell the month's end. Called once, when the app is ready."""
    controls.register_task(
        Task(TASK, "Bank accounts are reconciled and signed by two", ("BANK",), "Bank", DAYS, reconciled)
    )


def reconciled(where: Where) -> Evidence:
    """Say of each bank account of the period whether two have signed."""
    entity = LegalEntity.objects.of(where.partner_id).get(pk=where.legal_entity_id)
    found = bank.bank_reconciled(entity, _period(where))
    if not found.accounts:
        return Evidence(is_met=True, words="No bank account was open.")
    told = "; ".join(f"{one.name}: {SAID[one.state]}" for one in found.accounts)
    return Evidence(is_met=found.is_reconciled, words=f"{told}.")


def _period(where: Where) -> Period:
    found: Period = Period.objects.of(where.partner_id).get(
        legal_entity=where.legal_entity_id, year=where.year, number=where.number
    )
    return found
