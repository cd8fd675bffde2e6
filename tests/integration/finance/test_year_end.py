"""The year-end roll (domain FIN-03): by difference, as often as needed, each fund by itself at nought."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Balance, Journal
from finance.operations import calendar, year_end
from finance.queries.trial_balance import differences
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make
from tests.factories.closing import close
from tests.factories.ledger import cr, dr

D = Decimal
CODES = st.sampled_from(["11000", "83000", "94050", "97000", "97100"])
POUNDS = st.decimals("0.01", "99999.99", places=2)
STEP = st.one_of(
    st.just(("roll",)),
    st.tuples(st.sampled_from([4, 12, 13, 14]), st.sampled_from(["GEN", "PUB"]), CODES, CODES, POUNDS),
)


@pytest.fixture
def years(books):
    """P12 to P14 of 2026-27 and P00 of 2027-28 are open."""
    opening = calendar.set_up_year(legal_entity=books.entity.uuid, year=2027, by=books.by, at=make.NOW)[0]
    for period in (*(books.periods[n] for n in (12, 13, 14)), opening):
        calendar.move(period=period.uuid, modules=["GL", "AP"], action="open", by=books.by, at=make.NOW)
    return opening


def roll(books):
    return year_end.roll(legal_entity=books.entity.uuid, year=2026, by=books.by, at=make.NOW)


def opened(opening):
    rows = Balance.objects.filter(period=opening).select_related("coding__subjective", "coding__fund")
    return {
        (row.coding.subjective.code, row.coding.fund.code): row.debit - row.credit
        for row in rows
        if row.debit != row.credit
    }


def adjust(books, number, *lines):
    on = date(2027, 3, 31) if number > 11 else date(2026, 3 + number, 5)
    return make.posted(books, *lines, on=on, adjusts=number if number > 12 else None)


def test_fin_03_year_end_roll_brings_forward_what_is_missing_and_nothing_twice(books, years):
    adjust(books, 4, dr("11000", "900.00"), cr("94050", "900.00"))
    adjust(books, 4, dr("94050", "250.00", fund="PUB"), cr("83000", "250.00", fund="PUB"))

    first = roll(books)

    assert (first.kind, str(first.period), first.number) == ("OPENING", "P00 2027-28", 1)
    assert opened(years) == {
        ("97000", "GEN"): D("900.00"), ("94050", "GEN"): D("-900.00"),
        ("94050", "PUB"): D("250.00"), ("97000", "PUB"): D("-250.00"),
    }  # fmt: skip
    assert roll(books) is None

    adjust(books, 13, dr("11000", "100.00"), cr("94050", "100.00"))
    second = roll(books)
    assert (second.number, second.total, second.n_lines) == (2, D("100.00"), 2)
    assert opened(years)[("97000", "GEN")] == D("1000.00")
    assert roll(books) is None


def test_e15_a_posting_to_p13_after_p12_is_closed_is_rolled_forward_alone(books, years):
    adjust(books, 12, dr("11000", "900.00"), cr("94050", "900.00"))
    roll(books)
    close(books, 12, modules=["GL", "AP"], by=books.by)
    with pytest.raises(RuleBroken):
        adjust(books, 12, dr("11000", "1.00"), cr("94050", "1.00"))

    adjust(books, 13, dr("11000", "100.00"), cr("94050", "100.00"))
    delta = roll(books)

    assert (str(delta.period), delta.total, delta.n_lines) == ("P00 2027-28", D("100.00"), 2)
    assert roll(books) is None
    assert opened(years) == {("97000", "GEN"): D("1000.00"), ("94050", "GEN"): D("-1000.00")}
    assert sum(opened(years).values()) == 0
    assert differences(partner_id=books.partner.pk) == []


def test_a_roll_into_a_year_that_is_shut_or_not_set_up_is_refused(books):
    adjust(books, 4, dr("11000", "900.00"), cr("94050", "900.00"))
    with pytest.raises(RuleBroken, match="no period for 1 April 2027"):
        roll(books)
    calendar.set_up_year(legal_entity=books.entity.uuid, year=2027, by=books.by, at=make.NOW)
    with pytest.raises(RuleBroken, match=r"P00 2027-28 .* is future"):
        roll(books)
    assert not Journal.objects.filter(kind="OPENING").exists()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=7))
def test_after_any_sequence_of_postings_and_rolls_the_next_year_opens_as_this_one_closes(books, years, steps):
    for step in steps:
        if step[0] == "roll":
            roll(books)
            continue
        number, fund, one, other, pounds = step
        adjust(books, number, dr(one, pounds, fund=fund), cr(other, pounds, fund=fund))
    roll(books)

    assert differences(partner_id=books.partner.pk) == []
    closing = {}
    for row in Balance.objects.filter(period__year=2026).select_related("coding__subjective", "coding__fund"):
        code = row.coding.subjective.code
        key = (code if code[0] == "9" else "97000", row.coding.fund.code)
        closing[key] = closing.get(key, 0) + row.debit - row.credit
    assert opened(years) == {key: amount for key, amount in closing.items() if amount}
    for fund in ("GEN", "PUB"):
        assert sum(amount for (_code, of), amount in opened(years).items() if of == fund) == 0
