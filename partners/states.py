"""The states of a change request and who may move it (domain SEC-04)."""

from enum import StrEnum

from sharedservices.common.flow import Transition


class ChangeState(StrEnum):
    """Where a change request stands. What is approved is applied in the same transaction, so no state lies between."""

    WAITING = "WAITING"
    RETURNED = "RETURNED"
    CONFLICT = "CONFLICT"
    APPLIED = "APPLIED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


S = ChangeState

CHANGE_REQUEST = {
    "approve": Transition({S.WAITING}, S.APPLIED, "changes.decide"),
    "return": Transition({S.WAITING}, S.RETURNED, "changes.decide"),
    "reject": Transition({S.WAITING}, S.REJECTED, "changes.decide"),
    "resubmit": Transition({S.RETURNED, S.CONFLICT}, S.WAITING, "changes.propose"),
    "withdraw": Transition({S.WAITING, S.RETURNED, S.CONFLICT}, S.WITHDRAWN, "changes.propose"),
    "overtake": Transition({S.WAITING}, S.CONFLICT, "changes.decide"),
    "expire": Transition({S.WAITING, S.RETURNED, S.CONFLICT}, S.EXPIRED, "changes.decide"),
}
