"""List a person's own payslips, tax year by tax year, with the net pay of each payment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hr.models import Assignment
from payroll.models import Payslip
from payroll.queries import payslip_words
from payroll.queries.payslip_rows import payslips
from sharedservices.common.money import ZERO


@dataclass(frozen=True, slots=True)
class PayslipRow:
    """One payslip in a list. Amounts are pounds."""

    run: UUID
    employment: UUID
    label: str
    short_label: str
    employee_no: str
    job: str
    pay_date: date
    tax_year: str
    gross: Decimal
    deductions: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class PaymentDay:
    """What arrived on one pay date, over all jobs, in pounds."""

    label: str
    pay_date: date
    net: Decimal


@dataclass(frozen=True, slots=True)
class PayslipYear:
    """The payslips of one tax year, the latest first; `total_net` in pounds."""

    tax_year: str
    rows: tuple[PayslipRow, ...]

    @property
    def total_net(self) -> Decimal:
        """What was paid out over the year so far."""
        return sum((row.net for row in self.rows), ZERO)

    @property
    def has_several_jobs(self) -> bool:
        """Whether the rows are of more than one employment."""
        return len({row.employee_no for row in self.rows}) > 1

    @property
    def days(self) -> tuple[PaymentDay, ...]:
        """What arrived on each pay date, the earliest first."""
        totals: dict[date, PaymentDay] = {}
        for row in reversed(self.rows):
            before = totals[row.pay_date].net if row.pay_date in totals else ZERO
            totals[row.pay_date] = PaymentDay(row.short_label, row.pay_date, before + row.net)
        return tuple(totals.values())


def payslip_years(*, person_ids: Collection[int]) -> tuple[PayslipYear, ...]:
    """Return the payslips that these people may see, by tax year, the latest first. Two queries."""
    rows = payslips(person_ids).order_by("-run__period__pay_date", "-run__number", "employment_id", "-id")
    years: dict[str, list[PayslipRow]] = {}
    titles = _job_titles(person_ids)
    for payslip in rows.defer("inputs", "findings"):
        row = _row(payslip, titles.get(payslip.employment_id, ""))
        years.setdefault(row.tax_year, []).append(row)
    return tuple(PayslipYear(tax_year, tuple(found)) for tax_year, found in years.items())


def _job_titles(person_ids: Collection[int]) -> dict[int, str]:
    """Return the title of the latest job of each employment of these people. One query."""
    rows = Assignment.objects.filter(person_id__in=person_ids).order_by("valid__startswith", "id")
    return dict(rows.values_list("employment_id", "title"))


def _row(payslip: Payslip, job: str) -> PayslipRow:
    """Return one row."""
    period, frequency = payslip.run.period, payslip.run.pay_group.frequency
    return PayslipRow(
        run=payslip.run.uuid,
        employment=payslip.employment.uuid,
        label=payslip_words.label(period.pay_date, frequency, payslip.run.number),
        short_label=payslip_words.short_label(period.pay_date, frequency),
        employee_no=payslip.employment.employee_no,
        job=job,
        pay_date=period.pay_date,
        tax_year=period.tax_year,
        gross=payslip.gross,
        deductions=payslip.gross - payslip.net,
        net=payslip.net,
    )
