"""The people of a run: everybody with state and payslip, who is held back and why, and what is paid to whom."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from hr.models.concealed import unit_name
from payroll.models import RunMember
from payroll.queries.run_facts import CURRENT

FETCH = 2000


@dataclass(frozen=True, slots=True)
class MemberListRow:
    """An employment in a run. Amounts in pounds, None without a payslip; `findings` are sentences to look at."""

    employment_id: int
    employment_uuid: UUID
    person_uuid: UUID
    surname: str
    name: str
    employee_no: str
    unit: str
    state: str
    version: int
    tax_code: str
    ni_category: str
    gross: Decimal | None
    deductions: Decimal | None
    net: Decimal | None
    employer_cost: Decimal | None
    findings: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Somebody who is not paid by the run: in quarantine or excluded, why, and what to do."""

    employment_id: int
    employment_uuid: UUID
    person_id: int
    person_uuid: UUID
    name: str
    employee_no: str
    state: str
    code: str
    message: str
    field: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of the listing. `account` are the last four digits; `net` in pounds."""

    employee_no: str
    name: str
    holder: str
    account: str
    net: Decimal
    is_second: bool


_NAME = "btrim(coalesce(nullif(p.known_as, ''), p.forenames) || ' ' || p.surname)"

_MEMBERS = """
FROM payroll_runmember m
JOIN hr_employment e ON e.partner_id = m.partner_id AND e.id = m.employment_id
JOIN hr_person p ON p.partner_id = m.partner_id AND p.id = m.person_id
LEFT JOIN payroll_payslip s ON s.partner_id = m.partner_id AND s.run_id = m.run_id
  AND s.employment_id = m.employment_id AND s.version = m.version AND m.state = 'CALCULATED'
WHERE m.partner_id = %(partner)s AND m.run_id = %(run)s
  AND (%(state)s = '' OR m.state = %(state)s)
  AND (%(late)s::bigint[] IS NULL OR m.employment_id = ANY (%(late)s))
  AND (%(finding)s = '' OR %(late)s::bigint[] IS NOT NULL OR (%(finding)s = 'ANY' AND s.findings <> '[]')
       OR s.findings LIKE '%%"' || %(finding)s || '"%%')
  AND (%(net_from)s::numeric IS NULL OR s.net >= %(net_from)s)
  AND (%(net_to)s::numeric IS NULL OR s.net <= %(net_to)s)
  AND (%(q)s = '' OR e.employee_no ILIKE %(like)s
       OR p.forenames || ' ' || p.surname ILIKE %(like)s OR p.known_as || ' ' || p.surname ILIKE %(like)s
       OR p.surname || ', ' || p.forenames ILIKE %(like)s)
"""

# Where the first job stands at the end of the period.
# Looked up for the rows of a page only: PostgreSQL puts it off until they are sorted and cut.
_UNIT = f"""(
  SELECT {unit_name("u.id", "u.name")} FROM hr_assignment a
  JOIN hr_postholding h ON h.partner_id = a.partner_id AND h.assignment_id = a.id
  JOIN hr_post o ON o.partner_id = h.partner_id AND o.id = h.post_id
  JOIN hr_orgunit u ON u.partner_id = o.partner_id AND u.id = o.org_unit_id
  JOIN payroll_payrun r ON r.partner_id = m.partner_id AND r.id = m.run_id
  JOIN payroll_payperiod d ON d.partner_id = r.partner_id AND d.id = r.period_id
  WHERE a.partner_id = m.partner_id AND a.employment_id = m.employment_id
  ORDER BY a.number, a.id, lower(h.valid) < upper(d.covers) DESC, lower(h.valid) DESC LIMIT 1)"""  # noqa: S608 - a constant

_COUNT = f"SELECT count(*) {_MEMBERS}"
_ROWS = f"""
SELECT m.employment_id, e.uuid, p.uuid, p.surname, {_NAME}, e.employee_no, {_UNIT} AS unit, m.state, m.version,
       coalesce(s.tax_code, ''), coalesce(s.ni_category, ''), s.gross, s.gross - s.net, s.net, s.employer_cost,
       coalesce(s.findings, '[]'), m.message
{_MEMBERS}
"""

# What a list may be ordered by; the employee number settles ties.
_ORDERS = {
    "name": "p.surname, p.forenames",
    "-name": "p.surname DESC, p.forenames DESC",
    "employee_no": "e.employee_no",
    "-employee_no": "e.employee_no DESC",
    "unit": "unit NULLS LAST",
    "-unit": "unit DESC NULLS LAST",
    "state": "m.state",
    "-state": "m.state DESC",
    "gross": "s.gross NULLS LAST",
    "-gross": "s.gross DESC NULLS LAST",
    "deductions": "s.gross - s.net NULLS LAST",
    "-deductions": "s.gross - s.net DESC NULLS LAST",
    "net": "s.net NULLS LAST",
    "-net": "s.net DESC NULLS LAST",
    "employer_cost": "s.employer_cost NULLS LAST",
    "-employer_cost": "s.employer_cost DESC NULLS LAST",
}


def members(
    *, partner_id: int, run_id: int, filters: Mapping[str, Any], late: Sequence[int] | None = None
) -> "Members":
    """Return the people of a run that the filters `q`, `state`, `finding`, `net_from` and `net_to` leave.

    `late` are the only employments that are wanted, when these are asked for by the filter of late leavers.
    """
    text = str(filters.get("q", "")).strip()
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Members(
        {
            "partner": partner_id,
            "run": run_id,
            "state": filters.get("state", ""),
            "finding": filters.get("finding", ""),
            "net_from": filters.get("net_from"),
            "net_to": filters.get("net_to"),
            "q": text,
            "like": f"%{plain}%",
            "late": None if late is None else list(late),
        }
    )


class Members:
    """Rows of a list of people (a `rowsources.RowSource`): counted, ordered and cut by PostgreSQL."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def count(self) -> int:
        """Return how many there are. One query."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, self._values)
            return int(cursor.fetchone()[0])

    def page(self, order: Sequence[str], start: int, stop: int) -> Sequence[MemberListRow]:
        """Return the rows between two places. One query."""
        return list(self._fetch(order, start, stop - start))

    def stream(self, order: Sequence[str]) -> Iterator[MemberListRow]:
        """Yield all rows."""
        return self._fetch(order, 0, None)

    def _fetch(self, order: Sequence[str], start: int, limit: int | None) -> Iterator[MemberListRow]:
        by = ", ".join([*(_ORDERS[one] for one in order), "e.employee_no"])
        sql = f"{_ROWS} ORDER BY {by} OFFSET %(start)s LIMIT %(limit)s"
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self._values, "start": start, "limit": limit})
            for row in _in_parts(cursor):
                yield _member(row)


def _member(row: tuple[Any, ...]) -> MemberListRow:
    values = [*row[:6], row[6] or "", *row[7:15], _sentences(row[15]), row[16]]
    return MemberListRow(*values)


def _sentences(findings: str) -> tuple[str, ...]:
    """Return the sentences of stored findings: pairs of code and message."""
    return tuple(str(message) for _, message in json.loads(findings))


def _in_parts(cursor: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a cursor, some at a time."""
    while rows := cursor.fetchmany(FETCH):
        yield from rows


_HELD = f"""
SELECT m.employment_id, e.uuid, m.person_id, p.uuid, {_NAME}, e.employee_no, m.state, m.code, m.message, m.field,
       m.remedy
FROM payroll_runmember m
JOIN hr_employment e ON e.partner_id = m.partner_id AND e.id = m.employment_id
JOIN hr_person p ON p.partner_id = m.partner_id AND p.id = m.person_id
WHERE m.partner_id = %(partner)s AND m.run_id = %(run)s AND m.state = ANY (%(states)s)
ORDER BY m.state DESC, m.code, p.surname, p.forenames, e.employee_no
LIMIT %(limit)s
"""  # noqa: S608 - a constant


def held_back(*, partner_id: int, run_id: int, states: Iterable[str], limit: int | None = None) -> list[HeldRow]:
    """Return who is in quarantine or excluded, by what is wrong. One query."""
    values: dict[str, Any] = {
        "partner": partner_id,
        "run": run_id,
        "states": [str(one) for one in states],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, values)
        return [HeldRow(*row) for row in cursor.fetchall()]


def member(*, partner_id: int, run_id: int, employment: UUID) -> MemberListRow:
    """Return one employment of a run. One query.

    :raises RunMember.DoesNotExist: when it is not in the run.
    """
    sql = f"{_ROWS} AND e.uuid = %(employment)s"
    values = members(partner_id=partner_id, run_id=run_id, filters={})._values | {"employment": employment}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        raise RunMember.DoesNotExist
    return _member(row)


_PAYMENTS = f"""
SELECT e.employee_no, {_NAME}, s.holder, s.last_four, s.amount, s.is_second
FROM payroll_payment s
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
JOIN hr_person p ON p.partner_id = s.partner_id AND p.id = s.person_id
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s
ORDER BY e.employee_no COLLATE "C", s.is_second
OFFSET %(start)s LIMIT %(limit)s
"""  # noqa: S608 - a constant


def payments(*, partner_id: int, run_id: int, start: int = 0, stop: int | None = None) -> Iterator[PaymentRow]:
    """Yield the payments of a released run in the order of the listing. One query."""
    values: dict[str, Any] = {
        "partner": partner_id,
        "run": run_id,
        "start": start,
        "limit": None if stop is None else stop - start,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS, values)
        for row in _in_parts(cursor):
            yield PaymentRow(*row)


LINE_COLUMNS = (
    "employee_no", "name", "tax_code", "ni_category", "section", "code", "element", "units", "rate", "amount",
    "version",
)  # fmt: skip
_LINES = f"""
SELECT e.employee_no, {_NAME}, s.tax_code, s.ni_category, l.section, l.code, l.name, l.units, l.rate,
       l.amount, s.version
FROM payroll_payslip s {CURRENT}
JOIN payroll_payslipline l ON l.partner_id = s.partner_id AND l.payslip_id = s.id
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
JOIN hr_person p ON p.partner_id = s.partner_id AND p.id = s.person_id
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s
ORDER BY e.employee_no COLLATE "C", l.number
"""  # noqa: S608 - a constant


def lines(*, partner_id: int, run_id: int) -> Iterator[tuple[Any, ...]]:
    """Yield every line of the payslips that count, in the order of LINE_COLUMNS. One query, read in parts."""
    with connection.connection.cursor(name="payroll_run_lines") as cursor:
        cursor.itersize = FETCH
        cursor.execute(_LINES, {"partner": partner_id, "run": run_id})
        yield from cursor
