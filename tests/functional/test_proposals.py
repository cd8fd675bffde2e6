"""Changes proposed by line managers for their team, and by employees for themselves; never approved by either."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from hr import sealed
from hr.models import Assignment, Document, OrgUnit, Person, Post
from hr.operations import case_evidence, cases, disclosure, documents
from hr.operations.disclosure import NotForDecision
from hr.rules import RuleBroken
from hr.rules_duties import EvidenceHandedIn
from partners.models import ApprovalStep, AutoApproval, ChangeRequest, SavedFilter
from partners.operations import auto_approvals, changes, delegations
from partners.roles import Role
from partners.scope import ScopeWidened, narrow_to_people, partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import NOW, approve_all, client, events, in_scope, text
from tests.people import grant, user

P = "/p/northshire/"
API = "/api/v1/p/northshire/changes/"
FROM = {"effective_from": "01/01/2027", "reason": "Agreed on 30 October"}
SPAN = {"effective_from": "01/01/2027", "last_day": "30/06/2027", "reason": "Agreed on 30 October"}
HOURS = FROM | {"contract": "PERMANENT", "contract_hours": "18.5"}


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def outsider(cast, ann):
    """Olga works in a unit beside Ann's."""
    with in_scope(cast):
        found = make.employee(
            cast.northshire, org=ann.org, person_fields={"surname": "Outside", "forenames": "Olga"},
            employment_fields={"employee_no": "200009"},
        )  # fmt: skip
        move_beside(cast, found.assignment)
    return found


def move_beside(cast, job):
    """Put a job into a post of a unit of its own."""
    post = Post.objects.select_related("org_unit").get(pk=job.post_id)
    unit = post.org_unit
    other = OrgUnit.objects.create(
        partner=cast.northshire, legal_entity=unit.legal_entity, code="BESIDE", name="Beside", kind="TEAM",
        valid=unit.valid,
    )  # fmt: skip
    post.pk, post.post_no, post.org_unit, post._state.adding = None, "P-BESIDE", other, True
    post.uuid = type(post)._meta.get_field("uuid").get_default()
    post.save()
    make.seat(job, post)


@pytest.fixture
def mona(cast, ann):
    """The manager of Ann's unit."""
    who = user("Mona")
    grant(who, cast.northshire, Role.LINE_MANAGER, unit=ann.assignment.post.org_unit_id)
    return who


@pytest.fixture
def ann_user(cast, ann):
    who = user("Annie")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return who


def job_page(who, name):
    return f"{P}people/{who.person.uuid}/jobs/{who.assignment.uuid}/{name}/"


def api(who):
    one = APIClient(raise_request_exception=False)
    one.force_login(who)
    return one


def the_request(cast):
    with in_scope(cast):
        return ChangeRequest.objects.get()


# --- line managers ----------------------------------------------------------------------------------------------------
def test_a_manager_proposes_from_my_team_and_hears_how_it_gets_on(cast, ann, mona):
    manager = client(mona)
    assert "Propose a change" in text(manager.get(f"{P}people/{ann.person.uuid}/"))
    offered = text(manager.get(f"{P}people/{ann.person.uuid}/propose/"))
    for words in ("Hours or working pattern", "Contract or its end", "Act up", "Honorarium", "Pass on notice", "Leave"):
        assert words in offered

    assert manager.get(job_page(ann, "hours")).status_code == 200
    assert manager.post(job_page(ann, "hours"), HOURS | {"contract_hours": "x"}).status_code == 422
    seen = text(manager.post(job_page(ann, "hours"), HOURS))
    assert "Full-time equivalent" in seen
    assert "HR manager" in seen
    assert manager.post(job_page(ann, "hours"), HOURS | {"step": "confirm"}).status_code == 302

    row = the_request(cast)
    assert (row.state, row.made_by_id) == ("WAITING", mona.pk)
    assert "Change hours" in text(manager.get(f"{P}changes/mine/"))
    assert manager.get(f"{P}changes/").headers["Location"].endswith("/changes/mine/")
    assert "Withdraw" in text(manager.get(f"{P}changes/{row.uuid}/"))
    approve_all(cast)
    assert "Approved and recorded" in text(manager.get(f"{P}changes/{row.uuid}/"))


def test_what_approvers_see_of_pay_a_manager_does_not(cast, ann, mona):
    manager = client(mona)
    with in_scope(cast):
        grade = make.grade(ann.org.scale, ann.org.points["21"], ann.org.points["22"], code="G9")
        point = f"{grade.uuid}/{ann.org.points['21'].uuid}"
        covered = make.post(ann.org.unit, ann.org.role, post_no="P900")
    wish = SPAN | {"post": str(covered.uuid), "percent": "100", "spine_point": point, "review_on": "01/04/2027"}
    form, review = text(manager.get(job_page(ann, "acting-up"))), text(manager.post(job_page(ann, "acting-up"), wish))
    assert manager.post(job_page(ann, "acting-up"), wish | {"step": "confirm"}).status_code == 302
    row = the_request(cast)

    said = text(manager.get(f"{P}changes/{row.uuid}/"))
    over_api = api(mona).get(f"{API}{row.uuid}/").json()
    decider = text(client(cast.ben).get(f"{P}changes/{row.uuid}/"))
    closed = [label for label, _old, _new, *is_open in row.effects if not is_open]
    assert closed
    for words in ("Paid by", *closed):
        assert words in decider
        assert words not in review
        assert words not in said
        assert words not in str(over_api)
    assert "Paid by" not in form.split("Reason")[0].split("At 100%")[0]
    assert "Acts up into" in said
    assert {label for label, *_ in over_api["rows"]} == {
        "Acts up into", "Share of the duties", "Acts up until", "Review",
    }  # fmt: skip


def test_annual_leave_before_and_after_is_part_of_the_preview(cast, ann):
    """25 days and the 6 bank holidays of 2027/28 are 31 × 7.4 hours (domain 0.3, trap 5); for half the hours, half."""
    with in_scope(cast):
        make.absence_terms(ann.org.staff_group)
        trial = changes.try_out(
            partner_id=cast.northshire.pk, by=cast.hana, at=NOW,
            proposal=changes.Proposal(
                kind="hr.hours", reason="Agreed",
                payload={
                    "assignment": str(ann.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.5",
                    "effective_from": "2027-04-01",
                },
            ),
        )  # fmt: skip
    leave = next(
        one for one in trial.effects if one.label.startswith("Annual leave in the leave year from 1 April 2027")
    )
    assert (leave.before, leave.after, leave.is_open) == ("229.4 hours", "114.7 hours", True)


def test_a_manager_reaches_nobody_of_another_unit(cast, ann, outsider, mona):
    manager = client(mona)
    for name in ("hours", "acting-up", "honorarium", "contract", "particulars", "place", "secondment-out", "notice"):
        assert manager.get(job_page(ann, name)).status_code == 200, name
        assert manager.get(job_page(outsider, name)).status_code == 404, name
        assert manager.post(job_page(outsider, name), HOURS | SPAN | {"step": "confirm"}).status_code == 404, name
    assert manager.get(f"{P}people/{outsider.person.uuid}/propose/").status_code == 404
    # somebody of the team on the path, the other one's job behind it
    mixed = f"{P}people/{ann.person.uuid}/jobs/{outsider.assignment.uuid}/hours/"
    assert manager.post(mixed, HOURS | {"step": "confirm"}).status_code == 404

    payload = {"assignment": str(outsider.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.5"}
    wish = {"kind": "hr.hours", "payload": payload | {"effective_from": "2027-01-01"}, "reason": "Agreed"}
    assert api(mona).post(API, wish, format="json").status_code == 400
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()

    client(cast.hana).post(job_page(outsider, "hours"), HOURS | {"step": "confirm"})
    theirs = the_request(cast)
    assert manager.get(f"{P}changes/{theirs.uuid}/").status_code == 404
    assert api(mona).get(f"{API}{theirs.uuid}/").status_code == 404
    assert "Olga" not in text(manager.get(f"{P}changes/all/"))
    assert manager.post(f"{P}changes/{theirs.uuid}/withdraw/").status_code == 404


def test_postgresql_keeps_the_team_wall_around_requests(cast, ann, outsider):
    """Without any filter of the application: raw SQL in a manager's scope."""
    for who in (ann, outsider):
        client(cast.hana).post(job_page(who, "hours"), HOURS | {"step": "confirm"})
    unit = ann.assignment.post.org_unit_id
    with partner_scope(cast.northshire.pk, unit_ids=frozenset({unit})), connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM partners_changerequest")
        assert cursor.fetchall() == [(ann.person.pk,)]
        cursor.execute("UPDATE partners_changerequest SET reason = 'x' WHERE person_id = %s", [outsider.person.pk])
        assert cursor.rowcount == 0


def test_a_second_job_elsewhere_belongs_to_another_manager(cast, ann, mona):
    with in_scope(cast):
        second = make.assignment(ann.employment, ann.org, number="2")
        make.terms(second, ann.org)
        move_beside(cast, second)
    address = f"{P}people/{ann.person.uuid}/jobs/{second.uuid}/hours/"
    assert client(mona).get(address).status_code == 404
    payload = {"assignment": str(second.uuid), "contract": "PERMANENT", "contract_hours": "10"}
    wish = {"kind": "hr.hours", "payload": payload | {"effective_from": "2027-01-01"}, "reason": "Agreed"}
    assert api(mona).post(API, wish, format="json").status_code == 400
    assert "Beside" not in text(client(mona).get(f"{P}people/{ann.person.uuid}/propose/"))


def test_kinds_that_show_pay_are_not_a_managers(cast, ann, mona):
    manager = client(mona)
    for name in ("pay", "grade", "costs", "pension/join", "elements/add", "leaving", "counts"):
        assert manager.get(job_page(ann, name)).status_code == 403, name
    payload = {"assignment": str(ann.assignment.uuid), "effective_from": "2027-01-01", "spot_annual": "60000"}
    assert api(mona).post(API, {"kind": "hr.pay", "payload": payload, "reason": "x"}, format="json").status_code == 403
    client(cast.hana).post(job_page(ann, "pay"), FROM | {"basis": "spot", "spot_annual": "31000", "step": "confirm"})
    hidden = the_request(cast)
    assert manager.get(f"{P}changes/{hidden.uuid}/").status_code == 404
    assert "Change pay" not in text(manager.get(f"{P}changes/all/"))
    assert "Change pay" not in text(manager.get(f"{P}people/{ann.person.uuid}/jobs/"))
    assert "Change pay" not in text(manager.post(job_page(ann, "hours"), HOURS))


def test_a_manager_approves_nothing(cast, ann, mona):
    client(cast.hana).post(job_page(ann, "hours"), HOURS | {"step": "confirm"})
    row = the_request(cast)
    seen = {"content_hash": row.content_hash, "comment": "No"}
    for verb in ("approve", "refuse"):
        assert client(mona).post(f"{P}changes/{row.uuid}/{verb}/", seen).status_code == 403
    for verb in ("approve", "return", "reject"):
        assert api(mona).post(f"{API}{row.uuid}/{verb}/", seen, format="json").status_code == 403
    assert the_request(cast).state == "WAITING"


def test_a_manager_passes_notice_on(cast, ann, mona):
    wish = {
        "leaving_reason": "RESIGNATION", "notice_given_on": "02/11/2026", "last_day": "31/12/2026", "reason": "Letter",
    }  # fmt: skip
    manager = client(mona)
    assert manager.post(job_page(ann, "notice"), wish | {"leaving_reason": "REDUNDANCY"}).status_code == 422
    assert manager.post(job_page(ann, "notice"), wish | {"step": "confirm"}).status_code == 302
    row = the_request(cast)
    assert "31 December 2026" in text(manager.get(f"{P}changes/{row.uuid}/"))
    approve_all(cast)
    with in_scope(cast):
        assert Assignment.objects.get(pk=ann.assignment.pk).valid.upper == date(2027, 1, 1)


def test_a_manager_does_not_propose_for_oneself(cast, ann):
    """Somebody who manages the unit in which they work."""
    both = user("Both")
    grant(both, cast.northshire, Role.LINE_MANAGER, unit=ann.assignment.post.org_unit_id)
    grant(both, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    answer = client(both).post(job_page(ann, "hours"), HOURS | {"step": "confirm"})
    assert answer.status_code == 422
    assert "This is about you" in text(answer)


# --- employees for themselves -----------------------------------------------------------------------------------------
def scan():
    return SimpleUploadedFile("certificate.pdf", b"%PDF-1.7 a copy")


def own(name, ann):
    where = f"jobs/{ann.assignment.uuid}" if name == "hours" else f"about/{ann.person.uuid}"
    return f"{P}my-changes/{where}/{name}/"


MY_HOURS = {"contract_hours": "30", "working_pattern": "", "effective_from": "01/02/2027", "reason": "Caring"}


def test_an_employee_asks_for_other_hours_and_sees_what_they_do(cast, ann, ann_user):
    me = client(ann_user)
    assert "Hours and working pattern" in text(me.get(f"{P}my-changes/"))
    assert me.get(own("hours", ann)).status_code == 200
    assert me.post(own("hours", ann), MY_HOURS | {"effective_from": "01/11/2026"}).status_code == 422
    seen = text(me.post(own("hours", ann), MY_HOURS))
    assert "Check before you send it" in seen
    assert me.post(own("hours", ann), MY_HOURS | {"step": "confirm"}).status_code == 302

    row = the_request(cast)
    assert (row.kind, row.person_id, row.state) == ("hr.hours", ann.person.pk, "WAITING")
    said = text(me.get(f"{P}my-changes/{row.uuid}/"))
    assert "Waits for" in said
    approve_all(cast)
    assert "Approved and recorded" in text(me.get(f"{P}my-changes/{row.uuid}/"))


def test_details_are_put_right_on_evidence(cast, ann, ann_user):
    me = client(ann_user)
    name = {"surname": "Newname", "forenames": "Ann", "title": "", "evidence": "MARRIAGE", "is_restricted": "no"}
    birth = {"date_of_birth_day": "4", "date_of_birth_month": "3", "date_of_birth_year": "1989"}
    for where, facts in (("name", name), ("birth", birth), ("nino", {"nino": "CE 12 34 57 B"})):
        wish = facts | {"reason": "Wrong since I started"}
        assert me.get(own(where, ann)).status_code == 200
        assert me.post(own(where, ann), wish).status_code == 422, "without a document"
        wrong = me.post(own(where, ann), wish | {"document": SimpleUploadedFile("a.exe", b"MZ nonsense")})
        assert wrong.status_code == 422
        with in_scope(cast):
            before = ChangeRequest.objects.count(), Document.objects.count()
        made = me.post(own(where, ann), wish | {"document": scan()})
        assert made.status_code == 302, text(made)[-2000:]
        with in_scope(cast):
            assert (ChangeRequest.objects.count(), Document.objects.count()) == (before[0] + 1, before[1] + 1)
            row = ChangeRequest.objects.latest("id")
            stored = str(row.payload) + str(row.before) + str(row.after)
            assert "123457" not in stored.replace(" ", "")
        assert "Evidence" in text(client(cast.ben).get(f"{P}changes/{row.uuid}/"))
        if where == "nino":
            compare_number(cast, ann, row)
        approve_all(cast)
    with in_scope(cast):
        who = Person.objects.get(pk=ann.person.pk)
        assert (who.surname, who.date_of_birth) == ("Newname", date(1989, 3, 4))
        assert sealed.open_nino(who.nino, person=who.uuid) == "CE123457B"


def compare_number(cast, ann, row):
    """Whoever decides sees the number for a reason, on record; nobody else, and not without one."""
    address = f"{P}people/{ann.person.uuid}/asked-number/{row.uuid}/"
    ben = client(cast.ben)
    assert "Show the number" in text(ben.get(f"{P}changes/{row.uuid}/"))
    assert "CE123457B" not in text(ben.get(address))
    assert ben.post(address, {"reason": ""}).status_code == 422
    before = events(cast, action="UNMASK")
    assert "CE123457B" in text(ben.post(address, {"reason": "Compared with the letter of HMRC"}))
    assert events(cast, action="UNMASK") == before + 1
    for who in (cast.hana, cast.chen):
        assert client(who).post(address, {"reason": "Compared with the letter"}).status_code == 403


def test_bad_input_stays_beside_its_field(ann, ann_user):
    me = client(ann_user)
    assert me.post(own("nino", ann), {"nino": "QQ123", "reason": "x", "document": scan()}).status_code == 422
    future = {"date_of_birth_day": "1", "date_of_birth_month": "1", "date_of_birth_year": "2030", "reason": "x"}
    assert me.post(own("birth", ann), future | {"document": scan()}).status_code == 422
    long = {"surname": "x" * 2_000_000, "evidence": "DEED", "is_restricted": "no", "reason": "x", "document": scan()}
    assert me.post(own("name", ann), long).status_code == 422
    assert me.post(own("hours", ann), MY_HOURS | {"contract_hours": "900"}).status_code == 422


def test_nobody_asks_in_another_ones_name(cast, ann, outsider, ann_user):
    me = client(ann_user)
    for name in ("hours", "name", "birth", "nino"):
        assert me.get(own(name, outsider)).status_code == 404, name
        assert me.post(own(name, outsider), MY_HOURS | {"step": "confirm"}).status_code == 404, name
    client(cast.hana).post(job_page(outsider, "hours"), HOURS | {"step": "confirm"})
    client(cast.hana).post(job_page(ann, "hours"), HOURS | {"step": "confirm"})
    with in_scope(cast):
        rows = list(ChangeRequest.objects.all())
    for row in rows:  # neither another one's nor what HR proposes about oneself
        assert me.get(f"{P}my-changes/{row.uuid}/").status_code == 404
        assert me.post(f"{P}my-changes/{row.uuid}/withdraw/").status_code == 404


def test_postgresql_shows_whoever_asks_the_own_rows_alone(cast, ann, outsider, ann_user):
    with partner_scope(cast.northshire.pk, actor_id=ann_user.pk):
        narrow_to_people(frozenset({ann.person.pk}))
        with connection.cursor() as cursor:
            for table in ("hr_assignment", "hr_assignmentterms", "hr_bankaccount", "hr_employment"):
                cursor.execute(f"SELECT DISTINCT person_id FROM {table}")
                assert cursor.fetchall() == [(ann.person.pk,)]
            cursor.execute("UPDATE hr_person SET surname = 'x' WHERE id = %s", [outsider.person.pk])
            assert cursor.rowcount == 0
        with pytest.raises(ScopeWidened), partner_scope(cast.northshire.pk, about_ids=frozenset({outsider.person.pk})):
            pass
        with pytest.raises(ScopeWidened):
            narrow_to_people(frozenset({ann.person.pk, outsider.person.pk}))


def test_nobody_approves_what_they_asked_for(cast, ann):
    """An HR manager asks for other hours: directly, with a second login, as a delegate, through the API."""
    boss = user("Boss")
    second = user("Second")
    second.human_id = boss.human_id
    second.save(update_fields=["human_id"])
    friend = user("Friend")
    for who, role, person_id in (
        (boss, Role.HR_MANAGER, None), (boss, Role.EMPLOYEE, ann.person.pk), (second, Role.HR_MANAGER, None),
        (friend, Role.HR_ADMIN, None),
    ):  # fmt: skip
        grant(who, cast.northshire, role, person_id=person_id)
    assert client(boss).post(own("hours", ann), MY_HOURS | {"step": "confirm"}).status_code == 302
    row = the_request(cast)
    seen = {"content_hash": row.content_hash}
    with in_scope(cast):
        wanted = delegations.Wanted(
            email=friend.email, start=NOW.date(), last_day=date(2026, 11, 20), reason="Annual leave"
        )
        delegations.give(partner_id=cast.northshire.pk, wanted=wanted, by=boss, at=NOW)
    for who in (boss, second, friend):
        client(who).post(f"{P}changes/{row.uuid}/approve/", seen)
        assert api(who).post(f"{API}{row.uuid}/approve/", seen, format="json").status_code in {403, 409, 422, 400}
        assert the_request(cast).state == "WAITING"
        with in_scope(cast):
            assert not ApprovalStep.objects.exclude(decided_by=None).exists()


def test_what_a_partner_lets_through_is_still_approved_when_one_asks_for_it(cast, ann, ann_user):
    with in_scope(cast):
        auto_approvals.let_through(
            partner_id=cast.northshire.pk, kind="hr.name", start=NOW.date(), reason="Scheme", by=cast.ben, at=NOW
        )
        assert AutoApproval.objects.exists()
    wish = {
        "surname": "Newname", "forenames": "Ann", "evidence": "DEED", "is_restricted": "no", "reason": "Deed poll",
        "document": scan(),
    }  # fmt: skip
    assert client(ann_user).post(own("name", ann), wish).status_code == 302
    assert the_request(cast).state == "WAITING"


def test_withdrawn_and_returned_requests_of_ones_own(cast, ann, ann_user):
    me = client(ann_user)
    me.post(own("hours", ann), MY_HOURS | {"step": "confirm"})
    row = the_request(cast)
    client(cast.ben).post(
        f"{P}changes/{row.uuid}/refuse/",
        {"content_hash": row.content_hash, "comment": "From March, please", "decision": "return"},
    )
    page = text(me.get(f"{P}my-changes/{row.uuid}/"))
    assert "From March, please" in page
    assert "Ask again" in page
    again = f"{own('hours', ann)}?change={row.uuid}"
    assert me.get(again).status_code == 200
    assert me.post(again, MY_HOURS | {"effective_from": "01/03/2027", "step": "confirm"}).status_code == 302
    assert the_request(cast).round == 2
    assert me.post(f"{P}my-changes/{row.uuid}/withdraw/").status_code == 302
    assert the_request(cast).state == "WITHDRAWN"


def ask_for_statement(cast, ann, witness):
    """Have a case opened about Ann's colleague, and ask Ann what she saw."""
    with in_scope(cast):
        accused = make.employee(
            cast.northshire, org=ann.org, person_fields={"surname": "Case", "forenames": "Carl"},
            employment_fields={"employee_no": "200019"},
        )  # fmt: skip
        wanted = cases.Opening(
            person=accused.person.uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=date(2026, 8, 1),
            summary="Money is missing", officer=cast.hana,
        )  # fmt: skip
        row = cases.open_case(partner_id=cast.northshire.pk, wanted=wanted, by=cast.ben, at=NOW)
        case_evidence.ask_witness(case=row.uuid, witness=witness, question="What did you see?", by=cast.hana, at=NOW)


def test_the_home_of_an_employee_with_a_statement_to_give_looks_for_work_once(cast, ann, ann_user):
    """Nothing to do sends an employee on; with something to do, the same list is shown, not looked for again."""
    with CaptureQueriesContext(connection) as nothing:
        assert client(ann_user).get(P).status_code == 302
    ask_for_statement(cast, ann, ann_user)
    with CaptureQueriesContext(connection) as found:
        assert "Give your statement" in text(client(ann_user).get(P))
    asked = [one["sql"] for one in found if "hr_casestatement" in one["sql"] or "hr_caserole" in one["sql"]]
    assert len(asked) == len(set(asked))
    assert len([one for one in nothing if "hr_case" in one["sql"]]) == len(asked)


def test_every_page_of_ones_own_is_on_the_home(ann_user):
    said = client(ann_user).get(f"{P}me/").content.decode()
    for path in ("me/equality/", "me/coming/", "me/start/", "my-changes/"):
        assert f"{P}{path}" in said


def birth_payload(ann, document):
    return {"person": str(ann.person.uuid), "date_of_birth": "1989-03-04", "document": str(document.uuid)}


def test_evidence_handed_in_is_a_document_about_oneself(cast, ann, outsider, ann_user):
    new = documents.NewDocument(kind="IDENTITY", title="Hers", content=b"%PDF-1.7 a copy")
    with in_scope(cast):
        theirs = documents.store(person=outsider.person.uuid, new=new, by=cast.hana, at=NOW)
        mine = documents.store(person=ann.person.uuid, new=new, by=cast.hana, at=NOW)
    who = {"partner_id": cast.northshire.pk, "at": NOW}
    with partner_scope(cast.northshire.pk, actor_id=ann_user.pk, about_ids=frozenset({ann.person.pk})):
        wish = changes.Proposal(kind="hr.birth", payload=birth_payload(ann, theirs), reason="x")
        with pytest.raises(RuleBroken) as refused:
            changes.submit(proposal=wish, by=ann_user, **who)
        assert refused.value.rule == EvidenceHandedIn.code
    wish = changes.Proposal(kind="hr.birth", payload=birth_payload(ann, mine), reason="x")
    with in_scope(cast):
        assert changes.submit(proposal=wish, by=cast.hana, **who).state == "WAITING"


def test_unmask_asked_nino_shows_nothing_once_it_is_decided(cast, ann, ann_user):
    wish = {"nino": "CE 12 34 57 B", "reason": "Wrong since I started", "document": scan()}
    client(ann_user).post(own("nino", ann), wish)
    row = the_request(cast)
    approve_all(cast)
    with in_scope(cast), pytest.raises(NotForDecision):
        disclosure.unmask_asked_nino(change=row.uuid, reason="Compared with the letter", by=cast.ben, at=NOW)


# --- the inbox --------------------------------------------------------------------------------------------------------
def test_the_inbox_says_age_and_what_happens_and_keeps_filters(cast, ann):
    client(cast.hana).post(job_page(ann, "hours"), HOURS | {"step": "confirm"})
    ben = client(cast.ben)
    said = text(ben.get(f"{P}changes/"))
    assert "Came today" in said
    assert "If nothing is done: After 9 November 2026 it is late, after 12 November 2026 it is sent up." in said
    assert "Pay stays as it is from 1 January 2027 on. On 1 January 2027 it ends and nothing is changed." in said

    assert "Name of this filter" in text(ben.get(f"{P}changes/?text=Abbott"))
    assert ben.post(f"{P}changes/filters/keep/", {"name": "", "text": "Abbott"}).status_code == 422
    kept = ben.post(f"{P}changes/filters/keep/", {"name": "Ann", "text": "Abbott"})
    assert kept.headers["Location"] == f"{P}changes/?text=Abbott"
    assert "Ann (1)" in text(ben.get(f"{P}changes/"))
    assert "Ann (1)" not in text(client(cast.gwen).get(f"{P}changes/"))
    with partner_scope(cast.northshire.pk, actor_id=cast.ben.pk):
        row = SavedFilter.objects.get()
    assert client(cast.gwen).post(f"{P}changes/filters/{row.uuid}/forget/").status_code == 404
    assert ben.post(f"{P}changes/filters/{row.uuid}/forget/").status_code == 302
    assert "Ann (1)" not in text(ben.get(f"{P}changes/"))
    with time_machine.travel(NOW.replace(day=20), tick=False):
        assert "Waits for 18 days" in text(client(cast.ben).get(f"{P}changes/"))
