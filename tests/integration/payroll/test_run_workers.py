"""Workers: rung twice, two at once, failing, of another version: the same payslips, and nobody is paid twice."""

import threading
from datetime import timedelta
from unittest.mock import patch

from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.scope import partner_scope
from payroll import tasks
from payroll.models import PayRun, Payslip, RunBatch, RunMember
from payroll.operations import batches, open_runs, pay_runs
from payroll.queries import batch_rows
from payroll.queries.run_facts import run_facts
from payroll.states import RunState
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import NOW, draft_run
from tests.people import make_cast


def started(cast, group, *, batch_people=500):
    run = draft_run(group, by=cast.amara)
    return pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW, batch_people=batch_people)


def drain(run, **options):
    return pay_runs.drain(partner_id=run.partner_id, run_id=run.pk, now=scenarios.now, **options)


def test_task_run_twice_does_the_work_once(north, group, ann, bob):
    run = started(north, group, batch_people=1)

    assert drain(run) == 2
    assert drain(run) == 0
    assert Payslip.objects.filter(run=run).count() == 2


def test_finish_may_be_called_by_anybody_any_number_of_times(north, group, ann):
    run = scenarios.calculated_run(north, group)
    before = run.results_hash

    assert pay_runs.finish(partner_id=run.partner_id, run_id=run.pk, at=NOW) is False
    run.refresh_from_db()
    assert run.results_hash == before


def test_finish_waits_for_open_batches(north, group, ann):
    run = started(north, group)

    assert pay_runs.finish(partner_id=run.partner_id, run_id=run.pk, at=NOW) is False
    run.refresh_from_db()
    assert run.is_calculating


def test_drain_stops_at_its_time_and_rings_again(north, group, ann, bob):
    run = started(north, group, batch_people=1)

    with patch("payroll.operations.batches.doorbell.ring") as ring:
        assert drain(run, seconds=0) == 1

    ring.assert_called_once_with(partner_id=run.partner_id, run_id=run.pk)


def test_number_of_queries_does_not_follow_the_number_of_people(north, org, group, ann):
    run = started(north, group)
    with partner_scope(run.partner_id):
        facts = run_facts(partner_id=run.partner_id, run_id=run.pk)
        with CaptureQueriesContext(connection) as one:
            batch_rows.read(facts, 0, 2**62)
        for _ in range(5):
            who = hr.employee(org.partner, org=org)
            hr.recurring(who, org.elements["ALLOWANCE"])
            hr.student_loan(who.employment)
        pay_runs.drain(partner_id=run.partner_id, run_id=run.pk, now=scenarios.now)
        pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)
        with CaptureQueriesContext(connection) as many:
            batch_rows.read(facts, 0, 2**62)

    assert len(one) == len(many) == batch_rows.QUERIES


# --- batches that fail ----------------------------------------------------------------------------------------------


def fail(*_args, **_kwargs):
    raise RuntimeError("net pay 1234.56")


def test_batch_that_fails_every_time_is_parked_and_holds_up_the_run(north, group, ann):
    run = started(north, group)

    with patch("payroll.operations.batches.batch_rows.read", fail):
        drain(run)

    batch = RunBatch.objects.get(run=run)
    run.refresh_from_db()
    assert (batch.state, batch.attempts) == ("FAILED", batches.MAX_ATTEMPTS)
    assert "RuntimeError" in batch.error
    assert "1234.56" not in batch.error
    assert run.is_calculating
    assert drain(run) == 0


def test_failed_batch_is_recalculated_by_hand(north, group, ann):
    run = started(north, group)
    with patch("payroll.operations.batches.batch_rows.read", fail):
        drain(run)

    pay_runs.recalculate_batch(run_id=run.pk, batch_id=RunBatch.objects.get().pk, by=north.amara, at=NOW)

    assert scenarios.drain(run).state == RunState.CALCULATED


def test_run_with_a_failed_batch_can_be_calculated_again(north, group, ann):
    run = started(north, group)
    with patch("payroll.operations.batches.batch_rows.read", fail):
        drain(run)

    pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)

    assert scenarios.drain(run).calculation == 2


def test_batch_that_kills_its_workers_is_parked(north, group, ann):
    """Five claims, no result, and the last one long ago: nobody is working on it."""
    run = started(north, group)
    RunBatch.objects.update(attempts=5, claimed_at=timezone.now() - timedelta(hours=1))

    assert drain(run) == 0

    batch = RunBatch.objects.get(run=run)
    assert (batch.state, batch.error) == ("FAILED", batches.KILLED)


def test_batch_with_five_claims_of_a_moment_ago_is_left_alone(north, group, ann):
    run = started(north, group)
    RunBatch.objects.update(attempts=5, claimed_at=timezone.now())

    assert drain(run) == 0
    assert RunBatch.objects.get(run=run).state == "READY"


def test_worker_of_another_version_does_not_touch_the_run(north, group, ann):
    run = started(north, group)

    with patch("payroll.operations.batches.ENGINE_VERSION", "9.9.9"):
        drain(run)

    batch = RunBatch.objects.get(run=run)
    assert (batch.state, batch.error) == ("FAILED", batches.OTHER_VERSION)
    assert not Payslip.objects.filter(run=run).exists()


def test_lost_connection_is_no_fault_of_a_person(north, group, ann):
    run = started(north, group)

    with patch("payroll.operations.batches.results.write", side_effect=OperationalError("gone")):
        drain(run)

    assert RunMember.objects.get(run=run).state == "PENDING"


# --- tasks ----------------------------------------------------------------------------------------------------------


def test_calculate_rings_when_it_is_committed(north, group, ann, django_capture_on_commit_callbacks):
    run = draft_run(group, by=north.amara)

    with django_capture_on_commit_callbacks(execute=True):
        pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)

    run.refresh_from_db()
    assert run.state == RunState.CALCULATED


def test_drain_task_ignores_what_an_old_caller_adds(north, group, ann):
    run = started(north, group)

    tasks.drain.delay(partner_id=run.partner_id, run_id=run.pk, colour="blue")

    run.refresh_from_db()
    assert run.state == RunState.CALCULATED


def test_sweep_rings_for_every_open_run_of_every_partner(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        north = started(cast, hr.employee(cast.northshire).org.pay_group)
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        south = draft_run(hr.employee(cast.southborough).org.pay_group, by=cast.dilys)
        pay_runs.calculate(run_id=south.pk, by=cast.dilys, at=NOW)

    assert sorted(open_runs.find()) == sorted([(north.partner_id, north.pk), (south.partner_id, south.pk)])
    tasks.sweep.delay()
    assert open_runs.find() == []


def test_worker_of_another_partner_does_not_find_the_run(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        run = started(cast, hr.employee(cast.northshire).org.pay_group)

    assert pay_runs.drain(partner_id=cast.southborough.pk, run_id=run.pk, now=scenarios.now) == 0


# --- two at once ----------------------------------------------------------------------------------------------------


def test_two_workers_at_once_calculate_everybody_once(committed_db):
    cast = make_cast()
    with patch("payroll.operations.doorbell.ring"), partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        org = hr.organisation(cast.northshire)
        for _ in range(24):
            hr.employee(cast.northshire, org=org)
        run = started(cast, org.pay_group, batch_people=2)
    begin, done, errors = threading.Barrier(4), [], []

    def work():
        try:
            begin.wait(timeout=30)
            done.append(drain(run))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    assert sum(done) == 12
    with partner_scope(cast.northshire.pk):
        run = PayRun.objects.get(pk=run.pk)
        assert (run.state, run.n_calculated) == (RunState.CALCULATED, 24)
        assert Payslip.objects.filter(run=run).count() == 24
        assert set(RunBatch.objects.values_list("state", flat=True)) == {"DONE"}
    connection.close()
