"""The states of monthly inputs, deaths, starters, absences and leave, and who may move them."""

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


class StarterState(StrEnum):
    """Where somebody who is to start stands (domain HR-06). The HR manager's approval lies between signed and ready."""

    OFFER = "OFFER"
    CHECKS = "CHECKS"
    CONTRACT_SIGNED = "CONTRACT_SIGNED"
    SUBMITTED = "SUBMITTED"
    READY = "READY"
    STARTED = "STARTED"
    PROBATION = "PROBATION"
    EXTENDED = "EXTENDED"
    CONFIRMED = "CONFIRMED"
    ENDED = "ENDED"
    VOID_START = "VOID_START"


C = StarterState

STARTER_CASE = {
    "accept": Transition({C.OFFER}, C.CHECKS, "starters.edit"),
    "sign": Transition({C.CHECKS}, C.CONTRACT_SIGNED, "starters.edit"),
    "revise": Transition({C.CONTRACT_SIGNED}, C.CHECKS, "starters.edit"),
    "submit": Transition({C.CONTRACT_SIGNED}, C.SUBMITTED, "starters.edit"),
    "send_back": Transition({C.SUBMITTED}, C.CONTRACT_SIGNED, "starters.approve"),
    "make_ready": Transition({C.SUBMITTED}, C.READY, "starters.approve"),
    "start": Transition({C.READY}, C.STARTED, "starters.start"),
    "begin_probation": Transition({C.STARTED}, C.PROBATION, "starters.start"),
    "extend": Transition({C.PROBATION, C.EXTENDED}, C.EXTENDED, "starters.start"),
    "confirm": Transition({C.STARTED, C.PROBATION, C.EXTENDED}, C.CONFIRMED, "starters.start"),
    "not_confirm": Transition({C.PROBATION, C.EXTENDED}, C.ENDED, "starters.approve"),
    "void": Transition({C.OFFER, C.CHECKS, C.CONTRACT_SIGNED, C.SUBMITTED, C.READY}, C.VOID_START, "starters.edit"),
}


class SuspensionState(StrEnum):
    """Where somebody stands whose permission to work has lapsed. Nothing happens by itself (domain T-HR-6)."""

    SUSPENDED_RTW = "SUSPENDED_RTW"
    LEAVING = "LEAVING"
    RENEWED = "RENEWED"


U = SuspensionState

RTW_SUSPENSION = {
    "renew": Transition({U.SUSPENDED_RTW, U.LEAVING}, U.RENEWED, "starters.approve"),
    "let_go": Transition({U.SUSPENDED_RTW}, U.LEAVING, "starters.approve"),
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
