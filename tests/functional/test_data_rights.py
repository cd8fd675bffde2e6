"""The other rights, complaints, breaches, documents in answers, and who looked: through the screens (HR-13, SEC-05)."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from hr.operations import disclosure, documents, people
from hr.operations.documents import NewDocument
from hr.operations.people import ContactDetails
from partners.models import (
    Breach,
    BreachEvent,
    LookerReport,
    OutboundMessage,
    RightsCase,
    RightsEvent,
    SarCase,
    SarDocument,
)
from partners.operations import breaches, lookers, rights, sar, sar_documents, sar_files
from partners.operations.breaches import Found, NotDecidedYet, RiskIsNotified
from partners.operations.retention import NotYourOwn, ReasonNeeded
from partners.operations.rights import Asked, IsRestricted, NoChangeYet, NotTheirTask
from partners.operations.sar import ImpossibleDay, TooLate
from partners.operations.sar_documents import NotDecided
from partners.queries.seen import lookers as who_looked
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from tests.access_requests import decide_apart
from tests.factories import hr
from tests.people import grant, user

P = "/p/northshire/"
R = f"{P}privacy/rights/"
PDF, SECRET = b"%PDF-1.7 told by Ann", b"%PDF-1.7 the reference of Mr Grey"
BLACK = b"%PDF-1.7 the reference of ######"

pytestmark = pytest.mark.django_db


def signed_in(who):
    client = Client(raise_request_exception=False)
    client.force_login(who)
    return client


def text(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


@pytest.fixture
def here(cast):
    """Open Northshire's scope."""
    return lambda by=None, **given: partner_scope(cast.northshire.pk, actor_id=(by or cast.hana).pk, **given)


@pytest.fixture
def ann(cast, here):
    """Ann of Northshire, with a login; there are a contract, a reference and a note about her."""
    with here():
        made = hr.employee(cast.northshire, person_fields={"surname": "Abbott", "forenames": "Ann"})
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=made.person.pk)
    return SimpleNamespace(person=made.person, org=made.org, login=who)


# --- documents in an answer -----------------------------------------------------------------------------------------
@pytest.fixture
def case(cast, here, ann):
    """A request of Ann that Hana has collected."""
    now = timezone.now()
    step = {"by": cast.hana, "at": now}
    with here():
        for kind, title, content in (
            ("CONTRACT", "Contract", PDF), ("REFERENCE", "Reference", SECRET), ("OTHER", "Note", PDF + b"."),
        ):  # fmt: skip
            new = NewDocument(kind=kind, title=title, content=content)
            documents.store(person=ann.person.uuid, new=new, **step)
        row = sar.receive(
            partner_id=cast.northshire.pk, person_id=ann.person.pk, received_on=timezone.localdate(), scope="", **step
        )
        sar.verify(case=row.uuid, on=timezone.localdate(), note="Known", **step)
        sar_files.collect(case=row.uuid, **step)
    return row


def test_nothing_leaves_before_each_document_is_decided_and_the_archive_holds_what_was(cast, here, ann, case):
    ben, page = signed_in(cast.ben), f"{P}privacy/requests/{case.uuid}/"
    with here():
        contract, note, reference = (SarDocument.objects.get(title=one) for one in ("Contract", "Note", "Reference"))
        with pytest.raises(NotDecided):
            sar_files.review(case=case.uuid, by=cast.ben, at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            SarCase.objects.filter(pk=case.pk).update(
                state="REVIEWED", reviewed_by=cast.ben, reviewed_human=cast.ben.human_id, reviewed_at=timezone.now()
            )
        with pytest.raises(NotYourOwn):
            sar_documents.look(document=contract.uuid, by=cast.hana, at=timezone.now())
    assert "3 to be decided" in text(ben.get(f"{page}documents/"))
    assert text(ben.get(f"{page}documents/{reference.uuid}/file")) == SECRET.decode()

    def decide(document, **given):
        return ben.post(f"{page}documents/{document.uuid}/", given).status_code

    third = {"exemption": "REFERENCE", "words": "Given in confidence by a third party"}
    assert decide(reference, decision="WITHHOLD") == 422
    assert decide(note, decision="REDACT", **third) == 422
    itself = SimpleUploadedFile("x.pdf", PDF + b".", "application/pdf")
    assert decide(note, decision="REDACT", redacted=itself, **third) == 422
    assert decide(note, decision="REDACT", redacted=SimpleUploadedFile("x.exe", b"MZ"), **third) == 422
    black = SimpleUploadedFile("x.pdf", BLACK, "application/pdf")
    assert decide(note, decision="REDACT", redacted=black, exemption="THIRD_PARTY", words="Names a colleague") == 302
    assert decide(reference, decision="WITHHOLD", **third) == 302
    assert decide(contract, decision="RELEASE") == 302
    with here():
        given = {"case": case.uuid, "by": cast.ben, "at": timezone.now()}
        decide_apart(case, by=cast.ben, at=given["at"])
        sar_files.review(**given)
        sar_files.release(**given)
        with pytest.raises(TooLate):
            sar_documents.decide(
                document=note.uuid, decision="RELEASE", exemption="", words="", redacted=None, by=cast.ben,
                at=timezone.now(),
            )  # fmt: skip
    for who, url in ((ben, f"{page}answer.zip"), (signed_in(ann.login), f"{P}me/data/{case.uuid}/answer.zip")):
        answer = who.get(url)
        assert answer.streaming
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
            names = archive.namelist()
            inside = {name: archive.read(name) for name in names}
        assert inside["documents/contract/001-contract.pdf"] == PDF
        assert inside["documents/other/002-note.pdf"] == BLACK
        assert SECRET not in b"".join(inside.values())
        listed = {row["Section"]: row for row in csv.DictReader(io.StringIO(inside["contents.csv"].decode()))}
        assert listed["Contract"]["SHA-256"] == hashlib.sha256(PDF).hexdigest()
        assert (listed["References"]["File"], listed["References"]["Why"]) == ("", "Reference given in confidence")
        assert json.loads(inside["data/hr.json"])["controller"] == "Northshire County Council"
    assert sar_files.forget_expired(at=timezone.now() + timedelta(days=31)) >= 4
    with here():
        assert not SarDocument.objects.exclude(body="").exists()


# --- the rights -----------------------------------------------------------------------------------------------------
def test_somebody_asks_on_a_phone_and_the_record_is_restricted_put_right_and_answered(cast, here, ann):
    me, dpo = signed_in(ann.login), signed_in(cast.hana)
    wish = {"kind": "RECTIFY", "area": "identity", "words": "I was born in 1986"}
    assert me.get(f"{P}me/rights/").status_code == 200
    assert me.post(f"{P}me/rights/ask/", {**wish, "words": "x" * 2_000_000}).status_code == 422
    for _twice in range(2):
        assert me.post(f"{P}me/rights/ask/", wish).status_code == 302
    with here():
        row = RightsCase.objects.get()
        assert (row.is_own, row.state, row.person_id) == (True, "RECEIVED", ann.person.pk)
    page = f"{R}{row.uuid}/"
    assert "Rights and complaints to answer" in text(dpo.get(P))
    assert dpo.post(f"{page}acknowledge/").status_code == 302
    assert dpo.post(f"{page}restrict/").status_code == 302
    assert "Contested." in text(signed_in(cast.amara).get(f"{P}people/{ann.person.uuid}/"))
    assert "Contested." in text(dpo.get(f"{P}people/{ann.person.uuid}/details/"))
    assert "Restricted" in text(me.get(f"{P}me/rights/"))
    with here(), pytest.raises(IsRestricted):
        rights.require_no_list(partner_id=cast.northshire.pk, people=[ann.person.pk])
    ben = signed_in(cast.ben)
    assert ben.post(f"{page}uphold/", {"outcome": "Put right"}).status_code == 422  # nobody has proposed the change
    with here(cast.ben), pytest.raises(NoChangeYet):
        rights.decide(case=row.uuid, action="uphold", outcome="Put right", by=cast.ben, at=timezone.now())
    assert ben.post(f"{page}refuse/", {"outcome": "The birth certificate says 1985"}).status_code == 302
    assert ben.post(f"{page}lift/", {"why": "It is shown to be right"}).status_code == 302
    with here():
        row.refresh_from_db()
        assert (row.state, row.lifted_why) == ("REFUSED", "It is shown to be right")
        actions = list(RightsEvent.objects.order_by("id").values_list("action", flat=True))
        assert actions == ["receive", "acknowledge", "restrict", "refuse", "lift"]
        told = OutboundMessage.objects.filter(kind="request about data")
        assert (told.count(), set(told.values_list("address", flat=True))) == (4, {ann.login.email})
        with pytest.raises(DatabaseError), transaction.atomic():
            RightsCase.objects.filter(pk=row.pk).update(outcome="Otherwise")
    assert "The birth certificate says 1985" in text(me.get(f"{P}me/rights/"))


def test_whoever_has_no_login_hears_by_letter_and_a_complaint_has_thirty_days(cast, here):
    with here():
        bob = hr.employee(cast.northshire, person_fields={"surname": "Baker", "forenames": "Bob"}).person
    given = {"person": "Bob Baker", "kind": "COMPLAIN", "area": "file", "words": "You lost my letter",
             "received_on": "02/11/2026"}  # fmt: skip
    hana = signed_in(cast.hana)
    assert hana.post(f"{R}new/", {**given, "received_on": "01/01/2999"}).status_code == 422
    assert hana.post(f"{R}new/", {**given, "words": ""}).status_code == 422
    assert hana.post(f"{R}new/", given).status_code == 302
    with here():
        row = RightsCase.objects.get()
        assert (row.acknowledge_by, row.person_id) == (date(2026, 12, 2), bob.pk)
        step = {"case": row.uuid, "by": cast.hana, "at": timezone.now()}
        with pytest.raises(TooLate):
            rights.restrict(**step)  # there is nothing contested
        with pytest.raises(TooLate):
            rights.supply(**step)
        with pytest.raises(NotTheirTask):
            rights.assign(owner=cast.ed, **step)
        assert rights.assign(owner=cast.ben, **step).owner == cast.ben
        with pytest.raises(ReasonNeeded):
            rights.withdraw(reason=" ", **step)
        rights.acknowledge(**step)
        assert OutboundMessage.objects.filter(channel="POST", person_id=bob.pk).count() == 1
        rights.withdraw(reason="By telephone", **step)
    for asks in ("", "?download=csv", "?state=OPEN&kind=COMPLAIN"):
        assert "Bob Baker" in text(hana.get(R + asks)) or "OPEN" in asks


def test_uphold_restricts_what_was_asked_and_uphold_partly_closes_once(cast, here):
    at = timezone.now()
    with here():
        bob = hr.employee(cast.northshire, person_fields={"surname": "Baker", "forenames": "Bob"}).person
        made = [
            rights.receive(
                partner_id=cast.northshire.pk, person_id=bob.pk, received_on=timezone.localdate(), by=cast.hana, at=at,
                asked=Asked(kind=kind, area="job", words="Stop"),
            )
            for kind in ("RESTRICT", "OBJECT")
        ]  # fmt: skip
        done = rights.decide(case=made[0].uuid, action="uphold", outcome="Stopped", by=cast.ben, at=at)
        assert (done.state, done.paused, done.lifted_at) == ("UPHELD", ["lists", "erasure"], None)
        part = rights.decide(case=made[1].uuid, action="uphold_partly", outcome="In reports", by=cast.ben, at=at)
        assert part.state == "PARTLY"
        with pytest.raises(WrongState):
            rights.decide(case=part.uuid, action="uphold", outcome="Again", by=cast.ben, at=at)
        with pytest.raises(ReasonNeeded):
            rights.lift(case=done.uuid, why="", by=cast.ben, at=at)


def test_nobody_deals_with_their_own_and_a_copy_for_machines_is_of_what_one_gave(cast, here, ann):
    me = signed_in(ann.login)
    copy = json.loads(text(me.get(f"{P}me/rights/copy.json")))
    assert copy["Who you are"][0]["Surname"] == "Abbott"
    assert "Surname,Abbott" in text(me.get(f"{P}me/rights/copy.csv"))
    assert me.get(f"{P}me/rights/copy.exe").status_code == 404
    asked = Asked(kind="PORT", area="everything", words="")
    with here():
        row = rights.receive(
            partner_id=cast.northshire.pk, person_id=ann.person.pk, asked=asked, received_on=timezone.localdate(),
            by=cast.hana, at=timezone.now(),
        )  # fmt: skip
        with pytest.raises(NotYourOwn):
            rights.acknowledge(case=row.uuid, by=ann.login, at=timezone.now())
    assert "Abbott" in text(signed_in(cast.hana).get(f"{R}{row.uuid}/supplied.json"))
    with here(person_ids=frozenset({0})), pytest.raises(DatabaseError), transaction.atomic():
        rights.ask(partner_id=cast.northshire.pk, person_id=ann.person.pk, asked=asked, by=cast.ed, at=timezone.now())


# --- breaches -------------------------------------------------------------------------------------------------------
def test_a_breach_has_72_hours_reasons_either_way_and_lessons_at_the_end(cast, here):
    aware = timezone.now() - timedelta(hours=80)
    local = f"{timezone.localtime(aware):%d/%m/%Y %H:%M}"
    given = {"title": "Payslips in the wrong envelope", "what": "Twelve payslips went to others", "severity": "RISK",
             "data_kinds": "Names, pay", "aware_at": local, "n_people": "12"}  # fmt: skip
    hana, ben, log = signed_in(cast.hana), signed_in(cast.ben), f"{P}privacy/breaches/"
    assert hana.post(f"{log}new/", {**given, "aware_at": "yesterday"}).status_code == 422
    assert hana.post(f"{log}new/", given).status_code == 302
    with here():
        row = Breach.objects.get()
        assert row.due_at - row.aware_at == timedelta(hours=72)
    page = f"{log}{row.uuid}/"
    assert "Breaches to decide about and notify" in text(hana.get(P))
    assert "hours late" in text(hana.get(log))
    assert "1 over 72 hours" in text(hana.get(f"{P}privacy/"))
    assert "govuk-tag--red" in text(hana.get(P))
    assert "govuk-tag--red" in text(hana.get(log))
    assert "It is late: 72 hours are over" in text(hana.get(page))
    assert hana.get(f"{page}decide/").status_code == 403
    step = {"breach": row.uuid, "by": cast.ben, "at": timezone.now()}
    with here():
        with pytest.raises(RiskIsNotified):
            breaches.decide(decision="NOT_NOTIFY", reason="Few", **step)
        with pytest.raises(NotDecidedYet):
            breaches.notify(notified_at=timezone.now(), reference="", late_reason="", **step)
    assert ben.post(f"{page}decide/", {"decision": "NOTIFY", "reason": "Pay of twelve people"}).status_code == 302
    now = f"{timezone.localtime():%d/%m/%Y %H:%M}"
    assert hana.post(f"{page}notify/", {"notified_at": now, "reference": "IC-1"}).status_code == 422  # late: why?
    late = {"notified_at": now, "reference": "IC-1", "late_reason": "Found by a second check"}
    assert hana.post(f"{page}notify/", late).status_code == 302
    with here(), pytest.raises(NotDecidedYet):
        breaches.close(lessons="Check envelopes", **step)
    assert hana.post(f"{page}contain/", {"containment": "All came back"}).status_code == 302
    assert hana.post(f"{page}told/", {"told_at": now, "n_told": "12", "how": "A letter each"}).status_code == 302
    assert ben.post(f"{page}close/", {"lessons": "A second person checks each batch"}).status_code == 302
    with here():
        actions = list(BreachEvent.objects.order_by("id").values_list("action", flat=True))
        assert actions == ["record", "decide", "notify", "contain", "tell_people", "close"]
        with pytest.raises(DatabaseError), transaction.atomic():
            Breach.objects.update(lessons="None")
    assert "Breaches to decide about" not in text(hana.get(P))
    assert "IC-1" in text(hana.get(page))


def test_a_risk_that_turns_out_higher_takes_the_decision_back(cast, here):
    at = timezone.now()
    new = Found(title="Lost stick", what="An encrypted stick", data_kinds="Names", severity="UNLIKELY", aware_at=at)
    with here():
        row = breaches.record(partner_id=cast.northshire.pk, new=new, by=cast.hana, at=at)
        step = {"breach": row.uuid, "by": cast.ben, "at": at}
        assert breaches.decide(decision="NOT_NOTIFY", reason="It is encrypted", **step).state == "DECIDED"
        found = breaches.assess(severity="HIGH", n_people=40, why="The key was with it", **step)
        assert (found.state, found.decision) == ("OPEN", "")
        with pytest.raises(ImpossibleDay):
            breaches.tell_people(told_at=at - timedelta(days=1), n_told=1, how="Mail", **step)


# --- who looked -----------------------------------------------------------------------------------------------------
def test_the_report_of_a_month_says_what_is_worth_a_question_and_is_read(cast, here, ann):
    dana = user("Dana")
    grant(dana, cast.northshire, Role.DATA_PROTECTION_OFFICER)
    night = datetime(2026, 10, 13, 22, 30, tzinfo=timezone.get_current_timezone())
    with here():
        cousin = hr.person(cast.northshire, surname="Abbott", forenames="Cora")
        mate = hr.employee(cast.northshire, org=ann.org, person_fields={"surname": "Mate", "forenames": "Max"}).person
        for one in (ann.person, cousin, mate):
            disclosure.record_view(person=one, what="pay", by=ann.login, at=night)
        people.correct_contacts(
            person=mate.uuid, details=ContactDetails(known_as="Maxi"), reason="Asked", by=cast.hana, at=night
        )
    with here():  # the trail stamps its own time
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(at) FROM partners_auditevent")
            (stamped,) = cursor.fetchone()
        (looker,) = [one for one in who_looked(partner_id=cast.northshire.pk, month=stamped.date()) if one.n_people]
        assert (looker.n_people, looker.n_own, looker.n_namesakes, looker.n_colleagues) == (3, 1, 1, 1)
        assert {"own record", "same surname", "own team"} <= set(looker.reasons)
        assert lookers.make(partner_id=cast.northshire.pk, month=stamped.date(), at=stamped)
        assert not lookers.make(partner_id=cast.northshire.pk, month=stamped.date(), at=stamped)
        report = LookerReport.objects.get()
        assert (report.n_lookers, report.n_flagged) == (1, 1)
    client, page = signed_in(dana), f"{P}privacy/lookups/"
    assert f"Read who looked in {stamped:%B %Y}" in text(client.get(P))
    shown = text(client.get(page))
    assert "Who looked at most people" in shown
    assert "same surname" in text(client.get(f"{page}?download=csv"))
    assert client.post(f"{page}reports/{report.uuid}/", {"words": ""}).status_code == 422
    assert client.post(f"{page}reports/{report.uuid}/", {"words": "Spoke with Ann"}).status_code == 302
    assert "Spoke with Ann" in text(client.get(page))
    with here(), pytest.raises(TooLate):
        lookers.read(report=report.uuid, words="Again", by=dana, at=timezone.now())


def test_last_months_report_is_made_at_every_partner_once(cast, here):
    at = datetime(2026, 12, 1, 5, 20, tzinfo=timezone.get_current_timezone())
    assert lookers.make_everywhere(at=at) == 2
    assert lookers.make_everywhere(at=at) == 0
    with here():
        assert LookerReport.objects.get().month == date(2026, 11, 1)
