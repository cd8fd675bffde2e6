"""The forms of the changes of domain HR-07: offered, refused at their field, reviewed, sent, approved."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hr.models import ActingUp, AssignmentTerms, FormerName, JobParticulars, Secondment
from partners.models import AutoApproval, ChangeRequest
from tests.factories import hr as make
from tests.functional.people_pages import BASE, approve_all, client, in_scope, text

pytestmark = pytest.mark.usefixtures("second_of_november")


def person(ann):
    return f"{BASE}{ann.person.uuid}/"


def job(ann):
    return f"{person(ann)}jobs/{ann.assignment.uuid}/"


SPAN = {"effective_from": "01/01/2027", "last_day": "30/06/2027", "reason": "Agreed on 30 October"}
FROM = {"effective_from": "01/01/2027", "reason": "Agreed on 30 October"}


def forms(ann, grade):
    point = f"{grade.uuid}/{ann.org.points['21'].uuid}"
    allowance = str(ann.org.elements["ALLOWANCE"].uuid)
    with_post = make.post(ann.org.unit, ann.org.role, post_no="P900")
    agreed = {"organisation": "Combined Authority", "contact": "Invoices desk"}
    return {
        "acting-up": (job(ann) + "acting-up/", SPAN | {
            "post": str(with_post.uuid), "percent": "100", "spine_point": point, "review_on": "01/04/2027"}),
        "honorarium": (job(ann) + "honorarium/", SPAN | {
            "element": allowance, "amount": "150", "basis": "PROJECT", "basis_words": "A day a week"}),
        "secondment-out": (job(ann) + "secondment-out/", SPAN | agreed | {
            "funded_percent": "60", "is_recharged": "yes", "may_return": "yes"}),
        "particulars": (job(ann) + "particulars/", FROM | {"title": "Team leader", "location": "County Hall"}),
        "place": (job(ann) + "place/", FROM | {"location": "Depot"}),
        "contract": (job(ann) + "contract/", FROM | {
            "contract": "FIXED_TERM", "ends_on": "31/12/2027", "ground": "A grant"}),
        "grade": (job(ann) + "grade/", FROM | {
            "kind": "PROMOTION", "spine_point": point, "evaluation": "JE-114"}),
        "name": (person(ann) + "name/", FROM | {
            "effective_from": "02/11/2026", "surname": "Newname", "forenames": "Ann", "evidence": "DEED",
            "is_restricted": "yes"}),
        "pay-group": (f"{person(ann)}employments/{ann.employment.uuid}/pay-group/", FROM | {
            "pay_group": str(make.pay_group(ann.org.scheme, "LATE", name="Monthly, paid late").uuid)}),
        "correct-hours": (f"{person(ann)}terms/{ann.terms.uuid}/correct-hours/", {
            "contract": "PERMANENT", "contract_hours": "36", "reason": "Typed wrongly"}),
        "correct-pay": (f"{person(ann)}terms/{ann.terms.uuid}/correct-pay/", {
            "basis": "spot", "spot_annual": "31000", "reason": "Typed wrongly"}),
    }  # fmt: skip


NAMES = (
    "acting-up", "honorarium", "secondment-out", "particulars", "place", "contract", "grade", "name", "pay-group",
    "correct-hours", "correct-pay",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_change_is_offered_refused_without_facts_reviewed_and_sent(cast, ann, name):
    with in_scope(cast):
        grade = make.grade(ann.org.scale, ann.org.points["21"], ann.org.points["22"], code="G9")
        address, wish = forms(ann, grade)[name]
    hana = client(cast.hana)

    assert hana.get(address).status_code == 200
    assert hana.post(address, {}).status_code == 422
    assert hana.post(address, wish | {"reason": "x" * 201}).status_code == 422
    seen = hana.post(address, wish)
    assert (seen.status_code, "Check before you send it" in text(seen)) == (200, True), text(seen)[-3000:]
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()

    assert hana.post(address, wish | {"step": "confirm"}).status_code == 302
    with in_scope(cast):
        row = ChangeRequest.objects.get()
        assert row.state == "WAITING"
    assert client(cast.ben).get(f"/p/northshire/changes/{row.uuid}/").status_code == 200


def test_what_is_approved_stands_on_the_page_of_the_job(cast, ann):
    with in_scope(cast):
        grade = make.grade(ann.org.scale, ann.org.points["21"], ann.org.points["22"], code="G9")
        wishes = forms(ann, grade)
    hana = client(cast.hana)
    for name in ("acting-up", "particulars", "name", "secondment-out"):
        address, wish = wishes[name]
        assert hana.post(address, wish | {"step": "confirm"}).status_code == 302, name
        approve_all(cast)

    said = text(hana.get(person(ann) + "jobs/?on=2027-02-01"))
    for words in ("Team leader", "County Hall", "Acts up into", "P900", "Combined Authority", "End acting up early"):
        assert words in said
    with in_scope(cast):
        assert (FormerName.objects.count(), Secondment.objects.count(), JobParticulars.objects.count()) == (1, 1, 1)
        cover = ActingUp.objects.get()
    address = f"{person(ann)}acting-up/{cover.uuid}/end/"
    assert hana.get(address).status_code == 200
    wish = {"last_day": "31/01/2027", "reason": "The post is filled"}
    assert hana.post(address, wish | {"step": "confirm"}).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        assert ActingUp.objects.get().valid.upper == date(2027, 2, 1)


def test_an_approver_chooses_on_the_page(cast, ann):
    hana, ben = client(cast.hana), client(cast.ben)
    hours = {"contract": "PERMANENT", "contract_hours": "30", "reason": "Agreed"}
    hana.post(job(ann) + "hours/", hours | {"effective_from": "01/02/2027", "step": "confirm"})
    approve_all(cast)
    wish = hours | {"contract_hours": "20", "effective_from": "01/01/2027", "later": "keep", "step": "confirm"}
    assert hana.post(job(ann) + "hours/", wish).status_code == 302
    with in_scope(cast):
        row = ChangeRequest.objects.get(state="WAITING")
    address = f"/p/northshire/changes/{row.uuid}/"

    assert "What becomes of the later change" in text(ben.get(address))
    sent = {"content_hash": row.content_hash, "choice": "rebase"}
    assert client(cast.hana).post(address + "choose/", sent, follow=True).status_code in {200, 403, 422}
    with in_scope(cast):
        assert ChangeRequest.objects.get(pk=row.pk).payload["later"] == "keep"
    assert ben.post(address + "choose/", sent).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        rows = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("valid")
        assert [int(one.contract_hours) for one in rows] == [37, 20, 20]


def test_a_kind_is_let_through_and_asked_for_again_on_the_page(cast, ann):
    address = "/p/northshire/changes/without-approval/"
    ben = client(cast.ben)
    assert ben.post(address, {"kind": "hr.hours", "start": "02/11/2026", "reason": "x"}).status_code == 422
    assert ben.post(address, {"kind": "hr.location", "start": "02/11/2026", "reason": "Delegation"}).status_code == 302
    assert client(cast.hana).post(address, {"kind": "hr.name"}).status_code == 403
    hana = client(cast.hana)
    hana.post(job(ann) + "place/", FROM | {"location": "Depot", "step": "confirm"})
    with in_scope(cast):
        assert ChangeRequest.objects.get().state == "APPLIED"
        row = AutoApproval.objects.get()
    assert ben.post(f"{address}{row.uuid}/end/").status_code == 302
    with in_scope(cast):
        assert AutoApproval.objects.get().valid.upper == date(2026, 11, 3)


def test_a_list_is_handed_in_checked_and_sent(cast, ann):
    address = "/p/northshire/people/by-file/"
    hana = client(cast.hana)
    number = ann.assignment.number

    def hand_in(content, mode, name="hours.csv"):
        file = SimpleUploadedFile(name, content)
        return hana.post(address, {"template": "hours", "file": file, "mode": mode, "reason": "Restructure"})

    right = f"job_number,from,contract_hours\n{number},2026-12-01,30\n".encode()
    assert hana.get(address).status_code == 200
    wrong = hand_in(f"job_number,from,contract_hours\n{number},2026-12-01,99\n".encode(), "send")
    assert (wrong.status_code, "contract_hours" in text(wrong)) == (422, True)
    assert hand_in(b"\x89PNG\r\n\x1a\n\0\0\0", "send", "photo.png").status_code == 422
    assert "Nothing is wrong in 1 row" in text(hand_in(right, "check"))
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()
    assert hand_in(right, "send").status_code == 302
    with in_scope(cast):
        assert ChangeRequest.objects.get().subject == "Hours: 1 job"
    assert hana.get(address + "hours.csv").status_code == 200
    assert hana.get(address + "nothing.csv").status_code == 404
