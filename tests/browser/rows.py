"""Which rows of the demonstration a page is looked at for: rows in different states look different."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from finance.models import (
    BudgetDecision,
    CostCentre,
    Journal,
    Period,
    PostingCheck,
    SupplierAccount,
    SupplierBank,
    SupplierInvoice,
)
from hr.engine import statutory
from hr.models import (
    AbsenceRecord,
    AbsenceTerms,
    ActingUp,
    AgencyAssignment,
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
    Extract,
    FamilyKin,
    FamilyLeaveBlock,
    FamilyTalk,
    Forewarning,
    HrQuestion,
    IncrementDecision,
    LeaveBooking,
    LeaveCredit,
    LeaveYearRun,
    LeavingTask,
    LiabilityPerson,
    LoadRun,
    MarketSupplement,
    MissingCase,
    MonthlyInput,
    NinoClash,
    OnboardingDocument,
    OnboardingIssue,
    OrgUnit,
    OverpaymentCase,
    PayGroup,
    PayProtection,
    PensionMembership,
    Person,
    PersonMerge,
    Post,
    PostHolding,
    RecurringElement,
    RedundancyConsultation,
    RepaymentPlan,
    Representative,
    RightToWork,
    RightToWorkSuspension,
    SeniorPost,
    SensitivePost,
    ServiceDate,
    StaffGroup,
    StarterCase,
    StarterGate,
    StepDownNotice,
    StudentLoan,
    TransferEnvelope,
    Vacancy,
)
from hr.queries import merges
from partners.models import (
    AccessProposal,
    AddressStop,
    AuditEvent,
    AutoApproval,
    BackgroundJob,
    ChangeRequest,
    Grant,
    Letter,
    LetterBatch,
    ListFile,
    MailProfile,
    Partner,
    User,
)
from partners.scope import partner_scope
from payroll.models import PayGapReport, PayQuery, PayRun, Payslip
from tests.browser.logins import login

Arguments = list[dict[str, Any]]


def nothing(_partner: Partner) -> Arguments:
    """Make nothing."""
    return []


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


def list_files(_partner: Partner) -> Arguments:
    """The list that prepare.py had laid out."""
    return [{"list_file": one.uuid} for one in ListFile.objects.order_by("-id")[:1]]


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
    decided = IncrementDecision.objects.select_related("person").order_by("id").first()
    made += [{"person": decided.person.uuid, "decision": decided.uuid}] if decided else []
    for name, model in (("protection", PayProtection), ("supplement", MarketSupplement)):
        made += [{"person": one.person.uuid, name: one.uuid} for one in model.objects.select_related("person")[:1]]
    made += [
        {"only": "hr:person_merge", "person": one.person, "duplicate": one.duplicate}
        for one in merges.pairs(partner_id=about.partner_id).page([], 0, 1)
    ]
    for since in ServiceDate.objects.filter(ended_at=None).select_related("person", "employment").order_by("id")[:1]:
        made.append({"person": since.person.uuid, "employment": since.employment.uuid, "purpose": since.purpose})
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


def increments(_partner: Partner) -> Arguments:
    """The list of increments that waits, somebody on it, and the rule of a staff group."""
    row = ChangeRequest.objects.filter(kind="hr.increments").order_by("id").first()
    made: Arguments = [{"staff_group": one.uuid} for one in StaffGroup.objects.order_by("id")[:1]]
    return made + (
        [{"given_in": row.payload["given_in"], "assignment": row.payload["rows"][0]["assignment"]}] if row else []
    )


def duty_reviews(_partner: Partner) -> Arguments:
    """Somebody who acts up, and whose review comes."""
    return [{"duty": "acting", "reviewed": one.uuid} for one in ActingUp.objects.order_by("id")[:1]]


def leave(_partner: Partner) -> Arguments:
    """Leave in each state, and the end of a leave year."""
    ends = [{"year_end": one.uuid} for one in LeaveYearRun.objects.order_by("id")[:1]]
    return [*ends, *({"booking": one.uuid} for one in LeaveBooking.objects.order_by("state", "id").distinct("state"))]


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


def ledger(_partner: Partner) -> Arguments:
    """Journals in different states, and periods that are open and closed."""
    found = Journal.objects.order_by("-id")
    chosen = {one.state + str(bool(one.reverses_id)) + one.kind: one for one in found}
    waiting = {one.payload["journal"] for one in ChangeRequest.objects.filter(kind="finance.journal", state="WAITING")}
    drafts = [one for one in found if one.state == "DRAFT"]
    posted_alone = PostingCheck.objects.filter(is_passed=True).select_related("journal").order_by("id")
    return [
        *({"journal": one.uuid} for one in found if str(one.uuid) in waiting),
        *({"journal": one.uuid} for one in chosen.values() if one.state != "DRAFT"),
        *({"journal": one.journal.uuid, "only": "finance:journal"} for one in posted_alone[:1]),
        *({"journal": one.uuid, "only": "finance:journal_edit"} for one in drafts[:1]),
        *({"period": one.uuid} for one in Period.objects.filter(number__in=(3, 8)).order_by("number", "id")[:2]),
    ]


def budgets(_partner: Partner) -> Arguments:
    """Decisions in every state, a virement that is a draft, and a cost centre to comment on."""
    found = list(BudgetDecision.objects.order_by("-id"))
    drafts = [one for one in found if one.state == "DRAFT" and one.kind == "VIREMENT"]
    centres = CostCentre.objects.filter(legal_entity__in={one.legal_entity_id for one in found}).order_by("id")
    return [
        *({"budget_decision": one.uuid, "only": "finance:budget_decision"} for one in found),
        *({"budget_decision": one.uuid, "only": "finance:virement_edit"} for one in drafts[:1]),
        *({"centre_code": one.code} for one in centres[:1]),
    ]


def payables(_partner: Partner) -> Arguments:
    """An invoice in each state, one that can be rerouted, and a supplier in each state."""
    found = {one.state: one for one in SupplierInvoice.objects.order_by("-id")}
    accounts = {one.state: one for one in SupplierAccount.objects.order_by("-id")}
    asked = SupplierBank.objects.filter(state="PROPOSED").values("account")
    waiting = SupplierAccount.objects.filter(pk__in=asked).order_by("id")[:1]
    open_ones = [one for one in found.values() if one.state in ("RECEIVED", "MATCHED", "EXCEPTION")]
    return [
        *({"invoice": one.uuid} for one in found.values()),
        *({"invoice": one.uuid, "only": "finance:invoice_correct"} for one in open_ones[:1]),
        *({"supplier_account": one.uuid} for one in (*accounts.values(), *waiting)),
        *(
            {"supplier_account": one.uuid, "only": "finance:cis_account"}
            for one in SupplierAccount.objects.filter(is_subcontractor=True).order_by("-id")[:2]
        ),
    ]


def agency_workers(_partner: Partner) -> Arguments:
    """An assignment on the register."""
    return [{"agency_worker": one.uuid} for one in AgencyAssignment.objects.order_by("id")[:1]]


def statutory_returns(_partner: Partner) -> Arguments:
    """Each return to government."""
    return [{"statutory_return": one.code} for one in statutory.returns()]


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
    talks = FamilyTalk.objects.select_related("case").order_by("-id")[:1]
    found += [{"only": "hr:death_talk_correct", "death_case": one.case.uuid, "family_talk": one.uuid} for one in talks]
    kin = FamilyKin.objects.filter(ended_at=None).select_related("case").order_by("id")[:1]
    for name in ("hr:death_kin_answer", "hr:death_kin_tell", "hr:death_kin_end"):
        found += [{"only": name, "death_case": one.case.uuid, "family_kin": one.uuid} for one in kin]
    acting = Representative.objects.filter(state="RECORDED").select_related("case").order_by("id")[:1]
    for name in ("hr:estate_verify", "hr:estate_stop"):
        found += [{"only": name, "death_case": one.case.uuid, "estate_account": one.uuid} for one in acting]
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
    """A change request about people in each state: those of finance are read by others."""
    found = ChangeRequest.objects.filter(kind__startswith="hr.").order_by("state", "-id").distinct("state")
    return [{"change": one.uuid} for one in found]


def forewarnings(_partner: Partner) -> Arguments:
    """Something that is about to happen to somebody's pay."""
    return [{"forewarning": one.uuid} for one in Forewarning.objects.order_by("takes_effect_on", "id")[:1]]


def let_through(_partner: Partner) -> Arguments:
    """What needs no approval."""
    return [{"auto_approval": one.uuid} for one in AutoApproval.objects.order_by("id")]


def merged_records(_partner: Partner) -> Arguments:
    """Two records that became one."""
    return [{"merge": one.uuid} for one in PersonMerge.objects.order_by("id")]


def number_clashes(_partner: Partner) -> Arguments:
    """A National Insurance number that two people claim."""
    return [{"clash": one.uuid} for one in NinoClash.objects.order_by("id")]


def grants(partner: Partner) -> Arguments:
    """Somebody's access, and access that waits for a second administrator."""
    waiting = [{"access_proposal": one.uuid} for one in AccessProposal.objects.filter(state="PROPOSED").order_by("id")]
    held = Grant.objects.filter(partner=partner, user__email=login("manager"))
    return [*({"grant_id": one.pk} for one in held), *waiting]


def leavers(_partner: Partner) -> Arguments:
    """A leaving, with a task of it."""
    return [{"leaving": one.leaving.uuid, "leaving_task": one.uuid} for one in _tasks()]


def repayments(_partner: Partner) -> Arguments:
    """A plan of repayment that waits for agreement."""
    return [{"repayment_plan": one.uuid} for one in RepaymentPlan.objects.order_by("id")]


def overpayments(_partner: Partner) -> Arguments:
    """A payslip of a leaver that could not be worked out again."""
    rows = OverpaymentCase.objects.filter(net_overpaid=None).select_related("leaving").order_by("id")
    return [{"leaving": one.leaving.uuid, "overpayment": one.uuid} for one in rows]


def liability_information(_partner: Partner) -> Arguments:
    """What a new employer is told about somebody."""
    rows = LiabilityPerson.objects.select_related("disclosure").order_by("id")
    return [{"liability": one.disclosure.uuid, "liability_person": one.uuid, "file_format": "pdf"} for one in rows]


def senior_posts(_partner: Partner) -> Arguments:
    """A senior post that waits, and one that is agreed."""
    states = {"PROPOSED": "hr:senior_post_decide", "AGREED": "hr:senior_post_end"}
    rows = SeniorPost.objects.order_by("id")
    return [{"senior_post": one.uuid, "only": states[one.state]} for one in rows if one.state in states]


def consultations(_partner: Partner) -> Arguments:
    """A consultation about redundancies."""
    return [{"redundancy_consultation": one.uuid} for one in RedundancyConsultation.objects.order_by("id")]


def team_tasks(_partner: Partner) -> Arguments:
    """A manager’s task that is still to do."""
    return [{"team_task": one.uuid} for one in LeavingTask.objects.filter(code="team-keys").order_by("id")]


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


def request_papers(_partner: Partner) -> Arguments:
    """The documents of requests about no single person."""
    rows = ChangeRequest.objects.filter(person_id=None).exclude(attachments=[]).order_by("id")
    return [{"carrier": one.uuid, "request_paper": one.attachments[0][0]} for one in rows]
