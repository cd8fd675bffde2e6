"""What a partner needs for claims, and a person who claims. Call inside partner_scope() with an actor."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import ClaimType, PayElement
from hr.operations import claim_lines, claims
from hr.operations.claim_lines import JourneyWanted
from partners.models import Partner, User
from tests.factories import hr

SINCE = DateRange(date(2026, 4, 1), None)
UNITS, HOURS, AMOUNT = PayElement.Method.UNITS_AT_RATE, PayElement.Method.HOURS_AT_JOB_RATE, PayElement.Method.AMOUNT


def kinds(partner: Partner, *, mark: str = "") -> SimpleNamespace:
    """Set up miles with their three treatments, overtime at time and a half, and train fares."""
    made = {}
    for use, code, name, method, taxable, niable in (
        ("MILEAGE", "MILES", "Business mileage", UNITS, False, False),
        ("MILEAGE_TAXED", "MILESTAX", "Mileage, taxed", UNITS, True, False),
        ("MILEAGE_EXCESS", "MILESNI", "Mileage, taxed with NI", UNITS, True, True),
        ("HOURS", "OVER150", "Overtime at time and a half", HOURS, True, True),
        ("EXPENSE", "FARES", "Train fares", AMOUNT, False, False),
    ):
        factor = Decimal("1.5") if use == "HOURS" else Decimal(1)
        element = hr.pay_element(
            partner,
            code,
            name=mark or name,
            method=method,
            taxable=taxable,
            niable=niable,
            factor=factor,
        )
        made[use.lower()] = ClaimType.objects.create(
            partner=partner, use=use, name=mark or name, element=element, valid=SINCE
        )
    return SimpleNamespace(**made)


def journey(**more: Any) -> JourneyWanted:
    """Return a journey of 40 miles by car."""
    words = {"from_place": "County Hall", "to_place": "Riverside School", "reason": "Site visit"}
    return JourneyWanted(**{"on": date(2026, 11, 2), "miles": Decimal(40), "vehicle": "CAR"} | words | more)


def mileage(who: Any, *, by: User, at: Any, journeys: Any = (), send: bool = True, **more: Any) -> Any:
    """Have somebody claim journeys, one of 40 miles unless others are given, and send it."""
    row = claims.start(assignment=who.assignment.uuid, kind="MILEAGE", by=by, at=at)
    for one in journeys or [journey()]:
        claim_lines.put_journey(claim=row.uuid, wanted=one, by=by, at=at)
    return claims.submit(claim=row.uuid, by=by, at=at, **more) if send else row
