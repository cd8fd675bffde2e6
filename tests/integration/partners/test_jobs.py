"""Background jobs: states, progress that is seen while the work is in flight, and who may look."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from partners import registry
from partners.models import BackgroundJob
from partners.operations import jobs
from partners.operations.jobs import JobHasEnded
from partners.queries.jobs import progress, recent_jobs, visible_job
from partners.scope import partner_scope

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def job(cast):
    cache.clear()
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        yield jobs.start(
            partner_id=cast.northshire.pk, kind="test.kind", label="Import people.csv", by=cast.hana, at=AT, n_total=200
        )


def test_a_job_waits_runs_and_ends(job):
    assert job.state == "QUEUED"
    assert jobs.begin(job_id=job.pk, at=AT).state == "RUNNING"

    done = jobs.finish(
        job_id=job.pk, at=AT + timedelta(seconds=10), result={"href": "/x/"}, message="200 people loaded."
    )

    assert (done.state, done.n_done, done.n_total, done.result) == ("DONE", 200, 200, {"href": "/x/"})
    assert done.message == "200 people loaded."


def test_a_job_that_fails_says_what_to_do(job):
    jobs.begin(job_id=job.pk, at=AT)

    failed = jobs.fail(job_id=job.pk, at=AT, message="Row 7: put the tax code right.")

    assert (failed.state, failed.message, failed.n_done) == ("FAILED", "Row 7: put the tax code right.", 0)


def test_progress_is_seen_before_the_work_is_committed(job):
    jobs.begin(job_id=job.pk, at=AT)
    jobs.report(job_uuid=job.uuid, n_done=50, n_total=200, at=AT)
    job.refresh_from_db()

    shown = progress(job=job, at=AT + timedelta(seconds=10))

    assert (job.n_done, shown.n_done, shown.percent, shown.rate, shown.left, shown.is_open) == (0, 50, 25, 5, 30, True)


def test_progress_of_a_job_that_waits_is_nothing_yet(job):
    shown = progress(job=job, at=AT)

    assert (shown.percent, shown.rate, shown.left) == (0, None, None)


def test_a_finished_job_shows_its_row_not_the_cache(job):
    jobs.begin(job_id=job.pk, at=AT)
    jobs.report(job_uuid=job.uuid, n_done=50, n_total=200, at=AT)
    done = jobs.finish(job_id=job.pk, at=AT + timedelta(seconds=4))

    shown = progress(job=done, at=AT + timedelta(days=1))

    assert (shown.n_done, shown.percent, shown.rate, shown.is_open) == (200, 100, 50, False)


def test_a_waiting_job_is_cancelled_at_once(job, cast):
    cancelled = jobs.cancel(job_id=job.pk, by=cast.hana, at=AT)

    assert (cancelled.state, cancelled.message) == ("CANCELLED", "Cancelled by Hana Example.")
    with pytest.raises(JobHasEnded, match="cancelled"):
        jobs.begin(job_id=job.pk, at=AT)


def test_a_running_job_is_asked_to_stop_and_stops(job, cast):
    jobs.begin(job_id=job.pk, at=AT)
    assert not jobs.is_cancelled(job_uuid=job.uuid)

    assert jobs.cancel(job_id=job.pk, by=cast.hana, at=AT).state == "RUNNING"
    assert jobs.is_cancelled(job_uuid=job.uuid)

    stopped = jobs.stop(job_id=job.pk, at=AT, message="Nothing was loaded.")
    assert (stopped.state, stopped.message) == ("CANCELLED", "Cancelled by Hana Example.\nNothing was loaded.")


def test_a_job_that_has_ended_is_not_cancelled(job, cast):
    jobs.begin(job_id=job.pk, at=AT)
    jobs.finish(job_id=job.pk, at=AT)

    with pytest.raises(JobHasEnded, match="finished"):
        jobs.cancel(job_id=job.pk, by=cast.hana, at=AT)


def test_beginning_twice_goes_on_with_the_first_start(job):
    jobs.begin(job_id=job.pk, at=AT)

    again = jobs.begin(job_id=job.pk, at=AT + timedelta(minutes=1), n_total=300)

    assert (again.started_at, again.n_total) == (AT, 300)


def test_a_job_is_for_its_starter_and_for_holders_of_its_kinds_permission(job, cast, monkeypatch):
    assert visible_job(job_uuid=job.uuid, user=cast.hana, permissions=NOBODY) == job
    with pytest.raises(BackgroundJob.DoesNotExist):
        visible_job(job_uuid=job.uuid, user=cast.amara, permissions=frozenset({"people.import"}))

    monkeypatch.setitem(registry._job_permissions, "test.kind", "people.import")

    assert visible_job(job_uuid=job.uuid, user=cast.amara, permissions=frozenset({"people.import"})) == job
    assert recent_jobs(partner_id=cast.northshire.pk, user=cast.amara, permissions=frozenset({"people.import"})) == [
        job
    ]
    assert recent_jobs(partner_id=cast.northshire.pk, user=cast.amara, permissions=NOBODY) == []
