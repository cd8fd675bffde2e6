"""Whether people are in a pay run that is not released: then their records are not merged meanwhile."""

from collections.abc import Sequence

from hr import merge_obstacles
from payroll.models import RunMember
from payroll.states import RunState

UNDER_WAY = (RunState.DRAFT, RunState.CALCULATED, RunState.APPROVED)


def in_a_run(*, partner_id: int, people: Sequence[int]) -> str:
    """Name the first run under way that one of them is in. One query."""
    rows = RunMember.objects.of(partner_id).filter(person_id__in=people, run__state__in=UNDER_WAY)
    first = rows.select_related("run__period", "run__pay_group").order_by("run_id", "id").first()
    return f"One of the two is in a pay run that is not released: {first.run}" if first else ""


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    merge_obstacles.register(in_a_run)
