"""What pay is worked out from besides salary: tax code, NI, loans, pension, bank. All dated, none overlapping."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, owned
from sharedservices.common.fields import BlindIndexField, MoneyField, RateField, SealedTextField


class TaxCode(PublicId, PartnerOwned):
    """The tax code that an employment is taxed on, with where it came from."""

    class Source(models.TextChoices):
        """Who said so."""

        P6 = "P6", "HMRC notice P6 (change in the year)"
        P9 = "P9", "HMRC notice P9 (new tax year)"
        P9X = "P9X", "HMRC general instruction P9X"
        P45 = "P45", "P45 from the last employer"
        STARTER_A = "STARTER_A", "Starter checklist, statement A"
        STARTER_B = "STARTER_B", "Starter checklist, statement B"
        STARTER_C = "STARTER_C", "Starter checklist, statement C"
        NO_STATEMENT = "NO_STATEMENT", "No P45 and no starter checklist"
        MIGRATED = "MIGRATED", "Brought over from the previous system"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    code = models.CharField(max_length=8, help_text="With its S or C, without the week 1/month 1 mark")
    week1month1 = models.BooleanField(default=False)
    source = models.CharField(max_length=20, choices=Source)
    notice_date = models.DateField(help_text="Date on the notice or form")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_taxcode_no_overlap", "employment"), has_start("hr_taxcode_starts"), self_service="person_id"
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_taxcode_person")]

    def __str__(self) -> str:
        return f"{self.code}{' week 1/month 1' if self.week1month1 else ''}"


class PreviousPay(PartnerOwned):
    """Pay and tax of the same tax year from earlier employment (P45) or an earlier system, before our first payslip."""

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    tax_year = models.CharField(max_length=7, help_text="Like 2026-27")
    pay = MoneyField()
    tax = MoneyField()
    source = models.CharField(max_length=100)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "employment", "tax_year"], name="hr_previouspay_once"),
            models.CheckConstraint(condition=Q(pay__gte=0), name="hr_previouspay_positive"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_previouspay_person")]

    def __str__(self) -> str:
        return self.tax_year


class NiCategory(PublicId, PartnerOwned):
    """The National Insurance category letter, and how a company director's is worked."""

    class DirectorMethod(models.TextChoices):
        """How a director's National Insurance is worked."""

        NONE = "", "Not a director"
        ANNUAL = "annual", "Annual earnings period"
        ALTERNATIVE = "alternative", "Alternative arrangement"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    category = models.CharField(max_length=1)
    director_method = models.CharField(max_length=12, choices=DirectorMethod, blank=True, default="")
    director_from = models.DateField(null=True, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_nicategory_no_overlap", "employment"),
            has_start("hr_nicategory_starts"),
            models.CheckConstraint(
                condition=Q(director_method="", director_from__isnull=True)
                | (~Q(director_method="") & Q(director_from__isnull=False)),
                name="hr_nicategory_director_pair",
            ),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_nicategory_person")]

    def __str__(self) -> str:
        return self.category


class StudentLoan(PublicId, PartnerOwned):
    """A loan plan to operate between HMRC's start and stop notices."""

    class Plan(models.TextChoices):
        """The plan on the notice."""

        PLAN_1 = "1", "Plan 1"
        PLAN_2 = "2", "Plan 2"
        PLAN_4 = "4", "Plan 4"
        PLAN_5 = "5", "Plan 5"
        POSTGRADUATE = "PGL", "Postgraduate loan"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    plan = models.CharField(max_length=3, choices=Plan)
    source = models.CharField(max_length=100, help_text="SL1, PGL1 or starter checklist")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_studentloan_no_overlap", "employment", "plan"),
            has_start("hr_studentloan_starts"),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_studentloan_person")]

    def __str__(self) -> str:
        return self.get_plan_display()


class PensionScheme(PublicId, PartnerOwned):
    """A pension scheme of a partner. `law_scheme` names its bands in the rates files, if they are law."""

    class Arrangement(models.TextChoices):
        """How tax relief is given."""

        NET_PAY = "net_pay", "Net pay arrangement"
        RELIEF_AT_SOURCE = "relief_at_source", "Relief at source"

    class Basis(models.TextChoices):
        """Which pay chooses the band."""

        ACTUAL = "actual", "Actual yearly pensionable pay"
        FULL_TIME = "full_time", "Full-time yearly rate"

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    arrangement = models.CharField(max_length=20, choices=Arrangement)
    basis = models.CharField(max_length=12, choices=Basis)
    law_scheme = models.CharField(max_length=40, blank=True)
    uses_qualifying_earnings = models.BooleanField(default=False)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_pensionscheme_code"), self_service="partner"
        )

    def __str__(self) -> str:
        return self.name


class PensionRates(PartnerOwned):
    """A scheme's rates between two dates, as a partner agreed or was told them.

    The employer's rate and, where the law files have none, the bands [[up to and including, rate], …, [null, rate]]
    as decimal texts.
    """

    scheme = PartnerForeignKey(PensionScheme)
    employer_rate = RateField()
    bands = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=200)
    is_demonstration = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_pensionrates_no_overlap", "scheme"),
            has_start("hr_pensionrates_starts"),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.employer_rate}"


class PensionMembership(PublicId, PartnerOwned):
    """Membership of a scheme for one job between two dates."""

    class Section(models.TextChoices):
        """The section of the scheme."""

        MAIN = "main", "Main section"
        FIFTY_FIFTY = "fifty_fifty", "50/50 section"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    scheme = PartnerForeignKey(PensionScheme)
    section = models.CharField(max_length=12, choices=Section, default=Section.MAIN)
    assessed_pay = MoneyField(null=True, blank=True, help_text="Yearly pay the employer fixed for choosing the band")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_pensionmembership_no_overlap", "assignment", "scheme"),
            has_start("hr_pensionmembership_starts"),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_pension_person")]

    def __str__(self) -> str:
        return self.get_section_display()


class BankAccount(PublicId, PartnerOwned):
    """Where an employment's pay goes. Sort code, account number and roll number are sealed; four digits are shown."""

    class Check(models.TextChoices):
        """What the modulus check said. Unchecked is not failed, and a pass does not say whose account it is."""

        VALID = "VALID", "Passed"
        UNCHECKED = "UNCHECKED", "Unchecked"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    holder = models.CharField(max_length=100)
    details = SealedTextField(help_text="Sort code, account number and roll number")
    fingerprint = BlindIndexField()
    last_four = models.CharField(max_length=4)
    modulus_check = models.CharField(max_length=10, choices=Check)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_bankaccount_no_overlap", "employment"),
            has_start("hr_bankaccount_starts"),
            self_service="person_id",
            hide=("details", "fingerprint", "last_four"),
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_bankaccount_person"),
            models.Index(fields=["partner", "fingerprint"], name="hr_bankaccount_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"••••{self.last_four}"


class SecondAccount(PublicId, PartnerOwned):
    """Where a fixed amount of every pay period goes besides (domain HR-12); what is left goes to the main account.

    Sealed like the main account. It comes, changes and ends by a bank change that went the whole way, and only so.
    """

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    amount = MoneyField(help_text="Pounds of each pay period; never more than the pay")
    holder = models.CharField(max_length=100)
    details = SealedTextField(help_text="Sort code, account number and roll number")
    fingerprint = BlindIndexField()
    last_four = models.CharField(max_length=4)
    modulus_check = models.CharField(max_length=10, choices=BankAccount.Check)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        verbose_name = "second account"
        constraints = owned(
            no_overlap("hr_secondaccount_no_overlap", "employment"),
            has_start("hr_secondaccount_starts"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hr_secondaccount_amount"),
            self_service="person_id",
            hide=("details", "fingerprint", "last_four"),
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_secondaccount_person"),
            models.Index(fields=["partner", "fingerprint"], name="hr_secondaccount_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"••••{self.last_four}"
