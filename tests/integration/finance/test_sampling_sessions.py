"""Two sessions at once: a sample is drawn once, splitting is seen, a training is revoked before or after (FIN-02)."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from finance.models import Journal, JournalSample, SampledJournal
from finance.operations import auto_posting, journals
from finance.operations import sampling as operations
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import ledger as make
from tests.factories import sampling
from tests.factories.ledger import NOW, cr, dr
from tests.people import grant, make_cast, user

pytestmark = pytest.mark.usefixtures("committed_db")
AFTER = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


@pytest.fixture
def world(committed_db, django_db_blocker):
    """Pru is trained; manual journals are routine."""
    with django_db_blocker.unblock():
        cast = make_cast()
        roles = {"Pru": Role.JOURNAL_PREPARER, "Abe": Role.JOURNAL_APPROVER, "Fay": Role.FINANCE_MANAGER,
                 "Dee": Role.DEPUTY_FINANCE_OFFICER}  # fmt: skip
        people = {name: user(name) for name in roles}
        for name, role in roles.items():
            grant(people[name], cast.northshire, role)
        with partner_scope(cast.northshire.pk, actor_id=people["Pru"].pk, reason="test"):
            books = make.ledger(cast.northshire, people["Pru"])
            training = sampling.trained(books, people["Pru"], by=people["Fay"], approver=people["Dee"])
            sampling.decided(books, "MANUAL", by=people["Fay"], approver=people["Dee"])
        yield books, people, training
        connection.close()


def at_once(partner, by, *works):
    """Do each in a session of its own at the same moment; return what each brought."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def session(n, work):
        try:
            with partner_scope(partner, actor_id=by.pk, reason="test"):
                gate.wait()
                answers[n] = work()
        except DomainError as error:
            answers[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=session, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def drafts(books, by, *amounts):
    with partner_scope(books.partner.pk, actor_id=by.pk, reason="test"):
        return [
            journals.draft(
                wanted=make.wanted(books, dr("40100", one), cr("94050", one), on=date(2026, 11, 2)), by=by, at=NOW
            )
            for one in amounts
        ]


def test_a_month_is_drawn_once_however_many_draw(world):
    books, people, _training = world
    pru = people["Pru"]
    for row in drafts(books, pru, "10.00", "20.00"):
        with partner_scope(books.partner.pk, actor_id=pru.pk, reason="test"):
            assert sampling.submit(row, by=pru).is_posted

    def draw():
        return operations.draw_due(partner_id=books.partner.pk, by=people["Abe"], at=AFTER)

    answers = at_once(books.partner.pk, people["Abe"], draw, draw)
    with partner_scope(books.partner.pk, actor_id=pru.pk, reason="test"):
        sample = JournalSample.objects.get()
        assert SampledJournal.objects.get().sample == sample
        assert {one.pk for rows in answers for one in rows} == {sample.pk}


def test_a_journal_is_posted_once_however_often_it_is_submitted(world):
    books, people, _training = world
    pru = people["Pru"]
    (row,) = drafts(books, pru, "10.00")
    answers = at_once(books.partner.pk, pru, *[lambda: sampling.submit(row, by=pru)] * 2)
    assert [isinstance(one, DomainError) for one in answers].count(True) == 1
    with partner_scope(books.partner.pk, actor_id=pru.pk, reason="test"):
        assert Journal.objects.get(state="POSTED").number == 1


def test_two_halves_submitted_at_once_are_both_taken_out(world):
    books, people, _training = world
    pru = people["Pru"]
    first, second = drafts(books, pru, "6000.00", "4000.00")
    works = [lambda: sampling.submit(first, by=pru), lambda: sampling.submit(second, by=pru)]
    assert [one.is_posted for one in at_once(books.partner.pk, pru, *works)] == [False, False]


def test_a_training_that_is_revoked_meanwhile_is_revoked_before_or_after(world):
    books, people, training = world
    pru, abe = people["Pru"], people["Abe"]
    (row,) = drafts(books, pru, "10.00")

    def revoke():
        return auto_posting.revoke(training=training.uuid, reason="Left the team", by=abe, at=NOW)

    made, revoked = at_once(books.partner.pk, pru, lambda: sampling.submit(row, by=pru), revoke)
    assert revoked.revoked_by == abe
    with partner_scope(books.partner.pk, actor_id=pru.pk, reason="test"):
        state = Journal.objects.get(pk=row.pk).state
        assert state == ("POSTED" if made.is_posted else "DRAFT")
        after = sampling.submitted(books, by=pru)
        assert not after.is_posted


def test_the_clock_draws_at_every_partner_once(world):
    books, people, _training = world
    (row,) = drafts(books, people["Pru"], "10.00")
    with partner_scope(books.partner.pk, actor_id=people["Pru"].pk, reason="test"):
        sampling.submit(row, by=people["Pru"])
    assert [operations.everywhere(at=one) for one in (NOW, AFTER, AFTER)] == [0, 1, 0]
