"""Where people work and what the work is: staff groups, units, roles, posts, pay groups (domain HR-01, HR-02)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from finance.models import CostCentre
from hr.engine.pro_rata import DayRule, HourlyRule
from hr.models.concealed import ConcealedField
from hr.models.spans import has_start, no_overlap
from hr.states import PostState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PayeScheme, PublicId, owned
from sharedservices.common.fields import HoursField, MoneyField, RateField
from sharedservices.common.periods import Frequency


class StaffGroup(PublicId, PartnerOwned):
    """A set of terms and conditions: full-time hours, weeks in the year, how part of a month is paid."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    full_time_hours = HoursField()
    weeks_in_year = RateField(help_text="52.143 for the Green Book")
    day_rule = models.CharField(max_length=20, choices=[(rule.value, rule.name) for rule in DayRule])
    hourly_rule = models.CharField(max_length=20, choices=[(rule.value, rule.name) for rule in HourlyRule])

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_staffgroup_code"),
            models.CheckConstraint(
                condition=Q(full_time_hours__gt=0) & Q(weeks_in_year__gt=0), name="hr_staffgroup_positive"
            ),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.name


class OrgUnit(PublicId, PartnerOwned):
    """A directorate, department, service, team, station, watch or school.

    `parent` and `name` are those of today; hr.UnitVersion has those of every day.
    """

    class Kind(models.TextChoices):
        """What sort of unit it is."""

        DIRECTORATE = "DIRECTORATE", "Directorate"
        DEPARTMENT = "DEPARTMENT", "Department"
        SERVICE = "SERVICE", "Service"
        TEAM = "TEAM", "Team"
        STATION = "STATION", "Station"
        BCU = "BCU", "Basic command unit"
        WATCH = "WATCH", "Watch"
        SCHOOL = "SCHOOL", "School"

    legal_entity = PartnerForeignKey(LegalEntity)
    parent = PartnerForeignKey("hr.OrgUnit", null=True, blank=True)
    code = ConcealedField(max_length=20)
    name = ConcealedField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    default_cost_centre = PartnerForeignKey(CostCentre, null=True, blank=True)
    is_confidential = models.BooleanField(
        default=False, help_text="It and everything below stay off charts and lists of those who need not know"
    )
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_orgunit_code"),
            has_start("hr_orgunit_starts"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="hr_orgunit_not_own_parent"
            ),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.name


class JobRole(PublicId, PartnerOwned):
    """A role profile (job): what the work is, on which terms, and what somebody needs who does it."""

    class Dbs(models.TextChoices):
        """The criminal record check that the work needs."""

        NONE = "NONE", "No check"
        BASIC = "BASIC", "Basic"
        STANDARD = "STANDARD", "Standard"
        ENHANCED = "ENHANCED", "Enhanced"
        ENHANCED_BARRED = "ENHANCED_BARRED", "Enhanced, with barred lists"

    class Vetting(models.TextChoices):
        """The police vetting that the work needs."""

        NONE = "NONE", "No vetting"
        NPPV = "NPPV", "Non-police personnel vetting"
        RV = "RV", "Recruitment vetting"
        MV = "MV", "Management vetting"

    code = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    staff_group = PartnerForeignKey(StaffGroup)
    grade = PartnerForeignKey("hr.Grade", null=True, blank=True)
    evaluation_score = models.IntegerField(null=True, blank=True, help_text="Points of the job evaluation")
    evaluated_on = models.DateField(null=True, blank=True)
    dbs = models.CharField(max_length=20, choices=Dbs, default=Dbs.NONE)
    vetting = models.CharField(max_length=10, choices=Vetting, default=Vetting.NONE)
    registration = models.CharField(max_length=80, blank=True, help_text="Professional register, if one is needed")
    pension_kind = models.CharField(max_length=20, blank=True, help_text="The scheme that the work is eligible for")
    is_politically_restricted = models.BooleanField(default=False)
    is_statutory_officer = models.BooleanField(default=False)
    is_budget_holder = models.BooleanField(default=False)
    is_safety_critical = models.BooleanField(default=False)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_jobrole_code"),
            models.CheckConstraint(
                condition=Q(evaluation_score__isnull=True) | Q(evaluation_score__gte=0), name="hr_jobrole_score"
            ),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.title


class Post(PublicId, PartnerOwned):
    """A slot in the establishment that people are assigned to.

    Unit, place and established FTE are those of today; hr.PostVersion has those of every day.
    """

    class State(models.TextChoices):
        """Where it stands (domain HR-02). A deleted post has a last day."""

        DRAFT = PostState.DRAFT.value, "Draft"
        SUBMITTED = PostState.SUBMITTED.value, "Waits for approval"
        ESTABLISHED = PostState.ESTABLISHED.value, "Established"
        FROZEN = PostState.FROZEN.value, "Frozen"
        DELETED = PostState.DELETED.value, "Deleted"

    post_no = ConcealedField(max_length=20, kind="post")
    role = PartnerForeignKey(JobRole)
    org_unit = PartnerForeignKey(OrgUnit)
    location = ConcealedField(max_length=120, blank=True, kind="post")
    established_fte = RateField()
    state = models.CharField(max_length=12, choices=State, default=State.ESTABLISHED)
    frozen_reason = models.CharField(max_length=200, blank=True)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "post_no"], name="hr_post_no"),
            has_start("hr_post_starts"),
            models.CheckConstraint(condition=Q(established_fte__gte=0), name="hr_post_fte"),
            models.CheckConstraint(
                condition=(Q(state="FROZEN") & ~Q(frozen_reason="")) | (~Q(state="FROZEN") & Q(frozen_reason="")),
                name="hr_post_frozen_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="DELETED") | Q(valid__upper_inf=False), name="hr_post_deleted_ends"
            ),
            self_service="partner",
        )
        indexes = [models.Index(fields=["partner", "org_unit"], name="hr_post_unit")]

    def __str__(self) -> str:
        return self.post_no


class PayGroup(PublicId, PartnerOwned):
    """Employments that are paid together: one legal entity, one PAYE scheme, one frequency."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    legal_entity = PartnerForeignKey(LegalEntity)
    paye_scheme = PartnerForeignKey(PayeScheme)
    frequency = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Frequency])

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_paygroup_code"), self_service="partner"
        )

    def __str__(self) -> str:
        return self.name


class PayScale(PublicId, PartnerOwned):
    """A negotiated spine."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    is_demonstration = models.BooleanField(default=False)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_payscale_code"), self_service="partner"
        )

    def __str__(self) -> str:
        return self.name


class SpinePoint(PublicId, PartnerOwned):
    """A point of a pay scale."""

    scale = PartnerForeignKey(PayScale)
    code = models.CharField(max_length=20)
    sequence = models.IntegerField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "scale", "code"], name="hr_spinepoint_code"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.code


class SpineValue(PartnerOwned):
    """What a point pays in a year, full time, between two dates."""

    class Status(models.TextChoices):
        """Whether the award is agreed."""

        AGREED = "AGREED", "Agreed"
        PROVISIONAL = "PROVISIONAL", "Provisional"

    point = PartnerForeignKey(SpinePoint)
    annual = MoneyField()
    valid = DateRangeField()
    status = models.CharField(max_length=12, choices=Status, default=Status.AGREED)
    source = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_spinevalue_no_overlap", "point"),
            has_start("hr_spinevalue_starts"),
            models.CheckConstraint(condition=Q(annual__gt=0), name="hr_spinevalue_positive"),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.annual}"


class Grade(PublicId, PartnerOwned):
    """A run of spine points that a role is evaluated to."""

    scale = PartnerForeignKey(PayScale)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    minimum = PartnerForeignKey(SpinePoint)
    maximum = PartnerForeignKey(SpinePoint)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "scale", "code"], name="hr_grade_code"), self_service="partner"
        )

    def __str__(self) -> str:
        return self.name
