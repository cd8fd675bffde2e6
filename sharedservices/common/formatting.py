"""Say amounts, dates and numbers as people in the United Kingdom read them. Pure: no Django."""

from datetime import date, datetime
from decimal import Decimal

from sharedservices.common.money import pence, round_half_up

MINUS = "\N{MINUS SIGN}"
NOON = 12


def amount(value: Decimal | int | None) -> str:
    """Say Decimal pounds without the currency: `1,234.50`, `−12.00`; nothing for None."""
    if value is None:
        return ""
    rounded = pence(Decimal(value))
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,.2f}"


def money(value: Decimal | int | None) -> str:
    """Say Decimal pounds: `£1,234.50`, `−£12.00`; nothing for None."""
    if value is None:
        return ""
    rounded = pence(Decimal(value))
    return f"{MINUS if rounded < 0 else ''}£{abs(rounded):,.2f}"


def pounds_signed(value: Decimal | int | None) -> str:
    """Say a difference in Decimal pounds: `+£12.00`, `−£12.00`, `£0.00`; nothing for None."""
    if value is None:
        return ""
    return f"+{money(value)}" if pence(Decimal(value)) > 0 else money(value)


def pounds_short(value: Decimal | int | None) -> str:
    """Say Decimal pounds in few characters, for tiles and chart axes: `£950`, `£1.2k`, `£3.4m`."""
    if value is None:
        return ""
    size = abs(Decimal(value))
    sign = MINUS if value < 0 else ""
    for floor, suffix in ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k")):
        if size >= floor:
            return f"{sign}£{round_half_up(size / floor, 1)}".removesuffix(".0") + suffix
    return f"{sign}£{round_half_up(size, 0)}"


def number(value: Decimal | int | None) -> str:
    """Say a number with thousands separators and no trailing zeros: `2,413`, `37.5`; nothing for None."""
    if value is None:
        return ""
    text = f"{abs(Decimal(value)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS if value < 0 else ''}{text}"


def percent(value: Decimal | None) -> str:
    """Say a rate (0.065) as a percentage (`6.5%`); nothing for None."""
    return "" if value is None else f"{number(value * 100)}%"


def day(value: date | None) -> str:
    """Say a date in full: `21 November 2026`; nothing for None."""
    return "" if value is None else f"{value.day} {value:%B %Y}"


def day_short(value: date | None) -> str:
    """Say a date for a narrow column: `21 Nov 2026`; nothing for None."""
    return "" if value is None else f"{value.day} {value:%b %Y}"


def clock(value: datetime) -> str:
    """Say the time of a datetime that is already local: `9:05am`, `midday`, `midnight`."""
    if value.minute == 0 and value.hour in {0, NOON}:
        return "midday" if value.hour else "midnight"
    return f"{value.hour % NOON or NOON}:{value:%M}{'am' if value.hour < NOON else 'pm'}"


def moment(value: datetime | None) -> str:
    """Say a local datetime: `21 November 2026 at 9:05am`; nothing for None."""
    return "" if value is None else f"{day(value)} at {clock(value)}"


def duration(seconds: Decimal | int | None) -> str:
    """Say how long in seconds: `under a second`, `45 seconds`, `2 minutes`, `1 hour 5 minutes`; nothing for None."""
    if seconds is None:
        return ""
    whole = int(seconds)
    if whole < 1:
        return "under a second"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if not hours and not minutes:
        return _count(left, "second")
    return " ".join(_count(n, unit) for n, unit in ((hours, "hour"), (minutes, "minute")) if n)


def counted(n: int, singular: str, plural: str) -> str:
    """Say a number of things: `1 person`, `2,413 people`."""
    return f"{n:,} {singular if n == 1 else plural}"


def _count(n: int, unit: str) -> str:
    return counted(n, unit, f"{unit}s")
