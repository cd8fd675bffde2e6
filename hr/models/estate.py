"""Who acts for the estate of somebody who has died, by what right, and the account that pay goes to (domain HR-09)."""

from django.db import models
from django.db.models import F, Q

from hr.models.deaths import DeathCase
from hr.models.pay_terms import BankAccount
from hr.states import RepresentativeState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import BlindIndexField, MoneyField, SealedTextField

LIVE = [RepresentativeState.RECORDED.value, RepresentativeState.VERIFIED.value]


class Representative(PublicId, PartnerOwned):
    """Whoever acts for the estate: by what right, and the account that is paid once a second person has verified it.

    It is never changed: another account, or another right, is a new row beside this one, which is stopped and kept. The
    account is never one that the person who has died was paid into.
    """

    class Authority(models.TextChoices):
        """By what right somebody acts."""

        WILL = "WILL", "Executor: grant of probate"
        GRANT = "GRANT", "Administrator: letters of administration"
        INDEMNITY = "INDEMNITY", "Small estate: a declaration and an indemnity"

    class State(models.TextChoices):
        """How the account stands."""

        RECORDED = RepresentativeState.RECORDED.value, "To be verified"
        VERIFIED = RepresentativeState.VERIFIED.value, "Verified"
        STOPPED = RepresentativeState.STOPPED.value, "Stopped"

    case = PartnerForeignKey(DeathCase)
    name = models.CharField(max_length=120)
    authority = models.CharField(max_length=10, choices=Authority)
    document = models.CharField(max_length=200, help_text="What was seen: the grant or declaration, with its number")
    dated = models.DateField(help_text="The day of the grant or declaration")
    most = MoneyField(null=True, blank=True, help_text="Pounds that may be paid in all without a grant")
    most_source = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=100)
    details = SealedTextField(help_text="Sort code, account number and roll number")
    fingerprint = BlindIndexField()
    last_four = models.CharField(max_length=4)
    modulus_check = models.CharField(max_length=10, choices=BankAccount.Check)
    state = models.CharField(max_length=10, choices=State, default=State.RECORDED)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_human = models.UUIDField()
    recorded_at = models.DateTimeField()
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_human = models.UUIDField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=200, blank=True, help_text="With whom it was checked, and how")
    payable_from = models.DateField(null=True, blank=True, help_text="The first pay date on which it is paid")
    stopped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "personal representative"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "case"], condition=Q(state__in=LIVE), name="hr_representative_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(authority="INDEMNITY", most__gt=0) | (~Q(authority="INDEMNITY") & Q(most__isnull=True)),
                name="hr_representative_most",
            ),
            models.CheckConstraint(
                condition=Q(
                    verified_by__isnull=True, verified_human__isnull=True, verified_at__isnull=True,
                    payable_from__isnull=True, verified_how="",
                )
                | (
                    Q(
                        verified_by__isnull=False, verified_human__isnull=False, verified_at__isnull=False,
                        payable_from__isnull=False,
                    )
                    & ~Q(verified_how="")
                ),
                name="hr_representative_verified_pair",
            ),
            models.CheckConstraint(
                condition=Q(verified_human__isnull=True) | ~Q(verified_human=F("recorded_human")),
                name="hr_representative_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="RECORDED", verified_at__isnull=True, stopped_at__isnull=True)
                | Q(state="VERIFIED", verified_at__isnull=False, stopped_at__isnull=True)
                | (Q(state="STOPPED", stopped_at__isnull=False, stopped_by__isnull=False) & ~Q(stopped_why="")),
                name="hr_representative_state",
            ),
            referenced=False,
            hide=("name", "document", "holder", "details", "fingerprint", "last_four", "verified_how", "stopped_why"),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "case", "id"], name="hr_representative_case")]

    def __str__(self) -> str:
        return f"••••{self.last_four}"
