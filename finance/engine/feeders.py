"""Reading a row of another system's file as it is written there: no database, no clock (domain FIN-06, formats 5.2)."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

INVOICES, CARDS = "INVOICES", "CARDS"
FIELDS: Mapping[str, str] = {
    "on": "Day", "amount": "Amount", "payee": "Payee", "payee_key": "Payee’s number", "reference": "Reference",
    "category": "Category", "words": "What for",
}  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    INVOICES: ("on", "amount", "payee", "reference"), CARDS: ("on", "amount", "payee")
}  # fmt: skip
LIKELY: Mapping[str, tuple[str, ...]] = {
    "on": ("paid date", "payment date", "transaction date", "invoice date", "date"),
    "amount": ("amount", "net amount", "value", "total"),
    "payee": ("supplier name", "beneficiary name", "merchant name", "payee", "supplier", "beneficiary", "merchant"),
    "payee_key": ("supplier id", "vendor id", "supplier number", "vendor number"),
    "reference": ("trans no", "transaction number", "invoice number", "reference", "document number"),
    "category": (
        "expenditure category", "expenditure catergory", "category internal name", "category", "expenses type",
        "expenditure code",
    ),
    "words": ("purpose", "purpose of spend", "description", "narrative", "details"),
}  # fmt: skip
"""Headings that a column usually has, the most telling first; misspelt as one council spells it."""
BRITISH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
AMOUNT = re.compile(r"-?£?-?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,2})?", re.ASCII)
CLEARING = "49900"
"""Purchase card clearing (domain FIN-01)."""
LONGEST = {"payee": 160, "payee_key": 60, "reference": 40, "category": 160, "words": 200}
CODES_LINE = re.compile(r"(?P<category>.+?)\s*=\s*(?P<subjective>[0-9]{5})(?:\s+(?P<cost_centre>[A-Za-z0-9]{1,20}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is read: which heading says what, which way round amounts are, and what is charged to which codes.

    `codes`: category -> (subjective, cost centre); what it does not name is charged to the default codes.
    """

    columns: Mapping[str, str]
    is_reversed: bool = False
    subjective: str = ""
    cost_centre: str = ""
    fund: str = "GEN"
    codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a row cannot land: the column, the sentence, and what to do."""

    column: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a row says, pounds spent above nought; `fault` when it cannot land. Empty where it says nothing."""

    on: date | None
    amount: Decimal | None
    payee: str
    payee_key: str
    reference: str
    category: str
    words: str
    subjective: str
    cost_centre: str
    fault: Fault | None


def plain(heading: str) -> str:
    """Return a heading without case, punctuation and the humps of one written in one word."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return re.sub(r"[\W_]+", " ", spaced.casefold()).strip()


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Return which heading most likely says what; a heading says one thing."""
    known = {plain(one): one for one in reversed(headings)}
    found: dict[str, str] = {}
    for name, likely in LIKELY.items():
        heading = next((known[one] for one in likely if one in known and known[one] not in found.values()), "")
        if heading:
            found[name] = heading
    return found


def lacks(kind: str, columns: Mapping[str, str], headings: Sequence[str]) -> list[str]:
    """Return what has to be said and no heading of the file says."""
    return [name for name in NEEDED[kind] if columns.get(name) not in headings]


def read_codes(text: str) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Return the codes of categories out of lines like ``Postage = 40300 F10001``, and the lines that say none."""
    codes, wrong = {}, []
    for line in (one.strip() for one in text.splitlines()):
        found = CODES_LINE.fullmatch(line)
        if found:
            codes[found["category"]] = (found["subjective"], (found["cost_centre"] or "").upper())
        elif line:
            wrong.append(line)
    return codes, wrong


def write_codes(codes: Mapping[str, Sequence[str]]) -> str:
    """Return codes as the lines that `read_codes` reads."""
    return "\n".join(f"{category} = {' '.join(one for one in given if one)}" for category, given in codes.items())


def row_hash(kind: str, entity: str, values: Iterable[str], times: int) -> str:
    """Return what a row is known by: the same row twice in a file is two rows, the same again in another is not."""
    said = "\x1f".join([kind, entity, str(times), *(" ".join(one.split()) for one in values)])
    return hashlib.sha256(said.encode()).hexdigest()


def read(kind: str, layout: Layout, values: Mapping[str, str]) -> Read:
    """Read a row, `values` by heading."""

    def cell(name: str) -> str:
        return " ".join(values.get(layout.columns.get(name, ""), "").split())

    category = cell("category")
    subjective, centre = layout.codes.get(category, (layout.subjective, ""))
    amount = _amount(cell("amount"))
    said = Read(
        on=_day(cell("on")), amount=-amount if amount is not None and layout.is_reversed else amount,
        payee=cell("payee"), payee_key=cell("payee_key"), reference=cell("reference"), category=category,
        words=cell("words"), subjective=subjective, cost_centre=centre or layout.cost_centre, fault=None,
    )  # fmt: skip
    found = [*_faults(said, cell("on"), cell("amount")), *(_invoice_faults(said) if kind == INVOICES else ())]
    return replace(said, fault=found[0]) if found else said


def _faults(said: Read, on: str, amount: str) -> Iterator[Fault]:
    if said.amount is None:
        yield Fault(
            column="amount", message=f"“{amount[:40]}” is no amount in pounds and pence.",
            remedy="Write it like 1,234.50; what came back is below nought.",
        )  # fmt: skip
    if said.on is None:
        yield Fault(column="on", message=f"“{on[:40]}” is no day.", remedy="Write it like 26/10/2026.")
    if not said.payee:
        yield Fault(column="payee", message="It names nobody.", remedy="Ask the other system who was paid.")
    for name, most in LONGEST.items():
        if len(getattr(said, name)) > most:
            words = f"{FIELDS[name]} is longer than {most} characters."
            yield Fault(column=name, message=words, remedy="Shorten it in the other system, or choose another column.")
    if said.amount == 0:
        yield Fault(column="amount", message="It is of £0.00.", remedy="Nothing is to be entered for it.")
    if not said.subjective:
        yield Fault(
            column="category", message=f"No code is known for “{said.category}”.",
            remedy="Give the category a code, or the file a usual one.",
        )  # fmt: skip


def _invoice_faults(said: Read) -> Iterator[Fault]:
    if not said.reference:
        yield Fault(
            column="reference", message="It has no number.", remedy="An invoice has one: choose the column that has it."
        )
    if said.amount is not None and said.amount < 0:
        yield Fault(
            column="amount", message="It is a credit, and does not say of which invoice.",
            remedy="Enter the credit note by hand, beside the invoice that it credits.",
        )  # fmt: skip


def _amount(text: str) -> Decimal | None:
    bare = text.replace(" ", "")
    is_negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if is_negative else bare
    if not AMOUNT.fullmatch(bare) or bare.count("-") + is_negative > 1:
        return None
    amount = Decimal(bare.replace("£", "").replace(",", ""))
    return -amount if is_negative else amount


def _day(text: str) -> date | None:
    british = BRITISH_DAY.fullmatch(text)
    try:
        return date(int(british[3]), int(british[2]), int(british[1])) if british else date.fromisoformat(text[:10])
    except ValueError:
        return None
