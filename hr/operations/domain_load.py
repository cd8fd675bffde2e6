"""Posts, absence and work under way, brought over (domain HR-11): checked, compared, put in all or nothing, balanced.

What the load of people does for people: one transaction, only what is new, changed and gone since the load before, and
control totals of the old system, of the rows and of the records beside each other. The same file twice changes nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hr import rules_onboarding as rules
from hr.engine.domain_totals import RowFact, lines_of, totals_of
from hr.engine.migration_totals import Line
from hr.importing import control_totals
from hr.importing.domains import COLUMNS, DomainRow, read
from hr.models import DataDomain, Extract, LoadRun, OnboardingProject, StagedRow
from hr.operations import migration_issues
from hr.operations.domain_absence import Absences
from hr.operations.domain_checks import Checks
from hr.operations.domain_documents import Documents
from hr.operations.domain_elements import Elements
from hr.operations.domain_posts import Posts
from hr.operations.domain_work import Work
from hr.operations.imports import CHECKING, LOADING
from hr.operations.migration_issues import Fault, broken
from hr.operations.migration_parts import Undo, keep_staged, lock_project, path_of, record
from hr.queries.migrations import latest_applied, next_number
from partners.models import AuditAction, User
from partners.scope import partner_scope
from sharedservices.common import sealedfiles
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import counted
from sharedservices.common.imports import ImportFile, open_import
from sharedservices.common.money import pence


class Domain(Protocol):
    """What is different from domain to domain."""

    unmapped: dict[str, str]

    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report what the records would not take; `loaded` are the keys that an earlier load brought."""

    def remarks(self, rows: list[DomainRow]) -> Iterable[Fault]:
        """Yield what may be loaded and is still worth an issue."""

    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the rows as the totals see them."""

    def recorded(self) -> list[RowFact]:
        """Return the records as the totals see them."""

    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Return who has no row and should have one: of the file, or of the records without `rows`."""

    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Bring the records to what the rows say, or return what stands in the way."""


DOMAINS: dict[str, Callable[..., Domain]] = {
    DataDomain.POSTS: Posts, DataDomain.ABSENCE: Absences, DataDomain.WORK: Work, DataDomain.DEDUCTIONS: Elements,
    DataDomain.DOCUMENTS: Documents, DataDomain.CHECKS: Checks,
}  # fmt: skip


@dataclass(slots=True)
class _Work:
    """What a load has found out so far."""

    rows: list[DomainRow]
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    n_blocking: int = 0

    @property
    def does(self) -> bool:
        """Whether it changes anything."""
        return bool(self.new or self.changed or self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Who loads what, when, how long it took, and the cost codes that are none here."""

    source: Extract
    by: User
    at: datetime
    seconds: Decimal
    unmapped: dict[str, str]


@transaction_required
def load(
    *,
    extract: UUID,
    apply: bool,
    by: User,
    at: datetime,
    seconds: Callable[[], Decimal],
    step: Callable[[str, int], None],
) -> LoadRun:
    """Check the file of a domain, compare it with the load before and, if asked and it has no fault, put it in.

    `seconds` says how long it has taken so far. What `step` raises stops the load and undoes it.

    :raises ImportRefused: if the file cannot be read
    :raises NotInThisStage: before the system is built for the partner, or once it is live
    """
    source: Extract = Extract.objects.select_related("project").get(uuid=extract)
    project, today = lock_project(source.project.uuid), timezone.localdate(at)
    with partner_scope(project.partner_id, actor_id=by.pk, reason=f"{source}"):
        files = {"source": source} if source.domain == DataDomain.DOCUMENTS else {}
        domain = DOMAINS[source.domain](project=project, by=by, at=at, today=today, **files)
        work = _check(source, project, domain, step)
        try:
            with transaction.atomic():
                _put_in(work, domain, step)
                if not apply or work.n_blocking:
                    raise Undo
        except Undo:
            apply = False
        found = _lines(work, source, project, domain)
        run = _Run(source=source, by=by, at=at, seconds=pence(seconds()), unmapped=domain.unmapped)
        made = _record(run, work, found, is_applied=apply)
        keep_staged(made, ((row.number, *_staged(fact), row.digest) for row, fact in _pairs(work, domain)))
        faults = [*work.faults, *domain.remarks(work.rows), *migration_issues.of_totals(found)]
        named = [replace(one, key=f"{made.get_domain_display()}: {one.key}"[:120]) for one in faults]
        n_new, n_closed = migration_issues.remember(load=made, faults=named, at=at)
        says = {"applied": made.is_applied, "faults": made.n_faults, "hash": made.content_hash}
        record(AuditAction.IMPORT, made, says | {"issues_new": n_new, "issues_closed": n_closed})
    return made


def _check(source: Extract, project: OnboardingProject, domain: Domain, step: Callable[[str, int], None]) -> _Work:
    """Read and check the rows, and work out what is new, changed, gone and the same since the load before."""
    content = sealedfiles.load(path_of(source))
    before = _before(project, source.domain)
    with open_import(content, columns=[column.source for column in COLUMNS[source.domain]]) as file:
        work = _Work(list(read(file, source.domain, partner_id=project.partner_id)))
        domain.check(work.rows, file, loaded=set(before))
        step(CHECKING, file.n_rows)
        work.faults = _problems(file, work.rows)
        work.n_blocking = file.n_problems
    now = {row.key: row.digest for row in work.rows}
    work.new, work.gone = now.keys() - before.keys(), before.keys() - now.keys()
    work.changed = {key for key in now.keys() & before.keys() if now[key] != before[key]}
    work.same = now.keys() & before.keys() - work.changed
    return work


def _before(project: OnboardingProject, domain: str) -> dict[str, str]:
    """Return key and digest of each row of the load that the records of a domain come from. Two queries."""
    last = latest_applied(project, domain)
    if last is None:
        return {}
    rows = StagedRow.objects.of(project.partner_id).filter(load=last).order_by("row")
    return dict(rows.values_list("job_no", "digest"))


def _problems(file: ImportFile, rows: list[DomainRow]) -> list[Fault]:
    """Return what is wrong with rows, each by its key where it has one."""
    keys = {row.number: row.key for row in rows}
    found = []
    for one in file.problems:
        rule = rules.OF_COLUMN.get(one.column, rules.RowCanBeLoaded)
        about = keys.get(one.row or 0, f"row {one.row}" if one.row else "file")
        says = {"message": one.message, "remedy": one.remedy}
        found.append(broken(rule, about, column=one.column, row=one.row, **says))
    if file.n_problems > len(file.problems):
        more = f"There are {file.n_problems - len(file.problems):,} more faults than are listed."
        found.append(
            broken(rules.RowCanBeLoaded, "more faults", message=more, remedy="Mend these, and check it again.")
        )
    return found


def _put_in(work: _Work, domain: Domain, step: Callable[[str, int], None]) -> None:
    if work.n_blocking or not work.does:
        return
    new = [row for row in work.rows if row.key in work.new]
    changed = [row for row in work.rows if row.key in work.changed]
    stopping = domain.put_in(new=new, changed=changed, gone=work.gone)
    work.faults += stopping
    work.n_blocking = len(stopping)
    step(LOADING, len(work.rows))


def _lines(work: _Work, source: Extract, project: OnboardingProject, domain: Domain) -> list[Line]:
    declared = control_totals.from_json(source.declared)
    first_day = project.go_live_planned_on
    n_unmapped = len(domain.unmapped)
    said = [*domain.facts(work.rows), *domain.missing(work.rows)]
    here = [*domain.recorded(), *domain.missing(None)]
    staging = totals_of(source.domain, said, first_day=first_day, n_unmapped=n_unmapped)
    return lines_of(source.domain, declared, staging, totals_of(source.domain, here, first_day=first_day))


def _record(run: _Run, work: _Work, found: list[Line], *, is_applied: bool) -> LoadRun:
    """Write the load down. One that would change nothing is none that signatures wait for: it is not applied."""
    totals = [[one.total, one.key, *(None if n is None else str(n) for n in one[2:])] for one in found]
    source = run.source
    said = json.dumps([source.domain, source.sha256, totals], sort_keys=True)
    made: LoadRun = LoadRun.objects.create(
        partner_id=source.partner_id, project=source.project, domain=source.domain, extract=source,
        number=next_number(source.project), is_applied=is_applied and work.does,
        summary=_summary(work, is_applied=is_applied), n_rows=len(work.rows), n_new=len(work.new),
        n_changed=len(work.changed), n_gone=len(work.gone), n_same=len(work.same), n_faults=work.n_blocking,
        totals={"lines": totals}, unmapped_costs=run.unmapped,
        content_hash=hashlib.sha256(said.encode()).hexdigest(), seconds=run.seconds, loaded_by=run.by,
        loaded_human=run.by.human_id, loaded_at=run.at,
    )  # fmt: skip
    return made


def _summary(work: _Work, *, is_applied: bool) -> str:
    if work.n_blocking:
        return f"Nothing was loaded: {counted(work.n_blocking, 'fault', 'faults')}."
    if not work.does:
        return "Nothing to do: the records come from this file already."
    said = f"{len(work.new):,} new, {len(work.changed):,} changed, {len(work.gone):,} gone"
    return f"{'Loaded' if is_applied else 'Can be loaded'}: {said}."


def _pairs(work: _Work, domain: Domain) -> Iterable[tuple[DomainRow, RowFact]]:
    return zip(work.rows, domain.facts(work.rows), strict=True)


def _staged(fact: RowFact) -> tuple[Any, ...]:
    """Return the columns of a staged row after its number and before its digest."""
    employee = fact.employee_no[:20]
    empty = (None, 0, "", "", False, None, None)
    return employee, fact.key, employee, fact.unit, fact.kind[:20], fact.hours, fact.fte, *empty
