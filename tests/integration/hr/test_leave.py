"""Annual leave: asked for by one person, approved by another, counted in rostered hours of the leave year."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr import rules, rules_absence
from hr.models import LeaveBooking
from hr.operations import leave
from hr.queries.leave import balance
from hr.rules import RuleBroken
from hr.states import LEAVE, LeaveState
from partners.models import Grant
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr as make
from tests.people import FOREVER

MONDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 13)


@pytest.fixture
def pat(ann, org):
    """Ann, full time from 1 April 2026, with 25 days of leave."""
    make.absence_terms(org.staff_group)
    return ann


@pytest.fixture
def ask(pat, scope, at):
    def asked(first=MONDAY, last=FRIDAY, **more):
        options = {"hours": None, "note": "", "by": scope.hana, "at": at} | more
        return leave.request(assignment=pat.assignment.uuid, first_day=first, last_day=last, **options)

    return asked


def test_the_balance_of_2026_27_counts_ten_bank_holidays(pat):
    found = balance(pat.assignment, on=MONDAY)

    assert (found.entitlement.basic_hours, found.entitlement.bank_hours) == (Decimal("185.00"), Decimal("74.00"))
    assert (found.n_bank_taken, found.bank_taken, found.left) == (10, Decimal("74.00"), Decimal("185.00"))


def test_a_request_waits_and_counts_as_taken(ask, pat):
    row = ask()

    assert (row.state, row.hours) == ("REQUESTED", Decimal("37.00"))
    assert balance(pat.assignment, on=MONDAY).left == Decimal("148.00")


def test_bank_holidays_and_rest_days_need_no_leave(ask):
    assert ask(date(2026, 12, 24), date(2026, 12, 29)).hours == Decimal("14.80")


def test_hours_follow_the_working_pattern(ask, pat):
    pat.terms.contract_hours, pat.terms.working_pattern = Decimal("22.2"), "Mon 7.4, Wed 7.4, Fri 7.4"
    pat.terms.save()

    assert ask().hours == Decimal("22.20")


def test_approve_by_a_second_person(ask, scope, at):
    row = leave.approve(booking=ask().uuid, by=scope.ben, at=at)

    assert (row.state, row.decided_by) == ("APPROVED", scope.ben)


def test_nobody_approves_their_own_request_or_their_own_leave(ask, pat, scope, at):
    row = ask()
    with pytest.raises(RuleBroken, match="You entered this yourself"):
        leave.approve(booking=row.uuid, by=scope.hana, at=at)
    Grant.objects.create(
        user=scope.ben, partner=scope.northshire, role=Role.EMPLOYEE, person_id=pat.person.pk, valid=FOREVER, reason="x"
    )
    with pytest.raises(RuleBroken) as caught:
        leave.approve(booking=row.uuid, by=scope.ben, at=at)

    assert caught.value.rule == rules.NotOneself.code


def test_the_database_itself_wants_a_second_person(ask, scope, at):
    row = ask()
    with pytest.raises(IntegrityError, match="hr_leavebooking_second_person"), transaction.atomic():
        LeaveBooking.objects.filter(pk=row.pk).update(
            state="APPROVED", decided_by=scope.hana, decided_human=scope.hana.human_id, decided_at=at
        )


def test_refuse_and_cancel_say_why_and_give_the_hours_back(ask, pat, scope, at):
    first, second = ask(), ask(date(2026, 11, 16), date(2026, 11, 16))
    with pytest.raises(RuleBroken):
        leave.refuse(booking=first.uuid, note=" ", by=scope.ben, at=at)

    leave.refuse(booking=first.uuid, note="Too many are away", by=scope.ben, at=at)
    leave.approve(booking=second.uuid, by=scope.ben, at=at)
    leave.cancel(booking=second.uuid, note="Plans changed", by=scope.ben, at=at)

    assert balance(pat.assignment, on=MONDAY).left == Decimal("185.00")


def test_every_other_move_of_leave_is_refused(ask, scope, at):
    row = ask()
    for pair in pairs(LEAVE):
        if pair.is_legal:
            continue
        with transaction.atomic():
            decided = {"decided_by": scope.ben, "decided_human": scope.ben.human_id, "decided_at": at}
            fields = {} if pair.state == LeaveState.REQUESTED else decided
            LeaveBooking.objects.filter(pk=row.pk).update(state=pair.state, **fields)
            with pytest.raises(WrongState):
                getattr(leave, pair.action)(booking=row.uuid, note="No", by=scope.ben, at=at)
            transaction.set_rollback(True)


REFUSED = [
    ({"last": date(2026, 11, 8)}, rules_absence.LeaveInOrder, "last_day"),
    ({"first": date(2027, 3, 30), "last": date(2027, 4, 1)}, rules_absence.LeaveWithinYear, "last_day"),
    ({"first": date(2026, 11, 14), "last": date(2026, 11, 15)}, rules_absence.LeaveOnWorkingDays, "first_day"),
    ({"hours": Decimal(4)}, rules_absence.LeaveHoursFit, "hours"),
    ({"last": MONDAY, "hours": Decimal(8)}, rules_absence.LeaveHoursFit, "hours"),
    ({"last": date(2027, 1, 29)}, rules_absence.LeaveWithinBalance, "last_day"),
    ({"first": date(2026, 3, 1)}, rules.WithinTheJob, "first_day"),
]


@pytest.mark.parametrize(("given", "rule", "field"), REFUSED)
def test_leave_that_breaks_a_rule_is_refused_at_its_field(ask, given, rule, field):
    with pytest.raises(RuleBroken) as caught:
        ask(**given)

    assert (caught.value.rule, caught.value.field) == (rule.code, field)


def test_leave_overlaps_nothing_that_is_booked(ask):
    ask()
    with pytest.raises(RuleBroken) as caught:
        ask(FRIDAY, FRIDAY)

    assert caught.value.rule == rules_absence.LeaveOverlaps.code


def test_leave_without_agreed_terms_is_refused(ann, scope, at):
    with pytest.raises(RuleBroken) as caught:
        leave.request(
            assignment=ann.assignment.uuid, first_day=MONDAY, last_day=MONDAY, hours=None, note="", by=scope.hana, at=at
        )

    assert caught.value.rule == rules_absence.LeaveIsAgreed.code


def test_a_part_of_one_day_may_be_taken(ask):
    assert ask(MONDAY, MONDAY, hours=Decimal("3.7")).hours == Decimal("3.7")


def carried(pat, said, hours="37", bucket="contractual"):
    return leave.carry_hours_over(
        assignment=pat.assignment.uuid, year_start=date(2027, 4, 1), bucket=bucket, hours=Decimal(hours), **said
    )


def test_five_days_are_carried_over_and_more_are_refused(pat, said):
    with pytest.raises(RuleBroken) as caught:
        carried(pat, said, "37.5")
    assert caught.value.rule == rules_absence.CarryOverFits.code

    row = carried(pat, said)

    assert row.expires_on == date(2028, 3, 31)
    assert balance(pat.assignment, on=date(2027, 4, 1)).carried == Decimal(37)


def test_a_reason_carries_over_once_and_reasons_are_apart(pat, said):
    carried(pat, said)
    carried(pat, said, "100", "sickness")
    with pytest.raises(RuleBroken) as caught:
        carried(pat, said, "1")

    assert caught.value.rule == rules_absence.CarryOverOnce.code


def test_an_employee_asks_for_their_own_leave_and_decides_nothing(pat, scope, at):
    with partner_scope(scope.northshire.pk, person_ids=frozenset({pat.person.pk})):
        row = leave.request(
            assignment=pat.assignment.uuid, first_day=MONDAY, last_day=FRIDAY, hours=None, note="", by=scope.ed, at=at
        )
        assert balance(pat.assignment, on=MONDAY).left == Decimal("148.00")
        forged = {
            "partner": scope.northshire, "person": pat.person, "employment": pat.employment,
            "assignment": pat.assignment, "hours": 7, "requested_by": scope.ed, "requested_human": scope.ed.human_id,
            "requested_at": at, "decided_by": scope.ben, "decided_human": scope.ben.human_id, "decided_at": at,
        }  # fmt: skip
        with pytest.raises(IntegrityError, match="begins by waiting"), transaction.atomic():
            LeaveBooking.objects.create(state="APPROVED", valid=DbRange(date(2026, 12, 1), date(2026, 12, 2)), **forged)
        with pytest.raises(DatabaseError), transaction.atomic():
            LeaveBooking.objects.filter(pk=row.pk).update(state="APPROVED")
