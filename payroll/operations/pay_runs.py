"""Everything that is done to a pay run, in the order of its life. Views, tasks and commands call it by this name."""

from payroll.operations.approval import approve, cancel, return_to_draft
from payroll.operations.batches import drain
from payroll.operations.calculation import (
    CannotCalculate,
    NotInRun,
    calculate,
    recalculate_all,
    recalculate_batch,
    recalculate_person,
    recalculate_quarantined,
)
from payroll.operations.doorbell import ring
from payroll.operations.finishing import finish
from payroll.operations.membership import RunExists, create, exclude, include
from payroll.operations.release import release

__all__ = [
    "CannotCalculate",
    "NotInRun",
    "RunExists",
    "approve",
    "calculate",
    "cancel",
    "create",
    "drain",
    "exclude",
    "finish",
    "include",
    "recalculate_all",
    "recalculate_batch",
    "recalculate_person",
    "recalculate_quarantined",
    "release",
    "return_to_draft",
    "ring",
]
