"""What a payslip tells the person besides figures: few sentences, each true, each with what to do. Pure."""

from collections.abc import Iterator

from payroll.engine.tax_code import CodeKind, parse_tax_code
from payroll.engine.types import PayInputs
from payroll.queries.payslip_rows import StoredPayslip
from sharedservices.common.formatting import day, money

HMRC = "You can check your tax code with HMRC at gov.uk/check-income-tax-current-year."


def messages(stored: StoredPayslip, inputs: PayInputs | None) -> tuple[str, ...]:
    """Return the sentences that this payslip needs, the most important first."""
    return (*_about_payment(stored), *_about_tax(stored, inputs), *_about_record(stored))


def _about_payment(stored: StoredPayslip) -> Iterator[str]:
    """Say when it is paid earlier than usual, or not at all."""
    row, period = stored.row, stored.row.run.period
    if not row.net:
        yield "There is nothing to pay out this time. If you expected to be paid, tell payroll: they will look into it."
    if period.pay_date < period.contractual_pay_date:
        yield (
            f"You are paid on {day(period.pay_date)}, earlier than usual, because {day(period.contractual_pay_date)} "
            "is not a working day for banks."
        )
    ends = row.employment.valid.upper
    if is_after_p45(stored):
        yield (
            "This is paid after your P45. It is taxed without an allowance, on this payment alone, and you get no "
            "second P45: keep this payslip. HMRC puts right what was too much."
        )
    elif ends is not None and ends <= period.covers.upper:
        yield "Your employment has ended. Your P45 will show your pay and tax up to the end."


def is_after_p45(stored: StoredPayslip) -> bool:
    """Tell whether a payslip was paid after the P45."""
    return any(finding.code == "AFTER_P45" for finding in stored.findings)


def _about_tax(stored: StoredPayslip, inputs: PayInputs | None) -> Iterator[str]:
    """Say what is unusual about tax."""
    row = stored.row
    if row.tax < 0:
        yield f"{money(-row.tax)} of tax is paid back to you, because you had paid more than was due since 6 April."
    if inputs is None:
        return
    code = parse_tax_code(inputs.tax.code)
    if is_after_p45(stored):
        return
    if inputs.tax.week1month1 or code.week1month1:
        yield (
            "Your tax code is worked out on this payment alone. HMRC often does this until it has all your details, "
            f"and puts right afterwards what was too much or too little. {HMRC}"
        )
    elif code.kind is CodeKind.FLAT:
        yield f"All pay from this job is taxed at one rate. That is usual for a second job or a pension. {HMRC}"
    elif code.kind is CodeKind.FREE_PAY and not code.number:
        yield f"Your tax code gives no tax-free pay in this job. {HMRC}"
    if any(finding.code == "TAX_LIMITED" for finding in stored.findings):
        yield "Tax may take no more than half of a payment, so not all that is due was taken. The rest follows later."


def _about_record(stored: StoredPayslip) -> Iterator[str]:
    """Ask for what payroll does not have."""
    if not stored.row.person.nino:
        yield (
            "We do not have your National Insurance number. Tell payroll what it is, so that this pay counts towards "
            "your State Pension."
        )
