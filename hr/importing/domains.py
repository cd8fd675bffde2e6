"""Files of what is brought over besides people: the columns of each domain as data, and the reader of their rows."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hr.engine.domain_totals import LEAVE
from hr.importing import columns_records
from hr.importing.cells import CellWrong, parser_of
from hr.importing.columns import Form, Level, PeopleColumn
from hr.models import AbsenceRecord, CarriedWork, DataDomain
from sharedservices.common import sealing
from sharedservices.common.imports import ImportFile

ABSENCE_KINDS = (*AbsenceRecord.Kind.values, LEAVE)
_EMPLOYEE: dict[str, Any] = {"level": Level.EMPLOYMENT, "form": Form.NUMBER, "longest": 20, "example": "100234"}

COLUMNS: Mapping[str, tuple[PeopleColumn, ...]] = {
    DataDomain.POSTS: (
        PeopleColumn(
            name="post_number", level=Level.JOB, form=Form.NUMBER, longest=20, is_required=True, example="P1042",
            help="Number of the post. Each row is one post.",
        ),
        PeopleColumn(
            name="unit", level=Level.JOB, form=Form.CODE, longest=20, is_required=True, example="U1",
            help="Code of a unit that exists here.",
        ),
        PeopleColumn(
            name="role", level=Level.JOB, form=Form.CODE, longest=20, is_required=True, example="R1",
            help="Code of a role that exists here.",
        ),
        PeopleColumn(
            name="established_fte", level=Level.JOB, form=Form.FTE, is_required=True, example="1.5",
            help="How much of the post is established, four places at most.",
        ),
        PeopleColumn(
            name="valid_from", level=Level.JOB, form=Form.DATE, is_required=True, example="2020-04-01",
            help="The first day of the post. People can be put on it from that day.",
        ),
        PeopleColumn(name="location", level=Level.JOB, form=Form.TEXT, longest=120, help="Where it is, if it matters."),
        PeopleColumn(
            name="cost_split", level=Level.JOB, form=Form.SHARES, example="CC100:70; CC200:30",
            help="What pays for the post, adding up to 100. Every code must be a cost centre here.",
        ),
    ),
    DataDomain.ABSENCE: (
        PeopleColumn(
            name="employee_number", is_required=True, help="The employment: load the people first.", **_EMPLOYEE
        ),
        PeopleColumn(
            name="job_number", level=Level.JOB, form=Form.NUMBER, longest=24, is_required=True, example="100234-1",
            help="The job that was missed, or whose leave it is.",
        ),
        PeopleColumn(
            name="record", level=Level.JOB, form=Form.CHOICE, allowed=ABSENCE_KINDS, is_required=True,
            example="SICKNESS", help="What the row is: an absence, or hours of annual leave carried over.",
        ),
        PeopleColumn(
            name="first_day", level=Level.JOB, form=Form.DATE, is_required=True, example="2026-03-04",
            help="First day of the absence; for leave, the first day of the leave year that takes the hours.",
        ),
        PeopleColumn(
            name="last_day", level=Level.JOB, form=Form.DATE, example="2026-03-17",
            help="Last day of the absence. Empty while the absence is open.",
        ),
        PeopleColumn(
            name="category", level=Level.JOB, form=Form.CHOICE, allowed=tuple(AbsenceRecord.Category.values),
            example="BACK", help="National category of a sickness. OTHER if it is not known.",
        ),
        PeopleColumn(
            name="hours", level=Level.JOB, form=Form.HOURS, example="22.2",
            help="Only for leave: hours carried over. They are never below 0.",
        ),
    ),
    DataDomain.WORK: (
        PeopleColumn(
            name="reference", level=Level.JOB, form=Form.NUMBER, longest=24, is_required=True, example="GR-2026-014",
            help="By which the old system knows it. Each row is one thing that somebody has begun.",
        ),
        PeopleColumn(
            name="kind", level=Level.JOB, form=Form.CHOICE, allowed=tuple(CarriedWork.Kind.values), is_required=True,
            example="CASE", help="What it is.",
        ),
        PeopleColumn(
            name="title", level=Level.JOB, form=Form.TEXT, longest=150, is_required=True,
            example="Grievance, hearing set", help="In a few words, without what is confidential.",
        ),
        PeopleColumn(
            name="next_step", level=Level.JOB, form=Form.TEXT, longest=500, example="Hearing on 3 May",
            help="What is to be done next.",
        ),
        PeopleColumn(name="employee_number", help="Whom it is about, if anybody.", **_EMPLOYEE),
        PeopleColumn(
            name="owner", level=Level.JOB, form=Form.TEXT, longest=254, is_required=True, example="hana@example.org",
            help="E-mail address of whoever goes on with it here. They need a role of HR or payroll.",
        ),
        PeopleColumn(
            name="due_on", level=Level.JOB, form=Form.DATE, is_required=True, example="2027-04-30",
            help="The day by which the next step is done.",
        ),
    ),
    DataDomain.DEDUCTIONS: columns_records.DEDUCTIONS,
    DataDomain.DOCUMENTS: columns_records.DOCUMENTS,
    DataDomain.CHECKS: columns_records.CHECKS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A row that can be read: where it stands, what it is about, everything that it says as a digest, and its cells."""

    number: int
    key: str
    digest: str
    cells: Mapping[str, Any]


KEYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    DataDomain.POSTS: lambda cells: cells["post_number"].upper(),
    DataDomain.ABSENCE: lambda cells: absence_key(cells["job_number"], cells["record"], cells["first_day"]),
    DataDomain.WORK: lambda cells: cells["reference"].upper(),
    DataDomain.DEDUCTIONS: lambda cells: entry_key(cells["job_number"], cells["element"], cells["first_day"]),
    DataDomain.DOCUMENTS: lambda cells: cells["file_name"],
    DataDomain.CHECKS: lambda cells: check_key(
        cells["employee_number"], cells["check"], cells["checked_on"], body=cells["body"] or ""
    ),
}


def absence_key(job_no: str, record: str, first: Any) -> str:
    """Return what makes an absence or leave carried over the same in the next file: absences of a job never overlap."""
    return f"{job_no} {'leave ' if record == LEAVE else ''}{first:%Y-%m-%d}"


def entry_key(job_no: str, element: str, first: Any) -> str:
    """Return what makes a recurring element the same in the next file: those of one job and element never overlap."""
    return f"{job_no} {element.upper()} {first:%Y-%m-%d}"


def check_key(employee_no: str, check: str, on: Any, *, body: str = "") -> str:
    """Return what makes a check the same in the next file: somebody may be looked up in two registers on one day."""
    return f"{employee_no} {check} {on:%Y-%m-%d} {one_body(body)}".rstrip()


def one_body(name: str) -> str:
    """Return the name of a professional body as it is compared."""
    return " ".join(name.split()).lower()


class CheckParts(NamedTuple):
    """What the key of a check says: `body` is empty but for registrations."""

    employee_no: str
    kind: str
    on: date
    body: str


def check_parts(key: str) -> CheckParts:
    """Take the key of a check apart. :raises ValueError: for a key of anything else."""
    found = _CHECK_KEY.fullmatch(key)
    if found is None:
        raise ValueError(f"{key!r} is not the key of a check")
    employee, kind, on, body = found.groups()
    return CheckParts(employee, kind, date.fromisoformat(on), body or "")


_CHECK_KEY = re.compile(rf"(.+?) ({'|'.join(columns_records.CHECK_KINDS)}) (\d{{4}}-\d\d-\d\d)(?: (.+))?")


def read(file: ImportFile, domain: str, *, partner_id: int) -> Iterator[DomainRow]:
    """Yield the rows that can be read; what is wrong with the others is reported to the file.

    :raises ImportRefused: where the file breaks off
    """
    columns = [(column, parser_of(column)) for column in COLUMNS[domain]]
    seen: dict[str, int] = {}
    for number, values in file:
        cells = _cells(file, number, values, columns)
        if cells is None:
            continue
        key = KEYS[domain](cells)
        first = seen.setdefault(key, number)
        if first != number:
            file.report(
                number, columns[0][0].name, f"“{key}” stands in row {first} already.",
                "Keep one of the two rows.", value=key,
            )  # fmt: skip
            continue
        digest = sealing.blind_index(repr(sorted(values.items())), f"stage:{partner_id}")
        yield DomainRow(number, key, digest, cells)


def _cells(file: ImportFile, number: int, values: Mapping[str, str], columns: list[Any]) -> dict[str, Any] | None:
    """Return the values of a row, None for an empty cell; or None for all of it when a cell is wrong."""
    cells: dict[str, Any] = {}
    is_right = True
    for column, parse in columns:
        text = values.get(column.name)
        cells[column.name] = None
        if text:
            try:
                cells[column.name] = parse(text)
            except CellWrong as wrong:
                file.report(number, column.name, wrong.message, wrong.remedy, value=text)
                is_right = False
        elif column.is_required or text is None:
            if text is not None:
                file.report(number, column.name, f"“{column.name}” is empty.", f"Fill it in: {column.help}")
            is_right = False
    return cells if is_right else None
