"""Lists that are too long for an answer: what they say, sealed, and the PDF that a worker made of it."""

from django.db import models

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.models.job import BackgroundJob
from sharedservices.common.fields import SealedTextField


class ListFile(PublicId, PartnerOwned):
    """A list as its reader saw it when it was asked for. Rows and PDF go when it expires; who took it is on the trail.

    `permissions` and `reach`: what the reader was allowed then. Whoever is allowed less since does not get it.
    """

    job = PartnerForeignKey(BackgroundJob)
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="Of the address with its filters")
    permission = models.CharField(max_length=60)
    permissions = models.JSONField(default=list)
    reach = models.CharField(max_length=64)
    trail = models.JSONField(default=dict, help_text="What the trail says when it is taken")
    n_rows = models.IntegerField()
    page = SealedTextField(blank=True)
    body = SealedTextField(blank=True)
    n_bytes = models.IntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "list made in the background"
        constraints = owned(hide=("page", "body"), referenced=False)
        indexes = [models.Index(fields=["partner", "expires_at"], name="partners_listfile_expires")]

    def __str__(self) -> str:
        return self.title
