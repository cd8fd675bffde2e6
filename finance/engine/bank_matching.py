"""Finds which lines of a statement and of the ledger are the same money (domain FIN-09, matching cascade). Pure.

A rule each, from the surest on; what one has matched the next does not see. A rule that could take more than one line
takes none: a person looks.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

DAYS = timedelta(days=3)
ZERO = Decimal("0.00")
SHORTEST = 4
NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]")
REFERENCE, AMOUNT, BATCH = "REFERENCE", "AMOUNT", "BATCH"


@dataclass(frozen=True, slots=True)
class BankItem:
    """A line of a statement: pounds above nought came in. `charges` is what the bank kept of it."""

    id: int
    on: date
    amount: Decimal
    reference: str = ""
    narrative: str = ""
    charges: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """A line of the cash account: pounds above nought are debits. `batch` is what was sent or settled as one."""

    id: int
    on: date
    amount: Decimal
    reference: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Lines that are the same money. `charges` have to be posted first, when there are any."""

    rule: str
    bank: tuple[int, ...]
    ledger: tuple[int, ...]
    charges: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class NarrativeRule:
    """Words of a narrative and the account that such lines are posted to."""

    id: int
    words: str
    most: Decimal
    is_automatic: bool


def tidy(reference: str) -> str:
    """Return letters and digits of a reference, in capitals; nothing when that is too short to tell anything."""
    found = NOT_ALPHANUMERIC.sub("", reference.upper())
    return found if len(found) >= SHORTEST else ""


def cascade(bank: Sequence[BankItem], ledger: Sequence[LedgerItem]) -> list[Found]:
    """Return what matches, by the surest rule that finds it.

    A line of the ledger that the bank moved as part of a batch is not taken for another line of the same amount.
    """
    found = list(by_reference(bank, ledger))
    whole = [one for one in by_batch(*_left(bank, ledger, found)) if len(one.ledger) > 1]
    found += by_amount(*_left(bank, ledger, [*found, *whole]))
    found += by_batch(*_left(bank, ledger, found))
    return found


def _left(
    bank: Iterable[BankItem], ledger: Iterable[LedgerItem], found: Iterable[Found]
) -> tuple[list[BankItem], list[LedgerItem]]:
    """Return what no match has yet."""
    taken = list(found)
    here, there = {key for one in taken for key in one.bank}, {key for one in taken for key in one.ledger}
    return [one for one in bank if one.id not in here], [one for one in ledger if one.id not in there]


def by_reference(bank: Iterable[BankItem], ledger: Iterable[LedgerItem]) -> Iterator[Found]:
    """Pair the same reference and amount. Where either stands more than once, as many have to stand on both sides."""
    there: dict[tuple[str, Decimal], list[LedgerItem]] = defaultdict(list)
    here: dict[tuple[str, Decimal], list[BankItem]] = defaultdict(list)
    for item in ledger:
        if key := tidy(item.reference):
            there[key, item.amount].append(item)
    for line in bank:
        if key := tidy(line.reference):
            here[key, line.amount].append(line)
    for both, lines in here.items():
        items = there.get(both, [])
        if len(items) == len(lines):
            for line, item in zip(sorted(lines, key=_in_time), sorted(items, key=_in_time), strict=True):
                yield Found(REFERENCE, (line.id,), (item.id,))


def by_amount(bank: Iterable[BankItem], ledger: Iterable[LedgerItem]) -> Iterator[Found]:
    """Pair the same amount within three days, where each side has nobody else to go with."""
    there: dict[Decimal, list[LedgerItem]] = defaultdict(list)
    here: dict[Decimal, list[BankItem]] = defaultdict(list)
    for item in ledger:
        there[item.amount].append(item)
    for line in bank:
        here[line.amount].append(line)
    for amount, lines in here.items():
        items = sorted(there.get(amount, []), key=_in_time)
        item_days, line_days = [one.on for one in items], sorted(one.on for one in lines)
        for line in lines:
            near = _near(item_days, line.on)
            if len(near) == 1 and len(_near(line_days, item_days[near[0]])) == 1:
                yield Found(AMOUNT, (line.id,), (items[near[0]].id,))


def by_batch(bank: Iterable[BankItem], ledger: Iterable[LedgerItem]) -> Iterator[Found]:
    """Pair a line with all that was sent or settled as one: its total, net of what the bank kept."""
    batches: dict[str, list[LedgerItem]] = defaultdict(list)
    for item in ledger:
        if key := tidy(item.batch):
            batches[key].append(item)
    totals: dict[Decimal, list[str]] = defaultdict(list)
    for key, items in batches.items():
        totals[sum((one.amount for one in items), ZERO)].append(key)
    wanting: dict[Decimal, list[BankItem]] = defaultdict(list)
    for line in bank:
        wanting[line.amount + line.charges].append(line)
    for gross, lines in wanting.items():
        keys = totals.get(gross, [])
        for line in lines:
            named = [key for key in keys if key in {tidy(line.reference), tidy(line.narrative)}]
            mine = named if len(named) == 1 else keys if len(keys) == 1 and len(lines) == 1 else []
            if mine and _is_near(line, batches[mine[0]], is_named=bool(named)):
                yield Found(BATCH, (line.id,), tuple(one.id for one in batches[mine[0]]), line.charges)
                keys = [key for key in keys if key != mine[0]]


def by_narrative(line: BankItem, rules: Iterable[NarrativeRule]) -> NarrativeRule | None:
    """Return the first rule whose words the narrative has and whose limit the amount keeps; None without."""
    said = f"{line.narrative} {line.reference}".upper()
    return next((one for one in rules if one.words.upper() in said and abs(line.amount) <= one.most), None)


def _near(days: list[date], on: date) -> range:
    return range(bisect_left(days, on - DAYS), bisect_right(days, on + DAYS))


def _is_near(line: BankItem, items: Iterable[LedgerItem], *, is_named: bool) -> bool:
    return is_named or all(abs(line.on - one.on) <= DAYS for one in items)


def _in_time(one: BankItem | LedgerItem) -> tuple[date, int]:
    return one.on, one.id
