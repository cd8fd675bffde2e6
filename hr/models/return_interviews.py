"""The talk after sickness: that it was held, when, and what came of it."""

from django.db import models

from hr.models.absence import AbsenceRecord
from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, User, owned


class ReturnInterview(PartnerOwned):
    """A return-to-work interview after one absence. Its note is for HR and the person."""

    class Outcome(models.TextChoices):
        """What came of it."""

        NOTHING = "NOTHING", "Nothing further"
        SUPPORT = "SUPPORT", "Support or an adjustment agreed"
        HEALTH = "HEALTH", "Referral to occupational health"
        REVIEW = "REVIEW", "A review at a later date"
        FORMAL = "FORMAL", "A formal absence meeting"

    person = PartnerForeignKey(Person)
    absence = PartnerForeignKey(AbsenceRecord)
    held_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "absence"], name="hr_returninterview_once"),
            self_service="person_id",
            hide=("note",),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_returninterview_person")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}"
