"""Two sessions at once: nothing is posted twice, no number is taken twice or lost, no period closes under a posting."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from finance.models import Journal, PeriodModule
from finance.operations import calendar, journals
from finance.operations import closing as leave
from finance.queries.trial_balance import differences
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from tests import live
from tests.factories import closing
from tests.factories import ledger as make
from tests.factories.ledger import cr, dr
from tests.people import grant, make_cast, user

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def world(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        cast = make_cast()
        pru = user("Pru")
        with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
            books = make.ledger(cast.northshire, pru)
        yield books
        connection.close()


def at_once(books, *works):
    """Run each in a session of its own, all begun together; return what each returned or was refused with."""
    gate = threading.Barrier(len(works))
    found = [None] * len(works)

    def session(place, work):
        try:
            with partner_scope(books.partner.pk, actor_id=books.by.pk, reason="test"):
                gate.wait()
                found[place] = work()
        except DomainError as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=session, args=(place, work)) for place, work in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def numbers(books):
    with partner_scope(books.partner.pk, actor_id=books.by.pk, reason="test"):
        assert differences(partner_id=books.partner.pk) == []
        return sorted(Journal.objects.filter(state="POSTED").values_list("number", flat=True))


def test_sessions_that_post_at_once_take_numbers_without_gaps(world):
    def posting(n):
        lines = (dr("40100", f"{n + 1}.00"), cr("94000", f"{n + 1}.00"))
        return lambda: [make.posted(world, *lines, key=f"session {n} journal {m}") for m in range(5)]

    at_once(world, *[posting(n) for n in range(6)])

    assert numbers(world) == list(range(1, 31))


def test_two_sessions_with_one_key_post_once(world):
    found = at_once(world, *[lambda: make.posted(world, key="the pay run of October")] * 4)

    assert len({one.pk for one in found}) == 1
    assert numbers(world) == [1]


def test_the_same_draft_is_posted_by_one_of_two_sessions(world):
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        wanted = make.wanted(world, dr("40100", "100.00"), cr("94050", "100.00"))
        row = journals.draft(wanted=wanted, by=world.by, at=make.NOW)
        # As the system's own: approval is not what this is about.
        Journal.objects.filter(pk=row.pk).update(source="test", source_ref="T2")

    def post():
        return journals.post(journal=row.uuid, lines_hash=row.lines_hash, by=world.by, at=make.NOW)

    found = at_once(world, post, post, post)

    assert sum(isinstance(one, Journal) for one in found) == 1
    assert numbers(world) == [1]


def test_a_period_closes_before_or_after_a_posting_never_under_it(world):
    period, deputy = world.periods[7], user("Deputy")

    def close():
        return closing.close(world, 7, modules=["AP"], by=world.by, deputy=deputy)

    def post(n):
        return lambda: make.posted(world, key=f"late {n}", on=date(2026, 10, 31))

    found = at_once(world, *[post(n) for n in range(4)], close)

    posted = [one for one in found if isinstance(one, Journal)]
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        assert PeriodModule.objects.get(period=period, module="AP").state == "CLOSED"
    assert numbers(world) == list(range(1, len(posted) + 1))
    refused = [one for one in found if isinstance(one, DomainError)]
    assert len(posted) + len(refused) == 4
    assert all("P07 2026-27" in one.message for one in refused)


def holding(work, until):
    """Do something in a session of its own that commits only once `until` has been seen."""

    @transaction_required
    def act():
        found = work()
        live.wait_for("the other session", until)
        return found

    return act


def somebody_waits():
    """Whether a session of this database waits for what another holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("first", ["post", "close"])
def test_who_comes_second_to_a_period_waits_and_finds_it_as_the_first_has_left_it(world, first):
    """Closing while another posts, each way round: the first is held in its transaction until the second waits."""
    period, deputy = world.periods[7], user("Deputy")
    begun = threading.Event()
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        leave.override(period=period.uuid, modules=["AP"], reason="A test of two sessions", by=deputy, at=make.NOW)

    def close():
        return calendar.move(period=period.uuid, modules=["AP"], action="close", by=world.by, at=make.NOW)

    def post():
        return make.posted(world, key="at the last moment", on=date(2026, 10, 31))

    def until():
        begun.set()
        return somebody_waits()

    def afterwards(work):
        def wait_and_work():
            begun.wait()
            return work()

        return wait_and_work

    works = (post, close) if first == "post" else (close, post)
    one, other = at_once(world, holding(works[0], until), afterwards(works[1]))

    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        assert PeriodModule.objects.get(period=period, module="AP").state == "CLOSED"
    assert not isinstance(one, DomainError)
    assert numbers(world) == ([1] if first == "post" else [])
    if first == "close":
        assert "P07 2026-27" in other.message


def test_a_journal_is_reversed_by_one_of_two_sessions_and_neither_asks_twice(world):
    """All write the reversal, propose the one that stands, approve it: each time one of them does."""
    abe = user("Abe")
    grant(abe, world.partner, Role.JOURNAL_APPROVER)
    grant(world.by, world.partner, Role.JOURNAL_PREPARER)
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        row = make.posted(world)

    def reverse():
        return journals.draft_reversal(
            journal=row.uuid, accounting_date=date(2026, 11, 2), description="It was charged twice", by=world.by,
            at=make.NOW,
        )  # fmt: skip

    found = at_once(world, reverse, reverse, reverse)

    (mirror,) = [one for one in found if isinstance(one, Journal)]
    assert sum(isinstance(one, DomainError) for one in found) == 2
    asked = at_once(world, *[lambda: make.proposed(world, mirror, by=world.by)] * 3)
    (change,) = [one for one in asked if not isinstance(one, DomainError)]
    assert [one.message for one in asked if one is not change] == ["This waits for approval already."] * 2
    found = at_once(world, *[lambda: make.approve(change, abe)] * 3)
    assert sum(isinstance(one, DomainError) for one in found) == 2
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        assert Journal.objects.filter(reverses=row, state="POSTED").count() == 1
    assert numbers(world) == [1, 2]


def test_an_accrual_is_reversed_once_on_its_day_though_two_sessions_do_it(world):
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        row = make.posted(world, kind=Journal.Kind.ACCRUAL, module="GL", reverse_on=date(2026, 11, 1))

    found = at_once(
        world, *[lambda: journals.reverse_due(journal=row.uuid, by=world.by, at=make.NOW)] * 3
    )  # fmt: skip

    assert len({one.pk for one in found}) == 1
    assert numbers(world) == [1, 2]


def test_a_session_that_dies_in_a_posting_leaves_no_gap(world):
    def dies():
        make.posted(world, key="never")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseError), partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        dies()
    connection.close()
    with partner_scope(world.partner.pk, actor_id=world.by.pk, reason="test"):
        make.posted(world, dr("40100", Decimal("7.00")), cr("94000", Decimal("7.00")))

    assert numbers(world) == [1]
