"""The nightly check of budgets and commitments (domain FIN-05): what does not add up is flagged in the audit trail."""

from datetime import datetime

from django.utils import timezone

from finance.queries import commitment_check
from partners.audit import audit
from partners.models import AuditAction, AuditEvent, Partner
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import counted

MOST_NAMED = 20
TABLE = "finance_commitmentbalance"


def everywhere(*, at: datetime) -> int:
    """Check every partner; return how many faults there were."""
    n_faults = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="nightly check of commitments"):
            n_faults += check(partner_id=partner_id, at=at)
    return n_faults


@transaction_required
def check(*, partner_id: int, at: datetime) -> int:
    """Flag what does not add up at a partner, once a day; return how many faults there were."""
    found = commitment_check.check(partner_id=partner_id)
    day = timezone.localdate(at).isoformat()
    there = AuditEvent.objects.filter(
        partner_id=partner_id, action=AuditAction.FLAG, object_type=TABLE, object_id=day
    )  # fmt: skip
    if found.faults and not there.exists():
        audit(
            action=AuditAction.FLAG, object_type=TABLE, object_id=day, partner_id=partner_id,
            label=f"Budgets and commitments: {counted(len(found.faults), 'fault', 'faults')}",
            changes={"faults": list(found.faults[:MOST_NAMED])},
        )  # fmt: skip
    return len(found.faults)
