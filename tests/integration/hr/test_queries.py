"""The people list, the record as at a day, histories and the organisation, each in a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hr.facts import FACTS, Fact
from hr.models import FixedTerm, JobParticulars, Person, TaxCode
from hr.operations import tax, terms
from hr.operations.terms import Pay
from hr.queries import organisation, records
from hr.queries.days import When
from hr.queries.history import history
from hr.queries.people import PeopleFilter, people
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import hr as make
from tests.factories.bank_changes import second_account

TODAY = date(2026, 11, 2)
NOVEMBER = date(2026, 11, 1)


def names(scope, on=TODAY, **wanted):
    found = people(partner_id=scope.northshire.pk, on=on, wanted=PeopleFilter(**wanted))
    return [row.employee_no for row in found.page(["person__surname"], 0, 50)]


def somebody(scope, org, number, **more):
    return make.employee(scope.northshire, org=org, employment_fields={"employee_no": number}, **more)


# --- the list -------------------------------------------------------------------------------------------------------
def test_people_are_found_by_name_number_and_nino(scope, org):
    somebody(scope, org, "1001", person_fields={"surname": "Zed", "forenames": "Ada Mary", "nino": "AB123456C"})
    somebody(scope, org, "1002", person_fields={"surname": "Young", "forenames": "Ben", "known_as": "Benny"})

    assert names(scope) == ["1002", "1001"]
    assert names(scope, search="zed ada") == ["1001"]
    assert names(scope, search="benny") == ["1002"]
    assert names(scope, search="1002") == ["1002"]
    assert names(scope, search="ab 12 34 56 c") == []  # a National Insurance number has its own way: person_of_number


def test_people_are_filtered_by_unit_group_kind_and_status(scope, org):
    team = make.org_unit(org.entity, "TEAM", parent=org.unit)
    weekly = make.pay_group(org.scheme, "WEEKLY", frequency="weekly")
    left = somebody(scope, org, "1001", end=NOVEMBER)
    later = somebody(scope, org, "1002", start=date(2026, 12, 1))
    here = somebody(scope, org, "1003")
    here.employment.pay_group, here.employment.kind = weekly, "COUNCILLOR"
    here.employment.save()
    make.seat(here.assignment, make.post(team, org.role, "P200"))

    assert names(scope, status=When.PAST) == [left.employment.employee_no]
    assert names(scope, status=When.FUTURE) == [later.employment.employee_no]
    assert names(scope, status=When.CURRENT) == ["1003"]
    assert names(scope, unit=team.uuid) == ["1003"]
    assert len(names(scope, unit=org.unit.uuid)) == 3
    assert names(scope, pay_group=weekly.uuid) == names(scope, kind="COUNCILLOR") == ["1003"]


def test_a_page_of_people_is_two_queries(scope, org, django_assert_num_queries):
    for number in range(1001, 1006):
        somebody(scope, org, str(number))
    rows = people(partner_id=scope.northshire.pk, on=TODAY, wanted=PeopleFilter())

    with django_assert_num_queries(2):
        assert rows.count() == 5
        page = rows.page(["unit_name", "person__surname"], 0, 3)

    assert (page[0].name, page[0].title, page[0].unit, page[0].status) == (
        "Ann Abbott",
        "Support officer",
        "Unit U1",
        "Employed",
    )


def test_another_partners_people_are_never_listed(cast):
    with partner_scope(cast.southborough.pk):
        make.employee(cast.southborough)
    with partner_scope(cast.northshire.pk):
        assert people(partner_id=cast.northshire.pk, on=TODAY, wanted=PeopleFilter()).count() == 0
        assert people(partner_id=cast.southborough.pk, on=TODAY, wanted=PeopleFilter()).count() == 0


# --- the record -----------------------------------------------------------------------------------------------------
def test_a_record_says_what_holds_on_a_day(ann, said, org):
    make.student_loan(ann.employment)
    make.recurring(ann, org.elements["ALLOWANCE"])
    tax.change_tax_code(
        employment=ann.employment.uuid, code="K475", week1month1=True, source="P6", notice_date=date(2026, 10, 30),
        effective_from=NOVEMBER, **said,
    )  # fmt: skip
    terms.change_hours(assignment=ann.assignment.uuid, contract_hours=Decimal("18.50"), effective_from=NOVEMBER, **said)

    before = records.person_record(person=ann.person.uuid, on=date(2026, 10, 31)).employments[0]
    after = records.person_record(person=ann.person.uuid, on=NOVEMBER).employments[0]

    assert (before.tax_code.text, before.tax_code.last_day) == ("1257L", date(2026, 10, 31))
    assert (after.tax_code.text, after.tax_code.since) == ("K475 week 1/month 1", NOVEMBER)
    # NJC point 6 from 1 April 2026: 26,847; half of it for 18.5 of 37 hours
    assert (before.jobs[0].terms.annual, after.jobs[0].terms.annual) == (Decimal("26847.00"), Decimal("13423.50"))
    assert after.bank.masked == "••••3036"
    assert after.student_loans[0].text == "Plan 2"
    assert after.jobs[0].cost_split == (("CC100 Cost centre CC100", Decimal("100.0000")),)
    assert after.jobs[0].recurring[0].detail == "£50.00"


def test_a_record_masks_the_nino(ann):
    record = records.person_record(person=ann.person.uuid, on=TODAY)

    assert record.nino_masked.startswith("AB••••••")


def test_what_is_missing_is_none(scope, org):
    who = make.employee(scope.northshire, org=org, tax=None, ni=None, with_bank=False)

    job = records.person_record(person=who.person.uuid, on=TODAY).employments[0]

    assert (job.tax_code, job.ni_category, job.bank) == (None, None, None)


def test_a_record_takes_the_same_queries_for_one_job_and_many(ann, scope, org, django_assert_num_queries):
    for _ in range(3):
        make.employee(scope.northshire, org=org, existing_person=ann.person)

    with django_assert_num_queries(records.N_QUERIES):
        record = records.person_record(person=ann.person.uuid, on=TODAY)
    assert len(record.employments) == 4


def test_another_partners_person_is_not_found(cast):
    with partner_scope(cast.southborough.pk):
        theirs = make.employee(cast.southborough)
    with partner_scope(cast.northshire.pk), pytest.raises(Person.DoesNotExist):
        records.person_record(person=theirs.person.uuid, on=TODAY)


# --- history --------------------------------------------------------------------------------------------------------
def test_a_history_says_who_when_and_why(ann, said, django_assert_num_queries):
    tax.change_tax_code(
        employment=ann.employment.uuid, code="BR", week1month1=False, source="P6", notice_date=date(2026, 10, 30),
        effective_from=date(2026, 12, 1), **said,
    )  # fmt: skip

    with django_assert_num_queries(4):
        rows = history(fact=Fact.TAX_CODE, owner=ann.employment.uuid, on=TODAY)

    assert [(row.text, row.when, row.can_cancel) for row in rows] == [
        ("BR", When.FUTURE, True), ("1257L", When.CURRENT, False),
    ]  # fmt: skip
    assert (rows[0].reason, rows[0].recorded_by) == ("Notice of 30 October", "Hana Example")
    assert rows[1].last_day == date(2026, 11, 30)


def _kept(ann, model, **what):
    """Write a fact of Ann’s job that no factory makes."""
    job = ann.assignment
    return model.objects.create(
        partner=job.partner, person=ann.person, employment=ann.employment, assignment=job, reason="test",
        valid=DateRange(date(2026, 4, 1), None), **what,
    )  # fmt: skip


@pytest.mark.parametrize("fact", list(Fact))
def test_every_fact_has_a_history(ann, org, scope, fact):
    make.student_loan(ann.employment)
    second_account(ann.employment, by=scope.hana, at=datetime(2026, 4, 1, 9, 0, tzinfo=UTC))
    make.recurring(ann, org.elements["ALLOWANCE"])
    of_job = FACTS[fact].keys[0] == "assignment_id"
    if fact is Fact.PARTICULARS:
        _kept(ann, JobParticulars, title="Officer", location="Shire Hall")
    if fact is Fact.FIXED_TERM:
        _kept(ann, FixedTerm, ends_on=date(2027, 3, 31), ground="Cover for a leave")

    rows = history(fact=fact, owner=(ann.assignment if of_job else ann.employment).uuid, on=TODAY)

    assert len(rows) == 1
    assert rows[0].text
    assert "00003036" not in rows[0].text


# --- as at: a history reconstructs ----------------------------------------------------------------------------------
CHANGES = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(["1257L", "BR", "0T", "K475", "NT"])), min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_as_at_any_day_the_last_change_up_to_it_holds(ann, said, changes):
    """Whatever is asked in whatever order: what was accepted is what every day shows, without gap or overlap."""
    TaxCode.objects.all().delete()
    make.tax_code(ann.employment)
    expected = {make.START: "1257L"}
    for offset, code in changes:
        start = make.START + timedelta(days=offset)
        try:
            tax.change_tax_code(
                employment=ann.employment.uuid, code=code, week1month1=False, source="P9", notice_date=make.START,
                effective_from=start, **said,
            )  # fmt: skip
        except DomainError:
            continue
        expected[start] = code

    for offset in range(0, 301, 7):
        on = make.START + timedelta(days=offset)
        held = TaxCode.objects.filter(employment=ann.employment, valid__contains=on).values_list("code", flat=True)
        assert list(held) == [expected[max(day for day in expected if day <= on)]]


# --- organisation ---------------------------------------------------------------------------------------------------
def test_the_establishment_counts_paid_full_time_equivalents(scope, org, django_assert_num_queries):
    somebody(scope, org, "1001")
    half = somebody(scope, org, "1002", terms_fields={"contract_hours": Decimal("18.50")})
    make.terms(half.assignment, org, valid=DateRange(date(2019, 1, 1), date(2020, 1, 1)))
    somebody(scope, org, "1003", end=NOVEMBER)

    with django_assert_num_queries(6):
        (unit,) = organisation.establishment(partner_id=scope.northshire.pk, on=TODAY)

    assert (unit.n_posts, unit.n_people, unit.established_fte, unit.filled_fte, unit.vacant_fte) == (
        1, 2, Decimal("10.000000"), Decimal("1.5"), Decimal("8.5"),
    )  # fmt: skip


def test_the_spine_shows_what_points_pay_on_a_day(org):
    now = organisation.spine(scale=org.scale.uuid, on=TODAY)
    before = organisation.spine(scale=org.scale.uuid, on=date(2026, 3, 31))

    assert [(row.code, row.annual) for row in now][:2] == [("5", Decimal("26427.00")), ("6", Decimal("26847.00"))]
    assert before[1].annual == Decimal("25989.00")
    assert organisation.spine(scale=org.scale.uuid, on=date(2020, 1, 1))[0].annual is None


def test_forms_have_their_choices(scope, org):
    ours = {"partner_id": scope.northshire.pk}

    assert [one.label for one in organisation.unit_choices(**ours, on=TODAY)] == ["Unit U1"]
    assert [one.label for one in organisation.element_choices(**ours, on=TODAY)] == ["Allowance", "Overtime", "Union"]
    assert [one.label for one in organisation.cost_centre_choices(**ours, on=TODAY)] == ["CC100 Cost centre CC100"]
    assert len(organisation.pay_group_choices(**ours)) == len(organisation.scheme_choices(**ours)) == 1


def test_change_of_pay_shows_on_the_record(ann, said):
    terms.change_pay(
        assignment=ann.assignment.uuid, pay=Pay(hourly_rate=Decimal("13.47")), effective_from=NOVEMBER, **said
    )

    now = records.person_record(person=ann.person.uuid, on=TODAY).employments[0].jobs[0].terms

    assert (now.hourly_rate, now.annual, now.point) == (Decimal("13.47"), None, "")
