"""Tell a worker that a transfer has been signed: the partner that released it ends the employment.

That the transfer is signed stands in PostgreSQL; the sweep makes good a lost ring.
"""

from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction

COMPLETE = "hr.tasks.complete_transfer"


def ring_on_commit(*, partner_id: int, envelope: UUID) -> None:
    """Ring once the signature is committed: the work belongs to another partner’s scope."""
    transaction.on_commit(partial(_ring, partner_id, envelope), robust=True)


def _ring(partner_id: int, envelope: UUID) -> None:
    current_app.send_task(COMPLETE, kwargs={"partner_id": partner_id, "envelope": str(envelope)})
