"""What counts against a post and what is vacant: figures of domain HR-02, the table of post P100."""

from decimal import Decimal

import pytest

from hr.engine.establishment import (
    Holding,
    Mode,
    Standing,
    Verdict,
    contract_fte,
    counts,
    is_over,
    lines,
    paid_fte,
    salary_band,
    split_cost,
    vacant_fte,
    verdict,
)

D = Decimal
A = Holding(job=1, paid_fte=D("0.6000"))
B = Holding(job=2, paid_fte=D("0.5000"))
C = Holding(job=3, paid_fte=D("1.0000"), standing=Standing.COVER_FOR, covers=1)


def test_p100_the_table_of_the_domain():
    """Domain HR-02: A 0.60 counts, 0.40 left; B 0.50 counts, −0.10; C covers A, does not count, 0.40."""
    assert [(one.counts, one.vacant) for one in lines(D("1.00"), [A, B])] == [(True, D("0.40")), (True, D("-0.10"))]
    assert [(one.counts, one.vacant) for one in lines(D("1.00"), [A, C])] == [(True, D("0.40")), (False, D("0.40"))]


def test_e4_sixty_and_fifty_per_cent_are_blocked_and_maternity_cover_is_not_counted():
    before, after = vacant_fte(D(1), [A]), vacant_fte(D(1), [A, B])

    assert after == D("-0.1000")
    assert verdict(Mode.BLOCK, before=before, after=after) is Verdict.REFUSED
    assert verdict(Mode.BLOCK_WITH_OVERRIDE, before=before, after=after) is Verdict.NEEDS_OVERRIDE
    assert verdict(Mode.WARN, before=before, after=after) is Verdict.WARNED
    assert verdict(Mode.BLOCK, before=before, after=vacant_fte(D(1), [A, C])) is Verdict.FITS


@pytest.mark.parametrize(
    ("hours", "full", "fte"),
    [("22.2", "37", "0.6000"), ("18.5", "37", "0.5000"), ("36", "36", "1.0000"), ("40", "40", "1.0000"),
     ("21", "42", "0.5000")],
)  # fmt: skip
def test_contract_fte_is_hours_over_full_time_hours_of_the_terms(hours, full, fte):
    """Domain HR-02: Green Book 37, London 36, police officers 40, whole-time firefighters 42."""
    assert contract_fte(D(hours), D(full)) == D(fte)


def test_term_time_is_paid_for_its_weeks():
    """Domain HR-02: paid_fte = hours_fte × paid_weeks / 52.143. 37 h for 44.5 weeks: 0.8534; 18.5 h: 0.4267."""
    assert paid_fte(D(37), D(37), D("44.5"), D("52.143")) == D("0.8534")
    assert paid_fte(D("18.5"), D(37), D("44.5"), D("52.143")) == D("0.4267")
    assert paid_fte(D("18.5"), D(37), None, D("52.143")) == D("0.5000")


@pytest.mark.parametrize(("vacant", "over"), [("-0.005", False), ("-0.0051", True), ("0", False), ("-0.10", True)])
def test_over_begins_below_minus_five_thousandths(vacant, over):
    """Domain HR-02: over-establishment if vacant < −0.005 FTE."""
    assert is_over(D(vacant)) is over


def test_supernumerary_does_not_count():
    assert not counts(Holding(job=4, paid_fte=D(1), standing=Standing.SUPERNUMERARY), [])


def test_of_a_secondment_with_backfill_exactly_one_counts():
    away = Holding(job=1, paid_fte=D(1), standing=Standing.BACKFILLED)
    plain, cover = Holding(job=2, paid_fte=D(1)), Holding(job=2, paid_fte=D(1), standing=Standing.COVER_FOR, covers=1)

    assert [counts(one, [away, plain]) for one in (away, plain)] == [False, True]
    assert [counts(one, [away, cover]) for one in (away, cover)] == [False, True]


def test_a_secondment_without_backfill_holds_the_post():
    away = Holding(job=1, paid_fte=D(1), standing=Standing.SECONDED_OUT)
    cover = Holding(job=2, paid_fte=D(1), standing=Standing.COVER_FOR, covers=1)

    assert [counts(one, [away, cover]) for one in (away, cover)] == [True, False]
    assert vacant_fte(D(1), [away]) == 0


def test_cover_counts_when_the_covered_job_has_left_the_post():
    assert counts(C, [C])


def test_what_makes_an_over_established_post_better_fits():
    assert verdict(Mode.BLOCK, before=D("-0.50"), after=D("-0.10")) is Verdict.FITS
    assert verdict(Mode.BLOCK, before=D("-0.10"), after=D("-0.50")) is Verdict.REFUSED


def test_money_is_split_by_largest_remainder():
    """Domain HR-02: £2,313.31 at 70/30 is 1,619.32 and 693.99."""
    assert split_cost(D("2313.31"), [D(70), D(30)]) == [D("1619.32"), D("693.99")]


def test_modes_are_said_in_words():
    assert [mode.words for mode in Mode] == [
        "Refuse it", "Refuse it, unless HR manager and finance agree", "Warn, and go on",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("annual", "band"),
    [("64999.99", "£60,000 to £64,999"), ("65000", "£65,000 to £69,999"), ("4999", "£0 to £4,999"),
     ("152310", "£150,000 to £154,999")],
)  # fmt: skip
def test_salaries_are_published_in_bands_of_5000_pounds(annual, band):
    """Local Government Transparency Code 2015, paragraph 49."""
    assert salary_band(D(annual)) == band
