"""A column that several spans of days stand in: PostgreSQL's datemultirange, written by the database alone."""

import re
from datetime import date
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.lookups import Lookup

_SPAN = re.compile(r"[\[(](\d{4}-\d\d-\d\d)?,(\d{4}-\d\d-\d\d)?[\])]")


class DateMultiRangeField(models.Field):  # type: ignore[type-arg]
    """Spans of days, read as a list of ranges. `contains` asks for a day."""

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return "datemultirange"

    def from_db_value(self, value: str | None, *_args: Any) -> list[DateRange]:
        """Return the spans, the earliest first."""
        return [DateRange(_day(lower), _day(upper)) for lower, upper in _SPAN.findall(value or "")]

    def get_prep_value(self, value: Any) -> str:
        """Write spans as PostgreSQL reads them."""
        spans = value or []
        return "{" + ",".join(f"[{_text(one.lower)},{_text(one.upper)})" for one in spans) + "}"


@DateMultiRangeField.register_lookup
class ContainsDay(Lookup):
    """Whether a day lies in one of the spans."""

    lookup_name = "contains"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the condition."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> %s::date", [*params, self.rhs]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(on: date | None) -> str:
    return on.isoformat() if on else ""
