"""The states of change requests (domain SEC-04) and of data protection (HR-13), and who may move them."""

from enum import StrEnum

from sharedservices.common.flow import Transition


class ChangeState(StrEnum):
    """Where a change request stands. What is approved is made in the same transaction.

    Only a list of many is APPLYING meanwhile, while a worker makes all of its changes or none.
    """

    WAITING = "WAITING"
    RETURNED = "RETURNED"
    CONFLICT = "CONFLICT"
    APPLYING = "APPLYING"
    APPLIED = "APPLIED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


S = ChangeState

CHANGE_REQUEST = {
    "approve": Transition({S.WAITING}, S.APPLIED, "changes.decide"),
    "choose": Transition({S.WAITING}, S.WAITING, "changes.decide"),
    "escalate": Transition({S.WAITING}, S.WAITING, "changes.decide"),
    "begin": Transition({S.WAITING}, S.APPLYING, "changes.decide"),
    "finish": Transition({S.APPLYING}, S.APPLIED, "changes.decide"),
    "return": Transition({S.WAITING}, S.RETURNED, "changes.decide"),
    "reject": Transition({S.WAITING}, S.REJECTED, "changes.decide"),
    "resubmit": Transition({S.RETURNED, S.CONFLICT}, S.WAITING, "changes.propose"),
    "withdraw": Transition({S.WAITING, S.RETURNED, S.CONFLICT}, S.WITHDRAWN, "changes.propose"),
    "overtake": Transition({S.WAITING, S.APPLYING}, S.CONFLICT, "changes.decide"),
    "expire": Transition({S.WAITING, S.RETURNED, S.CONFLICT}, S.EXPIRED, "changes.decide"),
}


class ScheduleState(StrEnum):
    """Where a retention schedule stands. One is in force; the next one replaces it when it is approved."""

    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    REPLACED = "REPLACED"
    WITHDRAWN = "WITHDRAWN"


class PurgeState(StrEnum):
    """Where a proposal to erase stands. An approved one is executed, in parts, until each item has its outcome."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    DONE = "DONE"
    REJECTED = "REJECTED"


class SarState(StrEnum):
    """Where a subject access request stands. The clock stands while identity or clarification is waited for."""

    RECEIVED = "RECEIVED"
    IDENTITY = "IDENTITY"
    VERIFIED = "VERIFIED"
    CLARIFYING = "CLARIFYING"
    COLLECTED = "COLLECTED"
    REVIEWED = "REVIEWED"
    RELEASED = "RELEASED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


C, P, R = ScheduleState, PurgeState, SarState

SCHEDULE = {
    "approve": Transition({C.PROPOSED}, C.IN_FORCE, "privacy.approve"),
    "withdraw": Transition({C.PROPOSED}, C.WITHDRAWN, "privacy.manage"),
    "replace": Transition({C.IN_FORCE}, C.REPLACED, "privacy.approve"),
}

PURGE = {
    "approve": Transition({P.PROPOSED}, P.APPROVED, "privacy.approve"),
    "reject": Transition({P.PROPOSED, P.APPROVED}, P.REJECTED, "privacy.approve"),
    "finish": Transition({P.APPROVED}, P.DONE, "privacy.approve"),
}

UNANSWERED = frozenset({R.RECEIVED, R.IDENTITY, R.VERIFIED, R.CLARIFYING, R.COLLECTED, R.REVIEWED})

SAR = {
    "ask_identity": Transition({R.RECEIVED}, R.IDENTITY, "privacy.manage"),
    "verify": Transition({R.RECEIVED, R.IDENTITY}, R.VERIFIED, "privacy.manage"),
    "ask_clarification": Transition({R.VERIFIED}, R.CLARIFYING, "privacy.manage"),
    "clarify": Transition({R.CLARIFYING}, R.VERIFIED, "privacy.manage"),
    "collect": Transition({R.VERIFIED, R.COLLECTED}, R.COLLECTED, "privacy.manage"),
    "review": Transition({R.COLLECTED}, R.REVIEWED, "privacy.approve"),
    "release": Transition({R.REVIEWED}, R.RELEASED, "privacy.approve"),
    "refuse": Transition(UNANSWERED, R.REFUSED, "privacy.approve"),
    "withdraw": Transition(UNANSWERED, R.WITHDRAWN, "privacy.manage"),
}
