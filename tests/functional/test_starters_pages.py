"""Starters through the front door: the wizard, the case, gates, right to work, documents, one's own start."""

import hashlib
import io
from datetime import date

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hr.models import Document, Person, RightToWork, RightToWorkSuspension, StarterCase, StatementTerms, TaxCode
from hr.operations import contract_documents, documents, right_to_work, terms
from hr.operations.documents import NewDocument
from hr.queries import starters as found
from hr.rules import RuleBroken
from partners.models import AuditEvent, Grant, OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from tests import starters as story
from tests.factories import hr
from tests.functional.people_pages import approve_all, downloaded
from tests.people import grant, user
from tests.starters import AT, PDF

P = "/p/northshire/"
PNG = b"\x89PNG\r\n\x1a\n rest"
WHO = {
    "surname": "Nwosu", "forenames": "Ada", "sex": "F", "nino": "", "email": "ada@home.example",
    "date_of_birth_day": "4", "date_of_birth_month": "3", "date_of_birth_year": "1995", "start_date": "16/11/2026",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _second_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def org(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk, actor_id=cast.hana.pk):
        yield hr.organisation(cast.northshire)


def client_of(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def upload(content=PDF, name="scan.pdf"):
    return SimpleUploadedFile(name, content)


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ({"pattern_kind": "even", "working_pattern": "Mon 7.4"}, ""),
        ({"pattern_kind": "week", "working_pattern": "Mon to Thu 8, Fri 5"}, "Mon to Thu 8, Fri 5"),
        ({"working_pattern": "Mon to Thu 8,\nFri 5", "pattern_kind": "week"}, "Mon to Thu 8, Fri 5"),
        (
            {"pattern_kind": "rota", "working_pattern": "Mon to Wed 12\nMon to Thu 9.5", "rota_from": "11/11/2026"},
            "Rota from 9 November 2026. Week 1: Mon to Wed 12. Week 2: Mon to Thu 9.5.",
        ),
        ({"pattern_kind": "rota", "working_pattern": "Mon to Wed 12\nMon to Thu 9.5"}, "Enter a day of the week"),
        ({"pattern_kind": "week", "working_pattern": ""}, "Enter the hours of each day"),
        ({"pattern_kind": "week", "working_pattern": "Mon to Thu 8"}, "comes to 32 hours, not 37"),
        ({"pattern_kind": "week", "working_pattern": "Mornings mostly"}, "names no day with its hours"),
        ({"pattern_kind": "kept"}, "Hours of each day"),
    ],
)
def test_the_pattern_of_a_starter_is_one_that_absence_and_leave_read(cast, org, given, recorded):
    case = story.offered(cast, org)
    job = {
        "post": org.post.uuid, "title": "Support officer", "pay_group": org.pay_group.uuid, "kind": "EMPLOYEE",
        "contract": "PERMANENT", "contract_hours": "37", "probation_months": "6", "manager": "",
    }  # fmt: skip
    answer = client_of(cast.hana).post(f"{P}starters/{case.uuid}/job/", job | given)
    case.refresh_from_db()

    if answer.status_code == 302:
        assert case.working_pattern == recorded
    else:
        assert (answer.status_code, recorded in answer.content.decode()) == (422, True)


def test_words_of_before_are_kept_and_shown_until_they_are_entered_anew(cast, org):
    case, hana = story.offered(cast, org), client_of(cast.hana)
    StarterCase.objects.update(working_pattern="Mornings mostly")
    base = f"{P}starters/{case.uuid}/"
    job = {
        "post": org.post.uuid, "title": "Support officer", "pay_group": org.pay_group.uuid, "kind": "EMPLOYEE",
        "contract": "PERMANENT", "contract_hours": "37", "probation_months": "6", "manager": "",
    }  # fmt: skip
    assert "As it is recorded: “Mornings mostly”" in page(hana, f"{base}job/")

    assert hana.post(f"{base}job/", job | {"pattern_kind": "kept"}).status_code == 302
    case.refresh_from_db()
    assert case.working_pattern == "Mornings mostly"
    assert hana.post(f"{base}job/", job | {"pattern_kind": "week", "working_pattern": "Mon to Thu 8, Fri 5"})

    case.refresh_from_db()
    assert case.working_pattern == "Mon to Thu 8, Fri 5"
    assert "As it is recorded" not in page(hana, f"{base}job/")


def test_a_starter_is_taken_from_offer_to_ready_on_the_pages(cast, org):
    hana, ben = client_of(cast.hana), client_of(cast.ben)
    assert "Nobody is to start" in page(hana, f"{P}starters/")
    answer = hana.post(f"{P}starters/new/", WHO)
    case = StarterCase.objects.get()
    base = f"{P}starters/{case.uuid}/"
    assert answer["Location"] == f"{base}job/"

    job = {
        "post": org.post.uuid, "title": "Support officer", "pay_group": org.pay_group.uuid, "kind": "EMPLOYEE",
        "contract": "PERMANENT", "contract_hours": "37", "probation_months": "6", "manager": "",
    }  # fmt: skip
    wrong = hana.post(f"{base}job/", job | {"contract_hours": "60"})
    assert wrong.status_code == 422
    assert "full-time 37" in wrong.content.decode()
    assert 'value="Support officer"' in wrong.content.decode()
    assert hana.post(f"{base}job/", job)["Location"] == f"{base}pay/"
    pay = {
        "basis": "point", "spine_point": f"{org.grade.uuid}/{org.points['6'].uuid}",
        "cost_centre": org.cost_centre.uuid,
        "pension_scheme": org.pension.uuid, "pension_section": "main", "ni_category": "A",
    }  # fmt: skip
    assert hana.post(f"{base}pay/", pay | {"spine_point": ""}).status_code == 422
    assert hana.post(f"{base}pay/", pay)["Location"] == base

    hana.post(f"{base}offer/")
    hana.post(f"{base}accept/")
    assert "Right to work" in page(hana, base)
    refused = hana.post(f"{base}contract/", follow=True).content.decode()
    assert "Nobody has entered what contracts of Green Book say" in refused
    said = story.SAYS | {"effective_from": "01/01/2026", "reason": "Green Book"}
    assert hana.post(f"{P}starters/policy/{org.staff_group.uuid}/", said | {"notice": ""}).status_code == 422
    hana.post(f"{P}starters/policy/{org.staff_group.uuid}/", said | {"step": "confirm"})
    assert StatementTerms.objects.count() == 0
    approve_all(cast)
    assert StatementTerms.objects.count() == 1
    hana.post(f"{base}contract/")

    check = {
        "method": "MANUAL", "document_type": "British passport", "checked_on": "02/11/2026", "permission": "UNLIMITED",
    }  # fmt: skip
    at = f"{P}people/{case.person.uuid}/right-to-work/"
    for wrong in ({}, {"file": upload(b"MZ", "passport.pdf")}, {"file": upload(b"%PDF-" + b"0" * (10 * 1024 * 1024))}):
        assert hana.post(at, check | wrong).status_code == 422
    assert not Document.objects.filter(kind="RIGHT_TO_WORK").exists()
    assert hana.post(at, check | {"file": upload()})["Location"] == base
    for gate, outcome in (("identity", "Documents agree"), ("references", "Satisfactory")):
        hana.post(f"{base}gates/{gate}/", {"outcome": outcome, "note": ""})
    assert hana.get(f"{base}gates/right_to_work/").status_code == 404
    signed = {"signed_on": "02/11/2026", "signed_for_employer": "Ben Example", "file": upload(PNG, "signed.png")}
    hana.post(f"{base}sign/", signed)
    hana.post(f"{base}submit/")

    assert hana.get(f"{base}approve/").status_code == 403
    assert "Approve starters" in page(ben, P)
    assert ben.post(f"{base}approve/", {}).status_code == 422
    ben.post(f"{base}approve/", {"has_looked": "on"})
    case.refresh_from_db()
    assert (case.state, case.employment.employee_no) == ("READY", "100001")
    assert "First day 16 November 2026: ready to start" in page(hana, f"{P}people/{case.person.uuid}/")


def test_somebody_known_is_offered_before_a_second_person_is_made(cast, org):
    old = hr.person(cast.northshire, surname="Nwosu", forenames="Ada", date_of_birth=date(1995, 3, 4))
    hana = client_of(cast.hana)
    asked = hana.post(f"{P}starters/new/", WHO)
    assert asked.status_code == 422
    assert "born 4 March 1995" in asked.content.decode()
    assert 'value="ada@home.example"' in asked.content.decode()  # nothing is lost
    hana.post(f"{P}starters/new/", WHO | {"same": str(old.uuid)})
    assert StarterCase.objects.get().person == old
    assert Person.objects.filter(surname="Nwosu").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"nino": "TN123456A"}, "temporary number"),
        ({"date_of_birth_year": "2020"}, "not between 13 and 100"),
        ({"start_date": "16/11/2062"}, "a month ago and a year ahead"),
        ({"surname": "x" * 2_000_000}, "100 characters or fewer"),
    ],
)
def test_wrong_entries_answer_beside_the_field_and_make_nobody(cast, org, wrong, words):
    answer = client_of(cast.hana).post(f"{P}starters/new/", WHO | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Person.objects.exists()


def test_a_line_manager_says_that_they_are_at_work_and_hears_what_came_of_it(cast, org):
    lena = user("Lena")
    grant(lena, cast.northshire, Role.LINE_MANAGER)
    case = story.signed(cast, org, with_proof=False, manager=lena, start=date(2026, 11, 2))
    client = client_of(lena)
    base = f"{P}starters/{case.uuid}/"
    answer = client.post(f"{base}arrived/", {"arrived_on": "02/11/2026"}, follow=True).content.decode()
    assert "They have not started here: HR has been told" in answer
    assert "was seen at work on 2 November 2026" in answer
    assert client.get(f"{base}job/").status_code == 403
    assert client.get(f"{P}people/{case.person.uuid}/documents/").status_code == 403
    assert "At work without right to work" in page(client_of(cast.hana), P)


def test_the_list_filters_counts_and_downloads(cast, org):
    story.signed(cast, org)
    story.offered(cast, org, who={"surname": "Okoro", "nino": "", "email": ""}, start=date(2026, 11, 30))
    hana = client_of(cast.hana)
    assert "Okoro" not in page(hana, f"{P}starters/?state=CONTRACT_SIGNED")
    assert "Okoro" in page(hana, f"{P}starters/?q=okoro")
    with time_machine.travel("2026-11-13", tick=False):
        assert "Nwosu" in page(client_of(cast.hana), f"{P}starters/?lacks=late")
    listed = downloaded(hana.get(f"{P}starters/?download=csv"))
    assert b"Okoro" in listed


# --- documents ------------------------------------------------------------------------------------------------------
def test_documents_are_sealed_recognised_by_content_and_every_look_is_on_record(cast, org):
    ann = hr.person(cast.northshire)
    new = NewDocument(kind="OTHER", title="Letter of 1 November", content=PDF)
    row = documents.store(person=ann.uuid, new=new, by=cast.hana, at=AT)
    stored = Document.objects.defer(None).get(pk=row.pk)
    assert "content" in Document.objects.get(pk=row.pk).get_deferred_fields()
    assert b"a copy" not in stored.content.encode()
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    client = client_of(cast.hana)
    answer = client.get(f"{P}people/{ann.uuid}/documents/{row.uuid}/")
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        PDF, "application/pdf", "nosniff",
    )  # fmt: skip
    seen = AuditEvent.objects.filter(action="VIEW", object_type="hr_document", object_id=str(row.pk))
    assert seen.get().actor_id == cast.hana.pk
    other = hr.person(cast.northshire)
    assert client.get(f"{P}people/{other.uuid}/documents/{row.uuid}/").status_code == 404
    assert client_of(cast.dilys).get(f"{P}people/{ann.uuid}/documents/{row.uuid}/").status_code == 404
    documents.supersede(document=row.uuid, reason="Sent again", by=cast.hana, at=AT)
    assert "Superseded" in page(client, f"{P}people/{ann.uuid}/documents/")


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "HR-DOCUMENT-SIZE"), (b"<html>", "HR-DOCUMENT-KIND"), (b"%PDF-" + b"0" * 10_485_760, "HR-DOCUMENT-SIZE")],
)
def test_files_of_the_wrong_kind_or_size_are_refused(cast, org, content, rule):
    with pytest.raises(RuleBroken) as refused:
        documents.recognise(content)
    assert refused.value.rule == rule
    ann = hr.person(cast.northshire)
    given = {"kind": "OTHER", "title": "x", "file": upload(content)}
    assert client_of(cast.hana).post(f"{P}people/{ann.uuid}/documents/add/", given).status_code == 422
    assert not Document.objects.exists()


def text_of(document) -> str:
    opened = documents.read(document=document.uuid, by=document.uploaded_by, at=AT)
    return " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(opened.content)).pages).split())


def test_the_contract_has_every_particular_of_section_1(cast, org):
    """Employment Rights Act 1996 s 1(3), (4); £36,000 at 18.5 of 37 hours is £18,000.00 a year."""
    hr.absence_terms(org.staff_group)
    case = story.signed(cast, org, hours="18.5")
    words = text_of(found.contract_of(found.one(case.uuid)))
    for wanted in (
        "The employer is Northshire County Council. The employee is Ada Nwosu",
        "The employment begins on 16 November 2026",
        "Continuous employment counts from 16 November 2026: no earlier service counts",
        "£18,000.00 a year: £36,000.00 full time",
        "paid every month in arrears",
        "18.5 hours a week",
        "25 days, 28 days after 5 years a year full time",
        "You join the Local Government Pension Scheme",
        "One month on either side",
        "The first 6 months are a probation",
        "There is none of more than a month",
    ):
        assert wanted in words
    offer = contract_documents.make_offer(case=case.uuid, by=cast.hana, at=AT)
    assert "to begin on 16 November 2026" in text_of(offer)


def test_hr_statement_terms_are_needed_for_a_contract(cast, org):
    case = story.offered(cast, org)
    with pytest.raises(RuleBroken) as refused:
        contract_documents.make_contract(case=case.uuid, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STATEMENT-TERMS"


def test_a_change_of_terms_gets_its_statement(cast, org):
    """Section 4: hours from 37 to 22.2 on 1 December 2026: £36,000.00 becomes £21,600.00 a year."""
    ann = hr.employee(cast.northshire, org=org, annual="36000.00")
    terms.change_hours(
        assignment=ann.assignment.uuid, contract_hours=hr.Decimal("22.2"), effective_from=date(2026, 12, 1),
        reason="Asked for", by=cast.hana, at=AT,
    )  # fmt: skip
    client = client_of(cast.hana)
    at = f"{P}people/{ann.person.uuid}/jobs/{ann.assignment.uuid}/statement/"
    assert client.post(at, {"on": "02/12/2026"}).status_code == 422
    client.post(at, {"on": "01/12/2026"})
    words = text_of(Document.objects.get(kind="CHANGE"))
    assert "£36,000.00 a year" in words
    assert "£21,600.00 a year: £36,000.00 full time" in words


# --- right to work --------------------------------------------------------------------------------------------------
def test_permissions_that_end_are_listed_and_decided_on_their_page(cast, org):
    case = story.ready(cast, org, check=story.limited(date(2026, 11, 30)), said=story.ANSWERS)
    right_to_work.watch(partner_id=org.partner.pk, at=AT)
    hana, ben = client_of(cast.hana), client_of(cast.ben)
    assert "No permission ends" in page(hana, f"{P}starters/right-to-work/")  # not employed yet
    with time_machine.travel("2026-11-20 10:00", tick=False):
        hana, ben = client_of(cast.hana), client_of(cast.ben)
        assert "10 days left" in page(hana, f"{P}starters/right-to-work/")
    with time_machine.travel("2026-12-01 10:00", tick=False):
        hana, ben = client_of(cast.hana), client_of(cast.ben)
        right_to_work.watch(partner_id=org.partner.pk, at=story.datetime(2026, 12, 1, 10, tzinfo=story.UTC))
        row = RightToWorkSuspension.objects.get(person=case.person)
        assert "Right to work has ended" in page(ben, P)
        assert "Suspended: HR decides" in page(hana, f"{P}starters/right-to-work/")
        assert hana.get(f"{P}starters/right-to-work/{row.uuid}/end/").status_code == 403
        no = ben.post(f"{P}starters/right-to-work/{row.uuid}/renew/", {"note": "It is coming"})
        assert no.status_code == 422
        ben.post(f"{P}starters/right-to-work/{row.uuid}/end/", {"note": "No application"})
        row.refresh_from_db()
        assert row.state == "LEAVING"


def test_a_check_is_withdrawn_with_a_reason_and_the_gate_opens_again(cast, org):
    case = story.signed(cast, org)
    check = RightToWork.objects.get()
    client = client_of(cast.hana)
    assert client.post(f"{P}starters/checks/{check.uuid}/", {"reason": ""}).status_code == 422
    client.post(f"{P}starters/checks/{check.uuid}/", {"reason": "Another person’s passport"})
    assert "Right to work" in found.missing_gates(case)
    assert "Withdrawn" in page(client, f"{P}people/{case.person.uuid}/right-to-work/")


# --- my start -------------------------------------------------------------------------------------------------------
def test_a_starter_says_what_payroll_needs_and_hr_takes_it_over(cast, org):
    case = story.ready(cast, org)
    login = Grant.objects.get(person_id=case.person_id).user
    me = client_of(login)
    assert "Your first day is 16 November 2026" in page(me, f"{P}me/start/")
    said = {
        "statement": "C", "loan_plans": ["2", "PGL"], "holder": "A Nwosu", "sort_code": "08-99-99",
        "account_number": "66374958",
    }  # fmt: skip
    assert me.post(f"{P}me/start/answers/", said | {"account_number": "12"}).status_code == 422
    me.post(f"{P}me/start/answers/", said)
    shown = page(me, f"{P}me/start/")
    assert "•••• 4958" in shown
    assert "66374958" not in shown
    hana = client_of(cast.hana)
    assert "Ada Nwosu has sent their details" in page(hana, P)
    hana.post(f"{P}starters/{case.uuid}/take-over/")
    code = TaxCode.objects.get(employment=case.employment)
    assert (code.code, code.week1month1, code.source) == ("BR", False, "STARTER_C")
    contract = Document.objects.get(kind="CONTRACT")
    assert me.get(f"{P}me/documents/{contract.uuid}/").status_code == 200
    copy = Document.objects.get(kind="RIGHT_TO_WORK")
    assert me.get(f"{P}me/documents/{copy.uuid}/").status_code == 404


def test_an_approval_invites_the_starter_once(cast, org, django_capture_on_commit_callbacks):
    case = story.signed(cast, org)
    story.starters.submit(case=case.uuid, by=cast.hana, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.ben).post(f"{P}starters/{case.uuid}/approve/", {"has_looked": "on"})
    assert OutboundMessage.objects.filter(kind="invitation", address="ada@home.example").count() == 1


def test_an_employee_without_a_case_sees_so_and_cannot_answer(cast, org):
    ann = hr.employee(cast.northshire, org=org)
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    me = client_of(who)
    assert "nothing to do for you here" in page(me, f"{P}me/start/")
    assert me.get(f"{P}me/start/answers/")["Location"] == f"{P}me/start/"
    assert me.post(f"{P}me/start/answers/", {"statement": "A"})["Location"] == f"{P}me/start/"
