"""Tell a worker that a change of bank account waits to be checked. The sweep makes good a lost ring."""

from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction

CHECK = "hr.tasks.check_bank_change"


def ring_on_commit(*, partner_id: int, change: UUID) -> None:
    """Ring once the change is committed."""
    transaction.on_commit(partial(_ring, partner_id, str(change)), robust=True)


def _ring(partner_id: int, change: str) -> None:
    task, wanted = current_app.tasks.get(CHECK), {"partner_id": partner_id, "bank_change": change}
    if task is None:  # a process that has not loaded the tasks knows them by name
        current_app.send_task(CHECK, kwargs=wanted)
    else:
        task.apply_async(kwargs=wanted)
