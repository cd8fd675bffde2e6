"""Files of external rostering systems (domain HR-05): taken in, checked row by row, loaded by somebody else, withdrawn.

A file of one employer and period is a series of versions: a corrected one replaces, row by row, what it has, and the
former rows are kept. What counts, counts by `in_force`. How claims reach payroll: roster_claims.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange
from django.utils import timezone

from hr import inputs_read
from hr import rules_rosters as rules
from hr.engine import rosters as engine
from hr.importing.rosters import SOURCES, RosterReader
from hr.models import RosterFault, RosterImport, RosterLine
from hr.operations import dated, roster_check, roster_claims
from hr.queries import rosters as found
from hr.queries.days import ONE_DAY
from hr.states import ROSTER_IMPORT, RosterState
from partners.audit import audit
from partners.models import AuditAction, LegalEntity, User
from partners.queries import deciders
from sharedservices.common import sealedfiles
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import counted, day, moment, number
from sharedservices.common.imports import MAX_PROBLEMS, ImportFile, ImportProblem, ImportRefused, open_import
from sharedservices.common.periods import DateRange

NOUN = "roster file"
MOST_DAYS = 92
AT_ONCE = 2_000
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterWanted:
    """What a file is about, as whoever sends it says: employer, system, days, and the totals it must add up to."""

    legal_entity: UUID
    system: str
    first_day: date
    last_day: date
    keeps_leave: bool
    declared: Mapping[str, Decimal]


@transaction_required
def take_in(
    *, partner_id: int, wanted: RosterWanted, file: BinaryIO, name: str, by: User, at: datetime
) -> RosterImport:
    """Keep a file in sealed form until it is checked, as the next version of its employer, system and period.

    :raises ImportRefused: if it is no CSV or XLSX file, empty, too large, or its headings are not right
    :raises RuleBroken: for days that are not over or overlap another file, for the same file again, or while another
        version waits
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    open_import(file, columns=SOURCES).close()
    employer = LegalEntity.objects.of(partner_id).get(uuid=wanted.legal_entity)
    system = " ".join(wanted.system.split())[:60]
    first, last = wanted.first_day, wanted.last_day
    fits = first <= last <= timezone.localdate(at) and (last - first).days < MOST_DAYS
    rules.RosterPeriodFits.require(fits, most=MOST_DAYS, first=first, last=last)
    lock_one(LegalEntity, employer.pk)
    series, version = _place(employer, system, first, last, digest := _digest(file))
    with dated.change(partner_id=partner_id, by=by, reason=f"roster file {name[:150]}"):
        row: RosterImport = RosterImport.objects.create(
            partner_id=partner_id, legal_entity=employer, system=system, period=DbRange(first, last + ONE_DAY),
            series=series, version=version, keeps_leave=wanted.keeps_leave, name=name[:150], sha256=digest,
            declared={one.code: str(wanted.declared[one.code]) for one in engine.TOTALS}, taken_by=by,
            taken_human=by.human_id, taken_at=at,
        )  # fmt: skip
        sealedfiles.save(path_of(row), file)
        _event(row, AuditAction.SUBMIT, {"sha256": digest, "version": version})
    return row


def _place(employer: LegalEntity, system: str, first: date, last: date, digest: str) -> tuple[UUID, int]:
    """Return the series and version of a new file. :raises RuleBroken: when it is none."""
    days = DbRange(first, last + ONE_DAY)
    rows = list(
        RosterImport.objects.of(employer.partner_id)
        .filter(legal_entity=employer, system__iexact=system, period__overlap=days)
        .order_by("version", "id")
    )
    live = [one for one in rows if one.state in {RosterState.CHECKING, RosterState.READY, RosterState.LOADED}]
    same = [one for one in rows if one.period == days]
    twin = next((one for one in live if one.period == days and one.sha256 == digest), None)
    if twin is not None and not any(one.version > twin.version and one.state == RosterState.LOADED for one in live):
        when = moment(timezone.localtime(twin.taken_at))
        raise rules.RosterNotTwice.broken(when=when, state=str(twin.get_state_display()).lower())
    for one in live:
        rules.RosterSamePeriod.require(one.period == days, system=one.system, span=found.period_words(one))
        rules.RosterOneAtATime.require(
            one.state == RosterState.LOADED, version=one.version, state=str(one.get_state_display()).lower()
        )
    return (same[-1].series, same[-1].version + 1) if same else (uuid4(), 1)


@transaction_required
def check(*, roster: UUID, by: User, at: datetime, step: Step) -> RosterImport:
    """Check a file row by row, and keep its rows and its faults. Nothing counts yet. The file is deleted.

    :raises WrongState: if it was checked
    :raises RosterImport.DoesNotExist: if there is none in scope
    """
    row = _lock(roster)
    faulty = next_state(ROSTER_IMPORT, "find_faulty", row.state, noun=NOUN)
    problems, lines = _read(row, by=by, at=at, step=step)
    with dated.change(partner_id=row.partner_id, by=by, reason=f"{row} checked"):
        for start in range(0, len(lines), AT_ONCE):
            RosterLine.objects.bulk_create(lines[start : start + AT_ONCE])
        RosterFault.objects.bulk_create(
            [
                RosterFault(
                    partner_id=row.partner_id, taken=row, row=one.row, column=one.column[:40],
                    value=one.value_masked[:60], message=one.message[:500], remedy=one.remedy[:500],
                )
                for one in problems
            ],
            batch_size=AT_ONCE,
        )  # fmt: skip
        row.n_summaries = sum(one.kind == RosterLine.Kind.SUMMARY for one in lines)
        row.n_claims = len(lines) - row.n_summaries
        _compare(row, lines)
        row.state = faulty if row.n_faults else next_state(ROSTER_IMPORT, "find_right", row.state, noun=NOUN)
        row.summary = _words(row)
        row.save()
        _event(row, AuditAction.IMPORT, _counts(row))
    sealedfiles.delete(path_of(row))
    return row


def _read(row: RosterImport, *, by: User, at: datetime, step: Step) -> tuple[list[ImportProblem], list[RosterLine]]:
    """Return what is wrong with a file and the rows that are right; its counts and totals stand on the row then."""
    try:
        stream = sealedfiles.load(path_of(row))
        with open_import(stream, columns=SOURCES) as file:
            return _read_opened(row, file, by=by, at=at, step=step)
    except FileNotFoundError:
        refused = [ImportProblem(None, "", "", "The file is no longer there.", "Take it in again.")]
    except ImportRefused as error:
        refused = list(error.problems)
    row.n_faults = len(refused)
    return refused[:MAX_PROBLEMS], []


def _read_opened(
    row: RosterImport, file: ImportFile, *, by: User, at: datetime, step: Step
) -> tuple[list[ImportProblem], list[RosterLine]]:
    reader = RosterReader(file, period=found_days(row), series=row.series, today=timezone.localdate(at))
    right = []
    for one in reader.rows():
        right.append(one)
        if len(right) % AT_ONCE == 0:
            step(file.n_rows)
    lines = roster_check.resolve(row, right, report=reader.report)
    wrong = set()
    for fault in roster_check.conflicts(row, lines, barred=deciders.barred_people(by, row.partner_id)):
        reader.report(fault.row, fault.column, fault.message, fault.remedy, fault.value)
        wrong.add(fault.row)
    declared = {code: Decimal(value) for code, value in row.declared.items()}
    for total, said, summed in reader.sums.differences(declared):
        file.report(
            None, total.column, f"{total.label}: {number(said)} declared, {number(summed)} in the file.",
            "Ask for the whole file, or correct the total.",
        )  # fmt: skip
    step(file.n_rows)
    row.n_rows, row.n_faults, row.totals = file.n_rows, file.n_problems, reader.sums.kept()
    return sorted(file.problems, key=lambda one: one.row or 0), [one for one in lines if one.row not in wrong]


def _compare(row: RosterImport, lines: list[RosterLine]) -> None:
    """Count what is new, changed and the same against what counts now, by job and by claim."""
    there = found.in_force(partner_id=row.partner_id, series=row.series)
    for key, rows in found.by_key(lines).items():
        before = sorted(one.digest for one in there.get(key, ()))
        if not before:
            row.n_new += 1
        elif before == sorted(one.digest for one in rows):
            row.n_same += 1
        else:
            row.n_changed += 1


@transaction_required
def load(*, roster: UUID, by: User, at: datetime, step: Step) -> RosterImport:
    """Let the rows of a checked file count, all of them or none; what they replace no longer does.

    :raises WrongState: unless it waits to be loaded
    :raises RuleBroken: for whoever took it in, for one’s own claim in it, or when something has changed since the check
    :raises RosterImport.DoesNotExist: if there is none in scope
    """
    row = _lock(roster)
    state = next_state(ROSTER_IMPORT, "load_roster", row.state, noun=NOUN)
    require_another(row, by=by)
    lines = list(found.lines_of(row).order_by("row"))
    fault = next(iter(roster_check.conflicts(row, lines, barred=frozenset())), None)
    if fault is not None:
        raise rules.RosterStillFits.broken(row=fault.row, what=fault.message)
    with dated.change(partner_id=row.partner_id, by=by, reason=f"{row} loaded"):
        row.state, row.summary = RosterState(state), _loaded_words(row)
        row.loaded_by, row.loaded_human, row.loaded_at = by, by.human_id, at
        row.save()
        there = found.in_force(partner_id=row.partner_id, series=row.series)
        mine = found.by_key(lines)
        old = [one for key in mine for one in there.get(key, ())]
        roster_claims.replace(old, lines, by=by, at=at, why=f"{row} replaces it")
        step(row.n_rows)
        roster_claims.send(partner_id=row.partner_id, at=at)
        _event(row, AuditAction.IMPORT, _counts(row))
    return row


@transaction_required
def withdraw(*, roster: UUID, reason: str, by: User, at: datetime) -> RosterImport:
    """Take a file back that nothing has read: what it replaced counts again.

    :raises WrongState: if it has faults, or was withdrawn
    :raises RuleBroken: without a reason, for one’s own claim in it, after a newer version, or when a pay run or the
        end of a leave year has read it
    :raises RosterImport.DoesNotExist: if there is none in scope
    """
    tidy = " ".join(reason.split())
    rules.RosterSaysWhy.require(
        rules.SHORTEST_WHY <= len(tidy) <= rules.LONGEST_WHY, shortest=rules.SHORTEST_WHY, longest=rules.LONGEST_WHY
    )
    row = _lock(roster)
    state = next_state(ROSTER_IMPORT, "withdraw_roster", row.state, noun=NOUN)
    was_loaded = row.state == RosterState.LOADED
    lines = list(found.lines_of(row).filter(in_force=True).order_by("row"))
    _refuse_oneself(row, by=by)
    if was_loaded:
        _require_last(row)
        _require_unread(row, lines)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        former = found.before(row)
        again = [one for key in found.by_key(lines) for one in former.get(key, ())]
        roster_claims.replace(lines, again, by=by, at=at, why=tidy)
        row.state, row.summary = RosterState(state), "It does not count. What it had replaced counts again."
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, at, tidy
        row.save()
        roster_claims.send(partner_id=row.partner_id, at=at)
        _event(row, AuditAction.CANCEL, {"reason": tidy})
    return row


def require_another(row: RosterImport, *, by: User) -> None:
    """Make sure that somebody else took a file in, and that it pays nobody close to who loads it.

    :raises RuleBroken: RosterSecondPerson, RosterNotOneself
    """
    rules.RosterSecondPerson.require(row.taken_human != by.human_id)
    _refuse_oneself(row, by=by)


def _refuse_oneself(row: RosterImport, *, by: User) -> None:
    own = deciders.barred_people(by, row.partner_id)
    rows = RosterLine.objects.of(row.partner_id).filter(taken=row, kind=RosterLine.Kind.CLAIM, person_id__in=own)
    rules.RosterNotOneself.require(not rows.exists())


def _require_last(row: RosterImport) -> None:
    later = RosterImport.objects.of(row.partner_id).filter(
        series=row.series, version__gt=row.version, state=RosterState.LOADED
    )
    newer = later.order_by("-version").first()
    if newer is not None:
        raise rules.NewerRosterFirst.broken(version=newer.version)


def _require_unread(row: RosterImport, lines: list[RosterLine]) -> None:
    sent = {one.monthly_input_id: one for one in lines if one.monthly_input_id is not None}
    read = inputs_read.read_by_runs(partner_id=row.partner_id, monthly_inputs=sent)
    if read:
        first = min((sent[one] for one in read), key=lambda one: one.row)
        what = f"{counted(len(read), 'claim stands', 'claims stand')} on payslips, the first of them {first.key}."
        raise rules.RosterNotRead.broken(what=what)
    for one in lines:
        if one.counts_leave and one.leave:
            run = found.ended_year(partner_id=row.partner_id, days=found.days_of(one))
            if run is not None:
                raise rules.RosterNotRead.broken(
                    what=f"its leave was counted when the leave year before {day(run.year_start)} ended."
                )
            return


def give_up(*, roster: UUID, message: str, by: User, at: datetime) -> None:
    """Note that a check came to nothing: the file is taken in again."""
    row = _lock(roster)
    if row.state != RosterState.CHECKING:
        return
    with dated.change(partner_id=row.partner_id, by=by, reason=f"{row} not checked"):
        RosterFault.objects.create(
            partner_id=row.partner_id, taken=row, message=message, remedy="Take the file in again."
        )
        row.state, row.n_faults, row.summary = RosterState.FAULTY, 1, message
        row.save()
        _event(row, AuditAction.IMPORT, {"state": "FAULTY", "message": message})
    sealedfiles.delete(path_of(row))


def found_days(row: RosterImport) -> DateRange:
    """Return the days that a file is about."""
    return DateRange(row.period.lower, row.period.upper)


def path_of(row: RosterImport) -> str:
    """Return where a file waits for its check."""
    return f"private/rosters/{row.uuid}.sealed"


def _lock(roster: UUID) -> RosterImport:
    row: RosterImport = (
        RosterImport.objects.select_related("legal_entity", "taken_by", "loaded_by")
        .select_for_update(of=("self",))
        .get(uuid=roster)
    )
    return row


def _words(row: RosterImport) -> str:
    rows = counted(row.n_rows, "row", "rows")
    if row.n_faults:
        return f"{counted(row.n_faults, 'fault', 'faults')} in {rows}: nothing can be loaded."
    if not row.n_new and not row.n_changed:
        return f"{rows}: loading them changes nothing."
    return f"{rows}: {number(row.n_new)} new, {number(row.n_changed)} changed, {number(row.n_same)} as before."


def _loaded_words(row: RosterImport) -> str:
    return (
        f"Loaded {counted(row.n_summaries, 'summary', 'summaries')} and "
        f"{counted(row.n_claims, 'claim', 'claims')}: {number(row.n_new)} new, {number(row.n_changed)} changed, "
        f"{number(row.n_same)} as before."
    )


def _counts(row: RosterImport) -> dict[str, Any]:
    counts = ("n_rows", "n_summaries", "n_claims", "n_new", "n_changed", "n_same", "n_faults")
    return {name: getattr(row, name) for name in counts} | {"state": str(row.state), "sha256": row.sha256}


def _event(row: RosterImport, action: AuditAction, changes: dict[str, Any]) -> None:
    label = f"{row}, {found.period_words(row)}"
    audit(action=action, object_type="hr_rosterimport", object_id=str(row.uuid), label=label, changes=changes)


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(sealedfiles.PIECE_BYTES):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
