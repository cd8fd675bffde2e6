"""Kill -9 a real worker at any moment: the run goes on, to the same penny, and nobody is paid twice."""

import random
from unittest.mock import patch

import pytest
from django.db import connection

from partners.scope import partner_scope
from payroll.models import PaymentListing, PayRun, Payslip, PayslipLine, RunBatch
from payroll.operations import open_runs, pay_runs
from payroll.states import RunState
from tests import live, scenarios
from tests.factories import hr
from tests.factories.payroll import NOW, draft_run
from tests.people import make_cast

pytestmark = pytest.mark.live

PEOPLE = 60
# Copies of a database have their tables under the same numbers: the locks of tests beside this one are not ours.
HERE = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
WAITING = f"SELECT pid FROM pg_locks WHERE {HERE} AND NOT granted AND relation = 'payroll_payslipline'::regclass"
INSIDE = (
    f"SELECT pid FROM pg_locks WHERE {HERE} AND mode = 'RowExclusiveLock' AND relation = 'payroll_payslip'::regclass"
)


@pytest.fixture
def started(committed_db):
    """A run of sixty people in batches of two that has been started, with nobody working on it yet."""
    cast = make_cast()
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        org = hr.organisation(cast.northshire)
        for number in range(PEOPLE):
            who = hr.employee(cast.northshire, org=org, annual=f"{18000 + 731 * number}.00")
            if number % 3 == 0:
                hr.recurring(who, org.elements["ALLOWANCE"], amount=f"{number}.50")
            if number % 5 == 0:
                hr.student_loan(who.employment)
        hr.employee(cast.northshire, org=org, tax=None)
        run = draft_run(org.pay_group, by=cast.amara)
    with patch("payroll.operations.doorbell.ring"), partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW, batch_people=2)
    yield cast, run
    live.forget_messages()
    connection.close()


def look(run):
    """What the database says about the run, in a transaction of its own."""
    with partner_scope(run.partner_id):
        return PayRun.objects.get(pk=run.pk)


def n_done(run):
    with partner_scope(run.partner_id):
        return RunBatch.objects.filter(run=run, state="DONE").count()


def ring(run):
    live.ring(partner_id=run.partner_id, run_id=run.pk)


def is_calculated(run):
    found = look(run)
    return found if found.state == RunState.CALCULATED and not found.is_calculating else None


def assert_same_as_never_killed(cast, run):
    """Everybody once, and the hash and net pay of a calculation that nobody disturbed."""
    killed = look(run)
    with partner_scope(run.partner_id, actor_id=cast.amara.pk):
        assert Payslip.objects.filter(run=run).count() == PEOPLE
        assert Payslip.objects.filter(run=run).values("employment").distinct().count() == PEOPLE
        assert (killed.n_in, killed.n_calculated, killed.n_quarantined) == (PEOPLE + 1, PEOPLE, 1)
    with patch("payroll.operations.doorbell.ring"), partner_scope(run.partner_id, actor_id=cast.amara.pk):
        pay_runs.recalculate_all(run_id=run.pk, by=cast.amara, at=NOW)
    pay_runs.drain(partner_id=run.partner_id, run_id=run.pk, now=scenarios.now)
    undisturbed = look(run)
    assert undisturbed.results_hash == killed.results_hash
    assert (undisturbed.net, undisturbed.n_lines) == (killed.net, killed.n_lines)


def test_worker_killed_in_the_middle_of_a_batch_leaves_nothing_behind(committed_db, started, tmp_path):
    """The lock stops the worker between its payslips and their lines; there it is killed."""
    cast, run = started
    with live.owner(committed_db) as cursor, live.worker(committed_db, tmp_path / "first.log", processes=1) as first:
        cursor.execute("LOCK TABLE payroll_payslipline IN SHARE MODE")
        ring(run)
        live.wait_for("a worker that waits for the lock", lambda: cursor.execute(WAITING) or cursor.fetchall())
        first.kill()
    with live.owner(committed_db) as cursor:
        live.wait_for("PostgreSQL to roll back", lambda: cursor.execute(INSIDE) or not cursor.fetchall())
    assert n_done(run) == 0
    with partner_scope(run.partner_id):
        assert not Payslip.objects.filter(run=run).exists()
        assert not PayslipLine.objects.exists()
        assert RunBatch.objects.filter(run=run, attempts=1, state="READY").count() == 1

    with live.worker(committed_db, tmp_path / "second.log"):
        ring(run)
        live.wait_for("the run to be calculated", lambda: is_calculated(run))

    assert_same_as_never_killed(cast, run)


def test_workers_killed_at_random_moments_and_messages_lost_make_no_difference(committed_db, started, tmp_path):
    cast, run = started
    for number in range(3):
        with live.worker(committed_db, tmp_path / f"{number}.log") as doomed:
            ring(run)
            enough = n_done(run) + random.randint(1, 5)
            live.wait_for("some batches", lambda enough=enough: n_done(run) >= enough or not look(run).is_calculating)
            doomed.kill()
        live.forget_messages()

    with live.worker(committed_db, tmp_path / "last.log"):
        assert open_runs.find() in ([(run.partner_id, run.pk)], [])
        ring(run)
        live.wait_for("the run to be calculated", lambda: is_calculated(run))

    assert_same_as_never_killed(cast, run)


def test_killed_and_resumed_run_is_released_and_pays_everybody_once(committed_db, started, tmp_path):
    cast, run = started
    with live.worker(committed_db, tmp_path / "first.log") as first:
        ring(run)
        live.wait_for("a batch", lambda: n_done(run))
        first.kill()
    with live.worker(committed_db, tmp_path / "second.log"):
        ring(run)
        live.wait_for("the run to be calculated", lambda: is_calculated(run))

    with partner_scope(run.partner_id, actor_id=cast.ben.pk):
        pay_runs.approve(run_id=run.pk, by=cast.ben, at=NOW)
    with partner_scope(run.partner_id, actor_id=cast.rhys.pk):
        released = pay_runs.release(run_id=run.pk, by=cast.rhys, at=NOW)
        listing = PaymentListing.objects.get(run=run)

    assert (listing.n_payments, listing.control_total) == (PEOPLE, released.net)
