"""Changes that somebody proposes and others approve (domain SEC-04): the request, its steps, its log, delegation."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from partners.fk import PartnerForeignKey
from partners.models.access import User
from partners.models.base import PartnerOwned, PublicId, owned
from partners.states import ChangeState


class ChangeRequest(PublicId, PartnerOwned):
    """A proposed change: what it would do, what held when it was proposed, and where it stands.

    `payload` is what the registered kind applies; `before` and `after` are [label, words] pairs; `effects` are the
    [label, before, after] rows that the approver sees. `content_hash` covers all of it: a decision is for one content.
    How risky it is was reckoned when it was proposed, by the rules of that day.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = ChangeState.WAITING.value, "Waiting for approval"
        RETURNED = ChangeState.RETURNED.value, "Returned with comments"
        CONFLICT = ChangeState.CONFLICT.value, "Overtaken"
        APPLYING = ChangeState.APPLYING.value, "Approved, being recorded"
        APPLIED = ChangeState.APPLIED.value, "Approved and recorded"
        REJECTED = ChangeState.REJECTED.value, "Rejected"
        WITHDRAWN = ChangeState.WITHDRAWN.value, "Withdrawn"
        EXPIRED = ChangeState.EXPIRED.value, "Expired"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    person_id = models.BigIntegerField(null=True, blank=True, help_text="The person in hr whom it is about")
    people = ArrayField(models.BigIntegerField(), default=list, help_text="Everybody whom it is about")
    attribute = models.CharField(max_length=120, blank=True, help_text="What it changes: once a day")
    subject = models.CharField(max_length=200)
    subject_href = models.CharField(max_length=200, blank=True)
    payload = models.JSONField()
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    effects = models.JSONField(default=list)
    attachments = models.JSONField(
        default=list, db_default=[], help_text="Documents that go with it: [public id, title, SHA-256]"
    )
    risk_score = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="Points, 0 to 100")
    risk_reasons = models.JSONField(default=list, db_default=[], help_text="[rule, words, points] of each that holds")
    content_hash = models.CharField(max_length=64)
    effective_from = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    is_concealed = models.BooleanField(
        default=False, db_default=False, help_text="About a unit off the charts, or a post in it; set by trigger"
    )
    unit_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text="Units that it is about; set by trigger",
    )
    affects_pay = models.BooleanField(default=True)
    is_next_run = models.BooleanField(default=False, help_text="Approved after the cut-off: arrears are due")
    pay_note = models.CharField(max_length=200, blank=True, help_text="In which pay it comes, in words")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    round = models.IntegerField(default=1)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    due_on = models.DateField()
    expires_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        ChangeState.WAITING,
                        ChangeState.RETURNED,
                        ChangeState.CONFLICT,
                        ChangeState.APPLYING,
                    ],
                    settled_at__isnull=True,
                )
                | Q(
                    state__in=[
                        ChangeState.APPLIED,
                        ChangeState.REJECTED,
                        ChangeState.WITHDRAWN,
                        ChangeState.EXPIRED,
                    ],
                    settled_at__isnull=False,
                ),
                name="partners_changerequest_settled",
            ),
            hide=("payload",),
            person="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "state", "submitted_at"], name="partners_change_state"),
            models.Index(fields=["partner", "person_id"], name="partners_change_person"),
            models.Index(fields=["partner", "attribute", "effective_from"], name="partners_change_attribute"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.subject}"


class ApprovalStep(PartnerOwned):
    """One approval that a request needs. The database copies the maker's identity, so no step can be one's own."""

    change = PartnerForeignKey(ChangeRequest)
    round = models.IntegerField()
    number = models.IntegerField()
    permission = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    why = models.CharField(max_length=200, blank=True)
    made_human = models.UUIDField(help_text="Set by trigger from the request")
    content_hash = models.CharField(max_length=64, blank=True, help_text="What the decision was for")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    behalf_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    behalf_human = models.UUIDField(null=True, blank=True)
    from_above = models.BooleanField(default=False, help_text="In place of whoever did not decide in time")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "change", "round", "number"], name="partners_step_number"),
            # Two steps need two people: nulls are distinct, so open steps do not collide.
            models.UniqueConstraint(
                fields=["partner", "change", "round", "decided_human"], name="partners_step_two_people"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_human__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_human__isnull=False, decided_at__isnull=False),
                name="partners_step_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_human__isnull=True) | ~Q(decided_human=F("made_human")),
                name="partners_step_not_the_maker",
            ),
            models.CheckConstraint(
                condition=Q(behalf_human__isnull=True) | ~Q(behalf_human=F("made_human")),
                name="partners_step_not_for_the_maker",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.title


class ChangeEvent(PartnerOwned):
    """One line of a request's log: who did what, when, with which words. Never changed."""

    change = PartnerForeignKey(ChangeRequest)
    action = models.CharField(max_length=20)
    step = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    behalf_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    comment = models.CharField(max_length=1000, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "change", "id"], name="partners_changeevent_log")]

    def __str__(self) -> str:
        return self.action


class Delegation(PublicId, PartnerOwned):
    """Somebody decides for somebody else between two dates. It does not chain: a delegate delegates nothing on."""

    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            ExclusionConstraint(
                name="partners_delegation_no_overlap",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("giver", RangeOperators.EQUAL),
                    ("receiver", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="partners_delegation_two_people"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="partners_delegation_ends"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="partners_delegation_ended_pair",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.giver} to {self.receiver}"


class AutoApproval(PublicId, PartnerOwned):
    """A kind of change that a partner lets through without an approval between two dates. Never one that moves pay."""

    kind = models.CharField(max_length=40)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            ExclusionConstraint(
                name="partners_autoapproval_no_overlap",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="partners_autoapproval_days"),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.kind
