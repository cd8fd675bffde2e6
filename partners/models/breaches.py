"""Personal data breaches: what happened, the 72 hours, who was told (domain HR-13; UK GDPR articles 33 and 34)."""

from django.db import models
from django.db.models import F, Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.states import BreachState


class Breach(PublicId, PartnerOwned):
    """One breach. `aware_at` starts the clock of 72 hours; the decision about notifying has its reasons, either way."""

    class Severity(models.TextChoices):
        """What it may do to people."""

        UNLIKELY = "UNLIKELY", "A risk to people is unlikely"
        RISK = "RISK", "A risk to people"
        HIGH = "HIGH", "A high risk to people"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = BreachState.OPEN.value, "Being looked into"
        DECIDED = BreachState.DECIDED.value, "Decided about notification"
        CLOSED = BreachState.CLOSED.value, "Closed"

    class Decision(models.TextChoices):
        """Whether the Information Commissioner is told."""

        NOTIFY = "NOTIFY", "The Information Commissioner is told"
        NOT_NOTIFY = "NOT_NOTIFY", "Not told: a risk to people is unlikely"

    number = models.IntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    title = models.CharField(max_length=120)
    what = models.CharField(max_length=2000, help_text="What happened, without names")
    happened_at = models.DateTimeField(null=True, blank=True)
    aware_at = models.DateTimeField(help_text="When the partner became aware: the clock starts")
    due_at = models.DateTimeField()
    severity = models.CharField(max_length=8, choices=Severity)
    n_people = models.IntegerField(null=True, blank=True, help_text="About how many people it concerns")
    data_kinds = models.CharField(max_length=500, help_text="Which data of theirs")
    containment = models.CharField(max_length=2000, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    decision_reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    ico_reference = models.CharField(max_length=40, blank=True)
    late_reason = models.CharField(max_length=500, blank=True, help_text="Why it was told after 72 hours")
    people_told_at = models.DateTimeField(null=True, blank=True)
    n_told = models.IntegerField(null=True, blank=True)
    told_how = models.CharField(max_length=500, blank=True)
    lessons = models.CharField(max_length=2000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "breach"
        verbose_name_plural = "breaches"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="partners_breach_number"),
            models.CheckConstraint(
                condition=Q(decision="", decision_reason="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & ~Q(decision_reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="partners_breach_decided_whole",
            ),
            models.CheckConstraint(condition=Q(state="OPEN") | ~Q(decision=""), name="partners_breach_decided_first"),
            models.CheckConstraint(
                condition=~Q(decision="NOT_NOTIFY") | Q(severity="UNLIKELY"), name="partners_breach_risk_is_notified"
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | Q(notified_at__lte=F("due_at")) | ~Q(late_reason=""),
                name="partners_breach_late_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="CLOSED")
                | (Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(containment="") & ~Q(lessons="")),
                name="partners_breach_closed_whole",
            ),
        )
        indexes = [models.Index(fields=["partner", "state", "due_at"], name="partners_breach_due")]

    def __str__(self) -> str:
        return f"Breach {self.number}"


class BreachEvent(PartnerOwned):
    """One line of a breach's timeline. Never changed."""

    breach = PartnerForeignKey(Breach)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=2000, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "event of a breach"
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "breach", "id"], name="partners_breachevent_log")]

    def __str__(self) -> str:
        return self.action


class LookerReport(PublicId, PartnerOwned):
    """That the report of a month about who looked at whom is there, and that somebody has read it (domain SEC-05)."""

    month = models.DateField(help_text="Its first day")
    made_at = models.DateTimeField()
    n_lookers = models.IntegerField()
    n_flagged = models.IntegerField()
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True, help_text="What was made of it")

    class Meta(PartnerOwned.Meta):
        verbose_name = "report of who looked"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "month"], name="partners_lookerreport_month"),
            models.CheckConstraint(
                condition=Q(read_by__isnull=True, read_at__isnull=True, words="")
                | (Q(read_by__isnull=False, read_at__isnull=False) & ~Q(words="")),
                name="partners_lookerreport_read_whole",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"
