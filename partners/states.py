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
