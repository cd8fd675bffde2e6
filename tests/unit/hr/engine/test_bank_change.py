"""Signs of diverted pay, and the day on which a change may hold. Dates and values: domain HR-12."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hr.engine import bank_change as engine
from hr.engine.bank_change import Facts, PayDay, Payee, PolicyMissing

ON = date(2026, 11, 2)  # a Monday
CONTROLS = engine.policy(on=ON)
QUIET = Facts(on=ON, sort_code="200000", payee=Payee.MATCH, device_since=date(2026, 1, 5))
NOVEMBER = PayDay(date(2026, 11, 27), date(2026, 11, 20))
SIGNS = {
    "NEW_DEVICE": {"device_since": date(2026, 10, 20)},
    "CONTACT_CHANGED": {"contact_changed_on": date(2026, 10, 19)},
    "ACCOUNT_OF_ANOTHER": {"n_others_with_account": 1},
    "E_MONEY": {"sort_code": "040075"},
    "NEAR_PAY_DAY": {"next_pay_day": date(2026, 11, 7)},
    "CHANGED_TWICE": {"earlier_changes": (date(2026, 9, 3),)},
    "PASSWORD_RESET": {"password_reset_on": date(2026, 10, 26)},
    "SECOND_TAKES_MOST": {"amount": Decimal("1000.01"), "last_net": Decimal("2000.00")},
    "PAYEE_NO_MATCH": {"payee": Payee.NO_MATCH},
    "PAYEE_CLOSE": {"payee": Payee.CLOSE},
    "PAYEE_UNVERIFIED": {"payee": Payee.UNAVAILABLE},
}
JUST_NOT = {
    "NEW_DEVICE": {"device_since": date(2026, 10, 19)},
    "CONTACT_CHANGED": {"contact_changed_on": date(2026, 10, 18)},
    "E_MONEY": {"sort_code": "040076"},
    "NEAR_PAY_DAY": {"next_pay_day": date(2026, 11, 8)},
    "CHANGED_TWICE": {"earlier_changes": (date(2026, 9, 2),)},
    "PASSWORD_RESET": {"password_reset_on": date(2026, 10, 25)},
    "SECOND_TAKES_MOST": {"amount": Decimal("1000.00"), "last_net": Decimal("2000.00")},
}


def codes(facts):
    return [one.code for one in engine.findings(facts, CONTROLS)]


def test_nothing_speaks_against_a_change_from_a_known_device_to_a_matching_account():
    assert engine.findings(QUIET, CONTROLS) == []


@pytest.mark.parametrize("code", SIGNS)
def test_each_sign_is_seen(code):
    assert codes(replace(QUIET, **SIGNS[code])) == [code]


@pytest.mark.parametrize("code", JUST_NOT)
def test_a_day_or_a_digit_beyond_is_no_sign(code):
    assert codes(replace(QUIET, **JUST_NOT[code])) == []


def test_several_others_with_the_account_weigh_more():
    assert codes(replace(QUIET, n_others_with_account=2)) == ["ACCOUNT_OF_ANOTHER", "ACCOUNT_OF_SEVERAL"]


def test_a_device_that_nobody_knows_is_new_and_at_the_desk_of_hr_there_is_none():
    assert codes(replace(QUIET, device_since=None)) == ["NEW_DEVICE"]
    assert codes(replace(QUIET, device_since=None, is_self_service=False)) == []


def test_a_second_account_before_the_first_pay_needs_a_second_person():
    found = engine.findings(replace(QUIET, amount=Decimal("0.01")), CONTROLS)

    assert ([one.code for one in found], engine.score(found)) == (["SECOND_TAKES_MOST"], CONTROLS.threshold)


def test_the_end_of_a_second_account_asks_nothing_about_an_account():
    assert codes(replace(QUIET, payee=None, sort_code="")) == []


def test_every_rule_has_points_words_and_a_source_and_no_points_are_left_over():
    assert {rule.code for rule in engine.RULES} == set(CONTROLS.points) == set(SIGNS) | {"ACCOUNT_OF_SEVERAL"}
    assert all(rule.words and rule.source for rule in engine.RULES)


def test_the_attacker_of_t_hr_12_scores_95_points_and_needs_a_second_person():
    """New device 25, contact 30, password 30, nobody asked whose account it is 10."""
    facts = replace(QUIET, payee=Payee.UNAVAILABLE, device_since=ON, contact_changed_on=ON, password_reset_on=ON)

    assert engine.score(engine.findings(facts, CONTROLS)) == 95
    assert CONTROLS.threshold == 40


def test_a_change_cools_off_for_three_working_days():
    assert engine.effective_on(ON, pay_days=[NOVEMBER], controls=CONTROLS) == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("asked_on", "first"),
    [
        (date(2026, 11, 12), date(2026, 11, 17)),  # three working days before the cut-off on the 20th: holds
        (date(2026, 11, 13), date(2026, 11, 30)),  # the 18th is two working days before: waits until after pay day
        (date(2026, 11, 19), date(2026, 11, 30)),  # E12: one working day before the cut-off
        (date(2026, 11, 25), date(2026, 11, 30)),
    ],
)
def test_nothing_takes_effect_shortly_before_a_cut_off_nor_before_its_pay_day(asked_on, first):
    assert engine.effective_on(asked_on, pay_days=[NOVEMBER], controls=CONTROLS) == first


def test_who_confirmed_in_a_call_back_need_not_wait_for_pay_day():
    called = engine.effective_on(date(2026, 11, 13), pay_days=[NOVEMBER], controls=CONTROLS, is_called_back=True)

    assert called == date(2026, 11, 18)


def test_a_late_decision_never_holds_before_it():
    late = engine.effective_on(ON, pay_days=[NOVEMBER], controls=CONTROLS, not_before=date(2026, 11, 23))

    assert late == date(2026, 11, 30)


def test_christmas_does_not_count_as_working_days():
    assert engine.effective_on(date(2026, 12, 24), pay_days=[], controls=CONTROLS) == date(2026, 12, 31)


def test_there_is_no_policy_before_there_was_one():
    with pytest.raises(PolicyMissing):
        engine.policy(on=date(2019, 12, 31))
