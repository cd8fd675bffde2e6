"""The right to work of a person: what was checked, what is due before it lapses, what was decided when it did."""

from django.db import models
from django.db.models import F, Q

from hr.models.documents import Document
from hr.models.people import Person
from hr.states import SuspensionState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField


class RightToWork(PublicId, PartnerOwned):
    """A check of somebody's right to work. It is never changed; one made in error is withdrawn (domain HR-06)."""

    class Method(models.TextChoices):
        """How it was checked (Home Office, Employer’s guide to right to work checks)."""

        MANUAL = "MANUAL", "Original document, checked with the person present"
        ONLINE = "ONLINE", "Online check with a share code"
        IDSP = "IDSP", "Identity service provider (British or Irish passport)"
        ECS = "ECS", "Positive Verification Notice of the Employer Checking Service"

    class Permission(models.TextChoices):
        """How long it lasts."""

        UNLIMITED = "UNLIMITED", "Without time limit"
        TIME_LIMITED = "TIME_LIMITED", "Until a date"

    person = PartnerForeignKey(Person)
    method = models.CharField(max_length=8, choices=Method)
    permission = models.CharField(max_length=12, choices=Permission)
    document_type = models.CharField(max_length=80)
    document_number = models.CharField(max_length=40)
    checked_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="The last day of the permission")
    weekly_hours_limit = HoursField(null=True, blank=True)
    work_limits = models.CharField(max_length=200, blank=True)
    copy = PartnerForeignKey(Document)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    checked_elsewhere_by = models.CharField(
        max_length=100, blank=True, help_text="Who checked it at the employer or system before, if it was brought over"
    )
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "right to work check"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(permission="UNLIMITED", expires_on__isnull=True)
                | Q(permission="TIME_LIMITED", expires_on__isnull=False),
                name="hr_righttowork_expiry",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("checked_on")), name="hr_righttowork_order"
            ),
            models.CheckConstraint(
                condition=~Q(method="IDSP") | Q(permission="UNLIMITED"), name="hr_righttowork_idsp_unlimited"
            ),
            models.CheckConstraint(
                condition=~Q(method="ECS") | Q(permission="TIME_LIMITED"), name="hr_righttowork_notice_limited"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="hr_righttowork_withdrawn_pair",
            ),
            hide=("document_number",),
            person="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_righttowork_person"),
            models.Index(fields=["partner", "expires_on"], name="hr_righttowork_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.document_type}"


class RightToWorkNotice(PartnerOwned):
    """HR and the manager were given the task to renew a permission, so many days before it ends. Never changed."""

    person = PartnerForeignKey(Person)
    right_to_work = PartnerForeignKey(RightToWork)
    days_before = models.PositiveSmallIntegerField()
    given_on = models.DateField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "right_to_work", "days_before"], name="hr_righttoworknotice_once"
            ),
            models.CheckConstraint(condition=Q(days_before__in=[60, 30, 7]), name="hr_righttoworknotice_days"),
            append_only=True,
            referenced=False,
            person="person_id",
        )

    def __str__(self) -> str:
        return f"{self.days_before} days before"


class RightToWorkSuspension(PublicId, PartnerOwned):
    """Somebody’s permission lapsed: no work and no pay until HR has decided. Nobody is dismissed by it."""

    class State(models.TextChoices):
        """Where it stands."""

        SUSPENDED_RTW = SuspensionState.SUSPENDED_RTW.value, "Suspended: HR decides"
        LEAVING = SuspensionState.LEAVING.value, "The employment is being ended"
        RENEWED = SuspensionState.RENEWED.value, "Renewed: back at work"

    person = PartnerForeignKey(Person)
    right_to_work = PartnerForeignKey(RightToWork)
    state = models.CharField(max_length=13, choices=State, default=State.SUSPENDED_RTW)
    since = models.DateField(help_text="The first day without permission")
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "suspension without right to work"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person"], condition=~Q(state="RENEWED"), name="hr_righttoworksuspension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, state="SUSPENDED_RTW")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="SUSPENDED_RTW")),
                name="hr_righttoworksuspension_decided_pair",
            ),
            referenced=False,
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_rtwsuspension_person")]

    def __str__(self) -> str:
        return f"Suspended since {self.since}"
