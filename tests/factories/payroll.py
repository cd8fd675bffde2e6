"""Makes pay calendars and draft runs. Later states come from tests/scenarios.py, through the real operations."""

from datetime import UTC, datetime

from hr.models import PayGroup
from partners.models import User
from payroll.models import PayPeriod, PayRun
from payroll.operations import calendars, pay_runs
from payroll.operations.calendars import DayOfMonth, Rule

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TAX_YEAR = "2026-27"


def calendar(group: PayGroup, *, by: User, rule: Rule | None = None, tax_year: str = TAX_YEAR) -> list[PayPeriod]:
    """Make a year of periods: paid on the 28th unless told otherwise."""
    rule = rule or DayOfMonth(28)
    return calendars.make_year(pay_group_id=group.pk, tax_year=tax_year, rule=rule, by=by, at=NOW)


def period(group: PayGroup, *, by: User, month: int = 11) -> PayPeriod:
    """Return the period of a month of 2026, making the calendar first when there is none."""
    found = PayPeriod.objects.filter(pay_group=group, tax_year=TAX_YEAR)
    if not found.exists():
        calendar(group, by=by)
    return found.get(covers__startswith__month=month)


def draft_run(group: PayGroup, *, by: User, month: int = 11, kind: str = PayRun.Kind.REGULAR) -> PayRun:
    """Make a draft run for a month of 2026."""
    return pay_runs.create(period_id=period(group, by=by, month=month).pk, kind=kind, by=by, at=NOW)
