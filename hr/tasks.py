"""Work on people that takes longer than a request."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hr.operations import (
    bank_checks,
    bulk_changes,
    claim_payments,
    death_alerts,
    forewarnings,
    identity,
    import_checked,
    imports,
    leave_year_end_job,
    leavings,
    migration_job,
    moves,
    particulars,
    pay_protection,
    person_checks,
    right_to_work,
    rosters_job,
    sick_notices,
    transfers,
    versions,
)
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


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def make_changes(*, partner_id: int, actor_id: int, job: str, change: str, **_ignored: Any) -> None:
    """Make an approved list of changes."""
    by = User.objects.get(pk=actor_id)
    bulk_changes.make(job=UUID(job), change=UUID(change), by=by, at=timezone.now())


@shared_task
def tend_claims(**_ignored: Any) -> None:
    """Send approved claims that waited for a pay period, and remind managers of those that wait, at every partner."""
    claim_payments.tend_everywhere(at=timezone.now())


@shared_task
def keep_titles_in_step(**_ignored: Any) -> None:
    """Write the job titles that begin today on the jobs, at every partner."""
    particulars.keep_titles_in_step_everywhere(at=timezone.now())


@shared_task
def keep_protection_in_step(**_ignored: Any) -> None:
    """Work out again what pay protection pays after increments, awards and changes of hours, at every partner."""
    pay_protection.keep_in_step_everywhere()


@shared_task(base=PartnerTask)
def begin_onboarding_load(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark the load of an extract as running; its work is a transaction of its own that nobody sees until it ends."""
    migration_job.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def onboarding_load(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Check or load an extract of a partner on its way in."""
    migration_job.run(job=UUID(job), by=User.objects.get(pk=actor_id), clock=timezone.now)


@shared_task(base=PartnerTask)
def begin_year_end(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark the end of a leave year as running; its work is a transaction of its own that nobody sees until it ends."""
    leave_year_end_job.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def end_leave_year(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Work out, carry over or take back what a leave year leaves."""
    leave_year_end_job.run(job=UUID(job), by=User.objects.get(pk=actor_id), clock=timezone.now)


@shared_task(base=PartnerTask)
def begin_roster(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark the work on a roster file as running; it is a transaction of its own that nobody sees until it ends."""
    rosters_job.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def work_on_roster(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Check or load a file of a rostering system."""
    rosters_job.run(job=UUID(job), by=User.objects.get(pk=actor_id), clock=timezone.now)


@shared_task
def forget_checked_files(**_ignored: Any) -> None:
    """Delete people files that were checked and not loaded within a day."""
    import_checked.forget_old(at=timezone.now())


@shared_task(base=PartnerTask)
def complete_transfer(*, partner_id: int, envelope: str, **_ignored: Any) -> None:
    """End the employment at the releasing partner, once the other has signed."""
    transfers.complete(partner_id=partner_id, envelope=UUID(envelope), at=timezone.now())


@shared_task
def complete_transfers(**_ignored: Any) -> None:
    """End what a lost ring left open: employments whose transfer was signed, at every partner."""
    transfers.complete_everywhere(at=timezone.now())


@shared_task
def leave_due(**_ignored: Any) -> None:
    """Say of everybody whose last day has passed that they have left, at every partner."""
    leavings.leave_due_everywhere(at=timezone.now())


@shared_task
def send_sick_pay_notices(**_ignored: Any) -> None:
    """Record the notices that are due four weeks and one week before sick pay goes down, at every partner."""
    sick_notices.send_due_everywhere(at=timezone.now())


@shared_task
def look_ahead(**_ignored: Any) -> None:
    """Work out what the next two pay periods hold for everybody at every partner, and tell whom it hurts."""
    forewarnings.look_ahead_everywhere(at=timezone.now())


@shared_task
def alert_pay_after_deaths(**_ignored: Any) -> None:
    """Write to whoever has to decide about pay after a death before the cut-off, at every partner."""
    death_alerts.alert_everywhere(at=timezone.now())


@shared_task(base=PartnerTask)
def check_bank_change(*, partner_id: int, bank_change: str, **_ignored: Any) -> None:
    """Look for signs of fraud in a change of bank account; one that was checked meanwhile is left alone."""
    bank_checks.check_if_waiting(change=UUID(bank_change), at=timezone.now())


@shared_task
def move_bank_changes(**_ignored: Any) -> None:
    """Check the changes of bank account that wait, and put in effect those whose day has come, at every partner."""
    bank_checks.move_everywhere(at=timezone.now())


@shared_task
def watch_right_to_work(**_ignored: Any) -> None:
    """Give the tasks before permissions to work end, and suspend where one has, at every partner."""
    right_to_work.watch_everywhere(at=timezone.now())


@shared_task
def watch_checks(**_ignored: Any) -> None:
    """Bar from duties whoever lacks what has run out and the duties may not be done without, at every partner."""
    person_checks.watch_everywhere(at=timezone.now())


@shared_task
def compare_identities(**_ignored: Any) -> None:
    """Compare National Insurance numbers across the partners, for the fraud officer of the partnership."""
    identity.compare_everywhere(at=timezone.now())


@shared_task
def settle_organisation(**_ignored: Any) -> None:
    """Bring what units, posts and jobs say of today along with what was decided for it, at every partner."""
    versions.settle_everywhere(at=timezone.now())
    moves.settle_everywhere(at=timezone.now())
