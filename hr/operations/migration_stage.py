"""Staging: an extract in our columns and words, row by row, as far as totals, rules and differences need it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hr import sealed
from hr.checks import check_details
from hr.engine.migration_totals import JobFact
from hr.importing.cells import CellReader, Cells
from hr.importing.columns import SERVICES
from hr.models import BankAccount
from hr.queries.import_reference import PostRef, Reference
from hr.queries.migration_facts import PayTables, basic_of, fte_of
from sharedservices.common import sealing
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import ImportFile

STEP_ROWS = 2_000
DATES = {"start_date": "EMPLOYER"} | SERVICES


@dataclass(slots=True)
class Staged:
    """The rows of an extract: number in the file, digest of everything that it says, and the fact of its job."""

    rows: list[tuple[int, str, JobFact]] = field(default_factory=list)
    without_service: list[JobFact] = field(default_factory=list)
    without_nino: list[JobFact] = field(default_factory=list)
    without_email: list[JobFact] = field(default_factory=list)
    cost_codes: dict[str, str] = field(default_factory=dict)
    """Cost codes that are no cost centre of the employer, each with the first job that has it."""

    @property
    def facts(self) -> list[JobFact]:
        """The jobs."""
        return [fact for _row, _digest, fact in self.rows]


class Stager:
    """Reads rows without judging them: what is wrong with one is found by the import that follows."""

    def __init__(self, reference: Reference, tables: PayTables, *, today: date) -> None:
        self._reference, self._tables, self._today = reference, tables, today
        self._cells = CellReader()
        self._groups: dict[str, str] = {}
        self._seen: set[str] = set()
        self._employers: dict[str, int] = {}
        self._found = Staged()

    def stage(self, file: ImportFile, *, step: Callable[[int], None]) -> Staged:
        """Read the whole file. :raises ImportRefused: if it breaks off."""
        for number, values in file:
            digest = sealing.blind_index(repr(sorted(values.items())), f"stage:{self._reference.partner_id}")
            cells, _wrong = self._cells.read(values, lambda *_problem: None)
            fact = self._fact(number, cells)
            self._found.rows.append((number, digest, fact))
            self._remark(cells, fact)
            self._costs(cells, fact)
            if file.n_rows % STEP_ROWS == 0:
                step(file.n_rows)
        step(file.n_rows)
        return self._found

    def _fact(self, number: int, cells: Cells) -> JobFact:
        employee = cells["employee_number"] or f"row {number}"
        same = cells["same_person_as"] or employee
        group = self._groups.setdefault(employee, self._groups.get(same, same))
        post = self._reference.posts.get((cells["post_number"] or "").upper())
        index, is_right = self._account(cells)
        return JobFact(
            job_no=cells["job_number"] or f"row {number}",
            employee_no=employee,
            person=group,
            unit=self._tables.units.get((cells["post_number"] or "").upper(), ""),
            grade=(cells["grade"] or "").rpartition("/")[2],
            **self._pay(cells, post),
            service_days=_days_before(cells),
            services=frozenset(purpose for name, purpose in DATES.items() if cells[name]),
            bank_index=index,
            is_bank_right=is_right,
            previous_pay=cells["previous_pay"],
            previous_tax=cells["previous_tax"],
        )

    def _pay(self, cells: Cells, post: PostRef | None) -> dict[str, Any]:
        hours = cells["contract_hours"]
        if hours is None or post is None:
            return {"hours": hours, "fte": None, "annual": None}
        says = {"hours": hours, "full_time": post.full_time_hours, "weeks": post.weeks_in_year}
        says["paid_weeks"] = cells["paid_weeks"]
        effective = cells["effective_from"] or cells["job_start_date"] or cells["start_date"] or self._today
        annual = cells["annual_salary"]
        if cells["spine_point"]:
            annual = self._point(cells, max(self._today, effective))
        return {"hours": hours, "fte": fte_of(**says), "annual": basic_of(annual=annual, **says)}

    def _point(self, cells: Cells, on: date) -> Any:
        grade = self._reference.grades.get((cells["grade"] or "").upper())
        code = cells["spine_point"]
        name = code if "/" in code else f"{self._reference.scales[grade.scale]}/{code}" if grade else ""
        point = self._reference.points.get(name.upper())
        return None if point is None else self._tables.annual_on(point.pk, on)

    def _account(self, cells: Cells) -> tuple[str, bool]:
        if not cells["sort_code"] or not cells["account_number"]:
            return "", False
        try:
            details, outcome = check_details(
                sort_code=cells["sort_code"], account_number=cells["account_number"],
                roll_number=cells["roll_number"] or "",
            )  # fmt: skip
        except DomainError:
            return "", False
        index = sealed.bank_index(details, partner_id=self._reference.partner_id)
        return index, outcome == BankAccount.Check.VALID

    def _remark(self, cells: Cells, fact: JobFact) -> None:
        """Note what is right for loading and still worth an issue, once an employment."""
        if fact.employee_no in self._seen:
            return
        self._seen.add(fact.employee_no)
        if not cells["continuous_service_from"]:
            self._found.without_service.append(fact)
        if cells["same_person_as"]:
            return
        if not cells["national_insurance_number"]:
            self._found.without_nino.append(fact)
        if not cells["email"]:
            self._found.without_email.append(fact)

    def _costs(self, cells: Cells, fact: JobFact) -> None:
        group = self._reference.pay_groups.get((cells["pay_group"] or "").upper())
        if group is not None:
            self._employers[fact.employee_no] = group.legal_entity
        employer = self._employers.get(fact.employee_no)
        for code, _percent in cells["cost_split"] or ():
            if (employer, code) not in self._reference.centres:
                self._found.cost_codes.setdefault(code, fact.job_no)


def _days_before(cells: Cells) -> int:
    start, service = cells["start_date"], cells["continuous_service_from"]
    return (start - service).days if start and service and service < start else 0
