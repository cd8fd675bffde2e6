"""The states of a change request and who may move it (domain SEC-04)."""

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
    "remind": Transition({S.WAITING}, S.WAITING, "changes.decide"),
    "escalate": Transition({S.WAITING}, S.WAITING, "changes.decide"),
    "begin": Transition({S.WAITING}, S.APPLYING, "changes.decide"),
    "finish": Transition({S.APPLYING}, S.APPLIED, "changes.decide"),
    "return": Transition({S.WAITING}, S.RETURNED, "changes.decide"),
    "reject": Transition({S.WAITING}, S.REJECTED, "changes.decide"),
    "resubmit": Transition({S.RETURNED, S.CONFLICT}, S.WAITING, "changes.propose_work"),
    "withdraw": Transition({S.WAITING, S.RETURNED, S.CONFLICT}, S.WITHDRAWN, "changes.propose_work"),
    "overtake": Transition({S.WAITING, S.APPLYING}, S.CONFLICT, "changes.decide"),
    "expire": Transition({S.WAITING, S.RETURNED, S.CONFLICT}, S.EXPIRED, "changes.decide"),
}


class ProfileState(StrEnum):
    """Where a mail profile stands (domain HR-12)."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


P = ProfileState

MAIL_PROFILE = {
    "approve": Transition({P.PROPOSED}, P.APPROVED, "mail.approve"),
    "refuse": Transition({P.PROPOSED}, P.REFUSED, "mail.approve"),
    "withdraw": Transition({P.PROPOSED}, P.WITHDRAWN, "mail.propose"),
}


class ProposalState(StrEnum):
    """Where access stands that somebody proposed (domain SEC-03)."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


A = ProposalState

ACCESS_PROPOSAL = {
    "approve": Transition({A.PROPOSED}, A.APPROVED, "access.manage"),
    "refuse": Transition({A.PROPOSED}, A.REFUSED, "access.manage"),
    "withdraw": Transition({A.PROPOSED}, A.WITHDRAWN, "access.manage"),
}


class BatchState(StrEnum):
    """Where a batch of letters stands."""

    BUILT = "BUILT"
    RELEASED = "RELEASED"
    PRINTED = "PRINTED"
    POSTED = "POSTED"
    DISCARDED = "DISCARDED"


B = BatchState

LETTER_BATCH = {
    "release": Transition({B.BUILT}, B.RELEASED, "letters.release"),
    "rebuild": Transition({B.BUILT, B.RELEASED}, B.BUILT, "letters.print"),
    "print": Transition({B.RELEASED}, B.PRINTED, "letters.print"),
    "pull": Transition({B.PRINTED}, B.PRINTED, "letters.print"),
    "post": Transition({B.PRINTED}, B.POSTED, "letters.print"),
    "discard": Transition({B.BUILT, B.RELEASED, B.PRINTED}, B.DISCARDED, "letters.print"),
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


class RightsState(StrEnum):
    """Where a request about one’s data, or a complaint, stands."""

    RECEIVED = "RECEIVED"
    WORKING = "WORKING"
    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class BreachState(StrEnum):
    """Where a breach stands. The clock of 72 hours runs until the Information Commissioner is told, or need not be."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"
    CLOSED = "CLOSED"


C, D, R = ScheduleState, PurgeState, SarState
G, H = RightsState, BreachState

UNSETTLED = frozenset({G.RECEIVED, G.WORKING})

RIGHTS = {
    "acknowledge": Transition({G.RECEIVED}, G.WORKING, "privacy.manage"),
    "uphold": Transition(UNSETTLED, G.UPHELD, "privacy.approve"),
    "uphold_partly": Transition(UNSETTLED, G.PARTLY, "privacy.approve"),
    "refuse": Transition(UNSETTLED, G.REFUSED, "privacy.approve"),
    "withdraw": Transition(UNSETTLED, G.WITHDRAWN, "privacy.manage"),
}

BREACH = {
    "decide": Transition({H.OPEN, H.DECIDED}, H.DECIDED, "privacy.approve"),
    "close": Transition({H.DECIDED}, H.CLOSED, "privacy.approve"),
}

SCHEDULE = {
    "approve": Transition({C.PROPOSED}, C.IN_FORCE, "privacy.approve"),
    "withdraw": Transition({C.PROPOSED}, C.WITHDRAWN, "privacy.manage"),
    "replace": Transition({C.IN_FORCE}, C.REPLACED, "privacy.approve"),
}

PURGE = {
    "approve": Transition({D.PROPOSED}, D.APPROVED, "privacy.approve"),
    "reject": Transition({D.PROPOSED, D.APPROVED}, D.REJECTED, "privacy.approve"),
    "finish": Transition({D.APPROVED}, D.DONE, "privacy.approve"),
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
