"""Person, employment, assignment and its terms: four things that are never one (domain HR-03, HR-05)."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from finance.models import CostCentre
from hr.models.organisation import Grade, PayGroup, Post, SpinePoint
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, owned
from partners.rls import Narrowed
from sharedservices.common.fields import BlindIndexField, HoursField, MoneyField, RateField, SealedTextField


class Person(PublicId, PartnerOwned):
    """A human being as one partner knows them. The same human at another partner is another row."""

    class Sex(models.TextChoices):
        """As HMRC and pension schemes ask for it."""

        FEMALE = "F", "Female"
        MALE = "M", "Male"

    surname = models.CharField(max_length=100)
    forenames = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=20, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    nationality = models.CharField(
        max_length=2, blank=True, default="", db_default="", help_text="ISO 3166 code; empty: not recorded"
    )
    nino = SealedTextField(blank=True, default="")
    nino_index = BlindIndexField(blank=True, default="")
    address_line_1 = models.CharField(max_length=100, blank=True)
    address_line_2 = models.CharField(max_length=100, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_sensitive = models.BooleanField(default=False, help_text="Address and telephone number are protected")
    merged_into = PartnerForeignKey("self", null=True, blank=True, help_text="Nobody sees a record that was merged")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "nino_index"], condition=~Q(nino_index=""), name="hr_person_nino_once"
            ),
            models.CheckConstraint(
                condition=Q(nino="", nino_index="") | (~Q(nino="") & ~Q(nino_index="")), name="hr_person_nino_pair"
            ),
            Narrowed(name="hr_person_not_merged", using="merged_into_id IS NULL"),
            self_service="id",
            self_update=("known_as", "address_line_1", "address_line_2", "town", "postcode", "email", "phone"),
            hide=("nino", "nino_index", "address_line_1", "address_line_2", "town", "postcode", "phone"),
        )
        indexes = [
            models.Index(fields=["partner", "surname", "forenames"], name="hr_person_name"),
            models.Index(fields=["partner", "date_of_birth"], name="hr_person_birth"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Return the name that people use: known-as or forenames, then surname."""
        return f"{self.known_as or self.forenames} {self.surname}".strip()


class Employment(PublicId, PartnerOwned):
    """The legal relationship of a person with one legal entity. One payslip a period belongs to it."""

    class Kind(models.TextChoices):
        """What the relationship is in law."""

        EMPLOYEE = "EMPLOYEE", "Employee"
        POLICE_OFFICER = "POLICE_OFFICER", "Police officer"
        COUNCILLOR = "COUNCILLOR", "Councillor"
        OFFICE_HOLDER = "OFFICE_HOLDER", "Office holder"
        CASUAL_WORKER = "CASUAL_WORKER", "Casual worker"
        ON_CALL_FIREFIGHTER = "ON_CALL_FIREFIGHTER", "On-call firefighter"

    person = PartnerForeignKey(Person)
    legal_entity = PartnerForeignKey(LegalEntity)
    pay_group = PartnerForeignKey(PayGroup)
    former_pay_group = PartnerForeignKey(PayGroup, null=True, blank=True, help_text="Until the day of the last move")
    pay_group_from = models.DateField(null=True, blank=True, help_text="Since when the pay group pays after a move")
    employee_no = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind)
    continuous_service_from = models.DateField()
    valid = DateRangeField(help_text="From the first to the last day of employment")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "employee_no"], name="hr_employment_no"),
            has_start("hr_employment_starts"),
            models.CheckConstraint(
                condition=Q(former_pay_group__isnull=True, pay_group_from__isnull=True)
                | (
                    Q(former_pay_group__isnull=False, pay_group_from__isnull=False)
                    & ~Q(former_pay_group=F("pay_group"))
                ),
                name="hr_employment_pay_group_moved",
            ),
            self_service="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_employment_person"),
            models.Index(fields=["partner", "pay_group", "person"], name="hr_employment_group"),
        ]

    def __str__(self) -> str:
        return self.employee_no

    @cached_property
    def pay_group_moves(self) -> "list[PayGroupMove]":
        """Return the moves between pay groups that stand, the earliest first. One query where one was ever made."""
        if self.pay_group_from is None:
            return []
        moves = PayGroupMove.objects.of(self.partner_id).filter(employment_id=self.pk)
        return list(moves.select_related("former").order_by("starts"))

    def pay_group_on(self, day: date) -> PayGroup:
        """Return the pay group that pays the period of a day. One query for days before the latest move."""
        if self.pay_group_from is None or day >= self.pay_group_from:
            return self.pay_group
        return next(one.former for one in self.pay_group_moves if day < one.starts)


class PayGroupMove(PartnerOwned):
    """A move of an employment between pay groups that stands; one that is taken back goes.

    The employment itself knows the latest. These know those before it too: who paid a day is the group that the first
    move after it left. They come back with a move taken back.
    """

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    former = PartnerForeignKey(PayGroup, help_text="Which paid until the day before")
    starts = models.DateField(help_text="The first day that the next pay group pays")

    class Meta(PartnerOwned.Meta):
        verbose_name = "move between pay groups"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "employment", "starts"], name="hr_paygroupmove_once"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_paygroupmove_person")]

    def __str__(self) -> str:
        return f"From {self.starts}"


class Assignment(PublicId, PartnerOwned):
    """One job under an employment, in a post."""

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    post = PartnerForeignKey(Post)
    number = models.CharField(max_length=24, help_text="Employee number and job, like 100234-1")
    title = models.CharField(max_length=120)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="hr_assignment_number"),
            has_start("hr_assignment_starts"),
            self_service="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "employment"], name="hr_assignment_employment"),
            models.Index(fields=["partner", "person"], name="hr_assignment_person"),
            models.Index(fields=["partner", "post"], name="hr_assignment_post"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AssignmentTerms(PublicId, PartnerOwned):
    """The terms of a job between two dates: contract, hours, pattern, pay. Terms never overlap."""

    class Contract(models.TextChoices):
        """The kind of contract (domain HR-05)."""

        PERMANENT = "PERMANENT", "Permanent"
        FIXED_TERM = "FIXED_TERM", "Fixed term"
        TEMPORARY = "TEMPORARY", "Temporary"
        APPRENTICE = "APPRENTICE", "Apprentice"
        CASUAL = "CASUAL", "Casual or zero hours"
        ANNUALISED = "ANNUALISED", "Annualised hours"
        TERM_TIME = "TERM_TIME", "Term time"
        RELIEF = "RELIEF", "Relief"
        SECONDMENT_IN = "SECONDMENT_IN", "Secondment in"
        ON_CALL = "ON_CALL", "On call (retained)"

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    contract = models.CharField(max_length=20, choices=Contract)
    contract_hours = HoursField(help_text="Hours a week")
    full_time_hours = HoursField(help_text="Hours a week of the staff group")
    weeks_in_year = RateField()
    paid_weeks = RateField(null=True, blank=True, help_text="Term time: working and leave weeks that are paid")
    working_pattern = models.CharField(max_length=800, blank=True, help_text="Hours a day, like Mon 7.4; or a rota")
    grade = PartnerForeignKey(Grade, null=True, blank=True)
    spine_point = PartnerForeignKey(SpinePoint, null=True, blank=True)
    spot_annual = MoneyField(null=True, blank=True, help_text="A yearly salary that is not on a scale")
    hourly_rate = MoneyField(null=True, blank=True, help_text="A casual worker’s rate")
    acting = PartnerForeignKey(
        "hr.ActingUp", null=True, blank=True, help_text="The pay is that of a post which is covered meanwhile"
    )
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_assignmentterms_no_overlap", "assignment"),
            has_start("hr_assignmentterms_starts"),
            models.CheckConstraint(
                condition=(
                    Q(spine_point__isnull=False, spot_annual__isnull=True, hourly_rate__isnull=True)
                    | Q(spine_point__isnull=True, spot_annual__isnull=False, hourly_rate__isnull=True)
                    | Q(spine_point__isnull=True, spot_annual__isnull=True, hourly_rate__isnull=False)
                ),
                name="hr_assignmentterms_one_pay_basis",
            ),
            models.CheckConstraint(
                condition=Q(contract_hours__gte=0, full_time_hours__gt=0, weeks_in_year__gt=0),
                name="hr_assignmentterms_hours",
            ),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_terms_person")]

    def __str__(self) -> str:
        return f"{self.get_contract_display()}, {self.contract_hours} hours"


class CostSplit(PartnerOwned):
    """Where a share of a job's cost goes. The shares of one date add up to 100, by trigger at commit."""

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    cost_centre = PartnerForeignKey(CostCentre)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_costsplit_no_overlap", "assignment", "cost_centre"),
            has_start("hr_costsplit_starts"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="hr_costsplit_percent"),
            person="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "assignment"], name="hr_costsplit_assignment")]

    def __str__(self) -> str:
        return f"{self.percent}%"
