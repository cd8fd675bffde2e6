"""The morning's comparison of every bank account with the ledger: kept each day, flagged when it does not add up."""

from datetime import date, datetime

from django.utils import timezone

from finance.models import BankCheck
from finance.queries import bank
from finance.queries.bank import DailyRow
from partners.audit import audit
from partners.models import AuditAction, Partner
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import money
from sharedservices.common.workingdays import add_working_days

State = BankCheck.State
LATEST = -2
"""A statement covers at least the working day before the last one: partner policy, domain FIN-13 asks for daily."""
FAULTS = (State.UNEXPLAINED, State.LATE)
TABLE = "finance_bankaccount"


def everywhere(*, at: datetime) -> int:
    """Compare at every partner; return how many accounts need somebody."""
    n_faults = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="daily comparison of bank and ledger"):
            n_faults += sum(one.state in FAULTS for one in compare(partner_id=partner_id, at=at))
    return n_faults


@transaction_required
def compare(*, partner_id: int, at: datetime) -> list[BankCheck]:
    """Compare the open accounts of a partner with its ledger, once a day; return what was kept for today."""
    today = timezone.localdate(at)
    list(bank.in_use(partner_id=partner_id).select_for_update().order_by("id"))  # another that compares waits here
    there = {one.account_id for one in BankCheck.objects.of(partner_id).filter(on=today)}
    for row in bank.daily(partner_id=partner_id, in_use_only=True):
        if row.account.pk not in there:
            _keep(_found(row, today, at))
    return list(BankCheck.objects.of(partner_id).filter(on=today).select_related("account").order_by("account_id"))


# --- the parts ------------------------------------------------------------------------------------------------------
def _found(row: DailyRow, today: date, at: datetime) -> BankCheck:
    return BankCheck(
        partner_id=row.account.partner_id, account=row.account, on=today, until=row.until, bank=row.bank,
        ledger=row.ledger, explained=row.explained, n_bank=row.n_bank, n_ledger=row.n_ledger, state=_state(row, today),
        found_at=at,
    )  # fmt: skip


def _state(row: DailyRow, today: date) -> str:
    if row.unexplained != 0:
        return State.UNEXPLAINED
    begun = max(row.until or row.account.opened_on, row.account.opened_on)
    if begun < add_working_days(today, LATEST):
        return State.LATE
    return State.EXPLAINED if row.n_bank or row.n_ledger else State.AGREES


def _keep(one: BankCheck) -> None:
    one.save()
    if one.state != State.UNEXPLAINED:
        return
    audit(
        action=AuditAction.FLAG, object_type=TABLE, object_id=one.account_id, partner_id=one.partner_id,
        label=f"{one.account}: {money(one.unexplained)} between bank and ledger that nothing explains",
        changes={"bank": str(one.bank), "ledger": str(one.ledger), "explained": str(one.explained)},
    )  # fmt: skip
