"""The second pass over a people file that is right: rows go to the database in bulk, some thousands at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import models as hr
from hr import sealed
from hr.checks import TERMS_COLUMNS as TERMS
from hr.importing.parts import PersonPart, Row
from hr.operations import number_clashes
from hr.operations.import_check import Plan, Reading, Step
from hr.queries.import_reference import Reference, known_ninos
from sharedservices.common.bulk import copy_rows
from sharedservices.common.imports import ImportFile

OWNER = ("partner", "person", "employment")
JOB = ("partner", "person", "assignment")
COLUMNS: dict[type[Any], tuple[str, ...]] = {
    hr.Person: (
        "id", "uuid", "partner", "nino", "nino_index", "is_sensitive", *PersonPart._fields[:6], *PersonPart._fields[7:],
    ),
    hr.Employment: (
        "id", "uuid", "partner", "person", "legal_entity", "pay_group", "employee_no", "kind",
        "continuous_service_from", "valid",
    ),
    hr.ServiceDate: ("uuid", *OWNER, "purpose", "since", "evidence"),
    hr.Assignment: ("id", "uuid", "partner", "person", "employment", "post", "number", "title", "valid"),
    hr.AssignmentTerms: ("uuid", *JOB, *TERMS, "valid", "reason"),
    hr.CostSplit: (*JOB, "cost_centre", "percent", "valid"),
    hr.TaxCode: ("uuid", *OWNER, "code", "week1month1", "source", "notice_date", "valid", "reason"),
    hr.PreviousPay: (*OWNER, "tax_year", "pay", "tax", "source"),
    hr.NiCategory: ("uuid", *OWNER, "category", "director_method", "director_from", "valid", "reason"),
    hr.StudentLoan: ("uuid", *OWNER, "plan", "source", "valid", "reason"),
    hr.PensionMembership: (
        "uuid", *OWNER, "assignment", "scheme", "section", "assessed_pay", "valid", "reason",
    ),
    hr.BankAccount: (
        "uuid", *OWNER, "holder", "details", "fingerprint", "last_four", "modulus_check", "valid", "reason",
    ),
}  # fmt: skip
"""Tables in the order in which they are filled, with the columns that are given."""
FEW = 200
"""So many rows go first, for the tables to be counted with: keys of the others are then looked up by their index."""


@dataclass(slots=True)
class _Owner:
    """Who a row belongs to once it is in the database."""

    person: int
    employment: int


@dataclass(slots=True)
class _Batch:
    """The rows of one chunk by table."""

    rows: dict[type[Any], list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    def write(self) -> int:
        """Write them in order and return how many."""
        return sum(
            copy_rows(model, columns, self.rows[model]) for model, columns in COLUMNS.items() if self.rows[model]
        )


class Loader:
    """Writes new people, employments and jobs. Runs inside a transaction that is undone when anything fails."""

    def __init__(self, *, partner_id: int, plan: Plan, reason: str, at: datetime) -> None:
        self._partner_id = partner_id
        self._at = at
        self._taken: frozenset[str] = frozenset()
        self._clashes: list[tuple[int, number_clashes.Number]] = []
        self._plan = plan
        self._reason = reason
        self._owners = {number: _Owner(one.person, one.employment) for number, one in plan.known.items()}

    def load(self, file: ImportFile, reference: Reference, *, today: date, step: Step) -> int:
        """Write every row that adds something and return the number of database rows written.

        :raises IntegrityError: when somebody recorded the same meanwhile
        """
        n_written = 0
        is_counted = self._plan.n_jobs <= FEW
        for rows in self._batches(file, reference, today):
            n_written += self._chunk(rows)
            if not is_counted and rows:
                _count_tables()
                is_counted = True
            step(file.n_rows)
        return n_written

    def _batches(self, file: ImportFile, reference: Reference, today: date) -> Iterator[list[Row]]:
        """Yield the rows that add something, a few first and then some thousands at a time."""
        is_first = True
        for chunk in Reading(file, reference, today=today, known=self._plan.known).chunks():
            rows = [row for row in chunk if row.number not in self._plan.unchanged]
            if is_first and rows:
                is_first = False
                yield rows[:FEW]
                if not (rows := rows[FEW:]):
                    continue
            yield rows

    def _chunk(self, rows: list[Row]) -> int:
        batch = _Batch()
        starting = [row for row in rows if row.employee_no not in self._owners]
        self._taken = self._taken_numbers(starting)
        people = iter(_new_ids(hr.Person, len(starting)))
        employments = iter(_new_ids(hr.Employment, len(starting)))
        assignments = iter(_new_ids(hr.Assignment, len(rows)))
        for row in rows:
            is_starting = row.employee_no not in self._owners
            if is_starting:
                self._start(batch, row, people, employments)
            owner = self._owners[row.employee_no]
            if is_starting:
                self._employment_facts(batch, row, owner)
            self._job(batch, row, owner, next(assignments))
        n_written = batch.write()
        while self._clashes:
            claimant, number = self._clashes.pop()
            number_clashes.note(partner_id=self._partner_id, claimant=claimant, number=number, at=self._at)
        return n_written

    def _taken_numbers(self, rows: list[Row]) -> frozenset[str]:
        """Return the numbers that somebody has of whom the check said nothing. One query."""
        given = [row.person.nino for row in rows if row.person is not None and row.person.nino and not row.same_as]
        indexes = [sealed.nino_index(one, partner_id=self._partner_id) for one in given]
        return frozenset(known_ninos(partner_id=self._partner_id, indexes=indexes)) if indexes else frozenset()

    def _start(self, batch: _Batch, row: Row, people: Iterable[int], employments: Iterable[int]) -> None:
        """Add an employment, and its person unless that is somebody who is there already."""
        job = row.employment
        if job is None:  # the first row of an employee number always says it: the check made sure
            raise LookupError(f"row {row.number} starts an employment without saying which")
        same = self._owners.get(row.same_as) if row.same_as else None
        person = same.person if same else self._person(batch, row.person, next(iter(people)))
        employment = next(iter(employments))
        self._owners[row.employee_no] = _Owner(person, employment)
        batch.rows[hr.Employment].append(
            (employment, uuid4(), self._partner_id, person, job.legal_entity, job.pay_group, row.employee_no, job.kind,
             job.continuous_service_from, DateRange(job.start, job.end))
        )  # fmt: skip
        batch.rows[hr.ServiceDate] += [
            (uuid4(), self._partner_id, person, employment, purpose, since, job.evidence)
            for purpose, since in job.services
        ]

    def _person(self, batch: _Batch, part: PersonPart | None, pk: int) -> int:
        if part is None:
            raise LookupError("a new employment has nobody")
        uid: UUID = uuid4()
        token, index = sealed.seal_nino(part.nino, partner_id=self._partner_id, person=uid)
        if index in self._taken:
            contested = sealed.contested_index(part.nino, partner_id=self._partner_id, person=uid)
            self._clashes.append((pk, number_clashes.Number(token, contested, index)))
            index = contested
        batch.rows[hr.Person].append((pk, uid, self._partner_id, token, index, False, *part[:6], *part[7:]))
        return pk

    def _employment_facts(self, batch: _Batch, row: Row, owner: _Owner) -> None:
        whose = (self._partner_id, owner.person, owner.employment)
        tail = (DateRange(row.effective, row.end), self._reason)
        if row.tax is not None:
            batch.rows[hr.TaxCode].append((uuid4(), *whose, *row.tax, *tail))
        if row.previous is not None:
            batch.rows[hr.PreviousPay].append((*whose, *row.previous, "People file"))
        if row.ni is not None:
            batch.rows[hr.NiCategory].append((uuid4(), *whose, *row.ni, *tail))
        for plan in row.loans:
            batch.rows[hr.StudentLoan].append((uuid4(), *whose, plan, "People file", *tail))
        if row.bank is not None:
            holder, details, outcome = row.bank
            uid = uuid4()
            token, index = sealed.seal_bank(details, partner_id=self._partner_id, account=uid)
            says = (holder, token, index, details.last_four, outcome)
            batch.rows[hr.BankAccount].append((uid, *whose, *says, *tail))

    def _job(self, batch: _Batch, row: Row, owner: _Owner, pk: int) -> None:
        lasts = DateRange(row.job_start, row.end)
        batch.rows[hr.Assignment].append(
            (pk, uuid4(), self._partner_id, owner.person, owner.employment, row.post, row.job_no, row.title, lasts)
        )
        whose, holds = (self._partner_id, owner.person, pk), DateRange(row.effective, row.end)
        terms = tuple(getattr(row.terms, name) for name in TERMS)
        batch.rows[hr.AssignmentTerms].append((uuid4(), *whose, *terms, holds, self._reason))
        for centre, percent in row.shares:
            batch.rows[hr.CostSplit].append((*whose, centre, percent, holds))
        if row.pension is not None:
            scheme, section, start, pay = row.pension
            batch.rows[hr.PensionMembership].append(
                (uuid4(), self._partner_id, owner.person, owner.employment, pk, scheme, section, pay,
                 DateRange(start, row.end), self._reason)
            )  # fmt: skip


def _count_tables() -> None:
    """Have PostgreSQL count the tables, and plan its checks of keys anew: see migrations/sql/load_statistics.sql."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_count_people_tables()")


def _new_ids(model: type[Any], n: int) -> list[int]:
    """Take the next ids of a table, so that rows that belong together can be written in bulk."""
    if not n:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, n]
        )
        return [row[0] for row in cursor.fetchall()]
