"""Who bears how much of a shared service (domain FIN-11, cost-share engine)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.engine.cost_shares import Bound, CannotShare, Member, Method, Pool, instalments, share, true_up

CC, POL, FRS, LBA = CODES = ("cc", "pol", "frs", "lba")


def pool(amount, method, figures, members=None, **more):
    """A pool by one measure; `figures` in the order of the members."""
    there = members or [Member(code=code) for code in CODES[: len(figures)]]
    given_ = {one.code: Decimal(figure) for one, figure in zip(there, figures, strict=True)}
    return Pool(amount=Decimal(amount), method=method, members=there, figures={method: given_}, **more)


def borne(of):
    return [str(one.pounds) for one in share(of)]


def refused(of):
    with pytest.raises(CannotShare) as why:
        share(of)
    return str(why.value)


# Source: domain FIN-11, worked example of GBP 10,000,000 (scenario E22): every cell
TEN_MILLION = {
    "payroll": (
        pool("3600000.00", Method.PAYSLIPS, [230_000, 79_000, 26_500, 97_000]),
        ["1914450.87", "657572.25", "220578.04", "807398.84"],
    ),
    "hr": (
        pool("2500000.00", Method.HEADCOUNT, [14_000, 6_400, 2_100, 7_500]),
        ["1166666.67", "533333.33", "175000.00", "625000.00"],
    ),
    "payables": (
        pool("1900000.00", Method.INVOICES, [310_000, 42_000, 15_000, 190_000]),
        ["1057450.63", "143267.50", "51166.97", "648114.90"],
    ),
    "fixed": (
        pool("2000000.00", Method.AGREED_PCT, [40, 20, 10, 30]),
        ["800000.00", "400000.00", "200000.00", "600000.00"],
    ),
}


def test_e22_ten_million_pounds_are_recharged_as_the_table_says_in_every_cell_and_to_the_penny():
    for of, expected in TEN_MILLION.values():
        assert borne(of) == expected
    columns = zip(*(share(of) for of, _expected in TEN_MILLION.values()), strict=True)
    totals = [sum(one.pounds for one in column) for column in columns]
    assert [str(total) for total in totals] == ["4938568.17", "1734173.08", "646745.01", "2680513.74"]
    assert str(sum(totals)) == "10000000.00"


def test_a_share_explains_itself_with_figures_weight_and_penny():
    county, police, *_rest = share(TEN_MILLION["hr"][0])
    assert county.words() == "Headcount: 14,000 of 30,000; 46.6667% by measure; with one penny of rounding."
    assert police.words() == "Headcount: 6,400 of 30,000; 21.3333% by measure."
    agreed = share(TEN_MILLION["fixed"][0])[0]
    assert agreed.words() == "Agreed percentages: 40%; 40.0000% by measure."


def test_pennies_go_to_the_same_partners_however_they_are_listed():
    # £1.00 by 1:1:1 leaves a penny and three equal remainders
    forward = [Member(code=code) for code in (CC, FRS, POL)]
    for there in (forward, forward[::-1]):
        shares = {one.code: str(one.pounds) for one in share(pool("1.00", Method.CASES, [1, 1, 1], there))}
        assert shares == {CC: "0.34", FRS: "0.33", POL: "0.33"}


def test_a_changed_figure_reflows_to_everybody():
    assert borne(pool("3000.00", Method.CASES, [10, 10, 10])) == ["1000.00"] * 3
    assert borne(pool("3000.00", Method.CASES, [30, 10, 10])) == ["1800.00", "600.00", "600.00"]


def test_who_joins_within_the_year_bears_its_months_and_its_set_up_beside_the_pool():
    there = [Member(code=CC), Member(code=POL, months=6, set_up=Decimal("2500.00"))]
    first, joiner = share(pool("3000.00", Method.HEADCOUNT, [100, 100], there))
    assert (str(first.pounds), str(joiner.pounds), str(joiner.set_up)) == ("2000.00", "1000.00", "2500.00")
    assert joiner.words() == "Headcount: 100 of 200; 6 of 12 months; 33.3333% by measure."


def test_who_is_out_of_scope_counts_for_nothing_not_even_in_the_total():
    there = [Member(code=CC), Member(code=POL, in_scope=False, set_up=Decimal("10.00")), Member(code=FRS)]
    first, out, last = share(pool("3000.00", Method.HEADCOUNT, [100, 900, 200], there, minimum_fee=Decimal("50.00")))
    assert [str(one.pounds) for one in (first, out, last)] == ["1000.00", "0.00", "2000.00"]
    assert out.words() == "Does not take this service: bears nothing."
    assert out.set_up == 0
    assert first.figures[0].total == 300


def test_a_blend_weighs_its_parts():
    # 70% headcount 1:3, 30% payslips 1:1: 0.7 x 0.25 + 0.3 x 0.5 = 0.325
    there = [Member(code=CC), Member(code=POL)]
    figures = {
        Method.HEADCOUNT: {CC: Decimal(1), POL: Decimal(3)},
        Method.PAYSLIPS: {CC: Decimal(5), POL: Decimal(5)},
    }
    blend = {Method.HEADCOUNT: Decimal(70), Method.PAYSLIPS: Decimal(30)}
    of = Pool(amount=Decimal("1000.00"), method=Method.BLEND, members=there, figures=figures, blend=blend)
    assert borne(of) == ["325.00", "675.00"]
    assert share(of)[0].words() == (
        "Headcount (counts 70%): 1 of 4; Payslips (counts 30%): 5 of 10; 32.5000% by measure."
    )  # fmt: skip


def test_fixed_fees_are_borne_as_agreed_and_have_to_come_to_the_pool():
    there = [Member(code=CC), Member(code=POL, months=3)]
    assert borne(pool("1250.00", Method.FIXED_FEE, ["1000.00", "1000.00"], there)) == ["1000.00", "250.00"]
    assert refused(pool("2000.00", Method.FIXED_FEE, ["1000.00", "1000.00"], there)) == (
        "The fees come to £1,250.00 and the pool to £2,000.00."
    )


@pytest.mark.parametrize(
    ("more", "fee", "expected", "bounds"),
    [
        # 1000 by 1:4:5 is 100/400/500; what a bound moves, the others bear by their measure
        ({"floor": Decimal("190.00")}, "0.00", ["190.00", "360.00", "450.00"], [Bound.FLOOR, None, None]),
        ({"cap": Decimal("10.00")}, "0.00", ["10.00", "440.00", "550.00"], [Bound.CAP, None, None]),
        ({}, "190.00", ["190.00", "360.00", "450.00"], [Bound.MINIMUM_FEE, None, None]),
        ({}, "100.00", ["100.00", "400.00", "500.00"], [None, None, None]),
        ({}, "333.33", ["333.33", "333.33", "333.34"], [Bound.MINIMUM_FEE, Bound.MINIMUM_FEE, None]),
    ],
)
def test_floor_cap_and_minimum_fee_hold_and_the_others_bear_the_rest(more, fee, expected, bounds):
    there = [Member(code=CC, **more), Member(code=POL), Member(code=FRS)]
    shares = share(pool("1000.00", Method.CASES, [1, 4, 5], there, minimum_fee=Decimal(fee)))
    assert [str(one.pounds) for one in shares] == expected
    assert [one.bound for one in shares] == bounds


def test_a_share_moves_by_five_percent_a_year_at_most():
    # last year 500/500, by measure now 800/200: 500 x 1.05 and 500 x 0.95
    there = [Member(code=CC, before=Decimal("500.00")), Member(code=POL, before=Decimal("500.00"))]
    risen, fallen = share(pool("1000.00", Method.CASES, [8, 2], there, damping=Decimal(5)))
    assert (str(risen.pounds), risen.bound) == ("525.00", Bound.ROSE_TOO_FAR)
    assert (str(fallen.pounds), fallen.bound) == ("475.00", Bound.FELL_TOO_FAR)
    assert risen.words() == (
        "Cases: 8 of 10; 80.0000% by measure; £800.00 by measure alone, "
        "held at the most that it may rise in a year."
    )  # fmt: skip


def test_a_dearer_service_is_dearer_for_all_and_within_the_limit_nothing_is_held():
    there = [Member(code=CC, before=Decimal("500.00")), Member(code=POL, before=Decimal("500.00"))]
    assert borne(pool("2000.00", Method.CASES, [8, 2], there, damping=Decimal(5))) == ["1050.00", "950.00"]
    exactly = share(pool("1000.00", Method.CASES, [525, 475], there, damping=Decimal(5)))
    assert [(str(one.pounds), one.bound) for one in exactly] == [("525.00", None), ("475.00", None)]


def test_a_new_partner_is_not_held_and_the_others_begin_from_what_it_leaves():
    # the joiner bears 500 by measure; the others begin at 250 each, +-5%
    there = [Member(code=CC, before=Decimal("500.00")), Member(code=POL, before=Decimal("500.00")), Member(code=FRS)]
    assert borne(pool("1000.00", Method.CASES, [4, 1, 5], there, damping=Decimal(5))) == ["262.50", "237.50", "500.00"]


def test_a_cap_goes_before_how_far_a_share_may_fall():
    there = [Member(code=CC, before=Decimal("500.00"), cap=Decimal("400.00")), Member(code=POL)]
    held, rest = share(pool("1000.00", Method.CASES, [5, 5], there, damping=Decimal(5)))
    assert (str(held.pounds), held.bound, str(rest.pounds)) == ("400.00", Bound.CAP, "600.00")


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (pool("1.00", Method.CASES, [0, 0]), "Cases: everybody has nought, so it says nothing about who bears what."),
        (pool("1.00", Method.CASES, [1, -1]), "Cases: the figure of pol is below nought."),
        (pool("1.00", Method.CASES, ["1.5", 1]), "Cases: the figure of cc is not a whole number."),
        (pool("1.00", Method.AGREED_PCT, [50, 49]), "The agreed percentages come to 99%, not 100%."),
        (pool("-1.00", Method.CASES, [1]), "A pool is nought or more: what comes back is income of the service."),
        (pool("1.005", Method.CASES, [1]), "£1.005 is not in whole pennies."),
        (pool("1.00", Method.CASES, [1], [Member(code=CC, months=13)]), "Months lie between 0 and 12."),
        (pool("1.00", Method.CASES, [1], [Member(code=CC, in_scope=False)]), "Nobody takes this service."),
        (pool("1.00", Method.CASES, [1], [Member(code=CC, months=0)]), "Nobody takes this service."),
        (pool("1.00", Method.CASES, [1, 1], [Member(code=CC)] * 2), "A partner is listed twice."),
        (pool("1.00", Method.CASES, [1], damping=Decimal(101)), "A share moves by 0% to 100% in a year."),
        (
            pool("1.00", Method.CASES, [1, 1], minimum_fee=Decimal("0.51")),
            "Floors, fees and how far shares may fall come to £1.02, more than the pool.",
        ),
        (
            pool("1.00", Method.CASES, [1], [Member(code=CC, cap=Decimal("0.99"))]),
            "Caps and how far shares may rise leave a part of the pool that nobody bears.",
        ),
        (
            pool("1.00", Method.CASES, [1], [Member(code=CC, cap=Decimal("0.10"), floor=Decimal("0.11"))]),
            "A cap lies above the floor and the minimum fee.",
        ),
        (
            Pool(amount=Decimal("1.00"), method=Method.CASES, members=[Member(code=CC)], figures={}),
            "Cases: there is no figure of cc. Nought is a figure as well.",
        ),
        (
            pool("1.00", Method.CASES, [1], blend={Method.CASES: Decimal(100)}),
            "Only a blend has parts.",
        ),
        (
            pool("1.00", Method.BLEND, [1], blend={Method.CASES: Decimal(99)}),
            "The parts of a blend come to 100%.",
        ),
        (
            pool("1.00", Method.BLEND, [1], blend={Method.AGREED_PCT: Decimal(100)}),
            "A blend is made of what is counted, and Agreed percentages is not.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_shared_says_why(of, why):
    assert refused(of) == why


COUNTS = st.integers(min_value=0, max_value=10**6)


@settings(max_examples=120)
@given(
    amount=st.integers(min_value=0, max_value=10**11),
    there=st.lists(st.tuples(COUNTS, st.integers(0, 12), st.booleans(), COUNTS), min_size=1, max_size=6),
    damping=st.none() | st.integers(0, 100),
)
def test_the_shares_come_to_the_pool_whatever_the_figures(amount, there, damping):
    members = [
        Member(code=f"p{i}", months=months, in_scope=in_scope, before=Decimal(before))
        for i, (_count, months, in_scope, before) in enumerate(there)
    ]
    figures = {f"p{i}": Decimal(count) for i, (count, *_rest) in enumerate(there)}
    of = Pool(
        amount=Decimal(amount).scaleb(-2), method=Method.INVOICES, members=members,
        figures={Method.INVOICES: figures}, damping=None if damping is None else Decimal(damping),
    )  # fmt: skip
    if not any(one.takes_part and figures[one.code] for one in members):
        refused(of)
        return
    try:
        shares = share(of)
    except CannotShare:
        # only where last year’s bearers have no figure now, or those with one bore nothing: nobody may bear the rest
        assert damping is not None
        return
    assert sum(one.pounds for one in shares) == of.amount
    assert all(one.pounds == 0 for one, member in zip(shares, members, strict=True) if not member.takes_part)
    if damping is None:  # nobody is a penny away from its exact part
        assert all(abs(one.pounds - one.by_measure) <= Decimal("0.01") for one in shares)


def test_a_share_is_billed_by_quarters_that_come_to_it():
    assert [str(one) for one in instalments(Decimal("1000.01"))] == ["250.01", "250.00", "250.00", "250.00"]
    # who joins in September has one month of the second quarter: 1/7, 3/7, 3/7
    joined = instalments(Decimal("700.00"), first_month=6, months=7)
    assert [str(one) for one in joined] == ["0.00", "100.00", "300.00", "300.00"]
    with pytest.raises(CannotShare):
        instalments(Decimal("1.00"), first_month=12, months=2)


def test_the_true_up_shows_what_was_billed_and_what_it_came_to():
    final = share(pool("1200.00", Method.CASES, [1, 2]))
    first, second = true_up({CC: Decimal("450.00"), POL: Decimal("550.00")}, final)
    assert (first.provisional, first.final, first.difference) == (
        Decimal("450.00"),
        Decimal("400.00"),
        Decimal("-50.00"),
    )
    assert second.difference == Decimal("250.00")
    with pytest.raises(CannotShare, match="frs was billed"):
        true_up({FRS: Decimal("1.00")}, final)
