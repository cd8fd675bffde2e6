"""What a partner agrees for a staff group about sick pay, annual leave and triggers: dated, by change request."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_absence as absence_rules
from hr.engine import triggers as trigger_engine
from hr.engine.agreements import AgreementMissing, irregular_accrual, sick_pay_scale
from hr.engine.sick_pay import DayBasis
from hr.models import AbsenceTerms, StaffGroup
from hr.models.absence import IrregularLeave
from hr.operations import dated
from hr.queries.absence_terms import LOCAL_DAYS_LIKE
from partners.models import User
from sharedservices.common.db import transaction_required

MOST_DAYS_OF_LEAVE, MOST_YEARS, MOST_MONTHS_OF_SERVICE, MOST_CARRIED = 60, 50, 600, 28
NAMES = (
    "sick_scale", "sick_bands", "leave_bands", "leave_year_month", "carry_days", "triggers", "retests_sick_pay",
    "sick_day_basis", "irregular_leave", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is agreed: a national scale of sick pay or bands of one’s own (neither: none), leave, and triggers.

    `sick_bands`: [months of service, months full, months half]. `leave_bands`: [years of service, days]. `triggers`:
    the figures of hr.engine.triggers.Rule, or nothing for the partnership’s. `sick_day_basis`: which days sick pay
    counts. `irregular_leave`: how people of irregular hours get leave (hr.models.absence.IrregularLeave).
    """

    sick_scale: str
    sick_bands: list[list[int]]
    leave_bands: list[list[Any]]
    leave_year_month: int
    carry_days: int
    source: str
    triggers: dict[str, int] = field(default_factory=dict)
    retests_sick_pay: bool = False
    sick_day_basis: str = DayBasis.CALENDAR.value
    irregular_leave: str = ""


@transaction_required
def agree(
    *, staff_group: UUID, agreed: Agreed, effective_from: date, reason: str, by: User, at: datetime
) -> AbsenceTerms:
    """Record what holds for a staff group from a day on; what was recorded for later days goes.

    :raises RuleBroken: for bands out of order, an unknown scale, leave years that would begin otherwise in the middle
        of one, or when that is so already
    :raises StaffGroup.DoesNotExist: if there is none in scope
    """
    group: StaffGroup = StaffGroup.objects.select_for_update(of=("self",)).get(uuid=staff_group)
    values = _checked(agreed, effective_from)
    rows = AbsenceTerms.objects.of(group.partner_id).filter(staff_group=group).select_for_update(of=("self",))
    held = list(rows.order_by("valid"))
    before = next((one for one in held if effective_from in one.valid), None)
    is_same = before is not None and all(getattr(before, name) == values[name] for name in NAMES)
    rules.SomethingChanges.require(not is_same, what="terms", since="before", field="source")
    _check_year(before, agreed.leave_year_month, effective_from)
    with dated.change(partner_id=group.partner_id, by=by, reason=reason):
        for row in held:
            if row.valid.lower >= effective_from:
                row.delete()
            elif row.valid.upper is None or row.valid.upper > effective_from:
                row.valid = DateRange(row.valid.lower, effective_from)
                row.save(update_fields=["valid"])
        made: AbsenceTerms = AbsenceTerms.objects.create(
            partner_id=group.partner_id, staff_group=group, valid=DateRange(effective_from, None), **values
        )
    return made


def _check_year(before: AbsenceTerms | None, month: int, on: date) -> None:
    """Make sure that leave years begin otherwise with a leave year only. :raises RuleBroken: if not."""
    is_moved = before is not None and before.leave_year_month != month
    absence_rules.LeaveYearMoves.require(not is_moved or (on.month == month and on.day == 1))


def _checked(agreed: Agreed, on: date) -> dict[str, Any]:
    """Return the columns of what is agreed. :raises RuleBroken: for figures that cannot be."""
    sick = [[int(one) for one in band] for band in agreed.sick_bands]
    leave: list[list[Any]] = [[int(years), str(_days(days))] for years, days in agreed.leave_bands]
    _check_scale(agreed.sick_scale, sick, on)
    _check_order([band[0] for band in leave], MOST_YEARS, "leave_bands")
    fits = all(0 <= Decimal(days) <= MOST_DAYS_OF_LEAVE for _years, days in leave)
    absence_rules.BandsFit.require(bool(leave) and fits, field="leave_bands")
    absence_rules.BandsFit.require(0 <= agreed.carry_days <= MOST_CARRIED, field="carry_days")
    names = trigger_engine.NAMES
    is_whole = not agreed.triggers or (
        set(agreed.triggers) == set(names) and all(value > 0 for value in agreed.triggers.values())
    )
    absence_rules.TriggersWhole.require(is_whole)
    absence_rules.IrregularLeaveFrom.require(not agreed.irregular_leave or _accrues(on), on=on)
    tidy = " ".join(agreed.source.split())
    absence_rules.TermsHaveSource.require(bool(tidy))
    return {
        "sick_scale": agreed.sick_scale, "sick_bands": sick, "leave_bands": leave,
        "leave_year_month": agreed.leave_year_month, "carry_days": agreed.carry_days,
        "triggers": dict(sorted(agreed.triggers.items())), "retests_sick_pay": agreed.retests_sick_pay,
        "sick_day_basis": DayBasis(agreed.sick_day_basis).value, "source": tidy,
        "irregular_leave": IrregularLeave(agreed.irregular_leave).value if agreed.irregular_leave else "",
    }  # fmt: skip


def _accrues(on: date) -> bool:
    """Tell whether law knows leave by hours worked on a day."""
    try:
        return bool(irregular_accrual(on=on))
    except AgreementMissing:
        return False


def _check_scale(code: str, sick: list[list[int]], on: date) -> None:
    """Make sure that there is a scale, or bands in order, and not both. :raises RuleBroken: if not."""
    absence_rules.OneScale.require(not (code and sick))
    try:
        scale = sick_pay_scale(code or LOCAL_DAYS_LIKE, on=on)
    except AgreementMissing:
        raise absence_rules.OneScale.broken() from None
    if sick:
        _check_order([band[0] for band in sick], MOST_MONTHS_OF_SERVICE, "sick_bands")
        most = len(scale.month_days)
        fits = all(0 <= months <= most for _service, *parts in sick for months in parts)
        absence_rules.BandsFit.require(fits, field="sick_bands")


def _check_order(service: list[int], most: int, name: str) -> None:
    in_order = bool(service) and service[0] == 0 and all(one < two for one, two in pairwise(service))
    absence_rules.BandsFit.require(in_order and service[-1] <= most, field=name)


def _days(days: Any) -> Decimal:
    """Return days of leave without needless noughts. :raises RuleBroken: for what is no number."""
    try:
        found = Decimal(str(days))
    except InvalidOperation:
        raise absence_rules.BandsFit.broken(field="leave_bands") from None
    absence_rules.BandsFit.require(found.is_finite(), field="leave_bands")
    return found.normalize() if found % 1 else found.to_integral_value()
