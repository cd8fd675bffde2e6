"""The kinds of change request about units, posts and the establishment (domain HR-01, HR-02)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.urls import reverse
from rest_framework.serializers import Serializer

from hr import change_payloads, organisation_payloads
from hr.change_kinds import HR_MANAGER, _starts, jsonable
from hr.models import Assignment, OrgUnit, Post
from hr.operations import establishment_modes, job_marks, posts, reorganisation, units
from hr.operations.units import NewUnit
from hr.queries import organisation_words as say
from hr.queries.establishment import establishment_figures
from hr.queries.reorganisation_words import step_words
from hr.states import PostState
from partners.change_kinds import (
    READ_CHANGES,
    ChangeKind,
    Figure,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
    register_measure,
)
from partners.models import Partner, User
from partners.scope import current_partner_ids

BUDGET = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="There is money for the post")
COST_RISES = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="The post costs more")
LOOSER = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="Posts may be filled otherwise")
EDIT = "establishment.edit"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)
    register_measure("hr.2 establishment", establishment_figures)


# --- what it is about -------------------------------------------------------------------------------------------------
def _partner() -> Partner:
    """Return the partner in scope: a change is made at one."""
    (pk,) = current_partner_ids()
    return Partner.objects.get(pk=pk)


def _href(name: str, **ids: Any) -> str:
    return reverse(f"hr:{name}", kwargs={"partner_code": _partner().code, **ids})


def _post(payload: Payload) -> Post:
    found: Post = Post.objects.select_related("role__grade").get(uuid=payload["post"])
    return found


def _unit(payload: Payload) -> OrgUnit:
    found: OrgUnit = OrgUnit.objects.get(uuid=payload["unit"])
    return found


def _job(payload: Payload) -> Assignment:
    found: Assignment = Assignment.objects.select_related("person", "post").get(uuid=payload["assignment"])
    return found


def _post_subject(payload: Payload) -> Subject:
    row = _post(payload)
    return Subject(words=f"Post {row.post_no}, {row.role.title}", href=_href("post", post=row.uuid))


def _unit_subject(payload: Payload) -> Subject:
    row = _unit(payload)
    return Subject(words=f"{row.name} ({row.code})", href=_href("unit", unit=row.uuid))


def _job_subject(payload: Payload) -> Subject:
    job = _job(payload)
    words = f"{job.person.display_name}, {job.title} ({job.number}), post {job.post.post_no}"
    return Subject(words=words, href=_href("person", person=job.person.uuid), person_id=job.person_id)


def _new_unit_subject(payload: Payload) -> Subject:
    return Subject(words=f"{payload['name']} ({payload['code']})", href=_href("org_chart"))


def _reorganisation_subject(payload: Payload) -> Subject:
    n = len(payload["steps"])
    return Subject(words=f"{n} step{'s' if n != 1 else ''}", href=_href("org_chart"))


def _mode_subject(payload: Payload) -> Subject:
    return Subject(words=_partner().name, href=_href("establishment"))


# --- what holds -------------------------------------------------------------------------------------------------------
def _post_facts(payload: Payload, on: date | None) -> Words:
    row = _post(payload)
    return say.post(row, max(on or row.valid.lower, row.valid.lower))


def _unit_facts(payload: Payload, on: date | None) -> Words:
    row = _unit(payload)
    return say.unit(row, on or row.valid.lower) | {"Kept off charts": "Yes" if row.is_confidential else "No"}


def _new_unit_facts(payload: Payload, on: date | None) -> Words:
    row = OrgUnit.objects.filter(code__iexact=payload["code"]).first()
    return {"Unit": "Not there yet"} if row is None or on is None else {"Unit": row.code, **say.unit(row, on)}


def _job_facts(payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - this kind has a day
    return say.job_mark(_job(payload), on)


def _mode_facts(_payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - this kind has a day
    return say.mode(_partner().pk, on)


def _steps_facts(payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - this kind has a day
    return step_words(partner_id=_partner().pk, payload=payload, on=on)


def _post_figures(payload: Payload, _partner_id: int, on: date) -> Sequence[Figure]:
    return say.post_figures(_post(payload), on)


# --- who approves -----------------------------------------------------------------------------------------------------
def _hr(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _hr_and_budget(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask the HR manager, and finance whether there is money (domain HR-02)."""
    return [HR_MANAGER, BUDGET]


def _when_it_costs(_payload: Payload, trial: Trial) -> list[StepNeeded]:
    moves = trial.before.get("Paid from") != trial.after.get("Paid from")
    rises = any(effect.is_cost_rise for effect in trial.effects)
    return [HR_MANAGER, COST_RISES] if rises or moves else [HR_MANAGER]


def _when_stated(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask finance beside HR for a reorganisation that changes what there is."""
    return [HR_MANAGER, COST_RISES] if payload["difference"] else [HR_MANAGER]


def _looser(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER, LOOSER]


# --- what makes it ----------------------------------------------------------------------------------------------------
Turn = Callable[[dict[str, Any]], dict[str, Any]]


def _apply(operation: Callable[..., object], shape: type[Serializer[Any]], turn: Turn, *, of_partner: bool) -> Any:
    def apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
        given = turn(change_payloads.read(shape, payload))
        if of_partner:
            given["partner_id"] = _partner().pk
        operation(**given, reason=reason, by=by, at=at)

    return apply


def _establish(*, post: Any, reason: str, by: User, at: datetime) -> None:
    """Establish a post; a draft that nobody has closed is closed on the way."""
    if posts.lock(post).state == PostState.DRAFT:
        posts.submit(post=post, by=by, at=at)
    posts.establish(post=post, reason=reason, by=by, at=at)


def _new_unit(given: dict[str, Any]) -> dict[str, Any]:
    start = given.pop("effective_from")
    return {"unit": NewUnit(**given), "effective_from": start}


def _clean(shape: type[Serializer[Any]], payload: Payload) -> dict[str, Any]:
    given = change_payloads.read(shape, payload)
    return {name: _listed(value) for name, value in given.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, list):
        return [jsonable(one) for one in value]
    return jsonable({"one": value})["one"]


def _no_day(_payload: Payload) -> None:
    return None


def _draft_starts(payload: Payload) -> date | None:
    """Return the first day of the post that a request would establish."""
    first: date = _post(payload).valid.lower
    return first


def _kind(  # noqa: PLR0913 - one argument for each thing that differs
    code: str,
    title: str,
    *,
    shape: str,
    operation: Callable[..., object],
    subject: Callable[[Payload], Subject],
    facts: Callable[[Payload, date | None], Words],
    steps: Any = _hr,
    starts: Callable[[Payload], date | None] = _starts,
    turn: Turn = dict,
    figures: Any = None,
    of_partner: bool = False,
    revise: Callable[[Payload], str] | None = None,
    affects_pay: bool = False,
) -> ChangeKind:
    given: type[Serializer[Any]] = getattr(organisation_payloads, shape)
    return ChangeKind(
        audience=READ_CHANGES,
        code=code,
        title=title,
        subject=subject,
        clean=partial(_clean, given),
        starts=starts,
        facts=facts,
        apply=_apply(operation, given, turn, of_partner=of_partner),
        steps=steps,
        propose=EDIT,
        affects_pay=affects_pay,
        revise=revise,
        figures=figures,
    )


def _form(route: str, name: str) -> Callable[[Payload], str]:
    return lambda payload: _href(route, **{name: payload[name]})


def _page(route: str) -> Callable[[Payload], str]:
    return lambda _payload: _href(route)


OF_POST: dict[str, Any] = {"subject": _post_subject, "facts": _post_facts}
OF_UNIT: dict[str, Any] = {"subject": _unit_subject, "facts": _unit_facts}
POST_ESTABLISH = _kind(
    "org.post_establish", "Establish a post", shape="OfPost", operation=_establish, steps=_hr_and_budget,
    starts=_draft_starts, revise=_form("post_establish", "post"), figures=_post_figures, **OF_POST,
)  # fmt: skip
POST_CHANGE = _kind(
    "org.post_change", "Change a post", shape="PostChangePayload", operation=posts.alter, steps=_when_it_costs,
    turn=organisation_payloads.post_terms, revise=_form("post_change", "post"), figures=_post_figures, **OF_POST,
)  # fmt: skip
POST_FREEZE = _kind(
    "org.post_freeze", "Freeze a post", shape="OfPost", operation=posts.freeze, starts=_no_day,
    revise=_form("post_freeze", "post"), **OF_POST,
)  # fmt: skip
POST_THAW = _kind(
    "org.post_thaw", "Thaw a post", shape="OfPost", operation=posts.thaw, starts=_no_day,
    revise=_form("post_thaw", "post"), **OF_POST,
)  # fmt: skip
POST_DELETE = _kind(
    "org.post_delete", "Delete a post", shape="PostDeletePayload", operation=posts.delete_post,
    revise=_form("post_delete", "post"), **OF_POST,
)  # fmt: skip
UNIT_CREATE = _kind(
    "org.unit_create", "Create a unit", shape="UnitCreatePayload", operation=units.create, turn=_new_unit,
    subject=_new_unit_subject, facts=_new_unit_facts, of_partner=True, revise=_page("unit_create"),
)  # fmt: skip
UNIT_CHANGE = _kind(
    "org.unit_change", "Change a unit", shape="UnitChangePayload", operation=units.alter,
    turn=organisation_payloads.unit_says, revise=_form("unit_change", "unit"), **OF_UNIT,
)  # fmt: skip
UNIT_CONCEAL = _kind(
    "org.unit_conceal", "Keep a unit off charts", shape="UnitConcealPayload", operation=units.conceal, starts=_no_day,
    revise=_form("unit_conceal", "unit"), **OF_UNIT,
)  # fmt: skip
UNIT_END = _kind(
    "org.unit_end", "End a unit", shape="UnitEndPayload", operation=units.end, revise=_form("unit_end", "unit"),
    **OF_UNIT,
)  # fmt: skip
REORGANISE = _kind(
    "org.reorganise", "Reorganise", shape="ReorganisePayload", operation=reorganisation.carry_out,
    turn=organisation_payloads.steps, subject=_reorganisation_subject, facts=_steps_facts, steps=_when_stated,
    of_partner=True, revise=_page("reorganise"),
)  # fmt: skip
JOB_COUNTS = _kind(
    "org.job_counts", "Change how a job counts", shape="JobMarkPayload", operation=job_marks.mark,
    subject=_job_subject, facts=_job_facts, affects_pay=True,
)  # fmt: skip
JOB_COUNTS_AGAIN = _kind(
    "org.job_counts_again", "Count a job again", shape="JobUnmarkPayload", operation=job_marks.unmark,
    subject=_job_subject, facts=_job_facts, affects_pay=True,
)  # fmt: skip
MODE = _kind(
    "org.mode", "Decide about over-establishment", shape="ModePayload", operation=establishment_modes.decide,
    subject=_mode_subject, facts=_mode_facts, steps=_looser, of_partner=True, revise=_page("establishment_mode"),
)  # fmt: skip
KINDS = (
    POST_ESTABLISH, POST_CHANGE, POST_FREEZE, POST_THAW, POST_DELETE, UNIT_CREATE, UNIT_CHANGE, UNIT_CONCEAL, UNIT_END,
    REORGANISE, JOB_COUNTS, JOB_COUNTS_AGAIN, MODE,
)  # fmt: skip
