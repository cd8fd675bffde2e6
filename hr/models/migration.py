"""Bringing a partner's people over (domain HR-11): extract, mapping, load, staged rows, issues, sign-offs."""

from django.db import models
from django.db.models import Q

from hr.models.onboarding import OnboardingProject
from hr.states import IssueState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.roles import Role
from sharedservices.common.fields import BlindIndexField, HoursField, MoneyField, RateField

SLOTS = (
    Role.DATA_OWNER, Role.HR_MANAGER, Role.PAYROLL_RELEASER, Role.SECTION_151, Role.HR_DIRECTOR,
    Role.DATA_PROTECTION_OFFICER, Role.AUDITOR,
)  # fmt: skip


class DataDomain(models.TextChoices):
    """What a file of the old system is about (domain HR-11). Each domain has loads and signatures of its own."""

    PEOPLE = "PEOPLE", "People, employments and jobs"
    POSTS = "POSTS", "Posts"
    ABSENCE = "ABSENCE", "Absence and leave"
    WORK = "WORK", "Work that is under way"
    DEDUCTIONS = "DEDUCTIONS", "Recurring pay and deductions"
    DOCUMENTS = "DOCUMENTS", "Documents"
    CHECKS = "CHECKS", "Checks"


class Extract(PublicId, PartnerOwned):
    """A file from the partner's old system, with the totals that its owner declares for it. Never changed."""

    project = PartnerForeignKey(OnboardingProject)
    domain = models.CharField(max_length=10, choices=DataDomain, default=DataDomain.PEOPLE)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    n_rows = models.PositiveIntegerField()
    headings = models.JSONField(help_text="Of the file, as it writes them")
    declared = models.JSONField(help_text="Control totals that the old system reports: total, then key, then number")
    archive_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the ZIP file with documents, if any")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "project", "version"], name="hr_extract_version"),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"Extract {self.version}"


class MappingSet(PublicId, PartnerOwned):
    """How the old system's words become ours: of columns, and of values within a column. Never changed."""

    project = PartnerForeignKey(OnboardingProject)
    version = models.PositiveIntegerField()
    columns = models.JSONField(help_text="Their heading to our column; one that is empty is left out")
    values = models.JSONField(help_text="Our column to their value to ours")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "project", "version"], name="hr_mappingset_version"),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"Mapping {self.version}"


class LoadRun(PublicId, PartnerOwned):
    """One time that an extract went through a mapping: checked only, or put into the records. Never changed.

    `content_hash` is what signatures are for. `transaction` is written by the database. Only people have a mapping:
    the files of the other domains have our headings.
    """

    project = PartnerForeignKey(OnboardingProject)
    domain = models.CharField(max_length=10, choices=DataDomain, default=DataDomain.PEOPLE)
    extract = PartnerForeignKey(Extract)
    mapping = PartnerForeignKey(MappingSet, null=True)
    number = models.PositiveIntegerField()
    is_applied = models.BooleanField()
    summary = models.CharField(max_length=300)
    n_rows = models.PositiveIntegerField()
    n_new = models.PositiveIntegerField(help_text="Employments that the records do not have yet")
    n_changed = models.PositiveIntegerField(help_text="Employments of which the file says something else than before")
    n_gone = models.PositiveIntegerField(help_text="Employments that were loaded and that the file no longer has")
    n_same = models.PositiveIntegerField()
    n_faults = models.PositiveIntegerField()
    totals = models.JSONField(help_text="Of each total and key: source, staging and target")
    unmapped_costs = models.JSONField(help_text="Cost codes of the file that are no cost centre here")
    content_hash = models.CharField(max_length=64)
    seconds = RateField()
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    loaded_human = models.UUIDField()
    loaded_at = models.DateTimeField()
    transaction = models.BigIntegerField(default=0)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "project", "number"], name="hr_loadrun_number"),
            models.CheckConstraint(condition=Q(is_applied=False) | Q(n_faults=0), name="hr_loadrun_all_or_nothing"),
            models.CheckConstraint(
                condition=Q(domain="PEOPLE", mapping__isnull=False) | ~Q(domain="PEOPLE"), name="hr_loadrun_mapped"
            ),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"Load {self.number}"


class StagedRow(PartnerOwned):
    """A row of an extract in our words, as far as totals and differences need it: no name, no number of a person.

    Hours and full-time equivalent are None where the row cannot be read. `digest` is of everything that the row says.
    In the domains besides people, `job_no` is the key of the row: a post, an absence of a job, an item of work.
    """

    load = PartnerForeignKey(LoadRun)
    row = models.PositiveIntegerField()
    employee_no = models.CharField(max_length=20)
    job_no = models.CharField(max_length=100)
    group_no = models.CharField(max_length=20, help_text="The first employee number of the person in the file")
    unit = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    hours = HoursField(null=True)
    fte = RateField(null=True)
    annual = MoneyField(null=True)
    service_days = models.PositiveIntegerField(default=0, help_text="Continuous service before the employment")
    services = models.CharField(max_length=60, blank=True, default="", help_text="Service dates that are known")
    bank_index = BlindIndexField(blank=True, default="")
    is_bank_right = models.BooleanField(default=False)
    previous_pay = MoneyField(null=True)
    previous_tax = MoneyField(null=True)
    digest = BlindIndexField(blank=True, default="")

    class Meta(PartnerOwned.Meta):
        constraints = owned(audited=False, referenced=False)
        indexes = [models.Index(fields=["partner", "load", "employee_no"], name="hr_stagedrow_employee")]

    def __str__(self) -> str:
        return f"Row {self.row}"


class OnboardingIssue(PublicId, PartnerOwned):
    """A fault that a rule found in a load. The load that no longer has it closes it: nobody closes one by hand."""

    class Severity(models.TextChoices):
        """What it stops."""

        S1 = "S1", "S1, stops going live"
        S2 = "S2", "S2, before the second parallel run"
        S3 = "S3", "S3, after going live"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = IssueState.OPEN.value, "Open"
        ACCEPTED = IssueState.ACCEPTED.value, "Accepted"
        CLOSED = IssueState.CLOSED.value, "Closed by a load"

    project = PartnerForeignKey(OnboardingProject)
    severity = models.CharField(max_length=2, choices=Severity)
    rule = models.CharField(max_length=20)
    key = models.CharField(max_length=120, help_text="What it is about: an employee or job number, a total")
    column = models.CharField(max_length=40, blank=True)
    row = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=500)
    remedy = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)
    found_load = PartnerForeignKey(LoadRun)
    closed_load = PartnerForeignKey(LoadRun, null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "issue of a data load"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "project", "rule", "key", "column"], condition=~Q(state="CLOSED"),
                name="hr_onboardingissue_once",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_load__isnull=False)
                | ~Q(state="CLOSED") & Q(closed_load__isnull=True),
                name="hr_onboardingissue_closed_by_load",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="hr_onboardingissue_accepted_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED")
                | (Q(severity__in=["S2", "S3"], accepted_by__isnull=False) & ~Q(evidence="")),
                name="hr_onboardingissue_s1_never_accepted",
            ),
            referenced=False,
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "project", "state", "severity"], name="hr_onboardingissue_open")]

    def __str__(self) -> str:
        return f"{self.severity} {self.rule}: {self.key}"


class SignOff(PartnerOwned):
    """One human being signs one load in one capacity. A newer load needs signatures of its own. Never changed."""

    project = PartnerForeignKey(OnboardingProject)
    load = PartnerForeignKey(LoadRun)
    content_hash = models.CharField(max_length=64)
    slot = models.CharField(max_length=30, choices=[(role.value, role.label) for role in SLOTS])
    note = models.CharField(max_length=500, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_human = models.UUIDField()
    signed_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "sign-off of a data load"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "load", "slot"], name="hr_signoff_slot_once"),
            models.UniqueConstraint(fields=["partner", "load", "signed_human"], name="hr_signoff_human_once"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{Role(self.slot).label}: {self.signed_by}"
