"""The states of a pay run and who may move it (architecture section 5)."""

from enum import StrEnum

from sharedservices.common.flow import Transition


class RunState(StrEnum):
    """Where a pay run stands. Calculating is a job, not a state."""

    DRAFT = "DRAFT"
    CALCULATED = "CALCULATED"
    APPROVED = "APPROVED"
    RELEASED = "RELEASED"
    CANCELLED = "CANCELLED"


S = RunState

PAY_RUN = {
    "calculate": Transition(frozenset({S.DRAFT, S.CALCULATED}), S.CALCULATED, "payroll.calculate"),
    "return": Transition(frozenset({S.CALCULATED}), S.DRAFT, "payroll.approve"),
    "approve": Transition(frozenset({S.CALCULATED}), S.APPROVED, "payroll.approve"),
    "release": Transition(frozenset({S.APPROVED}), S.RELEASED, "payroll.release"),
    "cancel": Transition(frozenset({S.DRAFT, S.CALCULATED, S.APPROVED}), S.CANCELLED, "payroll.approve"),
}
