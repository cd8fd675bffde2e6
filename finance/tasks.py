"""What beat rings for in finance."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from finance.operations import ledger_check


@shared_task
def check_commitments(**_ignored: Any) -> None:
    """Hold kept budgets and commitments against decisions, lines, events and open orders, at every partner."""
    ledger_check.everywhere(at=timezone.now())
