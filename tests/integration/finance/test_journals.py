"""Journals: written, approved, posted, reversed (domain FIN-02), and what PostgreSQL refuses whoever asks."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import Balance, CombinationRule, Journal, JournalLine, JournalSeries, Subjective
from finance.operations import calendar, journals
from finance.queries.trial_balance import differences, trial_balance
from partners.models import ApprovalStep
from partners.operations import changes, delegations
from partners.operations.change_trials import AlreadyDecided
from partners.operations.changes import NotYours
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make
from tests.factories.hr import ALWAYS
from tests.factories.ledger import cr, dr
from tests.people import grant, user

SQL_REFUSES = pytest.raises(IntegrityError)


def sums(books, number=7):
    rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=number)
    return {row.code: row.to_date for row in rows}


def draft(books, *lines, by=None, at=make.NOW, **more):
    return journals.draft(wanted=make.wanted(books, *lines, **more), by=by or books.by, at=at)


# --- written and approved ------------------------------------------------------------------------------------------
def test_a_draft_moves_nothing(books):
    row = draft(books)

    assert (row.state, row.number, row.n_lines, row.total) == ("DRAFT", None, 2, Decimal("100.00"))
    assert len(row.lines_hash) == 64
    assert sums(books) == {}


def test_post_journal_when_another_approves_gets_a_number_and_moves_balances(books, people, settle):
    row = draft(books)
    change = make.proposed(books, row, by=people.pru)
    row.refresh_from_db()
    assert row.state == "DRAFT"

    change = make.approve(change, people.abe)
    row.refresh_from_db()
    settle()

    assert change.state == "APPLIED"
    assert (row.state, row.number, row.posted_by) == ("POSTED", 1, people.abe)
    assert sums(books) == {"40100": Decimal("100.00"), "94050": Decimal("-100.00")}


def test_t_fin_2_whoever_wrote_a_journal_approves_nothing_of_it_not_even_with_a_second_login(books, people):
    grant(people.pru, books.partner, Role.JOURNAL_APPROVER)
    second = user("Pruagain")
    second.human_id = people.pru.human_id
    second.save(update_fields=["human_id"])
    grant(second, books.partner, Role.FINANCE_MANAGER)
    change = make.proposed(books, draft(books), by=people.pru)

    for who in (people.pru, second):
        with pytest.raises(NotYours):
            make.approve(change, who)


def test_t_fin_2_a_preparer_who_is_approver_by_delegation_is_refused(books, people):
    grant(people.pru, books.partner, Role.JOURNAL_APPROVER)
    away = delegations.Wanted(
        email=people.pru.email, start=date(2026, 11, 2), last_day=date(2026, 11, 9), reason="Away at a conference"
    )
    delegations.give(partner_id=books.partner.pk, wanted=away, by=people.fay, at=make.NOW)
    row = draft(books, dr("40100", "250000.01"), cr("94050", "250000.01"), on=date(2026, 11, 2))
    change = make.proposed(books, row, by=people.pru)

    with pytest.raises(NotYours):
        make.approve(change, people.pru)
    row.refresh_from_db()
    assert row.state == "DRAFT"


def test_fin_02_a_large_journal_needs_the_finance_manager(books, people):
    row = draft(books, dr("40100", "250000.01"), cr("94050", "250000.01"), on=date(2026, 11, 2))
    change = make.proposed(books, row, by=people.pru)

    with pytest.raises(NotYours):
        make.approve(change, people.abe)
    assert make.approve(change, people.fay).state == "APPLIED"


def test_fin_02_what_uses_suspense_needs_two(books, people):
    row = draft(books, dr("40100", "12.34"), cr("94900", "12.34"), on=date(2026, 11, 2))
    change = make.proposed(books, row, by=people.pru)

    change = make.approve(change, people.dee)
    assert change.state == "WAITING"
    assert make.approve(change, people.fay).state == "APPLIED"
    whys = set(ApprovalStep.objects.filter(change=change).values_list("why", flat=True))
    assert whys == {"A second person looks at it", "It uses suspense"}


@pytest.mark.parametrize(
    ("amounts", "level"),
    [
        (("125000.01", "125000.02"), "journals.approve_large"),
        # The limit itself is too much for one approver, a penny less is not (domain FIN-02: sum >= limit).
        (("125000.01", "124999.99"), "journals.approve_large"),
        (("125000.01", "124999.98"), "journals.approve"),
    ],
)
def test_fin_02_journals_split_over_a_day_are_taken_together(books, people, amounts, level):
    made = [draft(books, dr("40100", one), cr("94050", one), on=date(2026, 11, 2)) for one in amounts]
    make.proposed(books, made[0], by=people.pru)
    change = make.proposed(books, made[1], by=people.pru)

    assert list(ApprovalStep.objects.filter(change=change).values_list("permission", flat=True)) == [level]


def test_edit_of_a_proposed_journal_voids_what_was_approved(books, people):
    row = draft(books)
    change = make.proposed(books, row, by=people.pru)
    wanted = make.wanted(books, dr("40100", "999.00"), cr("94050", "999.00"))
    journals.revise(journal=row.uuid, wanted=wanted, by=people.pru, at=make.NOW)

    change = make.approve(change, people.abe)

    row.refresh_from_db()
    assert (change.state, row.state) == ("CONFLICT", "DRAFT")


def test_fin_seen_lines_that_have_changed_are_not_posted(books):
    row = draft(books)
    with pytest.raises(RuleBroken, match="have changed") as refused:
        journals.post(journal=row.uuid, lines_hash="0" * 64, by=books.by, at=make.NOW)
    assert refused.value.rule == "FIN-SEEN"


def test_discard_of_a_draft_keeps_it_and_never_posts_it(books, people):
    row = draft(books)
    journals.discard(journal=row.uuid, by=people.pru, at=make.NOW)

    with pytest.raises(WrongState):
        journals.post(journal=row.uuid, lines_hash=row.lines_hash, by=people.abe, at=make.NOW)
    assert JournalLine.objects.filter(journal=row).count() == 2


def test_what_waits_is_not_proposed_again_before_it_is_withdrawn(books, people):
    row = draft(books)
    change = make.proposed(books, row, by=people.pru)
    with pytest.raises(WrongState, match="waits for approval already"):
        make.proposed(books, row, by=people.pru)
    changes.withdraw(change=change.uuid, by=people.pru, at=make.NOW)
    assert make.proposed(books, row, by=people.pru).state == "WAITING"


def test_a_journal_is_not_proposed_twice_once_it_is_posted(books, people):
    row = draft(books)
    make.approve(make.proposed(books, row, by=people.pru), people.abe)

    with pytest.raises((AlreadyDecided, WrongState)):
        make.proposed(books, row, by=people.pru)


# --- what is refused, in words -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "rule", "words"),
    [
        ((dr("40100", "1"), cr("94050", "2")), "FIN-BALANCE", "debits are £1.00, credits £2.00"),
        ((dr("40100", "0"), cr("94050", "0")), "FIN-ONE-SIDE", "Line 1"),
        ((dr("40100", "-5"), cr("94050", "-5")), "FIN-ONE-SIDE", "Line 1"),
        ((dr("40100", "1"),), "FIN-TWO-LINES", "this one has 1"),
        ((dr("40100", "1"), cr("12345", "1")), "FIN-CODE-KNOWN", "Line 2: there is no subjective code 12345"),
        ((dr("40100", "1", "Z99999"), cr("94050", "1")), "FIN-CODE-KNOWN", "there is no cost centre Z99999"),
        ((dr("40100", "1", fund="XXX"), cr("94050", "1", fund="XXX")), "FIN-CODE-KNOWN", "there is no fund XXX"),
        ((dr("40100", "1", ""), cr("94050", "1")), "FIN-SEGMENT", "needs a cost centre"),
        ((dr("40100", "1"), cr("94000", "1")), "FIN-CONTROL", "94000 Accounts payable control is a control account"),
    ],
)
def test_lines_that_are_wrong_are_named_with_their_row(books, lines, rule, words):
    with pytest.raises(RuleBroken) as refused:
        draft(books, *lines)

    assert refused.value.rule == rule
    assert words in refused.value.message
    assert refused.value.remedy
    assert not Journal.objects.exists()


def test_t_fin_2_what_balances_overall_but_not_in_each_fund_is_refused(books):
    with pytest.raises(RuleBroken, match="Fund GEN does not balance") as refused:
        draft(books, dr("40100", "70.00"), cr("94050", "70.00", fund="PUB"))
    assert refused.value.rule == "FIN-BALANCE"


def test_e14_a_journal_that_balances_overall_with_one_fund_up_and_another_down_is_refused(books):
    with pytest.raises(RuleBroken, match="Fund GEN does not balance") as refused:
        draft(books, dr("40100", "100.00"), cr("94050", "100.00", fund="PUB"))
    assert refused.value.rule == "FIN-BALANCE"
    assert not Journal.objects.exists()


def test_fin_description_of_fewer_than_ten_characters_is_refused(books):
    with pytest.raises(RuleBroken) as refused:
        draft(books, description="  Too   few ")
    assert (refused.value.rule, refused.value.field) == ("FIN-DESCRIPTION", "description")


def test_fin_period_there_a_year_that_is_not_set_up_is_refused(books):
    with pytest.raises(RuleBroken, match="no period for 1 April 2027") as refused:
        draft(books, on=date(2027, 4, 1))
    assert refused.value.rule == "FIN-PERIOD-THERE"


def test_fin_code_open_a_code_that_only_adds_up_takes_nothing(books):
    Subjective.objects.filter(code="40100").update(is_posting=False)
    with pytest.raises(RuleBroken, match="nothing is posted to subjective code 40100 on 15 October 2026") as refused:
        draft(books)
    assert refused.value.rule == "FIN-CODE-OPEN"


def test_fin_01_a_code_that_is_closed_takes_nothing_more_and_stays_in_reports(books):
    make.posted(books, dr("40100", "70.00"), cr("94000", "70.00"), on=date(2026, 10, 31))
    Subjective.objects.filter(code="40100").update(valid=DateRange(date(2020, 4, 1), date(2026, 11, 1)))

    with pytest.raises(RuleBroken, match="nothing is posted to subjective code 40100 on 1 November 2026") as refused:
        make.posted(books, dr("40100", "30.00"), cr("94000", "30.00"), on=date(2026, 11, 1))
    assert refused.value.rule == "FIN-CODE-OPEN"
    make.posted(books, dr("40100", "5.00"), cr("94000", "5.00"), on=date(2026, 10, 31))
    rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=8)
    assert {row.code: row.to_date for row in rows} == {"40100": Decimal("75.00"), "94000": Decimal("-75.00")}


def test_fin_15_the_trial_balance_is_nought_in_a_period_and_to_date_with_and_without_p13_and_p14(books):
    for number in (12, 13, 14):
        calendar.move(period=books.periods[number].uuid, modules=["AP"], action="open", by=books.by, at=make.NOW)
    year_end = date(2027, 3, 31)
    for pounds, more in (
        ("1", {"on": date(2026, 10, 1)}), ("10", {"on": year_end}), ("100", {"on": year_end, "adjusts": 13}),
        ("1000", {"on": year_end, "adjusts": 14}),
    ):  # fmt: skip
        make.posted(books, dr("40100", pounds), cr("94000", pounds), **more)

    found = {}
    for number in (6, 7, 12, 13, 14):
        rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=number)
        assert sum(row.to_date for row in rows) == sum(row.period for row in rows) == 0
        found[number] = [(row.period, row.to_date) for row in rows if row.code == "40100"]
    assert found == {6: [], 7: [(1, 1)], 12: [(10, 11)], 13: [(100, 111)], 14: [(1000, 1111)]}


@pytest.mark.parametrize(
    ("fields", "line", "refused"),
    [
        ({"verdict": "DENY", "subjective": "40", "cost_centre": "F10001"}, dr("40100", "1"), True),
        ({"verdict": "DENY", "subjective": "40", "cost_centre": "F10002"}, dr("40100", "1"), False),
        ({"verdict": "ALLOW", "fund": "PUB", "cost_centre": "F10002"}, dr("40100", "1", fund="PUB"), True),
        ({"verdict": "ALLOW", "fund": "PUB", "cost_centre": "F10001"}, dr("40100", "1", fund="PUB"), False),
        ({"verdict": "ALLOW", "fund": "PUB", "cost_centre": "F10002"}, dr("40100", "1"), False),
    ],
)
def test_fin_combination_rules_say_which_codes_stand_together(books, fields, line, refused):
    CombinationRule.objects.create(
        partner=books.partner, reason="Public health is spent by two teams.", valid=ALWAYS, **fields
    )
    lines = (line, cr("94050", "1", fund=line.segments.fund))
    if fields["verdict"] == "ALLOW":
        lines = (line, cr("60000", "1", line.segments.cost_centre, fund=line.segments.fund))
    if not refused:
        draft(books, *lines)
        return
    with pytest.raises(RuleBroken, match="spent by two teams") as found:
        draft(books, *lines)
    assert found.value.rule == "FIN-COMBINATION"


# --- posted by the system ------------------------------------------------------------------------------------------
def test_what_the_system_posts_is_posted_once_for_a_key(books):
    first = make.posted(books, key="run 7")
    again = make.posted(books, dr("40100", "5"), cr("94000", "5"), key="run 7")

    assert first == again
    assert sums(books)["40100"] == Decimal("100.00")


def test_numbers_have_no_gaps_and_belong_to_entity_year_and_kind(books):
    rows = [make.posted(books) for _ in range(3)]
    with pytest.raises(RuleBroken), transaction.atomic():
        make.posted(books, dr("40100", "1"), cr("94050", "2"))
    other = make.posted(books, kind=Journal.Kind.RECEIVABLES, module="AR")
    rows.append(make.posted(books))

    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert other.number == 1


def test_each_journal_carries_the_hash_of_the_one_before(books):
    """Recomputed here from the columns, as an auditor would from an export."""
    chain = ""
    for _ in range(3):
        row = make.posted(books)
        parts = [
            chain, str(row.uuid), row.kind, "2026", str(row.number), row.accounting_date.isoformat(), row.description,
            row.source, row.source_ref, str(row.prepared_human), row.lines_hash,
        ]  # fmt: skip
        chain = hashlib.sha256("|".join(parts).encode()).hexdigest()
        assert row.chain_hash == chain
    text = "1|CC|F10001|40100|000000|GEN|000|100.00|0.00||\n2|CC||94050|000000|GEN|000|0.00|100.00||"
    assert row.lines_hash == hashlib.sha256(text.encode()).hexdigest()


def test_fin_period_open_a_period_that_is_not_open_takes_nothing_and_says_which_does(books):
    with pytest.raises(RuleBroken) as refused:
        make.posted(books, on=date(2026, 12, 1))

    assert refused.value.rule == "FIN-PERIOD-OPEN"
    assert refused.value.message == "P09 2026-27 of Northshire County Council is future."
    assert refused.value.remedy == (
        "The earliest that is open is P01 2026-27: date it from 1 April 2026, or ask for it to be reopened."
    )


def test_soft_closed_takes_journals_of_the_general_ledger_alone(books, people):
    period = books.periods[7]
    modules = ["GL", "AP"]
    calendar.move(period=period.uuid, modules=modules, action="soft_close", by=people.cat, at=make.NOW)

    with pytest.raises(RuleBroken, match="is soft-closed"):
        make.posted(books)
    make.posted(books, module="GL", kind=Journal.Kind.RECLASS)


# --- reversed --------------------------------------------------------------------------------------------------------
def test_a_reversal_mirrors_each_line_in_an_open_period(books, people, settle):
    row = make.posted(books, dr("40100", "60.10"), dr("40200", "39.90", "F10002"), cr("94000", "100.00"))
    mirror = journals.draft_reversal(
        journal=row.uuid, accounting_date=date(2026, 11, 2), description="Reversal: paid in October already",
        by=people.pru, at=make.NOW,
    )  # fmt: skip
    change = make.proposed(books, mirror, by=people.pru)
    make.approve(change, people.fay, people.dee)
    mirror.refresh_from_db()
    settle()

    assert (mirror.state, mirror.kind, mirror.reverses) == ("POSTED", "AP", row)
    assert set(sums(books, 8).values()) == {Decimal("0.00")}
    assert sums(books, 7) == {
        "40100": Decimal("60.10"), "40200": Decimal("39.90"), "94000": Decimal("-100.00"),
    }  # fmt: skip


def test_t_fin_2_a_reversed_journal_and_a_reversal_are_not_reversed(books, people):
    row = make.posted(books)
    say = {
        "accounting_date": date(2026, 11, 2),
        "description": "Reversal of a mistake",
        "by": people.pru,
        "at": make.NOW,
    }
    mirror = journals.draft_reversal(journal=row.uuid, **say)

    for which, why in ((row, "has been done or proposed"), (mirror, "not posted")):
        with pytest.raises(RuleBroken, match=why) as refused:
            journals.draft_reversal(journal=which.uuid, **say)
        assert refused.value.rule == "FIN-REVERSED"


def test_an_accrual_is_reversed_by_itself_on_its_day_once(books, people, settle):
    row = draft(books, kind=Journal.Kind.ACCRUAL, reverse_on=date(2026, 11, 1))
    make.approve(make.proposed(books, row, by=people.pru), people.abe)

    first = journals.reverse_due(journal=row.uuid, by=people.abe, at=make.NOW)
    again = journals.reverse_due(journal=row.uuid, by=people.abe, at=make.NOW)
    settle()

    assert first == again
    assert (first.state, first.accounting_date, first.source) == ("POSTED", date(2026, 11, 1), "AUTO_REVERSE")
    assert set(sums(books, 8).values()) == {Decimal("0.00")}


# --- the last guard --------------------------------------------------------------------------------------------------
def run(sql, *parameters):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(sql, parameters)


def test_a_posted_journal_cannot_be_changed_by_sql(books):
    row = make.posted(books)

    for sql in (
        "UPDATE finance_journal SET description = 'Something else entirely' WHERE id = %s",
        "UPDATE finance_journal SET state = 'DRAFT', number = NULL, posted_by_id = NULL, posted_at = NULL"
        " WHERE id = %s",
        "DELETE FROM finance_journalline WHERE journal_id = %s",
        "UPDATE finance_journalline SET debit = 1 WHERE journal_id = %s AND debit > 0",
        "DELETE FROM finance_journal WHERE id = %s",
    ):
        with pytest.raises(DatabaseError):
            run(sql, row.pk)
    with SQL_REFUSES:
        run(
            "INSERT INTO finance_journalline (partner_id, journal_id, number, coding_id, debit, credit, narrative,"
            " reference) SELECT partner_id, journal_id, 9, coding_id, 1, 0, '', '' FROM finance_journalline"
            " WHERE journal_id = %s LIMIT 1",
            row.pk,
        )


def test_what_people_wrote_is_not_posted_by_sql_without_an_approval(books, people, settle):
    row = draft(books)
    row.state, row.posted_by, row.posted_at = "POSTED", people.abe, make.NOW
    with transaction.atomic():
        row.save(update_fields=["state", "posted_by", "posted_at"])
        with pytest.raises(IntegrityError, match="when others have approved it"):
            settle()
        transaction.set_rollback(True)


def test_balances_and_series_are_written_by_posting_alone(books):
    make.posted(books)

    for model in (Balance, JournalSeries):
        table = model._meta.db_table
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET partner_id = partner_id"):
            with pytest.raises(DatabaseError, match="permission denied"):
                run(sql)


def test_lines_that_do_not_balance_are_refused_by_the_database_too(books, people):
    row = draft(books)
    JournalLine.objects.filter(journal=row, debit__gt=0).delete()
    with SQL_REFUSES:
        run(
            "UPDATE finance_journal SET state = 'POSTED', posted_by_id = %s, posted_at = now(), n_lines = 1, total = 0"
            " WHERE id = %s",
            people.abe.pk, row.pk,
        )  # fmt: skip


def test_balances_are_the_sums_of_posted_lines(books):
    for pounds in ("10.01", "20.02", "30.03"):
        make.posted(books, dr("40100", pounds), cr("94000", pounds))
    draft(books)

    assert differences(partner_id=books.partner.pk) == []
    assert sums(books) == {"40100": Decimal("60.06"), "94000": Decimal("-60.06")}


def test_six_thousand_lines_are_posted_in_a_fixed_number_of_statements(books, django_assert_max_num_queries):
    lines = [dr("40100", "1.00", "F10001" if n % 2 else "F10002") for n in range(5_999)] + [cr("94000", "5999.00")]
    with django_assert_max_num_queries(35):
        row = make.posted(books, *lines)

    assert row.n_lines == 6_000


def test_another_partner_sees_no_journal_and_posts_nothing_of_it(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        row = make.posted(make.ledger(cast.northshire, people.pru))
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"):
        other = make.ledger(cast.southborough, cast.dilys, code="LB")

        assert not Journal.objects.filter(pk=row.pk).exists()
        with pytest.raises(Journal.DoesNotExist):
            journals.post(journal=row.uuid, lines_hash=row.lines_hash, by=cast.dilys, at=make.NOW)
        assert sums(other) == {}
        columns = "partner_id, journal_id, number, coding_id, debit, credit, narrative, reference"
        values = "%s, %s, 3, 1, 1, 0, '', ''"
        with SQL_REFUSES:
            run(f"INSERT INTO finance_journalline ({columns}) VALUES ({values})", cast.southborough.pk, row.pk)
