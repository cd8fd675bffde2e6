"""Ask HR: from the question to the answer, restricted concerns, the case, what a death freezes, and E11."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from hr.engine.questions import due_on
from hr.models import BankAccount, BankChange, DeathCase, HrCase, HrQuestion, HrQuestionMessage
from hr.operations import questions, sensitive
from hr.operations.questions import Asked
from hr.rules import RuleBroken
from hr.states import HR_QUESTION, QuestionState
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import allowed_actions
from tests.factories import hr
from tests.functional.people_pages import NOW, client, in_scope, text
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

P = "/p/northshire/"
ASKED = {"topic": "QUESTION", "subject": "My probation", "text": "When does it end?"}


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Ann, who asks; Olive, an HR administrator beside Hana; Ben is HR manager."""
    with for_a_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        cast = make_cast()
        with in_scope(cast):
            ann = hr.employee(cast.northshire, person_fields={"email": "ann@home.example"})
            bob = hr.employee(cast.northshire, org=ann.org)
        me, other, olive, mona = user("Ann"), user("Bob"), user("Olive"), user("Mona")
        grant(me, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
        grant(other, cast.northshire, Role.EMPLOYEE, person_id=bob.person.pk)
        grant(olive, cast.northshire, Role.HR_ADMIN)
        grant(mona, cast.northshire, Role.LINE_MANAGER, unit=ann.org.unit.pk)
        yield SimpleNamespace(cast=cast, ann=ann, login=me, other=other, olive=olive, mona=mona)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(NOW, tick=False):
        yield whole


def ask(made, **more):
    """Ask as Ann, and return the question."""
    answer = client(made.login).post(f"{P}ask-hr/new/", ASKED | more)
    assert answer.status_code == 302, text(answer)
    with partner_scope(made.cast.northshire.pk, actor_id=made.cast.ben.pk):
        return HrQuestion.objects.get(uuid=answer["Location"].rstrip("/").rsplit("/", maxsplit=1)[-1])


def test_answer_question_then_ask_again_name_owner_and_close_question(made):
    me, hana = client(made.login), client(made.cast.hana)
    for more in ({"topic": "BANK"}, {"text": " "}, {"subject": "x" * 121}, {"text": "x" * 200_000}):
        assert me.post(f"{P}ask-hr/new/", ASKED | more).status_code == 422
    row = ask(made)
    assert (str(row), row.state, row.due_on) == ("Q-000001", "ASKED", due_on("QUESTION", asked_on=NOW.date()))
    assert "Questions to HR" in text(hana.get(P))
    assert "Q-000001" in text(hana.get(f"{P}questions/?q=q-1"))
    at, own = f"{P}questions/{row.uuid}/", f"{P}ask-hr/{row.uuid}/"
    assert hana.post(at, {"text": ""}).status_code == 422
    assert "Your answer is there" in text(hana.post(at, {"text": "On 1 May."}, follow=True))
    shown = text(me.get(own))
    assert ("On 1 May." in shown, "Hana" in shown) == (True, True)
    me.post(own, {"text": "And if I am ill?"})
    with in_scope(made.cast):
        row.refresh_from_db()
        assert (row.state, row.owner_id) == ("WITH_HR", made.cast.hana.pk)
        assert [(one.kind, one.address) for one in OutboundMessage.objects.all()] == [("question", "ann@home.example")]
    hana.post(f"{at}owner/", {"owner": made.olive.pk})
    client(made.olive).post(f"{at}close/")
    with in_scope(made.cast):
        row.refresh_from_db()
        assert (row.state, row.owner_id) == ("CLOSED", made.olive.pk)
    assert me.post(own, {"text": "One more"}).status_code == 422
    assert client(made.other).get(own).status_code == 404
    assert client(made.mona).get(at).status_code == 403


def test_a_concern_about_hr_is_read_by_whom_it_was_brought_to_and_nobody_in_hr(made):
    """HR-16: the person chooses the HR director or the monitoring officer; HR neither sees nor records it."""
    cast, director, officer = made.cast, user("Dora"), user("Moira")
    grant(director, cast.northshire, Role.HR_DIRECTOR)
    grant(officer, cast.northshire, Role.MONITORING_OFFICER)
    plain = ask(made, subject="My probation")
    said = {"DIRECTOR": director, "MONITORING": officer}
    for topic, reader in said.items():
        given = ASKED | {"topic": topic, "subject": f"What Ben did: {topic}"}
        answer = client(made.login).post(f"{P}ask-hr/new/", given)
        at = f"{P}questions/{answer['Location'].rstrip('/').rsplit('/', maxsplit=1)[-1]}/"
        for who in (cast.ben, cast.hana, *(one for one in said.values() if one is not reader)):
            assert client(who).get(at).status_code == 404, (topic, who)
            assert f"did: {topic}" not in text(client(who).get(f"{P}questions/"))
        mine = client(reader)
        assert "Questions to HR" in text(mine.get(P))
        assert "My probation" not in text(mine.get(f"{P}questions/"))
        assert mine.get(f"{P}questions/{plain.uuid}/").status_code == 404
        assert mine.post(f"{at}owner/", {"owner": cast.hana.pk}).status_code == 422
        assert "Your answer is there" in text(mine.post(at, {"text": "I listen."}, follow=True))
    row = {"employee_no": made.ann.employment.employee_no, "channel": "PHONE"} | ASKED
    assert client(cast.hana).post(f"{P}questions/record/", row | {"topic": "DIRECTOR"}).status_code == 422
    with in_scope(cast), pytest.raises(RuleBroken) as recorded:
        questions.record(
            person=made.ann.person.uuid, asked=Asked(**ASKED | {"topic": "DIRECTOR"}), by=cast.hana, at=NOW
        )
    assert recorded.value.rule == "HR-QUESTION-BROUGHT"
    with partner_scope(cast.northshire.pk, actor_id=officer.pk):
        theirs = HrQuestion.objects.get(topic="MONITORING")
        with pytest.raises(RuleBroken) as outside:
            questions.name_owner(question=theirs.uuid, owner=cast.hana, by=officer, at=NOW)
    assert outside.value.rule == "HR-QUESTION-OUTSIDE"


def test_nobody_in_hr_reads_a_concern_about_hr_by_another_role(made):
    grant(made.cast.ben, made.cast.northshire, Role.HR_DIRECTOR)
    answer = client(made.login).post(f"{P}ask-hr/new/", ASKED | {"topic": "DIRECTOR"})

    number = answer["Location"].rstrip("/").rsplit("/", maxsplit=1)[-1]
    assert client(made.cast.ben).get(f"{P}questions/{number}/").status_code == 404


def test_a_concern_is_read_by_the_hr_manager_and_whom_they_name(made):
    row = ask(made, topic="GRIEVANCE", subject="My manager")
    at, ben = f"{P}questions/{row.uuid}/", client(made.cast.ben)
    for who in (made.cast.hana, made.olive):
        assert "My manager" not in text(client(who).get(f"{P}questions/"))
        assert client(who).get(at).status_code == 404
        with partner_scope(made.cast.northshire.pk, actor_id=who.pk):
            assert not HrQuestionMessage.objects.exists()
    assert "My manager" in text(ben.get(f"{P}questions/"))
    ben.post(f"{at}owner/", {"owner": made.olive.pk})
    assert client(made.olive).get(at).status_code == 200
    assert client(made.cast.hana).get(at).status_code == 404
    with partner_scope(made.cast.northshire.pk, actor_id=made.olive.pk), pytest.raises(RuleBroken) as refused:
        questions.name_owner(question=row.uuid, owner=made.cast.hana, by=made.olive, at=NOW)
    assert refused.value.rule == "HR-QUESTION-RESTRICTED"
    answer = ben.post(f"{at}case/", {"officer": made.olive.pk, "sensitivity": "RESTRICTED"})
    assert answer.status_code == 302, text(answer)
    with partner_scope(made.cast.northshire.pk, actor_id=made.olive.pk):
        case = HrCase.objects.get()
        assert (case.kind, case.person_id, "When does it end?" in case.summary) == (
            "GRIEVANCE", made.ann.person.pk, True,
        )  # fmt: skip
    assert case.reference in text(client(made.login).get(f"{P}ask-hr/{row.uuid}/"))
    assert ben.post(f"{at}case/", {"officer": made.olive.pk, "sensitivity": "NORMAL"}).status_code == 422


def test_e11_an_email_about_bank_details_is_never_acted_upon(made):
    """E11, domain HR-12: HR records what came by e-mail; no screen acts upon it, and the person hears."""
    hana = client(made.cast.hana)
    given = ASKED | {"employee_no": made.ann.employment.employee_no, "channel": "EMAIL", "topic": "BANK"}
    assert hana.post(f"{P}questions/record/", given | {"employee_no": "nobody"}).status_code == 422
    answer = hana.post(f"{P}questions/record/", given, follow=True)
    shown = text(answer)
    assert "Bank accounts are never changed because of an e-mail" in shown
    assert answer.context_data["submit"] == ""
    with in_scope(made.cast):
        row = HrQuestion.objects.get()
        assert (row.state, row.owner_id, BankChange.objects.count()) == ("CLOSED", None, 0)
        assert BankAccount.objects.count() == 2
        assert OutboundMessage.objects.get().template == "email/question_bank.txt"
        for change in ({"state": "WITH_HR"}, {"topic": "QUESTION"}):
            with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
                HrQuestion.objects.filter(pk=row.pk).update(**change)
    assert hana.post(f"{P}questions/{row.uuid}/", {"text": "We changed it"}).status_code == 422


def test_a_death_freezes_what_was_asked(made):
    row = ask(made)
    with in_scope(made.cast):
        DeathCase.objects.create(
            partner=made.cast.northshire, person=made.ann.person, date_of_death=date(2026, 10, 30), known="FAMILY",
            told_by="Her son", reported_by=made.cast.hana, reported_human=made.cast.hana.human_id, reported_at=NOW,
        )  # fmt: skip
    hana, at = client(made.cast.hana), f"{P}questions/{row.uuid}/"
    page = hana.get(at)
    assert ("A death was reported" in text(page), page.context_data["submit"]) == (True, "")
    assert "stands as it is" in text(hana.post(at, {"text": "On 1 May."}))
    with in_scope(made.cast):
        row.refresh_from_db()
        assert (row.state, OutboundMessage.objects.count()) == ("ASKED", 0)


def test_what_somebody_in_a_covert_role_brings_is_read_by_the_officers_who_know_of_them(made):
    vera = user("Vera")
    grant(vera, made.cast.northshire, Role.SENSITIVE_POSTS)
    plain = client(made.other).post(f"{P}ask-hr/new/", ASKED | {"topic": "GRIEVANCE"})
    with in_scope(made.cast):
        sensitive.restrict(
            person=made.ann.person.uuid, kind="COVERT", reason="Decision 4711", review_on=date(2026, 12, 1), by=vera,
            at=NOW,
        )  # fmt: skip
    addresses = [f"{P}questions/{ask(made, topic=topic).uuid}/" for topic in ("QUESTION", "GRIEVANCE")]
    addresses.append(plain["Location"].replace("ask-hr", "questions"))

    seen = {who.full_name: [client(who).get(one).status_code for one in addresses] for who in (vera, made.cast.ben)}
    assert seen == {"Vera Example": [200, 200, 404], "Ben Example": [404, 404, 200]}
    assert "Your answer is there" in text(client(vera).post(addresses[1], {"text": "Come and see me."}, follow=True))


def test_withdraw_question_and_nobody_answers_their_own(made):
    row = ask(made)
    with partner_scope(made.cast.northshire.pk, actor_id=made.login.pk):
        for refused in (
            lambda: questions.answer(question=row.uuid, text="Yes", by=made.login, at=NOW),
            lambda: questions.close(question=row.uuid, by=made.login, at=NOW),
            lambda: questions.record(
                person=made.ann.person.uuid, asked=Asked(**ASKED, channel="PHONE"), by=made.login, at=NOW
            ),
            lambda: questions.withdraw(question=row.uuid, by=made.other, at=NOW),
            lambda: questions.ask_again(question=row.uuid, text="?", by=made.other, at=NOW),
            lambda: questions.take_into_case(question=row.uuid, wanted=None, by=made.cast.hana, at=NOW),
        ):
            with pytest.raises(RuleBroken):
                refused()
    client(made.login).post(f"{P}ask-hr/{row.uuid}/withdraw/")
    with in_scope(made.cast):
        row.refresh_from_db()
    assert row.state == "WITHDRAWN"


@pytest.mark.parametrize(
    ("topic", "due"),
    [
        ("QUESTION", date(2026, 11, 9)),  # five working days after Monday
        ("FAMILY", date(2026, 11, 30)),  # SI 1999/3312 reg 7(6): 28 days
        ("FLEXIBLE", date(2027, 1, 2)),  # ERA 1996 s 80G(1B): two months
    ],
)
def test_by_when_it_is_answered(topic, due):
    assert due_on(topic, asked_on=date(2026, 11, 2)) == due


def test_only_what_fits_the_state_is_done():
    actions = {state: set(allowed_actions(HR_QUESTION, state)) for state in QuestionState}
    theirs = {"answer_question", "withdraw_question"}
    assert actions == {
        QuestionState.ASKED: theirs | {"name_owner"},
        QuestionState.WITH_HR: theirs | {"name_owner", "ask_again", "close_question"},
        QuestionState.ANSWERED: theirs | {"ask_again", "close_question"},
        QuestionState.CLOSED: set(),
        QuestionState.WITHDRAWN: set(),
    }
