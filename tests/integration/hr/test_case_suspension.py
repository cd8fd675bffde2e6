"""SEC-03: a suspension in an HR case stops what somebody may do here, and gives it back on its end."""

from datetime import UTC, date, datetime

import pytest

from hr.models import DeclaredInterest
from hr.operations import cases, interests
from hr.operations.cases import Facts, Opening
from hr.operations.interests import Declared
from hr.queries import case_officers
from partners.models import AuditEvent, Grant
from partners.operations import grants
from partners.operations.grants import CannotGrant, Wanted
from partners.queries import access, deciders, people_access
from partners.queries.reach import Names
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.people import grant, user

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY, LAST, AFTER = date(2026, 11, 20), date(2026, 12, 4), date(2026, 12, 5)


@pytest.fixture
def case(ann, scope):
    """A case about Ann, who is Hana of HR; Ben looks after it."""
    grant(scope.hana, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    wanted = Opening(
        person=ann.person.uuid, kind="DISCIPLINARY", sensitivity="RESTRICTED", received_on=TODAY, summary="x",
        officer=scope.ben,
    )  # fmt: skip
    return cases.open_case(partner_id=scope.northshire.pk, wanted=wanted, by=scope.ben, at=AT)


def roles(scope, who, on):
    return {role.value for one in access(user=who, on=on) for role in one.roles}


def suspend(case, scope, first=TODAY, last=None):
    with partner_scope(scope.northshire.pk, actor_id=scope.ben.pk):
        facts = Facts(suspended_from=first, suspended_until=last)
        cases.set_facts(case=case.uuid, facts=facts, by=scope.ben, at=AT)


def test_a_suspension_stops_every_role_but_ones_own_pages_until_it_ends(case, scope):
    north = scope.northshire.pk
    suspend(case, scope, last=LAST)

    assert roles(scope, scope.hana, TODAY) == roles(scope, scope.hana, LAST) == {"EMPLOYEE"}
    assert roles(scope, scope.hana, AFTER) == {"EMPLOYEE", "HR_ADMIN"}
    assert deciders.permissions(user=scope.hana, partner_id=north, on=TODAY) == ROLE_PERMISSIONS[Role.EMPLOYEE]
    assert scope.hana not in deciders.holders(partner_id=north, permission="people.edit", on=TODAY)
    held = people_access.grants(partner_id=north, on=TODAY, filters={"standing": "suspended"})
    assert [people_access.as_row(one, on=TODAY, names=Names({}, {})).standing for one in held] == ["suspended"]

    suspend(case, scope)
    assert roles(scope, scope.hana, date(2027, 6, 1)) == {"EMPLOYEE"}
    suspend(case, scope, first=None)
    assert roles(scope, scope.hana, TODAY) == {"EMPLOYEE", "HR_ADMIN"}


def test_nothing_is_given_meanwhile_and_the_trail_tells_no_days(case, scope):
    uma, second = scope.uma, user("Ugo")
    of = {"partner_id": scope.northshire.pk, "at": AT}
    wanted = Wanted(email=scope.hana.email, role=Role.CASE_OFFICER, start=TODAY, reason="x")
    waiting = grants.propose(wanted=wanted, by=uma, **of)
    suspend(case, scope)

    with pytest.raises(CannotGrant, match="stopped"):
        grants.approve(proposal=waiting.uuid, by=second, **of)
    by_hand = grant(scope.hana, scope.northshire, Role.CASE_OFFICER)
    assert not Grant.objects.in_force(TODAY).filter(pk=by_hand.pk).exists()
    Grant.objects.filter(pk=by_hand.pk).update(barred=[])
    assert not Grant.objects.in_force(TODAY).filter(pk=by_hand.pk).exists()
    said = AuditEvent.objects.filter(object_type="partners_grant", action="UPDATE").values_list("changes", flat=True)
    assert not [one for one in said if "2026-11-20" in str(one)]


def test_two_cases_count_together(case, ann, scope):
    other = cases.open_case(
        partner_id=scope.northshire.pk, by=scope.ben, at=AT,
        wanted=Opening(
            person=ann.person.uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=TODAY, summary="y",
            officer=scope.ben,
        ),
    )  # fmt: skip
    suspend(case, scope, last=LAST)
    suspend(other, scope, first=date(2026, 12, 20), last=date(2026, 12, 24))

    found = [roles(scope, scope.hana, day) for day in (LAST, AFTER, date(2026, 12, 20), date(2026, 12, 25))]
    assert ["HR_ADMIN" in one for one in found] == [False, True, False, True]


def names_officers(scope, who):
    with partner_scope(scope.northshire.pk, actor_id=who.pk):
        return [row.reference for row in case_officers.officers(partner_id=scope.northshire.pk, on=TODAY)]


def test_whoever_is_suspended_does_not_answer_for_who_looks_after_cases(case, scope):
    """A manager whom a case suspends is shown no list of cases; when it ends, it is there again."""
    other = make.employee(scope.northshire)
    wanted = Opening(
        person=other.person.uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=TODAY, summary="x",
        officer=scope.ben,
    )  # fmt: skip
    with partner_scope(scope.northshire.pk, actor_id=scope.ben.pk):
        about = cases.open_case(partner_id=scope.northshire.pk, wanted=wanted, by=scope.ben, at=AT)
    grant(scope.hana, scope.northshire, Role.HR_MANAGER)
    assert names_officers(scope, scope.hana) == [about.reference]

    suspend(case, scope, first=date(2020, 1, 1))
    assert names_officers(scope, scope.hana) == []
    suspend(case, scope, first=date(2020, 1, 1), last=date(2020, 2, 1))
    assert names_officers(scope, scope.hana) == [about.reference]


def test_an_officer_whom_a_case_suspends_does_not_count_as_one(case, scope):
    other = make.employee(scope.northshire)
    wanted = Opening(
        person=other.person.uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=TODAY, summary="x",
        officer=scope.hana,
    )  # fmt: skip
    cases.open_case(partner_id=scope.northshire.pk, wanted=wanted, by=scope.hana, at=AT)
    third = user("Mira")
    grant(third, scope.northshire, Role.HR_MANAGER)

    def has_officer():
        with partner_scope(scope.northshire.pk, actor_id=third.pk):
            rows = case_officers.officers(partner_id=scope.northshire.pk, on=TODAY)
        return {row.officers: row.has_officer for row in rows}[scope.hana.full_name]

    assert has_officer()
    suspend(case, scope)
    assert not has_officer()


def test_no_case_is_listed_to_whoever_is_close_to_whom_it_is_about(case, scope):
    third, pat = user("Mira"), make.person(scope.northshire, surname="Pym", forenames="Pat")
    grant(third, scope.northshire, Role.HR_MANAGER)
    grant(third, scope.northshire, Role.EMPLOYEE, person_id=pat.pk)
    assert names_officers(scope, third) == [case.reference]

    grant_of = Grant.objects.get(user=scope.hana, role=Role.EMPLOYEE)
    with partner_scope(scope.northshire.pk, actor_id=third.pk):
        row = interests.declare(
            person=pat.uuid, declared=Declared(kind="RELATIVE", name="Hana", relation="my sister"), by=third, at=AT
        )
    with partner_scope(scope.northshire.pk):
        DeclaredInterest.objects.filter(pk=row.pk).update(about_id=grant_of.person_id)
    assert names_officers(scope, third) == []


def test_a_manager_of_a_part_of_the_partner_answers_for_no_list_of_cases(case, scope, ann):
    third = user("Mira")
    grant(third, scope.northshire, Role.HR_MANAGER, unit=ann.assignment.post.org_unit_id)

    assert names_officers(scope, third) == []
