"""Who is in a run, who is held back and why, and what a recalculation leaves."""

import itertools
import logging
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import PayElement, PensionRates, SpineValue, TaxCode
from payroll.models import Payslip, PayslipLine, RunBatch, RunElementTotal, RunMember
from payroll.operations import pay_runs
from payroll.states import RunState
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import NOW, draft_run

OCTOBER = date(2026, 10, 1)
NOVEMBER = date(2026, 11, 1)
DECEMBER = date(2026, 12, 1)


def member(run, who):
    return RunMember.objects.get(run=run, employment=who.employment)


def payslip(run, who):
    return Payslip.objects.get(run=run, employment=who.employment, version=member(run, who).version)


def in_run(run):
    return set(RunMember.objects.filter(run=run).values_list("employment_id", flat=True))


# --- who is in -----------------------------------------------------------------------------------------------------


def test_leaver_before_the_period_is_not_in_the_run(north, org, group, ann):
    hr.employee(org.partner, org=org, end=NOVEMBER)

    run = scenarios.calculated_run(north, group)

    assert in_run(run) == {ann.employment.pk}


def test_leaver_on_the_first_day_of_the_period_is_in_the_run(north, org, group):
    leaver = hr.employee(org.partner, org=org, end=date(2026, 11, 2))

    run = scenarios.calculated_run(north, group)

    assert payslip(run, leaver).gross == Decimal("74.58")  # 26,847.00 / 12 / 30 days


def test_leaver_with_an_approved_input_is_in_the_run_and_paid_at_the_last_rate(north, org, group):
    leaver = hr.employee(org.partner, org=org, end=OCTOBER)
    hr.monthly_input(
        leaver, org.elements["OVERTIME"], by=north.hana, approved_by=north.ben, amount=None, units=Decimal("2.00")
    )

    run = scenarios.calculated_run(north, group)

    line = PayslipLine.objects.get(payslip=payslip(run, leaver), code="OVERTIME")
    assert (line.units, line.rate, line.amount) == (Decimal("2.00"), Decimal("13.92"), Decimal("41.76"))
    assert not PayslipLine.objects.filter(payslip_id=line.payslip_id, code="BASIC").exists()


def test_starter_after_the_period_is_not_in_the_run(north, org, group, ann):
    hr.employee(org.partner, org=org, start=DECEMBER)

    assert in_run(scenarios.calculated_run(north, group)) == {ann.employment.pk}


def test_starter_after_the_pay_date_is_paid(north, org, group):
    late = hr.employee(org.partner, org=org, start=date(2026, 11, 29))

    run = scenarios.calculated_run(north, group)

    assert payslip(run, late).gross == Decimal("149.15")  # two of thirty days


def test_other_pay_groups_are_not_in_the_run(north, org, group, ann):
    other = hr.pay_group(org.scheme, "OTHER")
    hr.employee(org.partner, org=org, employment_fields={"pay_group": other})

    assert in_run(scenarios.calculated_run(north, group)) == {ann.employment.pk}


def test_run_without_anybody_is_calculated(north, group):
    run = scenarios.calculated_run(north, group)

    assert (run.state, run.n_in, run.net) == (RunState.CALCULATED, 0, Decimal("0.00"))


def test_batches_never_split_a_person(north, org, group):
    for _ in range(5):
        two_jobs = hr.employee(org.partner, org=org)
        hr.employee(org.partner, org=org, existing_person=two_jobs.person)

    run = scenarios.calculated_run(north, group, batch_people=2)

    batches = RunBatch.objects.filter(run=run).order_by("seq")
    assert [batch.n_in for batch in batches] == [4, 4, 2]
    assert all(a.last_person_id < b.first_person_id for a, b in itertools.pairwise(batches))


# --- quarantine ----------------------------------------------------------------------------------------------------


def quarantined(north, group, who):
    run = scenarios.calculated_run(north, group)
    return member(run, who)


@pytest.mark.parametrize(
    ("options", "code", "remedy"),
    [
        ({"tax": None}, "NO_TAX_CODE", "Enter the tax code."),
        ({"ni": None}, "NO_NI_CATEGORY", "Enter the National Insurance category letter."),
        ({"with_bank": False}, "NO_BANK_ACCOUNT", "Enter the bank account."),
        ({"tax": "XYZ"}, "TAX_CODE_INVALID", "Correct the tax code of the person."),
        ({"ni": "Q"}, "NI_CATEGORY_INVALID", "Correct the National Insurance category of the person."),
    ],
)
def test_what_is_missing_or_wrong_quarantines_one_and_pays_the_others(north, org, group, ann, options, code, remedy):
    broken = hr.employee(org.partner, org=org, **options)

    run = scenarios.calculated_run(north, group)

    held = member(run, broken)
    assert (held.state, held.code, held.remedy, held.version) == ("QUARANTINED", code, remedy, 0)
    assert held.field
    assert member(run, ann).state == "CALCULATED"
    assert (run.n_in, run.n_calculated, run.n_quarantined, run.n_excluded) == (2, 1, 1, 0)


def test_everything_that_is_missing_is_named_at_once(north, org, group):
    broken = hr.employee(org.partner, org=org, tax=None, ni=None, with_bank=False)

    held = quarantined(north, group, broken)

    assert held.message.count("There is no") == 3


def test_job_without_terms_is_quarantined(north, org, group, ann):
    ann.terms.delete()

    assert quarantined(north, group, ann).code == "NO_PAY_TERMS"


def test_employment_without_a_job_is_quarantined(north, org, group):
    person = hr.person(org.partner)
    job = hr.employment(person, org)
    hr.tax_code(job)
    hr.ni_category(job)
    hr.bank_account(job)

    run = scenarios.calculated_run(north, group)

    assert RunMember.objects.get(run=run).code == "NO_PAY_TERMS"


def test_days_without_terms_are_quarantined(north, org, group, ann):
    ann.terms.valid = DateRange(hr.START, date(2026, 11, 20))
    ann.terms.save()

    assert quarantined(north, group, ann).code == "PAY_TERMS_GAP"


def test_point_without_a_value_is_quarantined(north, org, group, ann):
    SpineValue.objects.filter(point=org.points["6"]).delete()

    assert quarantined(north, group, ann).code == "NO_SPINE_VALUE"


def test_scheme_without_rates_is_quarantined(north, org, group, ann):
    PensionRates.objects.all().delete()

    assert quarantined(north, group, ann).code == "PENSION_RATES_MISSING"


def test_scheme_without_bands_on_the_date_is_quarantined(north, org, group, ann):
    """The police bands of 2026-27 are not in the law files, and the partner has loaded none."""
    police = hr.pension_scheme(org.partner, "POLICE", law_scheme="police_2015", basis="full_time")
    hr.pension(ann.assignment, police)

    held = quarantined(north, group, ann)

    assert (held.code, held.field) == ("PENSION_RATES_MISSING", "pensions.bands")


def test_negative_net_pay_is_quarantined(north, org, group, ann):
    hr.monthly_input(ann, org.elements["UNION"], by=north.hana, approved_by=north.ben, amount=Decimal("9000.00"))

    assert quarantined(north, group, ann).code == "NEGATIVE_NET"


def test_units_without_a_rate_are_quarantined(north, org, group, ann):
    visits = hr.pay_element(org.partner, "VISITS", method="UNITS_AT_RATE")
    hr.monthly_input(ann, visits, by=north.hana, approved_by=north.ben, amount=None, units=Decimal("3.00"))

    assert quarantined(north, group, ann).code == "ELEMENT_RATE_MISSING"


def test_unexpected_error_is_logged_and_quarantines_without_leaking(north, org, group, ann, bob, caplog):
    def broken(inputs, rates):
        if inputs[0].ref == bob.employment.employee_no:
            raise ZeroDivisionError("salary 41000.00")
        return real(inputs, rates)

    from payroll.operations.batches import payslips_of_person as real

    with patch("payroll.operations.batches.payslips_of_person", broken), caplog.at_level(logging.ERROR):
        run = scenarios.calculated_run(north, group)

    held = member(run, bob)
    assert held.code == "UNEXPECTED"
    assert "Report this" in held.remedy
    assert "41000" not in held.message + held.remedy
    assert "ZeroDivisionError" in caplog.text
    assert member(run, ann).state == "CALCULATED"


def test_row_that_the_database_refuses_quarantines_one_and_pays_the_others(north, org, group, ann, bob):
    """An amount that no column holds: the batch falls back to writing person by person."""
    huge = PayElement.objects.get(code="ALLOWANCE")
    hr.recurring(bob, huge, amount="999999999999.00")

    run = scenarios.calculated_run(north, group)

    assert {member(run, ann).state, member(run, bob).state} == {"CALCULATED", "QUARANTINED"}
    assert member(run, ann).state == "CALCULATED"


def test_one_employment_that_cannot_be_paid_stops_the_other_of_the_person(north, org, group, ann):
    second = hr.employee(org.partner, org=org, existing_person=ann.person, tax=None)

    run = scenarios.calculated_run(north, group)

    assert {member(run, ann).code, member(run, second).code} == {"NO_TAX_CODE"}


# --- two employments, versions, exclusion -----------------------------------------------------------------------------


def test_ni_adds_up_over_two_employments_with_one_employer(north, org, group):
    ann = hr.employee(org.partner, org=org, annual="9000.00", with_pension=False)
    second = hr.employee(org.partner, org=org, annual="9000.00", with_pension=False, existing_person=ann.person)

    run = scenarios.calculated_run(north, group)

    # 750.00 twice: 8% of 1,500.00 - 1,048.00 = 36.16, shared by earnings
    assert [payslip(run, one).employee_ni for one in (ann, second)] == [Decimal("18.08"), Decimal("18.08")]


def test_recalculation_is_a_new_version_and_the_old_one_stays(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group)
    first = payslip(run, ann)
    hr.recurring(ann, org.elements["ALLOWANCE"], amount="100.00")

    pay_runs.recalculate_person(run_id=run.pk, employment_id=ann.employment.pk, by=north.amara, at=NOW)
    scenarios.drain(run)

    assert payslip(run, ann).gross == first.gross + Decimal("100.00")
    assert sorted(Payslip.objects.filter(employment=ann.employment).values_list("version", flat=True)) == [1, 2]
    assert payslip(run, bob).version == 1
    assert run.gross == payslip(run, ann).gross + payslip(run, bob).gross
    assert RunElementTotal.objects.get(run=run, code="ALLOWANCE").amount == Decimal("100.00")


def test_totals_do_not_linger_while_a_run_is_recalculated(north, org, group, ann):
    run = scenarios.calculated_run(north, group)

    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)
    run.refresh_from_db()

    assert (run.net, run.n_calculated, run.results_hash) == (Decimal("0.00"), 0, "")
    assert not RunElementTotal.objects.filter(run=run).exists()


def test_recalculation_of_the_same_figures_has_the_same_hash(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group)
    before = run.results_hash

    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)

    assert scenarios.drain(run).results_hash == before


def test_quarantine_is_lifted_by_putting_it_right_and_recalculating(north, org, group, ann):
    broken = hr.employee(org.partner, org=org, tax=None)
    run = scenarios.calculated_run(north, group)
    hr.tax_code(broken.employment)

    pay_runs.recalculate_person(run_id=run.pk, employment_id=broken.employment.pk, by=north.amara, at=NOW)
    scenarios.drain(run)

    assert (run.n_calculated, run.n_quarantined) == (2, 0)
    assert member(run, broken).code == ""


def test_person_who_falls_into_quarantine_loses_the_version_that_counted(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group)
    TaxCode.objects.filter(employment=ann.employment).delete()

    pay_runs.recalculate_person(run_id=run.pk, employment_id=ann.employment.pk, by=north.amara, at=NOW)
    scenarios.drain(run)

    assert member(run, ann).version == 0
    assert run.gross == payslip(run, bob).gross


def test_batch_is_recalculated_alone(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group, batch_people=1)
    second = RunBatch.objects.get(run=run, seq=2)

    pay_runs.recalculate_batch(run_id=run.pk, batch_id=second.pk, by=north.amara, at=NOW)
    scenarios.drain(run)

    assert (payslip(run, ann).version, payslip(run, bob).version) == (1, 2)


def test_recalculating_all_takes_in_starters_and_drops_leavers(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group)
    carl = hr.employee(org.partner, org=org)
    bob.employment.valid = DateRange(hr.START, OCTOBER)
    bob.employment.save()

    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW)
    scenarios.drain(run)

    assert in_run(run) == {ann.employment.pk, carl.employment.pk}


def test_excluded_person_is_not_paid_and_counts(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group)

    pay_runs.exclude(run_id=run.pk, employment_id=bob.employment.pk, by=north.amara, at=NOW, reason="Disputed leaver")
    scenarios.drain(run)

    assert (run.n_in, run.n_calculated, run.n_excluded) == (2, 1, 1)
    assert run.gross == payslip(run, ann).gross
    assert member(run, bob).message == "Disputed leaver"


def test_excluded_before_calculation_stays_excluded(north, org, group, ann, bob):
    run = draft_run(group, by=north.amara)
    pay_runs.exclude(run_id=run.pk, employment_id=bob.employment.pk, by=north.amara, at=NOW, reason="On hold")

    pay_runs.calculate(run_id=run.pk, by=north.amara, at=NOW)

    assert scenarios.drain(run).n_excluded == 1


def test_included_again_is_calculated(north, org, group, ann, bob):
    run = scenarios.calculated_run(north, group)
    pay_runs.exclude(run_id=run.pk, employment_id=bob.employment.pk, by=north.amara, at=NOW, reason="On hold")
    scenarios.drain(run)

    pay_runs.include(run_id=run.pk, employment_id=bob.employment.pk, by=north.amara, at=NOW)

    assert scenarios.drain(run).n_calculated == 2


def test_excluding_one_employment_takes_its_pay_out_of_the_other(north, org, group):
    ann = hr.employee(org.partner, org=org, annual="9000.00", with_pension=False)
    second = hr.employee(org.partner, org=org, annual="9000.00", with_pension=False, existing_person=ann.person)
    run = scenarios.calculated_run(north, group)

    pay_runs.exclude(run_id=run.pk, employment_id=second.employment.pk, by=north.amara, at=NOW, reason="On hold")
    scenarios.drain(run)

    assert payslip(run, ann).employee_ni == Decimal("0.00")


def test_excluding_without_a_reason_is_refused(north, group, ann):
    run = draft_run(group, by=north.amara)

    with pytest.raises(pay_runs.CannotCalculate, match="Give the reason"):
        pay_runs.exclude(run_id=run.pk, employment_id=ann.employment.pk, by=north.amara, at=NOW, reason=" ")


def test_order_of_employees_does_not_matter(north, org, group):
    people = [hr.employee(org.partner, org=org, annual=f"{20000 + 1500 * n}.00") for n in range(6)]
    run = scenarios.calculated_run(north, group, batch_people=6)
    before = {one.employment.employee_no: payslip(run, one).net for one in people}

    pay_runs.recalculate_all(run_id=run.pk, by=north.amara, at=NOW, batch_people=1)
    after_run = scenarios.drain(run)

    assert {one.employment.employee_no: payslip(after_run, one).net for one in people} == before
