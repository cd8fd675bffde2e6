"""The fixed cast. Northshire and Southborough share the back office; nobody but the operator sees both.

Amara runs payroll at Northshire, Ben approves there, Rhys releases there, Hana keeps its people, Gwen holds a budget,
Chen audits it, Uma grants access. Dilys runs payroll at Southborough and must never see Northshire. Ed has no access.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import OrgUnit
from partners.models import Grant, Partner, User
from partners.roles import TEAM_ROLES, Role
from partners.scope import partner_scope

PASSWORD = "a-long-enough-password"
FOREVER = DateRange(date(2020, 1, 1), None)


@dataclass(frozen=True, slots=True)
class Cast:
    """Two partners and the people who sign in."""

    northshire: Partner
    southborough: Partner
    amara: User
    ben: User
    rhys: User
    hana: User
    gwen: User
    chen: User
    uma: User
    dilys: User
    ed: User


def partner(code: str, name: str, kind: str = Partner.Kind.COUNTY) -> Partner:
    """Make a partner."""
    return Partner.objects.create(
        code=code, name=name, short_name=name.split(maxsplit=1)[0], kind=kind, joined_on=date(2020, 1, 1)
    )


def user(name: str) -> User:
    """Make a user who signs in as <name>@example.org."""
    return User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, full_name=f"{name} Example")


def grant(who: User, where: Partner, role: Role, *, person_id: int | None = None, unit: int | None = None) -> Grant:
    """Give somebody a role; a line manager gets the whole tree, unless a unit is named."""
    if role in TEAM_ROLES and unit is None:
        made = [grant(who, where, role, unit=top) for top in _tops(where)]
        return made[0]
    return Grant.objects.create(
        user=who, partner=where, role=role, person_id=person_id, unit_id=unit, valid=FOREVER, reason="cast",
        **approved(role, FOREVER),
    )  # fmt: skip


def approved(role: Role, days: DateRange) -> dict[str, Any]:
    """Return what a grant needs to count: two administrators whom nobody else in a test is, as cheaply as can be."""
    if role is Role.EMPLOYEE:
        return {}
    emails = ("proposes@access.example", "approves@access.example")
    found = {one.email: one for one in User.objects.filter(email__in=emails)}
    if not found:
        found = {
            email: User.objects.create(email=email, full_name="Access set-up", is_active=False) for email in emails
        }
    return {
        "granted_by": found[emails[0]], "approved_by": found[emails[1]], "approved_at": found[emails[1]].joined_at,
        "approved_days": days, "basis": Grant.Basis.APPROVED,
    }  # fmt: skip


def _tops(where: Partner) -> list[int]:
    """Return the units that stand at the top of a partner; 0, which is no unit, when it has none."""
    with partner_scope(where.pk):
        return list(OrgUnit.objects.of(where.pk).filter(parent=None).values_list("pk", flat=True)) or [0]


ROLES_OF_THE_CAST = (
    ("amara", "northshire", Role.PAYROLL_PROCESSOR),
    ("ben", "northshire", Role.HR_MANAGER),
    ("rhys", "northshire", Role.PAYROLL_RELEASER),
    ("hana", "northshire", Role.HR_ADMIN),
    ("gwen", "northshire", Role.BUDGET_HOLDER),
    ("chen", "northshire", Role.AUDITOR),
    ("uma", "northshire", Role.USER_ADMIN),
    ("dilys", "southborough", Role.PAYROLL_PROCESSOR),
)


def make_cast() -> Cast:
    """Make everybody. Nearly every test begins with this: a statement for each table, not one for each row."""
    north, south = partner("northshire", "Northshire County Council"), partner("southborough", "Southborough Council")
    where = {one.code: one for one in (north, south)}
    names = ("Amara", "Ben", "Rhys", "Hana", "Gwen", "Chen", "Uma", "Dilys", "Ed")
    secret = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(email=f"{name.lower()}@example.org", full_name=f"{name} Example", password=secret) for name in names
    )
    people = dict(zip((name.lower() for name in names), made, strict=True))
    basis = approved(Role.AUDITOR, FOREVER)  # the same for each of these roles: none is a line manager or an employee
    Grant.objects.bulk_create(
        Grant(user=people[name], partner=where[code], role=role, valid=FOREVER, reason="cast", **basis)
        for name, code, role in ROLES_OF_THE_CAST
    )
    return Cast(north, south, **people)
