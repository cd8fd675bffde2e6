"""What is to be done after a death, and what was paid for days after it (domain HR-09)."""

from django.db import models
from django.db.models import F, Q

from hr.models.deaths import DeathCase
from hr.models.people import Employment
from hr.states import DeathTaskState, OverpaidState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class DeathTask(PublicId, PartnerOwned):
    """One thing to do after a death: who does it, by when, the figure it is about, and how it ended."""

    class Owner(models.TextChoices):
        """Who does it."""

        OFFICER = "OFFICER", "Case officer"
        HR = "HR", "HR"
        PAYROLL = "PAYROLL", "Payroll"
        PENSIONS = "PENSIONS", "Pensions"
        SAFETY = "SAFETY", "Health and safety"

    class State(models.TextChoices):
        """How it stands."""

        OPEN = DeathTaskState.OPEN.value, "To do"
        DONE = DeathTaskState.DONE.value, "Done"
        NOT_NEEDED = DeathTaskState.NOT_NEEDED.value, "Not needed"

    case = PartnerForeignKey(DeathCase)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=10, choices=Owner)
    due_on = models.DateField()
    figure = MoneyField(null=True, blank=True)
    working = models.CharField(max_length=200, blank=True)
    needs_consent = models.BooleanField(default=False, help_text="The family is asked first")
    consent = models.CharField(max_length=200, blank=True, help_text="Who of the family agreed, and when")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    note = models.CharField(max_length=200, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "code"], name="hr_deathtask_once"),
            models.CheckConstraint(
                condition=Q(state="OPEN", settled_by__isnull=True, settled_at__isnull=True)
                | Q(state__in=["DONE", "NOT_NEEDED"], settled_by__isnull=False, settled_at__isnull=False),
                name="hr_deathtask_settled_pair",
            ),
            models.CheckConstraint(condition=~Q(state="NOT_NEEDED") | ~Q(note=""), name="hr_deathtask_says_why"),
            models.CheckConstraint(
                condition=Q(needs_consent=False) | ~Q(state="DONE") | ~Q(consent=""), name="hr_deathtask_consent"
            ),
            referenced=False,
            hide=("title", "consent", "note", "working"),
        )
        indexes = [models.Index(fields=["partner", "state", "due_on"], name="hr_deathtask_due")]

    def __str__(self) -> str:
        return self.title


class DeathOverpayment(PublicId, PartnerOwned):
    """Days after a death that a run paid. The case officer proposes what becomes of it, the HR director agrees."""

    class State(models.TextChoices):
        """How it stands."""

        FOUND = OverpaidState.FOUND.value, "Found"
        PROPOSED = OverpaidState.PROPOSED.value, "Proposed by the case officer"
        DECIDED = OverpaidState.DECIDED.value, "Decided"

    class Outcome(models.TextChoices):
        """What becomes of it."""

        WRITE_OFF = "WRITE_OFF", "Write it off"
        ASK_ESTATE = "ASK_ESTATE", "Ask the estate, in a letter of the case officer"

    case = PartnerForeignKey(DeathCase)
    employment = PartnerForeignKey(Employment)
    run = models.UUIDField(help_text="The pay run that paid it")
    run_label = models.CharField(max_length=120)
    pay_date = models.DateField()
    days_overpaid = models.IntegerField()
    days_in_period = models.IntegerField()
    net_paid = MoneyField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.FOUND)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    why = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_human = models.UUIDField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "pay for days after a death"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "run", "employment"], name="hr_deathoverpayment_once"),
            models.CheckConstraint(
                condition=Q(state="FOUND", outcome="", proposed_by__isnull=True, proposed_human__isnull=True)
                | (Q(state__in=["PROPOSED", "DECIDED"], proposed_human__isnull=False) & ~Q(outcome="")),
                name="hr_deathoverpayment_proposed",
            ),
            models.CheckConstraint(
                condition=(~Q(state="DECIDED") & Q(decided_by=None, decided_human=None, decided_at=None))
                | Q(state="DECIDED", decided_by__isnull=False, decided_human__isnull=False, decided_at__isnull=False),
                name="hr_deathoverpayment_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_human__isnull=True) | ~Q(decided_human=F("proposed_human")),
                name="hr_deathoverpayment_second_person",
            ),
            referenced=False,
            hide=("why",),
        )

    def __str__(self) -> str:
        return self.run_label
