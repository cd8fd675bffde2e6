"""Two sessions at once, and any sequence: a journal between two legal entities is in both books or in neither."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Balance, InterEntitySettlement, Journal
from finance.operations import interentity, journals
from finance.operations.interentity import SettlementWanted
from finance.queries import interentity as found
from finance.queries.trial_balance import check
from partners.models import ChangeRequest
from partners.operations import changes
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import closing
from tests.factories import interentity as pair
from tests.factories import ledger as make
from tests.factories.ledger import NOW, cr, dr
from tests.integration.finance.test_ledger_sessions import at_once
from tests.people import grant, make_cast, user


def two_of(partner, people):
    books = [make.ledger(partner, people.pru, code=code) for code in ("CC", "PCC")]
    for number, one in enumerate(books):
        pair.bank(one, f"7000000{number}")
    pair.agreed(books[0].entity, books[1].entity, by=people.pru, approver=people.fay)
    return books


def written(books, people, pounds, *, first=0, fund="GEN", on=date(2026, 10, 15)):
    own, other = books[first], books[1 - first]
    lines = (dr("40100", pounds, fund=fund), pair.of(other, cr("94050", pounds, fund=fund)))
    return journals.draft(wanted=make.wanted(own, *lines, on=on), by=people.pru, at=NOW)


def is_whole(books):
    """Both entities agree, in each fund, and nothing of a pair is posted without the other."""
    partner_id = books[0].partner.pk
    assert check(partner_id=partner_id).faults == ()
    sums = Balance.objects.values_list("period__legal_entity", "coding__fund").annotate(
        debits=Sum("debit"), credits=Sum("credit")
    )
    assert [one for one in sums if one[2] != one[3]] == []
    assert [one for one in found.pairs(partner_id=partner_id, year=2026, number=12) if one.difference] == []
    for half in Journal.objects.filter(linked_to__isnull=False).select_related("linked_to"):
        assert half.state == half.linked_to.state


# --- two sessions ---------------------------------------------------------------------------------------------------
@pytest.fixture
def world(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        cast = make_cast()
        people = SimpleNamespace()
        for name, role in (("pru", Role.JOURNAL_PREPARER), ("abe", Role.JOURNAL_APPROVER),
                           ("fay", Role.FINANCE_MANAGER), ("cat", Role.PERIOD_CONTROLLER)):  # fmt: skip
            setattr(people, name, user(name.capitalize()))
            grant(getattr(people, name), cast.northshire, role)
        people.deputy = user("Deputy")
        with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
            books = two_of(cast.northshire, people)
        yield SimpleNamespace(books=books, people=people)
        connection.close()


def inside(world):
    return partner_scope(world.books[0].partner.pk, actor_id=world.people.pru.pk, reason="test")


def approving(world, change):
    def approve():
        return changes.approve(change=change.uuid, content_hash=change.content_hash, by=world.people.abe, at=NOW)

    return approve


@pytest.mark.usefixtures("committed_db")
def test_sessions_that_post_between_the_same_two_each_way_round_wait_for_each_other(world):
    books, people = world.books, world.people
    with inside(world):
        rows = [written(books, people, f"{n + 1}.00", first=n % 2) for n in range(4)]
        asked = [make.proposed(books[n % 2], row, by=people.pru) for n, row in enumerate(rows)]

    done = at_once(books[0], *[approving(world, one) for one in asked])

    assert [one.state for one in done] == ["APPLIED"] * 4
    with inside(world):
        is_whole(books)
        assert Journal.objects.filter(state="POSTED").count() == 8


@pytest.mark.usefixtures("committed_db")
def test_two_sessions_settle_a_month_once(world):
    books, people = world.books, world.people
    with inside(world):
        row = written(books, people, "80.00")
        approving(world, make.proposed(books[0], row, by=people.pru))()
    wanted = SettlementWanted(
        first=books[0].entity.uuid, second=books[1].entity.uuid, year=2026, number=7,
        accounting_date=date(2026, 11, 2), first_bank="93000", second_bank="93000",
    )  # fmt: skip

    done = at_once(books[0], *[lambda: interentity.settle(wanted=wanted, by=people.pru, at=NOW)] * 3)

    assert sum(isinstance(one, InterEntitySettlement) for one in done) == 1
    assert {one.rule for one in done if isinstance(one, DomainError)} == {"IE-SETTLED"}


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("whose", [0, 1])
def test_a_period_of_one_that_closes_meanwhile_leaves_both_or_neither(world, whose):
    books, people = world.books, world.people
    with inside(world):
        row = written(books, people, "80.00")
        asked = make.proposed(books[0], row, by=people.pru)

    def close():
        return closing.close(books[whose], 7, modules=["GL"], by=people.cat, deputy=people.deputy)

    at_once(books[0], approving(world, asked), close)

    with inside(world):
        is_whole(books)
        n_posted = Journal.objects.filter(state="POSTED").count()
        state = ChangeRequest.objects.get(uuid=asked.uuid).state
        assert (n_posted, state) in {(2, "APPLIED"), (0, "CONFLICT"), (0, "WAITING")}


# --- any sequence ---------------------------------------------------------------------------------------------------
POUNDS = st.decimals("0.01", "99999.99", places=2)
STEP = st.one_of(
    st.tuples(st.just("post"), st.integers(0, 1), st.sampled_from(["GEN", "PUB"]), st.integers(5, 8), POUNDS),
    st.tuples(st.just("reverse"), st.integers(0, 9), st.integers(7, 8)),
    st.tuples(st.just("settle"), st.integers(5, 7)),
)


def take(books, people, step, rows):
    match step:
        case ("post", first, fund, month, pounds):
            rows.append(written(books, people, pounds, first=first, fund=fund, on=date(2026, 3 + month, 5)))
            agreed(books, people, rows[-1])
        case ("reverse", which, month) if rows:
            mirror = journals.draft_reversal(
                journal=rows[which % len(rows)].uuid, accounting_date=date(2026, 3 + month, 20),
                description="Reversed once more", by=people.pru, at=NOW,
            )  # fmt: skip
            agreed(books, people, mirror)
        case ("settle", month):
            wanted = SettlementWanted(
                first=books[0].entity.uuid, second=books[1].entity.uuid, year=2026, number=month,
                accounting_date=date(2026, 4 + month, 2), first_bank="93000", second_bank="93000",
            )  # fmt: skip
            made = interentity.settle(wanted=wanted, by=people.pru, at=NOW)
            rows.append(agreed(books, people, made.journal))
            both, owed = found.owed(books[0].entity, books[1].entity, year=2026, number=month + 1)
            assert {one.difference for one in both} <= {Decimal(0)}, owed


def agreed(books, people, row):
    change = make.proposed(books[0], row, by=people.pru)
    for who in (people.abe, people.fay, people.dee):
        if change.state == "WAITING":
            try:
                with transaction.atomic():
                    change = changes.approve(change=change.uuid, content_hash=change.content_hash, by=who, at=NOW)
            except changes.NotYours:
                continue
    assert change.state == "APPLIED"
    return row


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, max_size=7))
def test_any_sequence_leaves_each_entity_and_fund_at_nought_and_both_agreed(scope, people, settle, steps):
    with transaction.atomic():
        books, rows = two_of(scope.northshire, people), []
        for step in steps:
            try:
                with transaction.atomic():
                    take(books, people, step, rows)
                    settle()
            except DomainError:  # what a rule refuses leaves nothing
                pass
        is_whole(books)
        transaction.set_rollback(True)


def test_each_kind_of_step_is_one_that_can_be_taken(scope, people, settle):
    """Were a step refused whatever its figures, the sequences above would prove nothing of it."""
    books, rows = two_of(scope.northshire, people), []
    for step in (
        ("post", 0, "GEN", 5, Decimal("70.00")), ("post", 1, "PUB", 6, Decimal("20.00")), ("settle", 5), ("settle", 6),
        ("reverse", 0, 7), ("settle", 7), ("reverse", 2, 8),
    ):  # fmt: skip
        take(books, people, step, rows)
        settle()

    is_whole(books)
    assert [(one.number, one.payer, one.amount) for one in InterEntitySettlement.objects.order_by("id")] == [
        (5, books[0].entity, Decimal("70.00")), (6, books[1].entity, Decimal("20.00")),
        (7, books[1].entity, Decimal("70.00")),
    ]  # fmt: skip
