"""Makes bank accounts of legal entities. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from finance.models import BankAccount
from finance.operations import bank_accounts, bank_statements
from finance.operations.bank_accounts import BankAccountWanted
from finance.operations.bank_statements import Loaded
from partners.models import User
from tests.factories.ledger import Ledger

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
_numbers = count(10000001)


def account(of: Ledger, *, by: User, at: datetime = NOW, **more: Any) -> BankAccount:
    """The main account of the legal entity, which pays by Bacs; somebody else has agreed to it."""
    row = laid_down(of, by=by, at=at, **more)
    return bank_accounts.agree(account=row.uuid, by=another(), at=at)


def laid_down(of: Ledger, *, by: User, at: datetime = NOW, **more: Any) -> BankAccount:
    """The same before anybody else has agreed."""
    given = {
        "name": "General account", "holder": "CC COUNTY COUNCIL", "bank": "Northern Bank", "sort_code": "08-99-99",
        "account_number": str(next(_numbers)), "subjective": "93000", "opened_on": date(2020, 4, 1),
        "service_user_number": "240101",
    }  # fmt: skip
    return bank_accounts.add(legal_entity=of.entity.uuid, wanted=BankAccountWanted(**(given | more)), by=by, at=at)


def another() -> User:
    """Somebody else who keeps bank accounts."""
    email = "second.banker@example.org"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, full_name="Second Banker")


def camt(
    *lines: tuple[str, str, str], number: int = 1, opening: str = "0.00", day: str = "2026-11-02",
    version: str = "02", of: str = "08999966374958",
) -> BytesIO:  # fmt: skip
    """A CAMT.053 statement of a day whose lines are (pounds, reference, narrative), above nought what came in."""
    entries = "".join(
        f'<Ntry><Amt Ccy="GBP">{abs(Decimal(pounds))}</Amt><CdtDbtInd>{"CRDT" if Decimal(pounds) > 0 else "DBIT"}'
        f"</CdtDbtInd><Sts>{'BOOK' if version == '02' else '<Cd>BOOK</Cd>'}</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f"<RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for pounds, reference, words in lines
    )
    closing = Decimal(opening) + sum((Decimal(one[0]) for one in lines), Decimal(0))

    def balance(code: str, pounds: Decimal) -> str:
        side = "CRDT" if pounds >= 0 else "DBIT"
        return (
            f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">{abs(pounds)}</Amt>'
            f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )

    return BytesIO(
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt>'
        f"<Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><Acct><Id><Othr><Id>{of}</Id></Othr></Id></Acct>"
        f"{balance('OPBD', Decimal(opening))}{balance('CLBD', closing)}{entries}</Stmt>"
        "</BkToCstmrStmt></Document>".encode()
    )


def load(row: BankAccount, file: BytesIO, *, by: User, at: datetime = NOW) -> Loaded:
    """Load a statement."""
    return bank_statements.load(account=row.uuid, file=file, layout=None, number="", by=by, at=at)
