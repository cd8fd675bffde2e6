from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from sharedservices.common import formatting


def render(expression, **values):
    return Template("{% load formatting %}{{ " + expression + " }}").render(Context(values))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1234.5"), "£1,234.50"),
        (Decimal("-12"), "−£12.00"),
        (Decimal("-0.004"), "£0.00"),
        (Decimal("2.675"), "£2.68"),
        (0, "£0.00"),
        (None, ""),
    ],
)
def test_money(value, expected):
    assert render("x|money", x=value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(Decimal(12), "+£12.00"), (Decimal(-12), "−£12.00"), (Decimal("0.00"), "£0.00"), (None, "")]
)
def test_pounds_signed(value, expected):
    assert render("x|pounds_signed", x=value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(950, "£950"), (1200, "£1.2k"), (2000, "£2k"), (Decimal("-3450000"), "−£3.5m"), (2 * 10**9, "£2bn"), (0, "£0")],
)
def test_pounds_short(value, expected):
    assert render("x|pounds_short", x=value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2413, "2,413"), (Decimal("37.50"), "37.5"), (Decimal("-1.0"), "−1"), (Decimal(100), "100"), (None, "")],
)
def test_number(value, expected):
    assert render("x|number", x=value) == expected


def test_percent_says_a_rate():
    assert render("x|percent", x=Decimal("0.0650")) == "6.5%"


def test_amount_has_no_currency():
    assert render("x|amount", x=Decimal("-1234.5")) == "−1,234.50"


def test_dates_are_said_in_full():
    assert render("x|day", x=date(2026, 11, 1)) == "1 November 2026"
    assert render("x|day_short", x=date(2026, 11, 21)) == "21 Nov 2026"
    assert render("x|month", x=date(2026, 11, 21)) == "November 2026"
    assert render("x|last_day", x=date(2026, 12, 1)) == "30 November 2026"


@pytest.mark.parametrize(
    "name", ["day", "day_short", "month", "last_day", "moment", "masked", "duration", "percent", "amount"]
)
def test_nothing_is_said_for_nothing(name):
    assert render(f"x|{name}", x=None) == ""


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "1 July 2026 at 9:05am"),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "21 November 2026 at midday"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), "21 November 2026 at midnight"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "21 November 2026 at 11:59pm"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026 at 12:30am"),
    ],
)
def test_moment_is_local(moment, expected):
    assert render("x|moment", x=moment) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "under a second"),
        (1, "1 second"),
        (45, "45 seconds"),
        (60, "1 minute"),
        (150, "2 minutes"),
        (3900, "1 hour 5 minutes"),
        (7200, "2 hours"),
    ],
)
def test_duration(seconds, expected):
    assert formatting.duration(seconds) == expected


def test_masked_shows_the_end_alone():
    shown = render("x|masked", x="12345678")

    assert "5678" in shown
    assert "1234" not in shown
    assert "ending in" in shown


def test_masked_shows_nothing_of_a_short_number():
    assert "123" not in render("x|masked", x="123")


def test_masked_escapes_what_it_shows():
    assert "<b>" not in render("x|masked:9", x="<b>12345678</b><b>")


@pytest.mark.parametrize(
    ("status", "colour"), [("Released", "green"), ("quarantined", "orange"), ("draft", "grey"), ("never seen", "blue")]
)
def test_status_colour(status, colour):
    assert render("x|status_colour", x=status) == colour


@pytest.mark.parametrize(("value", "expected"), [(Decimal(-1), "True"), (Decimal(0), "False"), (None, "False")])
def test_is_negative(value, expected):
    assert render("x|is_negative", x=value) == expected
