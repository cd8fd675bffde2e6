"""The states of what finance decides and posts, and who may move them (domain FIN-02 to FIN-08)."""

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


class SalesState(StrEnum):
    """Where an invoice to a customer stands (domain FIN-08). Nothing of it is changed once it is issued."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    ISSUED = "ISSUED"
    PART_PAID = "PART_PAID"
    PAID = "PAID"
    DISPUTED = "DISPUTED"
    IN_RECOVERY = "IN_RECOVERY"
    WRITTEN_OFF = "WRITTEN_OFF"
    CREDITED = "CREDITED"
    DISCARDED = "DISCARDED"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return self.value.replace("_", " ").capitalize()


S = SalesState
OWED = {S.ISSUED, S.PART_PAID, S.IN_RECOVERY, S.DISPUTED}
"""What something is still owed of."""
SETTLED = {S.PAID, S.CREDITED, S.WRITTEN_OFF}

SALES = {
    "edit": Transition({S.DRAFT}, S.DRAFT, "receivables.raise"),
    "discard": Transition({S.DRAFT, S.APPROVED}, S.DISCARDED, "receivables.raise"),
    "approve": Transition({S.DRAFT}, S.APPROVED, "receivables.approve"),
    "issue": Transition({S.APPROVED}, S.ISSUED, "receivables.approve"),
    "dispute": Transition({S.ISSUED, S.PART_PAID, S.IN_RECOVERY}, S.DISPUTED, "receivables.raise"),
    "settle_dispute": Transition({S.DISPUTED}, S.ISSUED, "receivables.raise"),
    "recover": Transition({S.ISSUED, S.PART_PAID}, S.IN_RECOVERY, "receivables.approve"),
    "part_settle": Transition(OWED | SETTLED, S.PART_PAID, "receivables.raise"),
    "pay": Transition(OWED, S.PAID, "receivables.raise"),
    "credit": Transition(OWED, S.CREDITED, "receivables.raise"),
    "write_off": Transition(OWED, S.WRITTEN_OFF, "write_offs.decide"),
    "reopen": Transition(OWED | SETTLED, S.ISSUED, "receivables.raise"),
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


class SupplierState(StrEnum):
    """Whether a supplier’s account is used. On hold nothing is paid; closed takes no invoice, either."""

    ACTIVE = "ACTIVE"
    HOLD = "HOLD"
    CLOSED = "CLOSED"


U = SupplierState

SUPPLIER = {
    "hold": Transition({U.ACTIVE}, U.HOLD, "suppliers.hold"),
    "release": Transition({U.HOLD}, U.ACTIVE, "suppliers.verify"),
    "close": Transition({U.ACTIVE, U.HOLD}, U.CLOSED, "suppliers.edit"),
    "reopen": Transition({U.CLOSED}, U.HOLD, "suppliers.edit"),
}


class SupplierBankState(StrEnum):
    """Where a supplier’s bank account stands."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"
    REFUSED = "REFUSED"


K = SupplierBankState

SUPPLIER_BANK = {
    "accept": Transition({K.PROPOSED}, K.ACTIVE, "suppliers.verify"),
    "refuse": Transition({K.PROPOSED}, K.REFUSED, "suppliers.verify"),
    "end": Transition({K.ACTIVE}, K.ENDED, "suppliers.verify"),
}


class InvoiceState(StrEnum):
    """Where a supplier’s invoice stands (domain FIN-06). What was approved is posted."""

    RECEIVED = "RECEIVED"
    VALIDATED = "VALIDATED"
    DUP_SUSPECT = "DUP_SUSPECT"
    INVALID_RETURNED = "INVALID_RETURNED"
    MATCHING = "MATCHING"
    MATCHED = "MATCHED"
    EXCEPTION = "EXCEPTION"
    DISPUTED = "DISPUTED"
    APPROVED = "APPROVED"
    CANCELLED = "CANCELLED"


V = InvoiceState
BEFORE_APPROVAL = {V.RECEIVED, V.VALIDATED, V.DUP_SUSPECT, V.INVALID_RETURNED, V.MATCHING, V.MATCHED, V.EXCEPTION}

INVOICE = {
    "validate": Transition({V.RECEIVED}, V.VALIDATED, "invoices.register"),
    "suspect": Transition({V.VALIDATED}, V.DUP_SUSPECT, "invoices.register"),
    "clear": Transition({V.DUP_SUSPECT}, V.MATCHING, "invoices.clear"),
    "begin_match": Transition({V.VALIDATED}, V.MATCHING, "invoices.register"),
    "match": Transition({V.MATCHING, V.EXCEPTION}, V.MATCHED, "invoices.register"),
    "except": Transition({V.MATCHING}, V.EXCEPTION, "invoices.register"),
    "correct": Transition({V.RECEIVED, V.INVALID_RETURNED, V.EXCEPTION, V.MATCHED}, V.RECEIVED, "invoices.register"),
    "return": Transition({V.RECEIVED, V.DUP_SUSPECT, V.EXCEPTION}, V.INVALID_RETURNED, "invoices.register"),
    "dispute": Transition({V.MATCHED, V.EXCEPTION}, V.DISPUTED, "invoices.register"),
    "settle": Transition({V.DISPUTED}, V.EXCEPTION, "invoices.register"),
    "approve": Transition({V.MATCHED}, V.APPROVED, "invoices.approve"),
    "cancel": Transition(BEFORE_APPROVAL | {V.DISPUTED}, V.CANCELLED, "invoices.register"),
}


class MatchState(StrEnum):
    """Where a match of statement and ledger stands (domain FIN-09). A line without a match is unmatched."""

    PROPOSED = "PROPOSED"
    MATCHED = "MATCHED"
    RECONCILED = "RECONCILED"
    UNDONE = "UNDONE"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return self.value.capitalize()


M = MatchState

MATCH = {
    "confirm": Transition({M.PROPOSED}, M.MATCHED, "banking.match"),
    "undo": Transition({M.PROPOSED, M.MATCHED}, M.UNDONE, "banking.match"),
    "reconcile": Transition({M.MATCHED}, M.RECONCILED, "banking.review"),
}
