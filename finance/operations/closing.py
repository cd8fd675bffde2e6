"""Closing a month: what is said of its tasks, the leave to close without, and the gates (domain FIN-03.3)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from finance import rules_closing as rules
from finance.models import ClosingCheck, ClosingOverride, ClosingStatement, Period, PeriodModule
from finance.queries import closing as found
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

SHORTEST, LONGEST, LONGEST_REASON = 5, 300, 500
CLOSES = frozenset({"close", "soft_close"})
Module = PeriodModule.Module


@transaction_required
def state(*, period: UUID, task: str, is_done: bool, words: str, by: User, at: datetime) -> ClosingStatement:
    """Say that a task which no figure proves is done, or take that back.

    :raises RuleBroken: for a task that the books prove or disprove, or without words
    :raises Period.DoesNotExist: if there is none in scope
    """
    where = Period.objects.select_related("legal_entity").get(uuid=period)
    told = " ".join(words.split())
    with partner_scope(where.partner_id, actor_id=by.pk, reason=f"{task}: {told}"[:200]):
        row = next((one for one in found.tasks(where) if one.code == task), None)
        rules.StatementSays.require(
            row is not None and row.may_state, field="task", why="Nobody says this by hand: the books show it",
            instead="Do what the checklist says is missing; the task is then done by itself.",
        )  # fmt: skip
        rules.StatementSays.require(
            SHORTEST <= len(told) <= LONGEST, why=f"Say it in {SHORTEST} to {LONGEST} characters",
            instead="Say what was done, or why there is nothing to do.",
        )  # fmt: skip
        made: ClosingStatement = ClosingStatement.objects.create(
            partner_id=where.partner_id, period=where, task=task, is_done=is_done, words=told, by=by, at=at
        )
    return made


@transaction_required
def override(
    *, period: UUID, modules: Iterable[str], reason: str, by: User, at: datetime
) -> list[ClosingOverride]:  # fmt: skip
    """Let parts of a period be closed once with tasks undone. Another person closes them.

    :raises RuleBroken: without a reason
    :raises Period.DoesNotExist: if there is none in scope
    """
    where = Period.objects.get(uuid=period)
    words = " ".join(reason.split())
    with partner_scope(where.partner_id, actor_id=by.pk, reason=words[:200]):
        rules.OverrideHasReason.require(
            SHORTEST <= len(words) <= LONGEST_REASON, shortest=SHORTEST, longest=LONGEST_REASON
        )
        return [
            ClosingOverride.objects.create(
                partner_id=where.partner_id, period=where, module=Module(module), reason=words, by=by,
                human=by.human_id, at=at,
            )
            for module in modules
        ]  # fmt: skip


def check(period: Period, modules: Collection[str], action: str, *, by: User, at: datetime) -> None:
    """Make sure that parts of a period may be closed, and write down how each task stood. In the scope, parts locked.

    :raises RuleBroken: when a task is undone and nobody else has let it be closed without
    """
    rows = found.tasks(period, together=modules)
    for module in modules:
        asked = found.of_module(rows, module, action=action)
        undone = [one for one in asked if not one.is_met]
        leave = found.override_for(period, module) if undone else None
        label = Module(module).label
        rules.TasksDone.require(
            not undone or leave is not None, module=label, period=str(period),
            undone="; ".join(f"“{one.title}” is open ({one.words.rstrip('.')})" for one in undone),
        )  # fmt: skip
        rules.AnotherCloses.require(leave is None or leave.human != by.human_id, module=label)
        ClosingCheck.objects.bulk_create(
            ClosingCheck(
                partner_id=period.partner_id, period=period, module=module, action=action, task=one.code,
                title=one.title[:160], is_met=one.is_met, words=one.words[:300],
                override=None if one.is_met else leave, by=by, at=at,
            )
            for one in asked
        )  # fmt: skip
