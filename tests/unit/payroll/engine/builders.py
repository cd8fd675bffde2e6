"""Inputs of an ordinary payslip, to be changed where a test needs it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from payroll.engine.pensions import bands_of
from payroll.engine.rates import pension_bands, rates_on
from payroll.engine.types import (
    Arrangement,
    Frequency,
    ItemKind,
    JobTerms,
    NiDetails,
    PayInputs,
    PayItem,
    PensionMembership,
    TaxDetails,
)

PAY_DATE = date(2026, 4, 28)
RATES = rates_on(PAY_DATE)
LGPS_BANDS = bands_of(pension_bands("lgps", PAY_DATE))


def job(annual="34237", hours="37", *, ref="job-1", **changes):
    return JobTerms(
        job_ref=ref,
        title="Care worker",
        start=changes.pop("start", date(2026, 4, 1)),
        end=changes.pop("end", date(2026, 5, 1)),
        annual=Decimal(annual),
        contract_hours=Decimal(hours),
        full_time_hours=Decimal(changes.pop("full_time_hours", "37")),
        weeks_in_year=Decimal("52.143"),
        **changes,
    )


def lgps(**changes):
    membership = PensionMembership(
        scheme_code="LGPS",
        scheme_name="Local Government Pension Scheme",
        arrangement=Arrangement.NET_PAY,
        bands=LGPS_BANDS,
        employer_rate=Decimal("0.218"),
        source="lgpsmember.org, contribution table April 2026",
        is_law=True,
        job_ref="job-1",
    )
    return replace(membership, **changes)


def inputs(**changes):
    """Return a full-time employee on £34,237 (SCP 21), code 1257L, category A, paid in tax month 1, no pension."""
    tax = TaxDetails(code="1257L", source="HMRC, P9X of February 2026")
    given = PayInputs(
        ref="employment-1",
        person_ref="person-1",
        employer_ref="council",
        pay_date=PAY_DATE,
        frequency=Frequency.MONTHLY,
        period_start=date(2026, 4, 1),
        period_end=date(2026, 5, 1),
        tax_period=1,
        tax=tax,
        ni=NiDetails("A"),
        jobs=(job(),),
    )
    return replace(given, **changes)


def pay(amount, *, ref="employment-1", **changes):
    """Return inputs that pay one amount and nothing else."""
    item = PayItem("PAY", "Pay", ItemKind.PAYMENT, amount=Decimal(amount))
    return inputs(ref=ref, jobs=(), items=(item, *changes.pop("items", ())), **changes)


def deduction(amount, code="UNION", **changes):
    return PayItem(code, "Union subscription", ItemKind.DEDUCTION, amount=Decimal(amount), **changes)
