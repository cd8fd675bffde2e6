"""What a line manager has to do when somebody of the team leaves, and who is to start there."""

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hr.models import LeavingTask, StarterCase, StarterGate
from hr.queries.starters import OPEN
from hr.queries.teams import is_of_team
from hr.states import LeavingState, LeavingTaskState
from partners.queries.holds import quiet

OVER = (LeavingState.CLOSED, LeavingState.WITHDRAWN)


def of_leavers(*, partner_id: int) -> "QuerySet[LeavingTask]":
    """Return the manager’s tasks of leavings that are under way, by due date. One query.

    They are read with the leaving, which the database shows for the team of the scope only.
    """
    rows: QuerySet[LeavingTask] = LeavingTask.objects.of(partner_id).filter(owner=LeavingTask.Owner.MANAGER)
    found = rows.exclude(leaving__state__in=OVER).select_related(
        "leaving__person", "leaving__assignment__post__org_unit"
    )
    return quiet(found, "leaving__person_id").order_by("due_on", "id")


def to_do(*, partner_id: int) -> list[LeavingTask]:
    """Return those that are open, without tasks of jobs in other teams."""
    rows = of_leavers(partner_id=partner_id).filter(state=LeavingTaskState.OPEN)
    return [one for one in rows if is_own(one)]


def is_own(task: LeavingTask) -> bool:
    """Tell whether a task is the team’s: the job that ends is in it, or the whole employment ends."""
    job = task.leaving.assignment
    return job is None or is_of_team(job)


def n_to_do(*, partner_id: int, on: date) -> tuple[int, int]:
    """Return how many are open, and how many of them are late."""
    rows = to_do(partner_id=partner_id)
    return len(rows), sum(one.due_on < on for one in rows)


def starters(*, partner_id: int) -> list[StarterCase]:
    """Return who is to start in the team, by first day, each with `n_missing` things that are missing. One query."""
    gates = StarterGate.objects.filter(partner_id=OuterRef("partner_id"), case_id=OuterRef("pk"))
    n = gates.filter(state=StarterGate.State.OPEN).order_by().values("case_id").annotate(n=Count("pk")).values("n")
    rows = quiet(StarterCase.objects.of(partner_id)).filter(state__in=OPEN).select_related("person")
    return list(rows.annotate(n_missing=Coalesce(Subquery(n), 0)).order_by("start_date", "id"))
