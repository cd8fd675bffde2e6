"""The words of a payslip: what it is called, its tax period, its tax code in plain English. Pure."""

from datetime import date

from payroll.engine.types import PayInputs
from sharedservices.common.periods import Frequency

_SCOTTISH, _WELSH = "S", "C"


def label(pay_date: date, frequency: str, number: int) -> str:
    """Return what a payslip is called: "November 2026", or its pay date where pay is more frequent than monthly."""
    is_weekly = Frequency(frequency).is_weekly_family
    name = f"{pay_date.day} {pay_date:%B %Y}" if is_weekly else f"{pay_date:%B %Y}"
    return name if number == 1 else f"{name}, extra payment {number - 1}"


def short_label(pay_date: date, frequency: str) -> str:
    """Return the label of a bar in a chart: "Nov", or "6 Nov"."""
    return f"{pay_date.day} {pay_date:%b}" if Frequency(frequency).is_weekly_family else f"{pay_date:%b}"


def frequency(value: str) -> str:
    """Return how often somebody is paid, in words."""
    return Frequency(value).label


def period_noun(value: str) -> str:
    """Return what one pay period is called: "month", "week", "period"."""
    one = Frequency(value)
    return {Frequency.MONTHLY: "month", Frequency.WEEKLY: "week"}.get(one, "period")


def tax_period(value: str, number: int) -> str:
    """Return "month 8" or "week 33" of the tax year."""
    return f"{'week' if Frequency(value).is_weekly_family else 'month'} {number}"


def tax_basis(inputs: PayInputs | None, code: str, value: str) -> str:
    """Say in a few words how a tax code works: over the whole year or on this period alone, and where it taxes."""
    plain = code.split(" ", maxsplit=1)[0]
    week1month1 = inputs.tax.week1month1 if inputs is not None else " " in code
    said = f"worked out on this {period_noun(value)} alone" if week1month1 else "worked out over the whole tax year"
    if plain.startswith(_SCOTTISH):
        return f"Scottish rates, {said}"
    if plain.startswith(_WELSH):
        return f"Welsh rates, {said}"
    return said.capitalize()


def spaced_nino(nino: str) -> str:
    """Return a National Insurance number as people write it: QQ 12 34 56 C."""
    return " ".join((nino[:2], nino[2:4], nino[4:6], nino[6:8], nino[8:])) if nino else ""
