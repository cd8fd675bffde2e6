"""What beat rings for in finance, and work that takes longer than a request."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from finance.operations import bank_checks, extracts, feeder_job, ledger_check, plans, sampling
from partners.models import User
from partners.tasks import SECONDS_AT_MOST, PartnerTask


@shared_task
def check_commitments(**_ignored: Any) -> None:
    """Hold kept budgets and commitments against decisions, lines, events and open orders, at every partner."""
    ledger_check.everywhere(at=timezone.now())


@shared_task
def compare_banks(**_ignored: Any) -> None:
    """Compare every open bank account with the ledger, at every partner, and keep what the morning found."""
    bank_checks.everywhere(at=timezone.now())


@shared_task
def post_due_journals(**_ignored: Any) -> None:
    """Post the journals of plans and the reversals of accruals whose day has come, at every partner."""
    plans.everywhere(at=timezone.now())


@shared_task
def draw_samples(**_ignored: Any) -> None:
    """Draw the samples of months that are over, of journals posted without an approver, at every partner."""
    sampling.everywhere(at=timezone.now())


@shared_task(base=PartnerTask)
def begin_feeder(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark the landing of a feeder file as running; its work is a transaction that nobody sees until it ends."""
    feeder_job.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def land_feeder(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Land the rows of a feeder file."""
    feeder_job.run(job=UUID(job), by=User.objects.get(pk=actor_id), clock=timezone.now)


@shared_task(base=PartnerTask)
def begin_extract(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Mark an extract of a ledger as running; its work is a transaction that nobody sees until it ends."""
    extracts.begin(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())


@shared_task(base=PartnerTask, soft_time_limit=SECONDS_AT_MOST - 30, time_limit=SECONDS_AT_MOST)
def make_extract(*, partner_id: int, actor_id: int, job: str, **_ignored: Any) -> None:
    """Make an extract of a ledger."""
    extracts.run(job=UUID(job), by=User.objects.get(pk=actor_id), at=timezone.now())
