"""Whom an electronic invoice names: the seller among suppliers, the buyer among legal entities. Pure.

Numbers speak before names. When numbers speak for different ones, or a name for several, nobody is recognised:
somebody has to look. A name never outweighs a number that says otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from finance.engine.ubl import VAT_SCHEME, Party

ENDINGS = {"LIMITED": "LTD", "COMPANY": "CO", "AND": "&"}
COMPANY_PLACES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One that may be meant: a supplier or a legal entity; `key` is the caller's."""

    key: str
    names: Sequence[str]
    vat_number: str = ""
    company_number: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whom it is, and by what; `key` is empty if nobody, `several` if more than one may be meant."""

    key: str = ""
    by: str = ""
    several: tuple[str, ...] = ()


def recognise(party: Party, known: Sequence[Known]) -> Recognised:
    """Return who of those known a party is."""
    vats = {vat(party.vat_number)} | ({vat(party.endpoint)} if party.endpoint_scheme == VAT_SCHEME else set())
    vats.discard("")
    number = company(party.company_number)
    by_vat = {one.key for one in known if vat(one.vat_number) in vats}
    by_company = {one.key for one in known if number and company(one.company_number) == number}
    numbered = by_vat | by_company
    if numbered:
        return _only(numbered, "VAT number" if by_vat else "company number")
    said = name(party.name)
    named = {
        one.key for one in known
        if said and said in [name(each) for each in one.names]
        and not (vats and vat(one.vat_number)) and not (number and company(one.company_number))
    }  # fmt: skip
    return _only(named, "name")


def _only(keys: set[str], by: str) -> Recognised:
    if len(keys) == 1:
        return Recognised(next(iter(keys)), by)
    return Recognised(several=tuple(sorted(keys)))


def vat(text: str) -> str:
    """Return a VAT number without its country's letters (GB) and spaces."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).removeprefix("GB")


def company(text: str) -> str:
    """Return a company number with its leading noughts."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    return plain.zfill(COMPANY_PLACES) if plain.isdigit() else plain


def name(text: str) -> str:
    """Return a name for comparing: no case or punctuation, Limited as Ltd, and as &."""
    words = re.sub(r"[^0-9A-Z& ]", "", text.upper().replace("&", " & ")).split()
    return " ".join(ENDINGS.get(word, word) for word in words)
