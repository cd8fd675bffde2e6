"""The columns of a list and the cells that they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from sharedservices.common import formatting
from sharedservices.common.templatetags.formatting import status_colour


class Kind(StrEnum):
    """What a column shows: decides alignment, wording and the cell's type in a download."""

    TEXT = "text"
    MONEY = "money"
    CHANGE = "change"  # money with a plus or minus sign
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    STATUS = "status"  # a tag whose colour follows the state
    ACTION = "action"  # a link that does something with the row: its words stay on one line


_SAY: Mapping[Kind, Callable[[Any], str]] = {
    Kind.MONEY: formatting.money,
    Kind.CHANGE: formatting.pounds_signed,
    Kind.NUMBER: formatting.number,
    Kind.DATE: formatting.day_short,
}
_NUMERIC = {Kind.MONEY, Kind.CHANGE, Kind.NUMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell as the template shows it."""

    text: str
    href: str = ""
    context: str = ""
    hint: str = ""
    is_numeric: bool = False
    is_header: bool = False
    is_negative: bool = False
    colour: str = ""
    is_nowrap: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` names the attribute of the row, unless `value` reads it in another way.

    `sort` gives the path or paths that the row source orders by ("" for not sortable), `href` makes the cell a link,
    `hint` is a second line, `context` is what a screen reader adds to the link ("Change" + " bank account"), `export`
    gives the downloaded value where it differs, `is_exported=False` leaves the column out of downloads and
    `is_shown=False` out of the page.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    sort: str | tuple[str, ...] = ""
    value: Callable[[Any], Any] | None = None
    href: Callable[[Any], str] | None = None
    hint: Callable[[Any], str] | None = None
    context: Callable[[Any], str] | None = None
    export: Callable[[Any], Any] | None = None
    header: bool = False
    is_exported: bool = True
    is_shown: bool = True

    @property
    def is_numeric(self) -> bool:
        return self.kind in _NUMERIC

    @property
    def sort_paths(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)

    def read(self, row: Any) -> Any:
        """Read the value that the cell shows."""
        return self.value(row) if self.value else getattr(row, self.key)

    def exported(self, row: Any) -> Any:
        """Read the value that a download holds."""
        return self.export(row) if self.export else self.read(row)

    def cell(self, row: Any) -> Cell:
        """Make the cell of one row."""
        value = self.read(row)
        return Cell(
            text=self._say(value),
            href=self.href(row) if self.href else "",
            context=self.context(row) if self.context else "",
            hint=self.hint(row) if self.hint else "",
            is_numeric=self.is_numeric,
            is_header=self.header,
            is_negative=self.is_numeric and value is not None and value < 0,
            colour=status_colour(value) if self.kind is Kind.STATUS and value else "",
            is_nowrap=self.kind is not Kind.TEXT,
        )

    def _say(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        if self.kind is Kind.MOMENT:
            local: datetime = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{formatting.day_short(local)}, {formatting.clock(local)}"
        if self.kind is Kind.STATUS:
            return str(getattr(value, "label", value)).replace("_", " ").capitalize()
        return _SAY.get(self.kind, str)(value)
