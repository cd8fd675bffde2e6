"""The Construction Industry Scheme: who is verified how, what is kept back of payments, what was (FIN-07)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, Sum

from finance import controls
from finance.controls import Item, Place, Where
from finance.engine import cis as engine
from finance.engine.cis import Deduction, Status, Work
from finance.models import (
    Balance,
    CisEntry,
    CisReturn,
    CisReturnLine,
    CisScheme,
    CisVerification,
    SupplierAccount,
    SupplierInvoice,
)
from finance.states import CisReturnState, CisVerificationState
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO
from sharedservices.common.taxyear import TaxYear

CONTROL = "CIS"
OUTSIDE = CisVerification.Status.OUTSIDE
SHORT = {"GROSS": "Gross", "NET": "Standard rate", "UNMATCHED": "Higher rate", "OUTSIDE": "No subcontractor"}


@dataclass(slots=True, kw_only=True)
class Subcontractor:
    """A subcontractor in a list: how it is paid, and pounds that were deducted in this tax year."""

    uuid: UUID
    supplier: str
    entity: str
    status: str
    number: str
    verified_on: date | None
    good_until: date | None
    deducted: Decimal
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept back of an item of a run, and on what ground."""

    deduction: Deduction
    verification: CisVerification


def register() -> None:
    """Tell the control account. Called once, when the app is ready."""
    controls.register(CONTROL, owed_to_hmrc)
    controls.register_place("cis_return", Place("finance:cis_return", "cis_return", "payables.view"))
    controls.register_place("cis_account", Place("finance:cis_account", "supplier_account", "payables.view"))


def standing(partner_id: int, accounts: Collection[int], on: date) -> dict[int, CisVerification]:
    """Return the approved verification of each account that holds on a day. One query."""
    rows = CisVerification.objects.of(partner_id).filter(
        account__in=accounts, state=CisVerificationState.APPROVED, valid_from__lte=on
    )
    return {one.account_id: one for one in rows.order_by("valid_from", "number")}


def last_paid(partner_id: int, accounts: Collection[int], before: date) -> dict[int, date]:
    """Return when each account was last paid under the scheme before a day, but for what came back. One query."""
    rows = CisEntry.objects.of(partner_id).filter(account__in=accounts, kind=CisEntry.Kind.PAID, on__lt=before)
    back = CisEntry.objects.of(partner_id).filter(account__in=accounts, kind=CisEntry.Kind.RETURNED)
    rows = rows.exclude(payment__in=back.values("payment"))
    return dict(rows.values_list("account").annotate(last=Max("on")).order_by())


def scheme_of(partner_id: int, legal_entity: int, on: date) -> CisScheme | None:
    """Return the contractor scheme of a legal entity on a day. One query."""
    rows = CisScheme.objects.of(partner_id).filter(legal_entity=legal_entity, first_day__lte=on)
    found: CisScheme | None = rows.select_related("paye_scheme", "legal_entity").order_by("-first_day").first()
    return found


def good_until(one: CisVerification, paid: date | None) -> date:
    """Return the last day on which a verification counts, verified and last paid on these days."""
    return engine.good_until(max(one.verified_on, paid or one.verified_on))


def problems(invoices: Sequence[SupplierInvoice], *, partner_id: int, pay_on: date) -> dict[int, str]:
    """Return why invoices may not be paid under the scheme on a day, by key. Five queries, none without a CIS one."""
    ours = [one for one in invoices if one.account.is_subcontractor or one.cis_labour is not None]
    if not ours:
        return {}
    accounts = {one.account_id: one.account for one in ours}
    found = standing(partner_id, accounts, pay_on)
    waiting = set(
        CisVerification.objects.of(partner_id)
        .filter(account__in=accounts, state=CisVerificationState.PROPOSED)
        .values_list("account", flat=True)
    )
    paid = last_paid(partner_id, accounts, pay_on)
    entities = {one.legal_entity_id for one in ours}
    schemes = {one for one in entities if scheme_of(partner_id, one, pay_on) is not None}
    said = {}
    for one in ours:
        why = "" if one.legal_entity_id in schemes else (
            "The legal entity has no contractor scheme on that day: register it under Construction scheme."
        )  # fmt: skip
        account, held = one.account, found.get(one.account_id)
        why = why or _of_account(account, held, account.pk in waiting, paid.get(account.pk), pay_on)
        why = why or _of_invoice(one, held)
        if why:
            said[one.pk] = why
    return said


def _of_account(
    account: SupplierAccount, held: CisVerification | None, is_waiting: bool, paid: date | None, pay_on: date
) -> str:  # fmt: skip
    if not account.is_subcontractor:
        return (
            "It is made up for the Construction Industry Scheme, and the supplier is not marked as a subcontractor: "
            "mark it so under its address and terms, and verify it with HMRC."
        )
    if is_waiting:
        return "What HMRC said of this subcontractor anew waits for a second person: nothing is paid until then."
    if held is None or held.status == OUTSIDE:
        return (
            "This subcontractor has not been verified for that day: verify it with HMRC, enter the answer on its page "
            "of the construction scheme, and let a second person approve it."
        )
    if held.legal_name != account.supplier.legal_name:
        return f"It was verified as {held.legal_name}: its name has changed, so verify it with HMRC anew."
    if (until := good_until(held, paid)) < pay_on:
        return f"Its verification of {day(held.verified_on)} counted to {day(until)}: verify it with HMRC anew."
    return ""


def _of_invoice(one: SupplierInvoice, held: CisVerification | None) -> str:
    if one.cis_labour is None:
        return (
            "It does not say how much of it is labour: have it credited, and enter it anew with labour, materials, "
            "plant and levy."
        )
    if one.vat and held is not None and not is_vat_registered(held, one.tax_point):
        return f"It charges VAT, and the subcontractor was not registered for VAT on {day(one.tax_point)}."
    return ""


def is_vat_registered(one: CisVerification, on: date) -> bool:
    """Tell whether a subcontractor was registered for VAT on a day."""
    return one.vat_from is not None and one.vat_from <= on and (one.vat_to is None or on <= one.vat_to)


def kept_back(
    chosen: Iterable[tuple[SupplierInvoice, Decimal]], *, partner_id: int, on: date, done: Mapping[int, Decimal]
) -> dict[int, Kept]:
    """Return what is kept back of what is paid of invoices on a day, by invoice: `done` pounds of them were before.

    All items of a supplier are looked at together, credit notes with those of what they are set against. One query.
    """
    ours = [(one, amount) for one, amount in chosen if one.cis_labour is not None]
    if not ours:
        return {}
    held = standing(partner_id, {one.account_id for one, _amount in ours}, on)
    found = {}
    for one, amount in ours:
        verification = held.get(one.account_id)
        if verification is None or verification.status == OUTSIDE:
            continue
        work_out = engine.deduct if amount > 0 else engine.credited
        one_kept = work_out(
            work_of(one), settled_before=abs(done.get(one.pk, ZERO)), settling=abs(amount),
            status=Status(verification.status), on=on,
        )  # fmt: skip
        found[one.pk] = Kept(deduction=one_kept, verification=verification)
    return found


def work_of(one: SupplierInvoice) -> Work:
    """Return what an invoice is made of."""
    return Work(
        labour=one.cis_labour or ZERO, materials=(one.cis_materials or ZERO) + (one.cis_plant or ZERO),
        levy=one.cis_levy or ZERO, vat=one.vat,
    )  # fmt: skip


def owed_to_hmrc(where: Where) -> list[Item]:
    """Return what was deducted, taken back and paid to HMRC, by the period in which it was posted. Two queries."""
    rows = CisEntry.objects.of(where.partner_id).filter(legal_entity=where.legal_entity_id).exclude(deducted=0)
    rows = rows.select_related("journal__period", "account__supplier").order_by("on", "id")
    return [
        Item(
            str(one.account), f"{one.get_kind_display()}, {one.account.supplier}", one.on, -one.deducted, "cis_account",
            str(one.account.uuid),
        )
        for one in rows
        if where.is_by_then(one.journal.period.year, one.journal.period.number)
    ] + [
        Item(
            f"CIS {one.ends_on:%b %Y}", "Paid to HMRC", one.settlement.accounting_date, one.settled, "cis_return",
            str(one.uuid),
        )
        for one in settled(where.partner_id, where.legal_entity_id)
        if where.is_by_then(one.settlement.period.year, one.settlement.period.number)
    ]  # fmt: skip


def settled(partner_id: int, legal_entity: int) -> list[Any]:
    """Return the returns of which HMRC was paid. One query."""
    rows = CisReturn.objects.of(partner_id).filter(legal_entity=legal_entity, settlement__isnull=False)
    return list(rows.select_related("settlement__period").order_by("month", "version"))


def month_entries(partner_id: int, legal_entity: int, month: date) -> list[CisEntry]:
    """Return what was paid and taken back in a tax month. One query."""
    rows = CisEntry.objects.of(partner_id).filter(legal_entity=legal_entity, month=month)
    return list(rows.select_related("account__supplier", "verification").order_by("account__number", "on", "id"))


def lines_of(row: CisReturn) -> list[CisReturnLine]:
    """Return what a return says of each subcontractor. One query."""
    rows = CisReturnLine.objects.of(row.partner_id).filter(cis_return=row)
    return list(rows.select_related("account__supplier", "verification").order_by("account__number"))


def to_pay(row: CisReturn) -> Decimal:
    """Return what is to be paid to HMRC: what was deducted, less what earlier versions were settled with. One query."""
    rows = CisReturn.objects.of(row.partner_id).filter(legal_entity=row.legal_entity_id, month=row.month)
    paid: Decimal | None = rows.exclude(pk=row.pk).aggregate(total=Sum("settled"))["total"]
    return row.deducted - (paid or ZERO)


def in_ledger(partner_id: int, legal_entity: int, year: int) -> Decimal:
    """Return what the control account owes HMRC by the ledger, to the end of what is posted in a year. One query."""
    rows = Balance.objects.of(partner_id).filter(period__legal_entity=legal_entity, period__year=year)
    sums = rows.filter(coding__subjective__control=CONTROL).aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (sums["credit"] or ZERO) - (sums["debit"] or ZERO)


def proof(partner_id: int, legal_entity: int) -> tuple[Decimal, Decimal, Decimal]:
    """Return what the newest frozen returns come to, what HMRC was paid of it, and what is on no return. Three queries.

    Returns less what was paid, with what is on no return yet, is what account 94210 has to owe.
    """
    mine = CisReturn.objects.of(partner_id).filter(legal_entity=legal_entity)
    newest: dict[date, Decimal] = {}
    frozen = mine.filter(state=CisReturnState.FROZEN).order_by("month", "version")
    newest.update(frozen.values_list("month", "deducted"))
    paid = mine.aggregate(total=Sum("settled"))["total"] or ZERO
    entries = CisEntry.objects.of(partner_id).filter(legal_entity=legal_entity)
    all_deducted = entries.aggregate(total=Sum("deducted"))["total"] or ZERO
    returned = sum(newest.values(), ZERO)
    return returned, paid, all_deducted - returned


def subcontractors(*, partner_id: int, on: date, words: str = "") -> list[Subcontractor]:
    """Return the subcontractors of a partner by name, with those whose name has some words in it. Five queries."""
    rows = SupplierAccount.objects.of(partner_id).filter(is_subcontractor=True)
    if words:
        rows = rows.filter(Q(supplier__legal_name__icontains=words) | Q(supplier__trading_name__icontains=words))
    accounts = list(rows.select_related("supplier", "legal_entity").order_by("supplier__legal_name", "number"))
    keys = [one.pk for one in accounts]
    held, paid = standing(partner_id, keys, on), last_paid(partner_id, keys, on)
    waits = CisVerification.objects.of(partner_id).filter(account__in=keys, state=CisVerificationState.PROPOSED)
    waiting = set(waits.values_list("account", flat=True))
    sums = CisEntry.objects.of(partner_id).filter(account__in=keys, on__gte=TaxYear.of(on).start)
    deducted = dict(sums.values_list("account").annotate(total=Sum("deducted")).order_by())
    found = []
    for one in accounts:
        last = held.get(one.pk)
        until = good_until(last, paid.get(one.pk)) if last else None
        status = SHORT[last.status] if last else "Not verified"
        if one.pk in waiting:
            status = "Waits for approval"
        elif until is not None and until < on:
            status = "To be verified anew"
        found.append(
            Subcontractor(
                uuid=one.uuid, supplier=str(one.supplier), entity=f"{one}, {one.legal_entity.legal_name}",
                status=status, number=last.verification_number if last else "",
                verified_on=last.verified_on if last else None, good_until=until,
                deducted=deducted.get(one.pk, ZERO),
            )
        )  # fmt: skip
    return found


def waiting(account: SupplierAccount) -> CisVerification:
    """Return what waits for a second person. :raises WrongState: when nothing does."""
    rows = CisVerification.objects.of(account.partner_id).filter(account=account, state=CisVerificationState.PROPOSED)
    one: CisVerification | None = rows.first()
    if one is None:
        raise WrongState("Nothing waits for a decision here.", action="decide", state="")
    return one


def entries(account: SupplierAccount) -> list[CisEntry]:
    """Return what was paid to an account under the scheme, the newest first. One query."""
    rows = CisEntry.objects.of(account.partner_id).filter(account=account).select_related("payment__run")
    return list(rows.order_by("-on", "-id"))


def verifications(account: SupplierAccount) -> list[CisVerification]:
    """Return what HMRC said of an account, the newest first. One query."""
    rows = CisVerification.objects.of(account.partner_id).filter(account=account)
    return list(rows.select_related("made_by", "decided_by").order_by("-number"))


def schemes(partner_id: int) -> list[CisScheme]:
    """Return the contractor schemes of a partner, the newest of each legal entity first. One query."""
    rows = CisScheme.objects.of(partner_id).select_related("legal_entity", "paye_scheme")
    return list(rows.order_by("legal_entity__legal_name", "-first_day"))
