"""The payslip document: complete, from stored rows, explained to the penny."""

from datetime import date
from decimal import Decimal

import pytest

from partners.scope import partner_scope
from payroll.engine.types import ItemKind
from payroll.models import Payslip
from payroll.queries.payslip_document import payslip_document
from payroll.queries.payslip_rows import PayslipMissing
from payroll.queries.payslip_workings import Standing
from tests.factories import hr as make
from tests.factories import payslips

OCTOBER, NOVEMBER = date(2026, 10, 28), date(2026, 11, 20)


@pytest.fixture
def scope(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        yield cast


@pytest.fixture
def ann(scope):
    return make.employee(scope.northshire, annual="31000.00")


def document_of(slip, **how):
    return payslip_document(run=slip.run.uuid, employment=slip.employment.uuid, **how)


def test_document_says_everything_that_the_law_asks_for(scope, ann):
    union = payslips.item("UNION", "Union subscription", "15.50", ItemKind.DEDUCTION)
    extra = payslips.overtime("5.5", ann)
    made = payslips.released_run(
        [ann], by=payslips.hands(scope), pay_date=OCTOBER, items={ann.employment.pk: (extra, union)}
    )

    slip = document_of(made[ann.employment.pk])

    assert slip.gross - slip.total_deductions == slip.net
    assert sum(line.amount for line in slip.payments) == slip.gross
    assert sum(line.amount for line in slip.deductions) == slip.total_deductions
    assert [line.name for line in slip.deductions] == [
        "Income tax",
        "National Insurance",
        "Local Government Pension Scheme",
        "Union subscription",
    ]
    assert slip.hours == Decimal("5.5")
    assert slip.payments[1].factor == Decimal("1.5")
    assert (slip.label, slip.pay_date, slip.account_last_four) == ("October 2026", OCTOBER, "3036")
    assert (slip.period_start, slip.period_end) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (slip.tax_code, slip.tax_basis, slip.ni_category) == ("1257L", "Worked out over the whole tax year", "A")
    assert slip.tax_period == "month 7"
    assert slip.employer.name == "Northshire County Council"
    assert slip.employer.paye_reference == ann.org.scheme.employer_reference
    assert slip.employee.jobs == ("Support officer",)


def test_every_line_is_explained_and_ends_in_its_amount(scope, ann):
    made = payslips.released_run([ann], by=payslips.hands(scope), pay_date=OCTOBER)

    slip = document_of(made[ann.employment.pk])

    assert slip.workings.standing is Standing.SAME
    for line in slip.lines:
        assert line.explanation.steps, line.name
        assert line.explanation.amount == line.explanation.steps[-1].value
        assert all(step.source and step.rule and step.arithmetic for step in line.explanation.steps)
    # £2,583.33 − £122.83 National Insurance − £167.92 pension; no tax, because nothing was paid before in this year
    assert slip.whole.amount == "£2,292.58"


def test_two_jobs_share_national_insurance_and_each_is_explained(scope, ann):
    second = make.employee(
        scope.northshire, org=ann.org, existing_person=ann.person, annual="12000.00", with_pension=False, tax="BR"
    )
    made = payslips.released_run([ann, second], by=payslips.hands(scope), pay_date=OCTOBER)

    first, other = (document_of(made[one.employment.pk]) for one in (ann, second))

    assert {first.workings.standing, other.workings.standing} == {Standing.SAME}
    rules = [step.code for line in other.deductions for step in line.explanation.steps]
    assert "NI-AGGREGATION" in rules
    assert other.messages[0].startswith("All pay from this job is taxed at one rate.")


def test_changes_are_told_against_the_payslip_before(scope, ann):
    by = payslips.hands(scope)
    payslips.released_run([ann], by=by, pay_date=OCTOBER)
    run = payslips.draft_run(ann, by=by.processor, pay_date=NOVEMBER)
    made = payslips.calculate(
        run, [ann], by=by.processor, items={ann.employment.pk: (payslips.item("TOOLS", "Tool allowance", "50.00"),)}
    )

    slip = document_of(made[ann.employment.pk])

    assert slip.previous.label == "October 2026"
    assert slip.changes[0].startswith("You take home £")
    assert "New this time: Tool allowance, £50.00." in slip.changes
    assert not slip.is_released


def test_first_payslip_has_nothing_to_compare_with(scope, ann):
    made = payslips.released_run([ann], by=payslips.hands(scope), pay_date=OCTOBER)

    slip = document_of(made[ann.employment.pk])

    assert (slip.previous, slip.changes) == (None, ())


def test_supplementary_payslip_is_not_compared(scope, ann):
    by = payslips.hands(scope)
    payslips.released_run([ann], by=by, pay_date=OCTOBER)
    made = payslips.released_run([ann], by=by, pay_date=OCTOBER, number=2)

    slip = document_of(made[ann.employment.pk])

    assert slip.is_supplementary
    assert slip.previous is None
    assert slip.label == "October 2026, extra payment 1"


def test_year_to_date_adds_up_over_months(scope, ann):
    by = payslips.hands(scope)
    first = payslips.released_run([ann], by=by, pay_date=OCTOBER)[ann.employment.pk]
    second = payslips.released_run([ann], by=by, pay_date=NOVEMBER)[ann.employment.pk]

    slip = document_of(second)

    by_label = {figure.label: figure for figure in slip.figures}
    assert by_label["Net pay"].year == first.net + second.net
    assert by_label["Income tax"].year == first.tax + second.tax
    assert "Student loan" not in by_label


def test_payslip_of_another_version_says_so_and_still_agrees(scope, ann):
    made = payslips.released_run([ann], by=payslips.hands(scope), pay_date=OCTOBER, versions=("0.9.0", "0" * 64))

    slip = document_of(made[ann.employment.pk])

    assert slip.workings.is_explained
    assert not slip.workings.is_todays
    assert "version 0.9.0" in slip.workings.sentence


def test_steps_are_withheld_when_a_single_figure_comes_out_otherwise(scope, ann):
    run = payslips.draft_run(ann, by=scope.amara, pay_date=OCTOBER)
    made = payslips.calculate(run, [ann], by=scope.amara)[ann.employment.pk]
    made.pk, made.version, made.inputs = None, 2, made.inputs.replace("31000.00", "31000.12")
    made.save(force_insert=True)

    slip = document_of(made, version=2)

    assert slip.workings.standing is Standing.DIFFERENT
    assert "gross" in slip.workings.differs
    assert all(line.explanation is None for line in slip.lines)
    assert "Payroll can explain them to you" in slip.workings.sentence


def test_inputs_of_an_unknown_form_leave_the_payslip_readable(scope, ann):
    run = payslips.draft_run(ann, by=scope.amara, pay_date=OCTOBER)
    made = payslips.calculate(run, [ann], by=scope.amara)[ann.employment.pk]
    made.pk, made.version, made.inputs = None, 2, "[99]"
    made.save(force_insert=True)

    slip = document_of(made, version=2)

    assert slip.workings.standing is Standing.UNREADABLE
    assert slip.net == made.net


def test_officer_sees_the_version_that_counts_or_the_one_asked_for(scope, ann):
    run = payslips.draft_run(ann, by=scope.amara, pay_date=OCTOBER)
    payslips.calculate(run, [ann], by=scope.amara)
    payslips.calculate(
        run, [ann], by=scope.amara, version=2, items={ann.employment.pk: (payslips.item("TOOLS", "Tools", "50.00"),)}
    )
    keys = {"run": run.uuid, "employment": ann.employment.uuid}

    assert payslip_document(**keys).version == 2
    assert payslip_document(**keys, version=1).version == 1
    with pytest.raises(PayslipMissing):
        payslip_document(**keys, version=3)


def test_nino_is_masked_unless_asked_for_in_full(scope):
    bob = make.employee(scope.northshire, person_fields={"nino": "AB123456C"})
    made = payslips.released_run([bob], by=payslips.hands(scope), pay_date=OCTOBER)[bob.employment.pk]

    assert document_of(made).employee.nino == "AB••••••C"
    assert document_of(made, nino_in_full=True).employee.nino == "AB 12 34 56 C"


def test_person_without_nino_is_asked_for_it(scope):
    bob = make.employee(scope.northshire, person_fields={"nino": ""})
    made = payslips.released_run([bob], by=payslips.hands(scope), pay_date=OCTOBER)[bob.employment.pk]

    slip = document_of(made, nino_in_full=True)

    assert slip.employee.nino == ""
    assert any(message.startswith("We do not have your National Insurance number") for message in slip.messages)


def test_week1month1_code_is_explained_in_words(scope):
    bob = make.employee(scope.northshire, week1month1=True)
    made = payslips.released_run([bob], by=payslips.hands(scope), pay_date=OCTOBER)[bob.employment.pk]

    slip = document_of(made)

    assert (slip.tax_code, slip.tax_basis) == ("1257L M1", "Worked out on this month alone")
    assert any("on this payment alone" in message for message in slip.messages)


def test_shares_add_up_to_gross_pay(scope, ann):
    made = payslips.released_run([ann], by=payslips.hands(scope), pay_date=OCTOBER)[ann.employment.pk]

    slip = document_of(made)

    assert sum(share.amount for share in slip.shares) == slip.gross
    assert slip.shares[0].label == "You take home"


def test_document_takes_a_fixed_number_of_queries(scope, ann, django_assert_max_num_queries):
    by = payslips.hands(scope)
    payslips.released_run([ann], by=by, pay_date=OCTOBER)
    made = payslips.released_run([ann], by=by, pay_date=NOVEMBER)[ann.employment.pk]
    keys = {"run": made.run.uuid, "employment": made.employment.uuid}

    with django_assert_max_num_queries(8):
        payslip_document(**keys)


def test_another_partners_payslip_is_missing(scope, ann):
    made = payslips.released_run([ann], by=payslips.hands(scope), pay_date=OCTOBER)[ann.employment.pk]
    keys = {"run": made.run.uuid, "employment": made.employment.uuid}
    assert Payslip.objects.count() == 1

    with partner_scope(), pytest.raises(PayslipMissing):
        payslip_document(**keys)
