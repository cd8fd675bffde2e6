"""A small fire authority on its way in: data loaded and not clean yet, some gates green and most of them red."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hr.engine.migration_totals import ESTABLISHED, Totals
from hr.importing import control_totals
from hr.models import Assignment, DataDomain, OnboardingIssue, OnboardingProject
from hr.operations import migration, migration_issues, onboarding, onboarding_terms
from hr.operations.onboarding import Paper
from hr.queries import migrations
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.demo import access
from sharedservices.demo.arriving_records import bring_records, load_file
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.foundation import load_foundation, make_partner
from sharedservices.demo.joining import people_file
from sharedservices.demo.member import Member
from sharedservices.demo.organisations import ARRIVING
from sharedservices.demo.people import GO_LIVE, Inventor
from sharedservices.demo.progress import once
from sharedservices.demo.staff import headcounts

PEOPLE = 24
FIRST_DAY = date(2027, 4, 1)
LABEL = "Bringing a partner in"
MOVES = ("assess", "make_case", "ask_for_decision", "sign_agreement", "design", "build", "migrate")
PAPERS = (
    ("BUSINESS_CASE", "FRA 2026/14", "Two options, with costs of five years"),
    ("DECISION", "FRA minute 61", "The authority joins from April 2027"),
    ("AGREEMENT", "Deed WM-2026-03", "Services, shares of cost, how one leaves"),
    ("DPIA", "DPIA 27", "Joint controllers; residual risk is low"),
    ("DATA_TERMS", "Deed WM-2026-03, schedule 6", "Joint arrangement for the data of firefighters, who stay"),
    ("ELI_IDENTITY", "List of 2 November", "Six people with name and age"),
    ("ELI_PARTICULARS", "Bundle of 2 November", "Written statements of the six"),
    ("EXIT_PLAN", "Deed WM-2026-03, schedule 9", "Data, ledgers and people, within six months"),
    ("VETTING", "Vetting list 4", "Eleven people cleared to see staff records"),
    ("HMRC", "Test 12 October", "A test submission was accepted"),
    ("ROLLBACK", "Rehearsal 2 November", "The old payroll paid 24 people from a copy in four hours"),
)
SIGNED = frozenset({"AGREEMENT", "DPIA", "ROLLBACK", "DATA_TERMS"})


def load_arriving(setup: User) -> str:
    """Load the partner on its way in, unless it is there, and say so."""
    partner = Partner.objects.filter(code=ARRIVING.code).first() or make_partner(ARRIVING)
    at = start_of_month_work(NOVEMBER)

    def work() -> dict[str, Any]:
        members = Inventor(ARRIVING).invent_many(PEOPLE)
        load_foundation(ARRIVING, partner, headcounts(members), by=setup, at=at)
        access.grant_joining(ARRIVING, partner, start=GO_LIVE)
        _bring_in(partner, [member.altered(ended=None) for member in members])
        return {"people": len(members)}

    once(partner, LABEL, work, by=setup, at=at)
    return f"{ARRIVING.name}: on its way in, {PEOPLE} people in its extracts"


def _bring_in(partner: Partner, members: list[Member]) -> None:
    """Open the project, record papers, load a first extract with faults and a second that is nearly right."""
    lead, at = access.office("migration", ARRIVING), start_of_month_work(NOVEMBER)
    with partner_scope(partner.pk, actor_id=lead.pk):
        project = onboarding.open_project(
            partner_id=partner.pk, staff_expected=PEOPLE, go_live_planned_on=FIRST_DAY, by=lead, at=at
        )
        for kind, reference, says in PAPERS:
            _paper(project, Paper(kind=kind, reference=reference, dated_on=NOVEMBER, says=says), lead, kind in SIGNED)
        onboarding_terms.decide_transfer(
            project=project.uuid, transfer="BACK_OFFICE", transfer_on=FIRST_DAY, by=lead, at=at,
            reason="Advice of counsel, October 2026: six people of personnel and pay transfer",
        )  # fmt: skip
        onboarding_terms.plan_freeze(
            project=project.uuid, freeze_from=FIRST_DAY - timedelta(days=20),
            freeze_until=FIRST_DAY - timedelta(days=1), by=lead, at=at,
        )  # fmt: skip
        for action in MOVES:
            onboarding.move(project=project.uuid, action=action, reason="As decided", by=lead, at=at)
        right = people_file(_with_shared_account(members))
        _load(project, right.replace(b",PERMANENT,", b",PERM,"), "staff-october.csv", {}, lead)
        migration.set_mapping(
            project=project.uuid, columns="", values="contract: PERM = PERMANENT", by=lead, at=at + timedelta(hours=1)
        )
        last = _load(project, right, "staff-november.csv", _declared(project), lead)
        owner = access.office("owner", ARRIVING)
        onboarding.sign_load(
            project=project.uuid, slot="DATA_OWNER", content_hash=last.content_hash,
            note="As reported by the old payroll",
            by=owner, at=at + timedelta(hours=2),
        )  # fmt: skip
        _accept_one(project, owner)
        bring_records(project, lead, hr=access.office("approver", ARRIVING))
        _other_domains(project, lead, owner)


def _other_domains(project: OnboardingProject, lead: User, owner: User) -> None:
    """Bring absence over, with a total that the old system counts otherwise, and work under way, which is signed."""
    jobs = Assignment.objects.select_related("employment").order_by("id")[:3]
    absent = [
        {
            "employee_number": job.employment.employee_no, "job_number": job.number, "record": "SICKNESS",
            "category": "BACK", "first_day": str(NOVEMBER - timedelta(days=60 * place)),
            "last_day": "" if place == 1 else str(NOVEMBER - timedelta(days=60 * place - 12)),
        }
        for place, job in enumerate(jobs, 1)
    ]  # fmt: skip
    under_way = [
        {
            "reference": f"ER-{number}", "kind": kind, "title": title, "next_step": step, "owner": lead.email,
            "due_on": str(FIRST_DAY + timedelta(days=days)), "employee_number": jobs[0].employment.employee_no,
        }
        for number, kind, title, step, days in (
            (114, "CASE", "Grievance, hearing set", "Hold the hearing", 12),
            (127, "OVERPAYMENT", "Overpayment of an allowance, in instalments", "Take the next instalment", 25),
        )
    ]  # fmt: skip
    load_file(project, DataDomain.ABSENCE, absent, {"absences": {"": Decimal(4)}}, lead)
    declared = {"items": {"": Decimal(2)}, "items_kind": {"CASE": Decimal(1), "OVERPAYMENT": Decimal(1)},
                "items_person": {"": Decimal(2)}}  # fmt: skip
    last = load_file(project, DataDomain.WORK, under_way, declared, lead)
    onboarding.sign_load(
        project=project.uuid, slot="DATA_OWNER", content_hash=last.content_hash, note="", by=owner,
        at=start_of_month_work(NOVEMBER) + timedelta(hours=3), domain=DataDomain.WORK,
    )  # fmt: skip


def _paper(project: OnboardingProject, paper: Paper, lead: User, is_signed: bool) -> None:
    at = start_of_month_work(NOVEMBER)
    made = onboarding.record_paper(project=project.uuid, paper=paper, by=lead, at=at)
    for mailbox, capacity in (("treasurer", "Treasurer, for the authority"), ("dpo", "Data protection officer")):
        if is_signed:
            signer = access.office(mailbox, ARRIVING)
            onboarding.sign_paper(document=made.uuid, capacity=capacity, by=signer, at=at)


def _with_shared_account(members: list[Member]) -> list[Member]:
    """Give two people the same account, and take one person's account and another's number away."""
    held = next(member for member in members if member.account_number)
    changed = [*members[:-3]]
    changed.append(members[-3].altered(sort_code=held.sort_code, account_number=held.account_number))
    changed.append(members[-2].altered(sort_code="", account_number=""))
    return [*changed, members[-1].altered(nino="")]


def _load(project: OnboardingProject, content: bytes, name: str, declared: Totals, lead: User) -> Any:
    at = start_of_month_work(NOVEMBER) + timedelta(hours=1)
    totals = io.BytesIO(control_totals.write(declared)) if declared else None
    taken = migration.take_extract(
        project=project.uuid, file=io.BytesIO(content), name=name, totals=totals, by=lead, at=at
    )
    return migration.load(
        extract=taken.uuid, apply=True, by=lead, at=at, seconds=lambda: Decimal("0.40"), step=lambda *_: None
    )


def _declared(project: OnboardingProject) -> Totals:
    """Return what the old payroll reports: what its rows come to, but for one person whom it counts twice."""
    found: Totals = {}
    for line in migrations.lines_of(migrations.latest_load(project)):
        if line.total != ESTABLISHED and line.staging is not None:
            found.setdefault(line.total, {})[line.key] = line.staging
    found["people"] = {"": Decimal(PEOPLE + 1)}
    return found


def _accept_one(project: OnboardingProject, owner: User) -> None:
    issue = OnboardingIssue.objects.filter(project=project, severity="S2", state="OPEN").order_by("id").first()
    if issue is not None:
        evidence = "Seen at the counter: a couple with one account"
        migration_issues.accept(issue=issue.uuid, evidence=evidence, by=owner, at=start_of_month_work(NOVEMBER))
