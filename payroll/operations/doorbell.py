"""Tell workers that a run has work. The message carries ids only; what is to be done stands in PostgreSQL."""

from functools import partial

from celery import current_app
from django.db import transaction

DRAIN = "payroll.tasks.drain"
POST = "payroll.tasks.post_to_ledger"
MOST_RINGS = 8


def ring(*, partner_id: int, run_id: int) -> None:
    """Ask one worker to work on the run. Ringing too often does no harm."""
    _send(DRAIN, partner_id=partner_id, run_id=run_id)


def post_on_commit(*, partner_id: int, run_id: int) -> None:
    """Have a released run put into the ledger once the release is committed. The sweep of the day tries again."""
    transaction.on_commit(partial(_send, POST, partner_id=partner_id, run_id=run_id), robust=True)


def _send(name: str, **ids: int) -> None:
    task = current_app.tasks.get(name)
    if task is None:  # a process that has not loaded the tasks knows them by name
        current_app.send_task(name, kwargs=ids)
    else:
        task.apply_async(kwargs=ids)


def ring_on_commit(*, partner_id: int, run_id: int, n_batches: int) -> None:
    """Ring for several workers once what they are to do is committed. A silent queue is rung again by the sweep."""
    for _ in range(min(n_batches, MOST_RINGS) or 1):
        transaction.on_commit(partial(ring, partner_id=partner_id, run_id=run_id), robust=True)
