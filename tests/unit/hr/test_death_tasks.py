"""The figures and the list of a death (domain HR-09), without a database."""

from datetime import date
from decimal import Decimal

import pytest

from hr.engine import agreements, assumed_pay, death_tasks
from hr.engine.agreements import AgreementMissing
from hr.engine.assumed_pay import Basis, Paid
from hr.engine.death_tasks import Facts, Figure
from sharedservices.common.periods import Frequency

D = Decimal
FRIDAY = date(2026, 11, 13)


def test_salary_is_due_for_the_calendar_days_up_to_and_with_the_day_of_death():
    """Domain HR-09: £36,000, died on 14 November: 14/30 × £3,000. In February 2027 it would be 14/28."""
    assert death_tasks.accrued_salary(yearly=D(36000), died=date(2026, 11, 14)).amount == D("1400.00")
    assert death_tasks.accrued_salary(yearly=D(36000), died=date(2027, 2, 14)).amount == D("1500.00")
    assert death_tasks.accrued_salary(yearly=D(36000), died=date(2026, 11, 30)).amount == D("3000.00")


@pytest.mark.parametrize("scheme", ["lgps", "police_2015", "firefighters_2015"])
def test_the_fund_pays_three_times_a_years_pay(scheme):
    """Domain HR-09: £36,000 × 3 = £108,000.00 (LGPS Regulations 2013 regulation 40; police and fire likewise)."""
    rule = agreements.death_grant_rule(scheme, on=date(2026, 11, 14))
    grant = death_tasks.death_grant(yearly=Figure(D(36000), "contract"), multiple=rule.multiple)
    assert grant.amount == D("108000.00")


def test_a_scheme_whose_rule_is_not_known_has_no_figure_and_is_told_all_the_same():
    with pytest.raises(AgreementMissing):
        agreements.death_grant_rule("nest", on=date(2026, 11, 14))
    facts = Facts(
        died=FRIDAY, today=FRIDAY, salaries={}, leave={"1-1": Figure(D("80.00"), "5 hours")}, grants={"NEST": None},
        n_claims=2,
    )  # fmt: skip
    plans = {one.code: one for one in death_tasks.tasks_of(facts)}

    assert (plans["grant-1"].figure, plans["grant-1"].due_on) == (None, date(2026, 11, 16))
    assert plans["leave-1-1"].figure == Figure(D("80.00"), "5 hours")
    assert plans["expenses"].title == "Expenses and claims, 2 not paid yet"
    assert {one.code for one in plans.values() if one.needs_consent} == {"federation", "welfare"}


def test_a_grant_of_the_lgps_is_worked_on_the_last_three_months_that_no_absence_lowered():
    """£1,600, £1,600 and £1,800 are £1,666.67 a month, £20,000.04 a year, and three times that £60,000.12.

    Source: the example that Clwyd Pension Fund publishes for death in service (assumed pensionable pay).
    """
    paid = [Paid(D(1800)), Paid(D(800), is_lowered=True), Paid(D(1600)), Paid(D(1600)), Paid(D(9999))]
    yearly = assumed_pay.assumed(paid, frequency=Frequency.MONTHLY, basis=Basis.THREE_MONTHS)

    assert yearly == Figure(D("20000.04"), "average of 3 pay periods, £1,666.67, without those that an absence lowered")
    assert death_tasks.death_grant(yearly=yearly, multiple=D(3)).amount == D("60000.12")


def test_police_and_fire_work_on_a_year_and_a_week_is_a_fifty_second_of_it():
    year = [Paid(D(3000))] * 9 + [Paid(D(2700))] * 3 + [Paid(D(1))]

    assert assumed_pay.assumed(year, frequency=Frequency.MONTHLY, basis=Basis.TWELVE_MONTHS).amount == D("35100.00")
    weeks = assumed_pay.assumed([Paid(D(500))] * 20, frequency=Frequency.WEEKLY, basis=Basis.THREE_MONTHS)
    assert weeks == Figure(D("26000.00"), "average of 12 pay periods, £500.00")
    nothing = [Paid(D(800), is_lowered=True)]
    assert assumed_pay.assumed(nothing, frequency=Frequency.MONTHLY, basis=Basis.THREE_MONTHS) is None
