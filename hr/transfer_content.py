"""What the envelope of a transfer carries: these fields and no other, each with why the new employer needs it.

Minimised by purpose (UK GDPR article 5(1)(c)): no address, bank account, tax code, salary, absence reason or case.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

FIELDS: dict[str, str] = {
    "surname": "Names the person in the contract and to HMRC",
    "forenames": "Names the person in the contract and to HMRC",
    "known_as": "What the person is called at work",
    "title": "How the person wishes to be addressed",
    "date_of_birth": "HMRC, minimum wage and pension scheme ask for it",
    "sex": "HMRC and the pension scheme ask for it",
    "nino": "The new employer’s tax record and the pension record are found by it; finds the person if known already",
    "kind": "Whether the person is an employee or an office holder, which decides the terms",
    "employer_start": "First day with the releasing employer, for the written statement",
    "continuous_service_from": "Continuous service is kept: redundancy, notice, sick pay and leave go by it",
    "service_evidence": "What proves the service date, so that nobody asks for it again",
    "last_day": "The new contract follows it without a gap",
    "pension_scheme": "Membership goes on in the same scheme or is aggregated",
    "pension_section": "The member’s choice of section is asked for anew, knowing the old one",
    "leave_hours": "Hours of leave that both employers agreed to carry over, or to set off",
    "sick_full_days": "Days of full sick pay in the last twelve months reduce what the new employer pays (HR-10.2)",
    "sick_half_days": "Days of half sick pay in the last twelve months reduce what the new employer pays (HR-10.2)",
    "consent_on": "The employee agreed to the transfer and to this list on that day",
}
LABELS: dict[str, str] = {
    "surname": "Surname", "forenames": "Forenames", "known_as": "Known as", "title": "Title",
    "date_of_birth": "Date of birth", "sex": "Sex for HMRC", "nino": "National Insurance number",
    "kind": "Kind of employment", "employer_start": "With this employer since",
    "continuous_service_from": "Continuous service from", "service_evidence": "Evidence of service",
    "last_day": "Last day", "pension_scheme": "Pension scheme", "pension_section": "Pension section",
    "leave_hours": "Hours of leave agreed", "sick_full_days": "Days of full sick pay, 12 months",
    "sick_half_days": "Days of half sick pay, 12 months", "consent_on": "Employee agreed on",
}  # fmt: skip


class NotListed(ValueError):
    """The content of an envelope has a field that is not listed, or lacks one that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portable:
    """The listed fields of one person. Hours of leave may be negative: taken too much."""

    surname: str
    forenames: str
    known_as: str
    title: str
    date_of_birth: date
    sex: str
    nino: str
    kind: str
    employer_start: date
    continuous_service_from: date
    service_evidence: str
    last_day: date
    pension_scheme: str
    pension_section: str
    leave_hours: Decimal
    sick_full_days: int
    sick_half_days: int
    consent_on: date

    def __repr__(self) -> str:
        return "Portable(…)"


def pack(content: Portable) -> str:
    """Return the content as text, in the order of the list."""
    return json.dumps({name: _plain(getattr(content, name)) for name in FIELDS}, ensure_ascii=False)


def unpack(text: str) -> Portable:
    """Return the content of a text. :raises NotListed: when its fields are not exactly the listed ones."""
    given: dict[str, Any] = json.loads(text)
    if set(given) != set(FIELDS):
        raise NotListed(f"not the listed fields: {sorted(set(given) ^ set(FIELDS))}")
    types = {field.name: field.type for field in fields(Portable)}
    return Portable(**{name: _typed(value, str(types[name])) for name, value in given.items()})


def digest(text: str) -> str:
    """Return the SHA-256 of a packed content: what was signed is what was sent."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int) else str(value)


def _typed(value: Any, kind: str) -> Any:
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if kind == "Decimal" else value
