"""Write many rows at once through COPY, under row level security.

PostgreSQL refuses ``COPY FROM`` into a table with row security, so rows go by COPY into a temporary table that ends
with the transaction, and from there by ``INSERT … SELECT`` (or ``UPDATE … FROM``), where every policy, constraint and
trigger applies. Rows are turned into text column by column, a few thousand at a time, so memory stays small whatever
the number of rows, and a generator of rows may itself query between two chunks.

Model defaults, ``auto_now`` and ``save()`` play no part: give every column that the database does not fill.
"""

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.sql import SQL, Composable, Identifier

from sharedservices.common.copytext import Field, encode_rows
from sharedservices.common.db import require_transaction

CHUNK_ROWS = 5_000

Row = Sequence[Any]
_serial = itertools.count(1)


class DuplicateKeys(ValueError):
    """Report two rows for one key in an update: which of them should win is not for the database to guess."""


def copy_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    connection: BaseDatabaseWrapper | None = None,
) -> int:
    """Insert rows and return how many.

    ``columns`` are field names (``partner`` and ``partner_id`` both do); each row is a tuple in that order of None,
    str, int, Decimal, date, aware datetime, UUID, bool, bytes, a PostgreSQL range, or dict or list (or JSON text) for
    a JSON column.

    :raises TransactionNeeded: outside a transaction.
    :raises ValueError: for a ragged row, a value that the column would round, NaN, a naive datetime or a NUL.
    :raises TypeError: for a float or another type that has no exact text.
    :raises django.db.Error: whatever the insert itself meets (integrity, row security).
    """
    connection = _writer(model, connection)
    fields = _fields(model, columns)
    with connection.cursor() as cursor:
        stage = _create_stage(cursor, model, fields)
        staged = _fill_stage(cursor, connection, stage, fields, rows)
        if staged:
            _run(cursor, "INSERT INTO {} ({}) SELECT * FROM {}", _table(model), _names(fields), stage)
        _run(cursor, "DROP TABLE {}", stage)
    return staged


def update_rows(
    model: type[models.Model],
    key_columns: Sequence[str],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    connection: BaseDatabaseWrapper | None = None,
) -> int:
    """Update rows found by their key and return how many there were.

    Each row is a tuple of the key columns, then the columns to set. A key that no visible row has is passed over:
    compare the count when that matters. Values and errors are those of ``copy_rows``.

    :raises DuplicateKeys: if two rows have the same key.
    """
    connection = _writer(model, connection)
    keys, targets = _fields(model, key_columns), _fields(model, columns)
    with connection.cursor() as cursor:
        stage = _create_stage(cursor, model, [*keys, *targets])
        staged = _fill_stage(cursor, connection, stage, [*keys, *targets], rows)
        _refuse_duplicates(cursor, model, stage, keys)
        _run(cursor, "ANALYZE {}", stage)
        assignments = SQL(", ").join(_equals(field, SQL("{0} = staged.{0}")) for field in targets)
        matches = SQL(" AND ").join(_equals(field, SQL("target.{0} = staged.{0}")) for field in keys)
        update = "UPDATE {} AS target SET {} FROM {} AS staged WHERE {}"
        _run(cursor, update, _table(model), assignments, stage, matches)
        updated: int = cursor.rowcount
        _run(cursor, "DROP TABLE {}", stage)
    return updated if staged else 0


def read_rows(
    sql: str, params: Sequence[Any] = (), *, connection: BaseDatabaseWrapper | None = None, chunk: int = CHUNK_ROWS
) -> Iterator[tuple[Any, ...]]:
    """Stream the rows of a query through a server-side cursor, so that a million of them need little memory.

    For queries/ only: `sql` is a constant with parameters, never built from input.

    :raises TransactionNeeded: outside a transaction.
    """
    connection = connection or connections["default"]
    require_transaction("read_rows", connection.alias)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(chunk):
            yield from rows


def _writer(model: type[models.Model], connection: BaseDatabaseWrapper | None) -> BaseDatabaseWrapper:
    """Return the connection that writes this model, with a transaction open."""
    found = connection or connections[router.db_for_write(model)]
    require_transaction("a bulk write", found.alias)
    return found


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Field]:
    """Return the concrete fields of these names. :raises ValueError: for none, an unknown or a repeated one."""
    known = {name: field for field in model._meta.concrete_fields for name in (field.name, field.attname, field.column)}
    unknown = [name for name in names if name not in known]
    fields = [known[name] for name in names if name in known]
    if unknown or not fields or len({field.column for field in fields}) != len(fields):
        message = f"{model.__name__} takes each of its own columns at most once, not {list(names)}"
        raise ValueError(message)
    return fields


def _table(model: type[models.Model]) -> Identifier:
    """Return the quoted name of the model's table."""
    return Identifier(model._meta.db_table)


def _names(fields: Sequence[Field]) -> Composable:
    """Return the quoted column names, separated by commas."""
    return SQL(", ").join(Identifier(field.column) for field in fields)


def _equals(field: Field, template: SQL) -> Composable:
    """Return a comparison or assignment of one column."""
    return template.format(Identifier(field.column))


def _run(cursor: Any, template: str, *parts: Composable) -> None:
    """Execute a statement whose only variable parts are identifiers, quoted by the driver."""
    cursor.execute(SQL(template).format(*parts).as_string(cursor.cursor))


def _create_stage(cursor: Any, model: type[models.Model], fields: Sequence[Field]) -> Identifier:
    """Make an empty temporary table of exactly these columns, without constraints, and return its name."""
    stage = Identifier("pg_temp", f"bulk_{next(_serial)}")
    create = "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
    _run(cursor, create, stage, _names(fields), _table(model))
    return stage


def _fill_stage(
    cursor: Any, connection: BaseDatabaseWrapper, stage: Identifier, fields: Sequence[Field], rows: Iterable[Row]
) -> int:
    """Load the rows into the temporary table and return how many."""
    copy = SQL("COPY {} FROM STDIN").format(stage).as_string(cursor.cursor)
    staged = 0
    source = iter(rows)
    while chunk := list(itertools.islice(source, CHUNK_ROWS)):
        payload = encode_rows(fields, chunk, first_row=staged)
        with connection.wrap_database_errors:
            cursor.copy_expert(copy, io.BytesIO(payload))
        staged += len(chunk)
    return staged


def _refuse_duplicates(cursor: Any, model: type[models.Model], stage: Identifier, keys: Sequence[Field]) -> None:
    """Make sure that no key is staged twice. :raises DuplicateKeys: if one is."""
    _run(cursor, "SELECT 1 FROM {} GROUP BY {} HAVING count(*) > 1 LIMIT 1", stage, _names(keys))
    if cursor.fetchone():
        message = f"two rows would update the same {model._meta.verbose_name}"
        raise DuplicateKeys(message)
