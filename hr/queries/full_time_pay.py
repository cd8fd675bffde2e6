"""What terms and points pay in a year, full time."""

from datetime import date
from decimal import Decimal

from hr.models import Assignment, AssignmentTerms, SpinePoint, SpineValue


def of_point(point: SpinePoint, on: date) -> Decimal | None:
    """Return pounds a year of a spine point on a day, or None when it has no value then."""
    row = SpineValue.objects.of(point.partner_id).filter(point=point, valid__contains=on).order_by("id").first()
    return row.annual if row else None


def of_terms(row: AssignmentTerms, on: date) -> Decimal | None:
    """Return pounds a year of a set of terms on a day; None for an hourly rate or a point without value."""
    if row.spine_point is not None:
        return of_point(row.spine_point, on)
    return row.spot_annual


def terms_on(job: Assignment, on: date) -> AssignmentTerms | None:
    """Return the terms of a job that hold on a day, with grade and point."""
    rows = AssignmentTerms.objects.select_related("grade", "spine_point", "grade__minimum")
    found: AssignmentTerms | None = rows.filter(assignment=job, valid__contains=on).order_by("id").first()
    return found
