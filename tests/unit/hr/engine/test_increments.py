"""Increments (domain HR-04): 1 April, the six months, anniversaries, bars, the maximum, deleted points."""

from datetime import date

import pytest

from hr.engine.increments import AT_BAR, AT_TOP, Place, Progression, Rule, Span, Step, due_days, step

NJC = Progression(rule=Rule.FIXED_DATE)
YEARS = Span(date(2026, 1, 1), date(2027, 12, 31))


def due(rule=NJC, *, since, span=YEARS, unpaid_days=0, earned=()):
    return due_days(rule, since=since, unpaid_days=unpaid_days, earned=earned, span=span)


# Source: NJC Green Book part 2 paragraph 5.6, as domain HR-04: started 1 October to 31 March, first after six months.
@pytest.mark.parametrize(
    ("since", "days"),
    [
        (date(2020, 9, 14), [date(2026, 4, 1), date(2027, 4, 1)]),
        (date(2025, 9, 30), [date(2026, 4, 1), date(2027, 4, 1)]),
        (date(2025, 10, 1), [date(2026, 4, 1), date(2027, 4, 1)]),
        (date(2025, 10, 2), [date(2026, 4, 2), date(2027, 4, 1)]),
        (date(2025, 11, 15), [date(2026, 5, 15), date(2027, 4, 1)]),
        (date(2026, 3, 31), [date(2026, 9, 30), date(2027, 4, 1)]),
        (date(2026, 4, 1), [date(2027, 4, 1)]),
    ],
)
def test_fixed_date_follows_the_six_months_rule(since, days):
    assert due(since=since) == days


def test_unpaid_leave_delays_the_first_increment_only_where_it_does_not_count():
    strict = Progression(rule=Rule.FIXED_DATE, counts_unpaid=False)

    assert due(since=date(2025, 9, 20), unpaid_days=30)[0] == date(2026, 4, 1)
    # Twenty days into September and thirty days unpaid: 20 October counts, and six months on is 20 April.
    assert due(strict, since=date(2025, 9, 20), unpaid_days=30) == [date(2026, 4, 20), date(2027, 4, 1)]


@pytest.mark.parametrize(
    ("rule", "since", "earned", "days"),
    [
        (Rule.ANNIVERSARY, date(2024, 2, 29), (), [date(2026, 2, 28), date(2027, 2, 28)]),
        (Rule.ANNIVERSARY, date(2026, 6, 1), (), [date(2027, 6, 1)]),
        (Rule.COMPETENCE, date(2025, 6, 1), (date(2026, 7, 1), date(2025, 1, 1)), [date(2026, 7, 1)]),
        (Rule.COMPETENCE, date(2025, 6, 1), (), []),
        (Rule.CONTRIBUTION, date(2025, 6, 1), (), [date(2026, 4, 1), date(2027, 4, 1)]),
    ],
)
def test_other_rules_have_other_days(rule, since, earned, days):
    assert due(Progression(rule=rule), since=since, earned=earned) == days


POINTS = (3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("place", "more", "found"),
    [
        ({"at": 4, "top": 6}, {}, Step(increment=5)),
        ({"at": 6, "top": 6}, {}, Step(why_not=AT_TOP)),
        ({"at": 4, "top": 7, "bars": {5}}, {"n_points": 3}, Step(increment=5)),
        ({"at": 5, "top": 7, "bars": {5}}, {}, Step(why_not=AT_BAR)),
        ({"at": 5, "top": 7, "bars": {5}}, {"past_bar": True}, Step(increment=6)),
        ({"at": 4, "top": 5}, {"n_points": 3}, Step(increment=5)),
        ({"at": 4, "top": 7}, {"is_due": False}, Step()),
    ],
)
def test_a_step_stops_at_bars_and_at_the_maximum(place, more, found):
    assert step(Place(points=POINTS, **place), **{"is_due": True, "moved": {}} | more) == found


# Source: NJC pay agreement 2025: point 2 is deleted on 1 April 2026, its holders move to point 3 (domain HR-04).
def test_point_two_becomes_point_three_before_the_increment_and_without_one_is_none():
    holder = Place(at=2, top=5, points=POINTS)

    assert step(holder, is_due=True, moved={2: 3}) == Step(assimilated=3, increment=4)
    assert step(holder, is_due=False, moved={2: 3}) == Step(assimilated=3)
    assert step(Place(at=2, top=3, points=POINTS), is_due=True, moved={2: 3}) == Step(assimilated=3, why_not=AT_TOP)
