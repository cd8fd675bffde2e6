"""The payroll commands, doing the work themselves."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper

from partners.scope import partner_scope
from payroll.management import terminal
from payroll.models import PayRun, RunBatch
from payroll.queries.progress import Progress
from payroll.states import RunState
from tests.factories import hr
from tests.factories.payroll import calendar


@pytest.fixture
def staffed(cast):
    """Northshire with a calendar and two people, and nobody in scope."""
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        org = hr.organisation(cast.northshire)
        calendar(org.pay_group, by=cast.amara)
        hr.employee(cast.northshire, org=org)
        hr.employee(cast.northshire, org=org, tax=None)
    return cast


def run(*words, **options):
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def only_run(cast):
    with partner_scope(cast.northshire.pk):
        return PayRun.objects.get()


def test_run_payroll_calculates_the_month_and_shows_how_far_it_is(staffed):
    text = run("run_payroll", partner="northshire", period="2026-11", work=True)

    assert "2 of 2" in text
    assert only_run(staffed).state == RunState.CALCULATED


def test_run_payroll_twice_leaves_what_is_calculated(staffed):
    run("run_payroll", partner="northshire", period="2026-11", work=True)

    assert "calculated" in run("run_payroll", partner="northshire", period="2026-11", work=True)
    assert only_run(staffed).calculation == 1


def test_run_payroll_again_calculates_a_new_version(staffed):
    run("run_payroll", partner="northshire", period="2026-11", work=True)

    run("run_payroll", partner="northshire", period="2026-11", work=True, again=True)

    assert only_run(staffed).calculation == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"partner": "nowhere", "period": "2026-11"}, "There is no partner “nowhere”. Partners: northshire"),
        ({"partner": "northshire", "period": "November"}, "not a month like 2026-11"),
        ({"partner": "northshire", "period": "2027-11"}, "No pay group of Northshire County Council has a pay date"),
        ({"partner": "northshire", "period": "2026-11", "by": "ben@example.org"}, "ben@example.org does not hold"),
    ],
)
def test_run_payroll_says_what_is_wrong(staffed, options, message):
    with pytest.raises(CommandError, match=message):
        run("run_payroll", work=True, **options)


def test_run_payroll_says_why_a_run_cannot_be_calculated(staffed):
    run("run_payroll", partner="northshire", period="2026-10", work=True)

    with pytest.raises(CommandError, match="comes first and is calculated"):
        run("run_payroll", partner="northshire", period="2026-11", work=True)


def test_run_totals_prints_each_run(staffed):
    run("run_payroll", partner="northshire", period="2026-11", work=True)

    text = run("run_totals", period="2026-11", partner="northshire")

    assert "Monthly paid, November 2026" in text
    assert "£2,237.25" in text


def test_t_sec_3_fewer_than_five_people_are_not_counted_out_beside_other_partners(staffed):
    run("run_payroll", partner="northshire", period="2026-11", work=True)

    text = run("run_totals", period="2026-11")

    assert "£" not in text
    assert re.search(r"November 2026 +Calculated +<5 +<5 +<5 +0 +Not shown +Not shown +Not shown", text)


def test_run_totals_without_runs_says_so(staffed):
    with pytest.raises(CommandError, match="no pay runs in November 2026"):
        run("run_totals")


def test_demo_payroll_calculates_everywhere_and_releases_one_partner(staffed):
    with partner_scope(staffed.southborough.pk, actor_id=staffed.dilys.pk):
        calendar(hr.employee(staffed.southborough).org.pay_group, by=staffed.dilys)

    text = run("run_demo_payroll", release="northshire", work=True)

    assert "Calculating 2 pay runs of 2 partners" in text
    assert only_run(staffed).state == RunState.RELEASED
    with partner_scope(staffed.southborough.pk):
        assert PayRun.objects.get().state == RunState.CALCULATED
    assert "are calculated" in run("run_demo_payroll", release="northshire", work=True)


def test_failed_batch_ends_the_command(staffed):
    run("run_payroll", partner="northshire", period="2026-11", work=True)
    failed = only_run(staffed)
    with partner_scope(staffed.northshire.pk):
        PayRun.objects.update(is_calculating=True)
        RunBatch.objects.update(state="FAILED")

    with pytest.raises(CommandError, match="A batch has failed"):
        run("run_payroll", partner="northshire", period="2026-11")
    assert failed.state == RunState.CALCULATED


def test_silence_ends_the_command(staffed):
    run("run_payroll", partner="northshire", period="2026-11", work=True)
    with partner_scope(staffed.northshire.pk):
        PayRun.objects.update(is_calculating=True)
        stuck = PayRun.objects.get()
    with pytest.raises(CommandError, match="Is a Celery worker running"):
        terminal.follow(partner_ids=[stuck.partner_id], run_ids=[stuck.pk], out=OutputWrapper(StringIO()), seconds=0)


def test_bar_shows_share_rate_and_time_left():
    shown = terminal.bar(Progress(n_done=500, n_total=2000, n_failed=0, n_calculating=1), 5)

    assert shown == "[#######.......................] 500 of 2,000   100 a second   15 s left"
