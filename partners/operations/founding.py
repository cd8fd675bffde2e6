"""A new partner: the wall first, then two people who give access to everybody else (domain SEC-01, SEC-03, GOV-05).

One of them proposes access, the other approves it. The operator appoints these two, and another when one has gone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, Grant, Partner, User
from partners.operations import invitations
from partners.queries import people_access
from partners.roles import Role, clashes
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError


class CannotFound(DomainError):
    """The partner asked for is there already, or is none."""


class CannotAppoint(DomainError):
    """Two administrators are there, who give access; or the login is closed, or the administrator’s own already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartner:
    """A partner to found, and the e-mail addresses and names of its first two access administrators."""

    code: str
    name: str
    short_name: str
    kind: str
    admin: str
    admin_name: str
    second_admin: str
    second_admin_name: str


def found(*, wanted: NewPartner, site: str, at: datetime) -> Partner:
    """Record a partner and its first two access administrators, who get invitations. Nobody else has access to it.

    `site` is the scheme and host that they will use.

    :raises CannotFound: when there is one of this code, its kind is none, or both administrators are one
    """
    if Partner.objects.filter(code=wanted.code).exists():
        raise CannotFound(f"There is a partner {wanted.code} already.")
    if wanted.kind not in Partner.Kind.values:
        raise CannotFound(f"{wanted.kind} is no kind of partner.", remedy=f"Use {', '.join(Partner.Kind.values)}.")
    if wanted.admin.strip().lower() == wanted.second_admin.strip().lower():
        raise CannotFound("The two administrators must be two people: one proposes access, the other approves it.")
    with transaction.atomic():
        partner = Partner.objects.create(
            code=wanted.code, name=wanted.name, short_name=wanted.short_name, kind=wanted.kind,
            joined_on=timezone.localdate(at),
        )  # fmt: skip
        for email, name in [(wanted.admin, wanted.admin_name), (wanted.second_admin, wanted.second_admin_name)]:
            appoint(partner=partner, email=email, full_name=name, reason="First access", site=site, at=at)
    return partner


def appoint(*, partner: Partner, email: str, full_name: str, reason: str, site: str, at: datetime) -> Grant:
    """Appoint an access administrator as the operator, while there are fewer than two to propose and approve.

    `site` is the scheme and host that they will use; without it nobody is invited.

    :raises CannotAppoint: when two are there, the login is closed, or holds the role or one that clashes with it
    """
    today = timezone.localdate(at)
    with transaction.atomic(), partner_scope(partner.pk, reason=reason):
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            user = User.objects.create_user(email.strip().lower(), full_name=full_name.strip())
        held = people_access.roles_held(partner_id=partner.pk, human_id=user.human_id, during=DateRange(today, None))
        if not user.is_active or Role.USER_ADMIN in held or clashes({*held, Role.USER_ADMIN}):
            raise CannotAppoint(f"{user} cannot be an access administrator here.", remedy="Name somebody else.")
        try:
            with transaction.atomic():
                grant = Grant.objects.create(
                    partner=partner, user=user, role=Role.USER_ADMIN, valid=DateRange(today, None), reason=reason,
                    basis=Grant.Basis.SET_UP,
                )  # fmt: skip
        except IntegrityError as error:
            raise CannotAppoint(
                "Two access administrators are there already.",
                remedy="One of them proposes another, and the other approves.",
            ) from error
        audit(action=AuditAction.GRANT, object_type="partners_grant", object_id=grant.pk, label=str(user),
              partner_id=partner.pk, changes={"role": Role.USER_ADMIN.value, "basis": "appointed by the operator"},
              reason=reason)  # fmt: skip
        if site:
            invitations.send(partner_id=partner.pk, user_id=user.pk, site=site, at=at)
    return grant
