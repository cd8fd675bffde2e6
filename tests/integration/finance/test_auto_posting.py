"""Journals posted without an approver (domain FIN-02, approval table, first row)."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from finance.engine import auto_posting as engine
from finance.models import Fund, Journal, JournalTraining, PostingCheck, RoutineJournals
from finance.operations import auto_posting, extracts, journals
from finance.queries import auto_posting as found
from partners.models import ApprovalStep, AuditEvent
from partners.operations import changes
from partners.roles import Role
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make
from tests.factories import sampling
from tests.factories.ledger import NOW, cr, dr
from tests.people import grant, user

LATER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def ready(books, people):
    """Pru is trained, and manual journals are routine."""
    training = sampling.trained(books, people.pru, by=people.fay, approver=people.dee)
    sampling.decided(books, "MANUAL", "RECLASS", by=people.fay, approver=people.dee)
    return training


def missed(made):
    return [one["code"] for one in made.check.conditions if not one["is_met"]]


# --- the limit (domain FIN-02: < £10,000) -------------------------------------------------------------------------
def test_fin_02_9999_99_posts_without_an_approver(books, people, ready, settle):
    made = sampling.submitted(books, "9999.99", by=people.pru)
    settle()

    assert made.is_posted
    assert made.change is None
    row = Journal.objects.get(pk=made.journal.pk)
    assert (row.state, row.number, row.total, row.posted_by) == ("POSTED", 1, Decimal("9999.99"), people.pru)
    assert missed(made) == []
    labels = list(AuditEvent.objects.filter(object_type="finance_journal").values_list("label", flat=True))
    assert "MANUAL 1: £9,999.99 posted without approval under rule FIN-AUTO-POST" in labels


def test_fin_02_10000_00_needs_one_approver(books, people, ready):
    made = sampling.submitted(books, "10000.00", by=people.pru)

    assert not made.is_posted
    assert missed(made) == ["TOTAL", "SPLIT"]
    assert Journal.objects.get(pk=made.journal.pk).state == "DRAFT"
    steps = ApprovalStep.objects.filter(change=made.change).values_list("permission", flat=True)
    assert list(steps) == ["journals.approve"]


@pytest.mark.django_db
def test_the_limit_and_the_percentage_are_the_same_in_the_database():
    policy = engine.policy_on(date(2026, 11, 2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pounds, percent FROM finance_auto_posting_policy('2026-11-02')")
        assert cursor.fetchone() == (policy.limit, policy.sample_percent) == (Decimal("10000.00"), 5)


# --- every other condition -----------------------------------------------------------------------------------------
def test_nothing_is_posted_alone_until_types_and_training_were_decided(books, people):
    assert missed(sampling.submitted(books, by=people.pru)) == ["ROUTINE", "TRAINED"]


def test_auto_routine_a_type_that_is_not_routine_needs_an_approver(books, people, ready):
    assert missed(sampling.submitted(books, by=people.pru, kind="STATUTORY")) == ["ROUTINE"]


def test_auto_routine_the_latest_decision_of_a_day_counts_and_an_empty_one_ends_it(books, people, ready):
    sampling.decided(books, by=people.fay, approver=people.dee)
    made = sampling.submitted(books, by=people.pru)
    assert missed(made) == ["ROUTINE"]
    assert made.check.conditions[2]["words"] == f"Manual is not routine in {books.entity.legal_name}"


def test_auto_trained_somebody_else_is_not_trained_by_it(books, people, ready):
    other = user("Pip")
    grant(other, books.partner, Role.JOURNAL_PREPARER)
    made = sampling.submitted(books, by=other)
    assert missed(made) == ["TRAINED"]


def test_auto_trained_a_training_counts_to_its_last_day(books, people):
    sampling.decided(books, "MANUAL", by=people.fay, approver=people.dee)
    sampling.trained(books, people.pru, by=people.fay, approver=people.dee, last_day="2026-11-02")

    assert sampling.submitted(books, by=people.pru).is_posted
    made = sampling.submitted(books, by=people.pru, at=LATER, code="40200")
    assert missed(made) == ["TRAINED"]
    assert made.check.conditions[3]["words"] == "The training of Pru Example ended on 2 November 2026"


def test_auto_revoked_a_revoked_training_counts_at_once_no_more(books, people, ready):
    auto_posting.revoke(training=ready.uuid, reason="Two findings in October", by=people.abe, at=NOW)
    made = sampling.submitted(books, by=people.pru)
    assert missed(made) == ["TRAINED"]
    assert made.check.conditions[3]["words"] == "The training of Pru Example was revoked"
    with pytest.raises(RuleBroken, match="was revoked on 2 November 2026") as refused:
        auto_posting.revoke(training=ready.uuid, reason="Again", by=people.abe, at=NOW)
    assert refused.value.rule == "AUTO-REVOKED"


def test_fin_02_splitting_takes_both_journals_out(books, people, ready):
    """£6,000 and £4,000 on one code on one day are £10,000 together (domain FIN-02, splitting detection)."""
    rows = [
        journals.draft(
            wanted=make.wanted(books, dr("40100", pounds), cr("94050", pounds), on=date(2026, 11, 2)),
            by=people.pru, at=NOW,
        )
        for pounds in ("6000.00", "4000.00")
    ]  # fmt: skip
    made = [sampling.submit(one, by=people.pru) for one in rows]

    assert [missed(one) for one in made] == [["SPLIT"], ["SPLIT"]]
    assert made[0].check.together == Decimal("10000.00")


def test_fin_02_splitting_after_the_first_was_posted_takes_the_second_out(books, people, ready):
    assert sampling.submitted(books, "6000.00", by=people.pru).is_posted
    assert missed(sampling.submitted(books, "4000.00", by=people.pru)) == ["SPLIT"]
    assert sampling.submitted(books, "3000.00", by=people.pru, at=LATER).is_posted


def test_fin_02_a_penny_less_together_is_posted(books, people, ready):
    assert sampling.submitted(books, "6000.00", by=people.pru).is_posted
    assert sampling.submitted(books, "3999.99", by=people.pru).is_posted


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("94900", {}, "It uses suspense"),
        ("97000", {}, "It moves reserves"),
        ("40100", {"on": date(2026, 9, 15)}, "It is dated back more than a month"),
    ],
)
def test_fin_02_what_stands_out_is_never_posted_alone(books, people, ready, code, more, words):
    made = sampling.submitted(books, by=people.pru, code=code, **more)
    assert missed(made) == ["RISK"]
    assert made.check.conditions[5]["words"] == words


def test_fin_02_what_is_submitted_after_hours_needs_an_approver_whenever_it_was_written(books, people, ready):
    wanted = make.wanted(books, on=date(2026, 11, 2))
    row = journals.draft(wanted=wanted, by=people.pru, at=NOW)
    made = sampling.submit(row, by=people.pru, at=datetime(2026, 11, 2, 19, 0, tzinfo=UTC))
    assert missed(made) == ["RISK"]
    assert made.check.conditions[5]["words"] == "It is submitted outside working hours"


def test_restricted_lines_and_ring_fenced_money_need_an_approver(books, people, ready):
    Fund.objects.filter(code="PUB").update(is_ring_fenced=True)
    on = date(2026, 11, 2)
    pay = make.wanted(books, dr("40100", "5.00", is_restricted=True), cr("94050", "5.00"), on=on)
    grants = make.wanted(books, dr("40200", "5.00", fund="PUB"), cr("94050", "5.00", fund="PUB"), on=on)
    for wanted, words in ((pay, "A line says what somebody earns"), (grants, "Fund PUB is for a purpose")):
        made = sampling.submit(journals.draft(wanted=wanted, by=people.pru, at=NOW), by=people.pru)
        assert missed(made) == ["RESTRICTED"]
        assert made.check.conditions[6]["words"] == words


def test_a_reversal_and_a_colleagues_draft_need_an_approver(books, people, ready):
    posted = sampling.submitted(books, by=people.pru).journal
    mirror = journals.draft_reversal(
        journal=posted.uuid, accounting_date=date(2026, 11, 2), description="Posted by mistake", by=people.pru, at=LATER
    )
    assert missed(sampling.submit(mirror, by=people.pru, at=LATER)) == ["NO_REVERSAL"]

    other = user("Pip")
    grant(other, books.partner, Role.JOURNAL_PREPARER)
    row = journals.draft(wanted=make.wanted(books, on=date(2026, 11, 3)), by=people.pru, at=LATER)
    assert missed(sampling.submit(row, by=other, at=LATER)) == ["OWN"]


def test_what_an_approver_returned_is_not_posted_alone_afterwards(books, people):
    sampling.decided(books, "MANUAL", by=people.fay, approver=people.dee)
    made = sampling.submitted(books, by=people.pru)
    changes.send_back(
        change=made.change.uuid, content_hash=made.change.content_hash, comment="Which stationery?", by=people.abe,
        at=NOW,
    )  # fmt: skip
    changes.withdraw(change=made.change.uuid, by=people.pru, at=NOW)
    sampling.trained(books, people.pru, by=people.fay, approver=people.dee)

    again = sampling.submit(made.journal, by=people.pru)
    assert missed(again) == ["NOT_RETURNED"]
    assert again.check.conditions[9]["words"] == "Abe Example returned it"


# --- what two people decide -----------------------------------------------------------------------------------------
def test_auto_own_training_nobody_gives_or_agrees_to_their_own(books, people):
    grant(people.fay, books.partner, Role.JOURNAL_PREPARER)
    with pytest.raises(RuleBroken) as refused:
        sampling.asked(books, "finance.journal_training", sampling.training(books, people.fay), by=people.fay)
    assert refused.value.rule == "AUTO-OWN-TRAINING"
    grant(people.dee, books.partner, Role.JOURNAL_PREPARER)
    given = sampling.training(books, people.dee)
    change = sampling.asked(books, "finance.journal_training", given, by=people.fay)
    assert make.approve(change, people.dee).state == "CONFLICT"
    assert not JournalTraining.objects.exists()


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"last_day": "2026-03-31"}, "AUTO-TRAINING-DAYS"),
        ({"last_day": "2030-04-01"}, "AUTO-TRAINING-DAYS"),
        ({"person": "nobody@example.org"}, "AUTO-PREPARER"),
    ],
)
def test_auto_training_that_cannot_be_is_refused(books, people, more, rule):
    given = sampling.training(books, people.pru, **more)
    with pytest.raises(RuleBroken) as refused:
        sampling.asked(books, "finance.journal_training", given, by=people.fay)
    assert refused.value.rule == rule


def test_auto_starts_types_are_not_routine_from_a_day_that_is_past(books, people):
    given = sampling.routine(books, "MANUAL", starts_on=date(2026, 11, 1))
    with pytest.raises(RuleBroken) as refused:
        sampling.asked(books, "finance.routine_journals", given, by=people.fay)
    assert refused.value.rule == "AUTO-STARTS"


# --- what the database says itself ---------------------------------------------------------------------------------
def posted_by_hand(row, by, *, training, routine, at=NOW, **more):
    """Post a draft past every operation, with a check that claims that it may be."""
    values = {"total": row.total, "lines_hash": row.lines_hash} | more
    PostingCheck.objects.create(
        partner_id=row.partner_id, journal=row, together=row.total, is_passed=True, conditions=[], training=training,
        routine=routine, checked_by=by, checked_at=at, **values,
    )  # fmt: skip
    journals.post(journal=row.uuid, lines_hash=row.lines_hash, by=by, at=at)


def refuses(settle, work, name="finance_journal_was_approved"):
    def both():
        work()
        settle()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        both()
    assert refused.value.__cause__.diag.constraint_name == name


def test_the_database_looks_at_total_type_training_and_poster_itself(books, people, ready, settle):
    routine = RoutineJournals.objects.get()
    on = date(2026, 11, 2)

    def draft(pounds="1.00", **more):
        wanted = make.wanted(books, dr("40100", pounds), cr("94050", pounds), on=on, **more)
        return journals.draft(wanted=wanted, by=people.pru, at=NOW)

    given = {"training": ready, "routine": routine}
    limit = draft("10000.00")
    refuses(settle, lambda: posted_by_hand(limit, people.pru, **given))
    kind = draft(kind="STATUTORY")
    refuses(settle, lambda: posted_by_hand(kind, people.pru, **given))
    other = draft()
    refuses(settle, lambda: posted_by_hand(other, people.abe, **given))
    hashed = draft()
    refuses(
        settle, lambda: posted_by_hand(hashed, people.pru, lines_hash="0" * 64, **given),
        name="finance_postingcheck_was_posted",
    )  # fmt: skip
    late = datetime(2027, 4, 1, 9, 0, tzinfo=UTC)
    expired = draft()
    refuses(settle, lambda: posted_by_hand(expired, people.pru, at=late, **given))
    auto_posting.revoke(training=ready.uuid, reason="Left the team", by=people.fay, at=NOW)
    revoked = draft()
    refuses(settle, lambda: posted_by_hand(revoked, people.pru, **given))
    bare = draft()
    refuses(settle, lambda: journals.post(journal=bare.uuid, lines_hash=bare.lines_hash, by=people.pru, at=NOW))


def test_the_database_takes_no_decision_that_has_been_replaced(books, people, ready, settle):
    old = RoutineJournals.objects.get()
    sampling.decided(books, "RECLASS", by=people.fay, approver=people.dee)
    row = journals.draft(wanted=make.wanted(books, on=date(2026, 11, 2)), by=people.pru, at=NOW)
    refuses(settle, lambda: posted_by_hand(row, people.pru, training=ready, routine=old))


def test_the_database_takes_no_training_or_type_that_one_person_made(books, people, settle):
    common = {"partner": books.partner, "legal_entity": books.entity, "approved_by": people.dee, "approved_at": NOW}

    def train():
        JournalTraining.objects.create(
            trained=people.pru, trained_human=people.pru.human_id, evidence="Course",
            valid=DateRange(date(2026, 4, 1), date(2027, 4, 1)), **common,
        )  # fmt: skip

    def decide():
        RoutineJournals.objects.create(kinds=["MANUAL"], starts_on=NOW.date(), reason="So decided", **common)

    refuses(settle, train, name="finance_journaltraining_was_approved")
    refuses(settle, decide, name="finance_routinejournals_was_approved")


def test_the_database_keeps_a_training_as_it_was_agreed(books, people, ready):
    for change in ({"evidence": "Another"}, {"valid": DateRange(date(2026, 4, 1), date(2030, 4, 1))}):
        with pytest.raises(IntegrityError, match="stays as it was agreed"), transaction.atomic():
            JournalTraining.objects.filter(pk=ready.pk).update(**change)


def test_a_draft_says_what_would_become_of_it(books, people, ready):
    row = journals.draft(wanted=make.wanted(books, on=date(2026, 11, 2)), by=people.pru, at=NOW)
    assert found.examine(found_row(row), by=people.pru, at=NOW).is_posted
    assert not PostingCheck.objects.exists()


def found_row(row):
    return Journal.objects.select_related("legal_entity", "period", "prepared_by").get(pk=row.pk)


def test_the_auditors_extract_names_the_rule_where_it_names_approvers(books, people, ready):
    sampling.submitted(books, "186.40", by=people.pru)
    large = sampling.submitted(books, "10000.00", by=people.pru, code="40200")
    make.approve(large.change, people.abe)
    row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=LATER)
    _, file = extracts.take(extract=row.uuid, by=people.fay)
    with file:
        lines = list(csv.DictReader(StringIO(file.read().decode("utf-8-sig"))))
    named = [(one["Journal"], one["Approved by"]) for one in lines]
    rule = "Posted without approval under rule FIN-AUTO-POST"
    assert named == [("MANUAL 1", rule), ("MANUAL 1", rule), ("MANUAL 2", "Abe Example"), ("MANUAL 2", "Abe Example")]
