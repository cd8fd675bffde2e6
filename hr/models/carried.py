"""Work that was under way in the old system when a partner came over: none may be lost (domain HR-11, cutover)."""

from django.db import models
from django.db.models import Q

from hr.models.onboarding import OnboardingProject
from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class CarriedWork(PublicId, PartnerOwned):
    """One thing that somebody had begun in the old system, with who goes on with it here, and until when.

    It is open until its owner says what came of it. What it is about stays as it was loaded.
    """

    class Kind(models.TextChoices):
        """What it is."""

        CASE = "CASE", "Case: conduct, capability, grievance"
        SICKNESS = "SICKNESS", "Long sickness"
        RECRUITMENT = "RECRUITMENT", "Recruitment"
        CHANGE = "CHANGE", "Change of a contract"
        PAY_QUERY = "PAY_QUERY", "Question about pay"
        OVERPAYMENT = "OVERPAYMENT", "Overpayment"
        APPEAL = "APPEAL", "Appeal or claim"
        OTHER = "OTHER", "Other"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "OPEN", "Open"
        DONE = "DONE", "Done"

    project = PartnerForeignKey(OnboardingProject)
    reference = models.CharField(max_length=24, help_text="By which the old system knows it")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=150)
    next_step = models.CharField(max_length=500, blank=True)
    person = PartnerForeignKey(Person, null=True, help_text="Whom it is about, if anybody")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=500, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "item of work carried over"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "reference"], name="hr_carriedwork_reference"),
            models.CheckConstraint(
                condition=Q(state="OPEN", outcome="", done_by__isnull=True, done_at__isnull=True)
                | (Q(state="DONE", done_by__isnull=False, done_at__isnull=False) & ~Q(outcome="")),
                name="hr_carriedwork_done_says_what",
            ),
            person="person_id",
            hide=("title", "next_step", "outcome"),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "state", "due_on"], name="hr_carriedwork_due"),
            models.Index(fields=["partner", "person"], name="hr_carriedwork_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
