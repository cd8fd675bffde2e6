"""Make the logins of the demonstration and give them their roles, through the operation that the screen uses."""

from dataclasses import replace
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import OrgUnit
from partners.audit import audit
from partners.models import AccessProposal, AuditAction, Grant, Partner, User
from partners.operations import founding, grants
from partners.roles import TEAM_ROLES, Role
from partners.scope import partner_scope
from sharedservices.demo.dates import at
from sharedservices.demo.logins import (
    FRAUD,
    JOINING,
    LIMITED,
    OFFICES,
    OPERATES,
    OPERATOR,
    SETUP,
    SETUP_SECOND,
    TEAMS,
    joining_logins,
    office_logins,
    staff_logins,
)
from sharedservices.demo.organisations import PartnerSpec

REASON = "Demonstration partnership"


@transaction.atomic
def make_logins(*, password: str) -> User:
    """Make every login with one password, and return the one that nobody signs in with: it sets things up."""
    email, name = SETUP
    setup = User.objects.create_user(email, full_name=name, is_active=False)
    User.objects.create_user(SETUP_SECOND[0], full_name=SETUP_SECOND[1], is_active=False)
    logins = (*office_logins(), *joining_logins(), *staff_logins())
    people = [*((login.email, login.name) for login in logins), OPERATOR, FRAUD]
    hashed = make_password(password)  # once: Argon2 is slow on purpose
    User.objects.bulk_create(User(email=email, full_name=name, password=hashed) for email, name in people)
    return setup


def grant_offices(spec: PartnerSpec, partner: Partner, *, start: date) -> None:
    """Give the office logins of a partner their roles, and the operator payroll where it serves. Inside the scope.

    The operator appoints the two access administrators: one proposes everybody else’s access, the other approves it.
    """
    first, second = (f"{one.mailbox}@{spec.domain}" for one in OFFICES if one.role is Role.USER_ADMIN)
    for email in (first, second):
        founding.appoint(partner=partner, email=email, full_name="", reason=REASON, site="", at=at(start, 9))
    wanted = [(f"{one.mailbox}@{spec.domain}", one.role) for one in OFFICES if one.role is not Role.USER_ADMIN]
    limited = {f"{mailbox}@{spec.domain}" for mailbox in LIMITED}
    if spec.code in OPERATES:
        wanted.append((OPERATOR[0], Role.PAYROLL_PROCESSOR))
    wanted.append((FRAUD[0], Role.FRAUD_OFFICER))
    team = OrgUnit.objects.of(partner.pk).get(code=TEAMS[spec.code])
    for email, role in wanted:
        unit_id = team.pk if role in TEAM_ROLES or email in limited else None
        given = grants.Wanted(email=email, role=role, unit_id=unit_id, start=start, reason=REASON)
        _give(partner, given, proposer=first, approver=second)
    waits = replace(
        given, email=f"audit2@{spec.domain}", full_name="Edith Vale", role=Role.AUDITOR, unit_id=None,
        reason="Covers the audit of the year end",
    )  # fmt: skip
    _propose(partner, waits, first)


def _propose(partner: Partner, wanted: grants.Wanted, proposer: str) -> AccessProposal:
    by = User.objects.get(email=proposer)
    return grants.propose(partner_id=partner.pk, wanted=wanted, by=by, at=at(wanted.start, 9))


def _give(partner: Partner, wanted: grants.Wanted, *, proposer: str, approver: str) -> None:
    made, by = _propose(partner, wanted, proposer), User.objects.get(email=approver)
    grants.approve(partner_id=partner.pk, proposal=made.uuid, by=by, at=at(wanted.start, 10))


def grant_joining(spec: PartnerSpec, partner: Partner, *, start: date) -> None:
    """Give the logins of a partner on its way in their roles. Inside the scope."""
    for office in JOINING:
        wanted = grants.Wanted(email=f"{office.mailbox}@{spec.domain}", role=office.role, start=start, reason=REASON)
        _give(partner, wanted, proposer=SETUP[0], approver=SETUP_SECOND[0])


def grant_employee(*, email: str, partner: Partner, person_id: int, start: date, by: User) -> None:
    """Let somebody see their own pay. Inside the scope."""
    with partner_scope(partner.pk, actor_id=by.pk, reason=REASON):
        user = User.objects.get(email=email)
        made = Grant.objects.create(
            user=user, partner=partner, role=Role.EMPLOYEE.value, person_id=person_id, valid=DateRange(start, None),
            reason=REASON, granted_by=by,
        )  # fmt: skip
        audit(
            action=AuditAction.GRANT, object_type="partners_grant", object_id=made.pk,
            label=f"{Role.EMPLOYEE.label}: {user}", partner_id=partner.pk, changes={"role": Role.EMPLOYEE.value},
        )  # fmt: skip


def office(mailbox: str, spec: PartnerSpec) -> User:
    """Return the login of an office of a partner."""
    return User.objects.get(email=f"{mailbox}@{spec.domain}")


__all__ = ["grant_employee", "grant_joining", "grant_offices", "make_logins", "office"]
