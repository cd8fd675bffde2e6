"""Journals between legal entities of one partner: agreements, due lines, matching, settling (domain FIN-11)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import Balance, Counterparty, InterEntityAgreement, Journal, LedgerExtract, Subjective
from finance.operations import calendar, interentity, journal_files, journals, plans
from finance.operations.interentity import AgreementWanted, SettlementWanted
from finance.operations.plans import PlanWanted
from finance.queries import closing as closing_tasks
from finance.queries import control_accounts, extracts, ledger_pages
from finance.queries import interentity as found
from partners.models import ApprovalStep
from partners.operations import changes
from sharedservices.common.flow import WrongState
from sharedservices.common.imports import ImportRefused
from sharedservices.common.rules import RuleBroken
from tests.factories import closing
from tests.factories import interentity as pair
from tests.factories import ledger as make
from tests.factories.ledger import NOW, cr, dr

D = Decimal
OCTOBER = date(2026, 10, 15)


@pytest.fixture
def two(books, people):
    """Two legal entities of Northshire with a ledger and a bank account each, and an agreement settled net."""
    other = make.ledger(books.partner, books.by, code="PCC")
    pair.bank(books, "70000001")
    pair.bank(other, "70000002")
    agreement = pair.agreed(books.entity, other.entity, by=people.pru, approver=people.fay)
    return books, other, agreement


def between(two, *lines, by=None, on=OCTOBER, **more):
    """A draft: the first entity bears £60.00 and £40.00 (of a grant) that the other has paid."""
    books, other, _agreement = two
    given = lines or (
        dr("40100", "60.00"), dr("40100", "40.00", fund="PUB"), pair.of(other, cr("94050", "60.00")),
        pair.of(other, cr("94050", "40.00", fund="PUB")),
    )  # fmt: skip
    return journals.draft(wanted=make.wanted(books, *given, on=on, **more), by=by or books.by, at=NOW)


def posted(two, people, *lines, **more):
    row = between(two, *lines, **more)
    change = make.approve(make.proposed(two[0], row, by=people.pru), people.abe)
    assert change.state == "APPLIED"
    row.refresh_from_db()
    return row


def sums(books, code):
    rows = Balance.objects.filter(period__legal_entity=books.entity, coding__subjective__code=code)
    found = {}
    for fund, party, debit, credit in rows.values_list(
        "coding__fund__code", "coding__counterparty__code", "debit", "credit"
    ):
        found[fund, party] = found.get((fund, party), D(0)) + debit - credit
    return found


# --- agreements ---------------------------------------------------------------------------------------------------
def test_an_agreement_holds_when_another_approves_and_gives_both_a_counterparty(two, people, settle):
    books, other, agreement = two
    settle()
    assert agreement.valid.lower == date(2026, 4, 1)
    assert agreement.approved_by == people.fay
    assert (pair.standing_for(books.entity), pair.standing_for(other.entity)) == ("0CC", "PCC")


def test_an_agreement_is_refused_where_it_cannot_hold(two, people):
    books, other, agreement = two

    def refused(**more):
        given = pair.payload(books.entity, other.entity, **more)
        with pytest.raises(RuleBroken) as error:
            pair.asked(books.partner.pk, given, by=people.pru)
        return error.value.rule

    assert refused(first_day="2027-01-01") == "IE-ONCE"
    assert refused(from_entity=str(other.entity.uuid), to_entity=str(books.entity.uuid)) == "IE-ONCE"
    assert refused(to_entity=str(books.entity.uuid)) == "IE-PAIR"
    assert refused(first_day="2026-05-01", last_day="2026-04-30") == "IE-DAYS"
    own = pair.asked(books.partner.pk, ending(agreement), by=people.pru, kind=found.END)
    with pytest.raises(changes.NotYours):
        changes.approve(change=own.uuid, content_hash=own.content_hash, by=people.pru, at=NOW)
    with pytest.raises(WrongState, match="waits for approval"):
        pair.asked(books.partner.pk, ending(agreement), by=people.pru, kind=found.END)


def ending(agreement, last="2026-10-31"):
    return {"agreement": str(agreement.uuid), "last_day": last, "why": "The staff have moved over"}


def test_an_agreement_ends_on_its_last_day_and_not_before_a_journal(two, people, settle):
    books, _other, agreement = two
    with pytest.raises(RuleBroken, match="does not hold on 31 March 2026"):
        pair.asked(books.partner.pk, ending(agreement, "2026-03-31"), by=people.pru, kind=found.END)
    row = pair.asked(books.partner.pk, ending(agreement), by=people.pru, kind=found.END)
    changes.approve(change=row.uuid, content_hash=row.content_hash, by=people.fay, at=NOW)
    settle()

    agreement.refresh_from_db()
    assert (agreement.valid.upper, agreement.end_reason) == (date(2026, 11, 1), "The staff have moved over")
    between(two, on=date(2026, 10, 31))
    with pytest.raises(RuleBroken, match="covers manual journals on 1 November 2026"):
        between(two, on=date(2026, 11, 1))
    with pytest.raises(RuleBroken, match="ended already"):
        interentity.end(agreement=agreement.uuid, last_day=OCTOBER, reason="Again", by=people.fay, at=NOW)


def test_an_agreement_does_not_end_before_what_it_covered(two, people):
    books, _other, agreement = two
    between(two, on=date(2026, 10, 31))
    with pytest.raises(RuleBroken, match="dated 31 October 2026, after 30 October 2026"):
        pair.asked(books.partner.pk, ending(agreement, "2026-10-30"), by=people.pru, kind=found.END)


@pytest.mark.parametrize("what", ["unapproved", "changed", "overlaps", "ended", "deleted"])
def test_the_database_refuses_an_agreement_that_nobody_approved_or_that_changes(two, settle, what):
    _books, other, agreement = two
    settle()
    with pytest.raises(DatabaseError), transaction.atomic():
        spoil(what, other, agreement, settle)
    transaction.set_rollback(True)


def spoil(what, other, agreement, settle):
    rows = InterEntityAgreement.objects.filter(pk=agreement.pk)
    if what == "changed":
        rows.update(kinds=["RECLASS"])
    elif what == "ended":
        rows.update(ended_by=other.by, ended_at=NOW, end_reason="Nobody agreed")
    elif what == "deleted":
        rows._raw_delete("default")
    else:
        third = make.ledger(other.partner, other.by, code="PF").entity
        InterEntityAgreement.objects.create(
            partner=other.partner, from_entity=other.entity, subject="Nobody agreed", kinds=["MANUAL"],
            to_entity=third if what == "unapproved" else agreement.from_entity, settlement="JOURNAL",
            valid=agreement.valid, approved_by=other.by, approved_at=NOW,
        )  # fmt: skip
    settle()


# --- the due lines --------------------------------------------------------------------------------------------------
def test_both_parts_are_posted_together_and_each_entity_and_fund_balances(two, people, settle):
    books, other, _agreement = two
    row = posted(two, people)
    settle()

    half = Journal.objects.get(linked_to=row)
    assert (row.state, half.state, row.number, half.number) == ("POSTED", "POSTED", 1, 1)
    assert (row.total, half.total, row.n_lines, half.n_lines) == (D("100.00"), D("100.00"), 4, 4)
    pcc, cc = pair.standing_for(other.entity), pair.standing_for(books.entity)
    assert sums(books, "92800") == {("GEN", pcc): D("-60.00"), ("PUB", pcc): D("-40.00")}
    assert sums(other, "92800") == {("GEN", cc): D("60.00"), ("PUB", cc): D("40.00")}
    assert [one.difference for one in found.pairs(partner_id=books.partner.pk, year=2026, number=7)] == [0, 0]
    extract = LedgerExtract(partner=books.partner, legal_entity=other.entity, year=2026, as_at=half.posted_at)
    assert {one[extracts.HEADER.index("Approved by")] for one in extracts.lines(extract)} == {"Abe Example"}


def test_what_a_journal_between_two_needs(two, people):
    books, other, _agreement = two
    third = make.ledger(books.partner, books.by, code="PF")
    mine, theirs = dr("40100", "9.00"), pair.of(other, cr("94050", "9.00"))

    def refused(*lines, **more):
        with pytest.raises(RuleBroken) as error:
            between(two, *lines, **more)
        return error.value

    assert refused(mine, pair.of(other, cr("94050", "8.00"))).rule == "FIN-BALANCE"
    assert refused(mine, pair.of(other, cr("94050", "9.00", fund="PUB"))).rule == "FIN-BALANCE"
    assert refused(mine, pair.of(third, cr("94050", "9.00"))).rule == "IE-AGREEMENT"
    assert refused(mine, theirs, kind="RECLASS").rule == "IE-AGREEMENT"
    assert refused(mine, theirs, on=date(2026, 3, 31)).rule in {"IE-AGREEMENT", "FIN-PERIOD-THERE"}
    assert refused(pair.of(other, dr("40100", "9.00")), theirs).rule == "IE-OWN"
    assert refused(mine, pair.of(other, cr("94050", "5.00")), pair.of(third, cr("94050", "4.00"))).rule == "IE-TWO"
    unknown = refused(mine, replace(theirs, entity="XXX"))
    assert unknown.message == "Line 2: there is no legal entity XXX here."
    by_hand = refused(mine, pair.of(other, cr("92800", "9.00")))
    assert (by_hand.rule, by_hand.message[:7]) == ("FIN-CONTROL", "Line 2:")
    with pytest.raises(RuleBroken, match="of one legal entity"):
        make.posted(books, mine, theirs)


def test_a_draft_between_two_is_changed_discarded_and_decided_as_one(two, people, settle):
    books, other, _agreement = two
    row = between(two)
    half = Journal.objects.get(linked_to=row)
    for act in (
        lambda: journals.revise(journal=half.uuid, wanted=make.wanted(other), by=people.pru, at=NOW),
        lambda: make.proposed(books, half, by=people.pru),
    ):
        with pytest.raises(RuleBroken, match="other entity’s part"):
            act()
    plan = PlanWanted(journal=row.uuid, kind="RECURRING", first_on=date(2026, 11, 1), every=1, times=2)
    with pytest.raises(RuleBroken, match="between two legal entities"):
        plans.plan(wanted=plan, by=people.pru, at=NOW)

    change = make.proposed(books, row, by=people.pru)
    assert change.payload["parts"] == {str(half.uuid): half.lines_hash}
    tasks = [{one.code: one for one in closing_tasks.tasks(of.periods[7])}["journals"] for of in (books, other)]
    assert [one.words for one in tasks] == ["1 journal waits"] * 2  # in the month of each
    lines = (dr("40100", "70.00"), pair.of(other, cr("94050", "70.00")))
    journals.revise(journal=row.uuid, wanted=make.wanted(books, *lines), by=people.pru, at=NOW)
    assert make.approve(change, people.abe).state == "CONFLICT"  # what was proposed is not what stands there
    half.refresh_from_db()
    assert (half.total, half.n_lines) == (D("70.00"), 2)

    journals.revise(journal=row.uuid, wanted=make.wanted(books), by=people.pru, at=NOW)
    half.refresh_from_db()
    assert half.state == "DISCARDED"
    assert found.other_part(half) == row
    again = between(two)
    journals.discard(journal=Journal.objects.get(linked_to=again).uuid, by=people.pru, at=NOW)
    again.refresh_from_db()
    assert again.state == "DISCARDED"


def test_a_part_of_which_the_period_is_shut_holds_both_up(two, people, settle):
    books, other, _agreement = two
    row = between(two)
    change = make.proposed(books, row, by=people.pru)
    closing.close(other, 7, modules=["GL"], by=people.cat)

    outcome = make.approve(change, people.abe)
    settle()
    assert outcome.state == "CONFLICT"
    assert set(Journal.objects.values_list("state", flat=True)) == {"DRAFT"}
    assert not Balance.objects.exists()


def test_both_parts_are_reversed_together_from_either_side(two, people, settle):
    books, _other, _agreement = two
    row = posted(two, people)
    half = Journal.objects.get(linked_to=row)
    mirror = journals.draft_reversal(
        journal=half.uuid, accounting_date=date(2026, 11, 2), description="It was the wrong year", by=people.pru, at=NOW
    )
    assert mirror.reverses == row
    make.approve(make.proposed(books, mirror, by=people.pru), people.abe)
    settle()

    assert Journal.objects.filter(reverses__in=[row, half], state="POSTED").count() == 2
    assert {sum(sums(one, "92800").values()) for one in two[:2]} == {D(0)}
    with pytest.raises(RuleBroken, match="cannot be reversed"):
        journals.draft_reversal(
            journal=row.uuid, accounting_date=OCTOBER, description="Once more, please", by=people.pru, at=NOW
        )


def test_an_accrual_between_two_is_reversed_on_its_day_once(two, people, settle):
    row = posted(two, people, kind="ACCRUAL", reverse_on=date(2026, 11, 1))
    half = Journal.objects.get(linked_to=row)
    journals.reverse_due(journal=half.uuid, by=people.abe, at=NOW)
    journals.reverse_due(journal=row.uuid, by=people.abe, at=NOW)
    settle()
    assert Journal.objects.filter(reverses__isnull=False, state="POSTED").count() == 2


@pytest.mark.parametrize("what", ["half posted", "lone due line", "half reversed", "unapproved part"])
def test_the_database_refuses_half_of_a_journal_between_two(two, people, settle, what):
    books, other, _agreement = two
    if what == "half posted":
        row = between(two)
        Journal.objects.filter(pk=row.pk).update(source="test", state="POSTED", posted_by=people.abe, posted_at=NOW)
    elif what == "unapproved part":
        row = between(two)
        for one in (row, Journal.objects.get(linked_to=row)):
            source = {"source": "test"} if one == row else {}
            Journal.objects.filter(pk=one.pk).update(state="POSTED", posted_by=people.abe, posted_at=NOW, **source)
    elif what == "lone due line":
        make.posted(books, make.Line(segments=make.Segments("92800", "", "GEN", "", pair.standing_for(other.entity)),
                                     debit=D("5.00")), cr("94050", "5.00"))  # fmt: skip
    else:
        row = posted(two, people)
        settle()
        mirror = journals.draft_reversal(
            journal=row.uuid, accounting_date=OCTOBER, description="Half of it only", by=people.pru, at=NOW
        )
        journals.discard(journal=mirror.uuid, by=people.pru, at=NOW)
        alone = journals._mirror(row, OCTOBER, "Half of it only", by=people.pru, at=NOW)
        Journal.objects.filter(pk=alone.pk).update(source="test", state="POSTED", posted_by=people.abe, posted_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        settle()
    transaction.set_rollback(True)


def test_the_value_that_people_wrote_decides_who_approves(two, people):
    """£250,000 and more asks for the finance manager; due lines neither double it nor move a control account."""
    books, other, _agreement = two
    lines = (dr("40100", "249999.99"), pair.of(other, cr("94050", "249999.99")))
    assert [step.permission for step in steps(books, between(two, *lines), people)] == ["journals.approve"]
    lines = (dr("40200", "250000.01"), pair.of(other, cr("94100", "250000.01")))
    with pytest.raises(RuleBroken, match="control account"):
        between(two, *lines)
    lines = (dr("40200", "250000.01"), pair.of(other, cr("83000", "250000.01")))
    assert [step.permission for step in steps(books, between(two, *lines), people)] == ["journals.approve_large"]


def steps(books, row, people):
    change = make.proposed(books, row, by=people.pru)
    return list(ApprovalStep.objects.filter(change=change).order_by("number"))


# --- matching, the register and settling --------------------------------------------------------------------------
def test_the_register_is_the_counterpart_and_a_difference_is_listed_with_its_lines(two, people, settle):
    books, other, _agreement = two
    posted(two, people)
    position = control_accounts.positions(books.periods[7], code="92800")[0]
    assert (position.ledger, position.subledger, position.difference) == (D("-100.00"), D("-100.00"), 0)
    assert position.items[0].words == f"Due to {other.entity.legal_name}, by its own books"

    party = pair.standing_for(other.entity)
    make.posted(
        books, make.Line(segments=make.Segments("92800", "", "GEN", "", party), debit=D("5.00")), cr("97000", "5.00"),
        kind="OPENING", module="GL", on=date(2026, 4, 1), adjusts=None,
    )  # fmt: skip
    settle()
    rows = found.pairs(partner_id=books.partner.pk, year=2026, number=7)
    odd = [one for one in rows if one.difference]
    assert [(abs(one.difference), one.fund) for one in odd] == [(D("5.00"), "GEN")]
    lines = found.lines_between(books.entity, other.entity, year=2026, number=7, unmatched=True)
    assert [one.debit for one in lines] == [D("5.00")]
    where = control_accounts.where_of(books.periods[7])
    assert found.matched(where) == (False, "1 balance differs, by £5.00 together")
    with pytest.raises(RuleBroken, match="differ by £5"):
        pay(two, people)


def pay(two, people, *, number=7, on=date(2026, 11, 2), at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC), **more):
    books, other, _agreement = two
    wanted = SettlementWanted(
        first=books.entity.uuid, second=other.entity.uuid, year=2026, number=number, accounting_date=on,
        **({"first_bank": "93000", "second_bank": "93000"} | more),
    )  # fmt: skip
    return interentity.settle(wanted=wanted, by=people.pru, at=at)


def test_a_month_is_settled_net_once_by_a_journal_that_others_approve(two, people, settle):
    books, other, _agreement = two
    posted(two, people)
    back = (cr("40200", "25.00"), pair.of(other, dr("40200", "25.00")))  # and £25.00 the other way
    posted(two, people, *back)

    made = pay(two, people)
    assert (made.payer, made.amount, made.journal.state) == (books.entity, D("75.00"), "DRAFT")
    with pytest.raises(RuleBroken, match="settled between"):
        pay(two, people)
    with pytest.raises(RuleBroken, match="its lines stay"):
        journals.revise(journal=made.journal.uuid, wanted=make.wanted(books), by=people.pru, at=NOW)
    journals.discard(journal=made.journal.uuid, by=people.pru, at=NOW)
    made = pay(two, people)
    with pytest.raises(RuleBroken, match="of P07 2026-27 between the two"):
        pay(two, people, number=8, on=date(2026, 12, 1))
    change = make.proposed(books, made.journal, by=people.pru)
    with pytest.raises(changes.NotYours):
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=people.pru, at=NOW)
    assert make.approve(change, people.fay, people.dee).state == "APPLIED"
    settle()

    assert (sums(books, "93000"), sums(other, "93000")) == (
        {("GEN", None): D("-35.00"), ("PUB", None): D("-40.00")},
        {("GEN", None): D("35.00"), ("PUB", None): D("40.00")},
    )  # fmt: skip
    assert {sum(sums(one, "92800").values()) for one in two[:2]} == {D(0)}
    with pytest.raises(RuleBroken, match="owe each other nothing at the end of P08"):
        pay(two, people, number=8, on=date(2026, 12, 1))


def test_what_a_later_payment_has_settled_is_not_paid_again(two, people):
    """October’s £100.00 is paid in December: November’s settlement is of November’s £30.00 alone."""
    books, other, _agreement = two
    for one in (books, other):
        calendar.move(period=one.periods[9].uuid, modules=["GL"], action="open", by=people.cat, at=NOW)
    posted(two, people)
    posted(two, people, dr("40100", "30.00"), pair.of(other, cr("94050", "30.00")), on=date(2026, 11, 2))
    october = pay(two, people, on=date(2026, 12, 2))
    make.approve(make.proposed(books, october.journal, by=people.pru), people.fay, people.dee)

    november = pay(two, people, number=8, on=date(2026, 12, 3))
    assert (october.amount, november.amount, november.payer) == (D("100.00"), D("30.00"), books.entity)


def test_a_settlement_is_refused_before_the_month_is_over_without_an_account_or_an_agreement(two, people):
    books, other, _agreement = two
    posted(two, people)
    with pytest.raises(RuleBroken, match="after it is over"):
        pay(two, people, on=date(2026, 10, 31))
    with pytest.raises(RuleBroken, match="after it is over"):
        pay(two, people, number=8, on=date(2026, 12, 1), at=NOW)
    with pytest.raises(RuleBroken, match="no bank account 93100"):
        pay(two, people, second_bank="93100")
    third = make.ledger(books.partner, books.by, code="PF")
    pair.agreed(other.entity, third.entity, by=people.pru, approver=people.fay, settlement="JOURNAL")
    with pytest.raises(RuleBroken, match="no agreement in P07"):
        pay((other, third, None), people)


def test_a_file_and_a_draft_that_is_read_back_name_the_entity_of_each_line(two, people):
    books, _other, _agreement = two
    row = from_file(
        books, people, "subjective,cost_centre,debit,credit,legal_entity\n40100,F10001,60,,\n94050,,,60,PCC\n"
    )
    assert [(code, line.code, line.amount) for code, line in ledger_pages.as_written(row)] == [
        ("CC", "40100", D("60.00")), ("PCC", "94050", D("-60.00")),
    ]  # fmt: skip
    with pytest.raises(ImportRefused) as refused:
        from_file(books, people, "subjective,cost_centre,debit,credit,legal_entity\n40100,F10001,6,,\n94050,,,6,XX\n")
    assert [(one.row, one.column, one.message) for one in refused.value.problems] == [
        (3, "legal_entity", "There is no legal entity XX here.")
    ]


def from_file(books, people, text):
    return journal_files.draft_from_file(
        wanted=replace(make.wanted(books), lines=()), file=BytesIO(text.encode()), filename="pair.csv",
        control_total=D(60), by=people.pru, at=NOW,
    )  # fmt: skip


def test_without_an_account_a_counterparty_or_a_kind_there_is_nothing_to_agree_on_or_balance_by(two, people):
    books, other, agreement = two
    with pytest.raises(RuleBroken, match="one kind of journal or more"):
        interentity.agree(
            partner_id=books.partner.pk, by=people.fay, at=NOW,
            wanted=AgreementWanted(
                agreement=agreement.uuid, from_entity=books.entity.uuid, to_entity=other.entity.uuid, subject="Nothing",
                kinds=("PAYROLL",), settlement="JOURNAL", first_day=OCTOBER,
            ),
        )  # fmt: skip
    closed = DateRange(date(2020, 4, 1), date(2026, 10, 1))
    Counterparty.objects.filter(legal_entity=other.entity).update(valid=closed)
    with pytest.raises(RuleBroken, match=f"counterparty that stands for {other.entity.legal_name}"):
        between(two)
    Subjective.objects.filter(code="92800").update(valid=closed)
    with pytest.raises(RuleBroken, match="inter-entity account is missing on 15 October 2026"):
        between(two)
