"""Joiners and leavers by type, census by person, LGA survey, proportions, contacts for publication (HR-14, HR-17)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from hr.models import AssignmentTerms, Leaving, OrgUnit, Registration, UnitContact
from hr.operations import equality, unit_contacts
from hr.operations.unit_contacts import NotPublished
from hr.queries import equality as found_equality
from hr.queries import lga_survey, proportions, reports_flows, school_census
from hr.queries import statutory as found_jobs
from hr.queries import unit_contacts as contacts
from hr.queries.insight import Slice
from hr.queries.unit_tree import tree
from partners.models import AuditEvent
from partners.scope import partner_scope
from tests.factories import hr
from tests.functional.people_pages import client, downloaded, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

D, P = Decimal, "/p/northshire/reports/"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """A school of 24 people, 12 of them women; in October six left by resignation and one by settlement; six joined."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            first = hr.employee(cast.northshire, annual="60000.00", tax=None, ni=None, with_bank=False)
            org = first.org
            OrgUnit.objects.filter(pk=org.unit.pk).update(kind="SCHOOL")
            plain = {"org": org, "tax": None, "ni": None, "with_bank": False, "with_pension": False}
            people = [first]
            for n in range(1, 24):
                people.append(hr.employee(
                    cast.northshire, annual="30000.00", **plain,
                    **({"start": date(2026, 10, 5)} if n > 17 else {}),
                    person_fields={"surname": f"Person{n}", "sex": "M" if n % 2 else "F"},
                    terms_fields={"contract": "FIXED_TERM"} if n == 23 else {},
                ))  # fmt: skip
            for n in range(7):
                gone = hr.employee(
                    cast.northshire, **plain, start=date(2024, 11, 1) if n else date(2026, 4, 1),
                    end=date(2026, 11, 1), person_fields={"surname": f"Gone{n}"},
                )  # fmt: skip
                Leaving.objects.create(
                    partner=cast.northshire, person=gone.person, employment=gone.employment, recorded_by=cast.ben,
                    leaving_reason="SETTLEMENT" if n == 6 else "RESIGNATION", last_day=date(2026, 10, 31),
                    notice_given_on=date(2026, 10, 1), notice="WORKED", access="LAST_DAY", rehire="YES",
                    exit_payment=D(0), ends_employment=True, ended=[], recorded_at=AT,
                )  # fmt: skip
        for n, one in enumerate(people):
            # 11 of an ethnic minority, 10 white, three do not say
            answer = "C1" if n < 11 else "A1" if n < 21 else "PNTS"
            with partner_scope(cast.northshire.pk, person_ids=frozenset({one.person.pk}), actor_id=cast.hana.pk):
                equality.save_own(
                    partner_id=cast.northshire.pk, person_id=one.person.pk, answers={"ethnicity": answer},
                    by=cast.hana, at=AT,
                )  # fmt: skip
        yield SimpleNamespace(cast=cast, org=org, people=people)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def october(made, **more):
    return Slice(partner_id=made.cast.northshire.pk, first=date(2026, 10, 1), last=date(2026, 10, 1), **more)


def counted(flows):
    return [(one.breakdown, one.type, one.heads) for one in flows.lines]


# --- joiners and leavers --------------------------------------------------------------------------------------------
def test_joiners_and_leavers_are_counted_by_type_and_small_types_are_not_told(made, django_assert_num_queries):
    """Seven left: six resigned; one settled, which stands among others. From 1 November 2024: two completed years."""
    with django_assert_num_queries(2):
        found = reports_flows.flows_of(october(made), whole=True)

    assert (found.n_joined, found.n_left) == (6, 7)
    assert counted(found) == [
        ("joined", "Permanent", 5), ("joined", "Fixed term", 1),
        ("reason", "Resignation", 6), ("reason", "Other reasons", 1),
        ("service", "Under 1 year", 1), ("service", "2 to 4 years", 6),
    ]  # fmt: skip
    hidden = reports_flows.flows_of(october(made))
    assert {one.heads for one in hidden.lines} == {None}
    assert counted(reports_flows.flows_of(october(made), breakdown="service", whole=True))[0][0] == "service"
    september = Slice(partner_id=made.cast.northshire.pk, first=date(2026, 9, 1), last=date(2026, 9, 1))
    assert reports_flows.flows_of(september).lines == []


def test_small_types_are_shown_on_request_and_the_file_leaves_a_trace(made):
    asked = {"start": "1/10/2026", "end": "1/10/2026", "whole": "yes"}
    assert "14.3" in text(client(made.cast.ben).get(f"{P}joiners-and-leavers/", asked))
    file = downloaded(client(made.cast.ben).get(f"{P}joiners-and-leavers/", {**asked, "download": "csv"})).decode()
    assert "Resignation,6,85.7" in file
    assert made.cast.ben.full_name in file
    assert AuditEvent.objects.filter(action="EXPORT", object_type="hr_leaving").count() == 1


# --- school workforce census ----------------------------------------------------------------------------------------
def test_the_census_has_a_row_for_each_contract_of_a_school_with_its_check_list(made, django_assert_max_num_queries):
    made.org.role.registration = "Teaching Regulation Agency"
    made.org.role.save()
    teacher = made.people[1].person
    Registration.objects.create(
        partner=made.cast.northshire, person=teacher, body="Teaching Regulation Agency", number="1234567",
        expires_on=date(2027, 11, 1), checked_on=date(2026, 11, 2), recorded_by=made.cast.hana, recorded_at=AT,
    )  # fmt: skip
    with django_assert_max_num_queries(5):
        rows = school_census.contracts(october(made), on=date(2026, 11, 5))

    assert len(rows) == 24
    by_name = {one.row.surname: one for one in rows}
    whole, short = by_name["Person1"], by_name["Person23"]
    assert (whole.row.teacher_number, whole.faults, whole.row.base_pay) == ("1234567", [], D("30000.00"))
    assert [one.is_error for one in short.faults] == [True, True]
    assert whole.nino.endswith(("A", "B", "C", "D"))
    assert "•" in whole.nino
    reader = client(made.cast.ben)
    page = text(reader.get(f"{P}school-census/", {"faults": "errors"}))
    assert "On 5 November 2026" in page
    assert "Person1 " not in page
    head, *lines = downloaded(reader.get(f"{P}school-census/", {"download": "csv"})).decode("utf-8-sig").splitlines()
    assert head.startswith("School,Name,Family name,Given name,Date of birth,Sex,NI number,Teacher number")
    assert len(lines) == 24
    OrgUnit.objects.filter(pk=made.org.unit.pk).update(kind="TEAM")
    assert school_census.contracts(october(made), on=date(2026, 11, 5)) == []


# --- LGA survey -----------------------------------------------------------------------------------------------------
def test_the_survey_is_answered_from_the_records_and_says_what_is_not_held(made):
    """25 at the start and 31 on 31 October, the last day of seven: 7 ÷ 28 = 25%.

    Five per cent of 31 are two: the second is paid £30,000, as 22 others are, so 24 count, of whom 12 are women.
    """
    given = {one.question: one.words for one in lga_survey.answers(october(made))}

    assert given["Employees"] == "31"
    assert given["Labour turnover"] == "25%"
    assert given["Sickness absence for each full-time equivalent"] == "0 days"
    assert given["Women among the top five per cent of earners"] == "50%"
    assert given["Gross training expenditure"] == "Not held here"
    AssignmentTerms.objects.filter(pk=made.people[1].terms.pk).update(spot_annual=D("50000.00"))
    (top,) = (one for one in lga_survey.answers(october(made)) if one.question.startswith("Women"))
    assert (top.words, top.exported) == ("Fewer than 5", "Fewer than 5")
    assert "25%" in text(
        client(made.cast.ben).get(f"{P}lga-workforce-survey/", {"start": "1/10/2026", "end": "1/10/2026"})
    )


# --- proportions ----------------------------------------------------------------------------------------------------
def test_proportions_are_whole_per_cent_and_never_of_fewer_than_ten(made):
    """12 ÷ 24 women; 11 ÷ 24 of an ethnic minority = 46%; three do not say, so who answered is not told."""
    rows = proportions.shares(partner_id=made.cast.northshire.pk, entity=None, on=TODAY)

    assert [(one.group, one.measure, one.heads, one.percent, one.percent_known) for one in rows] == [
        ("Staff", "Women", 24, 50, 100),
        ("Staff", "Ethnic minorities, white minorities left out", 24, 46, None),
        ("Staff", "Disabled people", 24, None, None),
    ]  # fmt: skip
    page = text(client(made.cast.ben).get(f"{P}workforce-proportions/"))
    assert "46%" in page
    assert "Fewer than 10" in page
    assert client(made.cast.amara).get(f"{P}workforce-proportions/").status_code == 403


def test_the_database_gives_no_share_of_another_partner_and_none_of_nine(made):
    ask = "SELECT * FROM hr_equality_share(%s, %s, %s::text[], 'ethnicity', %s::text[], %s)"
    ours = [made.cast.northshire.pk, made.org.entity.pk, ["EMPLOYEE"], ["A1"], TODAY]
    with connection.cursor() as cursor:
        cursor.execute(ask, ours)
        assert cursor.fetchone() == (42, None)
        with partner_scope(made.cast.northshire.pk, person_ids=frozenset({made.people[20].person.pk}), actor_id=None):
            equality.save_own(
                partner_id=made.cast.northshire.pk, person_id=made.people[20].person.pk, answers={},
                by=made.cast.hana, at=AT,
            )  # fmt: skip
        cursor.execute(ask, ours)
        assert cursor.fetchone() == (None, None)
        with pytest.raises(DatabaseError, match="not a partner in scope"), transaction.atomic():
            cursor.execute(ask, [made.cast.southborough.pk, *ours[1:]])


@pytest.mark.parametrize("is_office", [True, False])
def test_the_database_gives_no_figures_of_a_whole_employer_to_a_part_of_it(made, is_office):
    """An office held for a school, or its manager, would count people whom it may not see."""
    north, entity = made.cast.northshire.pk, made.org.entity.pk
    with partner_scope(north, unit_ids=frozenset({made.org.unit.pk}), is_office=is_office):
        for ask in (
            lambda: found_equality.figures(partner_id=north, entity_id=entity, on=TODAY),
            lambda: proportions.shares(partner_id=north, entity=None, on=TODAY),
        ):
            with pytest.raises(DatabaseError, match="of a whole employer"), transaction.atomic():
                ask()
    assert found_equality.figures(partner_id=north, entity_id=entity, on=TODAY)


# --- contacts for publication ---------------------------------------------------------------------------------------
def test_the_contact_of_an_office_is_published_beside_its_posts_and_those_below(made):
    partner_id, unit = made.cast.northshire.pk, made.org.unit
    given = {"email": "office@northshire.example", "phone": "01632  960 001"}
    unit_contacts.publish(unit=unit.uuid, by=made.cast.hana, at=AT, **given)
    unit_contacts.publish(unit=unit.uuid, by=made.cast.ben, at=AT, **given)

    row = UnitContact.objects.get()
    assert (row.words, row.saved_by) == ("01632 960 001, office@northshire.example", made.cast.hana)
    found = contacts.of_units(partner_id=partner_id, units=tree(partner_id=partner_id, on=TODAY))
    assert found[unit.pk] == row.words
    senior = found_jobs.senior(october(made), on=TODAY)
    assert [one.contact for one in senior] == [row.words]
    unit_contacts.publish(unit=unit.uuid, email="", phone="", by=made.cast.hana, at=AT)
    assert not UnitContact.objects.exists()


def test_a_confidential_unit_is_not_published_and_the_form_refuses_what_is_no_contact(made):
    path = f"/p/northshire/partnership/units/{made.org.unit.uuid}/contact/"
    editor = client(made.cast.hana)
    assert editor.post(path, {"email": "nobody", "phone": "x"}).status_code == 422
    assert editor.post(path, {"email": "office@northshire.example", "phone": ""}).status_code == 302
    assert client(made.cast.amara).get(path).status_code == 403
    assert client(made.cast.dilys).get(path).status_code == 404
    OrgUnit.objects.filter(pk=made.org.unit.pk).update(is_confidential=True)
    with pytest.raises(NotPublished):
        unit_contacts.publish(unit=made.org.unit.uuid, email="a@b.example", phone="", by=made.cast.hana, at=AT)
