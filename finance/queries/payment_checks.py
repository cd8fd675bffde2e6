"""What speaks against paying an invoice now, asked anew at each step of a payment run (domain FIN-06). Counted SQL."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from finance.models import (
    Customer,
    InvoiceHold,
    JournalLine,
    PaymentItem,
    PaymentRun,
    SupplierAccount,
    SupplierBank,
    SupplierInvoice,
    SupplierPayment,
)
from finance.queries import cis
from finance.queries.invoice_checks import plain
from finance.states import OWED, SupplierBankState, SupplierState
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO

CONTROL = "94000"
CHEQUE = PaymentRun.Method.CHEQUE

TWINS = """
SELECT i.id, o.number FROM finance_supplierinvoice i
JOIN finance_supplierinvoice o ON o.partner_id = i.partner_id AND o.account_id = i.account_id
  AND o.tidy_reference = i.tidy_reference AND o.gross = i.gross AND o.id < i.id
  AND o.state NOT IN ('CANCELLED', 'INVALID_RETURNED')
WHERE i.partner_id = %s AND i.id = ANY(%s) AND i.kind <> 'CREDIT_NOTE' AND o.kind <> 'CREDIT_NOTE'
  AND i.cleared_human IS NULL AND i.replaces_id IS DISTINCT FROM o.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the checks found: why invoices may not be paid, warnings, and where accounts are paid. By key."""

    problems: dict[int, str]
    warnings: dict[int, str]
    banks: dict[int, SupplierBank]


def check(invoices: Sequence[SupplierInvoice], *, partner_id: int, method: str, pay_on: date) -> Found:
    """Look at invoices with their accounts and suppliers read. Seven queries, and five more with subcontractors."""
    ids, accounts = [one.pk for one in invoices], {one.account_id: one.account for one in invoices}
    active, asked = _banks(partner_id, accounts)
    held = _holds(partner_id, ids)
    twins = _twins(partner_id, ids)
    paid = _paid_before(partner_id, active.values())
    debtors = _debtors(partner_id, accounts.values())
    construction = cis.problems(invoices, partner_id=partner_id, pay_on=pay_on)
    problems, warnings = {}, {}
    for one in invoices:
        bank = active.get(one.account_id)
        why = held.get(one.pk) or _of_account(one.account) or construction.get(one.pk, "")
        if not why and one.pk in twins:
            why = f"It looks like I{twins[one.pk]:07}, and nobody has said that it is no duplicate."
        if not why and method != CHEQUE:
            why = _of_bank(bank, is_asked=one.account_id in asked, pay_on=pay_on)
        if why:
            problems[one.pk] = why
        said = [
            words
            for is_so, words in (
                (bank is not None and method != CHEQUE and bank.pk not in paid, "First payment into this account."),
                (one.account_id in debtors, f"It owes us {money(debtors.get(one.account_id, ZERO))}: a contra needs an "
                 "agreement."),
            )
            if is_so
        ]  # fmt: skip
        warnings[one.pk] = " ".join(said)
    return Found(problems=problems, warnings=warnings, banks=active)


def settled(partner_id: int, invoices: Collection[int]) -> dict[int, Decimal]:
    """Return the pounds of invoices that runs have paid, below nought for credit notes. One query."""
    rows = PaymentItem.objects.of(partner_id).filter(invoice__in=invoices, state="PAID")
    return dict(rows.values_list("invoice").annotate(total=Sum("amount")))


def weights(partner_id: int, invoices: Iterable[SupplierInvoice]) -> dict[int, dict[str, Decimal]]:
    """Return what the journal of each invoice owes in each fund, by invoice, without sign. One query."""
    journals = {one.journal_id: one.pk for one in invoices}
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = JournalLine.objects.of(partner_id).filter(journal__in=journals, coding__subjective__code=CONTROL)
    for journal, fund, debit, credit in rows.values_list("journal", "coding__fund__code", "debit", "credit"):
        of = found[journals[journal]]
        of[fund] = of.get(fund, ZERO) + abs(credit - debit)
    return found


def hands(run: PaymentRun) -> dict[Any, str]:
    """Return who set up, entered or approved what a run pays, with what they did. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT human, what FROM finance_paymentrun_hands(%s, %s)", [run.partner_id, run.pk])
        return dict(cursor.fetchall())


def _banks(partner_id: int, accounts: Collection[int]) -> tuple[dict[int, SupplierBank], set[int]]:
    states = (SupplierBankState.ACTIVE, SupplierBankState.PROPOSED)
    rows = list(SupplierBank.objects.of(partner_id).filter(account__in=accounts, state__in=states))
    active = {one.account_id: one for one in rows if one.state == SupplierBankState.ACTIVE}
    return active, {one.account_id for one in rows if one.state == SupplierBankState.PROPOSED}


def _holds(partner_id: int, ids: Collection[int]) -> dict[int, str]:
    rows = InvoiceHold.objects.of(partner_id).filter(invoice__in=ids, ended_at=None).order_by("-id")
    return {invoice: f"It is held: {words}" for invoice, words in rows.values_list("invoice", "words")}


def _of_account(account: SupplierAccount) -> str:
    if account.state == SupplierState.HOLD:
        return f"Payments to this supplier are stopped: {account.state_reason}"
    if account.state == SupplierState.CLOSED:
        return "The supplier’s account is closed."
    if account.needs_psc_check and account.psc_decided_on is None:
        return "The employment status of its workers has not been determined."
    return ""


def _of_bank(bank: SupplierBank | None, *, is_asked: bool, pay_on: date) -> str:
    if is_asked:
        return "Another bank account is asked for: nothing is paid until that is decided."
    if bank is None:
        return "No bank account has been approved."
    if bank.pay_from is None or bank.pay_from > pay_on:
        return f"Its bank account has changed: nothing is paid into it before {day(bank.pay_from)}."
    return ""


def _twins(partner_id: int, ids: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(TWINS, [partner_id, list(ids)])
        return dict(cursor.fetchall())


def _paid_before(partner_id: int, banks: Iterable[SupplierBank]) -> set[int]:
    rows = SupplierPayment.objects.of(partner_id).filter(bank__in=[one.pk for one in banks], state="PAID")
    return set(rows.values_list("bank", flat=True))


def _debtors(partner_id: int, accounts: Collection[SupplierAccount]) -> dict[int, Decimal]:
    """Return what accounts owe us under the same name or VAT number, at their legal entity. Two queries at most."""
    entities = {one.legal_entity_id for one in accounts}
    rows = Customer.objects.of(partner_id).filter(legal_entity__in=entities)
    names, vats = defaultdict(list), defaultdict(list)
    for key, entity, name, vat in rows.values_list("pk", "legal_entity", "name", "vat_number"):
        names[(entity, plain(name))].append(key)
        if vat:
            vats[(entity, vat)].append(key)
    same = {}
    for one in accounts:
        who = one.supplier
        keys = set(names.get((one.legal_entity_id, plain(who.legal_name)), []))
        same[one.pk] = keys | set(vats.get((one.legal_entity_id, who.vat_number), []) if who.vat_number else [])
    wanted = {key for keys in same.values() for key in keys}
    if not wanted:
        return {}
    owed = _owed(partner_id, wanted)
    return {pk: total for pk, keys in same.items() if (total := sum((owed.get(k, ZERO) for k in keys), ZERO)) > 0}


def _owed(partner_id: int, customers: Collection[int]) -> dict[int, Decimal]:
    from finance.models import SalesInvoice

    rows = SalesInvoice.objects.of(partner_id).filter(customer__in=customers, state__in=OWED, kind="INVOICE")
    found: dict[int, Decimal] = defaultdict(Decimal)
    for customer, gross, done in rows.values_list("customer", "gross", "settled"):
        found[customer] += gross - done
    return found
