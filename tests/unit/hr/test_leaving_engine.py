"""Redundancy pay, notice, pay in lieu, leave on leaving: figures as literals with their source."""

from datetime import date
from decimal import Decimal

import pytest

from hr.engine import agreements, leaving
from hr.engine.leaving_reasons import REASONS, LeavingReason, Notice, chosen, rule_of
from sharedservices.common.periods import DateRange

D = Decimal
LAST = date(2026, 12, 31)


def law(on=LAST):
    return agreements.redundancy_law(on=on)


def weeks(born, service_from, last_day=LAST):
    return sum(leaving.redundancy_weeks(born=born, service_from=service_from, last_day=last_day, law=law()), D(0))


@pytest.mark.parametrize(
    ("age", "years", "expected"),
    [
        # Source: GOV.UK, statutory redundancy pay table (weeks by age and full years of service).
        (45, 10, "12"), (41, 2, "2"), (42, 2, "2.5"), (22, 4, "2"), (23, 4, "2.5"), (61, 20, "30"), (64, 20, "30"),
        (17, 2, "1"), (50, 1, "0"), (55, 35, "27"),
    ],
)  # fmt: skip
def test_weeks_of_redundancy_pay_are_those_of_the_published_table(age, years, expected):
    born = date(LAST.year - age, 6, 15)
    service_from = date(LAST.year + 1 - years, 1, 1)

    assert weeks(born, service_from) == D(expected)


def test_age_45_and_ten_years_are_twelve_weeks():
    """Domain HR-08: 4 × 1.5 + 6 × 1 = 12 weeks; £751 a week at most makes £9,012.00."""
    found = leaving.redundancy(
        born=date(1981, 6, 15), service_from=date(2017, 1, 1), last_day=LAST, week_pay=D("800.00"), law=law()
    )

    assert (found.years, found.weeks) == (10, D("12"))
    assert found.statutory == D("9012.00")
    words = [f"{step.label}: {step.figure}" for step in found.steps]
    assert "Years that began at 41 or older: 4 × 1.5 = 6 weeks" in words
    assert "Years that began at 22 or older: 6 × 1 = 6 weeks" in words


def test_a_partner_may_pay_actual_weeks_with_a_multiplier():
    """12 weeks × £800.00 × 2.2 = £21,120.00."""
    found = leaving.redundancy(
        born=date(1981, 6, 15), service_from=date(2017, 1, 1), last_day=LAST, week_pay=D("800.00"), law=law(),
        multiplier=D("2.2"), uses_actual_pay=True,
    )  # fmt: skip

    assert found.local == D("21120.00")
    assert found.statutory == D("9012.00")


def test_a_day_short_of_two_years_gives_nothing_and_says_why():
    found = leaving.redundancy(
        born=date(1981, 6, 15), service_from=date(2025, 1, 2), last_day=LAST, week_pay=D("800.00"), law=law()
    )

    assert (found.weeks, found.statutory, found.local) == (D(0), D("0.00"), D("0.00"))
    assert any("2 full years" in step.why for step in found.steps)


@pytest.mark.parametrize(("on", "limit"), [(date(2026, 4, 5), "719.00"), (date(2026, 4, 6), "751.00")])
def test_the_limit_on_a_weeks_pay_is_that_of_the_day(on, limit):
    assert law(on).week_limit == D(limit)


def test_before_the_first_known_limit_the_figure_is_missing_and_not_guessed():
    with pytest.raises(agreements.AgreementMissing, match="limit on a week"):
        agreements.redundancy_law(on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("service_from", "by_employer", "contract", "expected"),
    [
        # Source: Employment Rights Act 1996 section 86; counted on 31 December 2026.
        (date(2026, 12, 15), True, 0, 0), (date(2026, 6, 1), True, 0, 1), (date(2024, 6, 1), True, 0, 2),
        (date(2019, 6, 1), True, 0, 7), (date(2000, 1, 1), True, 0, 12), (date(2000, 1, 1), False, 0, 1),
        (date(2024, 6, 1), True, 4, 4),
    ],
)  # fmt: skip
def test_weeks_of_notice(service_from, by_employer, contract, expected):
    found = leaving.notice_weeks(
        service_from=service_from, on=LAST, law=agreements.notice_law(on=LAST), contract_weeks=contract,
        by_employer=by_employer,
    )  # fmt: skip

    assert found == expected


def test_notice_that_is_not_worked_is_paid_by_days():
    """4 weeks from 1 December end on 29 December; 14 December is the last day: 15 days of £700.00 a week."""
    given = {"given_on": date(2026, 12, 1), "weeks": 4, "week_pay": D("700.00")}

    assert leaving.pay_in_lieu(last_day=date(2026, 12, 14), **given) == (15, D("1500.00"))
    assert leaving.pay_in_lieu(last_day=date(2026, 12, 31), **given) == (0, D("0.00"))


def test_leave_that_is_left_is_paid_up_to_the_half_hour():
    """92.75 h accrued (185 × 183/365) less 60 h taken: 32.75, up to 33.0 h (domain HR-10.3) × £17.75."""
    found = leaving.leave_left(accrued=D("92.75"), taken=D("60"), hourly_rate=D("17.75"), may_recover=False)

    assert (found.hours, found.amount) == (D("33"), D("585.75"))


@pytest.mark.parametrize(("may_recover", "amount"), [(True, "-124.25"), (False, "0.00")])
def test_too_much_leave_is_taken_back_only_where_the_contract_allows(may_recover, amount):
    found = leaving.leave_left(accrued=D("50"), taken=D("57.25"), hourly_rate=D("17.75"), may_recover=may_recover)

    assert (found.hours, found.amount) == (D("-7"), D(amount))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", ""), ("19999.99", "scheme of delegation"), ("20000.00", "head of paid service"),
        ("99999.99", "head of paid service"), ("100000.00", "full council"),
    ],
)  # fmt: skip
def test_exit_payments_go_to_whoever_may_approve_them(amount, words):
    """Source: statutory guidance on special severance payments, 12 May 2022 (domain HR-08)."""
    found = leaving.exit_authority(D(amount), agreements.exit_bands(on=LAST))

    assert words in found
    assert bool(found) == bool(words)


def test_days_overpaid_are_those_of_the_period_after_the_last_day():
    november = DateRange(date(2026, 11, 1), date(2026, 12, 1))

    assert leaving.days_overpaid(period=november, last_day=date(2026, 11, 13)) == 17
    assert leaving.days_overpaid(period=november, last_day=date(2026, 9, 30)) == 30
    assert leaving.days_overpaid(period=november, last_day=date(2026, 11, 30)) == 0


def test_death_is_no_reason_that_anybody_chooses():
    """Domain HR-08: death is a process of its own (HR-09)."""
    assert not [one for one in LeavingReason if "DEATH" in one or "DIED" in one]
    assert "TRANSFER" not in dict(chosen())


def test_every_reason_has_its_rules():
    assert set(REASONS) == set(LeavingReason)
    assert rule_of("GROSS_MISCONDUCT").notices == (Notice.NONE,)
    needing = {one for one in LeavingReason if REASONS[one].needs_case}
    assert needing == {"CONDUCT", "GROSS_MISCONDUCT", "CAPABILITY", "PROBATION", "OTHER_SUBSTANTIAL"}
