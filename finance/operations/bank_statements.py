"""Loading statements of the bank: all of a file, or nothing and what is wrong with which line (domain FIN-09)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import connection

from finance import rules_bank as rules
from finance import sealed
from finance.engine import bank_csv, camt, statements
from finance.engine.statements import Entry, Statement, StatementRefused
from finance.models import BankAccount, BankLayout, BankLine, BankStatement
from finance.queries import bank
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.masking import mask_account

MOST_BYTES, MOST_LINES, LONGEST_NAME = 200 << 20, 200_000, 60
COLUMNS = (
    "partner_id", "statement_id", "account_id", "number", "booked_on", "value_on", "amount", "charges", "reference",
    "narrative", "bank_reference", "line_hash",
)  # fmt: skip
Source = BankStatement.Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file brought: statements and lines that were new, and statements that were here already."""

    n_statements: int
    n_lines: int
    n_known: int


@transaction_required
def load(
    *, account: UUID, file: BinaryIO, layout: UUID | None, number: str, by: User, at: datetime
) -> Loaded:  # fmt: skip
    """Load the statements of a file at the account that they name. The same statement lands once.

    `layout` and `number`: for a CSV file how its columns are named, and the number of the statement; else none.

    :raises RuleBroken: for a file that cannot be read, another account's, one that leaves a gap or says otherwise
    :raises BankAccount.DoesNotExist: if there is none in scope
    """
    row: BankAccount = BankAccount.objects.select_for_update(of=("self",)).select_related("legal_entity").get(
        uuid=account
    )  # fmt: skip
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Statement of {row.name}"[:200]):
        why = "no second person has agreed to it" if row.refused_at is None else "it was refused"
        rules.AccountIsAgreed.require(row.agreed_at is not None, account=str(row), why=why)
        print_ = _hash_of(file)
        n_statements = n_lines = n_known = 0
        try:
            for one in _read(row, file, layout, number):
                statements.check(one)
                if _store(row, one, print_, Source.CSV if layout else Source.CAMT, by=by, at=at):
                    n_statements, n_lines = n_statements + 1, n_lines + len(one.entries)
                else:
                    n_known += 1
        except StatementRefused as refused:
            raise rules.StatementReadable.broken(
                place=refused.place, why=refused.message, remedy=refused.remedy
            ) from None
        rules.StatementReadable.require(
            bool(n_statements + n_known), place="The file", why="There is no statement in it.",
            remedy="Ask the bank for the file anew.",
        )  # fmt: skip
    return Loaded(n_statements=n_statements, n_lines=n_lines, n_known=n_known)


@transaction_required
def keep_layout(*, partner_id: int, name: str, columns: Mapping[str, str], by: User, at: datetime) -> BankLayout:
    """Keep how a bank names its columns, under a name.

    :raises RuleBroken: for a layout without day or amount, or a name that is taken
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Layout {name}"[:200]):
        tidy, given = " ".join(name.split()), {one: text.strip() for one, text in columns.items() if text.strip()}
        wrong = bank_csv.wrong_layout(given)
        if not tidy or len(tidy) > LONGEST_NAME or BankLayout.objects.of(partner_id).filter(name=tidy).exists():
            wrong = "It needs a name of its own, of at most 60 characters."
        rules.StatementReadable.require(
            not wrong, field="name", place="The layout", why=wrong, remedy="Copy the headings from the first row."
        )
        row: BankLayout = BankLayout.objects.create(
            partner_id=partner_id, name=tidy, columns=given, made_by=by, made_at=at
        )
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _hash_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _read(row: BankAccount, file: BinaryIO, layout: UUID | None, number: str) -> Iterator[Statement]:
    if layout is None:
        return camt.read(file, most_bytes=MOST_BYTES, most_lines=MOST_LINES)
    columns = BankLayout.objects.of(row.partner_id).get(uuid=layout).columns
    before = bank.latest_statement(row)
    return iter(
        [
            bank_csv.read(
                file, columns, number=" ".join(number.split()), opening=before.closing if before else None,
                most_bytes=MOST_BYTES, most_lines=MOST_LINES,
            )
        ]
    )  # fmt: skip


def _store(row: BankAccount, one: Statement, print_: str, source: Source, *, by: User, at: datetime) -> bool:
    """Keep a statement with its lines, and say whether it was new."""
    _of_account(row, one)
    there = BankStatement.objects.of(row.partner_id).filter(account=row, number=one.number).first()
    if there is not None:
        _says_the_same(there, one)
        return False
    before = bank.latest_statement(row)
    if before is not None:
        _follows(before, one)
    rules.AccountIsOpen.require(
        row.opened_on <= one.ends_on and (row.closed_on is None or one.ends_on <= row.closed_on), field="file",
        why="The account was not open on the days of this statement.",
    )  # fmt: skip
    made: BankStatement = BankStatement.objects.create(
        partner_id=row.partner_id, account=row, previous=before, number=one.number, starts_on=one.starts_on,
        ends_on=one.ends_on, opening=one.opening, closing=one.closing, n_lines=len(one.entries), source=source,
        file_hash=print_, loaded_by=by, loaded_at=at,
    )  # fmt: skip
    copy_rows(BankLine, COLUMNS, (_columns(made, entry) for entry in _with_brought_forward(made, one)))
    with connection.cursor() as cursor:  # the database adds it up now, and not at the end
        cursor.execute("SET CONSTRAINTS statement_whole IMMEDIATE")
        cursor.execute("SET CONSTRAINTS statement_whole DEFERRED")
    return True


def _with_brought_forward(made: BankStatement, one: Statement) -> Iterator[Entry]:
    """Put what was there before the first statement in front of it, as line 0: it is matched like any other."""
    if made.previous_id is None and one.opening:
        yield Entry(
            number=0, booked_on=one.starts_on, value_on=one.starts_on, amount=one.opening,
            narrative="Balance brought forward", line_hash=hashlib.sha256(b"brought forward").hexdigest(),
        )  # fmt: skip
    yield from one.entries


def _columns(made: BankStatement, one: Entry) -> tuple[object, ...]:
    return (
        made.partner_id, made.pk, made.account_id, one.number, one.booked_on, one.value_on, one.amount, one.charges,
        one.reference, one.narrative, one.bank_reference, one.line_hash,
    )  # fmt: skip


def _of_account(row: BankAccount, one: Statement) -> None:
    """Make sure that the statement is this account's: a file that names none is believed."""
    if not one.account:
        return
    details = sealed.SupplierDetails(one.account[:6], one.account[6:])
    print_ = sealed.own_index(details, partner_id=row.partner_id)
    if print_ == row.fingerprint:
        return
    other = BankAccount.objects.of(row.partner_id).select_related("legal_entity").filter(fingerprint=print_).first()
    why = f"it names {mask_account(one.account[6:])}, which is not here"
    if other is not None:
        whose = "" if other.legal_entity_id == row.legal_entity_id else f" of {other.legal_entity.legal_name}"
        why = f"it names {other}{whose}"
    raise rules.StatementOfAccount.broken(why=why)


def _says_the_same(there: BankStatement, one: Statement) -> None:
    kept = list(
        BankLine.objects.of(there.partner_id).filter(statement=there, number__gt=0).order_by("number")
        .values_list("line_hash", flat=True)
    )  # fmt: skip
    given = [entry.line_hash for entry in one.entries]
    why = ""
    if (there.opening, there.closing) != (one.opening, one.closing):
        why = "its balances differ"
    elif sorted(kept) != sorted(given):
        why = f"{len(set(given) - set(kept))} of its lines are new, {len(set(kept) - set(given))} are missing"
    rules.StatementSaysTheSame.require(not why, number=one.number, why=why)


def _follows(before: BankStatement, one: Statement) -> None:
    between = statements.same_number_series(before.number, one.number)
    is_right = before.closing == one.opening and before.ends_on <= one.starts_on and not between
    if is_right:
        return
    missing = between or (
        f"the statement that leads from £{before.closing:,.2f} on {before.ends_on:%d/%m/%Y} to £{one.opening:,.2f}"
    )
    why = f"it opens with £{one.opening:,.2f}, that one closed with £{before.closing:,.2f}"
    if before.closing == one.opening:
        why = f"{between} between them is missing" if between else "it begins before that one ends"
    if before.ends_on > one.starts_on:
        missing = "statements in the order of their days, each once"
    raise rules.StatementFollows.broken(number=one.number, last=before.number, why=why, missing=missing)
