"""Find the runs that are being calculated, at every partner."""

from partners.models import Partner
from partners.scope import partner_scope
from payroll.models import PayRun


def find() -> list[tuple[int, int]]:
    """Return (partner, run) of every run that is being calculated. Opens a scope over all partners, listed by id."""
    partner_ids = list(Partner.objects.order_by("id").values_list("id", flat=True))
    if not partner_ids:
        return []
    with partner_scope(*partner_ids, reason="sweep"):
        rows = PayRun.objects.filter(is_calculating=True).order_by("calculation_started_at", "id")
        return list(rows.values_list("partner_id", "id"))
