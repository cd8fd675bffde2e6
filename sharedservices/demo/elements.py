"""The catalogue of pay elements that every partner of the demonstration has, with tax, NI and pension treatment."""

from typing import NamedTuple

from hr.models import PayElement

_KIND, _METHOD = PayElement.Kind, PayElement.Method


class ElementSpec(NamedTuple):
    """One element of pay."""

    code: str
    name: str
    kind: str
    method: str
    factor: str = "1"
    rate: str | None = None
    taxable: bool = True
    niable: bool = True
    pensionable: bool = False
    hours_varying: bool = False
    recovers: bool = False


def _allowance(code: str, name: str, *, pensionable: bool = True) -> ElementSpec:
    return ElementSpec(code, name, _KIND.PAYMENT, _METHOD.AMOUNT, pensionable=pensionable)


def _hours(code: str, name: str, factor: str) -> ElementSpec:
    return ElementSpec(
        code, name, _KIND.PAYMENT, _METHOD.HOURS_AT_JOB_RATE, factor=factor, pensionable=True, hours_varying=True
    )


def _deduction(code: str, name: str, *, recovers: bool = False) -> ElementSpec:
    return ElementSpec(code, name, _KIND.DEDUCTION, _METHOD.AMOUNT, taxable=False, niable=False, recovers=recovers)


def _units(code: str, name: str, rate: str, *, pensionable: bool) -> ElementSpec:
    return ElementSpec(code, name, _KIND.PAYMENT, _METHOD.UNITS_AT_RATE, rate=rate, pensionable=pensionable)


ELEMENTS = (
    _hours("OT100", "Overtime at plain time", "1"),
    _hours("OT133", "Overtime at time and a third", "1.333333"),
    _hours("OT150", "Overtime at time and a half", "1.5"),
    _hours("OT200", "Overtime at double time", "2"),
    _hours("NIGHT", "Night enhancement", "0.333333"),
    _hours("WEEKEND", "Weekend enhancement", "0.5"),
    _hours("CASHOURS", "Casual hours", "1"),
    _units("SLEEPIN", "Sleeping-in duty", "43.50", pensionable=True),
    _units("CALLOUT", "On-call turnout", "31.00", pensionable=True),
    ElementSpec(
        "MILEAGE", "Business mileage", _KIND.PAYMENT, _METHOD.UNITS_AT_RATE, rate="0.45", taxable=False, niable=False
    ),
    ElementSpec("MILETAX", "Business mileage, taxed", _KIND.PAYMENT, _METHOD.UNITS_AT_RATE, niable=False),
    ElementSpec("MILENI", "Business mileage above the approved rate", _KIND.PAYMENT, _METHOD.UNITS_AT_RATE),
    ElementSpec("EXPENSES", "Expenses", _KIND.PAYMENT, _METHOD.AMOUNT, taxable=False, niable=False),
    _allowance("ACTING", "Acting-up allowance"),
    _allowance("FIRSTAID", "First aid allowance"),
    _allowance("STANDBY", "Standby allowance"),
    _allowance("MARKET", "Market supplement"),
    _allowance("SEN", "Special educational needs allowance"),
    _allowance("TLR", "Teaching and learning responsibility payment"),
    _allowance("LONDON", "London weighting"),
    _allowance("CPD", "Continual professional development payment"),
    _allowance("FLEXI", "Flexible duty allowance"),
    _allowance("RETAINER", "On-call retainer"),
    _allowance("HONOR", "Honorarium", pensionable=False),
    _allowance("ARREARS", "Pay award arrears"),
    ElementSpec("CARBIK", "Company car benefit", _KIND.BENEFIT, _METHOD.AMOUNT, niable=False),
    ElementSpec("CYCLE", "Cycle to work", _KIND.SACRIFICE, _METHOD.AMOUNT),
    ElementSpec("SCAVC", "Shared cost AVC", _KIND.SACRIFICE, _METHOD.AMOUNT),
    ElementSpec("CARLEASE", "Car lease", _KIND.SACRIFICE, _METHOD.AMOUNT),
    ElementSpec("PGIVING", "Payroll giving", _KIND.DEDUCTION_BEFORE_TAX, _METHOD.AMOUNT, taxable=False, niable=False),
    _deduction("UNION", "Union subscription"),
    _deduction("FEDERATION", "Police Federation subscription"),
    _deduction("LOTTERY", "Staff lottery"),
    _deduction("PARKING", "Staff car park"),
    _deduction("TICKETLOAN", "Season ticket loan", recovers=True),
    _deduction("OVERPAID", "Recovery of overpayment", recovers=True),
)
