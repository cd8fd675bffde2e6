"""The totals that an old system reports for its extract: a small CSV file of total, key and number."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from hr.engine.migration_totals import KNOWN, Total, Totals
from hr.importing.columns import SOURCES
from sharedservices.common.import_sheet import Column, RawRow, refuse
from sharedservices.common.imports import open_import, open_raw
from sharedservices.common.money import round_half_up

COLUMNS = (
    Column("total", title="Total", is_required=True),
    Column("key", title="Key"),
    Column("number", title="Number", is_required=True),
)
MOST_ROWS = 20_000
LARGEST = Decimal(10) ** 12


def read(stream: BinaryIO, known: Mapping[str, Total] = KNOWN) -> Totals:
    """Read declared totals, of these codes.

    :raises ImportRefused: for a file or a line that cannot be read, with row and remedy
    """
    found: Totals = {}
    with open_import(stream, columns=COLUMNS, max_rows=MOST_ROWS) as file:
        for number, values in file:
            code, key = values.get("total", ""), values.get("key", "")[:40]
            total = known.get(code)
            if total is None:
                names = ", ".join(known)
                raise refuse(
                    f"There is no total “{code[:40]}” here.", f"Known are {names}.", row=number, column="total"
                )
            if total.is_by_key != bool(key):
                says = "needs its key" if total.is_by_key else "has no key"
                raise refuse(f"The total “{code}” {says}.", "Correct the column “key”.", row=number, column="key")
            if key in found.get(code, {}):
                raise refuse(f"The total “{code} {key}” is given twice.", "Keep one.", row=number, column="total")
            found.setdefault(code, {})[key] = _number(values.get("number", ""), number, total.places)
    return found


def _number(text: str, row: int, places: int) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        raise refuse("This is not a number.", "Write it like 1234.50.", row=row, column="number") from None
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise refuse("This number cannot be a total.", "Write it like 1234.50.", row=row, column="number")
    return round_half_up(value, places)


def write(totals: Totals) -> bytes:
    """Return totals as such a file."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow([column.name for column in COLUMNS])
    rows.writerows((code, key, number) for code, by_key in totals.items() for key, number in sorted(by_key.items()))
    return stream.getvalue().encode()


def to_json(totals: Totals) -> dict[str, dict[str, str]]:
    """Return totals as they are kept."""
    return {code: {key: str(number) for key, number in by_key.items()} for code, by_key in totals.items()}


def from_json(kept: dict[str, dict[str, str]]) -> Totals:
    """Return totals that were kept."""
    return {code: {key: Decimal(number) for key, number in by_key.items()} for code, by_key in kept.items()}


def raw_rows(stream: BinaryIO) -> Iterator[RawRow]:
    """Walk the rows of an extract as they stand. :raises ImportRefused: where the file breaks off."""
    return open_raw(stream, columns=SOURCES).rows()
