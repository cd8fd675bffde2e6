"""Which group a subjective code stands in (domain FIN-01, the ranges of the chart)."""

import pytest

from finance.engine.coding_groups import group_of


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("10000", "EMPLOYEES"), ("19999", "EMPLOYEES"), ("20000", "PREMISES"), ("39999", "TRANSPORT"),
        ("40000", "SUPPLIES"), ("55000", "THIRD_PARTY"), ("64999", "TRANSFERS"), ("65000", "SUPPORT"),
        ("74999", "DEPRECIATION"), ("75000", "CAPITAL"), ("80000", "INCOME"), ("89999", "INCOME"),
        ("90000", "NON_CURRENT"), ("92800", "DEBTORS"), ("94210", "CREDITORS"), ("97000", "USABLE"),
        ("98999", "UNUSABLE"), ("99000", ""),
    ],
)  # fmt: skip
def test_fin_01_a_code_stands_in_the_group_of_its_range(code, group):
    assert group_of(code) == group


def test_the_seed_agrees_with_the_ranges():
    import csv
    from pathlib import Path

    import finance

    seed = Path(finance.__file__).parent / "data" / "subjectives.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) > 50
    assert [one["code"] for one in rows if group_of(one["code"]) != one["group"]] == []
