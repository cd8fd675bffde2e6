"""What HR cases ask of whoever names their officers, for the home page."""

from collections.abc import Iterator
from datetime import date

from hr.queries.case_officers import n_without
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem


def cases_without_officer(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the open cases whose officer has left, or no longer works on cases here."""
    if n := n_without(partner_id=partner.pk, on=on):
        title = "HR case that has no officer" if n == 1 else "HR cases that have no officer"
        hint = "Nobody takes them on. Name somebody: you see nothing of the case"
        href = f"/p/{partner.code}/cases/officers/?without=on"
        yield WorkItem(title, href, count=n, hint=hint, urgency=Urgency.LATE)
