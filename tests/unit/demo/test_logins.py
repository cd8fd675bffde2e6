"""The logins: each once, for each role with a screen, and no two roles that nobody may hold together."""

from partners.roles import ROLE_PERMISSIONS, Role, clashes
from sharedservices.demo.logins import (
    JOINING,
    OFFICES,
    OPERATES,
    fraud_login,
    joining_logins,
    office_logins,
    operator_login,
    staff_logins,
)
from sharedservices.demo.organisations import PARTNERS

OPENS_ITS_WORK_LIST_ONLY = frozenset({"home.view"})


def test_every_role_with_a_screen_has_a_login():
    with_screens = {role for role, permissions in ROLE_PERMISSIONS.items() if permissions != OPENS_ITS_WORK_LIST_ONLY}

    assert {office.role for office in (*OFFICES, *JOINING)} == with_screens - {Role.EMPLOYEE, Role.FRAUD_OFFICER}


def test_addresses_are_unique_and_in_a_reserved_domain():
    partnership = (operator_login(), fraud_login())
    addresses = [login.email for login in (*office_logins(), *joining_logins(), *partnership, *staff_logins())]

    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") for address in addresses)


def test_each_partner_has_an_employee_to_sign_in_as():
    addresses = {login.email for login in staff_logins()}

    assert {f"employee@{spec.domain}" for spec in PARTNERS} <= addresses


def test_person_at_two_partners_has_one_login():
    assert [login.email for login in staff_logins() if login.name == "Siobhan Kinsella"] == [
        "siobhan.kinsella@northshire.example"
    ]


def test_operator_holds_one_role_at_several_partners():
    assert len(OPERATES) == 3
    assert clashes({Role.PAYROLL_PROCESSOR, Role.EMPLOYEE}) == []
