"""Recurring pay and deductions of the old system (domain HR-11): each with its job, its amount, its end, its order."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import models as hr
from hr import rules_onboarding as rules
from hr.engine.domain_totals import RowFact
from hr.engine.migration_totals import NOTHING
from hr.importing.domains import DomainRow, entry_key
from hr.models import PayElement, RecurringElement
from hr.operations.domain_rows import delete, touched
from hr.operations.entries import Entry, check_entry
from hr.operations.migration_issues import Fault, broken
from partners.models import User
from sharedservices.common.bulk import copy_rows
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import ImportFile

ONE_DAY = timedelta(days=1)
COLUMNS = (
    "uuid", "partner", "person", "employment", "assignment", "element", "amount", "units", "rate", "valid", "reason",
    "is_protected", "reference", "remaining",
)  # fmt: skip
BROUGHT = "Brought over from the system before"
TAKEN = frozenset({PayElement.Kind.DEDUCTION, PayElement.Kind.DEDUCTION_BEFORE_TAX})
"""Kinds of elements that take: only these have something left to take."""


class _Job(NamedTuple):
    """A job that is recorded."""

    pk: int
    person: int
    employment: int
    employee_no: str
    valid: Any


class _Taken(NamedTuple):
    """When an element runs for a job, its last day not included, and whether something is left to take."""

    job: str
    first: date
    until: date
    has_rest: bool


class Elements:
    """Recurring elements, by job, element and first day."""

    def __init__(self, *, project: hr.OnboardingProject, by: User, at: datetime, today: date) -> None:
        """Read the jobs and the catalogue of the partner. Two queries."""
        self.unmapped: dict[str, str] = {}
        self._partner_id = partner_id = project.partner_id
        jobs = hr.Assignment.objects.of(partner_id).order_by("id").values_list(
            "number", "pk", "person_id", "employment_id", "employment__employee_no", "valid"
        )  # fmt: skip
        self._jobs = {number: _Job(*rest) for number, *rest in jobs.iterator(chunk_size=5000)}
        self._elements = {one.code.upper(): one for one in PayElement.objects.of(partner_id).order_by("id")}

    # --- checking -----------------------------------------------------------------------------------------------------
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report jobs and elements that are not here, figures and days that do not fit, and what stands twice."""
        spans: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
        taken: dict[tuple[str, str], list[_Taken]] = defaultdict(list)
        here = self._rows().values_list(
            "assignment__number", "employment__employee_no", "element__code", "valid", "remaining"
        )
        for number, employee, code, valid, remaining in here:
            key, until = entry_key(number, code, valid.lower), valid.upper or date.max
            if key not in loaded:
                spans[number, code.upper()].append((valid.lower, until, "recorded here"))
                taken[employee, code.upper()].append(_Taken(number, valid.lower, until, remaining is not None))
        for row in rows:
            job, element = self._jobs.get(row.cells["job_number"]), self._elements.get(row.cells["element"].upper())
            if job is None or job.employee_no != row.cells["employee_number"]:
                file.report(
                    row.number, "job_number", f"Employment {row.cells['employee_number']} has no job of this number.",
                    "Correct one of the two numbers, or load the people first.", value=row.cells["job_number"],
                )  # fmt: skip
            if element is None:
                file.report(
                    row.number, "element", f"There is no pay element “{row.cells['element']}”.",
                    "Correct the code, or have the element set up first.", value=row.cells["element"],
                )  # fmt: skip
            if job is None or element is None:
                continue
            _check_entry(row, element, file)
            if _check_days(row, job, element, file):
                ours = spans[row.cells["job_number"], element.code.upper()]
                first, until = row.cells["first_day"], _until(row) or date.max
                clash = next((one for one in ours if first < one[1] and one[0] < until), None)
                if clash is not None:
                    file.report(
                        row.number, "first_day", f"The job has this element then already: {clash[2]}.",
                        "Correct the days, or keep one of the two.",
                    )  # fmt: skip
                ours.append((first, until, f"row {row.number}"))
                one = _Taken(row.cells["job_number"], first, until, row.cells["remaining"] is not None)
                _check_rest(row, one, taken[job.employee_no, element.code.upper()], file)

    def remarks(self, rows: list[DomainRow]) -> Iterator[Fault]:
        """Yield what has something left to take and no day on which it ends."""
        for row in rows:
            cells = row.cells
            if cells["remaining"] and cells["last_day"] is None:
                yield broken(
                    rules.RemainderHasEnd, row.key, column="last_day", row=row.number, element=cells["element"],
                    job=cells["job_number"], remaining=cells["remaining"],
                )  # fmt: skip

    # --- totals -------------------------------------------------------------------------------------------------------
    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the entries of the file."""
        found = []
        for row in rows:
            cells, element = row.cells, self._elements.get(row.cells["element"].upper())
            found.append(
                RowFact(
                    key=row.key, kind=cells["element"].upper(), group=element.kind if element else "-",
                    employee_no=cells["employee_number"], amount=cells["amount"] or NOTHING,
                    hours=cells["units"] or NOTHING, remaining=cells["remaining"] or NOTHING,
                    is_protected=bool(cells["protected"]), first=cells["first_day"], last=cells["last_day"],
                )
            )  # fmt: skip
        return found

    def recorded(self) -> list[RowFact]:
        """Return the recurring elements that are here. One query."""
        rows = self._rows().values_list(
            "assignment__number", "assignment__employment__employee_no", "element__code", "element__kind", "valid",
            "amount", "units", "remaining", "is_protected",
        )  # fmt: skip
        return [
            RowFact(
                key=entry_key(job, code, valid.lower), kind=code.upper(), group=kind, employee_no=employee,
                amount=amount or NOTHING, hours=units or NOTHING, remaining=remaining or NOTHING,
                is_protected=is_protected, first=valid.lower,
            )
            for job, employee, code, kind, valid, amount, units, remaining, is_protected in rows.iterator(
                chunk_size=5000
            )
        ]  # fmt: skip

    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Nobody must have a recurring element."""
        return []

    def _rows(self) -> Any:
        return RecurringElement.objects.of(self._partner_id).order_by("id")

    # --- putting in ---------------------------------------------------------------------------------------------------
    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Take out what changed or went, unless something was done with it since, and put in what the file says."""
        out = gone | {row.key for row in changed}
        found = self._rows().values_list("assignment__number", "element__code", "valid", "pk").iterator(chunk_size=5000)
        going = {pk: key for job, code, valid, pk in found if (key := entry_key(job, code, valid.lower)) in out}
        faults = touched(model=RecurringElement, rows=going, partner_id=self._partner_id)
        if faults:
            return faults
        delete(model=RecurringElement, ids=list(going), partner_id=self._partner_id)
        copy_rows(RecurringElement, COLUMNS, (self._entry(row) for row in [*new, *changed]))
        return []

    def _entry(self, row: DomainRow) -> tuple[Any, ...]:
        cells, job = row.cells, self._jobs[row.cells["job_number"]]
        element = self._elements[cells["element"].upper()]
        until = min((one for one in (_until(row), job.valid.upper, element.valid.upper) if one), default=None)
        return (
            uuid4(), self._partner_id, job.person, job.employment, job.pk, element.pk, cells["amount"], cells["units"],
            cells["rate"], DateRange(cells["first_day"], until), BROUGHT, bool(cells["protected"]),
            cells["reference"] or "", cells["remaining"] or None,
        )  # fmt: skip


def _until(row: DomainRow) -> date | None:
    last: date | None = row.cells["last_day"]
    return None if last is None else last + ONE_DAY


def _check_entry(row: DomainRow, element: PayElement, file: ImportFile) -> None:
    """Report figures that the element does not take."""
    cells = row.cells
    try:
        check_entry(element, Entry(amount=cells["amount"], units=cells["units"], rate=cells["rate"]))
    except DomainError as error:
        file.report(row.number, error.field or "amount", error.message, error.remedy or "Correct the figures.")
    if cells["remaining"] is not None and element.kind not in TAKEN:
        file.report(
            row.number, "remaining", "Only a deduction has something left to take.", "Empty it, or correct the element."
        )
    if cells["protected"] and element.kind != PayElement.Kind.PAYMENT:
        file.report(row.number, "protected", "Only a payment is protected pay.", "Write no, or correct the element.")


def _check_rest(row: DomainRow, one: _Taken, others: list[_Taken], file: ImportFile) -> None:
    """Report what is left to take where another job has the element too: a payslip does not say for which it took."""
    for other in others:
        overlaps = other.job != one.job and one.first < other.until and other.first < one.until
        if overlaps and (one.has_rest or other.has_rest):
            file.report(
                row.number, "element", f"Job {other.job} has this element too, and one of the two has something left.",
                "Give one of them an element of its own.", value=row.cells["element"],
            )  # fmt: skip
            break
    others.append(one)


def _check_days(row: DomainRow, job: _Job, element: PayElement, file: ImportFile) -> bool:
    """Report days on which there is no job or no such element; say whether they are right."""
    first, last = row.cells["first_day"], row.cells["last_day"]
    wrong = next(
        (
            (column, message)
            for column, message, is_wrong in (
                ("last_day", "The last day is before the first.", last is not None and last < first),
                ("first_day", "The job does not last on that day.", first not in job.valid),
                ("first_day", f"{element.name} is not in use on that day.", first not in element.valid),
                ("last_day", "The job has ended before that day.", last is not None and last not in job.valid),
            )
            if is_wrong
        ),
        None,
    )
    if wrong is not None:
        file.report(row.number, *wrong, "Correct it in the old system, and take the file again.")
    return wrong is None
