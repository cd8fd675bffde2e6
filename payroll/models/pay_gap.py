"""The gender pay gap: which elements count, and the figures of a snapshot date, kept as they were."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from hr.models import PayElement, Person
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField, MoneyField, RateField


class PayGapTreatment(PartnerOwned):
    """What an element of pay is to the gender pay gap. Somebody says so for each: a guess would be published."""

    class Treatment(models.TextChoices):
        """What the regulations make of it (SI 2017/353, Schedule 1, paragraphs 3 and 4)."""

        ORDINARY = "ORDINARY", "Ordinary pay: salary, allowances, shift premiums, pay for leave"
        BONUS = "BONUS", "Bonus: profit share, productivity, performance, commission"
        LEFT_OUT = "LEFT_OUT", "Not counted: overtime, arrears, redundancy, pay in lieu, expenses"

    element = PartnerForeignKey(PayElement)
    treatment = models.CharField(max_length=10, choices=Treatment)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "element"], name="payroll_paygaptreatment_once"),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.get_treatment_display()


class PayGapReport(PublicId, PartnerOwned):
    """The figures of one employer on one day, as they were worked out. Never changed: a new one has the next number."""

    legal_entity = PartnerForeignKey(LegalEntity)
    snapshot_on = models.DateField()
    number = models.IntegerField(help_text="1 for the first of the day, then 2, 3 …")
    is_statutory = models.BooleanField(help_text="On the snapshot date of the law; else a trial for one’s own use")
    is_obliged = models.BooleanField(help_text="Enough people for the duty to publish")
    n_heads = models.IntegerField()
    n_full_pay = models.IntegerField()
    figures = models.JSONField(encoder=DjangoJSONEncoder, help_text="The measures, and what they are worked from")
    rows_hash = models.CharField(max_length=64, help_text="SHA-256 over the rows, in the order of people")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "snapshot_on", "number"], name="payroll_paygapreport_number"
            ),
            models.CheckConstraint(
                condition=Q(n_heads__gte=0, n_full_pay__gte=0, number__gt=0), name="payroll_paygapreport_counts"
            ),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"Pay gap of {self.snapshot_on:%d.%m.%Y}"


class PayGapRow(PartnerOwned):
    """One person in a report: what their hourly rate was worked from, or why they have none."""

    class Standing(models.TextChoices):
        """How somebody counts."""

        FULL = "FULL", "On full pay"
        REDUCED = "REDUCED", "Paid less because of leave"
        NOT_PAID = "NOT_PAID", "Not paid in the period"
        NO_HOURS = "NO_HOURS", "No hours to divide by"

    report = PartnerForeignKey(PayGapReport)
    person = PartnerForeignKey(Person)
    sex = models.CharField(max_length=1)
    weekly_pay = MoneyField()
    weekly_hours = HoursField()
    hourly = RateField(null=True, help_text="Pounds an hour, to four places")
    bonus = MoneyField(help_text="Of the twelve months that end on the day")
    standing = models.CharField(max_length=10, choices=Standing)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "report", "person"], name="payroll_paygaprow_once"),
            models.CheckConstraint(
                condition=Q(standing="FULL", hourly__isnull=False) | (~Q(standing="FULL") & Q(hourly__isnull=True)),
                name="payroll_paygaprow_hourly",
            ),
            person="person_id",
            audited=False,
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.standing}"
