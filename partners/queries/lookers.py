"""Monthly reports about who looked at whom: which are unread (domain SEC-05, HR-13)."""

from datetime import date

from partners.models import LookerReport


def unread(partner_id: int) -> list[LookerReport]:
    """Return the reports that nobody has read, the oldest first. One query."""
    return list(LookerReport.objects.of(partner_id).filter(read_at=None).order_by("month", "id"))


def of_month(*, partner_id: int, month: date) -> LookerReport | None:
    """Return the report of a month, or None. One query."""
    rows = LookerReport.objects.of(partner_id).filter(month=month.replace(day=1))
    found: LookerReport | None = rows.select_related("read_by").first()
    return found
