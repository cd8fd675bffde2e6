"""Columns that name a unit, or a post in one: kept from whoever may not know of confidential units, at one place.

Where the scope of the transaction does not name confidential units, the column itself answers NOT_SHOWN for them and
for everything below them: in every list, export, search, order, template and answer of the API, whatever path of joins
led there. SQL that is written by hand wraps the column in `unit_name()`; a guard finds one that does not.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField
from django.db.models.expressions import Col
from django.utils.functional import cached_property

from partners.scope import current_scope
from sharedservices.common.errors import DomainError

NOT_SHOWN = "Not shown"
HIDDEN = {"unit": "app_hidden_units", "post": "app_hidden_posts"}


class KeptOffTheCharts(DomainError):
    """A name that is not shown to somebody would be written back by them."""


def unit_name(owner: str, column: str) -> str:
    """Return the SQL of a unit's name for a query by hand. `owner`: the column with the id of the unit."""
    return _masked("unit", owner, column)


def require_named(words: Any) -> None:
    """Refuse to write a document with what hides a name.

    :raises KeptOffTheCharts: then
    """
    if NOT_SHOWN in str(words):
        raise KeptOffTheCharts(
            "The job is in a unit that is kept off the charts.", remedy="Somebody who may see such units writes it."
        )


def _masked(kind: str, owner: str, column: str) -> str:
    return f"CASE WHEN {owner} = ANY ((SELECT {HIDDEN[kind]}())::bigint[]) THEN '{NOT_SHOWN}' ELSE {column} END"


class _ConcealedCol(Col):
    """The column in a query: bare where the scope names everything."""

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Return the column, or what hides it."""
        sql, params = super().as_sql(compiler, connection)
        scope = current_scope()
        if scope is None or not scope.hides_confidential or not self.alias:
            return sql, params
        field: Any = self.target
        owner = compiler.quote_name_unless_alias(self.alias) + "." + connection.ops.quote_name(field.owner)
        return _masked(field.kind, owner, sql), params


class ConcealedField(CharField):  # type: ignore[type-arg]
    """Text that names a confidential unit, or a post in it. `owner`: the column with the id of the unit or post."""

    def __init__(self, *args: Any, kind: str = "unit", owner: str = "id", **kwargs: Any) -> None:
        self.kind, self.owner = kind, owner
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave to migrations what it is in the database: plain text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> "ConcealedField":
        """Copy it with what migrations do not know."""
        _name, _path, args, kwargs = super().deconstruct()
        return type(self)(*args, kind=self.kind, owner=self.owner, **kwargs)

    def get_col(self, alias: str, output_field: Any = None) -> Any:
        """Return the column of a query."""
        if alias == self.model._meta.db_table and (output_field is None or output_field == self):
            return self.cached_col
        return _ConcealedCol(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Any:
        """Return the column under the name of its own table."""
        return _ConcealedCol(self.model._meta.db_table, self)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Refuse to write what hid the name over the name.

        :raises KeptOffTheCharts: then
        """
        if value == NOT_SHOWN:
            raise KeptOffTheCharts(
                "This concerns a unit that is kept off the charts.", remedy="Ask somebody who may see such units."
            )
        return super().get_db_prep_save(value, connection)
