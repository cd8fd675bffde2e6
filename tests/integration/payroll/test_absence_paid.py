"""What a pay run does with absence: sick pay goes down with notice and confirmation only, and every line says why.

Worked by hand: £36,000 a year is £3,000.00 a month. In the first year of service the Green Book gives one month in
full (30 days) and, after four months, two at half (61 days). Sick from 8 October 2026: in full to 6 November, at half
from 7 November: 24 of the 30 days of November, so £3,000.00 ÷ 2 × 24 ÷ 30 = £1,200.00 are not paid.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr.models import Person, StepDownNotice
from hr.operations import absences, family_leave, sick_notices, step_downs
from hr.operations.absences import Report
from hr.operations.family_leave import Wish
from payroll.models import Payslip, PayslipLine
from payroll.queries import pay_gap_rows
from tests import postbox, scenarios
from tests.factories import hr


def nine(month, day):
    return datetime(2026, month, day, 9, tzinfo=UTC)


@pytest.fixture
def sue(org):
    """£36,000 a year since 1 April 2026, under Green Book terms."""
    hr.absence_terms(org.staff_group)
    return hr.employee(org.partner, org=org, annual="36000.00")


@pytest.fixture
def sick(north, sue):
    told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 10, 8))
    return absences.report(
        assignment=sue.assignment.uuid, report=told, reason="Telephone", by=north.hana, at=nine(10, 8)
    )


def pay(north, group):
    """Calculate November; return gross, the lines of absence and the codes of findings."""
    scenarios.calculated_run(north, group)
    slip = Payslip.objects.get()
    lines = PayslipLine.objects.filter(payslip_id=slip.pk, code="ABSENCE").order_by("number")
    return slip, [(one.name, one.amount) for one in lines], [code for code, _words in json.loads(slip.findings)]


def notice(north, sick):
    Person.objects.filter(pk=sick.person_id).update(email="sue@example.org")
    sick_notices.send_due(partner_id=north.northshire.pk, at=nine(10, 10))
    postbox.empty(partner_id=north.northshire.pk, at=nine(10, 10))
    return StepDownNotice.objects.get(absence=sick)


def test_t_hr_10_2_without_notice_the_run_says_so_and_pay_is_not_reduced(north, group, sick):
    slip, lines, codes = pay(north, group)

    assert (slip.gross, lines, codes) == (Decimal("3000.00"), [], ["STEP_DOWN_HELD"])
    assert "no notice was sent" in slip.findings


def test_t_hr_10_2_with_a_notice_that_has_not_left_the_run_says_so_and_pay_is_not_reduced(north, group, sick):
    sick_notices.send_due(partner_id=north.northshire.pk, at=nine(10, 10))

    slip, lines, codes = pay(north, group)

    assert (slip.gross, lines, codes) == (Decimal("3000.00"), [], ["STEP_DOWN_HELD"])
    assert "the letter of 10 October 2026 waits to be posted" in slip.findings


def test_t_hr_10_2_with_notice_and_no_confirmation_the_run_says_so_and_pay_is_not_reduced(north, group, sick):
    notice(north, sick)

    slip, lines, codes = pay(north, group)

    assert (slip.gross, lines, codes) == (Decimal("3000.00"), [], ["STEP_DOWN_HELD"])
    assert "the HR manager has not confirmed it" in slip.findings


def test_confirmed_half_pay_of_24_days_takes_1200_pounds_off_and_explains_itself(north, group, sick):
    sent = notice(north, sick)
    step_downs.confirm(notice=sent.uuid, reason="Spoken to her", by=north.hana, at=nine(11, 2))

    slip, lines, codes = pay(north, group)

    assert lines == [("Absence at half pay", Decimal("-1200.00"))]
    assert slip.gross == Decimal("1800.00")
    assert codes == ["STATUTORY_SICK_PAY"]
    said = "7 November 2026 to 30 November 2026, 24 days of sickness: 61 days of half pay, none used in the year before"
    assert said in slip.inputs


def test_put_off_to_20_november_leaves_ten_days_at_half(north, group, sick):
    """21 to 30 November: £1,500.00 × 10 ÷ 30 = £500.00."""
    sent = notice(north, sick)
    step_downs.extend(
        notice=sent.uuid, extended_to=date(2026, 11, 20), reason="Operation", by=north.hana, at=nine(11, 2)
    )
    step_downs.confirm(notice=sent.uuid, reason="Spoken to her", by=north.hana, at=nine(11, 9))

    slip, lines, _codes = pay(north, group)

    assert lines == [("Absence at half pay", Decimal("-500.00"))]
    assert "21 November 2026 to 30 November 2026, 10 days" in slip.inputs


def test_unpaid_leave_of_three_days_takes_300_pounds_off(north, group, sue):
    """£3,000.00 × 3 ÷ 30 = £300.00."""
    told = Report(kind="UNPAID", category="OTHER", first_day=date(2026, 11, 9), last_day=date(2026, 11, 11))
    absences.report(assignment=sue.assignment.uuid, report=told, reason="Agreed", by=north.hana, at=nine(11, 2))

    slip, lines, codes = pay(north, group)

    assert lines == [("Unpaid leave", Decimal("-300.00"))]
    assert (slip.gross, codes) == (Decimal("2700.00"), [])


def test_sickness_without_agreed_sick_pay_is_paid_and_named(north, group, org):
    who = hr.employee(org.partner, org=org, annual="36000.00")
    told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 11, 2))
    absences.report(assignment=who.assignment.uuid, report=told, reason="Telephone", by=north.hana, at=nine(11, 2))

    slip, lines, codes = pay(north, group)

    assert (slip.gross, lines, codes) == (Decimal("3000.00"), [], ["SICK_PAY_NOT_AGREED"])


def test_family_leave_is_named_with_its_days_and_reduces_nothing_by_itself(north, group, sue):
    wish = Wish(
        kind="ADOPTION", notified_on=date(2026, 11, 2), expected_on=date(2026, 11, 20), first_day=date(2026, 11, 16)
    )
    family_leave.record(assignment=sue.assignment.uuid, wish=wish, reason="Notice", by=north.hana, at=nine(11, 2))

    slip, lines, codes = pay(north, group)

    assert (slip.gross, lines, codes) == (Decimal("3000.00"), [], ["FAMILY_LEAVE"])
    assert "15 days at no contractual pay" in slip.findings


def test_the_pay_gap_knows_what_absence_is_and_asks_nobody(north, group, sue):
    """Otherwise a line that belongs to no pay element would hold the report up for ever."""
    told = Report(kind="UNPAID", category="OTHER", first_day=date(2026, 11, 9), last_day=date(2026, 11, 11))
    absences.report(assignment=sue.assignment.uuid, report=told, reason="Agreed", by=north.hana, at=nine(11, 2))
    scenarios.released_run(north, group)

    entity = sue.employment.legal_entity_id
    assert pay_gap_rows.unsaid(partner_id=north.northshire.pk, entity_id=entity, on=date(2026, 11, 30)) == []
