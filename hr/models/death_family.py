"""The family of somebody who has died: talks with them, who of them works here, what they answered (HR-09)."""

from django.db import models
from django.db.models import Q

from hr.models.deaths import DeathCase
from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class FamilyTalk(PublicId, PartnerOwned):
    """One talk with the family, or a letter from them. Never changed, never sent: a correction stands in its place."""

    class Kind(models.TextChoices):
        """How it came about."""

        CALL = "CALL", "Telephone call"
        VISIT = "VISIT", "Visit or meeting"
        LETTER = "LETTER", "Letter received"
        MESSAGE = "MESSAGE", "E-mail or message received"

    case = PartnerForeignKey(DeathCase)
    kind = models.CharField(max_length=10, choices=Kind)
    with_whom = models.CharField(max_length=120)
    held_on = models.DateField()
    said = models.CharField(max_length=2000)
    agreed = models.CharField(max_length=500, blank=True)
    asked_for = models.CharField(max_length=500, blank=True)
    corrects = PartnerForeignKey("self", null=True, blank=True)
    why = models.CharField(max_length=200, blank=True, help_text="Why it was corrected")
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "talk with a family"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "corrects"], condition=Q(corrects__isnull=False), name="hr_familytalk_corrected_once"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, why="") | (Q(corrects__isnull=False) & ~Q(why="")),
                name="hr_familytalk_says_why",
            ),
            append_only=True,
            hide=("with_whom", "said", "agreed", "asked_for", "why"),
        )
        indexes = [models.Index(fields=["partner", "case", "held_on"], name="hr_familytalk_case")]

    def __str__(self) -> str:
        return self.get_kind_display()


class FamilyKin(PublicId, PartnerOwned):
    """A next of kin who works here. Their own way to the case is barred, whatever roles they hold."""

    case = PartnerForeignKey(DeathCase)
    person = PartnerForeignKey(Person)
    relationship = models.CharField(max_length=80)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When their own manager was told")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "next of kin who works here"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "case", "person"], condition=Q(ended_at=None), name="hr_familykin_once"
            ),
            models.CheckConstraint(
                condition=Q(told_by__isnull=True, told_at__isnull=True)
                | Q(told_by__isnull=False, told_at__isnull=False),
                name="hr_familykin_told_pair",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, ended_why="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_why="")),
                name="hr_familykin_ended_pair",
            ),
            person="person_id",
            hide=("person", "relationship", "ended_why"),
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_familykin_person")]

    def __str__(self) -> str:
        return self.relationship


class FamilyAnswer(PartnerOwned):
    """What the family answered to a question that is asked once. Another answer comes from them, or not at all."""

    class Question(models.TextChoices):
        """What they are asked."""

        MANAGER = "MANAGER", "May their own manager be told?"
        CONTACT = "CONTACT", "One contact for two employers?"

    case = PartnerForeignKey(DeathCase)
    question = models.CharField(max_length=10, choices=Question)
    kin = PartnerForeignKey(FamilyKin, null=True, blank=True)
    agreed = models.BooleanField()
    said_by = models.CharField(max_length=120)
    said_on = models.DateField()
    other_employer = models.CharField(max_length=120, blank=True)
    is_unasked = models.BooleanField(default=False, help_text="They said it by themselves")
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "answer of a family"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "kin"], condition=Q(kin__isnull=False, is_unasked=False),
                name="hr_familyanswer_manager_once",
            ),
            models.UniqueConstraint(
                fields=["partner", "case"], condition=Q(question="CONTACT", is_unasked=False),
                name="hr_familyanswer_contact_once",
            ),
            models.CheckConstraint(
                condition=Q(question="MANAGER", kin__isnull=False, other_employer="")
                | (Q(question="CONTACT", kin__isnull=True) & ~Q(other_employer="")),
                name="hr_familyanswer_about",
            ),
            append_only=True, referenced=False, hide=("said_by", "other_employer"),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "case", "id"], name="hr_familyanswer_case")]

    def __str__(self) -> str:
        return self.get_question_display()
