"""The rules that make the figures of a payslip, each with its code, one sentence for the person, and its source.

Steps carry the code; explanations take the sentence and the source from here. Rates and limits are not here: they are
dated figures. A source without an address is an agreement or the employer's own terms.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One rule: `code` is stable, `sentence` is plain English, `url` may be ""."""

    code: str
    sentence: str
    source: str
    url: str


_ACT = "https://www.legislation.gov.uk/"
_TERMS = "Your terms and conditions of employment"
_PAYE_REGULATIONS = "Income Tax (Pay As You Earn) Regulations 2003"
_PAYE_TABLES = "HMRC, Specification for PAYE Tax Table Routines"
_PAYE_TABLES_URL = "https://www.gov.uk/government/publications/payroll-technical-specifications-income-tax"
_NI_ACT = "Social Security Contributions and Benefits Act 1992"
_NI_REGULATIONS = "Social Security (Contributions) Regulations 2001"
_LOANS = "Education (Student Loans) (Repayment) Regulations 2009"

_ALL = (
    Rule(
        "PAY-YEARLY",
        "Your yearly pay is the full-time salary of your job for the hours and weeks in your contract.",
        _TERMS,
        "",
    ),
    Rule(
        "PAY-PERIOD",
        "Your yearly pay is paid in equal parts, each rounded to the nearest penny.",
        _TERMS,
        "",
    ),
    Rule(
        "PAY-PART-CALENDAR",
        "Part of a pay period is paid by the calendar days in it.",
        "Your employer’s rule for part periods",
        "",
    ),
    Rule(
        "PAY-PART-WORKING-DAYS",
        "Part of a pay period is paid by its Mondays to Fridays.",
        "Your employer’s rule for part periods",
        "",
    ),
    Rule(
        "PAY-PART-365",
        "Each day of part of a pay period is paid as one day of the year.",
        "Your employer’s rule for part periods; Apportionment Act 1870, section 2",
        _ACT + "ukpga/Vict/33-34/35/section/2",
    ),
    Rule(
        "PAY-HOURLY",
        "The pay for one hour is the full-time yearly salary divided by the weeks in a year and the full-time hours.",
        _TERMS,
        "",
    ),
    Rule("PAY-UNITS", "Hours or units are paid at the rate for one, rounded to the nearest penny.", _TERMS, ""),
    Rule("PAY-AMOUNT", "This is the amount that was given to payroll.", "Your pay record", ""),
    Rule(
        "PAY-SACRIFICE",
        "You agreed to give up this pay for a benefit, so it is taken off before anything else is worked out.",
        "Your salary sacrifice agreement",
        "",
    ),
    Rule(
        "GROSS-PAY",
        "Gross pay is everything that you are paid, before anything is taken off.",
        "Employment Rights Act 1996, section 8",
        _ACT + "ukpga/1996/18/section/8",
    ),
    Rule(
        "TAXABLE-PAY",
        "You are taxed on your taxable pay and benefits, less pension contributions and gifts to charity taken before "
        "tax.",
        "Income Tax (Earnings and Pensions) Act 2003; Finance Act 2004, section 193",
        _ACT + "ukpga/2004/12/section/193",
    ),
    Rule(
        "PAYE-PAY-TO-DATE",
        "Tax is worked out on all your pay since 6 April, with this payment and any earlier job on your P45.",
        _PAYE_REGULATIONS + ", regulation 23",
        _ACT + "uksi/2003/2682/regulation/23",
    ),
    Rule(
        "PAYE-FREE-PAY",
        "Your tax code gives an amount of pay that is free of tax, spread evenly over the year.",
        _PAYE_TABLES,
        _PAYE_TABLES_URL,
    ),
    Rule(
        "PAYE-K-CODE",
        "A K code adds an amount to your pay before tax, because your untaxed income is more than your allowances.",
        _PAYE_TABLES,
        _PAYE_TABLES_URL,
    ),
    Rule(
        "PAYE-TAXABLE",
        "What is left after free pay is taxed, in whole pounds.",
        _PAYE_TABLES,
        _PAYE_TABLES_URL,
    ),
    Rule(
        "PAYE-BANDS",
        "Each part of taxable pay is taxed at the rate of its band, and the tax is rounded down to the penny.",
        _PAYE_TABLES,
        _PAYE_TABLES_URL,
    ),
    Rule(
        "PAYE-FLAT",
        "Your tax code says that all pay from this job is taxed at one rate.",
        _PAYE_TABLES,
        _PAYE_TABLES_URL,
    ),
    Rule("PAYE-NT", "Your tax code NT says that no tax is taken from this pay.", _PAYE_TABLES, _PAYE_TABLES_URL),
    Rule(
        "PAYE-CUMULATIVE",
        "Tax on this payment is the tax due since 6 April less the tax already taken. If too much was taken, you get "
        "it back.",
        _PAYE_REGULATIONS + ", regulation 23",
        _ACT + "uksi/2003/2682/regulation/23",
    ),
    Rule(
        "PAYE-WEEK1-MONTH1",
        "Your code is worked on this pay period alone, without looking at the rest of the year.",
        _PAYE_REGULATIONS + ", regulations 27 and 29",
        _ACT + "uksi/2003/2682/regulation/27",
    ),
    Rule(
        "PAYE-LIMIT",
        "Tax may not take more than half of a payment. What could not be taken waits for later payments.",
        _PAYE_REGULATIONS + ", regulation 2, overriding limit",
        _ACT + "uksi/2003/2682/regulation/2",
    ),
    Rule(
        "NI-EARNINGS",
        "National Insurance is worked on the pay of this pay period alone, before pension contributions.",
        _NI_ACT + ", section 6",
        _ACT + "ukpga/1992/4/section/6",
    ),
    Rule(
        "NI-AGGREGATION",
        "Pay from all your jobs with one employer is added together, and what is due on the total is shared between "
        "them by pay.",
        _NI_ACT + ", Schedule 1, paragraph 1",
        _ACT + "ukpga/1992/4/schedule/1",
    ),
    Rule(
        "PAID-ALREADY",
        "What was already taken from other pay in the same pay period is taken off.",
        _NI_REGULATIONS,
        _ACT + "uksi/2001/1004",
    ),
    Rule(
        "NI-EMPLOYEE-MAIN",
        "You pay the main rate between the primary threshold and the upper earnings limit.",
        _NI_ACT + ", section 8",
        _ACT + "ukpga/1992/4/section/8",
    ),
    Rule(
        "NI-EMPLOYEE-UPPER",
        "You pay the additional rate on pay above the upper earnings limit.",
        _NI_ACT + ", section 8",
        _ACT + "ukpga/1992/4/section/8",
    ),
    Rule(
        "NI-EMPLOYEE-TOTAL",
        "The two parts are rounded each on its own and then added.",
        _NI_ACT + ", section 8",
        _ACT + "ukpga/1992/4/section/8",
    ),
    Rule(
        "NI-EMPLOYER",
        "Your employer pays National Insurance on your pay above the employer’s threshold. It costs you nothing.",
        _NI_ACT + ", section 9",
        _ACT + "ukpga/1992/4/section/9",
    ),
    Rule(
        "NI-DIRECTOR",
        "A director’s National Insurance is worked on the pay of the whole tax year so far, less what was taken.",
        _NI_REGULATIONS + ", regulation 8",
        _ACT + "uksi/2001/1004/regulation/8",
    ),
    Rule(
        "LOAN-STUDENT",
        "You repay part of your pay above the threshold of your plan, rounded down to a whole pound.",
        _LOANS,
        _ACT + "uksi/2009/470",
    ),
    Rule(
        "LOAN-POSTGRADUATE",
        "You repay part of your pay above the postgraduate threshold, rounded down to a whole pound, besides any "
        "student loan.",
        _LOANS,
        _ACT + "uksi/2009/470",
    ),
    Rule(
        "PENSIONABLE-PAY",
        "Contributions are taken from the pay that counts for your pension.",
        "The rules of your pension scheme",
        "",
    ),
    Rule(
        "PENSION-BAND-ACTUAL",
        "Your contribution rate follows the actual yearly pay of this job, rounded down to the pound.",
        "Local Government Pension Scheme Regulations 2013, regulation 9",
        _ACT + "uksi/2013/2356/regulation/9",
    ),
    Rule(
        "PENSION-BAND-FULL-TIME",
        "Your contribution rate follows the full-time yearly pay of your job, whatever hours you work.",
        "The rules of your pension scheme",
        "",
    ),
    Rule(
        "PENSION-50-50",
        "In the 50/50 section you pay half the rate and build up half the pension. Your employer pays in full.",
        "Local Government Pension Scheme Regulations 2013, regulation 10",
        _ACT + "uksi/2013/2356/regulation/10",
    ),
    Rule(
        "PENSION-QUALIFYING",
        "Contributions are due on the part of your pay between two limits.",
        "Pensions Act 2008, section 13",
        _ACT + "ukpga/2008/30/section/13",
    ),
    Rule(
        "PENSION-NET-PAY",
        "Your contribution is taken before tax, so you pay less tax.",
        "Finance Act 2004, section 193",
        _ACT + "ukpga/2004/12/section/193",
    ),
    Rule(
        "PENSION-RATE",
        "Your contribution is your rate of the pay that counts.",
        "The rules of your pension scheme",
        "",
    ),
    Rule(
        "PENSION-RELIEF-AT-SOURCE",
        "The scheme claims basic-rate tax relief for you, so less is taken from your pay.",
        "Finance Act 2004, section 192",
        _ACT + "ukpga/2004/12/section/192",
    ),
    Rule(
        "PENSION-EMPLOYER",
        "Your employer pays its own rate of the pay that counts. It costs you nothing.",
        "The rules of your pension scheme",
        "",
    ),
    Rule(
        "DEDUCTION-BEFORE-TAX",
        "Gifts to charity through payroll are taken before tax, so you pay no tax on them.",
        "Income Tax (Earnings and Pensions) Act 2003, section 713",
        _ACT + "ukpga/2003/1/section/713",
    ),
    Rule(
        "DEDUCTION",
        "This is taken after tax because you agreed to it or the law or a court requires it.",
        "Employment Rights Act 1996, section 13",
        _ACT + "ukpga/1996/18/section/13",
    ),
    Rule(
        "BENEFIT",
        "A benefit is not money that you are paid, but its value is taxed with your pay.",
        _PAYE_REGULATIONS + ", regulation 61A",
        _ACT + "uksi/2003/2682/regulation/61A",
    ),
    Rule(
        "NET-PAY",
        "Net pay is gross pay less everything that is taken off.",
        "Employment Rights Act 1996, section 8",
        _ACT + "ukpga/1996/18/section/8",
    ),
    Rule(
        "EMPLOYER-COST",
        "Your employer pays your gross pay, and National Insurance and pension contributions of its own on top.",
        "Arithmetic",
        "",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}
