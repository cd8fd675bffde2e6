"""Through the front door: what is agreed about absence, ends of leave years, talks after sickness, notices again."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from hr import tasks  # noqa: F401 - work that is rung for by name
from hr.engine.sick_pay import Rate
from hr.models import AbsenceTerms, LeaveCredit, ReturnInterview, StepDownNotice
from hr.operations import absences, sick_notices
from hr.operations.absences import Report
from hr.queries import sick_pay
from partners.models import ChangeRequest, OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import (
    BASE,
    NOW,
    approve_all,
    client,
    downloaded,
    events,
    in_scope,
    job,
    make_people,
    text,
)
from tests.people import grant, user

ABSENCE = "/p/northshire/absence/"
YEAR_ENDS, ME = "/p/northshire/leave/year-ends/", "/p/northshire/me/"
TERMS = {
    "sick_scale": "", "sick_bands": "0 2 1\n12 3 3", "leave_bands": "0 27\n5 30.5", "leave_year_month": "4",
    "carry_days": "3", "retests_sick_pay": "yes", "sick_day_basis": "WORKING", "irregular_leave": "ACCRUED",
    "source": "Local agreement 12", "effective_from": "01/10/2026",
    "reason": "Agreed with unions",
    "episodes": "2", "episode_months": "6", "days": "8", "day_months": "12", "bradford": "100",
}  # fmt: skip
CONFIRMED = {"step": "confirm"}


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


def sick(cast, ann, first, last=None):
    with in_scope(cast):
        told = Report(kind="SICKNESS", category="BACK", first_day=first, last_day=last)
        return absences.report(assignment=ann.assignment.uuid, report=told, reason="Call", by=cast.hana, at=NOW)


# --- what is agreed ---------------------------------------------------------------------------------------------------
def change_page(ann):
    return f"{ABSENCE}agreed/{ann.org.staff_group.uuid}/"


def test_terms_are_proposed_by_one_approved_by_another_and_used_from_their_day(ann, cast, manager):
    hana = client(cast.hana)
    assert "Green Book (NJC)" in text(manager.get(f"{ABSENCE}agreed/"))
    assert manager.get(change_page(ann)).status_code == 403
    assert "Green Book (NJC)" in text(hana.get(change_page(ann)))
    shown = text(hana.post(change_page(ann), TERMS))
    assert "from 12 months: 3 months full, 3 half" in shown
    assert hana.post(change_page(ann), TERMS | CONFIRMED).status_code == 302
    with in_scope(cast):
        assert AbsenceTerms.objects.get().sick_scale == "njc"
        assert ChangeRequest.objects.get().state == "WAITING"

    approve_all(cast)

    away = sick(cast, ann, date(2026, 10, 5))
    with in_scope(cast):
        row = AbsenceTerms.objects.get(valid__startswith=date(2026, 10, 1))
        assert (row.sick_bands, row.leave_bands, row.carry_days, row.retests_sick_pay) == (
            [[0, 2, 1], [12, 3, 3]],
            [[0, "27"], [5, "30.5"]],
            3,
            True,
        )
        assert row.triggers == {"bradford": 100, "day_months": 12, "days": 8, "episode_months": 6, "episodes": 2}
        one = sick_pay.open_forecasts(partner_id=cast.northshire.pk)[0]
        # Two months are 43 working days: from Monday 5 October to Wednesday 2 December 2026.
        assert (one.record, one.segments[0].last_day, one.segments[0].rate) == (away, date(2026, 12, 2), Rate.FULL)
        assert row.irregular_leave == "ACCRUED"
    assert "2 episodes in 6 months, 8 working days in 12 months" in text(hana.get(f"{ABSENCE}agreed/"))


BAD = [
    ({"sick_bands": "0 2"}, "Line 1 needs 3 numbers"),
    ({"sick_bands": "3 2 1"}, "bands begin at 0"),
    ({"sick_bands": "0 7 1"}, "at most 6 months of pay"),
    ({"sick_scale": "njc"}, "and not both"),
    ({"leave_bands": "0 25\n0 28"}, "bands begin at 0"),
    ({"leave_bands": "0 61"}, "60 days of leave"),
    ({"leave_bands": "x" * 2_000}, "at most"),
    ({"carry_days": "29"}, "28"),
    ({"bradford": ""}, "all five figures"),
    ({"leave_year_month": "1"}, "another month only"),
    ({"sick_day_basis": ""}, "Choose which days sick pay counts"),
    ({"irregular_leave": "ROLLED"}, "Choose how they get leave"),
    ({"irregular_leave": "ACCRUED", "effective_from": "01/04/2023"}, "both began in April 2024"),
    ({"source": " "}, "Enter where it is agreed"),
]


def test_terms_that_cannot_be_are_refused_beside_the_field(ann, cast):
    """OneScale, BandsFit, IrregularLeaveFrom and the others, each with its words."""
    hana = client(cast.hana)
    for given, words in BAD:
        answer = hana.post(change_page(ann), TERMS | given)
        assert (answer.status_code, words in text(answer)) == (422, True), (given, text(answer)[:400])
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()
    with partner_scope(cast.southborough.pk, reason="test"):
        who = user("Sue")
        grant(who, cast.southborough, Role.HR_ADMIN)
    assert client(who).get(f"/p/southborough/absence/agreed/{ann.org.staff_group.uuid}/").status_code == 404


# --- the end of a leave year ------------------------------------------------------------------------------------------
@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """Post, have a worker do what that rings for, and return where its job leads."""

    def post(browser, address, given):
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(address, given)
        assert answer.status_code == 302, text(answer)
        return browser.get(answer.headers["Location"]).context_data["result_href"]

    return post


def test_a_year_end_is_prepared_looked_at_approved_and_undone(ann, cast, manager, worked):
    assert manager.get(YEAR_ENDS).status_code == 403
    with time_machine.travel(datetime(2027, 4, 1, 9, 0, tzinfo=UTC), tick=False):
        hana, ben = client(cast.hana), client(cast.ben)
        assert "Year ends" in text(hana.get("/p/northshire/leave/"))
        assert hana.post(f"{YEAR_ENDS}prepare/", {"year_start": "2020-01-01", "reason": "x"}).status_code == 422
        address = worked(hana, f"{YEAR_ENDS}prepare/", {"year_start": "2027-04-01", "reason": "Year end"})
        shown = text(hana.get(address))
        assert "Ann Abbott" in shown
        assert "148" in shown  # 185 unused, 37 go on
        assert hana.post(f"{address}approve/", {"reason": "Mine"}).status_code == 403
        assert "Approve the end of a leave year" in text(ben.get("/p/northshire/"))
        assert worked(ben, f"{address}approve/", {"reason": "Looked at"}) == address
        with in_scope(cast):
            assert LeaveCredit.objects.get(cancelled_at=None).hours == Decimal(37)
        assert "Cancel 37 hours carried over" in text(hana.get(f"{BASE}{ann.person.uuid}/absence/"))
        assert b"Ann Abbott" in downloaded(hana.get(address, {"download": "csv", "shown": ""}))
        assert events(cast, action="EXPORT", object_type="hr_leaveyearrun") == 1

        assert worked(ben, f"{address}undo/", {"reason": "Wrong month"}) == address
        assert ben.post(f"{address}undo/", {"reason": "Again"}).status_code == 422

    with in_scope(cast):
        assert not LeaveCredit.objects.filter(cancelled_at=None).exists()


def test_hours_carried_over_by_hand_are_cancelled_on_the_page_of_the_person(ann, cast):
    hana = client(cast.hana)
    carried = {"year": "2027-04-01", "bucket": "contractual", "hours": "37", "reason": "Agreed", **CONFIRMED}
    assert hana.post(job(ann, "leave/carry-over"), carried).status_code == 302
    with in_scope(cast):
        row = LeaveCredit.objects.get()
    page = job(ann, f"leave/carried/{row.uuid}")

    assert "37" in text(hana.get(page))
    assert hana.post(page, {"reason": "By mistake", **CONFIRMED}).status_code == 302
    assert hana.post(page, {"reason": "Again", **CONFIRMED}).status_code == 422


# --- talks after sickness ---------------------------------------------------------------------------------------------
def test_the_talk_after_an_ordinary_sickness_and_a_referral_are_found_by_the_manager(ann, cast, manager):
    row = sick(cast, ann, date(2026, 10, 12), date(2026, 10, 14))
    tab, page = f"{BASE}{ann.person.uuid}/absence/", f"{BASE}{ann.person.uuid}/absence/{row.uuid}/interview/"
    assert "Return-to-work interviews" in text(manager.get("/p/northshire/"))
    assert "1 absence" in text(manager.get(ABSENCE, {"lacks": "interview"}))
    assert "Talks after sickness" in text(manager.get("/p/northshire/team/"))
    assert "Record the return-to-work interview" in text(manager.get(tab))
    given = {"held_on": "15/10/2026", "outcome": "HEALTH", "note": "A desk that rises"}
    assert "Enter the day of the referral" in text(manager.post(page, given))
    given |= {"referred_on": "16/10/2026"}
    assert "look at it again" in text(manager.post(page, given | {"follow_up_on": "16/10/2026"}))
    assert "belong to a referral" in text(manager.post(page, given | {"outcome": "NOTHING"}))

    assert manager.post(page, given | {"follow_up_on": "30/10/2026"}).status_code == 302

    assert "Return-to-work interviews" not in text(manager.get("/p/northshire/"))
    assert "Referrals to look at again" in text(manager.get("/p/northshire/"))
    assert "1 absence" in text(manager.get(ABSENCE, {"lacks": "follow-up"}))
    assert "to be looked at again on 30 October 2026" in text(manager.get(tab))
    early = manager.post(f"{page}follow-up/", {"on": "15/10/2026", "note": "Advised"})
    assert early.status_code == 422
    assert manager.post(f"{page}follow-up/", {"on": "02/11/2026", "note": "Rises from Monday"}).status_code == 302
    assert manager.post(f"{page}follow-up/", {"on": "02/11/2026", "note": "Again"}).status_code == 422
    assert "Rises from Monday" not in text(manager.get(tab))  # what was advised is for HR and the person
    assert "Rises from Monday" in text(client(cast.hana).get(tab))
    with in_scope(cast):
        assert ReturnInterview.objects.get().followed_up_on == date(2026, 11, 2)


# --- a notice again ---------------------------------------------------------------------------------------------------
def test_a_notice_that_could_not_be_sent_is_sent_again_by_the_hr_manager(ann, cast):
    sick(cast, ann, date(2026, 10, 15))
    with in_scope(cast):
        sick_notices.send_due(partner_id=cast.northshire.pk, at=NOW)
        OutboundMessage.objects.filter(kind="step-down notice").update(state="FAILED", settled_at=NOW)
        notice = StepDownNotice.objects.get(to_rate="half")
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    assert "Not sent: the notice of 2 November 2026 could not be sent" in text(client(who).get(f"{ME}sickness/"))
    ben, page = client(cast.ben), f"{BASE}{ann.person.uuid}/step-down/{notice.uuid}/send-again/"
    assert "the notice of 2 November 2026 could not be sent" in text(ben.get(f"{ABSENCE}step-downs/"))
    assert client(cast.hana).post(page, {"reason": "x", **CONFIRMED}).status_code == 403

    assert ben.post(page, {"reason": "New address", **CONFIRMED}).status_code == 302

    assert ben.post(page, {"reason": "Once more", **CONFIRMED}).status_code == 422
