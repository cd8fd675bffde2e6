"""A partner on its way in (domain GOV-05): its stage, the papers behind the gates, and what the gates said."""

from django.db import models
from django.db.models import F, Q

from hr.states import OnboardingStage
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class OnboardingProject(PublicId, PartnerOwned):
    """The project that brings one partner in. Its stage moves by the table of moves, past gates that evidence opens."""

    class Stage(models.TextChoices):
        """Where it stands."""

        ENQUIRY = OnboardingStage.ENQUIRY.value, "Enquiry"
        FEASIBILITY = OnboardingStage.FEASIBILITY.value, "Feasibility"
        BUSINESS_CASE = OnboardingStage.BUSINESS_CASE.value, "Business case"
        DECISION = OnboardingStage.DECISION.value, "Decision"
        AGREEMENT_SIGNED = OnboardingStage.AGREEMENT_SIGNED.value, "Agreement signed"
        DESIGN = OnboardingStage.DESIGN.value, "Design"
        BUILD = OnboardingStage.BUILD.value, "Build"
        DATA_MIGRATION = OnboardingStage.DATA_MIGRATION.value, "Data migration"
        UAT = OnboardingStage.UAT.value, "Acceptance testing"
        PARALLEL_RUN = OnboardingStage.PARALLEL_RUN.value, "Parallel pay runs"
        CUTOVER = OnboardingStage.CUTOVER.value, "Cut-over"
        HYPERCARE = OnboardingStage.HYPERCARE.value, "Close support"
        LIVE = OnboardingStage.LIVE.value, "Live"
        REVIEW = OnboardingStage.REVIEW.value, "Review"
        ON_HOLD = OnboardingStage.ON_HOLD.value, "On hold"
        EXITING = OnboardingStage.EXITING.value, "Leaving"
        EXITED = OnboardingStage.EXITED.value, "Left"

    class Transfer(models.TextChoices):
        """Whose employer changes (domain HR-11): only for them it is a transfer in law, TUPE."""

        STAY = "STAY", "All staff stay with the partner: nobody transfers"
        BACK_OFFICE = "BACK_OFFICE", "Back-office staff transfer, all others stay"
        ALL = "ALL", "All staff transfer"

    stage = models.CharField(max_length=20, choices=Stage, default=Stage.ENQUIRY)
    held_stage = models.CharField(max_length=20, choices=Stage, blank=True, help_text="Where it goes on after a hold")
    stage_since = models.DateField(help_text="The day on which it came to this stage")
    staff_expected = models.PositiveIntegerField(help_text="How many people the partner says it employs")
    go_live_planned_on = models.DateField(help_text="The first day on which everything is done here")
    transfer = models.CharField(max_length=12, choices=Transfer, blank=True, default="")
    transfer_on = models.DateField(null=True, blank=True, help_text="The day on which employers change")
    freeze_from = models.DateField(null=True, blank=True, help_text="Nothing is changed in the old system from then on")
    freeze_until = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "onboarding project"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner"], condition=~Q(stage="EXITED"), name="hr_onboardingproject_once"
            ),
            models.CheckConstraint(
                condition=Q(stage="ON_HOLD") & ~Q(held_stage="") | ~Q(stage="ON_HOLD") & Q(held_stage=""),
                name="hr_onboardingproject_held",
            ),
            models.CheckConstraint(
                condition=Q(transfer__in=["", "STAY"], transfer_on__isnull=True)
                | Q(transfer__in=["BACK_OFFICE", "ALL"], transfer_on__isnull=False),
                name="hr_onboardingproject_transfer_day",
            ),
            models.CheckConstraint(
                condition=Q(freeze_from__isnull=True, freeze_until__isnull=True)
                | Q(freeze_from__isnull=False, freeze_until__isnull=False, freeze_until__gte=F("freeze_from")),
                name="hr_onboardingproject_freeze",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return "Onboarding"


class OnboardingDocument(PublicId, PartnerOwned):
    """A paper that stands behind a gate, by its reference. Never changed: a newer one of its kind takes its place."""

    class Kind(models.TextChoices):
        """What it is."""

        BUSINESS_CASE = "BUSINESS_CASE", "Business case"
        DECISION = "DECISION", "Decision of the governing body"
        AGREEMENT = "AGREEMENT", "Partnership agreement"
        DPIA = "DPIA", "Data protection impact assessment"
        EXIT_PLAN = "EXIT_PLAN", "Exit plan"
        VETTING = "VETTING", "Vetting of the people who will see the data"
        BACS = "BACS", "BACS service user number, tested"
        PENSION_FUND = "PENSION_FUND", "Set-up with the pension fund, tested"
        HMRC = "HMRC", "Set-up with HMRC, tested"
        HELPDESK = "HELPDESK", "Helpdesk capacity"
        LETTERS = "LETTERS", "Letters posted to staff without e-mail"
        ROLLBACK = "ROLLBACK", "Rehearsal of going back to the old system"
        DATA_TERMS = "DATA_TERMS", "Controller and processor terms, or joint arrangement"
        ELI_IDENTITY = "ELI_IDENTITY", "Liability information: identity and age"
        ELI_PARTICULARS = "ELI_PARTICULARS", "Liability information: particulars of employment"
        ELI_DISCIPLINE = "ELI_DISCIPLINE", "Liability information: discipline and grievances of two years"
        ELI_CLAIMS = "ELI_CLAIMS", "Liability information: claims of two years, and to be expected"
        ELI_AGREEMENTS = "ELI_AGREEMENTS", "Liability information: collective agreements"
        ELI_LATE = "ELI_LATE", "Liability information: why it was late"
        OBJECTION = "OBJECTION", "Objection to the transfer"
        DESK = "DESK", "Support desk with its published number"

    project = PartnerForeignKey(OnboardingProject)
    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(max_length=120, help_text="By which it is found, like a minute or a file number")
    dated_on = models.DateField()
    says = models.CharField(max_length=500, help_text="What it shows, in a sentence")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_human = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "onboarding document"
        constraints = owned(append_only=True)
        indexes = [models.Index(fields=["partner", "project", "kind", "-id"], name="hr_onboardingdoc_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"


class DocumentSignature(PartnerOwned):
    """One human being stands behind a paper: never whoever recorded it, and each of them once. Never changed."""

    document = PartnerForeignKey(OnboardingDocument)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_human = models.UUIDField()
    signed_at = models.DateTimeField()
    capacity = models.CharField(max_length=120, help_text="For whom, like Chief fire officer for the authority")

    class Meta(PartnerOwned.Meta):
        verbose_name = "signature of a document"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "document", "signed_human"], name="hr_documentsignature_once"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.signed_by}, {self.capacity}"


class GateEvaluation(PartnerOwned):
    """What every gate said at one moment, worked out from the records. Never changed.

    `transaction` is written by the database: a stage moves only past gates that were looked at in the same transaction.
    """

    project = PartnerForeignKey(OnboardingProject)
    target = models.CharField(max_length=20, blank=True, help_text="The stage that was asked for; empty for a look")
    occasion = models.CharField(max_length=120)
    results = models.JSONField(help_text="Of each gate: code, whether it is green, whether it counts here, the reason")
    n_red = models.PositiveIntegerField(help_text="How many red gates stand before the target")
    evaluated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField()
    transaction = models.BigIntegerField(default=0)

    class Meta(PartnerOwned.Meta):
        verbose_name = "look at the gates"
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "project", "-id"], name="hr_gateevaluation_log")]

    def __str__(self) -> str:
        return self.occasion


class OnboardingMove(PartnerOwned):
    """One line of the log of a project: which move, from where to where, by whom, why. Never changed."""

    project = PartnerForeignKey(OnboardingProject)
    action = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "move of an onboarding project"
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "project", "-id"], name="hr_onboardingmove_log")]

    def __str__(self) -> str:
        return self.action
