"""What the jobs of a world need, and checks, a registration and a course of its employee; a bar from duties."""

from datetime import date
from typing import Any

from hr.models import DutyBar, JobRole
from hr.operations import check_policy, opt_outs, person_checks, safety
from hr.operations.check_faults import Dbs, Registered
from hr.operations.check_policy import Requirement
from hr.operations.opt_outs import Signed
from hr.operations.person_checks import Trained
from hr.operations.safety import Happened
from tests.people import Cast
from tests.world_base import NOW, World


def add_checks(cast: Cast, world: World) -> None:
    """Make one of each. The role asks for a check only here: starters of the world need none."""
    of, mark, who = world.partner.pk, world.mark, world.employee.person
    stamp: dict[str, Any] = {"by": cast.hana, "at": NOW}
    policy = {"partner_id": of, "reason": mark, **stamp}
    course = check_policy.add_course(code=mark, name=mark, months=12, **policy)
    needed = Requirement(kind="TRAINING", course=course.uuid, suspends=True)
    row = check_policy.set_requirement(wanted=needed, effective_from=date(2026, 1, 1), **policy)
    JobRole.objects.filter(pk=world.employee.org.role.pk).update(dbs="ENHANCED")
    check = Dbs(
        level="ENHANCED", workforce="ADULT", certificate_no="001234567890", issued_on=date(2026, 10, 1),
        justification="WORK_ADULTS", result="CONTENT_REVIEWED",
    )  # fmt: skip
    world.rows["hr.DbsCheck"] = person_checks.record_dbs(person=who.uuid, check=check, **stamp)
    person_checks.write_note(check=world.rows["hr.DbsCheck"].uuid, text=mark, **stamp)
    registered = Registered(body=mark, number=mark, expires_on=date(2027, 10, 1), checked_on=NOW.date())
    person_checks.record_registration(person=who.uuid, registered=registered, **stamp)
    done = Trained(course=course.uuid, completed_on=date(2025, 1, 10), provider=mark)
    person_checks.record_training(person=who.uuid, done=done, **stamp)
    signed = Signed(signed_on=date(2026, 5, 1), notice_days=7)
    opt_outs.record(person=who.uuid, signed=signed, copy=b"%PDF-1.7 " + mark.encode(), **stamp)
    dust = Happened(
        kind="EXPOSURE", category="ASBESTOS", happened_on=date(2026, 5, 1), place=mark, account=mark, riddor="DISEASE"
    )  # fmt: skip
    world.rows["hr.SafetyRecord"] = safety.record(person=who.uuid, happened=dust, **stamp)
    DutyBar.objects.create(partner_id=of, person=who, requirement=row, what=mark, since=date(2026, 1, 10))
