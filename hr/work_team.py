"""What the work list of a line manager hears about the team, beside what HR hears."""

from collections.abc import Iterator
from datetime import date

from hr.queries import team_tasks
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem


def team_to_do(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what a manager does when people of the team leave: equipment, keys, cards."""
    n, n_late = team_tasks.n_to_do(partner_id=partner.pk, on=on)
    if n:
        urgency = Urgency.LATE if n_late else Urgency.SOON
        hint = "Equipment, keys and cards to get back"
        yield WorkItem(
            "Somebody leaves your team", f"/p/{partner.code}/team/tasks/", count=n, hint=hint, urgency=urgency
        )
