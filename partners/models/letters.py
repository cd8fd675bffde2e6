"""Letters on paper: messages of the one gateway, printed in batches, and what comes back (domain HR-09, HR-12)."""

from django.db import models
from django.db.models import F, Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.models.message import OutboundMessage
from partners.models.partner import LegalEntity
from partners.rls import Narrowed
from partners.states import BatchState
from sharedservices.common.fields import BlindIndexField, SealedTextField


class LetterBatch(PublicId, PartnerOwned):
    """Letters that are printed together: one file, one list, and counts that agree.

    A second person releases it. `is_restricted`: it holds letters to people in sensitive posts, and only who may know
    of them sees it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        BUILT = BatchState.BUILT.value, "Made, waits for release"
        RELEASED = BatchState.RELEASED.value, "Released for printing"
        PRINTED = BatchState.PRINTED.value, "Printed"
        POSTED = BatchState.POSTED.value, "Posted"
        DISCARDED = BatchState.DISCARDED.value, "Discarded"

    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.BUILT)
    is_restricted = models.BooleanField(default=False)
    n_letters = models.IntegerField()
    n_pages = models.IntegerField()
    n_builds = models.IntegerField(default=1, help_text="So often was its file made")
    file = models.CharField(max_length=120, blank=True, help_text="The sealed file, while it is kept")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the PDF")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_human = models.UUIDField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    printed_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    posted_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name_plural = "letter batches"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="partners_letterbatch_number"),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{step}_by__isnull": True, f"{step}_at__isnull": True})
                    | Q(**{f"{step}_by__isnull": False, f"{step}_at__isnull": False}),
                    name=f"partners_letterbatch_{step}_pair",
                )
                for step in ("released", "printed", "posted", "discarded")
            ],
            models.CheckConstraint(
                condition=Q(released_human__isnull=True) | ~Q(released_human=F("made_human")),
                name="partners_letterbatch_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RELEASED", "PRINTED", "POSTED"]) | Q(released_at__isnull=False),
                name="partners_letterbatch_released_first",
            ),
            models.CheckConstraint(
                condition=Q(n_letters__gte=0, n_pages__gte=F("n_letters")), name="partners_letterbatch_counts"
            ),
            Narrowed(name="partners_letterbatch_narrowed", using="NOT is_restricted OR NOT app_hides_covert()"),
        )
        indexes = [models.Index(fields=["partner", "state"], name="partners_letterbatch_state")]

    def __str__(self) -> str:
        return f"Batch {self.number}"


class Letter(PublicId, PartnerOwned):
    """The paper side of a message: its template, its address, its batch and pages, and whether it came back.

    To a person it goes to the address that is recorded on the day of the batch. `about_id` is somebody who has died:
    the letter goes to whoever acts for them, whose name and address stand on it from the beginning.
    """

    class Returned(models.TextChoices):
        """Why the post brought it back."""

        GONE_AWAY = "GONE_AWAY", "Addressee gone away"
        UNKNOWN = "UNKNOWN", "Addressee unknown"
        INCOMPLETE = "INCOMPLETE", "Address incomplete or no such address"
        REFUSED = "REFUSED", "Refused"
        NOT_CALLED_FOR = "NOT_CALLED_FOR", "Not called for"

    message = PartnerForeignKey(OutboundMessage)
    person_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr to whom it goes")
    about_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr who has died")
    legal_entity = PartnerForeignKey(LegalEntity, null=True, blank=True)
    template_code = models.CharField(max_length=30)
    template_from = models.DateField(help_text="From when the words of the template are")
    title = models.CharField(max_length=120)
    addressee = SealedTextField(blank=True, default="", help_text="Name and lines of the address, one a line")
    address_index = BlindIndexField(blank=True, default="")
    batch = PartnerForeignKey(LetterBatch, null=True, blank=True)
    place = models.IntegerField(null=True, blank=True, help_text="Its place in the batch, from 1")
    first_page = models.IntegerField(null=True, blank=True)
    n_pages = models.IntegerField(null=True, blank=True)
    pulled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pulled_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned = models.CharField(max_length=20, choices=Returned, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "message"], name="partners_letter_message"),
            models.UniqueConstraint(
                fields=["partner", "batch", "place"], condition=Q(batch__isnull=False), name="partners_letter_place"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True, place__isnull=True, first_page__isnull=True, n_pages__isnull=True)
                | Q(batch__isnull=False, place__gte=1, first_page__gte=1, n_pages__gte=1),
                name="partners_letter_in_batch",
            ),
            models.CheckConstraint(
                condition=Q(pulled_by__isnull=True, pulled_at__isnull=True)
                | Q(pulled_by__isnull=False, pulled_at__isnull=False, batch__isnull=False),
                name="partners_letter_pulled_pair",
            ),
            models.CheckConstraint(
                condition=Q(returned_by__isnull=True, returned_at__isnull=True, returned="")
                | (Q(returned_by__isnull=False, returned_at__isnull=False) & ~Q(returned="")),
                name="partners_letter_returned_pair",
            ),
            models.CheckConstraint(
                condition=Q(person_id__isnull=True) | Q(about_id__isnull=True), name="partners_letter_to_one"
            ),
            person="person_id",
            hide=("addressee", "address_index", "title"),
        )
        indexes = [
            models.Index(fields=["partner", "batch"], name="partners_letter_batch"),
            models.Index(fields=["partner", "person_id"], name="partners_letter_person"),
        ]

    def __str__(self) -> str:
        return self.template_code


class AddressStop(PublicId, PartnerOwned):
    """An address from which post came back: nothing more is printed for it until it is mended.

    It is mended by another address on the record, or by somebody who says why this one is right after all.
    """

    letter = PartnerForeignKey(Letter)
    person_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr whose address it is")
    address_index = BlindIndexField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    mended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_how = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "address_index"],
                condition=Q(mended_at__isnull=True),
                name="partners_addressstop_once",
            ),
            models.CheckConstraint(
                condition=Q(mended_by__isnull=True, mended_at__isnull=True, mended_how="")
                | (Q(mended_by__isnull=False, mended_at__isnull=False) & ~Q(mended_how="")),
                name="partners_addressstop_mended_pair",
            ),
            person="person_id",
            hide=("address_index",),
            referenced=False,
        )

    def __str__(self) -> str:
        return "Address that post came back from"
