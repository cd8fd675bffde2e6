"""Which rows of their own the employee of the demonstration looks at."""

from hr.models import (
    AbsenceRecord,
    Assignment,
    BankChange,
    ClaimLine,
    DeclaredInterest,
    Document,
    EmergencyContact,
    Employment,
    HrQuestion,
    LeaveBooking,
    WorkingTimeOptOut,
)
from partners.models import (
    ChangeRequest,
    Grant,
    Partner,
    SarCase,
)
from partners.scope import partner_scope
from payroll.models import Payslip
from tests.browser.logins import EVE
from tests.browser.rows import Arguments


def own_payslips(partner: Partner) -> Arguments:
    """The newest payslip that Eve may see."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    slips = Payslip.objects.filter(person_id=person, run__state="RELEASED").select_related("run", "employment")
    slip = slips.latest("run__period__pay_date")
    return [{"run_uuid": slip.run.uuid, "employment_uuid": slip.employment.uuid, "line": 1}]


def own_documents(partner: Partner) -> Arguments:
    """A document that Eve may see."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    found = Document.objects.filter(person_id=person, is_for_person=True).order_by("id")[:1]
    return [{"document": one.uuid} for one in found]


def own_jobs(partner: Partner) -> Arguments:
    """The job of Eve."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    return [{"assignment": one.uuid} for one in Assignment.objects.filter(person_id=person).order_by("id")]


def own_details(partner: Partner) -> Arguments:
    """Eve, her employment, and somebody to call whom prepare.py has put on her list."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    jobs = Employment.objects.filter(person_id=person).select_related("person")
    made = [{"person": one.person.uuid, "employment": one.uuid} for one in jobs]
    made += [{"only": "hr:my_copy", "answer_format": "json"}]
    made += [{"contact": one.uuid} for one in EmergencyContact.objects.filter(person_id=person, removed_at=None)]
    return made + [{"bank_change": one.uuid} for one in BankChange.objects.filter(person_id=person).order_by("-id")[:1]]


def own_requests(partner: Partner) -> Arguments:
    """What Eve asked for, and what she may ask for: other hours of her job, other details of herself."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    found = ChangeRequest.objects.filter(person_id=person, made_by__email=EVE).order_by("id")
    jobs = Assignment.objects.filter(person_id=person).select_related("person").order_by("id")[:1]
    made: Arguments = [{"person": one.person.uuid, "assignment": one.uuid} for one in jobs]
    return made + [{"own_change": one.uuid} for one in found]


def own_claims(partner: Partner) -> Arguments:
    """A claim that Eve has not sent, with a line."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    lines = ClaimLine.objects.filter(person_id=person).select_related("claim").order_by("claim__state", "id")
    return [{"own_claim": one.claim.uuid, "claim_line": one.uuid} for one in lines.distinct("claim__state")]


def own_time(partner: Partner) -> Arguments:
    """Eve’s sickness, and her leave in each state."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    sick = AbsenceRecord.objects.filter(person_id=person).order_by("-id")[:1]
    rows = LeaveBooking.objects.filter(person_id=person).order_by("state", "id").distinct("state")
    return [{"own_absence": one.uuid} for one in sick] + [{"own_booking": one.uuid} for one in rows]


def own_opt_outs(partner: Partner) -> Arguments:
    """Eve’s agreement to longer hours."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    return [{"opt_out": one.uuid} for one in WorkingTimeOptOut.objects.filter(person_id=person).order_by("id")]


def own_questions(partner: Partner) -> Arguments:
    """What Eve asked HR."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    return [{"own_question": one.uuid} for one in HrQuestion.objects.filter(person_id=person).order_by("id")]


def own_answers(partner: Partner) -> Arguments:
    """Eve’s access request, which is answered."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    with partner_scope(partner.pk):
        found = SarCase.objects.filter(person_id=person, state="RELEASED").order_by("-id")
        return [{"own_request": one.uuid, "answer_format": "pdf"} for one in found]


def own_interests(partner: Partner) -> Arguments:
    """An interest that Eve declared."""
    rows = DeclaredInterest.objects.of(partner.pk).filter(holder__email=EVE)
    return [{"own_interest": one.uuid} for one in rows.order_by("id")]


def declared_interests(partner: Partner) -> Arguments:
    """An interest that is linked, and one that waits."""
    return [{"declared_interest": one.uuid} for one in DeclaredInterest.objects.of(partner.pk).order_by("id")]
