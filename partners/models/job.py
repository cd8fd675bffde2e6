"""Long work that somebody waits for."""

from django.db import models
from django.db.models import F, Q

from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned


class BackgroundJob(PublicId, PartnerOwned):
    """A piece of long work: who asked, how far it is, what came out. It survives reload and sign-out."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "QUEUED", "Waiting to start"
        RUNNING = "RUNNING", "Running"
        DONE = "DONE", "Finished"
        FAILED = "FAILED", "Failed"
        CANCELLED = "CANCELLED", "Cancelled"

    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    n_total = models.IntegerField(default=0)
    n_done = models.IntegerField(default=0)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(n_done__gte=0) & Q(n_done__lte=F("n_total")), name="partners_job_progress"
            ),
            audited=False,
        )
        indexes = [models.Index(fields=["partner", "-created_at"], name="partners_job_recent")]

    def __str__(self) -> str:
        return self.label
