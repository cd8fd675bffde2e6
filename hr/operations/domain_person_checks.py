"""DBS checks and registrations that an employer before made (domain HR-11, HR-15).

Wanted of whoever has a job on the first day whose role asks for them. What a role does not justify is not brought over.
"""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple
from uuid import uuid4

from django.db.models import Q

from hr import rules_onboarding as rules
from hr.engine.compliance import Kind, highest, rank
from hr.engine.domain_totals import RowFact
from hr.importing.columns_records import ADULTS, BOTH, CHILDREN, DBS, REGISTRATION
from hr.importing.domains import DomainRow, one_body
from hr.models import DbsCheck, JobRequirement, JobRole, PostHolding, Registration, Workforce
from hr.operations.check_faults import Dbs, Registered, dbs_faults, digits, registration_faults, settled
from hr.operations.check_keeper import About, CheckKeeper, Need
from hr.operations.migration_issues import Fault, broken
from hr.queries import compliance
from hr.rules import RuleBroken
from sharedservices.common.imports import ImportFile

SUITABLE = DbsCheck.Decision.SUITABLE
COLUMN_OF = {
    "certificate_no": "document_number", "number": "document_number", "issued_on": "checked_on",
    "recheck_due": "expires_on", "lists": "barred_lists",
}  # fmt: skip
"""Where the file calls otherwise what a form asks for."""


class _Job(NamedTuple):
    """A job that goes on after today, and what its role asks for."""

    person: int
    employee_no: str
    role: int
    dbs: str
    registration: str
    on_first_day: bool


class JobChecks(CheckKeeper):
    """What both kinds have in common: jobs say who is wanted."""

    @cached_property
    def _jobs(self) -> list[_Job]:
        """The jobs whose roles ask for anything, in the order of employments. One query."""
        rows = PostHolding.objects.of(self.load.partner_id).filter(
            Q(valid__upper_inf=True) | Q(valid__endswith__gt=self.load.today)
        )
        rows = rows.exclude(post__role__dbs=JobRole.Dbs.NONE, post__role__registration="")
        found = rows.order_by("employment_id", "id").select_related("employment", "post__role")
        return [
            _Job(
                one.person_id, one.employment.employee_no, one.post.role_id, one.post.role.dbs,
                one.post.role.registration, self.load.first_day in one.valid,
            )
            for one in found.iterator(chunk_size=5000)
        ]  # fmt: skip

    @cached_property
    def _wanted(self) -> dict[Need, str]:
        found: dict[Need, str] = {}
        for job in self._jobs:
            which = self._which(job) if job.on_first_day else ""
            if which:
                found.setdefault((job.person, which), job.employee_no)
        return found

    def wanted(self) -> dict[Need, str]:
        """Return whose jobs on the first day ask for which check."""
        return self._wanted

    def remark(self, needs: list[Need], *, is_lapsed: bool) -> list[Fault]:
        """S2 for a check that is missing or runs out before the first day."""
        rule = rules.CheckLasts if is_lapsed else rules.HasWhatJobNeeds
        found = []
        for need in needs:
            number, what = self._wanted[need], self._words(need[1])
            column = "expires_on" if is_lapsed else ""
            found.append(broken(rule, f"{number} {what}", column=column, employee=number, what=what))
        return found

    @abstractmethod
    def _which(self, job: _Job) -> str:
        """Return which check a job asks for; empty: none."""

    @abstractmethod
    def _words(self, which: str) -> str:
        """Say which check is wanted."""


def _report(file: ImportFile, row: DomainRow, faults: Iterable[RuleBroken]) -> None:
    for fault in faults:
        column = COLUMN_OF.get(fault.field or "", fault.field or "")
        file.report(row.number, column, str(fault), fault.remedy or "")


class DbsKeeper(JobChecks):
    """DBS checks: their level, number and result, never what a certificate discloses."""

    kind, model = DBS, DbsCheck
    columns = (
        "uuid", "partner", "person", "level", "workforce", "justification", "application_ref", "requested_on",
        "certificate_no", "issued_on", "children_barred", "adults_barred", "result", "decision", "update_service",
        "last_status", "recheck_due", "recorded_by", "recorded_at", "withdrawn_why",
    )  # fmt: skip

    # --- checking -----------------------------------------------------------------------------------------------------
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report people who are not here, levels that no job justifies, and what does not fit a certificate."""
        for row, person in self.of_people(rows, file, loaded=loaded):
            asked = highest(job.dbs for job in self._of_person.get(person, ()))
            _report(
                file, row, dbs_faults(_dbs(row), asked=asked, said=self._said(person), today=self.load.today)
            )  # fmt: skip
            if row.cells["result"] == DbsCheck.Result.CONTENT_REVIEWED and row.cells["decision"] is None:
                file.report(
                    row.number, "decision", "Content was looked at, and it is not said what was decided.",
                    "Write SUITABLE or NOT_SUITABLE.",
                )  # fmt: skip

    @cached_property
    def _of_person(self) -> dict[int, list[_Job]]:
        found: dict[int, list[_Job]] = defaultdict(list)
        for job in self._jobs:
            found[job.person].append(job)
        return dict(found)

    @cached_property
    def _of_role(self) -> dict[int, JobRequirement]:
        """What is said of each role on the first day. One query."""
        rows = compliance.requirements(partner_id=self.load.partner_id, on=self.load.first_day)
        return {row.role_id: row for row in rows.filter(kind=Kind.DBS.value)}

    def _said(self, person: int | None) -> list[JobRequirement]:
        """Return what is said of the roles of somebody, that of the highest level first."""
        roles = {job.role: rank(job.dbs) for job in self._of_person.get(person or 0, ())}
        in_order = sorted(roles, key=lambda role: -roles[role])
        return [self._of_role[role] for role in in_order if role in self._of_role]

    # --- totals -------------------------------------------------------------------------------------------------------
    def fact(self, row: DomainRow) -> RowFact:
        """Return a check of the file: it holds until it is renewed, and for nobody who may not do the work."""
        cells, number = row.cells, row.cells["employee_number"]
        _reason, due = settled(_dbs(row), self._said(self.people.get(number)))
        return RowFact(
            key=row.key, kind=self.kind, employee_no=number, first=cells["checked_on"], last=due,
            group=f"{cells['level'] or 'NONE'} {cells['workforce']}", is_good=_decision(row) == SUITABLE,
        )  # fmt: skip

    def recorded(self) -> list[RowFact]:
        """Return the checks that stand. One query."""
        return [
            RowFact(
                key=str(one.person_id), kind=self.kind, first=one.issued_on, last=one.recheck_due,
                group=f"{one.level} {one.workforce}", is_good=one.decision == SUITABLE,
            )
            for one in self.standing()
        ]  # fmt: skip

    def _which(self, job: _Job) -> str:
        said = self._of_role.get(job.role)
        return "" if job.dbs == JobRole.Dbs.NONE else f"{job.dbs} {said.workforce if said else ''}".rstrip()

    def _words(self, which: str) -> str:
        level, _, workforce = which.partition(" ")
        said = f", {Workforce(workforce).label.lower()}" if workforce else ""
        return f"DBS check, {JobRole.Dbs(level).label.lower()}{said}"

    def meets(self, fact: RowFact, which: str) -> bool:
        """Tell whether a check is high enough and of the workforce: both stand for either."""
        (level, _, workforce), (found, _, other) = which.partition(" "), fact.group.partition(" ")
        both = workforce in {Workforce.CHILD, Workforce.ADULT} and other == Workforce.BOTH
        return fact.is_good and rank(found) >= rank(level) and (workforce in {"", other} or both)

    # --- putting in ---------------------------------------------------------------------------------------------------
    def about_of(self, one: DbsCheck) -> About:
        """Return person and day."""
        return one.person_id, "", one.issued_on

    def values(self, row: DomainRow) -> tuple[Any, ...]:
        """Return the record of a row."""
        one, person = _dbs(row), self.people[row.cells["employee_number"]]
        reason, due = settled(one, self._said(person))
        return (
            uuid4(), self.load.partner_id, person, one.level, one.workforce,
            "" if one.level == JobRole.Dbs.BASIC else reason, one.application_ref, one.requested_on,
            digits(one.certificate_no), one.issued_on, one.children_barred, one.adults_barred, one.result,
            one.decision, one.update_service, "", due, self.load.by.pk, self.load.at, "",
        )  # fmt: skip


def _decision(row: DomainRow) -> str:
    return row.cells["decision"] or SUITABLE


def _dbs(row: DomainRow) -> Dbs:
    cells = row.cells
    return Dbs(
        level=cells["level"], workforce=cells["workforce"], certificate_no=cells["document_number"],
        issued_on=cells["checked_on"], result=cells["result"], decision=_decision(row),
        children_barred=cells["barred_lists"] in {CHILDREN, BOTH},
        adults_barred=cells["barred_lists"] in {ADULTS, BOTH}, justification=cells["justification"] or "",
        application_ref=cells["application_ref"] or "", requested_on=cells["requested_on"],
        update_service=bool(cells["update_service"]), recheck_due=cells["expires_on"],
    )  # fmt: skip


class RegistrationKeeper(JobChecks):
    """Registrations with professional bodies."""

    kind, model = REGISTRATION, Registration
    columns = (
        "uuid", "partner", "person", "body", "number", "part", "registered_on", "expires_on", "checked_on",
        "recorded_by", "recorded_at", "withdrawn_why",
    )  # fmt: skip

    # --- checking -----------------------------------------------------------------------------------------------------
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report people who are not here, and days that are out of order."""
        for row, _person in self.of_people(rows, file, loaded=loaded):
            cells = row.cells
            one = Registered(
                body=cells["body"], number=cells["document_number"], expires_on=cells["expires_on"],
                checked_on=cells["checked_on"], registered_on=cells["registered_on"],
            )  # fmt: skip
            _report(file, row, registration_faults(one, today=self.load.today))

    # --- totals -------------------------------------------------------------------------------------------------------
    def fact(self, row: DomainRow) -> RowFact:
        """Return a registration of the file."""
        cells = row.cells
        return RowFact(
            key=row.key, kind=self.kind, employee_no=cells["employee_number"], first=cells["checked_on"],
            last=cells["expires_on"], group=one_body(cells["body"] or ""),
        )  # fmt: skip

    def recorded(self) -> list[RowFact]:
        """Return the registrations that stand. One query."""
        return [
            RowFact(
                key=str(one.person_id), kind=self.kind, first=one.checked_on, last=one.expires_on,
                group=one_body(one.body),
            )
            for one in self.standing()
        ]  # fmt: skip

    def _which(self, job: _Job) -> str:
        return one_body(job.registration)

    def _words(self, which: str) -> str:
        names = (job.registration for job in self._jobs if one_body(job.registration) == which)
        return f"registration with {next(names, which)}"

    def meets(self, fact: RowFact, which: str) -> bool:
        """Tell whether it is the register that is wanted."""
        return fact.group == which

    # --- putting in ---------------------------------------------------------------------------------------------------
    def about_of(self, one: Registration) -> About:
        """Return person, body and day."""
        return one.person_id, one_body(one.body), one.checked_on

    def values(self, row: DomainRow) -> tuple[Any, ...]:
        """Return the record of a row."""
        cells = row.cells
        return (
            uuid4(), self.load.partner_id, self.people[cells["employee_number"]], " ".join(cells["body"].split()),
            " ".join(cells["document_number"].split()), cells["part"] or "", cells["registered_on"],
            cells["expires_on"], cells["checked_on"], self.load.by.pk, self.load.at, "",
        )  # fmt: skip
