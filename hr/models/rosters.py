"""What external rostering systems tell of police and fire duty (domain HR-05): files, their rows, and their faults."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from hr.models.claims import ClaimType
from hr.models.elements import MonthlyInput
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start
from hr.states import RosterState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField

KEPT = ["CHECKING", "READY", "LOADED"]
_SUMMARY = Q(duty_system__gt="", planned__isnull=False, worked_span__isnull=True, claim_type__isnull=True)
_CLAIM = Q(planned__isnull=True, worked__isnull=True, claim_hours__gt=0, claim_type__isnull=False) & Q(
    worked_span__isnull=False
)


class RosterImport(PublicId, PartnerOwned):
    """A file of one employer and period from an external rostering system. Files of one `series` correct each other.

    `declared` are the control totals that the sender gives, `totals` what the rows add up to.
    """

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = RosterState.CHECKING.value, "Being checked"
        FAULTY = RosterState.FAULTY.value, "Has faults"
        READY = RosterState.READY.value, "Waits to be loaded"
        LOADED = RosterState.LOADED.value, "Loaded"
        WITHDRAWN = RosterState.WITHDRAWN.value, "Withdrawn"

    legal_entity = PartnerForeignKey(LegalEntity)
    system = models.CharField(max_length=60, help_text="The rostering system that made the file")
    period = DateRangeField()
    series = models.UUIDField(help_text="The same for every version of one employer, system and period")
    version = models.PositiveSmallIntegerField()
    keeps_leave = models.BooleanField(help_text="Annual leave of these jobs is kept in the rostering system")
    name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    declared = models.JSONField()
    totals = models.JSONField(default=dict)
    n_rows = models.PositiveIntegerField(default=0)
    n_summaries = models.PositiveIntegerField(default=0, help_text="Summaries without a fault")
    n_claims = models.PositiveIntegerField(default=0, help_text="Claims without a fault")
    n_new = models.PositiveIntegerField(default=0)
    n_changed = models.PositiveIntegerField(default=0)
    n_same = models.PositiveIntegerField(default=0)
    n_faults = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    summary = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_human = models.UUIDField()
    taken_at = models.DateTimeField()
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    loaded_human = models.UUIDField(null=True)
    loaded_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "roster file"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="hr_rosterimport_days",
            ),
            models.UniqueConstraint(fields=["partner", "series", "version"], name="hr_rosterimport_version"),
            models.UniqueConstraint(
                fields=["partner", "series", "sha256"], condition=Q(state__in=KEPT), name="hr_rosterimport_once"
            ),
            models.UniqueConstraint(
                fields=["partner", "series"], condition=Q(state__in=["CHECKING", "READY"]), name="hr_rosterimport_one"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["READY", "LOADED"]) | Q(n_faults=0), name="hr_rosterimport_all_or_nothing"
            ),
            models.CheckConstraint(
                condition=Q(loaded_by__isnull=True, loaded_human__isnull=True, loaded_at__isnull=True)
                | Q(loaded_by__isnull=False, loaded_human__isnull=False, loaded_at__isnull=False),
                name="hr_rosterimport_loaded_pair",
            ),
            models.CheckConstraint(
                condition=Q(loaded_human__isnull=True) | ~Q(loaded_human=F("taken_human")),
                name="hr_rosterimport_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="LOADED") | Q(loaded_at__isnull=False), name="hr_rosterimport_loaded_by"
            ),
            models.CheckConstraint(
                condition=Q(state="WITHDRAWN", withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_why="")
                | ~Q(state="WITHDRAWN") & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_why=""),
                name="hr_rosterimport_withdrawn_says_why",
            ),
        )
        indexes = [
            models.Index(fields=["partner", "legal_entity", "system"], name="hr_rosterimport_employer"),
            models.Index(fields=["partner", "state"], name="hr_rosterimport_state"),
        ]

    def __str__(self) -> str:
        return f"{self.system}, version {self.version}"


class RosterLine(PublicId, PartnerOwned):
    """A row of a roster file: what a job was rostered and did in some days, or hours claimed beyond it.

    It counts while `in_force`: from its loading until a corrected version has the same `key`, or it is withdrawn.
    """

    class Kind(models.TextChoices):
        """What the row tells."""

        SUMMARY = "SUMMARY", "Summary"
        CLAIM = "CLAIM", "Approved claim"

    taken = PartnerForeignKey(RosterImport)
    system = models.CharField(max_length=60, help_text="That of its file: whoever sees one person sees no file")
    row = models.PositiveIntegerField(help_text="As a spreadsheet counts")
    kind = models.CharField(max_length=7, choices=Kind)
    key = models.CharField(max_length=60, help_text="The job of a summary; the reference of a claim")
    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    valid = DateRangeField(help_text="The days that it is about")
    digest = models.CharField(max_length=64, help_text="Of everything that the row says")
    in_force = models.BooleanField(default=False)
    duty_system = models.CharField(max_length=60, blank=True)
    planned = HoursField(null=True)
    worked = HoursField(null=True, help_text="Empty: not known")
    leave = HoursField(null=True, help_text="Annual leave")
    counts_leave = models.BooleanField(default=False, help_text="Whether its leave is taken from the leave kept here")
    sick = HoursField(null=True)
    rest_hours = HoursField(null=True, help_text="Hours worked on rest days")
    rest_days = models.PositiveSmallIntegerField(default=0, help_text="Rest days that were re-rostered")
    is_night = models.BooleanField(default=False)
    is_shift = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False, help_text="The claim was taken back in the rostering system")
    claim_type = PartnerForeignKey(ClaimType, null=True)
    worked_span = DateTimeRangeField(null=True)
    claim_hours = HoursField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=100, blank=True, help_text="Who claimed, as the rostering system says")
    approved_by = models.CharField(max_length=100, blank=True, help_text="Who approved there")
    approved_on = models.DateField(null=True)
    monthly_input = PartnerForeignKey(MonthlyInput, null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "row of a roster file"
        verbose_name_plural = "rows of roster files"
        constraints = owned(
            has_start("hr_rosterline_starts"),
            models.UniqueConstraint(fields=["partner", "taken", "row"], name="hr_rosterline_row"),
            models.UniqueConstraint(fields=["partner", "monthly_input"], name="hr_rosterline_input_once"),
            models.CheckConstraint(
                condition=(Q(kind="SUMMARY") & _SUMMARY) | (Q(kind="CLAIM") & _CLAIM), name="hr_rosterline_is_one_thing"
            ),
            models.CheckConstraint(
                condition=~Q(kind="CLAIM") | (~Q(made_by="") & ~Q(approved_by="") & Q(approved_on__isnull=False)),
                name="hr_rosterline_approved_there",
            ),
            models.CheckConstraint(
                condition=Q(monthly_input__isnull=True) | Q(kind="CLAIM", in_force=True, is_cancelled=False),
                name="hr_rosterline_pays_in_force",
            ),
            self_service="person_id",
            self_only_if="in_force",
            audited=False,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "person", "kind"], name="hr_rosterline_person"),
            models.Index(fields=["partner", "assignment", "kind"], name="hr_rosterline_job"),
            models.Index(fields=["partner", "kind", "key"], name="hr_rosterline_key"),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}"


class RosterFault(PartnerOwned):
    """What is wrong with a row of a roster file, and what to do. Never changed: the corrected file is another one."""

    taken = PartnerForeignKey(RosterImport)
    row = models.PositiveIntegerField(null=True, help_text="None: the file as a whole")
    column = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=500)
    remedy = models.CharField(max_length=500)

    class Meta(PartnerOwned.Meta):
        verbose_name = "fault of a roster file"
        constraints = owned(audited=False, append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "taken", "row"], name="hr_rosterfault_row")]

    def __str__(self) -> str:
        return self.message
