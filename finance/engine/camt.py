"""Reads CAMT.053 statements, versions 001.02 and 001.08, line by line as they come (formats 8.2). Pure.

Nothing outside the file is fetched and no entity is resolved: a document type is refused. Memory grows with the lines
of one statement and not with the text of the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO
from xml.parsers import expat

from finance.engine.statements import (
    LONGEST_NARRATIVE,
    LONGEST_NUMBER,
    LONGEST_REFERENCE,
    MOST,
    Entry,
    Statement,
    StatementRefused,
    domestic,
    hashed,
)
from sharedservices.common.money import pence

NAMESPACES = ("urn:iso:std:iso:20022:tech:xsd:camt.053.001.02", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08")
CHUNK, DEEPEST, LONGEST_TEXT = 1 << 16, 40, 10_000
ENTRY = ("BkToCstmrStmt", "Stmt", "Ntry")
ANEW = "Ask the bank for the file anew, as CAMT.053."
ZERO = Decimal("0.00")
OPENING, CLOSING = ("OPBD", "PRCD"), "CLBD"


@dataclass(slots=True)
class _Reader:
    """What has been read so far; each element's text is kept under its path from the statement or the entry."""

    most_lines: int
    parser: expat.XMLParserType = field(init=False)
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0
    currency: str = ""
    head: dict[str, str] = field(default_factory=dict)
    entry: dict[str, str] = field(default_factory=dict)
    entry_at: int = 0
    n_details: int = 0
    balance: dict[str, str] = field(default_factory=dict)
    balances: dict[str, tuple[Decimal, date]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    done: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.said
        self.parser.StartDoctypeDeclHandler = self.doctype

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def refused(self, element: str, message: str, remedy: str = ANEW, *, line: int = 0) -> StatementRefused:
        return StatementRefused(f"Line {line or self.line}, {element}", message, remedy)

    # --- what the parser tells --------------------------------------------------------------------------------------
    def doctype(self, *_given: object) -> None:
        raise self.refused("DOCTYPE", "The file declares a document type, which no bank’s statement has.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self.path and (local != "Document" or space not in NAMESPACES):
            raise self.refused(
                local, "This is no CAMT.053 statement of version 001.02 or 001.08.",
                "Choose the format of the file again, or ask the bank for one of these versions.",
            )  # fmt: skip
        self.path.append(local)
        if len(self.path) > DEEPEST:
            raise self.refused(local, "The file is nested deeper than any statement is.")
        self.text, self.length = [], 0
        if local in {"Amt", "TtlChrgsAndTaxAmt"}:
            self.currency = attributes.get("Ccy", "")
        below = tuple(self.path[1:])
        if below == ENTRY[:2]:
            self.head, self.balances, self.entries = {}, {}, []
        elif below == ENTRY:
            self.entry, self.entry_at, self.n_details = {}, self.line, 0
        elif below == (*ENTRY[:2], "Bal"):
            self.balance = {}
        elif below[:3] == ENTRY and below[-1] == "TxDtls":
            self.n_details += 1

    def said(self, words: str) -> None:
        self.length += len(words)
        if self.length > LONGEST_TEXT:
            raise self.refused(self.path[-1], "This element has more text than any statement’s.")
        self.text.append(words)

    def end(self, _name: str) -> None:
        below = tuple(self.path[1:])
        words = "".join(self.text).strip()
        self.text, self.length = [], 0
        if below[:3] == ENTRY:
            if below == ENTRY:
                self.close_entry()
            elif words:
                self.keep(self.entry, "/".join(below[3:]), words)
        elif below[:3] == (*ENTRY[:2], "Bal"):
            if len(below) == 3:
                self.close_balance()
            elif words:
                self.keep(self.balance, "/".join(below[3:]), words)
        elif below == ENTRY[:2]:
            self.close_statement()
        elif below[:2] == ENTRY[:2] and words:
            self.head.setdefault("/".join(below[2:]), words)
        self.path.pop()

    def keep(self, into: dict[str, str], at: str, words: str) -> None:
        if at in {"Amt", "Chrgs/TtlChrgsAndTaxAmt"} and self.currency != "GBP":
            raise self.refused(
                f"{'Ntry' if into is self.entry else 'Bal'}/{at}", f"It is in {self.currency or 'no currency'}.",
                "Only accounts in pounds (GBP) are kept here.",
            )  # fmt: skip
        if at.endswith("RmtInf/Ustrd") and at in into:
            into[at] = f"{into[at]} {words}"
        else:
            into.setdefault(at, words)

    # --- what is made of it -----------------------------------------------------------------------------------------
    def close_entry(self) -> None:
        given, at = self.entry, self.entry_at
        status = given.get("Sts", "") or given.get("Sts/Cd", "")
        if status != "BOOK":
            if status in {"PDNG", "INFO"}:
                return
            raise self.refused("Ntry/Sts", "It does not say whether it is booked.", line=at)
        number = len(self.entries) + 1
        if number > self.most_lines:
            raise self.refused("Ntry", f"There are more than {self.most_lines:,} lines.", "Take shorter statements.")
        booked = self.day(given, "BookgDt", "Ntry/BookgDt", at)
        value = self.day(given, "ValDt", "Ntry/ValDt", at) if self.has_day(given, "ValDt") else booked
        details = "NtryDtls/TxDtls/"
        one = self.n_details <= 1
        end_to_end = given.get(f"{details}Refs/EndToEndId", "") if one else ""
        reference = end_to_end if end_to_end not in {"", "NOTPROVIDED"} else given.get("NtryRef", "")
        if not reference:
            reference = given.get("NtryDtls/Btch/PmtInfId", "")
        narrative = (given.get(f"{details}RmtInf/Ustrd", "") if one else "") or given.get("AddtlNtryInf", "")
        party = given.get(f"{details}RltdPties/Dbtr/Nm", "") or given.get(f"{details}RltdPties/Dbtr/Pty/Nm", "")
        charges = "Chrgs/TtlChrgsAndTaxAmt"
        self.entries.append(
            Entry(
                number=number, booked_on=booked, value_on=value,
                amount=self.signed(given, "Ntry", at),
                charges=self.pounds(given[charges], f"Ntry/{charges}", at) if charges in given else ZERO,
                reference=_tidy(reference)[:LONGEST_REFERENCE],
                narrative=_tidy(narrative or party)[:LONGEST_NARRATIVE],
                bank_reference=_tidy(given.get("AcctSvcrRef", ""))[:LONGEST_NUMBER],
            )
        )  # fmt: skip

    def close_balance(self) -> None:
        code = self.balance.get("Tp/CdOrPrtry/Cd", "")
        if code in {*OPENING, CLOSING}:
            amount = self.signed(self.balance, "Bal", self.line, may_be_nought=True)
            self.balances.setdefault(code, (amount, self.day(self.balance, "Dt", "Bal/Dt", self.line)))

    def close_statement(self) -> None:
        opening = self.balances.get(OPENING[0]) or self.balances.get(OPENING[1])
        closing = self.balances.get(CLOSING)
        if opening is None or closing is None:
            which = "opening (OPBD)" if opening is None else "closing (CLBD)"
            raise self.refused("Stmt/Bal", f"The statement says no {which} balance.")
        given = self.head
        number = given.get("ElctrncSeqNb") or given.get("LglSeqNb") or given.get("Id", "")
        if not number or len(number) > LONGEST_NUMBER:
            raise self.refused("Stmt/Id", "The statement has no number.")
        account = domestic(given.get("Acct/Id/IBAN", ""))
        other = "".join(one for one in given.get("Acct/Id/Othr/Id", "") if one.isdigit())
        if not account and len(other) == 14:
            account = other
        if not account:
            raise self.refused(
                "Stmt/Acct/Id", "It does not say whose account it is.",
                "It needs a British IBAN, or sort code and account number in fourteen digits.",
            )  # fmt: skip
        days = [one.booked_on for one in self.entries]
        starts = self.from_to("FrToDt/FrDtTm") or min([*days, opening[1], closing[1]])
        ends = self.from_to("FrToDt/ToDtTm") or max([*days, closing[1]])
        if ends < starts:
            raise self.refused("Stmt/FrToDt", "The statement ends before it begins.")
        self.done.append(
            Statement(
                account=account, number=_tidy(number), starts_on=starts, ends_on=ends, opening=opening[0],
                closing=closing[0], entries=hashed(self.entries),
            )
        )  # fmt: skip
        self.entries = []

    def from_to(self, name: str) -> date | None:
        words = self.head.get(name, "")
        return _day(words) if words else None

    def has_day(self, given: dict[str, str], name: str) -> bool:
        return any(f"{name}/{one}" in given for one in ("Dt", "DtTm"))

    def day(self, given: dict[str, str], name: str, element: str, line: int) -> date:
        words = given.get(f"{name}/Dt") or given.get(f"{name}/DtTm") or ""
        found = _day(words)
        if found is None:
            raise self.refused(element, f"“{words[:20]}” is not a day.", line=line)
        return found

    def signed(self, given: dict[str, str], element: str, line: int, *, may_be_nought: bool = False) -> Decimal:
        amount = self.pounds(given.get("Amt", ""), f"{element}/Amt", line)
        side = given.get("CdtDbtInd", "")
        if side not in {"CRDT", "DBIT"}:
            raise self.refused(f"{element}/CdtDbtInd", "It does not say whether money came in or went out.", line=line)
        if not amount and not may_be_nought:
            raise self.refused(f"{element}/Amt", "The amount is nought.", line=line)
        return amount if side == "CRDT" else -amount

    def pounds(self, words: str, element: str, line: int) -> Decimal:
        try:
            found = Decimal(words) if words.isascii() else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or not 0 <= found <= MOST or found != pence(found):
            raise self.refused(element, f"“{words[:20]}” is not an amount in pounds and pence.", line=line)
        return pence(found)


def read(source: BinaryIO, *, most_bytes: int, most_lines: int) -> Iterator[Statement]:
    """Read the statements of a file, each as it ends.

    :raises StatementRefused: with line and element, for whatever cannot be read
    """
    reader = _Reader(most_lines)
    taken = 0
    try:
        while chunk := source.read(CHUNK):
            taken += len(chunk)
            if taken > most_bytes:
                raise StatementRefused(
                    "The file", f"It has more than {most_bytes >> 20} MB.", "Take shorter statements."
                )
            reader.parser.Parse(chunk, False)
            yield from reader.done
            reader.done.clear()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise StatementRefused(
            f"Line {error.lineno}", f"The file is broken off or is no XML ({expat.ErrorString(error.code)}).", ANEW
        ) from None
    yield from reader.done


def _day(words: str) -> date | None:
    try:
        return datetime.fromisoformat(words).date() if "T" in words else date.fromisoformat(words[:10])
    except ValueError:
        return None


def _tidy(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())
