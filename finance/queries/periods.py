"""Which period a day is in, and whether it takes postings."""

from datetime import date

from django.db import connection

from finance import rules
from finance.engine import fiscal
from finance.models import Journal, Period, PeriodModule
from finance.states import PeriodState
from partners.models import LegalEntity
from sharedservices.common.formatting import day

HELD = "SELECT state FROM finance_periodmodule WHERE partner_id = %s AND period_id = %s AND module = %s FOR SHARE"


def of_day(entity: LegalEntity, on: date, *, adjusts: int | None = None) -> Period:
    """Return the period of a day, or the adjusting period (0, 13, 14) that has it.

    :raises RuleBroken: when the year has not been set up, or the day is not one of the adjusting period
    """
    number = fiscal.number_of(on) if adjusts is None else adjusts
    found: Period | None = (
        Period.objects.of(entity.partner_id)
        .filter(legal_entity=entity, year=fiscal.year_of(on), number=number, covers__contains=on)
        .first()
    )
    rules.PeriodIsThere.require(found is not None, entity=entity.legal_name, on=day(on))
    assert found is not None  # noqa: S101 - the rule above
    return found


def require_open(journal: Journal) -> None:
    """Make sure that the journal's period takes it, and hold it: who closes it waits, and who posts waits for a close.

    :raises RuleBroken: unless it is open, or soft-closed and the journal is one of the general ledger
    """
    with connection.cursor() as cursor:
        cursor.execute(HELD, [journal.partner_id, journal.period_id, journal.module])
        state = PeriodState(cursor.fetchone()[0])
    takes = state == PeriodState.OPEN or (state == PeriodState.SOFT_CLOSED and journal.module == "GL")
    entity = journal.legal_entity
    rules.PeriodIsOpen.require(
        takes,
        period=str(journal.period),
        entity=entity.legal_name,
        state=state.replace("_", "-").lower(),
        instead=instead(journal),
    )


def default_day(entity: LegalEntity, on: date, *, module: str) -> date:
    """Return the day that something of a day is posted on: that day, or the first of the earliest open period after it.

    Never one of another financial year: then the day stays, and its posting says that the period is shut.
    """
    open_ones = (
        PeriodModule.objects.of(entity.partner_id)
        .filter(period__legal_entity=entity, period__year=fiscal.year_of(on), module=module, state=PeriodState.OPEN)
        .filter(period__number__gte=fiscal.number_of(on), period__number__lte=fiscal.LAST)
        .select_related("period")
    )
    first = open_ones.order_by("period__number").first()
    if first is None or on in first.period.covers:
        return on
    opens: date = first.period.covers.lower
    return opens


def instead(journal: Journal) -> str:
    """Say which period takes it instead: the earliest open one of the same year; another year is asked for."""
    found = (
        PeriodModule.objects.of(journal.partner_id)
        .filter(period__legal_entity=journal.legal_entity_id, module=journal.module, state=PeriodState.OPEN)
        .filter(period__number__gte=fiscal.FIRST, period__year__gte=journal.period.year)
        .select_related("period")
        .order_by("period__year", "period__number")
        .first()
    )
    if found is None:
        return "Ask the period controller to open a period."
    first = found.period.covers.lower
    if found.period.year != journal.period.year:
        return f"Only {found.period} is open, of another financial year: date it from {day(first)} if it belongs there."
    return f"The earliest that is open is {found.period}: date it from {day(first)}, or ask for it to be reopened."
