"""The notices before sick pay goes down: four weeks and one week ahead, recorded by the nightly task.

A notice stands as a row that the person reads under "My sickness" and that managers and HR find on their work list.
What leaves the building is the message gateway's business.
"""

from datetime import date, datetime

from django.utils import timezone

from hr.models import StepDownNotice
from hr.queries.sick_pay import Forecast, Step, open_forecasts
from partners.models import Partner
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required


def send_due_everywhere(*, at: datetime) -> int:
    """Record the notices that are due at every partner, each in a scope of its own; return how many."""
    n_sent = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="notices before sick pay goes down"):
            n_sent += send_due(partner_id=partner_id, at=at)
    return n_sent


@transaction_required
def send_due(*, partner_id: int, at: datetime) -> int:
    """Record the notices that are due at a partner; return how many. Safe to run twice."""
    today = timezone.localdate(at)
    found = open_forecasts(partner_id=partner_id)
    return sum(_send(one, step, today) for one in found for step in one.steps)


def _send(one: Forecast, step: Step, today: date) -> int:
    """Record the notice of a step that is due, and return 1; 0 when none is."""
    record = one.record
    if step.first_is_due(today):
        _row, is_new = StepDownNotice.objects.get_or_create(
            partner_id=record.partner_id,
            absence=record,
            step_on=step.step.on,
            to_rate=step.step.to.value,
            defaults={"person_id": record.person_id, "first_sent_on": today},
        )
        return int(is_new)
    if step.second_is_due(today):
        rows = StepDownNotice.objects.of(record.partner_id).filter(
            absence=record, step_on=step.step.on, to_rate=step.step.to.value, second_sent_on__isnull=True
        )
        return int(rows.update(second_sent_on=today))
    return 0
