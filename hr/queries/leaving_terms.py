"""What a partner agreed about leaving, in words, and what was agreed before and for later."""

from datetime import date

from hr.models import LeavingTerms
from sharedservices.common.formatting import counted, money, number


def versions(*, partner_id: int) -> list[LeavingTerms]:
    """Return every version, the first one first. One query."""
    return list(LeavingTerms.objects.of(partner_id).order_by("valid", "id"))


def row_on(*, partner_id: int, on: date) -> LeavingTerms | None:
    """Return what holds on a day, or None. One query."""
    found: LeavingTerms | None = LeavingTerms.objects.of(partner_id).filter(valid__contains=on).order_by("id").first()
    return found


def words(row: LeavingTerms | None) -> dict[str, str]:
    """Say what is agreed, by label."""
    if row is None:
        return {"Agreed": "Nothing: what the law says"}
    limit = row.small_estate_limit
    return {
        "Notice of the contract": counted(row.contract_notice_weeks, "week", "weeks"),
        "Redundancy pay": f"{number(row.redundancy_multiplier)} times the statutory weeks",
        "A week’s pay": "The actual week’s pay" if row.uses_actual_week_pay else "No more than the statutory limit",
        "Leave taken beyond what was earned": "Taken back from the last pay" if row.recovers_leave else "Left as it is",
        "Paid after a death without a grant": "The limit of the law" if limit is None else f"Up to {money(limit)}",
        "Agreed in": row.source,
    }
