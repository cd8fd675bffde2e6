"""People who sign in, and what they may do where and when (domain SEC-03)."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower

from partners.audit_ddl import Audited
from partners.fields import DateMultiRangeField
from partners.models.partner import Partner
from partners.roles import LIMITABLE, ROLE_PERMISSIONS, TEAM_ROLES, WITHIN_LIMITS, Role, permissions_held
from partners.scope import current_scope

HELD_FOR_A_UNIT = [role.value for role in TEAM_ROLES]
MAY_BE_LIMITED = [role.value for role in LIMITABLE]
REACH = (
    Q(role__in=HELD_FOR_A_UNIT, unit_id__isnull=False, entity_id__isnull=True)
    | Q(role__in=MAY_BE_LIMITED) & (Q(unit_id__isnull=True) | Q(entity_id__isnull=True))
    | (~Q(role__in=[*HELD_FOR_A_UNIT, *MAY_BE_LIMITED]) & Q(unit_id__isnull=True, entity_id__isnull=True))
)
"""A team role names a unit; an office role a unit, an employer or neither; every other role neither."""
NOT_APPROVED = Q(approved_by__isnull=True, approved_at__isnull=True, approved_days__isnull=True)
BASIS = (
    Q(basis="APPROVED", granted_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False)
    & Q(approved_days__isnull=False)
    & ~Q(role=Role.EMPLOYEE.value)
) | (
    NOT_APPROVED
    & (
        Q(basis="EMPLOYMENT", role=Role.EMPLOYEE.value)
        | Q(basis="SET_UP", role=Role.USER_ADMIN.value)
        | Q(basis="EARLIER")
    )
)
"""No role but the employee’s own and the first administrators’ without a second person."""
LONGEST_OVERRIDE = 90
"""Days. Source: domain SEC-03, override of separated duties."""
OVERRIDE = Q(mitigation="", mitigates=[]) | (
    ~Q(mitigation="")
    & ~Q(mitigates=[])
    & Q(
        basis="APPROVED",
        approved_days__endswith__isnull=False,
        approved_days__endswith__lte=ExpressionWrapper(
            F("approved_days__startswith") + Value(LONGEST_OVERRIDE), output_field=models.DateField()
        ),
    )
)
"""Two roles that clash only with a mitigating control, and for ninety days at most."""


class UserManager(BaseUserManager["User"]):
    """Makes users that sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password nobody can sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login. `human_id` is the human being behind it: two logins of one person count as one person."""

    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200)
    human_id = models.UUIDField(default=uuid.uuid4)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    password_reset_at = models.DateTimeField(null=True, blank=True, help_text="When a password was last set or reset")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="partners_user_email_lower"),
            Audited(name="partners_user_audited", hide=("password", "last_login")),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """Return the name that people see."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.full_name.split(" ")[0]


class LoginDevice(models.Model):
    """A browser that somebody has signed in with, known by a random cookie of which only the digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="partners_logindevice_once")]

    def __str__(self) -> str:
        return f"Device since {self.first_seen_at:%d.%m.%Y}"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Roles, asked for by day."""

    def giving(self, permission: str) -> Self:
        """Return the grants whose role gives a permission, those limited to a unit or an employer as far as they do."""
        roles = [role.value for role, held in ROLE_PERMISSIONS.items() if permission in held]
        found = self.filter(role__in=roles)
        if permission in WITHIN_LIMITS:
            return found
        return found.exclude(~Q(role__in=HELD_FOR_A_UNIT) & (Q(unit_id__isnull=False) | Q(entity_id__isnull=False)))

    def in_force(self, on: date) -> Self:
        """Return what holds on a day, and is neither suspended nor barred by an HR case."""
        return self.filter(valid__contains=on, suspended_at=None).exclude(barred__contains=on)

    def known(self) -> Self:
        """Leave out the logins of people in covert roles where the scope hides them: what a choice is made from.

        Outside a scope that hides them nobody is left out, so that work without a reader reaches everybody.
        """
        scope = current_scope()
        if scope is None or not scope.hides_covert:
            return self
        return self.exclude(user__in=RawSQL("SELECT unnest(app_hidden_users())", []))


class Grant(models.Model):
    """A role of a user at a partner between two dates. Read before there is a scope: it decides the scope.

    There is none without its basis: a second administrator approved it (domain SEC-03), it follows from employment, or
    the operator appointed one of the first two administrators.
    """

    class Basis(models.TextChoices):
        """Why it holds."""

        APPROVED = "APPROVED", "Approved by a second administrator"
        EMPLOYMENT = "EMPLOYMENT", "Follows from employment"
        SET_UP = "SET_UP", "Appointed by the operator"
        EARLIER = "EARLIER", "Given before approval was asked for"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    person_id = models.BigIntegerField(null=True, blank=True, help_text="For an employee: the person in hr")
    unit_id = models.BigIntegerField(null=True, blank=True, help_text="The unit in hr that it is for, and below")
    entity_id = models.BigIntegerField(null=True, blank=True, help_text="The employer that it is for alone")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.EMPLOYMENT)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_days = DateRangeField(
        null=True, blank=True, help_text="What was approved: it may end earlier, never later"
    )
    mitigation = models.CharField(max_length=500, blank=True, help_text="What makes up for two roles that clash")
    mitigates = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, help_text="The roles with which this one clashes"
    )
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    suspended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_for = models.BigIntegerField(null=True, blank=True, help_text="The person in hr on whose account")
    barred = DateMultiRangeField(
        default=list, editable=False, help_text="Days on which HR cases suspend who holds it: the database writes them"
    )
    read_only_from = models.DateField(null=True, blank=True, help_text="Whoever has left reads, and asks for nothing")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="partners_grant_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("partner", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("person_id", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("unit_id", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("entity_id", Value(0)), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.EMPLOYEE.value) | Q(person_id__isnull=False),
                name="partners_grant_employee_has_person",
            ),
            models.CheckConstraint(condition=REACH, name="partners_grant_team_has_unit"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")), name="partners_grant_not_by_oneself"
            ),
            models.CheckConstraint(condition=BASIS, name="partners_grant_basis"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (
                    ~Q(approved_by=F("user"))
                    & ~Q(approved_by=F("granted_by"))
                    & Q(valid__contained_by=F("approved_days"))
                ),
                name="partners_grant_second_person",
            ),
            models.CheckConstraint(condition=OVERRIDE, name="partners_grant_override"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, end_reason="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")),
                name="partners_grant_ended_pair",
            ),
            models.CheckConstraint(
                condition=Q(suspended_by__isnull=True, suspended_at__isnull=True, suspended_for__isnull=True)
                | Q(suspended_by__isnull=False, suspended_at__isnull=False, suspended_for__isnull=False),
                name="partners_grant_suspended_pair",
            ),
            Audited(name="partners_grant_audited", hide=("barred",)),
        ]
        indexes = [models.Index(fields=["user", "partner"], name="partners_grant_user")]

    def __str__(self) -> str:
        return f"{self.role} at {self.partner_id}"

    @property
    def is_limited(self) -> bool:
        """Whether it is for a unit or an employer alone, and not for the whole partner."""
        return self.unit_id is not None or self.entity_id is not None

    @property
    def permissions(self) -> frozenset[str]:
        """What it opens, as far as it reaches."""
        return permissions_held(Role(self.role), is_limited=self.is_limited)
