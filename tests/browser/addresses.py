"""Which pages there are below a partner, who may see each, and their addresses in the seeded county council.

A page whose parameters no family makes fails its test: add a family, or a parameter to one. What answers something
else than a whole page is listed with its reason.
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hr.models import (
    AbsenceRecord,
    Assignment,
    AssignmentTerms,
    BankAccount,
    CostSplit,
    DeathCase,
    Forewarning,
    LeaveBooking,
    MonthlyInput,
    PayGroup,
    PensionMembership,
    RecurringElement,
    StudentLoan,
)
from partners.models import (
    AuditEvent,
    BackgroundJob,
    ChangeRequest,
    Grant,
    LegalHold,
    Partner,
    PurgeProposal,
    RetentionSchedule,
    SarCase,
)
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from payroll.models import PayQuery, PayRun, Payslip
from sharedservices.demo.logins import OFFICES
from sharedservices.demo.organisations import COUNTY, PARTNERS
from tests.guards.walk import Route, routes

Arguments = list[dict[str, Any]]

# Parts of pages, which htmx puts into a page that is walked itself.
FRAGMENTS = {
    "job_progress": "the bar of the job page",
    "run_progress": "the bar of a run",
    "hr:job_name": "the name beside a job number that is being typed",
}
# Addresses that show another page again, with the errors of its form.
SAME_PAGE = {"hr:input_reject": "the page of the input"}
# Files, and what they are.
CSV, PDF = "text/csv", "application/pdf"
DOWNLOADS = {
    "my_payslip_pdf": PDF,
    "run_payslip_pdf": PDF,
    "erasure_certificate": PDF,
    "sar_answer": PDF,
    "run_report": PDF,
    "run_changes_csv": CSV,
    "run_lines": CSV,
    "run_listing": CSV,
    "hr:import_problems": CSV,
    "hr:import_template": CSV,
}

# Pages that the first office with the permission does not see: what they are about is somebody else's.
VISITORS = {"job": "hr", "job_progress": "hr", "hr:cancel_change": "hr", "hr:cancel_ending": "hr"}

MOST = 4  # addresses of one page: rows in different states look different, more of the same only take time
DOMAINS = {spec.code: spec.domain for spec in PARTNERS}


def login(mailbox: str, partner: str = COUNTY) -> str:
    """Return the e-mail address of a demonstration login."""
    return f"{mailbox}@{DOMAINS[partner]}"


EVE = login("employee")


def pages() -> list[Route]:
    """Return every address below a partner that answers GET and is no API."""
    found = [route for route in routes() if route.is_of_partner and not route.is_api]
    return [route for route in found if "get" in route.view.http_method_names and hasattr(route.view, "get")]


def visitor(route: Route) -> str:
    """Return the login that may see a page: the first office that may, an employee for one's own pages.

    :raises LookupError: when nobody may
    """
    wanted = route.view.permission
    if wanted == "me.view":
        return EVE
    if route.name in VISITORS:
        return login(VISITORS[route.name])
    holders = [office.mailbox for office in OFFICES if wanted in ROLE_PERMISSIONS[Role(office.role)]]
    if not holders:
        raise LookupError(f"No demonstration login holds {wanted!r}, which {route} needs")
    return login(holders[0])


def addresses(route: Route) -> list[str]:
    """Return addresses of the page, for rows in different states where there are any. Call inside Site.data().

    :raises LookupError: when nothing makes one of its parameters
    """
    wanted = [name for name in route.parameters if name != "partner_code"]
    partner = Partner.objects.get(code=COUNTY)
    with partner_scope(partner.pk):
        family = next((make for start, make in FAMILIES.items() if f"/{start}" in str(route)), nothing)
        made = family(partner) if wanted else [{}]
    usable = [one for one in made if one.keys() >= set(wanted) and one.get("only", route.name) == route.name]
    if not usable:
        raise LookupError(f"Nothing makes {wanted} of {route}: see FAMILIES")
    given = [{"partner_code": COUNTY} | {name: one[name] for name in wanted} for one in usable]
    return list(dict.fromkeys(reverse(route.name, kwargs=one) for one in given))[:MOST]


def nothing(_partner: Partner) -> Arguments:
    """Make nothing."""
    return []


def own_payslips(partner: Partner) -> Arguments:
    """The newest payslip that Eve may see."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    slips = Payslip.objects.filter(person_id=person, run__state="RELEASED").select_related("run", "employment")
    slip = slips.latest("run__period__pay_date")
    return [{"run_uuid": slip.run.uuid, "employment_uuid": slip.employment.uuid, "line": 1}]


def runs(_partner: Partner) -> Arguments:
    """A run in each state, each with somebody who is paid in it."""
    made = []
    for state in ("CALCULATED", "APPROVED", "RELEASED", "DRAFT"):
        run = PayRun.objects.filter(state=state).order_by("-n_calculated", "-period__pay_date", "id").first()
        if run is not None:
            slip = Payslip.objects.filter(run=run).select_related("employment").order_by("id").first()
            made.append({"run_uuid": run.uuid} | ({"employment_uuid": slip.employment.uuid} if slip else {}))
    return made


def questions(_partner: Partner) -> Arguments:
    """An open question to payroll, and an answered one."""
    return [{"query_uuid": one.uuid} for one in PayQuery.objects.order_by("-state", "id")]


def jobs(_partner: Partner) -> Arguments:
    """The newest job."""
    return [{"job_uuid": one.uuid} for one in BackgroundJob.objects.filter(kind="hr.import_people").order_by("-id")[:1]]


def events(partner: Partner) -> Arguments:
    """The newest events of the trail, of different kinds."""
    newest = AuditEvent.objects.filter(partner_id=partner.pk).order_by("action", "-id").distinct("action")
    return [{"event_id": one.pk} for one in newest]


def people(_partner: Partner) -> Arguments:
    """Somebody with a loan, somebody with a recurring element, and the changes to come that prepare.py has made."""
    made = []
    loan = StudentLoan.objects.filter(valid__upper_inf=True).order_by("id").first()
    element = RecurringElement.objects.filter(valid__upper_inf=True).order_by("id").first()
    for row in (loan, element):
        job = Assignment.objects.filter(employment_id=row.employment_id).select_related("person", "employment")[0]
        account = BankAccount.objects.filter(employment_id=row.employment_id).order_by("-id").first()
        facts = {"person": job.person.uuid, "employment": job.employment.uuid, "assignment": job.uuid}
        made.append(facts | {"account": account.uuid})
    made[0] |= {"plan": loan.plan}
    made[1] |= {"recurring": element.uuid}
    return made + absences() + changes_to_come()


def absences() -> Arguments:
    """An absence in each state, with its person, and the job that leave is asked for."""
    found = AbsenceRecord.objects.select_related("person", "assignment").order_by("state", "id").distinct("state")
    return [{"person": one.person.uuid, "assignment": one.assignment.uuid, "absence": one.uuid} for one in found]


def leave(_partner: Partner) -> Arguments:
    """Leave in each state."""
    return [{"booking": one.uuid} for one in LeaveBooking.objects.order_by("state", "id").distinct("state")]


def own_jobs(partner: Partner) -> Arguments:
    """The job of Eve."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    return [{"assignment": one.uuid} for one in Assignment.objects.filter(person_id=person).order_by("id")]


def import_files(_partner: Partner) -> Arguments:
    """The template, and the files that prepare.py handed in: one with problems and one without."""
    found = BackgroundJob.objects.filter(kind="hr.import_people").order_by("id")
    checked = [{"job": one.uuid, "file_format": "csv"} for one in found if one.result.get("check_only")]
    wrong = [one for one in checked if one["job"] in {job.uuid for job in found if job.result.get("n_problems")}]
    return [*({"only": "hr:import_problems"} | one for one in wrong), *checked]


def death_cases(_partner: Partner) -> Arguments:
    """The cases of people who have died, in different states."""
    return [{"death_case": one.uuid} for one in DeathCase.objects.order_by("state", "id")]


def inputs(_partner: Partner) -> Arguments:
    """A monthly input in each state, and a job to enter one for."""
    found = MonthlyInput.objects.select_related("assignment").order_by("state", "-id").distinct("state")
    return [{"monthly_input": one.uuid, "assignment": one.assignment.uuid} for one in found]


def calendars(_partner: Partner) -> Arguments:
    """The calendar of the monthly council staff."""
    return [{"group_uuid": one.uuid} for one in PayGroup.objects.order_by("-code")]


def changes_to_come() -> Arguments:
    """What can still be taken back: a change of hours, a cost split, and the end of a pension membership."""
    today = timezone.localdate()
    terms = AssignmentTerms.objects.filter(valid__startswith__gt=today).select_related("person")
    splits = CostSplit.objects.filter(valid__startswith__gt=today).select_related("person", "assignment")
    ends = PensionMembership.objects.filter(valid__endswith__gt=today).select_related("person")
    return [
        *({"only": "hr:cancel_change", "person": one.person.uuid, "fact": "terms", "row": one.uuid} for one in terms),
        *({"only": "hr:cancel_ending", "person": one.person.uuid, "fact": "pension", "row": one.uuid} for one in ends),
        *(
            {"only": "hr:cancel_costs", "person": one.person.uuid, "assignment": one.assignment.uuid}
            | {"start": one.valid.lower.isoformat()}
            for one in splits
        ),
    ]


def requests(_partner: Partner) -> Arguments:
    """A change request in each state."""
    found = ChangeRequest.objects.order_by("state", "-id").distinct("state")
    return [{"change": one.uuid} for one in found]


def forewarnings(_partner: Partner) -> Arguments:
    """Something that is about to happen to somebody's pay."""
    return [{"forewarning": one.uuid} for one in Forewarning.objects.order_by("takes_effect_on", "id")[:1]]


def access_requests(_partner: Partner) -> Arguments:
    """The request that waits for its review, then the one that is answered, with its answer to read."""
    found = SarCase.objects.order_by("state", "id")
    made = [{"sar_case": one.uuid} for one in found]
    open_ones = [one for one in found if one.state == "COLLECTED"]
    answered = [one for one in found if one.state == "RELEASED"]
    return [
        *({"only": "sar_answer", "sar_case": one.uuid, "answer_format": "pdf"} for one in answered),
        *({"only": "sar_review", "sar_case": one.uuid} for one in open_ones),
        *({"only": "sar_decide", "sar_case": one.uuid, "part": "hr/person"} for one in open_ones),
        *({"only": name} | one for one in made for name in SAR_PAGES),
    ]


def schedules(_partner: Partner) -> Arguments:
    """The schedules."""
    return [{"retention_schedule": one.uuid} for one in RetentionSchedule.objects.order_by("-version")]


def erasures(_partner: Partner) -> Arguments:
    """The erasure that waits, and the one that is done, with its certificate."""
    found = PurgeProposal.objects.order_by("state", "id")
    done = [{"only": "erasure_certificate", "purge_proposal": one.uuid} for one in found if one.state == "DONE"]
    others = ("erasure", "erasure_approve", "erasure_reject")
    return [*done, *({"only": name, "purge_proposal": one.uuid} for one in found for name in others)]


def legal_holds(_partner: Partner) -> Arguments:
    """The holds."""
    return [{"legal_hold": one.uuid} for one in LegalHold.objects.order_by("id")]


def grants(partner: Partner) -> Arguments:
    """Somebody's access."""
    return [{"grant_id": one.pk} for one in Grant.objects.filter(partner=partner, user__email=login("manager"))]


SAR_PAGES = (
    "sar", "sar_identity", "sar_verify", "sar_clarification", "sar_clarified", "sar_extend", "sar_search",
    "sar_collect",
    "sar_release", "sar_refuse", "sar_withdraw",
)  # fmt: skip
FAMILIES: dict[str, Callable[[Partner], Arguments]] = {
    "me/payslips/": own_payslips,
    "me/leave/": own_jobs,
    "pay/runs/": runs,
    "pay/queries/": questions,
    "pay/inputs/": inputs,
    "pay/calendars/": calendars,
    "changes/": requests,
    "people/import/": import_files,
    "people/deaths/": death_cases,
    "people/": people,
    "leave/": leave,
    "forewarnings/": forewarnings,
    "jobs/": jobs,
    "privacy/requests/": access_requests,
    "privacy/retention/": schedules,
    "privacy/erasure/": erasures,
    "privacy/holds/": legal_holds,
    "audit/": events,
    "partnership/access/": grants,
}
