"""Who is about to start in November 2026, what has to be there for them, and what contracts say."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import CostCentre
from hr.models import (
    Employment,
    JobGate,
    JobRole,
    PayGroup,
    PensionScheme,
    Person,
    Post,
    StaffGroup,
    StarterCase,
    StatementTerms,
)
from hr.operations import (
    contract_documents,
    person_checks,
    right_to_work,
    starters,
    starters_gates,
    starters_hire,
    starters_jobs,
    starters_payroll,
)
from hr.operations.check_faults import Dbs
from hr.operations.right_to_work import Check
from hr.operations.starters import Job, Money, Newcomer
from hr.operations.starters_gates import Finding
from hr.operations.starters_payroll import Answers
from hr.queries.merges import MERGE, obstacles
from hr.queries.starters import one as found_case
from hr.queries.starters_posts import has_room
from partners.models import Partner
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY, WELL_BEFORE

COPY = b"%PDF-1.4\n% The demonstration has no copies of real documents.\n%%EOF\n"
SAYS = {
    "notice": "One month on either side; after four years the employer gives a week for each year, up to twelve.",
    "sick_pay": "Report the first day to your manager. Sick pay follows the agreement of your staff group and "
    "rises with service.",
    "other_leave": "Maternity, adoption, shared parental, paternity, parental bereavement and carer’s leave, as the "
    "policies say.",
    "benefits": "An employee assistance programme and, after a year, salary sacrifice for a cycle.",
    "training": "An induction in the first month, in paid time. You pay for no training that is required.",
    "collective": "The national agreement of your staff group, as changed from time to time.",
    "procedures": "The grievance and disciplinary procedures are on the intranet. Turn to your manager first; "
    "appeals go to the head of HR.",
}
GATES: tuple[tuple[str, str, str, str], ...] = (
    ("Social worker", "DBS", "NEVER", "Enhanced with barred lists, children and adults"),
    ("Social worker", "REGISTRATION", "NEVER", "Social Work England"),
    ("Home care assistant", "DBS", "HR_MANAGER", "Enhanced with adults’ barred list"),
    ("Police constable", "VETTING", "NEVER", "Recruitment vetting"),
)


class Starter(NamedTuple):
    """Somebody who is to start: how far the case has come, and when the first day is."""

    name: str
    sex: str
    born: date
    stage: str
    start: date


STARTERS = (
    Starter("Femi Adebayo", "M", date(1991, 6, 2), "OFFER", date(2026, 12, 14)),
    Starter("Grace Oyelaran", "F", date(1998, 1, 23), "CHECKS", date(2026, 11, 9)),
    Starter("Lewis Harrop", "M", date(1987, 9, 30), "SUBMITTED", date(2026, 11, 23)),
    Starter("Nadia Petrenko", "F", date(1994, 4, 11), "READY", date(2026, 12, 1)),
)
LIMITED = Check(
    method="ONLINE", permission="TIME_LIMITED", document_type="eVisa, Skilled Worker", document_number="W12345678",
    checked_on=date(2026, 11, 2), expires_on=date(2026, 12, 18),
)  # fmt: skip
PASSPORT = Check(
    method="MANUAL", permission="UNLIMITED", document_type="British passport", document_number="533401372",
    checked_on=date(2026, 11, 2),
)  # fmt: skip


DBS = Dbs(
    level="ENHANCED_BARRED", workforce="ADULT", certificate_no="001788112233", issued_on=date(2026, 10, 20),
    adults_barred=True,
)  # fmt: skip


def load_policy(partner: Partner) -> None:
    """Load what contracts of the staff groups say, and what some job roles need. Reference data: rows, in the scope."""
    always = DateRange(WELL_BEFORE, None)
    StatementTerms.objects.bulk_create(
        StatementTerms(partner=partner, staff_group=group, **SAYS, reason="Demonstration", valid=always)
        for group in StaffGroup.objects.of(partner.pk).order_by("id")
    )
    roles = list(JobRole.objects.of(partner.pk).order_by("id"))
    JobGate.objects.bulk_create(
        JobGate(partner=partner, role=role, gate=gate, waiver=waiver, level=level, reason="Demonstration", valid=always)
        for title, gate, waiver, level in GATES
        for role in roles
        if role.title.startswith(title)
    )


def make_starters(place: Place) -> int:
    """Bring four starters as far as the story has come, and have a permission to work end. Return how many.

    At the county council only. Inside the scope.
    """
    if place.spec.code != COUNTY:
        return 0
    moment = start_of_month_work(NOVEMBER)
    post = Post.objects.filter(role__title="Home care assistant").select_related("org_unit").order_by("id")[0]
    for newcomer in STARTERS:
        _bring(place, post, newcomer, moment)
    usual = (found for found in place.staff.values() if not found.member.key and found.member.ended is None)
    somebody, beside = next(usual), next(usual)
    _add_job(place, post, beside.person_id, moment)
    stamp: dict[str, Any] = {"by": place.hr, "at": moment}
    free = (one for one in usual if not obstacles(partner_id=place.partner.pk, people=[one.person_id]))
    for number, one in enumerate(islice(free, 2)):  # few people: whoever is free, maybe nobody
        records = _hold_twice(place, one.person_id, stamp)
        if number:
            _merge(place, *records, stamp)
    person = Person.objects.get(pk=somebody.person_id)
    right_to_work.record(person=person.uuid, check=LIMITED, copy=COPY, **stamp)
    right_to_work.watch(partner_id=place.partner.pk, at=moment)
    return len(STARTERS)


def _hold_twice(place: Place, person_id: int, stamp: dict[str, Any]) -> tuple[Person, Person]:
    """Offer somebody who works here another job as if they were a stranger: now there are two records of them."""
    known = Person.objects.get(pk=person_id)
    who = Newcomer(
        surname=known.surname, forenames=known.forenames, date_of_birth=known.date_of_birth, sex=known.sex,
        address_line_1="3 Mill Lane", town="Northbury", postcode="NB1 2AA",
    )  # fmt: skip
    starts = stamp["at"].date() + timedelta(days=30)
    case = starters.open_case(partner_id=place.partner.pk, who=who, start_date=starts, is_new=True, **stamp)
    starters_hire.void(case=case.uuid, reason="Took another offer", **stamp)
    return known, case.person


def _merge(place: Place, known: Person, other: Person, stamp: dict[str, Any]) -> None:
    """Have the HR administrator ask for two records to become one, and the HR manager agree."""
    wanted = Proposal(
        kind=MERGE, payload={"person": str(known.uuid), "duplicate": str(other.uuid)},
        reason="Both passports seen: one and the same",
    )  # fmt: skip
    row = changes.submit(partner_id=place.partner.pk, proposal=wanted, **stamp)
    changes.approve(change=row.uuid, content_hash=row.content_hash, comment="Seen", by=place.approver, at=stamp["at"])


def _bring(place: Place, post: Post, one: Starter, moment: Any) -> None:
    stamp: dict[str, Any] = {"by": place.hr, "at": moment}
    case = _offer(place, post, one, stamp)
    if one.stage == "OFFER":
        return
    starters.accept(case=case.uuid, **stamp)
    if one.stage == "CHECKS":
        return
    right_to_work.record(person=case.person.uuid, check=PASSPORT, copy=COPY, **stamp)
    findings = {
        "IDENTITY": Finding(outcome="Documents agree"),
        "REFERENCES": Finding(outcome="Satisfactory"),
    }
    person_checks.record_dbs(person=case.person.uuid, check=DBS, **stamp)
    for gate, finding in findings.items():
        starters_gates.meet(case=case.uuid, gate=gate, finding=finding, **stamp)
    if not has_room(found_case(case.uuid)):
        why = "Agreed by the vacancy panel in October"
        starters_gates.waive(case=case.uuid, gate="POST", reason=why, by=place.approver, at=moment)
    said = Answers(statement="A", holder=one.name, sort_code="107999", account_number="88837491")
    starters_payroll.give(case=case.uuid, said=said, **stamp)
    contract_documents.make_contract(case=case.uuid, **stamp)
    starters.sign(case=case.uuid, signed_on=moment.date(), signed_for_employer="Bernard Kirkbride", copy=None, **stamp)
    starters.submit(case=case.uuid, **stamp)
    if one.stage == "READY":
        starters_hire.make_ready(case=case.uuid, by=place.approver, at=moment + timedelta(hours=1))


def _add_job(place: Place, post: Post, person: int, moment: Any) -> None:
    """Have somebody of the staff take on a few hours of home care beside their job; the checks are under way."""
    stamp: dict[str, Any] = {"by": place.hr, "at": moment}
    employment = Employment.objects.get(person_id=person)
    case = starters_jobs.open_job(employment=employment.uuid, start_date=date(2026, 12, 7), **stamp)
    starters.set_job(case=case.uuid, job=_job(post, employment.pay_group, "12", place), **stamp)
    starters.set_money(case=case.uuid, money=_money(post, employment.pay_group), **stamp)
    starters.accept(case=case.uuid, **stamp)


def _job(post: Post, group: PayGroup, hours: str, place: Place) -> Job:
    return Job(
        post=post.uuid, pay_group=group.uuid, kind="EMPLOYEE", title="Home care assistant", contract="PERMANENT",
        contract_hours=Decimal(hours), manager=place.manager,
    )  # fmt: skip


def _money(post: Post, group: PayGroup) -> Money:
    centre = post.org_unit.default_cost_centre or CostCentre.objects.filter(legal_entity=group.legal_entity).first()
    scheme = PensionScheme.objects.get(code="LGPS")
    return Money(cost_centre=centre.uuid, spot_annual=Decimal("27254.00"), pension_scheme=scheme.uuid)


def _offer(place: Place, post: Post, one: Starter, stamp: dict[str, Any]) -> StarterCase:
    forenames, _, surname = one.name.partition(" ")
    who = Newcomer(
        surname=surname, forenames=forenames, date_of_birth=one.born, sex=one.sex, address_line_1="12 Canal Street",
        town="Northbury", postcode="NB3 4QT",
    )  # fmt: skip
    case = starters.open_case(partner_id=place.partner.pk, who=who, start_date=one.start, **stamp)
    group = PayGroup.objects.get(code="MONTHLY")
    starters.set_job(case=case.uuid, job=_job(post, group, "18.5", place), **stamp)
    return starters.set_money(case=case.uuid, money=_money(post, group), **stamp)
