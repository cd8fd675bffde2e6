"""The block of a job about its increments: what was decided, and every step with its kind."""

from typing import Any

from hr.models import Assignment
from hr.queries import increment_words, pay_protection
from hr.queries.increments import of_job
from hr.queries.records import JobOnDay, PersonRecord
from hr.views.base import PeopleView
from hr.views.blocks import PAY, PROPOSE, Block, link
from sharedservices.common.formatting import day_short

HEADINGS = [{"label": one} for one in ("From", "What it is", "Old point", "New point", "Stands")]


def increments_block(view: PeopleView, record: PersonRecord, job: JobOnDay) -> list[Block]:
    """Return the block; nothing for whoever does not see pay, or a job that is on no point."""
    if not view.may(PAY):
        return []
    row = Assignment.objects.get(uuid=job.assignment)
    decisions, steps = of_job(row.pk)
    may = view.may(PROPOSE)
    lines: list[dict[str, Any]] = [
        {
            "key": one.get_kind_display(), "value": increment_words.decision(one), "hint": one.reason,
            "href": view.url("increment_decision_end", person=record.person, decision=one.uuid) if may else "",
            "action": "End", "context": one.get_kind_display().lower(),
        }
        for one in decisions if one.valid.upper is None or one.valid.upper > record.on
    ]  # fmt: skip
    ids = {"person": record.person, "assignment": job.assignment}
    cells: list[list[dict[str, Any]]] = [
        [
            {"text": day_short(one.due_on), "is_nowrap": True},
            {"text": one.get_kind_display()},
            {"text": one.from_point.code},
            {"text": one.to_point.code},
            {"text": "Undone" if one.undone_at else "Yes", "hint": one.undo_reason},
        ]
        for one in steps
    ]
    return [
        Block(
            title=f"Increments of job {job.number}",
            rows=lines or [{"key": "Decisions", "value": "None: increments come by the rule"}],
            actions=[link(view, "Decide on increments", "increment_decision", **ids)] if may else [],
            table=(cells, HEADINGS) if cells else ([], []),
            caption=f"Steps of job {job.number} in its grade",
        ),
        _protection(view, record, job, row.pk),
    ]


def _protection(view: PeopleView, record: PersonRecord, job: JobOnDay, assignment_id: int) -> Block:
    """Return what is protected or paid on top of a job, with its end."""
    protected, paid = pay_protection.of_job(assignment_id, record.on)
    may = view.may(PROPOSE)
    ends: list[tuple[str, str, Any, str, str]] = [
        ("Pay protection", pay_protection.protection(one), one, "end_protection", "protection") for one in protected
    ]
    ends += [("Market supplement", pay_protection.supplement(one), one, "end_supplement", "supplement") for one in paid]
    rows: list[dict[str, Any]] = [
        {
            "key": key, "value": words, "hint": one.reason, "action": "End", "context": f"{key.lower()} early",
            "href": view.url(route, **ids_of(record, name, one)) if may else "",
        }
        for key, words, one, route, name in ends
    ]  # fmt: skip
    ids = {"person": record.person, "assignment": job.assignment}
    wanted = (("Protect pay", "protect_pay"), ("Pay a market supplement", "pay_supplement"))
    return Block(
        title=f"Protected pay and supplements of job {job.number}",
        rows=rows or [{"key": "On top", "value": "None on this date"}],
        actions=[link(view, label, name, **ids) for label, name in wanted] if may else [],
    )


def ids_of(record: PersonRecord, name: str, row: Any) -> dict[str, Any]:
    """Return what the address of the page of a row names."""
    return {"person": record.person, name: row.uuid}
