"""The states of a journal, a period and a decision about a budget, and who may move them (domain FIN-02 to FIN-04)."""

from enum import StrEnum

from sharedservices.common.flow import Transition


class JournalState(StrEnum):
    """Where a journal stands. Who approves a draft, and what becomes of that, stands on its change request.

    A posted journal is never changed: another one reverses it.
    """

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    DISCARDED = "DISCARDED"


J = JournalState

JOURNAL = {
    "edit": Transition({J.DRAFT}, J.DRAFT, "journals.prepare"),
    "discard": Transition({J.DRAFT}, J.DISCARDED, "journals.prepare"),
    "post": Transition({J.DRAFT}, J.POSTED, "journals.approve"),
}


class PeriodState(StrEnum):
    """Where a period of a module of the ledger stands (domain FIN-03).

    Soft-closed: subledgers are shut, accountants still post journals. Locked, after the audit, is for good.
    """

    FUTURE = "FUTURE"
    OPEN = "OPEN"
    SOFT_CLOSED = "SOFT_CLOSED"
    CLOSED = "CLOSED"
    LOCKED = "LOCKED"


P = PeriodState

PERIOD = {
    "open": Transition({P.FUTURE}, P.OPEN, "periods.control"),
    "soft_close": Transition({P.OPEN}, P.SOFT_CLOSED, "periods.control"),
    "close": Transition({P.OPEN, P.SOFT_CLOSED}, P.CLOSED, "periods.control"),
    "reopen": Transition({P.SOFT_CLOSED, P.CLOSED}, P.OPEN, "periods.control"),
    "lock": Transition({P.CLOSED}, P.LOCKED, "periods.control"),
}


class BudgetState(StrEnum):
    """Where a decision about a budget stands. Who approves a draft stands on its change request.

    What is in force is never changed: another decision changes the budget again.
    """

    DRAFT = "DRAFT"
    APPLIED = "APPLIED"
    DISCARDED = "DISCARDED"


B = BudgetState

BUDGET = {
    "edit": Transition({B.DRAFT}, B.DRAFT, "budgets.propose"),
    "discard": Transition({B.DRAFT}, B.DISCARDED, "budgets.propose"),
    "apply": Transition({B.DRAFT}, B.APPLIED, "budgets.decide"),
}
