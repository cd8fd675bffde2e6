"""Explain a payslip to the person who is paid: how each figure was worked out, and what changed since last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from payroll.engine.arithmetic import arithmetic, pounds, value_of
from payroll.engine.rules import RULES
from payroll.engine.types import ZERO, LineSection, PayslipResult, Step


class ExplainedStep(NamedTuple):
    """One step in words: what it is, its figure, the arithmetic, the rule, and where the rule comes from."""

    label: str
    value: str
    arithmetic: str
    rule: str
    source: str
    url: str
    code: str


class Explanation(NamedTuple):
    """How one line was worked out; number 0 is the payslip as a whole."""

    number: int
    name: str
    amount: str
    steps: tuple[ExplainedStep, ...]


class PayLine(Protocol):
    """What a comparison needs of a payslip line; `ResultLine` has it."""

    @property
    def section(self) -> LineSection | str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def job_ref(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PayFigures:
    """The figures of a payslip that comparisons look at, in pounds. `lines` are its payments and deductions."""

    tax_code: str
    ni_category: str
    taxable_pay: Decimal
    niable_pay: Decimal
    pensionable_pay: Decimal
    tax: Decimal
    employee_ni: Decimal
    student_loan: Decimal
    postgraduate_loan: Decimal
    employee_pension: Decimal
    net: Decimal
    lines: tuple[PayLine, ...]


class _Paid(Protocol):
    """Anything with the figures of a payslip: `PayslipResult` or `PayFigures`."""

    @property
    def tax_code(self) -> str: ...
    @property
    def ni_category(self) -> str: ...
    @property
    def taxable_pay(self) -> Decimal: ...
    @property
    def niable_pay(self) -> Decimal: ...
    @property
    def pensionable_pay(self) -> Decimal: ...
    @property
    def tax(self) -> Decimal: ...
    @property
    def employee_ni(self) -> Decimal: ...
    @property
    def student_loan(self) -> Decimal: ...
    @property
    def postgraduate_loan(self) -> Decimal: ...
    @property
    def employee_pension(self) -> Decimal: ...
    @property
    def net(self) -> Decimal: ...
    @property
    def lines(self) -> tuple[PayLine, ...]: ...


def explain(result: PayslipResult) -> tuple[Explanation, ...]:
    """Return how each line was worked out, in the order of the payslip, and then the payslip as a whole."""
    by_line: dict[int, list[Step]] = {}
    for step in result.steps:
        by_line.setdefault(step.line, []).append(step)
    lines = [
        Explanation(line.number, line.name, pounds(line.amount), _in_words(by_line.get(line.number, ())))
        for line in result.lines
    ]
    whole = Explanation(0, "Your payslip as a whole", pounds(result.net), _in_words(by_line.get(0, ())))
    return (*lines, whole)


def explain_line(result: PayslipResult, number: int) -> Explanation:
    """Return how one line was worked out; number 0 is the payslip as a whole.

    :raises LookupError: when the payslip has no such line.
    """
    for explanation in explain(result):
        if explanation.number == number:
            return explanation
    raise LookupError(f"the payslip has no line {number}")


def what_changed(previous: _Paid, current: _Paid) -> tuple[str, ...]:
    """Return sentences about what differs from the payslip before, the net pay first; none when nothing does."""
    difference = current.net - previous.net
    sentences: list[str] = []
    if difference:
        word = "more" if difference > 0 else "less"
        sentences.append(f"You take home {pounds(abs(difference))} {word} than last time.")
    sentences += _line_changes(previous, current, LineSection.PAYMENT)
    sentences += _tax_change(previous, current)
    sentences += _ni_change(previous, current)
    sentences += _loan_changes(previous, current)
    sentences += _pension_change(previous, current)
    sentences += _line_changes(previous, current, LineSection.DEDUCTION)
    return tuple(sentences)


def _in_words(steps: Iterable[Step]) -> tuple[ExplainedStep, ...]:
    """Return steps with the words of their rules."""
    found = []
    for step in steps:
        rule = RULES[step.rule]
        found.append(
            ExplainedStep(step.label, value_of(step), arithmetic(step), rule.sentence, rule.source, rule.url, rule.code)
        )
    return tuple(found)


def _moved(name: str, difference: Decimal) -> str:
    """Return "Your tax went up by £12.40"."""
    return f"{name} went {'up' if difference > 0 else 'down'} by {pounds(abs(difference))}"


def _because(difference: Decimal, what: str, moved: Decimal) -> str:
    """Return the reason when it points the same way as the change, else nothing."""
    if not moved or (moved > 0) != (difference > 0):
        return ""
    return f" because {_moved(what, moved)}"


def _tax_change(previous: _Paid, current: _Paid) -> list[str]:
    """Say how tax changed and why."""
    difference = current.tax - previous.tax
    if previous.tax_code != current.tax_code:
        reason = f" because your tax code changed from {previous.tax_code} to {current.tax_code}"
        if not difference:
            return [f"Your tax code changed from {previous.tax_code} to {current.tax_code}. Your tax is the same."]
    else:
        reason = _because(difference, "your taxable pay", current.taxable_pay - previous.taxable_pay)
    if not difference:
        return []
    if current.tax < 0:
        return [f"You get {pounds(-current.tax)} of tax back this time{reason}."]
    if not reason:
        reason = " because tax is worked out over the whole year, and earlier payments count too"
    return [f"{_moved('Your tax', difference)}{reason}."]


def _ni_change(previous: _Paid, current: _Paid) -> list[str]:
    """Say how National Insurance changed and why."""
    difference = current.employee_ni - previous.employee_ni
    if not difference:
        return []
    if previous.ni_category != current.ni_category:
        reason = f" because your category changed from {previous.ni_category} to {current.ni_category}"
    else:
        reason = _because(difference, "the pay that it is worked on", current.niable_pay - previous.niable_pay)
    return [f"{_moved('Your National Insurance', difference)}{reason}."]


def _loan_changes(previous: _Paid, current: _Paid) -> list[str]:
    """Say how loan repayments changed and why."""
    sentences = []
    for name, before, now in (
        ("Your student loan repayment", previous.student_loan, current.student_loan),
        ("Your postgraduate loan repayment", previous.postgraduate_loan, current.postgraduate_loan),
    ):
        if now != before:
            reason = _because(now - before, "your pay", current.niable_pay - previous.niable_pay)
            sentences.append(f"{_moved(name, now - before)}{reason}.")
    return sentences


def _pension_change(previous: _Paid, current: _Paid) -> list[str]:
    """Say how the pension contribution changed and why."""
    difference = current.employee_pension - previous.employee_pension
    if not difference:
        return []
    moved = current.pensionable_pay - previous.pensionable_pay
    reason = _because(difference, "the pay that counts for your pension", moved)
    if not reason:
        reason = " because your contribution rate or your membership changed"
    return [f"{_moved('Your pension contribution', difference)}{reason}."]


def _line_changes(previous: _Paid, current: _Paid, section: LineSection) -> list[str]:
    """Say which lines are new, gone or different; tax, National Insurance, loans and pensions are told on their own."""
    before, now = _amounts(previous, section), _amounts(current, section)
    sentences = []
    for key, amount in now.items():
        name = key[-1]
        if key not in before:
            sentences.append(f"New this time: {name}, {pounds(amount)}.")
        elif amount != before[key]:
            sentences.append(f"{_moved(name, amount - before[key])} to {pounds(amount)}.")
    sentences += [
        f"Not there this time: {key[-1]}, {pounds(amount)} last time."
        for key, amount in before.items()
        if key not in now
    ]
    return sentences


def _amounts(paid: _Paid, section: LineSection) -> dict[tuple[str, str, str], Decimal]:
    """Return the amounts of one section by code, job and name."""
    own = _TOLD_ON_THEIR_OWN | {
        line.code.removeprefix("EMPLOYER-") for line in paid.lines if line.section == LineSection.EMPLOYER
    }
    found: dict[tuple[str, str, str], Decimal] = {}
    for line in paid.lines:
        if line.section == section and (section == LineSection.PAYMENT or line.code not in own):
            key = (line.code, line.job_ref, line.name)
            found[key] = found.get(key, ZERO) + line.amount
    return found


_TOLD_ON_THEIR_OWN = {"TAX", "NI", "STUDENT-LOAN", "POSTGRADUATE-LOAN"}
