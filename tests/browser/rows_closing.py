"""Rows for the pages of the month's end."""

from finance.models import Period, Reconciliation, ReconciliationItem
from partners.models import Partner
from tests.browser.rows import Arguments


def month_end(_partner: Partner) -> Arguments:
    """October, which is closed, and November, which is under way: accounts that are reviewed, open and without one."""
    rows = Reconciliation.objects.select_related("period", "subjective")
    reviewed = rows.filter(state="REVIEWED").order_by("id")
    begun = rows.filter(state="OPEN").order_by("id")
    november = Period.objects.filter(legal_entity__in=begun.values("period__legal_entity"), number=8, year=2026)
    return [
        *({"period": one.period.uuid, "account_code": one.subjective.code} for one in (*reviewed[:1], *begun[:1])),
        *({"period": one.uuid, "closing_task": "recharges"} for one in november),
        *({"reconciliation": one.uuid} for one in reviewed[:1]),
        *({"explanation": one.uuid} for one in ReconciliationItem.objects.filter(reconciliation__in=begun)[:1]),
    ]
