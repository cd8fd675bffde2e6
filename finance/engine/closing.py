"""When control accounts are reconciled and a month is closed (domain FIN-03.3, FIN-13). Pure.

Which part of a period each control account holds up, how often it is looked at, and how many days after the end of the
month its reconciliation is due. The days are the partnership's timetable, not law.
"""

from datetime import date, timedelta
from typing import NamedTuple


class Timetable(NamedTuple):
    """How a control account is kept: the part of the period that it holds up, how often, due after so many days."""

    module: str
    frequency: str
    days: int


TIMETABLES = {
    "AP": Timetable("AP", "Daily by itself, signed monthly", 5),
    "AR": Timetable("AR", "Daily by itself, signed monthly", 5),
    "GRNI": Timetable("AP", "Monthly", 5),
    "VAT": Timetable("GL", "With each return", 7),
    "PAYE": Timetable("PAYROLL", "With each pay run", 5),
    "CIS": Timetable("AP", "With each return", 5),
    "PENSIONS": Timetable("PAYROLL", "With each pay run", 5),
    "NET_PAY": Timetable("PAYROLL", "With each pay run", 5),
    "DEDUCTIONS": Timetable("PAYROLL", "With each pay run", 5),
    "INTER_ENTITY": Timetable("GL", "Monthly", 7),
    "BANK": Timetable("BANK", "Daily, signed monthly", 3),
    "SUSPENSE": Timetable("GL", "Weekly", 5),
    "PCARD": Timetable("GL", "Weekly", 5),
    "OPENING": Timetable("GL", "Yearly", 7),
}
OTHER = Timetable("GL", "Monthly", 7)
"""What an account that no list names is kept by."""
SUSPENSE_DAYS = 30
"""Nothing stands in suspense for longer without an explanation (domain FIN-09, FIN-13)."""
AGES = ((30, "Up to 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"))
OLDEST = "Over 90 days"


def timetable(control: str) -> Timetable:
    """Return how the accounts of a control are kept."""
    return TIMETABLES.get(control, OTHER)


def due_on(last_day: date, days: int) -> date:
    """Return the day on which something of a month's end is due."""
    return last_day + timedelta(days=days)


def age(arose_on: date, *, on: date) -> str:
    """Return the age band of an item on a day."""
    days = (on - arose_on).days
    return next((label for most, label in AGES if days <= most), OLDEST)
