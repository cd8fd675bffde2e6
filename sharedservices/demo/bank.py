"""The bank of the county: October reconciled and signed by two, a statement of November with lines that wait.

What the ledger paid until the end of October is on the first statement, under the reference of the ledger.
"""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from finance.models import BankAccount, BankLine, CostCentre, Period
from finance.operations import (
    bank_accounts,
    bank_checks,
    bank_matching,
    bank_reconciliations,
    bank_rules,
    bank_statements,
)
from finance.operations.bank_accounts import BankAccountWanted
from finance.operations.bank_rules import RuleWanted
from finance.queries import bank
from partners.models import LegalEntity, User
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

MORNINGS = at(date(2026, 11, 4), 6), at(date(2026, 11, 5), 6)
LOADED, SIGNED = at(date(2026, 11, 5), 9), at(date(2026, 11, 5), 15)
OPENED, END, TODAY = date(2026, 4, 1), date(2026, 10, 31), date(2026, 11, 4)
SORT_CODE, NAMESPACE = "600001", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
NOVEMBER = (
    ("612.00", "SI000001", "BROOK LANE NURSERY LTD"), ("2410.00", "", "ALDMOOR PARISH COUNCIL"),
    ("-38.50", "", "ACCOUNT CHARGES OCTOBER"), ("145.20", "", "CASH PAID IN NORTHTON"),
    ("-212.40", "DD WATER", "NORTHTON WATER SUPPLY"),
)  # fmt: skip
Line = tuple[date, Decimal, str, str]


def make_bank(place: Place) -> dict[str, Any]:
    """Load, match and sign at the county; return how many lines there are. In the scope."""
    if place.spec.code == COUNTY:
        _work(place)
    return {"bank lines": BankLine.objects.of(place.partner.pk).count()}


def _work(place: Place) -> None:
    entity: LegalEntity = LegalEntity.objects.of(place.partner.pk).order_by("id")[0]
    account = bank.in_use(partner_id=place.partner.pk).select_related("legal_entity").get(legal_entity=entity)
    cashier, preparer, manager = (office(name, place.spec) for name in ("bank", "journals", "finance"))
    _rules(entity, cashier, manager)
    _imprest(entity, manager)
    paid = [one for one in bank.open_ledger(account) if one.on <= END]
    before: list[Line] = [(max(one.on, OPENED), one.amount, f"B{one.id:07}", one.narrative) for one in paid]
    opening = _load(account, before, number=1, opening=Decimal("0.00"), by=cashier)
    lines = bank.open_bank(account)
    for line, item in zip(
        sorted(lines, key=lambda one: one.reference), sorted(paid, key=lambda one: one.id), strict=True
    ):
        bank_matching.match(account=account.uuid, lines=[line.id], journal_lines=[item.id], by=cashier, at=LOADED)
    october = Period.objects.of(place.partner.pk).get(legal_entity=entity, year=2026, number=7)
    signed = bank_reconciliations.prepare(account=account.uuid, period=october.uuid, by=preparer, at=SIGNED)
    bank_reconciliations.review(reconciliation=signed.uuid, by=manager, at=SIGNED)
    bank_checks.compare(partner_id=place.partner.pk, at=MORNINGS[0])
    new: list[Line] = [(TODAY, Decimal(pounds), reference, words) for pounds, reference, words in NOVEMBER]
    _load(account, new, number=2, opening=opening, by=cashier)
    bank_matching.run(account=account.uuid, by=cashier, at=LOADED)
    water = next(one for one in bank.open_bank(account) if one.reference == "DD WATER")
    bank_matching.note(
        line=water.id, journal_line=None, owner=cashier, words="No invoice yet: asked the supplier for a copy",
        by=cashier, at=LOADED,
    )  # fmt: skip
    bank_checks.compare(partner_id=place.partner.pk, at=MORNINGS[1])


def _imprest(entity: LegalEntity, manager: User) -> None:
    """Lay a second account down, which nobody else has agreed to yet."""
    wanted = BankAccountWanted(
        name="Imprest account", holder="NORTHSHIRE IMPREST", bank="Northern Bank", sort_code="60-00-01",
        account_number=f"8{entity.pk:07}", subjective="93100", opened_on=TODAY,
    )  # fmt: skip
    bank_accounts.add(legal_entity=entity.uuid, wanted=wanted, by=manager, at=LOADED)


def _rules(entity: LegalEntity, cashier: User, manager: User) -> None:
    charges = RuleWanted(
        words="Account charges", kind="CHARGES", subjective="40900", cost_centre=_centre(entity), most=Decimal("50.00"),
        is_automatic=True,
    )  # fmt: skip
    agreed = bank_rules.make(legal_entity=entity.uuid, wanted=charges, by=cashier, at=LOADED)
    bank_rules.agree(rule=agreed.uuid, by=manager, at=LOADED)
    supply = RuleWanted(
        words="Water supply", kind="OTHER", subjective="20100", cost_centre=_centre(entity), most=Decimal("300.00")
    )
    bank_rules.make(legal_entity=entity.uuid, wanted=supply, by=cashier, at=LOADED)


def _centre(entity: LegalEntity) -> str:
    codes = CostCentre.objects.of(entity.partner_id).filter(legal_entity=entity).order_by("code")
    return str(codes.values_list("code", flat=True)[0])


def _load(account: BankAccount, lines: list[Line], *, number: int, opening: Decimal, by: User) -> Decimal:
    """Load a statement of these lines, and return its closing balance."""
    closing = opening + sum((one[1] for one in lines), Decimal("0.00"))
    first, last = (OPENED, END) if number == 1 else (TODAY, TODAY)
    text = (
        f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt><Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>'
        f"<FrToDt><FrDtTm>{first}T00:00:00</FrDtTm><ToDtTm>{last}T23:59:59</ToDtTm></FrToDt><Acct><Id><Othr><Id>"
        f"{SORT_CODE}7{account.legal_entity_id:07}</Id></Othr></Id></Acct>{_balance('OPBD', opening, first)}"
        f"{_balance('CLBD', closing, last)}{''.join(_entry(one) for one in lines)}</Stmt></BkToCstmrStmt></Document>"
    )
    bank_statements.load(
        account=account.uuid, file=BytesIO(text.encode()), layout=None, number="", by=by, at=LOADED
    )  # fmt: skip
    return closing


def _balance(code: str, pounds: Decimal, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(pounds)}<Dt><Dt>{on}</Dt></Dt></Bal>"
    )  # fmt: skip


def _entry(line: Line) -> str:
    on, pounds, reference, words = line
    return (
        f"<Ntry>{_amount(pounds)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{escape(reference) or 'NOTPROVIDED'}</EndToEndId></Refs><RmtInf><Ustrd>{escape(words)}</Ustrd>"
        "</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _amount(pounds: Decimal) -> str:
    side = "CRDT" if pounds >= 0 else "DBIT"
    return f'<Amt Ccy="GBP">{abs(pounds)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
