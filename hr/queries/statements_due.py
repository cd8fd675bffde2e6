"""Changes of terms that nobody has told in writing yet: the law gives a month (Employment Rights Act 1996 s 4)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from hr.models import AssignmentTerms
from partners.queries.holds import quiet
from sharedservices.common.periods import add_months

WITHIN, LOOKS_BACK = 1, 3
"""Within so many months of the change it is told; what is older than LOOKS_BACK months is history, not asked for."""
_SAID = ("contract", "contract_hours", "paid_weeks", "working_pattern", "spine_point_id", "spot_annual", "hourly_rate")
_NOW, _THEN = (", ".join(f"{row}.{name}" for name in _SAID) for row in "tb")
# A pay award is no row of terms: it is agreed for everybody, and told to everybody.
_UNTOLD = f"""
SELECT t.id FROM hr_assignmentterms t
JOIN hr_assignmentterms b ON b.partner_id = t.partner_id AND b.assignment_id = t.assignment_id
  AND upper(b.valid) = lower(t.valid)
JOIN hr_assignment a ON a.partner_id = t.partner_id AND a.id = t.assignment_id AND a.valid @> %s::date
WHERE t.partner_id = %s AND lower(t.valid) <= %s AND lower(t.valid) > %s AND ({_NOW}) IS DISTINCT FROM ({_THEN})
  AND NOT EXISTS (
    SELECT 1 FROM hr_document d WHERE d.partner_id = t.partner_id AND d.person_id = t.person_id AND d.kind = 'CHANGE'
      AND d.superseded_at IS NULL
      AND d.about = 'change:' || t.assignment_id || ':' || to_char(lower(t.valid), 'YYYY-MM-DD'))
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDue:
    """A change of the terms of a job that is to be told in writing, and by when."""

    person: UUID
    assignment: UUID
    name: str
    job: str
    changed_on: date
    due_on: date


def due(*, partner_id: int, on: date) -> list[StatementDue]:
    """Return the changes that hold by now and have no statement, the oldest first. One query."""
    found = untold(partner_id=partner_id, on=on).select_related("person", "assignment").order_by("valid", "id")
    return [
        StatementDue(
            person=one.person.uuid, assignment=one.assignment.uuid, name=one.person.display_name,
            job=f"{one.assignment.title}, {one.assignment.number}", changed_on=one.valid.lower,
            due_on=due_on(one.valid.lower),
        )
        for one in found
    ]  # fmt: skip


def due_on(changed_on: date) -> date:
    """Return the last day on which a change is told in time. Source: Employment Rights Act 1996 s 4(3)."""
    return add_months(changed_on, WITHIN)


def untold(*, partner_id: int, on: date) -> "QuerySet[AssignmentTerms]":
    """Return the terms that say something else than those of the day before, and of which no statement was made."""
    since = add_months(on, -LOOKS_BACK)
    rows = AssignmentTerms.objects.of(partner_id).filter(pk__in=RawSQL(_UNTOLD, (on, partner_id, on, since)))  # noqa: S611 - constants
    found: QuerySet[AssignmentTerms] = quiet(rows)
    return found
