"""Filters that say amounts, dates and masked numbers: `{% load formatting %}`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharedservices.common import formatting

register = template.Library()

register.filter("money", formatting.money)
register.filter("amount", formatting.amount)
register.filter("pounds_signed", formatting.pounds_signed)
register.filter("pounds_short", formatting.pounds_short)
register.filter("number", formatting.number)
register.filter("percent", formatting.percent)
register.filter("duration", formatting.duration)


def _local(value: Any) -> Any:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """`21 November 2026`, in local time."""
    return formatting.day(_local(value) or None)


@register.filter
def day_short(value: date | datetime | None) -> str:
    """`21 Nov 2026`, in local time."""
    return formatting.day_short(_local(value) or None)


@register.filter
def moment(value: datetime | None) -> str:
    """`21 November 2026 at 9:05am`, in local time."""
    return formatting.moment(_local(value) or None)


@register.filter
def month(value: date | None) -> str:
    """`November 2026`."""
    return f"{value:%B %Y}" if value else ""


@register.filter
def last_day(exclusive_end: date | None) -> str:
    """Show the inclusive last day of a period that is stored half-open: 1 December gives `30 November 2026`."""
    return formatting.day(exclusive_end - timedelta(days=1)) if exclusive_end else ""


@register.filter
def masked(value: object, shown: int = 4) -> SafeString | str:
    """Show only the last characters of an account number or the like; screen readers hear "ending in"."""
    text = str(value or "")
    if not text:
        return ""
    return format_html(
        '<span class="app-masked"><span aria-hidden="true">••••</span>'
        '<span class="govuk-visually-hidden">ending in </span>{}</span>',
        text[-shown:] if len(text) > shown else "",
    )


_COLOURS = {
    "grey": ("draft", "cancelled", "excluded", "ended", "withdrawn", "left", "inactive", "superseded", "skipped"),
    "yellow": ("calculating", "running", "queued", "pending", "waiting", "submitted", "review", "warning", "due soon"),
    "blue": ("calculated", "open", "new", "planned", "checked"),
    "teal": ("approved", "accepted"),
    "green": (
        "released",
        "paid",
        "done",
        "complete",
        "completed",
        "active",
        "loaded",
        "valid",
        "current",
        "passed",
        "matched",
    ),
    "orange": (
        "quarantined",
        "overdue",
        "late",
        "unchecked",
        "stopped",
        "partial",
        "missing",
        "has run out",
        "possible duplicate",
        "exception",
        "disputed",
        "hold",
    ),
    "red": ("failed", "rejected", "error", "invalid", "refused", "denied", "locked", "over 72 hours"),
}
_COLOUR_OF = {word: colour for colour, words in _COLOURS.items() for word in words}


@register.filter
def status_colour(status: str) -> str:
    """Give the tag colour of a state. The state's words are always shown as well: never colour alone."""
    return _COLOUR_OF.get(str(status).lower(), "blue")


@register.filter
def is_negative(value: Decimal | None) -> bool:
    """Answer whether an amount is below zero."""
    return value is not None and value < 0


@register.filter
def under(cells: Sequence[Any], headings: Sequence[Any]) -> list[dict[str, Any]]:
    """Give each cell of a row the words of its heading, for tables that stack on a phone."""
    words = [one["label"] if isinstance(one, dict) else one.label for one in headings]
    plain = [one if isinstance(one, dict) else asdict(one) for one in cells]
    return [{**cell, "heading": word} for cell, word in zip(plain, [*words, *[""] * len(plain)], strict=False)]
