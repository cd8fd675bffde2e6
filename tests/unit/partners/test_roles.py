"""Roles, permissions and the pairs that nobody may hold together."""

import pytest

from partners.roles import INCOMPATIBLE, PERMISSIONS, ROLE_PERMISSIONS, TRANSACTIONAL, Role, clashes, permissions_of


def test_every_role_has_words_and_permissions_that_exist():
    for role in Role:
        assert role.label
        assert ROLE_PERMISSIONS[role] <= PERMISSIONS.keys()


def test_roles_together_may_do_what_each_may():
    assert (
        permissions_of({Role.EMPLOYEE, Role.USER_ADMIN})
        == ROLE_PERMISSIONS[Role.EMPLOYEE] | ROLE_PERMISSIONS[Role.USER_ADMIN]
    )
    assert permissions_of(set()) == frozenset()


def test_clashes_are_found_in_a_stable_order_whatever_else_is_held():
    held = {Role.EMPLOYEE, Role.PAYROLL_RELEASER, Role.PAYROLL_PROCESSOR, Role.HR_MANAGER}

    assert clashes(held) == [
        (Role.HR_MANAGER, Role.PAYROLL_PROCESSOR),
        (Role.HR_MANAGER, Role.PAYROLL_RELEASER),
        (Role.PAYROLL_PROCESSOR, Role.PAYROLL_RELEASER),
    ]


@pytest.mark.parametrize("role", sorted(TRANSACTIONAL))
def test_a_user_administrator_holds_no_transactional_role(role):
    assert frozenset({Role.USER_ADMIN, role}) in INCOMPATIBLE


def test_no_role_calculates_and_approves_or_approves_and_releases():
    """Three people act on a run (the database checks the people; this checks the roles)."""
    acts = {"payroll.calculate", "payroll.approve", "payroll.release"}

    assert {role: found for role in Role if len(found := acts & ROLE_PERMISSIONS[role]) > 1} == {}


def test_no_two_roles_that_may_be_held_together_do_two_acts_on_a_run():
    acts = {"payroll.calculate", "payroll.approve", "payroll.release"}
    loose = [
        (one, other)
        for one in Role
        for other in Role
        if one < other and frozenset({one, other}) not in INCOMPATIBLE and len(acts & permissions_of({one, other})) > 1
    ]

    assert loose == []


def test_an_auditor_only_reads():
    writes = {"edit", "edit_tax", "enter", "approve", "calculate", "release", "manage", "import", "answer"}

    assert [one for one in ROLE_PERMISSIONS[Role.AUDITOR] if one.split(".")[1] in writes] == []
