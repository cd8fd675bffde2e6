"""What jobs need of checks, registrations and training, and which courses there are (domain HR-15). Dated data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_checks as check_rules
from hr.engine import compliance as law
from hr.engine.compliance import Kind
from hr.models import JobRequirement, JobRole, TrainingCourse
from hr.operations import dated, policies
from partners.models import User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What a role needs; no role: every role (training only). See JobRequirement for the rest."""

    kind: str
    role: UUID | None = None
    course: UUID | None = None
    workforce: str = ""
    justification: str = ""
    months: int | None = None
    days: int = 0
    suspends: bool = False


@transaction_required
def add_course(
    *, partner_id: int, code: str, name: str, months: int | None, reason: str, by: User, at: datetime
) -> TrainingCourse:
    """Add a course. `months`: how long it holds; None: for good.

    :raises RuleBroken: without a reason, a name, or a code of its own
    """
    tidy_code, tidy_name = " ".join(code.split()).upper(), " ".join(name.split())
    taken = TrainingCourse.objects.of(partner_id).filter(code=tidy_code).exists()
    check_rules.CourseNamed.require(bool(tidy_code and tidy_name) and not taken)
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        made: TrainingCourse = TrainingCourse.objects.create(
            partner_id=partner_id, code=tidy_code, name=tidy_name, months=months
        )
    return made


@transaction_required
def set_requirement(
    *, partner_id: int, wanted: Requirement, effective_from: date, reason: str, by: User, at: datetime
) -> JobRequirement:
    """Say what a role needs from a day on, in place of what was said before.

    :raises RuleBroken: without a reason, for a role that does not go with it, a reason that does not open the level of
        the role, a day far ahead, or before a later line
    :raises JobRole.DoesNotExist: if there is none in scope
    :raises TrainingCourse.DoesNotExist: if there is none in scope
    """
    dated.check_date(effective_from, within=DateRange(effective_from, None), what="policy", at=at)
    roles = JobRole.objects.of(partner_id).select_for_update(of=("self",))
    role: JobRole | None = roles.get(uuid=wanted.role) if wanted.role else None
    course = TrainingCourse.objects.of(partner_id).get(uuid=wanted.course) if wanted.course else None
    _check(wanted, role, course)
    values = {
        "workforce": wanted.workforce, "justification": wanted.justification, "months": wanted.months,
        "days": wanted.days, "suspends": wanted.suspends,
    }  # fmt: skip
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        keys = {"partner_id": partner_id, "kind": wanted.kind, "role": role, "course": course}
        made: JobRequirement = policies.put(
            JobRequirement, keys=keys, values=values | {"reason": rules.check_reason(reason)}, start=effective_from,
            noun="requirement",
        )  # fmt: skip
    return made


@transaction_required
def end_requirement(
    *, requirement: UUID, first_day_without: date, reason: str, by: User, at: datetime
) -> JobRequirement:
    """Say from which day on a role no longer needs something. Bars that stand are ended by HR.

    :raises RuleBroken: without a reason, or for a day before it began
    :raises JobRequirement.DoesNotExist: if there is none in scope
    """
    row: JobRequirement = JobRequirement.objects.select_for_update(of=("self",)).get(uuid=requirement)
    is_later = row.valid.lower < first_day_without and (row.valid.upper is None or first_day_without < row.valid.upper)
    who = row.role.title if row.role else "Every job"
    check_rules.RequirementFits.require(
        is_later, role=who, why="it ends after it began and before it ended", field="first_day_without"
    )
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.valid = DateRange(row.valid.lower, first_day_without)
        row.save(update_fields=["valid"])
    return row


def _check(wanted: Requirement, role: JobRole | None, course: TrainingCourse | None) -> None:
    """Check that it goes with the role. :raises RuleBroken: if it does not."""
    who = role.title if role else "Every job"
    kind = Kind(wanted.kind)
    if kind is Kind.TRAINING:
        check_rules.RequirementFits.require(course is not None, role=who, why="no course is named", field="course")
        return
    check_rules.RequirementFits.require(course is None, role=who, why="a course is training", field="course")
    check_rules.RequirementFits.require(role is not None, role=who, why="no role is named", field="role")
    assert role is not None  # noqa: S101 - the rule above
    if kind is Kind.REGISTRATION:
        check_rules.RequirementFits.require(bool(role.registration), role=who, why="it names no professional register")
        return
    has_check = role.dbs != JobRole.Dbs.NONE
    check_rules.RequirementFits.require(has_check, role=who, why="it asks for no DBS check")
    check_rules.DbsReasonFits.require(law.justifies(wanted.justification, role.dbs))
