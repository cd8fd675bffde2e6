"""HR cases (domain HR-16): the list is asked by the database, four people have four parts, witnesses see themselves."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from hr.forms.cases import DecideForm
from hr.models import (
    CaseAllegation,
    CaseBar,
    CaseEvent,
    CaseMember,
    CaseReporter,
    CaseSanction,
    CaseStatement,
    HrCase,
)
from hr.operations import case_evidence, case_outcomes, cases
from hr.operations.case_outcomes import AnotherFinding, Decision
from hr.operations.cases import Facts, NotForThisCase, NotYourPart, Opening, TooSoon, WordsNeeded, WrongDates
from hr.queries import cases as found
from hr.rules import RuleBroken
from hr.states import HR_CASE, HrCaseState
from partners.models import AuditAction, AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr
from tests.people import grant, user

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
P = "/p/northshire/cases/"
TABLES = (HrCase, CaseMember, CaseBar, CaseAllegation, CaseSanction, CaseEvent, CaseStatement, CaseReporter)
R = CaseMember.Role


class Story:
    """A case about Sam, who works in HR here. Mona manages Sam. Ofa looks after it."""

    def __init__(self, cast):
        self.cast, self.partner = cast, cast.northshire
        with self.scope(cast.hana):
            self.subject = hr.employee(cast.northshire, person_fields={"surname": "Subjectson", "forenames": "Sam"})
            self.witness = hr.employee(cast.northshire)
        names = ("Sam", "Ofa", "Inga", "Dora", "Alma", "Wim", "Mona", "Noel")
        self.sam, self.ofa, self.inga, self.dora, self.alma, self.wim, self.mona, self.noel = map(user, names)
        for who in (self.ofa, self.inga, self.dora, self.alma, self.noel, self.mona, self.sam):
            grant(who, self.partner, Role.HR_ADMIN)
        grant(self.sam, self.partner, Role.EMPLOYEE, person_id=self.subject.person.pk)
        grant(self.wim, self.partner, Role.EMPLOYEE, person_id=self.witness.person.pk)
        self.case = self.open()

    def scope(self, who, partner=None):
        return partner_scope((partner or self.partner).pk, actor_id=who.pk)

    def open(self, *, by=None, officer=None, sensitivity="NORMAL", received_on=date(2026, 8, 1)):
        by = by or self.cast.hana
        wanted = Opening(
            person=self.subject.person.uuid, kind="DISCIPLINARY", sensitivity=sensitivity, received_on=received_on,
            summary="Money is missing", officer=officer or self.ofa,
        )  # fmt: skip
        with self.scope(by):
            return cases.open_case(partner_id=self.partner.pk, wanted=wanted, by=by, at=AT)

    def do(self, operation, *, by=None, **given):
        by = by or self.ofa
        with self.scope(by):
            return operation(case=self.case.uuid, by=by, at=AT, **given)

    def add(self, who, role, **given):
        return self.do(cases.add_member, user=who, role=role, **given)

    def to_hearing(self):
        self.add(self.inga, R.INVESTIGATOR)
        self.add(self.dora, R.DECIDER)
        self.do(cases.add_allegation, text="Took £20 from the till")
        self.do(cases.move, action="investigate", note="")
        self.do(cases.move, action="hear", note="Friday at ten")

    def decide(self, *, by=None, sanction="FIRST_WARNING", spent_on=date(2027, 5, 16)):
        with self.scope(by or self.dora):
            findings = {one.uuid: "FOUND" for one in found.allegations(self.case)}
        decision = Decision(
            outcome="UPHELD", note="It was seen", findings=findings, sanction=sanction, sanction_from=TODAY,
            spent_on=spent_on,
        )  # fmt: skip
        return self.do(case_outcomes.decide_case, by=by or self.dora, decision=decision)

    def seen(self, who, partner=None):
        """Count the rows of every table of cases that a login sees through SQL, without any filter of ours."""
        with self.scope(who, partner), connection.cursor() as cursor:
            return {model.__name__: _count(cursor, model._meta.db_table) for model in TABLES}


def _count(cursor, table):
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return cursor.fetchone()[0]


def client_of(who):
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def story(cast):
    return Story(cast)


# --- the list, attacked ---------------------------------------------------------------------------------------------
def test_who_is_not_on_the_list_sees_no_row_of_a_case_even_through_sql(story):
    """An HR colleague with the same role, whoever opened it, the subject, the auditor and another partner: nothing."""
    story.to_hearing()
    story.decide()
    story.do(case_evidence.ask_witness, witness=story.wim, question="What did you see?")
    story.do(case_evidence.record_reporter, identity="Robin Redbreast")
    strangers = [story.noel, story.cast.hana, story.sam, story.mona, story.cast.ben, story.cast.chen]

    assert [set(story.seen(who).values()) for who in strangers] == [{0}] * len(strangers)
    assert set(story.seen(story.cast.dilys, story.cast.southborough).values()) == {0}
    assert story.seen(story.ofa) | {"CaseEvent": 1} == {
        "HrCase": 1, "CaseMember": 3, "CaseBar": 0, "CaseAllegation": 1, "CaseSanction": 1, "CaseEvent": 1,
        "CaseStatement": 1, "CaseReporter": 1,
    }  # fmt: skip
    assert story.seen(story.dora)["CaseReporter"] == 0
    with partner_scope(story.partner.pk):  # nobody in particular: a task, a shell
        assert [model.objects.count() for model in TABLES] == [0] * len(TABLES)


def test_a_stranger_writes_nothing_into_a_case_through_sql(story):
    statements = (
        "INSERT INTO hr_casemember (uuid, partner_id, case_id, user_id, human, role, added_by_id, added_at) "
        f"VALUES (gen_random_uuid(), {story.partner.pk}, {story.case.pk}, {story.noel.pk}, gen_random_uuid(), 'NOTES', "
        f"{story.noel.pk}, now())",
        "INSERT INTO hr_casestatement (uuid, partner_id, case_id, witness_id, question, text, asked_by_id, asked_at) "
        f"VALUES (gen_random_uuid(), {story.partner.pk}, {story.case.pk}, {story.noel.pk}, 'q', '', "
        f"{story.noel.pk}, now())",
    )
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match=r"row-level security|statements are asked"),
            story.scope(story.noel),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with story.scope(story.noel), connection.cursor() as cursor:
        cursor.execute("UPDATE hr_hrcase SET summary = 'stolen'")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("name", ["noel", "sam", "mona"])
def test_pages_of_a_case_do_not_exist_for_a_stranger(story, name):
    """The page, every step and the list: 404, no word of the case, and the refusal is on record."""
    client = client_of(getattr(story, name))
    steps = ("", "list/add/", "keep-out/", "note/", "seal/open/", "decide/", "close/")

    assert [client.get(f"{P}{story.case.uuid}/{step}").status_code for step in steps] == [404] * len(steps)
    assert "Subjectson" not in client.get(P).content.decode()
    assert client_of(story.cast.dilys).get(f"{P}{story.case.uuid}/").status_code == 404


def test_every_look_at_a_case_is_recorded_without_a_name(story):
    client = client_of(story.ofa)
    page = client.get(f"{P}{story.case.uuid}/").content.decode()

    assert "Subjectson" in page
    with story.scope(story.cast.ben):
        looks = AuditEvent.objects.filter(action=AuditAction.VIEW, object_type="hr_hrcase", actor_id=story.ofa.pk)
        assert [one.label for one in looks] == [f"HR case {story.case.reference}"]
        trail = AuditEvent.objects.filter(object_type__startswith="hr_case") | AuditEvent.objects.filter(
            object_type="hr_hrcase"
        )
        words = " ".join(f"{one.label} {one.changes}" for one in trail)
    assert "Subjectson" not in words
    assert "Money is missing" not in words
    assert "DISCIPLINARY" not in words


# --- the list, kept -------------------------------------------------------------------------------------------------
def test_open_case_hands_it_over_and_whoever_opened_it_sees_it_no_more(story):
    assert story.case.reference == "2026-0001"
    assert story.open().reference == "2026-0002"
    with story.scope(story.cast.hana):
        assert HrCase.objects.count() == 0
    with pytest.raises(NotForThisCase):
        story.open(officer=story.wim)  # an employee does not work on cases
    with pytest.raises(NotForThisCase):
        story.open(officer=story.sam)  # the subject
    with pytest.raises(WrongDates):
        story.open(received_on=date(2027, 1, 1))


def test_open_case_about_oneself_is_refused(story):
    with pytest.raises(NotForThisCase, match="your own record"):
        story.open(by=story.sam)


def test_four_parts_are_four_human_beings_by_any_login(story):
    """A second login of the investigator does not decide, and who was taken off does not come back in another part."""
    twin = user("Twin")
    twin.human_id = story.inga.human_id
    twin.save()
    grant(twin, story.partner, Role.HR_ADMIN)
    member = story.add(story.inga, R.INVESTIGATOR)
    for who, role in ((twin, R.DECIDER), (story.inga, R.APPEAL), (story.ofa, R.DECIDER), (story.sam, R.NOTES)):
        with pytest.raises(NotForThisCase):
            story.add(who, role)
    story.do(cases.remove_member, member=member.uuid)
    with pytest.raises(NotForThisCase):
        story.add(story.inga, R.DECIDER)

    story.add(story.inga, R.INVESTIGATOR)
    assert story.seen(story.inga)["HrCase"] == 1


def test_remove_member_ends_what_they_see_and_a_case_keeps_an_officer(story):
    member = story.add(story.inga, R.INVESTIGATOR)
    own = next(one for one in _list(story) if one.user_id == story.ofa.pk)
    with pytest.raises(NotYourPart):
        story.do(cases.remove_member, by=story.inga, member=own.uuid)
    with pytest.raises(TooSoon):
        story.do(cases.remove_member, member=own.uuid)

    story.do(cases.remove_member, member=member.uuid)

    assert story.seen(story.inga)["HrCase"] == 0


def _list(story):
    with story.scope(story.ofa):
        return found.members(story.case)


def test_keep_out_an_implicated_manager_for_good(story):
    story.add(story.mona, R.NOTES)
    assert story.seen(story.mona)["HrCase"] == 1

    story.do(cases.keep_out, user=story.mona, reason="Is implicated")

    assert set(story.seen(story.mona).values()) == {0}
    with pytest.raises(NotForThisCase):
        story.add(story.mona, R.NOTES)
    with pytest.raises(NotForThisCase, match="already"):
        story.do(cases.keep_out, user=story.mona, reason="Again")
    with pytest.raises(NotYourPart):
        story.do(cases.keep_out, user=story.ofa, reason="Me")
    with pytest.raises(WordsNeeded):
        story.do(cases.keep_out, user=story.noel, reason=" ")


def test_nobody_takes_notes_in_a_sealed_case_and_lists_do_not_name_the_person(story):
    story.case = story.open(sensitivity="SEALED")
    with pytest.raises(NotForThisCase):
        story.add(story.noel, R.NOTES)

    page = client_of(story.ofa).get(f"{P}?kind=DISCIPLINARY").content.decode()

    assert "Sealed" in page
    assert page.count("Subjectson") == 1  # the other, normal case


def test_add_allegation_and_add_note_go_by_the_part(story):
    story.add(story.dora, R.DECIDER)
    with pytest.raises(NotYourPart):
        story.do(cases.add_allegation, by=story.dora, text="x")
    with pytest.raises(WordsNeeded):
        story.do(cases.add_allegation, text="x" * 10_001)
    story.do(cases.add_note, by=story.dora, text="Read the file")

    assert story.do(cases.add_allegation, text="Late").number == 1
    with story.scope(story.ofa):
        assert found.events(story.case)[1]["reason"] == "Read the file"


def test_set_facts_keeps_dates_and_legal_hold(story):
    with pytest.raises(WrongDates):
        story.do(cases.set_facts, facts=Facts(suspended_until=TODAY))
    story.do(cases.set_facts, facts=Facts(suspended_from=date(2026, 11, 7), is_on_hold=True))

    with story.scope(story.cast.ben):
        figures = found.figures(partner_id=story.partner.pk, on=TODAY)
    assert [(one.kind, one.n_open, one.n_late, one.n_suspended, one.suspended_days) for one in figures] == [
        ("Disciplinary", 1, 1, 1, 10)
    ]


def test_what_suspensions_cost_a_day_is_said_from_three_people_on(story):
    """£36,500.00 a year is £100 a day; of one or two people nothing is said."""
    with story.scope(story.cast.ben):
        assert found.suspension_cost(partner_id=story.partner.pk, on=TODAY) == (0, None)
    for n in (1, 2, 3):
        with story.scope(story.cast.hana):
            who = hr.employee(story.partner, annual="36500.00")
            wanted = Opening(
                person=who.person.uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=date(2026, 8, 1),
                summary="Money is missing", officer=story.ofa,
            )  # fmt: skip
            story.case = cases.open_case(partner_id=story.partner.pk, wanted=wanted, by=story.cast.hana, at=AT)
        story.do(cases.set_facts, facts=Facts(suspended_from=date(2026, 11, 7)))
        with story.scope(story.cast.ben):
            cost = found.suspension_cost(partner_id=story.partner.pk, on=TODAY)
        assert cost == (n, Decimal(300) if n == 3 else None)

    page = client_of(story.cast.ben).get(P).content.decode()
    assert "3 people are suspended on pay, at £300.00 a day" in page


# --- witnesses and whoever spoke up ---------------------------------------------------------------------------------
def test_ask_witness_who_sees_the_own_statement_and_nothing_else(story):
    asked = story.do(case_evidence.ask_witness, witness=story.wim, question="Who was at the till at nine?")
    client = client_of(story.wim)
    url = f"{P}statements/{asked.uuid}/"

    pages = client.get(P).content.decode() + client.get(url).content.decode()

    assert "Who was at the till at nine?" in pages
    assert "Subjectson" not in pages
    assert story.case.reference not in pages
    assert {key: n for key, n in story.seen(story.wim).items() if n} == {"CaseStatement": 1}
    assert client.get(f"{P}{story.case.uuid}/").status_code == 403
    assert client_of(story.noel).get(url).status_code == 404


def test_the_home_page_knows_what_waits_and_what_is_late(story):
    story.do(case_evidence.ask_witness, witness=story.wim, question="What did you see?")

    assert "HR cases open for more than 90 days" in client_of(story.ofa).get("/p/northshire/").content.decode()
    assert "open for more than 90 days" not in client_of(story.noel).get("/p/northshire/").content.decode()
    assert "Give your statement" in client_of(story.wim).get("/p/northshire/").content.decode()


def test_give_statement_once_and_by_the_witness_alone(story):
    asked = story.do(case_evidence.ask_witness, witness=story.wim, question="What did you see?")
    url = f"{P}statements/{asked.uuid}/"
    assert client_of(story.ofa).post(url, {"text": "Invented"}).status_code == 422
    client = client_of(story.wim)
    assert client.post(url, {"text": "x" * 2_000_000}).status_code == 422
    assert client.post(url, {"text": "Nobody was there"}).status_code == 302
    again = client.post(url, {"text": "Or was there?"})

    assert again.status_code == 422
    with story.scope(story.ofa):
        assert found.statements(story.case)[0].text == "Nobody was there"
    with pytest.raises(DatabaseError), story.scope(story.ofa), transaction.atomic():
        CaseStatement.objects.update(text="Somebody was there")


def test_ask_witness_refuses_whoever_works_on_the_case_or_is_a_stranger(story):
    for who in (story.ofa, story.cast.dilys):
        with pytest.raises(NotForThisCase):
            story.do(case_evidence.ask_witness, witness=who, question="?")


def test_who_raised_it_is_sealed_and_opened_by_the_officer_with_a_reason(story):
    story.add(story.dora, R.DECIDER)
    story.do(case_evidence.record_reporter, identity="Robin Redbreast, 01632 960001")
    with pytest.raises(TooSoon):
        story.do(case_evidence.record_reporter, identity="Another")
    with pytest.raises(NotYourPart):
        story.do(case_evidence.show_reporter, by=story.dora, reason="I am curious about it")
    with pytest.raises(RuleBroken):
        story.do(case_evidence.show_reporter, reason="")

    with story.scope(story.ofa), connection.cursor() as cursor:
        cursor.execute("SELECT identity FROM hr_casereporter")
        assert "Robin" not in cursor.fetchone()[0]
    page = client_of(story.ofa).post(
        f"{P}{story.case.uuid}/seal/open/", {"reason": "Ask whether they feel safe at work"}
    )

    assert "Robin Redbreast, 01632 960001" in page.content.decode()
    with story.scope(story.cast.ben):
        event = AuditEvent.objects.get(action=AuditAction.UNMASK)
        assert event.reason == "Ask whether they feel safe at work"
    assert "seal" not in str(story.do(lambda case, by, at: found.events(story.case), by=story.dora)).lower()


# --- states ---------------------------------------------------------------------------------------------------------
def test_investigate_and_hear_need_whoever_does_it(story):
    for action in ("investigate", "hear"):
        with pytest.raises(TooSoon):
            story.do(cases.move, action=action, note="")
    story.add(story.inga, R.INVESTIGATOR)
    with pytest.raises(NotYourPart):
        story.do(cases.move, by=story.inga, action="investigate", note="")
    assert story.do(cases.move, action="investigate", note="").state == HrCaseState.INVESTIGATION


def test_decide_case_by_the_decision_maker_with_every_finding(story):
    story.to_hearing()
    for who in (story.ofa, story.inga):
        with pytest.raises(NotYourPart):
            story.decide(by=who)
    with pytest.raises(TooSoon, match="allegation 1"):
        story.do(case_outcomes.decide_case, by=story.dora, decision=Decision(outcome="UPHELD", note="x"))
    with pytest.raises(WrongDates):
        story.decide(spent_on=None)
    with pytest.raises(WrongDates):
        story.decide(spent_on=TODAY)

    assert story.decide().state == HrCaseState.DECIDED


def test_a_warning_is_spent_after_months_or_on_a_day(story):
    """From 31 August, six months end with February; months need the day from which they run."""
    typed = {"outcome": "UPHELD", "note": "Seen", "sanction": "FIRST_WARNING", "sanction_from": "31/08/2026"}
    read = {}
    for text in ("6 months", "12 months", "24 m", "21/11/2027"):
        form = DecideForm(typed | {"spent_on": text}, allegations=[], is_safeguarding=False)
        assert form.is_valid(), form.errors
        read[text] = form.cleaned_data["spent_on"]
    assert read == {
        "6 months": date(2027, 2, 28), "12 months": date(2027, 8, 31), "24 m": date(2028, 8, 31),
        "21/11/2027": date(2027, 11, 21),
    }  # fmt: skip

    for text, said in (
        ("a year", "like 12 months"), ("0 months", "1 to 120 months"), ("121 months", "1 to 120"),
        ("12", "like 12 months"), ("31/02/2027", "a day"),
    ):  # fmt: skip
        form = DecideForm(typed | {"spent_on": text}, allegations=[], is_safeguarding=False)
        assert said in form.errors["spent_on"][0]
    form = DecideForm(typed | {"spent_on": "12 months", "sanction_from": ""}, allegations=[], is_safeguarding=False)
    assert list(form.errors) == ["sanction_from"]


def test_what_was_not_found_in_a_safeguarding_case_says_how_and_stays_out_of_references(story):
    """Keeping children safe in education, part four: false, unfounded, unsubstantiated and malicious ones."""
    story.to_hearing()
    with story.scope(story.dora):
        one = found.allegations(story.case)[0]

    def decide(finding):
        decision = Decision(outcome="NOT_UPHELD", note="It was not so", findings={one.uuid: finding})
        story.do(case_outcomes.decide_case, by=story.dora, decision=decision)

    with pytest.raises(AnotherFinding), transaction.atomic():
        decide("MALICIOUS")
    story.do(cases.set_facts, facts=Facts(is_safeguarding=True))
    with pytest.raises(AnotherFinding) as refused, transaction.atomic():
        decide("NOT_FOUND")
    assert all(word in refused.value.remedy for word in ("False", "Unfounded", "Unsubstantiated", "Malicious"))
    page = client_of(story.dora).get(f"{P}{story.case.uuid}/decide/")
    offered = [value for value, _label in page.context_data["form"].fields[str(one.uuid)].choices]
    assert offered == ["", "FOUND", "PARTLY", "UNSUBST", "UNFOUNDED", "FALSE", "MALICIOUS", "DROPPED"]

    decide("UNSUBST")

    assert "Kept out of references" in client_of(story.dora).get(f"{P}{story.case.uuid}/").content.decode()


def test_a_spent_warning_leaves_the_active_view(story):
    story.to_hearing()
    case = story.decide(spent_on=date(2027, 5, 16))
    with story.scope(story.ofa):
        assert len(found.sanctions(case, on=date(2027, 5, 15))) == 1
        assert found.sanctions(case, on=date(2027, 5, 16)) == []
    with pytest.raises(IntegrityError), story.scope(story.ofa), transaction.atomic():
        CaseSanction.objects.create(
            partner=story.partner, case=case, kind="FINAL_WARNING", from_on=TODAY, by=story.ofa, at=AT
        )


def test_lodge_appeal_and_decide_appeal_by_somebody_new(story):
    story.to_hearing()
    case = story.decide()
    with pytest.raises(TooSoon):
        story.do(case_outcomes.lodge_appeal, on=TODAY, grounds="Unfair")
    with pytest.raises(NotForThisCase):
        story.add(story.dora, R.APPEAL)
    story.add(story.alma, R.APPEAL)
    with pytest.raises(WrongDates):
        story.do(case_outcomes.lodge_appeal, on=date(2026, 11, 1), grounds="Unfair")
    story.do(case_outcomes.lodge_appeal, on=TODAY, grounds="Unfair")
    with pytest.raises(NotYourPart):
        story.do(case_outcomes.decide_appeal, by=story.dora, decision=Decision(outcome="DISMISSED", note="No"))

    case = story.do(case_outcomes.decide_appeal, by=story.alma, decision=Decision(outcome="ALLOWED", note="Right"))

    with story.scope(story.ofa):
        assert found.sanctions(case, on=TODAY) == []
    assert story.do(cases.move, action="close_case", note="").closed_by == story.ofa


@pytest.mark.parametrize("pair", [one for one in pairs(HR_CASE) if not one.is_legal], ids=str)
def test_a_case_does_nothing_that_its_state_does_not_allow(story, pair):
    story.add(story.dora, R.DECIDER)
    story.add(story.alma, R.APPEAL)
    _to_state(story, pair.state)
    doing = {
        "decide_case": story.decide,
        "lodge_appeal": lambda: story.do(case_outcomes.lodge_appeal, on=TODAY, grounds="x"),
        "decide_appeal": lambda: story.do(
            case_outcomes.decide_appeal, by=story.alma, decision=Decision(outcome="DISMISSED", note="x")
        ),
    }.get(pair.action, lambda: story.do(cases.move, action=pair.action, note=""))

    with pytest.raises(WrongState):
        doing()


PATH = {
    "OPENED": [], "INVESTIGATION": ["investigate"], "HEARING": ["hear"], "DECIDED": ["hear", "decide"],
    "APPEAL": ["hear", "decide", "appeal"], "APPEAL_DECIDED": ["hear", "decide", "appeal", "decide_appeal"],
    "CLOSED": ["close_case"],
}  # fmt: skip


def _to_state(story, state):
    story.add(story.inga, R.INVESTIGATOR)
    for step in PATH[state]:
        if step == "decide":
            story.decide()
        elif step == "appeal":
            story.do(case_outcomes.lodge_appeal, on=TODAY, grounds="x")
        elif step == "decide_appeal":
            decision = Decision(outcome="DISMISSED", note="x")
            story.do(case_outcomes.decide_appeal, by=story.alma, decision=decision)
        else:
            story.do(cases.move, action=step, note="")


def test_the_database_refuses_other_moves_and_another_person(story):
    for change in ({"state": "DECIDED"}, {"person_id": story.witness.person.pk}, {"reference": "x"}):
        with pytest.raises(DatabaseError), story.scope(story.ofa), transaction.atomic():
            HrCase.objects.filter(pk=story.case.pk).update(**change)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        story.scope(story.ofa),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM hr_hrcase")


# --- the pages ------------------------------------------------------------------------------------------------------
def test_a_case_goes_through_its_pages_up_to_close_case(story):
    """From opening to closing, each by whose part it is, in the browser’s forms."""
    hana, ofa, dora = map(client_of, (story.cast.hana, story.ofa, story.dora))
    form = {
        "person": story.subject.employment.employee_no, "kind": "GRIEVANCE", "sensitivity": "RESTRICTED",
        "received_on": "10/11/2026", "summary": "Shouting in the office", "officer": str(story.ofa.pk),
    }  # fmt: skip
    assert hana.post(f"{P}new/", form | {"person": "nobody"}).status_code == 422
    assert hana.post(f"{P}new/", form | {"received_on": "31/02/2026"}).status_code == 422
    assert hana.post(f"{P}new/", form)["Location"] == P
    with story.scope(story.ofa):
        case = HrCase.objects.get(kind="GRIEVANCE")
    url = f"{P}{case.uuid}/"
    for who, role in ((story.inga, "INVESTIGATOR"), (story.dora, "DECIDER")):
        assert ofa.post(f"{url}list/add/", {"user": str(who.pk), "role": role})["Location"] == url
    assert ofa.post(f"{url}list/add/", {"user": str(story.noel.pk), "role": "NOTES"}).status_code == 422
    assert ofa.post(f"{url}allegation/", {"text": "Shouted"}).status_code == 302
    assert ofa.post(f"{url}dates/", {"acas_on": "12/11/2026", "is_on_hold": "on"}).status_code == 302
    assert ofa.post(f"{url}investigate/", {"note": ""}).status_code == 302
    assert ofa.post(f"{url}hear/", {"note": ""}).status_code == 302
    assert ofa.get(f"{url}decide/").status_code == 200
    with story.scope(story.dora):
        field = str(found.allegations(case)[0].uuid)
    decided = {"outcome": "PARTLY", "note": "Both did", "sanction": ""}
    assert dora.post(f"{url}decide/", decided).status_code == 422
    assert dora.post(f"{url}decide/", decided | {field: "PARTLY"})["Location"] == url
    assert ofa.post(f"{url}close/", {"note": "Done"}).status_code == 302

    page = ofa.get(url).content.decode()
    assert "Upheld in part" in page
    assert "Nothing is deleted" in page
    assert "The case is closed." in page
