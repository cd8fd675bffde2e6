"""Calendars, runs, payslips and questions about them."""

from payroll.models.ledger import LedgerPosting, Suspended
from payroll.models.pay_gap import PayGapReport, PayGapRow, PayGapTreatment
from payroll.models.payslip import (
    PayQuery,
    Payslip,
    PayslipInput,
    PayslipLine,
    RunElementTotal,
    YearFigures,
    YearToDate,
)
from payroll.models.run import (
    PaidInput,
    Payment,
    PaymentListing,
    PayPeriod,
    PayRun,
    RunBatch,
    RunMember,
    RunTransition,
)

__all__ = [
    "LedgerPosting",
    "PaidInput",
    "PayGapReport",
    "PayGapRow",
    "PayGapTreatment",
    "PayPeriod",
    "PayQuery",
    "PayRun",
    "Payment",
    "PaymentListing",
    "Payslip",
    "PayslipInput",
    "PayslipLine",
    "RunBatch",
    "RunElementTotal",
    "RunMember",
    "RunTransition",
    "Suspended",
    "YearFigures",
    "YearToDate",
]
