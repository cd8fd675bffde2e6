"""Work a stored payslip out again from its frozen inputs, to explain it.

Only steps that end in what was paid are shown: when a single figure comes out otherwise, none is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from payroll.engine.errors import EngineError
from payroll.engine.explain import Explanation, explain
from payroll.engine.payslip import payslips_of_person
from payroll.engine.rates import rates_on, rates_version
from payroll.engine.serialise import UnknownInputsForm, inputs_from_json
from payroll.engine.types import PayInputs, PayslipResult, YearToDate
from payroll.engine.version import ENGINE_VERSION
from payroll.queries.payslip_rows import StoredPayslip

FIGURES = (
    "gross", "benefits", "taxable_pay", "niable_pay", "pensionable_pay", "tax", "employee_ni", "employer_ni",
    "student_loan", "postgraduate_loan", "employee_pension", "employer_pension", "other_deductions", "net",
    "employer_cost", "ni_category",
)  # fmt: skip
"""What a stored payslip and a calculated one call by the same name."""
SHORT_HASH = 8


class Standing(StrEnum):
    """What came of working a payslip out again."""

    SAME = "same"
    DIFFERENT = "different"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Workings:
    """How each line was worked out; empty unless every figure came out the same again.

    `differs` names the figures that came out otherwise, for payroll. `inputs` and `result` are None when the stored
    inputs could not be read or worked out.
    """

    standing: Standing
    engine_version: str
    rates_version: str
    is_todays: bool
    explanations: Mapping[int, Explanation] = field(default_factory=dict)
    differs: tuple[str, ...] = ()
    inputs: PayInputs | None = None
    result: PayslipResult | None = None

    @property
    def is_explained(self) -> bool:
        """Whether the steps can be shown."""
        return self.standing is Standing.SAME

    @property
    def sentence(self) -> str:
        """Say how far the explanations can be trusted, in words for the person who is paid."""
        if not self.is_explained:
            return (
                "We cannot show the steps of this payslip here, because the way that pay is worked out has changed "
                "since. The amounts are those that were worked out at the time. Payroll can explain them to you."
            )
        if self.is_todays:
            return "We worked this payslip out again just now from the same facts. Every figure came out the same."
        return (
            f"This payslip was worked out with version {self.engine_version} of the calculation and the rates of that "
            f"time ({self.rates_version[:SHORT_HASH]}). Today’s are version {ENGINE_VERSION} "
            f"({rates_version()[:SHORT_HASH]}). Worked out again today, every figure came out the same."
        )


def work_out_again(stored: StoredPayslip, together: Sequence[str]) -> Workings:
    """Work the payslip out from its frozen inputs and compare every figure with what is stored.

    `together` are the frozen inputs of all payslips that were worked out with it, its own among them: National
    Insurance and loans are worked out on their sum.
    """
    row = stored.row
    versions = (row.engine_version, row.rates_version)
    is_todays = versions == (ENGINE_VERSION, rates_version())
    try:
        own, result = _calculate(row.inputs, together)
    except (UnknownInputsForm, EngineError, ValueError, TypeError):
        return Workings(Standing.UNREADABLE, *versions, is_todays)
    differs = tuple(_differences(stored, result))
    standing = Standing.DIFFERENT if differs else Standing.SAME
    found = {} if differs else {one.number: one for one in explain(result)}
    return Workings(standing, *versions, is_todays, found, differs, own, result)


@lru_cache(maxsize=256)
def _read(text: str) -> PayInputs:
    """Read frozen inputs; a page and its explanations read the same ones again and again."""
    return inputs_from_json(text)


def _calculate(own_text: str, together: Sequence[str]) -> tuple[PayInputs, PayslipResult]:
    """Return the inputs of the payslip and its result.

    :raises UnknownInputsForm: when an older form of the inputs can no longer be read.
    :raises EngineError: when today's calculation refuses them.
    """
    own = _read(own_text)
    group = [one for one in map(_read, together) if one.employer_ref == own.employer_ref and one.ref != own.ref]
    return own, payslips_of_person((own, *group), rates_on(own.pay_date))[0]


def _differences(stored: StoredPayslip, result: PayslipResult) -> Iterator[str]:
    """Yield the names of what is stored otherwise than it comes out now."""
    row = stored.row
    for name in FIGURES:
        if getattr(row, name) != getattr(result, name):
            yield name
    if row.tax_code.split(" ")[0] != result.tax_code.split(" ")[0]:
        yield "tax_code"
    bands = (row.at_lel, row.lel_to_pt, row.pt_to_uel)
    if bands != tuple(result.ni_bands):
        yield "ni_bands"
    for name, value in zip(YearToDate._fields, result.year_to_date, strict=True):
        if getattr(row, f"ytd_{name}") != value:
            yield f"ytd_{name}"
    if [_plain(line) for line in stored.lines] != [_plain(line) for line in result.lines]:
        yield "lines"


def _plain(line: object) -> tuple[object, ...]:
    """Return what a stored and a calculated line have in common."""
    names = ("number", "code", "name", "units", "rate", "amount", "hours_varying")
    section: str = getattr(line, "section")  # noqa: B009 - a stored line and a calculated one are two types
    values: list[object] = [getattr(line, name) for name in names]
    return (str(section), *values)


def factor_of(inputs: PayInputs | None, code: str) -> Decimal:
    """Return what the rate of an element is multiplied by: 1.5 for time and a half, 1 when nothing is known."""
    if inputs is not None:
        for item in inputs.items:
            if item.code == code:
                return item.factor
    return Decimal(1)
