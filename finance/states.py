"""The states of journals, periods, suppliers and invoices, and who may move them (domain FIN-02, FIN-03, FIN-06)."""

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


class SupplierState(StrEnum):
    """Whether a supplier’s account is used. On hold nothing is paid; closed takes no invoice, either."""

    ACTIVE = "ACTIVE"
    HOLD = "HOLD"
    CLOSED = "CLOSED"


S = SupplierState

SUPPLIER = {
    "hold": Transition({S.ACTIVE}, S.HOLD, "suppliers.hold"),
    "release": Transition({S.HOLD}, S.ACTIVE, "suppliers.verify"),
    "close": Transition({S.ACTIVE, S.HOLD}, S.CLOSED, "suppliers.edit"),
    "reopen": Transition({S.CLOSED}, S.HOLD, "suppliers.edit"),
}


class SupplierBankState(StrEnum):
    """Where a supplier’s bank account stands."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"
    REFUSED = "REFUSED"


B = SupplierBankState

SUPPLIER_BANK = {
    "accept": Transition({B.PROPOSED}, B.ACTIVE, "suppliers.verify"),
    "refuse": Transition({B.PROPOSED}, B.REFUSED, "suppliers.verify"),
    "end": Transition({B.ACTIVE}, B.ENDED, "suppliers.verify"),
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
