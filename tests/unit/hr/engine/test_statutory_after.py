"""Statutory family pay after the last day of employment. The dates are worked out by hand from the law named."""

from datetime import date, timedelta

import pytest

from hr.engine import agreements
from hr.engine.family_leave import Block, Facts
from hr.engine.statutory_after import after_leaving, latest_start, within

EXPECTED = date(2027, 3, 10)
"""A Wednesday: the expected week begins on Sunday 7 March 2027, the 15th week before it on Sunday 22 November 2026."""
LONG_AGO = date(2020, 1, 6)
LEAVE = Block(date(2027, 2, 1), date(2028, 1, 30))


def maternity(last_day, *, blocks=(LEAVE,), service=LONG_AGO, **given):
    facts = Facts(kind="MATERNITY", notified_on=date(2026, 11, 1), blocks=blocks, expected_on=EXPECTED, **given)
    rule = agreements.after_leaving_rule("MATERNITY", on=date(2026, 11, 1))
    return after_leaving(facts, rule, pay_weeks=39, service_from=service, last_day=last_day)


def test_leave_that_has_begun_is_paid_to_its_39th_week():
    """1 February 2027 and 39 weeks: the last day of pay is 31 October 2027."""
    found = maternity(date(2027, 3, 31))

    assert found.spans == (Block(date(2027, 4, 1), date(2027, 10, 31)),)
    assert found.days == 214


@pytest.mark.parametrize(
    ("last_day", "first"),
    [
        (date(2026, 11, 21), None),  # the day before the 15th week
        (date(2026, 11, 22), date(2026, 12, 20)),  # its first day: pay opens with the 11th week before
        (date(2026, 12, 19), date(2026, 12, 20)),
        (date(2026, 12, 20), date(2026, 12, 21)),  # within the 11 weeks: the day after leaving
        (date(2027, 1, 15), date(2027, 1, 16)),
    ],
)
def test_whoever_leaves_before_the_leave_is_paid_from_the_11th_week_or_the_day_after(last_day, first):
    """SMP (General) Regulations 1986 reg 2(5)."""
    found = maternity(last_day)

    assert [one.first_day for one in found.spans] == ([first] if first else [])
    assert found.days == (273 if first else 0)


def test_an_early_birth_begins_the_pay_on_the_day_after_it():
    found = maternity(date(2026, 11, 30), happened_on=date(2026, 12, 5))
    assert found.spans[0].first_day == date(2026, 12, 6)


@pytest.mark.parametrize(("service", "is_paid"), [(date(2026, 6, 6), True), (date(2026, 6, 7), False)])
def test_26_weeks_of_employment_into_the_qualifying_week(service, is_paid):
    """The qualifying week ends on Saturday 28 November 2026; 25 weeks before it is Saturday 6 June."""
    assert latest_start(date(2026, 11, 28), 26) == date(2026, 6, 6)
    assert bool(maternity(date(2027, 3, 31), service=service).spans) is is_paid


def other(kind, last_day, *, blocks, pay_weeks, used=0, **given):
    rule = agreements.after_leaving_rule(kind, on=date(2026, 11, 1))
    facts = Facts(kind=kind, notified_on=date(2026, 11, 1), blocks=blocks, **given)
    return after_leaving(facts, rule, pay_weeks=pay_weeks, service_from=LONG_AGO, last_day=last_day, used_weeks=used)


def test_paternity_needs_employment_up_to_the_birth():
    weeks = Block(date(2027, 3, 15), date(2027, 3, 28))
    born = {"expected_on": EXPECTED, "happened_on": date(2027, 3, 12)}
    assert other("PATERNITY", date(2027, 3, 12), blocks=(weeks,), pay_weeks=2, **born).spans == (weeks,)
    assert other("PATERNITY", date(2027, 3, 11), blocks=(weeks,), pay_weeks=2, **born).spans == ()


@pytest.mark.parametrize(
    ("last_day", "first"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), [date(2027, 2, 24)]),
        (date(2027, 2, 28), [date(2027, 3, 1)]),
    ],
)
def test_adoption_is_paid_from_14_days_before_the_placement_or_the_day_after(last_day, first):
    """Told of the match on Sunday 1 November: its week has begun. 14 days before 10 March (SI 2002/2822 reg 22)."""
    found = other(
        "ADOPTION", last_day, blocks=(Block(date(2027, 3, 10), date(2028, 3, 8)),), pay_weeks=39, expected_on=EXPECTED
    )
    assert [one.first_day for one in found.spans] == first


def test_shared_pay_goes_on_once_its_first_week_was_reached_and_as_long_as_weeks_are_left():
    blocks = (Block(date(2027, 7, 5), date(2027, 8, 1)), Block(date(2027, 10, 4), date(2027, 10, 31)))
    born = {"expected_on": EXPECTED, "happened_on": date(2027, 3, 12)}
    given = {"blocks": blocks, "pay_weeks": 39, **born}

    found = other("SHARED_PARENTAL", date(2027, 7, 18), used=33, **given)

    assert found.spans == (Block(date(2027, 7, 19), date(2027, 8, 1)), Block(date(2027, 10, 4), date(2027, 10, 17)))
    assert other("SHARED_PARENTAL", date(2027, 6, 27), **given).spans == ()
    assert other("SHARED_PARENTAL", date(2027, 6, 28), **given).spans == blocks


def test_leave_without_statutory_pay_goes_on_with_none():
    with pytest.raises(agreements.AgreementMissing):
        agreements.after_leaving_rule("CARERS", on=date(2026, 11, 1))


def test_a_period_takes_its_own_days():
    spans = maternity(date(2027, 3, 31)).spans
    cut = within(spans, first_day=date(2027, 10, 1), last_day=date(2027, 10, 31))
    assert cut == (Block(date(2027, 10, 1), date(2027, 10, 31)),)
    assert within(spans, first_day=date(2027, 11, 1), last_day=date(2027, 11, 1) + timedelta(days=29)) == ()
