"""The establishment between dates: where units and posts stand, what pays for a post, who counts, what is vacant.

A unit's and a post's own columns say what holds today. Their versions say what holds on any day: the database makes
the first one with the row, keeps the tree free of circles on every day, and `settle` brings today's columns along.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from finance.models import CostCentre
from hr.engine.establishment import Mode
from hr.models.concealed import ConcealedField
from hr.models.organisation import OrgUnit, Post
from hr.models.people import Assignment, Person
from hr.models.spans import has_start, no_overlap
from hr.states import VacancyState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField, RateField


class UnitVersion(PartnerOwned):
    """What a unit is called, what it is part of and which post manages it, between two dates."""

    unit = PartnerForeignKey(OrgUnit)
    parent = PartnerForeignKey(OrgUnit, null=True, blank=True)
    name = ConcealedField(max_length=120, owner="unit_id")
    manager_post = PartnerForeignKey(Post, null=True, blank=True)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_unitversion_no_overlap", "unit"),
            has_start("hr_unitversion_starts"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="hr_unitversion_not_own_parent"
            ),
            self_service="partner",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "parent"], name="hr_unitversion_parent")]

    def __str__(self) -> str:
        return self.name


class PostVersion(PartnerOwned):
    """Where a post stands, how much of it there is and whom it reports to, between two dates."""

    class Funding(models.TextChoices):
        """What pays for the post (domain HR-02)."""

        PERMANENT = "PERMANENT", "Permanent budget"
        GRANT = "GRANT", "Grant"
        TEMPORARY = "TEMPORARY", "Temporary"
        CAPITAL = "CAPITAL", "Capital"
        TRADED = "TRADED", "Traded service"

    post = PartnerForeignKey(Post)
    org_unit = PartnerForeignKey(OrgUnit)
    reports_to = PartnerForeignKey(Post, null=True, blank=True)
    established_fte = RateField()
    location = ConcealedField(max_length=120, blank=True, kind="post", owner="post_id")
    full_time_hours = HoursField(null=True, blank=True, help_text="Hours a week of one FTE; empty: of the staff group")
    paid_weeks = RateField(null=True, blank=True, help_text="Term time: paid weeks a year; empty: all of the year")
    funding = models.CharField(max_length=10, choices=Funding, default=Funding.PERMANENT)
    grant_ends_on = models.DateField(null=True, blank=True)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_postversion_no_overlap", "post"),
            has_start("hr_postversion_starts"),
            models.CheckConstraint(condition=Q(established_fte__gte=0), name="hr_postversion_fte"),
            models.CheckConstraint(
                condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("post")), name="hr_postversion_not_own_manager"
            ),
            models.CheckConstraint(
                condition=Q(full_time_hours__isnull=True) | Q(full_time_hours__gt=0), name="hr_postversion_hours"
            ),
            models.CheckConstraint(
                condition=Q(paid_weeks__isnull=True) | Q(paid_weeks__gt=0, paid_weeks__lte=53),
                name="hr_postversion_weeks",
            ),
            models.CheckConstraint(
                condition=Q(funding="GRANT", grant_ends_on__isnull=False)
                | (~Q(funding="GRANT") & Q(grant_ends_on__isnull=True)),
                name="hr_postversion_grant_ends",
            ),
            self_service="partner",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "org_unit"], name="hr_postversion_unit")]

    def __str__(self) -> str:
        return f"{self.established_fte} FTE"


class PostFunding(PartnerOwned):
    """Where a share of a post's cost goes. The shares of one date add up to 100, by trigger at commit."""

    post = PartnerForeignKey(Post)
    cost_centre = PartnerForeignKey(CostCentre)
    subjective = models.CharField(max_length=20, blank=True)
    project = models.CharField(max_length=20, blank=True)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_postfunding_no_overlap", "post", "cost_centre", "project"),
            has_start("hr_postfunding_starts"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="hr_postfunding_percent"),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "post"], name="hr_postfunding_post")]

    def __str__(self) -> str:
        return f"{self.percent}%"


class JobMark(PublicId, PartnerOwned):
    """Why a job does not count against its post between two dates, or counts in another's place (domain HR-02)."""

    class Kind(models.TextChoices):
        """What it is."""

        COVER_FOR = "COVER_FOR", "Covers somebody else"
        SUPERNUMERARY = "SUPERNUMERARY", "Supernumerary"
        SECONDED_OUT = "SECONDED_OUT", "On secondment, post held"
        BACKFILLED = "BACKFILLED", "On secondment, backfill approved"

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=15, choices=Kind)
    covers = PartnerForeignKey(Assignment, null=True, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_jobmark_no_overlap", "assignment"),
            has_start("hr_jobmark_starts"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="hr_jobmark_ends"),
            models.CheckConstraint(
                condition=(Q(kind="COVER_FOR") & Q(covers__isnull=False) & ~Q(covers=F("assignment")))
                | (~Q(kind="COVER_FOR") & Q(covers__isnull=True)),
                name="hr_jobmark_covers_another",
            ),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_jobmark_person")]

    def __str__(self) -> str:
        return self.get_kind_display()


class EstablishmentMode(PartnerOwned):
    """What a partner does when a post would be filled over its establishment, between two dates."""

    mode = models.CharField(max_length=20, choices=[(one.value, one.words) for one in Mode])
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_establishmentmode_no_overlap"), has_start("hr_establishmentmode_starts"), referenced=False
        )

    def __str__(self) -> str:
        return Mode(self.mode).words


class Vacancy(PublicId, PartnerOwned):
    """An authorised search for somebody to fill a post, or a part of it."""

    class Stage(models.TextChoices):
        """How far it has come."""

        AUTHORISED = VacancyState.AUTHORISED.value, "Authorised"
        ADVERTISED = VacancyState.ADVERTISED.value, "Advertised"
        SHORTLIST = VacancyState.SHORTLIST.value, "Shortlisting"
        INTERVIEW = VacancyState.INTERVIEW.value, "Interviews"
        OFFER = VacancyState.OFFER.value, "Offer made"
        FILLED = VacancyState.FILLED.value, "Filled"
        WITHDRAWN = VacancyState.WITHDRAWN.value, "Withdrawn"

    post = PartnerForeignKey(Post)
    fte = RateField()
    authorisation = models.CharField(max_length=80)
    opened_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.AUTHORISED)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name_plural = "vacancies"
        constraints = owned(
            models.CheckConstraint(condition=Q(fte__gt=0), name="hr_vacancy_fte"),
            models.CheckConstraint(
                condition=(
                    Q(stage__in=["FILLED", "WITHDRAWN"], settled_by__isnull=False, settled_at__isnull=False)
                    | (~Q(stage__in=["FILLED", "WITHDRAWN"]) & Q(settled_by__isnull=True, settled_at__isnull=True))
                ),
                name="hr_vacancy_settled_pair",
            ),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "post", "stage"], name="hr_vacancy_post")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.fte} FTE"
