"""Tell a worker that work waits. What there is to do stands in PostgreSQL; a sweep makes good a lost ring."""

from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction

DELIVER = "partners.tasks.deliver"


def ring_on_commit(*, partner_id: int, message_id: int) -> None:
    """Ring once the message is committed."""
    transaction.on_commit(partial(_ring, partner_id, message_id), robust=True)


def ring(task_name: str, **wanted: Any) -> None:
    """Ring a task of this app by its name."""
    task = current_app.tasks.get(task_name)
    if task is None:  # a process that has not loaded the tasks knows them by name
        current_app.send_task(task_name, kwargs=wanted)
    else:
        task.apply_async(kwargs=wanted)


def _ring(partner_id: int, message_id: int) -> None:
    ring(DELIVER, partner_id=partner_id, message_id=message_id)
