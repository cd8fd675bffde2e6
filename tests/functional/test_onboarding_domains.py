"""Posts, absence and work under way, brought over (HR-11): totals, faults by row and field, deltas, signatures."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hr.importing import control_totals
from hr.models import AbsenceRecord, CarriedWork, LeaveCredit, OnboardingIssue, Post, PostFunding, PostVersion
from hr.operations import domain_work, migration, onboarding
from hr.operations.domain_work import AlreadyDone, NotTheirs, OutcomeNeeded
from hr.operations.onboarding import GateIsRed, NotYours
from hr.queries import migrations, onboarding_gates
from partners.models import AuditEvent
from partners.scope import partner_scope
from sharedservices.common.imports import ImportRefused
from tests.factories import hr
from tests.factories import onboarding as factory
from tests.factories.onboarding import AT
from tests.factories.people_file import csv_file, row
from tests.functional.people_pages import client, text

pytestmark = pytest.mark.django_db
D = Decimal
# The first day is 1 April 2027: sick pay looks back on 1 April 2026 to 31 March 2027 (domain HR-10.2, HR-11).
POST = {
    "post_number": "P200", "unit": "U1", "role": "R1", "established_fte": "1.5", "valid_from": "2020-04-01",
    "cost_split": "CC100:100",
}  # fmt: skip
SICK = {
    "employee_number": "200001", "job_number": "200001-1", "record": "SICKNESS", "first_day": "2026-05-04",
    "last_day": "2026-05-17", "category": "BACK",
}  # fmt: skip
BEFORE = SICK | {"first_day": "2026-03-30", "last_day": "2026-04-02"}  # two of its four days are in the window
STILL = SICK | {"employee_number": "200002", "job_number": "200002-1", "first_day": "2026-10-05", "last_day": ""}
LEAVE = SICK | {"record": "LEAVE", "first_day": "2027-04-01", "last_day": "", "category": "", "hours": "22.2"}
CASE = {
    "reference": "GR-1", "kind": "CASE", "title": "Grievance, hearing set", "next_step": "Hearing",
    "employee_number": "200001", "owner": "Hana@example.org", "due_on": "2027-04-30",
}  # fmt: skip
QUERY = CASE | {"reference": "PQ-7", "kind": "PAY_QUERY", "employee_number": "", "due_on": "2027-03-31"}


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = factory.project(cast)
        made.to_data()
        yield made


@pytest.fixture
def staffed(story):
    """Ann and Bea are loaded, and leave is agreed."""
    hr.absence_terms(story.org.staff_group)
    assert story.load(story.take(csv_file(row(1), row(2, forenames="Bea")))).is_applied
    return story


def put(story, domain, *rows, totals=None):
    return story.bring(domain, *rows, totals=totals)


def totals(load, code):
    return {line.key: line[2:] for line in migrations.lines_of(load) if line.total == code}


def issues(story, **wanted):
    rows = OnboardingIssue.objects.filter(project=story.project, found_load__domain__in=["POSTS", "ABSENCE", "WORK"])
    return {(one.rule, one.key): one for one in rows.filter(**wanted).exclude(state="CLOSED").order_by("id")}


def test_posts_balance_with_what_pays_for_them_and_a_later_file_alters_them(story):
    declared = {"posts": {"": D(2)}, "post_fte": {"": D("11.5")}, "unit_fte": {"U1": D("11.5")}}
    extract = migration.take_extract(
        project=story.project.uuid, file=factory.domain_file("POSTS", POST), name="posts.csv", by=story.mia, at=AT,
        totals=io.BytesIO(control_totals.write(declared)), domain="POSTS",
    )  # fmt: skip
    preview = story.bring_again(extract, apply=False)
    assert (preview.is_applied, preview.summary) == (False, "Can be loaded: 1 new, 0 changed, 0 gone.")
    assert Post.objects.filter(post_no="P200").count() == 0

    load = story.bring_again(extract)

    assert (load.is_applied, load.n_new) == (True, 1)
    made = Post.objects.get(post_no="P200")
    assert (made.state, made.established_fte, made.valid.lower) == ("ESTABLISHED", D("1.5"), date(2020, 4, 1))
    assert PostVersion.objects.get(post=made).established_fte == D("1.5")
    assert PostFunding.objects.get(post=made).percent == D(100)
    # P100 with its ten FTE was set up here: the file has one post of 1.5 FTE, and that is shown and is an issue.
    assert totals(load, "posts") == {"": (D(2), D(1), D(2))}
    assert totals(load, "post_fte") == {"": (D("11.5000"), D("1.5000"), D("11.5000"))}
    assert totals(load, "cost_codes_unmapped") == {"": (D(0), D(0), D(0))}
    assert ("OB-TOTAL", "Posts: posts") in issues(story, severity="S1")

    second = POST | {"post_number": "P201", "cost_split": ""}
    later = put(story, "POSTS", POST | {"established_fte": "2", "cost_split": ""}, second)

    assert later.summary == "Loaded: 1 new, 1 changed, 0 gone."
    assert PostVersion.objects.get(post=made).established_fte == D(2)
    assert PostFunding.objects.filter(post=made).count() == 0
    assert put(story, "POSTS", second).n_gone == 1
    assert set(Post.objects.values_list("post_no", flat=True)) == {"P100", "P201"}


def test_faults_of_posts_name_row_field_and_remedy_and_nothing_is_loaded(story):
    load = put(
        story, "POSTS", POST | {"cost_split": "CC999:100"}, POST | {"post_number": "P201", "unit": "U9"},
        POST | {"post_number": "P100"}, POST | {"post_number": "P202", "established_fte": "-1"}, POST,
    )  # fmt: skip

    assert (load.is_applied, load.n_faults, load.unmapped_costs) == (False, 5, {"CC999": "P200"})
    found = {(one.rule, one.row, one.column) for one in issues(story, severity="S1").values()}
    assert {
        ("OB-COSTS", 2, "cost_split"), ("OB-ROW", 3, "unit"), ("OB-ROW", 4, "post_number"),
        ("OB-ROW", 5, "established_fte"), ("OB-ROW", 6, "post_number"),
    } <= found  # fmt: skip
    assert all(one.remedy and one.owner == story.people["dot"] for one in issues(story).values())
    assert totals(load, "cost_codes_unmapped") == {"": (D(0), D(1), D(0))}
    assert Post.objects.count() == 1


def test_a_post_that_somebody_changed_or_sits_on_is_not_undone_ob_used(story):
    """LoadedRowUntouched."""
    put(story, "POSTS", POST, POST | {"post_number": "P201"})
    with partner_scope(story.partner.pk, reason="restructure"):
        Post.objects.filter(post_no="P200").update(location="Elsewhere")
    assert story.load(story.take(csv_file(row(1, post_number="P201", cost_split="CC100:100")))).is_applied

    load = put(story, "POSTS", POST | {"established_fte": "3"})  # P201 is gone

    assert not load.is_applied
    used = {key: one.message for (rule, key), one in issues(story).items() if rule == "OB-USED"}
    assert sorted(used) == ["Posts: P200", "Posts: P201"]
    assert "it was changed" in used["Posts: P200"]
    assert "assignment" in used["Posts: P201"]
    assert Post.objects.get(post_no="P200").established_fte == D("1.5")


def test_absence_balances_over_the_window_of_sick_pay(staffed):
    """OpenAbsenceIsFollowed: S3. Twelve months of paid absence, by person where sides differ."""
    declared = {
        "absences": {"": D(3)}, "absences_open": {"": D(1)},
        # 1 and 2 April, 4 to 17 May; from 5 October 2026 to 31 March 2027: 27+30+31+31+28+31 = 178 days
        "paid_days": {"": D(2 + 14 + 178)}, "paid_days_person": {"200001": D(16), "200002": D(177)},
        "leave_hours": {"": D("22.20")}, "leave_jobs": {"": D(1)},
    }  # fmt: skip

    load = put(staffed, "ABSENCE", BEFORE, SICK, STILL, LEAVE, totals=declared)

    assert (load.is_applied, load.n_new) == (True, 4)
    for code, number in (("absences", 3), ("absences_open", 1), ("paid_days", 194), ("leave_hours", "22.20")):
        assert totals(load, code) == {"": (D(number),) * 3}, code
    # By person only what differs is shown: the old system says a day less of Bea.
    assert totals(load, "paid_days_person") == {"200002": (D(177), D(178), D(178))}
    still = AbsenceRecord.objects.get(state="OPEN")
    assert (still.valid.lower, still.valid.upper, still.kind) == (date(2026, 10, 5), None, "SICKNESS")
    credit = LeaveCredit.objects.get()
    assert (credit.hours, credit.year_start, credit.expires_on) == (D("22.20"), date(2027, 4, 1), date(2028, 3, 31))
    found = {rule: (key, one.severity) for (rule, key), one in issues(staffed).items()}
    assert found["OB-OPEN"] == ("Absence and leave: 200002-1 2026-10-05", "S3")

    later = put(staffed, "ABSENCE", SICK | {"last_day": "2026-05-20"}, STILL, LEAVE)

    assert (later.is_applied, later.n_changed, later.n_gone, later.n_same) == (True, 1, 1, 2)
    assert totals(later, "absences")[""][2] == D(2)


def test_each_wrong_absence_is_named_and_nothing_is_loaded(staffed):
    leave = {"record": "LEAVE", "category": "", "last_day": ""}
    day = {"last_day": ""}
    wrong = [
        (SICK | {"first_day": "2026-06-01", "job_number": "200002-1"}, "job_number"),
        (SICK | {"first_day": "2026-06-02", "last_day": "2026-05-01"}, "last_day"),
        (SICK | {"first_day": "2027-05-04"} | day, "first_day"),
        (SICK | {"first_day": "2019-05-04"}, "first_day"),
        (SICK | {"first_day": "2026-06-05", "last_day": "2026-06-05", "category": ""}, "category"),
        (SICK | {"first_day": "2026-06-06", "record": "HOLIDAY"}, "record"),
        (SICK | {"first_day": "2026-05-10", "last_day": "2026-05-11"}, "first_day"),  # overlaps the one below
        (SICK | leave | {"first_day": "2027-04-01", "hours": "-3"}, "hours"),  # negative leave: S1
        (SICK | leave | {"first_day": "2027-01-01", "hours": "3"}, "first_day"),  # no leave year starts then
    ]

    load = put(staffed, "ABSENCE", *(one for one, _column in wrong), SICK)

    found = {(one.row, one.column) for one in issues(staffed, severity="S1").values()}
    assert {(number, column) for number, (_row, column) in enumerate(wrong, 2)} <= found
    assert (load.is_applied, load.n_faults) == (False, len(wrong))
    assert AbsenceRecord.objects.count() == 0


def test_an_absence_that_was_closed_here_is_not_undone(staffed):
    put(staffed, "ABSENCE", SICK, STILL)
    with partner_scope(staffed.partner.pk, reason="fit again"):
        AbsenceRecord.objects.filter(state="OPEN").update(
            state="CLOSED", valid=hr.DateRange(date(2026, 10, 5), date(2026, 10, 20))
        )

    load = put(staffed, "ABSENCE", SICK, STILL | {"category": "STRESS"})

    assert not load.is_applied
    assert ("OB-USED", "Absence and leave: 200002-1 2026-10-05") in issues(staffed, severity="S1")
    assert AbsenceRecord.objects.get(assignment__number="200002-1").category == "BACK"


def test_work_under_way_has_owner_and_day_and_stays_until_somebody_says_what_came_of_it(staffed, cast):
    """WorkOutlivesTheOldSystem: S2, for what is due before the first day."""
    declared = {"items": {"": D(2)}, "items_kind": {"CASE": D(1), "PAY_QUERY": D(1)}, "items_person": {"": D(1)}}
    load = put(staffed, "WORK", CASE, QUERY, totals=declared)

    assert load.is_applied
    assert next(one for one in migrations.other_domains(staffed.project) if one.code == "WORK").is_balanced
    item = CarriedWork.objects.get(reference="GR-1")
    assert (item.owner, item.due_on, item.person.surname) == (cast.hana, date(2027, 4, 30), "Abbott1")
    # The query is due on 31 March, before the first day here: S2.
    assert issues(staffed)["OB-DUE", "Work that is under way: PQ-7"].severity == "S2"
    assert AuditEvent.objects.get(object_type="hr_carriedwork", object_id=str(item.pk)).changes.get("title") is None

    moved = {"item": item.uuid, "owner": cast.ben.human_id, "due_on": date(2027, 5, 3), "by": cast.hana, "at": AT}
    assert domain_work.hand_over(**moved, on=AT.date()).owner == cast.ben
    with pytest.raises(NotTheirs):
        domain_work.hand_over(**moved | {"owner": staffed.people["sal"].human_id}, on=AT.date())
    with pytest.raises(OutcomeNeeded):
        domain_work.finish(item=item.uuid, outcome=" ", by=cast.hana, at=AT)
    done = domain_work.finish(item=item.uuid, outcome="Upheld in part.", by=cast.hana, at=AT)
    assert (done.state, done.done_by) == ("DONE", cast.hana)
    with pytest.raises(AlreadyDone):
        domain_work.finish(item=item.uuid, outcome="Again", by=cast.hana, at=AT)

    later = put(staffed, "WORK", QUERY)  # GR-1 is gone from the file, and was worked on here

    assert not later.is_applied
    assert ("OB-USED", "Work that is under way: GR-1") in issues(staffed, severity="S1")
    for attack in ({"title": "Nothing"}, {"state": "OPEN"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CarriedWork.objects.filter(pk=item.pk).update(**attack)
    with pytest.raises(DatabaseError), transaction.atomic():
        CarriedWork.objects.filter(pk=item.pk).delete()


def test_faults_of_work_name_owner_and_person(staffed):
    load = put(staffed, "WORK", CASE | {"owner": "nobody@example.org"}, QUERY | {"employee_number": "9"})

    assert load.n_faults == 2
    assert {(one.row, one.column) for one in issues(staffed, severity="S1").values()} == {
        (2, "owner"), (3, "employee_number"),
    }  # fmt: skip
    assert CarriedWork.objects.count() == 0


def test_the_same_file_changes_nothing_and_each_domain_is_signed_by_the_data_owner(staffed, cast):
    load = put(staffed, "WORK", CASE)
    people = migrations.latest_applied(staffed.project)

    assert staffed.bring_again(migrations.latest_extract(staffed.project, "WORK")).summary.startswith("Nothing to do")
    assert migrations.latest_applied(staffed.project) == people
    said = {"project": staffed.project.uuid, "slot": "DATA_OWNER", "note": "", "at": AT, "domain": "WORK"}
    with pytest.raises(NotYours):
        onboarding.sign_load(**said, content_hash=load.content_hash, by=cast.ben)
    with pytest.raises(GateIsRed):
        onboarding.sign_load(**said, content_hash=people.content_hash, by=staffed.people["dot"])
    onboarding.sign_load(**said, content_hash=load.content_hash, by=staffed.people["dot"])
    states = {one.code: one for one in onboarding_gates.look(staffed.project, on=AT.date())}
    assert states["GATE-DOMAINS"].reason == (
        "Documents: not loaded; Checks: not loaded; Recurring pay and deductions: not loaded; "
        "Absence and leave: not loaded; Work that is under way: 3 totals do not agree."
    )


def test_a_file_without_our_headings_is_refused_when_it_is_taken_in(story):
    with pytest.raises(ImportRefused) as refused:
        migration.take_extract(
            project=story.project.uuid, file=csv_file(row(1)), name="a.csv", totals=None, by=story.mia, at=AT,
            domain="WORK",
        )  # fmt: skip
    assert refused.value.field == "file"


def test_a_file_is_taken_in_on_the_page_and_its_items_are_found_and_done(staffed, cast):
    who, base = client(staffed.mia), "/p/northshire/onboarding/"
    empty = who.get(f"{base}data/template/work.csv")
    assert b"".join(empty.streaming_content).decode("utf-8-sig").startswith("reference,kind,title")
    assert who.get(f"{base}data/template/shoes.csv").status_code == 404
    file = SimpleUploadedFile("work.csv", factory.domain_file("WORK", CASE).getvalue(), "text/csv")
    assert who.post(f"{base}data/extract/", {"domain": "WORK", "file": file}).status_code == 302
    wrong = SimpleUploadedFile("work.csv", csv_file(row(1)).getvalue(), "text/csv")
    assert who.post(f"{base}data/extract/", {"domain": "WORK", "file": wrong}).status_code == 422
    with partner_scope(staffed.partner.pk, actor_id=staffed.mia.pk):
        load = staffed.bring_again(migrations.latest_extract(staffed.project, "WORK"))
    shown = text(who.get(f"{base}loads/{load.uuid}/"))
    assert "Items of work under way – 1 1 Not declared" in shown
    assert "Work that is under way Load" in text(who.get(f"{base}sign-off/"))
    assert client(staffed.people["dot"]).get(f"{base}sign-off/data/work/").status_code == 200

    hana, carried = client(cast.hana), "/p/northshire/work-carried-over/"
    assert "Grievance, hearing set Hearing GR-1" in text(hana.get(carried))
    assert "Work carried over from the system before" in text(hana.get("/p/northshire/"))
    with partner_scope(staffed.partner.pk, actor_id=cast.hana.pk):
        item = CarriedWork.objects.get()
    assert hana.post(f"{carried}{item.uuid}/done/", {"outcome": ""}).status_code == 422
    assert hana.post(f"{carried}{item.uuid}/done/", {"outcome": "Settled"}).status_code == 302
    assert "Settled" in text(hana.get(f"{carried}{item.uuid}/"))
