"""Journals that come again are approved once and posted once each, on their days (domain FIN-02)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from finance import rules_plans as rules
from finance.models import Journal, JournalLine, JournalPlan, JournalPlanLine
from finance.operations import calendar, journals, plans
from finance.operations.plans import PlanWanted
from finance.queries import plans as found
from partners.models import ApprovalStep
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make
from tests.factories.ledger import cr, dr

D = Decimal
NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def planned(books, people, *lines, first=date(2026, 10, 1), times=3, every=1, kind="RECURRING"):
    row = journals.draft(wanted=make.wanted(books, *lines), by=people.pru, at=NOVEMBER)
    wanted = PlanWanted(journal=row.uuid, kind=kind, first_on=first, every=every, times=times)
    return plans.plan(wanted=wanted, by=people.pru, at=NOVEMBER)


def agreed(books, people, row, *approvers):
    payload = {"plan": str(row.uuid), "lines_hash": row.lines_hash}
    proposal = Proposal(kind="finance.journal_plan", payload=payload, reason="Lease of the depot")
    asked = changes.submit(partner_id=books.partner.pk, proposal=proposal, by=people.pru, at=NOVEMBER)
    for who in approvers or (people.abe,):
        changes.approve(change=asked.uuid, content_hash=asked.content_hash, by=who, at=NOVEMBER)
    row.refresh_from_db()
    return row


def backdated(people):
    """Who approves what begins long before its day: the deputy chief finance officer and a second person."""
    return people.dee, people.fay


def posted(row):
    return [
        (one.accounting_date.isoformat(), one.total, one.description[-6:])
        for one in Journal.objects.filter(source="plan", source_ref=str(row.uuid)).order_by("id")
    ]


def test_what_is_due_is_posted_when_it_is_approved_and_the_rest_on_its_day(books, people):
    row = agreed(books, people, planned(books, people))

    assert (row.state, row.total) == ("RUNNING", D("300.00"))
    assert posted(row) == [("2026-10-01", D("100.00"), "1 of 3"), ("2026-11-01", D("100.00"), "2 of 3")]
    assert plans.post_due(plan=row.uuid, by=people.abe, at=NOVEMBER) == []
    calendar.move(period=books.periods[9].uuid, modules=["GL"], action="open", by=people.cat, at=NOVEMBER)
    december = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    assert len(plans.post_due(plan=row.uuid, by=people.abe, at=december)) == 1
    assert posted(row)[2] == ("2026-12-01", D("100.00"), "3 of 3")
    assert [one.journal is not None for one in found.occurrences(row)] == [True, True, True]


def test_a_prepayment_is_spread_to_the_penny(books, people):
    lines = (dr("40200", "100.00"), cr("92100", "100.00"))
    made = planned(books, people, *lines, first=date(2026, 9, 1), kind="PREPAYMENT")
    row = agreed(books, people, made, *backdated(people))

    assert posted(row) == [
        ("2026-09-01", D("33.33"), "1 of 3"), ("2026-10-01", D("33.33"), "2 of 3"),
        ("2026-11-01", D("33.34"), "3 of 3"),
    ]  # fmt: skip
    assert row.total == D("100.00")


def test_a_shut_period_leaves_it_to_the_earliest_open_one_with_its_own_kept(books, people):
    make_shut = books.periods[6]
    calendar.move(period=make_shut.uuid, modules=["GL"], action="soft_close", by=people.cat, at=NOVEMBER)

    row = agreed(books, people, planned(books, people, first=date(2026, 9, 5), times=2), *backdated(people))

    assert posted(row) == [("2026-10-01", D("100.00"), "1 of 2"), ("2026-10-05", D("100.00"), "2 of 2")]
    first = Journal.objects.get(key=f"plan:{row.uuid}:1")
    assert {one.origin_period for one in JournalLine.objects.filter(journal=first)} == {make_shut}


def test_the_draft_is_put_away_and_only_a_free_draft_is_planned(books, people):
    row = planned(books, people)
    assert row.written_as.state == "DRAFT"
    row.written_as.refresh_from_db()
    assert row.written_as.state == "DISCARDED"
    with pytest.raises(RuleBroken) as refused:
        plans.plan(
            wanted=PlanWanted(
                journal=row.written_as.uuid, kind="RECURRING", first_on=date(2026, 10, 1), every=1, times=2
            ), by=people.pru, at=NOVEMBER,
        )  # fmt: skip
    assert refused.value.rule == rules.PlanOfDraft.code
    waiting = journals.draft(wanted=make.wanted(books), by=people.pru, at=NOVEMBER)
    make.proposed(books, waiting, by=people.pru)
    with pytest.raises(RuleBroken, match="waits for approval"):
        plans.plan(
            wanted=PlanWanted(journal=waiting.uuid, kind="RECURRING", first_on=date(2026, 10, 1), every=1, times=2),
            by=people.pru, at=NOVEMBER,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"times": 1}, rules.PlanTimes), ({"times": 121}, rules.PlanTimes), ({"every": 0}, rules.PlanTimes),
        ({"every": 13}, rules.PlanTimes), ({"first": date(2026, 10, 29)}, rules.PlanDay),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused(books, people, given, rule):
    with pytest.raises(RuleBroken) as refused:
        planned(books, people, **given)

    assert refused.value.rule == rule.code


def test_lines_that_cannot_be_spread_are_refused(books, people):
    two = (dr("40200", "60"), dr("40100", "40"), cr("92100", "50"), cr("94050", "50"))
    with pytest.raises(RuleBroken, match="several lines stand on each"):
        planned(books, people, *two, kind="PREPAYMENT")
    with pytest.raises(RuleBroken, match=r"£0\.02 alone"):
        planned(books, people, dr("40200", "0.02"), cr("92100", "0.02"), kind="PREPAYMENT")


def test_it_is_approved_by_all_of_its_value_and_never_by_its_maker(books, people):
    row = planned(books, people, dr("40200", "100000"), cr("94050", "100000"), times=12)
    payload = {"plan": str(row.uuid), "lines_hash": row.lines_hash}
    proposal = Proposal(kind="finance.journal_plan", payload=payload, reason="Lease of the depot")
    asked = changes.submit(partner_id=books.partner.pk, proposal=proposal, by=people.pru, at=NOVEMBER)

    # Twelve times £100,000 are £1.2m: the deputy chief finance officer and a second person.
    steps = ApprovalStep.objects.filter(change=asked)
    assert sorted(steps.values_list("permission", flat=True)) == ["journals.approve_large", "journals.approve_top"]
    with pytest.raises(changes.NotYours):
        changes.approve(change=asked.uuid, content_hash=asked.content_hash, by=people.pru, at=NOVEMBER)


def test_a_plan_is_stopped_with_a_reason_and_posts_no_more(books, people):
    row = agreed(books, people, planned(books, people))

    plans.stop(plan=row.uuid, reason="The lease has ended", by=people.pru, at=NOVEMBER)

    with pytest.raises(WrongState):
        plans.post_due(plan=row.uuid, by=people.abe, at=datetime(2027, 1, 1, tzinfo=UTC))
    with pytest.raises(WrongState):
        plans.discard(plan=row.uuid, by=people.pru, at=NOVEMBER)
    other = planned(books, people)
    assert plans.discard(plan=other.uuid, by=people.pru, at=NOVEMBER).state == "DISCARDED"
    with pytest.raises(WrongState):
        plans.run(plan=other.uuid, lines_hash=other.lines_hash, by=people.abe, at=NOVEMBER)


def test_the_night_posts_plans_and_reverses_accruals_and_goes_on_after_a_refusal(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        books = make.ledger(cast.northshire, people.pru)
        accrual = journals.draft(
            wanted=make.wanted(books, kind="ACCRUAL", reverse_on=date(2026, 11, 3)), by=people.pru, at=NOVEMBER
        )
        make.approve(make.proposed(books, accrual, by=people.pru), people.abe)
        row = agreed(books, people, planned(books, people, first=date(2026, 11, 3), times=2))
        late = journals.draft(
            wanted=make.wanted(books, kind="ACCRUAL", reverse_on=date(2026, 12, 1)), by=people.pru, at=NOVEMBER
        )
        make.approve(make.proposed(books, late, by=people.pru), people.abe)
        assert posted(row) == []

    def night(day):
        return plans.everywhere(at=datetime(2026, day[0], day[1], 5, 10, tzinfo=UTC))

    assert night((11, 2)) == 0
    assert night((11, 3)) == 2
    assert night((11, 3)) == 0
    # December is not open yet: nothing is posted elsewhere, and the month's end says so.
    assert night((12, 3)) == 0
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        mirror = Journal.objects.get(reverses=accrual)
        assert (mirror.state, mirror.posted_by, mirror.accounting_date) == ("POSTED", people.abe, date(2026, 11, 3))
        assert posted(row) == [("2026-11-03", D("100.00"), "1 of 2")]
        calendar.move(period=books.periods[9].uuid, modules=["GL"], action="open", by=people.cat, at=NOVEMBER)
    assert night((12, 3)) == 2


def test_the_month_end_says_what_is_missing(books, people):
    from finance.controls import Where

    row = agreed(books, people, planned(books, people, first=date(2026, 11, 1), times=2))
    where = {"partner_id": books.partner.pk, "legal_entity_id": books.entity.pk, "year": 2026}

    def said(number, first, last):
        return found.missing(Where(number=number, first_day=first, last_day=last, **where))

    assert said(8, date(2026, 11, 1), date(2026, 11, 30)) == (True, "1 plan, all posted")
    late = said(9, date(2026, 12, 1), date(2026, 12, 31))
    assert late == (False, f"1 journal is missing: {row.description}, 2 of 2")
    assert said(6, date(2026, 9, 1), date(2026, 9, 30)) == (True, "There are none")


def test_the_database_keeps_what_was_approved(books, people):
    row = agreed(books, people, planned(books, people))

    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        JournalPlan.objects.filter(pk=row.pk).update(times=9)
    one = JournalPlanLine.objects.filter(plan=row).first()
    with pytest.raises(IntegrityError, match="while it is a draft"), transaction.atomic():
        JournalPlanLine.objects.create(partner=books.partner, plan=row, number=3, coding=one.coding, debit=1)


def test_another_partner_finds_no_plan(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        row = planned(make.ledger(cast.northshire, people.pru), people)
    with (
        partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"),
        pytest.raises(JournalPlan.DoesNotExist),
    ):
        plans.discard(plan=row.uuid, by=cast.dilys, at=NOVEMBER)
