"""What the records say of the rows of a roster file: is there such a job, is it paid twice, has a run read it already.

It is asked when a file is checked, and again when it is loaded.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from hr import inputs_read
from hr.importing.rosters import RosterRow
from hr.models import (
    AbsenceRecord,
    Assignment,
    ClaimLine,
    ClaimType,
    LeaveBooking,
    RosterImport,
    RosterLine,
)
from hr.queries import rosters as found
from hr.queries.absence_terms import job_facts
from hr.queries.days import ONE_DAY
from hr.queries.import_reference import covert_people
from hr.queries.leave import LIVE, leave_year
from hr.states import OPEN_CLAIMS, AbsenceState
from partners.models import CommunicationsHold
from partners.queries.holds import ON_HOLD
from sharedservices.common.formatting import day

AT_ONCE = 2_000
Kind = RosterLine.Kind
Report = Callable[[int, str, str, str, str], None]
"""row, column, message, what to do, value."""


class Fault(NamedTuple):
    """What is wrong with a row, and what to do."""

    row: int
    column: str
    message: str
    remedy: str
    value: str = ""


# --- whose rows they are ----------------------------------------------------------------------------------------------
def resolve(taken: RosterImport, rows: Sequence[RosterRow], *, report: Report) -> list[RosterLine]:
    """Return the rows of jobs of the employer; report the others. Three queries, one more for every 2,000 jobs."""
    jobs = _jobs(taken.partner_id, {one.job for one in rows})
    hidden = covert_people(partner_id=taken.partner_id)
    kinds = _kinds(taken.partner_id)
    lines = []
    for one in rows:
        job = jobs.get(one.job.casefold())
        if job is None or job.person_id in hidden:
            report(one.number, "job_number", "There is no job with this number.", "Check the number.", one.job)
        elif job.employment.legal_entity_id != taken.legal_entity_id:
            what = f"This job is not one of {taken.legal_entity.legal_name}."
            report(one.number, "job_number", what, "Send it in the file of its employer.", one.job)
        elif (line := _line(taken, one, job, kinds, report)) is not None:
            lines.append(line)
    return lines


def _jobs(partner_id: int, numbers: Collection[str]) -> dict[str, Assignment]:
    wanted, jobs = sorted(numbers), {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Assignment.objects.of(partner_id).filter(number__in=wanted[start : start + AT_ONCE])
        jobs.update({one.number.casefold(): one for one in rows.select_related("employment").order_by("id")})
    return jobs


def _kinds(partner_id: int) -> Mapping[str, list[ClaimType]]:
    kinds: dict[str, list[ClaimType]] = defaultdict(list)
    for one in ClaimType.objects.of(partner_id).filter(use=ClaimType.Use.HOURS).order_by("valid", "id"):
        kinds[one.name.casefold()].append(one)
    return kinds


def _line(
    taken: RosterImport, one: RosterRow, job: Assignment, kinds: Mapping[str, list[ClaimType]], report: Report
) -> RosterLine | None:
    values: dict[str, Any] = dict(one.values)
    if one.kind == Kind.CLAIM:
        on = one.days.start
        kind = next((k for k in kinds.get(one.claim_kind.casefold(), ()) if on in k.valid), None)
        if kind is None:
            known = sorted({k.name for some in kinds.values() for k in some if on in k.valid})
            remedy = f"Known for that day: {', '.join(known)}." if known else "Set up a kind of claim for hours first."
            report(one.number, "claim_kind", f"This kind cannot be claimed for {day(on)}.", remedy, one.claim_kind)
            return None
        values |= {"claim_type": kind, "worked_span": DateTimeTZRange(*values["worked_span"])}
    else:
        values["counts_leave"] = taken.keeps_leave and bool(values["leave"])
    return RosterLine(
        partner_id=taken.partner_id, taken=taken, system=taken.system, row=one.number, kind=one.kind, key=one.key,
        person_id=job.person_id, employment_id=job.employment_id, assignment=job, digest=one.digest,
        valid=DbRange(one.days.start, one.days.end), **values,
    )  # fmt: skip


# --- what stands in the way -------------------------------------------------------------------------------------------
def conflicts(taken: RosterImport, lines: Sequence[RosterLine], *, barred: Collection[int]) -> Iterator[Fault]:
    """Yield what is wrong with rows by the records as they are now. `barred`: people whose pay another takes in."""
    there = found.in_force(partner_id=taken.partner_id, series=taken.series)
    claims = [one for one in lines if one.kind == Kind.CLAIM]
    summaries = [one for one in lines if one.kind == Kind.SUMMARY]
    yield from _outside_the_job(lines)
    yield from _about_people(taken.partner_id, claims, barred)
    yield from _paid_already(taken, claims, there)
    live = [one for one in claims if not one.is_cancelled]
    yield from _claimed_here(taken.partner_id, live)
    yield from _claimed_elsewhere(taken, live)
    yield from _away(taken.partner_id, live)
    yield from _told_elsewhere(taken, summaries)
    yield from _leave(taken, summaries, there)


def _outside_the_job(lines: Iterable[RosterLine]) -> Iterator[Fault]:
    for one in lines:
        held = one.assignment.valid
        if one.valid.lower < held.lower:
            message, remedy = f"The job begins on {day(held.lower)}.", "Give that as the first day, or check the job."
            yield Fault(one.row, _first(one), message, remedy)
        elif held.upper is not None and one.valid.upper > held.upper:
            last = day(held.upper - ONE_DAY)
            yield Fault(one.row, _first(one, "last_day"), f"The job ends on {last}.", "Give that as the last day.")


def _first(one: RosterLine, column: str = "first_day") -> str:
    return column if one.kind == Kind.SUMMARY else "worked_from"


def _about_people(partner_id: int, claims: Sequence[RosterLine], barred: Collection[int]) -> Iterator[Fault]:
    people = {one.person_id for one in claims}
    held = CommunicationsHold.objects.of(partner_id).filter(person_id__in=people, lifted_at=None)
    on_hold = set(held.values_list("person_id", flat=True))
    for one in claims:
        if one.person_id in on_hold:
            yield Fault(
                one.row, "job_number", f"{ON_HOLD}.", "Leave this claim out; the case officer decides about it."
            )
        elif one.person_id in barred:
            message = "This is a claim of whoever takes the file in, or of somebody to whom they are declared close."
            yield Fault(one.row, "job_number", message, "Have a colleague take the file in.")


def _paid_already(
    taken: RosterImport, claims: Sequence[RosterLine], there: Mapping[found.Key, list[RosterLine]]
) -> Iterator[Fault]:
    """Yield claims that change what a run has read, that were sent with another period, or cancel what is not there."""
    sent = {one.monthly_input_id for rows in there.values() for one in rows if one.monthly_input_id is not None}
    read = inputs_read.read_by_runs(partner_id=taken.partner_id, monthly_inputs=sent)
    others = RosterLine.objects.of(taken.partner_id).filter(
        kind=Kind.CLAIM, key__in={one.key for one in claims}, in_force=True, system__iexact=taken.system,
        taken__legal_entity=taken.legal_entity_id,
    )  # fmt: skip
    elsewhere = {one.key: one.taken for one in others.exclude(taken__series=taken.series).select_related("taken")}
    for one in claims:
        before = next(iter(there.get((one.kind, one.key), ())), None)
        if one.key in elsewhere:
            span = found.period_words(elsewhere[one.key])
            message = f"This claim came with the file for {span}."
            yield Fault(one.row, "claim_reference", message, "Correct it in that file, or give it another reference.")
        elif before is None and one.is_cancelled:
            message = "There is no claim with this reference that counts."
            yield Fault(one.row, "claim_status", message, "Leave the row out.")
        elif before is not None and before.digest != one.digest and before.monthly_input_id in read:
            message = "A pay run has this claim already: it stands on a payslip."
            remedy = "Leave the row out, and send the difference as a claim of its own."
            yield Fault(one.row, "claim_reference", message, remedy)


def _claimed_here(partner_id: int, claims: Sequence[RosterLine]) -> Iterator[Fault]:
    """Yield claims whose hours somebody has claimed here."""
    rows = ClaimLine.objects.of(partner_id).filter(
        person_id__in={one.person_id for one in claims}, counts=True, worked__isnull=False
    )
    by_person: dict[int, list[ClaimLine]] = defaultdict(list)
    for line in rows.exclude(claim__state__in=OPEN_CLAIMS).select_related("claim").order_by("id"):
        by_person[line.person_id].append(line)
    for one in claims:
        for line in by_person[one.person_id]:
            if _share(line.worked, one.worked_span):
                message = f"Claim {line.claim} asks here for some of the same hours."
                yield Fault(one.row, "worked_from", message, "Have one of the two claims stopped.")
                break


def _claimed_elsewhere(taken: RosterImport, claims: Sequence[RosterLine]) -> Iterator[Fault]:
    """Yield claims that share time with another one of the file, or of another file that counts."""
    keys = {one.key for one in claims}
    rows = RosterLine.objects.of(taken.partner_id).filter(
        person_id__in={one.person_id for one in claims}, kind=Kind.CLAIM, in_force=True, is_cancelled=False
    )
    by_person: dict[int, list[RosterLine]] = defaultdict(list)
    for line in rows.exclude(taken__series=taken.series, key__in=keys).order_by("id"):
        by_person[line.person_id].append(line)
    mine: dict[int, list[RosterLine]] = defaultdict(list)
    for one in claims:
        mine[one.person_id].append(one)
    for person, own in mine.items():
        ordered = sorted(own, key=lambda one: (one.worked_span.lower, one.row))
        for first, second in pairwise(ordered):
            if _share(first.worked_span, second.worked_span):
                message = f"Row {first.row} claims some of the same hours."
                yield Fault(second.row, "worked_from", message, "Keep one, or correct the times.")
        for one in ordered:
            other = next((line for line in by_person[person] if _share(line.worked_span, one.worked_span)), None)
            if other is not None:
                message = f"{other.system} {other.key} claims some of the same hours."
                yield Fault(one.row, "worked_from", message, "Have one of the two cancelled in the rostering system.")


def _share(one: Any, other: Any) -> bool:
    return bool(max(one.lower, other.lower) < min(one.upper, other.upper))


def _away(partner_id: int, claims: Sequence[RosterLine]) -> Iterator[Fault]:
    """Yield claims for whole days of a recorded absence."""
    rows = AbsenceRecord.objects.of(partner_id).filter(person_id__in={one.person_id for one in claims})
    by_person: dict[int, list[AbsenceRecord]] = defaultdict(list)
    for record in rows.exclude(state=AbsenceState.CANCELLED).order_by("id"):
        by_person[record.person_id].append(record)
    for one in claims:
        on = one.valid.lower
        record = next((each for each in by_person[one.person_id] if _misses_all_of(each, on)), None)
        if record is not None:
            message = f"The record says that they were away on {day(on)}: {record.get_kind_display().lower()}."
            yield Fault(one.row, "worked_from", message, "Check the day, or have the absence put right first.")


def _misses_all_of(record: AbsenceRecord, on: date) -> bool:
    if on not in record.valid:
        return False
    is_first = record.valid.lower == on and record.hours_lost_first is not None
    is_last = (
        record.valid.upper is not None and (record.valid.upper - on).days == 1 and record.hours_lost_last is not None
    )
    return not (is_first or is_last)


def _told_elsewhere(taken: RosterImport, summaries: Sequence[RosterLine]) -> Iterator[Fault]:
    """Yield summaries of days about which another file that counts tells."""
    rows = RosterLine.objects.of(taken.partner_id).filter(
        assignment_id__in={one.assignment_id for one in summaries}, kind=Kind.SUMMARY, in_force=True,
        valid__overlap=taken.period,
    )  # fmt: skip
    by_job: dict[int, list[RosterLine]] = defaultdict(list)
    for line in rows.exclude(taken__series=taken.series).order_by("id"):
        by_job[line.assignment_id].append(line)
    for one in summaries:
        other = next((line for line in by_job[one.assignment_id] if _share(line.valid, one.valid)), None)
        if other is not None:
            days = found.days_of(other)
            message = f"{other.system} has told of this job from {day(days.start)} to {day(days.last_day)}."
            yield Fault(
                one.row, "first_day", message, "Hours count once: leave the row out, or withdraw the other file."
            )


def _leave(
    taken: RosterImport, summaries: Sequence[RosterLine], there: Mapping[found.Key, list[RosterLine]]
) -> Iterator[Fault]:
    """Yield leave over the end of a leave year, booked here as well, or that the end of a leave year has read."""
    with_leave = [one for one in summaries if one.counts_leave]
    facts = job_facts(partner_id=taken.partner_id, assignment_ids={one.assignment_id for one in with_leave})
    rows = LeaveBooking.objects.of(taken.partner_id).filter(
        assignment_id__in=list(facts), state__in=LIVE, valid__overlap=taken.period
    )
    booked: dict[int, list[LeaveBooking]] = defaultdict(list)
    for row in rows.order_by("id"):
        booked[row.assignment_id].append(row)
    for one in with_leave:
        days, job = found.days_of(one), facts[one.assignment_id]
        year = leave_year(job, days.start)
        if year is not None and days.last_day not in year:
            message = f"A leave year ends on {day(year.last_day)}, within these days."
            yield Fault(one.row, "leave_hours", message, "Divide the row there, with the leave of each part.")
        other = next((row for row in booked[one.assignment_id] if _share_days(row, one)), None)
        if other is not None:
            message = f"Leave from {day(other.valid.lower)} is asked for or booked here as well."
            yield Fault(one.row, "leave_hours", message, "Have the booking here cancelled: the hours count once.")
    yield from _leave_read(taken, summaries, there)


def _share_days(row: LeaveBooking, one: RosterLine) -> bool:
    return bool(row.valid.lower < one.valid.upper and (row.valid.upper is None or row.valid.upper > one.valid.lower))


def _leave_read(
    taken: RosterImport, summaries: Sequence[RosterLine], there: Mapping[found.Key, list[RosterLine]]
) -> Iterator[Fault]:
    for (_kind, key), rows in found.by_key(summaries).items():
        before = there.get((Kind.SUMMARY, key), [])
        if _hours(before) == _hours(rows):
            continue
        run = found.ended_year(partner_id=taken.partner_id, days=found.days_of(rows[0]))
        if run is not None:
            message = f"The leave year before {day(run.year_start)} has ended: its leave was counted."
            yield Fault(rows[0].row, "leave_hours", message, "Undo the year end first, or leave the row out.")


def _hours(rows: Iterable[RosterLine]) -> Decimal:
    return sum((one.leave or Decimal(0) for one in rows if one.counts_leave), Decimal(0))
