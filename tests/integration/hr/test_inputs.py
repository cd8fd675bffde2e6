"""Monthly inputs: entered by one human being, decided by another."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hr.models import Assignment, MonthlyInput, PayGroup
from hr.operations import inputs
from hr.operations.entries import Entry
from hr.queries import inputs as queries
from hr.queries.inputs import InputFilter
from hr.rules import RuleBroken
from hr.states import MONTHLY_INPUT, InputState
from partners.models import AuditEvent, Grant
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr as make
from tests.factories import payroll
from tests.people import FOREVER

NOVEMBER = date(2026, 11, 1)


def broken(message):
    return pytest.raises(RuleBroken, match=message)


def enter(who, by, at, code="OVERTIME", on=NOVEMBER, **entry):
    return inputs.enter(
        assignment=who.assignment.uuid, element=who.org.elements[code].uuid, period_start=on, by=by, at=at,
        entry=Entry(**(entry or {"units": Decimal(3)})), note=" late  shift ",
    )  # fmt: skip


@pytest.fixture
def waiting(ann, scope, at):
    """Three hours of overtime that Amara entered."""
    return enter(ann, scope.amara, at)


def decide(action, row, by, at):
    note = {"note": "Not agreed"} if action == "reject" else {}
    return getattr(inputs, action)(monthly_input=row.uuid, by=by, at=at, **note)


def test_an_input_waits_until_a_second_person_approves_it(waiting, scope, at):
    assert (waiting.state, waiting.note, waiting.entered_by) == ("SUBMITTED", "late shift", scope.amara)

    row = inputs.approve(monthly_input=waiting.uuid, by=scope.ben, at=at)

    assert (row.state, row.decided_by, row.decided_human) == ("APPROVED", scope.ben, scope.ben.human_id)
    assert AuditEvent.objects.filter(action="APPROVE", actor_id=scope.ben.pk, object_id=str(row.uuid)).exists()


def test_nobody_approves_their_own_entry_whatever_login(waiting, scope, at):
    second_login = scope.ben
    second_login.human_id = scope.amara.human_id
    second_login.save()

    for one in (scope.amara, second_login):
        with broken("You entered this yourself"):
            inputs.approve(monthly_input=waiting.uuid, by=one, at=at)


def test_the_database_itself_wants_a_second_person(waiting, scope, at):
    with pytest.raises(IntegrityError, match="hr_monthlyinput_second_person"), transaction.atomic():
        MonthlyInput.objects.update(
            state="APPROVED", decided_by=scope.amara, decided_human=scope.amara.human_id, decided_at=at
        )


def test_nobody_enters_or_approves_their_own_pay(ann, scope, at):
    Grant.objects.create(
        user=scope.ben, partner=scope.northshire, role=Role.EMPLOYEE, person_id=ann.person.pk, valid=FOREVER, reason="x"
    )
    with broken("This is about yourself"):
        enter(ann, scope.ben, at)
    row = enter(ann, scope.amara, at)

    with broken("This is about yourself"):
        inputs.approve(monthly_input=row.uuid, by=scope.ben, at=at)


def test_a_rejection_says_why(waiting, scope, at):
    with broken("A rejection needs a note"):
        inputs.reject(monthly_input=waiting.uuid, note=" ", by=scope.ben, at=at)

    row = inputs.reject(monthly_input=waiting.uuid, note="No rota", by=scope.ben, at=at)

    assert (row.state, row.decision_note) == ("REJECTED", "No rota")


@pytest.mark.parametrize("pair", list(pairs(MONTHLY_INPUT)), ids=str)
def test_every_action_in_every_state(pair, ann, scope, at):
    row = make.monthly_input(ann, ann.org.elements["OVERTIME"], by=scope.amara, units=Decimal(3))
    reach = {"APPROVED": "approve", "REJECTED": "reject", "WITHDRAWN": "withdraw"}
    if pair.state in reach:
        decide(reach[pair.state], row, scope.ben, at)

    if pair.is_legal:
        assert decide(pair.action, row, scope.rhys, at).state == MONTHLY_INPUT[pair.action].target
    else:
        with pytest.raises(WrongState):
            decide(pair.action, row, scope.rhys, at)


@pytest.mark.parametrize(
    ("code", "entry", "message"),
    [
        ("OVERTIME", {"amount": Decimal(10)}, "gives hours only"),
        ("ALLOWANCE", {"amount": Decimal(-10)}, "not above 0"),
        ("ALLOWANCE", {"units": Decimal(1)}, "gives an amount"),
    ],
)
def test_a_bad_entry_is_refused(ann, scope, at, *, code, entry, message):
    with broken(message):
        enter(ann, scope.amara, at, code, **entry)


def test_an_input_for_a_period_before_the_job_or_long_after_it_is_refused(scope, org, at):
    who = make.employee(scope.northshire, org=org, end=date(2026, 6, 1))
    assert enter(who, scope.amara, at, on=date(2026, 7, 1)).period_start == date(2026, 7, 1)

    with broken("1 November 2026 is outside the employment"):
        enter(who, scope.amara, at, on=NOVEMBER)


def test_an_input_of_a_day_on_which_no_period_starts_is_refused(ann, scope, at):
    """Without a calendar, months serve; with one, only its own days do. A run would never find any other."""
    with broken("No pay period of .* starts on 2 November 2026"):
        enter(ann, scope.amara, at, on=date(2026, 11, 2))

    payroll.calendar(ann.org.pay_group, by=scope.amara)

    assert enter(ann, scope.amara, at).period_start == NOVEMBER
    with broken("No pay period of .* starts on 1 November 2027"):
        enter(ann, scope.amara, at, on=date(2027, 11, 1))


def test_a_weekly_group_without_a_calendar_takes_no_input(ann, scope, at):
    PayGroup.objects.filter(pk=ann.org.pay_group.pk).update(frequency="weekly")

    with broken("No pay period of .* starts on 1 November 2026"):
        enter(ann, scope.amara, at)


def test_another_partners_input_is_not_found(cast, at):
    with partner_scope(cast.southborough.pk):
        theirs = make.employee(cast.southborough)
        row = make.monthly_input(theirs, theirs.org.elements["OVERTIME"], by=cast.dilys, units=Decimal(3))
    with partner_scope(cast.northshire.pk):
        with pytest.raises(MonthlyInput.DoesNotExist):
            inputs.approve(monthly_input=row.uuid, by=cast.ben, at=at)
        with pytest.raises(Assignment.DoesNotExist):
            enter(theirs, cast.amara, at)


def test_many_are_approved_at_once_without_ones_own(ann, scope, at, django_assert_num_queries):
    for _ in range(5):
        enter(ann, scope.amara, at)
    mine = enter(ann, scope.ben, at)
    decided = enter(ann, scope.amara, at)
    inputs.withdraw(monthly_input=decided.uuid, by=scope.amara, at=at)
    found = queries.waiting_ids(partner_id=scope.northshire.pk, wanted=InputFilter(state="SUBMITTED"))

    done = inputs.approve_all(
        partner_id=scope.northshire.pk, monthly_inputs=[*found, decided.uuid], by=scope.ben, at=at
    )

    assert (done.n_approved, done.n_own_entries, done.n_own_pay, done.n_other_states) == (5, 1, 0, 1)
    mine.refresh_from_db()
    assert mine.state == InputState.SUBMITTED


def test_the_list_is_filtered_and_counted_in_two_queries(ann, scope, at, django_assert_num_queries):
    for _ in range(3):
        enter(ann, scope.amara, at)
    approved = enter(ann, scope.amara, at, "ALLOWANCE", amount=Decimal("12.50"))
    inputs.approve(monthly_input=approved.uuid, by=scope.ben, at=at)
    wanted = InputFilter(
        search="abb", state="SUBMITTED", element=ann.org.elements["OVERTIME"].uuid, period_start=NOVEMBER
    )
    rows = queries.monthly_inputs(partner_id=scope.northshire.pk, wanted=wanted)

    with django_assert_num_queries(2):
        assert rows.count() == 3
        page = rows.page(["-entered_at"], 0, 2)

    assert [(row.name, row.element, row.units, row.actions) for row in page] == [
        ("Ann Abbott", "Overtime", Decimal(3), ("approve", "reject", "withdraw"))
    ] * 2
    assert queries.counts(partner_id=scope.northshire.pk) == {
        "SUBMITTED": 3, "APPROVED": 1, "REJECTED": 0, "WITHDRAWN": 0,
    }  # fmt: skip
    assert queries.n_waiting_for(partner_id=scope.northshire.pk, human_id=scope.amara.human_id) == 0
    assert queries.n_waiting_for(partner_id=scope.northshire.pk, human_id=scope.ben.human_id) == 3
    assert queries.monthly_input(monthly_input=approved.uuid).decided_by == "Ben Example"
