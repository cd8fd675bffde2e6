"""The state machine of a run: every action in every state, by the operation that performs it."""

import pytest
from django.db import IntegrityError, transaction

from partners.models import AuditEvent
from payroll.models import PayRun, RunTransition
from payroll.operations import pay_runs
from payroll.states import PAY_RUN, RunState
from sharedservices.common.flow import WrongState, pairs
from tests import scenarios
from tests.factories.payroll import NOW, draft_run


def run_in(state, cast, group):
    if state == RunState.DRAFT:
        return draft_run(group, by=cast.amara)
    if state == RunState.CANCELLED:
        run = draft_run(group, by=cast.amara)
        return pay_runs.cancel(run_id=run.pk, by=cast.ben, at=NOW, reason="not needed")
    make = {
        RunState.CALCULATED: scenarios.calculated_run,
        RunState.APPROVED: scenarios.approved_run,
        RunState.RELEASED: scenarios.released_run,
    }[state]
    return make(cast, group)


def act(action, run, cast):
    operations = {
        "calculate": lambda: pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW),
        "return": lambda: pay_runs.return_to_draft(run_id=run.pk, by=cast.ben, at=NOW, reason="look again"),
        "approve": lambda: pay_runs.approve(run_id=run.pk, by=cast.ben, at=NOW),
        "release": lambda: pay_runs.release(run_id=run.pk, by=cast.rhys, at=NOW),
        "cancel": lambda: pay_runs.cancel(run_id=run.pk, by=cast.ben, at=NOW, reason="wrong month"),
    }
    return operations[action]()


@pytest.mark.parametrize(("action", "state", "is_legal"), [tuple(pair) for pair in pairs(PAY_RUN)])
def test_every_action_in_every_state(north, group, ann, action, state, is_legal):
    run = run_in(state, north, group)

    if not is_legal:
        with pytest.raises(WrongState):
            act(action, run, north)
        return
    act(action, run, north)
    if action == "calculate":
        scenarios.drain(run)
    run.refresh_from_db()

    assert run.state == PAY_RUN[action].target
    assert RunTransition.objects.filter(run=run, action=action).exists()


def test_calculating_is_no_state(north, group, ann):
    run = draft_run(group, by=north.amara)

    pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)
    run.refresh_from_db()

    assert (run.state, run.is_calculating) == (RunState.DRAFT, True)


def test_cancelled_run_makes_room_for_another(north, group, ann):
    run_in(RunState.CANCELLED, north, group)

    again = scenarios.calculated_run(north, group)

    assert again.number == 1


def test_second_regular_run_of_a_period_is_refused(north, group, ann):
    draft_run(group, by=north.amara)

    with pytest.raises(pay_runs.RunExists, match="has its regular run"):
        draft_run(group, by=north.amara)


def test_supplementary_run_without_a_regular_one_is_refused(north, group, ann):
    with pytest.raises(pay_runs.RunExists, match="no regular run yet"):
        draft_run(group, by=north.amara, kind=PayRun.Kind.SUPPLEMENTARY)


def test_cancelling_stops_a_calculation(north, group, ann):
    run = draft_run(group, by=north.amara)
    pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)

    pay_runs.cancel(run_id=run.pk, by=north.ben, at=NOW, reason="stop")

    assert pay_runs.drain(partner_id=run.partner_id, run_id=run.pk, now=scenarios.now) == 0
    assert scenarios.drain(run).state == RunState.CANCELLED


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"n_in": 5}, "payroll_payrun_counts_add_up"),
        ({"net": "1.00"}, "payroll_payrun_net"),
        ({"kind": "SUPPLEMENTARY"}, "payroll_payrun_kind"),
    ],
)
def test_counts_and_totals_that_do_not_add_up_are_refused_by_the_database(north, group, ann, changes, constraint):
    run = scenarios.calculated_run(north, group)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PayRun.objects.filter(pk=run.pk).update(**changes)


def test_database_refuses_a_move_that_the_flow_has_not(north, group, ann):
    run = draft_run(group, by=north.amara)

    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
        PayRun.objects.filter(pk=run.pk).update(state=RunState.APPROVED)


def test_each_business_event_is_audited(north, group, ann):
    run = scenarios.released_run(north, group)

    events = AuditEvent.objects.filter(object_type="payroll_payrun", object_id=str(run.pk))

    assert {"CALCULATE", "APPROVE", "RELEASE"} <= set(events.values_list("action", flat=True))
    released = events.get(action="RELEASE")
    assert released.changes["results_hash"] == run.results_hash
    assert released.actor_id == north.amara.pk
