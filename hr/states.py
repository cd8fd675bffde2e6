"""The states of monthly inputs, deaths, HR cases, absences and leave, and who may move them."""

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


class HrCaseState(StrEnum):
    """Where an HR case stands (domain HR-16)."""

    OPENED = "OPENED"
    INVESTIGATION = "INVESTIGATION"
    HEARING = "HEARING"
    DECIDED = "DECIDED"
    APPEAL = "APPEAL"
    APPEAL_DECIDED = "APPEAL_DECIDED"
    CLOSED = "CLOSED"


H = HrCaseState

HR_CASE = {
    "investigate": Transition({H.OPENED}, H.INVESTIGATION, "cases.work"),
    "hear": Transition({H.OPENED, H.INVESTIGATION}, H.HEARING, "cases.work"),
    "decide_case": Transition({H.HEARING}, H.DECIDED, "cases.work"),
    "lodge_appeal": Transition({H.DECIDED}, H.APPEAL, "cases.work"),
    "decide_appeal": Transition({H.APPEAL}, H.APPEAL_DECIDED, "cases.work"),
    "close_case": Transition(
        {H.OPENED, H.INVESTIGATION, H.HEARING, H.DECIDED, H.APPEAL_DECIDED}, H.CLOSED, "cases.work"
    ),
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
