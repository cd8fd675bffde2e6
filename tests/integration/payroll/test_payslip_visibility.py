"""Attacks on payslips through the self-service role, by queries and raw SQL: nothing is seen too early or by others."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.scope import partner_scope
from payroll.models import PayPeriod, Payslip, PayslipLine
from payroll.queries.payslip_document import payslip_document
from payroll.queries.payslip_lists import payslip_years
from payroll.queries.payslip_rows import PayslipMissing
from tests.factories import payslips
from tests.integration.payroll.payslip_cast import make_payslip_cast

FAR_AWAY = date(2099, 1, 28)
AUGUST = date(2025, 8, 28)


@pytest.fixture
def people(cast):
    return make_payslip_cast(cast)


def self_service(people, *, who=None):
    """Open the scope that the middleware opens for an employee."""
    employee = who or people.eve
    return partner_scope(
        people.cast.northshire.pk, person_ids=frozenset({employee.person.pk}), actor_id=people.eve_user.pk
    )


def back_office(people):
    return partner_scope(people.cast.northshire.pk, actor_id=people.cast.amara.pk, reason="test")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def seen(table="payroll_payslip"):
    return sql(f"SELECT count(*) FROM {table}")[0][0]


def paid_in_the_future(people):
    """Make Eve a released payslip whose pay date has not come."""
    period = PayPeriod.objects.create(
        partner=people.cast.northshire, pay_group=people.eve.org.pay_group, pay_date=FAR_AWAY,
        contractual_pay_date=FAR_AWAY,
        covers=DateRange(date(2099, 1, 1), date(2099, 2, 1)), tax_year="2098-99", tax_period=10,
    )  # fmt: skip
    by = payslips.hands(people.cast)
    run = payslips.draft_run(people.eve, by=by.processor, pay_date=AUGUST)
    made = payslips.calculate(run, [people.eve], by=by.processor)[people.eve.employment.pk]
    run.period = period
    run.save()
    payslips.release(run, by)
    return made


def test_employee_sees_own_payslips_and_no_others(people):
    with self_service(people):
        assert seen() == 2
        assert set(Payslip.objects.values_list("person_id", flat=True)) == {people.eve.person.pk}
        assert set(sql("SELECT DISTINCT person_id FROM payroll_payslipline")) == {(people.eve.person.pk,)}
        assert seen("hr_person") == 1


def test_nothing_is_seen_before_release(people):
    with back_office(people):
        run = payslips.draft_run(people.eve, by=people.cast.amara, pay_date=AUGUST)
        made = payslips.calculate(run, [people.eve], by=people.cast.amara)[people.eve.employment.pk]

    with self_service(people):
        assert seen() == 2
        assert sql("SELECT 1 FROM payroll_payslip WHERE id = %s", made.pk) == []
        assert sql("SELECT 1 FROM payroll_payslipline WHERE payslip_id = %s", made.pk) == []
        assert sql("SELECT 1 FROM payroll_payrun WHERE id = %s", run.pk) == []
        assert sql("SELECT 1 FROM payroll_runmember WHERE run_id = %s", run.pk) == []
        with pytest.raises(PayslipMissing):
            payslip_document(run=run.uuid, employment=people.eve.employment.uuid)


def test_nothing_is_seen_before_the_pay_date(people):
    with back_office(people):
        made = paid_in_the_future(people)

    with self_service(people):
        assert made.run.state == "RELEASED"
        assert sql("SELECT 1 FROM payroll_payslip WHERE id = %s", made.pk) == []
        assert sql("SELECT 1 FROM payroll_payslipline WHERE payslip_id = %s", made.pk) == []
        assert len(payslip_years(person_ids={people.eve.person.pk})[0].rows) == 2
        with pytest.raises(PayslipMissing):
            payslip_document(run=made.run.uuid, employment=people.eve.employment.uuid)


def test_versions_that_do_not_count_are_not_seen(people):
    by = payslips.hands(people.cast)
    with back_office(people):
        run = payslips.draft_run(people.eve, by=by.processor, pay_date=AUGUST)
        first = payslips.calculate(run, [people.eve], by=by.processor)[people.eve.employment.pk]
        payslips.calculate(run, [people.eve], by=by.processor, version=2)
        payslips.release(run, by)

    with self_service(people):
        assert sql("SELECT version FROM payroll_payslip WHERE run_id = %s", run.pk) == [(2,)]
        assert sql("SELECT 1 FROM payroll_payslipline WHERE payslip_id = %s", first.pk) == []
        with pytest.raises(PayslipMissing):
            payslip_document(run=run.uuid, employment=people.eve.employment.uuid, version=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payroll_payslip SET net = net",
        "DELETE FROM payroll_payslip",
        "UPDATE payroll_payquery SET answer = 'Yes'",
        "DELETE FROM payroll_payquery",
        "UPDATE hr_bankaccount SET last_four = '0000'",
        "UPDATE payroll_payment SET last_four = '0000'",
        "SELECT 1 FROM partners_user",
        "SELECT 1 FROM partners_auditevent",
        "SELECT 1 FROM payroll_yeartodate",
        "SELECT 1 FROM payroll_payslipinput",
    ],
)
def test_role_of_self_service_may_do_nothing_else(people, statement):
    with self_service(people), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql(statement)


INSERT = (
    "INSERT INTO payroll_payquery (uuid, partner_id, person_id, employment_id, run_id, line, message, state,"
    " opened_by_id, opened_at, answer)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s, '', 'Why?', 'OPEN', %s, now(), '') RETURNING id"
)


def test_question_is_asked_by_raw_sql_about_ones_own_payslip_only(people):
    eve, other, north = people.eve, people.max, people.cast.northshire.pk
    run = people.june[eve.employment.pk].run_id
    by = people.eve_user.pk
    with back_office(people):
        early = payslips.draft_run(eve, by=people.cast.amara, pay_date=AUGUST)
        payslips.calculate(early, [eve], by=people.cast.amara)

    with self_service(people):
        assert sql(INSERT, north, eve.person.pk, eve.employment.pk, run, by)
        for person, employment, asked in (
            (other.person.pk, other.employment.pk, run),  # somebody else
            (eve.person.pk, other.employment.pk, run),  # somebody else's payslip in one's own name
            (eve.person.pk, eve.employment.pk, early.pk),  # a payslip that is not released
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                sql(INSERT, north, person, employment, asked, by)


def test_other_peoples_questions_are_not_seen(people):
    with self_service(people):
        sql(
            INSERT, people.cast.northshire.pk, people.eve.person.pk, people.eve.employment.pk,
            people.june[people.eve.employment.pk].run_id, people.eve_user.pk,
        )  # fmt: skip
        assert seen("payroll_payquery") == 1

    with self_service(people, who=people.max):
        assert seen("payroll_payquery") == 0


def test_wider_person_filter_does_not_help(people):
    everybody = {people.eve.person.pk, people.max.person.pk}
    slip = people.june[people.max.employment.pk]

    with self_service(people):
        assert {row.employee_no for year in payslip_years(person_ids=everybody) for row in year.rows} == {
            people.eve.employment.employee_no
        }
        with pytest.raises(PayslipMissing):
            payslip_document(run=slip.run.uuid, employment=slip.employment.uuid, person_ids=everybody)
        assert PayslipLine.objects.filter(payslip=slip).count() == 0
