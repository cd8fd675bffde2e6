"""A partner's people, brought over (domain HR-11): extract, mapping, load, and what a later extract changes.

A load is one transaction: it stages the extract, works out what is new, changed and gone since the load before, takes
the changed and the gone out and has the people import put the new and the changed in, all of it or nothing. The same
extract twice changes nothing. Only a partner that is not paid from here yet is loaded this way.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hr.engine.domain_totals import BY_DOMAIN
from hr.engine.migration_totals import ESTABLISHED, KNOWN, Line, Totals, changed_employments, lines, totals_of
from hr.importing import control_totals
from hr.importing.columns import SOURCES
from hr.importing.domains import COLUMNS
from hr.importing.mapping import read_columns, read_values, reader_of
from hr.models import DataDomain, Extract, LoadRun, MappingSet, OnboardingProject
from hr.operations import domain_documents, imports, migration_issues, migration_replace
from hr.operations.imports import Outcome
from hr.operations.migration_issues import Fault
from hr.operations.migration_parts import Undo, archive_path_of, keep_staged, lock_project, path_of, record
from hr.operations.migration_stage import Staged, Stager
from hr.queries import migration_facts
from hr.queries.import_reference import reference
from hr.queries.migrations import latest_applied, next_number
from partners.models import AuditAction, User
from partners.scope import partner_scope
from sharedservices.common import sealedfiles
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import counted
from sharedservices.common.import_sheet import refuse
from sharedservices.common.imports import MAX_ROWS, ImportFile, ImportRefused, open_import
from sharedservices.common.money import pence

READING = "Reading"
MOST_ARCHIVE_MB = 200
Stepper = Callable[[str, int], None]
T = TypeVar("T")


class SameAsBefore(DomainError):
    """The extract or mapping is the newest already."""


@dataclass(slots=True)
class _Work:
    """What a load has found out so far."""

    staged: Staged
    declared: Totals
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    outcome: Outcome | None = None
    faults: list[Fault] = field(default_factory=list)
    n_blocking: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Who loads what, when, and how long it has taken so far."""

    project: OnboardingProject
    source: Extract
    mapping: MappingSet
    by: User
    at: datetime
    seconds: Callable[[], Decimal]


@transaction_required
def take_extract(
    *,
    project: UUID,
    file: BinaryIO,
    name: str,
    totals: BinaryIO | None,
    by: User,
    at: datetime,
    domain: str = DataDomain.PEOPLE,
    archive: BinaryIO | None = None,
) -> Extract:
    """Keep a file of the old system in sealed form, with its hash, its rows and the totals that its owner declares.

    `archive` is the ZIP of documents that the file lists.

    :raises ImportRefused: if it is no CSV or XLSX file, or empty, or the totals cannot be read, or the file of a
        domain that has no mapping does not have our headings
    :raises SameAsBefore: for the extract that is the newest already
    :raises NotInThisStage: before the system is built for the partner, or once it is live
    """
    row = lock_project(project)
    headings, n_rows = _of_field("file", lambda: _look_at(file, domain))
    known = KNOWN if domain == DataDomain.PEOPLE else BY_DOMAIN[domain]
    declared = _of_field("totals", lambda: control_totals.read(totals, known)) if totals is not None else {}
    archive_digest = _of_field("archive", lambda: _look_at_archive(archive, domain)) if archive is not None else ""
    digest = _digest(file, declared, archive_digest)
    rows = Extract.objects.of(row.partner_id).filter(project=row).order_by("-version")
    newest: Extract | None = rows.first()
    same = rows.filter(domain=domain).first()
    if same is not None and same.sha256 == digest and not _is_first_of_freeze(row, same, timezone.localdate(at)):
        raise SameAsBefore(f"This is extract {same.version} already.", field="file", remedy="Load that one.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason="extract"):
        made: Extract = Extract.objects.create(
            partner_id=row.partner_id, project=row, domain=domain, version=newest.version + 1 if newest else 1,
            name=name[:150], sha256=digest, n_rows=n_rows, headings=headings,
            declared=control_totals.to_json(declared), archive_sha256=archive_digest, taken_by=by, taken_at=at,
        )  # fmt: skip
        sealedfiles.save(path_of(made), file)
        if archive is not None:
            sealedfiles.save(archive_path_of(made), archive)
        record(AuditAction.SUBMIT, made, {"sha256": digest, "rows": n_rows})
    return made


def _is_first_of_freeze(row: OnboardingProject, newest: Extract, today: date) -> bool:
    """Say whether the freeze began since: the same extract again then shows that nothing has changed."""
    since = row.freeze_from
    return since is not None and timezone.localdate(newest.taken_at) < since <= today


@transaction_required
def set_mapping(*, project: UUID, columns: str, values: str, by: User, at: datetime) -> MappingSet:
    """Write down how the old system's columns and values become ours, as the next version.

    :raises MappingWrong: for a line that cannot be understood
    :raises SameAsBefore: for the mapping that is the newest already
    """
    row = lock_project(project, any_stage=True)
    read, said = read_columns(columns), read_values(values)
    newest: MappingSet | None = (
        MappingSet.objects.of(row.partner_id).filter(project=row).order_by("-version").first()
    )  # fmt: skip
    if newest is not None and (newest.columns, newest.values) == (read, said):
        raise SameAsBefore(f"This is mapping {newest.version} already.", remedy="Change a line, or go back.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason="mapping"):
        made: MappingSet = MappingSet.objects.create(
            partner_id=row.partner_id, project=row, version=newest.version + 1 if newest else 1, columns=read,
            values=said, made_by=by, made_at=at,
        )  # fmt: skip
        record(AuditAction.SUBMIT, made, {"columns": len(read), "values": sum(len(one) for one in said.values())})
    return made


@transaction_required
def load(
    *, extract: UUID, apply: bool, by: User, at: datetime, seconds: Callable[[], Decimal], step: Stepper
) -> LoadRun:
    """Stage an extract, compare it with the load before, find its faults and, if asked and there are none, apply it.

    `seconds` says how long it has taken so far. What `step` raises stops the load and undoes it.

    :raises ImportRefused: if the file cannot be read with this mapping
    :raises NotInThisStage: before the system is built for the partner, or once it is live
    """
    source: Extract = Extract.objects.select_related("project").get(uuid=extract)
    row, today = lock_project(source.project.uuid), timezone.localdate(at)
    mapping = MappingSet.objects.of(row.partner_id).filter(project=row).order_by("-version").first()
    if mapping is None:
        mapping = set_mapping(project=row.uuid, columns="", values="", by=by, at=at)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{source}"):
        content = sealedfiles.load(path_of(source))
        work = _Work(_stage(content, mapping, today, step), control_totals.from_json(source.declared))
        _compare(work, row)
        try:
            with transaction.atomic():
                _put_in(work, content, mapping, row.partner_id, apply=apply, by=by, today=today, step=step)
                if not apply or work.n_blocking:
                    raise Undo
        except Undo:
            apply = False
        found = _lines(work, row.partner_id, today)
        run = _Run(project=row, source=source, mapping=mapping, by=by, at=at, seconds=seconds)
        made = _record(run, work, found, is_applied=apply)
        keep_staged(made, _staged_rows(work.staged))
        rows = [*work.faults, *migration_issues.of_rows(work.staged), *migration_issues.of_totals(found)]
        n_new, n_closed = migration_issues.remember(load=made, faults=rows, at=at)
        says = {"applied": made.is_applied, "faults": made.n_faults, "hash": made.content_hash}
        record(AuditAction.IMPORT, made, says | {"issues_new": n_new, "issues_closed": n_closed})
    return made


def _stage(content: BinaryIO, mapping: MappingSet, today: date, step: Stepper) -> Staged:
    codes = reference(partner_id=mapping.partner_id)
    tables = migration_facts.pay_tables(partner_id=mapping.partner_id)
    with _opened(content, mapping) as file:
        return Stager(codes, tables, today=today).stage(file, step=lambda n: step(READING, n))


def _opened(content: BinaryIO, mapping: MappingSet, employees: set[str] | None = None) -> ImportFile:
    said = {"columns": mapping.columns, "values": mapping.values, "employees": employees}
    return open_import(content, columns=SOURCES, wrap=lambda reader: reader_of(reader, **said))


def _compare(work: _Work, project: OnboardingProject) -> None:
    """Work out what is new, changed, gone and the same since the load that the records come from."""
    before, last = {}, latest_applied(project)
    if last is not None:
        before = migration_facts.staged_digests(partner_id=project.partner_id, load_id=last.pk)
    rows = ((fact.employee_no, fact.person, fact.job_no, digest) for _row, digest, fact in work.staged.rows)
    found = changed_employments(before, migration_facts.digests_of(rows))
    work.new, work.changed, work.gone, work.same = found


def _put_in(
    work: _Work,
    content: BinaryIO,
    mapping: MappingSet,
    partner_id: int,
    *,
    apply: bool,
    by: User,
    today: date,
    step: Stepper,
) -> None:
    """Take out what is changed and gone, and have the import check and put in what is changed and new."""
    work.faults += migration_replace.take_out(partner_id=partner_id, employees=work.changed | work.gone)
    wanted = work.new | work.changed
    if wanted and not work.faults:
        with _opened(content, mapping, wanted if len(wanted) < len(work.same) + len(wanted) else None) as file:
            work.outcome = imports.import_opened(
                partner_id=partner_id, file=file, by=by, today=today, check_only=not apply, step=step
            )
        found = migration_issues.of_problems(
            work.outcome.problems, work.staged, n_problems=work.outcome.n_problems
        )  # fmt: skip
        work.faults += found
    work.n_blocking = len(work.faults) if work.outcome is None else work.outcome.n_problems


def _lines(work: _Work, partner_id: int, today: date) -> list[Line]:
    recorded = totals_of(migration_facts.recorded_facts(partner_id=partner_id, on=today))
    found = lines(work.declared, totals_of(work.staged.facts), recorded)
    posts = migration_facts.established(partner_id=partner_id, on=today)
    said = work.declared.get(ESTABLISHED, {}).get("")
    return [*found, Line(ESTABLISHED, "", said, None, posts)]


def _record(run: _Run, work: _Work, found: list[Line], *, is_applied: bool) -> LoadRun:
    """Write the load down. One that would change nothing is none that signatures wait for: it is not applied."""
    does = bool(work.new or work.changed or work.gone)
    totals = [[one.total, one.key, *(None if n is None else str(n) for n in one[2:])] for one in found]
    said = json.dumps([run.source.sha256, run.mapping.columns, run.mapping.values, totals], sort_keys=True)
    made: LoadRun = LoadRun.objects.create(
        partner_id=run.project.partner_id, project=run.project, extract=run.source, mapping=run.mapping,
        number=next_number(run.project), is_applied=is_applied and does,
        summary=_summary(work, is_applied, does), n_rows=len(work.staged.rows), n_new=len(work.new),
        n_changed=len(work.changed), n_gone=len(work.gone), n_same=len(work.same), n_faults=work.n_blocking,
        totals={"lines": totals}, unmapped_costs=work.staged.cost_codes,
        content_hash=hashlib.sha256(said.encode()).hexdigest(), seconds=pence(run.seconds()), loaded_by=run.by,
        loaded_human=run.by.human_id, loaded_at=run.at,
    )  # fmt: skip
    return made


def _summary(work: _Work, apply: bool, does: bool) -> str:
    if work.n_blocking:
        return f"Nothing was loaded: {counted(work.n_blocking, 'fault', 'faults')}."
    if not does:
        return "Nothing to do: the records come from this extract already."
    said = f"{len(work.new):,} new, {len(work.changed):,} changed, {len(work.gone):,} gone"
    return f"{'Loaded' if apply else 'Can be loaded'}: {said}."


def _staged_rows(staged: Staged) -> Iterator[tuple[Any, ...]]:
    for number, digest, one in staged.rows:
        yield (
            number, one.employee_no[:20], one.job_no[:24], one.person[:20], one.unit, one.grade[:20], one.hours,
            one.fte, one.annual, one.service_days, " ".join(sorted(one.services)), one.bank_index,
            one.is_bank_right, one.previous_pay, one.previous_tax, digest,
        )  # fmt: skip


def _of_field(name: str, read: Callable[[], T]) -> T:
    """Read a file of a form. :raises ImportRefused: naming the field that the file was given in."""
    try:
        return read()
    except ImportRefused as error:
        error.field = name
        raise


def _look_at(file: BinaryIO, domain: str) -> tuple[list[str], int]:
    """Return headings and number of rows of an extract. :raises ImportRefused: if it is empty, too long or not ours."""
    if domain != DataDomain.PEOPLE:
        open_import(file, columns=[column.source for column in COLUMNS[domain]]).close()
    rows = (one for one in control_totals.raw_rows(file) if not one.is_blank)
    head = next(rows, None)
    n_rows = sum(1 for _row in rows)
    if head is None or not n_rows:
        raise refuse("The file has no rows.", "Take the extract again.")
    if n_rows > MAX_ROWS:
        raise refuse(f"The file has more than {MAX_ROWS:,} rows.", "Split it by employer.")
    return [text.strip()[:100] for text in head.texts], n_rows


def _look_at_archive(archive: BinaryIO, domain: str) -> str:
    """Return the hash of the ZIP of documents. :raises ImportRefused: if it is none, too large, or of no documents."""
    if domain != DataDomain.DOCUMENTS:
        raise refuse("Only a list of documents comes with a ZIP.", "Leave the ZIP out.")
    if archive.seek(0, os.SEEK_END) > MOST_ARCHIVE_MB << 20:
        raise refuse(
            f"The ZIP is larger than {MOST_ARCHIVE_MB} MB.",
            "Send the files in several steps: the list grows, and files that came need not come again.",
        )
    domain_documents.look_at(archive)
    return _hashed(archive).hexdigest()


def _digest(file: BinaryIO, declared: Totals, archive: str) -> str:
    digest = _hashed(file)
    digest.update(json.dumps(control_totals.to_json(declared), sort_keys=True).encode())
    digest.update(archive.encode())
    return digest.hexdigest()


def _hashed(file: BinaryIO) -> "hashlib._Hash":
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(sealedfiles.PIECE_BYTES):
        digest.update(piece)
    file.seek(0)
    return digest
