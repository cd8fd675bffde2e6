"""Why one payslip cannot be calculated, told so that a payroll officer can put it right."""

from __future__ import annotations

from payroll.engine.errors import EngineError


class PayslipProblem(EngineError):
    """One person's payslip cannot be calculated; everybody else's can.

    `code` is stable and for programs, `message` says what is wrong, `field` names the input at fault ("tax.code",
    "items.UNION"), `remedy` says what to do. `refs` are the employments that cannot be paid until it is done.
    """

    def __init__(self, *, code: str, message: str, field: str, remedy: str, refs: tuple[str, ...] = ()) -> None:
        super().__init__(f"{message} {remedy}")
        self.code = code
        self.message = message
        self.field = field
        self.remedy = remedy
        self.refs = refs

    def about(self, *refs: str) -> PayslipProblem:
        """Return the same problem naming the employments that it stops."""
        return PayslipProblem(
            code=self.code, message=self.message, field=self.field, remedy=self.remedy, refs=self.refs or refs
        )
