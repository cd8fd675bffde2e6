"""What the seeded demonstration lacks for looking at every page: runs in each state, and questions to payroll.

tests/browser/site.py calls `main` in a process of its own, on the database that was just seeded.
"""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from finance.models import CostCentre
from hr.models import (
    Assignment,
    AssignmentTerms,
    DeathCase,
    DeathOverpayment,
    Employment,
    Leaving,
    LeavingTask,
    OverpaymentCase,
    PensionMembership,
    Person,
    RepaymentPlan,
    StarterCase,
)
from hr.operations import bank_changes, costs, deaths, documents, imports, pensions, personal, right_to_work, terms
from hr.operations.bank_changes import SignIn
from hr.operations.bank_wishes import Wanted
from hr.operations.deaths import Report
from hr.operations.documents import NewDocument
from hr.operations.right_to_work import Check
from partners.models import Grant, Partner, User
from partners.operations import list_files
from partners.operations.list_files import Asked
from partners.queries import access
from partners.scope import partner_scope
from payroll.models import PayPeriod, PayRun, Payslip
from payroll.operations import pay_queries, pay_runs
from payroll.states import RunState
from sharedservices.common import exports
from sharedservices.common.exports import About
from sharedservices.demo.dates import NOVEMBER
from sharedservices.demo.organisations import COUNTY
from tests.browser.logins import login
from tests.browser.people_files import csv_file, row

COUNCIL, WORKS, CASUAL = "MONTHLY", "WORKS", "CASUAL"
COPY = b"%PDF-1.4\n% a copy\n%%EOF\n"


def main() -> None:
    """At the county council: calculate a November run, approve another, begin a third, ask about a payslip."""
    county, now = Partner.objects.get(code=COUNTY), timezone.now()
    payroll, approver, eve = (User.objects.get(email=login(mailbox)) for mailbox in ("payroll", "approver", "employee"))
    for group in (COUNCIL, WORKS):
        run = _begin(county.pk, group, payroll, now)
        with partner_scope(county.pk, actor_id=payroll.pk):
            pay_runs.calculate(run_id=run, by=payroll, at=now)
        pay_runs.drain(partner_id=county.pk, run_id=run, now=timezone.now, worker="browser tests")
    with partner_scope(county.pk, actor_id=approver.pk):
        pay_runs.approve(run_id=run, by=approver, at=now)
    _begin(county.pk, CASUAL, payroll, now)
    _ask(county.pk, eve, payroll, now)
    hr = User.objects.get(email=login("hr"))
    _make_list(hr, now)
    _plan_changes(county.pk, hr, now)
    _hand_in(county.pk, hr, now)
    _ask_for_another_account(county.pk, eve, now)
    _report_deaths(county.pk, hr, approver, now)
    _leave_the_team(county.pk, hr, now)
    _lose_permission(county.pk, hr, now)
    _keep_document(county.pk, eve, hr, now)


def _ask_for_another_account(partner_id: int, eve: User, at: datetime) -> None:
    """Have Eve name somebody to call, ask for another account, and cancel that again."""
    person_id = Grant.objects.get(user=eve, partner_id=partner_id).person_id
    with partner_scope(partner_id, actor_id=eve.pk, person_ids=frozenset({person_id})):
        person = Person.objects.get(pk=person_id)
        personal.add_emergency_contact(
            person=person.uuid, name="Sam Hartley", relationship="Partner", phone="07700 900127", by=eve, at=at
        )
        job = Employment.objects.filter(person=person).order_by("-id")[0]
        wanted = Wanted(holder="Eve Hartley", sort_code="200000", account_number="55779911")
        sign_in = SignIn(given_at=at, device_since=at, site="http://127.0.0.1")
        row = bank_changes.request(employment=job.uuid, wanted=wanted, sign_in=sign_in, by=eve, at=at)
        bank_changes.cancel(change=row.uuid, by=eve, at=at)


def _report_deaths(partner_id: int, by: User, second: User, at: datetime) -> None:
    """Report the deaths of the last two people who joined, after the runs were calculated, and confirm one."""
    known = Report(date_of_death=timezone.localdate(at), known="FAMILY", is_provisional=True)
    with partner_scope(partner_id, actor_id=by.pk):
        starters = StarterCase.objects.values("person_id")
        people = Person.objects.exclude(pk__in=starters).order_by("-id")[:2]
        first, _other = [deaths.report(person=one.uuid, known=known, by=by, at=at) for one in people]
        found = {"evidence": "CERTIFICATE", "date_of_death": known.date_of_death, "is_provisional": False}
        deaths.confirm(case=first.uuid, by=second, at=at, **found)
        run = PayRun.objects.filter(state=RunState.RELEASED).order_by("-id")[0]
        DeathOverpayment.objects.create(
            partner_id=partner_id, case=first, employment=Employment.objects.filter(person=people[0]).order_by("id")[0],
            run=run.uuid, run_label="October 2026", pay_date=known.date_of_death, days_overpaid=3, days_in_period=31,
            net_paid=Decimal("1820.55"), found_at=at,
        )  # fmt: skip


def _leave_the_team(partner_id: int, by: User, at: datetime) -> None:
    """Have somebody of the manager's team leave, whose keys the manager gets back."""
    today = timezone.localdate(at)
    with partner_scope(partner_id, actor_id=by.pk):
        team = Assignment.objects.filter(post__org_unit__code="HOS", valid__upper_inf=True)
        job = team.select_related("person", "employment").order_by("id")[0]
        row = Leaving.objects.create(
            partner_id=partner_id, person=job.person, employment=job.employment, assignment=job, recorded_by=by,
            leaving_reason="RESIGNATION", last_day=today + timedelta(days=60), notice_given_on=today, notice="WORKED",
            access="LAST_DAY", rehire="YES", exit_payment=Decimal(0), ends_employment=False, ended=[], recorded_at=at,
        )  # fmt: skip
        RepaymentPlan.objects.create(
            partner_id=partner_id, leaving=row, person=job.person, employment=job.employment, total=Decimal(120),
            instalment=Decimal(40), first_on=today, monthly_cap=Decimal(180), proposed_by=by,
            proposed_human=by.human_id, proposed_at=at,
        )  # fmt: skip
        OverpaymentCase.objects.create(
            partner_id=partner_id, leaving=row, person=job.person, employment=job.employment, run=uuid4(),
            run_label="October 2026", period_start=date(2026, 10, 1), period_end=date(2026, 11, 1),
            pay_date=date(2026, 10, 30), days_overpaid=15, days_in_period=31, net_paid=Decimal("1550.00"),
            found_by=by, found_at=at,
        )  # fmt: skip
        LeavingTask.objects.create(
            partner_id=partner_id, leaving=row, code="team-keys", title="Keys and card", owner="MANAGER", due_on=today
        )


def _lose_permission(partner_id: int, by: User, at: datetime) -> None:
    """Have the permission to work of somebody employed end today, and the nightly task of tomorrow."""
    today = timezone.localdate(at)
    check = Check(
        method="ONLINE", permission="TIME_LIMITED", document_type="eVisa", document_number="W1", checked_on=today,
        expires_on=today,
    )  # fmt: skip
    with partner_scope(partner_id, actor_id=by.pk):
        starters, died = StarterCase.objects.values("person_id"), DeathCase.objects.values("person_id")
        employed = Employment.objects.filter(valid__contains=today, valid__upper_inf=True).values("person_id")
        person = Person.objects.filter(pk__in=employed).exclude(pk__in=starters).exclude(pk__in=died).latest("id")
        right_to_work.record(person=person.uuid, check=check, copy=COPY, by=by, at=at)
        right_to_work.watch(partner_id=partner_id, at=at + timedelta(days=1))


def _keep_document(partner_id: int, eve: User, by: User, at: datetime) -> None:
    """Keep a document that Eve may see."""
    with partner_scope(partner_id, actor_id=by.pk):
        person = Person.objects.get(pk=Grant.objects.get(user=eve, partner_id=partner_id).person_id)
        new = NewDocument(kind="OTHER", title="Welcome letter", content=COPY, is_for_person=True)
        documents.store(person=person.uuid, new=new, by=by, at=at)


def _plan_changes(partner_id: int, by: User, at: datetime) -> None:
    """Give somebody fewer hours, somebody other costs and somebody no pension from the next month but one."""
    today = timezone.localdate(at)
    start = (today.replace(day=1) + timedelta(days=62)).replace(day=1)
    with partner_scope(partner_id, actor_id=by.pk):
        members = PensionMembership.objects.filter(valid__upper_inf=True).values("assignment_id")
        full_time = AssignmentTerms.objects.filter(valid__upper_inf=True, contract_hours__gt=30).values("assignment_id")
        jobs = Assignment.objects.filter(pk__in=members, valid__upper_inf=True).filter(pk__in=full_time)
        member, *others = jobs.select_related("employment").order_by("id")[:3]
        why = {"reason": "Agreed with the manager", "by": by, "at": at}
        centres = CostCentre.objects.filter(legal_entity_id=others[1].employment.legal_entity_id).order_by("id")[:2]
        shares = {centre.uuid: Decimal(50) for centre in centres}
        pensions.leave(assignment=member.uuid, last_day=start - timedelta(days=1), **why)
        terms.change_hours(assignment=others[0].uuid, contract_hours=Decimal("22.2"), effective_from=start, **why)
        costs.change_cost_split(assignment=others[1].uuid, shares=shares, effective_from=start, **why)


def _make_list(hr: User, now: datetime) -> None:
    """Have a list laid out as a worker does it."""
    (allowed,) = (one for one in access(user=hr, on=now.date()) if one.partner.code == COUNTY)
    told = About(what="People", who=hr.full_name, partner=allowed.partner.name, at=now)
    wanted = Asked(
        title="People", filename="people.pdf", address="/people/", permission="people.view",
        page=exports.paper(["Name"], [["Beverley Ogden"]], told, most=1),
        trail={"object_type": "hr_person", "object_id": "list", "label": "People", "changes": {"rows": 1}},
    )  # fmt: skip
    with partner_scope(allowed.partner.pk, actor_id=hr.pk):
        job = list_files.ask(access=allowed, wanted=wanted, by=hr, at=now)
        list_files.make(job=job.uuid, by=hr, at=now)


def _begin(partner_id: int, group: str, by: User, at: datetime) -> int:
    with partner_scope(partner_id, actor_id=by.pk):
        paid = PayRun.objects.filter(state=RunState.RELEASED).values("period_id")
        unpaid = PayPeriod.objects.filter(pay_group__code=group, pay_date__gte=NOVEMBER).exclude(pk__in=paid)
        return pay_runs.create(period_id=unpaid.order_by("pay_date", "id")[0].pk, by=by, at=at).pk


def _ask(partner_id: int, eve: User, payroll: User, at: datetime) -> None:
    person = [Grant.objects.get(user=eve, partner_id=partner_id).person_id]
    with partner_scope(partner_id, actor_id=eve.pk, person_ids=person):
        slip = Payslip.objects.select_related("run", "employment").latest("run__period__pay_date")
        about = {"run": slip.run.uuid, "employment": slip.employment.uuid, "person_ids": person, "by": eve, "at": at}
        answered = pay_queries.open(line=None, message="Is my overtime of last week in this?", **about)
        pay_queries.open(line=1, message="My hours went up in October. Is this the new figure?", **about)
    with partner_scope(partner_id, actor_id=payroll.pk):
        pay_queries.answer(query_id=answered.pk, text="It is paid with next month's pay.", by=payroll, at=at)


def _hand_in(partner_id: int, by: User, at: datetime) -> None:
    """Have two people files checked: one is right, the other has problems."""
    with partner_scope(partner_id, actor_id=by.pk):
        files = {
            "starters.csv": csv_file(row("990001"), row("990002", forenames="Alex")),
            "wrong.csv": csv_file(row("990003", tax_code="12X57"), row("990004", date_of_birth="31/02/1990")),
        }
        for name, content in files.items():
            job = imports.start(
                partner_id=partner_id, file=io.BytesIO(content), name=name, by=by, at=at, check_only=True
            )
            imports.begin(job=job.uuid, by=by, at=at)
            imports.run(job=job.uuid, by=by, clock=lambda: at)
