"""Periods: opened, closed, reopened with a reason, locked for good (domain FIN-03)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from finance.models import Period, PeriodEvent, PeriodModule
from finance.operations import calendar
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import closing
from tests.factories import ledger as make


def states(books, number, module="GL"):
    return PeriodModule.objects.get(period=books.periods[number], module=module).state


def move(books, number, action, *, modules=("GL",), **more):
    if action == "close":
        return closing.close(books, number, modules=modules, by=books.by, **more)
    return calendar.move(
        period=books.periods[number].uuid, modules=modules, action=action, by=books.by, at=make.NOW, **more
    )


def test_set_up_year_twice_makes_its_periods_once(books):
    again = calendar.set_up_year(legal_entity=books.entity.uuid, year=2026, by=books.by, at=make.NOW)

    assert len(again) == 15
    assert Period.objects.filter(legal_entity=books.entity).count() == 15
    assert PeriodModule.objects.filter(period__legal_entity=books.entity).count() == 75


def test_open_of_a_future_period_lets_it_take_journals(books):
    assert states(books, 9) == "FUTURE"
    move(books, 9, "open")
    assert states(books, 9) == "OPEN"


def test_soft_close_then_close_then_lock_is_logged_with_who_and_when(books, settle):
    for action in ("soft_close", "close", "lock"):
        move(books, 7, action)
    settle()

    log = PeriodEvent.objects.filter(period=books.periods[7], module="GL").order_by("id")
    assert [(one.action, one.from_state, one.to_state) for one in log] == [
        ("open", "FUTURE", "OPEN"),
        ("soft_close", "OPEN", "SOFT_CLOSED"),
        ("close", "SOFT_CLOSED", "CLOSED"),
        ("lock", "CLOSED", "LOCKED"),
    ]


def test_fin_reopen_needs_a_reason(books):
    move(books, 7, "close")
    with pytest.raises(RuleBroken, match="Reopening P07 2026-27 needs a reason") as refused:
        move(books, 7, "reopen", reason="  ")
    assert refused.value.rule == "FIN-REOPEN"

    move(books, 7, "reopen", reason="The utility’s credit note is of October")
    assert states(books, 7) == "OPEN"


def test_lock_is_for_good(books):
    move(books, 7, "close")
    move(books, 7, "lock")

    for action in ("reopen", "open", "close", "soft_close"):
        with pytest.raises(WrongState):
            move(books, 7, action, reason="For the auditor")


def test_the_database_lets_no_period_jump_nor_move_unlogged(books, settle):
    row = PeriodModule.objects.get(period=books.periods[9], module="GL")
    with pytest.raises(IntegrityError, match="does not go from FUTURE to LOCKED"), transaction.atomic():
        PeriodModule.objects.filter(pk=row.pk).update(state="LOCKED")
    with transaction.atomic():
        PeriodModule.objects.filter(pk=row.pk).update(state="OPEN")
        with pytest.raises(IntegrityError, match="says so in its log"):
            settle()
        transaction.set_rollback(True)


@pytest.mark.parametrize("sql", ["DELETE FROM finance_period", "UPDATE finance_period SET number = 3"])
def test_periods_are_never_deleted_nor_moved_to_other_days(books, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
