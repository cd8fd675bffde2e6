"""Tell a worker that a message waits. What it says stands in PostgreSQL; the sweep makes good a lost ring."""

from functools import partial

from celery import current_app
from django.db import transaction

DELIVER = "partners.tasks.deliver"


def ring_on_commit(*, partner_id: int, message_id: int) -> None:
    """Ring once the message is committed."""
    transaction.on_commit(partial(_ring, partner_id, message_id), robust=True)


def _ring(partner_id: int, message_id: int) -> None:
    task, wanted = current_app.tasks.get(DELIVER), {"partner_id": partner_id, "message_id": message_id}
    if task is None:  # a process that has not loaded the tasks knows them by name
        current_app.send_task(DELIVER, kwargs=wanted)
    else:
        task.apply_async(kwargs=wanted)
