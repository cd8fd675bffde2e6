"""The figures and the list of a death (domain HR-09), without a database."""

from datetime import date
from decimal import Decimal

import pytest

from hr.engine import agreements, death_tasks
from hr.engine.agreements import AgreementMissing
from hr.engine.death_tasks import Facts, Figure

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
    multiple = agreements.death_grant_multiple(scheme, on=date(2026, 11, 14))
    assert death_tasks.death_grant(yearly=D(36000), multiple=multiple).amount == D("108000.00")


def test_a_scheme_whose_rule_is_not_known_has_no_figure_and_is_told_all_the_same():
    with pytest.raises(AgreementMissing):
        agreements.death_grant_multiple("nest", on=date(2026, 11, 14))
    facts = Facts(
        died=FRIDAY, today=FRIDAY, salaries={}, leave={"1-1": Figure(D("80.00"), "5 hours")}, grants={"NEST": None},
        n_claims=2,
    )  # fmt: skip
    plans = {one.code: one for one in death_tasks.tasks_of(facts)}

    assert (plans["grant-1"].figure, plans["grant-1"].due_on) == (None, date(2026, 11, 16))
    assert plans["leave-1-1"].figure == Figure(D("80.00"), "5 hours")
    assert plans["expenses"].title == "Expenses and claims, 2 not paid yet"
    assert {one.code for one in plans.values() if one.needs_consent} == {"federation", "welfare"}
