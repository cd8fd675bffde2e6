"""Lists that are too long for an answer are laid out by a worker, for their reader alone (domain HR-17)."""

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pypdf
import pytest
import time_machine

from hr.models import Employment
from partners.models import AuditEvent, BackgroundJob, Grant, ListFile
from partners.operations import jobs, list_files
from partners.roles import Role
from partners.tasks import begin_list, forget_lists, lay_out_list
from sharedservices.common import exports
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import grant, make_cast
from tests.shared import for_a_module, undone

PAGE = "/p/northshire/reports/starters-and-leavers/"
ASKED = {"start": "1/10/2026", "end": "1/10/2026", "download": "pdf"}
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
N_ROWS = 60


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Sixty people started in October."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            org = hr.organisation(cast.northshire)
            for n in range(N_ROWS):
                person = hr.person(cast.northshire, surname=f"Starter{n:02}")
                hr.employment(person, org, start=date(2026, 10, 5), kind=Employment.Kind.EMPLOYEE)
        yield SimpleNamespace(cast=cast)


@pytest.fixture
def made(whole, db, monkeypatch):
    """Fifty rows fit into an answer, and sixty are made later."""
    monkeypatch.setattr(exports, "PDF_MAX_ROWS", 50)
    with undone(), time_machine.travel(AT, tick=False) as clock:
        yield SimpleNamespace(cast=whole.cast, clock=clock)


def asked(made):
    """Ask for the list as Ben, and have it laid out; return the job and the address of the file."""
    response = client(made.cast.ben).get(PAGE, ASKED)
    job = the_job(made)
    assert (response.status_code, response["Location"]) == (302, f"/p/northshire/jobs/{job.uuid}/")
    ids = {"partner_id": made.cast.northshire.pk, "actor_id": made.cast.ben.pk, "job": str(job.uuid)}
    begin_list(**ids)
    lay_out_list(**ids)
    lay_out_list(**ids)
    return the_job(made)


def the_job(made):
    with in_scope(made.cast):
        return BackgroundJob.objects.get(kind=list_files.KIND)


def the_file(made):
    with in_scope(made.cast):
        return ListFile.objects.get()


def exports_said(made, **wanted):
    with in_scope(made.cast):
        return list(AuditEvent.objects.filter(action="EXPORT", **wanted))


def test_a_long_list_is_laid_out_by_a_worker_with_headings_pages_and_who_asked(made):
    reader = client(made.cast.ben)
    assert "made while you wait" in text(reader.get(PAGE, {k: v for k, v in ASKED.items() if k != "download"}))

    job = asked(made)

    assert (job.state, job.n_done, job.n_total) == ("DONE", N_ROWS, N_ROWS)
    assert exports_said(made) == []
    assert "The PDF is ready" in text(reader.get(f"/p/northshire/jobs/{job.uuid}/"))
    answer = reader.get(job.result["href"])
    found = pypdf.PdfReader(io.BytesIO(answer.content))
    pages = [" ".join(one.extract_text().split()) for one in found.pages]
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "Employee number" in page
        assert f"Page {number} of 3" in page
        assert f"downloaded by {made.cast.ben.full_name} for Northshire" in page
    assert "From the month of: 1 Oct 2026" in pages[0]
    assert "Starter59" in "".join(pages)
    (event,) = exports_said(made, object_type="hr_employment")
    assert (event.actor_id, event.changes["rows"], event.changes["filters"]["start"]) == (
        made.cast.ben.pk, N_ROWS, "2026-10-01"
    )  # fmt: skip


def test_nobody_else_gets_it_and_nobody_who_may_do_less_than_before(made):
    href = asked(made).result["href"]

    assert client(made.cast.hana).get(href).status_code == 404
    assert client(made.cast.dilys).get(href).status_code == 404
    assert client(made.cast.dilys).get(href.replace("northshire", "southborough")).status_code == 404
    with in_scope(made.cast):
        Grant.objects.filter(user=made.cast.ben).delete()
        grant(made.cast.ben, made.cast.northshire, Role.HR_ADMIN)
    answer = client(made.cast.ben).get(href)
    assert answer.status_code == 400
    assert "Your access has changed" in text(answer)
    assert exports_said(made) == []


def test_it_expires_after_a_day_and_its_words_go(made):
    href = asked(made).result["href"]
    made.clock.move_to(AT + timedelta(hours=23, minutes=59))
    assert client(made.cast.ben).get(href).status_code == 200

    made.clock.move_to(AT + timedelta(days=1))
    assert "This file has expired" in text(client(made.cast.ben).get(href))
    forget_lists()
    forget_lists()
    row = the_file(made)
    assert (row.page, row.body) == ("", "")


def test_asking_twice_while_it_is_made_is_one_job_and_cancelling_keeps_nothing(made):
    reader = client(made.cast.ben)
    first, second = reader.get(PAGE, ASKED)["Location"], reader.get(PAGE, ASKED)["Location"]
    assert first == second
    job = the_job(made)
    ids = {"partner_id": made.cast.northshire.pk, "actor_id": made.cast.ben.pk, "job": str(job.uuid)}
    begin_list(**ids)
    with in_scope(made.cast):
        jobs.cancel(job_id=job.pk, by=made.cast.ben, at=AT)
    lay_out_list(**ids)

    assert the_job(made).state == "CANCELLED"
    row = the_file(made)
    assert (row.page, row.body) == ("", "")
    assert reader.get(PAGE, ASKED)["Location"] != first


def test_a_list_that_is_too_long_for_a_worker_says_how_many_rows_fit(made, monkeypatch):
    monkeypatch.setattr(exports, "LATER_MAX_ROWS", 55)
    reader = client(made.cast.ben)

    assert "PDF: filter to 55" in text(reader.get(PAGE, {"start": "1/10/2026", "end": "1/10/2026"}))
    assert "holds at most 55 rows" in text(reader.get(PAGE, ASKED, follow=True))
    with in_scope(made.cast):
        assert not BackgroundJob.objects.filter(kind=list_files.KIND).exists()
