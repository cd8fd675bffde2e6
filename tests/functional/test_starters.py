"""Starters: gates, right to work, E3 and T-HR-6 (domain HR-06)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from celery import current_app
from django.db import DatabaseError, transaction
from django.test import Client

from hr import rules
from hr import rules_starters as starter_rules
from hr.engine.starters import Waiver
from hr.models import (
    Assignment,
    AssignmentTerms,
    BankAccount,
    CostSplit,
    Employment,
    NiCategory,
    PensionMembership,
    Person,
    PostVersion,
    RightToWork,
    RightToWorkNotice,
    RightToWorkSuspension,
    StarterCase,
    StarterGate,
    StudentLoan,
    TaxCode,
)
from hr.operations import (
    person_checks,
    right_to_work,
    starters,
    starters_gates,
    starters_hire,
    starters_policy,
    starters_probation,
)
from hr.operations import starters_payroll as payroll_facts
from hr.operations.check_faults import Dbs
from hr.operations.starters import Newcomer
from hr.operations.starters_gates import Finding
from hr.operations.starters_payroll import Answers
from hr.operations.starters_policy import GateWanted
from hr.queries import starters as found
from hr.rules import RuleBroken
from hr.states import RTW_SUSPENSION, STARTER_CASE, StarterState
from partners.models import AuditEvent, Grant, User
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import Payslip, RunMember
from payroll.operations import pay_runs
from payroll.rules import PR10
from sharedservices.common.flow import WrongState, pairs
from tests import scenarios
from tests import starters as story
from tests.factories import hr
from tests.people import grant, user
from tests.starters import ANSWERS, AT, PDF, START, WHO

P = "/p/northshire/"


@pytest.fixture
def org(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk, actor_id=cast.hana.pk):
        yield hr.organisation(cast.northshire)


@pytest.fixture
def lena(cast, org):
    who = user("Lena")
    grant(who, cast.northshire, Role.LINE_MANAGER)
    return who


def client_of(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def member(run, case) -> RunMember:
    return RunMember.objects.get(run=run, person_id=case.person_id)


NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def started(cast, org, **options):
    case = story.ready(cast, org, said=ANSWERS, **options)
    return starters_hire.arrive(case=case.uuid, arrived_on=case.start_date, by=cast.hana, at=NOON)


# --- E3 -------------------------------------------------------------------------------------------------------------
def test_e3_starter_without_right_to_work_marked_started_is_blocked_at_the_pay_gate(cast, org, lena):
    """E3: manager marks “started”: the pay gate blocks, HR has a task, no override path exists."""
    case = story.ready(cast, org, said=ANSWERS)
    check = RightToWork.objects.get(person=case.person)
    right_to_work.withdraw(check=check.uuid, reason="Not the person in the passport", by=cast.hana, at=AT)

    marked = starters_hire.arrive(case=case.uuid, arrived_on=START, by=lena, at=NOON)

    assert (marked.state, marked.arrived_on) == (StarterState.READY, START)
    home = client_of(cast.hana).get(P).content.decode()
    assert "At work without right to work" in home
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert (member(run, case).state, member(run, case).code) == ("QUARANTINED", "RIGHT_TO_WORK")


def test_e3_nothing_makes_an_exception(cast, org, lena):
    """E3: neither waiving, approving, SQL, nor a later approval by anybody lets somebody start without it."""
    case = story.signed(cast, org, with_proof=False)
    by = {"by": cast.ben, "at": AT}

    with pytest.raises(RuleBroken) as refused:
        starters_gates.waive(case=case.uuid, gate="RIGHT_TO_WORK", reason="She will bring it", **by)
    assert refused.value.rule == "HR-GATE-NEVER"
    with pytest.raises(RuleBroken) as refused:
        starters_gates.meet(case=case.uuid, gate="RIGHT_TO_WORK", finding=Finding(outcome="Seen"), **by)
    assert refused.value.rule == "HR-GATE-BY-RECORD"
    with pytest.raises(RuleBroken) as refused:
        starters.submit(case=case.uuid, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-GATES"
    seen = starters_hire.arrive(case=case.uuid, arrived_on=START, by=lena, at=NOON)
    assert seen.state == StarterState.CONTRACT_SIGNED
    assert not Employment.objects.filter(person=case.person).exists()

    gates = StarterGate.objects.filter(case=case, gate="RIGHT_TO_WORK")
    attempts = [
        lambda: gates.update(state="WAIVED", done_by=cast.ben, done_at=AT),
        lambda: gates.update(waiver="HR_MANAGER"),
        gates.delete,
        lambda: StarterCase.objects.filter(pk=case.pk).update(state="READY"),
        lambda: StarterCase.objects.filter(pk=case.pk).delete(),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_e3_database_keeps_ready_and_started_behind_a_valid_check(cast, org):
    case = story.ready(cast, org)
    right_to_work.withdraw(
        check=RightToWork.objects.get(person=case.person).uuid, reason="Mistake", by=cast.hana, at=AT
    )
    with pytest.raises(DatabaseError, match="right to work"), transaction.atomic():
        StarterCase.objects.filter(pk=case.pk).update(state="STARTED", arrived_on=START)
    with pytest.raises(DatabaseError), transaction.atomic():
        RightToWork.objects.filter(person=case.person).update(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")


def test_pr10_no_run_pays_somebody_whose_check_was_taken_back_after_the_calculation(cast, org):
    case = started(cast, org)
    other = hr.employee(cast.northshire, org=org, annual="36000.00")
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert member(run, case).state == "CALCULATED"
    right_to_work.withdraw(check=RightToWork.objects.get(person=case.person).uuid, reason="Forged", by=cast.hana, at=AT)
    with pytest.raises(PR10):
        pay_runs.approve(run_id=run.pk, by=cast.ben, at=scenarios.NOW)
    assert "would pay people without a right to work" in client_of(cast.amara).get(P).content.decode()

    again = scenarios.drain(pay_runs.calculate(run_id=run.pk, by=cast.amara, at=scenarios.NOW))
    pay_runs.approve(run_id=again.pk, by=cast.ben, at=scenarios.NOW)
    released = pay_runs.release(run_id=again.pk, by=cast.rhys, at=scenarios.NOW)
    assert released.state == "RELEASED"
    assert RunMember.objects.get(run=run, person_id=other.person.pk).state == "CALCULATED"
    assert member(run, case).state == "QUARANTINED"


def test_people_brought_over_have_no_case_and_are_paid(cast, org):
    other = hr.employee(cast.northshire, org=org, annual="36000.00")
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert RunMember.objects.get(run=run, person_id=other.person.pk).state == "CALCULATED"


# --- from offer to pay ----------------------------------------------------------------------------------------------
def test_a_starter_on_the_sixteenth_is_paid_fifteen_thirtieths(cast, org):
    """£36,000 a year, from 16 November, calendar days: 15/30 of £3,000 is £1,500.00 (domain HR-03, payroll rules 8)."""
    case = started(cast, org)
    run = scenarios.calculated_run(cast, org.pay_group, month=11)

    assert Payslip.objects.get(run=run, person_id=case.person_id).gross == Decimal("1500.00")


def test_make_ready_makes_every_fact_from_the_case(cast, org):
    said = Answers(
        statement="B", loan_plans=("2",), holder=ANSWERS.holder, sort_code=ANSWERS.sort_code,
        account_number=ANSWERS.account_number,
    )  # fmt: skip
    case = story.ready(cast, org, said=said)
    job = case.employment

    assert (job.valid.lower, job.legal_entity, job.continuous_service_from) == (START, org.entity, START)
    assert Assignment.objects.get(employment=job).post == org.post
    assert AssignmentTerms.objects.get(assignment=case.assignment).spot_annual == Decimal("36000.00")
    assert (CostSplit.objects.get().percent, CostSplit.objects.get().cost_centre) == (Decimal(100), org.cost_centre)
    code = TaxCode.objects.get(employment=job)
    assert (code.code, code.week1month1, code.source) == ("1257L", True, "STARTER_B")
    assert NiCategory.objects.get(employment=job).category == "A"
    assert StudentLoan.objects.get(employment=job).plan == "2"
    assert PensionMembership.objects.get(employment=job).scheme == org.pension
    assert BankAccount.objects.get(employment=job).last_four == "4958"
    login = Grant.objects.get(person_id=case.person_id)
    assert (login.role, login.user.email) == ("EMPLOYEE", "ada@home.example")


def test_without_a_declaration_tax_is_0t_month_1_and_a_later_one_takes_its_place(cast, org):
    """Income Tax (PAYE) Regulations 2003: no P45 and no statement: 0T on a month 1 basis."""
    case = story.ready(cast, org)
    code = TaxCode.objects.get(employment=case.employment)
    assert (code.code, code.week1month1, code.source) == ("0T", True, "NO_STATEMENT")

    payroll_facts.give(case=case.uuid, said=ANSWERS, by=cast.hana, at=AT)
    payroll_facts.take_over(case=case.uuid, by=cast.hana, at=AT)
    code.refresh_from_db()
    assert (code.code, code.week1month1, code.source) == ("1257L", False, "STARTER_A")
    with pytest.raises(WrongState):
        payroll_facts.take_over(case=case.uuid, by=cast.hana, at=AT)


def test_p45_of_this_year_counts_and_hr_starter_p45_wants_its_facts(cast, org):
    case = story.signed(cast, org)
    with pytest.raises(RuleBroken) as refused:
        payroll_facts.give(case=case.uuid, said=Answers(statement="P45"), by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-P45"
    said = Answers(
        statement="P45", p45_leaving_date=date(2026, 10, 30), p45_tax_code="1100L", p45_pay=Decimal("12000.00"),
        p45_tax=Decimal("980.20"),
    )  # fmt: skip
    payroll_facts.give(case=case.uuid, said=said, by=cast.hana, at=AT)
    starters.submit(case=case.uuid, by=cast.hana, at=AT)
    made = starters_hire.make_ready(case=case.uuid, by=cast.ben, at=AT)

    assert TaxCode.objects.get(employment=made.employment).code == "1100L"
    before = payroll_facts.PreviousPay.objects.get(employment=made.employment)
    assert (before.pay, before.tax, before.tax_year) == (Decimal("12000.00"), Decimal("980.20"), "2026-27")


# --- approval -------------------------------------------------------------------------------------------------------
def test_hr_starter_second_nobody_makes_ready_what_they_prepared_by_any_login(cast, org):
    case = story.signed(cast, org)
    starters.submit(case=case.uuid, by=cast.hana, at=AT)
    second_login = user("Hana-two")
    grant(second_login, cast.northshire, Role.HR_MANAGER)
    User.objects.filter(pk=second_login.pk).update(human_id=cast.hana.human_id)
    second_login.refresh_from_db()
    for same in (cast.hana, second_login):
        with pytest.raises(RuleBroken) as refused:
            starters_hire.make_ready(case=case.uuid, by=same, at=AT)
        assert refused.value.rule == "HR-STARTER-SECOND"
    with pytest.raises(DatabaseError), transaction.atomic():
        StarterCase.objects.filter(pk=case.pk).update(
            approved_by=second_login, approved_human=cast.ben.human_id, approved_at=AT
        )


def test_send_back_and_revise_lead_to_a_new_contract(cast, org):
    case = story.signed(cast, org)
    starters.submit(case=case.uuid, by=cast.hana, at=AT)
    back = starters.send_back(case=case.uuid, reason="Hours are wrong", by=cast.ben, at=AT)
    assert (back.state, back.submitted_by) == (StarterState.CONTRACT_SIGNED, None)
    with pytest.raises(WrongState):
        starters.set_money(case=case.uuid, money=None, by=cast.hana, at=AT)
    starters.revise(case=case.uuid, reason="Fewer hours", by=cast.hana, at=AT)
    job = starters.Job(
        post=org.post.uuid, pay_group=org.pay_group.uuid, kind="EMPLOYEE", title="Support officer",
        contract="PERMANENT", contract_hours=Decimal("18.5"),
    )  # fmt: skip
    starters.set_job(case=case.uuid, job=job, by=cast.hana, at=AT)
    with pytest.raises(RuleBroken) as refused:
        starters.sign(case=case.uuid, signed_on=AT.date(), signed_for_employer="Hana", copy=None, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-CONTRACT"


def test_the_table_is_what_the_database_allows(cast, org):
    """Every illegal pair of states is refused by the database, too (accept, sign, submit, void and the others)."""
    case = story.signed(cast, org)
    legal = {(pair.state, STARTER_CASE[pair.action].target) for pair in pairs(STARTER_CASE) if pair.is_legal}
    for state in StarterState:
        if (StarterState.CONTRACT_SIGNED, state) in legal or state == StarterState.CONTRACT_SIGNED:
            continue
        with pytest.raises(DatabaseError), transaction.atomic():
            StarterCase.objects.filter(pk=case.pk).update(state=state)


# --- gates ----------------------------------------------------------------------------------------------------------
def test_gates_of_the_job_are_tasks_with_owner_and_day(cast, org):
    starters_policy.set_job_gate(
        partner_id=org.partner.pk, role=org.role.uuid,
        wanted=GateWanted(gate="DBS", waiver="NEVER", level="Enhanced, child barred list"),
        effective_from=date(2026, 1, 1), reason="Regulated activity", by=cast.hana, at=AT,
    )  # fmt: skip
    case = starters.accept(case=story.offered(cast, org).uuid, by=cast.hana, at=AT)
    gates = {row.gate: row for row in found.gates_of(case)}

    assert set(gates) == {
        "RIGHT_TO_WORK", "IDENTITY", "REFERENCES", "DBS", "POST", "PENSION", "DECLARATION", "BANK", "NINO",
    }  # fmt: skip
    assert (gates["DBS"].owner, gates["DBS"].due_on, gates["DBS"].level) == (
        "HR", date(2026, 11, 11), "Enhanced, child barred list",
    )  # fmt: skip
    assert {name for name, row in gates.items() if row.state == "MET"} == {"POST", "PENSION", "NINO"}
    with pytest.raises(RuleBroken):
        starters_gates.waive(case=case.uuid, gate="DBS", reason="Urgent", by=cast.ben, at=AT)
    with pytest.raises(RuleBroken) as refused:
        starters_gates.meet(case=case.uuid, gate="DBS", finding=Finding(outcome="Clear"), by=cast.hana, at=AT)
    assert refused.value.rule == starter_rules.GateIsOurs.code
    seen = Dbs(level="BASIC", workforce="OTHER", certificate_no="001234567890", issued_on=date(2026, 10, 20))
    check = person_checks.record_dbs(person=case.person.uuid, check=seen, by=cast.hana, at=AT)
    assert {row.gate: row.state for row in found.gates_of(case)}["DBS"] == "MET"
    person_checks.withdraw(kind="DBS", record=check.uuid, reason="Somebody else’s", by=cast.hana, at=AT)
    assert {row.gate: row.state for row in found.gates_of(case)}["DBS"] == "OPEN"


@pytest.mark.parametrize(
    ("day", "rule"), [(date(1900, 1, 1), "HR-GATE-LISTED"), (date(2199, 12, 31), rules.NotFarAhead.code)]
)
def test_a_role_asks_for_no_gate_before_the_list_of_gates_or_far_ahead(cast, org, day, rule):
    """Rule GateIsListed."""
    with pytest.raises(RuleBroken) as refused:
        starters_policy.set_job_gate(
            partner_id=org.partner.pk, role=org.role.uuid, wanted=GateWanted(gate="DBS", waiver="NEVER", level=""),
            effective_from=day, reason="Mistyped", by=cast.hana, at=AT,
        )  # fmt: skip
    assert (refused.value.rule, refused.value.field) == (rule, "effective_from")


def test_a_risk_is_accepted_by_the_hr_manager_with_a_reason(cast, org):
    case = starters.accept(case=story.offered(cast, org).uuid, by=cast.hana, at=AT)
    with pytest.raises(RuleBroken):
        starters_gates.waive(case=case.uuid, gate="REFERENCES", reason=" ", by=cast.ben, at=AT)
    row = starters_gates.waive(case=case.uuid, gate="REFERENCES", reason="One of two is here", by=cast.ben, at=AT)
    assert (row.state, row.waiver, row.done_by) == ("WAIVED", Waiver.HR_MANAGER, cast.ben)
    with pytest.raises(RuleBroken):
        starters_gates.waive(case=case.uuid, gate="BANK", reason="It may follow anyway", by=cast.ben, at=AT)


def test_a_post_without_room_is_a_gate(cast, org):
    PostVersion.objects.filter(post=org.post).update(established_fte=Decimal("0.5"))
    case = starters.accept(case=story.offered(cast, org).uuid, by=cast.hana, at=AT)
    assert "Post, budget and cost centre" in found.missing_gates(case)


def test_hr_rtw_hours_a_student_is_not_ready_for_more_hours_than_the_visa_allows(cast, org):
    check = story.limited(date(2027, 9, 1), weekly_hours_limit=Decimal(20))
    case = story.signed(cast, org, check=check)
    with pytest.raises(RuleBroken) as refused:
        starters.submit(case=case.uuid, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-RTW-HOURS"


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("HR-RTW-CHECKED", {"checked_on": date(2026, 11, 3)}),
        ("HR-RTW-DATES", {"permission": "TIME_LIMITED"}),
        ("HR-RTW-DATES", {"expires_on": date(2027, 1, 1)}),
        ("HR-RTW-METHOD", {"method": "IDSP", "permission": "TIME_LIMITED", "expires_on": date(2027, 1, 1)}),
        ("HR-RTW-METHOD", {"method": "ECS", "permission": "TIME_LIMITED", "expires_on": date(2027, 5, 3)}),
    ],
)
def test_checks_that_do_not_hold_together_are_refused(cast, org, rule, change):
    """A Positive Verification Notice of 2 November 2026 holds to 2 May 2027 (six months; domain HR-06)."""
    case = story.offered(cast, org)
    with pytest.raises(RuleBroken) as refused:
        right_to_work.record(person=case.person.uuid, check=story.unlimited(**change), copy=PDF, by=cast.hana, at=AT)
    assert refused.value.rule == rule


def test_a_check_needs_its_copy_and_is_never_changed(cast, org):
    case = story.offered(cast, org)
    for copy, rule in ((b"", "HR-RTW-COPY"), (b"MZ not a picture", "HR-DOCUMENT-KIND")):
        with pytest.raises(RuleBroken) as refused:
            right_to_work.record(person=case.person.uuid, check=story.unlimited(), copy=copy, by=cast.hana, at=AT)
        assert refused.value.rule == rule
    row = right_to_work.record(person=case.person.uuid, check=story.unlimited(), copy=PDF, by=cast.hana, at=AT)
    for change in ({"expires_on": date(2030, 1, 1), "permission": "TIME_LIMITED"}, {"document_type": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RightToWork.objects.filter(pk=row.pk).update(**change)


# --- dates and ends -------------------------------------------------------------------------------------------------
def test_move_start_moves_contract_terms_tax_pension_account_and_tasks_together(cast, org):
    case = story.ready(cast, org, said=ANSWERS)
    moved = starters_hire.move_start(
        case=case.uuid, start_date=date(2026, 11, 23), reason="Notice is longer", by=cast.hana, at=AT
    )
    job = Employment.objects.get(pk=case.employment_id)
    rows = [
        job, Assignment.objects.get(employment=job), AssignmentTerms.objects.get(assignment=case.assignment),
        TaxCode.objects.get(employment=job), NiCategory.objects.get(employment=job), CostSplit.objects.get(),
        PensionMembership.objects.get(employment=job), BankAccount.objects.get(employment=job),
    ]  # fmt: skip
    assert {row.valid.lower for row in rows} == {date(2026, 11, 23)}
    assert job.continuous_service_from == date(2026, 11, 23)
    assert StarterGate.objects.get(case=moved, gate="BANK").due_on == date(2026, 11, 18)


def test_hr_starter_moves_past_no_later_day_without_right_to_work(cast, org):
    case = story.ready(cast, org, check=story.limited(date(2026, 11, 20)))
    with pytest.raises(RuleBroken) as refused:
        starters_hire.move_start(case=case.uuid, start_date=date(2026, 11, 23), reason="Later", by=cast.hana, at=AT)
    assert refused.value.rule == "HR-RTW-FIRST"
    with pytest.raises(RuleBroken) as refused:
        starters_hire.move_start(case=case.uuid, start_date=START, reason="Same", by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-MOVES"


def test_void_before_any_pay_and_never_after(cast, org):
    case = story.ready(cast, org, said=ANSWERS)
    other = story.ready(cast, org, who={"surname": "Okoro", "nino": "AB987653C", "email": ""}, said=ANSWERS)
    starters_hire.arrive(case=other.uuid, arrived_on=START, by=cast.hana, at=NOON)
    void = starters_hire.void(case=case.uuid, reason="Took another job", by=cast.hana, at=AT)
    assert void.state == StarterState.VOID_START
    assert not Grant.objects.in_force(date(2026, 11, 30)).filter(person_id=case.person_id).exists()

    run = scenarios.released_run(cast, org.pay_group, month=11)
    assert set(RunMember.objects.filter(run=run).values_list("person_id", flat=True)) == {other.person_id}
    with pytest.raises(WrongState):
        starters_hire.void(case=other.uuid, reason="Too late", by=cast.hana, at=AT)


def test_hr_starter_paid_keeps_a_ready_case_that_was_paid_from_being_void(cast, org):
    """Paid on the 28th, started on the 30th: after the payment it is a leaver."""
    case = story.ready(cast, org, said=ANSWERS, start=date(2026, 11, 30))
    scenarios.released_run(cast, org.pay_group, month=11)
    with pytest.raises(RuleBroken) as refused:
        starters_hire.void(case=case.uuid, reason="Did not come", by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-PAID"


def test_somebody_who_is_ready_and_was_not_seen_waits_in_quarantine(cast, org):
    case = story.ready(cast, org, said=ANSWERS)
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert member(run, case).code == "NOT_STARTED"


def test_start_and_begin_probation_that_extend_moves_and_confirm_ends(cast, org, lena):
    """Six months from 16 November 2026 end on 15 May 2027."""
    case = started(cast, org)
    assert (case.state, case.probation_ends_on) == (StarterState.PROBATION, date(2027, 5, 15))
    by = {"by": lena, "at": NOON}
    with pytest.raises(RuleBroken) as refused:
        starters_probation.extend(case=case.uuid, ends_on=date(2027, 5, 15), reason="More time", **by)
    assert refused.value.rule == "HR-PROBATION-DATE"
    starters_probation.extend(case=case.uuid, ends_on=date(2027, 8, 15), reason="More time", **by)
    assert starters_probation.confirm(case=case.uuid, note="Good work", **by).state == StarterState.CONFIRMED


def test_not_confirm_records_the_decision_and_ends_no_employment(cast, org):
    case = started(cast, org)
    done = starters_probation.not_confirm(case=case.uuid, note="Reviews of 1 and 10", by=cast.ben, at=NOON)
    assert done.state == StarterState.ENDED
    assert Employment.objects.get(pk=case.employment_id).valid.upper is None


# --- who is it ------------------------------------------------------------------------------------------------------
def test_hr_starter_known_rehire_is_found_by_number_then_by_birth_and_name(cast, org):
    before = hr.person(
        cast.northshire, surname="Nwosu", forenames="Ada", date_of_birth=date(1995, 3, 4), nino="AB987654C"
    )
    options = {"partner_id": org.partner.pk, "start_date": START, "by": cast.hana, "at": AT}
    with pytest.raises(RuleBroken) as refused:
        starters.open_case(who=Newcomer(**WHO), is_new=True, **options)  # a number is never two people’s
    assert refused.value.rule == "HR-STARTER-KNOWN"
    no_number = Newcomer(**(WHO | {"nino": ""}))
    with pytest.raises(RuleBroken):
        starters.open_case(who=no_number, **options)
    assert starters.open_case(who=no_number, is_new=True, **options).person != before
    again = starters.open_case(who=Newcomer(**WHO), same=before.uuid, **options)
    assert (again.person, again.is_rehire) == (before, True)
    with pytest.raises(RuleBroken):
        starters.open_case(who=Newcomer(**WHO), same=before.uuid, **options)  # one open case a person
    assert Person.objects.filter(surname="Nwosu").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nino": "TN123456A"}, "nino"),
        ({"date_of_birth": date(2015, 1, 1)}, "date_of_birth"),
        ({"date_of_birth": date(1920, 1, 1)}, "date_of_birth"),
        ({"surname": " "}, "surname"),
        ({"email": "ada"}, "email"),
    ],
)
def test_wrong_details_of_a_starter_name_their_field(cast, org, wrong, field):
    with pytest.raises(Exception) as refused:  # noqa: PT011 - RuleBroken or InvalidNino
        starters.open_case(
            partner_id=org.partner.pk, who=Newcomer(**(WHO | wrong)), start_date=START, by=cast.hana, at=AT
        )
    assert refused.value.field == field


@pytest.mark.parametrize("start", [date(2026, 9, 30), date(2027, 11, 10)])
def test_hr_starter_date_is_in_reach(cast, org, start):
    with pytest.raises(RuleBroken) as refused:
        starters.open_case(partner_id=org.partner.pk, who=Newcomer(**WHO), start_date=start, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-DATE"


def test_hr_starter_end_and_hr_starter_job(cast, org):
    with pytest.raises(RuleBroken) as refused:
        story.offered(cast, org, contract="FIXED_TERM")
    assert refused.value.rule == "HR-STARTER-END"
    case = StarterCase.objects.get()
    with pytest.raises(RuleBroken) as refused:
        starters.accept(case=case.uuid, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-JOB"


def test_hr_starter_arrived_and_hr_starter_signed_keep_to_days_that_have_come(cast, org):
    case = story.signed(cast, org)
    with pytest.raises(RuleBroken) as refused:
        starters_hire.arrive(case=case.uuid, arrived_on=START, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-ARRIVED"
    starters.revise(case=case.uuid, reason="Again", by=cast.hana, at=AT)
    with pytest.raises(RuleBroken) as refused:
        starters.sign(
            case=case.uuid, signed_on=date(2026, 11, 3), signed_for_employer="Hana", copy=None, by=cast.hana, at=AT
        )
    assert refused.value.rule == "HR-STARTER-SIGNED"


def test_nobody_of_another_partner_sees_or_moves_a_case(cast, org):
    case = story.ready(cast, org)
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        assert not StarterCase.objects.exists()
        with pytest.raises(StarterCase.DoesNotExist):
            starters_hire.void(case=case.uuid, reason="Attack", by=cast.dilys, at=AT)


# --- T-HR-6 ---------------------------------------------------------------------------------------------------------
def test_t_hr_6_permission_that_ends_gives_tasks_then_suspends_and_dismisses_nobody(cast, org, lena):
    """T-HR-6: tasks at 60, 30 and 7 days to HR and manager; at expiry SUSPENDED_RTW, HR decides, no dismissal."""
    ends = date(2027, 1, 20)
    case = started(cast, org, check=story.limited(ends))
    current_app.loader.import_default_modules()
    task = current_app.tasks["hr.tasks.watch_right_to_work"]
    assert task.name in {entry["task"] for entry in _schedule()}
    given = []
    for days in (61, 60, 59, 30, 7, 0):
        right_to_work.watch(partner_id=org.partner.pk, at=_noon(ends - timedelta(days=days)))
        given.append(sorted(RightToWorkNotice.objects.values_list("days_before", flat=True)))
    assert given == [[], [60], [60], [30, 60], [7, 30, 60], [7, 30, 60]]
    assert not RightToWorkSuspension.objects.exists()

    assert right_to_work.watch(partner_id=org.partner.pk, at=_noon(ends + timedelta(days=1))) == 1
    assert right_to_work.watch(partner_id=org.partner.pk, at=_noon(ends + timedelta(days=2))) == 0

    row = RightToWorkSuspension.objects.get(person=case.person)
    assert (row.state, row.since, row.decided_by) == ("SUSPENDED_RTW", date(2027, 1, 21), None)
    assert Employment.objects.get(pk=case.employment_id).valid.upper is None
    assert AuditEvent.objects.filter(action="FLAG", object_type="hr_righttowork").exists()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _schedule():
    from django.conf import settings

    return settings.CELERY_BEAT_SCHEDULE.values()


def test_t_hr_6_pay_waits_for_the_decision_and_only_a_valid_check_renews(cast, org):
    case = started(cast, org, check=story.limited(date(2026, 11, 20)))
    right_to_work.watch(partner_id=org.partner.pk, at=_noon(date(2026, 11, 21)))
    row = RightToWorkSuspension.objects.get()
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert member(run, case).code == "SUSPENDED_RTW"

    on = _noon(date(2026, 11, 23))
    with pytest.raises(RuleBroken) as refused:
        right_to_work.renew(suspension=row.uuid, note="She says it is coming", by=cast.ben, at=on)
    assert refused.value.rule == "HR-RTW-FIRST"
    with pytest.raises(DatabaseError), transaction.atomic():
        RightToWorkSuspension.objects.update(state="RENEWED", decided_by=cast.ben, decided_at=on)
    new = story.limited(date(2028, 11, 20), checked_on=date(2026, 11, 23))
    right_to_work.record(person=case.person.uuid, check=new, copy=PDF, by=cast.hana, at=on)
    assert right_to_work.renew(suspension=row.uuid, note="New visa", by=cast.ben, at=on).state == "RENEWED"

    again = scenarios.drain(pay_runs.calculate(run_id=run.pk, by=cast.amara, at=scenarios.NOW))
    assert member(again, case).state == "CALCULATED"


def test_t_hr_6_let_go_is_a_decision_and_pays_up_to_a_last_day_with_permission(cast, org):
    case = started(cast, org, check=story.limited(date(2026, 11, 20)))
    right_to_work.watch(partner_id=org.partner.pk, at=_noon(date(2026, 11, 21)))
    on = _noon(date(2026, 11, 23))
    row = right_to_work.let_go(
        suspension=RightToWorkSuspension.objects.get().uuid, note="No application was made", by=cast.ben, at=on
    )
    assert (row.state, row.decided_by) == ("LEAVING", cast.ben)
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert member(run, case).code == "SUSPENDED_RTW"
    assert {pair.state for pair in pairs(RTW_SUSPENSION) if pair.is_legal} == {"SUSPENDED_RTW", "LEAVING"}


def test_t_hr_6_holds_for_people_who_were_brought_over_too(cast, org):
    old = hr.employee(cast.northshire, org=org, annual="36000.00")
    right_to_work.record(person=old.person.uuid, check=story.limited(date(2026, 11, 20)), copy=PDF, by=cast.hana, at=AT)
    right_to_work.watch(partner_id=org.partner.pk, at=_noon(date(2026, 11, 21)))
    run = scenarios.calculated_run(cast, org.pay_group, month=11)
    assert RunMember.objects.get(run=run, person_id=old.person.pk).code == "SUSPENDED_RTW"
