"""Questions about payslips: asked under self-service, answered by payroll, each once."""

from datetime import UTC, date, datetime

import pytest

from partners.models import AuditEvent
from partners.registry import Urgency
from partners.scope import partner_scope
from payroll import query_work
from payroll.models import PayQuery
from payroll.operations import pay_queries
from payroll.operations.pay_queries import LONGEST, QueryRefused
from payroll.queries import payslip_questions
from payroll.queries.payslip_questions import QuestionMissing
from payroll.queries.payslip_rows import PayslipMissing
from sharedservices.common.flow import WrongState
from tests.integration.payroll.payslip_cast import make_payslip_cast

ASKED, ANSWERED = datetime(2026, 11, 9, 9, 0, tzinfo=UTC), datetime(2026, 11, 12, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture
def people(cast):
    return make_payslip_cast(cast)


def self_service(people):
    eve = frozenset({people.eve.person.pk})
    return partner_scope(people.cast.northshire.pk, person_ids=eve, actor_id=people.eve_user.pk, reason="asks")


def back_office(people, who=None):
    who = who or people.cast.amara
    return partner_scope(people.cast.northshire.pk, actor_id=who.pk, reason="answers")


def ask(people, *, line=None, message="My overtime is missing.", slip=None, at=ASKED):
    slip = slip or people.june[people.eve.employment.pk]
    with self_service(people):
        return pay_queries.open(
            run=slip.run.uuid,
            employment=slip.employment.uuid,
            person_ids={people.eve.person.pk},
            line=line,
            message=message,
            by=people.eve_user,
            at=at,
        )


def test_open_asks_about_a_line_by_its_name(people):
    asked = ask(people, line=2, message="  Five hours are missing.  ")

    assert (asked.line, asked.message, asked.state) == (
        "Overtime at time and a half",
        "Five hours are missing.",
        "OPEN",
    )
    assert (asked.opened_by, asked.opened_at) == (people.eve_user, ASKED)


def test_open_asks_about_the_whole_payslip(people):
    assert ask(people).line == ""


def test_open_leaves_an_audit_event_by_the_employee(people):
    asked = ask(people)

    with back_office(people):
        event = AuditEvent.objects.get(object_type="payroll_payquery", object_id=str(asked.pk), action="CREATE")
    assert event.actor_id == people.eve_user.pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"message": "  "}, "Enter what is wrong."),
        ({"message": "x" * (LONGEST + 1)}, "Use 2,000 characters or fewer."),
        ({"line": 99}, "The payslip has no such line."),
    ],
)
def test_open_refuses_what_cannot_be_asked(people, change, words):
    with pytest.raises(QueryRefused, match=words):
        ask(people, **change)


def test_open_the_same_twice_is_refused_until_it_is_answered(people):
    first = ask(people, line=2)
    with pytest.raises(QueryRefused, match="already asked about Overtime"):
        ask(people, line=2)
    ask(people, line=3)

    with back_office(people):
        pay_queries.answer(query_id=first.pk, text="It follows in July.", by=people.cast.amara, at=ANSWERED)

    assert ask(people, line=2).pk != first.pk


def test_open_about_a_colleagues_payslip_is_refused(people):
    with pytest.raises(PayslipMissing):
        ask(people, slip=people.june[people.max.employment.pk])


def test_answer_closes_the_question_and_the_employee_sees_it(people):
    asked = ask(people, line=2)

    with back_office(people):
        pay_queries.answer(query_id=asked.pk, text=" It follows in July. ", by=people.cast.amara, at=ANSWERED)

    with self_service(people):
        (seen,) = payslip_questions.own_questions(person_ids={people.eve.person.pk}, on=TODAY)
    assert (seen.state, seen.answer, seen.days, seen.answered_by) == ("Answered", "It follows in July.", 3, "")


def test_answer_twice_is_refused(people):
    asked = ask(people)
    with back_office(people):
        pay_queries.answer(query_id=asked.pk, text="Yes.", by=people.cast.amara, at=ANSWERED)

        with pytest.raises(WrongState, match="answered already"):
            pay_queries.answer(query_id=asked.pk, text="No.", by=people.cast.amara, at=ANSWERED)


def test_answer_to_ones_own_question_is_refused(people):
    asked = ask(people)

    with back_office(people), pytest.raises(QueryRefused, match="asked this question yourself"):
        pay_queries.answer(query_id=asked.pk, text="Yes.", by=people.eve_user, at=ANSWERED)


def test_answer_by_another_login_of_the_same_human_is_refused(people):
    asked = ask(people)
    people.cast.amara.human_id = people.eve_user.human_id

    with back_office(people), pytest.raises(QueryRefused):
        pay_queries.answer(query_id=asked.pk, text="Yes.", by=people.cast.amara, at=ANSWERED)


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST + 1)])
def test_answer_without_words_or_with_too_many_is_refused(people, text):
    asked = ask(people)

    with back_office(people), pytest.raises(QueryRefused):
        pay_queries.answer(query_id=asked.pk, text=text, by=people.cast.amara, at=ANSWERED)


def test_answer_of_another_partner_is_not_found(people):
    asked = ask(people)

    with (
        partner_scope(people.cast.southborough.pk, actor_id=people.cast.dilys.pk),
        pytest.raises(PayQuery.DoesNotExist),
    ):
        pay_queries.answer(query_id=asked.pk, text="Yes.", by=people.cast.dilys, at=ANSWERED)


def test_list_filters_by_state_age_and_person(people):
    old, new = ask(people, line=2), ask(people, line=3, at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    with back_office(people):
        pay_queries.answer(query_id=new.pk, text="Yes.", by=people.cast.amara, at=ANSWERED)

        def found(**filters):
            return {row.pk for row in payslip_questions.listed(on=TODAY, **filters)}

        assert found() == {old.pk, new.pk}
        assert found(state="OPEN") == {old.pk}
        assert found(older_than=5) == {old.pk}
        assert found(older_than=12) == set()
        assert (
            found(q="whitfield")
            == found(q="eve whit")
            == found(q=people.eve.employment.employee_no)
            == {old.pk, new.pk}
        )
        assert found(q="oduya") == set()
        assert found(run=old.run.uuid) == {old.pk, new.pk}


def test_question_is_read_with_its_person_and_age(people):
    asked = ask(people, message="x" * 200)

    with back_office(people):
        one = payslip_questions.question(uuid=asked.uuid, on=TODAY)

    assert (one.person, one.age, one.about, one.payslip) == (
        "Eve Whitfield", "12 days", "The payslip as a whole", "June 2025",
    )  # fmt: skip
    assert len(one.excerpt) == 91


def test_question_of_another_partner_is_missing(people):
    asked = ask(people)

    with partner_scope(people.cast.southborough.pk), pytest.raises(QuestionMissing):
        payslip_questions.question(uuid=asked.uuid, on=TODAY)


def test_home_page_hears_how_many_wait_and_how_long(people):
    ask(people, line=2)
    ask(people, line=3, at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))

    with back_office(people):
        (item,) = query_work.unanswered(partner=people.cast.northshire, user=people.cast.amara, on=TODAY)

    assert (item.count, item.hint, item.urgency) == (2, "The oldest has waited 12 days", Urgency.LATE)


def test_home_page_hears_of_new_questions_without_alarm_and_of_none_not_at_all(people):
    def found():
        with back_office(people):
            return list(query_work.unanswered(partner=people.cast.northshire, user=people.cast.amara, on=TODAY))

    assert found() == []
    ask(people, at=datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
    assert [(one.hint, one.urgency) for one in found()] == [("The oldest has waited less than a day", Urgency.WAITING)]
