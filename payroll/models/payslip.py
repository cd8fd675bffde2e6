"""Payslips, their lines and the year-to-date figures. Results are inserted as versions and never changed."""

from django.db import models
from django.db.models import F, Q

from hr.models import Employment, MonthlyInput, Person
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from payroll.models.run import PayRun
from sharedservices.common.fields import HoursField, MoneyField

# Employees see a payslip once its run is released, on and after the pay date, and only the version that counts.
VISIBLE = """EXISTS (
  SELECT 1 FROM payroll_payrun r
  JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
  JOIN payroll_runmember m ON m.partner_id = r.partner_id AND m.run_id = r.id
  WHERE r.partner_id = payroll_payslip.partner_id AND r.id = payroll_payslip.run_id AND r.state = 'RELEASED'
    AND p.pay_date <= (now() AT TIME ZONE 'Europe/London')::date
    AND m.employment_id = payroll_payslip.employment_id AND m.version = payroll_payslip.version)"""

# Employees ask about payslips that they can see, and about no others.
ABOUT_OWN_PAYSLIP = """EXISTS (
  SELECT 1 FROM payroll_payslip s
  WHERE s.partner_id = payroll_payquery.partner_id AND s.run_id = payroll_payquery.run_id
    AND s.employment_id = payroll_payquery.employment_id AND s.person_id = payroll_payquery.person_id)"""


class YearFigures(models.Model):
    """The figures that add up over a tax year, in pounds."""

    ytd_gross = MoneyField()
    ytd_taxable_pay = MoneyField()
    ytd_niable_pay = MoneyField()
    ytd_pensionable_pay = MoneyField()
    ytd_tax = MoneyField()
    ytd_employee_ni = MoneyField()
    ytd_employer_ni = MoneyField()
    ytd_at_lel = MoneyField()
    ytd_lel_to_pt = MoneyField()
    ytd_pt_to_uel = MoneyField()
    ytd_student_loan = MoneyField()
    ytd_postgraduate_loan = MoneyField()
    ytd_employee_pension = MoneyField()
    ytd_employer_pension = MoneyField()
    ytd_other_deductions = MoneyField()
    ytd_net = MoneyField()

    class Meta:
        abstract = True


class Payslip(YearFigures, PartnerOwned):
    """One calculated payment to one employment, with its frozen inputs. A recalculation adds a version."""

    run = PartnerForeignKey(PayRun)
    employment = PartnerForeignKey(Employment)
    person = PartnerForeignKey(Person)
    version = models.IntegerField()
    gross = MoneyField()
    benefits = MoneyField()
    taxable_pay = MoneyField()
    niable_pay = MoneyField()
    pensionable_pay = MoneyField()
    tax = MoneyField()
    employee_ni = MoneyField()
    employer_ni = MoneyField()
    at_lel = MoneyField()
    lel_to_pt = MoneyField()
    pt_to_uel = MoneyField()
    student_loan = MoneyField()
    postgraduate_loan = MoneyField()
    employee_pension = MoneyField()
    employer_pension = MoneyField()
    other_deductions = MoneyField()
    net = MoneyField()
    employer_cost = MoneyField()
    tax_code = models.CharField(max_length=12)
    ni_category = models.CharField(max_length=1)
    findings = models.TextField(default="[]")
    inputs = models.TextField(help_text="The frozen inputs, as payroll.engine.serialise writes them")
    engine_version = models.CharField(max_length=20)
    rates_version = models.CharField(max_length=64)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "employment", "version"], name="payroll_payslip_version"),
            models.CheckConstraint(
                condition=Q(
                    net=F("gross")
                    - F("tax")
                    - F("employee_ni")
                    - F("student_loan")
                    - F("postgraduate_loan")
                    - F("employee_pension")
                    - F("other_deductions")
                ),
                name="payroll_payslip_net",
            ),
            models.CheckConstraint(condition=Q(net__gte=0), name="payroll_payslip_not_negative"),
            self_service="person_id",
            self_only_if=VISIBLE,
            audited=False,
            append_only=True,
        )
        indexes = [models.Index(fields=["partner", "employment", "run"], name="payroll_payslip_employment")]

    def __str__(self) -> str:
        return f"payslip {self.pk}"


class PayslipLine(PartnerOwned):
    """One line of a payslip. Deductions are positive amounts in their section; a refund is negative."""

    pk = models.CompositePrimaryKey("payslip_id", "number")
    payslip = PartnerForeignKey(Payslip)
    number = models.SmallIntegerField()
    person_id = models.BigIntegerField()
    section = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    units = HoursField(null=True)
    rate = MoneyField(null=True)
    amount = MoneyField()
    hours_varying = models.BooleanField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            self_service="person_id",
            self_only_if="payslip_id IN (SELECT id FROM payroll_payslip)",
            audited=False,
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.name


class PayslipInput(PartnerOwned):
    """A monthly input that a version of a payslip pays: what release marks as paid."""

    payslip = PartnerForeignKey(Payslip)
    monthly_input = PartnerForeignKey(MonthlyInput)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "payslip", "monthly_input"], name="payroll_payslipinput_once"),
            audited=False,
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.monthly_input_id}"


class YearToDate(YearFigures, PartnerOwned):
    """What an employment has been paid in a tax year by released runs: carried forward at release."""

    employment = PartnerForeignKey(Employment)
    person = PartnerForeignKey(Person)
    tax_year = models.CharField(max_length=7)
    last_run = PartnerForeignKey(PayRun)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "employment", "tax_year"], name="payroll_yeartodate_once"),
            person="person_id",
            audited=False,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person", "tax_year"], name="payroll_yeartodate_person")]

    def __str__(self) -> str:
        return self.tax_year


class RunElementTotal(PartnerOwned):
    """The total of one element over the payslips of a run that count, remade by each calculation."""

    run = PartnerForeignKey(PayRun)
    section = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    n_payslips = models.IntegerField()
    amount = MoneyField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "run", "section", "code", "name"], name="payroll_runelementtotal_once"
            ),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.name


class PayQuery(PublicId, PartnerOwned):
    """An employee's question about a payslip ("something is wrong"), and payroll's answer."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "OPEN", "Open"
        ANSWERED = "ANSWERED", "Answered"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    run = PartnerForeignKey(PayRun)
    line = models.CharField(max_length=100, blank=True, help_text="The line that it is about")
    message = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_by__isnull=True, answered_at__isnull=True)
                | (Q(state="ANSWERED", answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="payroll_payquery_answered_pair",
            ),
            self_service="person_id",
            self_only_if=ABOUT_OWN_PAYSLIP,
            self_insert=True,
        )
        indexes = [models.Index(fields=["partner", "state", "opened_at"], name="payroll_payquery_open")]

    def __str__(self) -> str:
        return self.message[:40]
