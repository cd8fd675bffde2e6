"""A list of changes as one request (domain HR-07): one content, approved as a whole, made as a whole or not at all."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from celery import signature
from django.db import transaction
from rest_framework import serializers

from hr.change_kinds import COST_MOVES, COST_RISES, HR_MANAGER
from hr.importing.bulk import MOST_ROWS, TEMPLATES, added_up
from hr.queries.working_time import ALL_JOBS
from partners import change_kinds
from partners.change_kinds import READ_CHANGES, ChangeKind, Effect, Figure, Payload, StepNeeded, Subject, Trial, Words
from partners.models import ChangeRequest, User
from partners.operations import jobs
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import counted, money, number

CODE, JOB_KIND, TASK = "hr.bulk", "hr.bulk_changes", "hr.tasks.make_changes"
LARGEST = 10
GROSS, COST = "Pay before deductions", "Cost to the employer"
SHOWN = (GROSS, COST, ALL_JOBS)
_step: ContextVar[Callable[[int, int], None] | None] = ContextVar("bulk_step", default=None)


class RowRefused(DomainError):
    """A row of a list cannot be made: then nothing of the list is."""

    def __init__(self, row: int, error: DomainError) -> None:
        super().__init__(f"Row {row}: {error}", field=error.field, remedy=error.remedy)
        self.row, self.error = row, error


class _Row(serializers.Serializer[Any]):
    row = serializers.IntegerField(min_value=1, max_value=1_000_000)
    payload = serializers.DictField()


class _List(serializers.Serializer[Any]):
    template = serializers.ChoiceField(choices=sorted(TEMPLATES))
    file = serializers.CharField(max_length=100, allow_blank=True, default="")
    rows = serializers.ListField(child=_Row(), allow_empty=False, max_length=MOST_ROWS)


@contextmanager
def reporting(step: Callable[[int, int], None]) -> Iterator[None]:
    """Let a worker follow the rows of the list that it makes: how many are made, of how many."""
    token = _step.set(step)
    try:
        yield
    finally:
        _step.reset(token)


def report() -> Callable[[int, int], None] | None:
    """Return what a worker follows the rows by; None in a trial."""
    return _step.get()


def kind_of(payload: Payload) -> ChangeKind:
    """Return the kind of each row."""
    return change_kinds.change_kind(TEMPLATES[payload["template"]].kind)


def _clean(payload: Payload) -> dict[str, Any]:
    shape = _List(data=dict(payload))
    shape.is_valid(raise_exception=True)
    given = shape.validated_data
    inner = change_kinds.change_kind(TEMPLATES[given["template"]].kind)
    rows = [{"row": one["row"], "payload": inner.clean(one["payload"])} for one in given["rows"]]
    return {"template": given["template"], "file": given["file"], "rows": rows}


def _starts(payload: Payload) -> date | None:
    days = [kind_of(payload).starts(one["payload"]) for one in payload["rows"]]
    return min((one for one in days if one is not None), default=None)


def _people(payload: Payload) -> list[int]:
    found = (kind_of(payload).subject(one["payload"]).person_id for one in payload["rows"])
    return sorted({one for one in found if one is not None})


def _subject(payload: Payload) -> Subject:
    what = TEMPLATES[payload["template"]].title
    return Subject(words=f"{what}: {counted(len(payload['rows']), 'job', 'jobs')}", href="")


def _facts(payload: Payload, _on: date | None) -> Words:
    """Say for each row whose job it is and what holds from its own day on."""
    kind = kind_of(payload)
    found: Words = {}
    for one in payload["rows"]:
        inner = one["payload"]
        said = kind.facts(inner, kind.starts(inner))
        text = "; ".join(f"{label}: {words}" for label, words in said.items() if words)
        found[f"Row {one['row']}: {kind.subject(inner).words}"] = text
    return found


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    """Make every row. :raises RowRefused: at the first that its operation refuses."""
    kind, rows, step = kind_of(payload), payload["rows"], _step.get()
    for place, one in enumerate(rows, start=1):
        try:
            kind.apply(one["payload"], reason=reason, by=by, at=at)
        except DomainError as error:
            raise RowRefused(one["row"], error) from error
        if step is not None:
            step(place, len(rows))


def _figures(payload: Payload, partner_id: int, on: date) -> list[Figure]:
    """Return pay, cost and hours over all jobs of every person of the list by name, as of the list's first day."""
    names = {kind_of(payload).subject(one["payload"]).person_id: one for one in payload["rows"]}
    found: list[Figure] = []
    for person_id, one in names.items():
        if person_id is None:
            continue
        who = kind_of(payload).subject(one["payload"]).words
        for figure in change_kinds.measured(partner_id=partner_id, person_id=person_id, on=on):
            what = next((one for one in SHOWN if figure.label.startswith(one)), None)
            if what is not None:
                found.append(replace(figure, label=f"{what}, {who}"))
    places = kind_of(payload).figures
    if places is None:
        return found
    seen = {one.label: one for row in payload["rows"] for one in places(row["payload"], partner_id, on)}
    return [*found, *seen.values()]


def summarise(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> list[Effect]:
    """Return the sums of pay and cost a period, whose hours become too many, and the ten whose cost moves most."""
    moved = {
        label: (old, after[label])
        for label, old in before.items()
        if label in after and old.value is not None and after[label].value not in {None, old.value}
    }
    unknown = [label for label, old in before.items() if old.value is None or label not in after]
    found = [_sum(what, before, after) for what in (GROSS, COST)]
    costs = sorted(
        ((label, old, new) for label, (old, new) in moved.items() if label.startswith(COST)),
        key=lambda one: abs((one[2].value or Decimal(0)) - (one[1].value or Decimal(0))), reverse=True,
    )  # fmt: skip
    found.append(Effect(label="People whose cost moves", before="", after=str(len(costs))))
    if unknown:
        words = counted(len(unknown), "figure", "figures")
        found.append(Effect(label="Cannot be worked out", before="", after=words, is_cost_rise=True))
    found += [*_too_many_hours(moved), *_places(before, after)]
    return found + [Effect(label=label, before=old.words, after=new.words) for label, old, new in costs[:LARGEST]]


def _too_many_hours(moved: Mapping[str, tuple[Figure, Figure]]) -> list[Effect]:
    """Return those whose hours over all jobs rise above what the law allows without more (domain HR-03).

    Everybody at whom HR looks first stands here by name; of the others ten do.
    """
    risen = [
        (label, old, new) for label, (old, new) in moved.items()
        if label.startswith(ALL_JOBS) and (new.value or 0) > (old.value or 0) and new.words != number(new.value)
    ]  # fmt: skip
    shown = sorted(risen, key=lambda one: not one[2].look)
    most = max(LARGEST, sum(bool(new.look) for _label, _old, new in risen))
    effects = [
        Effect(label=label, before=old.words, after=new.words, is_open=True, look=new.look)
        for label, old, new in shown[:most]
    ]
    more = len(risen) - len(effects)
    return effects + ([Effect(label=f"{ALL_JOBS}: others above the limit", before="", after=str(more))] if more else [])


def _sum(what: str, before: Mapping[str, Figure], after: Mapping[str, Figure]) -> Effect:
    old, new = (
        sum((one.value or Decimal(0) for label, one in side.items() if label.startswith(what)), Decimal(0))
        for side in (before, after)
    )
    return Effect(label=f"{what}, all", before=money(old), after=money(new), is_cost_rise=what == COST and new > old)


def _places(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> list[Effect]:
    """Return what a list of moves does to the establishment of the posts that it leaves and fills."""
    moved = ((label, old, after.get(label)) for label, old in before.items() if not label.startswith(SHOWN))
    return [
        Effect(label=label, before=old.words, after=new.words, is_open=old.is_open, look=new.look)
        for label, old, new in moved
        if new is not None and (old.value, old.words) != (new.value, new.words)
    ]


def _notes(payload: Payload) -> list[tuple[str, str]]:
    """Say the control totals of the list: its rows, and what its amounts add up to."""
    template, rows = TEMPLATES[payload["template"]], payload["rows"]
    total = added_up(template, rows)
    said = [("Rows", str(len(rows)))]
    return said if total is None else [*said, ("Amounts add up to", money(total))]


def _steps(payload: Payload, found: Trial) -> list[StepNeeded]:
    if payload["template"] == "costs":
        return [HR_MANAGER, COST_MOVES]
    return [HR_MANAGER, COST_RISES] if any(one.is_cost_rise for one in found.effects) else [HR_MANAGER]


def start(row: ChangeRequest, *, by: User, at: datetime) -> None:
    """Leave the list to a worker, with a job that shows how far it is."""
    n_rows = len(row.payload["rows"])
    job = jobs.start(partner_id=row.partner_id, kind=JOB_KIND, label=str(row), by=by, at=at, n_total=n_rows)
    ids = {"partner_id": row.partner_id, "actor_id": by.pk, "job": str(job.uuid), "change": str(row.uuid)}
    transaction.on_commit(lambda: signature(TASK, kwargs=ids).apply_async())


BULK = ChangeKind(
    audience=READ_CHANGES,
    code=CODE,
    title="Changes by file",
    subject=_subject,
    clean=_clean,
    starts=_starts,
    facts=_facts,
    apply=_apply,
    steps=_steps,
    people=_people,
    figures=_figures,
    notes=_notes,
    summarise=summarise,
    in_background=True,
    start=start,
)


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    change_kinds.register_change_kind(BULK)
