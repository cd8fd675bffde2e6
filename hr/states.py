"""The states of monthly inputs, deaths, absences, leave and bank changes, and who may move them."""

from enum import StrEnum

from sharedservices.common.flow import Transition


class InputState(StrEnum):
    """Where a monthly input stands. Only an approved one is paid."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


S = InputState

MONTHLY_INPUT = {
    "approve": Transition({S.SUBMITTED}, S.APPROVED, "inputs.approve"),
    "reject": Transition({S.SUBMITTED, S.APPROVED}, S.REJECTED, "inputs.approve"),
    "withdraw": Transition({S.SUBMITTED}, S.WITHDRAWN, "inputs.enter"),
}


class DeathState(StrEnum):
    """Where the case of a death stands. What was reported by mistake is withdrawn, and everything is put back."""

    REPORTED = "REPORTED"
    CONFIRMED = "CONFIRMED"
    IN_SUPPORT = "IN_SUPPORT"
    SETTLING = "SETTLING"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


D = DeathState

DEATH_CASE = {
    "confirm": Transition({D.REPORTED}, D.CONFIRMED, "deaths.confirm"),
    "support": Transition({D.CONFIRMED}, D.IN_SUPPORT, "deaths.manage"),
    "settle": Transition({D.IN_SUPPORT}, D.SETTLING, "deaths.manage"),
    "close": Transition({D.SETTLING}, D.CLOSED, "deaths.manage"),
    "withdraw": Transition({D.REPORTED}, D.WITHDRAWN, "deaths.confirm"),
}


class AbsenceState(StrEnum):
    """Where an absence stands. Reopening takes a return back; falling ill again is a new absence."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class LeaveState(StrEnum):
    """Where a booking of annual leave stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


A, L = AbsenceState, LeaveState

ABSENCE = {
    "close": Transition({A.OPEN}, A.CLOSED, "absence.edit"),
    "reopen": Transition({A.CLOSED}, A.OPEN, "absence.edit"),
    "cancel": Transition({A.OPEN, A.CLOSED}, A.CANCELLED, "absence.edit"),
}

LEAVE = {
    "approve": Transition({L.REQUESTED}, L.APPROVED, "leave.approve"),
    "refuse": Transition({L.REQUESTED}, L.REFUSED, "leave.approve"),
    "cancel": Transition({L.REQUESTED, L.APPROVED}, L.CANCELLED, "leave.approve"),
}
"""Cancelling an approved booking gives its hours back."""


class BankChangeState(StrEnum):
    """Where a change of bank account stands. Only an active one has moved where pay goes."""

    REQUESTED = "REQUESTED"
    VERIFYING = "VERIFYING"
    COOLING_OFF = "COOLING_OFF"
    ACTIVE = "ACTIVE"
    REJECTED = "REJECTED"
    CANCELLED_BY_OWNER = "CANCELLED_BY_OWNER"


B = BankChangeState
PENDING_BANK_CHANGES = frozenset({B.REQUESTED, B.VERIFYING, B.COOLING_OFF})

BANK_CHANGE = {
    "verify": Transition({B.REQUESTED}, B.VERIFYING, "bank.view"),
    "accept": Transition({B.VERIFYING}, B.COOLING_OFF, "bank.approve"),
    "activate": Transition({B.COOLING_OFF}, B.ACTIVE, "bank.view"),
    "reject": Transition(PENDING_BANK_CHANGES, B.REJECTED, "bank.stop"),
    "cancel": Transition(PENDING_BANK_CHANGES, B.CANCELLED_BY_OWNER, "me.view"),
}
"""Verifying and activating is what a worker does by itself; who may see the change may see that it is due."""
