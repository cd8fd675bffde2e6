"""Each named rule of a pay run refuses what it is there to refuse."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import BankAccount, MonthlyInput
from payroll import rules
from payroll.models import PayRun, RunMember
from payroll.operations import pay_runs
from payroll.states import RunState
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import NOW, calendar, draft_run


def test_pr1_earlier_run_must_be_settled_first(north, group, ann):
    scenarios.approved_run(north, group, month=10)
    november = draft_run(group, by=north.amara, month=11)

    with pytest.raises(rules.PR1, match="Monthly paid, October 2026 comes first and is approved"):
        pay_runs.calculate(run_id=november.pk, by=north.amara, at=NOW)


def test_pr1_cancelled_earlier_run_does_not_hold_up(north, group, ann):
    october = draft_run(group, by=north.amara, month=10)
    pay_runs.cancel(run_id=october.pk, by=north.ben, at=NOW, reason="paid elsewhere")

    assert scenarios.calculated_run(north, group, month=11).state == RunState.CALCULATED


def test_pr1_run_before_a_released_one_is_refused(north, group, ann):
    scenarios.released_run(north, group, month=11)
    october = draft_run(group, by=north.amara, month=10)

    with pytest.raises(rules.PR1, match="has been released and comes after"):
        pay_runs.calculate(run_id=october.pk, by=north.amara, at=NOW)


def test_pr1_is_checked_again_before_approval(north, group, ann):
    november = scenarios.calculated_run(north, group, month=11)
    draft_run(group, by=north.amara, month=10)

    with pytest.raises(rules.PR1):
        pay_runs.approve(run_id=november.pk, by=north.ben, at=NOW)


def test_pr2_processor_may_not_approve(north, group, ann):
    run = scenarios.calculated_run(north, group)

    with pytest.raises(rules.PR2, match="You worked on this run"):
        pay_runs.approve(run_id=run.pk, by=north.amara, at=NOW)


def test_pr2_approver_may_not_release(north, group, ann):
    run = scenarios.approved_run(north, group)

    with pytest.raises(rules.PR2, match="You approved this run"):
        pay_runs.release(run_id=run.pk, by=north.ben, at=NOW)


def test_pr2_processor_may_not_release(north, group, ann):
    run = scenarios.approved_run(north, group)

    with pytest.raises(rules.PR2, match="You worked on this run"):
        pay_runs.release(run_id=run.pk, by=north.amara, at=NOW)


def test_pr2_second_login_of_the_same_human_may_not_approve(north, group, ann):
    run = scenarios.calculated_run(north, group)
    north.ben.human_id = north.amara.human_id
    north.ben.save()

    with pytest.raises(rules.PR2):
        pay_runs.approve(run_id=run.pk, by=north.ben, at=NOW)


def test_pr2_whoever_recalculated_one_person_may_not_approve(north, group, ann):
    run = scenarios.calculated_run(north, group)
    pay_runs.recalculate_person(run_id=run.pk, employment_id=ann.employment.pk, by=north.ben, at=NOW)
    scenarios.drain(run)
    pay_runs.recalculate_person(run_id=run.pk, employment_id=ann.employment.pk, by=north.amara, at=NOW)
    scenarios.drain(run)

    with pytest.raises(rules.PR2):
        pay_runs.approve(run_id=run.pk, by=north.ben, at=NOW)


@pytest.mark.parametrize(
    ("state", "column", "constraint"),
    [
        ("CALCULATED", "approved", "payroll_payrun_approver_is_not_processor"),
        ("APPROVED", "released", "payroll_payrun_releaser_is_third_person"),
    ],
)
def test_pr2_is_held_by_the_database_too(north, group, ann, state, column, constraint):
    make = scenarios.calculated_run if state == "CALCULATED" else scenarios.approved_run
    run = make(north, group)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PayRun.objects.filter(pk=run.pk).update(
            state={"approved": "APPROVED", "released": "RELEASED"}[column],
            **{f"{column}_human": run.processed_human, f"{column}_by": run.processed_by, f"{column}_at": NOW},
        )


def test_pr3_run_that_is_being_calculated_is_not_approved(north, group, ann):
    run = scenarios.calculated_run(north, group)
    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)

    with pytest.raises(rules.PR3, match="still being calculated"):
        pay_runs.approve(run_id=run.pk, by=north.ben, at=NOW)


def test_pr3_somebody_left_waiting_holds_up_approval(north, group, ann):
    run = scenarios.calculated_run(north, group)
    RunMember.objects.filter(run=run).update(state=RunMember.State.PENDING)

    with pytest.raises(rules.PR3, match="still being calculated"):
        pay_runs.approve(run_id=run.pk, by=north.ben, at=NOW)


def test_pr3_counts_that_do_not_add_up_hold_up_approval():
    with pytest.raises(rules.PR3, match="10 are in the run, but only 9"):
        rules.PR3.check(is_calculating=False, n_pending=0, n_in=10, n_settled=9)


def test_pr4_payslips_that_are_not_those_approved_are_not_released(north, group, ann, bob):
    """Even when somebody finds a way to change what counts, the hash of the rows themselves is compared."""
    run = scenarios.approved_run(north, group)
    altered = patch("payroll.operations.release.run_statements.results_hash", return_value="0" * 64)
    with altered, pytest.raises(rules.PR4, match="not those that were approved"):
        pay_runs.release(run_id=run.pk, by=north.rhys, at=NOW)


def test_pr4_member_cannot_be_changed_after_approval(north, group, ann):
    run = scenarios.approved_run(north, group)

    with pytest.raises(IntegrityError, match="takes no more results"), transaction.atomic():
        RunMember.objects.filter(run=run).update(state="EXCLUDED", message="x")


def test_pr5_year_to_date_that_has_moved_holds_up_approval(north, group, ann):
    """The figures can only move by another run; here the row is made by one that PR1 would not have let through."""
    run = scenarios.calculated_run(north, group, month=11)
    with patch("payroll.operations.calculation.PR1.check"), patch("payroll.operations.approval.PR1.check"):
        scenarios.released_run(north, group, month=10)

        with pytest.raises(rules.PR5, match="1 payslips start from year-to-date figures"):
            pay_runs.approve(run_id=run.pk, by=north.ben, at=NOW)


def test_pr5_pay_of_the_same_period_released_since_holds_up_release(north, org, group, ann):
    """Ann has a second employment in another pay group of the same employer: NI adds up over both."""
    other = hr.pay_group(org.scheme, "OTHER")
    hr.employee(org.partner, org=org, existing_person=ann.person, employment_fields={"pay_group": other})
    first = scenarios.approved_run(north, group)
    scenarios.released_run(north, other)

    with pytest.raises(rules.PR5, match="do not know of pay that another run has released"):
        pay_runs.release(run_id=first.pk, by=north.rhys, at=NOW)


def test_pr5_input_withdrawn_since_holds_up_approval(north, org, group, ann):
    given = hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben)
    run = scenarios.calculated_run(north, group)
    MonthlyInput.objects.filter(pk=given.pk).update(state="WITHDRAWN")

    with pytest.raises(rules.PR5, match="no longer approved"):
        pay_runs.approve(run_id=run.pk, by=north.ben, at=NOW)


def test_pr6_release_needs_a_bank_account_for_everybody_who_is_paid(north, group, ann, bob):
    run = scenarios.approved_run(north, group)
    BankAccount.objects.filter(employment=bob.employment).update(valid=DateRange(date(2026, 4, 1), date(2026, 11, 2)))

    with pytest.raises(rules.PR6, match=f"no bank account to pay {bob.employment.employee_no}"):
        pay_runs.release(run_id=run.pk, by=north.rhys, at=NOW)


def test_pr7_part_of_a_run_is_not_recalculated_by_another_version(north, group, ann):
    run = scenarios.calculated_run(north, group)

    with patch("payroll.operations.calculation.ENGINE_VERSION", "2.0.0"), pytest.raises(rules.PR7):
        pay_runs.recalculate_person(run_id=run.pk, employment_id=ann.employment.pk, by=north.amara, at=NOW)


def test_pr7_whole_run_is_calculated_by_the_new_version(north, group, ann):
    run = scenarios.calculated_run(north, group)

    with (
        patch("payroll.operations.calculation.ENGINE_VERSION", "2.0.0"),
        patch("payroll.operations.batches.ENGINE_VERSION", "2.0.0"),
    ):
        pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)
        scenarios.drain(run)

    assert (run.engine_version, run.calculation) == ("2.0.0", 2)


@pytest.mark.parametrize("action", ["calculate", "exclude", "return_to_draft", "recalculate_person"])
def test_pr8_nothing_is_changed_while_the_run_is_calculated(north, group, ann, action):
    run = scenarios.calculated_run(north, group)
    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)
    extra = {
        "exclude": {"employment_id": ann.employment.pk, "reason": "x"},
        "recalculate_person": {"employment_id": ann.employment.pk},
        "return_to_draft": {"reason": "x"},
    }.get(action, {})

    with pytest.raises(rules.PR8, match="being calculated"):
        getattr(pay_runs, action)(run_id=run.pk, by=north.amara, at=NOW, **extra)


def test_missing_rates_stop_the_calculation_before_it_begins(north, group, ann):
    period = calendar(group, by=north.amara, tax_year="2027-28")[0]
    run = pay_runs.create(period_id=period.pk, by=north.amara, at=NOW)

    with pytest.raises(pay_runs.CannotCalculate, match=r"There is no .* for \d+ April 2027"):
        pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)
    run.refresh_from_db()
    assert (run.is_calculating, run.net) == (False, Decimal("0.00"))


def test_every_rule_says_its_code_and_source():
    for rule in rules.RULES:
        assert rule.code == rule.__name__
        assert "Source:" in rule.__doc__


@pytest.mark.parametrize("decision", ["approve", "return_to_draft", "cancel"])
def test_pr9_a_run_that_was_calculated_again_is_not_decided_upon(north, group, ann, decision):
    run = scenarios.calculated_run(north, group)
    seen = rules.PR9.mark(state=run.state, calculation=run.calculation, results_hash=run.results_hash)
    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)
    scenarios.drain(run)
    reason = {} if decision == "approve" else {"reason": "x"}

    with pytest.raises(rules.PR9, match="has changed since"):
        getattr(pay_runs, decision)(run_id=run.pk, by=north.ben, at=NOW, seen=seen, **reason)

    run.refresh_from_db()
    now = rules.PR9.mark(state=run.state, calculation=run.calculation, results_hash=run.results_hash)
    getattr(pay_runs, decision)(run_id=run.pk, by=north.ben, at=NOW, seen=now, **reason)


def test_pr9_a_draft_that_is_calculated_meanwhile_is_not_cancelled(north, group, ann):
    run = draft_run(group, by=north.amara)
    seen = rules.PR9.mark(state=run.state, calculation=run.calculation, results_hash=run.results_hash)
    pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)

    with pytest.raises(rules.PR9):
        pay_runs.cancel(run_id=run.pk, by=north.ben, at=NOW, reason="x", seen=seen)


def test_pr9_what_is_released_is_what_was_seen(north, group, ann):
    run = scenarios.approved_run(north, group)

    with pytest.raises(rules.PR9):
        pay_runs.release(run_id=run.pk, by=north.rhys, at=NOW, seen="CALCULATED.1.")
