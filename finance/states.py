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


class PlanState(StrEnum):
    """Where a plan of journals that come again stands. It ends by itself with its last one (domain FIN-02)."""

    DRAFT = "DRAFT"
    RUNNING = "RUNNING"
    STOPPED = "STOPPED"
    DISCARDED = "DISCARDED"


PL = PlanState

PLAN = {
    "discard": Transition({PL.DRAFT}, PL.DISCARDED, "journals.prepare"),
    "run": Transition({PL.DRAFT}, PL.RUNNING, "journals.approve"),
    "stop": Transition({PL.RUNNING}, PL.STOPPED, "journals.prepare"),
}


class AssetState(StrEnum):
    """Where a fixed asset stands (domain FIN-14). What is refused never was one."""

    PROPOSED = "PROPOSED"
    CONSTRUCTION = "CONSTRUCTION"
    IN_USE = "IN_USE"
    DISPOSED = "DISPOSED"
    REFUSED = "REFUSED"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return "Under construction" if self is AssetState.CONSTRUCTION else self.value.capitalize().replace("_", " ")


class AssetMoveState(StrEnum):
    """Where a change of assets stands: it counts once another person has approved it."""

    PROPOSED = "PROPOSED"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"
    REVERSED = "REVERSED"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return {"PROPOSED": "Waiting", "APPLIED": "Approved"}.get(self.value, self.value.capitalize())


AM = AssetMoveState

ASSET_MOVE = {
    "refuse": Transition({AM.PROPOSED}, AM.REFUSED, "assets.approve"),
    "withdraw": Transition({AM.PROPOSED}, AM.REFUSED, "assets.prepare"),
    "apply": Transition({AM.PROPOSED}, AM.APPLIED, "assets.approve"),
    "reverse": Transition({AM.APPLIED}, AM.REVERSED, "assets.approve"),
}


class YearEndState(StrEnum):
    """Where a choice of the year's end stands (domain FIN-03.5)."""

    PROPOSED = "PROPOSED"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return {"PROPOSED": "Waiting", "APPLIED": "Agreed", "WITHDRAWN": "Taken back"}.get(self.value, "Refused")


YE = YearEndState

YEAR_END_CHOICE = {
    "agree": Transition({YE.PROPOSED}, YE.APPLIED, "budgets.approve_finance"),
    "refuse": Transition({YE.PROPOSED}, YE.REFUSED, "budgets.approve_finance"),
    "withdraw": Transition({YE.PROPOSED}, YE.WITHDRAWN, "budgets.load"),
}


class SampledState(StrEnum):
    """Where a journal stands that was posted without an approver and is looked at afterwards (domain FIN-02)."""

    WAITING = "WAITING"
    IN_ORDER = "IN_ORDER"
    FINDING = "FINDING"

    @property
    def label(self) -> str:
        """Return it as people read it."""
        return "In order" if self is SampledState.IN_ORDER else self.value.capitalize()


SM = SampledState

SAMPLED = {
    "accept": Transition({SM.WAITING}, SM.IN_ORDER, "journals.sample"),
    "find": Transition({SM.WAITING}, SM.FINDING, "journals.sample"),
}


class HierarchyState(StrEnum):
    """Where a version of a hierarchy stands. Who approves a draft stands on its change request (domain FIN-01)."""

    DRAFT = "DRAFT"
    APPLIED = "APPLIED"
    DISCARDED = "DISCARDED"


HY = HierarchyState

HIERARCHY = {
    "discard": Transition({HY.DRAFT}, HY.DISCARDED, "chart.propose"),
    "apply": Transition({HY.DRAFT}, HY.APPLIED, "chart.approve"),
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
    SCHEDULED = "SCHEDULED"
    IN_PAYMENT = "IN_PAYMENT"
    PAID = "PAID"
    CANCELLED = "CANCELLED"


V = InvoiceState
POSTED = {V.APPROVED, V.SCHEDULED, V.IN_PAYMENT, V.PAID}
"""What stands in the ledger."""
STILL_OWED = {V.APPROVED, V.SCHEDULED, V.IN_PAYMENT}
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
    "schedule": Transition({V.APPROVED}, V.SCHEDULED, "payments.propose"),
    "unschedule": Transition({V.SCHEDULED}, V.APPROVED, "payments.propose"),
    "begin_payment": Transition({V.SCHEDULED}, V.IN_PAYMENT, "payments.release"),
    "stop_payment": Transition({V.IN_PAYMENT}, V.APPROVED, "payments.propose"),
    "pay_in_full": Transition({V.IN_PAYMENT}, V.PAID, "payments.confirm"),
    "pay_in_part": Transition({V.IN_PAYMENT}, V.APPROVED, "payments.confirm"),
    "bounce": Transition({V.PAID}, V.APPROVED, "payments.confirm"),
    "cancel": Transition(BEFORE_APPROVAL | {V.DISPUTED}, V.CANCELLED, "invoices.register"),
}


class ShareState(StrEnum):
    """Where the share of a partner in a shared service stands (domain FIN-11). What it says never changes."""

    KEPT = "KEPT"
    ISSUED = "ISSUED"
    DISPUTED = "DISPUTED"
    SETTLED = "SETTLED"


H = ShareState

SHARE = {
    "issue": Transition({H.KEPT}, H.ISSUED, "recharges.issue"),
    "dispute": Transition({H.ISSUED}, H.DISPUTED, "recharges.dispute"),
    "answer": Transition({H.DISPUTED}, H.SETTLED, "recharges.issue"),
}


class ReconciliationState(StrEnum):
    """Where the reconciliation of a control account stands (domain FIN-13). What is signed is frozen.

    Late is no state: it is what is not reviewed on its day.
    """

    OPEN = "OPEN"
    SIGNED = "SIGNED"
    REVIEWED = "REVIEWED"
    RETURNED = "RETURNED"


C = ReconciliationState

RECONCILIATION = {
    "edit": Transition({C.OPEN}, C.OPEN, "closing.prepare"),
    "sign": Transition({C.OPEN}, C.SIGNED, "closing.prepare"),
    "review": Transition({C.SIGNED}, C.REVIEWED, "closing.review"),
    "return": Transition({C.SIGNED}, C.RETURNED, "closing.review"),
}


class PaymentRunState(StrEnum):
    """Where a payment run stands (domain FIN-06). Posted is the end: a payment that comes back is one of its own."""

    PROPOSED = "PROPOSED"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    RELEASED = "RELEASED"
    FILE_SENT = "FILE_SENT"
    CONFIRMED = "CONFIRMED"
    POSTED = "POSTED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return self.value.replace("_", " ").capitalize()


Y = PaymentRunState

PAYMENT_RUN = {
    "take_out": Transition({Y.PROPOSED, Y.REVIEWED, Y.APPROVED}, Y.PROPOSED, "payments.propose"),
    "review": Transition({Y.PROPOSED}, Y.REVIEWED, "payments.propose"),
    "approve": Transition({Y.REVIEWED}, Y.APPROVED, "payments.approve"),
    "release": Transition({Y.APPROVED}, Y.RELEASED, "payments.release"),
    "send_file": Transition({Y.RELEASED}, Y.FILE_SENT, "payments.release"),
    "confirm": Transition({Y.FILE_SENT}, Y.CONFIRMED, "payments.confirm"),
    "post": Transition({Y.CONFIRMED}, Y.POSTED, "payments.confirm"),
    "withdraw": Transition({Y.PROPOSED, Y.REVIEWED, Y.APPROVED, Y.RELEASED}, Y.WITHDRAWN, "payments.propose"),
}


class SupplierPaymentState(StrEnum):
    """Where a payment to a supplier stands."""

    WAITING = "WAITING"
    PAID = "PAID"
    RETURNED = "RETURNED"
    STOPPED = "STOPPED"


O = SupplierPaymentState  # noqa: E741 - as the others: a letter for a table

SUPPLIER_PAYMENT = {
    "settle": Transition({O.WAITING}, O.PAID, "payments.confirm"),
    "return": Transition({O.PAID}, O.RETURNED, "payments.confirm"),
    "stop": Transition({O.WAITING}, O.STOPPED, "payments.propose"),
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


class VatReturnState(StrEnum):
    """Where a VAT return stands (domain FIN-10): drawn up, signed by its preparer, frozen by somebody else."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    FROZEN = "FROZEN"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return self.value.capitalize()


D = VatReturnState

VAT_RETURN = {
    "draw_up": Transition({D.DRAFT}, D.DRAFT, "vat.prepare"),
    "sign": Transition({D.DRAFT}, D.SIGNED, "vat.prepare"),
    "send_back": Transition({D.SIGNED}, D.DRAFT, "vat.approve"),
    "approve": Transition({D.SIGNED}, D.FROZEN, "vat.approve"),
}


class FeederState(StrEnum):
    """Where a file of another system stands: taken in, read with its layout, its rows landed or each told why not."""

    TAKEN = "TAKEN"
    CHECKED = "CHECKED"
    LANDED = "LANDED"
    DISCARDED = "DISCARDED"


F = FeederState

FEEDER = {
    "check": Transition({F.TAKEN, F.CHECKED}, F.CHECKED, "invoices.register"),
    "land": Transition({F.CHECKED}, F.LANDED, "invoices.register"),
    "discard": Transition({F.TAKEN, F.CHECKED}, F.DISCARDED, "invoices.register"),
}


class ElectronicState(StrEnum):
    """Where an electronic invoice that was received stands: read, and what became of it.

    Received: nobody knows yet whom it is for. Waiting: it is for us, and something has to be said first. Invalid: it
    goes back to the supplier. Rerouted: it is for another partner, which takes it in with the moment it came here.
    """

    RECEIVED = "RECEIVED"
    WAITING = "WAITING"
    INVALID = "INVALID"
    RETURNED = "RETURNED"
    REGISTERED = "REGISTERED"
    DUPLICATE = "DUPLICATE"
    REROUTED = "REROUTED"


class EnvelopeState(StrEnum):
    """Where an invoice stands that came to one partner and is for another, or that one issued to another."""

    SENT = "SENT"
    TAKEN = "TAKEN"
    DISPUTED = "DISPUTED"
    RETURNED = "RETURNED"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return {"SENT": "Sent", "TAKEN": "Taken in there", "DISPUTED": "Disputed there", "RETURNED": "Returned"}[self]


E = ElectronicState
UNDECIDED = frozenset({E.RECEIVED, E.WAITING})

ELECTRONIC = {
    "wait": Transition(UNDECIDED, E.WAITING, "invoices.register"),
    "find_fault": Transition(UNDECIDED, E.INVALID, "invoices.register"),
    "register": Transition(UNDECIDED, E.REGISTERED, "invoices.register"),
    "find_same": Transition(UNDECIDED, E.DUPLICATE, "invoices.register"),
    "send_on": Transition({E.RECEIVED}, E.REROUTED, "invoices.register"),
    "give_back": Transition(UNDECIDED | {E.INVALID}, E.RETURNED, "invoices.register"),
}

ENVELOPE = {
    "take_over": Transition({EnvelopeState.SENT}, EnvelopeState.TAKEN, "invoices.register"),
    "dispute": Transition({EnvelopeState.TAKEN}, EnvelopeState.DISPUTED, "invoices.register"),
    "settle": Transition({EnvelopeState.DISPUTED}, EnvelopeState.TAKEN, "invoices.register"),
    "give_back": Transition({EnvelopeState.TAKEN, EnvelopeState.DISPUTED}, EnvelopeState.RETURNED, "invoices.register"),
}


class CisVerificationState(StrEnum):
    """Where what HMRC said of a subcontractor stands (domain FIN-07): a second person approves it."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return "Waits for a second person" if self is CisVerificationState.PROPOSED else self.value.capitalize()


CIS_VERIFICATION = {
    "approve": Transition({CisVerificationState.PROPOSED}, CisVerificationState.APPROVED, "suppliers.verify"),
    "refuse": Transition({CisVerificationState.PROPOSED}, CisVerificationState.REFUSED, "suppliers.verify"),
}


class CisReturnState(StrEnum):
    """Where a version of a contractor’s monthly return stands (domain FIN-07)."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    FROZEN = "FROZEN"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return self.value.capitalize()


CIS_RETURN = {
    "draw_up": Transition({CisReturnState.DRAFT}, CisReturnState.DRAFT, "cis.prepare"),
    "sign": Transition({CisReturnState.DRAFT}, CisReturnState.SIGNED, "cis.prepare"),
    "send_back": Transition({CisReturnState.SIGNED}, CisReturnState.DRAFT, "cis.approve"),
    "approve": Transition({CisReturnState.SIGNED}, CisReturnState.FROZEN, "cis.approve"),
}
