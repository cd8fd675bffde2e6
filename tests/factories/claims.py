"""What a partner needs for claims, and a person who claims. Call inside partner_scope() with an actor."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import ClaimType, PayElement
from hr.operations import claim_decisions, claim_lines, claim_policy, claims
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


def world_claims(who: Any, *, by: User, decider: User, mark: str, at: Any) -> Any:
    """Have somebody send an expense with its receipt, which is returned; and a journey, which another approves."""
    found = kinds(who.org.partner, mark=mark)
    claim_policy.set_policy(
        partner_id=who.org.partner.pk, wanted=claim_policy.PolicyWanted(months_late=3),
        effective_from=date(2026, 4, 1), reason=mark, by=decider, at=at,
    )  # fmt: skip
    sent = claims.start(assignment=who.assignment.uuid, kind="EXPENSE", by=by, at=at)
    wanted = claim_lines.ExpenseWanted(
        on=at.date(), claim_type=found.expense.uuid, amount=Decimal("24.80"), reason=mark, receipt=b"%PDF-1.4 receipt"
    )
    claim_lines.put_expense(claim=sent.uuid, wanted=wanted, by=by, at=at)
    claims.submit(claim=sent.uuid, by=by, at=at)
    words = {"from_place": mark, "to_place": mark, "reason": mark}
    done = mileage(who, by=by, at=at, journeys=[journey(on=at.date(), **words)])
    claim_decisions.approve(claim=done.uuid, by=decider, at=at)
    return sent


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
