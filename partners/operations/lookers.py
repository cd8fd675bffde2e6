"""The monthly report about who looked at whom: put before the data protection officer, and read (SEC-05, HR-13)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, LookerReport, Partner, User
from partners.operations.retention import ReasonNeeded
from partners.operations.sar import TooLate
from partners.queries.seen import lookers
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

LONGEST = 1000


def make_everywhere(*, at: datetime) -> int:
    """Make the report of the month before at every partner; return how many were made. Safe to run twice."""
    month = (timezone.localdate(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="who looked"):
            n += make(partner_id=partner_id, month=month, at=at)
    return n


@transaction_required
def make(*, partner_id: int, month: date, at: datetime) -> bool:
    """Put the report of a month before whoever reads it; say whether it is new. The figures are read from the trail."""
    found = lookers(partner_id=partner_id, month=month)
    made: bool = LookerReport.objects.get_or_create(
        partner_id=partner_id, month=month.replace(day=1),
        defaults={"made_at": at, "n_lookers": len(found), "n_flagged": sum(bool(one.reasons) for one in found)},
    )[1]  # fmt: skip
    return made


@transaction_required
def read(*, report: UUID, words: str, by: User, at: datetime) -> LookerReport:
    """Record that somebody has read it and what they made of it.

    :raises TooLate: when somebody has
    :raises ReasonNeeded: without words
    :raises LookerReport.DoesNotExist: when there is none in scope
    """
    row: LookerReport = LookerReport.objects.select_for_update(of=("self",)).get(uuid=report)
    tidy = " ".join(words.split())
    if row.read_at is not None:
        raise TooLate("Somebody has read it already.")
    if not 0 < len(tidy) <= LONGEST:
        raise ReasonNeeded(f"Say what you made of it, in at most {LONGEST} characters.", field="words")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.read_by, row.read_at, row.words = by, at, tidy
        row.save(update_fields=["read_by", "read_at", "words"])
        audit(action=AuditAction.APPROVE, object_type="partners_lookerreport", object_id=row.pk, label=str(row))
    return row
