"""Documents, right to work, recurring pay and deductions, brought over (HR-11): totals, faults, deltas, the gate."""

import hashlib
import io
import zipfile
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hr import onboarding_evidence
from hr.engine.migration_totals import NOT_LOADED
from hr.importing.columns_records import CHECK_KINDS
from hr.importing.domains import COLUMNS, KEYS
from hr.models import (
    Assignment,
    DbsCheck,
    Document,
    JobRole,
    OnboardingIssue,
    RecurringElement,
    Registration,
    RightToWork,
)
from hr.onboarding_evidence import DOMAIN, Evidence, register_evidence
from hr.operations import check_policy, documents, domain_load, onboarding, person_checks
from hr.operations.check_policy import Requirement
from hr.operations.domain_checks import KEEPERS
from hr.queries import migrations, onboarding_gates
from partners.scope import partner_scope
from sharedservices.common.imports import ImportRefused
from tests.factories import hr
from tests.factories import onboarding as factory
from tests.factories.onboarding import AT
from tests.factories.people_file import csv_file, row
from tests.functional.people_pages import client, text

pytestmark = pytest.mark.django_db
D = Decimal
# The first day is 1 April 2027; AT is 2 November 2026.
FILES = {"rtw/ann.pdf": b"%PDF-1.4 passport of Ann", "bea.png": b"\x89PNG\r\n\x1a\n share code of Bea"}


def listed(name, number, kind="RIGHT_TO_WORK", **cells):
    return {
        "file_name": name, "employee_number": number, "kind": kind, "title": f"{kind} {number}",
        "dated_on": "2021-05-10", "sha256": hashlib.sha256(FILES[name]).hexdigest(),
    } | cells  # fmt: skip


LIST = (listed("rtw/ann.pdf", "200001"), listed("bea.png", "200002"))
CHECK = {
    "employee_number": "200001", "check": "RIGHT_TO_WORK", "method": "MANUAL", "document_type": "Passport",
    "document_number": "P1", "checked_on": "2021-05-10", "checked_by": "A Clerk", "permission": "UNLIMITED",
    "copy": "rtw/ann.pdf",
}  # fmt: skip
LIMITED = CHECK | {
    "employee_number": "200002", "method": "ONLINE", "document_type": "Share code", "permission": "TIME_LIMITED",
    "expires_on": "2027-05-09", "copy": "bea.png",
}  # fmt: skip
ALLOWANCE = {
    "employee_number": "200001", "job_number": "200001-1", "element": "FIRST-AID", "first_day": "2027-04-01",
    "amount": "18.50",
}  # fmt: skip
KEPT = ALLOWANCE | {"element": "KEPT", "amount": "120.25", "last_day": "2029-03-31", "protected": "yes"}
ORDER = ALLOWANCE | {
    "employee_number": "200002", "job_number": "200002-1", "element": "ORDER", "amount": "50", "remaining": "640.00",
    "reference": "AE 4471/25", "last_day": "2028-04-30",
}  # fmt: skip


def archive(files=FILES, *, more=()):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in [*files.items(), *more]:
            made.writestr(name, content)
    stream.seek(0)
    return stream


@pytest.fixture
def staffed(cast):
    """Ann and Bea are loaded, and there are three pay elements."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = factory.project(cast)
        made.to_data()
        for code, kind in (("FIRST-AID", "payment"), ("KEPT", "payment"), ("ORDER", "deduction")):
            hr.pay_element(made.partner, code, kind=kind)
        assert made.load(made.take(csv_file(row(1), row(2, forenames="Bea")))).is_applied
        yield made


def totals(load, code):
    return {line.key: line[2:] for line in migrations.lines_of(load) if line.total == code}


def issues(story, **wanted):
    rows = OnboardingIssue.objects.filter(project=story.project).exclude(found_load__domain="PEOPLE")
    return {(one.rule, one.key): one for one in rows.filter(**wanted).exclude(state="CLOSED").order_by("id")}


def faults(story):
    rows = OnboardingIssue.objects.filter(project=story.project, rule="OB-ROW", severity="S1").exclude(state="CLOSED")
    return set(rows.values_list("row", "column"))


def says(**numbers):
    by_key = {code: n if isinstance(n, dict) else {"": n} for code, n in numbers.items()}
    return {code: {key: D(n) for key, n in of.items()} for code, of in by_key.items()}


def test_every_domain_and_every_check_has_all_its_parts():
    assert set(COLUMNS) == set(KEYS) == set(domain_load.DOMAINS) == set(migrations.OTHERS)
    assert set(KEEPERS) == set(CHECK_KINDS)


# --- documents ------------------------------------------------------------------------------------------------------
def test_documents_arrive_with_the_hash_of_the_list_or_not_at_all(staffed):
    """FileIsListed: what the list does not name belongs to nobody."""
    declared = says(documents=2, documents_equal=2, documents_kind={"RIGHT_TO_WORK": 2})

    load = staffed.bring("DOCUMENTS", *LIST, totals=declared, archive=archive(more=[("stray.pdf", b"%PDF-")]))

    assert (load.is_applied, load.n_new) == (True, 2)
    assert totals(load, "documents_equal") == {"": (D(2), D(2), D(2))}
    assert migrations.domains_of(load)[0].is_balanced
    ann = Document.objects.get(about="brought:rtw/ann.pdf")
    assert (documents.content_of(ann), ann.dated_on, ann.person.surname) == (
        FILES["rtw/ann.pdf"], date(2021, 5, 10), "Abbott1",
    )  # fmt: skip
    assert issues(staffed)["OB-UNLISTED", "Documents: stray.pdf"].severity == "S2"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Document.objects.filter(pk=ann.pk).update(dated_on=date(2020, 1, 1))

    # Next time: Ann’s stays without being sent again under another title, Bea’s is gone.
    later = staffed.bring("DOCUMENTS", LIST[0] | {"title": "Passport"})

    assert (later.is_applied, later.n_changed, later.n_gone) == (True, 1, 1)
    only = Document.objects.get(about__startswith="brought:")
    assert (only.title, documents.content_of(only)) == ("Passport", FILES["rtw/ann.pdf"])


def test_each_wrong_document_is_named_and_nothing_is_loaded(staffed):
    wrong = [
        (listed("rtw/ann.pdf", "200001", sha256="0" * 64), "sha256"),
        (LIST[1] | {"file_name": "absent.pdf"}, "file_name"),
        (LIST[1] | {"file_name": "word.docx"}, "file_name"),
        (LIST[1] | {"file_name": "a", "sha256": "abc"}, "sha256"),
        (LIST[1] | {"employee_number": "9"}, "employee_number"),
        (LIST[1] | {"file_name": "b", "kind": "LOVE_LETTER"}, "kind"),
        (LIST[1] | {"file_name": "c", "dated_on": "2026-12-01"}, "dated_on"),
    ]

    load = staffed.bring(
        "DOCUMENTS", *(one for one, _column in wrong), archive=archive(FILES | {"word.docx": b"PK\x03\x04"})
    )

    assert not load.is_applied
    assert {(number, column) for number, (_row, column) in enumerate(wrong, 2)} <= faults(staffed)
    # Of five rows that can be read one file arrived as the list says, and nothing is recorded.
    assert totals(load, "documents_equal") == {"": (None, D(1), D(0))}
    assert Document.objects.filter(about__startswith="brought:").count() == 0


def test_a_zip_that_is_none_or_comes_with_something_else_is_refused_beside_its_field(staffed):
    for domain, given, said in (
        ("DOCUMENTS", io.BytesIO(b"no zip"), "not a ZIP"), ("WORK", archive(), "Only a list of documents"),
    ):  # fmt: skip
        with pytest.raises(ImportRefused, match=said) as refused:
            staffed.bring(domain, *LIST if domain == "DOCUMENTS" else [{"reference": "A"}], archive=given)
        assert refused.value.field == "archive"


# --- right to work --------------------------------------------------------------------------------------------------
def test_checks_come_with_their_copies_and_are_counted_valid_ending_and_missing(staffed):
    """CheckEndsSoon and HasRightToWork. Bea’s permission ends on 9 May 2027, 38 days after the first day."""
    staffed.bring("DOCUMENTS", *LIST, archive=archive())
    kind = "RIGHT_TO_WORK"
    declared = says(checks={kind: 2}, checks_valid={kind: 2}, checks_expiring={kind: 1}, checks_missing={kind: 0})

    load = staffed.bring("CHECKS", CHECK, LIMITED, totals=declared)

    assert (load.is_applied, load.n_new) == (True, 2)
    assert migrations.domains_of(load)[0].is_balanced
    bea = RightToWork.objects.get(method="ONLINE")
    assert (bea.expires_on, bea.checked_elsewhere_by) == (date(2027, 5, 9), "A Clerk")
    assert bea.copy.about == "brought:bea.png"
    assert issues(staffed)["OB-CHECK-ENDS", f"Checks: 200002 {kind}"].severity == "S3"

    # Bea’s was another permission, and Ann’s check is gone: the first is withdrawn and recorded anew.
    later = staffed.bring("CHECKS", LIMITED | {"expires_on": "2028-05-09"})

    assert (later.is_applied, later.n_changed, later.n_gone) == (True, 1, 1)
    assert RightToWork.objects.get(withdrawn_at=None).expires_on == date(2028, 5, 9)
    assert RightToWork.objects.exclude(withdrawn_at=None).count() == 2
    assert totals(later, "checks_missing") == {kind: (None, D(1), D(1))}
    assert issues(staffed)["OB-RTW-NONE", "Checks: 200001"].severity == "S2"


def test_each_wrong_check_is_named_and_a_permission_that_lapses_before_the_first_day_is_s1(staffed):
    """RightToWorkLasts."""
    staffed.bring("DOCUMENTS", *LIST, archive=archive())
    day = {"checked_on": "2022-01-01"}
    wrong = [
        (CHECK | {"copy": "bea.png"}, "copy"),  # the copy of somebody else
        (CHECK | day | {"expires_on": "2030-01-01"}, "expires_on"),
        (LIMITED | {"expires_on": "2020-01-01"}, "expires_on"),
        (LIMITED | day | {"method": "IDSP"}, "method"),
        (CHECK | {"checked_on": "2026-11-03"}, "checked_on"),
        (CHECK | {"employee_number": "9"}, "employee_number"),
        (CHECK | {"check": "VETTING"}, "check"),
        (CHECK | day | {"check": "DBS"}, "level"),
        (CHECK | {"checked_on": "2022-01-02", "level": "BASIC"}, "level"),
        (LIMITED | {"checked_on": "2023-01-01", "weekly_hours_limit": "200"}, "weekly_hours_limit"),
    ]
    load = staffed.bring("CHECKS", *(one for one, _column in wrong))

    assert not load.is_applied
    assert {(number, column) for number, (_row, column) in enumerate(wrong, 2)} <= faults(staffed)
    assert RightToWork.objects.count() == 0

    load = staffed.bring("CHECKS", CHECK, LIMITED | {"expires_on": "2027-03-31"})
    assert load.is_applied
    assert issues(staffed)["OB-RTW-LAPSED", "Checks: 200002"].severity == "S1"
    assert totals(load, "checks_missing")["RIGHT_TO_WORK"] == (None, D(1), D(1))


def test_a_check_that_somebody_withdrew_here_is_not_undone(staffed, cast):
    staffed.bring("DOCUMENTS", *LIST, archive=archive())
    staffed.bring("CHECKS", CHECK, LIMITED)
    with partner_scope(staffed.partner.pk, actor_id=cast.hana.pk, reason="error"):
        RightToWork.objects.filter(method="MANUAL").update(
            withdrawn_by=cast.hana, withdrawn_at=AT, withdrawn_why="Another person"
        )

    load = staffed.bring("CHECKS", CHECK | {"document_number": "P2"}, LIMITED)

    # What was withdrawn by hand stays so; the new words of the file are a new check.
    assert load.is_applied
    rows = RightToWork.objects.filter(method="MANUAL").order_by("id")
    assert list(rows.values_list("document_number", "withdrawn_why")) == [("P1", "Another person"), ("P2", "")]


# --- DBS checks and registrations -------------------------------------------------------------------------------------
BODY = "Social Work England"
DISCLOSED = {
    "employee_number": "200001", "check": "DBS", "document_number": "001234567890", "checked_on": "2025-06-01",
    "level": "ENHANCED_BARRED", "workforce": "BOTH", "barred_lists": "BOTH", "result": "CLEAR",
}  # fmt: skip
REGISTERED = {
    "employee_number": "200001", "check": "REGISTRATION", "document_number": "SW1", "checked_on": "2026-10-01",
    "body": "social work england", "expires_on": "2027-05-09",
}  # fmt: skip


@pytest.fixture
def caring(staffed, cast):
    """The role of Ann and Bea is regulated activity, checked again after 24 months, and needs a register."""
    JobRole.objects.filter(code="R1").update(dbs="ENHANCED_BARRED", registration=BODY)
    check_policy.set_requirement(
        wanted=Requirement(
            kind="DBS", role=JobRole.objects.get(code="R1").uuid, justification="REGULATED_BOTH", workforce="CHILD",
            months=24,
        ),
        effective_from=date(2026, 1, 1), partner_id=staffed.partner.pk, reason="Policy", by=cast.ben, at=AT,
    )  # fmt: skip
    return staffed


def test_what_jobs_need_is_counted_valid_ending_and_missing_and_changes_with_the_next_file(caring):
    """HasWhatJobNeeds, CheckLasts, CheckEndsSoon: Ann’s DBS check holds until 1 June 2027, for 24 months."""
    dbs, reg = "DBS", "REGISTRATION"
    declared = says(
        checks={dbs: 2, reg: 1}, checks_valid={dbs: 1, reg: 1}, checks_expiring={dbs: 0, reg: 1},
        checks_missing={dbs: 1, reg: 1, "RIGHT_TO_WORK": 2},
    )  # fmt: skip
    old = DISCLOSED | {"employee_number": "200002", "checked_on": "2025-03-31", "document_number": "0012 3456 7891"}

    load = caring.bring("CHECKS", DISCLOSED, old, REGISTERED, totals=declared)

    assert (load.is_applied, load.n_new) == (True, 3)
    assert migrations.domains_of(load)[0].is_balanced
    ann = DbsCheck.objects.get(certificate_no="001234567890")
    assert (ann.recheck_due, ann.justification, ann.adults_barred) == (date(2027, 6, 1), "REGULATED_BOTH", True)
    found = {key: one.severity for key, one in issues(caring).items() if "RTW" not in key[0]}
    need = "DBS check, enhanced, with barred lists, child workforce"
    assert found == {
        ("OB-CHECK-LAPSED", f"Checks: 200002 {need}"): "S2",
        ("OB-CHECK-NONE", f"Checks: 200002 registration with {BODY}"): "S2",
        ("OB-CHECK-ENDS", f"Checks: 200001 {BODY.lower()} REGISTRATION"): "S3",
    }  # fmt: skip

    # Ann’s content was looked at, and she may not do the work; Bea’s is gone.
    refused = DISCLOSED | {"result": "CONTENT_REVIEWED", "decision": "NOT_SUITABLE"}
    later = caring.bring("CHECKS", refused, REGISTERED)

    assert (later.is_applied, later.n_changed, later.n_gone, later.n_same) == (True, 1, 1, 1)
    assert DbsCheck.objects.get(withdrawn_at=None).decision == "NOT_SUITABLE"
    assert DbsCheck.objects.exclude(withdrawn_at=None).count() == 2
    assert Registration.objects.get().withdrawn_at is None
    assert totals(later, "checks_valid")["DBS"] == (None, D(0), D(0))
    assert totals(later, "checks_missing")["DBS"] == (None, D(2), D(2))


def test_each_wrong_dbs_check_and_registration_is_named_and_nothing_is_loaded(caring):
    plain = {"level": "ENHANCED", "barred_lists": ""}
    wrong = [
        (DISCLOSED | {"document_number": "12345"}, "document_number"),
        (DISCLOSED | {"checked_on": "2026-11-03"}, "checked_on"),
        (DISCLOSED | {"checked_on": "2024-01-01", "requested_on": "2024-01-02"}, "checked_on"),
        (DISCLOSED | {"checked_on": "2024-01-03", "barred_lists": ""}, "barred_lists"),
        (DISCLOSED | plain | {"checked_on": "2024-01-04", "justification": "ROA_EXCEPTED"}, "justification"),
        (DISCLOSED | {"checked_on": "2024-01-05", "decision": "NOT_SUITABLE"}, "decision"),
        (DISCLOSED | {"checked_on": "2024-01-06", "result": "CONTENT_REVIEWED"}, "decision"),
        (DISCLOSED | {"checked_on": "2014-01-07", "expires_on": "2026-01-07"}, "expires_on"),
        (DISCLOSED | {"checked_on": "2024-01-08", "workforce": ""}, "workforce"),
        (DISCLOSED | {"checked_on": "2024-01-09", "copy": "bea.png"}, "copy"),
        (REGISTERED | {"expires_on": "2026-09-30"}, "expires_on"),
        (REGISTERED | {"checked_on": "2024-01-10", "body": ""}, "body"),
        (REGISTERED | {"employee_number": "9"}, "employee_number"),
    ]
    load = caring.bring("CHECKS", *(one for one, _column in wrong))

    assert not load.is_applied
    assert {(number, column) for number, (_row, column) in enumerate(wrong, 2)} <= faults(caring)

    # A level that no job asks for is neither asked for nor kept.
    JobRole.objects.filter(code="R1").update(dbs="STANDARD")
    assert not caring.bring("CHECKS", DISCLOSED).is_applied
    assert (2, "level") in faults(caring)
    assert DbsCheck.objects.count() == Registration.objects.count() == 0


def test_what_jobs_need_goes_with_people_who_are_loaded_again_but_not_what_was_worked_on(caring, cast):
    bea = {"employee_number": "200002"}
    rows = (DISCLOSED, DISCLOSED | bea, REGISTERED)
    caring.bring("CHECKS", *rows)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        DbsCheck.objects.all()._raw_delete("default")

    load = caring.load(caring.take(csv_file(row(1, email="ann@example.org"), row(2, forenames="Bea"))))

    assert (load.is_applied, load.n_changed) == (True, 1)
    assert (DbsCheck.objects.get().person.forenames, Registration.objects.count()) == ("Bea", 0)
    again = caring.bring_again(migrations.latest_extract(caring.project, "CHECKS"))
    assert (again.is_applied, again.n_new, again.n_same) == (True, 2, 1)

    # What the Update Service answered here stays, and stops both loads.
    ann = DbsCheck.objects.get(person__forenames="Ann")
    person_checks.record_status(check=ann.uuid, status="NO_CHANGE", on=AT.date(), by=cast.hana, at=AT)
    assert not caring.bring("CHECKS", *rows[1:]).is_applied
    assert not caring.load(caring.take(csv_file(row(1, email="x@example.org"), row(2, forenames="Bea")))).is_applied
    assert any(rule == "OB-USED" for rule, _key in issues(caring, severity="S1"))
    assert DbsCheck.objects.filter(withdrawn_at=None).count() == 2


# --- recurring pay and deductions -----------------------------------------------------------------------------------
def test_recurring_pay_balances_by_element_with_court_orders_and_the_list_of_protected_pay(staffed):
    """RemainderHasEnd: payroll ends it when the rest is taken, or on the day of the order."""
    declared = says(
        entries=3, entries_kind={"payment": 2, "deduction": 1},
        entries_element={"FIRST-AID": 1, "KEPT": 1, "ORDER": 1},
        element_amount={"FIRST-AID": "18.50", "KEPT": "120.25", "ORDER": "50.00"}, remaining={"ORDER": "640.00"},
        element_units={}, protected_pay={"200001": "120.25"},
    )  # fmt: skip

    load = staffed.bring("DEDUCTIONS", ALLOWANCE, KEPT, ORDER, totals=declared)

    assert (load.is_applied, load.n_new) == (True, 3)
    assert migrations.domains_of(load)[0].is_balanced
    kept, order = (RecurringElement.objects.get(element__code=code) for code in ("KEPT", "ORDER"))
    assert (kept.is_protected, kept.amount, kept.valid.upper) == (True, D("120.25"), date(2029, 4, 1))
    assert (order.remaining, order.reference, order.is_protected) == (D("640.00"), "AE 4471/25", False)
    assert issues(staffed) == {}

    later = staffed.bring("DEDUCTIONS", ALLOWANCE | {"amount": "20"}, ORDER | {"last_day": ""})

    assert (later.is_applied, later.n_changed, later.n_gone) == (True, 1, 1) or later.n_changed == 2
    assert RecurringElement.objects.get(element__code="FIRST-AID").amount == D("20")
    assert totals(later, "protected_pay") == {}
    assert issues(staffed)["OB-REMAINING", "Recurring pay and deductions: 200002-1 ORDER 2027-04-01"].severity == "S2"


def test_each_wrong_entry_is_named_and_nothing_is_loaded(staffed):
    wrong = [
        (ALLOWANCE | {"job_number": "200002-1"}, "job_number"),
        (ALLOWANCE | {"element": "SHOES"}, "element"),
        (ALLOWANCE | {"amount": "", "units": "3"}, "amount"),
        (ALLOWANCE | {"first_day": "2019-01-01"}, "first_day"),
        (ORDER | {"last_day": "2027-03-01"}, "last_day"),
        (KEPT | {"remaining": "5"}, "remaining"),
        (ORDER | {"first_day": "2027-05-01", "protected": "yes"}, "protected"),
        (ALLOWANCE | {"first_day": "2027-05-02"}, "first_day"),  # overlaps the one below
        (ALLOWANCE | {"first_day": "2027-06-02", "amount": "-1"}, "amount"),
    ]
    load = staffed.bring("DEDUCTIONS", ALLOWANCE | {"first_day": "2027-05-01"}, *(one for one, _column in wrong))

    assert not load.is_applied
    assert {(number, column) for number, (_row, column) in enumerate(wrong, 3)} <= faults(staffed)
    assert RecurringElement.objects.count() == 0


def test_what_is_left_to_take_stands_on_one_job_of_an_employment(staffed):
    """Lines of a payslip name no job: of two orders nobody could say for which they were taken."""
    with partner_scope(staffed.partner.pk, reason="test"):
        job = Assignment.objects.get(number="200002-1")
        job.pk, job.uuid, job.number = None, uuid4(), "200002-2"
        job.save(force_insert=True)

    load = staffed.bring("DEDUCTIONS", ORDER, ORDER | {"job_number": "200002-2", "remaining": ""})

    assert not load.is_applied
    assert (3, "element") in faults(staffed)


def test_an_element_that_somebody_ended_here_is_not_undone(staffed):
    staffed.bring("DEDUCTIONS", ALLOWANCE)
    with partner_scope(staffed.partner.pk, reason="no longer a first aider"):
        RecurringElement.objects.update(valid=hr.DateRange(date(2027, 4, 1), date(2027, 5, 1)))

    load = staffed.bring("DEDUCTIONS", ALLOWANCE | {"amount": "20"})

    assert not load.is_applied
    assert any(rule == "OB-USED" for rule, _key in issues(staffed, severity="S1"))


# --- people who are loaded again ---------------------------------------------------------------------------------
def test_records_of_people_who_changed_go_with_them_and_the_same_file_brings_them_back(staffed):
    """A later extract of people does not fail on what other files brought, and the gate is red until it is back."""
    staffed.bring("DOCUMENTS", *LIST, archive=archive())
    staffed.bring("CHECKS", CHECK, LIMITED)
    staffed.bring("DEDUCTIONS", ALLOWANCE, ORDER)

    load = staffed.load(staffed.take(csv_file(row(1, email="ann@example.org"), row(2, forenames="Bea"))))

    assert (load.is_applied, load.n_changed, load.n_same) == (True, 1, 1)
    assert RightToWork.objects.get().method == "ONLINE"  # Bea’s stays
    assert RecurringElement.objects.get().element.code == "ORDER"
    said = {one.code: one for one in onboarding_gates.look(staffed.project, on=AT.date())}["GATE-DOMAINS"].reason
    assert said.startswith("Documents: 1 row is out since people were loaded again, load the file again; Checks")

    for domain in ("DOCUMENTS", "CHECKS", "DEDUCTIONS"):
        again = staffed.bring_again(migrations.latest_extract(staffed.project, domain))
        assert (again.is_applied, again.n_new, again.n_same) == (True, 1, 1), domain
    assert RightToWork.objects.count() == RecurringElement.objects.count() == 2

    # What somebody worked on here stays, and stops the load.
    with partner_scope(staffed.partner.pk, reason="no longer a first aider"):
        RecurringElement.objects.filter(element__code="FIRST-AID").update(
            valid=hr.DateRange(date(2027, 4, 1), date(2027, 5, 1))
        )
    load = staffed.load(staffed.take(csv_file(row(1, email="other@example.org"), row(2, forenames="Bea"))))
    assert not load.is_applied
    assert RightToWork.objects.count() == 2


# --- the gates and the pages ----------------------------------------------------------------------------------------
def test_domains_without_a_file_are_named_with_what_they_come_with_and_open_by_evidence(staffed, monkeypatch):
    monkeypatch.setattr(onboarding_evidence, "_finders", {})
    gates = {one.code: one for one in onboarding_gates.look(staffed.project, on=AT.date())}
    assert gates["GATE-FINANCE"].reason == "Ledger: comes with finance; Suppliers: comes with finance."
    assert "Documents: not loaded; Checks: not loaded; Recurring pay and" in gates["GATE-DOMAINS"].reason
    assert "Ledger Comes with finance" in text(client(staffed.mia).get("/p/northshire/onboarding/totals/"))

    register_evidence(name=f"{DOMAIN}LEDGER", find=lambda partner_id, on: Evidence(False, "The trial balance is off."))
    register_evidence(name=f"{DOMAIN}SUPPLIERS", find=lambda partner_id, on: Evidence(True, "412 suppliers"))
    gates = {one.code: one for one in onboarding_gates.look(staffed.project, on=AT.date())}

    assert gates["GATE-FINANCE"].reason == "Ledger: The trial balance is off."
    assert not gates["GATE-FINANCE"].is_green
    shown = text(client(staffed.mia).get("/p/northshire/onboarding/totals/"))
    assert "Ledger Not enough The trial balance is off." in shown
    assert "Suppliers Evidence found 412 suppliers" in shown
    assert set(NOT_LOADED) == {"LEDGER", "SUPPLIERS"}


def test_a_list_and_its_zip_are_taken_in_on_the_page_and_go_when_the_partner_leaves(staffed):
    who, base = client(staffed.mia), "/p/northshire/onboarding/data/"
    given = {"domain": "DOCUMENTS", "file": SimpleUploadedFile("l.csv", factory.domain_file("DOCUMENTS", *LIST).read())}
    broken = who.post(f"{base}extract/", given | {"archive": SimpleUploadedFile("f.zip", b"PK no")})
    assert broken.status_code == 422
    assert "not a ZIP file that can be read" in text(broken)
    given["file"].seek(0)
    sent = who.post(f"{base}extract/", given | {"archive": SimpleUploadedFile("f.zip", archive().read())})
    assert sent.status_code == 302
    with partner_scope(staffed.partner.pk, actor_id=staffed.mia.pk):
        extract = migrations.latest_extract(staffed.project, "DOCUMENTS")
        assert staffed.bring_again(extract).is_applied
    assert len(extract.archive_sha256) == 64
    empty = who.get(f"{base}template/checks.csv")
    assert b"employee_number,check,method" in b"".join(empty.streaming_content)
    with partner_scope(staffed.partner.pk, actor_id=staffed.mia.pk):
        load = migrations.latest_applied(staffed.project, "DOCUMENTS")
        onboarding.sign_load(
            project=staffed.project.uuid, slot="DATA_OWNER", content_hash=load.content_hash, note="",
            by=staffed.people["dot"], at=AT, domain="DOCUMENTS",
        )  # fmt: skip
