"""Turn the inputs of a payslip into compact JSON and back, without losing a digit.

Every payslip stores its frozen inputs this way. The text is a list whose places have a fixed meaning, beginning with
the number of the form, because a payroll writes ninety thousand of them at a time. A change of `PayInputs` adds a new
form and keeps reading the old ones. Decimals are strings (rows of them one string with spaces),
dates ISO 8601, nothing given is null.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from payroll.engine.types import (
    Arrangement,
    BandBasis,
    DayRule,
    DirectorDetails,
    DirectorMethod,
    Frequency,
    HourlyRule,
    ItemKind,
    JobTerms,
    Loans,
    NiBands,
    NiDetails,
    PaidAlready,
    PayInputs,
    PayItem,
    PensionMembership,
    Section,
    TaxDetails,
    YearToDate,
)

FORM = 1
"""The form that is written today."""

_FREQUENCIES = {frequency.value: frequency for frequency in Frequency}
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


class UnknownInputsForm(ValueError):
    """The stored inputs were written in a form that this version cannot read."""


def inputs_to_json(inputs: PayInputs) -> str:
    """Return the inputs as one line of JSON text."""
    tax, ni = inputs.tax, inputs.ni
    return _encode(
        [
            FORM,
            inputs.ref,
            inputs.person_ref,
            inputs.employer_ref,
            inputs.pay_date.isoformat(),
            inputs.frequency.value,
            inputs.period_start.isoformat(),
            inputs.period_end.isoformat(),
            inputs.tax_period,
            [
                tax.code,
                1 if tax.week1month1 else 0,
                str(tax.pay_to_date_before),
                str(tax.tax_to_date_before),
                str(tax.pay_in_period_before),
                str(tax.tax_in_period_before),
                tax.source,
            ],
            [ni.category, _director_out(ni.director), _paid_already_out(ni.paid_already)],
            inputs.loans.plans,
            [_job_out(job) for job in inputs.jobs],
            [_item_out(item) for item in inputs.items],
            [_pension_out(pension) for pension in inputs.pensions],
            " ".join(map(str, inputs.year_to_date)),
        ]
    )


def inputs_from_json(text: str) -> PayInputs:
    """Return the inputs that `inputs_to_json` wrote.

    :raises UnknownInputsForm: when the text was written in a form that this version does not know.
    """
    form, *values = json.loads(text)
    if form != FORM:
        raise UnknownInputsForm(f"these inputs have form {form}; this version reads form {FORM}")
    ref, person, employer, pay_date, frequency, start, end, tax_period = values[:8]
    tax, ni, plans, jobs, items, pensions, year_to_date = values[8:]
    return PayInputs(
        ref=ref,
        person_ref=person,
        employer_ref=employer,
        pay_date=date.fromisoformat(pay_date),
        frequency=_FREQUENCIES[frequency],
        period_start=date.fromisoformat(start),
        period_end=date.fromisoformat(end),
        tax_period=tax_period,
        tax=_tax_in(tax),
        ni=NiDetails(ni[0], _director_in(ni[1]), _paid_already_in(ni[2])),
        loans=Loans(tuple(plans)),
        jobs=tuple(map(_job_in, jobs)),
        items=tuple(map(_item_in, items)),
        pensions=tuple(map(_pension_in, pensions)),
        year_to_date=YearToDate(*map(Decimal, year_to_date.split())),
    )


def _tax_in(values: list[Any]) -> TaxDetails:
    """Read the tax code and the year so far."""
    code, week1month1, *amounts, source = values
    pay_before, tax_before, pay_in_period, tax_in_period = map(Decimal, amounts)
    return TaxDetails(code, bool(week1month1), pay_before, tax_before, pay_in_period, tax_in_period, source)


def _director_out(director: DirectorDetails | None) -> list[object] | None:
    """Return a director's year as a list."""
    if director is None:
        return None
    return [
        director.method.value,
        director.weeks,
        1 if director.last_payment else 0,
        str(director.niable_to_date_before),
        str(director.employee_ni_to_date_before),
        str(director.employer_ni_to_date_before),
        None if director.bands_before is None else _bands_out(director.bands_before),
        [[letter, str(earnings)] for letter, earnings in director.earlier],
    ]


def _director_in(values: list[Any] | None) -> DirectorDetails | None:
    """Read a director's year."""
    if values is None:
        return None
    method, weeks, last_payment, niable, employee, employer, bands, earlier = values
    return DirectorDetails(
        method=DirectorMethod(method),
        weeks=weeks,
        last_payment=bool(last_payment),
        niable_to_date_before=Decimal(niable),
        employee_ni_to_date_before=Decimal(employee),
        employer_ni_to_date_before=Decimal(employer),
        bands_before=None if bands is None else NiBands(*map(Decimal, bands)),
        earlier=tuple((letter, Decimal(earnings)) for letter, earnings in earlier),
    )


def _bands_out(bands: NiBands) -> list[str]:
    """Return the columns of the Full Payment Submission as a list."""
    return [str(bands.at_lel), str(bands.lel_to_pt), str(bands.pt_to_uel)]


def _paid_already_out(paid: PaidAlready | None) -> list[str] | None:
    """Return what was paid in the same earnings period as a list."""
    if paid is None:
        return None
    return [
        str(paid.niable_pay),
        str(paid.employee_ni),
        str(paid.employer_ni),
        str(paid.student_loan),
        str(paid.postgraduate_loan),
        *_bands_out(paid.bands),
    ]


def _paid_already_in(values: list[str] | None) -> PaidAlready | None:
    """Read what was paid in the same earnings period."""
    if values is None:
        return None
    niable, employee, employer, student, postgraduate, *bands = map(Decimal, values)
    return PaidAlready(niable, employee, employer, NiBands(*bands), student, postgraduate)


def _job_out(job: JobTerms) -> list[object]:
    """Return the terms of a job as a list."""
    weeks, rate = job.paid_weeks, job.hourly_rate
    return [
        job.job_ref,
        job.title,
        job.start.isoformat(),
        job.end.isoformat(),
        str(job.annual),
        str(job.contract_hours),
        str(job.full_time_hours),
        str(job.weeks_in_year),
        None if weeks is None else str(weeks),
        job.day_rule.value,
        job.hourly_rule.value,
        None if rate is None else str(rate),
        job.grade,
        job.point,
        job.element_code,
        job.element_name,
        1 if job.pensionable else 0,
    ]


def _job_in(values: list[Any]) -> JobTerms:
    """Read the terms of a job."""
    ref, title, start, end, annual, contract, full_time, weeks, paid_weeks, day_rule, hourly_rule, rate = values[:12]
    grade, point, code, name, pensionable = values[12:]
    return JobTerms(
        job_ref=ref,
        title=title,
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        annual=Decimal(annual),
        contract_hours=Decimal(contract),
        full_time_hours=Decimal(full_time),
        weeks_in_year=Decimal(weeks),
        paid_weeks=_number(paid_weeks),
        day_rule=DayRule(day_rule),
        hourly_rule=HourlyRule(hourly_rule),
        hourly_rate=_number(rate),
        grade=grade,
        point=point,
        element_code=code,
        element_name=name,
        pensionable=bool(pensionable),
    )


def _item_out(item: PayItem) -> list[object]:
    """Return a pay item as a list; the five yes-or-no marks are one number, the first the highest bit."""
    amount, units, rate, start, end = item.amount, item.units, item.rate, item.start, item.end
    return [
        item.code,
        item.name,
        item.kind.value,
        None if amount is None else str(amount),
        None if units is None else str(units),
        None if rate is None else str(rate),
        str(item.factor),
        item.taxable << 4 | item.niable << 3 | item.pensionable << 2 | item.hours_varying << 1 | item.regular,
        item.job_ref,
        None if start is None else start.isoformat(),
        None if end is None else end.isoformat(),
        item.day_rule.value,
        item.note,
    ]


def _item_in(values: list[Any]) -> PayItem:
    """Read a pay item."""
    code, name, kind, amount, units, rate, factor, marks, job, start, end, day_rule, note = values
    taxable, niable, pensionable, hours_varying, regular = (bool(marks >> bit & 1) for bit in (4, 3, 2, 1, 0))
    return PayItem(
        code=code,
        name=name,
        kind=ItemKind(kind),
        amount=_number(amount),
        units=_number(units),
        rate=_number(rate),
        factor=Decimal(factor),
        taxable=taxable,
        niable=niable,
        pensionable=pensionable,
        hours_varying=hours_varying,
        regular=regular,
        job_ref=job,
        start=_day(start),
        end=_day(end),
        day_rule=DayRule(day_rule),
        note=note,
    )


def _pension_out(pension: PensionMembership) -> list[object]:
    """Return a pension membership as a list."""
    assessed, qualifying = pension.assessed_pay, pension.qualifying
    return [
        pension.scheme_code,
        pension.scheme_name,
        pension.arrangement.value,
        _bands_of_pension_out(pension.bands),
        str(pension.employer_rate),
        pension.source,
        1 if pension.is_law else 0,
        pension.basis.value,
        pension.section.value,
        str(pension.section_share),
        None if assessed is None else str(assessed),
        None if qualifying is None else [str(qualifying[0]), str(qualifying[1])],
        pension.job_ref,
    ]


def _pension_in(values: list[Any]) -> PensionMembership:
    """Read a pension membership."""
    code, name, arrangement, bands, employer_rate, source, is_law, basis, section, share = values[:10]
    assessed, qualifying, job = values[10:]
    return PensionMembership(
        scheme_code=code,
        scheme_name=name,
        arrangement=Arrangement(arrangement),
        bands=_bands_of_pension_in(bands),
        employer_rate=Decimal(employer_rate),
        source=source,
        is_law=bool(is_law),
        basis=BandBasis(basis),
        section=Section(section),
        section_share=Decimal(share),
        assessed_pay=_number(assessed),
        qualifying=None if qualifying is None else (Decimal(qualifying[0]), Decimal(qualifying[1])),
        job_ref=job,
    )


@lru_cache(maxsize=512)
def _bands_of_pension_out(bands: tuple[tuple[Decimal | None, Decimal], ...]) -> str:
    """Return contribution bands as text: thousands of members share the same ones."""
    return " ".join(f"{'' if up_to is None else up_to}:{rate}" for up_to, rate in bands)


@lru_cache(maxsize=512)
def _bands_of_pension_in(text: str) -> tuple[tuple[Decimal | None, Decimal], ...]:
    """Read contribution bands."""
    pairs = (band.split(":") for band in text.split())
    return tuple((Decimal(up_to) if up_to else None, Decimal(rate)) for up_to, rate in pairs)


def _number(text: str | None) -> Decimal | None:
    """Read a decimal that may be absent."""
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    """Read a date that may be absent."""
    return None if text is None else date.fromisoformat(text)
