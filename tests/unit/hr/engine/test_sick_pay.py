"""Occupational sick pay by the examples of domain HR-10.2 and scenario E8, and what holds for any absences."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr.engine import sick_pay
from hr.engine.agreements import AgreementMissing, scale_names, sick_pay_scale
from hr.engine.sick_pay import Absence, DayBasis, PaidSpan, Pot, Rate, Segment, Told

FIRST = date(2026, 9, 1)
THIRD_YEAR = date(2024, 3, 1)
EARLIER = [PaidSpan(date(2026, 1, 5), date(2026, 2, 13), Rate.FULL)]  # 40 calendar days
DAY = timedelta(days=1)


@pytest.fixture
def njc():
    return sick_pay_scale("njc", on=FIRST)


def worked(scale, absence, *, service_from=THIRD_YEAR, paid=()):
    left = sick_pay.entitlement(scale, service_from=service_from, absence=absence, paid=paid)
    return left, sick_pay.segments(absence, left)


def test_e8_third_year_with_40_paid_days_steps_down_after_21_november(njc):
    left, found = worked(njc, Absence(FIRST), paid=EARLIER)

    assert (left.full_days, left.half_days, left.used, left.full_left, left.half_left) == (122, 122, 40, 82, 122)
    assert [(one.first_day, one.last_day, one.rate) for one in found] == [
        (date(2026, 9, 1), date(2026, 11, 21), Rate.FULL),
        (date(2026, 11, 22), date(2027, 3, 23), Rate.HALF),
        (date(2027, 3, 24), None, Rate.NIL),
    ]


def test_e8_notices_are_due_28_and_7_days_before(njc):
    steps = sick_pay.step_downs(worked(njc, Absence(FIRST), paid=EARLIER)[1])

    assert [(one.on, one.to) for one in steps] == [(date(2026, 11, 22), Rate.HALF), (date(2027, 3, 24), Rate.NIL)]
    assert (steps[0].first_notice_on, steps[0].second_notice_on) == (date(2026, 10, 25), date(2026, 11, 15))


def test_e8_without_a_notice_nothing_is_reduced(njc):
    found = sick_pay.with_notices(worked(njc, Absence(FIRST), paid=EARLIER)[1], {})

    assert [(one.first_day, one.last_day, one.rate) for one in found] == [(FIRST, None, Rate.FULL)]
    assert "no notice was sent" in found[0].why


def test_e8_with_both_notices_pay_goes_down_on_its_days(njc):
    forecast = worked(njc, Absence(FIRST), paid=EARLIER)[1]
    told = {
        date(2026, 11, 22): Told(date(2026, 10, 25), date(2026, 11, 16)),
        date(2027, 3, 24): Told(date(2027, 2, 24), date(2027, 3, 18)),
    }

    found = sick_pay.with_notices(forecast, told)

    assert [(one.first_day, one.rate) for one in found] == [(one.first_day, one.rate) for one in forecast]


def test_a_late_notice_moves_the_step_down_to_28_days_after_it(njc):
    forecast = worked(njc, Absence(FIRST), paid=EARLIER)[1]

    found = sick_pay.with_notices(forecast, {date(2026, 11, 22): Told(date(2026, 11, 10), date(2026, 11, 12))})

    assert [(one.first_day, one.last_day, one.rate) for one in found] == [
        (FIRST, date(2026, 12, 7), Rate.FULL),
        (date(2026, 12, 8), None, Rate.HALF),
    ]


def test_a_notice_so_late_that_the_absence_ends_first_reduces_nothing(njc):
    forecast = worked(njc, Absence(FIRST, date(2026, 11, 30)), paid=EARLIER)[1]

    found = sick_pay.with_notices(forecast, {date(2026, 11, 22): Told(date(2026, 11, 20), date(2026, 11, 21))})

    assert [(one.first_day, one.last_day, one.rate) for one in found] == [(FIRST, date(2026, 11, 30), Rate.FULL)]


def half_pay_from(njc, told):
    found = sick_pay.with_notices(worked(njc, Absence(FIRST), paid=EARLIER)[1], {date(2026, 11, 22): told})
    return found[1].first_day if len(found) > 1 else None, found[0].why


def test_notice_without_confirmation_reduces_nothing(njc):
    day, why = half_pay_from(njc, Told(date(2026, 10, 25)))

    assert day is None
    assert "Not reduced: the HR manager has not confirmed it" in why


def test_a_confirmation_never_reaches_back(njc):
    assert half_pay_from(njc, Told(date(2026, 10, 25), date(2026, 11, 26)))[0] == date(2026, 11, 26)


def test_what_was_put_off_begins_the_day_after_and_only_when_confirmed(njc):
    put_off = date(2026, 12, 20)

    day, why = half_pay_from(njc, Told(date(2026, 10, 25), None, put_off))

    assert day is None
    assert "put off to 20 December 2026" in why
    assert half_pay_from(njc, Told(date(2026, 10, 25), date(2026, 12, 10), put_off))[0] == date(2026, 12, 21)


def test_with_notices_of_nothing_is_nothing():
    assert sick_pay.with_notices([], {}) == []


@pytest.mark.parametrize(
    ("service_from", "full", "half"),
    [
        (date(2026, 5, 2), 30, 0),
        (date(2026, 5, 1), 30, 61),
        (date(2025, 9, 1), 61, 61),
        (date(2024, 9, 2), 61, 61),
        (date(2024, 9, 1), 122, 122),
        (date(2023, 9, 1), 152, 152),
        (date(2021, 9, 2), 152, 152),
        (date(2021, 9, 1), 183, 183),
    ],
)
def test_njc_entitlement_by_service_on_the_first_day(njc, service_from, full, half):
    left, _ = worked(njc, Absence(FIRST), service_from=service_from)

    assert (left.full_days, left.half_days) == (full, half)


def test_police_have_six_and_six_months_from_the_first_day_of_service():
    left, _ = worked(sick_pay_scale("police", on=FIRST), Absence(FIRST), service_from=FIRST)

    assert (left.full_days, left.half_days) == (183, 183)


def test_the_look_back_is_the_twelve_months_immediately_before(njc):
    spans = [PaidSpan(date(2025, 8, 31), date(2025, 9, 1), Rate.FULL), PaidSpan(date(2026, 8, 31), FIRST, Rate.HALF)]

    left, _ = worked(njc, Absence(FIRST), paid=spans)

    assert (left.window_first, left.window_last, left.used) == (date(2025, 9, 1), date(2026, 8, 31), 2)


def test_what_exceeds_full_pay_counts_against_half_pay(njc):
    left, found = worked(njc, Absence(FIRST), paid=[PaidSpan(date(2026, 1, 1), date(2026, 5, 30), Rate.FULL)])

    assert (left.used, left.full_left, left.half_left) == (150, 0, 94)
    assert found[0].rate is Rate.HALF


def test_unpaid_days_do_not_count(njc):
    left, _ = worked(njc, Absence(FIRST), paid=[PaidSpan(date(2026, 1, 1), date(2026, 5, 30), Rate.NIL)])

    assert left.used == 0


def test_injury_at_work_has_a_pot_of_its_own(njc):
    left, _ = worked(njc, Absence(FIRST, pot=Pot.INJURY), paid=EARLIER)

    assert (left.used, left.full_left) == (0, 122)


def test_a_relapse_is_a_new_first_day_and_the_earlier_days_count(njc):
    first, again = Absence(FIRST, date(2026, 9, 30)), Absence(date(2026, 10, 2))

    found = sick_pay.history(njc, service_from=THIRD_YEAR, absences=[again, first])

    assert found[first][0].days == 30
    assert (found[again][0].last_day, found[again][0].days) == (date(2027, 1, 1), 92)


def test_an_open_segment_has_no_number_of_days():
    assert Segment(FIRST, None, Rate.NIL, "").days is None


def test_29_february_looks_back_to_the_28th():
    assert sick_pay.year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_every_figure_is_explained(njc):
    left, found = worked(njc, Absence(FIRST), paid=EARLIER)

    assert left.working == (
        "30 completed months of service on 1 September 2026: 4 months full pay (122 days) and 4 months half pay "
        "(122 days), Green Book (NJC)",
        "40 paid days from 1 September 2025 to 31 August 2026 count against it, full pay first",
        "Left for this absence: 82 days full pay, 122 days half pay",
    )
    assert all(one.why for one in found)


def test_a_scale_that_is_not_known_is_an_error():
    assert scale_names()["njc"] == "Green Book (NJC)"
    assert scale_names()["grey"] == "Grey Book (fire and rescue)"
    with pytest.raises(AgreementMissing):
        sick_pay_scale("nobody", on=FIRST)
    with pytest.raises(AgreementMissing):
        sick_pay_scale("njc", on=date(1990, 1, 1))


@st.composite
def absences(draw):
    """Closed absences that do not overlap, over two years."""
    start, found = date(2025, 1, 1), []
    for _ in range(draw(st.integers(1, 6))):
        start += timedelta(days=draw(st.integers(1, 120)))
        end = start + timedelta(days=draw(st.integers(0, 250)))
        found.append(Absence(start, end, draw(st.sampled_from(list(Pot)))))
        start = end + DAY
    return found


@given(rows=absences(), data=st.data(), service=st.dates(date(2010, 1, 1), date(2025, 1, 1)))
def test_segments_fill_each_absence_never_overlap_and_order_never_matters(rows, data, service):
    scale = sick_pay_scale("njc", on=FIRST)

    found = sick_pay.history(scale, service_from=service, absences=rows)
    shuffled = sick_pay.history(scale, service_from=service, absences=data.draw(st.permutations(rows)))

    assert found == shuffled
    for one, parts in found.items():
        assert (parts[0].first_day, parts[-1].last_day) == (one.first_day, one.last_day)
        assert all(b.first_day == a.last_day + DAY for a, b in itertools.pairwise(parts))
        months = sick_pay.completed_months(service, one.first_day)
        band = scale.band(months)
        paid = sum(part.days for part in parts if part.rate is not Rate.NIL)
        assert paid <= scale.days(band.full_months) + scale.days(band.half_months)


def test_the_grey_book_pays_six_months_in_full_and_six_at_half_from_the_first_day():
    """Domain HR-10.2: 6 full + 6 half in 12 months; six months are 183 days."""
    scale = sick_pay_scale("grey", on=date(2026, 9, 1))

    assert (scale.band(0), scale.days(6)) == ((0, 6, 6), 183)


# Source: NJC Green Book part 2 paragraph 10 (year 2: 61 and 61 days, year 3: 122 and 122), domain HR-10.2: two years of
# service on 1 October 2026, in an absence from 1 August. Days paid to that day (61) are taken off.
def test_an_anniversary_of_service_during_an_absence_is_looked_at_again_where_that_is_agreed():
    njc, began = sick_pay_scale("njc", on=date(2026, 8, 1)), date(2024, 10, 1)
    absence = Absence(date(2026, 8, 1))
    left = sick_pay.entitlement(njc, service_from=began, absence=absence, paid=[])

    plain = [(one.first_day, one.rate) for one in sick_pay.segments(absence, left)]
    assert plain == [
        (date(2026, 8, 1), Rate.FULL), (date(2026, 10, 1), Rate.HALF), (date(2026, 12, 1), Rate.NIL),
    ]  # fmt: skip
    found = sick_pay.retested(absence, left, scale=njc, service_from=began)
    # Year 4 begins on 1 October 2027: 152 and 152 days, of which 61 + 61 + 122 are used: 60 days of half pay.
    assert [(one.first_day, one.last_day, one.rate) for one in found] == [
        (date(2026, 8, 1), date(2026, 11, 30), Rate.FULL),
        (date(2026, 12, 1), date(2027, 4, 1), Rate.HALF),
        (date(2027, 4, 2), date(2027, 9, 30), Rate.NIL),
        (date(2027, 10, 1), date(2027, 11, 29), Rate.HALF),
        (date(2027, 11, 30), date(2029, 9, 30), Rate.NIL),
        (date(2029, 10, 1), date(2029, 12, 1), Rate.HALF),
        (date(2029, 12, 2), None, Rate.NIL),
    ]
    assert [one.on for one in sick_pay.step_downs(found)][:3] == [
        date(2026, 12, 1),
        date(2027, 4, 2),
        date(2027, 11, 30),
    ]


def test_more_pay_from_an_anniversary_waits_for_no_notice():
    up = [
        Segment(date(2026, 8, 1), date(2026, 8, 31), Rate.FULL, "a"),
        Segment(date(2026, 9, 1), date(2026, 9, 30), Rate.HALF, "b"),
        Segment(date(2026, 10, 1), None, Rate.FULL, "c"),
    ]
    told = {date(2026, 9, 1): Told(date(2026, 7, 1), date(2026, 8, 1))}

    assert [(one.first_day, one.rate) for one in sick_pay.with_notices(up, told)] == [
        (one.first_day, one.rate) for one in up
    ]  # fmt: skip
    assert [(one.first_day, one.rate) for one in sick_pay.with_notices(up, {})] == [(date(2026, 8, 1), Rate.FULL)]


# --- working days (domain HR-10.2: alternative basis, 26 weeks × 5 = 130) ---------------------------------------------
def test_working_days_count_mondays_to_fridays_and_end_before_the_next_one():
    """Six months are 130 working days, 26 weeks: from Tuesday 1 September 2026 to Monday 1 March 2027, then half."""
    fire = sick_pay_scale("grey", on=FIRST, basis=DayBasis.WORKING)
    left, found = worked(fire, Absence(FIRST))

    assert (left.full_days, left.half_days) == (130, 130)
    assert [(one.first_day, one.last_day, one.rate) for one in found] == [
        (FIRST, date(2027, 3, 1), Rate.FULL),
        (date(2027, 3, 2), date(2027, 8, 30), Rate.HALF),
        (date(2027, 8, 31), None, Rate.NIL),
    ]
    assert "(130 working days)" in left.working[0]


def test_working_days_used_before_are_taken_off_and_weekends_cost_nothing():
    """Monday 5 January to Friday 13 February 2026 are 30 of 87 working days: 57 are left, eleven weeks and two days."""
    njc = sick_pay_scale("njc", on=FIRST, basis=DayBasis.WORKING)
    left, found = worked(njc, Absence(FIRST), paid=EARLIER)

    assert (left.full_days, left.used, left.full_left, left.half_left) == (87, 30, 57, 87)
    assert found[0].last_day == date(2026, 11, 18)
    assert found[1].first_day == date(2026, 11, 19)


@pytest.mark.parametrize(("months", "days"), [(1, 22), (2, 43), (3, 65), (4, 87), (5, 108), (6, 130)])
def test_months_are_working_days_of_26_weeks_for_six(months, days):
    assert sick_pay_scale("njc", on=FIRST, basis=DayBasis.WORKING).days(months) == days


def test_an_anniversary_is_looked_at_again_in_working_days():
    """Two years on 1 October: 87 days; the 22 of September are used, and 65 are left: to 30 December."""
    njc, began = sick_pay_scale("njc", on=FIRST, basis=DayBasis.WORKING), date(2024, 10, 1)
    left = sick_pay.entitlement(njc, service_from=began, absence=Absence(FIRST), paid=[])
    assert left.full_days == 43

    found = sick_pay.retested(Absence(FIRST), left, scale=njc, service_from=began)

    assert (found[0].rate, found[0].last_day) == (Rate.FULL, date(2026, 12, 30))
