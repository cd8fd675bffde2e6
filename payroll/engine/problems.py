"""Why one payslip cannot be calculated, told so that a payroll officer can put it right."""

from __future__ import annotations

from payroll.engine.errors import EngineError


class PayslipProblem(EngineError):
    """One person's payslip cannot be calculated; everybody else's can.

    `code` is stable and for programs, `message` says what is wrong, `field` names the input at fault ("tax.code",
    "items.UNION"), `remedy` says what to do. `culprit` is the employment at fault ("" when it is all of them), `refs`
    are all employments of the person that cannot be paid until it is put right.
    """

    def __init__(
        self, *, code: str, message: str, field: str, remedy: str, culprit: str = "", refs: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{message} {remedy}")
        self.code = code
        self.message = message
        self.field = field
        self.remedy = remedy
        self.culprit = culprit
        self.refs = refs
