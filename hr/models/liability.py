"""Employee liability information for a new employer (TUPE 2006 regulation 11): about whom, to whom, what it says."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Employment, Person
from hr.states import LiabilityState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import SealedTextField


class LiabilityDisclosure(PublicId, PartnerOwned):
    """What one transferee is told about a group of people before they go over.

    A second person confirms it; from then on it is what it is, and what changes later is another one.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARED = LiabilityState.PREPARED.value, "Waiting for a second person"
        CONFIRMED = LiabilityState.CONFIRMED.value, "Confirmed"
        GIVEN = LiabilityState.GIVEN.value, "Given"
        WITHDRAWN = LiabilityState.WITHDRAWN.value, "Withdrawn"

    transferee = models.CharField(max_length=200, help_text="Legal name of the new employer")
    undertaking = models.CharField(max_length=200, help_text="Which service goes over")
    transfer_on = models.DateField(help_text="First day with the new employer")
    agreements = models.TextField(blank=True, help_text="Collective agreements that hold after the transfer")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    as_at = models.DateField(null=True, blank=True, help_text="The day by which the information is right")
    content_hash = models.CharField(max_length=64, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_human = models.UUIDField()
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_human = models.UUIDField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    given_on = models.DateField(null=True, blank=True)
    given_how = models.CharField(max_length=200, blank=True)
    why_late = models.CharField(max_length=200, blank=True, help_text="What made 28 days before impracticable")
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "employee liability information"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(
                    confirmed_by__isnull=True, confirmed_human__isnull=True, confirmed_at__isnull=True,
                    as_at__isnull=True, content_hash="", state__in=["PREPARED", "WITHDRAWN"],
                )
                | (
                    Q(confirmed_by__isnull=False, confirmed_human__isnull=False, confirmed_at__isnull=False,
                      as_at__isnull=False, state__in=["CONFIRMED", "GIVEN", "WITHDRAWN"])
                    & ~Q(content_hash="")
                ),
                name="hr_liabilitydisclosure_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_human__isnull=True) | ~Q(confirmed_human=F("prepared_human")),
                name="hr_liabilitydisclosure_two_people",
            ),
            models.CheckConstraint(
                condition=(Q(state="GIVEN", given_on__isnull=False) & ~Q(given_how=""))
                | (~Q(state="GIVEN") & Q(given_on__isnull=True, given_how="", why_late="")),
                name="hr_liabilitydisclosure_given_pair",
            ),
            models.CheckConstraint(
                condition=(Q(state="WITHDRAWN") & ~Q(withdrawn_why=""))
                | (~Q(state="WITHDRAWN") & Q(withdrawn_why="")),
                name="hr_liabilitydisclosure_says_why",
            ),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "transfer_on"], name="hr_liability_transfer")]

    def __str__(self) -> str:
        return f"Liability information for {self.transferee}"


class LiabilityPerson(PublicId, PartnerOwned):
    """One person of the group: claims that are known, and from the confirmation on what is said, sealed."""

    disclosure = PartnerForeignKey(LiabilityDisclosure)
    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    claims = models.TextField(blank=True, help_text="Claims of two years, or that are to be expected")
    content = SealedTextField(blank=True, default="")

    class Meta(PartnerOwned.Meta):
        verbose_name = "person in liability information"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "disclosure", "employment"], name="hr_liabilityperson_once"),
            referenced=False,
            person="person_id",
            hide=("claims", "content"),
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_liabilityperson_person")]

    def __str__(self) -> str:
        return f"Liability information about {self.person}"
