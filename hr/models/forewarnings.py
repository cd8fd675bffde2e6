"""What will hurt somebody's pay soon: foreseen every night, told to the person, spoken about by the manager."""

from django.db import models
from django.db.models import F, Q

from hr.foresight import Hurt
from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class Forewarning(PublicId, PartnerOwned):
    """Something that will happen to somebody's pay on a day, and when it was told.

    `gone_on`: the forecast no longer says it, because somebody acted or the facts moved. `told_at`: when a message to
    the person was queued. `spoken_at`: when somebody spoke to the person.
    """

    class Kind(models.TextChoices):
        """What will happen."""

        SICK_PAY = Hurt.SICK_PAY.value, "Sick pay goes down"
        CONTRACT_END = Hurt.CONTRACT_END.value, "Contract ends"
        DUTY_END = Hurt.DUTY_END.value, "Acting up or secondment ends"
        ELEMENT_END = Hurt.ELEMENT_END.value, "Allowance or protection ends"
        NIL_PAY = Hurt.NIL_PAY.value, "No pay expected"
        PAY_DROP = Hurt.PAY_DROP.value, "Pay much lower than usual"
        PENSION_BAND = Hurt.PENSION_BAND.value, "Pension contribution changes"
        MISSING_CLAIM = Hurt.MISSING_CLAIM.value, "Usual claim not entered"

    person = PartnerForeignKey(Person)
    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=120, help_text="What it is about: the same thing is told once")
    job = models.CharField(max_length=160, blank=True)
    headline = models.CharField(max_length=200)
    detail = models.CharField(max_length=500, blank=True)
    for_staff_only = models.BooleanField(default=False)
    takes_effect_on = models.DateField()
    found_on = models.DateField()
    gone_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    spoken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    spoken_at = models.DateTimeField(null=True, blank=True)
    spoken_note = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "key"], name="hr_forewarning_once"),
            models.CheckConstraint(
                condition=Q(gone_on__isnull=True) | Q(gone_on__gte=F("found_on")), name="hr_forewarning_gone_after"
            ),
            models.CheckConstraint(
                condition=Q(spoken_by__isnull=True, spoken_at__isnull=True, spoken_note="")
                | Q(spoken_by__isnull=False, spoken_at__isnull=False),
                name="hr_forewarning_spoken_pair",
            ),
            self_service="person_id",
            self_only_if="gone_on IS NULL AND NOT for_staff_only",
            hide=("detail", "spoken_note"),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "gone_on", "takes_effect_on"], name="hr_forewarning_when"),
            models.Index(fields=["partner", "person"], name="hr_forewarning_person"),
        ]

    def __str__(self) -> str:
        return self.headline
