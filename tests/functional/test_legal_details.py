"""Name, birth, sex and National Insurance number of somebody: proposed by HR, shown by a document, approved by others.

Domain HR-03, HR-07, SEC-04: nobody puts such a particular right alone. T-SEC-5: what is approved is what was seen.
"""

import ast
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from hr import sealed
from hr.models import Document, FormerName, NinoClash, Person
from hr.operations import documents, number_clashes
from partners.models import ChangeRequest
from partners.operations import change_trials, changes
from partners.operations.changes import Proposal
from tests.factories import hr as make
from tests.functional.people_pages import BASE, NINO, NOW, approve_all, client, in_scope, make_people, page, text

API = "/api/v1/p/northshire/people/"
BORN = {
    "date_of_birth_day": "3",
    "date_of_birth_month": "8",
    "date_of_birth_year": "1960",
    "reason": "Certificate",
}


@pytest.fixture(autouse=True)
def _second_of_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ann(cast):
    return make_people(cast)


def scan(content=b"%PDF-1.7 a certificate"):
    return SimpleUploadedFile("certificate.pdf", content)


def the_request(cast):
    with in_scope(cast):
        return ChangeRequest.objects.select_related("made_by").latest("id")


def the_person(cast, ann):
    with in_scope(cast):
        return Person.objects.get(pk=ann.person.pk)


def test_a_date_of_birth_is_proposed_with_its_document_and_approved_by_somebody_else(cast, ann):
    hana, address = client(cast.hana), f"{BASE}{ann.person.uuid}/details/birth/"
    assert "details/birth/" in page(hana.get(f"{BASE}{ann.person.uuid}/"))

    look = text(hana.post(address, BORN))
    # Born on 3 August 1960: 66 years and 4 months (Pensions Act 2014 s 26).
    for words in ("3 August 1960", "3 December 2026", "3 August 1982", "HR manager", "Document that shows it"):
        assert words in look
    without = hana.post(address, BORN | {"step": "confirm"})
    assert (without.status_code, "There is no document that shows it." in text(without)) == (422, True)
    wrong = hana.post(address, BORN | {"step": "confirm", "document": scan(b"MZ nonsense")})
    assert (wrong.status_code, "not a PDF, JPEG or PNG" in text(wrong)) == (422, True)
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()
        assert not Document.objects.exists()

    files = {"document": scan(), "document_2": scan(b"%PDF-1.7 another page")}
    sent = hana.post(address, BORN | {"step": "confirm"} | files)
    row = the_request(cast)
    assert (sent.status_code, row.kind, row.state, len(row.attachments)) == (302, "hr.birth", "WAITING", 2)
    assert the_person(cast, ann).date_of_birth == ann.person.date_of_birth

    shown = page(client(cast.ben).get(f"/p/northshire/changes/{row.uuid}/"))
    assert all(f"{BASE}{ann.person.uuid}/documents/{one}/" in shown for one, _title, _digest in row.attachments)
    assert client(cast.hana).post(f"/p/northshire/changes/{row.uuid}/approve/", {"content_hash": row.content_hash})
    assert the_request(cast).state == "WAITING"  # nobody approves their own
    approve_all(cast)
    assert str(the_person(cast, ann).date_of_birth) == "1960-08-03"
    assert "Certificate" in text(client(cast.hana).get(f"{BASE}{ann.person.uuid}/history/"))


def test_what_is_approved_covers_the_documents(cast, ann):
    client(cast.hana).post(f"{BASE}{ann.person.uuid}/details/birth/", BORN | {"step": "confirm", "document": scan()})
    row = the_request(cast)
    before = row.content_hash
    row.attachments[0][2] = "0" * 64
    assert change_trials.hash_of(row) != before
    row.attachments = []
    assert change_trials.hash_of(row) != before


def test_a_request_carries_no_document_of_somebody_else(cast, ann):
    new = documents.NewDocument(kind="OTHER", title="Hers", content=b"%PDF-1.7 a copy")
    with in_scope(cast):
        other = make.employee(cast.northshire, org=ann.org, employment_fields={"employee_no": "200033"})
        theirs = documents.store(person=other.person.uuid, new=new, by=cast.hana, at=NOW)
        foreign = change_trials.Attachment(document=str(theirs.uuid), title="Hers", sha256=theirs.sha256)
        payload = {"person": str(ann.person.uuid), "sex": "M"}
        wish = Proposal(kind="hr.sex", payload=payload, reason="x", attachments=(foreign,))
        with pytest.raises(change_trials.DocumentNeeded):
            changes.submit(partner_id=cast.northshire.pk, proposal=wish, by=cast.hana, at=NOW)
    body = {"kind": "hr.sex", "payload": payload, "reason": "x", "documents": [str(theirs.uuid)]}
    api = client(cast.hana)
    assert api.post("/api/v1/p/northshire/changes/", body, content_type="application/json").status_code == 400


def test_sex_and_a_name_with_a_typing_error_need_no_document_but_an_approval(cast, ann):
    hana = client(cast.hana)
    assert hana.post(f"{BASE}{ann.person.uuid}/details/sex/", {"sex": "M", "reason": "Told us", "step": "confirm"})
    name = {
        "surname": "Abott", "forenames": "Ann", "evidence": "SPELLING", "is_restricted": "no", "step": "confirm",
        "effective_from": "01/11/2026", "reason": "Typing error",
    }  # fmt: skip
    assert hana.post(f"{BASE}{ann.person.uuid}/name/", name).status_code == 302
    assert (the_person(cast, ann).sex, the_person(cast, ann).surname) == ("F", "Abbott")

    approve_all(cast)

    assert (the_person(cast, ann).sex, the_person(cast, ann).surname) == ("M", "Abott")
    with in_scope(cast):
        assert FormerName.objects.get().surname == "Abbott"


def test_a_number_is_sealed_in_the_request_and_a_clash_found_at_the_approval_is_put_before_who_settles_it(cast, ann):
    hana = client(cast.hana)
    address = f"{BASE}{ann.person.uuid}/details/nino/"
    assert hana.post(address, {"nino": "CE123456D", "reason": "Letter", "step": "confirm"}).status_code == 422
    sent = hana.post(address, {"nino": "CE123456D", "reason": "Letter", "step": "confirm", "document": scan()})
    row = the_request(cast)
    assert (sent.status_code, "CE123456D" in str(row.payload) + str(row.after)) == (302, False)
    assert sealed.open_nino(the_person(cast, ann).nino, person=ann.person.uuid) == NINO
    with in_scope(cast):  # somebody else comes with the same number meanwhile
        make.employee(
            cast.northshire, org=ann.org, person_fields={"nino": "CE123456D", "surname": "Other"},
            employment_fields={"employee_no": "200034"},
        )  # fmt: skip

    approve_all(cast)

    assert sealed.open_nino(the_person(cast, ann).nino, person=ann.person.uuid) == "CE123456D"
    with in_scope(cast):
        clash = NinoClash.objects.get()
        number_clashes.settle(clash=clash.uuid, outcome="CLAIMANT", words="Letter of HMRC", by=cast.hana, at=NOW)


def test_the_interface_answers_with_the_request(cast, ann):
    api, at = client(cast.hana), f"{API}{ann.person.uuid}/"
    wish = {"date_of_birth": "1986-01-02", "reason": "Passport"}
    assert api.post(f"{at}birth/", wish).status_code == 400
    made = api.post(f"{at}birth/", wish | {"document": scan()})
    assert (made.status_code, made.json()["state"], len(made.json()["papers"])) == (201, "WAITING", 1)
    name = {"surname": "New", "forenames": "Ann", "evidence": "DEED", "effective_from": "2026-11-01", "reason": "Deed"}
    assert api.post(f"{at}name/", name).status_code == 201
    assert api.post(f"{at}sex/", {"sex": "M", "reason": "Told us"}).status_code == 201
    number = api.post(f"{at}nino/", {"nino": "CE123456D", "reason": "Letter", "document": scan()})
    assert (number.status_code, "CE123456D" in number.content.decode()) == (201, False)
    assert (the_person(cast, ann).surname, the_person(cast, ann).sex) == ("Abbott", "F")
    assert client(cast.gwen).post(f"{at}sex/", {"sex": "M", "reason": "x"}).status_code in {403, 404}


ALLOWED = {
    "legal_details": {"hr/change_kinds_own.py", "hr/operations/names.py", "sharedservices/demo/sensitive.py"},
    "names": {"hr/change_kinds_duties.py"},
}


def test_nothing_else_puts_such_a_particular_right():
    """Every other caller would be a way around the approval."""
    root = Path(__file__).parents[2]
    for app in ("hr", "payroll", "partners", "finance", "procurement", "sharedservices"):
        for file in sorted((root / app).rglob("*.py")):
            where = file.relative_to(root).as_posix()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "hr.operations":
                    for name in {one.name for one in node.names} & ALLOWED.keys():
                        assert where in ALLOWED[name], f"{where} imports {name}"
                if isinstance(node, ast.ImportFrom) and node.module == "hr.operations.legal_details":
                    assert where in ALLOWED["legal_details"], where
