"""The first pass over a people file: every row against itself, the rows before it and the records. Writes nothing.

Memory holds a few thousand rows at a time and, of all others, only their numbers and fingerprints.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from hr import rules, sealed
from hr.importing.cells import CellReader, Cells
from hr.importing.columns import SHARED
from hr.importing.parts import Row
from hr.importing.rows import RowBuilder
from hr.operations.import_room import NewJobs
from hr.queries.import_recorded import Recorded
from hr.queries.import_reference import (
    Known,
    Reference,
    covert_people,
    known_employments,
    known_jobs,
    known_ninos,
)
from sharedservices.common.imports import ImportFile

CHUNK_ROWS = 2_000
NOBODY = UUID(int=0)

Step = Callable[[int], None]
"""Told after each chunk how many rows are done; may raise to stop."""


@dataclass(slots=True)
class Plan:
    """What a file would do: counts, the rows that change nothing, and who is recorded already."""

    n_rows: int = 0
    n_people: int = 0
    n_employments: int = 0
    n_jobs: int = 0
    n_unchanged: int = 0
    unchanged: set[int] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=dict)
    new_jobs: NewJobs = field(default_factory=NewJobs)


@dataclass(frozen=True, slots=True)
class _First:
    """The row in which something was seen first."""

    row: int
    employee_no: str
    shared: int = 0


class Reading:
    """One pass over the rows of a file. The second pass, for loading, runs the same code and finds nothing wrong."""

    def __init__(
        self, file: ImportFile, reference: Reference, *, today: date, known: dict[str, Known] | None = None
    ) -> None:
        """Prepare a pass; `known` are the recorded employments when they have been looked up before."""
        self._file = file
        self._partner_id = reference.partner_id
        self._cells = CellReader()
        self._builder = RowBuilder(reference, today=today)
        self._known = known
        self._employees: dict[str, tuple[_First, Known]] = {}
        self._jobs: dict[str, int] = {}
        self._ninos: dict[str, _First] = {}
        self._spoilt: set[str] = set()
        self.recorded: dict[str, Known] = {} if known is None else known

    def chunks(self) -> Iterator[list[Row]]:
        """Yield the good rows, some thousands at a time; what is wrong with the others is reported to the file."""
        rows = iter(self._file)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            cells = [(number, *self._read(number, values)) for number, values in chunk]
            if self._known is None:
                self._look_up([one for _number, one, _wrong in cells])
            built = [self._row(number, one, wrong) for number, one, wrong in cells]
            yield [row for row in built if row is not None]

    def report(self, row: int, column: str, message: str, remedy: str, value: str = "") -> None:
        """Add a problem to the file's."""
        self._file.report(row, column, message, remedy, value=value)

    def _read(self, number: int, values: dict[str, str]) -> tuple[Cells, frozenset[str]]:
        return self._cells.read(values, lambda *problem: self.report(number, *problem))

    def _look_up(self, cells: list[Cells]) -> None:
        """Find which employee numbers of a chunk are recorded. One query."""
        named = {one[name] for one in cells for name in ("employee_number", "same_person_as") if one[name]}
        if fresh := named - set(self._employees) - set(self.recorded):
            self.recorded |= known_employments(partner_id=self._partner_id, numbers=fresh)

    def _row(self, number: int, cells: Cells, wrong: frozenset[str]) -> Row | None:
        """Return a row that is right by itself and beside the rows before it, or None."""
        employee_no = cells["employee_number"]
        before = self._employees.get(employee_no)
        known = before[1] if before else self.recorded.get(employee_no)
        if known is None and employee_no in self._spoilt and all(cells[name] is None for name in SHARED):
            return None  # it leaves to an earlier row what is wrong there: said once
        row = self._builder.build(number, cells, wrong, known, lambda *problem: self.report(number, *problem))
        if row is None or not all((self._is_new_job(row), self._agrees(row, before), self._is_one_person(row))):
            self._spoilt.add(employee_no)
            return None
        if before is None:
            self._remember(row, known)
        return row

    def _remember(self, row: Row, known: Known | None) -> None:
        if known is None:
            if row.employment is None:
                return
            index = self._nino_index(row)
            known = Known(0, NOBODY, 0, row.start, row.end, row.employment.legal_entity, index)
        self._employees[row.employee_no] = (_First(row.number, row.employee_no, hash(row.shared)), known)

    def _is_new_job(self, row: Row) -> bool:
        first = self._jobs.setdefault(row.job_no, row.number)
        if first != row.number:
            self.report(
                row.number, "job_number", f"The job number stands in row {first} already.",
                "Give each job its own number, or delete the row that is there twice.", row.job_no,
            )  # fmt: skip
        return first == row.number

    def _agrees(self, row: Row, before: tuple[_First, Known] | None) -> bool:
        """Refuse a second row of an employment that says something else about the person than the first."""
        if before is None or all(cell is None for cell in row.shared) or hash(row.shared) == before[0].shared:
            return True
        self.report(
            row.number, "employee_number",
            f"What this row says about person and employment is not what row {before[0].row} says.",
            "Leave those columns empty in the second row of an employee number, or fill them in alike.",
            row.employee_no,
        )  # fmt: skip
        return False

    def _is_one_person(self, row: Row) -> bool:
        """Refuse a further employment of nobody, and one National Insurance number for two."""
        if row.same_as and row.same_as not in self._employees and row.same_as not in self.recorded:
            self.report(
                row.number, "same_person_as", f"There is no employee “{row.same_as}”, here or above.",
                "Correct the number, or put that person’s own row before this one.", row.same_as,
            )  # fmt: skip
            return False
        index = self._nino_index(row)
        if not index:
            return True
        first = self._ninos.setdefault(index, _First(row.number, row.employee_no))
        if first.employee_no in {row.employee_no, row.same_as} or self._same_person(first.employee_no, row):
            return True
        self.report(
            row.number, "national_insurance_number",
            f"The person in row {first.row} has the same National Insurance number.",
            "If it is one person with two employments, give the first employee number in same_person_as. "
            "If not, one of the two numbers is wrong.",
        )  # fmt: skip
        return False

    def _same_person(self, employee_no: str, row: Row) -> bool:
        """Return whether two employments are one person's by way of a third."""
        ours, theirs = self.recorded.get(row.employee_no), self.recorded.get(employee_no)
        return ours is not None and theirs is not None and ours.person == theirs.person

    def _nino_index(self, row: Row) -> str:
        nino = row.person.nino if row.person else ""
        return sealed.nino_index(nino, partner_id=self._partner_id) if nino else ""


def check(file: ImportFile, reference: Reference, *, today: date, step: Step) -> Plan:
    """Check a whole file and return what it would do; what is wrong stands in the file's problems.

    :raises ImportRefused: if the file breaks off in the middle
    """
    plan, reading = Plan(), Reading(file, reference, today=today)
    for rows in reading.chunks():
        _against_records(rows, reading, plan, partner_id=reference.partner_id)
        step(file.n_rows)
    plan.n_rows = file.n_rows
    plan.known = reading.recorded
    plan.new_jobs.check(partner_id=reference.partner_id, today=today, report=reading.report)
    return plan


def _against_records(rows: list[Row], reading: Reading, plan: Plan, *, partner_id: int) -> None:
    """Compare the rows of a chunk with what is recorded, and count what they would add."""
    known = reading.recorded
    jobs = known_jobs(partner_id=partner_id, numbers=[row.job_no for row in rows])
    _ninos_of_others(rows, reading, partner_id=partner_id)
    recorded = Recorded(
        partner_id=partner_id,
        rows=[row for row in rows if row.employee_no in known],
        known=known,
        jobs={number: pk for number, (pk, _employment) in jobs.items()},
    )
    for row in rows:
        if row.employee_no in known:
            _recorded_row(row, recorded, reading, plan, is_job_known=row.job_no in jobs)
        elif row.job_no in jobs:
            reading.report(
                row.number, "job_number", "Another employment has a job of this number.",
                "Give the job another number, or correct the employee number.", row.job_no,
            )  # fmt: skip
        else:
            plan.n_jobs += 1
            plan.new_jobs.add(row)
            plan.n_employments += row.employment is not None
            plan.n_people += row.person is not None and not row.same_as


def _recorded_row(row: Row, recorded: Recorded, reading: Reading, plan: Plan, *, is_job_known: bool) -> None:
    """Deal with a row of an employment that is recorded."""
    columns = recorded.differences(row)
    if columns:
        reading.report(
            row.number, columns[0], f"The records say something else: {', '.join(columns)}.",
            "A file adds people and jobs, it does not change them. Record the change on the person’s page, or delete "
            "the row from the file.",
        )  # fmt: skip
    elif is_job_known:
        plan.n_unchanged += 1
        plan.unchanged.add(row.number)
    else:
        plan.n_jobs += 1
        plan.new_jobs.add(row)


def _ninos_of_others(rows: list[Row], reading: Reading, *, partner_id: int) -> None:
    """Report National Insurance numbers that another recorded person has. One query."""
    indexes = {
        sealed.nino_index(row.person.nino, partner_id=partner_id): row
        for row in rows
        if row.person is not None and row.person.nino and row.employee_no not in reading.recorded
    }
    if not indexes:
        return
    hidden = covert_people(partner_id=partner_id)
    for index, person in known_ninos(partner_id=partner_id, indexes=indexes).items():
        if person in hidden:
            continue  # telling would tell that there is somebody: whoever settles clashes hears of it
        row = indexes[index]
        same = reading.recorded.get(row.same_as)
        if same is None or same.person != person:
            broken = rules.NinoOnce.broken()
            remedy = "If it is the same person, give their employee number in same_person_as. If not, check the number."
            reading.report(row.number, "national_insurance_number", broken.message, remedy)
