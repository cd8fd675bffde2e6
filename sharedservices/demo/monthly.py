"""Overtime, casual hours and one-offs of a pay period: entered by a manager, approved by a second person."""

import random
from datetime import date, datetime
from decimal import Decimal

from hr.models import Employment
from hr.operations import inputs
from hr.operations.entries import Entry
from sharedservices.demo.bulk_entry import Input, enter_inputs
from sharedservices.demo.directory import Found, Place
from sharedservices.demo.people import SEED

_OVERTIME_SHARE, _CASUAL_SHARE, _MILEAGE_SHARE = 14, 85, 6
_UNITS = {
    "OT100": (2, 12), "OT133": (3, 14), "OT150": (2, 10), "OT200": (4, 8), "NIGHT": (10, 60), "WEEKEND": (6, 24),
    "CASHOURS": (12, 70), "SLEEPIN": (1, 4), "CALLOUT": (2, 9), "MILEAGE": (20, 380),
}  # fmt: skip
NOTES = {
    "MILEAGE": "Claim with receipts", "CASHOURS": "Timesheet", "CALLOUT": "Incident log", "SLEEPIN": "Rota",
}  # fmt: skip


def enter_and_approve(
    place: Place, group: str, period_start: date, moment: datetime, extra: list[Input], *, leave_open: int = 0
) -> int:
    """Enter the inputs of a pay group's period and have them approved, but for the last few; return how many.

    At most `leave_open` of them, and never more than a quarter, still wait for their approver.

    Inside the scope.
    """
    wanted = [*extra, *_usual(place, group, period_start)]
    entered = enter_inputs(place.partner, wanted, period_start=period_start, by=place.manager, at=moment)
    approved = entered[: len(entered) - min(leave_open, len(entered) // 4)]
    inputs.approve_all(partner_id=place.partner.pk, monthly_inputs=approved, by=place.approver, at=moment)
    return len(entered)


def _usual(place: Place, group: str, period_start: date) -> list[Input]:
    """Return what usually comes up: much of it for casual and on-call people, some for everybody else."""
    chance = random.Random(f"{SEED}/{place.spec.code}/{group}/{period_start}")  # noqa: S311 - a fixed seed
    wanted = []
    for found in place.staff.values():
        member = found.member
        if member.pay_group != group or member.started > period_start or not member.job.profile.monthly:
            continue
        if member.ended is not None and member.ended < period_start:
            continue
        if member.key and not _is_hourly(found) and member.key != "police-overtime":
            continue
        wanted += [_wanted(chance, found, code) for code in _codes(chance, found)]
    return wanted


def _codes(chance: random.Random, found: Found) -> list[str]:
    """Return the elements that come up for one person in one period."""
    codes = found.member.job.profile.monthly
    if found.member.key:
        return list(codes[:2])
    if _is_hourly(found):
        return list(codes) if chance.randrange(100) < _CASUAL_SHARE else []
    drawn = chance.randrange(100)
    if drawn < _OVERTIME_SHARE and codes != ("MILEAGE",):
        return [chance.choice([code for code in codes if code != "MILEAGE"])]
    return ["MILEAGE"] if "MILEAGE" in codes and drawn > 100 - _MILEAGE_SHARE else []


def _is_hourly(found: Found) -> bool:
    return found.member.job.kind in {Employment.Kind.CASUAL_WORKER, Employment.Kind.ON_CALL_FIREFIGHTER}


def _wanted(chance: random.Random, found: Found, code: str) -> Input:
    lowest, highest = _UNITS[code]
    units = Decimal(chance.randrange(lowest * 2, highest * 2 + 1)) / 2
    if code in {"SLEEPIN", "CALLOUT", "MILEAGE"}:
        units = Decimal(int(units))
    note = NOTES.get(code, "Agreed with the manager")
    return Input(found.member.job_number, code, Entry(units=max(units, Decimal(1))), note)
