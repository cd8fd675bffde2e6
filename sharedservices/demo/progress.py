"""Do each step of the seed once: a background job row says that it is done, in the transaction of the step itself.

A seed that was interrupted therefore continues where it stopped, and a complete one is recognised at once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from partners.models import BackgroundJob, Partner, User
from partners.operations import jobs
from partners.scope import partner_scope

KIND = "demonstration"
REASON = "Demonstration partnership"


def once(partner: Partner, label: str, work: Callable[[], dict[str, Any]], *, by: User, at: datetime) -> bool:
    """Do the work in a scope of the partner unless it is done already, and return whether it was done now."""
    with partner_scope(partner.pk, actor_id=by.pk, reason=REASON):
        if done(partner, label) is not None:
            return False
        job = jobs.start(partner_id=partner.pk, kind=KIND, label=label, by=by, at=at, n_total=1)
        jobs.begin(job_id=job.pk, at=at)
        jobs.finish(job_id=job.pk, at=at, result=work())
    return True


def done(partner: Partner, label: str) -> dict[str, Any] | None:
    """Return the result of a step that is done, or None."""
    with partner_scope(partner.pk):
        row = BackgroundJob.objects.filter(kind=KIND, label=label, state=BackgroundJob.State.DONE).first()
        return None if row is None else row.result
