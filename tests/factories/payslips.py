"""Makes payslips by the real calculation, without the workers of a run: draft, calculated or released runs.

ann = make.employee(cast.northshire)
slips = payslips.released_run([ann], by=people(cast), pay_date=date(2026, 10, 28))
slips[ann.employment.pk]
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import User
from payroll.engine.payslip import payslips_of_person
from payroll.engine.pensions import bands_of
from payroll.engine.rates import pension_bands, rates_on, rates_version
from payroll.engine.serialise import inputs_to_json
from payroll.engine.types import (
    Arrangement,
    Frequency,
    ItemKind,
    JobTerms,
    Loans,
    NiDetails,
    PayInputs,
    PayItem,
    PayslipResult,
    PensionMembership,
    TaxDetails,
    YearToDate,
)
from payroll.engine.version import ENGINE_VERSION
from payroll.models import PayPeriod, PayRun, Payslip, PayslipLine, RunMember
from payroll.models import YearToDate as YearRow
from payroll.queries import release_statements
from payroll.queries.run_facts import run_facts
from sharedservices.common.taxyear import TaxYear
from tests.factories.hr import Employee

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIGURES = (
    "gross",
    "benefits",
    "taxable_pay",
    "niable_pay",
    "pensionable_pay",
    "tax",
    "employee_ni",
    "employer_ni",
    "student_loan",
    "postgraduate_loan",
    "employee_pension",
    "employer_pension",
    "other_deductions",
    "net",
    "employer_cost",
    "ni_category",
)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who processes, approves and releases."""

    processor: User
    approver: User
    releaser: User


def hands(cast: Any) -> Hands:
    """Return Northshire's three."""
    return Hands(cast.amara, cast.ben, cast.rhys)


def overtime(hours: str, who: Employee, *, name: str = "Overtime at time and a half", factor: str = "1.5") -> PayItem:
    """Overtime hours at the job's hourly rate."""
    return PayItem(
        "OVERTIME",
        name,
        ItemKind.PAYMENT,
        units=Decimal(hours),
        factor=Decimal(factor),
        pensionable=True,
        hours_varying=True,
        job_ref=who.assignment.number,
    )


def item(code: str, name: str, amount: str, kind: ItemKind = ItemKind.PAYMENT, **changes: Any) -> PayItem:
    """An amount: an allowance, or a deduction by its kind."""
    taxable = kind is not ItemKind.DEDUCTION
    return PayItem(code, name, kind, amount=Decimal(amount), **({"taxable": taxable, "niable": taxable} | changes))


def pay_period(who: Employee, pay_date: date) -> PayPeriod:
    """Make, or find, the calendar month that is paid on a day."""
    start = pay_date.replace(day=1)
    end = (start + timedelta(days=32)).replace(day=1)
    year = TaxYear.of(pay_date)
    found, _ = PayPeriod.objects.get_or_create(
        partner=who.org.partner,
        pay_group=who.org.pay_group,
        pay_date=pay_date,
        defaults={
            "covers": DateRange(start, end),
            "contractual_pay_date": pay_date,
            "tax_year": year.label,
            "tax_period": year.tax_month(pay_date),
        },
    )
    return found


def inputs_of(
    who: Employee, period: PayPeriod, *items: PayItem, loans: tuple[str, ...] = (), before: YearToDate | None = None
) -> PayInputs:
    """Freeze what one payment to an employee is worked out from."""
    before = YearToDate() if before is None else before
    terms, tax = who.terms, who.tax_code
    annual = terms.spot_annual if terms.spot_annual is not None else Decimal("26847.00")
    job = JobTerms(
        job_ref=who.assignment.number,
        title=who.assignment.title,
        start=period.covers.lower,
        end=period.covers.upper,
        annual=annual,
        contract_hours=terms.contract_hours,
        full_time_hours=terms.full_time_hours,
        weeks_in_year=terms.weeks_in_year,
        paid_weeks=terms.paid_weeks,
    )
    pension = PensionMembership(
        scheme_code="LGPS",
        scheme_name="Local Government Pension Scheme",
        arrangement=Arrangement.NET_PAY,
        bands=bands_of(pension_bands("lgps", period.pay_date)),
        employer_rate=Decimal("0.20"),
        source="Rates and adjustments certificate",
        is_law=True,
        job_ref=who.assignment.number,
    )
    return PayInputs(
        ref=str(who.employment.pk),
        person_ref=str(who.person.pk),
        employer_ref=str(who.org.entity.pk),
        pay_date=period.pay_date,
        frequency=Frequency.MONTHLY,
        period_start=period.covers.lower,
        period_end=period.covers.upper,
        tax_period=period.tax_period,
        tax=TaxDetails(
            code=tax.code,
            week1month1=tax.week1month1,
            pay_to_date_before=before.taxable_pay,
            tax_to_date_before=before.tax,
            source="HMRC general instruction P9X",
        ),
        ni=NiDetails(who.ni.category),
        loans=Loans(loans),
        jobs=(job,),
        items=items,
        pensions=(pension,) if who.pension else (),
        year_to_date=before,
    )


def draft_run(who: Employee, *, by: User, pay_date: date, number: int = 1) -> PayRun:
    """Make a run of the employee's pay group."""
    kind = PayRun.Kind.REGULAR if number == 1 else PayRun.Kind.SUPPLEMENTARY
    return PayRun.objects.create(
        partner=who.org.partner,
        pay_group=who.org.pay_group,
        period=pay_period(who, pay_date),
        kind=kind,
        number=number,
        created_by=by,
        created_at=NOW,
        engine_version=ENGINE_VERSION,
        rates_version=rates_version(),
    )


def calculate(
    run: PayRun,
    employees: list[Employee],
    *,
    by: User,
    version: int = 1,
    items: dict[int, tuple[PayItem, ...]] | None = None,
    loans: dict[int, tuple[str, ...]] | None = None,
    versions: tuple[str, str] | None = None,
) -> dict[int, Payslip]:
    """Calculate a run; `items` and `loans` by employment. Return the payslips by employment."""
    made: dict[int, Payslip] = {}
    given: dict[int, list[tuple[Employee, PayInputs]]] = {}
    for who in employees:
        key = who.employment.pk
        frozen = inputs_of(
            who,
            run.period,
            *(items or {}).get(key, ()),
            loans=(loans or {}).get(key, ()),
            before=_year_before(who, run),
        )
        given.setdefault(who.person.pk, []).append((who, frozen))
    for group in given.values():
        results = payslips_of_person([frozen for _, frozen in group], rates_on(run.period.pay_date))
        for (who, frozen), result in zip(group, results, strict=True):
            made[who.employment.pk] = _store(
                run, who, frozen, result, version=version, versions=versions or (run.engine_version, run.rates_version)
            )
    _settle(run, made, by=by, version=version)
    return made


def release(run: PayRun, by: Hands) -> None:
    """Approve and release a calculated run, and carry the year forward."""
    run.state, run.approved_by, run.approved_human, run.approved_at = "APPROVED", by.approver, by.approver.human_id, NOW
    run.approved_hash = run.results_hash
    run.save()
    run.state, run.released_by, run.released_human, run.released_at = "RELEASED", by.releaser, by.releaser.human_id, NOW
    run.save()
    facts = run_facts(partner_id=run.partner_id, run_id=run.pk)
    assert facts is not None
    release_statements.pay(facts)
    current = {row.employment_id: row.version for row in RunMember.objects.filter(run=run)}
    for slip in Payslip.objects.filter(run=run):
        if current[slip.employment_id] == slip.version:
            figures = {f"ytd_{name}": getattr(slip, f"ytd_{name}") for name in YearToDate._fields}
            YearRow.objects.update_or_create(
                partner_id=run.partner_id,
                employment_id=slip.employment_id,
                person_id=slip.person_id,
                tax_year=run.period.tax_year,
                defaults={**figures, "last_run": run},
            )


def released_run(
    employees: list[Employee], *, by: Hands, pay_date: date, number: int = 1, **how: Any
) -> dict[int, Payslip]:
    """Make, calculate and release a run; return the payslips by employment."""
    run = draft_run(employees[0], by=by.processor, pay_date=pay_date, number=number)
    made = calculate(run, employees, by=by.processor, **how)
    release(run, by)
    return made


def _year_before(who: Employee, run: PayRun) -> YearToDate:
    row = YearRow.objects.filter(employment=who.employment, tax_year=run.period.tax_year).first()
    return YearToDate() if row is None else YearToDate(*(getattr(row, f"ytd_{name}") for name in YearToDate._fields))


def _store(
    run: PayRun, who: Employee, frozen: PayInputs, result: PayslipResult, *, version: int, versions: tuple[str, str]
) -> Payslip:
    bands = result.ni_bands
    slip = Payslip.objects.create(
        partner_id=run.partner_id,
        run=run,
        employment=who.employment,
        person=who.person,
        version=version,
        **{name: getattr(result, name) for name in FIGURES},
        **{f"ytd_{name}": getattr(result.year_to_date, name) for name in YearToDate._fields},
        at_lel=bands.at_lel,
        lel_to_pt=bands.lel_to_pt,
        pt_to_uel=bands.pt_to_uel,
        tax_code=f"{frozen.tax.code} M1" if frozen.tax.week1month1 else frozen.tax.code,
        findings=json.dumps(result.findings),
        inputs=inputs_to_json(frozen),
        engine_version=versions[0],
        rates_version=versions[1],
    )
    PayslipLine.objects.bulk_create(
        PayslipLine(
            payslip=slip,
            number=line.number,
            partner_id=run.partner_id,
            person_id=who.person.pk,
            section=line.section.value,
            code=line.code,
            name=line.name,
            units=line.units,
            rate=line.rate,
            amount=line.amount,
            hours_varying=line.hours_varying,
        )
        for line in result.lines
    )
    return slip


def _settle(run: PayRun, made: dict[int, Payslip], *, by: User, version: int) -> None:
    for slip in made.values():
        RunMember.objects.update_or_create(
            partner_id=run.partner_id,
            run=run,
            employment_id=slip.employment_id,
            person_id=slip.person_id,
            defaults={"state": RunMember.State.CALCULATED, "version": version},
        )
    slips = list(made.values())
    run.gross, run.net = (sum((getattr(slip, name) for slip in slips), Decimal(0)) for name in ("gross", "net"))
    run.deductions = run.gross - run.net
    run.n_in = run.n_calculated = len(slips)
    run.state, run.results_hash, run.calculation = "CALCULATED", f"{version:064d}", version
    run.processed_by, run.processed_human, run.processed_at = by, by.human_id, NOW
    run.save()
