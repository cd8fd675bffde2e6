"""Which kinds of change a partner lets through without an approval."""

from collections.abc import Sequence
from datetime import date

from partners.models import AutoApproval


def holds(*, partner_id: int, kind: str, on: date) -> bool:
    """Return whether a kind needs no approval on a day."""
    return bool(AutoApproval.objects.of(partner_id).filter(kind=kind, valid__contains=on).exists())


def every(*, partner_id: int) -> Sequence[AutoApproval]:
    """Return what a partner has let through, the newest first."""
    return list(AutoApproval.objects.of(partner_id).select_related("made_by").order_by("-valid", "-id"))
