"""Income and expenditure, and the balance sheet, from a trial balance (domain FIN-15)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine import financial_statements as engine
from finance.models import Subjective

D = Decimal
NOW = {
    "EMPLOYEES": D("700.00"), "PREMISES": D("50.00"), "INCOME": D("-620.00"), "CAPITAL": D("30.00"),
    "NON_CURRENT": D("1000.00"), "CASH": D("240.00"), "DEBTORS": D("100.00"), "CREDITORS": D("-300.00"),
    "LONG_TERM": D("-400.00"), "USABLE": D("-500.00"), "UNUSABLE": D("-300.00"),
}  # fmt: skip


def figure(rows, words):
    return next(one.now for one in rows if words in {one.words, one.group})


def test_costs_less_income_are_the_net_cost_of_services_and_capital_financing_stands_below():
    rows = engine.income_and_expenditure(NOW, {"EMPLOYEES": D("650.00"), "INCOME": D("-600.00")})
    assert [one.words for one in rows if one.words] == [
        "Gross expenditure", "Net cost of services", "Net expenditure"
    ]  # fmt: skip
    assert (figure(rows, "Gross expenditure"), figure(rows, "Net cost of services")) == (D("750.00"), D("130.00"))
    assert (rows[-1].now, rows[-1].before) == (D("160.00"), D("50.00"))


def test_net_assets_are_reserves_and_the_result_of_the_year():
    rows = engine.balance_sheet(NOW, {})
    assert (figure(rows, "Total assets"), figure(rows, "Total liabilities")) == (D("1340.00"), D("-700.00"))
    assert (figure(rows, "Net assets"), rows[-1].now) == (D("640.00"), D("640.00"))
    assert (figure(rows, "USABLE"), rows[-2].now) == (D("500.00"), D("-160.00"))


def test_every_group_of_the_chart_stands_on_a_statement():
    assert set(engine.ALL) == set(Subjective.Group.values)
    with pytest.raises(engine.UnknownGroup):
        engine.by_group([("NEW", D(1))])


MOVES = st.lists(
    st.tuples(st.sampled_from(engine.ALL), st.sampled_from(engine.ALL), st.integers(-(10**9), 10**9)), max_size=40
)


@given(MOVES)
def test_whatever_is_posted_net_assets_are_what_finances_them(moves):
    rows = [(group, D(pence) / 100 * sign) for one, other, pence in moves for group, sign in ((one, 1), (other, -1))]
    shown = engine.balance_sheet(engine.by_group(rows), {})
    assert figure(shown, "Net assets") == shown[-1].now
    spent = engine.income_and_expenditure(engine.by_group(rows), {})
    assert spent[-1].now == -shown[-2].now
