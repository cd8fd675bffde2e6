"""Suppliers, their accounts with legal entities, and where those are paid (domain PRO-01, PRO-02, FIN-06)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from finance import rules_cis, sealed
from finance import rules_payables as rules
from finance.engine.invoice_sums import is_vat_number, tidy_vat_number
from finance.engine.payables import policy_on
from finance.models import Supplier, SupplierAccount, SupplierBank
from finance.states import SUPPLIER, SUPPLIER_BANK, SupplierBankState, SupplierState
from partners.models import ChangeRequest, LegalEntity, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from partners.states import ChangeState
from sharedservices.common.bank import Outcome, check_account
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.workingdays import add_working_days

NOUN = "supplier’s account"
BANK_NOUN = "supplier’s bank account"
KIND = "finance.supplier_bank"
COMPANY_NUMBER = re.compile(r"\d{8}|[A-Z]{2}\d{6}|R\d{7}")
# Decided or taken back: another account may be proposed.
UNDONE = (ChangeState.REJECTED, ChangeState.WITHDRAWN, ChangeState.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierWanted:
    """Who a supplier is in law."""

    kind: str
    legal_name: str
    trading_name: str = ""
    company_number: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsWanted:
    """How a legal entity buys from a supplier, but for the bank account, which has a way of its own."""

    address: str
    postcode: str = ""
    email: str = ""
    phone: str = ""
    terms_days: int = 30
    method: str = SupplierAccount.Method.BACS
    needs_psc_check: bool = False
    psc_decided_on: date | None = None
    is_subcontractor: bool = False
    is_critical: bool = False
    subjective: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankWanted:
    """Where a supplier asks to be paid, and how that was checked: by a call to a number that was held before."""

    holder: str
    sort_code: str
    account_number: str
    called_at: datetime
    evidence: str


@transaction_required
def set_up(
    *, legal_entity: UUID, supplier: SupplierWanted, terms: TermsWanted, by: User, at: datetime
) -> SupplierAccount:
    """Bring in a supplier with its first account. Where it is paid is proposed afterwards.

    :raises RuleBroken: without a name, for numbers that cannot be, terms that may not be, or who is here already
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"New supplier {supplier.legal_name}"[:200]):
        row = Supplier(partner_id=entity.partner_id, kind=supplier.kind)
        _name(row, supplier)
        row.save()
        return _open(row, entity, terms, by=by, at=at)


@transaction_required
def open_account(*, supplier: UUID, legal_entity: UUID, terms: TermsWanted, by: User, at: datetime) -> SupplierAccount:
    """Let another legal entity buy from a supplier that is here.

    :raises RuleBroken: when it has an account, or for terms that may not be
    """
    row = Supplier.objects.select_for_update().get(uuid=supplier)
    entity = LegalEntity.objects.of(row.partner_id).get(uuid=legal_entity)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Account of {row.legal_name}"[:200]):
        there = SupplierAccount.objects.of(row.partner_id).filter(supplier=row, legal_entity=entity)
        rules.SupplierOnce.require(not there.exists(), name=row.legal_name, what="the legal entity")
        return _open(row, entity, terms, by=by, at=at)


@transaction_required
def amend(*, account: UUID, terms: TermsWanted, by: User, at: datetime) -> SupplierAccount:
    """Change address, contacts and terms. A new telephone number counts for call-backs only after thirty days.

    :raises RuleBroken: for terms that may not be
    """
    row = _lock(account)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Terms of {row}"):
        _terms(row, terms, at=at)
        row.save()
    return row


@transaction_required
def move(*, account: UUID, action: str, reason: str, by: User, at: datetime) -> SupplierAccount:
    """Hold, release, close or reopen an account. Whoever held it does not release it.

    :raises WrongState: when it does not stand where the action begins
    :raises RuleBroken: without a reason, or when whoever released it had held it
    """
    row = _lock(account)
    words = told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        target = SupplierState(next_state(SUPPLIER, action, row.state, noun=NOUN))
        if action == "release":
            rules.NotOneself.require(row.held_human != by.human_id)
        row.held_human = by.human_id if target == SupplierState.HOLD else None
        row.state, row.state_reason = target, words[:200]
        row.save(update_fields=["state", "state_reason", "held_human"])
    return row


@transaction_required
def propose_bank(*, account: UUID, wanted: BankWanted, by: User, at: datetime) -> ChangeRequest:
    """Ask for a supplier to be paid into an account, after a call to the number that was held before.

    Nothing is paid into it before a second person has approved it, and for some days after that.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: when the numbers do not fit, nothing changes, another proposal waits, or no call was made to a
        number held long enough
    """
    row = _lock(account)
    checked = check_account(wanted.sort_code, wanted.account_number)
    rules.AccountFits.require(checked.outcome is not Outcome.INVALID)
    details = sealed.SupplierDetails(checked.sort_code, checked.account_number)
    holder, evidence = " ".join(wanted.holder.split()), " ".join(wanted.evidence.split())
    rules.HolderGiven.require(2 <= len(holder) <= 100)
    shortest, longest = rules.SHORTEST_EVIDENCE, rules.LONGEST_REASON
    rules.CallIsTold.require(shortest <= len(evidence) <= longest, shortest=shortest, longest=longest)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Where {row} is paid"):
        _called(row, wanted.called_at, at=at)
        fingerprint = sealed.supplier_index(details, partner_id=row.partner_id)
        _put_away_undone(row)
        there = SupplierBank.objects.of(row.partner_id).filter(account=row)
        rules.OneBankProposal.require(not there.filter(state=SupplierBankState.PROPOSED).exists())
        same = there.filter(state=SupplierBankState.ACTIVE, fingerprint=fingerprint)
        rules.BankDiffers.require(not same.exists())
        bank = SupplierBank(
            partner_id=row.partner_id, account=row, holder=holder, fingerprint=fingerprint, last_four=details.last_four,
            modulus_check=checked.outcome.value, called_number=row.phone, called_at=wanted.called_at,
            evidence=evidence, state=SupplierBankState.PROPOSED, made_by=by, made_human=by.human_id, made_at=at,
        )  # fmt: skip
        bank.details = sealed.seal_supplier(details, row=bank.uuid)
        bank.save()
        payload = {"bank": str(bank.uuid), "content_hash": fingerprint}
        return changes.submit(
            partner_id=row.partner_id, proposal=Proposal(kind=KIND, payload=payload, reason=evidence), by=by, at=at
        )


@transaction_required
def accept_bank(*, bank: UUID, by: User, at: datetime) -> SupplierBank:
    """Pay a supplier into the account that was proposed: the last step of its approval, and never the first.

    :raises WrongState: unless it is proposed
    """
    row: SupplierBank = SupplierBank.objects.select_for_update(of=("self",)).select_related("account").get(uuid=bank)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Where {row.account} is paid"):
        target = SupplierBankState(next_state(SUPPLIER_BANK, "accept", row.state, noun=BANK_NOUN))
        before = SupplierBank.objects.of(row.partner_id).filter(account=row.account, state=SupplierBankState.ACTIVE)
        today = timezone.localdate(at)
        row.pay_from = today
        for old in before.select_for_update():
            old.state = SupplierBankState(next_state(SUPPLIER_BANK, "end", old.state, noun=BANK_NOUN))
            old.save(update_fields=["state"])
            row.pay_from = add_working_days(today, policy_on(today).cooling_days)
        row.state = target
        row.save(update_fields=["state", "pay_from"])
    return row


def told(reason: str) -> str:
    """Return a reason tidied. :raises RuleBroken: when it is too short or too long."""
    words = " ".join(reason.split())
    shortest, longest = rules.SHORTEST_REASON, rules.LONGEST_REASON
    rules.ReasonGiven.require(shortest <= len(words) <= longest, shortest=shortest, longest=longest)
    return words


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(account: UUID) -> SupplierAccount:
    found: SupplierAccount = (
        SupplierAccount.objects.select_for_update(of=("self",)).select_related("supplier", "legal_entity")
        .get(uuid=account)
    )  # fmt: skip
    return found


def _name(row: Supplier, wanted: SupplierWanted) -> None:
    name = " ".join(wanted.legal_name.split())
    rules.SupplierNamed.require(2 <= len(name) <= 160)
    company = re.sub(r"\W", "", wanted.company_number.upper())
    company = company.zfill(8) if company.isdigit() else company
    rules.CompanyNumberLooksRight.require(not company or COMPANY_NUMBER.fullmatch(company) is not None)
    vat = tidy_vat_number(wanted.vat_number)
    rules.VatNumberLooksRight.require(not vat or is_vat_number(vat))
    for column, value, words in (("company_number", company, "the company number"), ("vat_number", vat, "VAT number")):
        other = Supplier.objects.of(row.partner_id).filter(**{column: value}).first() if value else None
        rules.SupplierOnce.require(other is None, field=column, name=str(other), what=words)
    row.legal_name, row.trading_name = name, " ".join(wanted.trading_name.split())
    row.company_number, row.vat_number = company, vat


def _open(row: Supplier, entity: LegalEntity, terms: TermsWanted, *, by: User, at: datetime) -> SupplierAccount:
    with connection.cursor() as cursor:  # numbers follow each other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('finance_supplieraccount', %s))", [row.partner_id]
        )
    last = SupplierAccount.objects.of(row.partner_id).aggregate(last=Max("number"))["last"] or 0
    account = SupplierAccount(
        partner_id=row.partner_id, supplier=row, legal_entity=entity, number=last + 1, state=SupplierState.ACTIVE,
        made_by=by, made_human=by.human_id, made_at=at,
    )  # fmt: skip
    _terms(account, terms, at=at)
    account.save()
    return account


def _terms(row: SupplierAccount, terms: TermsWanted, *, at: datetime) -> None:
    rules.TermsAreLawful.require(0 <= terms.terms_days <= rules.MOST_TERMS, most=rules.MOST_TERMS)
    phone = " ".join(terms.phone.split())
    if phone != row.phone:
        row.phone, row.phone_held_at = phone, at if phone else None
    row.address, row.postcode = " ".join(terms.address.split()), terms.postcode.strip().upper()
    row.email, row.terms_days, row.method = terms.email.strip(), terms.terms_days, terms.method
    row.needs_psc_check, row.psc_decided_on = terms.needs_psc_check, terms.psc_decided_on
    rules_cis.SubcontractorStays.require(terms.is_subcontractor or not row.is_subcontractor)
    row.is_subcontractor, row.is_critical = terms.is_subcontractor, terms.is_critical
    row.subjective = terms.subjective.strip()


def _called(row: SupplierAccount, called_at: datetime, *, at: datetime) -> None:
    """Make sure that the call went to a number that was held long before it."""
    held = timedelta(days=rules.DAYS_HELD)
    rules.CallWasMade.require(at - held <= called_at <= at, days=rules.DAYS_HELD)
    since = row.phone_held_at
    rules.CallWentToHeldNumber.require(
        since is not None and called_at - since >= held, days=rules.DAYS_HELD, number=row.phone or "a number on record"
    )


def _put_away_undone(row: SupplierAccount) -> None:
    """Refuse proposals whose request came to nothing, so that another can be made."""
    for bank in SupplierBank.objects.of(row.partner_id).filter(account=row, state=SupplierBankState.PROPOSED):
        asked = ChangeRequest.objects.of(row.partner_id).filter(kind=KIND, attribute=f"supplier bank {bank.uuid}")
        latest = asked.order_by("-id").first()
        if latest is None or latest.state in UNDONE:
            bank.state = SupplierBankState(next_state(SUPPLIER_BANK, "refuse", bank.state, noun=BANK_NOUN))
            bank.save(update_fields=["state"])
