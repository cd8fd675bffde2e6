"""Budgets and virements: written, approved, in force (domain FIN-04), and what is prohibited."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from finance.models import BudgetBalance, BudgetDecision, BudgetLine, Fund, Project
from finance.operations import budgets, calendar
from finance.queries import budget_position, outside
from partners.operations import changes
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import budgets as make
from tests.factories import ledger
from tests.factories.budgets import line
from tests.factories.hr import ALWAYS
from tests.factories.ledger import cr, dr

D = Decimal


@pytest.fixture
def by(people, at):
    return {"by": people.bea, "at": at}


@pytest.fixture
def budget(books, people):
    """£10,000 for paper and £500 for post at Highways, £20,000 for books at Libraries, of one directorate."""
    make.areas(books, people.fay)
    given = make.wanted(books, line("10000"), line("500", "40300"), line("20000", "40000", "F10002"))
    make.in_force(books, given, people.sid, by=people.pru)
    return books


def revised(code="40100", centre="F10001"):
    rows = BudgetBalance.objects.filter(coding__subjective__code=code, coding__cost_centre__code=centre, year=2026)
    return rows.get().to_date[11] if rows else None


def refusal(attempt, *args, **kwargs):
    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        attempt(*args, **kwargs)
    return refused.value.rule


def test_fin_04_revised_is_original_and_virements_and_carry_forward_and_supplementary(budget, people, by, at, settle):
    force = {"by": people.bea, "at": at}
    make.in_force(budget, make.virement(budget), people.bob, **force)
    make.in_force(budget, make.wanted(budget, line("250"), kind="CARRY_FORWARD"), people.fay, people.sid, **force)
    make.in_force(budget, make.wanted(budget, line("40"), kind="SUPPLEMENTARY"), people.sid, **force)
    settle()

    # 10,000 − 1,000 + 250 + 40
    assert (revised(), revised("40000")) == (D("9290.00"), D("1000.00"))
    months = BudgetLine.objects.get(decision__kind="ORIGINAL", number=1).profile
    assert months == [D("833.33")] * 11 + [D("833.37")]


def test_what_is_not_approved_changes_nothing_and_what_is_in_force_stays(budget, people, by, settle):
    row = budgets.draft(wanted=make.virement(budget), **by)
    change = make.proposed(budget, row, by=people.bea)
    assert revised() == D(10000)
    with pytest.raises(changes.NotYours):
        ledger.approve(change, people.bea)
    with pytest.raises(changes.NotYours):
        ledger.approve(change, people.sid)
    ledger.approve(change, people.bob)
    settle()
    assert revised() == D(9000)
    with pytest.raises(WrongState):
        budgets.discard(decision=row.uuid, **by)


def test_nobody_puts_a_budget_into_force_without_others(books, people, by, settle):
    row = budgets.draft(wanted=make.wanted(books), **by)

    def alone():
        with transaction.atomic():
            budgets.apply(decision=row.uuid, lines_hash=row.lines_hash, by=people.bea, at=by["at"])
            settle()

    with pytest.raises(IntegrityError, match="when others have approved it"):
        alone()


def test_an_approval_is_for_what_was_seen(budget, people, by):
    row = budgets.draft(wanted=make.virement(budget), **by)
    change = make.proposed(budget, row, by=people.bea)
    budgets.revise(decision=row.uuid, wanted=make.virement(budget, line("-9"), line("9", "40000")), **by)
    assert ledger.approve(change, people.bob).state == "CONFLICT"
    assert revised() == D(10000)
    assert refusal(budgets.apply, decision=row.uuid, lines_hash="b" * 64, **by) == "FIN-BUDGET-SEEN"


@pytest.mark.parametrize(
    ("moved", "to", "asked"),
    [
        ("-1000", "F10001", ["virements.approve_holder"]),
        ("-1000", "F10002", ["virements.approve_director", "budgets.approve_finance"]),
    ],
)
def test_fin_04_who_agrees_to_a_virement(budget, people, by, moved, to, asked):
    given = make.virement(budget, line(moved), line("1000", "40000", to))
    change = make.proposed(budget, budgets.draft(wanted=given, **by), by=people.bea)
    with connection.cursor() as cursor:
        cursor.execute("SELECT permission FROM partners_approvalstep WHERE change_id = %s ORDER BY number", [change.pk])
        assert [permission for (permission,) in cursor.fetchall()] == asked


def test_two_budget_holders_agree_to_what_finance_proposes(budget, people, at, settle):
    row = budgets.draft(wanted=make.virement(budget), by=people.pru, at=at)
    change = make.proposed(budget, row, by=people.pru)
    ledger.approve(change, people.bea)
    assert revised() == D(10000)
    ledger.approve(change, people.bob)
    settle()
    assert revised() == D(9000)


def test_across_directorates_members_have_to_have_decided(budget, people, by, at, settle):
    care = make.areas(budget, people.fay)["CAR"]
    home = budgets.set_up_area(
        legal_entity=budget.entity.uuid, level="SERVICE", code="HOM", name="Home care", parent=care.uuid, **by
    )
    budgets.place(cost_centre=budget.centres[1].uuid, service=home.uuid, first_day=date(2026, 10, 1), **by)
    lines = line("-1000"), line("1000", "40000", "F10002")
    row = budgets.draft(wanted=make.virement(budget, *lines), **by)
    assert refusal(make.proposed, budget, row, by=people.bea) == "FIN-MEMBERS"

    make.in_force(budget, make.virement(budget, *lines, members_reference="Cabinet, item 7"), people.sid, **by)
    settle()
    assert revised("40000", "F10002") == D(21000)


def test_fin_04_a_line_keeps_what_is_spent_and_committed_unless_somebody_says_why(budget, people, by, settle):
    ledger.posted(budget, dr("40100", "9500"), cr("94000", "9500"))
    assert refusal(budgets.draft, wanted=make.virement(budget), **by) == "FIN-BUDGET-USED"
    budgets.draft(wanted=make.virement(budget, line("-500"), line("500", "40000")), **by)
    said = make.virement(budget, override_reason="An invoice of £700 will be credited")
    make.in_force(budget, said, people.bob, **by)
    settle()
    assert revised() == D(9000)


def test_what_was_spent_meanwhile_is_refused_at_the_approval(budget, people, by):
    change = make.proposed(budget, budgets.draft(wanted=make.virement(budget), **by), by=people.bea)
    ledger.posted(budget, dr("40100", "9500"), cr("94000", "9500"))
    assert ledger.approve(change, people.bob).state == "CONFLICT"
    assert revised() == D(10000)


def test_two_virements_that_wait_do_not_both_take_the_last_of_a_line(budget, people, by):
    most = make.virement(budget, line("-9000"), line("9000", "40000"))
    make.proposed(budget, budgets.draft(wanted=most, **by), by=people.bea)
    again = make.virement(budget, line("-1000.01"), line("1000.01", "40300"))
    assert refusal(budgets.draft, wanted=again, **by) == "FIN-BUDGET-USED"


@pytest.fixture
def prohibited(budget, people, at):
    """Beside the general fund: a ring-fenced grant, schools' money, a capital scheme, a salary budget."""
    partner = budget.partner
    Fund.objects.filter(code="PUB").update(is_ring_fenced=True)
    Fund.objects.filter(code="SCH").update(is_delegated=True)
    Project.objects.create(partner=partner, code="C00001", name="New depot", is_capital=True, valid=ALWAYS)
    more = make.wanted(
        budget, line("700", fund="PUB"), line("600", fund="SCH"), line("800", "40000", project="C00001"),
        line("30000", "11000"), kind="SUPPLEMENTARY",
    )  # fmt: skip
    make.in_force(budget, more, people.sid, by=people.pru, at=at)
    return budget


PROHIBITED = (
    ((line("-100", fund="PUB"), line("100")), "FIN-RING-FENCED"),
    ((line("-100", fund="SCH"), line("100")), "FIN-DELEGATED"),
    ((line("-100"), line("100", fund="SCH")), "FIN-DELEGATED"),
    ((line("-100", "40000", project="C00001"), line("100")), "FIN-CAPITAL"),
    ((line("-100"), line("100", "40000", project="C00001")), "FIN-CAPITAL"),
    ((line("-100", "11000"), line("100")), "FIN-FROZEN-POST"),
    ((line("-100"), line("99", "40000")), "FIN-VIREMENT-NOUGHT"),
)


def test_fin_04_prohibited_virements(prohibited, by, monkeypatch):
    centre = prohibited.centres[0].pk
    monkeypatch.setattr(outside, "_frozen", [lambda **_: {centre}])
    for lines, rule in PROHIBITED:
        assert refusal(budgets.draft, wanted=make.virement(prohibited, *lines), **by) == rule


def test_general_money_may_go_into_a_grant_and_a_grant_within_itself(prohibited, by):
    budgets.draft(wanted=make.virement(prohibited, line("-100"), line("100", fund="PUB")), **by)
    within = line("-100", fund="PUB"), line("100", "40000", fund="PUB")
    assert budgets.draft(wanted=make.virement(prohibited, *within), **by).moved == D(100)


def test_fin_04_one_off_money_does_not_become_permanent_without_a_base_budget(budget, people, by, at):
    make.in_force(budget, make.wanted(budget, line("5000", "40300"), kind="SUPPLEMENTARY"), people.sid, **by)
    lines = line("-500.01", "40300"), line("500.01", "40000")
    assert refusal(budgets.draft, wanted=make.virement(budget, *lines, is_permanent=True), **by) == "FIN-BASE"
    budgets.draft(wanted=make.virement(budget, *lines), **by)
    agreed = make.virement(budget, *lines, is_permanent=True, base_reference="Budget 2027-28, growth 14")
    assert budgets.draft(wanted=agreed, **by).is_permanent


WRONG = (
    ((line("100", "93000", ""),), {}, "FIN-BUDGET-CODE"),
    ((line("100"), line("50")), {}, "FIN-BUDGET-ONCE"),
    ((line("0"),), {}, "FIN-BUDGET-NOTHING"),
    ((line("100", "12345"),), {}, "FIN-CODE-KNOWN"),
    ((line("100", method="MANUAL", months=[D(8)] * 12),), {}, "FIN-PROFILE"),
    ((line("96", method="MANUAL", months=[D(8)] * 11),), {}, "FIN-PROFILE"),
    ((line("100", method="PAYROLL"),), {}, "FIN-PATTERN"),
    ((line("100", method="PRIOR_YEAR"),), {}, "FIN-PATTERN"),
    ((line("100"),), {"description": "Short"}, "FIN-DESCRIPTION"),
)


def test_what_is_wrong_with_a_line_is_refused_by_its_rule(books, by):
    for lines, more, rule in WRONG:
        assert refusal(budgets.draft, wanted=make.wanted(books, *lines, **more), **by) == rule, rule
    assert not BudgetDecision.objects.exists()


def test_no_lines_are_no_budget(books, by):
    given = budgets.Wanted(
        legal_entity=books.entity.uuid, year=2026, kind="ORIGINAL", description="Budget of 2026-27", lines=()
    )
    assert refusal(budgets.draft, wanted=given, **by) == "FIN-BUDGET-LINES"


def test_an_original_budget_comes_once_and_members_decide_it(books, people, by, at):
    row = budgets.draft(wanted=make.wanted(books, members_reference=""), **by)
    assert refusal(make.proposed, books, row, by=people.bea) == "FIN-MEMBERS"
    make.in_force(books, make.wanted(books), people.sid, **by)
    second = budgets.draft(wanted=make.wanted(books), **by)
    assert refusal(make.proposed, books, second, by=people.bea) == "FIN-ORIGINAL"


def test_profiles_follow_last_years_pay_and_spending(books, people, by, at):
    calendar.set_up_year(legal_entity=books.entity.uuid, year=2027, by=people.cat, at=at)
    ledger.posted(books, dr("11000", "300"), cr("94300", "300"), on=date(2026, 4, 9))
    ledger.posted(books, dr("11000", "100"), cr("94300", "100"), on=date(2026, 11, 2))
    ledger.posted(books, dr("40100", "50"), cr("94000", "50"), on=date(2026, 7, 2))
    lines = line("1000", "11000", method="PAYROLL"), line("600", method="PRIOR_YEAR")
    row = budgets.draft(wanted=make.wanted(books, *lines, year=2027), **by)
    pay, paper = BudgetLine.objects.filter(decision=row).order_by("number").values_list("profile", flat=True)
    assert (pay[0], pay[7], sum(pay)) == (D(750), D(250), D(1000))
    assert (paper[3], sum(paper)) == (D(600), D(600))


def test_a_file_names_its_control_total_and_comes_once(books, by):
    def load(total="10000.00", sha="a" * 64):
        return budgets.draft(
            wanted=make.wanted(books), file=budgets.File(sha256=sha, control_total=D(total)), **by
        )  # fmt: skip

    assert refusal(load, "9999.99") == "FIN-CONTROL-TOTAL"
    row = load()
    assert refusal(load) == "FIN-FILE-ONCE"
    budgets.discard(decision=row.uuid, **by)
    assert load().state == "DRAFT"


def test_places_and_controls_end_where_the_next_begins(budget, people, by):
    areas = make.areas(budget, people.fay)
    centre = budget.centres[0]
    budgets.place(cost_centre=centre.uuid, service=areas["CUL"].uuid, first_day=date(2026, 10, 1), **by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT valid FROM finance_costcentreplace WHERE cost_centre_id = %s", [centre.pk])
        found = sorted((one.lower, one.upper or date.max) for (one,) in cursor.fetchall())
    assert found == [(make.OPENED, date(2026, 10, 1)), (date(2026, 10, 1), date.max)]
    for mode, day in (("HARD", date(2026, 4, 1)), ("OFF", date(2026, 11, 1))):
        budgets.set_control(
            partner_id=budget.partner.pk, group="SUPPLIES", mode=mode, tolerance=D(0), first_day=day, **by
        )
    at_end = budget_position.modes(partner_id=budget.partner.pk, on=date(2026, 10, 31))
    assert at_end["SUPPLIES"] == ("HARD", D(0))
    assert budget_position.modes(partner_id=budget.partner.pk, on=date(2026, 11, 1))["SUPPLIES"] == ("OFF", D(0))
