"""Access that somebody proposed: it gives nothing until another administrator has approved it (domain SEC-03)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from partners.models.access import Grant, User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.roles import Role
from partners.states import ProposalState


class AccessProposal(PublicId, PartnerOwned):
    """A role that an administrator proposes for somebody, for what and for how long, and what another one decided.

    Proposer, approver and receiver are three human beings, whatever logins they use. What it says is never changed:
    another is proposed.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = ProposalState.PROPOSED.value, "Waits for a second administrator"
        APPROVED = ProposalState.APPROVED.value, "Approved"
        REFUSED = ProposalState.REFUSED.value, "Refused"
        WITHDRAWN = ProposalState.WITHDRAWN.value, "Taken back"

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=200, help_text="Of the login, or for one that is made when it is approved")
    receiver_human = models.UUIDField(null=True, blank=True, help_text="None: nobody signs in with this address yet")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    unit_id = models.BigIntegerField(null=True, blank=True, help_text="Where it is held for a unit, and below")
    entity_id = models.BigIntegerField(null=True, blank=True, help_text="Where it is held for one employer")
    start = models.DateField()
    last_day = models.DateField(null=True, blank=True, help_text="None: until it is ended")
    reason = models.CharField(max_length=200)
    mitigation = models.CharField(max_length=500, blank=True, help_text="What makes up for two roles that clash")
    mitigates = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, help_text="The roles with which this one clashes"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=200, blank=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("start")), name="partners_accessproposal_days"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="PROPOSED", decided_by__isnull=True, decided_human__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state="PROPOSED")
                    & Q(decided_by__isnull=False, decided_human__isnull=False, decided_at__isnull=False)
                ),
                name="partners_accessproposal_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "REFUSED"]) | ~Q(decided_human=F("made_human")),
                name="partners_accessproposal_second_person",
            ),
            models.CheckConstraint(
                condition=Q(receiver_human__isnull=True)
                | (~Q(receiver_human=F("made_human")) & (~Q(state="APPROVED") | ~Q(decided_human=F("receiver_human")))),
                name="partners_accessproposal_not_receiver",
            ),
            models.CheckConstraint(
                condition=Q(state="APPROVED", grant__isnull=False, receiver_human__isnull=False)
                | (~Q(state="APPROVED") & Q(grant__isnull=True)),
                name="partners_accessproposal_grant_pair",
            ),
            models.CheckConstraint(
                condition=Q(unit_id__isnull=True) | Q(entity_id__isnull=True), name="partners_accessproposal_one_reach"
            ),
            models.UniqueConstraint(fields=["partner", "grant"], name="partners_accessproposal_grant"),
            models.UniqueConstraint(
                fields=["partner", "email", "role", "unit_id", "entity_id"],
                condition=Q(state="PROPOSED"),
                nulls_distinct=False,
                name="partners_accessproposal_once",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{Role(self.role).label}: {self.full_name}"
