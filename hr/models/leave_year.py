"""The end of a leave year for all jobs of a partner."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Assignment, Person
from hr.states import YearEndState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField


class LeaveYearRun(PublicId, PartnerOwned):
    """The end of a leave year for all jobs of a partner: prepared by one person, approved by another, or undone.

    What it carries over for whom is worked out when it is looked at; `digest` says that it is still what was prepared.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARED = YearEndState.PREPARED.value, "Waits for approval"
        APPROVED = YearEndState.APPROVED.value, "Hours carried over"
        DISCARDED = YearEndState.DISCARDED.value, "Discarded"
        UNDONE = YearEndState.UNDONE.value, "Undone"

    year_start = models.DateField(help_text="First day of the leave year that hours are carried into")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    n_jobs = models.PositiveIntegerField()
    carried_hours = models.DecimalField(max_digits=12, decimal_places=2)
    lapsed_hours = models.DecimalField(max_digits=12, decimal_places=2)
    digest = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_human = models.UUIDField()
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "year end of leave"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "year_start"],
                condition=Q(state__in=["PREPARED", "APPROVED"]),
                name="hr_leaveyearrun_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "UNDONE"])
                | (Q(approved_human__isnull=False) & ~Q(approved_human=F("prepared_human"))),
                name="hr_leaveyearrun_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True, approved_human__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False, approved_human__isnull=False),
                name="hr_leaveyearrun_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, state__in=["PREPARED", "APPROVED"])
                | Q(ended_by__isnull=False, ended_at__isnull=False, state__in=["DISCARDED", "UNDONE"]),
                name="hr_leaveyearrun_ended",
            ),
        )

    def __str__(self) -> str:
        return f"Leave year from {self.year_start:%-d %B %Y}"


class LeaveYearRow(PartnerOwned):
    """One job at the end of a leave year, in hours, as it was prepared: what is carried for each reason, what lapses.

    It never changes: whether leave has moved since, the approval finds out by `LeaveYearRun.digest`.
    """

    run = PartnerForeignKey(LeaveYearRun)
    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    unused = HoursField()
    known = HoursField(help_text="Carried over before, by hand")
    contractual = HoursField()
    sickness = HoursField()
    family = HoursField()
    lapsed = HoursField()
    why = models.CharField(max_length=60, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "job at a year end of leave"
        verbose_name_plural = "jobs at year ends of leave"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "assignment"], name="hr_leaveyearrow_once"),
            self_service="person_id",
            audited=False,
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_leaveyearrow_person")]

    def __str__(self) -> str:
        return f"{self.run}: job {self.assignment_id}"
