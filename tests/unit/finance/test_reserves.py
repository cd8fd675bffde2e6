"""The movement in reserves statement (domain FIN-15), on the figures of the worked analysis in thousands of pounds."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finance.engine.reserves import Reserve, Statutory, statement

D = Decimal
FUND, EARMARKED, REVALUATION, CAPITAL = "97000", "97100", "98000", "98100"


def reserve(code, opening, to_date):
    return Reserve(code, f"Reserve {code}", "USABLE" if code < "98000" else "UNUSABLE", D(opening), D(to_date))


def moved(found):
    return {
        one.code or one.words: (one.opening, one.result, one.other, one.adjustments, one.transfers, one.closing)
        for one in found.rows
    }


def numbers(*given):
    return tuple(D(one) for one in given)


def test_fin_15_the_general_fund_moves_as_the_worked_analysis_says():
    """45,000 at the start; a deficit of 27,000 by accounting rules; 30,000 of adjustments: 48,000 at the end."""
    made = statement(
        [reserve(FUND, "45000", "75000"), reserve(CAPITAL, "120000", "90000")],
        [Statutory(1, FUND, D("30000")), Statutory(1, CAPITAL, D("-30000"))],
        result=D("-27000"),
    )
    assert moved(made) == {
        FUND: numbers("45000", "-27000", "0", "30000", "0", "48000"),
        "Total usable reserves": numbers("45000", "-27000", "0", "30000", "0", "48000"),
        CAPITAL: numbers("120000", "0", "0", "-30000", "0", "90000"),
        "Total unusable reserves": numbers("120000", "0", "0", "-30000", "0", "90000"),
        "Total reserves of the authority": numbers("165000", "-27000", "0", "0", "0", "138000"),
    }
    assert (made.unmatched, made.untransferred, made.general_fund.closing) == (0, 0, D("48000"))


def test_what_no_statutory_journal_moved_is_a_transfer_or_other_comprehensive_income():
    made = statement(
        [reserve(FUND, "100", "60"), reserve(EARMARKED, "0", "40"), reserve(REVALUATION, "0", "500")], [], result=D(0)
    )
    found = moved(made)
    assert (found[FUND][4], found[EARMARKED][4]) == (D("-40"), D("40"))
    assert found[REVALUATION][2] == D("500")
    assert (made.unmatched, made.untransferred) == (0, 0)


def test_what_moves_the_capital_adjustment_account_is_an_adjustment_by_whatever_journal():
    """Minimum revenue provision: charged against the account by one journal, kept off services by another."""
    made = statement(
        [reserve(FUND, "0", "-684"), reserve(CAPITAL, "0", "684"), reserve("98200", "-500", "-450")],
        [Statutory(1, FUND, D("-684"))], result=D(0),
    )  # fmt: skip
    found = moved(made)
    assert (found[FUND][3], found[CAPITAL][3], made.unmatched) == (D("-684"), D("684"), 0)
    assert found["98200"][2] == D("50")  # a remeasured pension


def test_an_impairment_beyond_the_revaluation_reserve_is_split_between_both_columns():
    """£100 lost: £70 of earlier gains (other comprehensive income), £30 charged to services and reversed."""
    made = statement(
        [reserve(FUND, "0", "30"), reserve(REVALUATION, "70", "0"), reserve(CAPITAL, "0", "-30")],
        [Statutory(9, FUND, D("30")), Statutory(9, CAPITAL, D("-30")), Statutory(9, REVALUATION, D("-70"))],
        result=D("-30"),
    )
    found = moved(made)
    assert found[REVALUATION] == numbers("70", "0", "-70", "0", "0", "0")
    assert (found[FUND][3], found[CAPITAL][3]) == (D("30"), D("-30"))
    assert (made.unmatched, made.total.closing) == (0, D("-30"))


def test_half_of_a_statutory_journal_stands_out():
    made = statement([reserve(FUND, "0", "5")], [Statutory(1, FUND, D("5"))], result=D(0))
    assert made.unmatched == D("5")
    made = statement([reserve(FUND, "0", "-7")], [], result=D(0))
    assert made.untransferred == D("-7")


POUNDS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


@given(st.lists(st.tuples(POUNDS, POUNDS, POUNDS), min_size=4, max_size=4), POUNDS)
def test_each_reserve_ends_where_the_ledger_has_it_and_the_totals_are_the_sums(amounts, result):
    codes = (FUND, EARMARKED, REVALUATION, CAPITAL)
    given_ = [reserve(code, opening, to_date) for code, (opening, to_date, _by) in zip(codes, amounts, strict=True)]
    statutory = [Statutory(1, code, by) for code, (_opening, _to_date, by) in zip(codes, amounts, strict=True)]
    made = statement(given_, statutory, result=result)
    closing = {one.code: one.closing for one in made.rows if one.code}
    assert closing == {one.code: one.to_date + (result if one.code == FUND else 0) for one in given_}
    assert made.total.closing == sum(closing.values())
