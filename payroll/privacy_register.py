"""What payroll holds about people, why, and how long."""

from typing import Any

from partners.holdings import Holding, register_holding, section
from partners.retention import RetentionClass, register_retention, register_words

DUTY = "UK GDPR article 6(1)(c), legal obligation (PAYE), and 6(1)(b), the contract of employment"
KEPT = "Kept under the employee number: it holds no name, and ledger and pension are worked out of it"


WORDS = {
    "payroll.PayQuery": "questions about pay",
    "payroll.YearToDate": "figures for the year to date",
    "payroll.PayGapRow": "rows of pay gap reports",
    "payroll.RunMember": "places in pay runs",
}


def register() -> None:
    """Tell the registries. Called once, when the app is ready."""
    register_retention(*_classes())
    register_words(WORDS)
    register_holding(Holding("payroll", "Pay", _sections()))


def _classes() -> list[RetentionClass]:
    deleted = dict.fromkeys(
        [
            "hr.TaxCode", "hr.NiCategory", "hr.StudentLoan", "hr.PreviousPay", "hr.RecurringElement", "hr.Honorarium",
            "payroll.PayQuery",
        ],
        "Deleted",
    )  # fmt: skip
    kept = dict.fromkeys(
        ["payroll.Payslip", "payroll.PayslipLine", "payroll.PayslipInput", "payroll.YearToDate", "payroll.PaidInput"],
        KEPT,
    )
    overwritten = {
        "payroll.Payment": "Holder and account are overwritten; the amount is kept",
        "payroll.RunMember": "What was wrong is overwritten; that somebody was in the run is kept",
        "hr.MonthlyInput": "Notes are overwritten; the amount is kept",
        "hr.ActingUp": "Deleted where an honorarium paid it",
    }
    return [
        RetentionClass(
            code="pay", name="Pay and tax", starts="The pay date, or the last day on which a tax code or the like held",
            purpose="To pay people, to report to HMRC and to prove both", basis=DUTY,
            tables=deleted | kept | overwritten, permissions=frozenset({"payroll.view", "people.view_pay"}),
            recipients="HMRC, pension funds, banks, auditors",
        ),
        RetentionClass(
            code="bank", name="Bank details", starts="The last payment into the account, once it is no longer in use",
            purpose="To pay people, and nobody in their place", basis=DUTY,
            tables=dict.fromkeys(
                ["hr.BankAccount", "hr.SecondAccount", "hr.BankChange", "hr.BankChangeEvent", "hr.BankCallBack"],
                "Deleted",
            ) | {"hr.StarterAnswers": "The account is overwritten; the rest is kept with the HR file"},
            permissions=frozenset({"people.view_pay", "bank.view"}), recipients="Banks",
        ),
        RetentionClass(
            code="pay_gap", name="Who counted for what in the gender pay gap", starts="The snapshot date",
            purpose="To work out and prove the figures of the pay gap; the figures themselves stay",
            basis="UK GDPR article 6(1)(c), legal obligation: Equality Act 2010, section 78",
            tables={"payroll.PayGapRow": "Deleted"}, permissions=frozenset({"paygap.view"}),
        ),
    ]  # fmt: skip


def _sections() -> tuple[Any, ...]:
    return (
        section("payslips", "Payslips", "payroll.Payslip", without=frozenset({"inputs", "findings"})),
        section("lines", "Lines of your payslips", "payroll.PayslipLine", without=frozenset({"pk"})),
        section("payslip_inputs", "Inputs that payslips pay", "payroll.PayslipInput", path="payslip__person_id"),
        section("year", "Year to date", "payroll.YearToDate"),
        section("members", "Runs that you were in", "payroll.RunMember"),
        section("paid_inputs", "Inputs paid", "payroll.PaidInput", path="monthly_input__person_id"),
        section("payments", "Payments to you", "payroll.Payment"),
        section("pay_gap", "How you counted in the gender pay gap", "payroll.PayGapRow"),
        section("queries", "Your questions about pay", "payroll.PayQuery"),
    )
