"""National Insurance numbers that two people of a partner claim, of whom not everybody may know (domain SEC-02)."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.rls import Narrowed

NOT_HIDDEN = "(claimant_id = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE"


class NinoClash(PublicId, PartnerOwned):
    """That a number was recorded for somebody while somebody else has it, whom whoever recorded it may not know of.

    Row security hides it where it hides either of the two. It is made by hr_note_nino_clash(), never by the runtime
    role: whoever causes it learns nothing of it.
    """

    class Outcome(models.TextChoices):
        """Whose number it is."""

        HOLDER = "HOLDER", "It belongs to whoever had it first"
        CLAIMANT = "CLAIMANT", "It belongs to whoever it was recorded for later"
        SAME = "SAME", "They are one human being with two records"

    person = PartnerForeignKey(Person, related_name="+")
    claimant = PartnerForeignKey(Person, related_name="+")
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    words = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "clash of a National Insurance number"
        verbose_name_plural = "clashes of National Insurance numbers"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person", "claimant"], condition=Q(settled_at__isnull=True), name="hr_ninoclash_once"
            ),
            models.CheckConstraint(condition=~Q(person=F("claimant")), name="hr_ninoclash_two_people"),
            models.CheckConstraint(
                condition=Q(outcome="", words="", settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(outcome="") & ~Q(words="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="hr_ninoclash_settled_whole",
            ),
            Narrowed(name="hr_ninoclash_narrowed", using=NOT_HIDDEN),
            person="person_id",
            hide=("person_id", "claimant_id", "words"),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"Clash of {self.noted_at:%d.%m.%Y}"
