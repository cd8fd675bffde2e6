"""The risk of change requests by dated rules (domain SEC-04): literals from partners/data/change_risk.toml."""

from datetime import date
from decimal import Decimal

import pytest

from partners.engine import change_risk
from partners.engine.change_risk import RiskFacts

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("facts", "codes", "score", "band"),
    [
        ({}, [], 0, "Low"),
        ({"months_back": 3}, [], 0, "Low"),
        ({"months_back": 4}, ["BACKDATED"], 25, "Medium"),
        ({"rise": Decimal("10.0")}, [], 0, "Low"),
        ({"rise": Decimal("10.1"), "months_back": 13}, ["RISE", "BACKDATED"], 55, "High"),
        ({"n_others": 2}, [], 0, "Low"),
        ({"n_others": 3}, ["SEVERAL"], 20, "Low"),
        ({"days_left": 3}, [], 0, "Low"),
        ({"days_left": 2}, ["NEAR_CUTOFF"], 15, "Low"),
        ({"is_missed": True}, ["MISSED_CUTOFF"], 10, "Low"),
        ({"is_cost_unknown": True, "close": ("Ben",)}, ["CLOSE", "UNKNOWN_COST"], 45, "Medium"),
        (
            {"months_back": 9, "rise": Decimal(40), "close": ("Ben",), "n_others": 5, "days_left": 0},
            ["CLOSE", "RISE", "BACKDATED", "SEVERAL", "NEAR_CUTOFF"], 100, "High",
        ),
    ],
)  # fmt: skip
def test_each_rule_holds_from_its_limit_on(facts, codes, score, band):
    found = change_risk.reasons(RiskFacts(**facts), on=ON)
    assert [one.code for one in found] == codes
    assert change_risk.score(found) == score
    assert change_risk.bands(on=ON).name(score) == band


def test_no_rule_holds_before_its_first_day():
    assert change_risk.reasons(RiskFacts(is_missed=True), on=date(2026, 3, 31)) == []
    assert change_risk.bands(on=date(2026, 3, 31)).high == 50


def test_the_reason_names_what_was_found():
    (one,) = change_risk.reasons(RiskFacts(rise=Decimal("12.5")), on=ON)
    assert one.words == "The employer’s cost of a pay period rises by 12.5 %, more than 10 %"
