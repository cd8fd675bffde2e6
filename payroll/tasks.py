"""Doorbells: what there is to do stands in PostgreSQL. Drain and sweeps open their own scopes."""

from typing import Any

from celery import current_task, shared_task
from django.utils import timezone

from partners.tasks import PartnerTask
from payroll.operations import ledger, open_runs, pay_runs


@shared_task
def drain(*, partner_id: int, run_id: int, **_ignored: Any) -> None:
    """Work on a run until nothing is left or a minute is over."""
    worker = getattr(current_task.request, "hostname", None) or ""
    pay_runs.drain(partner_id=partner_id, run_id=run_id, now=timezone.now, worker=worker)


@shared_task
def sweep(**_ignored: Any) -> None:
    """Ring again for every run that is being calculated, in case a message or a worker was lost."""
    for partner_id, run_id in open_runs.find():
        pay_runs.ring(partner_id=partner_id, run_id=run_id)


@shared_task(base=PartnerTask)
def post_to_ledger(*, partner_id: int, run_id: int, **_ignored: Any) -> None:
    """Put a released run into the ledger, as far as the ledger takes it."""
    ledger.post_quietly(run_id=run_id, at=timezone.now(), today=timezone.localdate())


@shared_task
def sweep_ledger(**_ignored: Any) -> None:
    """Post what is not in the ledger yet, and the payments of runs whose pay date has come, at every partner."""
    ledger.sweep(at=timezone.now(), today=timezone.localdate())
