"""What a leaver was overpaid, by element, and how it comes back: plan, consent, cap, ledger, waiver (domain HR-08)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hr.models import OverpaymentCase, OverpaymentLine, RepaymentEntry, RepaymentPlan
from hr.operations import deaths, inputs, leavings, repayments
from hr.operations.deaths import Report
from hr.operations.repayments import Instalments
from hr.queries import repayments as found
from hr.rules import RuleBroken
from partners.models import OutboundMessage
from partners.operations.holds import PersonOnHold
from partners.roles import Role
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
            scenarios.released_run(self.cast, self.lea.org.pay_group, month=10)
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
