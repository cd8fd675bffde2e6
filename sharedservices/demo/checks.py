"""DBS checks, registrations and training of care and social work: most are in order, a few are due, one has run out."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import (
    DbsCheck,
    JobRequirement,
    JobRole,
    Person,
    PostHolding,
    Registration,
    TrainingCourse,
    TrainingRecord,
)
from hr.operations import opt_outs, person_checks
from partners.models import Grant, Partner
from partners.roles import Role
from sharedservices.common.periods import add_months
from sharedservices.demo.dates import NOVEMBER, at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import WELL_BEFORE

BODY = "Social Work England"
SOCIAL_WORK = ("Social worker", "Senior social worker")
CARE = ("Home care assistant", "Senior care assistant")
OFFICE = ("Business support officer",)
SIGNED = date(2026, 10, 12)
PAPER = b"%PDF-1.7 an agreement to longer hours, as it was signed"
TEACHERS = ("Class teacher", "Upper pay range teacher", "Head teacher")
COURSES = (
    ("SAFE", "Safeguarding", 36, (*SOCIAL_WORK, *CARE)),
    ("MOVE", "Moving and handling", 12, CARE),
    ("DATA", "Data protection", 24, OFFICE),
)
CYCLE = 36
ONE_DAY = timedelta(days=1)
STORY = {1: date(2023, 11, 2), 3: date(2023, 12, 10), 6: date(2024, 1, 8)}
"""Days of issue of the few: one check has run out, two are due. One has none on record; one certificate was weighed."""
WITHOUT, WEIGHED, A_BATCH = 5, 2, 2000
DUE_AGAIN = date(2026, 12, 14)
WEIGHING = "Discussed with the person and the head of service. Long ago, told at the interview, no pattern, no risk."
LAST_REGISTRATION, NEXT_REGISTRATION = date(2026, 11, 30), date(2027, 11, 30)
"""Social Work England renews everybody by 30 November."""


def _sign(place: Place) -> None:
    """Record the agreement of employee@ to longer hours, which they may end."""
    grants = Grant.objects.filter(partner=place.partner, role=Role.EMPLOYEE, user__email__startswith="employee@")
    for one in grants.order_by("id")[:1]:
        signed = opt_outs.Signed(signed_on=SIGNED, notice_days=14)
        person = Person.objects.get(pk=one.person_id)
        opt_outs.record(person=person.uuid, signed=signed, copy=PAPER, by=place.hr, at=at(NOVEMBER, 9))


def load_needs(partner: Partner) -> None:
    """Say what care and social work need. Reference data: rows, in the scope."""
    always = DateRange(WELL_BEFORE, None)
    roles = [
        one for one in JobRole.objects.of(partner.pk).order_by("id") if one.title in {*SOCIAL_WORK, *CARE, *OFFICE}
    ]
    for role in roles:
        if role.title in OFFICE:
            continue
        is_social = role.title in SOCIAL_WORK
        role.dbs, role.registration = JobRole.Dbs.ENHANCED_BARRED, BODY if is_social else ""
        role.save(update_fields=["dbs", "registration"])
        usual = {"partner": partner, "role": role, "valid": always, "reason": "Regulated activity"}
        why, who = ("REGULATED_BOTH", "BOTH") if is_social else ("REGULATED_ADULTS", "ADULT")
        JobRequirement.objects.create(kind="DBS", justification=why, workforce=who, suspends=True, **usual)
        if is_social:
            JobRequirement.objects.create(kind="REGISTRATION", suspends=True, **usual)
    for code, name, months, titles in COURSES if roles else ():
        course = TrainingCourse.objects.create(partner=partner, code=code, name=name, months=months)
        JobRequirement.objects.bulk_create(
            JobRequirement(
                partner=partner, role=role, kind="TRAINING", course=course, days=60, reason="Policy", valid=always
            )
            for role in roles
            if role.title in titles
        )


def make_checks(place: Place) -> int:
    """Record what people hold, and look at what has run out. Return how many DBS checks there are. Inside the scope."""
    today = NOVEMBER.replace(day=2)
    held = PostHolding.objects.filter(post__role__title__in=[*SOCIAL_WORK, *CARE, *OFFICE], valid__contains=today)
    rows = held.filter(employment__valid__contains=today).select_related("post__role").order_by("person_id", "id")
    everybody = list({row.person_id: row.post.role for row in rows}.items())
    people = [(person, role) for person, role in everybody if role.title not in OFFICE]
    stamp = {"partner": place.partner, "recorded_by": place.hr, "recorded_at": at(NOVEMBER, 8)}
    DbsCheck.objects.bulk_create(
        (_dbs(n, person, role, stamp) for n, (person, role) in enumerate(people) if n != WITHOUT), batch_size=A_BATCH
    )
    Registration.objects.bulk_create(
        (_registration(n, person, stamp) for n, (person, role) in enumerate(people) if role.registration),
        batch_size=A_BATCH,
    )
    _register_teachers(place, stamp)
    _train(place, everybody, stamp)
    _sign(place)
    for check in DbsCheck.objects.filter(result="CONTENT_REVIEWED").order_by("id"):
        person_checks.write_note(check=check.uuid, text=WEIGHING, by=place.approver, at=at(NOVEMBER, 9))
    person_checks.watch(partner_id=place.partner.pk, at=at(NOVEMBER.replace(day=3), 2))
    return len(people)


def _register_teachers(place: Place, stamp: dict[str, Any]) -> None:
    """Record the numbers of teachers, but of one, whom the school workforce census asks about."""
    held = PostHolding.objects.filter(post__role__title__in=TEACHERS, valid__contains=NOVEMBER.replace(day=2))
    people = sorted(set(held.order_by("id").values_list("person_id", flat=True)))
    Registration.objects.bulk_create(
        (
            Registration(
                person_id=person, body="Teaching Regulation Agency", number=f"{3000000 + n * 7}",
                expires_on=date(2027, 8, 31), checked_on=date(2026, 9, 1), **stamp,
            )
            for n, person in enumerate(people[1:])
        ),
        batch_size=A_BATCH,
    )  # fmt: skip


def _train(place: Place, everybody: list[tuple[int, JobRole]], stamp: dict[str, Any]) -> None:
    """Record courses; that of the ordinary employee is due again in December."""
    ordinary = place.of_key("ordinary")
    for code, _name, months, titles in COURSES:
        course = TrainingCourse.objects.filter(code=code).first()
        if course is None:
            continue
        made = [
            _training(n, person, course, months, stamp)
            for n, (person, role) in enumerate(everybody)
            if role.title in titles and n % 17 != 2
        ]
        for row in made:
            if ordinary is not None and row.person_id == ordinary.person_id:
                row.completed_on, row.expires_on = add_months(DUE_AGAIN, -months) + ONE_DAY, DUE_AGAIN
        TrainingRecord.objects.bulk_create(made, batch_size=A_BATCH)


def _dbs(n: int, person: int, role: JobRole, stamp: dict[str, Any]) -> DbsCheck:
    issued = STORY.get(n, date(2024, 3, 1) + timedelta(days=n * 37 % 900))
    is_social = bool(role.registration)
    return DbsCheck(
        person_id=person, level=role.dbs, workforce="BOTH" if is_social else "ADULT", issued_on=issued,
        justification="REGULATED_BOTH" if is_social else "REGULATED_ADULTS", children_barred=is_social,
        certificate_no=f"{1700000000 + n * 7:012d}", adults_barred=True, decision="SUITABLE", update_service=n % 3 == 0,
        result="CONTENT_REVIEWED" if n == WEIGHED else "CLEAR", recheck_due=add_months(issued, CYCLE), **stamp,
    )  # fmt: skip


def _registration(n: int, person: int, stamp: dict[str, Any]) -> Registration:
    is_renewed = n % 4 != 0
    return Registration(
        person_id=person, body=BODY, number=f"SW{40000 + n}",
        expires_on=NEXT_REGISTRATION if is_renewed else LAST_REGISTRATION,
        checked_on=date(2026, 11, 2) if is_renewed else date(2025, 12, 2), **stamp,
    )  # fmt: skip


def _training(n: int, person: int, course: TrainingCourse, months: int, stamp: dict[str, Any]) -> TrainingRecord:
    done = date(2026, 10, 30) - timedelta(days=n * 13 % (months * 30 - 40))
    return TrainingRecord(
        person_id=person, course=course, completed_on=done, expires_on=add_months(done, months) - ONE_DAY, **stamp
    )
