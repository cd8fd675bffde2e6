"""The tasks after a death: opened with its confirmation, settled one by one; nothing is settled by itself (HR-09)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hr.engine import death_tasks as engine
from hr.engine.death_tasks import TaskPlan
from hr.models import DeathCase, DeathEvent, DeathTask
from hr.operations.death_bars import require_stranger
from hr.queries import death_tasks as found
from hr.states import DEATH_TASK, DeathState, DeathTaskState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "task"
LONGEST = 200


class WordsMissing(DomainError):
    """The step needs words: why it is not needed, or who of the family agreed."""


class CaseIsOver(DomainError):
    """Nothing is done about a case that is not confirmed, or is closed."""


class StillToDo(DomainError):
    """A case is closed when everything is done, or known not to be needed."""


@transaction_required
def open_tasks(case: DeathCase, *, by: User, at: datetime) -> int:
    """Open what is to be done about a confirmed death, with the figures of the day; return how many are new."""
    return _open(case, engine.tasks_of(found.facts_of(case, today=timezone.localdate(at))))


@transaction_required
def drop_all(case: DeathCase) -> None:
    """Remove the tasks of a death that was a mistake: nothing of them was about the person."""
    DeathTask.objects.of(case.partner_id).filter(case=case).delete()


@transaction_required
def say_in_service(*, case: UUID, in_service: bool, note: str, by: User, at: datetime) -> DeathCase:
    """Say whether a death is related to the work; if it is, the Health and Safety Executive is told at once.

    :raises WordsMissing: without how it is known
    :raises CaseIsOver: unless the case is confirmed and open
    """
    row = _case(case, by)
    tidy = _words(note, "note", "Say how you know, and who said so.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason="related to the work or not"):
        row.in_service = in_service
        row.save(update_fields=["in_service"])
        if in_service:
            _open(row, engine.in_service_tasks(timezone.localdate(at)))
        asked = DeathTask.objects.of(row.partner_id).filter(case=row, code="in-service", state=DeathTaskState.OPEN)
        asked.update(state=DeathTaskState.DONE, note=tidy, settled_by=by, settled_at=at)
        words = "Related to the work" if in_service else "Not related to the work"
        _log(row, "in_service", f"{words}. {tidy}", by=by, at=at)
    return row


@transaction_required
def settle(*, task: UUID, action: str, note: str, consent: str, by: User, at: datetime) -> DeathTask:
    """Settle a task as done or as not needed, or open it again. `consent`: who of the family agreed, and when.

    :raises WordsMissing: without why it is not needed, or without the consent that it needs
    :raises CaseIsOver: unless the case is confirmed and open
    :raises WrongState: when the action does not fit
    :raises DeathTask.DoesNotExist: if there is none in scope
    """
    row: DeathTask = DeathTask.objects.select_for_update(of=("self",)).select_related("case").get(uuid=task)
    case = _case(row.case.uuid, by)
    state = DeathTaskState(next_state(DEATH_TASK, action, row.state, noun=NOUN))
    words, agreed = " ".join(note.split())[:LONGEST], " ".join(consent.split())[:LONGEST]
    if state == DeathTaskState.NOT_NEEDED and not words:
        raise WordsMissing("Say why it is not needed.", field="note")
    if state == DeathTaskState.DONE and row.needs_consent and not agreed:
        raise WordsMissing("The family is asked first: say who agreed, and when.", field="consent")
    is_open = state == DeathTaskState.OPEN
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or action):
        row.state, row.note, row.consent = state, words, "" if is_open else agreed
        row.settled_by, row.settled_at = (None, None) if is_open else (by, at)
        row.save(update_fields=["state", "note", "consent", "settled_by", "settled_at"])
        _log(case, f"task_{action}", f"{row.title}. {words}", by=by, at=at)
    return row


def require_done(case: DeathCase) -> None:
    """Make sure that a case may be closed. :raises StillToDo: while a task or a decision is open."""
    n = found.n_open(case)
    if n:
        raise StillToDo(
            "Something is still to be done, or to be decided about pay after the death.",
            remedy="Settle each task: done, or not needed and why.",
        )


def _case(case: UUID, by: User) -> DeathCase:
    row: DeathCase = DeathCase.objects.select_for_update(of=("self",)).get(uuid=case)
    if row.state not in {DeathState.CONFIRMED, DeathState.IN_SUPPORT, DeathState.SETTLING}:
        raise CaseIsOver("This is done once the death is confirmed, and until the case is closed.")
    require_stranger(row, by)
    return row


def _open(case: DeathCase, plans: Iterable[TaskPlan]) -> int:
    known = set(DeathTask.objects.of(case.partner_id).filter(case=case).values_list("code", flat=True))
    new = [plan for plan in plans if plan.code not in known]
    DeathTask.objects.bulk_create(
        DeathTask(
            partner_id=case.partner_id, case=case, code=plan.code, title=plan.title[:LONGEST], owner=plan.owner,
            due_on=plan.due_on, figure=plan.figure.amount if plan.figure else None,
            working=plan.figure.working[:LONGEST] if plan.figure else "", needs_consent=plan.needs_consent,
        )
        for plan in new
    )  # fmt: skip
    return len(new)


def _words(text: str, field: str, ask: str) -> str:
    tidy = " ".join(text.split())[:LONGEST]
    if not tidy:
        raise WordsMissing(ask, field=field)
    return tidy


def _log(case: DeathCase, action: str, note: str, *, by: User, at: datetime) -> None:
    DeathEvent.objects.create(
        partner_id=case.partner_id, case=case, action=action, by=by, at=at, note=note.strip()[:500]
    )
