"""What an entry of an element gives, recurring or monthly: an amount, or units with or without a rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hr import rules
from hr.models import PayElement

Method = PayElement.Method
WANTED = {
    Method.AMOUNT: "an amount in pounds",
    Method.UNITS_AT_RATE: "units, and the rate of one where the element has none",
    Method.HOURS_AT_JOB_RATE: "hours only: the rate is the job’s",
}


ASKED = {
    Method.AMOUNT: ("amount",),
    Method.UNITS_AT_RATE: ("units", "rate"),
    Method.HOURS_AT_JOB_RATE: ("units",),
}
"""What an entry of an element gives, by the element's method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Pounds, or units (hours, miles, sessions) at pounds each."""

    amount: Decimal | None = None
    units: Decimal | None = None
    rate: Decimal | None = None


def element_on(*, element: UUID, partner_id: int, on: date) -> PayElement:
    """Return an element of the catalogue that is in use on a day.

    :raises PayElement.DoesNotExist: if there is none in scope
    :raises RuleBroken: if it is not in use
    """
    found: PayElement = PayElement.objects.of(partner_id).get(uuid=element)
    ends = found.valid.upper
    is_in_use = found.valid.lower <= on and (ends is None or on < ends)
    rules.ElementInUse.require(is_in_use, element=found.name, on=on)
    return found


def check_entry(element: PayElement, entry: Entry) -> None:
    """Check that an entry gives what its element asks for, in sensible size. :raises RuleBroken: if not."""
    if element.method == Method.AMOUNT:
        fits = entry.amount is not None and entry.units is None and entry.rate is None
    elif element.method == Method.UNITS_AT_RATE:
        fits = entry.amount is None and entry.units is not None and (entry.rate or element.rate) is not None
    else:
        fits = entry.amount is None and entry.units is not None and entry.rate is None
    field = "amount" if element.method == Method.AMOUNT else "units"
    rules.EntryFitsElement.require(fits, element=element.name, wanted=WANTED[Method(element.method)], field=field)
    for name in ("amount", "units", "rate"):
        figure = getattr(entry, name)
        is_sensible = figure is None or 0 < figure <= rules.HIGHEST_ENTRY
        rules.EntryIsSensible.require(is_sensible, most=rules.HIGHEST_ENTRY, field=name)
