"""What is agreed about absence and leave, for the page of it and in words."""

from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine import triggers
from hr.engine.agreements import scale_names
from hr.models import AbsenceTerms, StaffGroup
from sharedservices.common.formatting import counted

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupTerms:
    """A staff group, what holds for it on a day, and what is recorded for later and was before, in order."""

    group: StaffGroup
    now: AbsenceTerms | None
    all: list[AbsenceTerms]


def by_group(*, partner_id: int, on: date) -> list[GroupTerms]:
    """Return every staff group with its terms, by name. Two queries."""
    rows = list(AbsenceTerms.objects.of(partner_id).order_by("valid", "id"))
    found = []
    for group in StaffGroup.objects.of(partner_id).order_by("name", "id"):
        own = [one for one in rows if one.staff_group_id == group.pk]
        found.append(GroupTerms(group, next((one for one in own if on in one.valid), None), own))
    return found


def terms_on(group: StaffGroup, on: date) -> AbsenceTerms | None:
    """Return what holds for a staff group on a day, or None. One query."""
    rows = AbsenceTerms.objects.of(group.partner_id).filter(staff_group=group, valid__overlap=DbRange(on, on, "[]"))
    found: AbsenceTerms | None = rows.order_by("id").first()
    return found


def words(row: AbsenceTerms | None) -> dict[str, str]:
    """Say what is agreed, by label."""
    if row is None:
        return {"Agreed": "Nothing"}
    return {
        "Sick pay": _sick(row),
        "Sick pay counts": str(row.get_sick_day_basis_display()),
        "Anniversary during sickness": "Looked at again on its day" if row.retests_sick_pay else "Changes nothing",
        "Annual leave": "; ".join(f"{_from(years, 'year')}: {days} days" for years, days in row.leave_bands),
        "Leave years begin": f"1 {MONTHS[row.leave_year_month - 1]}",
        "Unused days carried over": counted(row.carry_days, "day", "days"),
        "Irregular hours, part of the year": str(row.get_irregular_leave_display()) or "Leave like everybody else",
        "Sickness is looked at": trigger_words(row.triggers),
        "Agreed in": row.source,
    }


def trigger_words(given: dict[str, int]) -> str:
    """Say when sickness is looked at."""
    if not given:
        return "As everywhere in the partnership"
    rule = triggers.rule_of(given)
    return (
        f"{rule.episodes} episodes in {rule.episode_months} months, {rule.days} working days in {rule.day_months} "
        f"months, or a Bradford score of {rule.bradford}"
    )


def _sick(row: AbsenceTerms) -> str:
    if row.sick_scale:
        return scale_names().get(row.sick_scale, row.sick_scale)
    bands = (f"{_from(months, 'month')}: {full} months full, {half} half" for months, full, half in row.sick_bands)
    return "; ".join(bands) or "None agreed"


def _from(number: int, unit: str) -> str:
    return "From the first day" if number == 0 else f"from {counted(number, unit, f'{unit}s')}"
