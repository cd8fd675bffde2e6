"""Leavers: T-HR-3 and E5, all reasons, late notice, access, taking it back (domain HR-03, HR-08)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import change_kinds_leaving as kinds
from hr.engine.leaving_reasons import LeavingReason, chosen, rule_of
from hr.models import (
    Assignment,
    AssignmentTerms,
    CaseMember,
    Employment,
    HrCase,
    Leaving,
    LeavingTask,
    OverpaymentCase,
    PensionMembership,
)
from hr.operations import family_leave, leaving_tasks, leavings, p45
from hr.operations.leavings import Wish
from hr.queries import ahead, redundancy
from hr.queries import leavings as found
from hr.rules import RuleBroken
from hr.states import LEAVING, LEAVING_TASK
from partners.models import ApprovalStep, AuditEvent, Grant, OutboundMessage
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries import access
from partners.roles import Role
from partners.scope import partner_scope
from payroll.operations import pay_runs
from payroll.rules import PR11
from sharedservices.common.flow import WrongState, pairs
from tests import scenarios
from tests.factories import hr
from tests.functional.people_pages import client, text
from tests.guards.walk import owned_models
from tests.people import grant, user

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
LAST = date(2026, 12, 31)
GIVEN = date(2026, 11, 16)
PERSONAL = "lea@home.example"
ASKED = "Decide whether half pay of family leave is asked back, back too short:"


class Story:
    """Lea has two jobs under one employment, signs in, and approves inputs as a line manager. Ben approves."""

    def __init__(self, cast):
        self.cast, self.partner = cast, cast.northshire
        self.lea = hr.employee(cast.northshire, person_fields={"email": PERSONAL})
        org = self.org = self.lea.org
        hr.absence_terms(org.staff_group)
        self.job = self.lea.assignment
        self.second = hr.assignment(self.lea.employment, org, n=2, title="Midday supervisor")
        hr.terms(self.second, org)
        hr.cost_split(self.second, org.cost_centre)
        hr.pension(self.second, org.pension)
        hr.recurring(replace(self.lea, assignment=self.second), org.elements["ALLOWANCE"])
        self.login = user("Lea")
        grant(self.login, self.partner, Role.EMPLOYEE, person_id=self.lea.person.pk)
        grant(self.login, self.partner, Role.LINE_MANAGER)

    def wish(self, **given):
        base = {
            "last_day": LAST, "leaving_reason": "RESIGNATION", "notice_given_on": GIVEN, "notice": "WORKED",
        }  # fmt: skip
        return base | given

    def propose(self, kind=kinds.LEAVE_JOB, *, by=None, at=AT, **given):
        owner = (
            {"assignment": self.second.uuid} if kind is kinds.LEAVE_JOB else {"employment": self.lea.employment.uuid}
        )
        payload = {name: str(value) for name, value in (owner | self.wish(**given)).items()}
        proposal = Proposal(kind=kind.code, payload=payload, reason="Letter of 16 November")
        return changes.submit(partner_id=self.partner.pk, proposal=proposal, by=by or self.cast.hana, at=at)

    def approve(self, row, *, by=None, at=AT):
        return changes.approve(change=row.uuid, content_hash=row.content_hash, by=by or self.cast.ben, at=at)

    def leave(self, kind=kinds.LEAVE_JOB, *, at=AT, **given):
        row = self.approve(self.propose(kind, at=at, **given), at=at)
        if row.state == "WAITING":
            row = self.approve(row, by=self.cast.gwen, at=at)
        assert row.state == "APPLIED"
        return Leaving.objects.latest("pk")

    def leave_all(self, **given):
        return self.leave(kinds.LEAVE_EMPLOYMENT, **given)


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield Story(cast)


def decided_case(story, reference="2026-007", **given):
    """Make a case about Lea that is decided against her; return its reference."""
    officer = user(f"Officer{reference}")
    fields = {"outcome": "UPHELD", "decided_by": story.cast.ben, "decided_human": story.cast.ben.human_id} | given
    decided_at = AT if fields["outcome"] else None
    with partner_scope(story.partner.pk, actor_id=officer.pk):
        case = HrCase.objects.create(
            partner=story.partner, reference=reference, kind="DISCIPLINARY", person=story.lea.person, opened_by=officer,
            received_on=GIVEN, summary="Confidential", opened_at=AT,
        )  # fmt: skip
        CaseMember.objects.create(
            partner=story.partner, case=case, user=officer, human=officer.human_id, role="OFFICER", added_by=officer,
            added_at=AT,
        )  # fmt: skip
        HrCase.objects.filter(pk=case.pk).update(**fields, decided_at=decided_at)
    return reference


def titles(leaving):
    return {one.code: one.title for one in found.tasks(leaving)}


def rows_of(job):
    """Return every row of every table that belongs to one job or its employment, as it is."""
    found_rows = {}
    for model in owned_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "assignment" in names and model is not Leaving:
            rows = model._default_manager.filter(assignment=job).order_by("pk")
            found_rows[model._meta.label] = list(rows.values())
    found_rows["job"] = list(Assignment.objects.filter(pk=job.pk).values())
    found_rows["employment"] = list(Employment.objects.filter(pk=job.employment_id).values())
    for name in ("hr.TaxCode", "hr.NiCategory", "hr.BankAccount", "hr.StudentLoan"):
        model = next(one for one in owned_models() if one._meta.label == name)
        found_rows[name] = list(model._default_manager.filter(employment=job.employment_id).order_by("pk").values())
    return found_rows


# --- T-HR-3 and E5 --------------------------------------------------------------------------------------------------


def test_t_hr_3_end_one_of_two_jobs_and_the_other_is_untouched_bit_for_bit(story):
    """T-HR-3, E5: no P45, self-service stays open, leave of that job, leaver form for that job only."""
    before, grants = rows_of(story.job), list(Grant.objects.order_by("pk").values())

    leaving = story.leave()

    assert rows_of(story.job) == before
    assert list(Grant.objects.order_by("pk").values()) == grants
    story.second.refresh_from_db()
    assert story.second.valid.upper == date(2027, 1, 1)
    assert leaving.ends_employment is False
    codes = titles(leaving)
    assert "p45" not in codes
    assert codes["pension-leaver"].startswith(f"Leaver form to the pension fund for job {story.second.number} only")
    assert story.second.number in codes["leave"]
    assert story.job.number not in " ".join(codes.values())


def test_e5_everything_of_the_job_that_ends_gets_the_same_end(story):
    story.leave()

    for model in (hr.hr.AssignmentTerms, hr.hr.CostSplit, PensionMembership, hr.hr.RecurringElement):
        rows = model.objects.filter(assignment=story.second)
        assert [row.valid.upper for row in rows] == [date(2027, 1, 1)], model


def test_e5_leave_of_the_job_that_ends_is_worked_out_to_its_last_day(story):
    """25 days × 7.4 h × 275/365 + 7 bank holidays × 7.4 − those taken: 139.38 h, up to 139.5 h (HR-10.3)."""
    leaving = story.leave()
    story.second.refresh_from_db()

    left = found.leave_of(story.second, last_day=LAST)

    assert left.hours == Decimal("139.5")
    # £26,847 ÷ 52.143 ÷ 37 = £13.92 an hour
    assert left.amount == Decimal("1941.84")
    assert "139.5 hours to pay, £1,941.84" in titles(leaving)["leave"]


def test_the_employment_ends_with_its_last_job(story):
    story.leave()
    Leaving.objects.latest("pk")
    story.second = story.job

    leaving = story.leave(at=AT + timedelta(hours=1))

    assert leaving.ends_employment is True
    story.lea.employment.refresh_from_db()
    assert story.lea.employment.valid.upper == date(2027, 1, 1)
    assert "p45" in titles(leaving)


def test_the_final_pay_still_finds_tax_code_and_account(story):
    story.leave_all()

    for row in (story.lea.tax_code, story.lea.ni, story.lea.bank):
        row.refresh_from_db()
        assert row.valid.upper is None


# --- approval -------------------------------------------------------------------------------------------------------


def test_nothing_ends_before_the_hr_manager_approves(story):
    before = rows_of(story.second)

    story.propose()

    assert rows_of(story.second) == before
    assert not Leaving.objects.exists()


def test_the_approver_sees_what_leaving_brings_with_it(story):
    row = story.propose(kinds.LEAVE_EMPLOYMENT, leaving_reason="REDUNDANCY")

    words = dict(row.after)
    assert words[f"Employment {story.lea.employment.employee_no}"] == "Ends on 31 December 2026"
    assert words["Reason"] == "Redundancy"
    assert words["Redundancy pay"] == "0 weeks, £0.00 (statutory £0.00)"
    assert {"Leave", "Pension", "Notice", "Access"} <= set(words)


def test_nobody_approves_their_own_leaving(story):
    grant(story.login, story.partner, Role.HR_MANAGER)
    row = story.propose()

    with pytest.raises(changes.NotYours):
        story.approve(row, by=story.login)


def test_an_exit_payment_asks_finance_and_names_its_authority(story):
    row = story.propose(
        kinds.LEAVE_EMPLOYMENT, leaving_reason="SETTLEMENT", exit_payment="25000.00", exit_authority="Decision 7/2026"
    )

    steps = ApprovalStep.objects.filter(change=row).order_by("number")
    assert [step.title for step in steps] == ["HR manager", "Budget holder"]
    assert "head of paid service" in steps[1].why


# --- the rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"leaving_reason": "CONDUCT"}, "HR-LEAVING-CASE"),
        ({"leaving_reason": "CONDUCT", "case_reference": "2026-404"}, "HR-LEAVING-CASE-DECIDED"),
        ({"leaving_reason": "GROSS_MISCONDUCT", "case_reference": "C1"}, "HR-LEAVING-NOTICE"),
        ({"notice_given_on": date(2026, 11, 17)}, "HR-LEAVING-NOTICE-DATE"),
        ({"last_day": date(2026, 11, 1)}, "HR-LEAVING-NOTICE-DATE"),
        ({"last_day": date(2019, 12, 31), "notice_given_on": date(2019, 12, 1)}, "HR-WITHIN-JOB"),
        ({"last_day": date(2030, 12, 31)}, "HR-NOT-FAR-AHEAD"),
        ({"exit_payment": Decimal(25000)}, "HR-LEAVING-AUTHORITY"),
        ({"exit_payment": Decimal(600000), "exit_authority": "Council"}, "HR-LEAVING-PAYMENT"),
        ({"leaving_reason": "TRANSFER", "notice": "NONE"}, "HR-LEAVING-REASON"),
    ],
)
def test_what_a_leaving_refuses(story, given, rule):
    """ReasonIsChosen, NoticeFits, NoticeBeforeEnd, DismissalHasCase, ExitPaymentHasAuthority, ExitPaymentSensible."""
    wish = Wish(**story.wish(**given))
    before = rows_of(story.second)

    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        leavings.leave_job(assignment=story.second.uuid, wish=wish, reason="x", by=story.cast.ben, at=AT)

    assert refused.value.rule == rule
    assert rows_of(story.second) == before


def test_leaving_is_last_a_later_change_is_named_and_not_erased(story):
    """LeavingIsLast: HR-LEAVING-LAST."""
    row = hr.hr.AssignmentTerms.objects.get(assignment=story.second)
    row.valid = hr.DateRange(row.valid.lower, date(2027, 3, 1))
    row.save()
    hr.terms(story.second, story.org, valid=hr.since(date(2027, 3, 1)), contract_hours=Decimal("18.50"))

    with pytest.raises(RuleBroken, match="terms from 1 March 2027") as refused, transaction.atomic():
        leavings.leave_job(
            assignment=story.second.uuid, wish=Wish(**story.wish()), reason="x", by=story.cast.ben, at=AT
        )

    assert refused.value.rule == "HR-LEAVING-LAST"


def test_ends_not_yet_a_job_leaves_once(story):
    """EndsNotYet: HR-LEAVING-ONCE."""
    story.leave()

    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        leavings.leave_job(
            assignment=story.second.uuid, wish=Wish(**story.wish()), reason="x", by=story.cast.ben, at=AT
        )

    assert refused.value.rule == "HR-LEAVING-ONCE"


@pytest.mark.parametrize(("last", "asks"), [(date(2027, 2, 14), True), (date(2027, 2, 15), False)])
def test_half_pay_of_maternity_leave_is_asked_back_by_nobody_but_hr(story, last, asks):
    """Green Book part 2 paragraph 11: half pay for 12 weeks is for whoever is back for three months afterwards."""
    Employment.objects.filter(pk=story.lea.employment.pk).update(continuous_service_from=date(2020, 1, 1))
    leave = family_leave.Wish(
        kind="MATERNITY", notified_on=date(2026, 4, 1), expected_on=date(2026, 7, 20), first_day=date(2026, 6, 1),
        last_day=date(2026, 11, 15),
    )  # fmt: skip
    family_leave.record(assignment=story.job.uuid, wish=leave, reason="Notice", by=story.cast.hana, at=AT)

    leaving = story.leave_all(last_day=last)

    found_words = titles(leaving).get("half-pay")
    number = story.job.number
    assert found_words == (f"{ASKED} job {number}, 13 Jul 2026 to 4 Oct 2026" if asks else None)


@pytest.mark.parametrize("reason", [code for code, _label in chosen()])
def test_every_reason_is_recorded_with_its_tasks(story, reason):
    rule = rule_of(reason)

    leaving = story.leave_all(
        leaving_reason=reason,
        notice=rule.notices[0].value,
        case_reference=decided_case(story) if rule.needs_case else "",
    )

    codes = titles(leaving)
    assert ("p45" in codes) is rule.ends_tax_record
    assert ("redundancy" in codes) is bool(rule.redundancy)
    assert leaving.rehire == rule.rehire
    assert rule.pension in codes["pension-leaver"]
    assert ("exit-interview" in codes) is (reason in {
        "RESIGNATION", "RETIREMENT", "ILL_HEALTH", "REDUNDANCY", "VOLUNTARY_REDUNDANCY", "END_OF_FIXED_TERM",
    })  # fmt: skip


def test_the_database_refuses_a_dismissal_without_a_case(story):
    leaving = story.leave_all()
    values = {field.attname: getattr(leaving, field.attname) for field in Leaving._meta.concrete_fields}
    values |= {"id": None, "uuid": story.second.uuid, "leaving_reason": LeavingReason.CONDUCT, "state": "NOTICE"}

    with pytest.raises(DatabaseError, match="dismissal_has_case"), transaction.atomic():
        Leaving.objects.create(**values | {"ends_employment": False, "assignment_id": story.job.pk})


def test_the_database_keeps_what_was_approved(story):
    leaving = story.leave_all()

    for change in ({"last_day": date(2027, 1, 31)}, {"state": "CLOSED"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Leaving.objects.filter(pk=leaving.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Leaving.objects.filter(pk=leaving.pk).delete()


# --- access ---------------------------------------------------------------------------------------------------------


def test_roles_end_with_the_last_day_and_the_own_record_stays_open_for_a_year(story):
    story.leave_all()

    on_last, after = access(user=story.login, on=LAST)[0], access(user=story.login, on=LAST + timedelta(days=1))[0]
    assert on_last.roles == {Role.EMPLOYEE, Role.LINE_MANAGER}
    assert on_last.is_read_only is False
    assert after.roles == {Role.EMPLOYEE}
    assert after.is_read_only is True
    assert access(user=story.login, on=date(2027, 12, 31))[0].is_read_only is True
    assert access(user=story.login, on=date(2028, 1, 1)) == []


def test_a_dismissal_waits_for_the_decision_about_this_person_and_the_page_says_no_more(story):
    nobody = {"outcome": "", "decided_by": None, "decided_human": None}
    wishes = {"leaving_reason": "CONDUCT", "notice": "WORKED"}
    for number, given in enumerate((nobody, {"outcome": "NOT_UPHELD"}, {"appeal_outcome": "ALLOWED"})):
        extra = {"appeal_decided_by": story.cast.ben, "appeal_decided_at": AT} if "appeal_outcome" in given else {}
        reference = decided_case(story, f"2026-10{number}", **given, **extra)
        with pytest.raises(RuleBroken, check=lambda error: error.rule == "HR-LEAVING-CASE-DECIDED"):
            story.propose(kinds.LEAVE_EMPLOYMENT, case_reference=reference, **wishes)
    other = hr.employee(story.partner, org=story.org)
    mine = decided_case(story, "2026-200")
    wish = Wish(**story.wish(case_reference=mine, **wishes))
    with pytest.raises(RuleBroken, match="No case against this person"):
        leavings.leave_employment(
            employment=other.employment.uuid, wish=wish, reason="Hearing", by=story.cast.ben, at=AT
        )

    leaving = story.leave_all(case_reference=mine, **wishes)

    shown = text(client(story.cast.hana).get(f"/p/northshire/leavers/{leaving.uuid}/"))
    assert "Matches a decided case of this person" in shown
    assert mine not in shown


def test_redundancy_pay_and_its_forewarning_read_one_date_and_notice_its_own(story):
    """The Modification Order counts for redundancy alone: 2015 with other councils, 2026 here (ERA ss 86, 155)."""
    job = story.lea.employment
    hr.hr.ServiceDate.objects.create(
        partner=story.partner, person=story.lea.person, employment=job, purpose="REDUNDANCY", since=date(2015, 4, 1)
    )
    job.continuous_service_from = date(2026, 4, 1)
    job.save()
    pay = redundancy.redundancy_of(employment=job, jobs=[story.job], last_day=LAST)
    AssignmentTerms.objects.filter(assignment=story.job).update(contract="FIXED_TERM")
    Assignment.objects.filter(pk=story.job.pk).update(valid=DateRange(story.job.valid.lower, date(2027, 1, 1)))

    foreseen = [one for one in ahead.foreseen(partner_id=story.partner.pk, on=GIVEN) if one.hurt.name == "CONTRACT_END"]

    assert pay.years == 11
    assert "is a dismissal" in foreseen[0].detail
    assert redundancy.notice_service(job) == date(2026, 4, 1)


def test_access_ends_at_once_where_it_must(story):
    story.leave_all(
        leaving_reason="GROSS_MISCONDUCT",
        notice="NONE",
        case_reference=decided_case(story),
        access="AT_ONCE",
        last_day=GIVEN,
    )

    assert access(user=story.login, on=GIVEN)[0].roles == {Role.EMPLOYEE}
    assert access(user=story.login, on=GIVEN)[0].is_read_only is True


def test_another_employment_keeps_the_roles(story):
    other = hr.employment(story.lea.person, story.org)
    hr.assignment(other, story.org)

    story.leave_all()

    assert access(user=story.login, on=date(2027, 6, 1))[0].roles == {Role.EMPLOYEE, Role.LINE_MANAGER}


# --- taking it back, closing, the day after -------------------------------------------------------------------------


def test_withdraw_puts_everything_back_exactly(story):
    jobs, grants = (rows_of(story.job), rows_of(story.second)), list(Grant.objects.order_by("pk").values())
    leaving = story.leave_all()

    leavings.withdraw(leaving_id=leaving.uuid, reason="Stays after all", by=story.cast.ben, at=AT)

    assert (rows_of(story.job), rows_of(story.second)) == jobs
    assert list(Grant.objects.order_by("pk").values()) == grants
    assert story.leave_all(at=AT + timedelta(hours=1)).state == "NOTICE"


def test_withdraw_refuses_what_was_changed_since(story):
    """EndStillStands: HR-LEAVING-PUT-BACK."""
    leaving = story.leave()
    membership = PensionMembership.objects.get(assignment=story.second)
    membership.valid = hr.DateRange(membership.valid.lower, date(2026, 12, 1))
    membership.save()

    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        leavings.withdraw(leaving_id=leaving.uuid, reason="Stays", by=story.cast.ben, at=AT)

    assert refused.value.rule == "HR-LEAVING-PUT-BACK"


def test_nobody_takes_their_own_leaving_back(story):
    leaving = story.leave()

    with pytest.raises(RuleBroken), transaction.atomic():
        leavings.withdraw(leaving_id=leaving.uuid, reason="I stay", by=story.login, at=AT)


def test_the_day_after_the_last_one_they_leave(story):
    leaving = story.leave_all()

    assert leavings.leave_due(partner_id=story.partner.pk, at=datetime(2026, 12, 31, 23, 0, tzinfo=UTC)) == 0
    later = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
    assert leavings.leave_due(partner_id=story.partner.pk, at=later) == 1
    assert leavings.leave_due(partner_id=story.partner.pk, at=later) == 0
    leaving.refresh_from_db()
    assert leaving.state == "LEFT"


def test_close_needs_every_task_settled(story):
    """NothingOpen: HR-LEAVING-OPEN. WhyNotNeeded: HR-LEAVING-WHY."""
    leaving = story.leave_all()
    leavings.leave_due(partner_id=story.partner.pk, at=datetime(2027, 1, 1, 6, 0, tzinfo=UTC))
    options = {"by": story.cast.hana, "at": AT}

    with pytest.raises(RuleBroken, match="something to do"), transaction.atomic():
        leavings.close(leaving_id=leaving.uuid, **options)
    tasks = found.tasks(leaving)
    with pytest.raises(RuleBroken, match="why it is not needed"), transaction.atomic():
        leaving_tasks.settle(task=tasks[0].uuid, action="drop", note=" ", **options)
    leaving_tasks.settle(task=tasks[0].uuid, action="drop", note="Had none", **options)
    later = {"by": story.cast.amara, "at": datetime(2027, 1, 4, 9, 0, tzinfo=UTC)}
    p45.record(leaving_id=leaving.uuid, issued_on=date(2026, 12, 31), paid_to=date(2026, 12, 31), **later)
    for task in tasks[1:]:
        if task.code != "p45":
            leaving_tasks.settle(task=task.uuid, action="finish", **options)

    assert leavings.close(leaving_id=leaving.uuid, **options).state == "CLOSED"


def test_reopen_and_drop_and_finish_follow_the_table(story):
    leaving = story.leave_all()
    task, options = found.tasks(leaving)[0], {"by": story.cast.hana, "at": AT, "note": "Had none"}

    for action, state, is_legal in pairs(LEAVING_TASK):
        settled = {} if state == "OPEN" else {"settled_by": story.cast.hana, "settled_at": AT, "note": "x"}
        settled = settled or {"settled_by": None, "settled_at": None}
        LeavingTask.objects.filter(pk=task.pk).update(state=state, **settled)
        if is_legal:
            leaving_tasks.settle(task=task.uuid, action=action, **options)
            continue
        with pytest.raises(WrongState), transaction.atomic():
            leaving_tasks.settle(task=task.uuid, action=action, **options)


def test_a_closed_case_is_neither_closed_nor_withdrawn_again(story):
    leaving = story.leave_all()

    assert [pair.action for pair in pairs(LEAVING) if pair.is_legal and pair.state == "CLOSED"] == []
    with pytest.raises(WrongState), transaction.atomic():
        leavings.close(leaving_id=leaving.uuid, by=story.cast.hana, at=AT)
    leavings.withdraw(leaving_id=leaving.uuid, reason="Stays", by=story.cast.ben, at=AT)
    with pytest.raises(WrongState), transaction.atomic():
        leavings.withdraw(leaving_id=leaving.uuid, reason="Stays", by=story.cast.ben, at=AT)


def test_the_confirmation_leaves_by_the_gateway_once(story):
    leaving = story.leave_all()
    options = {"by": story.cast.hana, "at": AT}

    leaving_tasks.confirm(leaving_id=leaving.uuid, **options)

    message = OutboundMessage.objects.get(kind="leaving confirmed")
    assert (message.address, message.person_id) == (PERSONAL, story.lea.person.pk)
    with pytest.raises(WrongState), transaction.atomic():
        leaving_tasks.confirm(leaving_id=leaving.uuid, **options)


def test_every_step_is_on_record(story):
    leaving = story.leave_all()
    leavings.withdraw(leaving_id=leaving.uuid, reason="Stays", by=story.cast.ben, at=AT)

    events = AuditEvent.objects.filter(object_type="hr_leaving", object_id=str(leaving.pk), action="UPDATE")
    assert {"record", "withdraw"} <= {(one.changes or {}).get("action") for one in events}
    assert [one["title"] for one in found.events(leaving)] == [
        "Taken back: everything is as it was", "Approved and recorded",
    ]  # fmt: skip


# --- late notice ----------------------------------------------------------------------------------------------------


def test_late_notice_before_the_release_calls_for_a_new_calculation_the_same_day(story):
    run = scenarios.calculated_run(story.cast, story.org.pay_group, month=11)

    leaving = story.leave_all(last_day=date(2026, 11, 13), notice_given_on=date(2026, 11, 9))

    assert leaving.state == "LEFT"
    task = LeavingTask.objects.get(leaving=leaving, code="recalculate-1")
    assert (task.owner, task.due_on) == ("PAYROLL", GIVEN)
    assert "17 days after the last day" in task.title
    assert not OverpaymentCase.objects.exists()
    assert run.state == "CALCULATED"


def test_late_notice_after_the_release_recalls_the_payment_and_opens_a_case(story):
    scenarios.released_run(story.cast, story.org.pay_group, month=11)

    leaving = story.leave_all(last_day=date(2026, 11, 13), notice_given_on=date(2026, 11, 9))

    assert LeavingTask.objects.get(leaving=leaving, code="recall-1").due_on == GIVEN
    case = OverpaymentCase.objects.get(leaving=leaving)
    assert (case.days_overpaid, case.days_in_period) == (17, 30)
    assert case.net_paid > 0


def test_late_notice_is_marked_on_the_run_and_stops_approval_and_release_pr11(story):
    """PR11: nobody is paid for days after their last one; calculated again, the run goes on."""
    cast, run = story.cast, scenarios.calculated_run(story.cast, story.org.pay_group, month=11)
    leaving = story.leave_all(last_day=date(2026, 11, 13), notice_given_on=date(2026, 11, 9))
    who, at = client(cast.amara), f"/p/northshire/pay/runs/{run.uuid}/"

    shown = text(who.get(at))
    assert "1 person is paid for days after their last one." in shown
    assert "told of after this was calculated: calculate again, or leave out, before approval." in shown
    assert "told of after this was calculated" in text(who.get(f"{at}people/?finding=LATE_LEAVER"))
    with pytest.raises(PR11, match=story.lea.employment.employee_no):
        pay_runs.approve(run_id=run.pk, by=cast.ben, at=AT)
    pay_runs.recalculate_person(run_id=run.pk, by=cast.amara, at=AT, employment_id=leaving.employment_id)
    scenarios.drain(run)

    assert "paid for days after their last one" not in text(who.get(at))
    assert "told of after" not in text(who.get(f"{at}people/?finding=LATE_LEAVER"))
    assert pay_runs.approve(run_id=run.pk, by=cast.ben, at=AT).state == "APPROVED"


def test_late_notice_after_the_release_is_marked_with_the_recall(story):
    run = scenarios.released_run(story.cast, story.org.pay_group, month=11)
    story.leave_all(last_day=date(2026, 11, 13), notice_given_on=date(2026, 11, 9))

    shown = text(client(story.cast.rhys).get(f"/p/northshire/pay/runs/{run.uuid}/"))

    assert "stop or recall the payment today." in shown


def test_late_notice_never_deducts_anything_by_itself(story):
    scenarios.released_run(story.cast, story.org.pay_group, month=10)
    inputs = list(hr.hr.MonthlyInput.objects.values())
    recurring = hr.hr.RecurringElement.objects.filter(element__kind="deduction").count()

    leaving = story.leave_all(last_day=date(2026, 10, 16), notice_given_on=date(2026, 10, 1))

    assert LeavingTask.objects.get(leaving=leaving, code="overpaid-1").title.startswith("Overpaid 15 days")
    assert OverpaymentCase.objects.get().days_overpaid == 15
    assert list(hr.hr.MonthlyInput.objects.values()) == inputs
    assert hr.hr.RecurringElement.objects.filter(element__kind="deduction").count() == recurring
