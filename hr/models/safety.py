"""Accidents at work and exposure to what may harm later: the day, the category, whether RIDDOR asks for a report."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class SafetyRecord(PublicId, PartnerOwned):
    """An accident of somebody at work, or work that exposed them. No diagnosis, no treatment: ask a doctor.

    What was recorded stays; an exposure ends once, a report to HSE is noted once, and a record made in error is
    withdrawn with a reason.
    """

    class Kind(models.TextChoices):
        """What it is."""

        ACCIDENT = "ACCIDENT", "Accident"
        EXPOSURE = "EXPOSURE", "Exposure"

    class Category(models.TextChoices):
        """What happened, or what somebody was exposed to."""

        FALL = "FALL", "Slip, trip or fall"
        HANDLING = "HANDLING", "Lifting and handling"
        STRUCK = "STRUCK", "Struck by or against something"
        VEHICLE = "VEHICLE", "Vehicle"
        VIOLENCE = "VIOLENCE", "Violence at work"
        OTHER = "OTHER", "Another accident"
        ASBESTOS = "ASBESTOS", "Asbestos"
        RADIATION = "RADIATION", "Ionising radiation"
        NOISE = "NOISE", "Noise"
        VIBRATION = "VIBRATION", "Vibration"
        SUBSTANCE = "SUBSTANCE", "Hazardous substance"

    class Riddor(models.TextChoices):
        """Why RIDDOR 2013 asks for a report, if it does."""

        NO = "NO", "No"
        SPECIFIED = "SPECIFIED", "Death or specified injury"
        SEVEN_DAYS = "SEVEN_DAYS", "Away from usual work for more than seven days"
        DISEASE = "DISEASE", "Occupational disease or exposure"

    person = PartnerForeignKey(Person)
    kind = models.CharField(max_length=10, choices=Kind)
    category = models.CharField(max_length=10, choices=Category)
    happened_on = models.DateField(help_text="The day of the accident, or the first day of exposure")
    ended_on = models.DateField(null=True, blank=True, help_text="The last day of exposure")
    place = models.CharField(max_length=120)
    account = models.CharField(max_length=500, help_text="What happened, without anything medical")
    riddor = models.CharField(max_length=10, choices=Riddor, default=Riddor.NO)
    reported_on = models.DateField(null=True, blank=True)
    report_reference = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "accident or exposure"
        verbose_name_plural = "accidents and exposure"
        constraints = owned(
            models.CheckConstraint(
                condition=(
                    Q(kind="ACCIDENT", ended_on__isnull=True)
                    & Q(category__in=["FALL", "HANDLING", "STRUCK", "VEHICLE", "VIOLENCE", "OTHER"])
                )
                | (Q(kind="EXPOSURE") & Q(category__in=["ASBESTOS", "RADIATION", "NOISE", "VIBRATION", "SUBSTANCE"])),
                name="hr_safetyrecord_category",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("happened_on")), name="hr_safetyrecord_order"
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True, report_reference="")
                | (Q(reported_on__gte=F("happened_on")) & ~Q(report_reference="") & ~Q(riddor="NO")),
                name="hr_safetyrecord_reported_pair",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="hr_safetyrecord_withdrawn_pair",
            ),
            person="person_id",
            hide=("category", "place", "account", "riddor"),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_safetyrecord_person"),
            models.Index(fields=["partner", "happened_on"], name="hr_safetyrecord_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.happened_on:%-d %B %Y}"
