"""What people ask for beside access: rectification, restriction, objection, portability; and complaints (HR-13)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.states import RightsState

ENDED = [RightsState.UPHELD, RightsState.PARTLY, RightsState.REFUSED, RightsState.WITHDRAWN]


class RightsCase(PublicId, PartnerOwned):
    """One request of one person about their data, or one complaint, from the day it came to the outcome.

    `area` is what it is about, one of partners/data/rights.toml; while `paused_at` has no `lifted_at`, that is
    restricted: shown as contested, and nothing in bulk changes it.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        RECTIFY = "RECTIFY", "Put something right"
        RESTRICT = "RESTRICT", "Restrict what is done with something"
        OBJECT = "OBJECT", "Object to something"
        PORT = "PORT", "A copy of what I gave, for machines"
        COMPLAIN = "COMPLAIN", "Complaint about how data is dealt with"

    class State(models.TextChoices):
        """Where it stands."""

        RECEIVED = RightsState.RECEIVED.value, "Received"
        WORKING = RightsState.WORKING.value, "Acknowledged, being dealt with"
        UPHELD = RightsState.UPHELD.value, "Done as asked"
        PARTLY = RightsState.PARTLY.value, "Done in part"
        REFUSED = RightsState.REFUSED.value, "Refused"
        WITHDRAWN = RightsState.WITHDRAWN.value, "Withdrawn"

    person_id = models.BigIntegerField(help_text="The person in hr")
    number = models.IntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    area = models.CharField(max_length=20, help_text="What it is about, of rights.toml")
    words = models.CharField(max_length=1000, blank=True, help_text="What the person said")
    is_own = models.BooleanField(default=False, help_text="Asked in self-service")
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    due_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="From when the area is restricted")
    paused = ArrayField(models.CharField(max_length=20), default=list, blank=True, help_text="What is paused")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "request about data"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="partners_rightscase_number"),
            models.CheckConstraint(
                condition=(Q(state__in=ENDED) & ~Q(outcome="") & Q(closed_by__isnull=False, closed_at__isnull=False))
                | (~Q(state__in=ENDED) & Q(outcome="", closed_by__isnull=True, closed_at__isnull=True)),
                name="partners_rightscase_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused=[], lifted_at__isnull=True, lifted_why="")
                | (Q(paused_at__isnull=False, lifted_at__isnull=True, lifted_why="") & ~Q(paused=[]))
                | (Q(paused_at__isnull=False, lifted_at__isnull=False) & ~Q(lifted_why="")),
                name="partners_rightscase_restriction",
            ),
            models.CheckConstraint(
                condition=~Q(state="WORKING") | Q(acknowledged_at__isnull=False), name="partners_rightscase_told"
            ),
            self_service="person_id",
            hide=("words", "outcome", "lifted_why"),
        )
        indexes = [models.Index(fields=["partner", "state", "due_on"], name="partners_rightscase_due")]

    def __str__(self) -> str:
        return f"Request {self.number}"


class RightsEvent(PartnerOwned):
    """One line of the log of such a request. Never changed."""

    case = PartnerForeignKey(RightsCase)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "event of a request about data"
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "case", "id"], name="partners_rightsevent_log")]

    def __str__(self) -> str:
        return self.action
