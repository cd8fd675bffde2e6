"""Documents in the answer to an access request: each is decided about before anything leaves (domain HR-13)."""

from django.db import models
from django.db.models import Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.models.sar import SarCase, SarDecision
from sharedservices.common.fields import SealedTextField


class SarDocument(PublicId, PartnerOwned):
    """One file that is held about the person: what the reviewer decided, and what goes out in its place.

    `body` is the redacted version that somebody uploaded; from the answer on, a copy of what was released. It goes when
    the answer expires. The database lets no review end while one is undecided.
    """

    class Decision(models.TextChoices):
        """What happens to it."""

        UNDECIDED = "", "To be decided"
        RELEASE = "RELEASE", "Released"
        REDACT = "REDACT", "Released with parts blacked out"
        WITHHOLD = "WITHHOLD", "Withheld"

    case = PartnerForeignKey(SarCase)
    number = models.IntegerField()
    section = models.CharField(max_length=60, help_text="The folder that it stands in")
    title = models.CharField(max_length=150)
    source = models.UUIDField(help_text="The document, where it is held")
    content_type = models.CharField(max_length=40)
    n_bytes = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    decision = models.CharField(max_length=8, choices=Decision, blank=True, default="")
    exemption = models.CharField(max_length=12, choices=SarDecision.Exemption, blank=True, default="")
    words = models.CharField(max_length=300, blank=True)
    body = SealedTextField(blank=True)
    out_type = models.CharField(max_length=40, blank=True)
    out_bytes = models.IntegerField(null=True, blank=True)
    out_sha256 = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "document in an access request"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "number"], name="partners_sardocument_number"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="partners_sardocument_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "RELEASE"], exemption="", words="")
                | (Q(decision__in=["REDACT", "WITHHOLD"]) & ~Q(exemption="") & ~Q(words="")),
                name="partners_sardocument_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(decision="REDACT") | ~Q(out_sha256=""), name="partners_sardocument_redacted"
            ),
            hide=("body",),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"Document {self.number}"
