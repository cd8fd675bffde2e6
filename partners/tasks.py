"""The base of tasks that work for one partner, and the app's own scheduled tasks."""

from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.utils import timezone

from partners import audit
from partners.models import User
from partners.operations import (
    change_clock,
    duties,
    invitations,
    list_files,
    lookers,
    messages,
    purges,
    sar_files,
    sessions,
)
from partners.scope import partner_scope

SECONDS_AT_MOST = 15 * 60


class PartnerTask(Task):  # type: ignore[type-arg]
    """Runs a task inside its partner's scope: one task, one transaction.

    Every such task takes `partner_id` and may take `actor_id`, for the audit trail.
    """

    abstract = True

    def __call__(self, *args: Any, partner_id: int, actor_id: int | None = None, **kwargs: Any) -> Any:
        with partner_scope(partner_id, actor_id=actor_id, reason=f"task {self.name}"):
            return super().__call__(*args, partner_id=partner_id, actor_id=actor_id, **kwargs)


@shared_task
def seal_audit(**_ignored: Any) -> None:
    """Chain the audit events that no seal covers yet."""
    audit.seal()


@shared_task
def check_audit(*, in_full: bool = False, **_ignored: Any) -> None:
    """Walk the audit trail's chain and keep the result for its page."""
    audit.check(in_full=in_full)


@shared_task
def check_duties(**_ignored: Any) -> None:
    """Look for people who hold two roles that check each other, at every partner."""
    duties.check_everywhere(at=timezone.now())


@shared_task
def expire_changes(**_ignored: Any) -> None:
    """Send late change requests up, and end those that nobody has decided in time, at every partner."""
    change_clock.everywhere(at=timezone.now())


@shared_task(base=PartnerTask)
def invite(*, partner_id: int, user_id: int, site: str, **_ignored: Any) -> None:
    """Send somebody new the way to choose a password."""
    invitations.send(partner_id=partner_id, user_id=user_id, site=site, at=timezone.now())


@shared_task(base=PartnerTask)
def deliver(*, partner_id: int, message_id: int, **_ignored: Any) -> None:
    """Send one message, unless its reader must not be written to."""
    messages.deliver(partner_id=partner_id, message_id=message_id, at=timezone.now())


@shared_task
def deliver_due(**_ignored: Any) -> None:
    """Send the messages whose time has come, at every partner."""
    messages.deliver_due(at=timezone.now())


@shared_task
def purge(*, partner_id: int, proposal: str, **_ignored: Any) -> None:
    """Erase what an approved proposal lists, a few items a transaction."""
    purges.execute(partner_id=partner_id, proposal=UUID(proposal), clock=timezone.now)


@shared_task
def resume_purges(**_ignored: Any) -> None:
    """Go on with erasures that a lost worker left behind, at every partner."""
    purges.resume(clock=timezone.now)


@shared_task
def forget_answers(**_ignored: Any) -> None:
    """Delete the bodies of answers to access requests that have expired, at every partner."""
    sar_files.forget_expired(at=timezone.now())


@shared_task(base=PartnerTask)
def begin_list(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark a long list as being laid out; its work is a transaction of its own that nobody sees until it ends."""
    list_files.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def lay_out_list(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Lay out a list that is too long for an answer."""
    list_files.make(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task
def forget_lists(**_ignored: Any) -> None:
    """Delete the bodies of lists that have expired, at every partner."""
    list_files.forget_expired(at=timezone.now())


@shared_task
def clear_sessions(**_ignored: Any) -> None:
    """Delete sessions that have ended."""
    sessions.clear()


@shared_task
def report_lookers(**_ignored: Any) -> None:
    """Put last month's report about who looked before each partner's data protection officer."""
    lookers.make_everywhere(at=timezone.now())
