"""The accounts that a legal entity holds at its bank (domain FIN-09.1)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from finance import rules_bank as rules
from finance import sealed
from finance.models import BankAccount, Subjective
from finance.operations.suppliers import told
from finance.queries import bank
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.bank import Outcome, check_account
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

LONGEST_NAME, LONGEST_HOLDER = 60, 18
USER_NUMBER = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountWanted:
    """An account at the bank, and the code of its cash account in the ledger."""

    name: str
    holder: str
    bank: str
    sort_code: str
    account_number: str
    subjective: str
    opened_on: date
    service_user_number: str = ""


@transaction_required
def add(*, legal_entity: UUID, wanted: BankAccountWanted, by: User, at: datetime) -> BankAccount:
    """Lay down an account that a legal entity holds. It counts once another person has agreed.

    :raises RuleBroken: for names that do not fit, or a cash account that is another's or none
    :raises InvalidBankDetails: for a sort code or number that cannot be
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Bank account {wanted.name}"[:200]):
        name, holder, bank = wanted.name.strip(), wanted.holder.strip().upper(), wanted.bank.strip()
        rules.BankAccountNamed.require(
            all((name, holder, bank)) and len(name) <= LONGEST_NAME and len(bank) <= LONGEST_NAME
            and len(holder) <= LONGEST_HOLDER
        )  # fmt: skip
        number = wanted.service_user_number.strip()
        rules.ServiceUserNumberLooksRight.require(not number or bool(USER_NUMBER.fullmatch(number)))
        checked = check_account(wanted.sort_code, wanted.account_number)
        rules.BankAccountExists.require(checked.outcome is not Outcome.INVALID)
        details = sealed.SupplierDetails(checked.sort_code, checked.account_number)
        there = BankAccount.objects.of(entity.partner_id).filter(refused_at=None)
        cash = Subjective.objects.of(entity.partner_id).filter(
            code=wanted.subjective, group=Subjective.Group.CASH, is_posting=True
        )
        taken = there.filter(legal_entity=entity, subjective__code=wanted.subjective)
        rules.CashAccountOfItsOwn.require(cash.exists() and not taken.exists(), subjective=wanted.subjective)
        rules.BankAccountNamed.require(not there.filter(legal_entity=entity, name=name).exists())
        print_ = sealed.own_index(details, partner_id=entity.partner_id)
        rules.BankAccountOnce.require(not there.filter(fingerprint=print_).exists())
        row = BankAccount(
            partner_id=entity.partner_id, legal_entity=entity, name=name, holder=holder, bank=bank,
            fingerprint=print_, last_four=details.last_four, subjective=cash.get(), service_user_number=number,
            opened_on=wanted.opened_on, made_by=by, made_human=by.human_id,
            made_at=at,
        )  # fmt: skip
        row.details = sealed.seal_own(details, row=row.uuid)
        row.save()
        return row


@transaction_required
def agree(*, account: UUID, by: User, at: datetime) -> BankAccount:
    """Agree to an account that another person laid down: statements and payment runs may use it from now on.

    :raises WrongState: when it is agreed to or refused
    :raises RuleBroken: by whoever laid it down
    :raises BankAccount.DoesNotExist: if there is none in scope
    """
    row = _lock(account)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Bank account {row.name}"[:200]):
        _waits(row, "agree")
        rules.AccountAgreedByAnother.require(row.made_human != by.human_id)
        row.agreed_by, row.agreed_human, row.agreed_at = by, by.human_id, at
        row.save(update_fields=["agreed_by", "agreed_human", "agreed_at"])
    return row


@transaction_required
def refuse(*, account: UUID, reason: str, by: User, at: datetime) -> BankAccount:
    """Refuse an account, or take one’s own back: it stays readable, and its name and code are free.

    :raises WrongState: when it is agreed to or refused
    :raises RuleBroken: without a reason
    :raises BankAccount.DoesNotExist: if there is none in scope
    """
    row, words = _lock(account), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        _waits(row, "refuse")
        row.refused_by, row.refused_at, row.refused_reason = by, at, words
        row.save(update_fields=["refused_by", "refused_at", "refused_reason"])
    return row


@transaction_required
def close(*, account: UUID, closed_on: date, by: User, at: datetime) -> BankAccount:
    """Close an account on a day: no statement after that day is one of it.

    :raises RuleBroken: when it is closed, for a day ahead or before its last statement, or while money is on it
    :raises BankAccount.DoesNotExist: if there is none in scope
    """
    row = _lock(account)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Closing {row.name}"[:200]):
        last = bank.latest_statement(row)
        why = ""
        if row.closed_on is not None:
            why = "This account is closed."
        elif row.agreed_at is None:
            why = "Nobody has agreed to this account: it is refused, not closed."
        elif closed_on < row.opened_on or closed_on > timezone.localdate(at):
            why = "An account is closed on a day that has come, after it was opened."
        elif last is not None and last.closing != 0:
            why = f"Its last statement says that £{last.closing:,.2f} are on it."
        elif last is not None and last.ends_on > closed_on:
            why = "Its last statement is of a later day."
        rules.AccountIsOpen.require(not why, field="closed_on", why=why)
        row.closed_on = closed_on
        row.save(update_fields=["closed_on"])
    return row


def _lock(account: UUID) -> BankAccount:
    found: BankAccount = BankAccount.objects.select_for_update(of=("self",)).get(uuid=account)
    return found


def _waits(row: BankAccount, action: str) -> None:
    if row.agreed_at is not None or row.refused_at is not None:
        words = "Somebody has agreed to this account." if row.agreed_at else "This account was refused."
        raise WrongState(words, action=action, state=row.status)
