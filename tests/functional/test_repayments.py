"""What a leaver was overpaid, by element, and how it comes back: plan, consent, cap, ledger, waiver (domain HR-08)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from finance.controls import Where
from hr.models import (
    IssuedP45,
    LeavingTask,
    OverpaymentCase,
    OverpaymentFigure,
    OverpaymentLine,
    RepaymentEntry,
    RepaymentPlan,
    TaxCode,
)
from hr.operations import deaths, inputs, leaving_tasks, leavings, repayments
from hr.operations import p45 as p45s
from hr.operations.deaths import Report
from hr.operations.repayments import Instalments
from hr.queries import repayments as found
from hr.rules import RuleBroken
from partners.models import OutboundMessage
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.operations.holds import PersonOnHold
from partners.roles import Role
from payroll.engine.serialise import inputs_from_json
from payroll.models import PayRun, Payslip
from payroll.operations import pay_runs
from payroll.queries import subledgers
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState
from tests import scenarios
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TODAY = AT.date()


class Story:
    """Lea left on 16 October; the October run had paid her to the 31st. Dora is the HR director."""

    def __init__(self):
        self.cast = make_cast()
        with in_scope(self.cast):
            self.lea = hr.employee(self.cast.northshire, person_fields={"email": "lea@home.example"})
            element = {"kind": "deduction", "recovers": True, "name": "Overpayment taken back"}
            self.element = hr.pay_element(self.cast.northshire, "RECOVER", **element)
            self.bonus = hr.pay_element(self.cast.northshire, "ARREARS", pensionable=False)
            scenarios.released_run(self.cast, self.lea.org.pay_group, month=10)
            self.other = hr.employee(self.cast.northshire)
            wish = leavings.Wish(
                last_day=date(2026, 10, 16), leaving_reason="RESIGNATION", notice_given_on=date(2026, 10, 1),
                notice="WORKED",
            )  # fmt: skip
            said = {"reason": "Letter", "by": self.cast.ben, "at": AT}
            self.leaving = leavings.leave_employment(employment=self.lea.employment.uuid, wish=wish, **said)
        self.dora = user("Dora")
        grant(self.dora, self.cast.northshire, Role.HR_DIRECTOR)

    def propose(self, amount="50.00", first=date(2026, 12, 1)):
        wish = Instalments(amount=Decimal(amount), first_on=first)
        return repayments.propose(leaving_id=self.leaving.uuid, wish=wish, by=self.cast.hana, at=AT)

    def running(self, amount="50.00", **given):
        plan = self.propose(amount)
        said = {"consent_on": None, "consent": ""} | given
        return repayments.begin(plan=plan.uuid, by=self.cast.hana, at=AT, **said)

    def pay(self, plan, amount):
        return repayments.pay(plan=plan.uuid, amount=Decimal(amount), paid_on=TODAY, note="", by=self.cast.hana, at=AT)


def broken(code):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == code)


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        yield Story()


@pytest.fixture
def story(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def test_fin_13_what_leavers_owe_is_known_by_month_for_the_control_account(story):
    plan = story.running()
    asked = {"partner_id": story.cast.northshire.pk, "legal_entity_id": story.lea.employment.legal_entity_id}
    (owed,) = found.owing(**asked, on=date(2026, 11, 30))
    assert (owed.month, owed.n_people, owed.left) == (date(2026, 11, 1), 1, plan.total)
    story.pay(plan, "10.00")
    (owed,) = found.owing(**asked, on=date(2026, 11, 30))
    assert owed.left == plan.total - Decimal("10.00")
    assert found.owing(**asked, on=date(2026, 10, 31)) == []
    (item,) = subledgers.overpaid(
        Where(
            **asked, year=2026, number=8, first_day=date(2026, 11, 1), last_day=date(2026, 11, 30), code="92200"
        )
    )  # fmt: skip
    assert (item.words, item.amount) == ("To be paid back by fewer than three people", owed.left)


def test_only_the_days_after_the_last_one_are_overpaid_by_element(story):
    """£26,847 ÷ 12 = £2,237.25; 16 of 31 days are due (calendar days), £1,154.71; 15 days are £1,082.54 too much."""
    case = OverpaymentCase.objects.get(leaving=story.leaving)
    basic = OverpaymentLine.objects.get(case=case, code="BASIC")

    assert (basic.paid, basic.due) == (Decimal("2237.25"), Decimal("1154.71"))
    assert case.gross_overpaid == Decimal("1082.54")
    assert 0 < case.net_overpaid < case.gross_overpaid < case.net_paid + Decimal("1000")
    taken = sum(
        (one.paid - one.due for one in OverpaymentLine.objects.filter(case=case).exclude(section="payment")), Decimal(0)
    )
    deducted = [one for one in OverpaymentLine.objects.filter(case=case) if one.section == "deduction"]
    assert deducted, taken
    assert case.gross_overpaid - sum((one.paid - one.due for one in deducted), Decimal(0)) == case.net_overpaid


def test_a_plan_is_written_to_the_person_and_the_last_penny_settles_it(story):
    plan = story.running()
    sent = OutboundMessage.objects.get(kind="repayment proposed")
    assert (sent.address, sent.person_id) == ("lea@home.example", story.lea.person.pk)

    story.pay(plan, "50.00")
    with broken("HR-REPAY-LEFT"), transaction.atomic():
        story.pay(plan, found.left(plan) + 1)
    with broken("HR-REPAY-DAY"), transaction.atomic():
        tomorrow = TODAY + timedelta(days=1)
        repayments.pay(plan=plan.uuid, amount=Decimal(1), paid_on=tomorrow, note="", by=story.cast.hana, at=AT)
    story.pay(plan, found.left(plan))  # all that is left at once

    plan.refresh_from_db()
    assert (plan.state, found.left(plan)) == ("SETTLED", Decimal("0.00"))
    with broken("HR-REPAY-RUNS"):
        story.pay(plan, "1.00")


def test_nothing_is_proposed_of_an_amount_that_is_not_known_or_not_sensible(story):
    for amount, first in (("0.00", date(2026, 12, 1)), ("50.00", date(2026, 11, 15))):
        with broken("HR-REPAY-INSTALMENT"), transaction.atomic():
            story.propose(amount, first)
    leavings.withdraw(leaving_id=story.leaving.uuid, reason="Stays", by=story.cast.ben, at=AT)
    wish = leavings.Wish(
        last_day=date(2026, 12, 31), leaving_reason="RESIGNATION", notice_given_on=TODAY, notice="WORKED"
    )
    said = {"reason": "Letter", "by": story.cast.ben, "at": AT}
    row = leavings.leave_employment(employment=story.lea.employment.uuid, wish=wish, **said)
    with broken("HR-REPAY-AMOUNT"):
        wanted = Instalments(amount=Decimal(1), first_on=date(2027, 1, 1))
        repayments.propose(leaving_id=row.uuid, wish=wanted, by=story.cast.hana, at=AT)


def test_without_an_e_mail_address_a_letter_is_printed(story):
    story.lea.person.email = ""
    story.lea.person.save()

    story.propose()

    assert OutboundMessage.objects.get(kind="letter.general").channel == "POST"


def test_above_the_cap_a_plan_does_not_begin_before_the_person_agrees(story):
    """A tenth of a month’s take-home pay without consent (recovery_cap)."""
    plan = story.propose("400.00")
    case = OverpaymentCase.objects.get(leaving=story.leaving)
    assert plan.monthly_cap == (case.net_paid / 10).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")

    for given, rule in (("", "HR-REPAY-CAP"), (TODAY, "HR-REPAY-CONSENT")):
        with broken(rule), transaction.atomic():
            repayments.begin(plan=plan.uuid, consent_on=given or None, consent="", by=story.cast.hana, at=AT)
    with pytest.raises(IntegrityError, match="hr_repaymentplan_cap"), transaction.atomic():
        RepaymentPlan.objects.filter(pk=plan.pk).update(state="RUNNING")
    said = {"consent_on": TODAY, "consent": "E-mail of 16 November"}
    assert repayments.begin(plan=plan.uuid, by=story.cast.hana, at=AT, **said).state == "RUNNING"


def test_payroll_keeps_an_instalment_back_only_by_an_input_that_somebody_else_approves(story):
    plan = story.running()
    asked = {"element": story.element.uuid, "period_start": date(2026, 11, 1), "by": story.cast.hana, "at": AT}

    entry = repayments.keep_back(plan=plan.uuid, **asked)

    assert (entry.monthly_input.state, entry.monthly_input.amount) == ("SUBMITTED", Decimal("50.00"))
    assert found.left(plan) == plan.total - 50
    with broken("HR-REPAY-PERIOD"), transaction.atomic():
        repayments.keep_back(plan=plan.uuid, **asked)
    with broken("HR-REPAY-ELEMENT"), transaction.atomic():
        repayments.keep_back(plan=plan.uuid, **asked | {"element": story.lea.org.elements["ALLOWANCE"].uuid})
    inputs.reject(monthly_input=entry.monthly_input.uuid, note="Not this month", by=story.cast.ben, at=AT)
    assert found.left(plan) == plan.total


def test_only_the_hr_director_may_waive_and_never_the_one_who_proposed(story):
    plan = story.running()
    with broken("HR-REPAY-WAIVED"), transaction.atomic():
        repayments.waive(plan=plan.uuid, reason="Hardship", by=story.cast.hana, at=AT)
    page = f"/p/northshire/leavers/repayments/{plan.uuid}/"
    assert client(story.cast.ben).post(f"{page}waive/", {"reason": "Hardship"}).status_code == 403

    assert client(story.dora).post(f"{page}waive/", {"reason": "Hardship"}).status_code == 302

    plan.refresh_from_db()
    assert (plan.state, plan.end_reason, found.left(plan)) == ("WAIVED", "Hardship", Decimal("0.00"))
    assert RepaymentEntry.objects.get(plan=plan).kind == "WAIVED"


def test_nothing_is_recovered_from_somebody_who_died(story):
    plan = story.running()
    told = {"known": "FAMILY", "told_by": "Sister"}
    deaths.report(
        person=story.lea.person.uuid, known=Report(date_of_death=TODAY - timedelta(days=1), **told),
        by=story.cast.hana, at=AT,
    )  # fmt: skip

    with pytest.raises(PersonOnHold):
        story.pay(plan, "50.00")
    assert not found.without_plan(partner_id=story.cast.northshire.pk).exists()


def test_a_plan_is_taken_back_until_it_begins_and_proposed_anew(story):
    plan = story.propose()
    with broken("HR-REPAY-ONCE"), transaction.atomic():
        story.propose()
    repayments.withdraw(plan=plan.uuid, reason="Too much for them", by=story.cast.hana, at=AT)
    again = story.running("20.00")

    with pytest.raises(WrongState), transaction.atomic():
        repayments.withdraw(plan=again.uuid, reason="Too late", by=story.cast.hana, at=AT)
    with pytest.raises(IntegrityError, match="more than was overpaid"), transaction.atomic():
        RepaymentEntry.objects.create(
            partner=story.cast.northshire, person=story.lea.person, plan=again, kind="PAID", amount=again.total + 1,
            paid_on=TODAY, by=story.cast.hana, at=AT,
        )  # fmt: skip


def test_the_pages_go_from_the_leaving_to_the_ledger(story):
    hana, at = client(story.cast.hana), f"/p/northshire/leavers/{story.leaving.uuid}/"
    shown = text(hana.get(at))
    assert "£1,082.54" in shown
    assert "Propose a repayment" in shown
    assert "Overpaid leavers without a plan" in text(hana.get("/p/northshire/"))
    assert hana.post(f"{at}repayment/", {"amount": "-1", "first_on": "01/12/2026"}).status_code == 422
    page = hana.post(f"{at}repayment/", {"amount": "50", "first_on": "01/12/2026"}).url
    assert hana.post(f"{page}begin/", {"consent": "Said so"}).status_code == 422
    assert hana.post(f"{page}begin/", {}).status_code == 302
    assert hana.post(f"{page}paid/", {"amount": "50", "paid_on": "16/11/2026"}).status_code == 302
    shown = text(hana.get(page))
    assert "Being paid back" in shown
    assert "Paid by the person" in shown
    assert "Being paid back" in text(hana.get("/p/northshire/leavers/repayments/"))


def p45(story, issued=date(2026, 10, 30), paid=date(2026, 10, 30), by=None):
    return p45s.record(leaving_id=story.leaving.uuid, issued_on=issued, paid_to=paid, by=by or story.cast.amara, at=AT)


def late_pay(story, month, amount="100.00"):
    hr.monthly_input(
        story.lea, story.bonus, by=story.cast.hana, approved_by=story.cast.ben, amount=Decimal(amount),
        period_start=date(2026, month, 1),
    )  # fmt: skip


def paid(story, month):
    run = scenarios.calculated_run(story.cast, story.lea.org.pay_group, month=month)
    return Payslip.objects.get(run=run, employment=story.lea.employment)


def test_pay_after_the_p45_goes_with_0t_month_1_and_says_so(story):
    """£100.00 at the basic rate without an allowance: £20.00 (payroll rules, payment after the P45)."""
    p45(story)
    late_pay(story, 11)

    slip = paid(story, 11)

    given = inputs_from_json(slip.inputs)
    assert (given.tax.code, given.tax.week1month1) == ("0T", True)
    assert (slip.gross, slip.tax) == (Decimal("100.00"), Decimal("20.00"))
    assert "AFTER_P45" in slip.findings
    assert "no second P45" in text(client(story.cast.amara).get(f"/p/northshire/leavers/{story.leaving.uuid}/"))


def test_a_scottish_code_stays_scottish_after_the_p45_and_pay_on_the_p45_keeps_its_code(story):
    TaxCode.objects.filter(employment=story.lea.employment).update(code="S1257L")
    late_pay(story, 11)
    p45(story, paid=date(2026, 11, 13), issued=date(2026, 11, 16))
    assert inputs_from_json(paid(story, 11).inputs).tax.code == "S0T"
    p45s.withdraw(leaving_id=story.leaving.uuid, reason="Not issued", by=story.cast.ben, at=AT)
    p45(story, paid=date(2026, 11, 30), issued=date(2026, 11, 16))
    run = PayRun.objects.get(period__covers__contains=date(2026, 11, 2))
    pay_runs.recalculate_person(run_id=run.pk, by=story.cast.amara, at=AT, employment_id=story.lea.employment.pk)
    scenarios.drain(run)
    slip = Payslip.objects.filter(run=run, employment=story.lea.employment).latest("version")
    assert inputs_from_json(slip.inputs).tax.code == "S1257L"


def test_there_is_one_p45_and_its_task_is_done_with_it(story):
    task = LeavingTask.objects.get(leaving=story.leaving, code="p45")
    with broken("HR-P45-RECORD"), transaction.atomic():
        leaving_tasks.settle(task=task.uuid, action="finish", by=story.cast.amara, at=AT)
    for given in ({"issued": date(2026, 10, 15)}, {"issued": TODAY + timedelta(days=1)}, {"paid": date(2026, 12, 1)}):
        with broken("HR-P45-DAYS"), transaction.atomic():
            p45(story, **given)

    p45(story)

    task.refresh_from_db()
    assert task.state == "DONE"
    with broken("HR-P45-ONCE"), transaction.atomic():
        p45(story)
    with broken("HR-P45-SECOND"), transaction.atomic():
        p45s.withdraw(leaving_id=story.leaving.uuid, reason="Error", by=story.cast.amara, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedP45.objects.update(paid_to=TODAY)
    page = f"/p/northshire/leavers/{story.leaving.uuid}/"
    assert client(story.cast.gwen).get(f"{page}p45/").status_code == 403
    assert client(story.cast.amara).post(f"{page}p45/", {"issued_on": "30/10/2026"}).status_code == 422
    assert client(story.cast.ben).post(f"{page}p45/withdraw/", {"reason": "Error"}).status_code == 302
    task.refresh_from_db()
    assert task.state == "OPEN"
    sent = {"issued_on": "30/10/2026", "paid_to": "30/10/2026"}
    assert client(story.cast.amara).post(f"{page}p45/", sent).status_code == 302


def by_hand(story, by=None, **given):
    case = OverpaymentCase.objects.get(leaving=story.leaving)
    payload = {"case": str(case.uuid), "gross": "900.00", "net": "700.00"} | given
    wanted = Proposal(kind="hr.overpaid_by_hand", payload=payload, reason="Worked out on paper")
    return changes.submit(partner_id=story.cast.northshire.pk, proposal=wanted, by=by or story.cast.hana, at=AT)


@pytest.fixture
def unknown(story):
    """The payslip could not be worked out again: £1,550.00 take-home, 15 of 31 days."""
    other = leavings.leave_employment(
        employment=story.other.employment.uuid, by=story.cast.ben, at=AT, reason="Letter",
        wish=leavings.Wish(last_day=date(2026, 10, 16), leaving_reason="RESIGNATION",
                           notice_given_on=date(2026, 10, 1), notice="WORKED"),
    )  # fmt: skip
    former = OverpaymentCase.objects.get(leaving=story.leaving)
    fields = {one.name: getattr(former, one.name) for one in former._meta.concrete_fields if one.name != "id"}
    new = {
        "uuid": uuid4(), "leaving": other, "person": story.other.person, "employment": story.other.employment,
        "gross_overpaid": None, "net_overpaid": None, "net_paid": Decimal("1550.00"),
    }  # fmt: skip
    return OverpaymentCase.objects.create(**(fields | new))


def test_what_is_worked_out_by_hand_is_approved_by_another_and_may_be_paid_back(story, unknown):
    leaving, hana = unknown.leaving, client(story.cast.hana)
    page = f"/p/northshire/leavers/{leaving.uuid}/"
    at = f"{page}overpaid/{unknown.uuid}/"
    assert found.overpaid_net(leaving) is None
    assert "Work it out by hand" in text(hana.get(page))
    assert client(story.cast.chen).get(at).status_code == 403
    assert "£750.00 take-home" in text(hana.get(at))
    assert hana.post(at, {"gross": "900", "net": "", "reason": "On paper"}).status_code == 422
    for given in ({"gross": "600.00"}, {"gross": "2000.00", "net": "1550.01"}):
        with broken("HR-OVERPAID-FIT"), transaction.atomic():
            by_hand(story, case=str(unknown.uuid), **given)
    with broken("HR-OVERPAID-FIGURES"), transaction.atomic():
        by_hand(story)

    change = by_hand(story, case=str(unknown.uuid))
    with pytest.raises(DomainError), transaction.atomic():
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=story.cast.hana, at=AT)
    changes.approve(change=change.uuid, content_hash=change.content_hash, by=story.cast.ben, at=AT)

    figure = OverpaymentFigure.objects.get()
    assert (figure.net, figure.guide, figure.reason) == (Decimal("700.00"), Decimal("750.00"), "Worked out on paper")
    assert found.overpaid_net(leaving) == Decimal("700.00")
    assert "Worked out on paper. Approved by Ben" in text(hana.get(page))
    plan = repayments.propose(
        leaving_id=leaving.uuid, wish=Instalments(amount=Decimal(50), first_on=date(2026, 12, 1)),
        by=story.cast.hana, at=AT,
    )  # fmt: skip
    assert plan.total == Decimal("700.00")
    with broken("HR-OVERPAID-FIGURES"), transaction.atomic():
        by_hand(story, case=str(unknown.uuid), net="1.00")
