"""Put together everything that a payslip says, for the page, the explanations and the PDF: from stored rows alone.

The particulars that section 8 of the Employment Rights Act 1996 asks for are all here: gross pay, every deduction with
its purpose, net pay and how it is paid, and the hours where pay varies by them.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hr import sealed
from hr.models import Assignment
from payroll.engine.explain import Explanation, what_changed
from payroll.engine.types import Finding, LineSection
from payroll.queries import payslip_messages, payslip_parts, payslip_rows, payslip_words
from payroll.queries.payslip_parts import Employee, Employer, Figure, Line, Previous, Share
from payroll.queries.payslip_rows import PaidInto, StoredPayslip
from payroll.queries.payslip_workings import Workings, work_out_again
from payroll.states import RunState
from sharedservices.common.nino import mask_nino

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PayslipDocument:
    """A payslip in full. Amounts are pounds; `period_end` is the last day that belongs to the period."""

    payslip_id: int
    run: UUID
    employment: UUID
    version: int
    label: str
    frequency: str
    is_released: bool
    is_supplementary: bool
    employer: Employer
    employee: Employee
    pay_date: date
    period_start: date
    period_end: date
    tax_year: str
    tax_period: str
    tax_code: str
    tax_basis: str
    ni_category: str
    payments: tuple[Line, ...]
    deductions: tuple[Line, ...]
    employer_lines: tuple[Line, ...]
    benefits: tuple[Line, ...]
    gross: Decimal
    total_deductions: Decimal
    net: Decimal
    employer_on_top: Decimal
    employer_cost: Decimal
    hours: Decimal | None
    figures: tuple[Figure, ...]
    shares: tuple[Share, ...]
    accounts: tuple[PaidInto, ...]
    messages: tuple[str, ...]
    findings: tuple[Finding, ...]
    previous: Previous | None
    changes: tuple[str, ...]
    workings: Workings
    whole: Explanation | None = field(default=None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line in the order of the payslip."""
        return (*self.payments, *self.deductions, *self.employer_lines, *self.benefits)

    @property
    def is_paid(self) -> bool:
        """Whether there is anything to pay."""
        return self.net > 0

    @property
    def is_split(self) -> bool:
        """Whether it is paid into two accounts."""
        return len(self.accounts) > 1

    @property
    def account_last_four(self) -> str:
        """The last four digits of the account that is paid first; "" when there is none."""
        return self.accounts[0].last_four if self.accounts else ""

    @property
    def has_units(self) -> bool:
        """Whether any payment is so many units at a rate."""
        return any(line.units is not None for line in self.payments)

    def line(self, number: int) -> Line:
        """Return one line. :raises LookupError: when there is none of this number."""
        for one in self.lines:
            if one.number == number:
                return one
        raise LookupError(f"the payslip has no line {number}")


def payslip_document(
    *,
    run: UUID,
    employment: UUID,
    person_ids: Collection[int] | None = None,
    version: int | None = None,
    nino_in_full: bool = False,
) -> PayslipDocument:
    """Return everything that a payslip says: of these people only when they are given. Ten queries at most.

    `version` asks for a calculation that may no longer count. Who asks for the number in full records it.

    :raises PayslipMissing: when the reader may see no such payslip.
    """
    stored = payslip_rows.stored_payslip(run=run, employment=employment, person_ids=person_ids, version=version)
    row = stored.row
    workings = work_out_again(stored, payslip_rows.inputs_of_person(row))
    previous = payslip_rows.payslip_before(row) if row.run.number == 1 else None
    jobs = payslip_rows.assignments_of(row)
    lines = payslip_parts.lines_of_document(stored, workings, jobs)
    period, group = row.run.period, row.run.pay_group
    return PayslipDocument(
        payslip_id=row.pk,
        run=row.run.uuid,
        employment=row.employment.uuid,
        version=row.version,
        label=payslip_words.label(period.pay_date, group.frequency, row.run.number),
        frequency=payslip_words.frequency(group.frequency),
        is_released=row.run.state == RunState.RELEASED,
        is_supplementary=row.run.number > 1,
        employer=_employer(stored),
        employee=_employee(stored, workings, jobs, nino_in_full=nino_in_full),
        pay_date=period.pay_date,
        period_start=period.covers.lower,
        period_end=period.covers.upper - ONE_DAY,
        tax_year=period.tax_year,
        tax_period=payslip_words.tax_period(group.frequency, period.tax_period),
        tax_code=row.tax_code,
        tax_basis=payslip_words.tax_basis(workings.inputs, row.tax_code, group.frequency),
        ni_category=row.ni_category,
        payments=payslip_parts.of_section(lines, LineSection.PAYMENT),
        deductions=payslip_parts.of_section(lines, LineSection.DEDUCTION),
        employer_lines=payslip_parts.of_section(lines, LineSection.EMPLOYER),
        benefits=payslip_parts.of_section(lines, LineSection.BENEFIT),
        gross=row.gross,
        total_deductions=row.gross - row.net,
        net=row.net,
        employer_on_top=row.employer_cost - row.gross,
        employer_cost=row.employer_cost,
        hours=payslip_parts.hours_paid(stored.lines),
        figures=payslip_parts.year_figures(stored),
        shares=payslip_parts.shares_of_gross(stored),
        accounts=payslip_rows.accounts_paid(row),
        messages=payslip_messages.messages(stored, workings.inputs),
        findings=stored.findings,
        previous=None if previous is None else _previous(previous),
        changes=() if previous is None else _changes(previous, stored),
        workings=workings,
        whole=workings.explanations.get(0),
    )


def _employer(stored: StoredPayslip) -> Employer:
    """Return who pays: the legal entity and the PAYE scheme of the pay group."""
    group = stored.row.run.pay_group
    entity = group.legal_entity
    return Employer(entity.legal_name, entity.address, stored.row.partner.name, group.paye_scheme.employer_reference)


def _employee(stored: StoredPayslip, workings: Workings, jobs: list[Assignment], *, nino_in_full: bool) -> Employee:
    """Return who is paid, with the jobs that this payslip pays."""
    row, person = stored.row, stored.row.person
    paid = {job.job_ref: job.title for job in workings.inputs.jobs} if workings.inputs else {}
    held = [job for job in jobs if job.number in paid] or jobs
    nino = sealed.open_nino(person.nino, person=person.uuid)
    return Employee(
        name=f"{person.title} {person.display_name}".strip(),
        employee_no=row.employment.employee_no,
        nino=payslip_words.spaced_nino(nino) if nino_in_full else mask_nino(nino),
        jobs=tuple(dict.fromkeys(paid.get(job.number, job.title) for job in held)),
        unit=held[0].post.org_unit.name if held else "",
    )


def _previous(stored: StoredPayslip) -> Previous:
    row = stored.row
    label = payslip_words.label(stored.pay_date, row.run.pay_group.frequency, row.run.number)
    return Previous(row.run.uuid, row.employment.uuid, label)


def _changes(previous: StoredPayslip, current: StoredPayslip) -> tuple[str, ...]:
    """Return what differs from the payslip before, in sentences."""
    return what_changed(payslip_parts.compared_figures(previous), payslip_parts.compared_figures(current))
