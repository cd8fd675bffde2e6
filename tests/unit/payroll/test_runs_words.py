"""How figures of a run are said."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from payroll.queries.run_pages_compare import ElementRow, PersonChange, Spread
from payroll.queries.run_pages_head import BatchProgress
from payroll.views import runs_words
from tests.unit.payroll.test_runs_actions import CALCULATING


@pytest.mark.parametrize(
    ("contractual", "paid", "why"),
    [
        (date(2026, 11, 27), date(2026, 11, 27), ""),
        (date(2026, 11, 28), date(2026, 11, 27), "Moved from 28 November 2026, a Saturday"),
        (date(2026, 12, 25), date(2026, 12, 24), "Moved from 25 December 2026, Christmas Day"),
    ],
)
def test_a_moved_pay_date_says_why(contractual, paid, why):
    assert runs_words.moved_text(contractual, paid) == why


@pytest.mark.parametrize(
    ("now", "then", "text"),
    [
        ("110.00", None, "No run before to compare with"),
        ("110.00", "110.00", "The same as October 2026"),
        ("110.00", "100.00", "+£10.00 (+10%) on October 2026"),
        ("99.55", "100.00", "−£0.45 (−0.5%) on October 2026"),
        ("5.00", "0.00", "+£5.00 on October 2026"),
    ],
)
def test_a_total_is_held_against_the_run_before(now, then, text):
    assert runs_words.difference(Decimal(now), None if then is None else Decimal(then), "October 2026") == text


@pytest.mark.parametrize(
    ("amount", "before", "percent"), [("110.00", "100.00", "+10%"), ("0.00", "50.00", "−100%"), ("5.00", "0.00", "")]
)
def test_the_change_of_an_element_in_per_cent(amount, before, percent):
    row = ElementRow("payment", "BASIC", "Basic pay", 1, Decimal(amount), 1, Decimal(before))

    assert runs_words.percent_signed(row.percent) == percent


def test_a_refund_that_grows_is_a_fall():
    row = ElementRow("deduction", "TAX", "Income tax", 1, Decimal("-30.00"), 1, Decimal("-20.00"))

    assert (row.change, runs_words.percent_signed(row.percent)) == (Decimal("-10.00"), "−50%")


def test_progress_says_what_is_left():
    found = BatchProgress(40, 100, 2, 0, 3, 5, Decimal(4))

    bar = runs_words.progress_bar(CALCULATING, found, poll_url="p", refresh_url="r")

    assert bar["percent"] == 40
    assert bar["remaining"] == "60 people to go"
    assert bar["batches"] == "2 of 5 batches done"
    assert bar["rate"] == "10 people a second"
    assert bar["left"] == "about 6 seconds left"
    assert not bar["is_held_up"]


def test_progress_before_anything_is_done_promises_nothing():
    bar = runs_words.progress_bar(
        CALCULATING, BatchProgress(0, 100, 0, 0, 0, 5, Decimal(0)), poll_url="", refresh_url=""
    )

    assert (bar["text"], bar["rate"], bar["left"]) == ("Waiting for a worker", "", "")


def test_progress_is_held_up_when_only_failed_batches_are_left():
    bar = runs_words.progress_bar(
        CALCULATING, BatchProgress(80, 100, 4, 1, 5, 5, Decimal(4)), poll_url="", refresh_url=""
    )

    assert bar["is_held_up"]
    assert bar["failed"] == "1 batch has failed"


def test_the_last_bar_of_the_chart_reaches_the_highest_pay():
    spread = Spread(
        6, Decimal("900.00"), Decimal("1200.00"), Decimal("9500.00"), Decimal(500), Decimal(500), (1, 4, 1), True
    )

    chart = runs_words.net_chart(spread)

    assert chart.table_rows == [["£500 to £1,000", "1"], ["£1,000 to £1,500", "4"], ["£1,500 to £9,500", "1"]]
    assert runs_words.net_chart(None) is None


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (None, "Not in this run"),
        (date(2026, 11, 13), "Last day 13 Nov 2026"),
        (date(2026, 10, 30), "Left on 30 Oct 2026"),
    ],
)
def test_a_leaver_has_a_reason(ends, why):
    row = PersonChange(uuid.uuid4(), uuid.uuid4(), "Lee", "1", None, ends, None, Decimal(5), None, Decimal(5))

    cells = runs_words.leaver_cells([row], str, first_day=date(2026, 11, 1))

    assert (cells[0][1]["text"], cells[0][0]["href"]) == (why, "")
