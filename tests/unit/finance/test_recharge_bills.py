"""What is billed of a share by quarter, and the true-up (domain FIN-11)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine import recharge_bills as engine
from finance.engine.recharge_bills import Instalment, ShareInForce, due, spread

D = Decimal
Q1, Q2, Q3, Q4, TRUE_UP = Instalment
# Source: domain FIN-11, worked example of GBP 10,000,000: the police’s share of payroll
POLICE = ShareInForce(pounds=D("657572.25"))


def billed(share, instalment, before="0"):
    found = due(share, instalment, billed=D(before))
    assert sum(one.pounds for one in found.lines) == abs(found.pounds)
    return str(found.pounds), [(one.words, str(one.pounds)) for one in found.lines]


def test_fin_11_quarters_of_the_provisional_share_come_to_it_to_the_penny():
    parts, before = [], D(0)
    for one in (Q1, Q2, Q3, Q4):
        parts.append(due(POLICE, one, billed=before).pounds)
        before += parts[-1]
    assert [str(one) for one in parts] == ["164393.07", "164393.06", "164393.06", "164393.06"]
    assert str(sum(parts)) == "657572.25"


def test_fin_11_the_true_up_is_what_the_year_came_to_less_what_was_billed():
    higher = ShareInForce(pounds=D("660000.00"))
    words = "What the year came to, less what was billed for it"
    assert billed(higher, TRUE_UP, "657572.25") == ("2427.75", [(words, "2427.75")])
    lower = ShareInForce(pounds=D("650000.00"))
    assert billed(lower, TRUE_UP, "657572.25") == ("-7572.25", [("Billed too much for the year so far", "7572.25")])
    assert billed(POLICE, TRUE_UP, "657572.25") == ("0.00", [])


def test_setting_up_is_billed_once_and_quarters_that_were_not_billed_come_with_the_next():
    share = ShareInForce(pounds=D("400.00"), set_up=D("50.00"))
    assert billed(share, Q1) == ("150.00", [("April to June, provisional", "100.00"), ("To set it up, once", "50.00")])
    assert billed(share, Q2, "150.00") == ("100.00", [("July to September, provisional", "100.00")])
    assert billed(share, Q3) == (
        "350.00",
        [
            ("October to December, provisional", "100.00"), ("To set it up, once", "50.00"),
            ("Earlier quarters, not billed before", "200.00"),
        ],
    )  # fmt: skip


def test_a_share_that_was_worked_out_anew_puts_earlier_quarters_right():
    lower = ShareInForce(pounds=D("380.00"))
    assert billed(lower, Q3, "200.00") == (
        "85.00", [("October to December, provisional, less 10.00 pounds that were billed too much", "85.00")]
    )  # fmt: skip
    much_lower = ShareInForce(pounds=D("80.00"))
    assert billed(much_lower, Q3, "200.00") == ("-140.00", [("Billed too much for the year so far", "140.00")])


def test_a_partner_that_joins_in_october_is_billed_from_then():
    joined = ShareInForce(pounds=D("600.00"), first_month=7, months=6)
    assert billed(joined, Q1) == ("0.00", [])
    assert billed(joined, Q3) == ("300.00", [("October to December, provisional", "300.00")])


def test_instalments_begin_with_their_quarter_and_the_true_up_after_the_year():
    assert [engine.begins(one, 2026) for one in Instalment] == [
        date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1),
    ]  # fmt: skip
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31), date(2027, 3, 31), date(2028, 1, 1))
    assert [engine.current(2026, one) for one in days] == [Q1, Q1, Q3, Q4, TRUE_UP]


def test_what_is_given_back_is_taken_off_the_newest_invoices_first():
    assert spread(D("120.00"), [D("100.00"), D("100.00"), D("100.00")]) == (D("100.00"), D("20.00"), D("0.00"))
    with pytest.raises(ValueError, match="More is to be credited"):
        spread(D("120.00"), [D("100.00")])


MONEY = st.decimals(min_value=0, max_value=10**7, places=2)


@given(shares=st.lists(MONEY, min_size=5, max_size=5), set_up=MONEY, skipped=st.sets(st.integers(0, 3)))
def test_whatever_the_shares_and_whichever_quarters_are_billed_the_bills_come_to_the_final_share(
    shares, set_up, skipped
):
    before = D(0)
    for number, (one, pounds) in enumerate(zip(Instalment, shares, strict=True)):
        if number in skipped:
            continue
        found = due(ShareInForce(pounds=pounds, set_up=set_up), one, billed=before)
        assert sum((line.pounds for line in found.lines), D(0)) == abs(found.pounds)
        assert all(line.pounds > 0 for line in found.lines)
        before += found.pounds
        assert before >= 0
    assert before == shares[-1] + set_up
