"""Work on people that takes longer than a request."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hr.operations import forewarnings, import_checked, imports, sick_notices, versions
from partners.models import User
from partners.tasks import PartnerTask

SECONDS_AT_MOST = 840
"""Below the broker's visibility timeout: a message never comes again while its first reader is still at work."""


@shared_task(base=PartnerTask)
def begin_import(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark a people import as running; its work is a transaction of its own that nobody sees until it ends."""
    imports.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def import_people(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Check and load a people file that was handed in."""
    imports.run(job=UUID(job), by=User.objects.get(pk=actor_id), clock=timezone.now)


@shared_task
def forget_checked_files(**_ignored: Any) -> None:
    """Delete people files that were checked and not loaded within a day."""
    import_checked.forget_old(at=timezone.now())


@shared_task
def send_sick_pay_notices(**_ignored: Any) -> None:
    """Record the notices that are due four weeks and one week before sick pay goes down, at every partner."""
    sick_notices.send_due_everywhere(at=timezone.now())


@shared_task
def look_ahead(**_ignored: Any) -> None:
    """Work out what the next two pay periods hold for everybody at every partner, and tell whom it hurts."""
    forewarnings.look_ahead_everywhere(at=timezone.now())


@shared_task
def settle_organisation(**_ignored: Any) -> None:
    """Bring what units and posts say of today along with what was decided for it, at every partner."""
    versions.settle_everywhere(at=timezone.now())
