"""The days that the product knows: no form, filter, file or interface takes another one.

The calendar ends at 31/12/9999, after which no day follows, and starts at 01/01/0001, before which nothing lies. A day
well inside of both leaves room to count from it; and a year that nobody lives in is a slip of the keyboard.
"""

from datetime import date

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)


def why_not(day: date) -> str:
    """Say in words for people why a day is not taken; nothing when it is."""
    if FIRST_DAY <= day <= LAST_DAY:
        return ""
    return f"must be between {FIRST_DAY:%d/%m/%Y} and {LAST_DAY:%d/%m/%Y}"
