"""SEC-03: a suspension in an HR case stops what somebody may do here, and gives it back on its end."""

from datetime import UTC, date, datetime

import pytest

from hr.operations import cases
from hr.operations.cases import Facts, Opening
from partners.models import AuditEvent, Grant
from partners.operations import grants
from partners.operations.grants import CannotGrant, Wanted
from partners.queries import access, deciders, people_access
from partners.roles import Role
from partners.scope import partner_scope
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
    assert deciders.permissions(user=scope.hana, partner_id=north, on=TODAY) == deciders.permissions_of({Role.EMPLOYEE})
    assert scope.hana not in deciders.holders(partner_id=north, permission="people.edit", on=TODAY)
    held = people_access.grants(partner_id=north, on=TODAY, filters={"standing": "suspended"})
    assert [people_access.as_row(one, on=TODAY, units={}).standing for one in held] == ["suspended"]

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
