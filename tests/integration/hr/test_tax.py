"""Tax code, NI category and student loans: as they should, wrong dates, twice, bad input, another partner's."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.facts import Fact
from hr.models import Employment, NiCategory, StudentLoan, TaxCode
from hr.operations import tax, undo
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.scope import partner_scope
from sharedservices.common.paye_codes import InvalidNiCategory, InvalidTaxCode
from tests.factories import hr as make

P6 = {"source": "P6", "notice_date": date(2026, 10, 30), "week1month1": False}
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def change(who, said, code="K475", on=NOVEMBER, **more):
    return tax.change_tax_code(employment=who.employment.uuid, code=code, effective_from=on, **(P6 | said | more))


def spans(model):
    return [(row.valid.lower, row.valid.upper) for row in model.objects.order_by("valid")]


def broken(rule):
    return pytest.raises(RuleBroken, match=rule)


# --- tax code -------------------------------------------------------------------------------------------------------
def test_a_change_ends_the_old_code_and_starts_the_new(ann, said):
    row = change(ann, said, code="s1257l m1")

    assert (row.code, row.week1month1, row.source) == ("S1257L", True, "P6")
    assert spans(TaxCode) == [(make.START, NOVEMBER), (NOVEMBER, None)]


def test_a_change_is_in_the_audit_trail_with_its_reason(ann, said, scope):
    row = change(ann, said)

    made = AuditEvent.objects.get(object_type="hr_taxcode", object_id=str(row.pk), action="CREATE")
    assert (made.actor_id, made.reason) == (scope.hana.pk, "Notice of 30 October")
    ended = AuditEvent.objects.get(object_type="hr_taxcode", object_id=str(ann.tax_code.pk), action="UPDATE")
    assert ended.changes["valid"] == ["[2026-04-01,)", "[2026-04-01,2026-11-01)"]


def test_a_change_from_the_first_day_corrects_the_row(ann, said):
    row = change(ann, said, on=make.START)

    assert (row.pk, row.code) == (ann.tax_code.pk, "K475")
    assert spans(TaxCode) == [(make.START, None)]


def test_somebody_without_a_code_gets_the_first(scope, org, said):
    who = make.employee(scope.northshire, org=org, tax=None)

    change(who, said)

    assert spans(TaxCode) == [(NOVEMBER, None)]


def test_the_new_code_ends_with_the_employment(scope, org, said):
    who = make.employee(scope.northshire, org=org, end=date(2027, 1, 1))

    change(who, said)

    assert spans(TaxCode) == [(make.START, NOVEMBER), (NOVEMBER, date(2027, 1, 1))]


def test_the_same_twice_is_refused(ann, said):
    change(ann, said)

    with broken("Nothing would change: this tax code is already recorded from 1 November 2026"):
        change(ann, said)
    assert TaxCode.objects.count() == 2


def test_dates_out_of_order_are_refused(ann, said):
    change(ann, said, on=DECEMBER)

    with broken("There is already a later tax code, from 1 December 2026"):
        change(ann, said, code="BR", on=NOVEMBER)


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 3, 31), "31 March 2026 is outside the employment, which runs from 1 April 2026 on."),
        (date(3026, 11, 1), "1 November 3026 is more than 2 years ahead"),
    ],
)
def test_a_wrong_date_is_refused(ann, said, on, message):
    with broken(message):
        change(ann, said, on=on)


def test_a_date_after_leaving_is_refused(scope, org, said):
    who = make.employee(scope.northshire, org=org, end=NOVEMBER)

    with broken("1 November 2026 is outside the employment, which runs from 1 April 2026 to 31 October 2026"):
        change(who, said, on=NOVEMBER)


def test_the_last_day_of_the_employment_is_inside(scope, org, said):
    who = make.employee(scope.northshire, org=org, end=NOVEMBER)

    change(who, said, on=date(2026, 10, 31))

    assert spans(TaxCode)[-1] == (date(2026, 10, 31), NOVEMBER)


@pytest.mark.parametrize("code", ["", "1257", "L1257", "D2", "K0", "K10000", "SS1257L", "12345678L", "1257L M2"])
def test_a_code_that_hmrc_does_not_issue_is_refused(ann, said, code):
    with pytest.raises(InvalidTaxCode) as caught:
        change(ann, said, code=code)

    assert caught.value.field == "code"
    assert caught.value.remedy


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_change_without_a_reason_is_refused(ann, said, reason):
    with broken("Every change needs a reason"):
        change(ann, said | {"reason": reason})
    assert TaxCode.objects.count() == 1


def test_a_notice_from_the_future_is_refused(ann, said):
    with broken("The notice is dated 3 November 2026, after 2 November 2026"):
        change(ann, said, notice_date=date(2026, 11, 3))


def test_another_partners_employment_is_not_found(cast, at):
    with partner_scope(cast.southborough.pk):
        theirs = make.employee(cast.southborough)
    said = {"reason": "curiosity", "by": cast.hana, "at": at}

    with partner_scope(cast.northshire.pk), pytest.raises(Employment.DoesNotExist):
        change(theirs, said)


def test_a_failed_change_leaves_nothing_in_an_outer_scope_that_goes_on(ann, said):
    change(ann, said, on=DECEMBER)
    with broken("later tax code"):
        change(ann, said, code="BR", on=NOVEMBER)

    assert spans(TaxCode) == [(make.START, DECEMBER), (DECEMBER, None)]


# --- NI category ----------------------------------------------------------------------------------------------------
def test_ni_category_changes_and_makes_a_director(ann, said):
    row = tax.change_ni_category(
        employment=ann.employment.uuid, category="c", director_method="annual", director_from=date(2026, 6, 1),
        effective_from=NOVEMBER, **said,
    )  # fmt: skip

    assert (row.category, row.director_method) == ("C", "annual")
    assert spans(NiCategory) == [(make.START, NOVEMBER), (NOVEMBER, None)]


@pytest.mark.parametrize("category", ["", "Q", "AA", "1"])
def test_an_unknown_letter_is_refused(ann, said, category):
    with pytest.raises(InvalidNiCategory):
        tax.change_ni_category(employment=ann.employment.uuid, category=category, effective_from=NOVEMBER, **said)


@pytest.mark.parametrize(("method", "since"), [("annual", None), ("", date(2026, 6, 1))])
def test_a_director_without_appointment_is_refused(ann, said, method, since):
    with broken("date of appointment"):
        tax.change_ni_category(
            employment=ann.employment.uuid, category="A", director_method=method, director_from=since,
            effective_from=NOVEMBER, **said,
        )  # fmt: skip


# --- student loans --------------------------------------------------------------------------------------------------
def start(who, said, plan="2", on=NOVEMBER):
    return tax.start_student_loan(employment=who.employment.uuid, plan=plan, source="SL1", effective_from=on, **said)


def stop(who, said, on, plan="2"):
    return tax.stop_student_loan(employment=who.employment.uuid, plan=plan, last_day=on, **said)


def test_a_loan_starts_stops_and_starts_again(ann, said):
    start(ann, said)
    stop(ann, said, on=date(2026, 12, 31))
    start(ann, said, on=date(2027, 3, 1))

    assert spans(StudentLoan) == [(NOVEMBER, date(2027, 1, 1)), (date(2027, 3, 1), None)]


def test_two_plans_run_beside_each_other(ann, said):
    start(ann, said)
    start(ann, said, plan="PGL")

    assert StudentLoan.objects.filter(valid__contains=DECEMBER).count() == 2


def test_a_plan_twice_is_refused(ann, said):
    start(ann, said)

    with broken("This plan is already deducted, from 1 November 2026"):
        start(ann, said, on=DECEMBER)


def test_stopping_what_does_not_run_is_refused(ann, said):
    with broken("There is no student loan on 1 December 2026 that could end"):
        stop(ann, said, on=DECEMBER)


def test_stopping_twice_is_refused(ann, said):
    start(ann, said)
    stop(ann, said, on=DECEMBER)

    with broken("There is no student loan on 1 December 2026"):
        stop(ann, said, on=DECEMBER)


# --- undo -----------------------------------------------------------------------------------------------------------
def test_a_change_to_come_is_cancelled_and_the_old_goes_on(ann, said):
    row = change(ann, said, on=DECEMBER)

    undo.cancel_change(fact=Fact.TAX_CODE, row=row.uuid, **said)

    assert spans(TaxCode) == [(make.START, None)]


def test_what_has_taken_effect_is_not_cancelled(ann, said):
    row = change(ann, said)

    with broken("This has been in effect since 1 November 2026"):
        undo.cancel_change(fact=Fact.TAX_CODE, row=row.uuid, **said)


def test_what_takes_effect_today_is_not_cancelled(ann, said):
    row = change(ann, said, on=date(2026, 11, 2))

    with broken("in effect"):
        undo.cancel_change(fact=Fact.TAX_CODE, row=row.uuid, **said)


def test_of_two_changes_the_last_is_cancelled_first(ann, said):
    first = change(ann, said, on=DECEMBER)
    change(ann, said, code="BR", on=date(2027, 1, 1))

    with broken("A later change, from 1 January 2027, builds on this one"):
        undo.cancel_change(fact=Fact.TAX_CODE, row=first.uuid, **said)


def test_a_stop_notice_is_taken_back(ann, said):
    row = start(ann, said)
    stop(ann, said, on=DECEMBER)

    undo.cancel_ending(fact=Fact.STUDENT_LOAN, row=row.uuid, **said)

    assert spans(StudentLoan) == [(NOVEMBER, None)]


def test_an_end_that_has_come_or_never_was_is_not_taken_back(ann, said):
    row = start(ann, said, on=date(2026, 6, 1))
    with broken("There is no end of the student loan"):
        undo.cancel_ending(fact=Fact.STUDENT_LOAN, row=row.uuid, **said)
    stop(ann, said, on=date(2026, 10, 31))

    with broken("in effect since 1 November 2026"):
        undo.cancel_ending(fact=Fact.STUDENT_LOAN, row=row.uuid, **said)


def test_another_partners_change_is_not_cancelled(cast, at):
    with partner_scope(cast.southborough.pk):
        theirs = make.employee(cast.southborough).tax_code
    said = {"reason": "curiosity", "by": cast.hana, "at": at}

    with partner_scope(cast.northshire.pk), pytest.raises(TaxCode.DoesNotExist):
        undo.cancel_change(fact=Fact.TAX_CODE, row=theirs.uuid, **said)


def test_the_database_itself_refuses_an_overlap(ann):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="hr_taxcode_no_overlap"), transaction.atomic():
        make.tax_code(ann.employment, valid=DateRange(NOVEMBER, None))
