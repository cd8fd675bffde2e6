"""End what of a job reaches past a last day, and put it back exactly: absences, leave, duties, what is paid on top."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core import serializers
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_leaving as leaving_rules
from hr.models import Assignment, AssignmentTerms
from hr.queries.absence_terms import facts_of
from hr.queries.days import ONE_DAY
from hr.queries.leave import rostered_hours
from hr.queries.leaving_open import KEPT, KINDS, OpenFact, open_facts
from partners.models import User
from sharedservices.common.formatting import day

GONE = "gone"
"""The first word of a line about a row that was taken out: [GONE, what, all of it]."""
NOTE = "The job ends before it"
"""What a booking of leave says that falls away."""
WITH_REVIEW = frozenset({"acting up", "honorarium", "market supplement"})
Line = list[Any]
MODELS: dict[str, Any] = {kind.what: kind.model for kind in KINDS}


def clear_way(job: Assignment, last_day: date) -> list[Line]:
    """Take out the terms that would have held again after a cover which the last day falls into."""
    facts = open_facts(assignment_ids=[job.pk], last_day=last_day, is_held=True)
    covers = [one for one in facts if one.kind.what == "acting up" and not one.begins_later]
    lines = []
    for cover in covers:
        rows = AssignmentTerms.objects.filter(assignment=job, valid__startswith=cover.row.valid.upper, acting=None)
        lines += [_take_out("terms", row) for row in rows.select_for_update(of=("self",)).order_by("id")]
    return lines


def close(
    job: Assignment, last_day: date, *, by: User, at: datetime, is_after_terms: bool, takes_out: bool = False
) -> list[Line]:
    """End open facts of a job with its last day; return what it takes to put them back, in order.

    A cover at the full grade stands in the terms: it ends `is_after_terms`, everything else before, as a pay element
    hangs on it. What begins later is cancelled when it falls away by itself; a duty that begins later is refused, or,
    with `takes_out`, taken out. Whoever is absent stays so until the last day has passed: see end_absences.

    :raises RuleBroken: LeavingIsLast
    """
    lines = []
    for one in open_facts(assignment_ids=[job.pk], last_day=last_day, is_held=True):
        if is_after_terms != (one.kind.what == "acting up" and one.row.honorarium_id is None):
            continue
        if one.is_running and not one.begins_later and not takes_out:
            continue
        if one.begins_later and not one.kind.falls_away:
            if not takes_out:
                raise leaving_rules.LeavingIsLast.broken(what=one.kind.words.lower(), later=one.row.valid.lower)
            lines.append(_take_out(one.kind.what, one.row))
        else:
            lines.append(_close_one(job, one, last_day, by=by, at=at))
    return lines


def end_absences(jobs: Iterable[Assignment], last_day: date, *, by: User, at: datetime) -> list[Line]:
    """End the absences that nobody has come back from, once the last day has passed; return how to put them back."""
    return [
        _close_one(one.row.assignment, one, last_day, by=by, at=at)
        for one in open_facts(assignment_ids=[job.pk for job in jobs], last_day=last_day, is_held=True)
        if one.is_running
    ]


def put_back(line: Line) -> None:
    """Put back one line. :raises RuleBroken: when the row is gone or says something else by now."""
    if line[0] == GONE:
        for one in serializers.deserialize("json", line[2]):
            one.save()
        return
    _kept, what, pk, words, _fate, changed = line
    row = MODELS[what].objects.select_for_update(of=("self",)).filter(pk=pk).first()
    stands = row is not None and all(_text(row, name) == after for name, (_before, after) in changed.items())
    leaving_rules.EndStillStands.require(stands, what=words)
    for name, (before, _after) in changed.items():
        field = row._meta.get_field(name)
        setattr(row, field.attname, None if before is None else field.to_python(before))
    row.save(update_fields=list(changed))


def _close_one(job: Assignment, one: OpenFact, last_day: date, *, by: User, at: datetime) -> Line:
    row, words = one.row, one.words
    new = _cancelled(one, by=by, at=at) if one.begins_later else {"valid": _until(row, last_day)}
    if one.kind.what == "leave booking" and not one.begins_later:
        hours = min(row.hours, rostered_hours(facts_of(job), row.valid.lower, last_day))
        new |= {"hours": hours, "hours_given_back": min(row.hours_given_back, hours)}
        if hours == 0:
            new = _cancelled(one, by=by, at=at)
    if one.kind.what == "absence" and not one.begins_later:
        new |= {"state": row.State.CLOSED, "hours_lost_last": None}
    if one.kind.what in WITH_REVIEW and row.review_on is not None:
        new["review_on"] = min(row.review_on, last_day)
    before = {name: _text(row, name) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    fate = f"Ends on {day(last_day)}" if "valid" in new else "Cancelled"
    changed = {name: [before[name], _text(row, name)] for name in new}
    return [KEPT, one.kind.what, row.pk, words, fate, changed]


def _cancelled(one: OpenFact, *, by: User, at: datetime) -> dict[str, Any]:
    """Return what cancels a row that falls away."""
    if one.kind.what == "family leave":
        return {"is_cancelled": True}
    found = {"state": one.row.State.CANCELLED}
    if one.kind.what == "leave booking":
        found |= {"decision_note": NOTE, "decided_by": by, "decided_human": by.human_id, "decided_at": at}
    return found


def _until(row: Any, last_day: date) -> DateRange:
    return DateRange(row.valid.lower, last_day + ONE_DAY)


def _take_out(what: str, row: Any) -> Line:
    whole = str(serializers.serialize("json", [row]))
    row.delete()
    return [GONE, what, whole]


def _text(row: Any, name: str) -> str | None:
    field = row._meta.get_field(name)
    return None if getattr(row, field.attname) is None else field.value_to_string(row)
