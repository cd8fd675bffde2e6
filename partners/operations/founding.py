"""A new partner: the wall first, then one person who gives access to everybody else (domain SEC-01, GOV-05)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, Grant, Partner, User
from partners.operations import invitations
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError


class CannotFound(DomainError):
    """The partner asked for is there already, or is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartner:
    """A partner to found, and the e-mail address and name of its first access administrator."""

    code: str
    name: str
    short_name: str
    kind: str
    admin: str
    admin_name: str


def found(*, wanted: NewPartner, site: str, at: datetime) -> Partner:
    """Record a partner and its first access administrator, who gets an invitation. Nobody else has access to it.

    `site` is the scheme and host that they will use.

    :raises CannotFound: when there is one of this code, or its kind is none
    """
    if Partner.objects.filter(code=wanted.code).exists():
        raise CannotFound(f"There is a partner {wanted.code} already.")
    if wanted.kind not in Partner.Kind.values:
        raise CannotFound(f"{wanted.kind} is no kind of partner.", remedy=f"Use {', '.join(Partner.Kind.values)}.")
    today = timezone.localdate(at)
    with transaction.atomic():
        partner = Partner.objects.create(
            code=wanted.code, name=wanted.name, short_name=wanted.short_name, kind=wanted.kind, joined_on=today
        )
        email = wanted.admin.strip().lower()
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email=email, full_name=wanted.admin_name)
        with partner_scope(partner.pk, reason="the partner was founded"):
            grant = Grant.objects.create(
                partner=partner, user=user, role=Role.USER_ADMIN, valid=DateRange(today, None), reason="First access"
            )
            audit(action=AuditAction.GRANT, object_type="partners_grant", object_id=grant.pk, label=str(user),
                  partner_id=partner.pk, changes={"role": Role.USER_ADMIN.value}, reason="First access")  # fmt: skip
            invitations.send(partner_id=partner.pk, user_id=user.pk, site=site, at=at)
    return partner
