"""Documents about a person: sealed at rest, never changed, replaced by newer ones."""

from django.db import models
from django.db.models import Q

from hr.models.people import Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.models.base import PartnerManager, PartnerQuerySet
from sharedservices.common.fields import SealedTextField


class DocumentManager(PartnerManager):
    """Leaves the content of a document where it is: ten megabytes are read on purpose or not at all."""

    def get_queryset(self) -> PartnerQuerySet:
        """Return the documents of the partners in scope, without their content.

        :raises NoPartnerScope: outside partner_scope()
        """
        rows: PartnerQuerySet = super().get_queryset().defer("content")
        return rows


class Document(PublicId, PartnerOwned):
    """A file about a person. Its bytes are sealed for this row; a newer one supersedes it and it stays on record."""

    class Kind(models.TextChoices):
        """What it is."""

        RIGHT_TO_WORK = "RIGHT_TO_WORK", "Right to work: copy of the check"
        IDENTITY = "IDENTITY", "Proof of identity"
        REFERENCE = "REFERENCE", "Reference"
        REGISTRATION = "REGISTRATION", "Registration or qualification"
        STARTER_CHECKLIST = "STARTER_CHECKLIST", "Starter checklist or P45"
        OFFER = "OFFER", "Offer letter"
        CONTRACT = "CONTRACT", "Contract and written statement"
        SIGNED_CONTRACT = "SIGNED_CONTRACT", "Signed contract"
        CHANGE = "CHANGE", "Statement of change"
        RECEIPT = "RECEIPT", "Receipt of a claim"
        FIT_NOTE = "FIT_NOTE", "Fit note"
        OTHER = "OTHER", "Other"

    person = PartnerForeignKey(Person)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=150)
    about = models.CharField(max_length=80, blank=True, help_text="What it was made from, like terms:<public id>")
    dated_on = models.DateField(null=True, blank=True, help_text="Of the paper, where it was brought over")
    content_type = models.CharField(max_length=40)
    n_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = SealedTextField()
    is_for_person = models.BooleanField(default=False, help_text="The person may see it in self-service")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    superseded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentManager()  # type: ignore[misc]

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(n_bytes__gt=0, n_bytes__lte=10 * 1024 * 1024), name="hr_document_size"),
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/jpeg", "image/png"]), name="hr_document_type"
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True, superseded_at__isnull=True)
                | Q(superseded_by__isnull=False, superseded_at__isnull=False),
                name="hr_document_superseded_pair",
            ),
            self_service="person_id",
            self_only_if="is_for_person",
            hide=("content",),
        )
        indexes = [models.Index(fields=["partner", "person", "kind"], name="hr_document_person")]

    def __str__(self) -> str:
        return self.title


class RequestPaper(PublicId, PartnerOwned):
    """Evidence that a change request about no single person carries: a list, a reorganisation, a policy.

    It is kept with the request and opened by whoever may see the request; it never changes.
    """

    title = models.CharField(max_length=150)
    content_type = models.CharField(max_length=40)
    n_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = SealedTextField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = DocumentManager()  # type: ignore[misc]

    class Meta(PartnerOwned.Meta):
        verbose_name = "document of a request"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(n_bytes__gt=0, n_bytes__lte=10 * 1024 * 1024), name="hr_requestpaper_size"
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/jpeg", "image/png"]),
                name="hr_requestpaper_type",
            ),
            hide=("content",),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.title
