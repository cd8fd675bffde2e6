"""Which group of CIPFA's standard subjective analysis, or part of the balance sheet, a code stands in. Pure.

Source: domain FIN-01, the ranges of the chart of accounts.
"""

RANGES = (
    (10000, 19999, "EMPLOYEES"), (20000, 29999, "PREMISES"), (30000, 39999, "TRANSPORT"), (40000, 49999, "SUPPLIES"),
    (50000, 59999, "THIRD_PARTY"), (60000, 64999, "TRANSFERS"), (65000, 69999, "SUPPORT"),
    (70000, 74999, "DEPRECIATION"), (75000, 79999, "CAPITAL"), (80000, 89999, "INCOME"), (90000, 90999, "NON_CURRENT"),
    (91000, 91999, "INVESTMENTS"), (92000, 92999, "DEBTORS"), (93000, 93999, "CASH"), (94000, 94999, "CREDITORS"),
    (95000, 95999, "PROVISIONS"), (96000, 96999, "LONG_TERM"), (97000, 97999, "USABLE"), (98000, 98999, "UNUSABLE"),
)  # fmt: skip


def group_of(code: str) -> str:
    """Return the group of a subjective code of five digits; empty where the ranges have none (99000 and above)."""
    number = int(code)
    return next((group for first, last, group in RANGES if first <= number <= last), "")
