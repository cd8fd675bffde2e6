"""The tax code of a starter and the list of gates: pure, by dated data."""

from datetime import date
from decimal import Decimal

import pytest

from hr.engine.starters import (
    P45,
    Gate,
    Owner,
    StarterRulesMissing,
    Waiver,
    fits_limit,
    gate_specs,
    starter_tax,
    strictest,
)

START = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("statement", "code", "week1month1"),
    [("A", "1257L", False), ("B", "1257L", True), ("C", "BR", False), ("", "0T", True)],
)
def test_statement_gives_the_code_of_hmrcs_starter_checklist(statement, code, week1month1):
    """HMRC starter checklist 2026-27: A 1257L, B 1257L W1/M1, C BR; no statement 0T W1/M1."""
    found = starter_tax(statement=statement, start=START)
    assert (found.code, found.week1month1, found.counts_p45) == (code, week1month1, False)


def test_p45_of_the_same_tax_year_gives_its_code_and_counts():
    found = starter_tax(
        statement="P45", start=START, p45=P45(leaving_date=date(2026, 4, 6), code="K475", week1month1=True)
    )
    assert (found.code, found.week1month1, found.source, found.counts_p45) == ("K475", True, "P45", True)


def test_p45_of_last_tax_year_gives_the_emergency_code_and_counts_nothing():
    found = starter_tax(
        statement="P45", start=START, p45=P45(leaving_date=date(2026, 4, 5), code="K475", week1month1=True)
    )
    assert (found.code, found.week1month1, found.counts_p45) == ("1257L", False, False)


def test_a_p45_without_facts_an_unknown_statement_and_an_early_day_are_bugs():
    with pytest.raises(ValueError, match="P45"):
        starter_tax(statement="P45", start=START)
    with pytest.raises(ValueError, match="'D'"):
        starter_tax(statement="D", start=START)
    with pytest.raises(StarterRulesMissing):
        starter_tax(statement="A", start=date(2025, 4, 5))


def test_right_to_work_is_the_first_gate_of_every_job_and_never_waived():
    specs = gate_specs(on=START)
    first = next(iter(specs.values()))
    assert (first.gate, first.waiver, first.owner, first.is_always) == (
        Gate.RIGHT_TO_WORK, Waiver.NEVER, Owner.HR, True,
    )  # fmt: skip
    assert first.due(START) == date(2026, 11, 11)
    assert set(specs) == set(Gate)
    assert all(one.source for one in specs.values())


def test_a_role_is_stricter_never_laxer():
    assert strictest(Waiver.HR_MANAGER, Waiver.NEVER) == Waiver.NEVER
    assert strictest(Waiver.NEVER, Waiver.FOLLOWS) == Waiver.NEVER


def test_hours_keep_within_the_limit_of_a_permission():
    assert fits_limit(Decimal(20), Decimal(20))
    assert not fits_limit(Decimal("20.5"), Decimal(20))
    assert fits_limit(Decimal(48), None)
