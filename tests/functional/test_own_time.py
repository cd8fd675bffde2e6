"""What employees say about their own time: ill, fit note, back; other days of leave; and who hears of it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from hr import rules_own as rules
from hr.engine.pension_nominations import nomination
from hr.models import AbsenceRecord, Document, FitNote, LeaveBooking
from hr.operations import leave, own_time
from hr.operations.absences import Report
from hr.operations.own_time import NoteSaid
from hr.rules import RuleBroken
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

P = "/p/northshire/"
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
ILL = {"first_day": "12/10/2026", "category": "BACK", "details": "Slipped disc", "is_self_certified": "on"}
NOTE = {"outcome": "NOT_FIT", "covers_from": "12/10/2026", "covers_to": "25/10/2026", "adjustments": "None"}


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Ann with her manager Mona, and Bob, a colleague."""
    with for_a_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        cast = make_cast()
        with in_scope(cast):
            ann = hr.employee(cast.northshire)
            bob = hr.employee(cast.northshire, org=ann.org)
            hr.absence_terms(ann.org.staff_group)
        me, mona, other = user("Ann"), user("Mona"), user("Bob")
        grant(me, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
        grant(other, cast.northshire, Role.EMPLOYEE, person_id=bob.person.pk)
        grant(mona, cast.northshire, Role.LINE_MANAGER, unit=ann.org.unit.pk)
        yield SimpleNamespace(cast=cast, ann=ann, bob=bob, login=me, other=other, boss=mona)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(NOW, tick=False) as clock:
        whole.clock = clock
        yield whole


def test_from_the_phone_ill_fit_note_and_back(made):
    me = client(made.login)
    ill = ILL | {"jobs": made.ann.assignment.uuid}
    for more, words in (
        ({"is_self_certified": ""}, "Tick the box"),
        ({"first_day": "1/8/2026"}, "is more than 28 days ago"),
        ({"first_day": "31/12/9999"}, "Error"),
        ({"hours_lost_first": "40"}, "part of a day"),
        ({"jobs": made.bob.assignment.uuid}, "Error"),
    ):
        answer = me.post(f"{P}my-time/sickness/", ill | more)
        assert (answer.status_code, words in text(answer)) == (422, True), (more, text(answer))
    shown = text(me.post(f"{P}my-time/sickness/", ill, follow=True))
    assert "Sickness since 12 October 2026" in shown
    with in_scope(made.cast):
        row = AbsenceRecord.objects.get()
        told = list(OutboundMessage.objects.values_list("kind", "address"))
    assert (row.state, row.is_self_certified, row.reason) == ("OPEN", True, "Slipped disc")
    assert told == [("time", "mona@example.org")]

    made.clock.move_to(datetime(2026, 10, 26, 9, tzinfo=UTC))
    me, at = client(made.login), f"{P}my-time/sickness/{row.uuid}/"
    assert "After seven days of sickness every day needs one" in text(me.post(f"{at}back/", {"last_day": "25/10/2026"}))
    for more, words in (
        ({}, "no fit note in what you sent"),
        ({"file": SimpleUploadedFile("n.pdf", b"MZ no note")}, "PDF, JPEG or PNG"),
    ):
        answer = me.post(f"{at}fit-note/", NOTE | more)
        assert (answer.status_code, words in text(answer)) == (422, True), text(answer)
    me.post(f"{at}fit-note/", NOTE | {"file": SimpleUploadedFile("n.jpg", b"\xff\xd8\xff photograph")})
    assert "Welcome back" in text(me.post(f"{at}back/", {"last_day": "25/10/2026"}, follow=True))
    with in_scope(made.cast):
        row.refresh_from_db()
        file = FitNote.objects.select_related("document").get().document
    assert (row.state, row.valid.upper) == ("CLOSED", date(2026, 10, 26))
    assert (file.kind, file.is_for_person) == (Document.Kind.FIT_NOTE, True)
    assert "Fit note from 12 October 2026" in text(me.get(f"{P}me/sickness/"))

    record = f"{P}people/{made.ann.person.uuid}/"
    assert client(made.cast.hana).get(f"{record}documents/{file.uuid}/").content == b"\xff\xd8\xff photograph"
    assert client(made.boss).get(f"{record}documents/{file.uuid}/").status_code == 403
    assert "Slipped disc" not in text(client(made.boss).get(f"{record}absence/"))
    assert client(made.other).get(f"{at}fit-note/").status_code == 404


def test_own_leave_is_withdrawn_changed_and_cancelled_until_it_begins(made):
    me = client(made.login)
    days = {"first_day": "09/11/2026", "last_day": "13/11/2026"}
    me.post(f"{P}me/leave/{made.ann.assignment.uuid}/", days)
    with in_scope(made.cast):
        asked = LeaveBooking.objects.get()
    at = f"{P}my-time/leave/"
    assert f"{at}{asked.uuid}/" in me.get(f"{P}me/leave/").content.decode()
    assert "Withdraw it" in text(me.get(f"{at}{asked.uuid}/"))
    answer = me.post(f"{at}{asked.uuid}/change/", {"first_day": "14/11/2026", "last_day": "15/11/2026"})
    assert (answer.status_code, "Nothing is rostered" in text(answer)) == (422, True)
    me.post(f"{at}{asked.uuid}/change/", {"first_day": "16/11/2026", "last_day": "17/11/2026"})
    with in_scope(made.cast):
        states = dict(LeaveBooking.objects.values_list("valid__startswith", "state"))
        assert states == {date(2026, 11, 9): "CANCELLED", date(2026, 11, 16): "REQUESTED"}
        assert not OutboundMessage.objects.exists()
        row = LeaveBooking.objects.get(state="REQUESTED")
        leave.approve(booking=row.uuid, by=made.cast.hana, at=NOW)
    assert client(made.other).get(f"{at}{row.uuid}/").status_code == 404
    made.clock.move_to(datetime(2026, 11, 16, 9, tzinfo=UTC))
    me = client(made.login)
    assert "It has begun" in text(me.get(f"{at}{row.uuid}/"))
    assert "This leave began on 16 November 2026" in text(me.post(f"{at}{row.uuid}/give-up/", {}))
    made.clock.move_to(NOW)
    me = client(made.login)
    assert "its hours are yours again" in text(me.post(f"{at}{row.uuid}/give-up/", {"note": "Ill mother"}, follow=True))
    with in_scope(made.cast):
        row.refresh_from_db()
        assert (row.state, row.decision_note) == ("CANCELLED", "Ill mother")
        assert [one.address for one in OutboundMessage.objects.all()] == ["mona@example.org"]
    assert me.post(f"{at}{row.uuid}/give-up/", {}).status_code == 422


def test_nobody_reports_for_somebody_else_in_self_service(made):
    bob = made.bob.assignment.uuid
    told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 10, 12))
    with partner_scope(made.cast.northshire.pk, actor_id=made.login.pk):
        with pytest.raises(RuleBroken) as own:
            own_time.report_sickness(assignments=[bob], told=told, by=made.login, at=NOW)
        with pytest.raises(RuleBroken) as none:
            own_time.report_sickness(assignments=[], told=told, by=made.login, at=NOW)
        row = own_time.report_sickness(assignments=[bob], told=told, by=made.other, at=NOW)[0]
        with pytest.raises(RuleBroken) as back:
            own_time.report_return(absence=row.uuid, last_day=date(2026, 10, 12), by=made.login, at=NOW)
        said = NoteSaid(outcome="NOT_FIT", covers_from=date(2026, 10, 12), covers_to=date(2026, 10, 13))
        with pytest.raises(RuleBroken) as note:
            own_time.hand_in_fit_note(absence=row.uuid, said=said, by=made.login, at=NOW)
    codes = [one.value.rule for one in (own, none, back, note)]
    assert codes == [rules.OwnTimeOnly.code, rules.JobsChosen.code, rules.OwnTimeOnly.code, rules.OwnTimeOnly.code]


def test_own_tax_pension_and_documents_are_pages_of_their_own(made):
    me = client(made.login)
    shown = text(me.get(f"{P}me/tax/"))
    assert "1257L" in shown
    assert "National Insurance category A" in shown
    assert "LGPS member website" in me.get(f"{P}me/tax/").content.decode() or "no pension scheme" in shown
    assert "There are no documents yet" in text(me.get(f"{P}me/documents/"))


def test_a_scheme_without_a_page_is_asked_for_at_hr():
    assert nomination("lgps") == ("LGPS member website", "https://www.lgpsmember.org/")
    assert nomination("police_2015") is None
