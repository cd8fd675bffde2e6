"""Reports of HR-17: what ends, hours over all jobs, unpaid leave, overpayments, cost, who came and went."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import AbsenceRecord, Leaving, OverpaymentCase
from hr.operations import right_to_work
from hr.queries import reports_ends, reports_money, reports_time
from hr.queries.insight import Slice
from partners.models import AuditEvent
from tests import starters as story
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

D, P = Decimal, "/p/northshire/reports/"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Ann works full time with overtime, Bob to the end of January 2027, Cara left on 31 October 2026."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            ann = hr.employee(cast.northshire)
            bob = hr.employee(
                cast.northshire, org=ann.org, end=date(2027, 2, 1), terms_fields={"contract": "FIXED_TERM"}
            )
            cara = hr.employee(cast.northshire, org=ann.org, end=date(2026, 11, 1))
            overtime = ann.org.elements["OVERTIME"]
            for month, hours in ((6, 500), (8, 80), (9, 60), (10, 64)):
                hr.monthly_input(
                    ann, overtime, by=cast.hana, approved_by=cast.ben, units=D(hours), period_start=date(2026, month, 1)
                )
            visa = story.limited(date(2026, 12, 31))
            right_to_work.record(person=bob.person.uuid, check=visa, copy=story.PDF, by=cast.hana, at=AT)
            AbsenceRecord.objects.create(
                partner=cast.northshire, person=bob.person, employment=bob.employment, assignment=bob.assignment,
                kind="UNPAID", category="OTHER", valid=DateRange(date(2026, 9, 21), date(2026, 10, 5)), state="CLOSED",
                reported_by=cast.hana, reported_at=AT,
            )  # fmt: skip
        yield SimpleNamespace(cast=cast, ann=ann, bob=bob, cara=cara)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def months(made, first=date(2026, 9, 1), last=date(2026, 10, 1), **more):
    return Slice(partner_id=made.cast.northshire.pk, first=first, last=last, **more)


def test_what_ends_within_so_many_days_is_listed_first_first(made):
    found = reports_ends.ends(months(made), on=TODAY, within=90)

    assert [(one.kind, one.ends_on, one.days_left) for one in found] == [
        ("RIGHT_TO_WORK", date(2026, 12, 31), 41), ("FIXED_TERM", date(2027, 1, 31), 72),
    ]  # fmt: skip
    assert [one.kind for one in reports_ends.ends(months(made), on=TODAY, within=60)] == ["RIGHT_TO_WORK"]
    assert reports_ends.ends(months(made), on=TODAY, within=90, kind="DBS") == []


def test_hours_are_averaged_over_seventeen_weeks_and_all_jobs(made):
    """Working Time Regulations 1998 reg 4: 48 hours over 17 weeks; 37 + 204 ÷ 17 = 49. June lies before them."""
    (row,) = reports_time.hours(months(made), on=TODAY)

    assert (row.contract, row.overtime, row.total, row.n_jobs) == (D("37.00"), D("12.00"), D("49.00"), 1)
    assert row.standing == "Agreement needed"
    second = hr.employment(made.ann.person, made.ann.org, start=date(2026, 9, 1))
    job = hr.assignment(second, made.ann.org)
    hr.terms(job, made.ann.org, contract_hours=D("12.00"))
    (row,) = reports_time.hours(months(made), on=TODAY)
    assert (row.total, row.n_jobs, row.standing) == (D("61.00"), 2, "HR looks first. Agreement needed")
    assert reports_time.overtime(months(made)) == [(date(2026, 9, 1), D(60)), (date(2026, 10, 1), D(64))]


def test_unpaid_leave_counts_the_days_in_the_months(made):
    """21 September to 4 October 2026: 14 days, of which ten are in September."""
    (whole,) = reports_time.unpaid(months(made))
    (part,) = reports_time.unpaid(months(made, last=date(2026, 9, 1)))

    assert (whole.first_day, whole.last_day, whole.days, part.days) == (date(2026, 9, 21), date(2026, 10, 4), 14, 10)
    assert reports_time.unpaid(months(made, first=date(2026, 10, 1)))[0].days == 4


def _overpay(made, who):
    row = Leaving.objects.create(
        partner=made.cast.northshire, person=who.person, employment=who.employment, recorded_by=made.cast.ben,
        leaving_reason="RESIGNATION", last_day=date(2026, 10, 15), notice_given_on=date(2026, 10, 1), notice="WORKED",
        access="LAST_DAY", rehire="YES", exit_payment=D(0), ends_employment=True, ended=[], recorded_at=AT,
    )  # fmt: skip
    OverpaymentCase.objects.create(
        partner=made.cast.northshire, leaving=row, person=who.person, employment=who.employment, run=uuid4(),
        run_label="October 2026", period_start=date(2026, 10, 1), period_end=date(2026, 11, 1),
        pay_date=date(2026, 10, 30), days_overpaid=16, days_in_period=31, net_paid=D("1550.00"),
        found_by=made.cast.ben, found_at=AT,
    )  # fmt: skip


def test_overpayments_show_an_amount_for_three_people_or_more(made):
    """1,550.00 × 16 ÷ 31 = 800.00 for each."""
    _overpay(made, made.bob)
    _overpay(made, made.cara)
    rows, net = reports_money.overpaid(months(made), with_deaths=True)
    assert (len(rows), rows[0].days, net) == (2, 16, None)
    _overpay(made, made.ann)

    assert reports_money.overpaid(months(made), with_deaths=True)[1] == D("2400.00")


def test_cost_stands_for_three_people_together_and_moves_by_name(made):
    assert reports_money.cost_by_unit(months(made), on=TODAY) == []
    hr.employee(made.cast.northshire, org=made.ann.org, start=date(2026, 10, 5), annual="30000.00")
    (row,) = reports_money.cost_by_unit(months(made), on=TODAY)
    assert row.n_people == 3
    moves, _others = reports_money.movements(months(made))

    assert [(one.what, one.on) for one in moves] == [("Left", date(2026, 10, 31)), ("Started", date(2026, 10, 5))]
    assert [one.what for one in reports_money.movements(months(made), what="left")[0]] == ["Left"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("ends/?within=90", "41 days left"),
        ("working-time/", "Agreement needed"),
        ("unpaid-leave/", "21 Sep 2026"),
        ("overpayments/", "Nobody was paid after a last day"),
        ("cost/", "fewer than three people"),
        ("starters-and-leavers/", "31 Oct 2026"),
    ],
)
def test_reports_are_pages_of_the_reports(made, page, words):
    shown = text(client(made.cast.ben).get(f"{P}{page}"))

    assert words in shown
    assert client(made.cast.gwen).get(f"{P}{page}").status_code == 403


def test_a_download_says_who_took_it_and_leaves_a_trace(made):
    body = client(made.cast.ben).get(f"{P}working-time/?download=csv").getvalue().decode()

    assert made.cast.ben.full_name in body
    assert AuditEvent.objects.filter(action="EXPORT", object_type="hr_monthlyinput").exists()
