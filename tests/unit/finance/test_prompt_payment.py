"""Prompt payment and late payment interest (domain FIN-06, PRO-11): both clocks, measures, what may be claimed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from finance.engine.payment_times import RateNotKnown, latest_day, rate_on
from finance.engine.prompt_payment import Paid, Part, Pause, Payable, clocks, cost, measures, period_of

D = Decimal
RECEIVED = date(2026, 4, 10)
DUE = latest_day(RECEIVED)  # 9 May


def at(until, *pauses):
    found = clocks(received=RECEIVED, due=DUE, until=until, pauses=[Pause(*one) for one in pauses])
    return found.counted, found.deadline, found.late


def test_e19_received_10_april_paid_10_may_is_day_30_and_yet_one_day_late():
    # Source: domain section 7, E19.
    assert at(date(2026, 5, 10)) == (30, date(2026, 5, 9), 1)
    found = measures(paid=[Paid(on=date(2026, 5, 10), counted=30, is_in_time=False)], payable=[], by="month")
    assert (found[0].statistics.within_30, found[0].in_time) == (D("100.00"), D("0.00"))
    assert at(date(2026, 5, 9)) == (29, date(2026, 5, 9), 0)


@pytest.mark.parametrize(
    ("until", "pauses", "expected"),
    [  # ten days in dispute before the last day move it by ten, and are left out of the days
        (date(2026, 5, 20), [(date(2026, 4, 20), date(2026, 4, 30))], (30, date(2026, 5, 19), 1)),
        # after the last day they are no days late, and it stays
        (date(2026, 5, 25), [(date(2026, 5, 12), date(2026, 5, 22))], (35, date(2026, 5, 9), 6)),
        # begun on the last day: that day is left out, and so are those that it becomes
        (date(2026, 5, 15), [(date(2026, 5, 9), date(2026, 5, 12))], (32, date(2026, 5, 12), 3)),
        # still in dispute: nothing is late
        (date(2026, 7, 1), [(date(2026, 4, 20), None)], (10, date(2026, 7, 20), 0)),
        # two that overlap count once
        (date(2026, 5, 20), [(date(2026, 4, 20), date(2026, 4, 28)), (date(2026, 4, 25), date(2026, 4, 30))],
         (30, date(2026, 5, 19), 1)),
        # told and settled on one day: nothing is left out
        (date(2026, 5, 10), [(date(2026, 4, 20), date(2026, 4, 20))], (30, date(2026, 5, 9), 1)),
    ],
)  # fmt: skip
def test_pro_11_the_clocks_stand_still_while_the_supplier_knows_of_a_dispute(until, pauses, expected):
    assert at(until, *pauses) == expected


def test_fin_06_12000_pounds_45_days_late_at_13_25_per_cent_is_196_03_and_100():
    # Source: domain FIN-06, worked example: due 31 March 2024, so interest begins on 1 April at 5.25% + 8%.
    found = cost(gross=D("12000.00"), deadline=date(2024, 3, 31), parts=[Part(amount=D("12000.00"), late=45)])

    assert (found.rate, found.interest, found.fixed, found.total) == (D("13.25"), D("196.03"), D(100), D("296.03"))
    assert found.workings == "£12,000.00 × 13.25% × 45/365 = £196.03, and a fixed sum of £100.00"


def test_fin_06_parts_bear_interest_for_their_own_days_and_the_fixed_sum_is_due_once():
    # 1,000 × 10 + 500 × 40 = 30,000; × 13.25% / 365 = 10.8904
    parts = [Part(amount=D(1000), late=10), Part(amount=D(500), late=40), Part(amount=D(700), late=0)]
    found = cost(gross=D(2200), deadline=date(2024, 3, 31), parts=parts)

    assert (found.interest, found.fixed) == (D("10.89"), D(70))
    assert cost(gross=D(1), deadline=date(2024, 3, 31), parts=[Part(amount=D(1), late=0)]) is None
    assert cost(gross=D(1), deadline=date(2024, 3, 31), parts=[Part(amount=D(0), late=9)]) is None


@pytest.mark.parametrize(
    ("begins", "rate"),
    [(date(2023, 6, 30), "11.50"), (date(2023, 7, 1), "13.00"), (date(2023, 12, 31), "13.00"),
     (date(2024, 1, 1), "13.25"), (date(2024, 12, 31), "13.25"), (date(2025, 1, 1), "12.75"),
     (date(2025, 7, 1), "12.25"), (date(2026, 1, 1), "11.75"), (date(2026, 12, 31), "11.75")],
)  # fmt: skip
def test_fin_06_the_rate_is_that_of_the_half_year_in_which_interest_begins(begins, rate):
    assert rate_on(begins) == D(rate)
    later = cost(gross=D(1), deadline=begins - timedelta(days=1), parts=[Part(amount=D(1), late=900)])
    assert later.rate == D(rate)  # and it stays: no new rate at a half-year


@pytest.mark.parametrize(("gross", "fixed"), [("999.99", 40), ("1000.00", 70), ("9999.99", 70), ("10000.00", 100)])
def test_fin_06_fixed_sums_at_their_limits(gross, fixed):
    assert cost(gross=D(gross), deadline=date(2024, 1, 1), parts=[Part(amount=D(1), late=1)]).fixed == fixed


@pytest.mark.parametrize("begins", [date(2022, 12, 31), date(2027, 1, 1)])
def test_an_unknown_rate_is_no_guess(begins):
    with pytest.raises(RateNotKnown, match="is not known"):
        rate_on(begins)


@pytest.mark.parametrize(
    ("day", "by", "span"),
    [(date(2026, 12, 31), "month", (date(2026, 12, 1), date(2026, 12, 31))),
     (date(2028, 2, 29), "month", (date(2028, 2, 1), date(2028, 2, 29))),
     (date(2026, 12, 1), "quarter", (date(2026, 10, 1), date(2026, 12, 31))),
     (date(2026, 6, 30), "quarter", (date(2026, 4, 1), date(2026, 6, 30)))],
)  # fmt: skip
def test_period_of_a_day(day, by, span):
    assert period_of(day, by) == span


def test_pro_11_measures_by_month_and_quarter():
    # The six payments of domain PRO-11 (18, 30, 31, 60, 61, 14 days), the last one in May.
    paid = [Paid(on=date(2026, 4, 30), counted=days, is_in_time=days < 30) for days in (18, 30, 31, 60, 61)]
    paid.append(Paid(on=date(2026, 5, 1), counted=14, is_in_time=True))
    payable = [
        Payable(on=date(2026, 4, 9), amount=D("900.00"), unpaid=D("300.00")),
        Payable(on=date(2026, 6, 9), amount=D("300.00"), unpaid=D("0.00")),
    ]
    (quarter,) = measures(paid=paid, payable=payable, by="quarter")
    april, may, june = measures(paid=paid, payable=payable, by="month")

    told = quarter.statistics
    assert (told.n, told.mean, told.within_30, told.within_60, told.above_60) == (
        6, D("35.67"), D("50.00"), D("33.33"), D("16.67"),
    )  # fmt: skip
    assert (quarter.in_time, quarter.unpaid_percent, quarter.label) == (D("33.33"), D("25.00"), "April to June 2026")
    assert (april.statistics.n, april.in_time, april.unpaid_percent) == (5, D("20.00"), D("33.33"))
    assert (may.label, may.statistics.mean, may.unpaid_percent) == ("May 2026", D("14.00"), D("0.00"))
    assert (june.statistics.n, june.in_time, june.payable) == (0, D("0.00"), D("300.00"))
