"""Which pages there are below a partner, who may see each, and their addresses in the seeded county council.

A page whose parameters no family makes fails its test: add a family, or a parameter to one. What answers something
else than a whole page is listed with its reason.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hr.models import (
    AbsenceRecord,
    AbsenceTerms,
    ActingUp,
    Assignment,
    AssignmentTerms,
    BankAccount,
    BankChange,
    CarriedWork,
    CaseMember,
    CaseStatement,
    ClaimLine,
    ClaimType,
    CostSplit,
    DeathCase,
    DeathOverpayment,
    DeathTask,
    Document,
    EmergencyContact,
    Employment,
    Extract,
    FamilyLeaveBlock,
    Forewarning,
    HrQuestion,
    LeaveBooking,
    LeaveCredit,
    LeaveYearRun,
    LeavingTask,
    LoadRun,
    MissingCase,
    MonthlyInput,
    NinoClash,
    OnboardingDocument,
    OnboardingIssue,
    OrgUnit,
    PayGroup,
    PensionMembership,
    Person,
    Post,
    PostHolding,
    RecurringElement,
    RightToWork,
    RightToWorkSuspension,
    SensitivePost,
    StaffGroup,
    StarterCase,
    StarterGate,
    StepDownNotice,
    StudentLoan,
    TransferEnvelope,
    Vacancy,
)
from partners.models import (
    AddressStop,
    AuditEvent,
    AutoApproval,
    BackgroundJob,
    Breach,
    ChangeRequest,
    Grant,
    LegalHold,
    Letter,
    LetterBatch,
    LookerReport,
    MailProfile,
    Partner,
    PurgeProposal,
    RetentionSchedule,
    RightsCase,
    SarCase,
    SarDocument,
    User,
)
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from payroll.models import PayGapReport, PayQuery, PayRun, Payslip
from sharedservices.demo.logins import JOINING, OFFICES
from sharedservices.demo.organisations import ARRIVING, COUNTY, PARTNERS, POLICE, WESTMARSH
from tests.guards.walk import Route, routes

Arguments = list[dict[str, Any]]

# Parts of pages, which htmx puts into a page that is walked itself.
FRAGMENTS = {
    "job_progress": "the bar of the job page",
    "run_progress": "the bar of a run",
    "hr:job_name": "the name beside a job number that is being typed",
}
# Addresses that show another page again, with the errors of its form.
SAME_PAGE = {
    "hr:input_reject": "the page of the input",
    "hr:my_start_answers": "whoever has nothing to say is sent to My start",
}
# Files, and what they are.
CSV, PDF = "text/csv", "application/pdf"
DOWNLOADS = {
    "my_payslip_pdf": PDF,
    "run_payslip_pdf": PDF,
    "erasure_certificate": PDF,
    "sar_answer": PDF,
    "sar_document_file": PDF,
    "rights_supplied": "application/json",
    "hr:my_copy": "application/json",
    "hr:my_answer": PDF,
    "run_report": PDF,
    "hr:redundancy_pdf": PDF,
    "run_changes_csv": CSV,
    "run_lines": CSV,
    "run_listing": CSV,
    "hr:import_problems": CSV,
    "hr:import_template": CSV,
    "hr:onboarding_template": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pay_gap_upload": CSV,
    "pay_gap_pdf": PDF,
    "hr:changes_template": CSV,
    "hr:reference_template": CSV,
    "hr:document": PDF,
    "letter_batch_pdf": PDF,
    "letter_batch_manifest": CSV,
    "hr:my_document": PDF,
    "hr:claim_receipt": PDF,
}

# Pages that the first office with the permission does not see: what they are about is somebody else's.
VISITORS = {
    "hr:number_clash": "sensitive",
    "job": "hr",
    "job_progress": "hr",
    "hr:cancel_change": "hr",
    "hr:cancel_ending": "hr",
}

MOST = 4  # addresses of one page: rows in different states look different, more of the same only take time
DOMAINS = {spec.code: spec.domain for spec in (*PARTNERS, ARRIVING)}


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
    if wanted in {"me.view", "me.equality", "me.propose", "me.claim", "me.time", "me.ask"}:
        return EVE
    if route.name in VISITORS:
        return login(VISITORS[route.name], place_of(route))
    offices = JOINING if is_of_arrival(route) else OFFICES
    holders = [office.mailbox for office in offices if wanted in ROLE_PERMISSIONS[Role(office.role)]]
    if not holders:
        raise LookupError(f"No demonstration login holds {wanted!r}, which {route} needs")
    return login(holders[0], place_of(route))


def addresses(route: Route) -> list[str]:
    """Return addresses of the page, for rows in different states where there are any. Call inside Site.data().

    :raises LookupError: when nothing makes one of its parameters
    """
    wanted = [name for name in route.parameters if name != "partner_code"]
    partner = Partner.objects.get(code=place_of(route))
    with partner_scope(partner.pk):
        family = next((make for start, make in FAMILIES.items() if f"/{start}" in str(route)), nothing)
        made = family(partner) if wanted else [{}]
    usable = [one for one in made if one.keys() >= set(wanted) and one.get("only", route.name) == route.name]
    if not usable:
        raise LookupError(f"Nothing makes {wanted} of {route}: see FAMILIES")
    given = [{"partner_code": partner.code} | {name: one[name] for name in wanted} for one in usable]
    return list(dict.fromkeys(reverse(route.name, kwargs=one) for one in given))[:MOST]


def is_of_arrival(route: Route) -> bool:
    """Say whether a page belongs to the onboarding: the seeded county council is long in."""
    return "/onboarding/" in str(route) or "/work-carried-over/" in str(route)


def place_of(route: Route) -> str:
    """Return the partner at which a page is visited: letters and what goes with them are those of the police."""
    if any(str(route).startswith(f"/p/<slug:partner_code>/{start}") for start in OF_POLICE):
        return POLICE
    return WESTMARSH if is_of_arrival(route) else COUNTY


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
        facts |= {"letter_template": "general"}
        made.append(facts | {"account": account.uuid})
    made[0] |= {"plan": loan.plan}
    made[1] |= {"recurring": element.uuid}
    row = AssignmentTerms.objects.filter(assignment__uuid=made[0]["assignment"]).order_by("valid").first()
    made.append({"person": made[0]["person"], "terms_row": row.uuid})
    held = PostHolding.objects.filter(assignment__uuid=made[0]["assignment"]).order_by("valid").first()
    made.append({"person": made[0]["person"], "held": held.uuid})
    cover = ActingUp.objects.select_related("person").order_by("-valid").first()
    made += [{"person": cover.person.uuid, "acting": cover.uuid}] if cover else []
    asked = ChangeRequest.objects.exclude(person_id=None).order_by("id").first()
    about = Person.objects.get(pk=asked.person_id)
    made.append({"only": "hr:show_asked_nino", "person": about.uuid, "change": asked.uuid})
    made += carried_hours()
    return made + absences() + family_leave() + step_downs() + documents() + changes_to_come()


def absences() -> Arguments:
    """An absence in each state, with its person, and the job that leave is asked for."""
    found = AbsenceRecord.objects.select_related("person", "assignment").order_by("state", "id").distinct("state")
    return [{"person": one.person.uuid, "assignment": one.assignment.uuid, "absence": one.uuid} for one in found]


def family_leave(_partner: Partner | None = None) -> Arguments:
    """A case of family leave with a part of it, and kinds of leave to record for its job."""
    made: Arguments = []
    parts = FamilyLeaveBlock.objects.filter(is_cancelled=False).select_related("person", "leave", "assignment")
    for one in parts.order_by("id")[:1]:
        made.append({"person": one.person.uuid, "family_leave": one.leave.uuid, "block": one.uuid})
        job = {"person": one.person.uuid, "assignment": one.assignment.uuid}
        made += [job | {"leave_kind": kind} for kind in ("maternity", "shared_parental", "bereavement", "carers")]
    return made


def carried_hours() -> Arguments:
    """Hours of leave that were carried over."""
    found = LeaveCredit.objects.select_related("person", "assignment").order_by("id")[:1]
    return [{"person": one.person.uuid, "assignment": one.assignment.uuid, "credit": one.uuid} for one in found]


def agreed_terms(_partner: Partner) -> Arguments:
    """A staff group for which something is agreed about absence."""
    found = AbsenceTerms.objects.select_related("staff_group").order_by("id")[:1]
    return [{"staff_group": one.staff_group.uuid} for one in found]


def step_downs() -> Arguments:
    """A notice that sick pay goes down."""
    found = StepDownNotice.objects.select_related("person").order_by("id")[:1]
    return [{"person": one.person.uuid, "notice": one.uuid} for one in found]


def documents() -> Arguments:
    """A PDF about somebody."""
    found = Document.objects.filter(content_type="application/pdf").select_related("person").order_by("id")[:1]
    return [{"person": one.person.uuid, "document": one.uuid} for one in found]


def starters(_partner: Partner) -> Arguments:
    """A starter in each state, a gate of theirs, a check, a suspension, a staff group."""
    made: Arguments = []
    for case in StarterCase.objects.order_by("state", "id").distinct("state"):
        gates = StarterGate.objects.filter(case=case, gate="IDENTITY")
        made.append({"starter_case": case.uuid} | ({"gate": "identity"} if gates.exists() else {}))
    made += [{"check": one.uuid} for one in RightToWork.objects.filter(withdrawn_at=None).order_by("id")[:1]]
    made += [{"suspension": one.uuid} for one in RightToWorkSuspension.objects.order_by("id")[:1]]
    return made + [{"staff_group": one.uuid} for one in StaffGroup.objects.order_by("id")[:1]]


def duty_reviews(_partner: Partner) -> Arguments:
    """Somebody who acts up, and whose review comes."""
    return [{"duty": "acting", "reviewed": one.uuid} for one in ActingUp.objects.order_by("id")[:1]]


def own_documents(partner: Partner) -> Arguments:
    """A document that Eve may see."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    found = Document.objects.filter(person_id=person, is_for_person=True).order_by("id")[:1]
    return [{"document": one.uuid} for one in found]


def leave(_partner: Partner) -> Arguments:
    """Leave in each state, and the end of a leave year."""
    ends = [{"year_end": one.uuid} for one in LeaveYearRun.objects.order_by("id")[:1]]
    return [*ends, *({"booking": one.uuid} for one in LeaveBooking.objects.order_by("state", "id").distinct("state"))]


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


def own_questions(partner: Partner) -> Arguments:
    """What Eve asked HR."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    return [{"own_question": one.uuid} for one in HrQuestion.objects.filter(person_id=person).order_by("id")]


def staff_questions(_partner: Partner) -> Arguments:
    """A question in each state."""
    return [{"hr_question": one.uuid} for one in HrQuestion.objects.order_by("state", "id").distinct("state")]


def staff_claims(_partner: Partner) -> Arguments:
    """A claim in each state, with a line and what is claimed."""
    lines = ClaimLine.objects.exclude(claim__submitted_at=None).select_related("claim")
    made: Arguments = [
        {"claim": one.claim.uuid, "claim_line": one.uuid}
        for one in lines.order_by("claim__state", "id").distinct("claim__state")
    ]
    return made + [{"claim_type": one.uuid} for one in ClaimType.objects.order_by("id")[:1]]


def own_answers(partner: Partner) -> Arguments:
    """Eve’s access request, which is answered."""
    person = Grant.objects.get(user__email=EVE, partner=partner).person_id
    with partner_scope(partner.pk):
        found = SarCase.objects.filter(person_id=person, state="RELEASED").order_by("-id")
        return [{"own_request": one.uuid, "answer_format": "pdf"} for one in found]


def bank_changes(_partner: Partner) -> Arguments:
    """A change of bank account in each state; steps are only for one that is under way."""
    found = BankChange.objects.order_by("-state", "id").distinct("state")
    return [{"bank_change": one.uuid} for one in found]


def import_files(_partner: Partner) -> Arguments:
    """The template, and the files that prepare.py handed in: one with problems and one without."""
    found = BackgroundJob.objects.filter(kind="hr.import_people").order_by("id")
    checked = [{"job": one.uuid, "file_format": "csv"} for one in found if one.result.get("check_only")]
    wrong = [one for one in checked if one["job"] in {job.uuid for job in found if job.result.get("n_problems")}]
    return [*({"only": "hr:import_problems"} | one for one in wrong), *checked]


def reference_sheets(_partner: Partner) -> Arguments:
    """Reference data by file: one sheet that costs money, and one that does not."""
    return [{"sheet": one, "file_format": "csv"} for one in ("pay-scales", "grades")]


def change_files(_partner: Partner) -> Arguments:
    """The templates for changes by file."""
    return [{"kind_of_file": "hours", "file_format": "csv"}]


def death_cases(_partner: Partner) -> Arguments:
    """The cases of people who have died, in different states."""
    found: list[dict[str, Any]] = [
        {"death_case": one.uuid, "family_template": "condolence"} for one in DeathCase.objects.order_by("state", "id")
    ]
    tasks = DeathTask.objects.filter(state="OPEN").select_related("case").order_by("id")[:1]
    paid = DeathOverpayment.objects.select_related("case").order_by("id")[:1]
    found += [{"only": "hr:death_task", "death_case": one.case.uuid, "death_task": one.uuid} for one in tasks]
    for name in ("hr:death_overpaid", "hr:death_overpaid_agree"):
        found += [{"only": name, "death_case": one.case.uuid, "death_overpaid": one.uuid} for one in paid]
    return found


def hr_cases(partner: Partner) -> Arguments:
    """The case that its officer sees, with somebody on its list and a statement."""
    with partner_scope(partner.pk, actor_id=User.objects.get(email=login("case")).pk):
        member = CaseMember.objects.filter(removed_at=None).select_related("case").latest("id")
        asked = CaseStatement.objects.get(case=member.case)
        return [{"hr_case": member.case.uuid, "case_member": member.uuid, "case_statement": asked.uuid}]


def pay_gaps(_partner: Partner) -> Arguments:
    """The figures of each employer."""
    return [{"pay_gap_report": one.uuid} for one in PayGapReport.objects.order_by("id")]


def arrival(_partner: Partner) -> Arguments:
    """A paper, an extract, loads, issues of each severity, and names of moves, totals and capacities."""
    names = {"action": "accept", "total": "people", "slot": "hr_manager", "domain": "work", "file_format": "xlsx"}
    names["carried_work"] = CarriedWork.objects.order_by("id").first().uuid
    paper = OnboardingDocument.objects.order_by("id").first()
    extract = Extract.objects.order_by("-id").first()
    open_ones = OnboardingIssue.objects.exclude(state="CLOSED").order_by("severity", "id").distinct("severity")
    loads = LoadRun.objects.order_by("-id")
    return [
        names | {"paper": paper.uuid, "extract": extract.uuid, "load": load.uuid, "issue": issue.uuid}
        for load, issue in zip(loads, open_ones, strict=False)
    ]


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


def let_through(_partner: Partner) -> Arguments:
    """What needs no approval."""
    return [{"auto_approval": one.uuid} for one in AutoApproval.objects.order_by("id")]


def access_requests(_partner: Partner) -> Arguments:
    """The request that waits for its review, then the one that is answered, with its answer to read."""
    found = SarCase.objects.order_by("state", "id")
    made = [{"sar_case": one.uuid} for one in found]
    open_ones = [one for one in found if one.state == "COLLECTED"]
    answered = [one for one in found if one.state == "RELEASED"]
    return [
        *({"only": "sar_answer", "sar_case": one.uuid, "answer_format": "pdf"} for one in answered),
        *({"only": "sar_review", "sar_case": one.uuid} for one in open_ones),
        *({"only": "sar_documents", "sar_case": one.uuid} for one in open_ones),
        *(
            {"only": name, "sar_case": one.case.uuid, "sar_document": one.uuid}
            for one in SarDocument.objects.filter(case__state="COLLECTED").select_related("case").order_by("id")[:1]
            for name in ("sar_document", "sar_document_file")
        ),
        *({"only": "sar_decide", "sar_case": one.uuid, "part": "hr/person"} for one in open_ones),
        *({"only": name} | one for one in made for name in SAR_PAGES),
    ]


def data_rights(_partner: Partner) -> Arguments:
    """What people ask: contested and restricted, a complaint, an objection that was refused."""
    found = RightsCase.objects.order_by("id")
    ports = [
        {"only": "rights_supplied", "rights_case": one.uuid, "answer_format": "json"}
        for one in found
        if one.kind == "PORT"
    ]
    return [*ports, *({"rights_case": one.uuid} for one in found)]


def breach_log(_partner: Partner) -> Arguments:
    """The breach whose clock runs, and the one that is closed."""
    return [{"breach": one.uuid} for one in Breach.objects.order_by("-state", "id")]


def looker_reports(_partner: Partner) -> Arguments:
    """The monthly report that nobody has read."""
    return [{"looker_report": one.uuid} for one in LookerReport.objects.order_by("id")]


def number_clashes(_partner: Partner) -> Arguments:
    """A National Insurance number that two people claim."""
    return [{"clash": one.uuid} for one in NinoClash.objects.order_by("id")]


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


def leavers(_partner: Partner) -> Arguments:
    """A leaving, with a task of it."""
    return [{"leaving": one.leaving.uuid, "leaving_task": one.uuid} for one in _tasks()]


def team_tasks(_partner: Partner) -> Arguments:
    """A manager’s task that is still to do."""
    rows = LeavingTask.objects.filter(state="OPEN", owner="MANAGER", leaving__state__in=["NOTICE", "LEFT"])
    return [{"team_task": one.uuid} for one in rows.order_by("id")[:1]]


def _tasks() -> Sequence[LeavingTask]:
    return list(LeavingTask.objects.filter(state="OPEN").select_related("leaving").order_by("id")[:1])


def envelopes(_partner: Partner) -> Arguments:
    """An envelope that the partner released, and one that waits for its signature."""
    ours = TransferEnvelope.objects.filter(state="RELEASED").order_by("id")
    theirs = TransferEnvelope.received.filter(state="RELEASED").order_by("id")
    to_sign, own = ("hr:transfer_accept", "hr:transfer_refuse"), ("hr:transfer_page", "hr:transfer_withdraw")
    return [
        *({"only": name, "envelope": one.uuid} for one in theirs for name in to_sign),
        *({"only": name, "envelope": one.uuid} for one in ours for name in own),
    ]


def units(_partner: Partner) -> Arguments:
    """A unit at the top and one below it."""
    below = OrgUnit.objects.filter(parent__isnull=False).select_related("parent").order_by("id").first()
    return [{"unit": below.uuid}, {"unit": below.parent.uuid}]


def posts(_partner: Partner) -> Arguments:
    """A post in each state."""
    return [{"post": one.uuid} for one in Post.objects.order_by("state", "id").distinct("state")]


def vacancies(_partner: Partner) -> Arguments:
    """A vacancy in each stage."""
    return [{"vacancy": one.uuid} for one in Vacancy.objects.order_by("stage", "id").distinct("stage")]


def paper(_partner: Partner) -> Arguments:
    """A batch that is printed with somebody in it who must not be written to, others, a letter, an address to mend."""
    posted = Letter.objects.filter(message__state="SENT", returned="").order_by("id").first()
    stop = AddressStop.objects.filter(mended_at=None).order_by("id").first()
    made: Arguments = [{"letter": posted.uuid}, {"address_stop": stop.uuid}]
    batches = [{"letter_batch": one.uuid} for one in LetterBatch.objects.order_by("-id")]
    held = LetterBatch.objects.filter(state="PRINTED").latest("id")
    pull, file = {"only": "letter_batch_pull"}, {"only": "letter_batch_pdf"}
    released = LetterBatch.objects.filter(state="RELEASED").latest("id")
    return [pull | {"letter_batch": held.uuid}, file | {"letter_batch": released.uuid}, *made, *batches]


def profiles(_partner: Partner) -> Arguments:
    """What mail shows, as somebody has proposed it."""
    return [{"mail_profile": one.uuid} for one in MailProfile.objects.filter(state="PROPOSED").order_by("id")]


def missing_people(_partner: Partner) -> Arguments:
    """Somebody who is missing."""
    return [{"missing_case": one.uuid} for one in MissingCase.objects.order_by("id")]


def sensitive_posts(_partner: Partner) -> Arguments:
    """A covert role and a protected address."""
    return [{"sensitive_post": one.uuid} for one in SensitivePost.objects.filter(lifted_at=None).order_by("id")]


OF_POLICE = ("letters/", "partnership/mail/", "people/missing/", "people/sensitive/", "people/number-clashes/")
SAR_PAGES = (
    "sar", "sar_identity", "sar_verify", "sar_clarification", "sar_clarified", "sar_extend", "sar_search",
    "sar_collect",
    "sar_release", "sar_refuse", "sar_withdraw",
)  # fmt: skip
FAMILIES: dict[str, Callable[[Partner], Arguments]] = {
    "me/payslips/": own_payslips,
    "me/leave/": own_jobs,
    "me/documents/": own_documents,
    "me/data/": own_answers,
    "me/": own_details,
    "my-changes/": own_requests,
    "my-claims/": own_claims,
    "my-time/": own_time,
    "ask-hr/": own_questions,
    "questions/": staff_questions,
    "claims/": staff_claims,
    "pay/runs/": runs,
    "pay/queries/": questions,
    "pay/inputs/": inputs,
    "pay/calendars/": calendars,
    "changes/without-approval/": let_through,
    "changes/": requests,
    "cases/": hr_cases,
    "reports/pay-gap/": pay_gaps,
    "onboarding/": arrival,
    "work-carried-over/": arrival,
    "starters/": starters,
    "duty-reviews/": duty_reviews,
    "partnership/mail/": profiles,
    "people/missing/": missing_people,
    "people/sensitive/": sensitive_posts,
    "people/number-clashes/": number_clashes,
    "people/import/": import_files,
    "people/deaths/": death_cases,
    "people/by-file/": change_files,
    "people/bank-changes/": bank_changes,
    "people/": people,
    "family-leave/": family_leave,
    "leave/": leave,
    "absence/": agreed_terms,
    "forewarnings/": forewarnings,
    "team/tasks/": team_tasks,
    "leavers/": leavers,
    "transfers/": envelopes,
    "jobs/": jobs,
    "privacy/requests/": access_requests,
    "privacy/rights/": data_rights,
    "privacy/breaches/": breach_log,
    "privacy/lookups/": looker_reports,
    "privacy/retention/": schedules,
    "privacy/erasure/": erasures,
    "privacy/holds/": legal_holds,
    "audit/": events,
    "partnership/access/": grants,
    "partnership/reference/": reference_sheets,
    "partnership/units/": units,
    "partnership/posts/": posts,
    "partnership/vacancies/": vacancies,
    "letters/": paper,
}
