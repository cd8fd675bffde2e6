"""Measures loading and matching a bank statement beside a COPY of its lines: a part of `bench_ledger`."""

import io
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandError

from finance.operations import bank_accounts, bank_matching, bank_statements, journals
from finance.operations.bank_accounts import BankAccountWanted
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from partners.models import LegalEntity, Partner, User
from partners.scope import partner_scope
from payroll.management.bench import scratch

AT, ON = datetime(2026, 11, 2, 9, 0, tzinfo=UTC), date(2026, 11, 2)
EACH, NAMESPACE = 5_000, "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def measure(partner: Partner, entity: LegalEntity, by: User, owner_url: str, n_lines: int) -> dict[str, Any]:
    """Load a statement of so many lines and match each with a line of the ledger.

    :raises CommandError: when a line finds no match
    """
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
        account = bank_accounts.add(
            legal_entity=entity.uuid, by=by, at=AT,
            wanted=BankAccountWanted(
                name="Bench", holder="BENCH", bank="Bench", sort_code="60-00-01", account_number="70000001",
                subjective="93000", opened_on=ON,
            ),
        )  # fmt: skip
        second = User.objects.create_user("bench.second@bench.invalid", full_name="Second of the bench")
        bank_accounts.agree(account=account.uuid, by=second, at=AT)
        _post(entity, by, n_lines)
    file = _file(n_lines)
    began = time.perf_counter()
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
        bank_statements.load(account=account.uuid, file=file, layout=None, number="", by=by, at=AT)
    loaded = time.perf_counter()
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
        told = bank_matching.run(account=account.uuid, by=by, at=AT)
    matched = time.perf_counter()
    if told.n_matched != n_lines:
        raise CommandError(f"{n_lines - told.n_matched:,} lines of the statement found no match.")
    copying = _copy(owner_url)
    whole = (matched - began) * 1000
    return {
        "lines of a bank statement": n_lines,
        "loading the statement, ms": int((loaded - began) * 1000),
        "matching its lines, ms": int((matched - loaded) * 1000),
        "  COPY of its lines into a table with the same keys, ms again": copying,
        "  loading and matching are so many times that": int(whole / max(copying, 1)),
    }


def _amount(n: int) -> Decimal:
    return Decimal(n % 90_000 + 100) / 100


def _post(entity: LegalEntity, by: User, n_lines: int) -> None:
    """Post the lines of the cash account that the statement is matched with."""
    for first in range(0, n_lines, EACH):
        lines = [
            Line(segments=Segments("93000"), debit=_amount(n), reference=f"SI{n:06}")
            for n in range(first, min(first + EACH, n_lines))
        ]
        lines.append(Line(segments=Segments("94050"), credit=sum((one.debit for one in lines), Decimal(0))))
        wanted = Wanted(
            legal_entity=entity.uuid, kind="AR", accounting_date=ON, lines=lines, description="Receipts of the day"
        )
        origin = Origin(source="bench", reference="cash", key=f"cash:{first}", module="AR")
        journals.post_from(wanted=wanted, origin=origin, by=by, at=AT)


def _file(n_lines: int) -> io.BytesIO:
    total = sum((_amount(n) for n in range(n_lines)), Decimal(0))
    out = io.StringIO()
    out.write(f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>')
    out.write("<Acct><Id><Othr><Id>60000170000001</Id></Othr></Id></Acct>")
    for code, pounds in (("OPBD", Decimal(0)), ("CLBD", total)):
        out.write(f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">{pounds}</Amt>')
        out.write(f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{ON}</Dt></Dt></Bal>")
    for n in range(n_lines):
        out.write(
            f'<Ntry><Amt Ccy="GBP">{_amount(n)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
            f"<BookgDt><Dt>{ON}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>SI{n:06}</EndToEndId></Refs>"
            f"<RmtInf><Ustrd>Receipt {n}"
            "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    out.write("</Stmt></BkToCstmrStmt></Document>")
    return io.BytesIO(out.getvalue().encode())


def _copy(owner_url: str) -> int:
    """Return the milliseconds of a COPY of the same lines."""
    with scratch.connect(owner_url) as link, link.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_bank (LIKE finance_bankline INCLUDING ALL,"
            " FOREIGN KEY (partner_id, statement_id) REFERENCES finance_bankstatement (partner_id, id),"
            " FOREIGN KEY (partner_id, account_id) REFERENCES finance_bankaccount (partner_id, id))"
        )
        out = io.BytesIO()
        cursor.copy_expert("COPY (SELECT * FROM finance_bankline) TO STDOUT", out)
        began = time.perf_counter()
        cursor.copy_expert("COPY bench_bank FROM STDIN", io.BytesIO(out.getvalue()))
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_bank")
    return int(took * 1000)
