"""Employee liability information for a new employer: regulation 11 of TUPE 2006 (domain HR-08, HR-11)."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, transaction

from hr.models import HrCase, LiabilityDisclosure, LiabilityPerson
from hr.operations import deaths, leavings, liability
from hr.operations.deaths import Report
from hr.operations.liability import Transfer
from hr.queries import liability as found
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.operations.holds import PersonOnHold
from partners.roles import Role
from sharedservices.common.flow import WrongState
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TODAY = AT.date()
THERE = date(2027, 1, 1)
LAST_IN_TIME = date(2026, 12, 4)
"""28 days before 1 January 2027 (regulation 11(6))."""


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            born = {"date_of_birth": date(1969, 11, 17), "surname": "Goesover", "forenames": "Ada"}
            who = hr.employee(cast.northshire, person_fields=born, employment_fields={"employee_no": "300001"})
            hr.employee(cast.northshire, employment_fields={"employee_no": "300002"})
            second = user("Nora")
            grant(second, cast.northshire, Role.HR_DIRECTOR)
        yield SimpleNamespace(cast=cast, who=who, nora=second)


@pytest.fixture
def ada(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def prepare(ada, by=None, **given):
    wish = {
        "transferee": "New Leisure Ltd", "undertaking": "Leisure", "transfer_on": THERE, "numbers": ["300001"],
        "agreements": "NJC Green Book",
    }  # fmt: skip
    wish = Transfer(**(wish | given))
    return liability.prepare(partner_id=ada.cast.northshire.pk, wish=wish, by=by or ada.cast.ben, at=AT)


def said(row, on=TODAY):
    return found.told(row, on=on)[0].rows[0]


def seen(row, on=TODAY):
    return found.content_hash(found.told(row, on=on), on=on)


def confirm(ada, row, by=None, at=AT):
    return liability.confirm(disclosure=row.uuid, seen=seen(row, at.date()), by=by or ada.nora, at=at)


def give(ada, row, on, why="", at=None):
    at = at or datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    return liability.give(
        disclosure=row.uuid, given_on=on, given_how="Secure transfer", why_late=why, by=ada.cast.ben, at=at
    )


def broken(code):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == code)


def case(ada, kind, **given):
    fields = {"received_on": date(2025, 6, 2), "reference": f"C-{kind[:4]}-{len(given)}", "summary": "Secret words"}
    return HrCase.objects.create(
        partner=ada.cast.northshire, person=ada.who.person, kind=kind, opened_by=ada.cast.hana, opened_at=AT,
        **(fields | given),
    )  # fmt: skip


def test_it_says_what_the_regulation_lists_and_nothing_else(ada):
    row = prepare(ada)

    one = said(row)

    assert tuple(one) == found.COLUMNS
    assert (one["Name"].split()[-2:], one["Age"]) == (["Ada", "Goesover"], "56")
    assert said(row, date(2026, 11, 17))["Age"] == "57"
    assert one["Collective agreements"] == "NJC Green Book"
    assert (one["Disciplinary procedures"], one["Grievance procedures"], one["Claims"]) == ("None", "None", "None")
    assert ada.who.person.nino not in str(one)


def test_discipline_grievances_and_claims_of_two_years_are_told_and_nothing_else_of_a_case(ada):
    case(ada, "DISCIPLINARY", received_on=date(2024, 11, 16))
    case(ada, "GRIEVANCE", acas_on=date(2026, 3, 3))
    case(ada, "WHISTLEBLOWING", tribunal_on=date(2026, 5, 5))
    row = prepare(ada)
    one = LiabilityPerson.objects.get()
    liability.note_claims(liability_person=one.uuid, claims="Equal pay claim 33/26", by=ada.cast.ben, at=AT)

    told = said(row)

    assert told["Disciplinary procedures"] == "Disciplinary, since 16 November 2024, not decided yet"
    assert told["Grievance procedures"] == "Grievance, since 2 June 2025, not decided yet"
    assert told["Claims"] == (
        "Early conciliation notified on 3 March 2026; Employment tribunal, 5 May 2026; Equal pay claim 33/26"
    )
    assert "Secret" not in str(told)
    assert "histle" not in str(told)
    assert said(row, date(2026, 11, 17))["Disciplinary procedures"] == "None"


def test_whose_leaving_is_approved_for_the_day_before_goes_over_without_a_number(ada):
    with broken("HR-LIABILITY-PEOPLE"):
        prepare(ada, numbers=[])
    wish = leavings.Wish(
        last_day=THERE - timedelta(days=1), leaving_reason="TUPE_OUT", notice_given_on=TODAY, notice="NONE"
    )
    leavings.leave_employment(employment=ada.who.employment.uuid, wish=wish, reason="Goes over", by=ada.cast.ben, at=AT)

    row = prepare(ada, numbers=[])

    assert [one.person for one in found.people(row)] == [ada.who.person]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"numbers": ["300001", "999999"]}, "HR-LIABILITY-PEOPLE"),
        ({"transfer_on": TODAY}, "HR-LIABILITY-AHEAD"),
    ],
)
def test_bad_input_prepares_nothing(ada, given, rule):
    with broken(rule):
        prepare(ada, **given)
    assert not LiabilityDisclosure.objects.exists()


def test_a_second_person_confirms_what_they_saw_and_it_stays(ada):
    row = prepare(ada)
    with broken("HR-LIABILITY-SECOND"):
        confirm(ada, row, by=ada.cast.ben)
    with broken("HR-LIABILITY-SEEN"):
        liability.confirm(disclosure=row.uuid, seen="0" * 64, by=ada.nora, at=AT)

    confirm(ada, row)
    ada.who.person.surname = "Otherwise"
    ada.who.person.save(update_fields=["surname"])

    row.refresh_from_db()
    assert (row.state, row.as_at, said(row)["Name"].split()[-1]) == ("CONFIRMED", TODAY, "Goesover")
    with pytest.raises(WrongState):
        confirm(ada, row)
    with pytest.raises(WrongState):
        liability.note_claims(
            liability_person=LiabilityPerson.objects.get().uuid, claims="More", by=ada.cast.ben, at=AT
        )
    for change in (
        lambda: LiabilityPerson.objects.update(claims="x"),
        lambda: LiabilityDisclosure.objects.update(transferee="x"),
        lambda: LiabilityPerson.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_it_is_given_28_days_before_or_says_why_not(ada):
    first, second = prepare(ada), prepare(ada)
    at = datetime(2026, 11, 30, 10, tzinfo=UTC)
    confirm(ada, first, at=at)
    confirm(ada, second, at=at)
    with pytest.raises(WrongState):
        give(ada, prepare(ada), LAST_IN_TIME)
    with broken("HR-LIABILITY-LATE"):
        give(ada, second, LAST_IN_TIME + timedelta(days=1))
    with broken("HR-LIABILITY-GIVEN"):
        give(ada, second, LAST_IN_TIME, at=at)

    assert give(ada, first, LAST_IN_TIME, why="Not needed").why_late == ""
    assert give(ada, second, LAST_IN_TIME + timedelta(days=1), why="Award of contract on 1 December").state == "GIVEN"


@pytest.mark.parametrize(("days", "rule"), [(14, None), (15, "HR-LIABILITY-AS-AT"), (-1, "HR-LIABILITY-AS-AT")])
def test_what_is_given_is_at_most_fourteen_days_old(ada, days, rule):
    row = confirm(ada, prepare(ada))
    on = TODAY + timedelta(days=days)
    if rule:
        with broken(rule):
            give(ada, row, on, at=AT + timedelta(days=20))
    else:
        assert give(ada, row, on).given_on == date(2026, 11, 30)


def test_nobody_is_told_about_somebody_who_has_died(ada):
    row, last = prepare(ada), prepare(ada)
    confirm(ada, last)
    known = Report(date_of_death=TODAY, known="FAMILY", told_by="Sister")
    deaths.report(person=ada.who.person.uuid, known=known, by=ada.cast.hana, at=AT)

    for act in (lambda: prepare(ada), lambda: confirm(ada, row), lambda: give(ada, last, TODAY)):
        with pytest.raises(PersonOnHold), transaction.atomic():
            act()
    withdrawn = liability.withdraw(disclosure=last.uuid, reason="Prepared anew", by=ada.cast.ben, at=AT)
    assert withdrawn.state == "WITHDRAWN"


def test_nobody_prepares_or_confirms_what_is_about_themselves(ada):
    grant(ada.nora, ada.cast.northshire, Role.EMPLOYEE, person_id=ada.who.person.pk)
    with broken("HR-NOT-ONESELF"):
        prepare(ada, by=ada.nora)
    with broken("HR-NOT-ONESELF"):
        confirm(ada, prepare(ada))


def test_pages_files_and_their_traces(ada):
    ben, hana, nora = client(ada.cast.ben), client(ada.cast.hana), client(ada.nora)
    base = "/p/northshire/leavers/tupe/"
    sent = {
        "transferee": "New Leisure Ltd", "undertaking": "Leisure", "transfer_on": "01/01/2027", "numbers": "300001",
    }  # fmt: skip
    assert hana.get(base).status_code == 403
    assert ben.post(f"{base}new/", sent | {"transferee": ""}).status_code == 422
    assert ben.post(f"{base}new/", sent).status_code == 302
    row = LiabilityDisclosure.objects.get()
    page = f"{base}{row.uuid}/"
    assert "4 December 2026" in text(ben.get(page))
    assert ben.get(f"{page}file.csv").status_code == 409
    assert ben.get(f"{page}file.doc").status_code == 404
    hidden = nora.get(f"{page}confirm/").context_data["form"].initial["seen"]
    assert ben.post(f"{page}confirm/", {"seen": hidden}).status_code == 422
    assert nora.post(f"{page}confirm/", {"seen": hidden}).status_code == 302
    assert nora.get(f"{page}file.csv").status_code == 403

    sheet, paper = ben.get(f"{page}file.csv"), ben.get(f"{page}file.pdf")

    lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert tuple(lines[0][:-1]) == found.COLUMNS
    assert (lines[1][0], len(lines)) == ("300001", 2)
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert ben.get(f"{page}file.xlsx").content[:2] == b"PK"
    traces = AuditEvent.objects.filter(object_type="hr_liabilitydisclosure", object_id=str(row.pk))
    assert traces.filter(action="EXPORT").count() == 3
    assert traces.filter(action="VIEW").count() >= 1
    assert ben.post(f"{page}withdraw/", {"reason": "The contract was not awarded"}).status_code == 302
    assert ben.get(f"{page}file.csv").status_code == 409
