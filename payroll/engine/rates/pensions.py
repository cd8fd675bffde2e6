"""Contribution bands of pension schemes that are law and confirmed; agreements are partner data."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from payroll.engine.errors import RatesBroken, RatesMissing
from payroll.engine.rates.files import DatedValue, Value, all_figures, as_number, number

SUBJECT = "pensions"


@dataclass(frozen=True, slots=True)
class PensionBand:
    """One contribution band: yearly pay up to `limit` pounds (None: no limit) pays `rate` as a fraction.

    Pay of exactly the limit is in the band when `limit_included`, else in the next.
    """

    limit: Decimal | None
    limit_included: bool
    rate: Decimal

    def holds(self, pay: Decimal) -> bool:
        """Tell whether yearly pay in pounds is not above this band."""
        return self.limit is None or pay < self.limit or (self.limit_included and pay == self.limit)


def pension_bands(scheme: str, on: date) -> tuple[PensionBand, ...]:
    """Return the contribution bands that are law for a scheme ("lgps", "police_2015", …), lowest first.

    :raises RatesMissing: if none are confirmed for the date: load them as partner data from the scheme's circular.
    :raises RatesBroken: if the bands in the file make no sense.
    """
    values = all_figures().get(SUBJECT, {}).get(scheme, ())
    found = next((value for value in values if value.holds_on(on)), None)
    if found is None:
        raise RatesMissing(
            f"There are no confirmed contribution bands of the pension scheme “{scheme}” for {on.day} {on:%B %Y}. "
            f"Load the bands of the scheme’s circular as partner data, or add them to "
            f"payroll/engine/rates/{SUBJECT}.toml once they are published"
        )
    return _bands(found)


def pension_employer_rate(scheme: str, on: date) -> Decimal:
    """Return the employer's contribution rate of a scheme as a fraction of pensionable pay.

    :raises RatesMissing: if none is confirmed for the date. A fund's own rate (LGPS) is partner data.
    """
    return number(SUBJECT, f"{scheme}_employer", on)


def is_scheme(value: DatedValue) -> bool:
    """Tell whether a value is the contribution bands of a scheme."""
    return value.subject == SUBJECT and isinstance(value.value, list)


def _bands(found: DatedValue) -> tuple[PensionBand, ...]:
    if not isinstance(found.value, list) or not found.value:
        raise RatesBroken(f"{found.name} in {found.subject}.toml must be a list of bands")
    bands = tuple(_band(found, row) for row in found.value)
    limits = [band.limit for band in bands[:-1]]
    rising = all(a is not None and b is not None and a < b for a, b in pairwise(limits))
    if None in limits or bands[-1].limit is not None or not rising:
        raise RatesBroken(f"bands of {found.name} in {found.subject}.toml must rise, and only the last has no limit")
    return bands


def _band(found: DatedValue, row: Value) -> PensionBand:
    if not isinstance(row, dict) or "rate" not in row or len(row) > 2 or row.keys() - {"rate", "up_to", "under"}:
        raise RatesBroken(f"a band of {found.name} in {found.subject}.toml needs a rate and either up_to or under")
    limit = row.get("up_to", row.get("under"))
    return PensionBand(
        limit=None if limit is None else as_number(limit, found.subject, found.name),
        limit_included="up_to" in row,
        rate=as_number(row["rate"], found.subject, found.name),
    )
