"""The kinds of change request about the post of a job (domain HR-02, HR-03, HR-07): a move, and a correction."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from hr import change_payloads_moves as payloads
from hr import rules_moves as move_rules
from hr.change_kinds import (
    COST_MOVES,
    COST_RISES,
    HR_MANAGER,
    LATER_WORDS,
    _attribute,
    _starts,
    apply_by,
    clean,
    job_of,
    of_team,
    subject_of,
    usual_steps,
)
from hr.models import Assignment, Post, PostHolding
from hr.operations import moves
from hr.operations.grading import Grading
from hr.operations.moves import Destination
from hr.queries import moves as queries
from partners.change_kinds import (
    OPEN,
    READ_CHANGES,
    ChangeKind,
    Figure,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)

PAY_FACTS = ("Paid by", "Pay")
"""What a move says about pay, which a line manager does not read."""


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


def _destination(given: dict[str, Any]) -> dict[str, Any]:
    """Gather where the job goes and what follows. :raises RuleBroken: GradingIsWhole, for half of a new grade."""
    grading = [given.pop(name) for name in ("kind", "grade", "spine_point", "evaluation")]
    is_whole = all(grading)
    move_rules.GradingIsWhole.require(is_whole or not any(grading))
    shares = given.pop("shares")
    to = Destination(
        **{name: given.pop(name) for name in ("post", "title", "location", "manager")},
        grading=Grading(**dict(zip(("kind", "grade", "spine_point", "evaluation"), grading, strict=True)))
        if is_whole
        else None,
        shares=None if shares is None else {UUID(centre): share for centre, share in shares.items()},
    )
    return {**given, "to": to}


def _job_of_holding(payload: Payload) -> Assignment:
    rows = PostHolding.objects.select_related("assignment__person", "assignment__partner", "assignment__post__org_unit")
    return of_team(rows.get(uuid=payload["row"]).assignment)


def _post(payload: Payload) -> Post:
    found: Post = Post.objects.get(uuid=payload["post"])
    return found


def _words(payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - a move has a day
    return queries.move_words(job_of(payload), on)


def _figures(payload: Payload, _partner_id: int, on: date) -> Sequence[Figure]:
    return queries.figures(job_of(payload), _post(payload), on)


def _steps(_payload: Payload, trial: Trial) -> list[StepNeeded]:
    """Ask the HR manager, and finance beside them when it costs more or another cost centre pays (domain HR-07)."""
    if any(effect.is_cost_rise for effect in trial.effects):
        return [HR_MANAGER, COST_RISES]
    moves_costs = trial.before.get(queries.COSTS) != trial.after.get(queries.COSTS)
    return [HR_MANAGER, COST_MOVES] if moves_costs else [HR_MANAGER]


def _again(payload: Payload) -> str:
    job = job_of(payload)
    ids = {"partner_code": job.partner.code, "person": job.person.uuid, "assignment": job.uuid}
    return reverse("hr:move", kwargs=ids) + f"?post={payload['post']}"


def _move_subject(payload: Payload) -> Subject:
    return subject_of(job_of, payload)


def _attribute_of(payload: Payload) -> str:
    return _attribute("post", payload)


MOVE = ChangeKind(
    audience=READ_CHANGES,
    code="hr.move",
    title="Move to another post",
    subject=_move_subject,
    clean=clean(payloads.MovePayload),
    starts=_starts,
    facts=_words,
    apply=apply_by(moves.move, payloads.MovePayload, _destination),
    steps=_steps,
    attribute=_attribute_of,
    choice="later",
    options=LATER_WORDS,
    revise=_again,
    propose=OPEN,
    pay_facts=PAY_FACTS,
    figures=_figures,
)


# --- the record was wrong ---------------------------------------------------------------------------------------------
def _holding(payload: Payload) -> PostHolding:
    rows = PostHolding.objects.select_related("post__role__staff_group", "post__org_unit")
    found: PostHolding = rows.get(uuid=payload["row"])
    return found


def _correction(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of the operation: what stood there is for the figures alone."""
    return {name: value for name, value in given.items() if name != "was"}


def _correction_words(payload: Payload, _on: date | None) -> Words:
    return queries.post_only(_holding(payload))


def _correction_starts(payload: Payload) -> date:
    first: date = _holding(payload).valid.lower
    return first


def _correction_subject(payload: Payload) -> Subject:
    return subject_of(_job_of_holding, payload)


def _correct_again(payload: Payload) -> str:
    job = _job_of_holding(payload)
    ids = {"partner_code": job.partner.code, "person": job.person.uuid, "held": payload["row"]}
    return reverse("hr:correct_post", kwargs=ids) + f"?post={payload['post']}"


def _correction_figures(payload: Payload, _partner_id: int, on: date) -> Sequence[Figure]:
    was = Post.objects.filter(uuid=payload["was"]).first() if payload.get("was") else None
    return queries.figures(_job_of_holding(payload), _post(payload), on, also=was)


CORRECT_POST = ChangeKind(
    audience=READ_CHANGES,
    code="hr.correct_post",
    title="Correct the recorded post",
    subject=_correction_subject,
    clean=clean(payloads.CorrectPostPayload),
    starts=_correction_starts,
    facts=_correction_words,
    apply=apply_by(moves.correct, payloads.CorrectPostPayload, _correction),
    steps=usual_steps,
    revise=_correct_again,
    figures=_correction_figures,
)
KINDS = (MOVE, CORRECT_POST)
