"""Pension schemes. What the rates files hold as law is not repeated here; the rest is marked DEMONSTRATION.

The bands of the police, firefighters' and teachers' schemes from April 2026 are not confirmed by a published source:
the demonstration carries last year's on (teachers' with 3.8%) until a partner loads its scheme's circular.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hr.models import PensionScheme
from sharedservices.demo.organisations import COUNTY, EAST, FIRE, POLICE, SOUTH, WESTMARSH

APRIL_2025, APRIL_2026 = date(2025, 4, 1), date(2026, 4, 1)


class RatesSpec(NamedTuple):
    """The employer's rate and, where they are no law, the bands, from a day on."""

    since: date
    employer_rate: Decimal
    source: str
    is_demonstration: bool
    bands: tuple[tuple[str | None, str], ...] = ()


class SchemeSpec(NamedTuple):
    """A scheme as a partner takes part in it."""

    code: str
    name: str
    arrangement: str
    basis: str
    law_scheme: str
    rates: tuple[RatesSpec, ...]
    uses_qualifying_earnings: bool = False


_NET_PAY, _AT_SOURCE = PensionScheme.Arrangement.NET_PAY, PensionScheme.Arrangement.RELIEF_AT_SOURCE
_ACTUAL, _FULL_TIME = PensionScheme.Basis.ACTUAL, PensionScheme.Basis.FULL_TIME
_CARRIED_ON = "DEMONSTRATION: the bands of 2025-26 carried on; those of 2026-27 are not confirmed by a published source"


def _lgps(rate: str) -> SchemeSpec:
    """Return the Local Government Pension Scheme with a fund's invented employer rate; its bands are law."""
    source = "DEMONSTRATION: an employer’s rate as a fund’s rates and adjustments certificate would set it"
    return SchemeSpec(
        "LGPS", "Local Government Pension Scheme", _NET_PAY, _ACTUAL, "lgps",
        (RatesSpec(APRIL_2026, Decimal(rate), source, is_demonstration=True),),
    )  # fmt: skip


POLICE_2015 = SchemeSpec(
    "POLICE15", "Police Pension Scheme 2015", _NET_PAY, _FULL_TIME, "police_2015",
    (
        RatesSpec(
            APRIL_2026, Decimal("0.353"),
            f"Employer 35.3% from April 2024: Home Office evidence to the PRRB. {_CARRIED_ON}", is_demonstration=True,
            bands=(("27000.00", "0.1244"), ("59999.99", "0.1344"), (None, "0.1378")),
        ),
    ),
)  # fmt: skip

FIREFIGHTERS_2015 = SchemeSpec(
    "FIRE15", "Firefighters’ Pension Scheme 2015", _NET_PAY, _FULL_TIME, "firefighters_2015",
    (
        RatesSpec(
            APRIL_2026, Decimal("0.376"), _CARRIED_ON, is_demonstration=True,
            bands=(("27818.00", "0.110"), ("51515.00", "0.129"), ("142500.00", "0.135"), (None, "0.145")),
        ),
    ),
)  # fmt: skip

TEACHERS = SchemeSpec(
    "TPS", "Teachers’ Pension Scheme", _NET_PAY, _ACTUAL, "teachers",
    (
        RatesSpec(
            APRIL_2026, Decimal("0.2868"),
            "DEMONSTRATION: the bands of 2025-26 with 3.8%, not confirmed by a published source", is_demonstration=True,
            bands=(
                ("36198.99", "0.074"), ("48727.99", "0.089"), ("57776.99", "0.099"), ("76572.99", "0.105"),
                ("104413.99", "0.116"), (None, "0.120"),
            ),
        ),
    ),
)  # fmt: skip

NEST = SchemeSpec(
    "NEST", "NEST", _AT_SOURCE, _ACTUAL, "",
    (
        RatesSpec(
            APRIL_2025, Decimal("0.03"),
            "Automatic enrolment minimum: 8% of qualifying earnings, 3% of it from the employer (Pensions Act 2008)",
            is_demonstration=False, bands=((None, "0.05"),),
        ),
    ),
    uses_qualifying_earnings=True,
)  # fmt: skip

SCHEMES = {
    COUNTY: (_lgps("0.194"), TEACHERS, NEST),
    POLICE: (POLICE_2015, _lgps("0.187")),
    FIRE: (FIREFIGHTERS_2015, _lgps("0.181")),
    WESTMARSH: (FIREFIGHTERS_2015, _lgps("0.176")),
    SOUTH: (_lgps("0.203"),),
    EAST: (_lgps("0.212"),),
}
