"""Family leave and step-downs through the front door: previewed, recorded, amended, seen by the employee."""

from datetime import date
from decimal import Decimal

import pytest

from hr.models import AbsenceRecord, FamilyLeave, FamilyLeaveBlock, KeepInTouchDay, StepDownDecision, StepDownNotice
from hr.operations import absences, family_contact, family_leave, sick_notices
from hr.operations.absences import Report
from hr.operations.family_leave import Wish
from partners.roles import Role
from partners.scope import partner_scope
from tests import postbox
from tests.factories import hr as make
from tests.functional.people_pages import BASE, NOW, client, downloaded, events, in_scope, job, make_people, text
from tests.people import grant, user

LIST, STEPS = "/p/northshire/family-leave/", "/p/northshire/absence/step-downs/"
MATERNITY = {
    "expected_on": "17/03/2027", "notified_on": "02/11/2026", "first_day": "15/02/2027", "pay": "SCHEME",
    "intends_return": "yes", "touch": "OWN", "reason": "Letter and certificate",
}  # fmt: skip
SURE = {"step": "confirm", "reason": "Letter"}


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    made = make_people(cast)
    with in_scope(cast):
        make.absence_terms(made.org.staff_group)
    return made


@pytest.fixture
def ben(cast, ann):
    """The partner's HR manager."""
    return client(cast.ben)


@pytest.fixture
def me(cast, ann):
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return client(who)


@pytest.fixture
def away(cast, ann):
    """Ann, on maternity leave since 24 August 2026, a child born on 26 September, one day worked."""
    said = {"reason": "Letter", "by": cast.hana, "at": NOW}
    wish = Wish(
        kind="MATERNITY", notified_on=date(2026, 5, 11), expected_on=date(2026, 9, 23), first_day=date(2026, 8, 24),
        note="Twins",
    )  # fmt: skip
    with in_scope(cast):
        row = family_leave.record(assignment=ann.assignment.uuid, wish=wish, **said)
        family_leave.record_event(leave=row.uuid, happened_on=date(2026, 9, 26), is_bereaved=False, **said)
        family_contact.keep_in_touch(
            leave=row.uuid, worked_on=date(2026, 10, 15), hours=Decimal(7), note="Training", **said
        )
    return row


def of(ann, row, name):
    return f"/p/northshire/people/{ann.person.uuid}/family-leave/{row.uuid}/{name}/"


def count(cast, model):
    with in_scope(cast):
        return model.objects.count()


def test_maternity_leave_is_previewed_with_every_date_and_then_recorded(ann, hana, cast):
    kinds = text(hana.get(job(ann, "family-leave")))
    assert "Maternity leave" in kinds
    assert "Neonatal care leave" in kinds

    review = hana.post(job(ann, "family-leave/maternity"), MATERNITY)

    shown = text(review)
    assert "5 December 2026" in shown  # notice is due
    assert "27 December 2026" in shown  # the earliest start
    assert "13 February 2028" in shown  # the last day
    assert count(cast, FamilyLeave) == 0
    answer = hana.post(job(ann, "family-leave/maternity"), MATERNITY | {"step": "confirm"})
    assert answer.status_code == 302
    with in_scope(cast):
        part = FamilyLeaveBlock.objects.get()
    assert (part.valid.lower, part.valid.upper) == (date(2027, 2, 15), date(2028, 2, 14))
    assert "Ann Abbott" in text(hana.get(LIST))
    assert "Maternity leave" in text(hana.get(f"/p/northshire/people/{ann.person.uuid}/absence/"))


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"first_day": "26/12/2026"}, "first_day", "27 December 2026 at the earliest"),
        ({"last_day": "14/02/2028"}, "last_day", "52 weeks at most"),
        ({"last_day": "14/02/2027"}, "last_day", "before the first"),
        ({"expected_on": ""}, "expected_on", "is missing"),
        ({"expected_on": "31/02/2027"}, "expected_on", "Enter a valid date"),
        ({"happened_on": "03/11/2026"}, "happened_on", "in the future"),
        ({"note": "x" * 2_000_000}, "note", "500"),
        ({"first_day": "15/02/2030"}, "first_day", "more than 2 years ahead"),
    ],
)
def test_bad_input_answers_beside_the_field_and_records_nothing(ann, hana, cast, fields, field, words):
    answer = hana.post(job(ann, "family-leave/maternity"), MATERNITY | fields | {"step": "confirm"})

    assert answer.status_code == 422
    assert words in str(answer.context_data["form"].errors[field])
    assert count(cast, FamilyLeave) == 0


def test_late_notice_is_said_and_not_refused(ann, hana):
    shown = text(hana.post(job(ann, "family-leave/maternity"), MATERNITY | {"expected_on": "23/12/2026",
                                                                           "first_day": "30/11/2026"}))  # fmt: skip
    assert "Notice was due on 12 September 2026 and came on 2 November 2026" in shown


def test_a_kind_that_there_is_not_is_not_found(ann, hana):
    assert hana.get(job(ann, "family-leave/holiday")).status_code == 404


def test_every_form_of_leave_shows_the_fields_of_its_rule(ann, hana):
    shared = text(hana.get(job(ann, "family-leave/shared_parental")))
    assert "Weeks that there are" in shared
    bereaved = text(hana.get(job(ann, "family-leave/bereaved_partner")))
    assert "other parent died" in bereaved
    jury = text(hana.get(job(ann, "family-leave/jury")))
    assert "Due date" not in jury
    assert "Only for a part of a single day" in jury


def test_the_case_shows_dates_pay_and_days_worked_and_leaves_a_trace(ann, hana, away, cast):
    shown = text(hana.get(f"{LIST}{away.uuid}/"))

    assert "1 of 10 days used" in shown
    assert "22 August 2027" in shown
    assert "25 March 2028" in shown  # protected for eighteen months from the birth
    assert "Twins" in shown
    assert events(cast, action="VIEW", label="Ann Abbott") == 1


def test_a_manager_sees_the_dates_and_not_the_note(ann, away, cast):
    who = user("Marge")
    grant(who, cast.northshire, Role.LINE_MANAGER)
    marge = client(who)

    shown = text(marge.get(f"{LIST}{away.uuid}/"))

    assert "22 August 2027" in shown
    assert "Twins" not in shown
    assert marge.get(of(ann, away, "day-worked")).status_code == 403
    assert marge.post(of(ann, away, "cancel"), SURE).status_code == 403


def test_the_steps_of_a_case(ann, hana, away, cast):
    kit = {"worked_on": "29/10/2026", "hours": "7", **SURE}
    assert hana.post(of(ann, away, "day-worked"), kit).status_code == 302
    assert hana.post(of(ann, away, "day-worked"), kit).status_code == 422
    wishes = {"touch": "NONE", "touch_how": "By letter", **SURE}
    assert hana.post(of(ann, away, "wishes"), wishes).status_code == 302
    early = {"return_on": "01/02/2027", "given_on": "02/11/2026", **SURE}
    assert "31 January 2027" in text(hana.post(of(ann, away, "return"), early | {"step": ""}))
    assert hana.post(of(ann, away, "return"), early).status_code == 302
    assert (
        hana.post(of(ann, away, "curtail"), {"last_day": "27/12/2026", "given_on": "02/11/2026", **SURE}).status_code
        == 422
    )
    assert (
        hana.post(of(ann, away, "curtail"), {"last_day": "28/12/2026", "given_on": "02/11/2026", **SURE}).status_code
        == 302
    )
    assert hana.post(of(ann, away, "back"), {"returned_on": "01/11/2026", **SURE}).status_code == 422
    assert hana.post(of(ann, away, "sickness"), SURE).status_code == 422
    assert hana.post(of(ann, away, "letter"), {"words": "All the best", **SURE}).status_code == 422  # no address
    assert hana.post(of(ann, away, "cancel"), SURE).status_code == 302
    assert hana.post(of(ann, away, "cancel"), SURE).status_code in {409, 422}
    with in_scope(cast):
        assert (FamilyLeave.objects.get().state, KeepInTouchDay.objects.count()) == ("CANCELLED", 2)


def test_parts_are_added_changed_and_cancelled(ann, hana, cast):
    wish = {"happened_on": "20/10/2026", "notified_on": "02/11/2026", "first_day": "09/11/2026",
            "last_day": "15/11/2026", "pay": "SCHEME", "reason": "Form", "step": "confirm"}  # fmt: skip
    assert hana.post(job(ann, "family-leave/paternity"), wish).status_code == 302
    with in_scope(cast):
        row = FamilyLeave.objects.get()
    more = {"first_day": "04/01/2027", "last_day": "10/01/2027", **SURE}
    assert hana.post(of(ann, row, "parts/new"), more).status_code == 302
    with in_scope(cast):
        part = FamilyLeaveBlock.objects.latest("id")
    moved = {"first_day": "11/01/2027", "last_day": "17/01/2027", **SURE}
    assert hana.post(of(ann, row, f"parts/{part.uuid}"), moved).status_code == 302
    assert "17 January 2027" in text(hana.get(f"{LIST}{row.uuid}/"))
    assert hana.post(of(ann, row, f"parts/{part.uuid}/cancel"), SURE).status_code == 302
    assert "17 January 2027" not in text(hana.get(f"{LIST}{row.uuid}/"))


def test_the_birth_is_recorded_and_a_bereavement_stops_the_counting(ann, hana, cast):
    hana.post(job(ann, "family-leave/maternity"), MATERNITY | {"step": "confirm", "expected_on": "23/12/2026",
                                                               "first_day": "30/11/2026"})  # fmt: skip
    with in_scope(cast):
        row = FamilyLeave.objects.get()
    born = {"happened_on": "31/10/2026", "is_bereaved": "on", **SURE}
    assert hana.post(of(ann, row, "event"), born).status_code == 302

    shown = text(hana.get(f"{LIST}{row.uuid}/"))
    assert "1 November 2026" in shown
    assert "days used" not in shown


def test_the_employee_sees_the_own_dates_and_nobody_elses(ann, me, hana, away, cast):
    shown = text(me.get("/p/northshire/me/family-leave/"))

    assert "1 of 10 days used" in shown
    assert "22 August 2027" in shown
    assert me.get(f"{LIST}{away.uuid}/").status_code == 403
    other = user("Bob")
    with in_scope(cast):
        bob = make.person(cast.northshire, surname="Other", forenames="Bob")
    grant(other, cast.northshire, Role.EMPLOYEE, person_id=bob.pk)
    assert "No family leave is recorded" in text(client(other).get("/p/northshire/me/family-leave/"))


def test_another_partner_finds_nothing(ann, away, cast):
    dilys = client(cast.dilys)
    assert dilys.get(f"{LIST}{away.uuid}/").status_code in {403, 404}
    address = f"/p/southborough/people/{ann.person.uuid}/family-leave/{away.uuid}/cancel/"
    with partner_scope(cast.southborough.pk, reason="test"):
        who = user("Sue")
        grant(who, cast.southborough, Role.HR_ADMIN)
    assert client(who).post(address, SURE).status_code == 404
    assert client(who).get(f"/p/southborough/family-leave/{away.uuid}/").status_code == 404


def test_the_list_is_filtered_and_downloaded(ann, hana, away, cast):
    assert "Ann Abbott" in text(hana.get(f"{LIST}?due=now"))
    assert "Ann Abbott" not in text(hana.get(f"{LIST}?due=return"))
    assert "Ann Abbott" in text(hana.get(f"{LIST}?due=confirm&kind=MATERNITY&q=Abb"))
    assert b"Ann Abbott" in downloaded(hana.get(f"{LIST}?download=csv"))
    assert events(cast, action="EXPORT", object_type="hr_familyleave") == 1


# --- step-downs -------------------------------------------------------------------------------------------------------
@pytest.fixture
def notice(cast, ann):
    """Ann, sick since 1 October with one month of full pay; the notice of 3 October."""
    with in_scope(cast):
        told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 10, 15))
        make.hr.Person.objects.filter(pk=ann.person.pk).update(email="ann@example.org")
        absences.report(assignment=ann.assignment.uuid, report=told, reason="Call", by=cast.hana, at=NOW)
        sick_notices.send_due(partner_id=cast.northshire.pk, at=NOW)
        postbox.empty(partner_id=cast.northshire.pk, at=NOW)
        return StepDownNotice.objects.get(to_rate="half")


def step(ann, notice, name):
    return f"/p/northshire/people/{ann.person.uuid}/step-down/{notice.uuid}/{name}/"


def test_t_hr_10_2_the_hr_manager_confirms_and_others_may_not(ann, hana, ben, notice, cast):
    assert "Not confirmed: pay is not reduced" in text(hana.get(STEPS))
    assert hana.post(step(ann, notice, "confirm"), SURE).status_code == 403
    assert "Sick pay to confirm or put off" in text(ben.get("/p/northshire/"))

    assert "Confirmed: half pay from" in text(ben.post(step(ann, notice, "confirm"), {"reason": "Spoken"}))
    assert ben.post(step(ann, notice, "confirm"), SURE).status_code == 302

    assert "Confirmed on 2 November 2026" in text(ben.get(STEPS))
    assert ben.post(step(ann, notice, "confirm"), SURE).status_code == 422
    with in_scope(cast):
        assert StepDownDecision.objects.get().kind == "CONFIRM"


def test_a_step_down_is_put_off_to_a_day(ann, ben, notice, cast):
    assert ben.post(step(ann, notice, "put-off"), {"extended_to": "02/11/2026", **SURE}).status_code == 422
    assert ben.post(step(ann, notice, "put-off"), {"extended_to": "31/12/2026", **SURE}).status_code == 302
    assert "Put off to 31 December 2026" in text(ben.get(STEPS))
    shown = text(ben.get(f"/p/northshire/people/{ann.person.uuid}/absence/"))
    assert "Not reduced until the HR manager confirms it" in shown


def test_pregnancy_related_sickness_starts_leave_from_the_work_list(ann, hana, cast):
    with in_scope(cast):
        wish = Wish(
            kind="MATERNITY", notified_on=date(2026, 6, 1), expected_on=date(2026, 11, 18),
            first_day=date(2026, 11, 9),
        )  # fmt: skip
        said = {"reason": "Letter", "by": cast.hana, "at": NOW}
        row = family_leave.record(assignment=ann.assignment.uuid, wish=wish, **said)
        AbsenceRecord.objects.create(
            partner=cast.northshire, person=ann.person, employment=ann.employment, assignment=ann.assignment,
            kind="SICKNESS", category="PREGNANCY", is_pregnancy_related=True, valid=(date(2026, 10, 26), None),
            state="OPEN", reported_by=cast.hana, reported_at=NOW,
        )  # fmt: skip
    assert "Ann Abbott: start maternity leave" in text(hana.get("/p/northshire/"))

    assert "From 27 October 2026" in text(hana.post(of(ann, row, "sickness"), {"reason": "Call"}))
    assert hana.post(of(ann, row, "sickness"), SURE).status_code == 302

    with in_scope(cast):
        assert AbsenceRecord.objects.get().state == "CLOSED"
        assert FamilyLeaveBlock.objects.get().valid.lower == date(2026, 10, 27)


def test_the_review_of_sickness_says_that_it_starts_leave(ann, hana, cast):
    with in_scope(cast):
        wish = Wish(
            kind="MATERNITY", notified_on=date(2026, 6, 1), expected_on=date(2026, 11, 18),
            first_day=date(2026, 11, 9),
        )  # fmt: skip
        family_leave.record(assignment=ann.assignment.uuid, wish=wish, reason="Letter", by=cast.hana, at=NOW)
    told = {"kind": "SICKNESS", "category": "PREGNANCY", "first_day": "30/10/2026", "is_pregnancy_related": "on",
            "reason": "Call"}  # fmt: skip

    assert "This starts maternity leave on 31 October 2026" in text(hana.post(job(ann, "absence"), told))
    assert hana.post(job(ann, "absence"), told | {"step": "confirm"}).status_code == 302

    with in_scope(cast):
        assert FamilyLeaveBlock.objects.get().valid.lower == date(2026, 10, 31)


def test_a_redundancy_of_somebody_who_is_protected_says_so(ann, hana, away):
    wish = {
        "last_day": "31/03/2027", "leaving_reason": "REDUNDANCY", "notice_given_on": "02/11/2026", "notice": "WORKED",
        "access": "LAST_DAY", "rehire": "YES", "reason": "Restructure", "case_reference": "R-1",
        "exit_payment": "", "exit_authority": "",
    }  # fmt: skip

    shown = text(hana.post(f"{BASE}{ann.person.uuid}/employments/{ann.employment.uuid}/leaving/", wish))

    assert "Protected from redundancy to 25 March 2028" in shown
