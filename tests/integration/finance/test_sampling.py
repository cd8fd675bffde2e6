"""Looking afterwards at journals that were posted without an approver (domain FIN-02: sampled 5 % after the event)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from finance.controls import Where
from finance.engine import auto_posting as engine
from finance.engine import fiscal
from finance.models import Journal, JournalSample, SampledJournal
from finance.operations import auto_posting, journals
from finance.operations import sampling as operations
from finance.queries import sampling as found
from finance.queries.sampling import Month
from finance.states import SampledState
from partners.roles import Role
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make
from tests.factories import sampling
from tests.factories.ledger import NOW
from tests.people import grant, user

AFTER = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
REVIEWED = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def ready(books, people):
    """Pru is trained, and manual journals are routine."""
    training = sampling.trained(books, people.pru, by=people.fay, approver=people.dee)
    sampling.decided(books, "MANUAL", by=people.fay, approver=people.dee)
    return training


def post(books, by, n, *, first=NOW):
    """Post so many journals without an approver, a minute apart."""
    return [
        sampling.submitted(books, "10.00", by=by, at=first + timedelta(minutes=one), on=first.date()).journal
        for one in range(n)
    ]


def month(books, number=8):
    return Month(entity=books.entity, year=2026, number=number)


# --- drawn ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("population", "drawn"), [(1, 1), (19, 1), (20, 1), (21, 2), (40, 2), (41, 3), (0, 0)])
def test_fin_02_five_in_a_hundred_rounded_up_are_drawn(population, drawn):
    assert engine.sample_size(population, 5) == drawn


def test_fin_02_a_sample_is_drawn_after_the_month_and_drawn_again_from_its_key(books, people, ready, settle):
    rows = post(books, people.pru, 21)
    with pytest.raises(RuleBroken, match="nothing is drawn before 1 December 2026") as refused:
        operations.draw(month=month(books), by=people.abe, at=datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert refused.value.rule == "AUTO-MONTH"
    assert not JournalSample.objects.exists()

    (row,) = operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER)
    settle()

    assert (row.population, row.n_sampled, row.percent, row.drawn_by) == (21, 2, 5, None)
    drawn = set(SampledJournal.objects.filter(sample=row).values_list("journal__uuid", flat=True))
    assert drawn == set(engine.sample([one.uuid for one in rows], key=row.key, percent=5))
    assert operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER) == []
    assert operations.draw(month=month(books), by=people.abe, at=REVIEWED).pk == row.pk


def test_fin_02_what_others_approved_is_not_drawn_from(books, people, ready):
    others = sampling.submitted(books, "10000.00", by=people.pru)
    make.approve(others.change, people.abe)
    (mine,) = post(books, people.pru, 1, first=NOW + timedelta(days=1))
    (row,) = operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER)
    assert (row.population, row.n_sampled) == (1, 1)
    assert SampledJournal.objects.get().journal == mine


def test_each_month_of_posting_and_each_ledger_is_drawn_from_by_itself(books, people, ready):
    post(books, people.pru, 1)
    december = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    sampling.submitted(books, by=people.pru, at=december, on=date(2026, 11, 30))
    drawn = operations.draw_due(partner_id=books.partner.pk, by=None, at=datetime(2027, 1, 4, 5, tzinfo=UTC))
    assert [(one.number, one.population) for one in drawn] == [(8, 1), (9, 1)]


def test_a_month_that_was_drawn_from_takes_no_more(books, people, ready, settle):
    post(books, people.pru, 1)
    operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER)

    def late():
        post(books, people.pru, 1, first=NOW + timedelta(hours=1))
        settle()

    with pytest.raises(IntegrityError, match="the month has been drawn from"), transaction.atomic():
        late()


# --- what the database says itself ----------------------------------------------------------------------------------
def test_the_database_takes_no_sample_but_what_its_key_draws(books, people, ready, settle):
    rows = post(books, people.pru, 21)
    key = "ab" * 32
    right = engine.sample([one.uuid for one in rows], key=key, percent=5)
    wrong = [one.uuid for one in rows if one.uuid not in right][:2]

    def draw(chosen, *, population=21, n_sampled=2, at=AFTER):
        sample = JournalSample.objects.create(
            partner=books.partner, legal_entity=books.entity, year=2026, number=8, population=population,
            n_sampled=n_sampled, percent=5, key=key, drawn_at=at,
        )  # fmt: skip
        for one in chosen:
            SampledJournal.objects.create(
                partner=books.partner, sample=sample, journal=next(row for row in rows if row.uuid == one)
            )
        settle()

    early = datetime(2026, 11, 30, 12, tzinfo=UTC)
    for chosen, more in (
        (wrong, {}), (right[:1], {}), (right[:1], {"n_sampled": 1}), (right, {"population": 20}),
        (right, {"at": early}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="what its key draws"), transaction.atomic():
            draw(chosen, **more)
    draw(right)
    sample = JournalSample.objects.get()
    with pytest.raises(IntegrityError, match="drawn with its sample"), transaction.atomic():
        SampledJournal.objects.create(
            partner=books.partner, sample=sample, journal=next(row for row in rows if row.uuid == wrong[0])
        )


# --- reviewed -------------------------------------------------------------------------------------------------------
@pytest.fixture
def drawn(books, people, ready, settle):
    """One journal of November, which waits."""
    post(books, people.pru, 1)
    operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER)
    settle()
    return SampledJournal.objects.get()


def test_a_sampled_journal_is_in_order_and_stays_so(drawn, people, settle):
    row = operations.review(sampled=drawn.uuid, is_in_order=True, finding="Compared", by=people.abe, at=REVIEWED)
    settle()
    assert (row.state, row.finding, row.remedy, row.reviewed_by) == ("IN_ORDER", "Compared", "", people.abe)
    with pytest.raises(WrongState):
        operations.review(sampled=drawn.uuid, is_in_order=True, by=people.fay, at=REVIEWED)
    with pytest.raises(IntegrityError, match="what was found of a sampled journal stays"), transaction.atomic():
        SampledJournal.objects.update(finding="Something else")


def test_auto_reviewer_the_preparer_reviews_nothing_not_even_with_a_second_login(drawn, people, books):
    second = user("Pruagain")
    second.human_id = people.pru.human_id
    second.save(update_fields=["human_id"])
    grant(second, books.partner, Role.JOURNAL_APPROVER)
    for who in (people.pru, second):
        with pytest.raises(RuleBroken) as refused:
            operations.review(sampled=drawn.uuid, is_in_order=True, by=who, at=REVIEWED)
        assert refused.value.rule == "AUTO-REVIEWER"
    assert list(found.waiting_for(partner_id=books.partner.pk, human=people.pru.human_id)) == []
    assert list(found.waiting_for(partner_id=books.partner.pk, human=people.abe.human_id)) == [drawn]
    with pytest.raises(IntegrityError, match="another person than its preparer"), transaction.atomic():
        SampledJournal.objects.update(
            state="IN_ORDER", reviewed_by=people.pru, reviewed_human=people.pru.human_id, reviewed_at=REVIEWED
        )


@pytest.mark.parametrize(("finding", "remedy"), [("Too short", "OTHER"), ("The cost centre is wrong", "")])
def test_auto_finding_needs_words_and_what_follows(drawn, people, finding, remedy):
    with pytest.raises(RuleBroken) as refused:
        operations.review(
            sampled=drawn.uuid, is_in_order=False, finding=finding, remedy=remedy, by=people.abe, at=REVIEWED
        )
    assert refused.value.rule == "AUTO-FINDING"


def test_a_finding_may_revoke_the_training_at_once(drawn, people, books, ready, settle):
    given = {"sampled": drawn.uuid, "is_in_order": False, "finding": "No timesheet behind it", "by": people.abe}
    operations.review(remedy="REVOKE", at=REVIEWED, **given)
    settle()
    ready.refresh_from_db()
    assert ready.revoked_by == people.abe
    assert ready.revoke_reason == "Sampled journal MANUAL 1: No timesheet behind it"
    later = datetime(2026, 12, 2, 11, 0, tzinfo=UTC)
    made = sampling.submitted(books, by=people.pru, at=later, on=date(2026, 11, 30))
    assert not made.is_posted


def test_auto_no_training_what_was_revoked_is_not_revoked_by_a_finding(drawn, people, ready):
    auto_posting.revoke(training=ready.uuid, reason="Left the team", by=people.fay, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        operations.review(
            sampled=drawn.uuid, is_in_order=False, finding="No timesheet behind it", remedy="BOTH", by=people.abe,
            at=REVIEWED,
        )  # fmt: skip
    assert refused.value.rule == "AUTO-NO-TRAINING"


def test_share_of_findings_by_preparer(books, people, ready):
    """Two drawn of 21: one in order, one finding. One of two reviewed is 50 in a hundred."""
    post(books, people.pru, 21)
    operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER)
    first, second = SampledJournal.objects.order_by("id")

    def row():
        (only,) = found.preparers(partner_id=books.partner.pk, wanted={}).page((), 0, 10)
        return only

    assert (row().n_posted, row().n_sampled, row().n_waiting, row().share) == (21, 2, 2, None)
    operations.review(sampled=first.uuid, is_in_order=True, by=people.abe, at=REVIEWED)
    operations.review(
        sampled=second.uuid, is_in_order=False, finding="Wrong period", remedy="REVERSE", by=people.abe, at=REVIEWED
    )
    assert (row().name, row().n_waiting) == ("Pru Example", 0)
    assert (row().n_in_order, row().n_findings, row().share) == (1, 1, Decimal("50.0"))


# --- the month's end ------------------------------------------------------------------------------------------------
def evidence(books, number=8):
    span = fiscal.spans(2026)[number]
    return found.reviewed(
        Where(
            partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=number,
            first_day=span.first, last_day=span.last,
        )
    )  # fmt: skip


def test_the_months_end_waits_for_the_sample_and_for_its_reviews(books, people, ready):
    assert evidence(books) == (True, "None was posted without an approver")
    post(books, people.pru, 2)
    assert evidence(books) == (False, "2 journals posted without an approver, and the sample is not drawn yet")
    operations.draw_due(partner_id=books.partner.pk, by=None, at=AFTER)
    assert evidence(books) == (False, "1 of 2 drawn, 1 not reviewed yet")
    operations.review(sampled=SampledJournal.objects.get().uuid, is_in_order=True, by=people.abe, at=REVIEWED)
    assert evidence(books) == (True, "1 of 2 drawn and reviewed")
    assert evidence(books, 7) == (True, "None was posted without an approver")


def test_a_reversal_of_a_sampled_journal_is_approved_by_others(drawn, people, books):
    mirror = journals.draft_reversal(
        journal=drawn.journal.uuid, accounting_date=date(2026, 11, 30), description="Found in the sample",
        by=people.pru, at=REVIEWED,
    )  # fmt: skip
    made = sampling.submit(mirror, by=people.pru, at=REVIEWED)
    assert not made.is_posted
    make.approve(made.change, people.abe, at=REVIEWED)
    assert Journal.objects.get(reverses=drawn.journal).state == "POSTED"
    assert drawn.state == SampledState.WAITING
