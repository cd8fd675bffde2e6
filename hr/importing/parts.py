"""The parts of a row of the people file, once it is right by itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from hr.checks import Terms
from hr.sealed import BankDetails


class PersonPart(NamedTuple):
    """The person of a row."""

    title: str
    forenames: str
    surname: str
    known_as: str
    date_of_birth: date
    sex: str
    nino: str
    address_line_1: str
    address_line_2: str
    town: str
    postcode: str
    email: str
    phone: str
    nationality: str


class EmploymentPart(NamedTuple):
    """The employment of a row; `end` is the day after the last."""

    pay_group: int
    legal_entity: int
    kind: str
    continuous_service_from: date
    start: date
    end: date | None
    services: tuple[tuple[str, date], ...] = ()
    evidence: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """A row that is right by itself. Parts that the row leaves to an earlier one of the same number are None."""

    number: int
    employee_no: str
    job_no: str
    same_as: str
    person: PersonPart | None
    employment: EmploymentPart | None
    start: date
    end: date | None
    effective: date
    job_start: date
    post: int
    title: str
    terms: Terms
    shares: tuple[tuple[int, Decimal], ...]
    tax: tuple[str, bool, str, date] | None
    previous: tuple[str, Decimal, Decimal] | None
    ni: tuple[str, str, date | None] | None
    loans: tuple[str, ...]
    pension: tuple[int, str, date, Decimal | None] | None
    bank: tuple[str, BankDetails, str] | None
    shared: tuple[Any, ...]
