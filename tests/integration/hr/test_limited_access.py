"""An office held for a unit or an employer alone reaches its people, posts and requests, and no others (SEC-03)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hr.models import DeclaredInterest, OrgUnit, Person, Post, PostHolding, Vacancy
from hr.operations import dated, interests
from hr.operations.interests import Declared
from hr.rules import RuleBroken
from partners import change_kinds
from partners.change_kinds import ChangeKind, StepNeeded, Subject
from partners.models import ApprovalStep, ChangeRequest, Delegation, Grant
from partners.operations import changes, grants
from partners.operations.changes import Proposal
from partners.operations.grants import CannotGrant, DutiesClash, Wanted
from partners.queries import access, deciders, duties, people_access, reach
from partners.queries.grants import Reach
from partners.roles import LIMITABLE, ROLE_PERMISSIONS, WITHIN_LIMITS, Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.integration.hr.test_teams import _move, _unit
from tests.people import grant, user

TODAY = timezone.localdate()
AT = timezone.now()
DAY = timedelta(days=1)
TOY = ChangeKind(
    audience="changes.view",
    code="test.toy", title="Toy", clean=dict, starts=lambda payload: None, facts=lambda payload, on: {"Toy": "Blue"},
    subject=lambda payload: Subject(words="Somebody", href="", person_id=payload.get("person")),
    apply=lambda payload, **more: None,
    steps=lambda payload, trial: [StepNeeded(permission="changes.approve", title="HR manager")],
)  # fmt: skip


@pytest.fixture
def tree(cast):
    """Adult care with a team of home carers below it, and highways beside it; somebody in each."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        inside, below, beside = (hr.employee(cast.northshire) for _ in range(3))
        care = inside.assignment.post.org_unit
        homes, highways = _unit(care, "HOMES", parent=care), _unit(care, "HIGHWAYS", parent=None)
        _move(below, homes)
        _move(beside, highways)
    return {"care": care, "homes": homes, "highways": highways, "in": inside, "below": below, "beside": beside}


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setitem(change_kinds._kinds, TOY.code, TOY)
    monkeypatch.setattr(change_kinds, "_measures", {})


def seen(cast, model, *units, is_office=True):
    with partner_scope(cast.northshire.pk, unit_ids=frozenset(one.pk for one in units), is_office=is_office):
        return set(model.objects.values_list("pk", flat=True))


def limited(cast, name, role, *, unit=None, entity=None):
    """Give somebody a role for part of the partner, through the proposal and its approval."""
    email = f"{name.lower()}@example.org"
    with partner_scope(cast.northshire.pk):
        wanted = Wanted(
            email=email, full_name=name, role=role, start=TODAY, reason="One directorate",
            unit_id=unit and unit.pk, entity_id=entity and entity.pk,
        )  # fmt: skip
        asks, agrees = cast.uma, user(f"Second{uuid4().hex[:6]}")
        made = grants.propose(partner_id=cast.northshire.pk, wanted=wanted, by=asks, at=AT)
        return grants.approve(partner_id=cast.northshire.pk, proposal=made.uuid, by=agrees, at=AT).user


def of(cast, who):
    (found,) = [one for one in access(user=who, on=TODAY) if one.partner == cast.northshire]
    return found


# --- what it opens ----------------------------------------------------------------------------------------------------


def test_a_limited_role_opens_what_is_about_people_and_nothing_that_is_for_everybody(cast, tree):
    found = of(cast, limited(cast, "Lena", Role.HR_ADMIN, unit=tree["care"]))

    assert found.reach_for("people.edit") == reach_of(tree["care"])
    assert found.permissions == ROLE_PERMISSIONS[Role.HR_ADMIN] & WITHIN_LIMITS
    assert not found.permissions & {"people.import", "absence.terms", "privacy.manage", "people.merge", "audit.view"}
    assert found.unit_ids == frozenset()  # those are of a line manager


def reach_of(*units, is_office=True):
    return Reach(frozenset(one.pk for one in units), is_office)


def test_each_role_reaches_as_far_as_its_own_limit(cast, tree):
    """Whoever administers one unit and manages another edits people in the first alone."""
    who = limited(cast, "Lena", Role.HR_ADMIN, unit=tree["homes"])
    grant(who, cast.northshire, Role.LINE_MANAGER, unit=tree["highways"].pk)

    found = of(cast, who)
    assert found.reach_for("people.edit") == reach_of(tree["homes"])
    assert found.reach_for("team.view") == reach_of(tree["highways"], is_office=False)
    assert found.reach_for("people.view") == reach_of(tree["homes"], tree["highways"], is_office=False)
    assert found.unit_ids == {tree["highways"].pk}


def test_one_role_for_the_whole_partner_is_enough(cast, tree):
    who = limited(cast, "Lena", Role.HR_ADMIN, unit=tree["homes"])
    grant(who, cast.northshire, Role.CASE_OFFICER)

    assert of(cast, who).reach_for("people.view") is None
    assert of(cast, who).reach_for("people.edit") == reach_of(tree["homes"])


def test_a_role_for_an_employer_reaches_its_units_with_one_query_a_request(cast, tree):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        other = hr.legal_entity(cast.northshire, "PCC", legal_name="Commissioner")
        away = hr.org_unit(other, code="AWAY")
    found = of(cast, limited(cast, "Lena", Role.AUDITOR, entity=other))

    with partner_scope(cast.northshire.pk), CaptureQueriesContext(connection) as queries:
        assert found.reach_for("people.view") == reach_of(away)
        assert found.reach_for("changes.view") == reach_of(away)
    assert len([one for one in queries if "hr_orgunit" in one["sql"]]) == 1
    assert seen(cast, Person, away) == set()


# --- what the database shows ------------------------------------------------------------------------------------------


def test_posts_end_with_the_unit_for_an_office_and_not_for_a_manager(cast, tree):
    posts = {name: tree[name].assignment.post_id for name in ("in", "below", "beside")}
    with partner_scope(cast.northshire.pk):
        now = dict(PostHolding.objects.values_list("person_id", "post_id"))
    posts = {name: now[tree[name].person.pk] for name in posts}

    assert seen(cast, Post, tree["homes"]) == {posts["below"]}
    assert seen(cast, Post, tree["care"]) >= {posts["in"], posts["below"]}
    assert posts["beside"] not in seen(cast, Post, tree["care"])
    assert posts["beside"] in seen(cast, Post, tree["care"], is_office=False)
    assert seen(cast, Vacancy, tree["highways"]) == set()


@pytest.mark.parametrize(("moves_on", "still"), [(TODAY, False), (TODAY + DAY, True)])
def test_whoever_moves_out_is_gone_with_the_day_of_the_move(cast, tree, moves_on, still):
    who = tree["below"]
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        held = PostHolding.objects.get(assignment=who.assignment)
        end, held.valid = held.valid.upper, DateRange(held.valid.lower, moves_on)
        held.save()
        there = PostHolding.objects.get(assignment=tree["beside"].assignment).post
        held.pk, held.post, held.valid, held._state.adding = None, there, DateRange(moves_on, end), True
        held.uuid = uuid4()
        held.save()

    assert (who.person.pk in seen(cast, Person, tree["homes"])) is still
    assert who.person.pk in seen(cast, Person, tree["highways"])


def test_an_office_keeps_the_files_of_leavers_and_a_manager_does_not(cast, tree):
    who = tree["below"]
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        who.assignment.valid = DateRange(date(2020, 1, 1), TODAY - 400 * DAY)
        who.assignment.save()

    assert who.person.pk in seen(cast, Person, tree["homes"])
    assert who.person.pk not in seen(cast, Person, tree["homes"], is_office=False)
    assert who.person.pk not in seen(cast, Person, tree["highways"])


def test_a_unit_of_another_partner_opens_nothing(cast, tree):
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        theirs = hr.employee(cast.southborough).assignment.post.org_unit

    assert seen(cast, Person, theirs) == seen(cast, Post, theirs) == set()


# --- requests and their approvers -------------------------------------------------------------------------------------


def request_about(cast, who=None):
    payload = {"person": who.person.pk} if who else {"toy": 1}
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        row = changes.submit(
            partner_id=cast.northshire.pk, by=cast.hana, at=AT,
            proposal=Proposal(kind=TOY.code, payload=payload, reason="Because of the toy"),
        )  # fmt: skip
        return row, ApprovalStep.objects.get(change=row)


def able(cast, step):
    with partner_scope(cast.northshire.pk):
        found = deciders.able(step, partner_id=cast.northshire.pk, is_sent_up=False, on=TODAY)
        return {one.email.split("@")[0] for one in found}


def test_a_request_goes_to_approvers_who_reach_whom_it_is_about(cast, tree, toy):
    limited(cast, "Lena", Role.HR_MANAGER, unit=tree["care"])
    limited(cast, "Otto", Role.HR_MANAGER, unit=tree["highways"])
    below, step = request_about(cast, tree["below"])
    everybody, policy = request_about(cast)

    assert able(cast, step) == {"ben", "lena"}
    assert able(cast, policy) == {"ben"}
    lena, otto = (Grant.objects.get(user__email=f"{name}@example.org").user for name in ("lena", "otto"))
    with partner_scope(cast.northshire.pk):
        inbox = {
            who.email: set(
                deciders.waiting_for(who, partner_id=cast.northshire.pk, on=TODAY).values_list("pk", flat=True)
            )
            for who in (lena, otto, cast.ben)
        }
        assert inbox == {lena.email: {below.pk}, otto.email: set(), cast.ben.email: {below.pk, everybody.pk}}
        assert deciders.why_not(below, [step], user=lena, on=TODAY) == ""
        assert "Others decide" in deciders.why_not(below, [step], user=otto, on=TODAY)
        with pytest.raises(Exception, match="Others decide"):
            changes.approve(change=below.uuid, by=otto, at=AT, content_hash=below.content_hash)
        changes.approve(change=below.uuid, by=lena, at=AT, content_hash=below.content_hash)


def test_a_delegate_decides_no_further_than_who_delegates(cast, tree, toy):
    lena = limited(cast, "Lena", Role.HR_MANAGER, unit=tree["care"])
    with partner_scope(cast.northshire.pk):
        Delegation.objects.create(
            partner=cast.northshire, giver=lena, receiver=cast.gwen, valid=DateRange(TODAY, TODAY + DAY),
            reason="Leave", made_by=lena, made_at=AT,
        )  # fmt: skip
    (_in, step), (_out, other) = request_about(cast, tree["below"]), request_about(cast, tree["beside"])

    with partner_scope(cast.northshire.pk):
        assert deciders.authority(_in, step, user=cast.gwen, on=TODAY).behalf_of == lena
        assert deciders.authority(_out, other, user=cast.gwen, on=TODAY) is None
        waiting = deciders.waiting_for(cast.gwen, partner_id=cast.northshire.pk, on=TODAY)
        assert list(waiting.values_list("pk", flat=True)) == [_in.pk]


def test_a_request_that_only_a_limited_approver_elsewhere_could_decide_is_counted_as_stuck(cast, tree, toy):
    limited(cast, "Otto", Role.HR_MANAGER, unit=tree["highways"])
    request_about(cast, tree["below"])
    request_about(cast, tree["beside"])
    Grant.objects.filter(user=cast.ben).update(suspended_at=AT, suspended_by=cast.uma, suspended_for=1)

    with partner_scope(cast.northshire.pk):
        assert deciders.undecidable(partner_id=cast.northshire.pk, on=TODAY, kinds=[TOY.code]) == 1


def test_the_inbox_takes_as_many_queries_for_many_requests_as_for_one(cast, tree, toy):
    lena = limited(cast, "Lena", Role.HR_MANAGER, unit=tree["care"])
    counts = []
    for _round in range(2):
        request_about(cast, tree["below"])
        request_about(cast, tree["in"])
        with partner_scope(cast.northshire.pk), CaptureQueriesContext(connection) as queries:
            list(deciders.waiting_for(lena, partner_id=cast.northshire.pk, on=TODAY))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_request_about_units_knows_which_and_stays_with_the_office_of_all_of_them(cast, tree):
    care, homes, highways = (tree[name] for name in ("care", "homes", "highways"))
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        rows = {
            name: ChangeRequest.objects.create(
                partner=cast.northshire, kind="org.post_change", title="Change a post", subject="A post",
                payload=payload, content_hash="0" * 64, reason="Moves", made_by=cast.hana,
                made_human=cast.hana.human_id, made_at=AT, submitted_at=AT, due_on=TODAY, expires_on=TODAY,
            )
            for name, payload in {
                "below": {"unit": str(homes.uuid)},
                "both": {"steps": [{"unit": str(homes.uuid)}, {"unit": highways.code}]},
                "none": {"mode": "WARN"},
            }.items()
        }  # fmt: skip
        for row in rows.values():
            row.refresh_from_db()

    assert [set(rows[one].unit_ids) for one in rows] == [{homes.pk}, {homes.pk, highways.pk}, set()]
    assert seen(cast, ChangeRequest, care) == {rows["below"].pk}
    assert seen(cast, ChangeRequest, highways) == set()
    assert seen(cast, ChangeRequest, care, highways) == {rows["below"].pk, rows["both"].pk}
    assert seen(cast, ChangeRequest, care, is_office=False) == set()


# --- giving it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.PAYROLL_PROCESSOR, Role.CASE_OFFICER])
@pytest.mark.parametrize("what", ["unit", "entity"])
def test_other_roles_hold_for_the_whole_organisation(cast, tree, role, what):
    with pytest.raises(CannotGrant, match="whole organisation") as refused:
        limited(cast, "Lena", role, **{what: tree["care"] if what == "unit" else tree["care"].legal_entity})
    assert refused.value.field == what
    with pytest.raises(IntegrityError, match="team_has_unit"), transaction.atomic():
        grant(cast.ed, cast.northshire, role, unit=tree["care"].pk)


@pytest.mark.parametrize("role", LIMITABLE)
def test_units_and_employers_of_another_partner_are_refused(cast, tree, role):
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        theirs = hr.employee(cast.southborough).assignment.post.org_unit
    with pytest.raises(CannotGrant, match="unit of this organisation"):
        limited(cast, "Lena", role, unit=theirs)
    with pytest.raises(CannotGrant, match="employer of this organisation"):
        limited(cast, "Lena", role, entity=theirs.legal_entity)


def test_not_both_a_unit_and_an_employer_and_no_employer_for_a_manager(cast, tree):
    both = {"unit": tree["care"], "entity": tree["care"].legal_entity}
    with pytest.raises(CannotGrant, match="not both"):
        limited(cast, "Lena", Role.HR_ADMIN, **both)
    with pytest.raises(CannotGrant, match="choose no employer"):
        limited(cast, "Lena", Role.LINE_MANAGER, **both)


def test_the_same_limit_twice_or_beside_the_whole_is_refused_and_another_is_not(cast, tree):
    limited(cast, "Lena", Role.HR_ADMIN, unit=tree["homes"])
    limited(cast, "Lena", Role.HR_ADMIN, unit=tree["highways"])
    with pytest.raises(CannotGrant, match="already"):
        limited(cast, "Lena", Role.HR_ADMIN, unit=tree["homes"])
    with pytest.raises(CannotGrant, match="already"):
        limited(cast, "Hana", Role.HR_ADMIN, unit=tree["homes"])


def test_access_keeps_what_it_is_limited_to(cast, tree):
    who = limited(cast, "Lena", Role.HR_ADMIN, unit=tree["homes"])
    for values in ({"unit_id": None}, {"unit_id": tree["care"].pk}, {"entity_id": 1, "unit_id": None}):
        with pytest.raises(Exception, match="access keeps whom it is for"), transaction.atomic():
            Grant.objects.filter(user=who).update(**values)


def test_lists_say_what_a_role_is_limited_to(cast, tree):
    limited(cast, "Lena", Role.HR_ADMIN, unit=tree["homes"])
    limited(cast, "Otto", Role.AUDITOR, entity=tree["care"].legal_entity)
    with partner_scope(cast.northshire.pk):
        names = reach.names(partner_id=cast.northshire.pk, on=TODAY)
        rows = people_access.grants(partner_id=cast.northshire.pk, on=TODAY, filters={})
        found = {row.person: row.unit for row in (people_access.as_row(one, on=TODAY, names=names) for one in rows)}

    assert found["Lena"].endswith(f"/ {tree['homes'].name}")
    assert found["Otto"] == tree["care"].legal_entity.legal_name
    assert found["Hana Example"] == ""


# --- separation of duties ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("audits", "manages", "clash"), [
    ("homes", "highways", False), ("care", "homes", True), ("homes", "care", True), ("homes", "homes", True),
])  # fmt: skip
def test_roles_that_clash_do_so_where_they_meet(cast, tree, audits, manages, clash):
    limited(cast, "Lena", Role.AUDITOR, unit=tree[audits])
    if clash:
        with pytest.raises(DutiesClash):
            limited(cast, "Lena", Role.LINE_MANAGER, unit=tree[manages])
        grant(Grant.objects.get(user__email="lena@example.org").user, cast.northshire, Role.LINE_MANAGER,
              unit=tree[manages].pk)  # fmt: skip
    else:
        limited(cast, "Lena", Role.LINE_MANAGER, unit=tree[manages])
    with partner_scope(cast.northshire.pk):
        found = duties.clashing(partner_id=cast.northshire.pk, on=TODAY)

    assert {(one.role, one.other_role) for one in found} == ({(Role.AUDITOR, Role.LINE_MANAGER)} if clash else set())


def test_a_unit_that_moves_below_another_makes_them_meet(cast, tree):
    limited(cast, "Lena", Role.AUDITOR, unit=tree["care"])
    limited(cast, "Lena", Role.LINE_MANAGER, unit=tree["highways"])
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        assert duties.clashing(partner_id=cast.northshire.pk, on=TODAY) == set()
        OrgUnit.objects.filter(pk=tree["highways"].pk).update(parent=tree["care"])
        assert len(duties.clashing(partner_id=cast.northshire.pk, on=TODAY)) == 1


# --- closeness reaches across the whole partner (SEC-03) --------------------------------------------------------------


@pytest.mark.parametrize("is_office", [True, False])
def test_a_relation_out_of_sight_binds_and_shows_nothing_but_the_refusal(cast, tree, is_office):
    """The declaration, its holder's record and the relative's may all stand outside the part that a role is for."""
    lena = user("Lena")
    grant(lena, cast.northshire, Role.EMPLOYEE, person_id=tree["beside"].person.pk)
    grant(lena, cast.northshire, Role.HR_ADMIN, unit=tree["homes"].pk)
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        interests.record(
            partner_id=cast.northshire.pk, email=lena.email, by=cast.hana, at=AT,
            declared=Declared(kind="RELATIVE", name="A cousin", relation="my cousin",
                              employee_no=tree["below"].employment.employee_no),
        )  # fmt: skip

    part = {"unit_ids": frozenset({tree["homes"].pk}), "is_office": is_office}
    with partner_scope(cast.northshire.pk, actor_id=lena.pk, **part):
        assert not Person.objects.filter(pk=tree["beside"].person.pk).exists()
        assert not DeclaredInterest.objects.exists()
        with pytest.raises(RuleBroken) as refused:
            dated.refuse_concerned(people=[tree["below"].person.pk], partner_id=cast.northshire.pk, by=lena)
        assert refused.value.rule == "HR-INTEREST-CLOSE"
        assert not any(one in refused.value.explanation for one in ("cousin", tree["below"].person.surname))
        dated.refuse_concerned(people=[tree["in"].person.pk], partner_id=cast.northshire.pk, by=lena)

    with partner_scope(cast.northshire.pk, actor_id=lena.pk, unit_ids=frozenset({tree["highways"].pk})):
        with pytest.raises(RuleBroken, match="declared"):
            dated.refuse_concerned(people=[tree["below"].person.pk], partner_id=cast.northshire.pk, by=lena)
        with pytest.raises(RuleBroken) as own:
            dated.refuse_concerned(people=[tree["beside"].person.pk], partner_id=cast.northshire.pk, by=lena)
        assert own.value.rule == "HR-NOT-ONESELF"
