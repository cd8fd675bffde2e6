"""Changes of bank account, with the controls against diverted pay (domain HR-12)."""

from django.db import models
from django.db.models import F, Q

from hr.engine.bank_change import Payee
from hr.models.contacts import Contact
from hr.models.pay_terms import BankAccount, SecondAccount
from hr.models.people import Employment, Person
from hr.states import BankChangeState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import BlindIndexField, MoneyField, SealedTextField


class BankChange(PublicId, PartnerOwned):
    """Somebody wants to be paid elsewhere: what was asked for, what speaks against it, where it stands.

    Into another main account, a fixed amount of each pay period into a second one, or no more into the second one.

    No e-mail and no letter leads here: it is asked for by the person with a fresh sign-in, in person, or in a call to a
    number that HR held before.
    """

    class Part(models.TextChoices):
        """Which of the two accounts it is about."""

        MAIN = "MAIN", "Another main account"
        SECOND = "SECOND", "A fixed amount to a second account"
        END = "END", "No more to the second account"

    class Channel(models.TextChoices):
        """How the person asked."""

        SELF_SERVICE = "SELF_SERVICE", "Self-service, with a fresh sign-in"
        IN_PERSON = "IN_PERSON", "In person, with proof of identity"
        VERIFIED_CALL = "VERIFIED_CALL", "HR called a number that it held before"

    class State(models.TextChoices):
        """Where it stands."""

        REQUESTED = BankChangeState.REQUESTED.value, "Asked for"
        VERIFYING = BankChangeState.VERIFYING.value, "Being checked"
        COOLING_OFF = BankChangeState.COOLING_OFF.value, "Waiting to take effect"
        ACTIVE = BankChangeState.ACTIVE.value, "In effect"
        REJECTED = BankChangeState.REJECTED.value, "Stopped"
        CANCELLED_BY_OWNER = BankChangeState.CANCELLED_BY_OWNER.value, "Cancelled by the person"

    class PayeeCheck(models.TextChoices):
        """What the bank said about the name."""

        MATCH = Payee.MATCH.value, "The name matches"
        CLOSE = Payee.CLOSE.value, "The name is close"
        NO_MATCH = Payee.NO_MATCH.value, "The name does not match"
        UNAVAILABLE = Payee.UNAVAILABLE.value, "Not checked: no service is connected"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    channel = models.CharField(max_length=15, choices=Channel)
    evidence = models.CharField(max_length=300, blank=True, help_text="What HR saw, or who was called when")
    called = PartnerForeignKey(Contact, null=True, blank=True)
    part = models.CharField(max_length=6, choices=Part, default=Part.MAIN)
    amount = MoneyField(null=True, blank=True, help_text="Pounds of each pay period that the second account gets")
    holder = models.CharField(max_length=100)
    details = SealedTextField(help_text="Sort code, account number and roll number")
    fingerprint = BlindIndexField()
    last_four = models.CharField(max_length=4)
    modulus_check = models.CharField(max_length=10, choices=BankAccount.Check)
    payee_check = models.CharField(max_length=12, choices=PayeeCheck, default=PayeeCheck.UNAVAILABLE)
    is_first = models.BooleanField(default=False, help_text="There was no account before")
    state = models.CharField(max_length=20, choices=State, default=State.REQUESTED)
    effective_on = models.DateField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_human = models.UUIDField()
    requested_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True, blank=True, help_text="When a password or code was last given")
    device_first_at = models.DateTimeField(null=True, blank=True)
    score = models.IntegerField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)
    needs_second = models.BooleanField(default=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_human = models.UUIDField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    account = PartnerForeignKey(BankAccount, null=True, blank=True)
    second = PartnerForeignKey(SecondAccount, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "change of bank account"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "employment"],
                condition=Q(state__in=["REQUESTED", "VERIFYING", "COOLING_OFF"]),
                name="hr_bankchange_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(channel="SELF_SERVICE", signed_in_at__isnull=False, evidence="", called__isnull=True)
                | (Q(channel="IN_PERSON", called__isnull=True) & ~Q(evidence=""))
                | (Q(channel="VERIFIED_CALL", called__isnull=False) & ~Q(evidence="")),
                name="hr_bankchange_channel",
            ),
            models.CheckConstraint(
                condition=Q(channel="SELF_SERVICE") | Q(needs_second=True), name="hr_bankchange_staff_needs_second"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_human__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_human__isnull=False, accepted_at__isnull=False),
                name="hr_bankchange_accepted_pair",
            ),
            models.CheckConstraint(
                condition=Q(accepted_human__isnull=True) | ~Q(accepted_human=F("requested_human")),
                name="hr_bankchange_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["COOLING_OFF", "ACTIVE"])
                | (Q(score__isnull=False) & (Q(needs_second=False) | Q(accepted_at__isnull=False))),
                name="hr_bankchange_checked_first",
            ),
            models.CheckConstraint(
                condition=Q(state="ACTIVE", part="MAIN", account__isnull=False, second__isnull=True)
                | (Q(state="ACTIVE", account__isnull=True, second__isnull=False) & ~Q(part="MAIN"))
                | (~Q(state="ACTIVE") & Q(account__isnull=True, second__isnull=True)),
                name="hr_bankchange_account_written",
            ),
            models.CheckConstraint(
                condition=Q(part="MAIN", amount__isnull=True)
                | Q(part="SECOND", amount__gt=0, is_first=False)
                | Q(part="END", amount__isnull=True, is_first=False),
                name="hr_bankchange_part",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["REQUESTED", "VERIFYING", "COOLING_OFF"], settled_at__isnull=True)
                | Q(state__in=["ACTIVE", "REJECTED", "CANCELLED_BY_OWNER"], settled_at__isnull=False),
                name="hr_bankchange_settled",
            ),
            self_service="person_id",
            self_insert=True,
            self_update=("state", "settled_at"),
            self_update_if="state = 'CANCELLED_BY_OWNER'",
            hide=("details", "fingerprint", "last_four"),
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_bankchange_person"),
            models.Index(fields=["partner", "state", "requested_at"], name="hr_bankchange_state"),
            models.Index(fields=["partner", "fingerprint"], name="hr_bankchange_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"••••{self.last_four}"


class BankChangeEvent(PartnerOwned):
    """One line of the log of a change. Never changed. Without `by` the system did it, or the link in the alert."""

    change = PartnerForeignKey(BankChange)
    person = PartnerForeignKey(Person)
    action = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(self_service="person_id", self_insert=True, append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "change", "id"], name="hr_bankchangeevent_log")]

    def __str__(self) -> str:
        return self.action


class BankCallBack(PartnerOwned):
    """HR called the person, on a number that it held long before, and asked. Never changed."""

    class Outcome(models.TextChoices):
        """What the person said."""

        CONFIRMED = "CONFIRMED", "The person asked for the change"
        DENIED = "DENIED", "The person did not ask for it"
        NOT_REACHED = "NOT_REACHED", "Nobody was reached"

    change = PartnerForeignKey(BankChange)
    contact = PartnerForeignKey(Contact)
    outcome = models.CharField(max_length=12, choices=Outcome)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "call-back"
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "change"], name="hr_bankcallback_change")]

    def __str__(self) -> str:
        return self.get_outcome_display()
