"""The states of monthly inputs, deaths, absences, leave, leavers and transfers, and who may move them."""

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


class LeavingState(StrEnum):
    """Where a leaving stands. It begins when the HR manager has approved it: from then on the record has its dates."""

    NOTICE = "NOTICE"
    LEFT = "LEFT"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class LeavingTaskState(StrEnum):
    """Where a task of a leaving stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    NOT_NEEDED = "NOT_NEEDED"


class TransferState(StrEnum):
    """Where the envelope of a transfer stands. Accepting is the receiver’s, completing the releasing partner’s."""

    RELEASED = "RELEASED"
    ACCEPTED = "ACCEPTED"
    COMPLETED = "COMPLETED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


N, K, T = LeavingState, LeavingTaskState, TransferState

LEAVING = {
    "leave": Transition({N.NOTICE}, N.LEFT, "leavers.manage"),
    "close": Transition({N.LEFT}, N.CLOSED, "leavers.manage"),
    "withdraw": Transition({N.NOTICE, N.LEFT}, N.WITHDRAWN, "leavers.agree"),
}
"""The day after the last one comes by itself. Taking it back needs the agreement of the HR manager."""

LEAVING_TASK = {
    "finish": Transition({K.OPEN}, K.DONE, "leavers.tasks"),
    "drop": Transition({K.OPEN}, K.NOT_NEEDED, "leavers.tasks"),
    "reopen": Transition({K.DONE, K.NOT_NEEDED}, K.OPEN, "leavers.tasks"),
}

TRANSFER = {
    "accept": Transition({T.RELEASED}, T.ACCEPTED, "transfers.sign"),
    "refuse": Transition({T.RELEASED}, T.REFUSED, "transfers.sign"),
    "withdraw": Transition({T.RELEASED}, T.WITHDRAWN, "transfers.sign"),
    "complete": Transition({T.ACCEPTED}, T.COMPLETED, "transfers.sign"),
}
