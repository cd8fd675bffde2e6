"""The expenditure and funding analysis, and the lines that codes stand on (domain FIN-15)."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import finance
from finance.engine import cies
from finance.engine.cies import Amount, Fund

D = Decimal
ON = date(2027, 3, 31)
# £000: what is charged to the general fund and the adjustments, by directorate; below, financing and council tax.
WORKED = (
    ("Adults", "10000", "EMPLOYEES", 310_000, 12_500), ("Children", "10000", "EMPLOYEES", 180_000, 9_000),
    ("Place", "70000", "DEPRECIATION", 95_000, 31_000), ("Corporate", "40000", "SUPPLIES", 40_000, -2_500),
    ("Corporate", "86000", "INCOME", -628_000, -20_000),
)  # fmt: skip
AMOUNTS = [Amount(area, code, group, D(net + moved), D(moved)) for area, code, group, net, moved in WORKED]


def test_the_worked_expenditure_and_funding_analysis_of_fin_15():
    made = cies.analysis(AMOUNTS, Fund(D(-45_000), D(-30_000), D(0)), on=ON)
    assert {one.words: (one.net, one.adjustments, one.cies) for one in made.rows} == {
        "Adults": (310_000, 12_500, 322_500),
        "Children": (180_000, 9_000, 189_000),
        "Place": (95_000, 31_000, 126_000),
        "Corporate": (40_000, -2_500, 37_500),
        "Net cost of services": (625_000, 50_000, 675_000),
        "Other income and expenditure": (-628_000, -20_000, -648_000),
        "Surplus below nought, or deficit": (-3_000, 30_000, 27_000),
    }
    assert (made.fund.opening, made.closing, made.difference) == (-45_000, -48_000, 0)


@pytest.mark.parametrize(("moved", "difference"), [(0, 30_000), (-29_999, 1), (-30_001, -1), (30_000, 60_000)])
def test_adjustments_that_are_not_the_movement_in_reserves_are_found(moved, difference):
    assert cies.analysis(AMOUNTS, Fund(D(-45_000), D(moved), D(0)), on=ON).difference == difference


def test_a_code_that_stands_nowhere_has_a_row_of_its_own_and_the_result_stays_whole():
    made = cies.analysis([*AMOUNTS, Amount("", "87000", "INCOME", D(-5), D(0))], Fund(D(0), D(0), D(0)), on=ON)
    assert made.nowhere is not None
    assert (made.nowhere.cies, made.cost.cies, made.result.cies) == (-5, 675_000, 26_995)


def test_what_has_no_directorate_stands_last():
    made = cies.analysis([Amount("", "20000", "PREMISES", D(1), D(0)), *AMOUNTS], Fund(D(0), D(0), D(0)), on=ON)
    assert [one.segment for one in made.segments] == ["Adults", "Children", "Corporate", "Place", ""]


def test_every_code_of_the_chart_that_comes_with_the_product_stands_on_a_line():
    with (Path(finance.__file__).parent / "data" / "subjectives.csv").open(encoding="utf-8") as file:
        rows = [one for one in csv.DictReader(file) if one["code"] < "90000"]
    assert len(rows) > 50
    assert [one["code"] for one in rows if cies.line_of(one["code"], one["group"], on=ON) is None] == []


@pytest.mark.parametrize(
    ("code", "group", "on"),
    [("87000", "INCOME", ON), ("89000", "INCOME", ON), ("20100", "EMPLOYEES", ON),
     ("20100", "PREMISES", date(2020, 3, 31))],
)  # fmt: skip
def test_a_code_outside_the_ranges_of_another_group_or_before_the_mapping_stands_nowhere(code, group, on):
    assert cies.line_of(code, group, on=on) is None


@pytest.mark.parametrize(
    ("code", "group", "line"),
    [("73999", "DEPRECIATION", "SERVICES"), ("74000", "DEPRECIATION", "OPERATING"),
     ("74999", "DEPRECIATION", "OPERATING"), ("75000", "CAPITAL", "FINANCING"), ("84999", "INCOME", "SERVICES"),
     ("85000", "INCOME", "FINANCING"), ("86000", "INCOME", "TAXATION"), ("88000", "INCOME", "SERVICES")],
)  # fmt: skip
def test_codes_at_the_ends_of_ranges_stand_on_their_lines(code, group, line):
    assert cies.line_of(code, group, on=ON) == line


@given(st.lists(st.tuples(st.sampled_from(["A", "B", ""]), st.sampled_from(["20000", "87000", "86000"]),
                          st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9)), max_size=30))  # fmt: skip
def test_whatever_is_posted_the_general_fund_moves_by_what_is_charged_to_it(moves):
    groups = {"20000": "PREMISES", "87000": "INCOME", "86000": "INCOME"}
    rows = [Amount(area, code, groups[code], D(pounds), D(moved)) for area, code, pounds, moved in moves]
    adjusted = sum((one.statutory for one in rows), D(0))
    made = cies.analysis(rows, Fund(D(-100), -adjusted, D(7)), on=ON)
    assert made.difference == 0
    assert made.closing == D(-93) + made.result.net
