"""Files of a rostering system as they are sent, and one that is taken in, checked and loaded."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from hr.engine.rosters import TOTALS
from hr.importing.rosters import COLUMNS
from hr.models import RosterImport
from hr.operations import rosters
from hr.operations.rosters import RosterWanted
from partners.models import LegalEntity, User

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
SYSTEM = "DutyPlan"


def summary(job: str, **more: str) -> dict[str, str]:
    """Return a summary of October: 168 hours planned, 160 worked, 8 of leave, a rest day moved."""
    return {
        "record": "SUMMARY", "job_number": job, "duty_system": "Watch 2-2-4", "hours_planned": "168",
        "hours_worked": "160", "leave_hours": "8", "sick_hours": "0", "rest_day_hours": "10",
        "rest_days_rerostered": "1", "night": "yes", "shift": "yes",
    } | more  # fmt: skip


def claim(job: str, reference: str = "OT-1", **more: str) -> dict[str, str]:
    """Return a claim of five hours on the evening of 3 October, approved two days later."""
    return {
        "record": "CLAIM", "job_number": job, "claim_reference": reference, "claim_status": "APPROVED",
        "claim_kind": "Overtime at time and a half", "worked_from": "2026-10-03 18:00",
        "worked_to": "2026-10-03 23:30", "claim_hours": "5", "reason": "Flood", "made_by": "100234",
        "approved_by": "Insp 4471", "approved_on": "2026-10-05",
    } | more  # fmt: skip


def file_of(*rows: dict[str, str]) -> BinaryIO:
    """Return rows as a CSV file."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [one.name for one in COLUMNS])
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(stream.getvalue().encode())


def totals(*rows: dict[str, str], **more: str) -> dict[str, Decimal]:
    """Return the control totals that a sender would declare for rows."""
    found = {one.code: Decimal(0) for one in TOTALS}
    for row in rows:
        found["rows"] += 1
        for code, column in (("hours_planned",) * 2, ("hours_worked",) * 2, ("leave_hours",) * 2,
                             ("rest_days", "rest_days_rerostered")):  # fmt: skip
            found[code] += Decimal(row.get(column) or 0)
        if row.get("claim_status") == "APPROVED":
            found["claims"] += 1
            found["claim_hours"] += Decimal(row["claim_hours"])
    return found | {code: Decimal(value) for code, value in more.items()}


def wanted(employer: LegalEntity, *rows: dict[str, str], **more: Any) -> RosterWanted:
    """Return what a sender says of a file of October."""
    said: dict[str, Any] = {
        "legal_entity": employer.uuid, "system": SYSTEM, "first_day": FIRST, "last_day": LAST, "keeps_leave": True,
        "declared": more.pop("declared", None) or totals(*rows),
    }  # fmt: skip
    return RosterWanted(**said | more)


def checked(employer: LegalEntity, *rows: dict[str, str], by: User, at: datetime, **more: Any) -> RosterImport:
    """Take a file in and check it. Inside the scope."""
    made = rosters.take_in(
        partner_id=employer.partner_id, wanted=wanted(employer, *rows, **more), file=file_of(*rows),
        name="october.csv", by=by, at=at,
    )  # fmt: skip
    return rosters.check(roster=made.uuid, by=by, at=at, step=lambda _n: None)


def loaded(
    employer: LegalEntity, *rows: dict[str, str], by: User, loader: User, at: datetime, **more: Any
) -> RosterImport:
    """Take a file in, check it, and have somebody else load it. Inside the scope."""
    made = checked(employer, *rows, by=by, at=at, **more)
    return rosters.load(roster=made.uuid, by=loader, at=at, step=lambda _n: None)
