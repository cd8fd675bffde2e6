"""HR cases: who may see one is a list of names, and PostgreSQL itself asks the list (domain HR-16).

Every table here has a second policy beside the partner's: `hr_sees_case` reads the list with the user of the
transaction. Whoever is not on it, has been kept out, or is the subject, finds nothing, whatever page or role they use.
"""

from django.db import models
from django.db.models import Q

from hr.models.people import Person
from hr.states import HrCaseState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.rls import Narrowed
from sharedservices.common.fields import SealedTextField

SEES = "hr_sees_case(partner_id, case_id)"


class HrCase(PublicId, PartnerOwned):
    """A case about a person: what it is about, where it stands, how it was decided and appealed."""

    class Kind(models.TextChoices):
        """What it is about."""

        DISCIPLINARY = "DISCIPLINARY", "Disciplinary"
        GRIEVANCE = "GRIEVANCE", "Grievance"
        CAPABILITY = "CAPABILITY", "Capability"
        BULLYING = "BULLYING", "Bullying or harassment"
        WHISTLEBLOWING = "WHISTLEBLOWING", "Whistle-blowing"
        FLEXIBLE = "FLEXIBLE", "Flexible working"

    class Sensitivity(models.TextChoices):
        """How close it is held. All of them go by the list."""

        NORMAL = "NORMAL", "Normal"
        RESTRICTED = "RESTRICTED", "Restricted"
        SEALED = "SEALED", "Sealed"

    class State(models.TextChoices):
        """Where it stands."""

        OPENED = HrCaseState.OPENED.value, "Opened"
        INVESTIGATION = HrCaseState.INVESTIGATION.value, "Investigation"
        HEARING = HrCaseState.HEARING.value, "Hearing"
        DECIDED = HrCaseState.DECIDED.value, "Decided"
        APPEAL = HrCaseState.APPEAL.value, "Appeal"
        APPEAL_DECIDED = HrCaseState.APPEAL_DECIDED.value, "Appeal decided"
        CLOSED = HrCaseState.CLOSED.value, "Closed"

    class Outcome(models.TextChoices):
        """How it was decided."""

        NO_ACTION = "NO_ACTION", "No case to answer"
        INFORMAL = "INFORMAL", "Informal action, advice or support"
        UPHELD = "UPHELD", "Upheld"
        PARTLY = "PARTLY", "Upheld in part"
        NOT_UPHELD = "NOT_UPHELD", "Not upheld"

    class AppealOutcome(models.TextChoices):
        """How the appeal was decided."""

        DISMISSED = "DISMISSED", "Appeal dismissed: the decision stands"
        ALLOWED = "ALLOWED", "Appeal allowed: the decision is set aside"
        CHANGED = "CHANGED", "Appeal allowed in part: the decision is changed"

    reference = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.NORMAL)
    person = PartnerForeignKey(Person)
    state = models.CharField(max_length=20, choices=State, default=State.OPENED)
    received_on = models.DateField()
    summary = models.TextField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    suspended_from = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True, help_text="Last day")
    acas_on = models.DateField(null=True, blank=True, help_text="Early conciliation notified")
    tribunal_on = models.DateField(null=True, blank=True, help_text="Claim received or hearing")
    is_on_hold = models.BooleanField(default=False, help_text="Legal hold: nothing of it is ever deleted")
    is_safeguarding = models.BooleanField(
        default=False,
        help_text="Harm to a child or an adult at risk is alleged: kept for longer",
    )
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_note = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_human = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    appeal_on = models.DateField(null=True, blank=True)
    appeal_grounds = models.TextField(blank=True)
    appeal_outcome = models.CharField(max_length=12, choices=AppealOutcome, blank=True)
    appeal_note = models.TextField(blank=True)
    appeal_decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    appeal_decided_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "HR case"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "reference"], name="hr_hrcase_reference"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_human__isnull=True, decided_at__isnull=True, outcome="")
                | (Q(decided_by__isnull=False, decided_human__isnull=False, decided_at__isnull=False) & ~Q(outcome="")),
                name="hr_hrcase_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decided_by__isnull=True, appeal_decided_at__isnull=True, appeal_outcome="")
                | (Q(appeal_decided_by__isnull=False, appeal_decided_at__isnull=False) & ~Q(appeal_outcome="")),
                name="hr_hrcase_appeal_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True) & ~Q(state="CLOSED")
                | Q(closed_by__isnull=False, closed_at__isnull=False, state="CLOSED"),
                name="hr_hrcase_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(suspended_from__lte=models.F("suspended_until")),
                name="hr_hrcase_suspension",
            ),
            Narrowed(name="hr_hrcase_narrowed", using="hr_sees_case(partner_id, id, opened_by_id)"),
            hide=(
                "person_id", "kind", "sensitivity", "summary", "outcome", "outcome_note", "appeal_grounds",
                "appeal_outcome", "appeal_note", "is_safeguarding",
                "suspended_from", "suspended_until", "acas_on", "tribunal_on",
            ),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "state", "opened_at"], name="hr_hrcase_state")]

    def __str__(self) -> str:
        return f"HR case {self.reference}"


class CaseMember(PublicId, PartnerOwned):
    """A name on the access list of a case, and what this person does in it. Ended, never removed."""

    class Role(models.TextChoices):
        """What somebody does in a case. The first four are four different human beings."""

        OFFICER = "OFFICER", "Case officer"
        INVESTIGATOR = "INVESTIGATOR", "Investigator"
        DECIDER = "DECIDER", "Decision-maker"
        APPEAL = "APPEAL", "Hears the appeal"
        NOTES = "NOTES", "Takes notes"

    case = PartnerForeignKey(HrCase)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    human = models.UUIDField()
    role = models.CharField(max_length=12, choices=Role)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "case", "human"], condition=Q(removed_at__isnull=True), name="hr_casemember_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True, removed_at__isnull=True)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
                name="hr_casemember_removed_pair",
            ),
            Narrowed(name="hr_casemember_narrowed", using=SEES),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "case", "user"], name="hr_casemember_list")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class CaseBar(PartnerOwned):
    """Somebody who is kept out of a case for good: a manager who is implicated, a witness’s rival. Never changed."""

    case = PartnerForeignKey(HrCase)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    human = models.UUIDField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "human"], name="hr_casebar_once"),
            Narrowed(name="hr_casebar_narrowed", using=SEES),
            hide=("reason",),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return "kept out"


class CaseAllegation(PublicId, PartnerOwned):
    """One thing that is alleged or complained of, and what was found."""

    class Finding(models.TextChoices):
        """What was found."""

        OPEN = "OPEN", "Not decided yet"
        FOUND = "FOUND", "Found"
        PARTLY = "PARTLY", "Found in part"
        NOT_FOUND = "NOT_FOUND", "Not found"
        UNSUBSTANTIATED = "UNSUBST", "Unsubstantiated: not enough to prove or disprove it"
        UNFOUNDED = "UNFOUNDED", "Unfounded: nothing supports it"
        FALSE = "FALSE", "False: disproved"
        MALICIOUS = "MALICIOUS", "Malicious: disproved, and meant to deceive or to harm"
        DROPPED = "DROPPED", "Withdrawn"

    KEPT_OUT_OF_REFERENCES = frozenset({Finding.UNSUBSTANTIATED, Finding.UNFOUNDED, Finding.FALSE, Finding.MALICIOUS})
    """What an employer’s reference never mentions. Source: Keeping children safe in education, part four."""

    case = PartnerForeignKey(HrCase)
    number = models.SmallIntegerField()
    text = models.TextField()
    finding = models.CharField(max_length=10, choices=Finding, default=Finding.OPEN)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "number"], name="hr_caseallegation_number"),
            Narrowed(name="hr_caseallegation_narrowed", using=SEES),
            hide=("text", "finding"),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.number}"

    @classmethod
    def findings_for(cls, *, is_safeguarding: bool) -> list["CaseAllegation.Finding"]:
        """Return what can be found: in a safeguarding case “not found” says which of the four it is."""
        other = {cls.Finding.NOT_FOUND} if is_safeguarding else cls.KEPT_OUT_OF_REFERENCES
        return [one for one in cls.Finding if one != cls.Finding.OPEN and one not in other]


class CaseSanction(PartnerOwned):
    """What a decision brings. A warning is spent after its last day and leaves the active view. Never changed."""

    class Kind(models.TextChoices):
        """What it is."""

        FIRST_WARNING = "FIRST_WARNING", "First written warning"
        FINAL_WARNING = "FINAL_WARNING", "Final written warning"
        DEMOTION = "DEMOTION", "Demotion or transfer"
        DISMISSAL = "DISMISSAL", "Dismissal with notice"
        SUMMARY = "SUMMARY", "Summary dismissal"

    case = PartnerForeignKey(HrCase)
    kind = models.CharField(max_length=20, choices=Kind)
    from_on = models.DateField()
    spent_on = models.DateField(null=True, blank=True, help_text="The day from which it no longer counts")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(spent_on__isnull=True) | Q(spent_on__gt=models.F("from_on")), name="hr_casesanction_spent"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["FIRST_WARNING", "FINAL_WARNING"]) | Q(spent_on__isnull=False),
                name="hr_casesanction_warning_ends",
            ),
            Narrowed(name="hr_casesanction_narrowed", using=SEES),
            hide=("kind", "from_on", "spent_on"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class CaseEvent(PartnerOwned):
    """One line of the log of a case. Never changed."""

    case = PartnerForeignKey(HrCase)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            Narrowed(name="hr_caseevent_narrowed", using=SEES), hide=("note",), append_only=True, referenced=False
        )
        indexes = [models.Index(fields=["partner", "case", "id"], name="hr_caseevent_log")]

    def __str__(self) -> str:
        return self.action


class CaseStatement(PublicId, PartnerOwned):
    """What a witness was asked and said. The witness sees this row alone, and signs it once."""

    case = PartnerForeignKey(HrCase)
    witness = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(help_text="Without the name of anybody whom the witness need not know")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField(blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(given_by__isnull=True, given_at__isnull=True, text="")
                | (Q(given_by=models.F("witness"), given_at__isnull=False) & ~Q(text="")),
                name="hr_casestatement_given_pair",
            ),
            Narrowed(
                name="hr_casestatement_narrowed",
                using="witness_id = app_actor_id() OR hr_sees_case(partner_id, case_id)",
            ),
            hide=("question", "text", "witness_id", "given_by_id"),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "case"], name="hr_casestatement_case")]

    def __str__(self) -> str:
        return "statement"


class CaseReporter(PublicId, PartnerOwned):
    """Who raised a concern, sealed: the case officer alone opens it, with a reason, and that is recorded."""

    case = PartnerForeignKey(HrCase)
    identity = SealedTextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case"], name="hr_casereporter_once"),
            Narrowed(name="hr_casereporter_narrowed", using="hr_is_case_officer(partner_id, case_id)"),
            hide=("identity",),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return "sealed"
