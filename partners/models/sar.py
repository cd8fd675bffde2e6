"""Requests of people to see what is held about them (domain HR-13; UK GDPR article 15)."""

from django.db import models
from django.db.models import F, Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.states import SarState
from sharedservices.common.fields import SealedTextField


class SarCase(PublicId, PartnerOwned):
    """One request of one person, from the day it was received to the answer."""

    class State(models.TextChoices):
        """Where it stands."""

        RECEIVED = SarState.RECEIVED.value, "Received"
        IDENTITY = SarState.IDENTITY.value, "Waiting for proof of identity"
        VERIFIED = SarState.VERIFIED.value, "Identity verified"
        CLARIFYING = SarState.CLARIFYING.value, "Waiting for clarification"
        COLLECTED = SarState.COLLECTED.value, "To be reviewed"
        REVIEWED = SarState.REVIEWED.value, "Reviewed"
        RELEASED = SarState.RELEASED.value, "Answered"
        REFUSED = SarState.REFUSED.value, "Refused"
        WITHDRAWN = SarState.WITHDRAWN.value, "Withdrawn"

    person_id = models.BigIntegerField(help_text="The person in hr")
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    received_on = models.DateField()
    due_on = models.DateField(help_text="The last day for the answer, as worked out after each step")
    scope = models.CharField(max_length=1000, blank=True, help_text="What the person asked for; empty: everything")
    exclusions = models.CharField(max_length=1000, blank=True, help_text="What was left out of the search, and why")
    is_complex = models.BooleanField(default=False)
    complex_reason = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    collected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    collected_human = models.UUIDField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_human = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True, help_text="Why it was refused or withdrawn")

    class Meta(PartnerOwned.Meta):
        verbose_name = "access request"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="partners_sarcase_number"),
            models.CheckConstraint(
                condition=Q(is_complex=False, complex_reason="") | (Q(is_complex=True) & ~Q(complex_reason="")),
                name="partners_sarcase_complex_says_why",
            ),
            models.CheckConstraint(
                condition=Q(collected_by__isnull=True, collected_human__isnull=True, collected_at__isnull=True)
                | Q(collected_by__isnull=False, collected_human__isnull=False, collected_at__isnull=False),
                name="partners_sarcase_collected_pair",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_human__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_human__isnull=False, reviewed_at__isnull=False),
                name="partners_sarcase_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="partners_sarcase_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_human__isnull=True) | ~Q(reviewed_human=F("collected_human")),
                name="partners_sarcase_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SarState.REVIEWED, SarState.RELEASED]) | Q(reviewed_human__isnull=False),
                name="partners_sarcase_reviewed_first",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[SarState.RELEASED, SarState.REFUSED, SarState.WITHDRAWN], closed_at__isnull=False
                )
                | (~Q(state__in=[SarState.RELEASED, SarState.REFUSED, SarState.WITHDRAWN]) & Q(closed_at__isnull=True)),
                name="partners_sarcase_closed",
            ),
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "state", "due_on"], name="partners_sarcase_due")]

    def __str__(self) -> str:
        return f"Access request {self.number}"


class SarPause(PartnerOwned):
    """A time in which the clock stood, because identity or clarification was reasonably asked for."""

    class Kind(models.TextChoices):
        """What was asked for."""

        IDENTITY = "IDENTITY", "Proof of identity"
        CLARIFICATION = "CLARIFICATION", "Clarification"

    case = PartnerForeignKey(SarCase)
    kind = models.CharField(max_length=15, choices=Kind)
    asked = models.CharField(max_length=500)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "pause of an access request"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "case"], condition=Q(ended_on__isnull=True), name="partners_sarpause_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="partners_sarpause_order"
            ),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "case"], name="partners_sarpause_case")]

    def __str__(self) -> str:
        return self.get_kind_display()


class SarFile(PublicId, PartnerOwned):
    """What was collected, or the answer: sealed, with its SHA-256; its body goes when it expires."""

    class Kind(models.TextChoices):
        """Which of them it is."""

        DRAFT = "DRAFT", "Collected, not reviewed"
        JSON = "JSON", "Answer for machines (JSON)"
        PDF = "PDF", "Answer to read (PDF)"

    case = PartnerForeignKey(SarCase)
    kind = models.CharField(max_length=5, choices=Kind)
    body = SealedTextField(blank=True)
    sha256 = models.CharField(max_length=64)
    n_bytes = models.IntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "file of an access request"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "kind"], name="partners_sarfile_once"),
            hide=("body",),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class SarDecision(PartnerOwned):
    """What the reviewer decided about one part of what was collected: left out, or shown though it is restricted."""

    class Exemption(models.TextChoices):
        """Why something is left out. Source: Data Protection Act 2018, schedule 2."""

        NONE = "", "Shown"
        THIRD_PARTY = "THIRD_PARTY", "About another person"
        FORECAST = "FORECAST", "Management forecast"
        NEGOTIATION = "NEGOTIATION", "Negotiations with the person"
        PRIVILEGE = "PRIVILEGE", "Legal privilege"
        REFERENCE = "REFERENCE", "Reference given in confidence"
        CRIME = "CRIME", "Crime and taxation"
        OUT_OF_SCOPE = "OUT_OF_SCOPE", "Not asked for"

    case = PartnerForeignKey(SarCase)
    part = models.CharField(max_length=120, help_text="Module, section, record and field, like pay/bank/2/reason")
    exemption = models.CharField(max_length=12, choices=Exemption, blank=True, default="")
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "decision about a part of an access request"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "part"], name="partners_sardecision_once"),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.part


class SarEvent(PartnerOwned):
    """One line of the log of a request. Never changed."""

    case = PartnerForeignKey(SarCase)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "event of an access request"
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "case", "id"], name="partners_sarevent_log")]

    def __str__(self) -> str:
        return self.action
