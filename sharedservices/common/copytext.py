"""Turn rows of Python values into the text that COPY reads, exactly and fast.

Work goes by column: a column of one type is converted by one C-level call and escaped only if it holds a character
that needs it. Anything that has no exact text (a float, NaN, a naive datetime, more places than the column keeps) is
refused rather than passed on for PostgreSQL to round.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import repeat
from typing import Any, TypeAlias
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from psycopg2.extras import Range

from sharedservices.common.fields import has_more_places

NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
SPECIAL = ("\\", "\t", "\n", "\r")

Column = Sequence[Any]
Field: TypeAlias = "models.Field[Any, Any]"


def encode_rows(fields: Sequence[Field], rows: Sequence[Sequence[Any]], *, first_row: int = 0) -> bytes:
    """Return the rows as COPY text, one line each.

    ``first_row`` is the number of rows before these, for messages.

    :raises ValueError: for a ragged row or a value that the column cannot keep exactly.
    :raises TypeError: for a type without exact text.
    """
    width = len(fields)
    if set(map(len, rows)) != {width}:
        number, row = next((number, row) for number, row in enumerate(rows, first_row) if len(row) != width)
        message = f"row {number} has {len(row)} values for {width} columns"
        raise ValueError(message)
    columns = [_encode_column(field, values) for field, values in zip(fields, zip(*rows, strict=True), strict=True)]
    lines = map("\t".join, zip(*columns, strict=True))
    return ("\n".join(lines) + "\n").encode()


def _encode_column(field: Field, values: Column) -> list[str]:
    """Return one column as COPY texts: each type in one go, then put back in order."""
    if isinstance(field, models.JSONField):
        values = [value if value is None or isinstance(value, str) else _json(value) for value in values]
    kinds = set(map(type, values))
    if len(kinds) == 1 and type(None) not in kinds:
        return _encoder(field, kinds.pop())(field, values)
    texts: dict[type, Iterator[str]] = {type(None): repeat(NULL)}
    for kind in kinds - {type(None)}:
        texts[kind] = iter(_encoder(field, kind)(field, [value for value in values if type(value) is kind]))
    return [next(texts[type(value)]) for value in values]


def _encoder(field: Field, kind: type) -> "Encoder":
    """Return the encoder of a type, an enumeration or a subclass. :raises TypeError: if it has no exact text."""
    if kind in ENCODERS:
        return ENCODERS[kind]
    if issubclass(kind, Enum):
        return lambda field, values: _encode_column(field, [value.value for value in values])
    for known, encoder in ENCODERS.items():
        if issubclass(kind, known):
            return encoder
    message = f"{field.name} cannot take a {kind.__name__}: convert it to an exact type first"
    raise TypeError(message)


def _strings(field: Field, values: Column) -> list[str]:
    """Escape what COPY gives a meaning to; leave the column alone when there is nothing."""
    everything = "".join(values)
    if "\0" in everything:
        message = f"{field.name} holds a NUL character, which PostgreSQL cannot store"
        raise ValueError(message)
    if any(mark in everything for mark in SPECIAL):
        return [value.translate(ESCAPES) for value in values]
    return list(values)


def _decimals(field: Field, values: Column) -> list[str]:
    """Write a column of decimals; refuse NaN, infinity and lost places."""
    texts = list(map(str, values))
    places = getattr(field, "decimal_places", None)
    # nearly every amount ends in a point and just so many digits: only the others need a look
    doubtful = [text for text in texts if text[-places - 1 : -places] != "."] if places else texts
    for text in doubtful:
        number = Decimal(text)
        if not number.is_finite() or (places is not None and has_more_places(number, places)):
            message = f"{field.name} cannot keep {text} exactly: round it by a rule of money.py first"
            raise ValueError(message)
    return texts


def _datetimes(field: Field, values: Column) -> list[str]:
    """Write a column of moments; refuse those without a time zone."""
    if any(value.tzinfo is None for value in values):
        message = f"{field.name} needs datetimes with a time zone"
        raise ValueError(message)
    return [value.isoformat() for value in values]


def _ranges(_field: Field, values: Column) -> list[str]:
    """Write a column of PostgreSQL ranges of dates or numbers."""
    return list(map(_range, values))


def _range(value: Any) -> str:
    """Write one range; an absent bound is infinite."""
    if value.isempty:
        return "empty"
    lower, upper = ("" if bound is None else str(bound) for bound in (value.lower, value.upper))
    return f"{'[' if value.lower_inc else '('}{lower},{upper}{']' if value.upper_inc else ')'}"


def _json(value: Any) -> str:
    """Write one JSON value."""
    return json.dumps(value, cls=DjangoJSONEncoder, allow_nan=False)


Encoder: TypeAlias = Callable[[Field, Column], list[str]]

# bool stands before int and datetime before date: the first match decides for a subclass
ENCODERS: dict[type, Encoder] = {
    str: _strings,
    bool: lambda _field, values: ["t" if value else "f" for value in values],
    int: lambda _field, values: list(map(str, values)),
    Decimal: _decimals,
    dt.datetime: _datetimes,
    dt.date: lambda _field, values: [value.isoformat() for value in values],
    dt.time: lambda _field, values: [value.isoformat() for value in values],
    UUID: lambda _field, values: [f"{value.int:032x}" for value in values],
    bytes: lambda _field, values: ["\\\\x" + value.hex() for value in values],
    Range: _ranges,
}
