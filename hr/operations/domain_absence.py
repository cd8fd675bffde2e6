"""Absence of the old system, and leave carried over (domain HR-11): what sick pay looks back on from the first day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import models as hr
from hr import rules_onboarding as rules
from hr.engine.annual_leave import leave_year
from hr.engine.domain_totals import LEAVE, PAID, RowFact
from hr.engine.migration_totals import NOTHING
from hr.importing.domains import DomainRow, absence_key
from hr.operations.domain_rows import delete, touched
from hr.operations.migration_issues import Fault, broken
from hr.queries.days import last_day
from hr.states import AbsenceState
from partners.models import User
from sharedservices.common.bulk import copy_rows
from sharedservices.common.imports import ImportFile

ONE_DAY = timedelta(days=1)
OWNER = ("uuid", "partner", "person", "assignment")
ABSENCE = (
    *OWNER, "employment", "kind", "category", "reason", "valid", "is_work_related", "is_disability_related",
    "is_pregnancy_related", "is_self_certified", "state", "reported_by", "reported_at",
)  # fmt: skip
CREDIT = (*OWNER, "year_start", "bucket", "hours", "expires_on", "reason", "made_by", "made_at", "cancel_reason")
BROUGHT = "Brought over from the system before"


class _Job(NamedTuple):
    """A job that is recorded."""

    pk: int
    person: int
    employment: int
    employee_no: str
    valid: Any
    staff_group: int


class Absences:
    """Absences and hours of leave, by job and first day."""

    def __init__(self, *, project: hr.OnboardingProject, by: User, at: datetime, today: date) -> None:
        """Read the jobs of the partner and when their leave years start. Two queries."""
        self.unmapped: dict[str, str] = {}
        self._partner_id = partner_id = project.partner_id
        self._by, self._at, self._today = by, at, today
        jobs = hr.Assignment.objects.of(partner_id).order_by("id").values_list(
            "number", "pk", "person_id", "employment_id", "employment__employee_no", "valid",
            "post__role__staff_group_id",
        )  # fmt: skip
        self._jobs = {number: _Job(*rest) for number, *rest in jobs.iterator(chunk_size=5000)}
        terms = hr.AbsenceTerms.objects.of(partner_id).order_by("id")
        self._terms = list(terms.values_list("staff_group_id", "leave_year_month", "valid"))

    # --- checking -----------------------------------------------------------------------------------------------------
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report jobs that are not here, days that cannot be, absences that overlap, and leave without its year."""
        self._here = {absence.key for absence in self.recorded()} - loaded
        days: dict[str, list[tuple[date, date, int]]] = defaultdict(list)
        for row in rows:
            job = self._jobs.get(row.cells["job_number"])
            if job is None or job.employee_no != row.cells["employee_number"]:
                file.report(
                    row.number, "job_number", f"Employment {row.cells['employee_number']} has no job of this number.",
                    "Correct one of the two numbers, or load the people first.", value=row.cells["job_number"],
                )  # fmt: skip
                continue
            if row.key in self._here:
                file.report(
                    row.number, "first_day", "The same was recorded here, and by no file.", "Leave it out of the file."
                )
            if row.cells["record"] == LEAVE:
                self._check_leave(file, row, job)
            elif self._check_days(file, row, job):
                days[row.cells["job_number"]].append((row.cells["first_day"], self._end(row), row.number))
        for spans in days.values():
            _check_overlaps(file, spans)

    def _check_days(self, file: ImportFile, row: DomainRow, job: _Job) -> bool:
        first, last = row.cells["first_day"], row.cells["last_day"]
        wrong = next(
            (
                (column, message)
                for column, message, is_wrong in (
                    ("last_day", "The last day is before the first.", last is not None and last < first),
                    ("first_day", "The first day is in the future.", first > self._today),
                    ("last_day", "The last day is in the future.", last is not None and last > self._today),
                    ("first_day", "The job does not last on that day.", first not in job.valid),
                    ("last_day", "The job has ended before that day.", last is not None and last not in job.valid),
                    ("category", "A sickness has a category.", _needs_category(row)),
                    ("hours", "Only leave has hours.", row.cells["hours"] is not None),
                )
                if is_wrong
            ),
            None,
        )
        if wrong is not None:
            file.report(row.number, *wrong, "Correct it in the old system, and take the file again.")
        return wrong is None

    def _check_leave(self, file: ImportFile, row: DomainRow, job: _Job) -> None:
        starts, hours = row.cells["first_day"], row.cells["hours"]
        if not hours:
            file.report(row.number, "hours", "A row of leave says how many hours are carried over.", "Fill it in.")
        year = self._leave_year(job, starts)
        if year is None:
            file.report(
                row.number, "first_day", "No annual leave is agreed for the staff group of the job on that day.",
                "Have the terms recorded first.",
            )  # fmt: skip
        elif year.start != starts:
            file.report(
                row.number, "first_day", "No leave year starts on that day.", f"Write {year.start}, or the next one."
            )

    def _leave_year(self, job: _Job, on: date) -> Any:
        month = next((month for group, month, valid in self._terms if group == job.staff_group and on in valid), None)
        return None if month is None else leave_year(on, first_month=month)

    def _end(self, row: DomainRow) -> date:
        return row.cells["last_day"] or date.max

    def remarks(self, rows: list[DomainRow]) -> Iterator[Fault]:
        """Yield the absences that are open: somebody goes on with each."""
        for row in rows:
            if row.cells["record"] != LEAVE and row.cells["last_day"] is None:
                employee, since = row.cells["employee_number"], row.cells["first_day"]
                yield broken(
                    rules.OpenAbsenceIsFollowed, row.key, row=row.number, employee=employee, since=f"{since:%d/%m/%Y}"
                )

    # --- totals -------------------------------------------------------------------------------------------------------
    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the absences and the leave of the file."""
        return [
            RowFact(
                key=row.key, kind=row.cells["record"], employee_no=row.cells["employee_number"],
                hours=row.cells["hours"] or NOTHING, first=row.cells["first_day"], last=row.cells["last_day"],
            )
            for row in rows
        ]  # fmt: skip

    def recorded(self) -> list[RowFact]:
        """Return the absences and the carried leave that are recorded here. Two queries."""
        names = ("assignment__number", "assignment__employment__employee_no")
        absences = self._absences().values_list(*names, "kind", "valid")
        found = [
            RowFact(
                key=absence_key(job, kind, valid.lower), kind=kind, employee_no=employee, first=valid.lower,
                last=last_day(valid),
            )
            for job, employee, kind, valid in absences.iterator(chunk_size=5000)
        ]  # fmt: skip
        credits = (
            hr.LeaveCredit.objects.of(self._partner_id)
            .filter(cancelled_at=None)
            .order_by("id")
            .values_list(*names, "year_start", "hours")
        )
        return found + [
            RowFact(key=absence_key(job, LEAVE, start), kind=LEAVE, employee_no=employee, first=start, hours=hours)
            for job, employee, start, hours in credits.iterator(chunk_size=5000)
        ]

    def _absences(self) -> Any:
        rows = hr.AbsenceRecord.objects.of(self._partner_id).exclude(state=AbsenceState.CANCELLED)
        return rows.order_by("id")

    # --- putting in ---------------------------------------------------------------------------------------------------
    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Nobody must have absence."""
        return []

    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Take out what changed or went, unless something was done with it since, and put in what the file says."""
        out = gone | {row.key for row in changed}
        found = self._absences().values_list("assignment__number", "kind", "valid", "pk").iterator(chunk_size=5000)
        absences = {pk: key for job, kind, valid, pk in found if (key := absence_key(job, kind, valid.lower)) in out}
        rows = hr.LeaveCredit.objects.of(self._partner_id).filter(cancelled_at=None).order_by("id")
        credits = {
            pk: key
            for job, start, pk in rows.values_list("assignment__number", "year_start", "pk").iterator(chunk_size=5000)
            if (key := absence_key(job, LEAVE, start)) in out
        }
        faults = [
            *touched(model=hr.AbsenceRecord, rows=absences, partner_id=self._partner_id),
            *touched(model=hr.LeaveCredit, rows=credits, partner_id=self._partner_id),
        ]
        if faults:
            return faults
        delete(model=hr.AbsenceRecord, ids=list(absences), partner_id=self._partner_id)
        delete(model=hr.LeaveCredit, ids=list(credits), partner_id=self._partner_id)
        wanted = [*new, *changed]
        copy_rows(hr.AbsenceRecord, ABSENCE, (self._absence(row) for row in wanted if row.cells["record"] != LEAVE))
        copy_rows(hr.LeaveCredit, CREDIT, (self._credit(row) for row in wanted if row.cells["record"] == LEAVE))
        return []

    def _owner(self, job: _Job) -> tuple[Any, ...]:
        return uuid4(), self._partner_id, job.person, job.pk

    def _absence(self, row: DomainRow) -> tuple[Any, ...]:
        job, cells = self._jobs[row.cells["job_number"]], row.cells
        last, kind = cells["last_day"], cells["record"]
        state = AbsenceState.OPEN if last is None else AbsenceState.CLOSED
        lasts = DateRange(cells["first_day"], None if last is None else last + ONE_DAY)
        category = cells["category"] or hr.AbsenceRecord.Category.OTHER.value
        marks = (kind == hr.AbsenceRecord.Kind.INJURY, False, category == hr.AbsenceRecord.Category.PREGNANCY, False)
        return (
            *self._owner(job), job.employment, kind, category, BROUGHT, lasts, *marks, state.value, self._by.pk,
            self._at,
        )  # fmt: skip

    def _credit(self, row: DomainRow) -> tuple[Any, ...]:
        job = self._jobs[row.cells["job_number"]]
        year = self._leave_year(job, row.cells["first_day"])
        bucket = hr.LeaveCredit.Bucket.CONTRACTUAL.value
        hours = row.cells["hours"]
        return (*self._owner(job), year.start, bucket, hours, year.last_day, BROUGHT, self._by.pk, self._at, "")


def _needs_category(row: DomainRow) -> bool:
    return row.cells["record"] in PAID and not row.cells["category"]


def _check_overlaps(file: ImportFile, spans: Iterable[tuple[date, date, int]]) -> None:
    """Report absences of one job that have a day in common."""
    before: tuple[date, date, int] | None = None
    for first, last, number in sorted(spans):
        if before is not None and first <= before[1]:
            file.report(
                number, "first_day", f"The absence overlaps that of row {before[2]}.", "Correct one of the two."
            )
        before = (first, last, number)
