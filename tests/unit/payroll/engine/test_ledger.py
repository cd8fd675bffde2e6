"""What a pay run is in the ledger (domain FIN-12): the worked table, cost splits, few people, the levy."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine import ledger
from payroll.engine.ledger import Claimed, Entry, Job, Line, Part, Posted, Share, Slip

D = Decimal
FIRST, AFTER, MIDDLE = date(2026, 11, 1), date(2026, 12, 1), date(2026, 11, 16)
SCHEMES = {"LGPS": "lgps", "NEST": ""}


def line(section, code, amount, units=None):
    return Line(section, code, units, D(amount))


def slip(*lines, person=1, shares=(("A", "100"),), items=(), **more):
    if not isinstance(shares, dict):
        shares = {"1": [Share(centre, D(percent), FIRST, None) for centre, percent in shares]}
    given = {"jobs": [Job("1", "BASIC", True, FIRST, AFTER)], "shares": shares}
    return Slip(person=person, lines=lines, items=items, **(given | more))


@pytest.mark.parametrize(
    ("code", "account"), [("RECOVER", "92200"), ("OVERPAID", "92200"), ("TICKETLOAN", "92210"), ("UNION", "94310")]
)
def test_fin_12_what_takes_back_an_overpayment_comes_off_what_staff_owe(code, account):
    assert ledger.owed_to("deduction", code, schemes={}, recovering={"RECOVER", "TICKETLOAN"}) == account


def sums(found, *parts):
    return {(e.subjective, e.cost_centre): one.amount for e, one in found.items() if not parts or e.part in parts}


def worked_slip():
    """The run of domain FIN-12: gross 10,000, employer NI 1,150, pension 1,800; net pay 7,000."""
    return slip(
        line("payment", "BASIC", "10000.00"),
        line("deduction", "TAX", "1500.00"),
        line("deduction", "NI", "700.00"),
        line("deduction", "STUDENT-LOAN", "90.00"),
        line("deduction", "LGPS", "650.00"),
        line("deduction", "UNION", "15.00"),
        line("deduction", "COURT", "45.00"),
        line("employer", "EMPLOYER-NI", "1150.00"),
        line("employer", "EMPLOYER-LGPS", "1800.00"),
    )


def test_fin_12_worked_table_debits_13000_and_credits_13000():
    """Domain FIN-12, with a levy of 50."""
    found = ledger.entries([worked_slip()], schemes=SCHEMES, levy=D("50.00"))

    assert sums(found) == {
        ("11000", "A"): D("10000.00"),
        ("12000", "A"): D("1150.00"),
        ("12010", "A"): D("50.00"),
        ("13000", "A"): D("1800.00"),
        ("94200", ""): D("-3490.00"),
        ("94220", ""): D("-2450.00"),
        ("94310", ""): D("-60.00"),
        ("94300", ""): D("-7000.00"),
    }
    assert sum(one.amount for one in found.values() if one.amount > 0) == D("13000.00")
    assert sum(one.amount for one in found.values() if one.amount < 0) == D("-13000.00")


def test_cost_goes_where_the_split_says_day_by_day_and_what_nobody_pays_for_goes_nowhere():
    """To 15 November all at A; from the 16th two thirds at B, and the rest is nobody's: 15 and 15 of 30 days."""
    shares = {"1": [Share("A", D(100), date(2026, 1, 1), MIDDLE), Share("B", D("66.6667"), MIDDLE, None)]}
    found = ledger.entries(
        [slip(line("payment", "BASIC", "3000.00"), line("employer", "EMPLOYER-NI", "300.00"), shares=shares)],
        schemes={},
    )

    assert sums(found, Part.GROSS) == {
        ("11000", "A"): D("1500.00"), ("11000", "B"): D("1000.00"), ("11000", ""): D("500.00"),
    }  # fmt: skip
    assert sums(found, Part.EMPLOYER_NI) == {
        ("12000", "A"): D("150.00"), ("12000", "B"): D("100.00"), ("12000", ""): D("50.00"),
    }  # fmt: skip


def test_each_job_bears_its_own_pay_and_on_costs_follow_basic_pay():
    jobs = [Job("2", "BASIC", True, FIRST, AFTER), Job("1", "BASIC", True, FIRST, AFTER)]
    shares = {"1": [Share("A", D(100), FIRST, None)], "2": [Share("B", D(100), FIRST, None)]}
    paid = slip(
        line("payment", "BASIC", "3000.00"),  # the job 1: jobs are paid in the order of their numbers
        line("payment", "BASIC", "1000.00"),
        line("payment", "OT150", "600.00"),
        line("employer", "EMPLOYER-NI", "400.00"),
        jobs=jobs, shares=shares, items=[("OT150", "2")],
    )  # fmt: skip

    found = ledger.entries([paid], schemes={})

    assert sums(found, Part.GROSS) == {
        ("11000", "A"): D("3000.00"), ("11000", "B"): D("1000.00"), ("11010", "B"): D("600.00"),
    }  # fmt: skip
    assert sums(found, Part.EMPLOYER_NI) == {("12000", "A"): D("300.00"), ("12000", "B"): D("100.00")}


def test_a_claim_keeps_its_period_and_the_cost_centre_that_it_names():
    claim = Claimed("OT150", D("4"), None, date(2026, 9, 1), "Z")
    paid = slip(
        line("payment", "BASIC", "3000.00"), line("payment", "OT150", "90.00", D("4")),
        line("payment", "OT150", "45.00", D("2")), claimed=[claim], items=[("OT150", "1"), ("OT150", "1")],
    )  # fmt: skip

    found = ledger.entries([paid], schemes={})

    assert found[Entry("11010", "Z", Part.GROSS, date(2026, 9, 1))].amount == D("90.00")
    assert found[Entry("11010", "A", Part.GROSS)].amount == D("45.00")


def test_refunds_turn_the_side_and_each_pension_scheme_has_its_creditor():
    paid = slip(
        line("payment", "BASIC", "-200.00"), line("deduction", "TAX", "-240.00"), line("deduction", "NEST", "10.00"),
        line("deduction", "OVERPAID", "30.00"), line("employer", "EMPLOYER-NEST", "6.00"),
    )  # fmt: skip

    assert sums(ledger.entries([paid], schemes=SCHEMES)) == {
        ("11000", "A"): D("-200.00"), ("94200", ""): D("240.00"), ("94224", ""): D("-16.00"),
        ("92200", ""): D("-30.00"), ("13400", "A"): D("6.00"),
    }  # fmt: skip


def test_salary_inference_hides_fewer_than_three_people_and_what_would_give_them_away():
    def entry(centre, *people):
        return Entry("11000", centre, Part.GROSS), Posted(D(1000) * len(people), set(people))

    found = dict([entry("A", 1), entry("B", 2, 3, 4), entry("C", 5, 6, 7, 8)])
    shown = {one: one.subjective for one in found}
    assert {one.cost_centre for one in ledger.few(found, shown=shown)} == {"A", "B"}

    enough = dict([entry("A", 1, 2), entry("B", 3, 4), entry("C", 5, 6, 7)])
    assert {one.cost_centre for one in ledger.few(enough, shown=dict.fromkeys(enough, "11000"))} == {"A", "B"}

    nobody_few = dict([entry("A", 1, 2, 3), entry("B", 4, 5, 6)])
    assert ledger.few(nobody_few, shown=dict.fromkeys(nobody_few, "11000")) == set()


def test_apprenticeship_levy_is_cumulative_and_net_of_the_allowance():
    """HMRC: 0.5% of the pay bill less 15,000 a year: 4,000,000 in two months owe 20,000 - 2,500."""
    terms = {"rate": D("0.005"), "allowance": D(15000)}
    assert ledger.levy_due(pay_bill=D(4_000_000), months=2, **terms) == D("17500.00")
    assert ledger.levy_due(pay_bill=D(250_000), months=1, **terms) == D("0.00")
    assert ledger.levy_due(pay_bill=D(250_010), months=1, **terms) == D("0.05")


POUNDS = st.decimals("-9999.99", "9999.99", places=2)
LINES = st.lists(
    st.one_of(
        st.tuples(st.just("payment"), st.sampled_from(["BASIC", "OT150", "UNKNOWN"]), POUNDS),
        st.tuples(st.just("deduction"), st.sampled_from(["TAX", "LGPS", "NEST", "UNION"]), POUNDS),
        st.tuples(st.just("employer"), st.sampled_from(["EMPLOYER-NI", "EMPLOYER-LGPS"]), POUNDS),
        st.tuples(st.just("benefit"), st.just("CARBIK"), POUNDS),
    ),
    max_size=9,
)
SHARES = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["33.3333", "50", "12.5"])), max_size=2)


@given(st.lists(st.tuples(LINES, SHARES), min_size=1, max_size=4), st.decimals("0", "500", places=2))
def test_entries_always_add_up_to_nought_and_gross_is_the_payments(slips, levy):
    made = [slip(*(line(*one) for one in lines), person=at, shares=shares) for at, (lines, shares) in enumerate(slips)]

    found = ledger.entries(made, schemes=SCHEMES, levy=levy)

    assert sum(one.amount for one in found.values()) == 0
    gross = sum(one.amount for entry, one in found.items() if entry.part is Part.GROSS)
    assert gross == sum(amount for lines, _ in slips for section, _code, amount in lines if section == "payment")
