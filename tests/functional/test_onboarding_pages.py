"""The pages of an onboarding: what each role sees and does, bad input, and the wall."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hr.importing import control_totals
from hr.models import BankAccount, LoadRun, OnboardingDocument, OnboardingIssue, OnboardingProject, Person
from hr.operations import migration_job
from hr.queries import migrations
from partners.models import BackgroundJob
from partners.operations import jobs
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import onboarding
from tests.factories.onboarding import AT
from tests.factories.people_file import csv_file, row
from tests.functional.people_pages import client, page, text
from tests.functional.test_onboarding_data import THREE, three
from tests.people import grant, user

pytestmark = pytest.mark.django_db
BASE = "/p/northshire/onboarding/"


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)
        made.to_data()
    return made


def inside(story):
    return partner_scope(story.partner.pk, actor_id=story.mia.pk, reason="test")


def upload(stream, name="staff.csv"):
    return SimpleUploadedFile(name, stream.getvalue() if isinstance(stream, io.BytesIO) else stream, "text/csv")


def loaded(story, *rows, totals=THREE):
    with inside(story):
        return story.load(story.take(csv_file(*(rows or three())), totals=totals))


def test_the_page_says_where_the_project_stands_and_why_each_gate_is_red(story):
    answer = client(story.mia).get(BASE)

    assert 'aria-current="step">Data migration' in page(answer)
    assert "Control totals balance Red No data have been loaded." in text(answer)
    assert "There is no evidence yet: no parallel pay run has been compared." in text(answer)
    assert "Begin acceptance testing 3 gates are red" in text(answer)


def test_a_partner_without_a_project_opens_one(cast):
    lead = user("Lou")
    grant(lead, cast.northshire, Role.MIGRATION_LEAD)
    who = client(lead)
    assert "There is no onboarding project" in text(who.get(BASE))
    assert who.get(f"{BASE}issues/").status_code == 404

    wrong = who.post(f"{BASE}open/", {"staff_expected": "0", "go_live_planned_on": "1/4/2027"})
    right = who.post(f"{BASE}open/", {"staff_expected": "24", "go_live_planned_on": "1/4/2099"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Opened" in text(who.get(BASE))


def test_a_move_past_a_red_gate_is_refused_on_its_page(story):
    who = client(story.mia)
    asked = who.get(f"{BASE}move/accept/")

    answer = who.post(f"{BASE}move/accept/", {"reason": "It is fine"})

    assert "The move is refused while these gates are red:" in text(asked)
    assert answer.status_code == 422
    assert "Each opens by its evidence, and by nothing else." in text(answer)
    assert who.get(f"{BASE}move/no-such-move/").status_code == 404
    with inside(story):
        assert OnboardingProject.objects.get().stage == "DATA_MIGRATION"


def test_hold_and_look_from_the_page(story):
    who = client(story.mia)

    assert who.post(f"{BASE}move/put_on_hold/", {"reason": ""}).status_code == 422
    assert who.post(f"{BASE}move/put_on_hold/", {"reason": "Election"}, follow=True).status_code == 200
    who.post(f"{BASE}look/")

    assert "Looked at on purpose" in text(who.get(f"{BASE}history/"))
    assert "Held at “Data migration”" in text(who.get(BASE))


def test_papers_are_recorded_and_signed_by_others(story):
    lead, sal = client(story.mia), client(story.people["sal"])
    paper = {"kind": "BACS", "reference": "SUN 999001", "dated_on": "1/10/2026", "says": "A test file was accepted"}
    assert lead.post(f"{BASE}papers/new/", paper | {"dated_on": "31/2/2026"}).status_code == 422
    assert lead.post(f"{BASE}papers/new/", paper | {"says": "x" * 2_000_000}).status_code == 422
    assert lead.post(f"{BASE}papers/new/", paper).status_code == 302
    with inside(story):
        made = OnboardingDocument.objects.get(kind="BACS")
    address = f"{BASE}papers/{made.uuid}/sign/"

    assert lead.post(address, {"capacity": "Lead"}).status_code == 403
    assert sal.post(address, {"capacity": " "}).status_code == 422
    assert sal.post(address, {"capacity": "Treasurer"}).status_code == 302
    again = sal.post(address, {"capacity": "Treasurer"})

    assert again.status_code == 422
    assert "You have signed this paper." in text(again)
    assert "Sal Example, Treasurer" in text(sal.get(f"{BASE}papers/"))


def test_an_extract_is_taken_in_checked_and_loaded_by_a_worker(story, django_capture_on_commit_callbacks):
    who = client(story.mia)
    totals = upload(control_totals.write(THREE), "totals.csv")
    answer = who.post(
        f"{BASE}data/extract/", {"domain": "PEOPLE", "file": upload(csv_file(*three())), "totals": totals}
    )
    assert answer.status_code == 302
    with inside(story):
        extract = migrations.latest_extract(story.project)

    for mode in ("check", "load"):
        with django_capture_on_commit_callbacks() as rung:
            answer = who.post(f"{BASE}data/{extract.uuid}/load/", {"mode": mode})
        assert len(rung) == 1
        with inside(story):
            job = BackgroundJob.objects.filter(kind=migration_job.KIND).order_by("-id").first()
            assert answer["Location"].endswith(f"/jobs/{job.uuid}/")
            migration_job.begin(job=job.uuid, by=story.mia, at=AT)
            migration_job.run(job=job.uuid, by=story.mia, clock=lambda: AT)

    with inside(story):
        job.refresh_from_db()
        assert (job.state, Person.objects.count()) == ("DONE", 3)
    shown = who.get(job.result["href"])
    assert "Loaded: 3 new, 0 changed, 0 gone." in text(shown)
    assert "People, employments and jobs Agrees" in text(who.get(f"{BASE}totals/"))
    assert "Load 2" in text(who.get(f"{BASE}data/"))


def test_files_that_cannot_be_read_are_refused_beside_their_field(story):
    who = client(story.mia)
    answer = who.post(f"{BASE}data/extract/", {"file": upload(b"%PDF-1.7\n\x00\x01")})
    assert answer.status_code == 422
    both = {"domain": "PEOPLE", "file": upload(csv_file(row())), "totals": upload(b"total,key,number\npeople,,lots\n")}

    wrong = who.post(f"{BASE}data/extract/", both)

    assert wrong.status_code == 422
    assert 'id="id_totals-error"' in page(wrong) or "This is not a number" in text(wrong)
    with inside(story):
        assert migrations.latest_extract(story.project) is None


def test_headings_that_nobody_mapped_fail_the_job_in_words(story):
    with inside(story):
        extract = story.take(io.BytesIO(b"Payroll Ref,Name\n1,Ann\n"))
        job = migration_job.start(extract=extract.uuid, apply=True, by=story.mia, at=AT)
        migration_job.begin(job=job.uuid, by=story.mia, at=AT)

        ended = migration_job.run(job=job.uuid, by=story.mia, clock=lambda: AT)

    assert ended.state == "FAILED"
    assert "Payroll Ref" in ended.message or "employee_number" in ended.message.lower() or "column" in ended.message


def test_a_cancelled_load_leaves_nothing(story):
    with inside(story):
        extract = story.take(csv_file(*three()))
        job = migration_job.start(extract=extract.uuid, apply=True, by=story.mia, at=AT)
        migration_job.begin(job=job.uuid, by=story.mia, at=AT)
        jobs.cancel(job_id=job.pk, by=story.mia, at=AT)
        ended = migration_job.run(job=job.uuid, by=story.mia, clock=lambda: AT)

        assert ended.state == "CANCELLED"
        assert (Person.objects.count(), LoadRun.objects.count()) == (0, 0)


def test_the_mapping_page_names_the_line_that_is_wrong(story):
    who = client(story.mia)

    answer = who.post(f"{BASE}data/mapping/", {"columns": "Ref = shoe_size", "values": ""})

    assert answer.status_code == 422
    assert "Line 1: there is no column “shoe_size”." in text(answer)
    assert who.post(f"{BASE}data/mapping/", {"columns": "Ref = employee_number", "values": ""}).status_code == 302
    assert "Ref = employee_number" in page(who.get(f"{BASE}data/mapping/"))


def test_a_total_that_differs_leads_to_the_jobs_that_explain_it(story):
    loaded(story)
    with inside(story):
        BankAccount.objects.filter(employment__employee_no="200002")._raw_delete("default")
        story.load(migrations.latest_extract(story.project))
    who = client(story.mia)

    assert f'href="{BASE}totals/bank_accounts/"' in page(who.get(f"{BASE}totals/"))
    assert "200002-1 200002 1 0" in text(who.get(f"{BASE}totals/bank_accounts/"))
    assert who.get(f"{BASE}totals/shoes/").status_code == 404
    assert "No job differs" in text(who.get(f"{BASE}totals/hours/"))


def test_issues_are_listed_filtered_downloaded_assigned_and_accepted(story):
    nobank = dict.fromkeys(("sort_code", "account_number", "bank_account_name"), "")
    loaded(story, row(1, **nobank), row(2, national_insurance_number=""), totals=None)
    who = client(story.people["dot"])
    with inside(story):
        grave, lesser = (OnboardingIssue.objects.get(rule=rule) for rule in ("OB-BANK", "OB-NO-NINO"))

    listed = who.get(f"{BASE}issues/?severity=S1")
    file = b"".join(who.get(f"{BASE}issues/?severity=S1&download=csv").streaming_content).decode()
    refused = who.post(f"{BASE}issues/{grave.uuid}/accept/", {"evidence": "It is fine"})
    empty = who.post(f"{BASE}issues/{lesser.uuid}/accept/", {"evidence": ""})
    who.post(f"{BASE}issues/{lesser.uuid}/accept/", {"evidence": "HMRC enquiry"})
    who.post(f"{BASE}issues/{grave.uuid}/assign/", {"owner": str(story.mia.pk), "due_on": "1/12/2026"})

    assert "Employment 200001 is paid and has no bank account." in text(listed)
    assert "200002" not in text(listed)
    assert "Add the account in the old system" in file
    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "Only a load whose data are right closes it." in text(who.get(f"{BASE}issues/{grave.uuid}/"))
    assert "HMRC enquiry" in text(who.get(f"{BASE}issues/{lesser.uuid}/"))
    assert "Mia Example" in text(who.get(f"{BASE}issues/{grave.uuid}/"))
    assert who.post(f"{BASE}issues/{lesser.uuid}/reopen/").status_code == 302


def test_each_signs_in_their_own_capacity_what_they_have_seen(story):
    made = loaded(story)
    dot = client(story.people["dot"])
    address = f"{BASE}sign-off/data_owner/"
    seen = re.search(r'name="content_hash" value="([^"]+)"', page(dot.get(address)))[1]
    assert seen == made.content_hash

    unsure = dot.post(address, {"content_hash": seen})
    stale = dot.post(address, {"content_hash": "0" * 64, "is_sure": "on"})
    signed = dot.post(address, {"content_hash": seen, "is_sure": "on"})
    other = dot.post(f"{BASE}sign-off/section_151/", {"content_hash": seen, "is_sure": "on"})

    assert [one.status_code for one in (unsure, stale, signed, other)] == [422, 422, 302, 422]
    assert "Only the section 151 officer" in text(other)
    assert "Dot Example, " in text(dot.get(f"{BASE}sign-off/"))
    assert dot.get(f"{BASE}sign-off/employee/").status_code == 404


def test_staff_are_told_from_the_page(story):
    loaded(story)
    who = client(story.mia)

    assert who.post(f"{BASE}staff/", {"subject": "Your pay", "words": ""}).status_code == 422
    answer = who.post(f"{BASE}staff/", {"subject": "Your pay", "words": "From April."}, follow=True)

    assert "3 messages are on the way; 0 people are left." in text(answer)


def test_a_partner_on_its_way_in_is_invisible_to_others(story, cast):
    """GOV-05: nobody of another partner learns that somebody is coming."""
    loaded(story)
    dilys = client(cast.dilys)
    for path in ("", "issues/", "papers/", "data/", "totals/", "sign-off/", "history/"):
        assert dilys.get(f"{BASE}{path}").status_code == 404
    for path in ("/", "/p/southborough/", "/p/southborough/partnership/"):
        assert "Northshire" not in text(dilys.get(path, follow=True))
    lead = user("Lee")
    grant(lead, cast.southborough, Role.MIGRATION_LEAD)
    with inside(story):
        document = OnboardingDocument.objects.first()
        load = LoadRun.objects.first()
    for path in (f"papers/{document.uuid}/sign/", f"loads/{load.uuid}/", f"data/{load.extract_id}/load/"):
        assert client(lead).get(f"/p/southborough/onboarding/{path}").status_code in {403, 404}
    assert "There is no onboarding project" in text(client(lead).get("/p/southborough/onboarding/"))


def test_who_reads_only_changes_nothing(story, cast):
    who = client(cast.chen)

    assert who.get(BASE).status_code == 200
    assert "The migration lead moves the project." in text(who.get(BASE))
    for path in ("move/accept/", "papers/new/", "data/extract/", "data/mapping/", "staff/", "look/"):
        assert who.post(f"{BASE}{path}").status_code == 403
    assert client(cast.gwen).get(BASE).status_code == 403
