"""What monthly inputs add up to, which periods they are for, and whether one is there already."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from hr.models import MonthlyInput
from hr.queries.inputs import InputFilter, matching
from hr.states import InputState


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTotal:
    """The inputs of one element: how many, pounds of those that give an amount, hours or units of the others."""

    element: str
    n: int
    amount: Decimal | None
    units: Decimal | None


def totals(*, partner_id: int, wanted: InputFilter) -> list[ElementTotal]:
    """Return what the inputs that fit a filter add up to, by element. One query."""
    rows = matching(partner_id=partner_id, wanted=wanted).values("element__name")
    added = rows.annotate(n=Count("id"), amounts=Sum("amount"), all_units=Sum("units")).order_by("element__name")
    return [
        ElementTotal(element=row["element__name"], n=row["n"], amount=row["amounts"], units=row["all_units"])
        for row in added
    ]


def periods_in_use(*, partner_id: int) -> list[date]:
    """Return the first days of the periods that inputs are for, the latest first. One query."""
    rows = MonthlyInput.objects.of(partner_id).order_by("-period_start").values_list("period_start", flat=True)
    return list(rows.distinct())


def same_entry(
    *, assignment: UUID, element: UUID, period_start: date, amount: Decimal | None, units: Decimal | None
) -> MonthlyInput | None:
    """Return an input that says the same of the same job and period and still counts, or None. One query."""
    rows = MonthlyInput.objects.filter(
        assignment__uuid=assignment, element__uuid=element, period_start=period_start, amount=amount, units=units,
        state__in=[InputState.SUBMITTED, InputState.APPROVED],
    )  # fmt: skip
    found: MonthlyInput | None = rows.select_related("entered_by").order_by("id").first()
    return found
