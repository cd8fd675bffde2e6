"""What release leaves behind: frozen payslips, paid inputs, year-to-date figures, the listing, supplementary runs."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import BankAccount, PreviousPay
from hr.operations import bank
from payroll.models import PaidInput, PaymentListing, PayRun, Payslip, PayslipLine, RunMember, YearToDate
from payroll.operations import pay_runs
from payroll.queries import release_statements, run_pages_people
from payroll.queries.payslip_document import payslip_document
from payroll.queries.run_facts import run_facts
from tests import scenarios
from tests.factories import bank_changes, hr
from tests.factories.payroll import NOW

SUPPLEMENTARY = PayRun.Kind.SUPPLEMENTARY


def payslip(run, who):
    version = RunMember.objects.get(run=run, employment=who.employment).version
    return Payslip.objects.get(run=run, employment=who.employment, version=version)


def year(who):
    return YearToDate.objects.get(employment=who.employment)


# --- frozen --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payroll_payslip SET net = 0",
        "DELETE FROM payroll_payslip",
        "UPDATE payroll_payslipline SET amount = 1",
        "DELETE FROM payroll_payslipline",
        "UPDATE payroll_payrun SET state = 'CANCELLED'",
        "UPDATE payroll_payrun SET net = 0, gross = deductions",
        "DELETE FROM payroll_payrun",
        "UPDATE payroll_runmember SET version = 2",
        "DELETE FROM payroll_runmember",
        "INSERT INTO payroll_runmember (partner_id, run_id, employment_id, person_id, state, version, code, message, "
        "field, remedy) SELECT partner_id, run_id, employment_id, person_id, 'EXCLUDED', 9, '', 'x', '', '' "
        "FROM payroll_runmember",
        'INSERT INTO payroll_payslip SELECT (jsonb_populate_record(s, \'{"id": 987654, "version": 9}\')).* '
        "FROM payroll_payslip s LIMIT 1",
        "INSERT INTO payroll_payslipline SELECT (jsonb_populate_record(s, '{\"number\": 99}')).* "
        "FROM payroll_payslipline s LIMIT 1",
        "UPDATE payroll_runelementtotal SET amount = 0",
        "DELETE FROM payroll_runelementtotal",
        "UPDATE payroll_yeartodate SET ytd_tax = 0",
        "DELETE FROM payroll_yeartodate",
        "UPDATE payroll_paymentlisting SET control_total = 0",
        "UPDATE payroll_payment SET last_four = '0000'",
        "DELETE FROM payroll_payment",
        "DELETE FROM payroll_paidinput",
        "UPDATE payroll_runtransition SET reason = 'x'",
    ],
)
def test_released_run_is_frozen_by_the_database(north, org, group, ann, statement):
    hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben)
    scenarios.released_run(north, group)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_year_to_date_cannot_be_written_for_a_run_that_is_not_released(north, group, ann):
    run = scenarios.calculated_run(north, group)

    with pytest.raises(DatabaseError, match="come from a released run"), transaction.atomic():
        YearToDate.objects.create(
            partner_id=run.partner_id,
            employment=ann.employment,
            person=ann.person,
            tax_year="2026-27",
            last_run=run,
            **{field.name: 0 for field in YearToDate._meta.fields if field.name.startswith("ytd_")},
        )


# --- year to date --------------------------------------------------------------------------------------------------


def test_year_to_date_moves_with_each_released_run(north, group):
    ann = hr.employee(north.northshire, annual="31000.00", with_pension=False)
    april = scenarios.released_run(north, group_of(ann), month=4)
    may = scenarios.released_run(north, group_of(ann), month=5)

    figures = year(ann)

    assert figures.ytd_gross == Decimal("5166.66")
    assert figures.ytd_tax == payslip(april, ann).tax + payslip(may, ann).tax
    assert figures.last_run_id == may.pk
    assert payslip(may, ann).ytd_net == figures.ytd_net


def group_of(who):
    return who.employment.pay_group


def test_figures_of_a_quarantined_person_stay(north, org, group, ann):
    scenarios.released_run(north, group, month=4)
    before = year(ann).ytd_gross
    ann.tax_code.delete()

    scenarios.released_run(north, group, month=5)

    assert year(ann).ytd_gross == before


def test_p45_figures_count_for_tax_and_not_for_year_to_date(north, org, group):
    ann = hr.employee(org.partner, org=org, annual="31000.00", with_pension=False)
    PreviousPay.objects.create(
        partner=org.partner,
        person=ann.person,
        employment=ann.employment,
        tax_year="2026-27",
        pay=Decimal("20000.00"),
        tax=Decimal("2323.20"),
        source="P45",
    )

    run = scenarios.calculated_run(north, group)

    # code 1257L, month 8: free pay 8,386.00; 22,583.33 - 8,386.00 = 14,197 at 20% is 2,839.40, less 2,323.20
    assert payslip(run, ann).tax == Decimal("516.20")
    assert payslip(run, ann).ytd_taxable_pay == Decimal("2583.33")


# --- listing -------------------------------------------------------------------------------------------------------


def test_listing_has_number_control_total_and_hash_of_what_is_paid(north, org, group, ann, bob):
    run = scenarios.released_run(north, group)

    listing = PaymentListing.objects.get(run=run)

    rows = sorted((who.employment.employee_no, payslip(run, who).net, who.bank.fingerprint) for who in (ann, bob))
    text = "\n".join(f"{number}|{net}|{fingerprint}" for number, net, fingerprint in rows)
    assert listing.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (listing.n_payments, listing.control_total) == (2, run.net)


def test_payslip_of_nothing_is_no_payment(north, org, group, ann):
    hr.employee(org.partner, org=org, annual="0.00")

    run = scenarios.released_run(north, group)

    assert PaymentListing.objects.get(run=run).n_payments == 1
    assert run.n_calculated == 2


def test_an_account_that_is_changed_afterwards_changes_no_payslip_and_no_listing(north, org, group, ann):
    """Dated back to before the pay date, or corrected in its own row: what was released stays."""
    run = scenarios.released_run(north, group)
    before = list(run_pages_people.payments(partner_id=run.partner_id, run_id=run.pk))
    said = {"holder": "Somebody Else", "sort_code": "07-01-16", "account_number": "00003037", "roll_number": ""}

    changed = bank.change_bank_account(
        employment=ann.employment.uuid,
        effective_from=ann.bank.valid.lower,
        reason="Letter",
        by=north.hana,
        at=NOW,
        **said,
    )
    bank_changes.checked(changed, by=north.hana, at=NOW)

    assert BankAccount.objects.get(employment=ann.employment).last_four == "3037"
    slip = payslip_document(run=run.uuid, employment=ann.employment.uuid)
    assert slip.account_last_four == ann.bank.last_four == "3036"
    assert list(run_pages_people.payments(partner_id=run.partner_id, run_id=run.pk)) == before
    assert release_statements.listing(run_facts(partner_id=run.partner_id, run_id=run.pk)).sha256 == (
        PaymentListing.objects.get(run=run).sha256
    )


def test_before_the_release_a_payslip_names_the_account_that_would_be_paid(north, org, group, ann):
    run = scenarios.calculated_run(north, group)
    BankAccount.objects.filter(pk=ann.bank.pk).update(last_four="9999")

    assert payslip_document(run=run.uuid, employment=ann.employment.uuid).account_last_four == "9999"


def test_the_listing_names_the_account_of_somebody_who_has_left(north, org, group):
    """Paid after the last day, into the account of the last day, and the listing says so."""
    who = hr.employee(org.partner, org=org, end=date(2026, 11, 14))
    run = scenarios.released_run(north, group)

    (row,) = run_pages_people.payments(partner_id=run.partner_id, run_id=run.pk)

    assert (row.employee_no, row.account, row.net) == (
        who.employment.employee_no, who.bank.last_four, payslip(run, who).net
    )  # fmt: skip


def test_payments_are_made_by_a_release_alone(north, org, group, ann):
    run = scenarios.approved_run(north, group)

    with pytest.raises(DatabaseError, match="made by the release"), transaction.atomic():
        release_statements.pay(run_facts(partner_id=run.partner_id, run_id=run.pk))
    pay_runs.release(run_id=run.pk, by=north.rhys, at=NOW)
    with pytest.raises(DatabaseError, match="payroll_payment_once"), transaction.atomic():
        release_statements.pay(run_facts(partner_id=run.partner_id, run_id=run.pk))


# --- inputs and supplementary runs ------------------------------------------------------------------------------------


def test_input_is_paid_once_and_only_if_it_was_in_the_payslip(north, org, group, ann):
    paid = hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben)
    run = scenarios.approved_run(north, group)
    hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben, amount=Decimal("7.00"))

    pay_runs.release(run_id=run.pk, by=north.rhys, at=NOW)

    assert list(PaidInput.objects.values_list("monthly_input_id", flat=True)) == [paid.pk]


def test_input_that_waits_for_approval_is_not_paid(north, org, group, ann):
    hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana)

    run = scenarios.calculated_run(north, group)

    assert not PayslipLine.objects.filter(payslip=payslip(run, ann), code="ALLOWANCE").exists()


def test_supplementary_run_pays_the_late_input_and_no_salary_again(north, org, group, ann):
    regular = scenarios.released_run(north, group)
    hr.monthly_input(
        ann, org.elements["OVERTIME"], by=north.hana, approved_by=north.ben, amount=None, units=Decimal("10.00")
    )

    extra = scenarios.calculated_run(north, group, kind=SUPPLEMENTARY)

    codes = set(
        PayslipLine.objects.filter(payslip=payslip(extra, ann), section="payment").values_list("code", flat=True)
    )
    assert codes == {"OVERTIME"}
    assert (extra.number, extra.n_in, extra.gross) == (2, 1, Decimal("208.80"))  # 10 x 13.92 x 1.5
    # NI on both together: 8% of 2,446.05 - 1,048.00 = 111.84, less 95.14 taken in the regular run
    assert payslip(regular, ann).employee_ni == Decimal("95.14")
    assert payslip(extra, ann).employee_ni == Decimal("16.70")
    # the band is that of the salary, 5.8%, not of overtime made yearly
    assert payslip(extra, ann).employee_pension == Decimal("12.11")


def test_supplementary_run_pays_who_was_quarantined_in_full(north, org, group, ann):
    broken = hr.employee(org.partner, org=org, tax=None)
    scenarios.released_run(north, group)
    hr.tax_code(broken.employment)

    extra = scenarios.calculated_run(north, group, kind=SUPPLEMENTARY)

    assert extra.n_in == 1
    assert payslip(extra, broken).gross == Decimal("2237.25")


def test_nobody_is_paid_twice_by_a_second_supplementary_run(north, org, group, ann):
    broken = hr.employee(org.partner, org=org, tax=None)
    scenarios.released_run(north, group)
    hr.tax_code(broken.employment)
    scenarios.released_run(north, group, kind=SUPPLEMENTARY)

    third = scenarios.calculated_run(north, group, kind=SUPPLEMENTARY)

    assert (third.number, third.n_in) == (3, 0)


def test_week1_code_gives_its_free_pay_once_a_period(north, org, group):
    ann = hr.employee(org.partner, org=org, annual="12000.00", with_pension=False, week1month1=True)
    scenarios.released_run(north, group)
    hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben, amount=Decimal("500.00"))

    extra = scenarios.calculated_run(north, group, kind=SUPPLEMENTARY)

    # 1,500.00 less free pay 1,048.26 = 451 at 20%; nothing was due on the first 1,000.00
    assert payslip(extra, ann).tax == Decimal("90.20")
    assert payslip(extra, ann).tax_code == "1257L M1"


# --- directors, loans, changes inside the period ----------------------------------------------------------------------


def test_director_pays_on_the_year_so_far(north, org, group):
    ann = hr.employee(org.partner, org=org, annual="60000.00", with_pension=False, ni=None)
    hr.ni_category(ann.employment, "A", director_method="annual", director_from=date(2020, 1, 1))
    scenarios.released_run(north, group, month=4)
    scenarios.released_run(north, group, month=5)

    june = scenarios.calculated_run(north, group, month=6)

    # 15,000.00 to date is above the yearly primary threshold of 12,570 for the first time: 8% of 2,430
    assert payslip(june, ann).employee_ni == Decimal("194.40")


def test_loans_and_a_change_of_terms_inside_the_period(north, org, group):
    ann = hr.employee(org.partner, org=org, annual="36000.00", with_pension=False)
    hr.student_loan(ann.employment, "2")
    ann.terms.valid = DateRange(hr.START, date(2026, 11, 16))
    ann.terms.save()
    hr.terms(ann.assignment, org, annual="42000.00", valid=hr.since(date(2026, 11, 16)))

    run = scenarios.calculated_run(north, group)

    # half of 3,000.00 and half of 3,500.00
    assert payslip(run, ann).gross == Decimal("3250.00")
    assert payslip(run, ann).student_loan > 0


def test_year_to_date_of_twelve_months_is_the_sum_of_the_payslips(north, org, group, ann):
    for month in (4, 5, 6, 7, 8, 9, 10, 11, 12):
        scenarios.released_run(north, group, month=month)

    slips = Payslip.objects.filter(employment=ann.employment)

    assert year(ann).ytd_net == sum(slip.net for slip in slips)
    assert year(ann).ytd_tax == sum(slip.tax for slip in slips)
    assert slips.count() == 9
