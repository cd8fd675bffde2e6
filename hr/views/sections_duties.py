"""The blocks of a job about duties, place and contract: what holds, what may be proposed, how it came about."""

from typing import Any

from django.utils import timezone

from hr.facts import Fact
from hr.models import ActingUp, Assignment, FixedTerm, GradeDecision, JobParticulars, PostHolding
from hr.queries import duty_words
from hr.queries.days import last_day
from hr.queries.holdings import on_day
from hr.queries.records import JobOnDay, PersonRecord
from hr.views.base import PeopleView
from hr.views.blocks import PAY, PROPOSE, PROPOSE_WORK, Block, fact_table, link
from sharedservices.common.formatting import day_short

DUTIES = (
    ("Act up", "act_up"),
    ("Pay an honorarium", "honorarium"),
    ("Second to another organisation", "second_out"),
    ("Second from another organisation", "second_in"),
)
MOVE = ("Move to another post", "move")
PLACE = (("Change title, place or manager", "change_particulars"), ("Change place of work only", "change_location"))
CONTRACT = (("Change contract or its end", "change_contract"),)


def duty_blocks(view: PeopleView, record: PersonRecord, job: JobOnDay) -> list[Block]:
    """Return place, contract and duties of a job."""
    row = Assignment.objects.select_related("post").get(uuid=job.assignment)
    return [
        _posts(view, record, job),
        _place(view, record, job, row),
        _contract(view, record, job, row),
        _duties(view, record, job, row),
    ]


def _rows(words: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": label, "value": text} for label, text in words.items() if text]


def _actions(view: PeopleView, record: PersonRecord, job: JobOnDay, wanted: Any) -> list[dict[str, str]]:
    if not view.may(PROPOSE_WORK):
        return []
    return [link(view, label, name, person=record.person, assignment=job.assignment) for label, name in wanted]


def _posts(view: PeopleView, record: PersonRecord, job: JobOnDay) -> Block:
    """Return the post of the day, how it came about, and the way to another."""
    held = PostHolding.objects.filter(assignment__uuid=job.assignment).order_by("valid", "id")
    row = on_day(held, record.on)
    actions = (
        _actions(view, record, job, (MOVE,)) if job.last_day is None or job.last_day > timezone.localdate() else []
    )
    if view.may(PROPOSE) and row.valid.lower <= timezone.localdate():
        actions.append(link(view, "Correct the recorded post", "correct_post", person=record.person, held=row.uuid))
    return Block(
        title=f"Post of job {job.number}",
        rows=[{"key": "Post", "value": job.post_no, "hint": job.unit}],
        actions=actions,
        table=fact_table(view, record, Fact.POST, job.assignment, PROPOSE) if len(held) > 1 else ([], []),
        caption=f"Posts of job {job.number}",
    )


def _place(view: PeopleView, record: PersonRecord, job: JobOnDay, row: Assignment) -> Block:
    has_history = JobParticulars.objects.filter(assignment=row).exists()
    return Block(
        title=f"Title, place and manager of job {job.number}",
        rows=_rows(duty_words.particulars(row, record.on)),
        actions=_actions(view, record, job, PLACE),
        table=fact_table(view, record, Fact.PARTICULARS, job.assignment, PROPOSE) if has_history else ([], []),
        caption=f"Titles, places and managers of job {job.number}",
    )


def _contract(view: PeopleView, record: PersonRecord, job: JobOnDay, row: Assignment) -> Block:
    words = duty_words.contract(row, record.on)
    has_history = FixedTerm.objects.filter(assignment=row).exists()
    return Block(
        title=f"Contract of job {job.number}",
        rows=_rows({label: words[label] for label in ("Contract", "Contract ends", "Ground")}),
        actions=_actions(view, record, job, CONTRACT),
        table=fact_table(view, record, Fact.FIXED_TERM, job.assignment, PROPOSE) if has_history else ([], []),
        caption=f"Ends of the contract of job {job.number}",
    )


def _duties(view: PeopleView, record: PersonRecord, job: JobOnDay, row: Assignment) -> Block:
    words = duty_words.secondment(row, record.on)
    actions = _actions(view, record, job, DUTIES)
    cover = ActingUp.objects.filter(assignment=row, valid__contains=record.on).first()
    if view.may(PAY):
        acting = duty_words.acting(row, record.on)
        words = {label: acting[label] for label in list(acting)[:5]} | duty_words.honoraria(row, record.on) | words
    if cover is not None and view.may(PROPOSE_WORK):
        actions.append(link(view, "End acting up early", "end_acting", person=record.person, acting=cover.uuid))
    rows = _rows(words)
    return Block(
        title=f"Other duties in job {job.number}",
        rows=rows,
        missing="" if rows else "No acting up, honorarium or secondment on this date.",
        actions=actions,
        table=_log(row) if view.may(PAY) else ([], []),
        caption=f"Acting up and grade decisions in job {job.number}",
    )


def _log(row: Assignment) -> Any:
    """Return covers and grade decisions, the latest first."""
    covers = ActingUp.objects.filter(assignment=row).select_related("covered_post")
    graded = GradeDecision.objects.filter(assignment=row).select_related("grade", "spine_point")
    lines: list[Any] = [
        (one.valid.lower, last_day(one.valid), f"Acts up into {one.covered_post.post_no}", one.reason) for one in covers
    ]
    lines += [(one.effective_from, None, _graded(one), one.evaluation) for one in graded]
    cells = [
        [
            {"text": day_short(start), "is_nowrap": True},
            {"text": day_short(end) or "", "is_nowrap": True},
            {"text": what},
            {"text": why},
        ]
        for start, end, what, why in sorted(lines, key=lambda one: one[0], reverse=True)
    ]
    return (cells, [{"label": one} for one in ("From", "Last day", "What", "Why")]) if cells else ([], [])


def _graded(one: GradeDecision) -> str:
    return f"{one.get_kind_display()}: {one.grade.name}, point {one.spine_point.code}"
