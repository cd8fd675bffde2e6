"""The cash flow statement explains every penny of the change of cash (domain FIN-15)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finance.engine.cash_flow import Moved, statement

D = Decimal
CODES = (
    ("10000", "EMPLOYEES"), ("70000", "DEPRECIATION"), ("75000", "CAPITAL"), ("86000", "INCOME"),
    ("90000", "NON_CURRENT"), ("91000", "INVESTMENTS"), ("92000", "DEBTORS"), ("94000", "CREDITORS"),
    ("95000", "PROVISIONS"), ("96000", "LONG_TERM"), ("96100", "LONG_TERM"), ("97000", "USABLE"),
    ("98000", "UNUSABLE"), ("98200", "UNUSABLE"),
)  # fmt: skip
POUNDS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


def named(made):
    return {one.words: one.pounds for one in made.lines}


def test_valuations_and_remeasured_pensions_move_no_cash():
    rows = [
        Moved("93000", "CASH", D("100"), D("0")),
        Moved("90000", "NON_CURRENT", D("0"), D("500")), Moved("98000", "UNUSABLE", D("0"), D("-500")),
        Moved("96100", "LONG_TERM", D("0"), D("-70")), Moved("98200", "UNUSABLE", D("0"), D("70")),
    ]  # fmt: skip
    made = statement(rows, other={"98000": D("500"), "98200": D("-70")})
    assert set(named(made).values()) == {D("0")}
    assert (made.opening, made.closing, made.straight, made.difference) == (D("100"), D("100"), D("0"), D("0"))


def test_pensions_that_services_bear_and_nobody_paid_are_taken_out():
    rows = [Moved("10000", "EMPLOYEES", D("0"), D("40")), Moved("96100", "LONG_TERM", D("0"), D("-40"))]
    made = statement(rows, other={})
    assert named(made)["Pensions earned and not paid yet"] == D("40")
    assert made.change == D("0")


@given(
    moved=st.lists(POUNDS, min_size=len(CODES), max_size=len(CODES)), opening=POUNDS, revalued=POUNDS, measured=POUNDS
)
def test_whatever_moved_the_lines_come_to_the_change_of_cash(moved, opening, revalued, measured):
    rows = [Moved(code, group, D("0"), pounds) for (code, group), pounds in zip(CODES, moved, strict=True)]
    rows.append(Moved("93000", "CASH", opening, -sum(moved, D("0"))))  # every journal balances
    made = statement(rows, other={"98000": revalued, "98200": measured})
    assert made.difference == 0
    sums = [one.pounds for one in made.lines if one.is_sum]
    assert sum(sums[:-1], made.straight) == made.change == sums[-1]
