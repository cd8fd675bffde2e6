"""From rows to the inputs of the calculation: all employments of one person under one employer together. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from hr.models import TaxCode
from hr.queries import right_to_work
from hr.queries.pay_inputs import EmploymentRow
from payroll.engine.problems import PayslipProblem
from payroll.engine.tax_code import PREFIXES
from payroll.engine.types import (
    NEW_YEAR,
    ZERO,
    DirectorDetails,
    DirectorMethod,
    Finding,
    Loans,
    NiBands,
    NiDetails,
    PaidAlready,
    PayInputs,
    PensionMembership,
    TaxDetails,
)
from payroll.queries import assemble_absence, assemble_holiday, assemble_pay
from payroll.queries.batch_rows import BatchRows
from payroll.queries.run_facts import RunFacts
from payroll.queries.run_inputs import DirectorRow, MemberRow, PaidRow
from sharedservices.common.periods import MONTHS_A_YEAR, WEEKS_A_YEAR
from sharedservices.common.taxyear import TaxYear

_WITHOUT = {
    "NO_TAX_CODE": ("There is no tax code on the pay date.", "tax.code", "Enter the tax code."),
    "NO_NI_CATEGORY": (
        "There is no National Insurance category on the pay date.",
        "ni.category",
        "Enter the National Insurance category letter.",
    ),
    "NO_BANK_ACCOUNT": ("There is no bank account on the pay date.", "bank", "Enter the bank account."),
}


AFTER_P45 = "AFTER_P45"
_CASES = "The page of the starter, under Starters"
_HELD_STARTS = {
    right_to_work.MISSING: (
        "There is no right to work that is valid on the pay date. Nobody is paid without one.",
        f"HR records a valid check on the page of the person or the starter. {_CASES}. There is no exception.",
    ),
    right_to_work.SUSPENDED: (
        "The permission to work has ended. The pay waits for the decision of HR.",
        "HR renews the right to work, or ends the employment with its last day. The list is Starters, Right to work.",
    ),
    right_to_work.NOT_STARTED: (
        "The first day has come, and nobody has said that the person is at work.",
        f"The manager records that they have started, or HR that they did not come. {_CASES}.",
    ),
    right_to_work.VOID: ("The person did not start.", "Leave them out of this run. The next one has them no more."),
}


class PaidInputs(NamedTuple):
    """What goes into the payslip of one member, the monthly inputs that it pays, and what to look at beforehand."""

    member: MemberRow
    inputs: PayInputs
    input_ids: tuple[int, ...]
    findings: tuple[Finding, ...] = ()


def person_inputs(batch: BatchRows, members: Sequence[MemberRow]) -> list[PaidInputs]:
    """Return the inputs of one person's employments under one employer, in the order given.

    :raises PayslipProblem: when something is missing; the message says what to enter.
    """
    employments = [_employment(batch, member) for member in members]
    first = employments[0]
    paid = [row for row in batch.paid.get(first.person_id, ()) if row.legal_entity_id == first.legal_entity_id]
    already = _paid_already(paid) if paid else None
    return [
        _member_inputs(batch, member, employment, paid, already)
        for member, employment in zip(members, employments, strict=True)
    ]


def _employment(batch: BatchRows, member: MemberRow) -> EmploymentRow:
    """Return the employment of a member. :raises PayslipProblem: when it has left the pay group since."""
    found = batch.employments.get(member.employment_id)
    if found is None:
        raise PayslipProblem(
            code="LEFT_PAY_GROUP",
            message="The employment has been moved to another pay group since the run began.",
            field="pay_group",
            remedy="Calculate the whole run again, or put the employment back into the pay group.",
        )
    _refuse_held_start(batch, found)
    return _until_death(batch, found)


def _refuse_held_start(batch: BatchRows, employment: EmploymentRow) -> None:
    """Hold the pay of somebody without a right to work, or who has not started (domain HR-06).

    :raises PayslipProblem: then; nobody else waits
    """
    reason = batch.held_starts.get(employment.employment_id)
    if reason is not None:
        message, remedy = _HELD_STARTS[reason]
        raise PayslipProblem(code=reason, message=message, field="starters", remedy=remedy)


def _until_death(batch: BatchRows, employment: EmploymentRow) -> EmploymentRow:
    """End the pay of somebody who has died on the day of death, where it was decided so (domain HR-09).

    Death stops no pay by itself: until it is decided, this payslip waits, and nobody else's.

    :raises PayslipProblem: while the decision is due
    """
    death = batch.deaths.get(employment.person_id)
    if death is None:
        return employment
    if death.is_missing:
        raise PayslipProblem(
            code="MISSING_PAY_HELD",
            message="People have decided to hold this pay for now.",
            field="deaths",
            remedy="Speak to HR: the decision is on the page of the case, under People.",
        )
    if death.is_held or death.last_day is None:
        raise PayslipProblem(
            code="DEATH_PAY_DECISION",
            message="A death has been reported. What is paid is a decision that is due before the cut-off.",
            field="deaths",
            remedy="Speak to the case officer: the decision is taken on the page of the case, under People.",
        )
    if death.to_estate and not death.has_estate_account:
        raise PayslipProblem(
            code="ESTATE_ACCOUNT",
            message="What is owed goes to the estate, and no verified account of it may be paid on the pay date.",
            field="deaths",
            remedy="Speak to the case officer: the account is verified on the page of the case, under People.",
        )
    after = death.last_day + timedelta(days=1)
    end = after if employment.end is None else min(employment.end, after)
    return employment._replace(end=end, has_bank_account=death.has_estate_account or employment.has_bank_account)


def _until_moved(employment: EmploymentRow) -> EmploymentRow:
    """End what is paid with this pay group on the day before the move into another one (domain HR-07).

    Salary and what recurs alone: the employment goes on, and with it tax code, category and pension.
    """
    if employment.paid_until is None or (employment.end is not None and employment.end <= employment.paid_until):
        return employment
    return employment._replace(end=employment.paid_until)


def _member_inputs(
    batch: BatchRows,
    member: MemberRow,
    employment: EmploymentRow,
    paid: Sequence[PaidRow],
    already: PaidAlready | None,
) -> PaidInputs:
    """Put the inputs of one employment together."""
    run, rows = batch.run, batch.terms.get(employment.employment_id, [])
    missing = _missing(employment)
    if missing:
        raise _without(missing)
    own = next((row for row in paid if row.employment_id == employment.employment_id), None)
    paying = _until_moved(employment)
    is_salaried = not (own and own.same_calendar_period) and _is_employed(run, paying)
    if is_salaried and not rows:
        raise _without_job(employment)
    jobs = assemble_pay.last_terms(rows)
    salaries = assemble_pay.salaried_jobs(run, paying, rows) if is_salaried else ()
    items = [*assemble_pay.recurring_items(batch, paying, jobs)] if is_salaried else []
    items += assemble_absence.absence_items(batch, rows, salaries)
    items += assemble_pay.one_off_items(batch, employment, jobs, is_salaried=is_salaried)
    items += assemble_holiday.holiday_items(batch, employment.employment_id, jobs, items)
    items += assemble_holiday.taken_items(batch, employment.employment_id, jobs)
    pensions: tuple[PensionMembership, ...] = ()
    if is_salaried or any(item.pensionable for item in items):
        pensions = tuple(
            assemble_pay.memberships(
                batch,
                employment,
                jobs,
                is_salaried=is_salaried,
                pensionable_before=own.pensionable_pay if own else ZERO,
            )
        )
    inputs = PayInputs(
        ref=employment.employee_no,
        person_ref=str(employment.person_id),
        employer_ref=str(employment.legal_entity_id),
        pay_date=run.pay_date,
        frequency=run.frequency,
        period_start=run.period_start,
        period_end=run.period_end,
        tax_period=run.tax_period,
        tax=_tax(member, employment, own),
        ni=NiDetails(employment.ni_category or "", _director(batch, employment), already),
        loans=_loans(batch, employment),
        jobs=salaries,
        items=tuple(items),
        pensions=pensions,
        year_to_date=member.year_to_date or NEW_YEAR,
    )
    input_ids = tuple(row.input_id for row in assemble_pay.payable_inputs(batch, employment))
    findings = assemble_absence.absence_findings(batch, rows if is_salaried else [])
    findings += _p45_findings(employment)
    return PaidInputs(
        member, inputs, input_ids, findings + assemble_holiday.holiday_findings(batch, employment.employment_id, jobs)
    )


def _is_employed(run: RunFacts, employment: EmploymentRow) -> bool:
    """Tell whether the employment has a day in the period."""
    return employment.start < run.period_end and (employment.end is None or employment.end > run.period_start)


def _missing(employment: EmploymentRow) -> list[str]:
    """Return the codes of what every payslip needs and this employment has not."""
    missing = []
    if employment.tax_code is None:
        missing.append("NO_TAX_CODE")
    if employment.ni_category is None:
        missing.append("NO_NI_CATEGORY")
    if not employment.has_bank_account:
        missing.append("NO_BANK_ACCOUNT")
    return missing


def _without(codes: list[str]) -> PayslipProblem:
    """Return the one problem that names everything that is missing."""
    messages, fields, remedies = zip(*(_WITHOUT[code] for code in codes), strict=True)
    return PayslipProblem(code=codes[0], message=" ".join(messages), field=fields[0], remedy=" ".join(remedies))


def _without_job(employment: EmploymentRow) -> PayslipProblem:
    """Return the problem of an employment without a job."""
    return PayslipProblem(
        code="NO_PAY_TERMS",
        message=f"Employment {employment.employee_no} has no job in the pay period.",
        field="jobs",
        remedy="Assign the person to a post and enter contract, hours and pay.",
    )


def _tax(member: MemberRow, employment: EmploymentRow, own: PaidRow | None) -> TaxDetails:
    """Return the tax code with the year so far, P45 figures included."""
    before = member.year_to_date or NEW_YEAR
    pay, tax = before.taxable_pay, before.tax
    if employment.previous_pay is not None:
        pay, tax = pay + employment.previous_pay, tax + (employment.previous_tax or ZERO)
    return TaxDetails(
        code=_code(employment),
        week1month1=bool(employment.week1month1) or employment.p45_paid_to is not None,
        pay_to_date_before=pay,
        tax_to_date_before=tax,
        pay_in_period_before=own.taxable_pay if own else ZERO,
        tax_in_period_before=own.tax if own else ZERO,
        source=_after_p45(employment.p45_paid_to)
        if employment.p45_paid_to
        else _tax_source(employment.tax_source or "", employment.tax_notice_date),
    )


def _code(employment: EmploymentRow) -> str:
    """Return the tax code; after the P45 0T, with the S or C of before.

    Source: Income Tax (PAYE) Regulations 2003 reg 37; HMRC, CWG2, payments after a P45.
    """
    code = employment.tax_code or ""
    if employment.p45_paid_to is None:
        return code
    return f"{code[0]}0T" if code[:1] in PREFIXES else "0T"


def _after_p45(paid_to: date) -> str:
    return f"Paid after the P45, which goes up to {paid_to:%-d %B %Y}"


def _p45_findings(employment: EmploymentRow) -> tuple[Finding, ...]:
    """Say that a payment comes after the P45."""
    if employment.p45_paid_to is None:
        return ()
    words = (
        f"This is paid after the P45, which goes up to {employment.p45_paid_to:%-d %B %Y}: code 0T, week 1/month 1, "
        "with the leaving date of before and as a payment after leaving. There is no second P45."
    )
    return (Finding(AFTER_P45, words),)


@lru_cache(maxsize=4096)
def _tax_source(source: str, notice_date: date | None) -> str:
    """Return where a tax code came from, in words."""
    words = TaxCode.Source(source).label if source else ""
    return f"{words}, {notice_date:%-d %B %Y}" if words and notice_date else words


def _loans(batch: BatchRows, employment: EmploymentRow) -> Loans:
    """Return the loan plans in force."""
    rows = batch.loans.get(employment.employment_id)
    return Loans(tuple(row.plan for row in rows)) if rows else Loans()


def _paid_already(paid: Sequence[PaidRow]) -> PaidAlready:
    """Add up what the employer has paid the person in the same earnings period."""
    return PaidAlready(
        niable_pay=sum((row.niable_pay for row in paid), ZERO),
        employee_ni=sum((row.employee_ni for row in paid), ZERO),
        employer_ni=sum((row.employer_ni for row in paid), ZERO),
        bands=_bands(paid),
        student_loan=sum((row.student_loan for row in paid), ZERO),
        postgraduate_loan=sum((row.postgraduate_loan for row in paid), ZERO),
    )


def _bands(rows: Sequence[PaidRow] | Sequence[DirectorRow]) -> NiBands:
    """Add up the columns of the Full Payment Submission."""
    return NiBands(
        sum((row.at_lel for row in rows), ZERO),
        sum((row.lel_to_pt for row in rows), ZERO),
        sum((row.pt_to_uel for row in rows), ZERO),
    )


def _director(batch: BatchRows, employment: EmploymentRow) -> DirectorDetails | None:
    """Return a director's year under this employer, from the released payslips of the tax year."""
    if not employment.director_method or employment.director_from is None:
        return None
    rows = [
        row
        for row in batch.directors.get(employment.person_id, ())
        if row.legal_entity_id == employment.legal_entity_id
    ]
    earlier: list[tuple[str, Decimal]] = []
    for row in rows:
        if earlier and earlier[-1][0] == row.category:
            earlier[-1] = (row.category, earlier[-1][1] + row.niable_pay)
        else:
            earlier.append((row.category, row.niable_pay))
    return DirectorDetails(
        method=DirectorMethod(employment.director_method),
        weeks=_director_weeks(employment.director_from, batch.run.tax_year),
        last_payment=_is_last_payment(batch.run, employment),
        niable_to_date_before=sum((row.niable_pay for row in rows), ZERO),
        employee_ni_to_date_before=sum((row.employee_ni for row in rows), ZERO),
        employer_ni_to_date_before=sum((row.employer_ni for row in rows), ZERO),
        bands_before=_bands(rows) if rows else None,
        earlier=tuple(earlier) if {letter for letter, _ in earlier} - {employment.ni_category} else (),
    )


@lru_cache(maxsize=1024)
def _director_weeks(appointed: date, tax_year: str) -> int:
    """Return the weeks of a director's year: from the week of appointment on.

    Source: Social Security (Contributions) Regulations 2001 reg 8; HMRC, CA44.
    """
    year = TaxYear.parse(tax_year)
    if appointed < year.start:
        return WEEKS_A_YEAR
    return max(WEEKS_A_YEAR - year.tax_week(min(appointed, year.end)) + 1, 1)


def _is_last_payment(run: RunFacts, employment: EmploymentRow) -> bool:
    """Tell whether no further regular payment falls into the tax year or the appointment.

    Source: HMRC, CA44 (alternative arrangements: the last payment of the year or of the appointment).
    """
    ends = [day for day in (employment.end, employment.ni_category_end) if day is not None]
    if ends and min(ends) <= run.period_end:
        return True
    if run.frequency.is_weekly_family:
        year = TaxYear.parse(run.tax_year)
        return run.pay_date + timedelta(weeks=run.frequency.weeks) > year.end
    return run.tax_period + run.frequency.months > MONTHS_A_YEAR
