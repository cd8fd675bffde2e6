"""What people ask HR in the demonstration: answered, waiting, to work flexibly, and an e-mail about an account."""

from datetime import date
from uuid import UUID

from hr.models import Assignment
from hr.operations import interests, questions
from hr.operations.interests import Declared
from hr.operations.questions import Asked
from partners.models import Grant, User
from partners.roles import Role
from sharedservices.demo.dates import NOVEMBER, at
from sharedservices.demo.directory import Place

ANSWER = "Yes: bring the court’s letter to your manager. The days are paid, and the court pays your travel."


def make_questions(place: Place) -> int:
    """Have employee@ ask, and HR answer and record an e-mail about an account; return how many. Inside the scope."""
    found = _employee(place)
    if found is None:
        return 0
    who, job = found

    def asked(topic: str, subject: str, text: str, on: date) -> UUID:
        said = Asked(topic=topic, subject=subject, text=text)
        return questions.ask(person=job.person.uuid, asked=said, by=who, at=at(on, 9)).uuid

    first = asked("QUESTION", "Jury service in January", "Am I paid while I am away?", NOVEMBER.replace(day=3))
    questions.answer(question=first, text=ANSWER, by=place.hr, at=at(NOVEMBER.replace(day=4), 11))
    wish = "I would like to work at home on Thursdays and Fridays from 1 March, and keep my hours."
    asked("FLEXIBLE", "Two days at home", wish, NOVEMBER.replace(day=9))
    asked("QUESTION", "A letter for my mortgage", "Could you confirm my post and start date?", NOVEMBER.replace(day=16))
    asked("MONITORING", "How my grievance was heard", "I think HR did not listen.", NOVEMBER.replace(day=16))
    mail = Asked(
        topic="BANK", channel="EMAIL", subject="New account", text="Please pay my salary to the account below from now."
    )
    questions.record(person=job.person.uuid, asked=mail, by=place.hr, at=at(NOVEMBER.replace(day=17), 10))
    _declare(place, who, job)
    return 5


def _declare(place: Place, who: User, job: Assignment) -> None:
    """Have employee@ declare other work and a relative of an unclear name, and case@ a relative on record."""
    moment = at(NOVEMBER.replace(day=12), 9)
    work = Declared(kind="WORK", name="Willow Lane Bakery", relation="Saturdays, about five hours")
    aunt = Declared(kind="RELATIVE", name="Aunt Jo", relation="My aunt, in the library service")
    for one in (work, aunt):
        interests.declare(person=job.person.uuid, declared=one, by=who, at=moment)
    cousin = Declared(
        kind="RELATIVE", name=job.person.display_name, relation="My cousin", employee_no=job.employment.employee_no
    )
    interests.record(
        partner_id=place.partner.pk,
        email=place.hr.email.replace("hr@", "case@"),
        declared=cousin,
        by=place.approver,
        at=moment,
    )


def _employee(place: Place) -> tuple[User, Assignment] | None:
    """Return the login employee@ with a job; none where nobody has it."""
    grants = Grant.objects.filter(partner=place.partner, role=Role.EMPLOYEE, user__email__startswith="employee@")
    grant = grants.select_related("user").order_by("id").first()
    job = Assignment.objects.filter(person_id=grant.person_id).order_by("id").first() if grant else None
    return None if grant is None or job is None else (grant.user, job)
