"""A death in service: a process of its own, never a reason for leaving (domain HR-09)."""

from django.db import models
from django.db.models import F, Q

from hr.models.people import Person
from hr.states import DeathState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class DeathCase(PublicId, PartnerOwned):
    """What is known about a death, who looks after it, and what was decided about pay.

    `ended` remembers what the confirmation ended or took out of the record, so that a mistake puts back exactly that.
    One that was reported by mistake is WITHDRAWN and stays on record; a person has at most one other.
    """

    class State(models.TextChoices):
        """Where the case stands."""

        REPORTED = DeathState.REPORTED.value, "Reported"
        CONFIRMED = DeathState.CONFIRMED.value, "Confirmed"
        IN_SUPPORT = DeathState.IN_SUPPORT.value, "Family is being supported"
        SETTLING = DeathState.SETTLING.value, "Settling pay and pension"
        CLOSED = DeathState.CLOSED.value, "Closed"
        WITHDRAWN = DeathState.WITHDRAWN.value, "Reported by mistake"

    class Known(models.TextChoices):
        """How the death became known."""

        FAMILY = "FAMILY", "The family told us"
        COLLEAGUE = "COLLEAGUE", "A colleague or manager told us"
        POLICE = "POLICE", "The police told us"
        TELL_US_ONCE = "TELL_US_ONCE", "Tell Us Once"
        OTHER = "OTHER", "In another way"

    class Evidence(models.TextChoices):
        """By what a second person confirmed it."""

        CERTIFICATE = "CERTIFICATE", "Death certificate"
        CORONER = "CORONER", "Coroner’s certificate"
        POLICE = "POLICE", "Police"
        TELL_US_ONCE = "TELL_US_ONCE", "Tell Us Once"
        MANAGER = "MANAGER", "Manager and HR spoke to the family"

    class Pay(models.TextChoices):
        """What is paid. Nobody decides it by doing nothing: until then the person’s pay waits."""

        HOLD = "HOLD", "Held for a decision"
        ESTATE = "ESTATE", "Pay what is owed up to the date of death, to the estate"
        ADVANCE = "ADVANCE", "Go on paying, as an advance to the family"

    class Authority(models.TextChoices):
        """By what right somebody acts for the estate."""

        WILL = "WILL", "Executor under a will (probate)"
        GRANT = "GRANT", "Letters of administration"
        INDEMNITY = "INDEMNITY", "Small estate, with an indemnity"

    person = PartnerForeignKey(Person)
    state = models.CharField(max_length=10, choices=State, default=State.REPORTED)
    date_of_death = models.DateField()
    is_provisional = models.BooleanField(default=False)
    known = models.CharField(max_length=20, choices=Known)
    told_by = models.CharField(max_length=200, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_human = models.UUIDField()
    reported_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_human = models.UUIDField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=20, choices=Evidence, blank=True)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    family_name = models.CharField(max_length=120, blank=True)
    family_relationship = models.CharField(max_length=80, blank=True)
    family_contact = models.CharField(max_length=200, blank=True)
    family_times = models.CharField(max_length=200, blank=True)
    representative_name = models.CharField(max_length=120, blank=True)
    representative_authority = models.CharField(max_length=10, choices=Authority, blank=True)
    representative_contact = models.CharField(max_length=200, blank=True)
    pay = models.CharField(max_length=10, choices=Pay, default=Pay.HOLD)
    pay_until = models.DateField(null=True, blank=True, help_text="The last day of an advance")
    pay_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pay_at = models.DateTimeField(null=True, blank=True)
    in_service = models.BooleanField(null=True, blank=True, help_text="Related to the work; empty: not known yet")
    ended = models.JSONField(default=list, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "case of a death"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person"], condition=~Q(state="WITHDRAWN"), name="hr_deathcase_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_human__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_human__isnull=False, confirmed_at__isnull=False),
                name="hr_deathcase_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_human__isnull=True) | ~Q(confirmed_human=F("reported_human")),
                name="hr_deathcase_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="REPORTED", confirmed_at__isnull=True)
                | Q(state="WITHDRAWN")
                | Q(state__in=["CONFIRMED", "IN_SUPPORT", "SETTLING", "CLOSED"], confirmed_at__isnull=False),
                name="hr_deathcase_confirmed_first",
            ),
            models.CheckConstraint(
                condition=Q(pay_by__isnull=True, pay_at__isnull=True) | Q(pay_by__isnull=False, pay_at__isnull=False),
                name="hr_deathcase_pay_pair",
            ),
            models.CheckConstraint(
                condition=Q(pay="HOLD") | Q(pay_at__isnull=False, confirmed_at__isnull=False),
                name="hr_deathcase_pay_decided",
            ),
            models.CheckConstraint(
                condition=Q(pay="ADVANCE", pay_until__gte=F("date_of_death")) | (~Q(pay="ADVANCE") & Q(pay_until=None)),
                name="hr_deathcase_advance_ends",
            ),
            models.CheckConstraint(
                condition=Q(officer__isnull=True) | Q(deputy__isnull=True) | ~Q(officer=F("deputy")),
                name="hr_deathcase_two_officers",
            ),
            person="person_id",
            hide=(
                "told_by", "family_name", "family_relationship", "family_contact", "family_times",
                "representative_name", "representative_contact", "ended",
            ),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "state", "reported_at"], name="hr_deathcase_state")]

    def __str__(self) -> str:
        return f"Death of {self.person}"


class PensionNotice(PartnerOwned):
    """One pension body that was told of a death: before any decision about pay (domain HR-09). Never changed."""

    case = PartnerForeignKey(DeathCase)
    body = models.CharField(max_length=120)
    told_on = models.DateField()
    how = models.CharField(max_length=200)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "case"], name="hr_pensionnotice_case")]

    def __str__(self) -> str:
        return self.body


class DeathEvent(PartnerOwned):
    """One line of the log of a case: who did what, when, with which words. Never changed."""

    case = PartnerForeignKey(DeathCase)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "case", "id"], name="hr_deathevent_log")]

    def __str__(self) -> str:
        return self.action
