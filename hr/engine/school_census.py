"""The school workforce census by person: what is checked about each contract first (domain HR-17). Pure.

Numbers in brackets are those of the Department for Education's own validation rules, so that what a school reads here
is found again in COLLECT. A fault is an error, or a query to confirm.
Source: Department for Education, School workforce census: business and technical specification, validation rules.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

TEACHER_NUMBER = re.compile(r"[0-9]{7}")
FEWEST_HOURS, LOW_FULL_TIME, HIGH_FULL_TIME = Decimal("0.5"), Decimal(24), Decimal(40)
MOST_FTE, MOST_WEEKS = Decimal("1.5"), Decimal(53)
YOUNGEST, OLDEST = 16, 80
"""In years on the reference date; outside of it the birth date is asked about."""
ENDS = frozenset({"FIXED_TERM", "TEMPORARY"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """A contract open on the reference date, with what is recorded of its holder."""

    school: str
    person: str
    surname: str
    forenames: str
    date_of_birth: date
    sex: str
    has_nino: bool
    teacher_number: str
    is_teacher: bool
    contract: str
    contract_start: date
    contract_end: date | None
    arrived: date
    job: str
    group: str
    hours: Decimal
    full_time_hours: Decimal
    weeks: Decimal
    fte: Decimal
    base_pay: Decimal | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, or asked about, and what to do."""

    is_error: bool
    text: str

    def __str__(self) -> str:
        return f"{'Error' if self.is_error else 'Query'}: {self.text}"


def check(rows: Sequence[CensusRow], *, on: date) -> list[list[Fault]]:
    """Return the faults of each row, in the order of the rows."""
    numbers: dict[str, set[str]] = defaultdict(set)
    fte: Counter[str] = Counter()
    for row in rows:
        numbers[row.teacher_number].add(row.person)
        fte[row.person] += row.fte  # type: ignore[assignment]
    return [
        [
            *_of_person(row, on),
            *_of_contract(row, on),
            *_of_all(
                shares_number=bool(row.teacher_number) and len(numbers[row.teacher_number]) > 1,
                fte=Decimal(fte[row.person]),
            ),
        ]
        for row in rows
    ]


def _of_person(row: CensusRow, on: date) -> list[Fault]:
    found = []
    if not row.forenames:
        found.append(Fault(True, "The given name is missing. Record it on the person’s page."))
    if not row.has_nino:
        found.append(Fault(True, "The National Insurance number is missing. Propose it on the person’s page."))
    if row.is_teacher and not row.teacher_number:
        found.append(Fault(True, "The teacher number is missing. Record the registration under Checks and training."))
    if row.teacher_number and not TEACHER_NUMBER.fullmatch(row.teacher_number):
        found.append(Fault(True, "The teacher number is not seven digits. Put the registration right."))
    birthdays = on.year - row.date_of_birth.year
    age = birthdays - ((on.month, on.day) < (row.date_of_birth.month, row.date_of_birth.day))
    if not YOUNGEST <= age <= OLDEST:
        found.append(Fault(False, f"The date of birth makes {age} years. Confirm it."))
    return found


def _of_contract(row: CensusRow, on: date) -> list[Fault]:
    found = []
    if row.contract in ENDS and row.contract_end is None:
        found.append(Fault(True, "A contract that is not permanent has no end. Propose its last day."))
    if row.arrived > on:
        found.append(Fault(True, "The arrival in the school is after the reference date. Look at the post."))
    if row.hours < FEWEST_HOURS:
        found.append(Fault(False, "Fewer than 0.5 hours a week (4746Q). Leave zero-hours contracts out of the return."))
    if not LOW_FULL_TIME <= row.full_time_hours <= HIGH_FULL_TIME:
        found.append(Fault(False, "Full-time hours are not between 24 and 40 a week (4765Q). Confirm the staff group."))
    if not 0 < row.weeks <= MOST_WEEKS:
        found.append(Fault(True, "Weeks a year are not between 1 and 53 (4770). Look at the terms."))
    if row.base_pay is None:
        found.append(Fault(False, "Paid by the hour: there is no yearly base pay. Enter the daily rate in the return."))
    return found


def _of_all(*, shares_number: bool, fte: Decimal) -> list[Fault]:
    found = []
    if shares_number:
        found.append(Fault(True, "Somebody else has the same teacher number (6500). Put one registration right."))
    if fte > MOST_FTE:
        found.append(
            Fault(False, f"{fte.normalize():f} full-time equivalents over all contracts (6530Q). Confirm them.")
        )
    return found
