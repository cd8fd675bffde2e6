"""Signing the reconciliation of an account for a period: by its preparer, then by a reviewer (domain FIN-09)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from finance import rules_bank as rules
from finance.models import BankAccount, BankReconciliation, Period
from finance.queries import bank
from finance.queries.bank import Proof
from finance.states import MatchState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

State = BankReconciliation.State
LONGEST = 200
TAKE = """
UPDATE finance_bankmatch SET state = 'RECONCILED', reconciliation_id = %s
WHERE partner_id = %s AND id = ANY(%s) AND state = 'MATCHED'
"""


@transaction_required
def prepare(*, account: UUID, period: UUID, by: User, at: datetime) -> BankReconciliation:
    """Sign what leads from the ledger's balance to the bank's, as its preparer.

    :raises RuleBroken: while statements do not reach the end, matches are only proposed, old items have no owner,
        something is unexplained, or whoever signs has matched lines
    :raises WrongState: when it is signed already
    """
    row = _lock(account)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Reconciliation of {row.name}"[:200]):
        of = Period.objects.of(row.partner_id).get(uuid=period, legal_entity=row.legal_entity)
        there = BankReconciliation.objects.of(row.partner_id).filter(account=row, period=of)
        if there.exclude(state=State.RETURNED).exists():
            raise WrongState("This account is signed for this period already.", action="prepare", state="")
        found, matches = _found(row, of)
        _not_by_cashier(matches, by, "Whoever matched lines of this period does not sign its reconciliation.")
        sums: dict[str, Any] = {name: getattr(found, name) for name in SUMS}
        made: BankReconciliation = BankReconciliation.objects.create(
            partner_id=row.partner_id, account=row, period=of, items=[_said(one) for one in found.items],
            content_hash=bank.content_hash(found, matches), prepared_by=by, prepared_human=by.human_id, prepared_at=at,
            **sums,
        )  # fmt: skip
    return made


@transaction_required
def review(*, reconciliation: UUID, by: User, at: datetime) -> BankReconciliation:
    """Sign as the reviewer: it is frozen, and the matches that it rests on are reconciled with it.

    :raises WrongState: unless its preparer has signed and nobody else
    :raises RuleBroken: by its preparer or whoever matched, or when something has changed since
    """
    row = _lock_prepared(reconciliation)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="reconciliation reviewed"):
        found, matches = _found(row.account, row.period)
        _other_than_preparer(row, by)
        _not_by_cashier(matches, by, "Whoever matched lines of this period does not review its reconciliation.")
        rules.SeenIsSigned.require(bank.content_hash(found, matches) == row.content_hash)
        row.state, row.reviewed_by, row.reviewed_human, row.reviewed_at = State.REVIEWED, by, by.human_id, at
        row.save(update_fields=["state", "reviewed_by", "reviewed_human", "reviewed_at"])
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [row.pk, row.partner_id, [one.id for one in matches]])
    return row


@transaction_required
def send_back(*, reconciliation: UUID, reason: str, by: User, at: datetime) -> BankReconciliation:
    """Send it back to be prepared anew: it stays readable with the reason.

    :raises WrongState: unless its preparer has signed and nobody else
    :raises RuleBroken: by its preparer, or without a reason
    """
    row = _lock_prepared(reconciliation)
    words = " ".join(reason.split())[:LONGEST]
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or "sent back"):
        _other_than_preparer(row, by)
        rules.UndoneWithReason.require(bool(words))
        row.state, row.reviewed_by, row.reviewed_human, row.reviewed_at = State.RETURNED, by, by.human_id, at
        row.returned_reason = words
        row.save(update_fields=["state", "reviewed_by", "reviewed_human", "reviewed_at", "returned_reason"])
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
SUMS = ("ledger", "unpresented", "not_credited", "credits", "charges", "bank")


def _lock(account: UUID) -> BankAccount:
    found: BankAccount = (
        BankAccount.objects.select_for_update(of=("self",)).select_related("legal_entity").get(uuid=account)
    )
    return found


def _lock_prepared(reconciliation: UUID) -> BankReconciliation:
    """Lock the account, so that nobody matches meanwhile, then what its preparer signed."""
    _lock(BankReconciliation.objects.select_related("account").get(uuid=reconciliation).account.uuid)
    row: BankReconciliation = (
        BankReconciliation.objects.select_for_update(of=("self",))
        .select_related("account", "period").get(uuid=reconciliation)
    )  # fmt: skip
    if row.state != State.PREPARED:
        raise WrongState("This reconciliation is signed or sent back already.", action="review", state=row.state)
    return row


def _found(account: BankAccount, period: Period) -> tuple[Proof, list[bank.MatchRow]]:
    """Return the proof and the matches it rests on, once nothing speaks against signing it."""
    found, matches = bank.proof(account, period), bank.matches_until(account, period)
    rules.StatementsReachTheEnd.require(bank.reaches(account, period), account=account.name, on=bank.last_day(period))
    n = sum(1 for one in matches if one.state == MatchState.PROPOSED)
    rules.NothingProposed.require(n == 0, n=n)
    n = sum(1 for one in found.items if one.is_unowned)
    rules.OldItemsOwned.require(n == 0, n=n)
    rules.ProofAddsUp.require(found.difference == 0, difference=f"{abs(found.difference):,.2f}")
    return found, matches


def _not_by_cashier(matches: list[bank.MatchRow], by: User, why: str) -> None:
    rules.SignedByOthers.require(
        all(by.human_id not in {one.made_human, one.confirmed_human} for one in matches), why=why
    )


def _other_than_preparer(row: BankReconciliation, by: User) -> None:
    rules.SignedByOthers.require(
        by.human_id != row.prepared_human, why="Whoever prepared a reconciliation does not decide about it."
    )


def _said(one: bank.Item) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str) else str(value) for name, value in asdict(one).items()}
