"""What is available, what a check answers, and who approves a virement (domain FIN-04)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine.budget_approvals import Facts, Level, Reach, limits_on, needed, needs_members, reach
from finance.engine.budget_control import Mode, Position, Verdict, needs_comment, outturn, verdict

D = Decimal


def test_fin_04_available():
    held = Position(revised=D(10_000), actual=D(2_400), committed=D(1_600), pre_committed=D(500), reserved=D(250))
    assert held.available == D(5_250)
    assert held.used == D(4_500)


@pytest.mark.parametrize(
    ("mode", "asked", "tolerance", "answer"),
    [
        (Mode.OFF, "99999", "0", Verdict.PASSES),
        (Mode.WARN, "100.00", "0", Verdict.PASSES),
        (Mode.WARN, "100.01", "0", Verdict.WARNS),
        (Mode.HARD, "100.00", "0", Verdict.PASSES),
        (Mode.HARD, "100.01", "0", Verdict.REFUSES),
        (Mode.HARD_OVER_TOLERANCE, "150.00", "50", Verdict.WARNS),
        (Mode.HARD_OVER_TOLERANCE, "150.01", "50", Verdict.REFUSES),
        (Mode.HARD, "0", "0", Verdict.PASSES),
    ],
)
def test_a_check_answers_by_its_mode(mode, asked, tolerance, answer):
    assert verdict(available=D("100.00"), asked=D(asked), mode=mode, tolerance=D(tolerance)) == answer


def test_who_gives_back_is_never_refused_though_the_budget_is_overspent():
    assert verdict(available=D(-500), asked=D(-1), mode=Mode.HARD) == Verdict.PASSES
    assert verdict(available=D(-500), asked=D(0), mode=Mode.HARD) == Verdict.PASSES


def test_forecast_outturn_is_actual_and_remaining_profile_and_known_changes():
    assert outturn(actual=D(60_000), remaining=D(50_000), known=D(-4_000)) == D(106_000)


@pytest.mark.parametrize(
    ("forecast", "revised", "needs"),
    [
        ("124999.99", "100000", False), ("125000.00", "100000", True), ("75000.00", "100000", True),
        ("1049999.99", "1000000", False), ("1050000.00", "1000000", True), ("-25000", "0", True),
    ],
)  # fmt: skip
def test_fin_04_a_comment_is_needed_from_25000_or_five_per_cent_where_that_is_more(forecast, revised, needs):
    assert needs_comment(forecast=D(forecast), revised=D(revised)) is needs


LIMITS = limits_on(date(2026, 11, 2))
H, DIR, FIN, CHIEF = Level.HOLDER, Level.DIRECTOR, Level.FINANCE, Level.CHIEF


@pytest.mark.parametrize(
    ("moved", "far", "by_holder", "levels"),
    [
        ("50000.00", Reach.SERVICE, True, [H]),
        ("50000.00", Reach.SERVICE, False, [H, H]),
        ("50000.01", Reach.SERVICE, True, [DIR, FIN]),
        ("1.00", Reach.DIRECTORATE, True, [DIR, FIN]),
        ("250000.00", Reach.DIRECTORATE, True, [DIR, FIN]),
        ("250000.01", Reach.DIRECTORATE, True, [CHIEF]),
        ("250000.01", Reach.SERVICE, True, [CHIEF]),
        ("1.00", Reach.ACROSS, True, [CHIEF]),
    ],
)
def test_fin_04_virement_limits(moved, far, by_holder, levels):
    facts = Facts(moved=D(moved), reach=far, by_holder=by_holder)
    assert [one.level for one in needed(facts, LIMITS)] == levels
    assert needs_members(facts, LIMITS) is (CHIEF in levels)


@pytest.mark.parametrize(
    ("services", "directorates", "far"),
    [
        ({"S1"}, {"D1"}, Reach.SERVICE), ({"S1", "S2"}, {"D1"}, Reach.DIRECTORATE),
        ({"S1", "S2"}, {"D1", "D2"}, Reach.ACROSS), ({"S1", ""}, {"D1", ""}, Reach.ACROSS), ({""}, {""}, Reach.ACROSS),
    ],
)  # fmt: skip
def test_how_far_cost_centres_lie_apart(services, directorates, far):
    assert reach(services, directorates) == far


def test_before_the_first_limits_nothing_is_known():
    with pytest.raises(LookupError):
        limits_on(date(2019, 12, 31))
