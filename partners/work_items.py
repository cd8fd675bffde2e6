"""What the work list of the home page hears about access: people who hold two roles that check each other."""

from collections.abc import Iterator
from datetime import date

from partners.models import Partner, User
from partners.queries.duties import n_findings
from partners.registry import Urgency, WorkItem, register_work


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="partners.1 clashes of duties", permission="access.view", find=clashes_of_duties)


def clashes_of_duties(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find whether the check of duties has open findings."""
    n = n_findings(partner_id=partner.pk)
    if n:
        hint = "Somebody holds two roles that check each other: an access administrator ends one of them"
        href = f"/p/{partner.code}/partnership/access/"
        yield WorkItem("Duties that clash", href, count=n, hint=hint, urgency=Urgency.LATE)
