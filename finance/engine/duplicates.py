"""How likely it is that an invoice has been here before (domain FIN-06, duplicate detection). Pure.

Points are given for what two invoices have in common; from a number of points on a second person looks before anything
is paid.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]")
PREFIXES = ("INV", "IN", "NO")
LOOKS_LIKE = str.maketrans("OILS", "0115")
WORDS = {
    "same_reference": "the same invoice number, once both are tidied",
    "same_gross": "the same total",
    "same_date": "the same invoice date",
    "lines_invoiced": "order lines that have been invoiced in full",
    "near_reference": "nearly the same invoice number, and the same total",
    "same_account": "the same total into the same bank account, for another supplier",
    "elsewhere": "the same number and total at another legal entity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What is compared of an invoice. `party` and `account` are whatever identifies those, empty when not known.

    `gross` in pounds; `lines` are the order lines that it invoices.
    """

    party: str
    reference: str
    gross: Decimal
    day: date
    entity: str
    account: str = ""
    lines: frozenset[str] = frozenset()
    lines_invoiced: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many points two invoices have in common, and for what."""

    points: int
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say it to people."""
        return "; ".join(WORDS[one] for one in self.reasons)


NOTHING = Likeness(0, ())


def tidy(reference: str) -> str:
    """Return an invoice number so that ways of writing the same number are the same.

    In this order: capitals; letters and digits alone; the prefix INV, IN or NO off; O read as 0, I and L as 1, S as 5;
    leading zeros off. A prefix that is all there is stays. Source: domain FIN-06.
    """
    text = NOT_ALPHANUMERIC.sub("", reference.upper())
    prefix = next((one for one in PREFIXES if text.startswith(one) and len(text) > len(one)), "")
    text = text[len(prefix) :].translate(LOOKS_LIKE)
    return text.lstrip("0") or text[:1]


def is_near(one: str, other: str) -> bool:
    """Tell whether two tidied numbers differ by one slip: a character more, less or wrong, or two swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[at:], other[at:]
    swapped = len(rest) > 1 and len(others) > 1 and rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]


def compare(new: Bill, old: Bill, points: Mapping[str, int], *, account_days: int) -> Likeness:
    """Return what a new invoice has in common with one that was here before.

    Nothing for what is linked: a credit note, and the invoice that takes the place of the credited one. Nothing, too,
    without a tie between them: the same supplier, the same bank account, or number and total at another legal entity.
    """
    if old.key and old.key in new.linked:
        return NOTHING
    first, second = tidy(new.reference), tidy(old.reference)
    same_party = bool(new.party) and new.party == old.party
    same_gross = new.gross == old.gross
    facts = {
        "same_reference": same_party and first == second,
        "same_gross": same_gross,
        "same_date": new.day == old.day,
        "lines_invoiced": bool(new.lines & old.lines & new.lines_invoiced),
        "near_reference": same_party and same_gross and is_near(first, second),
        "same_account": bool(new.account) and new.account == old.account and not same_party and same_gross
        and abs((new.day - old.day).days) <= account_days,
        "elsewhere": new.entity != old.entity and first == second and same_gross,
    }  # fmt: skip
    if not (same_party or facts["same_account"] or facts["elsewhere"]):
        return NOTHING
    reasons = tuple(name for name in WORDS if facts[name])
    return Likeness(sum(points[name] for name in reasons), reasons)


def most(found: Iterable[Likeness]) -> Likeness:
    """Return the one with most points."""
    return max(found, key=lambda one: one.points, default=NOTHING)
