"""The import as a job and as a command: sealed on the way, followed, cancelled, started afresh after a crash."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from hr import models as hr
from hr import tasks
from hr.operations import imports
from hr.queries.imports import import_job, problems_csv, recent_imports
from partners.models import AuditEvent, BackgroundJob
from partners.operations import jobs
from partners.scope import partner_scope
from sharedservices.common.imports import ImportRefused
from tests.factories import hr as make
from tests.factories.people_file import csv_file, row
from tests.unit.common.test_exports import TOLD

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def clock():
    return NOW


@pytest.fixture
def north(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        make.organisation(cast.northshire)
    return cast


def start(cast, file, **more):
    return imports.start(partner_id=cast.northshire.pk, file=file, name="staff.csv", by=cast.hana, at=NOW, **more)


def run(cast, job):
    imports.begin(job=job.uuid, by=cast.hana, at=NOW)
    imports.run(job=job.uuid, by=cast.hana, clock=clock)
    return import_job(job=job.uuid)


@pytest.fixture
def scoped(north):
    with partner_scope(north.northshire.pk, actor_id=north.hana.pk):
        yield north


def test_a_file_that_is_handed_in_is_loaded_by_the_worker(north, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), partner_scope(north.northshire.pk):
        job = start(north, csv_file(row(1), row(2)))

    with partner_scope(north.northshire.pk):
        done = import_job(job=job.uuid)
        assert (done.state, done.message) == ("DONE", "2 people, 2 employments and 2 jobs from 2 rows.")
        assert hr.Person.objects.count() == 2
        assert AuditEvent.objects.filter(action="IMPORT", object_id=str(job.uuid)).exists()
    assert not default_storage.exists(f"private/imports/{job.uuid}.sealed")


def test_the_waiting_file_is_sealed(scoped):
    job = start(scoped, csv_file(row(1)))

    stored = default_storage.open(f"private/imports/{job.uuid}.sealed").read()

    assert stored.startswith(b"v1.")
    assert b"Abbott" not in stored


def test_a_file_with_the_wrong_headings_is_refused_at_once(scoped):
    with pytest.raises(ImportRefused):
        start(scoped, io.BytesIO(b"name\nAnn\n"))
    assert not BackgroundJob.objects.exists()


def test_problems_end_the_job_as_failed_with_a_list_and_a_file(scoped):
    job = start(scoped, csv_file(row(1, tax_code="X", national_insurance_number="TN123456A"), row(2)))

    done = run(scoped, job)

    assert (done.state, done.n_problems) == ("FAILED", 2)
    assert done.message == "Nothing was loaded: 2 problems in 2 rows."
    text = problems_csv(job=job.uuid, told=TOLD).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Row,Column,Value,What is wrong,What to do,")
    assert "TN123456A" not in text
    assert not hr.Person.objects.exists()
    assert [one.job for one in recent_imports(partner_id=scoped.northshire.pk)] == [job.uuid]


def test_a_check_loads_nothing(scoped):
    done = run(scoped, start(scoped, csv_file(row(1)), check_only=True))

    assert (done.state, done.is_check, done.counts["n_jobs"]) == ("DONE", True, 1)
    assert not hr.Person.objects.exists()


def test_a_running_import_that_is_cancelled_undoes_everything(scoped, monkeypatch):
    from hr.operations import import_check

    monkeypatch.setattr(import_check, "CHUNK_ROWS", 2)
    job = start(scoped, csv_file(*[row(n) for n in range(1, 9)]))
    imports.begin(job=job.uuid, by=scoped.hana, at=NOW)
    real, seen = jobs.report, []

    def report(**given):
        seen.append(given["n_done"])
        if given["n_total"] and given["n_done"] >= given["n_total"] - 2:
            jobs.cancel(job_id=job.pk, by=scoped.hana, at=NOW)
        real(**given)

    monkeypatch.setattr(jobs, "report", report)
    imports.run(job=job.uuid, by=scoped.hana, clock=clock)

    assert seen == [2, 4, 6, 8, 10, 12, 14]
    assert import_job(job=job.uuid).state == "CANCELLED"
    assert not hr.Person.objects.exists()


def test_a_waiting_import_that_is_cancelled_never_begins(scoped):
    job = start(scoped, csv_file(row(1)))
    jobs.cancel(job_id=job.pk, by=scoped.hana, at=NOW)

    assert run(scoped, job).state == "CANCELLED"
    assert not hr.Person.objects.exists()


def test_the_same_message_twice_loads_once(scoped):
    job = start(scoped, csv_file(row(1)))
    run(scoped, job)
    ids = {"partner_id": scoped.northshire.pk, "actor_id": scoped.hana.pk, "job": str(job.uuid)}

    tasks.import_people(**ids)
    tasks.begin_import(**ids)

    assert hr.Person.objects.count() == 1


def test_a_failure_in_the_load_ends_the_job_and_leaves_nothing(scoped, monkeypatch):
    from django.db import IntegrityError

    from hr.operations import import_load

    real = import_load.copy_rows

    def breaks(model, columns, rows):
        if model is hr.BankAccount:
            raise IntegrityError("somebody was quicker")
        return real(model, columns, rows)

    monkeypatch.setattr(import_load, "copy_rows", breaks)

    done = run(scoped, start(scoped, csv_file(row(1))))

    assert done.state == "FAILED"
    assert "Nothing was loaded" in done.message
    assert not hr.Person.objects.exists()


def test_another_partners_import_is_not_found(north):
    with partner_scope(north.northshire.pk, actor_id=north.hana.pk):
        job = start(north, csv_file(row(1)))

    with partner_scope(north.southborough.pk), pytest.raises(BackgroundJob.DoesNotExist):
        imports.run(job=job.uuid, by=north.dilys, clock=clock)


# --- the command ----------------------------------------------------------------------------------------------------
def command(path, *options):
    out = io.StringIO()
    call_command("import_people", str(path), "--partner", "northshire", *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def path(tmp_path):
    def write(*rows):
        target = tmp_path / "staff.csv"
        target.write_bytes(csv_file(*rows).getvalue())
        return target

    return write


def test_the_command_checks_loads_and_can_be_run_twice(north, path):
    file = path(row(1), row(2))

    assert "The file is right: 2 people" in command(file, "--check")
    assert "Loaded: 2 people" in command(file)
    assert "Nothing to do: all 2 rows are recorded already." in command(file, "--user", "hana@example.org")
    with partner_scope(north.northshire.pk):
        assert hr.Person.objects.count() == 2


def test_the_command_fails_with_every_problem(north, path, capsys):
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"Nothing was loaded: 1 problem in 1 row\."):
        call_command(
            "import_people",
            str(path(row(1, tax_code="1257"))),
            "--partner",
            "northshire",
            stdout=out,
            stderr=io.StringIO(),
        )
    assert "row 2, tax_code [1257]: The tax code has no letter" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--partner", "nowhere"), "There is no partner"),
        (("--partner", "northshire", "--user", "dilys@example.org"), "Say with --user who loads the file"),
        (("--partner", "southborough"), "Allowed to at southborough: nobody yet"),
    ],
)
def test_the_command_wants_a_partner_and_somebody_who_may(north, path, options, message):
    with pytest.raises(CommandError, match=message):
        call_command("import_people", str(path(row(1))), *options, stdout=io.StringIO(), stderr=io.StringIO())


def test_the_command_refuses_a_file_that_is_not_there_or_not_readable(north, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        command(tmp_path / "absent.csv")
    (tmp_path / "bad.csv").write_bytes(b"")
    with pytest.raises(CommandError, match="cannot be read"):
        command(tmp_path / "bad.csv")
