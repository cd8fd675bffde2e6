"""Domain HR-06: a permission to work that limits the hours of a week limits every change of them, over all jobs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr.operations import right_to_work, terms
from hr.rules import RuleBroken
from hr.rules_starters import WithinWorkLimit
from tests import starters as starter

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIRST = date(2026, 12, 1)


@pytest.fixture
def student(ann, scope):
    """Ann at 15 hours a week, whose permission allows 20."""
    hours(ann, scope, "15.00", since=date(2026, 11, 16))
    check = starter.limited(date(2027, 9, 1), weekly_hours_limit=Decimal(20))
    right_to_work.record(person=ann.person.uuid, check=check, copy=starter.PDF, by=scope.hana, at=AT)
    return ann


def hours(who, scope, wanted, since=FIRST):
    return terms.change_hours(
        assignment=who.assignment.uuid, contract_hours=Decimal(wanted), effective_from=since, reason="Agreed",
        by=scope.hana, at=AT,
    )  # fmt: skip


def test_hours_rise_to_the_limit_and_no_further(student, scope):
    with pytest.raises(RuleBroken, match=r"allows 20\.00 hours a week, and the contract has 20\.25") as caught:
        hours(student, scope, "20.25")
    assert caught.value.rule == WithinWorkLimit.code

    assert hours(student, scope, "20.00").contract_hours == Decimal("20.00")


def test_hours_above_the_limit_may_still_go_down(student, scope):
    check = starter.limited(date(2027, 12, 1), weekly_hours_limit=Decimal(10))
    right_to_work.record(person=student.person.uuid, check=check, copy=starter.PDF, by=scope.hana, at=AT)

    assert hours(student, scope, "12.00").contract_hours == Decimal("12.00")
