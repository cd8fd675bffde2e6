"""The talk after sickness: that it was held, when, and what came of it."""

from django.db import models
from django.db.models import Q

from hr.models.absence import AbsenceRecord
from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, User, owned


class ReturnInterview(PartnerOwned):
    """A return-to-work interview after one absence. Its note is for HR and the person.

    A referral to occupational health has its day, the day on which it is looked at again, and what came of it.
    """

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
    referred_on = models.DateField(null=True, blank=True, help_text="When occupational health was asked")
    follow_up_on = models.DateField(null=True, blank=True, help_text="When it is looked at again")
    followed_up_on = models.DateField(null=True, blank=True)
    follow_up_note = models.CharField(max_length=500, blank=True, help_text="What was advised and agreed")
    followed_up_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "absence"], name="hr_returninterview_once"),
            models.CheckConstraint(
                condition=Q(referred_on__isnull=True) | Q(outcome="HEALTH", follow_up_on__isnull=False),
                name="hr_returninterview_referral",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on__isnull=True, followed_up_by__isnull=True)
                | Q(followed_up_on__isnull=False, followed_up_by__isnull=False, follow_up_on__isnull=False),
                name="hr_returninterview_followed_up",
            ),
            self_service="person_id",
            hide=("note", "follow_up_note"),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_returninterview_person")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}"
