"""Equality monitoring (domain HR-14): the person alone writes and reads it, and small numbers are never shown."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from hr.engine import equality as lists
from hr.models import EqualityAnswers
from hr.operations import equality
from hr.operations.equality import NoSuchAnswer
from hr.queries import equality as found
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.people import grant, user

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
ON = date(2026, 11, 16)
MINE = "/p/northshire/me/equality/"
FIGURES = "/p/northshire/reports/equality/"


class Story:
    """Northshire with Eve, who answers about herself, and many colleagues."""

    def __init__(self, cast):
        self.cast, self.partner = cast, cast.northshire
        with partner_scope(self.partner.pk, actor_id=cast.hana.pk):
            self.eve = hr.employee(cast.northshire)
            self.org = self.eve.org
        self.login = user("Eve")
        grant(self.login, self.partner, Role.EMPLOYEE, person_id=self.eve.person.pk)

    def own(self, person_id=None):
        person_id = person_id or self.eve.person.pk
        return partner_scope(self.partner.pk, person_ids=frozenset({person_id}), actor_id=self.login.pk)

    def save(self, answers, person_id=None):
        person_id = person_id or self.eve.person.pk
        with self.own(person_id):
            equality.save_own(partner_id=self.partner.pk, person_id=person_id, answers=answers, by=self.login, at=AT)

    def colleagues(self, counts):
        for answer, n in counts.items():
            for _ in range(n):
                with partner_scope(self.partner.pk, actor_id=self.cast.hana.pk):
                    who = hr.person(self.partner)
                    hr.employment(who, self.org)
                self.save({"disability": answer}, who.pk)

    def counts(self, code):
        with partner_scope(self.partner.pk):
            rows = found.figures(partner_id=self.partner.pk, entity_id=self.org.entity.pk, on=ON)
        return {one.label: one.n for row in rows if row.code == code for one in row.counts}


@pytest.fixture
def story(cast):
    return Story(cast)


def client_of(who):
    client = Client()
    client.force_login(who)
    return client


def test_save_own_on_the_page_change_it_and_take_it_back(story):
    client = client_of(story.login)
    assert "Prefer not to say" in client.get(MINE).content.decode()
    assert client.post(MINE, {"disability": "NO", "ethnicity": "D2", "religion": ""}).status_code == 302
    with story.own():
        assert found.own_answers(partner_id=story.partner.pk, person_id=story.eve.person.pk) == {
            "disability": "NO", "ethnicity": "D2",
        }  # fmt: skip
    assert client.post(MINE, {"disability": "PNTS"}).status_code == 302
    assert client.post(MINE, {"disability": "PERHAPS"}).status_code == 422
    assert client.post(MINE, {}).status_code == 302
    with story.own():
        assert EqualityAnswers.objects.count() == 0


def test_nobody_else_reads_or_writes_answers_even_through_sql(story):
    """HR, the auditor, a task without anybody: no row. And no self-service scope reaches somebody else's."""
    story.save({"disability": "A_LOT"})
    with story.own():
        assert EqualityAnswers.objects.count() == 1
    for who in (story.cast.ben, story.cast.hana, story.cast.chen, story.cast.amara):
        with partner_scope(story.partner.pk, actor_id=who.pk), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM hr_equalityanswers")
            assert cursor.fetchone() == (0,)
    with pytest.raises(DatabaseError), story.own(story.eve.person.pk + 1), transaction.atomic():
        equality.save_own(
            partner_id=story.partner.pk, person_id=story.eve.person.pk, answers={"disability": "NO"}, by=story.login,
            at=AT,
        )  # fmt: skip
    statement = "SELECT hr_equality_save(%s, %s, '{}'::jsonb, current_date)"
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        partner_scope(story.partner.pk, actor_id=story.cast.ben.pk),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [story.partner.pk, story.eve.person.pk])


def test_the_trail_says_that_somebody_answered_and_never_what(story):
    story.save({"disability": "A_LOT", "orientation": "BI"})

    with partner_scope(story.partner.pk):
        words = " ".join(str(one.changes) for one in AuditEvent.objects.filter(object_type="hr_equalityanswers"))
    assert "saved_on" in words
    assert "A_LOT" not in words
    assert "person_id" not in words


def test_counts_below_ten_are_left_out_and_so_is_what_would_tell_them(story):
    """12 no, 11 a little, 3 a lot and Eve who did not answer: 3 and 1 are both small, so the others may be shown."""
    story.colleagues({"NO": 12, "A_LITTLE": 11, "A_LOT": 3})

    assert story.counts("disability") == {"Yes, a lot": None, "Yes, a little": 11, "No": 12, "Not answered": None}


def test_a_single_small_count_takes_the_next_smallest_with_it(story):
    story.colleagues({"NO": 12, "A_LITTLE": 11})

    assert story.counts("disability") == {"Yes, a little": None, "No": 12, "Not answered": None}


def test_sex_is_shown_when_both_are_ten_or_more(story):
    assert story.counts("sex") == {"Female": None}
    for sex in ("M", "F"):
        for _ in range(10):
            with partner_scope(story.partner.pk, actor_id=story.cast.hana.pk):
                hr.employment(hr.person(story.partner, sex=sex), story.org)
    assert story.counts("sex") == {"Female": 11, "Male": 10}


def test_figures_have_a_permission_of_their_own_and_leave_a_trace(story):
    story.colleagues({"NO": 11, "A_LITTLE": 12})
    client = client_of(story.cast.ben)

    page = client.get(FIGURES).content.decode()
    file = b"".join(client.get(f"{FIGURES}?download=csv")).decode("utf-8-sig")

    assert "Fewer than 10" in page
    assert "Ben Example" in file
    assert "Not shown" in file
    assert client.get(f"{FIGURES}?entity=nothing").status_code == 404
    assert [client_of(who).get(FIGURES).status_code for who in (story.cast.hana, story.login, story.cast.dilys)] == [
        403, 403, 404,
    ]  # fmt: skip
    with partner_scope(story.partner.pk):
        seen = AuditEvent.objects.filter(object_type="hr_equalityanswers", object_id="figures").order_by("id")
        assert [one.action for one in seen] == ["VIEW", "EXPORT"]


def test_every_question_may_be_refused_and_says_where_its_list_comes_from():
    assert len(lists.questions()) == 9
    assert all(list(one.answers)[-1] == lists.REFUSED and one.source for one in lists.questions())
    assert len(lists.questions()[0].answers) == 20  # ONS 19, and prefer not to say


def test_an_answer_that_is_not_on_the_list_is_refused(story):
    for answers in ({"disability": "MAYBE"}, {"shoe_size": "9"}):
        with pytest.raises(NoSuchAnswer):
            story.save(answers)
