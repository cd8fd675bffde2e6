"""A move into another post through the front door: find the post, see what follows, send, approve, cancel, correct."""

from datetime import date
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from hr.models import PostHolding
from partners.models import ChangeRequest
from partners.operations import changes
from partners.roles import Role
from tests.factories import hr as make
from tests.functional.people_pages import NOW, approve_all, client, in_scope, text
from tests.people import grant, user

P = "/p/northshire/"
MOVE = {
    "effective_from": "01/01/2027", "kind": "stay", "title": "Team leader", "location": "Depot", "costs": "stay",
    "reason": "Interview of 30 October",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def here(cast, ann):
    """A team with a post of a higher grade, paid by its own cost centre; and a unit that is kept off the charts."""
    with in_scope(cast):
        org = ann.org
        team = make.org_unit(org.entity, "ROADS", parent=org.unit, name="Roads team")
        hidden = make.org_unit(org.entity, "HIDE", parent=org.unit, name="Hidden unit", is_confidential=True)
        grade = make.grade(org.scale, org.points["21"], org.points["22"], code="G9")
        role = make.job_role(org.staff_group, "LEAD", title="Team leader", grade=grade)
        post = make.post(team, role, "P200", established_fte=Decimal(1), location="Depot")
        make.hr.PostFunding.objects.create(
            partner=org.partner, post=post, cost_centre=make.cost_centre(org.entity, code="CC200"),
            percent=Decimal(100), valid=make.ALWAYS,
        )  # fmt: skip
        secret = make.post(hidden, org.role, "P999", established_fte=Decimal(1))
    return {"post": post, "secret": secret, "grade": grade, "team": team}


def job(ann, name="move"):
    return f"{P}people/{ann.person.uuid}/jobs/{ann.assignment.uuid}/{name}/"


def at(ann, post):
    return f"{job(ann)}?post={post.uuid}"


def test_a_promotion_is_found_offered_sent_approved_shown_and_cancelled(cast, ann, here):
    hana = client(cast.hana)
    with in_scope(cast):
        make.recurring(ann, ann.org.elements["ALLOWANCE"])
    assert "No post is found" in text(hana.get(f"{job(ann)}?q=nowhere"))
    found = hana.get(f"{job(ann)}?q=roads+lead")
    assert f'href="?post={here["post"].uuid}"' in found.content.decode()
    form = hana.get(at(ann, here["post"]))
    point = f"{here['grade'].uuid}/{ann.org.points['21'].uuid}"
    shown = form.content.decode()
    assert form.context_data["form"].initial["kind"] == "PROMOTION"  # the grade of the post is a higher one
    assert form.context_data["form"].initial["spine_point"] == point
    assert (form.context_data["form"].initial["title"], form.context_data["form"].initial["costs"]) == (
        "Team leader",
        "follow",
    )
    assert "CC200" in shown

    wish = MOVE | {"kind": "PROMOTION", "spine_point": point, "costs": "follow"}
    assert hana.post(at(ann, here["post"]), wish).status_code == 422  # without its job evaluation
    wish |= {"evaluation": "JE-7"}
    seen = text(hana.post(at(ann, here["post"]), wish))
    for words in ("Team leader (P200)", "Roads team", "Vacant in post P100", "Vacant in post P200", "Budget holder"):
        assert words in seen, words
    assert f"until somebody ends them: {ann.org.elements['ALLOWANCE'].name}" in seen
    assert hana.post(at(ann, here["post"]), wish | {"step": "confirm"}).status_code == 302
    approve_all(cast)

    page = text(hana.get(f"{P}people/{ann.person.uuid}/jobs/?on=2027-01-02"))
    assert "Post P200" in page
    post = text(hana.get(f"{P}partnership/posts/{here['post'].uuid}/?on=2027-01-02"))
    assert "Who has held it, and who will" in post
    with in_scope(cast):
        row = PostHolding.objects.get(post=here["post"])
    cancel = f"{P}people/{ann.person.uuid}/coming/post/{row.uuid}/cancel/"
    said = text(hana.post(cancel, {"reason": "Declined the post"}))
    assert "pay and terms, title, place and manager, cost split" in said
    assert hana.post(cancel, {"reason": "Declined the post", "step": "confirm"}).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        assert not PostHolding.objects.filter(post=here["post"]).exists()


def test_a_recorded_post_is_corrected(cast, ann, here):
    hana = client(cast.hana)
    with in_scope(cast):
        row = PostHolding.objects.get(assignment=ann.assignment)
    page = f"{P}people/{ann.person.uuid}/posts/{row.uuid}/correct/"
    assert hana.get(page).status_code == 200
    assert hana.post(f"{page}?post={here['post'].uuid}", {"reason": ""}).status_code == 422
    wish = {"reason": "Recorded on the wrong post", "step": "confirm"}
    assert hana.post(f"{page}?post={here['post'].uuid}", wish).status_code == 302
    approve_all(cast)
    with in_scope(cast):
        row = ChangeRequest.objects.get()
        assert ["Vacant in post P100", "8 FTE", "9 FTE", "open"] in row.effects
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=cast.rhys, at=NOW)  # into another tax year
        assert PostHolding.objects.get(assignment=ann.assignment).post == here["post"]


def test_a_manager_moves_the_own_team_without_pay_and_learns_of_no_confidential_post(cast, ann, here):
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER, unit=ann.assignment.post.org_unit_id)
    manager = client(mona)
    assert "Move to another post" in text(manager.get(f"{P}people/{ann.person.uuid}/propose/"))
    assert "P999" not in manager.get(f"{job(ann)}?q=P9").content.decode()
    for post in (here["secret"].uuid, "0" * 32):  # as if there were none
        answer = manager.post(f"{job(ann)}?post={post}", MOVE | {"step": "confirm"})
        assert "Which post?" in text(answer)
        payload = {"assignment": str(ann.assignment.uuid), "post": str(post), "effective_from": "2027-01-01"}
        api = APIClient(raise_request_exception=False)
        api.force_login(mona)
        wish = {"kind": "hr.move", "payload": payload, "reason": "Agreed"}
        refused = api.post("/api/v1/p/northshire/changes/", wish, format="json")
        assert (refused.status_code, "P999" in refused.content.decode()) == (400, False)
    seen = text(manager.post(at(ann, here["post"]), MOVE))
    assert "Check before you send it" in seen
    assert "a year full time" not in seen
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()
    wish = {"kind": "hr.move", "payload": payload | {"post": str(here["post"].uuid)}, "reason": "Agreed"}
    assert api.post("/api/v1/p/northshire/changes/", wish, format="json").status_code == 201
    with in_scope(cast):
        assert ChangeRequest.objects.get().effective_from == date(2027, 1, 1)
