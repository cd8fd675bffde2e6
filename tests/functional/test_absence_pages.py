"""Absence and leave through the front door: reported with a review, decided by another, seen by the employee."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from hr.models import AbsenceRecord, LeaveBooking, LeaveCredit
from hr.operations import absences, sick_notices
from hr.operations.absences import Report
from partners.roles import Role
from tests import postbox
from tests.factories import hr as make
from tests.functional.people_pages import BASE, NOW, client, downloaded, events, in_scope, job, make_people, text
from tests.people import grant, user

ABSENCE, LEAVE, ME = "/p/northshire/absence/", "/p/northshire/leave/", "/p/northshire/me/"
TOLD = {
    "kind": "SICKNESS", "category": "BACK", "details": "Slipped disc", "first_day": "01/10/2026",
    "reason": "Telephone call", "is_self_certified": "on",
}  # fmt: skip
DAYS = {"first_day": "09/11/2026", "last_day": "13/11/2026"}


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    made = make_people(cast)
    with in_scope(cast):
        make.absence_terms(made.org.staff_group)
        make.hr.Person.objects.filter(pk=made.person.pk).update(email="ann@example.org")
    return made


@pytest.fixture
def manager(cast, ann):
    who = user("Marge")
    grant(who, cast.northshire, Role.LINE_MANAGER)
    return client(who)


@pytest.fixture
def me(cast, ann):
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return client(who)


@pytest.fixture
def sick(cast, ann):
    """Ann, off since 1 October."""
    with in_scope(cast):
        told = Report(
            kind="SICKNESS",
            category="BACK",
            first_day=date(2026, 10, 1),
            details="Slipped disc",
            is_self_certified=True,
        )
        return absences.report(
            assignment=ann.assignment.uuid, report=told, reason="Telephone call", by=cast.hana, at=NOW
        )


def tab(ann):
    return f"{BASE}{ann.person.uuid}/absence/"


def of(ann, absence, name):
    return f"{tab(ann)}{absence.uuid}/{name}/"


def test_an_absence_is_reviewed_before_it_is_recorded(ann, hana, cast):
    review = hana.post(job(ann, "absence"), TOLD)
    assert review.status_code == 200
    assert "Back and neck problems" in text(review)
    with in_scope(cast):
        assert not AbsenceRecord.objects.exists()

    hana.post(job(ann, "absence"), TOLD | {"step": "confirm"})

    shown = text(hana.get(tab(ann)))
    assert "Slipped disc" in shown
    assert "31 October 2026" in shown  # one month of full pay ends on 30 October
    assert events(cast, action="VIEW", label="Ann Abbott") == 1


def test_a_refusal_stands_at_its_field(ann, hana):
    answer = hana.post(job(ann, "absence"), TOLD | {"first_day": "03/11/2026"})

    assert answer.status_code == 422
    assert "sickness is reported when it has begun" in str(answer.context_data["form"].errors["first_day"])


def test_a_manager_sees_the_category_and_not_what_is_wrong(ann, manager, sick):
    shown = text(manager.get(tab(ann)))

    assert "Back and neck problems" in shown
    assert "Slipped disc" not in shown
    assert "What is wrong" not in text(manager.get(job(ann, "absence")))
    assert "Slipped disc" not in text(manager.get(ABSENCE))


def test_the_return_needs_the_fit_note_first(ann, hana, sick, cast):
    back = {"last_day": "30/10/2026", "reason": "Back at work", "step": "confirm"}
    assert "No fit note covers 8 October 2026 to 30 October 2026" in text(hana.post(of(ann, sick, "close"), back))
    note = {"outcome": "NOT_FIT", "covers_from": "08/10/2026", "covers_to": "30/10/2026", "reason": "Note of the GP"}
    hana.post(of(ann, sick, "fit-note"), note | {"step": "confirm"})

    assert hana.post(of(ann, sick, "close"), back).status_code == 302
    assert hana.post(of(ann, sick, "reopen"), {"reason": "A mistake", "step": "confirm"}).status_code == 302
    assert hana.post(of(ann, sick, "cancel"), {"reason": "Never was", "step": "confirm"}).status_code == 302
    with in_scope(cast):
        assert AbsenceRecord.objects.get().state == "CANCELLED"


def test_another_persons_absence_is_not_found(ann, hana, sick, cast):
    with in_scope(cast):
        bob = make.hr.Person.objects.get(surname="Baker")

    assert hana.get(f"{BASE}{bob.uuid}/absence/{sick.uuid}/close/").status_code == 404


def test_the_list_filters_and_downloads_without_reasons(ann, hana, sick, cast):
    assert "1 absence" in text(hana.get(ABSENCE, {"lacks": "fit-note"}))
    assert "1 absence" in text(hana.get(ABSENCE, {"lacks": "step-down", "state": "OPEN", "kind": "SICKNESS"}))
    assert "No absences match" in text(hana.get(ABSENCE, {"category": "HEART"}))

    assert b"Slipped disc" not in downloaded(hana.get(ABSENCE, {"download": "csv"}))
    assert events(cast, action="EXPORT", object_type="hr_absencerecord") == 1


def test_home_says_what_is_due(ann, hana, sick, cast):
    assert "1 without notice yet: pay is not reduced before" in text(hana.get("/p/northshire/"))
    assert "Fit notes missing" in text(hana.get("/p/northshire/"))
    with in_scope(cast):
        sick_notices.send_due(partner_id=cast.northshire.pk, at=NOW)
    assert "1 without notice yet" in text(hana.get("/p/northshire/"))
    assert "Not sent: the notice of 2 November 2026 is on its way" in text(hana.get(f"{ABSENCE}step-downs/"))
    with in_scope(cast):
        postbox.empty(partner_id=cast.northshire.pk, at=NOW)

    shown = text(hana.get(tab(ann)))
    assert "Sent on 2 November 2026. Pay goes down on 30 November 2026 at the earliest. Not reduced until" in shown


def test_leave_is_asked_for_by_one_and_approved_by_another(ann, hana, cast):
    assert hana.post(job(ann, "leave"), DAYS).status_code == 302
    with in_scope(cast):
        row = LeaveBooking.objects.get()
    assert "You asked for this yourself" in text(hana.get(f"{LEAVE}{row.uuid}/"))
    assert "Approve leave" in text(client(cast.ben).get("/p/northshire/"))

    client(cast.ben).post(f"{LEAVE}{row.uuid}/approve/")

    assert "Approved" in text(hana.get(f"{LEAVE}{row.uuid}/"))
    assert "Abbott" in text(hana.get(f"{LEAVE}calendar/", {"month": "2026-11"}))
    assert "Nobody is away" in text(hana.get(f"{LEAVE}calendar/", {"month": "2026-12"}))
    assert hana.get(f"{LEAVE}calendar/", {"month": "November"}).status_code == 200
    assert "37" in downloaded(hana.get(LEAVE, {"download": "csv"})).decode()


def test_approving_ones_own_request_is_refused_by_the_operation_too(ann, hana, cast):
    hana.post(job(ann, "leave"), DAYS)
    with in_scope(cast):
        row = LeaveBooking.objects.get()

    hana.post(f"{LEAVE}{row.uuid}/approve/")

    with in_scope(cast):
        assert LeaveBooking.objects.get().state == "REQUESTED"


def test_refusing_and_cancelling_need_words(ann, hana, cast):
    hana.post(job(ann, "leave"), DAYS)
    with in_scope(cast):
        row = LeaveBooking.objects.get()
    ben = client(cast.ben)
    assert ben.post(f"{LEAVE}{row.uuid}/refuse/", {"note": ""}).status_code == 422

    ben.post(f"{LEAVE}{row.uuid}/cancel/", {"note": "Wrong week"})

    assert "Wrong week" in text(hana.get(f"{LEAVE}{row.uuid}/"))


def test_hours_are_carried_over_by_reason(ann, hana, cast):
    given = {"year": "2027-04-01", "bucket": "contractual", "hours": "40", "reason": "Could not be taken"}
    assert "at most 37 hours can be carried over" in text(hana.post(job(ann, "leave/carry-over"), given))

    hana.post(job(ann, "leave/carry-over"), given | {"hours": "37", "step": "confirm"})

    with in_scope(cast):
        assert LeaveCredit.objects.get().expires_on == date(2028, 3, 31)


def test_an_employee_sees_the_balance_and_asks_for_leave(ann, me, cast):
    shown = text(me.get(f"{ME}leave/"))
    assert "185 hours are left in the leave year 1 April 2026 to 31 March 2027" in shown
    assert "10 bank holidays on rostered days" in shown

    assert me.post(f"{ME}leave/{ann.assignment.uuid}/", DAYS | {"note": "Wedding"}).status_code == 302

    assert "148 hours are left" in text(me.get(f"{ME}leave/"))
    again = me.post(f"{ME}leave/{ann.assignment.uuid}/", DAYS)
    assert again.status_code == 422
    assert "There is already leave booked" in text(again)


def test_an_employee_sees_their_own_sickness_and_nobody_elses_job(ann, me, sick, cast):
    shown = text(me.get(f"{ME}sickness/"))
    with in_scope(cast):
        bob = make.hr.Assignment.objects.exclude(pk=ann.assignment.pk).get()

    assert "Slipped disc" in shown
    assert "How sick pay was worked out" in shown
    assert me.get(f"{ME}leave/{bob.uuid}/").status_code == 404


def test_a_job_without_agreed_leave_says_so(cast):
    who = make_people(cast)
    shown = text(client(cast.hana).get(tab(who)))

    assert "No annual leave is agreed for this job on this date" in shown


def test_the_nightly_task_runs_at_every_partner(ann, sick, cast):
    from hr.tasks import send_sick_pay_notices

    with time_machine.travel(datetime(2026, 11, 3, 3, 0, tzinfo=UTC), tick=False):
        send_sick_pay_notices()

    with in_scope(cast):
        assert make.hr.StepDownNotice.objects.get(absence=sick, to_rate="half").first_queued_on == date(2026, 11, 3)
