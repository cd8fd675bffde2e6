"""Creating runs and making pay calendars through their pages, with every wrong answer."""

import pytest

from payroll.models import PayPeriod
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import calendar
from tests.functional import test_runs as journeys
from tests.functional.test_runs import at, inside, made, people, said

pytestmark = pytest.mark.django_db
amara, north = journeys.amara, journeys.north

# --- creating and calendars -----------------------------------------------------------------------------------------


def test_a_second_regular_run_is_an_error_with_what_to_do(cast, north, amara):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)
    with inside(cast):
        same = str(run.period.uuid)

    answer = amara.post(f"{at('run_create')}?group={north.pay_group.uuid}", {"period": same, "kind": "REGULAR"})

    assert answer.status_code == 422
    assert "This period has its regular run. Make a supplementary run." in said(answer)


def test_a_period_of_another_group_is_no_choice(cast, north, amara):
    with inside(cast):
        other = hr.pay_group(north.scheme, code="OTHER", name="Others")
        strange = calendar(other, by=cast.amara)[0]
        calendar(north.pay_group, by=cast.amara)

    answer = amara.post(
        f"{at('run_create')}?group={north.pay_group.uuid}", {"period": str(strange.uuid), "kind": "REGULAR"}
    )

    assert answer.status_code == 422
    assert "Pay period must be one of the choices" in said(answer)


def test_creating_without_a_calendar_says_what_to_do(cast, north, amara):
    page = said(amara.get(at("run_create")))

    assert "The calendar has no periods" in page
    assert "Make a year" in page


def test_a_calendar_shows_why_pay_is_moved(cast, north, amara):
    with inside(cast):
        calendar(north.pay_group, by=cast.amara)  # paid on the 28th: 28 November 2026 is a Saturday

    page = said(amara.get(at("calendar", group_uuid=north.pay_group.uuid), {"year": "2026-27"}))

    assert "Sat 28 Nov 2026 Fri 27 Nov 2026 A Saturday" in page
    assert "Mon 28 Dec 2026 Thu 24 Dec 2026 Boxing Day" in page


def test_a_year_is_made_and_made_again_without_doubling(cast, north, amara):
    url = at("calendar_make", group_uuid=north.pay_group.uuid)
    year = amara.get(url).context_data["form"]["tax_year"].field.choices[1][0]

    first = amara.post(url, {"tax_year": year, "rule": "DAY", "day": "20"}, follow=True)
    amara.post(url, {"tax_year": year, "rule": "DAY", "day": "20"})

    assert f"{year} has 12 periods." in said(first)
    with inside(cast):
        assert PayPeriod.objects.filter(pay_group=north.pay_group).count() == 12


def test_a_year_by_another_rule_contradicts_the_calendar(cast, north, amara):
    url = at("calendar_make", group_uuid=north.pay_group.uuid)
    year = amara.get(url).context_data["form"]["tax_year"].field.choices[1][0]
    amara.post(url, {"tax_year": year, "rule": "DAY", "day": "20"})

    answer = amara.post(url, {"tax_year": year, "rule": "LAST"})

    assert answer.status_code == 422
    assert "is already in the calendar" in said(answer)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rule": "DAY"}, "Enter the day of the month"),
        ({"rule": "DAY", "day": "32"}, "Day of the month must be 31 or less"),
        ({}, "Answer “When is it paid?”"),
    ],
)
def test_a_rule_that_is_no_rule_is_refused(cast, north, amara, given, message):
    url = at("calendar_make", group_uuid=north.pay_group.uuid)
    year = amara.get(url).context_data["form"]["tax_year"].field.choices[1][0]

    answer = amara.post(url, {"tax_year": year, **given})

    assert answer.status_code == 422
    assert message in said(answer)


def test_a_weekly_group_is_asked_for_one_period(cast, north, amara):
    with inside(cast):
        weekly = hr.pay_group(north.scheme, code="WEEKLY", name="Weekly paid", frequency="weekly")
    url = at("calendar_make", group_uuid=weekly.uuid)
    year = amara.get(url).context_data["form"]["tax_year"].field.choices[1][0]

    wrong = amara.post(url, {"tax_year": year, "first_day": "06/07/2026", "pay_date": "05/07/2026"})
    amara.post(url, {"tax_year": year, "first_day": "29/06/2026", "pay_date": "10/07/2026"})

    assert "The pay day must not be before the first day of the period" in said(wrong)
    with inside(cast):
        assert PayPeriod.objects.filter(pay_group=weekly).count() in {52, 53}
