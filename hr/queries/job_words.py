"""What holds for a job from a day on, in words: hours, pay, cost split, pension, recurring elements.

Change requests compare these words: each function says all of what its kind of change can change, and nothing else.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from hr.models import (
    Assignment,
    AssignmentTerms,
    CostSplit,
    Grade,
    PensionMembership,
    RecurringElement,
    SpinePoint,
    SpineValue,
)
from hr.queries.days import last_day
from sharedservices.common.formatting import day, money, number

M = TypeVar("M", bound=Model)
Words = dict[str, str]


def holding(model: type[M], on: date, *related: str, **owner: Any) -> M | None:
    """Return the row that holds on a day, or None."""
    rows = model._default_manager.filter(valid__contains=on, **owner)
    return (rows.select_related(*related) if related else rows).order_by("id").first()


def hours(job: Assignment, on: date) -> Words:
    """Say contract, hours a week, paid weeks and working pattern, and from which later days they are otherwise."""
    return _with_later(job, on, _hours)


def pay(job: Assignment, on: date) -> Words:
    """Say what the job is paid by and how much, and from which later days it is otherwise."""
    return _with_later(job, on, _pay)


def _with_later(job: Assignment, on: date, say: Callable[[AssignmentTerms | None, date], Words]) -> Words:
    """Say what holds on a day, and what each later row says otherwise than the one before it."""
    rows = AssignmentTerms.objects.filter(assignment=job).select_related("grade", "spine_point")
    coming = rows.filter(valid__startswith__gt=on).order_by("valid", "id")
    found = before = say(holding(AssignmentTerms, on, "grade", "spine_point", assignment=job), on)
    for row in coming:
        words = say(row, row.valid.lower)
        found = found | {
            f"{label} from {day(row.valid.lower)}": text for label, text in words.items() if before.get(label) != text
        }
        before = words
    return found


def _hours(row: AssignmentTerms | None, _on: date) -> Words:
    if row is None:
        return dict.fromkeys(("Contract", "Hours a week", "Paid weeks", "Working pattern"), "")
    return {
        "Contract": str(AssignmentTerms.Contract(row.contract).label),
        "Hours a week": number(row.contract_hours),
        "Paid weeks": number(row.paid_weeks) if row.paid_weeks is not None else "All of the year",
        "Working pattern": row.working_pattern,
    }


def _pay(row: AssignmentTerms | None, on: date) -> Words:
    if row is None:
        return {"Paid by": "", "Pay": ""}
    if row.spine_point is not None:
        return _point(row.grade, row.spine_point, on)
    if row.spot_annual is not None:
        return {"Paid by": "A salary of its own", "Pay": f"{money(row.spot_annual)} a year full time"}
    return {"Paid by": "The hour", "Pay": f"{money(row.hourly_rate)} an hour"}


def _point(grade: Grade | None, point: SpinePoint, on: date) -> Words:
    value = SpineValue.objects.filter(point=point, valid__contains=on).order_by("id").first()
    return {
        "Paid by": f"{grade.name}, point {point.code}" if grade else f"Point {point.code}",
        "Pay": f"{money(value.annual)} a year full time" if value else "No value on this date",
    }


def shares(job: Assignment, on: date) -> list[CostSplit]:
    """Return the cost split, the largest share first."""
    rows = CostSplit.objects.filter(assignment=job, valid__contains=on).select_related("cost_centre")
    return list(rows.order_by("-percent", "id"))


def costs(job: Assignment, on: date) -> Words:
    """Say the share of each cost centre."""
    return {str(share.cost_centre): f"{number(share.percent)}%" for share in shares(job, on)}


def pension(job: Assignment, on: date) -> Words:
    """Say scheme, section and the pay that chooses the band."""
    row = holding(PensionMembership, on, "scheme", assignment=job)
    if row is None:
        return {"Scheme": "None", "Section": "", "Pay for the band": ""}
    band = f"{money(row.assessed_pay)} a year" if row.assessed_pay is not None else "Actual pay"
    section = str(PensionMembership.Section(row.section).label)
    return {"Scheme": row.scheme.name, "Section": section, "Pay for the band": band}


def elements(job: Assignment, on: date) -> Words:
    """Say what recurs, and until when."""
    rows = RecurringElement.objects.filter(assignment=job, valid__contains=on).select_related("element")
    return {row.element.name: _recurring(row) for row in rows.order_by("element__name", "id")}


def _recurring(row: RecurringElement) -> str:
    end = last_day(row.valid)
    return entry(row.amount, row.units, row.rate) + (f", until {day(end)}" if end else "")


def entry(amount: Decimal | None, units: Decimal | None, rate: Decimal | None) -> str:
    """Say what an entry gives."""
    if amount is not None:
        return money(amount)
    return f"{number(units)} at {money(rate)}" if rate is not None else f"{number(units)} hours or units"
