"""Somebody who is missing: everything to them is held back, but nobody has died (domain HR-09)."""

from django.db import models
from django.db.models import Q

from hr.models.people import Person
from hr.states import MissingState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class MissingCase(PublicId, PartnerOwned):
    """That somebody is missing: since when, who said so, what is decided about their pay, and how it ended.

    Pay goes on until somebody decides otherwise. DIED: a death was reported, whose case goes on from here.
    """

    class State(models.TextChoices):
        """Where it stands."""

        MISSING = MissingState.MISSING.value, "Missing"
        FOUND = MissingState.FOUND.value, "Found"
        DIED = MissingState.DIED.value, "A death was reported"

    class Pay(models.TextChoices):
        """What is paid meanwhile."""

        CONTINUE = "CONTINUE", "Pay goes on"
        HOLD = "HOLD", "Held for the family or a court to decide"

    person = PartnerForeignKey(Person)
    state = models.CharField(max_length=10, choices=State, default=State.MISSING)
    missing_since = models.DateField()
    told_by = models.CharField(max_length=200)
    police_reference = models.CharField(max_length=60, blank=True)
    pay = models.CharField(max_length=10, choices=Pay, default=Pay.CONTINUE)
    pay_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pay_at = models.DateTimeField(null=True, blank=True)
    pay_why = models.CharField(max_length=300, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "case of somebody who is missing"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person"], condition=Q(state="MISSING"), name="hr_missingcase_once"
            ),
            models.CheckConstraint(
                condition=Q(pay_by__isnull=True, pay_at__isnull=True, pay_why="")
                | (Q(pay_by__isnull=False, pay_at__isnull=False) & ~Q(pay_why="")),
                name="hr_missingcase_pay_pair",
            ),
            models.CheckConstraint(
                condition=Q(pay="CONTINUE") | Q(pay_at__isnull=False), name="hr_missingcase_pay_decided"
            ),
            models.CheckConstraint(
                condition=Q(state="MISSING", ended_by__isnull=True, ended_at__isnull=True)
                | (~Q(state="MISSING") & Q(ended_by__isnull=False, ended_at__isnull=False)),
                name="hr_missingcase_ended_pair",
            ),
            person="person_id",
            hide=("told_by", "police_reference", "pay_why", "ended_how"),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_missingcase_person")]

    def __str__(self) -> str:
        return f"Missing: {self.person}"
