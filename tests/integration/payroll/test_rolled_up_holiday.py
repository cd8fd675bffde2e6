"""Rolled-up holiday pay of people who are paid by the hour (Working Time Regulations 1998, reg 16A; domain HR-10.3).

Worked by hand: 20 hours at £12.00 and time and a half are £360.00, of which 12.07% are £43.45.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import AbsenceRecord, AbsenceTerms, LeaveBooking
from hr.operations import leave
from hr.queries.leave import balance
from hr.rules import RuleBroken
from hr.rules_absence import LeaveHoursSaid, LeaveWithinBalance
from payroll.models import PayRun, Payslip, PayslipLine
from payroll.queries import holiday_paid
from payroll.queries.holiday_paid import HolidayPaid
from tests import scenarios
from tests.factories import hr

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def casual(org, north):
    """£12.00 an hour without a roster, under terms that roll holiday pay up; 20 hours of November are approved."""
    hr.absence_terms(org.staff_group, irregular_leave="ROLLED_UP")
    who = hr.employee(org.partner, org=org, terms_fields={
        "hourly_rate": Decimal("12.00"), "contract": "CASUAL", "contract_hours": Decimal(0),
    })  # fmt: skip
    worked(who, north, "20")
    return who


def worked(who, north, hours, month=11):
    hr.monthly_input(
        who, who.org.elements["OVERTIME"], by=north.hana, approved_by=north.ben, units=Decimal(hours), amount=None,
        period_start=date(2026, month, 1),
    )  # fmt: skip


def holiday(**wanted):
    return list(PayslipLine.objects.filter(code="HOLIDAY", **wanted).order_by("number").values_list("name", "amount"))


def test_holiday_pay_is_a_line_of_its_own_beside_the_pay_for_work(north, group, casual):
    scenarios.calculated_run(north, group)

    assert PayslipLine.objects.get(code="OVERTIME").amount == Decimal("360.00")
    assert holiday() == [("Holiday pay, rolled up", Decimal("43.45"))]


@pytest.mark.parametrize("irregular", ["", "ACCRUED"])
def test_without_an_agreement_to_it_nothing_is_rolled_up(north, group, casual, irregular):
    AbsenceTerms.objects.update(irregular_leave=irregular)
    scenarios.calculated_run(north, group)

    assert holiday() == []


def test_overtime_of_somebody_with_a_salary_is_not_rolled_up(north, org, group, casual):
    ann = hr.employee(org.partner, org=org)
    worked(ann, north, "10")
    scenarios.calculated_run(north, group)

    assert len(holiday(person_id=casual.person.pk)) == 1
    assert holiday(person_id=ann.person.pk) == []


def test_while_away_sick_the_average_of_the_year_before_is_paid(north, group, casual):
    """November is paid and released with £43.45; sick for 16 of the 31 days of December: £22.43."""
    scenarios.released_run(north, group)
    AbsenceRecord.objects.create(
        partner=north.northshire, person=casual.person, employment=casual.employment, assignment=casual.assignment,
        kind="SICKNESS", category="BACK", valid=DateRange(date(2026, 12, 16), None), state="OPEN",
        reported_by=north.hana, reported_at=NOW,
    )  # fmt: skip
    run = scenarios.calculated_run(north, group, month=12)

    assert holiday(payslip__run=run) == [("Holiday pay, rolled up", Decimal("22.43"))]


def test_the_average_begins_with_the_first_period_that_paid_any_and_ends_before_the_leave():
    rows = [
        HolidayPaid(1, date(2026, month, 1), date(2026, month + 1, 1), Decimal(amount))
        for month, amount in ((6, 0), (7, 30), (8, 0), (9, 60), (10, 99))
    ]
    assert holiday_paid.average(rows, before=date(2026, 10, 5)) == Decimal(30)
    assert holiday_paid.average(rows[:1], before=date(2026, 10, 5)) == Decimal(0)


def second_job(who, north, hours, month=11):
    """A second job by the hour at £20.00 in the same employment; November has some hours of it."""
    job = hr.assignment(who.employment, who.org, n=2, title="Pool attendant")
    hr.terms(job, who.org, hourly_rate=Decimal("20.00"), contract="CASUAL", contract_hours=Decimal(0))
    hr.cost_split(job, who.org.cost_centre)
    other = replace(who, assignment=job)
    worked(other, north, hours, month=month)
    return other


def test_of_several_jobs_each_has_its_own_average_while_it_is_away(north, group, casual):
    """November gives £43.45, and £36.21 for 10 hours at £20.00 and a half. Away from it 16 of 31 days: £18.69."""
    other = second_job(casual, north, "10")
    scenarios.released_run(north, group)
    assert sorted(amount for _, amount in holiday()) == [Decimal("36.21"), Decimal("43.45")]
    AbsenceRecord.objects.create(
        partner=north.northshire, person=casual.person, employment=casual.employment, assignment=other.assignment,
        kind="SICKNESS", category="BACK", valid=DateRange(date(2026, 12, 16), None), state="OPEN",
        reported_by=north.hana, reported_at=NOW,
    )  # fmt: skip

    run = scenarios.calculated_run(north, group, month=12)

    assert holiday(payslip__run=run) == [("Holiday pay, rolled up", Decimal("18.69"))]
    assert "HOLIDAY_PAY_AWAY" not in Payslip.objects.get(run=run, employment=casual.employment).findings


# --- leave that is paid when it is taken ------------------------------------------------------------------------------
def take(who, north, first, last, hours, decided=NOW):
    return LeaveBooking.objects.create(
        partner=north.northshire, person=who.person, employment=who.employment, assignment=who.assignment,
        valid=DateRange(first, last + timedelta(days=1)), hours=Decimal(hours), state="APPROVED",
        requested_by=north.hana, requested_human=north.hana.human_id, requested_at=decided, decided_by=north.ben,
        decided_human=north.ben.human_id, decided_at=decided,
    )  # fmt: skip


def paid_leave(run):
    rows = PayslipLine.objects.filter(payslip__run=run, code="LEAVE_TAKEN").order_by("number")
    return list(rows.values_list("name", "amount"))


@pytest.fixture
def accrued(casual):
    AbsenceTerms.objects.update(irregular_leave="ACCRUED")
    return casual


def test_leave_that_accrues_is_paid_when_taken_by_the_average_hour(north, group, accrued):
    """£360.00 for 20 hours in November are £18.00 an hour: two hours of leave are £36.00."""
    scenarios.released_run(north, group)
    take(accrued, north, date(2026, 12, 7), date(2026, 12, 8), "2")

    run = scenarios.calculated_run(north, group, month=12)

    assert paid_leave(run) == [("Holiday pay, 7 December 2026 to 8 December 2026", Decimal("36.00"))]
    assert holiday(payslip__run=run) == []


def test_leave_before_any_work_was_paid_has_the_rate_of_the_job_and_days_of_two_periods_are_shared(
    north, group, accrued
):
    """Four days of 10 hours from 29 November: 5 hours at £12.00 are November's."""
    take(accrued, north, date(2026, 11, 29), date(2026, 12, 2), "10")
    run = scenarios.released_run(north, group)
    assert paid_leave(run) == [("Holiday pay, 29 November 2026 to 30 November 2026", Decimal("60.00"))]

    december = scenarios.calculated_run(north, group, month=12)

    assert paid_leave(december) == [("Holiday pay, 1 December 2026 to 2 December 2026", Decimal("60.00"))]


def test_leave_approved_after_the_payslip_is_paid_with_the_next_one_and_once(north, group, accrued):
    run = scenarios.released_run(north, group)
    late = PayRun.objects.get(pk=run.pk).released_at + timedelta(days=1)
    take(accrued, north, date(2026, 11, 23), date(2026, 11, 23), "2", decided=late)

    december = scenarios.released_run(north, group, month=12)

    assert paid_leave(december) == [("Holiday pay, 23 November 2026", Decimal("24.00"))]
    worked(accrued, north, "1", month=12)
    assert paid_leave(scenarios.calculated_run(north, group, month=12, kind="SUPPLEMENTARY")) == []


@pytest.mark.parametrize("irregular", ["", "ROLLED_UP"])
def test_leave_under_other_agreements_is_not_paid_a_second_time(north, group, accrued, irregular):
    AbsenceTerms.objects.update(irregular_leave=irregular)
    take(accrued, north, date(2026, 11, 23), date(2026, 11, 23), "2")

    assert paid_leave(scenarios.calculated_run(north, group)) == []


def test_hours_of_certified_sickness_are_no_leave_to_pay(north, group, accrued):
    take(accrued, north, date(2026, 11, 23), date(2026, 11, 24), "4")
    LeaveBooking.objects.update(hours_given_back=Decimal(2))

    run = scenarios.calculated_run(north, group)

    assert paid_leave(run) == [("Holiday pay, 23 November 2026 to 24 November 2026", Decimal("24.00"))]


# --- the leave itself -------------------------------------------------------------------------------------------------
def test_hours_worked_give_leave_which_is_taken_in_hours(north, casual):
    """20 hours of November and 87.5 of October give 2 and 11 hours, on the last day of each month."""
    worked(casual, north, "87.5", month=10)
    assert balance(casual.assignment, on=date(2026, 11, 29)).left == Decimal(11)
    found = balance(casual.assignment, on=date(2026, 11, 30))
    assert (found.left, found.bank_taken) == (Decimal(13), Decimal(0))
    assert [line.hours for line in found.entitlement.basic] == [Decimal(11), Decimal(2)]
    asked = {"assignment": casual.assignment.uuid, "note": "", "by": north.hana, "at": NOW}
    days = {"first_day": date(2026, 12, 7), "last_day": date(2026, 12, 8)}

    with pytest.raises(RuleBroken) as unsaid:
        leave.request(**asked, **days, hours=None)
    with pytest.raises(RuleBroken) as beyond:
        leave.request(**asked, **days, hours=Decimal("13.5"))
    leave.request(**asked, **days, hours=Decimal(13))

    assert (unsaid.value.rule, beyond.value.rule) == (LeaveHoursSaid.code, LeaveWithinBalance.code)
    assert balance(casual.assignment, on=date(2026, 12, 9)).left == Decimal(0)
